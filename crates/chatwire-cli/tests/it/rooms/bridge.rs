//! `chatwire bridge`.

use super::World;
use crate::command::run;

impl World {
    /// Writes a bridge's file, and returns its path.
    fn bridge(&self, text: &str) -> String {
        let path = self.folder.path().join("bridge.toml");
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

#[test]
fn a_file_is_checked_without_a_word_to_anybody() {
    let world = World::new();
    let file = world.bridge("[[link]]\nrooms = ['kick:streamer', 'tokenbowl', 'mezon:2001']\n");
    for line in ["--check", "--dry-run"] {
        let told = run(&mut world.bare(["--json", "bridge", &file, line])).json();
        assert_eq!(told[0]["data"]["links"], 1, "{told:?}");
        assert_eq!(told[0]["data"]["rooms"].as_array().unwrap().len(), 3);
    }
    for (text, words) in [
        ("", "link: at least one is needed"),
        ("[[link]]\nrooms = ['kick:streamer']\n", "link[0]"),
        ("[[link]]\nrooms = ['kick:streamer', 'irc:#boats']\n", "'irc:#boats' is no room"),
        ("[[link]]\nrooms = ['kick:streamer', 'mezon:talk']\n", "'mezon:talk' is no room"),
        ("\n[[link]]\nroom = ['kick:streamer']\n", "line 3"),
        ("[[link]]\nfrom = ['tokenbowl']\nto = ['mezon:1']\ntemplate = '{nobody}'\n", "template"),
    ] {
        let ran = run(&mut world.bare(["bridge", &world.bridge(text), "--check"]));
        assert_eq!(ran.code, Some(2), "{text}: {ran:?}");
        assert!(ran.err.contains(words), "{text}: {}", ran.err);
    }
    let ran = run(&mut world.bare(["bridge", "/no/such.toml", "--check"]));
    assert_eq!(ran.code, Some(2), "{ran:?}");
}

#[cfg(unix)]
#[test]
fn rooms_hear_each_other_and_a_table_tells_of_it() {
    use std::io::BufReader;

    use super::{until, wait_for_all};
    use crate::command::{ended, start};

    let world = World::new();
    let file = world.bridge(&format!(
        "template = '{{sender}}: {{text}}'\n[[link]]\nrooms = ['kick:streamer', 'mezon:{}', 'tokenbowl']\n",
        world.channel
    ));
    let mut child = start(&mut world.with(["--json", "bridge", &file]));
    let mut err = BufReader::new(child.stderr.take().unwrap());
    wait_for_all(&mut err, &["kick: online", "mezon: online", "tokenbowl: online"]);
    world.emulator.kick().say("streamer", "alice", "of kick");
    until(|| world.said().concat().len() == 3);
    world.emulator.tokenbowl().say("bob", "of tokenbowl");
    until(|| world.said().concat().len() == 6);
    crate::signals::interrupt(&child);
    let ran = ended(child);
    world.keeps_secrets(&ran);
    let [_, kick, mezon, tokenbowl] = world.said();
    assert_eq!(kick, ["of kick", "bob: of tokenbowl"]);
    assert_eq!(mezon, ["alice: of kick", "bob: of tokenbowl"]);
    assert_eq!(tokenbowl, ["alice: of kick", "of tokenbowl"]);
    let report = ran.json().remove(0);
    assert_eq!(report["data"]["mezon"]["written"], 2, "{report}");
    assert_eq!(report["data"]["kick"]["received"], 1, "{report}");
}
