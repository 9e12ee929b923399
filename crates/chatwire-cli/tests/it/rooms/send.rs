//! `chatwire send`.

use chatwire_emulator::{Fault, Platform};

use super::World;
use crate::command::{run, run_with};

#[test]
fn every_platform_takes_a_message() {
    let world = World::new();
    let mezon = format!("mezon:{}", world.channel);
    for room in ["chatluck:#general", "kick:streamer", mezon.as_str(), "tokenbowl"] {
        let sent = world.run(["--json", "send", room, "hello there"]).json();
        let [sent] = sent.as_slice() else { panic!("{sent:?}") };
        assert_eq!(
            (&sent["event"], sent["data"]["ids"].as_array().unwrap().len()),
            (&"sent".into(), 1)
        );
        assert!(room.starts_with(sent["platform"].as_str().unwrap()), "{sent}");
    }
    let one = vec!["hello there".to_owned()];
    assert_eq!(world.said(), [one.clone(), one.clone(), one.clone(), one]);
}

#[test]
fn a_text_comes_by_stdin_and_goes_to_one_person() {
    let world = World::new();
    world.emulator.tokenbowl().user("bob");
    let ran = run_with(&mut world.command("send tokenbowl:@bob -"), "two\nlines\n");
    assert!(ran.words().contains("Message sent to tokenbowl:user:bob"), "{ran:?}");
    let said = world.emulator.tokenbowl().messages();
    assert_eq!(
        (said[0]["content"].as_str(), said[0]["to_username"].as_str()),
        (Some("two\nlines"), Some("bob"))
    );
}

#[test]
fn answers_and_files_go_along() {
    let world = World::new();
    let asked = world.emulator.kick().say("streamer", "alice", "who?");
    world
        .run([
            "send",
            "kick:streamer",
            "me",
            "--reply-to",
            &asked,
            "--attach",
            "https://x.test/a.png",
        ])
        .words();
    let said = world.emulator.kick().messages("streamer");
    let last = said.last().unwrap();
    assert_eq!(last["content"], "me https://x.test/a.png");
    assert!(last.to_string().contains(&asked), "{last}");
}

#[test]
fn a_long_text_goes_in_pieces() {
    let world = World::new();
    let text = ["word "; 150].concat();
    let sent = world.run(["--json", "send", "kick:streamer", text.trim_end()]).json();
    assert_eq!(sent[0]["data"]["ids"].as_array().unwrap().len(), 2);
    let [_, kick, ..] = world.said();
    assert_eq!(kick.join(" "), text.trim_end());
    assert!(kick.iter().all(|piece| piece.len() <= 500));
}

#[test]
fn a_dry_run_sends_nothing() {
    let world = World::new();
    let mezon = format!("mezon:{}", world.channel);
    for (room, platform, place) in [
        ("chatluck:ch_1", Platform::Chatluck, "/messages"),
        ("kick:1001", Platform::Kick, "/public/v1/chat"),
        (mezon.as_str(), Platform::Mezon, "/mezon.api.Mezon/SendChannelMessage"),
        ("tokenbowl:@bob", Platform::TokenBowl, "/messages"),
    ] {
        let wire = world.run(["--json", "--dry-run", "send", room, "hello"]).json();
        let [wire] = wire.as_slice() else { panic!("{room}: {wire:?}") };
        assert!(wire["url"].as_str().unwrap().ends_with(place), "{wire}");
        assert!(wire["body"].to_string().contains("hello"), "{wire}");
        assert!(world.emulator.requests(platform).is_empty(), "{room}");
    }
    // The look-up is all that is known of a room that needs one.
    for (args, place) in [
        (&["send", "chatluck:#general", "hello"][..], "/channels"),
        (&["send", "kick:streamer", "hello"], "slug=streamer"),
        (&["kick", "send", "hello", "--to", "streamer"], "slug=streamer"),
        (&["kick", "send", "hello"], "/public/v1/channels"),
    ] {
        let ran = world.run(["--json", "--dry-run"].into_iter().chain(args.iter().copied()));
        assert!(ran.json()[0]["url"].as_str().unwrap().contains(place), "{args:?}: {ran:?}");
        assert!(ran.err.contains("Only the look-up"), "{args:?}: {ran:?}");
    }
}

#[test]
fn what_may_have_arrived_is_not_to_be_sent_again() {
    let world = World::new();
    let mezon = format!("mezon send --to {} hi", world.channel);
    for (line, platform, path) in [
        ("send kick:streamer hi", Platform::Kick, "/public/v1/chat"),
        ("kick send hi", Platform::Kick, "/public/v1/chat"),
        (mezon.as_str(), Platform::Mezon, "/mezon.api.Mezon/SendChannelMessage"),
        ("tokenbowl live chat", Platform::TokenBowl, "/messages"),
        ("chat kick:streamer", Platform::Kick, "/public/v1/chat"),
    ] {
        for fault in [Fault::status(500), Fault::Garbage, Fault::DropAfter] {
            let shown = format!("{line}: {fault:?}");
            world.emulator.fault_on(platform, "POST", path, fault);
            let ran = run_with(world.command(line).arg("--no-retry"), "hi\n");
            assert!(!matches!(ran.code, None | Some(0)), "{shown}: {ran:?}");
            assert!(ran.err.contains("it may have arrived"), "{shown}: {ran:?}");
        }
    }
    let refused = world.run(["send", "tokenbowl:@nobody", "hi"]);
    assert!(!refused.err.contains("may have arrived"), "{refused:?}");
}

#[test]
fn what_is_refused_has_its_exit_code() {
    let world = World::new();
    for (args, code) in [
        (vec!["send", "tokenbowl:@nobody", "hi"], 4),
        (vec!["send", "chatluck:#nowhere", "hi"], 4),
        (vec!["send", "kick:no-such-channel", "hi"], 4),
        (vec!["send", "mezon:talk", "hi"], 2),
        (vec!["send", "tokenbowl", " "], 2),
        (vec!["send", "fluidtalk:mark", "hi"], 2),
    ] {
        let ran = world.run(args.iter().copied());
        assert_eq!(ran.code, Some(code), "{args:?}: {ran:?}");
    }
    let ran = run(world.command("send chatluck:ch_1 hi").env_remove("CHATLUCK_API_KEY"));
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.err.contains("CHATLUCK_API_KEY"), "{}", ran.err);
}
