//! Bridges out of a file, and what is wrong with them.

use std::error::Error as _;

use chatwire::bridge::{BridgeConfig, Follow, Link, TemplateError};
use chatwire::{Bridge, Error, ErrorKind, Event, Room, Sender};
use serde_json::{Value, json};

use super::{bridge, end, start};
use crate::bridge_fake::Fake;

fn read(config: Value) -> BridgeConfig {
    serde_json::from_value(config).unwrap()
}

/// What a configuration that can be read is refused with.
fn refusal(config: Value) -> Error {
    let error = Bridge::from_config(&read(config)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    error
}

#[tokio::test(start_paused = true)]
async fn a_bridge_does_as_its_file_says() {
    let config = read(json!({
        "template": "<{room}> {sender}: {text}",
        "link": [
            { "rooms": ["a:1", "b:1"] },
            { "from": ["a:1"], "to": ["c:1"], "template": "{text}" },
        ],
        "names": { "a:1": "studio" },
        "filter": { "senders": ["a:spam"], "prefixes": ["!"] },
        "edits": "ignore",
    }));
    let (a, b, c) = (Fake::new("a"), Fake::new("b"), Fake::new("c"));
    let bridge = Bridge::from_config(&config).unwrap();
    let bridge = bridge.platform(a.clone()).platform(b.clone()).platform(c.clone());
    let running = start(bridge);
    a.say("m1", "hello");
    a.say("m2", " !help");
    let mut spam = a.message("m3", "buy");
    spam.sender = Sender::new("spam");
    a.push(Event::Message(spam));
    a.push(Event::Edited(a.message("m1", "changed")));
    b.say("n1", "hi");
    let report = end(running, &[&a, &b]).await;
    assert_eq!(a.calls(), ["send <1> ada: hi"]);
    assert_eq!(b.calls(), ["send <studio> ada: hello"]);
    assert_eq!(c.calls(), ["send hello"]);
    assert_eq!(report.of("a").filtered, 2);
}

#[test]
fn the_file_of_the_guide_is_valid() {
    let guide = include_str!("../../../../../docs/bridge.md");
    let (_, behind) = guide.split_once("```toml\n").unwrap();
    let (text, _) = behind.split_once("```").unwrap();
    let config: BridgeConfig = toml::from_str(text).unwrap();
    let bridge = Bridge::from_config(&config).unwrap();
    let mut platforms: Vec<&str> = Vec::new();
    for link in bridge.links() {
        let rooms = link.sources().iter().chain(link.targets());
        platforms.extend(rooms.map(|room| room.platform.as_ref()));
    }
    platforms.sort_unstable();
    platforms.dedup();
    assert_eq!(platforms, ["chatluck", "kick", "mezon", "tokenbowl"]);
    assert_eq!((config.edits, config.deletes), (Follow::Follow, Follow::Note));
}

#[test]
fn a_slip_of_the_pen_is_named() {
    let slip = |text: &str| toml::from_str::<BridgeConfig>(text).unwrap_err().to_string();
    assert!(slip("[[link]]\nroms = []").contains("unknown field `roms`"));
    assert!(slip("[filter]\nsender = []").contains("unknown field `sender`"));
    assert!(slip("edits = \"maybe\"").contains("unknown variant `maybe`"));
    assert!(slip("capacity = -1").contains("capacity = -1"));
}

#[test]
fn wrong_values_are_named() {
    let link = |link: Value| refusal(json!({ "link": [link] })).to_string();
    let said = link(json!({ "rooms": ["a:1", "b"] }));
    assert!(said.contains(r#"link[0].rooms[1]: "b" is not of the form platform:id"#), "{said}");
    assert!(link(json!({ "rooms": ["a:1", ":1"] })).contains("link[0].rooms[1]"));
    assert!(
        link(json!({ "rooms": ["a:1", "a:1"] })).contains("link[0]: needs two different rooms")
    );
    assert!(
        link(json!({ "from": ["a:1"] })).contains("link[0]: needs `rooms`, or `from` and `to`")
    );
    let both = link(json!({ "rooms": ["a:1"], "to": ["b:1"] }));
    assert!(both.contains("link[0]: has `rooms` and `from` or `to`"), "{both}");

    let more = |key: &str, value: Value| {
        let mut config = json!({ "link": [{ "rooms": ["a:1", "b:1"] }] });
        config[key] = value;
        let error = refusal(config);
        assert_eq!(error.issues().len(), 1);
        error.issues()[0].path.clone()
    };
    assert_eq!(more("names", json!({ "a": "x" })), "names.\"a\"");
    assert_eq!(more("filter", json!({ "senders": ["x"] })), "filter.senders[0]");
    assert_eq!(more("filter", json!({ "prefixes": ["!", ""] })), "filter.prefixes[1]");
    assert_eq!(more("template", json!("{sender}")), "template");
    assert_eq!(refusal(json!({})).issues()[0].path, "link");
}

#[test]
fn a_wrong_template_says_what_and_where() {
    let rooms = ["a:1", "b:1"];
    let error = refusal(json!({
        "link": [{ "rooms": rooms }, { "rooms": rooms, "template": "{text} {who}" }],
    }));
    assert_eq!(error.issues()[0].path, "link[1].template");
    let cause = error.source().and_then(|source| source.downcast_ref::<TemplateError>());
    assert_eq!(cause, Some(&TemplateError::UnknownField { name: "who".to_owned(), at: 7 }));
}

#[tokio::test]
async fn a_bridge_that_leads_nowhere_does_not_start() {
    let (a, b) = (Fake::new("a"), Fake::new("b"));
    let refused = |bridge: Bridge| async move {
        let error = bridge.run().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        error.to_string()
    };
    let told = refused(Bridge::new().platform(a.clone())).await;
    assert!(told.contains("link: at least one is needed"), "{told}");
    let told = refused(bridge(&[&a, &b]).link([a.room(), Room::new("c", "1")])).await;
    assert!(told.contains("link[1]: the platform of c:1 was not added"), "{told}");
    let told = refused(bridge(&[&a, &b]).platform(a.clone())).await;
    assert!(told.contains("the platform a was added twice"), "{told}");
    let told = refused(bridge(&[&a, &b]).link(Link::one_way([a.room()], []))).await;
    assert!(told.contains("link[1]: needs two different rooms"), "{told}");
}
