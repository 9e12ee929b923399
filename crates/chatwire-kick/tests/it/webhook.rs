//! Webhooks: every event, what is known about it, options of the verifier, and the change of the key.

use std::time::Duration;

use bytes::Bytes;
use chatwire_core::testing::{Answer, RsaSigner, Script};
use chatwire_kick::webhook::{
    Delivery, Event, EventUser, GiftTier, GiftType, KeySource, Payload, ReplayWindow,
    WebhookVerifier, code, status_of,
};
use chatwire_kick::{
    Client, ErrorKind, EventType, HeaderMap, RedemptionStatus, Result, Retry, StatusCode, Timestamp,
};
use futures_util::future::join_all;
use serde_json::{Value, json};

pub(crate) const PEM: &str = include_str!("../data/webhook-key.pub.pem");
const OTHER_PEM: &str = include_str!("../data/other-key.pub.pem");
pub(crate) const ID: &str = "01KBHE78QE4HZY1617DK5FC7YD";

pub(crate) fn signer() -> RsaSigner {
    RsaSigner::from_pem(include_str!("../data/webhook-key.pem")).unwrap()
}

pub(crate) fn other_signer() -> RsaSigner {
    RsaSigner::from_pem(include_str!("../data/other-key.pem")).unwrap()
}

pub(crate) fn verifier() -> WebhookVerifier {
    WebhookVerifier::with_key(KeySource::from_pem(PEM).unwrap())
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// A time so many seconds from now, as Kick writes it.
pub(crate) fn at(offset: i64) -> String {
    Timestamp::from_unix_seconds(Timestamp::now().as_unix_seconds() + offset).to_string()
}

/// Headers of a delivery with a good signature.
pub(crate) fn signed(
    signer: &RsaSigner,
    id: &str,
    time: &str,
    kind: &str,
    body: &[u8],
) -> HeaderMap {
    let message = [id.as_bytes(), b".", time.as_bytes(), b".", body].concat();
    let signature = base64(&signer.sign(&message));
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("Kick-Event-Message-Id", id),
        ("Kick-Event-Subscription-Id", "01HZ8X9K2M4N6P8Q0R2S4T6V8W"),
        ("Kick-Event-Signature", &signature),
        ("Kick-Event-Message-Timestamp", time),
        ("Kick-Event-Type", kind),
        ("Kick-Event-Version", "1"),
    ] {
        let name = chatwire_kick::HeaderName::try_from(name).unwrap();
        headers.insert(name, value.parse().unwrap());
    }
    headers
}

/// Signs and reads a body.
fn read(kind: &str, body: &Value) -> Result<Delivery<Event>> {
    let body = body.to_string();
    let headers = signed(&signer(), ID, &at(0), kind, body.as_bytes());
    verifier().parse(&headers, body.as_bytes())
}

fn payload(kind: &str, body: &Value) -> Payload {
    let delivery = read(kind, body).unwrap();
    let event = delivery.event;
    assert_eq!((delivery.id.as_str(), event.meta.message_id.as_str()), (ID, ID));
    assert_eq!(
        (delivery.sent_at, event.meta.event_type.as_str()),
        (Some(event.meta.sent_at), kind)
    );
    assert_eq!(event.meta.subscription_id.as_ref().unwrap(), "01HZ8X9K2M4N6P8Q0R2S4T6V8W");
    assert_eq!(event.meta.version, "1");
    assert_eq!(event.raw(), &body.to_string());
    assert_eq!(event.broadcaster_id().map(|id| id.get()), Some(333));
    event.payload
}

fn user(id: u64, name: &str) -> Value {
    json!({"is_anonymous": false, "user_id": id, "username": name, "is_verified": true,
        "profile_picture": "https://img.example/p.jpg", "channel_slug": name, "identity": null})
}

/// Of an anonymous user all fields are null.
fn nobody() -> Value {
    json!({"is_anonymous": true, "user_id": null, "username": null, "is_verified": null,
        "profile_picture": null, "channel_slug": null, "identity": null})
}

fn is_nobody(user: &EventUser) -> bool {
    user.is_anonymous && user.user_id.is_none() && user.username.is_none()
}

