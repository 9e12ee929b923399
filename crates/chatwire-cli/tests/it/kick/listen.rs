//! Live chat: rooms, transports, kinds of events, and the signal that ends it.

use std::io::{BufReader, Read};
use std::process::{Child, ChildStderr};

use chatwire_emulator::kick::Block;
use serde_json::json;

use super::World;
use crate::command::{ended, run, start, wait_for};

/// Listens, and is online when this returns.
fn listening(world: &World, line: &str) -> (Child, BufReader<ChildStderr>) {
    let mut child = start(&mut world.command(line));
    let mut err = BufReader::new(child.stderr.take().unwrap());
    wait_for(&mut err, "Listening to ");
    (child, err)
}

#[test]
fn messages_come_over_every_transport_without_a_token() {
    // What the site offers is Centrifugo; a Pusher server that it named would be the real one.
    for transport in ["auto", "centrifugo", "pusher"] {
        let world = World::new();
        world.kick.user("streamer");
        let line = format!("listen streamer --json -n 2 --transport {transport}");
        let (child, mut err) = listening(&world, &line);
        world.kick.say("streamer", "alice", "one\u{1b}[2J");
        world.kick.follow("streamer", "bob");
        world.kick.say("streamer", "bob", "two [emote:37226:KEKW]");
        let events = ended(child).json();
        let texts: Vec<_> = events.iter().map(|event| &event["data"]["content"]).collect();
        assert_eq!(texts, ["one\u{1b}[2J", "two [emote:37226:KEKW]"], "{transport}");
        let ids = world.kick.ids("streamer");
        for event in &events {
            assert_eq!(
                (&event["event"], &event["room"]),
                (&json!("chat_message"), &json!("streamer"))
            );
            assert_eq!(event["chatroom_id"], ids.chatroom_id);
        }
        wait_for(&mut err, "2 events printed");
    }
}

#[test]
fn words_are_one_line_each() {
    let world = World::new();
    world.kick.user("streamer");
    let (child, _err) = listening(&world, "listen streamer -n 3 --event all");
    let id = world.kick.say("streamer", "alice", "hi [emote:37226:KEKW]\n00:00:00 admin: x");
    world.kick.reply("streamer", "bob", "yes", &id);
    world.kick.ban("streamer", "streamer", "alice", Some(5), "spam");
    let ran = ended(child);
    let words = ran.words();
    assert!(words.contains(" alice: hi :KEKW:\n    00:00:00 admin: x\n"), "{words}");
    assert!(words.contains(" bob → alice: yes\n"), "{words}");
    assert!(words.contains("alice was banned for 5 minutes"), "{words}");
}

#[test]
fn several_rooms_by_name_and_by_number() {
    let world = World::new();
    let (bob, carol) = (world.kick.ids("bob"), world.kick.ids("carol"));
    world.kick.user("alice");
    let line =
        format!("listen alice {} {}:{} -n 3", bob.chatroom_id, carol.chatroom_id, carol.channel_id);
    let (child, _err) = listening(&world, &line);
    for streamer in ["alice", "bob", "carol"] {
        while world.kick.live().watchers(&world.kick.room(streamer).feed()) == 0 {
            std::thread::yield_now();
        }
        world.kick.say(streamer, "viewer", &format!("to {streamer}"));
    }
    let ran = ended(child);
    let words = ran.words();
    assert!(words.contains("[alice] viewer: to alice"), "{words}");
    assert!(words.contains(&format!("[{}] viewer: to bob", bob.chatroom_id)), "{words}");
    assert!(words.contains("viewer: to carol"), "{words}");
}

#[test]
fn as_many_as_were_wanted_are_no_failure() {
    let world = World::new();
    world.kick.user("streamer");
    // They may be there before every room is: none at all are there at once.
    let ran = run(&mut world.command("listen streamer -n 0"));
    assert_eq!((ran.words(), ran.err.contains("0 events printed")), ("", true), "{ran:?}");
}

