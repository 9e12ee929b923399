//! Subscriptions to events, and the webhooks that they bring.

use std::io::BufReader;

use chatwire_emulator::kick::Flaw;
use serde_json::{Value, json};

use super::World;
use crate::command::{ended, run, start, wait_for};

#[test]
fn events_are_subscribed_listed_and_ended() {
    let world = World::new();
    assert_eq!(world.words("events list"), "No subscriptions found\n");
    let made = world.json("events subscribe chat.message.sent channel.followed");
    assert_eq!(made.len(), 2);
    let id = made[0]["subscription_id"].as_str().unwrap();
    let words = world.words("events list");
    assert!(words.contains("chat.message.sent") && words.contains("channel.followed"), "{words}");
    assert_eq!(world.json("events list --channel streamer").len(), 2);
    assert_eq!(world.one(&format!("events unsubscribe {id}"))["deleted"], true);
    assert_eq!(world.json("events list").len(), 1);
    assert!(world.words("events unsubscribe --all").contains("ended"));
    assert_eq!(world.words("events unsubscribe --all"), "No subscriptions found\n");
    assert!(world.words("events subscribe kicks.gifted").contains("kicks.gifted"));
    let odd = world.run("events subscribe chat.message.sent no.such.event");
    assert_eq!(odd.code, Some(1), "{odd:?}");
    assert!(odd.out.contains("event not found"), "{}", odd.out);
    let told = odd.err.contains("event not found") && odd.err.contains("types are chat.message");
    assert!(told, "{}", odd.err);
}

#[test]
fn the_app_subscribes_for_anybody() {
    let world = World::new();
    let alice = world.kick.user("alice");
    let line = "events subscribe chat.message.sent --channel alice --json --app";
    run(&mut world.app(line)).json();
    let listed = run(&mut world.app("events list --json")).json();
    assert_eq!(listed[0]["broadcaster_user_id"], alice);
}

#[test]
fn the_keeper_makes_what_is_missing_and_ends_doubles() {
    let world = World::new();
    world
        .kick
        .subscribe_events("streamer", &["channel.followed", "channel.followed", "kicks.gifted"]);
    let line = "events keep channel.followed chat.message.sent";
    let report = world.one(line);
    let count = |name: &str| report[name].as_array().unwrap().len();
    assert_eq!((count("kept"), count("created"), count("removed")), (1, 1, 1));
    assert_eq!(report["complete"], true);
    assert!(world.words(line).contains("2 there, 0 made, 0 ended"));
    assert!(world.words(&format!("{line} --remove-others")).contains("1 ended"));
    assert_eq!(world.json("events list").len(), 2);
    world.words("events keep all");
    assert_eq!(world.json("events list").len(), 10);
    let odd = world.run("events keep no.such.event");
    assert_eq!(odd.code, Some(1), "{odd:?}");
    assert!(odd.out.contains("event not found"), "{}", odd.out);
    assert!(odd.err.contains("types are chat.message.sent"), "{}", odd.err);
}

#[test]
fn webhooks_are_printed_when_they_are_kicks() {
    let world = World::new();
    world.kick.wall_clock(true);
    let token = world.kick.token("streamer");
    for json in [true, false] {
        let flag = if json { "--json" } else { "--strict" };
        let line = format!(
            "webhook serve --address 127.0.0.1:0 --path /kick -n 2 {flag} \
             --subscribe chat.message.sent --subscribe channel.followed"
        );
        let mut child = start(world.command(&line).env("KICK_ACCESS_TOKEN", &token));
        let mut err = BufReader::new(child.stderr.take().unwrap());
        let said = wait_for(&mut err, "Listening on http://");
        let host = said.split('/').nth(2).unwrap();
        wait_for(&mut err, "Subscribed to events");
        world.kick.webhook_to(&format!("http://{host}/kick")).unwrap();
        world.kick.flaw_next(Flaw::BadSignature);
        world.kick.say("streamer", "eve", "forged");
        world.kick.say("streamer", "alice", "hello\nthere\u{1b}[2J");
        world.kick.follow("streamer", "bob");
        let ran = ended(child);
        assert!(!ran.out.contains("forged"), "{ran:?}");
        if json {
            let events = ran.json();
            assert_eq!(events[0]["event"], "chat.message.sent");
            assert_eq!(events[0]["data"]["content"], "hello\nthere\u{1b}[2J");
            assert_eq!(events[1]["data"]["follower"]["username"], "bob");
            assert!(events[1]["id"].is_string() && events[1]["sent_at"].is_string());
        } else {
            let words = ran.words();
            assert!(words.contains("[streamer] alice: hello\n    there␛[2J\n"), "{words}");
            assert!(words.contains("bob follows"), "{words}");
        }
    }
    assert_eq!(world.json("events list").len(), 2, "subscribed once");
}

#[test]
fn claims_of_drops_have_a_webhook_of_their_own() {
    let world = World::new();
    world.kick.wall_clock(true);
    let line = "webhook listen --address 127.0.0.1:0 --drops -n 1 --json";
    let mut child = start(&mut world.command(line));
    let mut err = BufReader::new(child.stderr.take().unwrap());
    let said = wait_for(&mut err, "Listening on http://");
    let host = said.split('/').nth(2).unwrap();
    world.kick.drops_webhook_to(&format!("http://{host}/webhook")).unwrap();
    let claim = world.kick.claim_drop("alice", "campaign", "reward");
    let events: Vec<Value> = ended(child).json();
    assert_eq!(events[0]["data"]["claim_id"], json!(claim));
}

#[test]
fn only_expected_streamers_are_heard() {
    let world = World::new();
    world.kick.wall_clock(true);
    for streamer in ["alice", "streamer"] {
        world.kick.subscribe_events(streamer, &["chat.message.sent"]);
    }
    let only = world.kick.user("streamer");
    let line = format!("webhook serve --address 127.0.0.1:0 --only {only} -n 1 --json");
    let mut child = start(&mut world.command(&line));
    let mut err = BufReader::new(child.stderr.take().unwrap());
    let said = wait_for(&mut err, "Listening on http://");
    let host = said.split('/').nth(2).unwrap();
    world.kick.webhook_to(&format!("http://{host}/webhook")).unwrap();
    world.kick.say("alice", "eve", "elsewhere");
    world.kick.say("streamer", "eve", "here");
    assert_eq!(ended(child).json()[0]["data"]["content"], "here");
}
