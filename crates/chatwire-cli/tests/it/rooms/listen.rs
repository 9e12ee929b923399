//! `chatwire listen`.

use std::io::{BufReader, Read as _};

use serde_json::Value;

use super::World;
use crate::command::{ended, run, start, wait_for};

#[test]
fn rooms_of_all_platforms_are_printed_in_one_form() {
    let world = World::new();
    let line = format!(
        "listen kick:streamer mezon:{} tokenbowl chatluck:#general --json --count 4 --poll 0.05",
        world.channel
    );
    let mut child = start(&mut world.command(&line));
    let mut err = BufReader::new(child.stderr.take().unwrap());
    let said = wait_for(&mut err, "Listening to");
    assert!(said.contains("kick:streamer") && said.contains("chatluck:#general"), "{said}");
    world.emulator.kick().say("streamer", "alice", "of kick\u{1b}[2J");
    world.emulator.mezon().say(world.channel, "bob", "of mezon");
    world.emulator.tokenbowl().say("carol", "of tokenbowl");
    world.emulator.chatluck().say("general", "Dave", "of chatluck");
    let mut lines = ended(child).json();
    lines.sort_by_key(|line| line["platform"].as_str().unwrap().to_owned());
    let texts: Vec<_> = lines.iter().map(|line| &line["data"]["text"]).collect();
    assert_eq!(texts, ["of chatluck", "of kick\u{1b}[2J", "of mezon", "of tokenbowl"]);
    for line in &lines {
        assert_eq!(line["event"], "message");
        assert_eq!(line["data"]["sender"]["is_self"], false);
        let platform = line["platform"].as_str().unwrap();
        assert!(line["room"].as_str().unwrap().starts_with(platform), "{line}");
        assert!(!line["data"]["id"].as_str().unwrap().is_empty(), "{line}");
    }
    assert_eq!(lines[1]["data"]["sender"]["name"], "alice");
    wait_for(&mut err, "4 events printed");
}

#[test]
fn other_rooms_and_one_s_own_messages_can_be_left_out() {
    let world = World::new();
    let mezon = world.emulator.mezon();
    let other = mezon.channel(mezon.clan("team"), "other");
    let line = format!("listen mezon:{} --not-own -n 1", world.channel);
    let mut child = start(&mut world.command(&line));
    let mut err = BufReader::new(child.stderr.take().unwrap());
    wait_for(&mut err, "Listening to");
    mezon.say(other, "bob", "elsewhere");
    let sent = format!("mezon:{}", world.channel);
    world.run(["send", sent.as_str(), "my own"]).words();
    mezon.say(world.channel, "bob", "here\nand here");
    let out = ended(child).words().to_owned();
    assert!(out.contains(&format!("[{sent}] Bob: here\n    and here\n")), "{out}");
    assert_eq!(out.lines().count(), 2, "{out}");
}

#[test]
fn names_of_the_configuration_stand_for_rooms() {
    let world = World::new();
    let file = world.folder.path().join("rooms.toml");
    std::fs::write(&file, "[rooms]\nhall = 'tokenbowl'\nstudio = 'kick:streamer'\n").unwrap();
    let file = file.to_str().unwrap();
    let mut child = start(&mut world.with(["listen", "--config", file, "-n", "2", "--json"]));
    let mut err = BufReader::new(child.stderr.take().unwrap());
    assert!(wait_for(&mut err, "Listening to").contains("hall, studio"));
    world.emulator.tokenbowl().say("alice", "one");
    world.emulator.kick().say("streamer", "bob", "two");
    let lines = ended(child).json();
    let mut texts: Vec<_> = lines.iter().filter_map(|line| line["data"]["text"].as_str()).collect();
    texts.sort_unstable();
    assert_eq!(texts, ["one", "two"]);
}

#[test]
fn a_streamer_whose_name_is_a_number_is_not_taken_for_a_chatroom() {
    let world = World::new();
    let streamer = world.emulator.kick().user("77");
    let mut child = start(&mut world.command(&format!("listen kick:{streamer} --json -n 1")));
    let mut err = BufReader::new(child.stderr.take().unwrap());
    wait_for(&mut err, "Listening to");
    world.emulator.kick().say("77", "alice", "hello");
    let line = ended(child).json().remove(0);
    assert_eq!(
        (&line["data"]["text"], &line["room"]),
        (&"hello".into(), &format!("kick:{streamer}").into())
    );
}

#[test]
fn a_session_that_cannot_begin_ends_the_command() {
    let world = World::new();
    let ran =
        run(world.command("listen tokenbowl --json").env("TOKEN_BOWL_CHAT_API_KEY", "canary"));
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.out.is_empty() && !ran.err.contains("canary"), "{ran:?}");
    let error: Value = serde_json::from_str(ran.err.lines().last().unwrap()).unwrap();
    assert_eq!(error["error"]["exit"], 3);
    // One of several is enough: who names a room wants to hear it.
    let ran = run(world.command("listen kick:streamer mezon").env("MEZON_API_KEY", "canary"));
    assert_eq!(ran.code, Some(3), "{ran:?}");
}

#[test]
fn what_is_no_room_is_wrong_usage() {
    let world = World::new();
    for (line, words) in [
        ("listen", "no room was named"),
        ("listen irc:#boats", "platform:room"),
        ("listen kick", "the name of a channel"),
        ("listen tokenbowl mezon --server http://localhost:1", "--server stands for one"),
        ("listen tokenbowl --dry-run", "--dry-run does not apply"),
    ] {
        let ran = run(&mut world.command(line));
        assert_eq!(ran.code, Some(2), "{line}: {ran:?}");
        assert!(ran.err.contains(words), "{line}: {}", ran.err);
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_well() {
    let world = World::new();
    let mut child = start(&mut world.command("listen tokenbowl"));
    let mut err = BufReader::new(child.stderr.take().unwrap());
    wait_for(&mut err, "Listening to");
    crate::signals::interrupt(&child);
    assert_eq!(ended(child).code, Some(0));
    let mut rest = String::new();
    err.read_to_string(&mut rest).unwrap();
    assert!(rest.contains("0 events printed"), "{rest}");
}
