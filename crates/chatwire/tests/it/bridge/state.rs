//! What a bridge knows over a restart.

use std::fs;
use std::path::PathBuf;

use chatwire::{Bridge, ErrorKind, Event, Sender};

use super::{bridge, end, start};
use crate::bridge_fake::Fake;

/// A file that is not there yet.
fn file(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    // It is there only if the tests ran before.
    let _ = fs::remove_file(&path);
    path
}

async fn refusal(bridge: Bridge) -> String {
    let error = bridge.run().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    error.to_string()
}

#[tokio::test(start_paused = true)]
async fn copies_are_known_after_a_restart() {
    let path = file("bridge-restart.jsonl");
    let (a, b) = (Fake::new("a"), Fake::new("b"));
    let running = start(bridge(&[&a, &b]).state(&path));
    a.say("m1", "helo");
    end(running, &[&a, &b]).await;
    let kept = fs::read_to_string(&path).unwrap();
    assert!(kept.contains("m1") && !kept.contains("helo") && !kept.contains("ada"));

    a.reopen();
    b.reopen();
    let running = start(bridge(&[&a, &b]).state(&path));
    // Both come again after a gap; the sender is not known to be the bridge.
    a.say("m1", "helo");
    let mut echo = b.message("b1", "[a] ada: helo");
    echo.sender = Sender::new("bot");
    b.push(Event::Message(echo));
    a.push(Event::Edited(a.message("m1", "hello")));
    b.called(2).await;
    let mut answer = b.message("n1", "hi");
    answer.reply_to = Some("b1".into());
    b.push(Event::Message(answer));
    let report = end(running, &[&a, &b]).await;
    assert_eq!(b.calls(), ["send [a] ada: helo", "edit b1 [a] ada: hello"]);
    assert_eq!(a.calls(), ["send [b] ada: hi"]);
    assert_eq!(a.sent()[0].reply_to, Some("m1".into()));
    assert_eq!((report.of("a").duplicates, report.of("b").echoes), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn the_file_stays_small() {
    let path = file("bridge-small.jsonl");
    let (a, b) = (Fake::new("a"), Fake::new("b"));
    let running = start(bridge(&[&a, &b]).state(&path).remember(10).capacity(2_000));
    for n in 0..1_500 {
        a.say(&format!("m{n}"), "hello");
    }
    let report = end(running, &[&a, &b]).await;
    assert_eq!(report.of("b").written, 1_500);
    let lines = fs::read_to_string(&path).unwrap().lines().count();
    assert!(lines < 1_100, "{lines} lines for 10 messages");

    a.reopen();
    b.reopen();
    let running = start(bridge(&[&a, &b]).state(&path).remember(10));
    a.push(Event::Edited(a.message("m1489", "forgotten")));
    a.push(Event::Edited(a.message("m1490", "known")));
    end(running, &[&a, &b]).await;
    assert_eq!(b.calls()[1_500..], ["edit b1491 [a] ada: known"]);
}

#[tokio::test]
async fn a_file_serves_one_bridge() {
    let path = file("bridge-locked.jsonl");
    let (a, b) = (Fake::new("a"), Fake::new("b"));
    let running = start(bridge(&[&a, &b]).state(&path));
    a.say("m1", "hello");
    b.called(1).await;
    let (other_a, other_b) = (Fake::new("a"), Fake::new("b"));
    let second = refusal(bridge(&[&other_a, &other_b]).state(&path)).await;
    assert!(second.contains("in use by another bridge"), "{second}");
    end(running, &[&a, &b]).await;
    // Free again.
    let running = start(bridge(&[&other_a, &other_b]).state(&path));
    end(running, &[&other_a, &other_b]).await;
}

#[tokio::test]
async fn half_a_line_is_forgotten_and_a_damaged_one_is_told() {
    let path = file("bridge-damaged.jsonl");
    let whole = concat!(
        r#"{"family":7,"platform":"a","room":"1","ids":["m1"]}"#,
        "\n",
        r#"{"family":7,"platform":"b","room":"1","ids":["b1"]}"#,
        "\n",
    );
    fs::write(&path, format!("{whole}{{\"family\":7,\"pla")).unwrap();
    let (a, b) = (Fake::new("a"), Fake::new("b"));
    let running = start(bridge(&[&a, &b]).state(&path));
    a.push(Event::Edited(a.message("m1", "hello")));
    end(running, &[&a, &b]).await;
    assert_eq!(b.calls(), ["edit b1 [a] ada: hello"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), whole);

    fs::write(&path, format!("{whole}nonsense\n{whole}")).unwrap();
    let damaged = refusal(bridge(&[&a, &b]).state(&path)).await;
    assert!(damaged.contains("line 3 of ") && damaged.contains("is damaged"), "{damaged}");
}

#[tokio::test]
async fn a_file_that_cannot_be_there_is_told() {
    let (a, b) = (Fake::new("a"), Fake::new("b"));
    let path = file("no-such-folder").join("bridge.jsonl");
    let refused = refusal(bridge(&[&a, &b]).state(path)).await;
    assert!(refused.contains("cannot be opened"), "{refused}");
}
