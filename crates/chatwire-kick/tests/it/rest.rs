//! Answers of the calls: models, statuses, retry classes.

use std::time::Duration;

use chatwire_core::testing::{Answer, Script};
use chatwire_kick::token_store::{MemoryStore, StoredToken, TokenStore};
use chatwire_kick::{
    Client, ErrorKind, EventType, RedemptionRefusal, RedemptionStatus, Retry, Timestamp, UserId,
    code,
};
use serde_json::{Value, json};
use tokio::time::Instant;

fn client(script: &Script) -> Client {
    Client::builder().token("token").script(script.clone()).retry(Retry::none()).build().unwrap()
}

fn answering(body: &Value) -> Client {
    client(&Script::new().always(Answer::json(body)))
}

#[tokio::test]
async fn a_channel_with_everything_and_with_nothing() {
    let full = answering(&json!({"data": [{
        "active_subscribers_count": 150, "banner_picture": "https://img.example/b.jpg",
        "broadcaster_user_id": 123, "canceled_subscribers_count": 25,
        "active_gifted_subscribers_count": 3, "unknown_field": {"x": 1},
        "category": {"id": 15, "name": "Just Chatting", "thumbnail": "https://img.example/c.png"},
        "channel_description": "About", "slug": "john-doe",
        "stream": {"custom_tags": ["tag1"], "is_live": true, "is_mature": false,
            "key": "super-secret-stream-key", "language": "en", "start_time": "2026-01-01T00:00:00Z",
            "thumbnail": "", "url": "rtmps://ingest.example/app/x", "viewer_count": 67},
        "stream_title": "Hi"}], "message": "OK"}));
    let channel = full.my_channel().await.unwrap();
    assert!(channel.is_live());
    assert_eq!(channel.category.as_ref().unwrap().id, 15);
    assert_eq!(channel.active_gifted_subscribers_count, Some(3));
    let stream = channel.stream.as_ref().unwrap();
    assert_eq!(stream.key.as_ref().unwrap().expose(), "super-secret-stream-key");
    assert_eq!(stream.start_time, Some(Timestamp::from_unix_seconds(1_767_225_600)));
    assert_eq!((stream.thumbnail.as_ref(), stream.custom_tags.len()), (None, 1));
    // The key lets anybody stream on the channel.
    assert!(!format!("{channel:?}").contains("super-secret"));
    assert!(!serde_json::to_string(&channel).unwrap().contains("super-secret"));

    let minimal = answering(&json!({"data": [
        {"broadcaster_user_id": "1", "slug": null, "category": {}, "stream": null},
        {"broadcaster_user_id": 2, "category": {"id": 0, "name": ""}, "stream": {"custom_tags": null,
            "tags_extra": 1, "key": "", "url": "", "start_time": "0001-01-01T00:00:00Z"}},
        {"broadcaster_user_id": 3, "stream": {"tags": ["a"]}}]}));
    let channels = minimal.channels().await.unwrap();
    assert_eq!((channels.len(), channels.invalid.len()), (3, 0));
    let [first, second, third] = channels.items.try_into().unwrap();
    assert_eq!((first.broadcaster_user_id.get(), first.category, first.stream), (1, None, None));
    let stream = second.stream.unwrap();
    assert_eq!(
        (second.category, stream.key, stream.url, stream.start_time),
        (None, None, None, None)
    );
    assert_eq!(third.stream.unwrap().custom_tags, ["a"]);
}

#[tokio::test]
async fn the_short_cuts_of_kickpython() {
    let own = answering(&json!({"data": [{"broadcaster_user_id": 7, "slug": "x"}]}));
    assert_eq!(own.broadcaster_id_of("other-token").await.unwrap(), Some(UserId::new(7)));
    assert_eq!(own.slug_of(7).await.unwrap().as_deref(), Some("x"));
    let empty = answering(&json!({"data": []}));
    assert_eq!(empty.broadcaster_id_of("other-token").await.unwrap(), None);
    assert_eq!(empty.slug_of(7).await.unwrap(), None);
    for missing in [
        empty.me().await.unwrap_err(),
        empty.my_channel().await.unwrap_err(),
        empty.category(1).await.unwrap_err(),
    ] {
        assert_eq!((missing.kind(), missing.platform()), (ErrorKind::NotFound, "kick"));
    }
    let me = answering(
        &json!({"data": [{"user_id": 123, "name": "John", "email": "", "profile_picture": null}]}),
    );
    let user = me.me().await.unwrap();
    assert_eq!((user.user_id.get(), user.name.as_str(), user.email), (123, "John", None));
}

