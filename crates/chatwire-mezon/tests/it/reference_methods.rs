//! The methods that other bot SDKs have but that do nothing there.

use std::time::Duration;

use chatwire_core::testing::Answer;
use chatwire_mezon::proto::{Message, api};
use chatwire_mezon::{ChannelType, ErrorKind, NameKind, UserStatus};

use crate::scripted::{CLAN, calls, client, last, offline, proto};

fn emoji(id: i64, clan: i64) -> api::ClanEmoji {
    api::ClanEmoji {
        id,
        src: format!("https://cdn.example.org/{id}.webp"),
        shortname: ":wave:".to_owned(),
        clan_id: clan,
        creator_id: 9,
        ..api::ClanEmoji::default()
    }
}

#[tokio::test]
async fn emojis_and_stickers_are_those_of_the_clan() {
    let emojis = vec![emoji(1, CLAN), emoji(2, CLAN + 1), emoji(3, CLAN)];
    let sticker = |id, clan_id, create_time_seconds| api::ClanSticker {
        id,
        clan_id,
        create_time_seconds,
        media_type: 1,
        ..api::ClanSticker::default()
    };
    let stickers = vec![sticker(4, CLAN, 0), sticker(5, 0, 0), sticker(6, CLAN, 1_700_000_000)];
    let (client, script) = client([
        proto(&api::EmojiListedResponse { emoji_list: emojis }),
        proto(&api::StickerListedResponse { stickers }),
    ]);
    let found = client.list_clan_emoji_by_clan_id(CLAN).await.unwrap();
    let ids: Vec<_> = found.iter().map(|emoji| emoji.id.get()).collect();
    assert_eq!(ids, [1, 3]);
    assert_eq!((found[0].shortname.as_str(), found[0].creator_id.get()), (":wave:", 9));
    let found = client.list_clan_stickers_by_clan_id(CLAN).await.unwrap();
    let times: Vec<_> =
        found.iter().map(|sticker| sticker.created_at.map(|at| at.as_unix_seconds())).collect();
    assert_eq!(times, [None, Some(1_700_000_000)]);
    let calls = calls(&script);
    assert_eq!(calls[0], ("GetListEmojisByUserId".to_owned(), bytes::Bytes::new()));
    assert_eq!(calls[1], ("GetListStickersByUserId".to_owned(), bytes::Bytes::new()));
}

#[tokio::test]
async fn channels_are_listed() {
    let channel = channel(7, CLAN, false);
    let list = api::ChannelDescListNoPool { channeldesc: vec![channel], page: 1 };
    let (client, script) = client([proto(&list)]);
    let channels = client.list_channel_by_user_id().await.unwrap();
    assert_eq!((channels[0].id.get(), channels[0].name.as_str()), (7, "channel-7"));
    assert_eq!(calls(&script), [("ListChannelByUserId".to_owned(), bytes::Bytes::new())]);
}

