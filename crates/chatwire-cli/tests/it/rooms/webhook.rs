//! `chatwire webhook serve`.

use std::io::BufReader;

use super::World;
use crate::command::{ended, run, start, wait_for};

#[test]
fn events_of_several_platforms_come_in_one_form() {
    let world = World::new();
    let (emulator, kick) = (&world.emulator, world.emulator.kick());
    kick.wall_clock(true);
    let mut child = start(
        &mut world.command("webhook serve --address 127.0.0.1:0 --secret canary --json -n 4"),
    );
    let mut err = BufReader::new(child.stderr.take().unwrap());
    let mut address = |path: &str| {
        let said = wait_for(&mut err, path);
        assert!(!said.contains("canary"), "{said}");
        let host = said.split('/').nth(2).unwrap();
        format!("http://{host}{path}")
    };
    let [chatluck, of_kick, tokenbowl] = ["/chatluck", "/kick", "/tokenbowl"].map(&mut address);
    emulator.chatluck().webhook_to(&format!("{chatluck}/canary")).unwrap();
    kick.webhook_to(&of_kick).unwrap();
    kick.subscribe_events("streamer", &["chat.message.sent", "channel.followed"]);
    emulator.tokenbowl().webhook_to("bot", &format!("{tokenbowl}/canary"));
    emulator.chatluck().say("general", "Dave", "of chatluck");
    kick.say("streamer", "alice", "of kick");
    kick.follow("streamer", "bob");
    emulator.tokenbowl().say("carol", "of tokenbowl");
    let mut lines = ended(child).json();
    lines.sort_by_key(|line| format!("{}{}", line["platform"], line["event"]));
    let kinds: Vec<_> = lines.iter().map(|line| line["event"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["message", "message", "native", "message"]);
    assert_eq!(lines[0]["data"]["text"], "of chatluck");
    assert_eq!(lines[1]["data"]["text"], "of kick");
    assert_eq!(lines[2]["data"]["name"], "channel.followed");
    assert_eq!(lines[2]["data"]["raw"]["follower"]["username"], "bob");
    assert_eq!(lines[3]["data"]["text"], "of tokenbowl");
}

#[test]
fn platforms_that_sign_nothing_need_a_secret() {
    let world = World::new();
    let ran = run(&mut world.command("webhook serve chatluck --address 127.0.0.1:0"));
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.err.contains("CHATWIRE_WEBHOOK_SECRET") && ran.err.contains("--unverified"),
        "{}",
        ran.err
    );
    // A platform that is named twice is served once.
    for (named, served) in [
        ("kick", ["/kick"].as_slice()),
        ("kick chatluck kick --unverified", &["/chatluck", "/kick"]),
    ] {
        let line = format!("webhook serve {named} --address 127.0.0.1:0");
        let mut child = start(&mut world.command(&line));
        let mut err = BufReader::new(child.stderr.take().unwrap());
        for path in served {
            assert!(wait_for(&mut err, "Listening on").ends_with(&format!("{path}\n")));
        }
        wait_for(&mut err, "Ctrl-C ends it");
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
