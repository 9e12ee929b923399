//! What a bridge knows over a restart.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use chatwire::{Bridge, Deleted, Error, ErrorKind, Event, Sender};
use tokio::time::timeout;

use super::{bridge, end, start};
use crate::bridge_fake::{Answer, Fake};

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

#[tokio::test(start_paused = true)]
async fn what_may_have_been_written_is_not_written_after_a_restart() {
    let path = file("bridge-maybe.jsonl");
    let (a, b) = (Fake::new("a"), Fake::new("b"));
    let lost = Error::new(ErrorKind::Timeout, "no answer").with_maybe_sent(true);
    b.answer([
        Answer::WriteAndFail(lost),
        Answer::WithoutId,
        Answer::Refuse(Error::new(ErrorKind::Rejected, "no links")),
        Answer::Late(Duration::from_secs(60)),
    ]);
    let running = start(bridge(&[&a, &b]).state(&path));
    for id in ["m1", "m2", "m3", "m4"] {
        a.say(id, id);
    }
    b.called(4).await;
    // As if the program ended before the answer.
    running.abort();
    assert!(timeout(Duration::from_secs(120), b.called(5)).await.is_err());

    a.reopen();
    b.reopen();
    let running = start(bridge(&[&a, &b]).state(&path));
    for id in ["m1", "m2", "m3", "m4"] {
        a.say(id, id);
    }
    let report = end(running, &[&a, &b]).await;
    // The one that was refused is certainly not there.
    let once = ["send [a] ada: m1", "send [a] ada: m2", "send [a] ada: m4", "send [a] ada: m3"];
    assert_eq!(b.calls(), once);
    assert_eq!(report.of("a").duplicates, 3);
}

#[tokio::test(start_paused = true)]
async fn what_a_moderator_removed_does_not_come_back() {
    let path = file("bridge-removed.jsonl");
    let (a, b) = (Fake::new("a"), Fake::new("b"));
    let running = start(bridge(&[&a, &b]).state(&path));
    a.say("m1", "spam");
    b.called(1).await;
    b.push(Event::Deleted(Deleted::new("b1", b.room())));
    end(running, &[&a, &b]).await;

    a.reopen();
    b.reopen();
    let running = start(bridge(&[&a, &b]).state(&path));
    a.say("m1", "spam");
    let report = end(running, &[&a, &b]).await;
    assert_eq!((b.calls().len(), report.of("a").duplicates), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn the_file_knows_what_the_bridge_knew() {
    let path = file("bridge-replay.jsonl");
    let line = |family: u32, room: &str, id: &str| {
        format!(r#"{{"family":{family},"platform":"{room}","room":"1","ids":["{id}"]}}"#)
    };
    let mut lines = Vec::new();
    for (family, original, copy) in [(0, "m1", "b1"), (1, "m2", "b2"), (2, "m3", "b3")] {
        lines.extend([line(family, "a", original), line(family, "b", copy)]);
    }
    // Of the first one somebody asked, so that the second one was forgotten for the fourth.
    lines.extend([line(3, "a", "m4"), line(3, "b", "b4")]);
    lines.extend([r#"{"family":1}"#.to_owned(), line(0, "c", "c1")]);
    fs::write(&path, lines.join("\n") + "\n").unwrap();
    let (a, b, c) = (Fake::new("a"), Fake::new("b"), Fake::new("c"));
    let running = start(bridge(&[&a, &b, &c]).state(&path).remember(3));
    for id in ["m1", "m2", "m3", "m4"] {
        a.push(Event::Edited(a.message(id, "new")));
    }
    end(running, &[&a, &b, &c]).await;
    let edits = ["b1", "b3", "b4"].map(|id| format!("edit {id} [a] ada: new"));
    assert_eq!(b.calls(), edits);
    assert_eq!(c.calls(), ["edit c1 [a] ada: new"]);
}
