//! `chatwire chat` in a pipe.

use std::io::{BufReader, Write as _};
use std::time::Duration;

use chatwire_emulator::{Fault, Platform};

use super::{World, until};
use crate::command::{Ran, ended, run_with, start, wait_for};

/// Chats with these lines.
fn chat(world: &World, line: &str, lines: &str) -> Ran {
    let ran = run_with(&mut world.command(line), lines);
    world.keeps_secrets(&ran);
    ran
}

#[test]
fn lines_go_to_the_room_that_was_joined_last() {
    let world = World::new();
    let mezon = format!("mezon:{}", world.channel);
    let lines = format!(
        "one\n\n/join {mezon}\ntwo\n/join chatluck:#general\nthree\n/join tokenbowl\n//four\n/rooms\n/quit\nnever\n"
    );
    let ran = chat(&world, "chat kick:streamer --poll 0.05", &lines);
    let [chatluck, kick, of_mezon, tokenbowl] = world.said();
    assert_eq!([kick, of_mezon, chatluck, tokenbowl].concat(), ["one", "two", "three", "/four"]);
    let words = ran.words();
    for text in
        ["Connected", "/join ROOM", "one", "Now in chatluck:#general", "* tokenbowl", &mezon]
    {
        assert!(words.contains(text), "{text}: {words}");
    }
    assert!(!words.contains("never"), "{words}");
}

#[test]
fn the_end_of_input_ends_the_chat_after_all_was_sent_in_order() {
    let world = World::new();
    let lines: String = (0..100).map(|nth| format!("line {nth}\n")).collect();
    let ran = chat(&world, "chat tokenbowl --json", &lines);
    let wanted: Vec<&str> = lines.lines().collect();
    assert_eq!(world.said()[3], wanted);
    let events = ran.json();
    let told: Vec<_> = events.iter().map(|line| &line["event"]).collect();
    assert_eq!(told, ["sent"; 100], "each one is told once, its echo not at all");
}

#[test]
fn only_messages_are_shown_from_the_beginning() {
    let world = World::new();
    let ran = chat(&world, "chat kick:streamer tokenbowl", "hi\n");
    assert!(ran.words().starts_with("✓ Connected!"), "{ran:?}");
    let ran = chat(&world, "chat kick:streamer --events", "hi\n");
    assert!(ran.words().contains("Subscribed"), "{ran:?}");
}

#[test]
fn what_others_write_is_shown() {
    let world = World::new();
    let mut child = start(&mut world.command("chat kick:streamer tokenbowl --json"));
    let mut input = child.stdin.take().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    // The first answer says that the sessions are online.
    writeln!(input, "hello").unwrap();
    wait_for(&mut out, "\"hello\"");
    world.emulator.tokenbowl().say("alice", "from the hall");
    assert!(wait_for(&mut out, "from the hall").contains("\"tokenbowl:room:main\""));
    world.emulator.kick().say("streamer", "bob", "from the studio");
    wait_for(&mut out, "from the studio");
    drop(input);
    assert_eq!(ended(child).code, Some(0));
}

#[test]
fn what_could_not_be_sent_is_told_at_the_end() {
    let world = World::new();
    let ran = chat(&world, "chat tokenbowl:@nobody tokenbowl", "hi\n/join tokenbowl\nstill here\n");
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert!(ran.err.contains("nobody"), "{ran:?}");
    assert_eq!(world.said()[3], ["still here"]);
}

#[test]
fn what_is_no_command_is_no_message_either() {
    let world = World::new();
    let ran = chat(&world, "chat tokenbowl", "/nonsense\nstill here\n");
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("'/nonsense' is no command"), "{}", ran.err);
    assert_eq!(world.said()[3], ["still here"]);
}

#[test]
fn a_line_that_is_no_text_is_not_sent() {
    let world = World::new();
    let mut child = start(&mut world.command("chat tokenbowl"));
    let mut input = child.stdin.take().unwrap();
    // The last one has no end, and is a line all the same.
    input.write_all(b"\xff\xfe\nstill here\nthe last").unwrap();
    drop(input);
    let ran = ended(child);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("not valid UTF-8"), "{}", ran.err);
    assert_eq!(world.said()[3], ["still here", "the last"]);
}

#[test]
fn lines_behind_a_room_that_is_not_there_go_nowhere() {
    let world = World::new();
    let ran = chat(&world, "chat tokenbowl", "before\n/join kick:no-such-channel\nsecret\n");
    assert_eq!(ran.code, Some(4), "{ran:?}");
    // What was said before is there, whether it was on its way already or not.
    assert_eq!(world.said().concat(), ["before"]);
}

#[test]
fn lines_behind_a_join_that_names_no_room_go_nowhere() {
    let world = World::new();
    // A variable that was not set, and a name in another encoding.
    for join in [&b"/join \n"[..], b" /j\n", b"/join kick:b\xe9ta\n", b"/join\xa0kick:beta\n"] {
        let before = world.said()[3].len();
        let mut child = start(&mut world.command("chat tokenbowl"));
        let mut input = child.stdin.take().unwrap();
        input.write_all(&[b"before\n", join, b"secret\n"].concat()).unwrap();
        drop(input);
        let ran = ended(child);
        assert_eq!(ran.code, Some(2), "{join:?}: {ran:?}");
        assert!(ran.err.contains("error: "), "{join:?}: {ran:?}");
        assert_eq!(world.said().concat().split_off(before), ["before"], "{join:?}");
    }
}

#[test]
fn what_was_said_is_sent_when_the_session_ends() {
    let world = World::new();
    let bowl = world.emulator.tokenbowl();
    for line in ["chat tokenbowl", "tokenbowl live chat"] {
        // The first message takes its time, so that the others wait while the session ends.
        let slow = Fault::Delay(Duration::from_millis(400));
        world.emulator.fault_on(Platform::TokenBowl, "POST", "/messages", slow);
        world.emulator.clear_requests(Platform::TokenBowl);
        let before = bowl.messages().len();
        let mut child = start(&mut world.command(line));
        let mut input = child.stdin.take().unwrap();
        input.write_all(b"one\ntwo\nthree\nfour\n").unwrap();
        let is_sending = |asked: &chatwire_emulator::Recorded| asked.method == "POST";
        until(|| world.emulator.requests(Platform::TokenBowl).iter().any(is_sending));
        // A code by which Centrifugo forbids to come again. Stdin stays open: the chat ends all the same.
        bowl.close_connections(3501, "bad request");
        let ran = ended(child);
        assert_eq!(world.said()[3].split_off(before), ["one", "two", "three", "four"], "{ran:?}");
        assert!(!matches!(ran.code, None | Some(0)), "{line}: {ran:?}");
        assert!(!ran.err.is_empty(), "{line}: {ran:?}");
        drop(input);
    }
}

#[test]
fn a_refused_key_ends_it_at_once() {
    let world = World::new();
    let mut command = world.command("chat tokenbowl");
    let ran = run_with(command.env("TOKEN_BOWL_CHAT_API_KEY", "canary"), "hi\n");
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert_eq!(world.said()[3], [""; 0]);
}
