//! Captured frames.

use std::fs;

use chatwire_emulator::mezon::proto::realtime::envelope::Message as Content;
use chatwire_emulator::mezon::proto::{Message as _, api, realtime};
use serde_json::{Value, json};

use super::World;
use crate::command::{Ran, chatwire, run, run_with};

fn envelope(cid: i32, content: Content) -> Vec<u8> {
    realtime::Envelope { cid, message: Some(content) }.encode_to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// One piece of an answer to a call.
fn piece(cid: u16, code: u16, flag: u16, payload: &[u8]) -> Vec<u8> {
    let head = [cid, code, flag].map(u16::to_be_bytes).concat();
    [&[0xFF][..], &head, payload].concat()
}

fn decode(args: &[&str], input: &str) -> Ran {
    let mut command = chatwire(["mezon", "decode", "--json"].iter().chain(args));
    run_with(&mut command, input)
}

fn session() -> Vec<u8> {
    let session = api::Session { token: "canary".into(), user_id: 7, ..Default::default() };
    envelope(0, Content::RefreshSessionEvent(session))
}

#[test]
fn an_envelope_is_shown_with_names() {
    let message = api::ChannelMessage {
        clan_id: 1,
        channel_id: 1_840_000_000_000_000_002,
        username: "ann".into(),
        content: r#"{"t":"hello"}"#.into(),
        ..Default::default()
    };
    let frame = hex(&envelope(0, Content::ChannelMessage(message)));
    let value = &decode(&[&frame], "").json()[0];
    assert_eq!((&value["frame"], &value["event"]), (&json!("envelope"), &json!("channel_message")));
    assert_eq!(value["data"]["channel_id"], "1840000000000000002");
    assert_eq!((&value["number"], &value["message"]["text"]), (&json!(6), &json!("hello")));
    let words = run(&mut chatwire(["mezon", "decode", &frame]));
    assert!(words.words().contains("\"username\": \"ann\""), "{words:?}");
}

#[test]
fn unknown_things_are_kept() {
    // A clan that is gone, whose content has a number 200 that nobody knows.
    let value = &decode(&["F2 02 05 08 2A C0 0C 07"], "").json()[0];
    assert_eq!(value["event"], "clan_deleted_event");
    assert_eq!(value["data"]["clan_id"], "42");
    assert_eq!(
        value["data"]["unknown_fields"],
        json!([{"number": 200, "wire": "varint", "value": "7"}])
    );
    // An event of the number 300.
    let value = &decode(&["e21203616263", "--show-tokens"], "").json()[0];
    assert_eq!((&value["event"], &value["number"]), (&json!("unknown"), &json!(300)));
    assert_eq!(value["bytes"], "YWJj");
    // A user id as text, which the clients repair.
    let value = &decode(&["82 06 04 22 02 34 32"], "").json()[0];
    assert!(value["repairs"][0].as_str().unwrap().contains("a number, sent as text"), "{value}");
    let empty = &decode(&["08 05"], "").json()[0];
    assert_eq!((&empty["cid"], &empty["event"]), (&json!(5), &Value::Null));
}

#[test]
fn tokens_are_shown_on_demand_only() {
    let frame = hex(&session());
    let masked = decode(&[&frame], "");
    assert!(!masked.out.contains("canary"), "{masked:?}");
    assert_eq!(masked.json()[0]["data"]["token"], "[redacted]");
    assert_eq!(decode(&[&frame, "--show-tokens"], "").json()[0]["data"]["token"], "canary");
}

#[test]
fn bytes_that_may_hold_tokens_are_shown_on_demand_only() {
    let login = api::Session { token: "canary".into(), ..Default::default() }.encode_to_vec();
    // "canary" in base64, wherever it begins.
    let leaks =
        |text: &str| ["Y2FuYXJ5", "NhbmFye", "jYW5hcn"].iter().any(|part| text.contains(part));
    let call = |name: &str, body: &[u8]| {
        let call = realtime::ApiRequestEvent {
            api_name: name.into(),
            body: body.to_vec().into(),
            ..Default::default()
        };
        envelope(5, Content::ApiRequestEvent(call))
    };
    // An event and a field of the number 300, and a clan id that is a text.
    let field = |key: &[u8]| [key, b"\x06canary"].concat();
    let clan =
        |field: Vec<u8>| [&b"\xF2\x02"[..], &[u8::try_from(field.len()).unwrap()], &field].concat();
    for (frame, length) in [
        (field(b"\xE2\x12"), "/bytes_length"),
        (clan(field(b"\xE2\x12")), "/data/unknown_fields/0/length"),
        (clan(b"\xE3\x12\x0A\x06canary\xE4\x12".to_vec()), "/data/unknown_fields/0/length"),
        (clan(field(b"\x0A")), "/data/unknown_fields/0/length"),
        (piece(9, 0, 0xFF, &login), "/payload_length"),
        (call("NewCall", &login), "/data/body_length"),
        (call("SessionLogout", &[&login[..], &[0x0a]].concat()), "/data/body_length"),
    ] {
        let frame = hex(&frame);
        let masked = decode(&[&frame], "");
        assert!(!leaks(&masked.out), "{masked:?}");
        assert!(masked.json()[0].pointer(length).is_some_and(Value::is_u64), "{masked:?}");
        assert!(leaks(&decode(&[&frame, "--show-tokens"], "").out), "{length}");
    }
}

#[test]
fn calls_and_their_answers_belong_together() {
    let request = api::ListChannelDetailRequest { channel_id: 9 };
    let call = realtime::ApiRequestEvent {
        api_name: "ListChannelDetail".into(),
        body: request.encode_to_vec().into(),
        ..Default::default()
    };
    let answer = api::ChannelDescription { channel_label: "talk".into(), ..Default::default() };
    let body = answer.encode_to_vec();
    let (one, two) = body.split_at(3);
    let lines = [
        envelope(5, Content::ApiRequestEvent(call)),
        piece(5, 0, 0, one),
        piece(5, 0, 0xFF, two),
        piece(6, 5, 0xFF, b"no such clan"),
    ];
    let input: String = lines.iter().map(|line| hex(line) + "\n").collect();
    let values = decode(&[], &input).json();
    assert_eq!(values[0]["call"], "ListChannelDetail");
    assert_eq!(values[0]["request"], json!({"channel_id": "9"}));
    assert_eq!((&values[1]["last"], &values[1]["bytes"]), (&json!(false), &json!(3)));
    assert_eq!(values[2]["data"], json!({"channel_label": "talk"}));
    assert_eq!((&values[3]["code"], &values[3]["error"]), (&json!(5), &json!("no such clan")));
    // Without its request the name of the call helps, else the bytes are all there is.
    let alone = hex(&piece(9, 0, 0xFF, &body));
    let named = &decode(&[&alone, "--call", "ListChannelDetail"], "").json()[0];
    assert_eq!(named["data"], json!({"channel_label": "talk"}));
    let hidden = &decode(&[&alone], "").json()[0];
    assert_eq!((&hidden["payload"], &hidden["payload_length"]), (&Value::Null, &json!(body.len())));
    assert!(decode(&[&alone, "--show-tokens"], "").json()[0]["payload"].is_string());
}

#[test]
fn frames_come_from_files_and_pipes() {
    let world = World::new();
    let file = world.folder.path().join("frame.bin");
    fs::write(&file, session()).unwrap();
    let path = file.to_str().unwrap();
    for args in [&["--file", path][..], &["--file", path, "--format", "raw"]] {
        assert_eq!(decode(args, "").json()[0]["event"], "refresh_session_event", "{args:?}");
    }
    assert_eq!(decode(&["--format", "base64"], "CAU=\n").json()[0]["cid"], 5);
}

#[test]
fn what_is_no_frame_is_told() {
    for (args, code) in [
        (&["xyz!"][..], 2),
        (&["0805", "--call", "Nothing"], 2),
        (&["--file", "/no/such/file"], 2),
        (&["--format", "hex", "080"], 2),
        (&["0a05"], 1),
        (&["ff0005"], 1),
    ] {
        let ran = decode(args, "");
        assert_eq!((ran.code, ran.out.as_str()), (Some(code), ""), "{args:?}: {ran:?}");
        let error: Value = serde_json::from_str(ran.err.lines().last().unwrap()).expect(&ran.err);
        assert!(error["error"]["message"].is_string(), "{ran:?}");
    }
    assert_eq!(decode(&[], "\n").code, Some(2));
    let ran = decode(&[], "0805\n0a05\n");
    assert_eq!((ran.code, ran.out.lines().count()), (Some(1), 1), "{ran:?}");
    assert!(
        ran.err.contains("frame: 2") || ran.err.contains("frame 2") || ran.err.contains("frame=2"),
        "{ran:?}"
    );
}
