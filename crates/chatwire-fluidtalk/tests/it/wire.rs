//! What each call looks like on the wire, without any I/O.

use chatwire_core::testing::Script;
use chatwire_fluidtalk::characters::{
    Community, EventType, Mode, Platform, PostContext, ThreadComment, Thresholds, TopComments,
};
use chatwire_fluidtalk::http::Request;
use chatwire_fluidtalk::{Bytes, ErrorKind, Image, Method, characters, handshake};
use serde_json::{Value, json};

use crate::{KEY, TOKEN};

const PNG: &[u8] = b"\x89PNG\r\n\x1A\n";

fn ft() -> handshake::Client {
    handshake::Client::builder(KEY).own_username("@me").build().unwrap()
}

fn ch() -> characters::Client {
    characters::Client::new(TOKEN).unwrap()
}

fn form(request: &Request<Bytes>) -> Vec<(String, String)> {
    assert_eq!(request.headers()["content-type"], "application/x-www-form-urlencoded");
    let text = std::str::from_utf8(request.body()).unwrap();
    text.split('&')
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(n, v)| (n.to_owned(), v.to_owned()))
        .collect()
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
}

fn json_of(request: &Request<Bytes>) -> Value {
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.headers()["x-connector-token"], TOKEN);
    serde_json::from_slice(request.body()).unwrap()
}

/// Method, address and body of a characters call.
fn seen(request: chatwire_fluidtalk::Result<Request<Bytes>>) -> (String, Value) {
    let request = request.unwrap();
    let address = format!("{} {}", request.method(), request.uri());
    let address = address.replace("https://api-talk.fluidvip.com/api/v1/characters", "");
    (address, json_of(&request))
}

#[test]
fn inbound_chat_is_a_form_with_its_fields_in_order() {
    let turn =
        ft().inbound_chat("@john_doe").message("héy & 🔥").image_url("https://cdn.test/a.jpg");
    let request = turn.own_username("@other").request().build().unwrap();
    assert_eq!(request.method(), Method::POST);
    assert_eq!(request.uri(), "https://api-talk.fluidvip.com/api/v1/bot/chat");
    assert_eq!(request.headers()["x-api-key"], KEY);
    assert!(request.headers()["x-api-key"].is_sensitive());
    assert_eq!(request.headers()["accept"], "application/json");
    assert!(request.headers()["user-agent"].to_str().unwrap().starts_with("chatwire/"));
    let expected = pairs(&[
        ("target", "%40john_doe"),
        ("message", "h%C3%A9y+%26+%F0%9F%94%A5"),
        ("own_username", "%40other"),
        ("image_url", "https%3A%2F%2Fcdn.test%2Fa.jpg"),
    ]);
    assert_eq!(form(&request), expected);
}

#[test]
fn own_username_falls_back_to_the_clients_and_empty_fields_are_left_out() {
    let turn = ft().inbound_chat("a").message("hi").own_username("").image_url("");
    let request = turn.request().build().unwrap();
    assert_eq!(
        form(&request),
        pairs(&[("target", "a"), ("message", "hi"), ("own_username", "%40me")])
    );
    let bare = handshake::Client::builder(KEY).own_username("").build().unwrap();
    let request = bare.follow_up("a").request().build().unwrap();
    assert_eq!(form(&request), pairs(&[("target", "a"), ("action", "FOLLOW_UP")]));
}

