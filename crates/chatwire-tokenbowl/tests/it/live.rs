//! Against the real service; never part of the usual run.

use chatwire_tokenbowl::Client;

#[tokio::test]
#[ignore = "needs TOKEN_BOWL_CHAT_API_KEY"]
async fn account_and_messages_are_read() {
    let client = Client::from_env().unwrap();
    assert!(client.health_check().await.unwrap().is_healthy());
    let me = client.get_my_profile().await.unwrap();
    assert_eq!(client.get_user_profile(&me.id).await.unwrap().username, me.username);
    let page = client.get_messages().limit(1).await.unwrap();
    assert!(page.len() + page.invalid.len() <= 1);
    assert!(!client.get_available_logos().await.unwrap().is_empty());
}