#[test]
fn only_wanted_kinds_are_printed() {
    let world = World::new();
    world.kick.user("streamer");
    let line = "listen streamer --json -n 3 --event user_banned,message_deleted -e subscription";
    let (child, _err) = listening(&world, line);
    let id = world.kick.say("streamer", "alice", "hello");
    world.kick.delete_message(&id);
    world.kick.subscribe("streamer", "alice");
    world.kick.ban("streamer", "streamer", "alice", None, "");
    let events = ended(child).json();
    let kinds: Vec<_> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["message_deleted", "subscription", "user_banned"]);
    assert_eq!(events[0]["data"]["message_id"], json!(id));
}

#[test]
fn a_gap_is_told_and_filled() {
    let world = World::new();
    world.kick.user("streamer");
    let (child, mut err) = listening(&world, "listen streamer --json --fill-gaps -n 2");
    world.kick.say("streamer", "alice", "before");
    world.kick.live().close(1001, "going away");
    world.kick.say("streamer", "alice", "missed");
    wait_for(&mut err, "! offline: ");
    let events = ended(child).json();
    let texts: Vec<_> = events.iter().map(|event| &event["data"]["content"]).collect();
    assert_eq!(texts, ["before", "missed"]);
    let mut rest = String::new();
    err.read_to_string(&mut rest).unwrap();
    assert!(rest.contains("online again"), "{rest}");
}

#[test]
fn a_room_that_is_not_there_is_a_failure() {
    let world = World::new();
    let ran = world.run("listen nobody-at-all");
    assert_eq!((ran.code, ran.out.as_str()), (Some(4), ""), "{ran:?}");
    assert_eq!(world.run("listen a/b").code, Some(2));
    world.kick.live().block_site(Some(Block::Json));
    let ran = world.run("listen streamer");
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.err.contains("--chatroom ID"), "{}", ran.err);
}

#[test]
fn the_site_may_refuse_to_say_how_to_connect() {
    let world = World::new();
    world.kick.user("streamer");
    world.kick.live().block_realtime(Some(Block::Json));
    let mut child = start(&mut world.command("listen streamer --json -n 1"));
    let mut err = BufReader::new(child.stderr.take().unwrap());
    wait_for(&mut err, "! the site cannot be asked how to connect");
    wait_for(&mut err, "Listening to streamer");
    world.kick.say("streamer", "alice", "hello");
    assert_eq!(ended(child).json()[0]["data"]["content"], "hello");
}

#[cfg(unix)]
mod signals {
    use super::*;
    use crate::signals::interrupt;

    #[test]
    fn listening_is_ended_by_ctrl_c() {
        let world = World::new();
        world.kick.user("streamer");
        let (mut child, mut err) = listening(&world, "listen streamer");
        let mut out = BufReader::new(child.stdout.take().unwrap());
        world.kick.say("streamer", "alice", "hello");
        wait_for(&mut out, "alice: hello");
        interrupt(&child);
        assert_eq!(ended(child).code, Some(0));
        wait_for(&mut err, "1 events printed");
    }

    #[test]
    fn so_are_webhooks_and_the_keeper() {
        let world = World::new();
        let token = world.kick.token("streamer");
        for (line, said) in [
            ("webhook serve --address 127.0.0.1:0", "Listening on"),
            ("events keep channel.followed --every 60", "Keeping subscriptions"),
        ] {
            let mut child = start(world.command(line).env("KICK_ACCESS_TOKEN", &token));
            let mut err = BufReader::new(child.stderr.take().unwrap());
            wait_for(&mut err, said);
            interrupt(&child);
            assert_eq!(ended(child).code, Some(0), "{line}");
        }
    }

    #[test]
    fn a_call_and_a_login_are_given_up() {
        let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", silent.local_addr().unwrap());
        let mut command = crate::command::chatwire(["kick", "whoami", "--token", "x"]);
        let child = start(command.args(["--server", &url]));
        let _call = silent.accept().unwrap();
        interrupt(&child);
        assert_eq!(ended(child).code, Some(130));

        let world = World::new();
        let line = "login --redirect-uri http://127.0.0.1:0/callback";
        let mut child = start(&mut world.app(line));
        let mut err = BufReader::new(child.stderr.take().unwrap());
        wait_for(&mut err, "Open this address");
        interrupt(&child);
        assert_eq!(ended(child).code, Some(130));
    }
}
