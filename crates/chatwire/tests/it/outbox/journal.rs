//! What the file keeps over a restart.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chatwire::outbox::{Outbox, UnsentMessage};
use chatwire::{Attachment, ErrorKind, Mention, Outgoing};
use futures_util::FutureExt;

use super::connect;
use crate::hall::{Act, Hall};

const NOW: Duration = Duration::ZERO;
const MINUTE: Duration = Duration::from_secs(60);

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("chatwire-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self) -> PathBuf {
        self.0.join("unsent.jsonl")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that is left in the folder of temporary files does no harm.
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn open(hall: &Hall, file: &Path) -> Outbox {
    Outbox::builder(hall.clone()).open(file).await.unwrap()
}

fn texts(messages: &[UnsentMessage]) -> Vec<&str> {
    messages.iter().map(|message| message.message.text.as_str()).collect()
}

#[tokio::test]
async fn what_was_not_begun_is_sent_after_a_restart_and_what_was_begun_is_told() {
    let folder = Folder::new("restart");
    let hall = Hall::new();
    let outbox = open(&hall, &folder.file()).await;
    let room = hall.room("main");
    hall.script([Act::Slow(NOW), Act::Hang]);
    outbox.send(&room, "sent").await.unwrap();
    let whole = Outgoing::text("whole @Ada")
        .reply_to("7")
        .attach(Attachment::new("https://example.org/a").name("a").content_type("image/png"))
        .mention(Mention::new("u1", "Ada"))
        .delay(Duration::from_millis(2));
    let _waits = outbox.queue(&room, "begun").unwrap();
    let _waits = outbox.queue(&room, whole.clone()).unwrap();
    hall.until(2).await;
    assert_eq!(outbox.close(NOW).await.len(), 2);
    drop(outbox);

    let hall = Hall::new();
    let outbox = open(&hall, &folder.file()).await;
    let restored = outbox.restored();
    assert_eq!((restored.queued, restored.damaged), (1, 0));
    assert_eq!(texts(&restored.maybe_sent), ["begun"]);
    assert!(restored.maybe_sent[0].maybe_sent && restored.maybe_sent[0].room == room);
    assert!(outbox.close(MINUTE).await.is_empty());
    let mut expected = whole;
    expected.delay = None;
    // The hall takes no attachments, but has no limit: the platform's adapter does what it does with them.
    assert_eq!(hall.written(), [expected]);
    drop(outbox);

    let again = open(&hall, &folder.file()).await;
    assert_eq!(*again.restored(), Default::default(), "all is done, and was told");
}

#[tokio::test]
async fn a_program_that_was_killed_left_its_lines() {
    let folder = Folder::new("killed");
    let queued = |id: u32, text: &str| {
        let at = 32_503_680_000_000_u64;
        format!(
            r#"{{"op":"queued","id":{id},"at":{at},"room":["hall","main"],"message":{{"text":"{text}"}}}}"#
        )
    };
    let step = |id: u32, op: &str| format!(r#"{{"op":"{op}","id":{id}}}"#);
    let lines = [
        queued(1, "done"),
        step(1, "begun"),
        step(1, "done"),
        queued(2, "begun"),
        step(2, "begun"),
        queued(3, "back"),
        step(3, "begun"),
        step(3, "back"),
        queued(6, "perhaps"),
        // Who knows what it said: perhaps that one of those before it was begun.
        "nonsense".to_owned(),
        step(3, "back"),
        queued(4, "queued"),
        // Cut off in the middle.
        queued(5, "never")[..40].to_owned(),
    ];
    fs::write(folder.file(), lines.join("\n")).unwrap();
    let hall = Hall::new();
    let outbox = open(&hall, &folder.file()).await;
    assert_eq!(texts(&outbox.restored().maybe_sent), ["begun", "perhaps"]);
    assert_eq!((outbox.restored().queued, outbox.restored().damaged), (2, 1));
    outbox.send(&hall.room("main"), "new").await.unwrap();
    assert!(outbox.close(MINUTE).await.is_empty());
    assert_eq!(hall.texts(), ["main: back", "main: queued", "main: new"]);
}

#[tokio::test]
async fn what_is_too_old_is_not_sent() {
    let folder = Folder::new("old");
    let line =
        r#"{"op":"queued","id":1,"at":1000,"room":["hall","main"],"message":{"text":"old"}}"#;
    fs::write(folder.file(), format!("{line}\n")).unwrap();
    let hall = Hall::new();
    let outbox = open(&hall, &folder.file()).await;
    assert_eq!(texts(&outbox.restored().expired), ["old"]);
    assert!(outbox.close(MINUTE).await.is_empty());
    assert_eq!(hall.calls().len(), 0);
    drop(outbox);
    assert_eq!(*open(&hall, &folder.file()).await.restored(), Default::default(), "told once");
    assert_eq!(fs::read(folder.file()).unwrap(), b"");
}

#[tokio::test]
async fn a_message_that_waits_for_its_next_attempt_is_sent_after_a_restart() {
    let folder = Folder::new("back");
    let hall = Hall::new();
    let builder = Outbox::builder(hall.clone()).pause(MINUTE * 60).max_pause(MINUTE * 60);
    let outbox = builder.deadline(MINUTE * 600).open(folder.file()).await.unwrap();
    hall.script([Act::Fail(connect())]);
    let _waits = outbox.queue(&hall.room("main"), "patience").unwrap();
    hall.until(1).await;
    // The step is written after the call: a moment for it.
    for _ in 0..1_000 {
        if fs::read_to_string(folder.file()).unwrap().contains("back") {
            break;
        }
        tokio::task::yield_now().await;
    }
    let unsent = outbox.close(NOW).await;
    assert!(!unsent.into_iter().next().unwrap().maybe_sent);
    drop(outbox);
    let outbox = open(&hall, &folder.file()).await;
    assert_eq!(outbox.restored().queued, 1);
    assert!(outbox.close(MINUTE).await.is_empty());
    assert_eq!(hall.texts(), ["main: patience"]);
}

#[tokio::test]
async fn a_file_belongs_to_one_outbox() {
    let folder = Folder::new("lock");
    let hall = Hall::new();
    let outbox = open(&hall, &folder.file()).await;
    let error = Outbox::builder(hall.clone()).open(folder.file()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    drop(outbox);
    open(&hall, &folder.file()).await;
    let nowhere = folder.0.join("no-such-folder").join("file");
    let error = Outbox::builder(hall).open(nowhere).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
}

#[tokio::test]
async fn the_file_stays_small() {
    let folder = Folder::new("small");
    let hall = Hall::new();
    let outbox = Outbox::builder(hall.clone()).unsynced().open(folder.file()).await.unwrap();
    let room = hall.room("main");
    for number in 0..1_000 {
        outbox.send(&room, number.to_string()).await.unwrap();
    }
    assert_eq!(hall.texts().len(), 1_000);
    let lines = fs::read_to_string(folder.file()).unwrap().lines().count();
    assert!(lines < 1_100, "{lines} lines of 3,000");
}

#[test]
fn what_was_found_is_told_by_the_first_outbox_that_is_there() {
    let folder = Folder::new("dropped");
    let line = |at: u64, text: &str| {
        format!(
            r#"{{"op":"queued","id":{at},"at":{at},"room":["hall","main"],"message":{{"text":"{text}"}}}}"#
        )
    };
    let lines = [line(1, "old"), line(2, "begun"), r#"{"op":"begun","id":2}"#.to_owned()];
    fs::write(folder.file(), lines.join("\n") + "\n").unwrap();
    // One thread for files, so that the first one is through with it before the second one comes.
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.max_blocking_threads(1).build().unwrap().block_on(async {
        let hall = Hall::new();
        let dropped = Outbox::builder(hall.clone()).open(folder.file());
        assert!(dropped.now_or_never().is_none());
        let outbox = open(&hall, &folder.file()).await;
        let restored = outbox.restored();
        assert_eq!(texts(&restored.maybe_sent), ["begun"]);
        assert_eq!(texts(&restored.expired), ["old"]);
        drop(outbox);
        let again = open(&hall, &folder.file()).await;
        assert_eq!(*again.restored(), Default::default(), "told once");
    });
}
