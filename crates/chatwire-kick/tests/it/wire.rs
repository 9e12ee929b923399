//! Wire form of every call: all options set, none set; what is refused before anything is sent.

use std::time::Duration;

use chatwire_kick::{
    BanDuration, Client, ErrorKind, EventType, LivestreamSort, RedemptionStatus, Request, code,
};
use serde_json::{Value, json};

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

fn client() -> Client {
    Client::new(TOKEN).unwrap()
}

/// Method, path with query, and body of a call.
fn wire<T: 'static>(request: Request<T>) -> (String, Value) {
    let request = request.build().unwrap();
    assert_eq!(request.headers()["authorization"], format!("Bearer {TOKEN}"));
    assert!(request.headers()["authorization"].is_sensitive());
    assert_eq!(request.headers()["accept"], "application/json");
    assert_eq!(request.uri().host(), Some("api.kick.com"));
    let body = match request.body() {
        body if body.is_empty() => {
            assert!(!request.headers().contains_key("content-type"));
            Value::Null
        }
        body => {
            assert_eq!(request.headers()["content-type"], "application/json");
            serde_json::from_slice(body).unwrap()
        }
    };
    (format!("{} {}", request.method(), request.uri().path_and_query().unwrap()), body)
}

/// Field that a check refused; nothing was sent.
fn refused<T: 'static>(request: Request<T>) -> String {
    let err = request.build().unwrap_err();
    assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Input, false), "{err}");
    assert_eq!(err.platform(), "kick");
    err.issues().first().unwrap().path.clone()
}

#[test]
fn reading_calls_without_options() {
    let c = client();
    let table = [
        (wire(c.categories().request()), "GET /public/v2/categories"),
        (wire(c.category(15)), "GET /public/v2/categories?id=15"),
        (wire(c.categories_v1("gaming").request()), "GET /public/v1/categories?q=gaming"),
        (wire(c.categories_v1("").request()), "GET /public/v1/categories"),
        (wire(c.category_v1(15)), "GET /public/v1/categories/15"),
        (wire(c.users().request()), "GET /public/v1/users"),
        (wire(c.me()), "GET /public/v1/users"),
        (wire(c.channels().request()), "GET /public/v1/channels"),
        (wire(c.my_channel()), "GET /public/v1/channels"),
        (wire(c.slug_of(7)), "GET /public/v1/channels?broadcaster_user_id=7"),
        (wire(c.rewards()), "GET /public/v1/channels/rewards"),
        (wire(c.redemptions().request()), "GET /public/v1/channels/rewards/redemptions"),
        (wire(c.livestreams_v1().request()), "GET /public/v1/livestreams"),
        (wire(c.livestreams().request()), "GET /public/v2/livestreams"),
        (
            wire(c.users_livestreams([123, 456]).request()),
            "GET /public/v1/users/livestreams?user_id=123&user_id=456",
        ),
        (wire(c.livestreams_stats()), "GET /public/v1/livestreams/stats"),
        (wire(c.kicks_leaderboard().request()), "GET /public/v1/kicks/leaderboard"),
        (wire(c.subscriptions().request()), "GET /public/v1/events/subscriptions"),
        (wire(c.drops_claims().request()), "GET /public/v1/drops/claims"),
        (wire(c.introspect_v1()), "POST /public/v1/token/introspect"),
    ];
    for ((place, body), expected) in table {
        assert_eq!((place.as_str(), body), (expected, Value::Null));
    }
}