#[tokio::test]
async fn streams_of_both_versions() {
    let v2 = answering(
        &json!({"data": [{"id": "01KAAF", "broadcaster_user": {"id": 123, "username": "John",
        "profile_picture": ""}, "category": {"id": 15, "name": "c"}, "channel": {"slug": "john-doe"},
        "has_mature_content": false, "language_code": "en", "started_at": "2026-01-01T00:00:00Z",
        "tags": null, "thumbnail": "t", "title": "Hi", "viewer_count": 67},
        {"id": "01KAAG", "broadcaster_user": {"id": 1}, "channel": null}]}),
    );
    let streams = v2.users_livestreams([123]).await.unwrap();
    assert_eq!((streams.len(), streams.items[0].channel.slug.as_str()), (2, "john-doe"));
    assert_eq!(
        (streams.items[0].broadcaster_user.id.get(), streams.items[0].viewer_count),
        (123, 67)
    );
    assert_eq!(v2.livestreams().await.unwrap().items, streams.items);
    let v1 =
        answering(&json!({"data": [{"broadcaster_user_id": 123, "channel_id": 456, "slug": "s",
        "started_at": "2026-01-01T00:00:00Z", "custom_tags": ["a"]}]}));
    let stream = v1.livestreams_v1().await.unwrap().items.remove(0);
    assert_eq!((stream.broadcaster_user_id.get(), stream.channel_id.unwrap().get()), (123, 456));
    let stats = answering(&json!({"data": {"total_count": 12345}}));
    assert_eq!(stats.livestreams_stats().await.unwrap().total_count, 12345);
}

#[tokio::test]
async fn rewards_and_redemptions() {
    let reward = json!({"background_color": "#00e701", "cost": 100, "description": "d", "id": "01HZ",
        "is_enabled": true, "is_paused": false, "is_user_input_required": true,
        "should_redemptions_skip_request_queue": false, "title": "Song"});
    let one = answering(&json!({"data": reward}));
    let made = one.create_reward("Song", 100).await.unwrap();
    assert_eq!((made.id.as_str(), made.cost, made.is_user_input_required), ("01HZ", 100, true));
    assert_eq!(one.update_reward("01HZ").paused(false).await.unwrap(), made);
    let list = answering(&json!({"data": [reward]}));
    assert_eq!(list.rewards().await.unwrap().items, [made]);

    let redemptions = answering(&json!({"data": [
        {"reward": {"id": "r", "title": "Unban", "cost": 100, "description": "d", "can_manage": true},
         "redemptions": [{"id": "a", "redeemed_at": "2025-12-19T06:26:36Z", "redeemer": {"user_id": 123},
             "status": "pending", "user_input": "sorry"},
             {"id": "b", "redeemer": {"broadcaster_user_id": 5}, "status": "odd"}]},
        {"reward": {"id": "gone", "title": "t", "is_deleted": true}, "redemptions": null}],
        "pagination": {"next_cursor": ""}}));
    let groups = redemptions.redemptions().await.unwrap().items;
    let [first, second] = [&groups[0].redemptions[0], &groups[0].redemptions[1]];
    assert_eq!(first.status, RedemptionStatus::Pending);
    assert_eq!(first.redeemer.as_ref().unwrap().user_id, 123);
    assert_eq!(second.redeemer.as_ref().unwrap().user_id, 5);
    assert_eq!(second.status, RedemptionStatus::Other("odd".to_owned()));
    assert!(groups[1].reward.is_deleted && groups[1].redemptions.is_empty());

    let failed = answering(&json!({"data": [{"id": "a", "reason": "NOT_PENDING"}, {"id": "b"}]}));
    let failed = failed.reject_redemptions(["a", "b"]).await.unwrap().items;
    assert_eq!(failed[0].reason, RedemptionRefusal::NotPending);
    assert_eq!(failed[1].reason, RedemptionRefusal::Unknown);
}

