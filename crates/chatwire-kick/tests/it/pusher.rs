//! The I/O-free Pusher client, as any server's client could use it.

use std::time::Duration;

use chatwire_kick::pusher::{Class, Notice, Pusher, PusherEndpoint};
use serde_json::{Value, json};

fn outgoing(client: &mut Pusher) -> Vec<Value> {
    client.take_outgoing().iter().map(|text| serde_json::from_str(text).unwrap()).collect()
}

/// What a frame means, in words.
fn told(client: &mut Pusher, frame: &Value) -> Vec<String> {
    let mut told = Vec::new();
    client.receive(&frame.to_string(), |notice| told.push(format!("{notice:?}"))).unwrap();
    told
}

fn hello(data: &Value) -> Value {
    json!({"event": "pusher:connection_established", "data": data})
}

#[tokio::test]
async fn greetings_have_their_data_as_text_or_object() {
    for (data, shown) in [
        (json!({"socket_id": "1.2", "activity_timeout": 30}), "Connected(1.2, 30s)"),
        (json!({"socket_id": "1.2", "activity_timeout": "30"}), "Connected(1.2, 30s)"),
        (json!({"socket_id": "1.2", "activity_timeout": "soon"}), "Connected(1.2, 120s)"),
        (json!("{\"socket_id\":\"1.2\"}"), "Connected(1.2, 120s)"),
        (json!("{\"socket_id\":\"1.2\",\"activity_timeout\":600}"), "Connected(1.2, 120s)"),
        (json!("not json"), "Connected(, 120s)"),
    ] {
        let mut client = Pusher::new();
        client.open();
        assert_eq!(told(&mut client, &hello(&data)), [shown]);
    }
    let mut client = Pusher::new().activity(Duration::from_secs(9));
    assert_eq!(told(&mut client, &hello(&json!({"socket_id": "x"}))), ["Connected(x, 9s)"]);
}

#[tokio::test]
async fn channels_are_subscribed_once_and_after_each_greeting() {
    let mut client = Pusher::new();
    client.join("a");
    client.join("a");
    client.open();
    assert!(outgoing(&mut client).is_empty());
    for _ in 0..2 {
        client.open();
        told(&mut client, &hello(&json!({"socket_id": "1.2"})));
        assert_eq!(outgoing(&mut client).len(), 1);
        client.join("a");
        assert!(outgoing(&mut client).is_empty());
        let event = "pusher_internal:subscription_succeeded";
        assert_eq!(
            told(&mut client, &json!({"event": event, "channel": "a", "data": {}})),
            ["Subscribed(a)"]
        );
        assert!(client.is_subscribed("a"));
        assert!(
            told(&mut client, &json!({"event": event, "channel": "left", "data": {}})).is_empty()
        );
    }
    client.leave("a");
    client.leave("a");
    assert_eq!(
        outgoing(&mut client),
        [json!({"event": "pusher:unsubscribe", "data": {"channel": "a"}})]
    );
    assert_eq!(client.channels().count(), 0);
    client.join("b");
    assert_eq!(outgoing(&mut client).len(), 1);
}

#[tokio::test]
async fn private_channels_wait_for_their_signature() {
    let mut client = Pusher::new().authorizes();
    client.join("private-x");
    client.join("open");
    client.open();
    let notices = told(&mut client, &hello(&json!({"socket_id": "1.2"})));
    assert_eq!(notices, ["Connected(1.2, 120s)", "NeedsAuth(private-x)"]);
    assert_eq!(client.unauthorized().collect::<Vec<_>>(), ["private-x"]);
    assert_eq!(outgoing(&mut client).len(), 1);
    client.authorize("private-x", "key:signature");
    let sent = json!({"event": "pusher:subscribe", "data": {"auth": "key:signature", "channel": "private-x"}});
    assert_eq!(outgoing(&mut client), [sent]);
    client.authorize("private-x", "again");
    assert!(outgoing(&mut client).is_empty());
}