#[test]
fn reading_calls_with_every_option() {
    let c = client();
    let table = [
        (
            wire(
                c.categories()
                    .after("Y3Vyc29yMQ==")
                    .limit(1_000)
                    .name("Just Chatting")
                    .name("Slots")
                    .tag("IRL")
                    .tag("Gambling")
                    .ids([15, 28])
                    .request(),
            ),
            "GET /public/v2/categories?cursor=Y3Vyc29yMQ%3D%3D&limit=1000&name=Just+Chatting%2CSlots\
             &tag=IRL%2CGambling&id=15%2C28",
        ),
        (
            wire(c.categories_v1("a&b").page(2).request()),
            "GET /public/v1/categories?q=a%26b&page=2",
        ),
        (wire(c.users().id(123).ids([456]).request()), "GET /public/v1/users?id=123&id=456"),
        (
            wire(c.channels().ids([123, 456]).request()),
            "GET /public/v1/channels?broadcaster_user_id=123&broadcaster_user_id=456",
        ),
        (
            wire(c.channels().slug("x").slugs(["y-z"]).request()),
            "GET /public/v1/channels?slug=x&slug=y-z",
        ),
        (
            wire(
                c.redemptions()
                    .reward("r1")
                    .status(RedemptionStatus::Accepted)
                    .after("c1")
                    .request(),
            ),
            "GET /public/v1/channels/rewards/redemptions?reward_id=r1&status=accepted&cursor=c1",
        ),
        (
            wire(c.redemptions().id("a").ids(["b"]).request()),
            "GET /public/v1/channels/rewards/redemptions?id=a&id=b",
        ),
        (
            wire(
                c.livestreams_v1()
                    .broadcaster(123)
                    .broadcaster(456)
                    .category(15)
                    .language("en")
                    .limit(100)
                    .sort(LivestreamSort::ViewerCount)
                    .request(),
            ),
            "GET /public/v1/livestreams?broadcaster_user_id=123&broadcaster_user_id=456&category_id=15\
             &language=en&limit=100&sort=viewer_count",
        ),
        (
            wire(
                c.livestreams()
                    .category(15)
                    .category(28)
                    .language("en")
                    .language("pt-BR")
                    .limit(1_000)
                    .after("c")
                    .request(),
            ),
            "GET /public/v2/livestreams?cursor=c&limit=1000&category_id=15&category_id=28\
             &language_code=en&language_code=pt-BR",
        ),
        (
            wire(c.kicks_leaderboard().top(100).request()),
            "GET /public/v1/kicks/leaderboard?top=100",
        ),
        (
            wire(c.subscriptions().broadcaster(123).request()),
            "GET /public/v1/events/subscriptions?broadcaster_user_id=123",
        ),
        (
            wire(
                c.drops_claims()
                    .campaign("ca")
                    .limit(1_000)
                    .user(5)
                    .claim("cl")
                    .status("initiated")
                    .after("cu")
                    .request(),
            ),
            "GET /public/v1/drops/claims?campaign_id=ca&limit=1000&cursor=cu&user_id=5&claim_id=cl\
             &external_status=initiated",
        ),
        (wire(c.delete_chat_message("m/1")), "DELETE /public/v1/chat/m%2F1"),
        (wire(c.delete_reward("r 1")), "DELETE /public/v1/channels/rewards/r%201"),
        (
            wire(c.delete_subscriptions(["a", "b"]).request()),
            "DELETE /public/v1/events/subscriptions?id=a&id=b",
        ),
    ];
    for ((place, body), expected) in table {
        assert_eq!((place.as_str(), body), (expected, Value::Null));
    }
}

