//! Against the real service; never part of the usual run.

use chatwire_chatluck::Client;

#[tokio::test]
#[ignore = "needs CHATLUCK_API_KEY"]
async fn users_and_channels_are_listed() {
    let client = Client::from_env().unwrap();
    let users = client.list_users().limit(1).await.unwrap();
    assert!(users.len() + users.invalid.len() <= 1);
    let channels = client.list_channels().limit(1).await.unwrap();
    assert!(channels.len() + channels.invalid.len() <= 1);
}
