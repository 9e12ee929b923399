//! `chatwire chat` in a pipe.

use std::io::{BufReader, Write as _};

use super::World;
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
    let told = |event: &str| events.iter().filter(|line| line["event"] == event).count();
    assert_eq!(told("sent") + told("message"), 100, "each one is shown once");
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
fn lines_behind_a_room_that_is_not_there_go_nowhere() {
    let world = World::new();
    let ran = chat(&world, "chat tokenbowl", "before\n/join kick:no-such-channel\nsecret\n");
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert!(!world.said().concat().contains(&"secret".to_owned()));
}

#[test]
fn a_refused_key_ends_it_at_once() {
    let world = World::new();
    let mut command = world.command("chat tokenbowl");
    let ran = run_with(command.env("TOKEN_BOWL_CHAT_API_KEY", "canary"), "hi\n");
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert_eq!(world.said()[3], [""; 0]);
}