#[test]
fn bodies_with_and_without_options() {
    let c = client();
    let rewards = "/public/v1/channels/rewards";
    let table = [
        (
            wire(c.update_channel().category(15).title("Żółć 🎮").tags(["a", "b"]).request()),
            "PATCH /public/v1/channels".to_owned(),
            json!({"category_id": 15, "stream_title": "Żółć 🎮", "custom_tags": ["a", "b"]}),
        ),
        (
            wire(c.update_channel().tags([""; 0]).request()),
            "PATCH /public/v1/channels".to_owned(),
            json!({"custom_tags": []}),
        ),
        (
            wire(c.create_reward("t", 1).request()),
            format!("POST {rewards}"),
            json!({"title": "t", "cost": 1}),
        ),
        (
            wire(
                c.create_reward("t", 5)
                    .description("d")
                    .background_color("#00e701")
                    .enabled(true)
                    .user_input_required(false)
                    .skip_queue(true)
                    .request(),
            ),
            format!("POST {rewards}"),
            json!({"title": "t", "cost": 5, "description": "d", "background_color": "#00e701",
                "is_enabled": true, "is_user_input_required": false,
                "should_redemptions_skip_request_queue": true}),
        ),
        (
            wire(c.update_reward("r1").cost(250).paused(true).request()),
            format!("PATCH {rewards}/r1"),
            json!({"cost": 250, "is_paused": true}),
        ),
        (
            wire(c.update_reward("r1").title("new").request()),
            format!("PATCH {rewards}/r1"),
            json!({"title": "new"}),
        ),
        (
            wire(c.accept_redemptions(["a", "b"]).request()),
            format!("POST {rewards}/redemptions/accept"),
            json!({"ids": ["a", "b"]}),
        ),
        (
            wire(c.reject_redemptions(["a"]).request()),
            format!("POST {rewards}/redemptions/reject"),
            json!({"ids": ["a"]}),
        ),
        (
            wire(c.post_chat(1001, "Pog").request()),
            "POST /public/v1/chat".to_owned(),
            json!({"content": "Pog", "type": "bot"}),
        ),
        (
            wire(c.send_chat(1001, "x\n😀").reply_to("828f83bb").request()),
            "POST /public/v1/chat".to_owned(),
            json!({"content": "x\n😀", "type": "user", "broadcaster_user_id": 1001,
                "reply_to_message_id": "828f83bb"}),
        ),
        (
            wire(c.post_chat(1001, "x").as_user().request()),
            "POST /public/v1/chat".to_owned(),
            json!({"content": "x", "type": "user", "broadcaster_user_id": 1001}),
        ),
        (
            wire(c.ban(1, 2).request()),
            "POST /public/v1/moderation/bans".to_owned(),
            json!({"broadcaster_user_id": 1, "user_id": 2}),
        ),
        (
            wire(c.ban(1, 2).timeout(Duration::from_secs(61)).reason("spam").request()),
            "POST /public/v1/moderation/bans".to_owned(),
            json!({"broadcaster_user_id": 1, "user_id": 2, "duration": 2, "reason": "spam"}),
        ),
        (
            wire(c.ban(1, 2).timeout(BanDuration::PERMANENT).request()),
            "POST /public/v1/moderation/bans".to_owned(),
            json!({"broadcaster_user_id": 1, "user_id": 2}),
        ),
        (
            wire(c.unban(1, 2)),
            "DELETE /public/v1/moderation/bans".to_owned(),
            json!({"broadcaster_user_id": 1, "user_id": 2}),
        ),
        (
            wire(c.create_subscriptions([EventType::ChatMessageSent]).request()),
            "POST /public/v1/events/subscriptions".to_owned(),
            json!({"events": [{"name": "chat.message.sent", "version": 1}], "method": "webhook"}),
        ),
        (
            wire(
                c.create_subscriptions([EventType::ChannelFollowed])
                    .event_version(EventType::from("channel.raided"), 2)
                    .broadcaster(123)
                    .request(),
            ),
            "POST /public/v1/events/subscriptions".to_owned(),
            json!({"broadcaster_user_id": 123, "method": "webhook",
                "events": [{"name": "channel.followed", "version": 1},
                    {"name": "channel.raided", "version": 2}]}),
        ),
        (
            wire(c.update_drops_claims([("c1", "processed")]).request()),
            "PATCH /public/v1/drops/claims".to_owned(),
            json!({"claims": [{"claim_id": "c1", "external_status": "processed"}]}),
        ),
    ];
    for (index, ((place, body), expected, expected_body)) in table.into_iter().enumerate() {
        assert_eq!((place, body), (expected, expected_body), "row {index}");
    }
}

#[test]
fn the_public_key_and_other_tokens() {
    let c = client();
    let request = c.public_key().build().unwrap();
    assert_eq!(request.uri(), "https://api.kick.com/public/v1/public-key");
    assert!(!request.headers().contains_key("authorization"));
    let other = "another-access-token";
    let request = c.broadcaster_id_of(other).build().unwrap();
    assert_eq!(request.headers()["authorization"], format!("Bearer {other}"));
    assert_eq!(request.uri().path_and_query().unwrap(), "/public/v1/channels");
    let err = c.broadcaster_id_of("").build().unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Config);
}