#[test]
fn actions_carry_the_constant_of_the_wire() {
    let action = |request: chatwire_fluidtalk::Result<Request<Bytes>>| {
        let request = request.unwrap();
        assert_eq!(request.uri().path(), "/api/v1/bot/action");
        form(&request)
    };
    let opener = ft().ai_opener("a").image_url("u").request().build();
    let expected =
        [("target", "a"), ("action", "OUTREACH"), ("own_username", "%40me"), ("image_url", "u")];
    assert_eq!(action(opener), pairs(&expected));
    let follow_up = ft().follow_up("a").request().build();
    let expected = [("target", "a"), ("action", "FOLLOW_UP"), ("own_username", "%40me")];
    assert_eq!(action(follow_up), pairs(&expected));
    let event =
        ft().event_trigger("a", "story_reaction").context(json!({"n": 1})).request().build();
    let expected = [
        ("target", "a"),
        ("action", "ENTRY_POINT"),
        ("entry_type", "story_reaction"),
        ("entry_context", "%7B%22n%22%3A1%7D"),
        ("own_username", "%40me"),
    ];
    assert_eq!(action(event), pairs(&expected));
    for nothing in [json!({}), json!(null), json!([]), json!("")] {
        let event =
            ft().event_trigger("a", "e").context(nothing).own_username("b").request().build();
        let expected = [
            ("target", "a"),
            ("action", "ENTRY_POINT"),
            ("entry_type", "e"),
            ("own_username", "b"),
        ];
        assert_eq!(action(event), pairs(&expected));
    }
}

#[test]
fn an_image_makes_it_multipart_with_the_file_last() {
    let image = Image::bytes(PNG).filename("фо\"то.png");
    let request = ft().inbound_chat("a").message("m").image(image).request().build().unwrap();
    let kind = request.headers()["content-type"].to_str().unwrap();
    assert!(kind.starts_with("multipart/form-data; boundary="), "{kind}");
    let body = String::from_utf8_lossy(request.body()).into_owned();
    let places: Vec<_> =
        ["name=\"target\"", "name=\"message\"", "name=\"own_username\"", "name=\"file\""]
            .iter()
            .map(|part| body.find(part).unwrap_or_else(|| panic!("{part} is missing: {body}")))
            .collect();
    assert!(places.is_sorted(), "{body}");
    assert!(body.contains("фо") && body.contains("то.png\""), "{body}");
    assert!(body.contains("Content-Type: image/png"), "{body}");
    let nameless = ft().upload_image(Image::bytes("x").filename("")).request().build().unwrap();
    assert!(String::from_utf8_lossy(nameless.body()).contains("filename=\"image.jpg\""));
    assert_eq!(nameless.uri().path(), "/api/v1/bot/upload");
}

#[test]
fn wrong_arguments_make_no_request() {
    let checks: Vec<(&str, chatwire_fluidtalk::Result<Request<Bytes>>)> = vec![
        ("target", ft().inbound_chat("").message("x").request().build()),
        ("message or an image", ft().inbound_chat("a").message("").image_url("").request().build()),
        ("target", ft().ai_opener("").request().build()),
        ("event_type", ft().event_trigger("a", "").request().build()),
        ("target", ft().follow_up("").request().build()),
        ("empty", ft().upload_image(Image::bytes("")).request().build()),
        (
            "larger",
            ft().upload_image(Image::reader(tokio::io::empty()).content_length(11 << 20))
                .request()
                .build(),
        ),
        ("platform", ch().chat("", "h").message("x").request().build()),
        ("handle", ch().chat("p", "").message("x").request().build()),
        ("message or an image", ch().chat("p", "h").request().build()),
        ("platform", ch().followups().list("").request().build()),
        ("followup_id", ch().followups().ack("..").request().build()),
        ("followup_id", ch().followups().ack("").request().build()),
        ("amount", ch().event("p", "h", "e").amount(f64::NAN).request().build()),
        ("max_chars", ch().comment("p", "r").max_chars(19).request().build()),
        ("max_chars", ch().comment_reply("p", "r", "h").max_chars(2201).request().build()),
        ("platform", ch().comment_reply("", "r", "h").request().build()),
        ("replier_handle", ch().comment_reply("p", "r", "").request().build()),
        ("thread", ch().comment_engage("p", "r", []).request().build()),
        (
            "min_novelty",
            ch().post("p", "c").thresholds(Thresholds::new().min_novelty(100.5)).request().build(),
        ),
        (
            "min_relevance",
            ch().post("p", "c")
                .thresholds(Thresholds::new().min_relevance(f64::NAN))
                .request()
                .build(),
        ),
        ("empty", ch().inbound_media("p", Image::bytes("")).request().build()),
        ("larger", ch().inbound_media("p", vec![0; 10_000_001]).request().build()),
        ("JPEG", ch().comment_media("p", "r", Image::bytes("x")).request().build()),
        ("JPEG", ch().post_media("p", "r", Image::bytes("\0\0\0\x18ftypheic")).request().build()),
        ("test_", ch().chat("p", "mark").message("x").mode(Mode::Mock).request().build()),
        ("test_", ch().trigger("p", "mark", "e", "x").mode(Mode::Sandbox).request().build()),
        ("test_", ch().event("p", "mark", "x").mode(Mode::Mock).request().build()),
        ("test_", ch().comment_reply("p", "r", "mark").mode(Mode::Mock).request().build()),
    ];
    for (words, built) in checks {
        let err = built.expect_err(words);
        assert_eq!(err.kind(), ErrorKind::Input, "{words}: {err}");
        assert!(err.to_string().contains(words), "{words}: {err}");
        assert!(!err.maybe_sent() && err.operation().starts_with("fluidtalk."), "{err}");
    }
}