/// Smallest good body of each type, with the field by which the type is told.
fn bodies() -> [(&'static str, &'static str, Value); 10] {
    let b = user(333, "streamer");
    let u = user(5, "viewer");
    [
        ("chat.message.sent", "message_id", json!({"broadcaster": b, "message_id": "m"})),
        ("channel.followed", "follower", json!({"broadcaster": b, "follower": u})),
        ("channel.subscription.new", "subscriber", json!({"broadcaster": b, "subscriber": u})),
        ("channel.subscription.renewal", "subscriber", json!({"broadcaster": b, "subscriber": u})),
        ("channel.subscription.gifts", "giftees", json!({"broadcaster": b, "giftees": []})),
        ("channel.reward.redemption.updated", "redeemer", json!({"broadcaster": b, "redeemer": u})),
        ("livestream.status.updated", "is_live", json!({"broadcaster": b, "is_live": true})),
        (
            "livestream.metadata.updated",
            "metadata",
            json!({"broadcaster": b, "metadata": {"title": "t"}}),
        ),
        ("moderation.banned", "banned_user", json!({"broadcaster": b, "banned_user": u})),
        ("kicks.gifted", "gift", json!({"broadcaster": b, "gift": {}})),
    ]
}

#[test]
fn a_chat_message() {
    let body = json!({"message_id": "m1", "broadcaster": user(333, "streamer"),
        "replies_to": {"message_id": "m0", "content": "parent", "sender": user(1, "p")},
        "sender": {"is_anonymous": false, "user_id": "987", "username": "sender", "identity":
            {"username_color": "#FF5733", "badges": [{"text": "Moderator", "type": "moderator"},
                {"text": "Subscriber", "type": "subscriber", "count": 3}]}},
        "content": "Cześć [emote:37226:KEKW]", "created_at": "2025-01-14T16:08:06Z",
        "emotes": [{"emote_id": 37226, "positions": [{"s": 6, "e": 23}]}, {"emote_id": "1", "positions": null}]});
    let Payload::ChatMessageSent(message) = payload("chat.message.sent", &body) else { panic!() };
    assert_eq!(message.sender.user_id.unwrap(), 987);
    assert_eq!(message.segments().len(), 2);
    let identity = message.sender.identity.unwrap();
    assert_eq!(
        (identity.badges[1].kind.as_str(), identity.badges[1].count),
        ("subscriber", Some(3))
    );
    assert_eq!(message.replies_to.unwrap().message_id.unwrap(), "m0");
    assert_eq!(
        (message.emotes[0].emote_id.as_str(), message.emotes[0].positions[0].end),
        ("37226", 23)
    );
    assert_eq!(message.created_at.unwrap().as_unix_seconds(), 1_736_870_886);
    let bare = json!({"message_id": "m1", "broadcaster": user(333, "s"), "replies_to": null,
        "sender": nobody(), "content": "hi", "emotes": null});
    let Payload::ChatMessageSent(message) = payload("chat.message.sent", &bare) else { panic!() };
    assert!(
        is_nobody(&message.sender) && message.emotes.is_empty() && message.replies_to.is_none()
    );
}

#[test]
fn follows_and_subscriptions() {
    let body = json!({"broadcaster": user(333, "s"), "follower": user(5, "f")});
    let Payload::ChannelFollowed(follow) = payload("channel.followed", &body) else { panic!() };
    assert_eq!(follow.follower.username.as_deref(), Some("f"));
    let body = json!({"broadcaster": user(333, "s"), "subscriber": user(5, "f"), "duration": 3,
        "created_at": "2025-01-14T16:08:06Z", "expires_at": "2025-02-14T16:08:06Z"});
    let Payload::SubscriptionNew(new) = payload("channel.subscription.new", &body) else {
        panic!()
    };
    let Payload::SubscriptionRenewal(renewal) = payload("channel.subscription.renewal", &body)
    else {
        panic!()
    };
    assert_eq!((new.duration, &new), (3, &renewal));
    let body = json!({"broadcaster": user(333, "s"), "gifter": nobody(), "giftees": [user(1, "a"), user(2, "b")],
        "created_at": "2025-01-14T16:08:06Z", "expires_at": null});
    let Payload::SubscriptionGifts(gifts) = payload("channel.subscription.gifts", &body) else {
        panic!()
    };
    assert!(is_nobody(&gifts.gifter) && gifts.expires_at.is_none());
    assert_eq!(gifts.giftees.len(), 2);
}