#[test]
fn limits_are_checked_before_anything_is_sent() {
    let c = client();
    let many = |count: usize| (0..u64::try_from(count).unwrap()).collect::<Vec<_>>();
    let texts = |count: usize| (0..count).map(|number| number.to_string()).collect::<Vec<_>>();
    let table = [
        (refused(c.categories().limit(0).request()), "limit"),
        (refused(c.categories().limit(1_001).request()), "limit"),
        (refused(c.categories().name("a,b").request()), "name"),
        (refused(c.categories().tag("a,b").request()), "tag"),
        (refused(c.categories_v1("q").page(0).request()), "page"),
        (refused(c.categories_v1("q").after("x").request()), "page"),
        (refused(c.users().ids(many(51)).request()), "id"),
        (refused(c.channels().ids(many(51)).request()), "broadcaster_user_id"),
        (refused(c.channels().slugs(texts(51)).request()), "slug"),
        (refused(c.channels().slug("x".repeat(26)).request()), "slug"),
        (refused(c.channels().slug("").request()), "slug"),
        (refused(c.channels().id(1).slug("a").request()), "slug"),
        (refused(c.update_channel().tags(texts(11)).request()), "custom_tags"),
        (refused(c.livestreams_v1().limit(101).request()), "limit"),
        (refused(c.livestreams().limit(1_001).request()), "limit"),
        (
            refused((0..26).fold(c.livestreams(), |call, id| call.category(id)).request()),
            "category_id",
        ),
        (
            refused((0..26).fold(c.livestreams(), |call, _| call.language("en")).request()),
            "language_code",
        ),
        (refused(c.users_livestreams(many(101)).request()), "user_id"),
        (refused(c.users_livestreams([0_u64; 0]).request()), "user_id"),
        (refused(c.kicks_leaderboard().top(101).request()), "top"),
        (refused(c.post_chat(1, "").request()), "content"),
        (refused(c.post_chat(1, "😀".repeat(501)).request()), "content"),
        (refused(c.send_chat(1, "x").reply_to("").request()), "reply_to_message_id"),
        (refused(c.ban(1, 2).timeout(BanDuration::minutes(0)).request()), "duration"),
        (refused(c.ban(1, 2).timeout(BanDuration::minutes(10_081)).request()), "duration"),
        (refused(c.ban(1, 2).timeout(Duration::MAX).request()), "duration"),
        (refused(c.ban(1, 2).reason("x".repeat(101)).request()), "reason"),
        (refused(c.create_reward("", 1).request()), "title"),
        (refused(c.create_reward("x".repeat(51), 1).request()), "title"),
        (refused(c.create_reward("x", 0).request()), "cost"),
        (refused(c.create_reward("x", 1).description("x".repeat(201)).request()), "description"),
        (refused(c.update_reward("r").cost(0).request()), "cost"),
        (refused(c.accept_redemptions(texts(26)).request()), "ids"),
        (refused(c.accept_redemptions(["a", "a"]).request()), "ids"),
        (refused(c.reject_redemptions([""; 0]).request()), "ids"),
        (refused(c.redemptions().id("a").status(RedemptionStatus::Pending).request()), "id"),
        (refused(c.create_subscriptions([]).request()), "events"),
        (refused(c.delete_subscriptions(texts(51)).request()), "id"),
        (refused(c.delete_subscriptions([""; 0]).request()), "id"),
        (refused(c.drops_claims().limit(1_001).request()), "limit"),
        (
            refused(
                c.update_drops_claims(texts(101).iter().map(|id| (id.as_str(), "x"))).request(),
            ),
            "claims",
        ),
        (refused(c.update_drops_claims([("", ""); 0]).request()), "claims"),
    ];
    for (index, (field, expected)) in table.into_iter().enumerate() {
        assert_eq!(field, expected, "row {index}");
    }
    // The bounds themselves are allowed.
    for built in [
        c.post_chat(1, "😀".repeat(500)).request().build(),
        c.ban(1, 2).timeout(BanDuration::minutes(10_080)).reason("x".repeat(100)).request().build(),
        c.users().ids(many(50)).request().build(),
        c.accept_redemptions(texts(25)).request().build(),
        c.categories().limit(1_000).request().build(),
        c.channels().slug("x".repeat(25)).request().build(),
    ] {
        built.unwrap();
    }
    // What would leave the path is refused by the core.
    for id in ["", ".", ".."] {
        assert_eq!(c.delete_chat_message(id).build().unwrap_err().kind(), ErrorKind::Input);
    }
}

#[test]
fn tokens_decide_what_is_possible() {
    let app = Client::builder().app("cid", "secret").app_token().build().unwrap();
    let wanted = [EventType::ChannelFollowed];
    assert_eq!(refused(app.create_subscriptions(wanted.clone()).request()), "broadcaster_user_id");
    app.create_subscriptions(wanted).broadcaster(1).request().build().unwrap();
    let none = Client::builder().build().unwrap();
    let err = none.me().build().unwrap_err();
    assert_eq!((err.kind(), err.code()), (ErrorKind::Auth, Some(code::TOKEN_REQUIRED)));
    assert!(none.public_key().build().is_ok());
}
