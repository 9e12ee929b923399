//! Public types: threads, cloning, printing; settings that are wrong.

use std::fmt::Debug;

use chatwire_chatluck::env::Vars;
use chatwire_chatluck::webhook::{Dedup, Delivery, Event, Handlers, Signing, WebhookVerifier};
use chatwire_chatluck::{
    Attachment, Builder, Channel, ChannelOptions, Client, CreateChannel, Credential, ErrorKind,
    ListChannels, ListMessages, ListUsers, Message, Request, Secret, SendMessage, User, Walk, poll,
};
use chatwire_core::testing::{Answer, Script};
use futures_util::future::join_all;
use http::HeaderName;
use serde_json::json;

use crate::{answering, scripted};

const CANARY: &str = "canary-key-9876543210";

fn value<T: Clone + Debug + Send + Sync + Unpin + 'static>() {}
fn held<T: Debug + Send + Unpin + 'static>() {}

#[test]
fn public_types_move_between_threads() {
    value::<Client>();
    value::<SendMessage>();
    value::<ListMessages>();
    value::<CreateChannel>();
    value::<ListChannels>();
    value::<ListUsers>();
    value::<poll::Poll>();
    value::<poll::Event>();
    value::<(Message, Channel, User, Attachment, ChannelOptions)>();
    value::<Event>();
    value::<Delivery<Event>>();
    value::<WebhookVerifier>();
    value::<Handlers>();
    held::<Builder>();
    held::<Dedup>();
    held::<Request<Message>>();
    held::<poll::Events>();
    held::<Walk>();
}

