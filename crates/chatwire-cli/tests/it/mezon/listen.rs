//! Live events: kinds, places, gaps, and the signal that ends it.

use std::io::{BufReader, Read};
use std::process::{Child, ChildStderr};

use serde_json::json;

use super::World;
use crate::command::{ended, start, wait_for};

/// Listens, and is online when this returns.
fn listening(world: &World, line: &str) -> (Child, BufReader<ChildStderr>) {
    let mut child = start(&mut world.command(line));
    let mut err = BufReader::new(child.stderr.take().unwrap());
    wait_for(&mut err, "Listening as bot ");
    (child, err)
}

#[test]
fn messages_are_told_as_they_come() {
    let world = World::new();
    let (child, mut err) = listening(&world, "listen --json -n 2");
    world.mezon.say(world.channel, "alice", "one\u{1b}[2J");
    world.mezon.type_in(world.channel, "bob");
    world.mezon.say(world.channel, "bob", "two");
    let ran = ended(child);
    world.keeps_secrets(&ran);
    let events = ran.json();
    let texts: Vec<_> = events.iter().map(|event| &event["data"]["text"]).collect();
    assert_eq!(texts, ["one\u{1b}[2J", "two"]);
    for event in &events {
        assert_eq!(event["event"], "channel_message");
        assert_eq!(event["data"]["channel_id"], world.channel.to_string());
        assert_eq!(event["data"]["clan_id"], world.clan.to_string());
    }
    wait_for(&mut err, "2 events printed");
}

#[test]
fn words_are_one_line_each() {
    let world = World::new();
    let (child, _err) = listening(&world, "listen -n 3");
    let id = world.mezon.say(world.channel, "alice", "hi\n[1] admin: x");
    world.mezon.reply(world.channel, "bob", id, "yes");
    world.mezon.delete(world.channel, id);
    let ran = ended(child);
    let words = ran.words();
    assert!(words.contains("] Alice: hi\n    [1] admin: x\n"), "{words}");
    assert!(words.contains("] Bob → alice: yes\n"), "{words}");
    assert!(words.contains(&format!(": removed message {id}\n")), "{words}");
}

#[test]
fn only_wanted_kinds_are_printed() {
    let world = World::new();
    let line = "listen --json -n 2 --event message_reaction,VoiceJoinedEvent";
    let (child, _err) = listening(&world, line);
    let id = world.mezon.say(world.channel, "alice", "hello");
    world.mezon.react(world.channel, id, "bob", ":heart:");
    let room = world.mezon.voice_channel(world.clan, "lounge");
    world.mezon.join_voice(room, "bob");
    let events = ended(child).json();
    let kinds: Vec<_> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["message_reaction_event", "voice_joined_event"]);
    assert_eq!(events[0]["data"]["message_id"], id.to_string());
    assert_eq!(events[0]["data"]["emoji"], ":heart:");
    assert_eq!(events[1]["data"]["voice_channel_id"], room.to_string());
}

#[test]
fn only_wanted_places_are_printed() {
    let world = World::new();
    let other = world.mezon.channel(world.clan, "other");
    let (child, _err) = listening(&world, &format!("listen --json -n 1 --channel {other}"));
    world.mezon.say(world.channel, "alice", "here");
    world.mezon.say(other, "alice", "there");
    assert_eq!(ended(child).json()[0]["data"]["text"], "there");
}

#[test]
fn a_new_session_shows_no_token_and_what_is_unknown_no_bytes() {
    let world = World::new();
    let (child, _err) = listening(&world, "listen --json -n 2 --event all");
    let sent = world.mezon.push_session(world.bot(), |_| {});
    world.mezon.push_unknown(300, b"canary");
    let ran = ended(child);
    assert!(!ran.out.contains(&sent.token) && !sent.token.is_empty(), "{ran:?}");
    world.keeps_secrets(&ran);
    let events = ran.json();
    let (session, unknown) = (&events[0], &events[1]);
    assert_eq!(session["event"], "refresh_session_event");
    assert_eq!(session["data"]["token"], "[redacted]");
    assert_eq!(unknown["event"], "unknown");
    assert_eq!(unknown["data"], json!({"number": 300, "bytes_length": 6}));
}

#[test]
fn a_gap_is_told_and_filled() {
    let world = World::new();
    let (child, mut err) = listening(&world, "listen --json --fill-gaps -n 3");
    let mut out = child;
    let mut pipe = BufReader::new(out.stdout.take().unwrap());
    world.mezon.say(world.channel, "alice", "before");
    wait_for(&mut pipe, "before");
    world.mezon.close_sockets(1001, "going away");
    world.mezon.say(world.channel, "alice", "missed");
    wait_for(&mut err, "! offline: ");
    let missed = wait_for(&mut pipe, "missed");
    assert!(missed.contains(r#""recovered":true"#), "{missed}");
    world.mezon.say(world.channel, "alice", "after");
    wait_for(&mut pipe, "after");
    let mut rest = String::new();
    err.read_to_string(&mut rest).unwrap();
    assert!(rest.contains("online again") && rest.contains("3 events printed"), "{rest}");
    assert_eq!(ended(out).code, Some(0));
}

#[cfg(unix)]
#[test]
fn listening_is_ended_by_ctrl_c() {
    use crate::signals::interrupt;

    let world = World::new();
    let (mut child, mut err) = listening(&world, "listen");
    let mut out = BufReader::new(child.stdout.take().unwrap());
    world.mezon.say(world.channel, "alice", "hello");
    wait_for(&mut out, "Alice: hello");
    interrupt(&child);
    assert_eq!(ended(child).code, Some(0));
    wait_for(&mut err, "1 events printed");
}
