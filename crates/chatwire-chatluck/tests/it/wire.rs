//! Wire form of every call: all options set, none set.

use chatwire_chatluck::{Client, ErrorKind, Method, UserId};
use serde_json::{Map, Value, json};

use crate::{KEY, query};

fn client() -> Client {
    Client::new(KEY).unwrap()
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn body(request: &http::Request<bytes::Bytes>) -> Value {
    serde_json::from_slice(request.body()).unwrap()
}

#[test]
fn a_message_with_every_option() {
    let mut fields = Map::new();
    fields.insert("a".to_owned(), json!([1]));
    let request = client()
        .send_message("ch_1", "Grüße 🔥")
        .user_id("user_2")
        .attachment("https://x.test/a")
        .attachments([json!({"url": "https://x.test/b"})])
        .metadata(fields)
        .meta("n", 1)
        .client_ref("ref", "r-1")
        .idempotency_key("k-1")
        .request()
        .build()
        .unwrap();
    assert_eq!(request.method(), "POST");
    assert_eq!(request.uri(), "https://api.chatluck.com/v1/messages");
    let header = |name: &str| request.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("authorization"), format!("Bearer {KEY}"));
    assert!(request.headers()["authorization"].is_sensitive());
    assert_eq!(header("content-type"), "application/json");
    assert_eq!(header("accept"), "application/json");
    assert_eq!(header("idempotency-key"), "k-1");
    assert!(header("user-agent").starts_with("chatwire/"));
    assert_eq!(
        body(&request),
        json!({"channel_id": "ch_1", "content": "Grüße 🔥", "user_id": "user_2",
            "attachments": ["https://x.test/a", {"url": "https://x.test/b"}],
            "metadata": {"a": [1], "n": 1, "ref": "r-1"}})
    );
}

#[test]
fn what_is_empty_is_not_sent() {
    let none = Vec::<String>::new();
    let request = client()
        .send_message("ch_1", "")
        .user_id("")
        .attachments(none.clone())
        .metadata(Map::new())
        .request()
        .build()
        .unwrap();
    assert_eq!(body(&request), json!({"channel_id": "ch_1", "content": ""}));
    let request =
        client().create_channel("n").description("").members(none).request().build().unwrap();
    assert_eq!(body(&request), json!({"name": "n"}));
    let list =
        client().list_messages("c").offset("").before("").after("").request().build().unwrap();
    assert_eq!(query(&list.uri().to_string()), pairs(&[("channel_id", "c"), ("limit", "50")]));
    assert!(!list.headers().contains_key("content-type"));
    let list = client().list_users().status("").request().build().unwrap();
    assert_eq!(list.uri().query(), Some("limit=50"));
    let list = client().list_channels().request().build().unwrap();
    assert_eq!(list.uri().query(), Some("limit=50"));
}

#[test]
fn a_channel_with_every_option() {
    let request = client()
        .create_channel("チーム")
        .description("d")
        .private()
        .member("u1")
        .members([UserId::new("u2")])
        .request()
        .build()
        .unwrap();
    assert_eq!((request.method().as_str(), request.uri().path()), ("POST", "/v1/channels"));
    let expected = json!({"name": "チーム", "description": "d", "is_private": true, "member_ids": ["u1", "u2"]});
    assert_eq!(body(&request), expected);
}

#[test]
fn lists_send_their_parameters_in_order_and_encoded() {
    let request = client()
        .list_messages("a+b&c=d#é f")
        .limit(0)
        .offset("o p")
        .after("m2")
        .before("m/1")
        .request()
        .build()
        .unwrap();
    assert_eq!((request.method().as_str(), request.uri().path()), ("GET", "/v1/messages"));
    let expected = [
        ("channel_id", "a+b&c=d#é f"),
        ("limit", "0"),
        ("offset", "o p"),
        ("before", "m/1"),
        ("after", "m2"),
    ];
    assert_eq!(query(&request.uri().to_string()), pairs(&expected));
    let request = client()
        .list_channels()
        .limit(20)
        .offset("40")
        .include_private()
        .request()
        .build()
        .unwrap();
    assert_eq!(request.uri().path(), "/v1/channels");
    assert_eq!(request.uri().query(), Some("limit=20&offset=40&include_private=true"));
    let request =
        client().list_users().status("inactive").limit(7).offset("x").request().build().unwrap();
    assert_eq!(request.uri().path(), "/v1/users");
    assert_eq!(request.uri().query(), Some("limit=7&offset=x&status=inactive"));
}

#[test]
fn an_id_is_one_segment_whatever_it_holds() {
    for (id, path) in [
        ("user_123456", "user_123456"),
        ("a/b", "a%2Fb"),
        ("../channels", "..%2Fchannels"),
        ("u?admin=1", "u%3Fadmin%3D1"),
        ("a#b", "a%23b"),
        ("a b\nc", "a%20b%0Ac"),
        ("%2e%2e", "%252e%252e"),
        ("ü", "%C3%BC"),
        ("...", "..."),
    ] {
        let request = client().get_user_info(id).build().unwrap();
        let url = request.uri().to_string();
        assert_eq!(
            url.replace("%3D", "="),
            format!("https://api.chatluck.com/v1/users/{path}").replace("%3D", "=")
        );
        assert_eq!(request.uri().query(), None);
    }
    for id in ["", ".", ".."] {
        let err = client().get_user_info(id).build().unwrap_err();
        assert_eq!(
            (err.kind(), err.operation()),
            (ErrorKind::Input, "chatluck.get_user_info"),
            "{id:?}"
        );
        assert!(err.to_string().contains("user_id"), "{err}");
    }
}

#[test]
fn what_cannot_work_is_refused_before_it_is_sent() {
    let client = client();
    let refused = [
        client.send_message("", "x").request().build(),
        client.list_messages("").request().build(),
        client.create_channel("").request().build(),
        client.send_message("c", "x").idempotency_key("").request().build(),
        client.send_message("c", "x").idempotency_key("a\nb").request().build(),
        client.request::<Value>(Method::GET, "no-slash").request().build(),
    ];
    for result in refused {
        let err = result.unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Input, "{err}");
        assert!(!err.maybe_sent());
    }
}

#[test]
fn the_escape_hatch_takes_any_method_path_and_body() {
    let body_of = json!({"topic": "x"});
    let request = client()
        .request::<Value>(Method::PATCH, "/channels/c?dry=1")
        .json(&body_of)
        .request()
        .build()
        .unwrap();
    assert_eq!(request.method(), "PATCH");
    assert_eq!(request.uri(), "https://api.chatluck.com/v1/channels/c?dry=1");
    assert_eq!(body(&request), body_of);
}

#[test]
fn the_address_may_have_any_path() {
    for base in ["http://127.0.0.1:1/v1", "http://127.0.0.1:1/v1/"] {
        let client = Client::builder(KEY).base_url(base).unwrap().build().unwrap();
        let request = client.list_users().request().build().unwrap();
        assert_eq!(request.uri(), "http://127.0.0.1:1/v1/users?limit=50");
    }
}