#[test]
fn chat_sends_its_message_always_and_options_when_they_are_set() {
    let (address, body) =
        seen(ch().chat(Platform::INSTAGRAM, "mark").image_url("u").request().build());
    assert_eq!(address, "POST /chat");
    assert_eq!(
        body,
        json!({"platform": "instagram", "handle": "mark", "message": "", "image_url": "u"})
    );
    let turn = ch().chat("instagram", "mark").message("hé 🔥").session_id("s1").own_username("");
    let expected = json!({"platform": "instagram", "handle": "mark", "message": "hé 🔥", "session_id": "s1",
        "own_username": ""});
    assert_eq!(seen(turn.request().build()).1, expected);
}

#[test]
fn events_and_triggers() {
    let (address, body) = seen(ch().event("p", "h", "e1").request().build());
    assert_eq!(address, "POST /events");
    let minimal = json!({"platform": "p", "handle": "h", "event_type": "purchase", "external_event_id": "e1"});
    assert_eq!(body, minimal);
    let full = ch()
        .event("p", "h", "e1")
        .event_type(EventType::Chargeback)
        .amount(0.0)
        .currency("EUR")
        .raw(json!({}));
    let expected = json!({"platform": "p", "handle": "h", "event_type": "chargeback", "external_event_id": "e1",
        "amount": 0.0, "currency": "EUR", "raw": {}});
    assert_eq!(seen(full.request().build()).1, expected);
    let (address, body) = seen(ch().outreach("p", "h", "t1").request().build());
    assert_eq!(address, "POST /triggers");
    let minimal =
        json!({"platform": "p", "handle": "h", "event_id": "outreach", "external_event_id": "t1"});
    assert_eq!(body, minimal);
    let full = ch()
        .trigger("p", "h", "e", "t1")
        .context("")
        .image_url("u")
        .own_username("o")
        .raw(json!({"k": 1}));
    let expected = json!({"platform": "p", "handle": "h", "event_id": "e", "external_event_id": "t1", "context": "",
        "image_url": "u", "own_username": "o", "raw": {"k": 1}});
    assert_eq!(seen(full.request().build()).1, expected);
}