#[tokio::test]
async fn leaderboards_subscriptions_and_the_key() {
    let board =
        answering(&json!({"data": {"lifetime": [{"gifted_amount": 500, "rank": 1, "user_id": 9,
        "username": "Gifter"}], "month": [], "week": null}}));
    let board = board.kicks_leaderboard().await.unwrap();
    assert_eq!((board.lifetime[0].gifted_amount, board.month.len(), board.week.len()), (500, 0, 0));

    let list = answering(&json!({"data": [{"app_id": "a", "broadcaster_user_id": 123, "id": "s1",
        "created_at": "2025-01-01T00:00:00Z", "event": "chat.message.sent", "method": "webhook",
        "updated_at": "2025-01-01T00:00:00Z", "version": 1}]}));
    let subscription = list.subscriptions().await.unwrap().items.remove(0);
    assert_eq!((subscription.event, subscription.version), (EventType::ChatMessageSent, 1));

    let made = answering(
        &json!({"data": [{"error": "subscription limit reached", "name": "chat.message.sent",
        "version": 1}, {"name": "channel.followed", "subscription_id": "s2", "version": 1}]}),
    );
    let wanted = [EventType::ChatMessageSent, EventType::ChannelFollowed];
    let made = made.create_subscriptions(wanted).await.unwrap().items;
    assert_eq!(made[0].result().unwrap_err().kind(), ErrorKind::Rejected);
    assert_eq!(made[1].result().unwrap(), "s2");

    let key = answering(&json!({"data": {"public_key": "PEM"}}));
    assert_eq!(key.public_key().await.unwrap(), "PEM");
    let token =
        answering(&json!({"data": {"active": true, "client_id": "c", "token_type": "app"}}));
    assert!(token.introspect_v1().await.unwrap().active);
}

#[tokio::test]
async fn success_without_an_answer_is_success() {
    for status in [200, 202, 204] {
        for body in ["", "{}", "OK"] {
            let client = client(&Script::new().always(Answer::status(status).body(body)));
            client.update_channel().title("t").await.unwrap();
            client.delete_reward("r").await.unwrap();
            client.delete_chat_message("m").await.unwrap();
            client.ban(1, 2).await.unwrap();
            client.unban(1, 2).await.unwrap();
            client.delete_subscriptions(["a"]).await.unwrap();
            client.update_drops_claims([("c", "done")]).await.unwrap();
        }
    }
    // Where something is expected, nothing is an error.
    for body in ["", "{}", "<html>", r#"{"data":{"is_sent":"#] {
        let client = client(&Script::new().always(Answer::status(200).body(body)));
        for err in [client.me().await.unwrap_err(), client.post_chat(1, "x").await.unwrap_err()] {
            assert_eq!(err.kind(), ErrorKind::Decode, "{body}");
        }
    }
}

