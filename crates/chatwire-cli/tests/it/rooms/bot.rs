//! `chatwire bot`.

use std::io::BufReader;

use super::{World, until, wait_for_all};
use crate::command::{ended, run, start, wait_for};

#[test]
fn the_echo_answers_on_every_platform() {
    let world = World::new();
    let line = format!(
        "bot echo kick:streamer tokenbowl mezon:{} chatluck:#general --poll 0.05 -n 4 --json",
        world.channel
    );
    let mut child = start(&mut world.command(&line));
    let mut err = BufReader::new(child.stderr.take().unwrap());
    wait_for_all(
        &mut err,
        &["kick: online", "tokenbowl: online", "mezon: online", "chatluck: online"],
    );
    world.emulator.kick().say("streamer", "alice", "of kick");
    world.emulator.tokenbowl().say("bob", "of tokenbowl");
    world.emulator.mezon().say(world.channel, "carol", "of mezon");
    world.emulator.chatluck().say("general", "Dave", "of chatluck");
    let ran = ended(child);
    world.keeps_secrets(&ran);
    let mut answers = ran.json();
    answers.sort_by_key(|line| line["platform"].as_str().unwrap().to_owned());
    let texts: Vec<_> = answers.iter().map(|line| &line["data"]["text"]).collect();
    assert_eq!(texts, ["of chatluck", "of kick", "of mezon", "of tokenbowl"]);
    wait_for(&mut err, "4 messages answered");
    for said in world.said() {
        assert_eq!(said.len(), 2, "{said:?}");
        assert_eq!(said[0], said[1]);
    }
}

#[test]
fn a_prefix_picks_what_is_echoed() {
    let world = World::new();
    let mut child = start(&mut world.command("bot echo tokenbowl --prefix !say -n 1"));
    let mut err = BufReader::new(child.stderr.take().unwrap());
    wait_for(&mut err, "tokenbowl: online");
    world.emulator.tokenbowl().say("alice", "not this");
    world.emulator.tokenbowl().say("alice", "!say but this");
    let out = ended(child).words().to_owned();
    assert!(out.contains("alice: but this"), "{out}");
    assert_eq!(world.said()[3], ["not this", "!say but this", "but this"]);
}

#[test]
fn a_refused_account_ends_it() {
    let world = World::new();
    let ran = run(world.command("bot echo tokenbowl").env("TOKEN_BOWL_CHAT_API_KEY", "canary"));
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(!ran.err.contains("canary"), "{ran:?}");
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_well() {
    let world = World::new();
    let mut child = start(&mut world.command("bot echo tokenbowl"));
    let mut err = BufReader::new(child.stderr.take().unwrap());
    wait_for(&mut err, "tokenbowl: online");
    world.emulator.tokenbowl().say("alice", "hi");
    until(|| world.said()[3].len() == 2);
    crate::signals::interrupt(&child);
    assert_eq!(ended(child).code, Some(0));
    wait_for(&mut err, "1 messages answered");
}
