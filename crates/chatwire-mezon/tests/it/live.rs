//! Against the real service; never part of the usual run.

use chatwire_mezon::Client;

#[tokio::test]
#[ignore = "needs MEZON_BOT_ID and MEZON_API_KEY"]
async fn clans_are_listed() {
    let client = Client::from_env().unwrap();
    client.login().await.unwrap();
    let list = client.api().list_clan_descs(Default::default()).over_http().await.unwrap();
    assert!(list.clandesc.iter().all(|clan| clan.clan_id != 0));
}
