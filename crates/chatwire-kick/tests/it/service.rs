//! Against the real service; never part of the usual run.

use chatwire_kick::Client;

#[tokio::test]
#[ignore = "needs KICK_ACCESS_TOKEN"]
async fn the_owner_of_the_token_is_read() {
    let client = Client::from_env().unwrap();
    let me = client.me().await.unwrap();
    assert!(!me.name.is_empty());
}