#[test]
fn redemptions_and_kicks() {
    let body = json!({"id": "r1", "user_input": "unban me", "status": "rejected",
        "redeemed_at": "2025-12-02T22:54:19.323Z", "reward": {"id": "w", "title": "t", "cost": 1000, "description": "d"},
        "redeemer": {"user_id": 123, "username": "viewer"}, "broadcaster": {"user_id": 333}});
    let Payload::RewardRedemptionUpdated(redemption) =
        payload("channel.reward.redemption.updated", &body)
    else {
        panic!()
    };
    assert_eq!(redemption.status, RedemptionStatus::Rejected);
    assert_eq!(redemption.reward.unwrap().cost, Some(1000));
    let body = json!({"broadcaster": {"user_id": 333}, "sender": {"user_id": 9, "username": "g"},
        "gift": {"amount": 500, "name": "Rage Quit", "type": "LEVEL_UP", "tier": "MID", "message": "w",
            "pinned_time_seconds": 600}, "created_at": "2025-10-20T04:00:08.634Z"});
    let Payload::KicksGifted(kicks) = payload("kicks.gifted", &body) else { panic!() };
    assert_eq!((kicks.gift.amount, kicks.gift.pinned_time_seconds), (500, Some(600)));
    assert_eq!((kicks.gift.kind, kicks.gift.tier), (GiftType::LevelUp, GiftTier::Mid));
}

#[test]
fn streams_and_bans() {
    let body = json!({"broadcaster": user(333, "s"), "is_live": false, "title": "t",
        "started_at": "2025-01-01T11:00:00+11:00", "ended_at": "2025-01-01T15:00:00+11:00"});
    let Payload::LivestreamStatusUpdated(status) = payload("livestream.status.updated", &body)
    else {
        panic!()
    };
    let span = status.ended_at.unwrap().duration_since(status.started_at.unwrap());
    assert_eq!((status.is_live, span), (false, Duration::from_secs(4 * 3600)));
    let category = json!({"id": 123, "name": "c", "thumbnail": "http://example.com/i"});
    for (metadata, id) in [
        (
            json!({"title": "t", "language": "en", "has_mature_content": true, "category": category}),
            Some(123),
        ),
        (json!({"title": "t", "language": "en", "Category": category}), Some(123)),
        (json!({"title": "t", "category": category, "Category": category}), Some(123)),
        (json!({"title": "t", "category": null, "Category": null}), None),
        (json!({"language": "en", "category": {}}), None),
        (json!({"category": category}), Some(123)),
    ] {
        let body = json!({"broadcaster": user(333, "s"), "metadata": metadata});
        let Payload::LivestreamMetadataUpdated(update) =
            payload("livestream.metadata.updated", &body)
        else {
            panic!()
        };
        assert_eq!(update.metadata.category.map(|category| category.id.get()), id, "{body}");
    }
    let ban = |expires_at: Value| {
        let body = json!({"broadcaster": user(333, "s"), "moderator": user(1, "m"), "banned_user": user(2, "b"),
            "metadata": {"reason": "", "created_at": "2025-01-14T16:08:05Z", "expires_at": expires_at}});
        let Payload::ModerationBanned(ban) = payload("moderation.banned", &body) else { panic!() };
        ban.metadata.is_permanent()
    };
    assert_eq!([ban(Value::Null), ban(json!("2025-01-14T16:10:06Z"))], [true, false]);
}

