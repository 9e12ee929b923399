//! Against the real service; never part of the usual run.

use chatwire_fluidtalk::characters::Client;

#[tokio::test]
#[ignore = "needs FLUIDTALK_CONNECTOR_TOKEN"]
async fn the_setup_of_a_character_is_checked() {
    Client::from_env().unwrap().self_test().await.unwrap();
}