#[test]
fn comments() {
    let (address, body) = seen(ch().comment("p", "r").request().build());
    assert_eq!(
        (address.as_str(), body),
        ("POST /comments", json!({"platform": "p", "post_ref": "r", "post": {}}))
    );
    let full =
        ch().comment("p", "r").caption("").image_urls(["a", "b"]).author_handle("m").max_chars(20);
    let expected = json!({"platform": "p", "post_ref": "r", "max_chars": 20,
        "post": {"caption": "", "image_urls": ["a", "b"], "author_handle": "m"}});
    assert_eq!(seen(full.request().build()).1, expected);
    let (address, body) = seen(ch().comment_reply("p", "r", "m").request().build());
    assert_eq!(address, "POST /comments/reply");
    assert_eq!(
        body,
        json!({"platform": "p", "post_ref": "r", "replier_handle": "m", "reply_text": ""})
    );
    let post = PostContext::new().caption("x").field("likes", 3);
    let full = ch()
        .comment_reply("p", "r", "m")
        .reply_text("t")
        .parent_comment_ref("c")
        .post(post)
        .max_chars(2200);
    let expected = json!({"platform": "p", "post_ref": "r", "replier_handle": "m", "reply_text": "t",
        "parent_comment_ref": "c", "post": {"caption": "x", "likes": 3}, "max_chars": 2200});
    assert_eq!(seen(full.request().build()).1, expected);
    let thread = [
        ThreadComment::new("c1", "d", "t"),
        ThreadComment::new("c2", "m", "u").parent_ref("c1").depth(1),
    ];
    let full = ch()
        .comment_engage("p", "r", thread)
        .target_comment_ref("c1")
        .post(PostContext::new())
        .max_chars(220);
    let (address, body) = seen(full.request().build());
    assert_eq!(address, "POST /comments/engage");
    let expected = json!({"platform": "p", "post_ref": "r", "post": {}, "target_comment_ref": "c1", "max_chars": 220,
        "thread": [{"comment_ref": "c1", "author_handle": "d", "text": "t"},
            {"comment_ref": "c2", "author_handle": "m", "text": "u", "parent_ref": "c1", "depth": 1}]});
    assert_eq!(body, expected);
}

#[test]
fn posts() {
    let (address, body) = seen(ch().post("reddit", "r/running").asset_url("").request().build());
    assert_eq!(address, "POST /posts");
    assert_eq!(body, json!({"platform": "reddit", "community": {"ref": "r/running"}}));
    let full = ch()
        .post("reddit", Community::new("r").rules(["a"]).flairs(["b"]).field("size", 9))
        .posts(json!({"new": []}))
        .top_comments([TopComments::new("t").comment("c")])
        .format(json!({"length": "short"}))
        .brief("b")
        .post_mode("story")
        .reuse_analysis(false)
        .always_draft(false)
        .thresholds(Thresholds::new().min_relevance(0.0).min_rule_compat(100.0))
        .asset_url("u")
        .mode(Mode::Live);
    let built = full.request().build().unwrap();
    assert_eq!(built.headers()["x-fluidtalk-mode"], "live");
    let expected = json!({"platform": "reddit", "community": {"ref": "r", "rules": ["a"], "flairs": ["b"], "size": 9},
        "posts": {"new": []}, "top_comments": [{"post_title": "t", "comments": [{"text": "c"}]}],
        "format": {"length": "short"}, "brief": "b", "mode": "story", "reuse_analysis": false, "always_draft": false,
        "thresholds": {"min_relevance": 0.0, "min_rule_compat": 100.0}, "asset": {"url": "u"}});
    assert_eq!(json_of(&built), expected);
}

#[test]
fn thresholds_of_an_answer_go_back_without_what_is_unknown() {
    let applied = json!({"min_novelty": 75.0, "min_wit": 3});
    let applied: Thresholds = serde_json::from_value(applied).unwrap();
    let body = seen(ch().post("reddit", "r").thresholds(applied).request().build()).1;
    assert_eq!(body["thresholds"], json!({"min_novelty": 75.0}));
}

#[test]
fn media_stand_in_the_body_as_base64() {
    let image = || Image::bytes(PNG).filename("a.png");
    let (address, body) = seen(ch().inbound_media("p", image()).request().build());
    assert_eq!(address, "POST /inbound-media");
    let expected = json!({"platform": "p", "data_b64": "iVBORw0KGgo=", "filename": "a.png", "content_type": "image/png"});
    assert_eq!(body, expected);
    let (address, body) = seen(ch().comment_media("p", "r", image()).request().build());
    assert_eq!((address.as_str(), &body["post_ref"]), ("POST /comments/media", &json!("r")));
    let raw = Image::bytes("x").no_sniffing();
    let (address, body) = seen(ch().post_media("p", "c", raw).request().build());
    assert_eq!(address, "POST /posts/media");
    assert_eq!(body, json!({"platform": "p", "community_ref": "c", "data_b64": "eA=="}));
}

