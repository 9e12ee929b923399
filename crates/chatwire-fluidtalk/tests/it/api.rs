//! The public types: what they can do, and that no secret gets out of them.

use std::fmt::Debug;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use chatwire_core::testing::{Answer, Script};
use chatwire_fluidtalk::env::Vars;
use chatwire_fluidtalk::{
    ApiKey, ConnectorToken, ErrorKind, Image, TurnGuard, characters as ch, handshake as hs,
};
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span;

use crate::{KEY, TOKEN, characters, data, handshake, raw};

#[test]
fn public_types_can_be_shared_cloned_and_printed() {
    fn all<T: Send + Sync + Clone + Debug + 'static>() {}
    fn moved<T: Send + Debug + 'static>() {}
    all::<hs::Client>();
    all::<ch::Client>();
    all::<ch::FollowUps>();
    all::<hs::InboundChat>();
    all::<hs::EventTrigger>();
    all::<hs::UploadImage>();
    all::<ch::Chat>();
    all::<ch::Trigger>();
    all::<ch::Post>();
    all::<hs::ChatResult>();
    all::<ch::ChatReply>();
    all::<ch::PostResult>();
    all::<ch::PendingFollowUps>();
    all::<ch::Platform>();
    all::<ch::Mode>();
    all::<ch::Silence>();
    all::<Image>();
    all::<ApiKey>();
    all::<ConnectorToken>();
    all::<TurnGuard<ch::ChatReply>>();
    moved::<ch::FollowUpStream>();
    moved::<ch::Paced>();
    moved::<hs::Builder>();
    moved::<ch::Builder>();
}

#[test]
fn a_key_of_no_use_is_found_when_the_client_is_built() {
    for key in ["", " ", " a", "a\n", "a\nb"] {
        assert_eq!(hs::Client::new(key).unwrap_err().kind(), ErrorKind::Config);
        assert_eq!(ch::Client::new(key).unwrap_err().kind(), ErrorKind::Config);
    }
    let plain = hs::Client::builder(KEY).base_url("http://api.example.com").unwrap().build();
    assert_eq!(plain.unwrap_err().kind(), ErrorKind::Config);
    assert!(hs::Client::builder(KEY).base_url("http://127.0.0.1:9").unwrap().build().is_ok());
    assert!(ch::Client::builder(TOKEN).base_url("not a url").is_err());
}

#[test]
fn variables_set_up_both_clients() {
    let err = hs::Client::from_vars(&Vars::from_pairs([("", ""); 0])).unwrap_err();
    assert!(err.to_string().contains("FLUIDTALK_API_KEY"), "{err}");
    let err = ch::Client::from_vars(&Vars::from_pairs([("", ""); 0])).unwrap_err();
    assert!(err.to_string().contains("FLUIDTALK_CONNECTOR_TOKEN"), "{err}");
    let vars = Vars::from_pairs([
        ("FLUIDTALK_API_KEY", KEY),
        ("FLUIDTALK_CONNECTOR_TOKEN", TOKEN),
        ("FLUIDTALK_BASE_URL", "https://talk.test/"),
        ("FLUIDTALK_OWN_USERNAME", "me"),
    ]);
    let built = hs::Client::from_vars(&vars).unwrap().follow_up("a").request().build().unwrap();
    assert_eq!(built.uri(), "https://talk.test/api/v1/bot/action");
    assert_eq!(&built.body()[..], b"target=a&action=FOLLOW_UP&own_username=me");
    let built = ch::Client::from_vars(&vars).unwrap().self_test().request().build().unwrap();
    assert_eq!(built.uri().host(), Some("talk.test"));
    let names: Vec<_> = hs::ENV.iter().chain(ch::ENV).map(|var| var.name).collect();
    assert!(
        names.iter().all(|name| name.starts_with("FLUIDTALK_")) && names.len() == 5,
        "{names:?}"
    );
}