#[tokio::test]
async fn no_secret_is_ever_printed() {
    let client = Client::builder(CANARY).no_rate_limit().build().unwrap();
    let list = || client.list_messages("c");
    let token = || Secret::new(CANARY);
    let name = HeaderName::from_static("x-signature");
    let mut shown = vec![
        format!("{:?}", Client::builder(CANARY)),
        format!("{client:?}"),
        format!("{:?}", client.send_message("c", "x")),
        format!("{:?}", client.send_message("c", "x").request()),
        format!("{:?}", client.create_channel("c")),
        format!("{:?}", client.send_message("c", "x").request().build().unwrap()),
        format!("{:?} {:?} {:?}", list(), list().paged(), list().items()),
        format!("{:?} {:?}", list().history(), client.poll("c").events()),
        format!("{:?}", client.poll("c")),
        format!("{:?}", WebhookVerifier::bearer(token()).unwrap()),
        format!("{:?}", WebhookVerifier::path(token()).unwrap()),
        format!("{:?}", WebhookVerifier::hmac(Signing::new(name, token())).unwrap()),
    ];
    let faults = [
        Answer::status(401).body(r#"{"error":"no"}"#),
        Answer::status(200).body("{"),
        Answer::status(302).header("location", "https://other.test/?key=canary-key-9876543210"),
        Answer::drop_before(),
        Answer::drop_after(),
    ];
    for fault in faults {
        let client = scripted(&Script::new().answer(fault)).config_key(CANARY);
        let err = client.send_message("c", "x").await.unwrap_err();
        shown.push(format!("{err} {err:?} {err:#?}"));
    }
    let bad = format!("{CANARY}\n");
    let err = Client::new(bad.as_str()).unwrap_err();
    shown.push(format!("{err} {err:?}"));
    let vars = Vars::from_pairs([("CHATLUCK_API_KEY", CANARY), ("CHATLUCK_BASE_URL", "x")]);
    shown.push(format!("{vars:?} {:?}", Client::from_vars(&vars).unwrap_err()));
    for text in shown {
        assert!(!text.contains("canary-key"), "{text}");
    }
}

/// Changes the key of a scripted client, which the builder fixes at its start.
trait ConfigKey {
    fn config_key(self, key: &str) -> Client;
}

impl ConfigKey for Builder {
    fn config_key(self, key: &str) -> Client {
        let client = self.build().unwrap();
        client.replace_key(key).unwrap();
        client
    }
}

#[test]
fn wrong_settings_are_named() {
    let missing = Client::from_vars(&Vars::from_pairs([("CHATLUCK_API_KEY", "")])).unwrap_err();
    assert_eq!((missing.kind(), missing.platform()), (ErrorKind::Config, "chatluck"));
    assert!(missing.to_string().contains("CHATLUCK_API_KEY"), "{missing}");
    for url in ["", "no url", "ftp://x.test/v1", "/v1", "http://", "http://chat.example.org/v1"] {
        let vars = Vars::from_pairs([("CHATLUCK_API_KEY", "k"), ("CHATLUCK_BASE_URL", url)]);
        let built = Client::from_vars(&vars);
        if url.is_empty() {
            assert!(built.is_ok());
            continue;
        }
        let err = built.unwrap_err();
        assert_eq!((err.kind(), err.platform()), (ErrorKind::Config, "chatluck"), "{url}: {err}");
        assert_eq!(err.context("variable"), Some("CHATLUCK_BASE_URL"));
    }
    let err = Client::from_vars(&Vars::from_pairs([("CHATLUCK_API_KEY", "a\nb")])).unwrap_err();
    assert_eq!(err.context("variable"), Some("CHATLUCK_API_KEY"));
    for key in ["", " ", " a", "a\n", "a\r\nb", "a\u{0}"] {
        assert_eq!(Client::new(key).unwrap_err().kind(), ErrorKind::Config, "{key:?}");
    }
    let insecure = Client::builder("k").base_url("http://chat.example.org/v1").unwrap();
    assert!(insecure.allow_insecure().build().is_ok());
    assert!(Client::builder("k").base_url("nonsense").is_err());
}

#[test]
fn the_variables_are_listed() {
    let names: Vec<_> = chatwire_chatluck::ENV.iter().map(|var| var.name).collect();
    assert_eq!(names, ["CHATLUCK_API_KEY", "CHATLUCK_BASE_URL"]);
    let vars = Vars::from_pairs([(names[0], "k"), (names[1], "https://x.test/api/v2")]);
    let request = Client::from_vars(&vars).unwrap().list_users().request().build().unwrap();
    assert_eq!(request.uri(), "https://x.test/api/v2/users?limit=50");
}

#[tokio::test]
async fn keys_can_be_shared_and_replaced() {
    let key = Credential::new(Secret::new("first"));
    let client = Client::new(key.clone()).unwrap();
    key.replace(Secret::new("second"));
    let request = client.get_user_info("u").build().unwrap();
    assert_eq!(request.headers()["authorization"], "Bearer second");

    client.replace_key("third").unwrap();
    for wrong in ["", " ", "a ", "a\nb"] {
        assert_eq!(client.replace_key(wrong).unwrap_err().kind(), ErrorKind::Config, "{wrong:?}");
    }
    let request = client.get_user_info("u").build().unwrap();
    assert_eq!(request.headers()["authorization"], "Bearer third");
    assert_eq!(key.fixed().unwrap().expose(), "third", "shared by all that hold the credential");
}

#[tokio::test]
async fn unknown_fields_and_words_survive_a_round_trip() {
    let user = json!({"id": "u", "name": "n", "status": "on leave", "team": {"id": 7}, "email": null,
        "avatar_url": null, "created_at": null});
    let read = answering(Answer::json(&user)).get_user_info("u").await.unwrap();
    assert_eq!(read.status, "on leave");
    assert_eq!(read.extra["team"]["id"], 7);
    assert_eq!(serde_json::to_value(&read).unwrap(), user);
}

#[test]
fn every_call_works_without_async() {
    use chatwire_core::Blocking;
    let script = Script::new().always(Answer::json(&json!({"id": "u", "name": "n"})));
    let client = scripted(&script).build().unwrap();
    assert_eq!(client.get_user_info("u").wait().unwrap().name, "n");
    assert_eq!(client.list_users().wait().unwrap().len(), 0);
    assert!(client.find_by_client_ref("c", "ref", "1", 10).wait().unwrap().is_none());
}

#[tokio::test]
async fn a_thousand_calls_at_once() {
    let script = Script::new().always(Answer::json(&json!({"id": "u", "name": "n"})));
    let client = scripted(&script).build().unwrap();
    let calls = (0..1_000).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.get_user_info("u").await })
    });
    for call in join_all(calls.collect::<Vec<_>>()).await {
        call.unwrap().unwrap();
    }
    assert_eq!(script.requests().len(), 1_000);
}

#[tokio::test]
async fn a_call_that_is_dropped_is_not_sent() {
    let script = Script::new().always(Answer::never());
    let client = scripted(&script).build().unwrap();
    drop(client.send_message("c", "x"));
    drop(client.send_message("c", "x").request());
    drop(client.send_message("c", "x").into_future());
    assert_eq!(script.requests().len(), 0);
}