#[test]
fn follow_ups_and_self_test_are_addressed_safely() {
    let address = |built: chatwire_fluidtalk::Result<Request<Bytes>>| {
        let built = built.unwrap();
        assert!(built.body().is_empty());
        format!("{} {}", built.method(), built.uri().path_and_query().unwrap())
            .replace("/api/v1/characters", "")
    };
    let list = ch().followups().list("instagram");
    assert_eq!(
        address(list.clone().request().build()),
        "GET /followups?platform=instagram&limit=100"
    );
    let bare = list.own_username("ava é&=+").no_limit().request().build();
    assert_eq!(address(bare), "GET /followups?platform=instagram&own_username=ava+%C3%A9%26%3D%2B");
    let ack = ch().followups().ack("a/b?c#d é").request().build();
    assert_eq!(address(ack), "POST /followups/a%2Fb%3Fc%23d%20%C3%A9/ack");
    assert_eq!(address(ch().self_test().request().build()), "GET /self-test");
    assert_eq!(
        address(ch().self_test().platform("").request().build()),
        "GET /self-test?platform="
    );
    let sweep = ch().followups().sweep("p").idle_hours(0.0).limit(0).request().build();
    assert_eq!(
        seen(sweep),
        (
            "POST /followups/sweep".to_owned(),
            json!({"platform": "p", "idle_hours": 0.0, "limit": 0})
        )
    );
}

#[test]
fn mode_and_version_are_settings_of_the_client() {
    let client = characters::Client::builder(TOKEN)
        .mode(Mode::Mock)
        .api_version("v2/x")
        .base_url("https://talk.test/prefix//")
        .unwrap()
        .script(Script::new())
        .build()
        .unwrap();
    let built = client.self_test().request().build().unwrap();
    assert_eq!(built.uri(), "https://talk.test/prefix/api/v2%2Fx/characters/self-test");
    assert_eq!(built.headers()["x-fluidtalk-mode"], "mock");
    let built = client.followups().ack("1").mode(Mode::Sandbox).request().build().unwrap();
    assert_eq!(built.headers()["x-fluidtalk-mode"], "sandbox");
    assert!(client.chat("p", "test_reply").message("x").request().build().is_ok());
    assert!(
        !ch().self_test().request().build().unwrap().headers().contains_key("x-fluidtalk-mode")
    );
}

#[test]
fn the_escape_hatch_has_the_clients_credential() {
    let call = ft().request::<Value>(Method::POST, "/api/v1/bot/new?x=1").form([("a", "b c")]);
    let built = call.request().build().unwrap();
    assert_eq!(built.uri(), "https://api-talk.fluidvip.com/api/v1/bot/new?x=1");
    assert_eq!(
        (built.headers()["x-api-key"].as_bytes(), &built.body()[..]),
        (KEY.as_bytes(), &b"a=b+c"[..])
    );
    let call = ch().request::<Value>(Method::GET, "/api/v1/characters/new").query("q", "é");
    assert_eq!(call.request().build().unwrap().uri().query(), Some("q=%C3%A9"));
    assert!(ch().request::<Value>(Method::GET, "no-slash").request().build().is_err());
}

#[test]
fn an_idempotency_key_is_sent_and_checked() {
    let chat = || ch().chat("p", "h").message("x").request();
    assert_eq!(chat().idempotency_key("k-1").build().unwrap().headers()["idempotency-key"], "k-1");
    assert!(chat().idempotency_key("a b").build().is_err());
    assert!(chat().header("X-Connector-Token", "other").build().is_err());
}