#[test]
fn a_variable_of_no_use_is_named() {
    let with = |name: &str, value: &str| {
        let mut pairs = vec![("FLUIDTALK_API_KEY", KEY), ("FLUIDTALK_CONNECTOR_TOKEN", TOKEN)];
        pairs.retain(|(known, _)| *known != name);
        pairs.push((name, value));
        let vars = Vars::from_pairs(pairs);
        let (hs, ch) = (hs::Client::from_vars(&vars), ch::Client::from_vars(&vars));
        let wrong = |err: chatwire_fluidtalk::Error| {
            assert_eq!((err.kind(), err.platform()), (ErrorKind::Config, "fluidtalk"));
            err.context("variable").unwrap_or_default().to_owned()
        };
        (hs.err().map(wrong), ch.err().map(wrong))
    };
    for address in ["not a url", "http://api.example.com"] {
        let wrong = Some("FLUIDTALK_BASE_URL".to_owned());
        assert_eq!(with("FLUIDTALK_BASE_URL", address), (wrong.clone(), wrong), "{address}");
    }
    assert_eq!(with("FLUIDTALK_API_KEY", "a\nb"), (Some("FLUIDTALK_API_KEY".to_owned()), None));
    let wrong = Some("FLUIDTALK_CONNECTOR_TOKEN".to_owned());
    assert_eq!(with("FLUIDTALK_CONNECTOR_TOKEN", "a\nb"), (None, wrong));
}

#[tokio::test]
async fn a_key_can_be_replaced_while_clones_live() {
    let script = Script::new().always(Answer::json(&json!({"message": "x"})));
    let client = handshake(&script);
    let clone = client.clone();
    client.replace_key("ft_sk_new").unwrap();
    assert!(client.replace_key("").is_err());
    clone.follow_up("a").await.unwrap();
    assert_eq!(script.requests()[0].headers["x-api-key"], "ft_sk_new");
    let script = Script::new().always(data(&json!({})));
    let client = characters(&script);
    client.replace_key("ftc_new").unwrap();
    client.self_test().await.unwrap();
    assert_eq!(script.requests()[0].headers["x-connector-token"], "ftc_new");
}

/// Writes down everything that is traced.
#[derive(Clone, Default)]
struct Traced(Arc<Mutex<String>>);

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0, "{field}={value:?}").unwrap();
    }
}

impl tracing::Subscriber for Traced {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        attributes.record(&mut Fields(&mut self.0.lock().unwrap()));
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        values.record(&mut Fields(&mut self.0.lock().unwrap()));
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut Fields(&mut self.0.lock().unwrap()));
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

#[tokio::test]
async fn no_secret_and_no_message_gets_out() {
    let traced = Traced::default();
    // With one subscriber only, tracing asks the thread that meets a call site first, and another
    // test's thread would have it switched off for good. With two, it asks the subscribers.
    let _second = tracing::Dispatch::new(Traced::default());
    let guard = tracing::subscriber::set_default(traced.clone());
    let mut shown = String::new();
    let faults = || {
        [
            raw(401, r#"{"detail":"no"}"#),
            raw(500, "private words"),
            raw(200, "private words"),
            raw(302, "").header("location", "https://other.test/?token=private%20words"),
            Answer::drop_after(),
            Answer::drop_before(),
        ]
    };
    for fault in faults() {
        let script = Script::new().always(fault);
        let (ft, characters) = (handshake(&script), characters(&script));
        let turn = ft.inbound_chat("a").message("hi");
        let chat = characters.chat("p", "h").message("hi");
        write!(shown, "{ft:?} {characters:?} {turn:?} {:?}", chat.clone().request()).unwrap();
        for err in [turn.await.unwrap_err(), chat.await.unwrap_err()] {
            write!(shown, "{err} {err:?}").unwrap();
            let mut source = std::error::Error::source(&err);
            while let Some(inner) = source {
                write!(shown, "{inner} {inner:?}").unwrap();
                source = inner.source();
            }
        }
    }
    let (key, token) = (ApiKey::new(KEY), ConnectorToken::new(TOKEN));
    write!(shown, "{key:?} {token:?} {:?}", hs::Client::builder(KEY)).unwrap();
    write!(shown, "{:?} {}", ch::Client::builder(TOKEN), serde_json::to_string(&key).unwrap())
        .unwrap();
    let built = handshake(&Script::new()).follow_up("a").request().build().unwrap();
    write!(shown, "{built:?}").unwrap();
    drop(guard);
    let traced = traced.0.lock().unwrap().clone();
    assert!(traced.contains("fluidtalk.characters.chat"), "nothing was traced: {traced}");
    for text in [&shown, &traced] {
        assert!(!text.contains("canary") && !text.contains("private"), "{text}");
    }
}