#[test]
fn every_type_is_known_and_has_to_hold_its_own_field() {
    for (kind, field, body) in bodies() {
        assert!(!EventType::from(kind).is_other());
        assert_ne!(payload(kind, &body), Payload::Unknown, "{kind}");
        let mut without = body.clone();
        without.as_object_mut().unwrap().remove(field);
        for bad in [without, json!([]), json!(null), json!({"a": 1})] {
            let err = read(kind, &bad).unwrap_err();
            assert_eq!(
                (err.kind(), err.code()),
                (ErrorKind::Decode, Some(code::MALFORMED_EVENT)),
                "{kind} {bad}"
            );
            assert_eq!((err.platform(), err.operation()), ("kick", "kick.webhook"));
            assert_eq!(status_of(&err), StatusCode::BAD_REQUEST);
        }
    }
    assert_eq!(bodies().map(|(kind, ..)| EventType::from(kind)), EventType::ALL);
    let empty = json!({"metadata": {}, "broadcaster": user(1, "s")});
    assert_eq!(read("livestream.metadata.updated", &empty).unwrap_err().kind(), ErrorKind::Decode);
}

#[test]
fn a_body_of_one_type_is_no_other() {
    // Type and version are not signed: only the body can tell.
    for (kind, field, body) in bodies() {
        for (other, other_field, _) in bodies() {
            assert_eq!(read(other, &body).is_ok(), field == other_field, "{kind} as {other}");
        }
    }
}

#[test]
fn unknown_types_and_versions_are_kept() {
    let body = json!({"broadcaster": {"user_id": 333}, "a": 1});
    assert_eq!(payload("channel.raided", &body), Payload::Unknown);
    let text = body.to_string();
    let mut headers = signed(&signer(), ID, &at(0), "channel.followed", text.as_bytes());
    headers.insert("kick-event-version", "2".parse().unwrap());
    headers.remove("kick-event-subscription-id");
    let event = verifier().parse(&headers, text.as_bytes()).unwrap().event;
    assert_eq!((event.payload.clone(), event.meta.version.as_str()), (Payload::Unknown, "2"));
    assert_eq!((event.meta.subscription_id.as_ref(), event.broadcaster()), (None, None));
    let headers = signed(&signer(), ID, &at(0), "channel.raided", b"no json");
    assert_eq!(verifier().parse(&headers, b"no json").unwrap_err().kind(), ErrorKind::Decode);
}

#[test]
fn claims_of_drops_have_headers_of_their_own() {
    let body =
        json!({"claim_id": "c1", "user_id": 7, "campaign_id": "ca", "reward_id": "r"}).to_string();
    let time = at(0);
    let mut headers = signed(&signer(), ID, &time, "x", body.as_bytes());
    for name in ["kick-event-message-timestamp", "kick-event-type", "kick-event-version"] {
        headers.remove(name);
    }
    headers.insert("kick-event-timestamp", time.parse().unwrap());
    let verifier = verifier().drops_claims().only_broadcasters([1]);
    let event = verifier.parse(&headers, body.as_bytes()).unwrap().event;
    let Payload::DropsClaimed(claim) = &event.payload else { panic!("{event:?}") };
    assert_eq!((claim.claim_id.as_str(), claim.user_id.unwrap().get()), ("c1", 7));
    let again = verifier.parse(&headers, body.as_bytes()).unwrap_err();
    assert_eq!((again.code(), status_of(&again)), (Some(code::DUPLICATE), StatusCode::OK));
    // One that could not be taken after all may come again.
    assert!(verifier.forget(ID) && !verifier.forget(ID));
    assert_eq!(verifier.parse(&headers, body.as_bytes()).unwrap().id, ID);
    let err = WebhookVerifier::with_key(KeySource::from_pem(PEM).unwrap())
        .parse(&headers, body.as_bytes());
    assert_eq!(err.unwrap_err().code(), Some(code::MISSING_HEADER));
}