#[tokio::test]
async fn a_name_is_checked() {
    let taken = api::CheckDuplicateNameResponse { is_duplicate: true };
    let (client, script) = client([proto(&taken), Answer::status(200)]);
    let check = client.check_duplicate_clan_name("My Clan").await.unwrap();
    assert_eq!((check.name.as_str(), check.is_taken), ("My Clan", true));
    let sent: api::CheckDuplicateNameRequest = last(&script);
    assert_eq!((sent.name.as_str(), sent.r#type, sent.condition_id), ("My Clan", 0, 0));
    let check = client.check_duplicate_name("general", NameKind::Channel).condition_id(CLAN);
    assert!(!check.await.unwrap().is_taken);
    let sent: api::CheckDuplicateNameRequest = last(&script);
    assert_eq!((sent.r#type, sent.condition_id), (2, CLAN));
    assert_eq!(calls(&script)[0].0, "CheckDuplicateName");
}

#[tokio::test]
async fn a_name_that_cannot_be_checked_is_an_error() {
    let unknown = Answer::status(501).body(r#"{"code":12,"message":"unknown"}"#);
    let (client, script) = client([unknown]);
    let error = client.check_duplicate_clan_name("x").await.unwrap_err();
    assert_eq!(error.message(), "unknown");
    assert_eq!(calls(&script).len(), 1, "without a session there is no old way");
}

#[test]
fn a_status_has_its_wire_form() {
    let client = offline();
    let wire = |call: chatwire_mezon::ApiCall<()>| {
        let request = call.over_http().build().unwrap();
        let path = request.uri().path().replace("/mezon.api.Mezon/", "");
        (path, api::UserStatusUpdate::decode(request.into_body()).unwrap())
    };
    let status = |status: &str, minutes, until_turn_on| api::UserStatusUpdate {
        status: status.to_owned(),
        minutes,
        until_turn_on,
    };
    let call = client.update_user_status(UserStatus::DoNotDisturb).minutes(30).call();
    assert_eq!(wire(call), ("UpdateUserStatus".to_owned(), status("Do Not Disturb", 30, false)));
    let call = client.update_user_status("Somewhere").until_turn_on().call();
    assert_eq!(wire(call), ("UpdateUserStatus".to_owned(), status("Somewhere", 0, true)));
    let call = client.update_user_custom_status("at lunch").minutes(u32::MAX).call();
    let expected = status("at lunch", i32::MAX, false);
    assert_eq!(wire(call), ("UpdateUserCustomStatus".to_owned(), expected));
}

#[tokio::test]
async fn a_status_needs_a_live_session() {
    let client = offline();
    let error = client.update_status("here").await.unwrap_err();
    assert_eq!((error.kind(), error.maybe_sent()), (ErrorKind::Closed, false));
    assert_eq!(client.appear_offline().await.unwrap_err().kind(), ErrorKind::Closed);
}

fn channel(id: i64, clan: i64, is_private: bool) -> api::ChannelDescription {
    api::ChannelDescription {
        channel_id: id,
        clan_id: clan,
        channel_label: format!("channel-{id}"),
        clan_name: format!("clan {clan}"),
        r#type: 1,
        channel_private: is_private.into(),
        ..api::ChannelDescription::default()
    }
}

fn channels(list: Vec<api::ChannelDescription>) -> Answer {
    proto(&api::ChannelDescListNoPool { channeldesc: list, page: 0 })
}

fn members(users: &[i64]) -> Answer {
    let clan_users = users
        .iter()
        .map(|id| api::clan_user_list::ClanUser {
            user: Some(api::User { id: *id, ..api::User::default() }),
            ..Default::default()
        })
        .collect();
    proto(&api::ClanUserList { clan_users, ..api::ClanUserList::default() })
}

fn let_in(users: &[i64], banned: &[i64], cursor: &str) -> Answer {
    let user = |id: &i64, is_banned| api::channel_user_list::ChannelUser {
        user_id: *id,
        is_banned,
        ..Default::default()
    };
    let channel_users = users.iter().map(|id| user(id, false));
    let channel_users = channel_users.chain(banned.iter().map(|id| user(id, true))).collect();
    let cursor = cursor.to_owned();
    proto(&api::ChannelUserList { channel_users, cursor, ..api::ChannelUserList::default() })
}

#[tokio::test]
async fn without_users_all_channels_of_clans_can_be_named() {
    let many = (1..=120).map(|id| channel(id, if id == 1 { 0 } else { CLAN }, id % 2 == 0));
    let (client, script) = client([channels(many.clone().collect()), channels(many.collect())]);
    let found = client.hashtag_dm_list([0_i64; 0]).await.unwrap();
    assert_eq!(found.len(), 100);
    let first = &found[0];
    assert_eq!((first.channel_id.get(), first.clan_id.get(), first.is_private), (2, CLAN, true));
    assert_eq!((first.channel_label.as_str(), first.kind), ("channel-2", ChannelType::Channel));
    let few = client.hashtag_dm_list([0_i64; 0]).limit(3).await.unwrap();
    assert_eq!(few, found[..3]);
    assert_eq!(calls(&script).len(), 2);
}

#[tokio::test(start_paused = true)]
async fn with_users_only_what_all_of_them_see() {
    let list =
        || channels(vec![channel(1, 10, false), channel(2, 11, false), channel(3, 10, false)]);
    let (client, script) = client([
        list(),
        members(&[5, 6, 7]),
        members(&[5]),
        list(),
        list(),
        members(&[]),
        members(&[5, 6]),
    ]);
    let ids = async || {
        let found = client.hashtag_dm_list([5, 6]).await.unwrap();
        found.iter().map(|channel| channel.channel_id.get()).collect::<Vec<_>>()
    };
    assert_eq!(ids().await, [1, 3]);
    tokio::time::advance(Duration::from_secs(59)).await;
    assert_eq!(ids().await, [1, 3]);
    let names: Vec<_> = calls(&script).into_iter().map(|(name, _)| name).collect();
    let clan = "ListClanUsers";
    assert_eq!(names, ["ListChannelByUserId", clan, clan, "ListChannelByUserId"]);
    tokio::time::advance(Duration::from_secs(2)).await;
    assert_eq!(ids().await, [2], "what is a minute old is asked for again");
}

#[tokio::test]
async fn a_private_channel_is_for_those_who_were_let_in() {
    let list = vec![channel(1, 10, true), channel(2, 10, true), channel(3, 10, true)];
    let (client, script) = client([
        channels(list),
        let_in(&[5], &[], "more"),
        let_in(&[6], &[], ""),
        let_in(&[5], &[6], ""),
        let_in(&[5], &[], "again"),
        let_in(&[5], &[], "again"),
    ]);
    let found = client.hashtag_dm_list([5, 6]).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].channel_id.get(), 1);
    let calls = calls(&script);
    assert_eq!(calls.len(), 6);
    let second = api::ListChannelUsersRequest::decode(calls[2].1.clone()).unwrap();
    assert_eq!((second.clan_id, second.channel_id, second.channel_type), (10, 1, 1));
    assert_eq!((second.cursor.as_str(), second.limit), ("more", 100));
}

#[tokio::test]
async fn a_limit_is_one_to_a_hundred() {
    let (client, script) = client([]);
    for limit in [0, 101] {
        let error = client.hashtag_dm_list([5]).limit(limit).await.unwrap_err();
        assert_eq!((error.kind(), error.context("field")), (ErrorKind::Input, Some("limit")));
    }
    assert!(script.requests().is_empty());
}
