//! The stream of follow-ups: polling, patience, memory, and its end.

use std::time::Duration;

use chatwire_core::testing::{Answer, Script};
use chatwire_fluidtalk::ErrorKind;
use futures_util::StreamExt;
use serde_json::json;
use tokio::time::Instant;

use crate::{characters, data, raw};

const EVERY: Duration = Duration::from_secs(10);

fn list(ids: &[&str]) -> Answer {
    let rows: Vec<_> =
        ids.iter().map(|id| json!({"id": id, "handle": "h", "message": "m"})).collect();
    data(&json!({"followups": rows}))
}

#[tokio::test(start_paused = true)]
async fn each_follow_up_comes_once_while_it_waits() {
    let script = Script::new()
        .answer(list(&["a", "b"]))
        .answer(list(&["a", "b", "c"]))
        .answer(list(&["c"]))
        .answer(list(&["a", "c"]))
        .always(raw(401, ""));
    let mut stream = characters(&script).followups().stream("instagram", EVERY);
    let mut ids = Vec::new();
    while let Some(next) = stream.next().await {
        match next {
            Ok(follow_up) => ids.push(follow_up.id.into_string()),
            Err(err) => {
                assert_eq!(err.kind(), ErrorKind::Auth);
                break;
            }
        }
    }
    // `a` was acknowledged and came back: that is a new one for us.
    assert_eq!(ids, ["a", "b", "c", "a"]);
    assert!(stream.next().await.is_none(), "an error is the end");
    assert_eq!(script.requests().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn the_pause_grows_while_nothing_comes_and_shrinks_again() {
    let mut script = Script::new();
    for _ in 0..5 {
        script = script.answer(list(&[]));
    }
    let script = script.answer(list(&["a"])).answer(list(&["a", "b"])).always(raw(403, ""));
    let start = Instant::now();
    let mut stream = characters(&script).followups().stream("p", EVERY);
    assert_eq!(stream.next().await.unwrap().unwrap().id, "a");
    // After each empty answer 20, 40, 80, 80, 80 s.
    let elapsed = start.elapsed().as_secs();
    assert!((300..=301).contains(&elapsed), "{elapsed}");
    assert_eq!(stream.next().await.unwrap().unwrap().id, "b");
    let elapsed = start.elapsed().as_secs();
    assert!((310..=311).contains(&elapsed), "{elapsed}");
}

#[tokio::test(start_paused = true)]
async fn trouble_that_passes_is_waited_out() {
    let failing = || raw(503, "");
    let script =
        Script::new().answer(failing()).answer(failing()).answer(failing()).always(list(&["a"]));
    let mut stream = characters(&script).followups().stream("p", Duration::ZERO);
    let start = Instant::now();
    assert_eq!(stream.next().await.unwrap().unwrap().id, "a");
    assert!(
        start.elapsed() >= Duration::from_secs(2),
        "a pause of nothing counts as a second, doubled after trouble"
    );
    assert_eq!(script.requests().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn the_server_is_not_asked_before_it_said() {
    let refused = raw(429, "").header("retry-after", "600");
    let script = Script::new().answer(refused).always(list(&["a"]));
    let start = Instant::now();
    let mut stream = characters(&script).followups().stream("p", EVERY);
    assert_eq!(stream.next().await.unwrap().unwrap().id, "a");
    let elapsed = start.elapsed().as_secs();
    assert!((600..=601).contains(&elapsed), "{elapsed}");
}

#[tokio::test(start_paused = true)]
async fn a_dropped_stream_asks_no_more() {
    let script = Script::new().always(list(&["a"]));
    let mine = characters(&script).followups().list("p").own_username("me").limit(5);
    let mut stream = mine.stream(EVERY);
    stream.next().await.unwrap().unwrap();
    drop(stream);
    tokio::time::advance(Duration::from_secs(1000)).await;
    let requests = script.requests();
    assert_eq!(requests.len(), 1);
    assert!(
        requests[0].url.ends_with("?platform=p&own_username=me&limit=5"),
        "{}",
        requests[0].url
    );
}

#[tokio::test(start_paused = true)]
async fn a_bad_item_does_not_hide_the_others() {
    let rows = json!({"followups": [{"no": "id"}, {"id": "a", "lead_handle": "mark"}]});
    let script = Script::new().always(data(&rows));
    let ch = characters(&script);
    let follow_up = ch.followups().stream("p", EVERY).next().await.unwrap().unwrap();
    assert_eq!((follow_up.id.as_str(), follow_up.handle.as_str()), ("a", "mark"));
    let listed = ch.followups().list("p").await.unwrap();
    assert_eq!((listed.len(), listed.invalid.len(), listed.invalid[0].index), (1, 1, 0));
}