#[test]
fn options_bound_age_size_memory_and_channels() {
    let body = json!({"broadcaster": user(333, "s"), "follower": user(5, "f")}).to_string();
    let code_of = |verifier: &WebhookVerifier, offset: i64| {
        let headers = signed(&signer(), ID, &at(offset), "channel.followed", body.as_bytes());
        verifier
            .parse(&headers, body.as_bytes())
            .map_err(|err| err.code().unwrap().to_owned())
            .err()
    };
    let forgetful = verifier().remember(0);
    let day = 24 * 3600;
    for (verifier, offset, expected) in [
        (forgetful.clone(), 0, None),
        (forgetful.clone(), -day + 30, None),
        (forgetful.clone(), -day - 30, Some(code::TOO_OLD)),
        (forgetful.clone(), 270, None),
        (forgetful.clone(), 330, Some(code::FROM_THE_FUTURE)),
        (forgetful.clone().strict(), -570, None),
        (forgetful.clone().strict(), -630, Some(code::TOO_OLD)),
        (forgetful.clone().any_age(), -400 * day, None),
        (
            forgetful.clone().window(ReplayWindow::new(Duration::from_secs(5))),
            -30,
            Some(code::TOO_OLD),
        ),
        (forgetful.clone().only_broadcasters([333, 1]), 0, None),
        (forgetful.clone().only_broadcasters([1]), 0, Some(code::UNEXPECTED_BROADCASTER)),
        (forgetful.clone().max_body_size(10), 0, Some(code::BODY_TOO_LARGE)),
    ] {
        assert_eq!(code_of(&verifier, offset).as_deref(), expected, "{verifier:?} {offset}");
    }
    let remembering = verifier();
    let shared = remembering.clone();
    assert_eq!(code_of(&remembering, 0), None);
    for verifier in [shared, remembering] {
        assert_eq!(code_of(&verifier, 0).as_deref(), Some(code::DUPLICATE));
    }
    let headers = signed(&signer(), ID, &at(-400 * day), "channel.followed", body.as_bytes());
    let sent = Timestamp::now().checked_sub(Duration::from_secs(400 * 24 * 3600)).unwrap();
    let delivery = forgetful.parse_as_of(&headers, body.as_bytes(), sent).unwrap();
    assert_eq!(delivery.event.meta.received_at, sent);
    assert!(delivery.event.meta.latency() < Duration::from_secs(5));
    assert!(forgetful.parse_bytes(&headers, Bytes::from(body)).is_err());
}

#[test]
fn a_check_alone_reads_no_body_and_remembers_nothing() {
    let headers = signed(&signer(), ID, &at(0), "channel.followed", b"no json");
    let verifier = verifier();
    let now = Timestamp::now();
    for _ in 0..2 {
        let meta = verifier.verify_as_of(&headers, b"no json", now).unwrap();
        assert_eq!((meta.message_id.as_str(), meta.event_type), (ID, EventType::ChannelFollowed));
    }
    let err = verifier.verify_as_of(&headers, b"no JSON", now).unwrap_err();
    assert_eq!((err.code(), err.operation()), (Some(code::BAD_SIGNATURE), "kick.webhook"));
    let err = verifier.seen([ID]).verify_as_of(&headers, b"no json", now).unwrap_err();
    assert_eq!(err.code(), Some(code::DUPLICATE));
}

#[test]
fn a_wrong_type_does_not_use_up_the_id() {
    let body = json!({"broadcaster": user(333, "s"), "follower": user(5, "f")}).to_string();
    let good = signed(&signer(), ID, &at(0), "channel.followed", body.as_bytes());
    let mut forged = good.clone();
    forged.insert("kick-event-type", "moderation.banned".parse().unwrap());
    let verifier = verifier();
    assert_eq!(verifier.parse(&forged, body.as_bytes()).unwrap_err().kind(), ErrorKind::Decode);
    assert!(verifier.parse(&good, body.as_bytes()).is_ok());
}

#[test]
fn nothing_but_size_and_headers_is_checked_on_request() {
    let body = json!({"broadcaster": user(333, "s"), "follower": user(5, "f")}).to_string();
    let mut headers =
        signed(&other_signer(), ID, &at(-9_999_999), "channel.followed", body.as_bytes());
    let verifier = verifier();
    assert!(verifier.parse_unverified(&headers, body.as_bytes()).is_ok());
    assert!(verifier.clone().max_body_size(1).parse_unverified(&headers, body.as_bytes()).is_err());
    headers.remove("kick-event-type");
    assert!(verifier.parse_unverified(&headers, body.as_bytes()).is_err());
}

fn key_answer(pem: &str) -> Answer {
    Answer::json(&json!({"data": {"public_key": pem}, "message": "OK"}))
}