#[tokio::test]
async fn what_the_server_says_is_passed_on() {
    let mut client = Pusher::new();
    client.join("a");
    client.open();
    told(&mut client, &hello(&json!({"socket_id": "1.2"})));
    outgoing(&mut client);
    for (frame, shown) in [
        (
            json!({"event": "pusher:subscription_error", "channel": "a",
            "data": "{\"type\":\"AuthError\",\"error\":\"no\",\"status\":403}"}),
            "Refused(a, Some(403), \"no\")",
        ),
        (
            json!({"event": "pusher_internal:subscription_count", "channel": "a",
            "data": "{\"subscription_count\":3}"}),
            "Count(a, 3)",
        ),
        (
            json!({"event": "pusher:error", "data": {"code": 4009, "message": "x"}}),
            "Error(Some(4009), \"x\")",
        ),
        (
            json!({"event": "said", "channel": "a", "data": "x"}),
            "Event(\"said\", Some(\"a\"), 1 bytes)",
        ),
        (json!({"event": "pusherly", "data": 1}), "Event(\"pusherly\", None, 1 bytes)"),
        (
            json!({"event": "pusher:signin_success"}),
            "Event(\"pusher:signin_success\", None, 4 bytes)",
        ),
        (json!([]), "Unreadable(2 bytes)"),
    ] {
        assert_eq!(told(&mut client, &frame), [shown]);
    }
    assert!(client.is_refused("a"));
    assert!(told(&mut client, &json!({"event": "pusher:pong"})).is_empty());
    told(&mut client, &json!({"event": "pusher:ping", "data": "{}"}));
    assert_eq!(outgoing(&mut client), [json!({"event": "pusher:pong", "data": {}})]);
    let mut data = None;
    let frame = r#"{"event":"e","channel":"a","data":"{\"q\":\"\\\"\\u00e9\\n\"}"}"#;
    client
        .receive(frame, |notice| {
            if let Notice::Event { data: text, .. } = notice {
                data = Some(text.to_owned());
            }
        })
        .unwrap();
    assert_eq!(data.unwrap(), r#"{"q":"\"\u00e9\n"}"#);
}

#[test]
fn each_code_has_its_class() {
    for (codes, class) in [
        (vec![1000, 1001, 1005, 1006, 1011, 1012, 3999], Class::Default),
        (vec![1002, 1003, 1004, 4100, 4199], Class::Backoff),
        (vec![4000], Class::Tls),
        (vec![4001, 4009, 4099, 4300, 4301, 4400, u16::MAX], Class::Fatal),
        (vec![4200, 4202, 4299], Class::Immediate),
    ] {
        for code in codes {
            assert_eq!(Class::of_close(code), class, "{code}");
            assert_eq!(Class::of_refusal(Some(code.into())), class, "{code}");
        }
    }
    assert_eq!(Class::of_refusal(None), Class::Default);
    for code in [None, Some(4000), Some(4009), Some(4300), Some(4301), Some(70_000), Some(1006)] {
        assert_eq!(Class::of_error(code), Class::Keep, "{code:?}");
    }
    assert_eq!(
        (Class::of_error(Some(4200)), Class::of_error(Some(4100))),
        (Class::Immediate, Class::Backoff)
    );
}

#[test]
fn endpoints_are_checked() {
    let own = PusherEndpoint::server("ws://[::1]:6001/", "k")
        .unwrap()
        .query("client", "js 1")
        .query("x", "é");
    let url = own.url();
    assert!(url.starts_with("ws://[::1]:6001/app/k?protocol=7&client=js+1&version="), "{url}");
    assert!(url.ends_with("&flash=false&x=%C3%A9"), "{url}");
    assert!(!own.is_encrypted() && PusherEndpoint::kick().is_encrypted());
    for bad in ["http://a.test", "wss://", "a.test", "wss://u:p@a.test", "wss://a.test/?x=1"] {
        assert!(PusherEndpoint::server(bad, "k").is_err(), "{bad}");
    }
    for bad in ["", "a/b", "a?b"] {
        assert!(PusherEndpoint::server("wss://a.test", bad).is_err(), "{bad}");
    }
    assert!(PusherEndpoint::hosted("k", "us2.evil.test/").is_err());
}