#[tokio::test]
async fn each_status_has_its_kind() {
    for (status, kind) in [
        (400, ErrorKind::Rejected),
        (401, ErrorKind::Auth),
        (402, ErrorKind::PaymentRequired),
        (404, ErrorKind::NotFound),
        (405, ErrorKind::Rejected),
        (409, ErrorKind::Conflict),
        (413, ErrorKind::Rejected),
        (422, ErrorKind::Rejected),
        (429, ErrorKind::RateLimited),
        (500, ErrorKind::Server),
        (502, ErrorKind::Server),
        (503, ErrorKind::Server),
    ] {
        let body = r#"{"data":"Channel not found","message":"Bad request"}"#;
        let client = client(&Script::new().always(Answer::status(status).body(body)));
        for err in [client.me().await.unwrap_err(), client.post_chat(1, "x").await.unwrap_err()] {
            assert_eq!((err.kind(), err.status().unwrap().as_u16()), (kind, status));
            assert_eq!(err.message(), "Bad request: Channel not found");
        }
    }
    let no_bot = client(&Script::new().always(Answer::status(500)));
    let err = no_bot.post_chat(1, "x").await.unwrap_err();
    assert!(err.context("hint").unwrap().contains("set up in the settings of the app"));
    assert_eq!(no_bot.send_chat(1, "x").await.unwrap_err().context("hint"), None);
    let edge = Answer::status(403)
        .body(r#"{"error":"Request blocked by security policy.","reference":"0a1b"}"#);
    let err = client(&Script::new().always(edge)).post_chat(1, "x").await.unwrap_err();
    assert_eq!((err.kind(), err.code()), (ErrorKind::Forbidden, Some(code::EDGE_BLOCKED)));
    assert_eq!(err.request_id(), Some("0a1b"));
}

#[tokio::test(start_paused = true)]
async fn only_reading_is_repeated_once_something_went_out() {
    for fault in [Answer::drop_after(), Answer::status(503), Answer::status(429)] {
        let script = Script::new().answer(fault.clone()).always(Answer::json(&json!({"data": []})));
        let client = Client::builder().token("token").script(script.clone()).build().unwrap();
        client.users().await.unwrap();
        assert_eq!(script.requests().len(), 2);
        let script = Script::new().always(fault);
        let client = Client::builder().token("token").script(script.clone()).build().unwrap();
        client.post_chat(1, "x").await.unwrap_err();
        client.ban(1, 2).await.unwrap_err();
        client.create_reward("t", 1).await.unwrap_err();
        client.accept_redemptions(["a"]).await.unwrap_err();
        client.create_subscriptions([EventType::KicksGifted]).await.unwrap_err();
        client.update_channel().title("t").await.unwrap_err();
        client.delete_reward("r").await.unwrap_err();
        assert_eq!(script.requests().len(), 7);
    }
    // What never went out may be sent again.
    let sent = json!({"data": {"is_sent": true, "message_id": "m1"}});
    let script = Script::new().answer(Answer::drop_before()).always(Answer::json(&sent));
    let client = Client::builder().token("token").script(script.clone()).build().unwrap();
    assert_eq!(client.post_chat(1, "x").await.unwrap().message_id.unwrap(), "m1");
    assert_eq!(script.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn messages_of_a_bot_keep_the_pace_of_its_client() {
    let sent = Answer::json(&json!({"data": {"is_sent": true, "message_id": "m1"}}));
    let busy = Answer::status(429).header("retry-after", "30");
    let script = Script::new().answer(sent.clone()).answer(sent.clone()).answer(busy).always(sent);
    let store = MemoryStore::new();
    store.put(StoredToken::new(UserId::new(2), "token-of-2")).await.unwrap();
    let one = Client::builder().script(script).token_store(store).account(1);
    let one = one.rate_limit(chatwire_core::Rate::new(1, Duration::from_secs(10))).build().unwrap();
    let start = Instant::now();
    one.post_chat(2, "x").await.unwrap();
    one.post_chat(2, "x").await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 10);
    let err = one.post_chat(2, "x").request().no_retry().await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::RateLimited);
    one.post_chat(2, "x").await.unwrap();
    assert_eq!(
        start.elapsed().as_secs(),
        50,
        "the server's pause holds for all of the client's calls"
    );
}

#[tokio::test]
async fn a_bot_speaks_with_the_token_of_the_channel() {
    let sent = Answer::json(&json!({"data": {"is_sent": true, "message_id": "m1"}}));
    let script = Script::new().always(sent);
    let store = MemoryStore::new();
    for (account, token) in [(1, "token-of-1"), (2, "token-of-2")] {
        store.put(StoredToken::new(UserId::new(account), token)).await.unwrap();
    }
    let build = || Client::builder().script(script.clone()).token_store(store.clone());
    let one = build().account(1).build().unwrap();
    one.post_chat(1, "x").await.unwrap();
    one.post_chat(2, "x").await.unwrap();
    one.send_chat(2, "as the user of account 1").await.unwrap();
    build().token("fixed").build().unwrap().post_chat(2, "x").await.unwrap();
    let tokens: Vec<_> = script
        .requests()
        .iter()
        .map(|sent| sent.headers["authorization"].to_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        tokens,
        ["Bearer token-of-1", "Bearer token-of-2", "Bearer token-of-1", "Bearer fixed"]
    );
    let err = one.post_chat(3, "x").await.unwrap_err();
    assert_eq!((err.kind(), err.code()), (ErrorKind::Auth, Some(code::NO_TOKEN)));
}