fn rotating(script: &Script) -> WebhookVerifier {
    let client = Client::builder().script(script.clone()).retry(Retry::none()).build().unwrap();
    WebhookVerifier::with_key(KeySource::from_pem(PEM).unwrap().refreshed(&client))
}

#[tokio::test(start_paused = true)]
async fn a_new_key_is_fetched_once_for_all_that_wait() {
    let script = Script::new().answer(key_answer(OTHER_PEM).delay(Duration::from_secs(1)));
    let verifier = rotating(&script);
    let body =
        Bytes::from(json!({"broadcaster": user(333, "s"), "follower": user(5, "f")}).to_string());
    let new = other_signer();
    let all = (0..20).map(|number| {
        let headers = signed(&new, &format!("id{number}"), &at(0), "channel.followed", &body);
        let (verifier, body) = (verifier.clone(), body.clone());
        async move { verifier.handle(&headers, body).await }
    });
    for (status, delivery) in join_all(all).await {
        assert_eq!((status, delivery.is_some()), (StatusCode::OK, true));
    }
    assert_eq!(script.requests().len(), 1);
    // The old key is gone, and Kick is not asked again for a while.
    let old = signed(&signer(), "old", &at(0), "channel.followed", &body);
    for _ in 0..10 {
        let (status, delivery) = verifier.handle(&old, body.clone()).await;
        assert_eq!((status, delivery), (StatusCode::UNAUTHORIZED, None));
    }
    assert_eq!(script.requests().len(), 1);
    assert!(!script.requests()[0].headers.contains_key("authorization"));
}

#[tokio::test(start_paused = true)]
async fn forged_deliveries_do_not_make_us_ask_all_the_time() {
    let script = Script::new().always(key_answer(PEM));
    let verifier = rotating(&script);
    let body = Bytes::from_static(b"{}");
    let forged = signed(&other_signer(), ID, &at(0), "x", &body);
    for minute in 0..60 {
        for _ in 0..5 {
            let err = verifier.receive(&forged, body.clone()).await.unwrap_err();
            assert_eq!(err.code(), Some(code::BAD_SIGNATURE), "minute {minute}");
        }
        tokio::time::advance(Duration::from_secs(60)).await;
    }
    assert_eq!(script.requests().len(), 6);
    assert!(verifier.parse(&forged, &body).is_err());
    assert_eq!(script.requests().len(), 6, "this one never asks");
}

#[tokio::test(start_paused = true)]
async fn a_key_that_cannot_be_fetched_or_used_changes_nothing() {
    let script = Script::new()
        .answer(Answer::status(503))
        .answer(key_answer("no key"))
        .answer(Answer::never())
        .always(key_answer(OTHER_PEM));
    let verifier = rotating(&script);
    let body =
        Bytes::from(json!({"broadcaster": user(333, "s"), "follower": user(5, "f")}).to_string());
    let new = signed(&other_signer(), "new", &at(0), "channel.followed", &body);
    for _ in 0..2 {
        assert!(verifier.receive(&new, body.clone()).await.is_err());
        assert!(verifier.receive(&new, body.clone()).await.is_err());
        tokio::time::advance(Duration::from_secs(60)).await;
    }
    assert_eq!(script.requests().len(), 2);
    let old = signed(&signer(), "old", &at(0), "channel.followed", &body);
    assert!(verifier.receive(&old, body.clone()).await.is_ok());
    // Whoever asks may give up on the way; the next one asks again.
    let waiting =
        tokio::time::timeout(Duration::from_secs(5), verifier.receive(&new, body.clone()));
    assert!(waiting.await.is_err());
    tokio::time::advance(Duration::from_secs(60)).await;
    assert!(verifier.receive(&new, body).await.is_ok());
}

#[test]
fn keys_are_read_in_both_forms() {
    for pem in [PEM.to_owned(), PEM.replace('\n', "\r\n"), PEM.trim_end().to_owned()] {
        assert!(KeySource::from_pem(&pem).is_ok());
    }
    for pem in ["", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"] {
        let err = KeySource::from_pem(pem).unwrap_err();
        assert_eq!((err.kind(), err.code()), (ErrorKind::Config, Some("bad_public_key")));
    }
    assert!(format!("{:?}", verifier()).contains("version: 0"));
}
