//! One record for each attempt.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chatwire_core::testing::{Answer, Script};
use chatwire_core::{AttemptRecord, Config, ErrorKind, Rate};

use crate::{ignore, post, with};

#[tokio::test(start_paused = true)]
async fn each_attempt_gives_one_record() {
    let script = Script::new()
        .answer(Answer::drop_before())
        .answer(Answer::status(503).delay(Duration::from_secs(2)).body("later"))
        .answer(Answer::never())
        .always(Answer::status(200).body("1234567"));
    let records = Arc::new(Mutex::new(Vec::<AttemptRecord>::new()));
    let sink = Arc::clone(&records);
    let config = Config::new()
        .script(script)
        .rate_limit(Rate::new(1, Duration::from_secs(9)))
        .retry(chatwire_core::Retry::new().max_attempts(4))
        .timeout(Duration::from_secs(500))
        .on_attempt(move |record| sink.lock().unwrap().push(record.clone()));
    ignore(post(&with(config))).assume_idempotent().await.unwrap();
    let records = records.lock().unwrap();
    let shown: Vec<_> = records
        .iter()
        .map(|r| {
            (
                r.attempt,
                r.status.map(|s| s.as_u16()),
                r.error,
                r.latency.as_secs(),
                r.bytes_received,
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            (1, None, Some(ErrorKind::Connect), 0, 0),
            (2, Some(503), Some(ErrorKind::Server), 2, 5),
            (3, None, Some(ErrorKind::Timeout), 30, 0),
            (4, Some(200), None, 0, 7),
        ]
    );
    for record in records.iter() {
        assert_eq!((record.operation, record.bytes_sent), ("test.post", Some(13)));
    }
    // The second attempt of the same 9 s waits in the queue.
    let queued = records[2].queue.as_secs();
    assert!((5..9).contains(&queued), "{queued}");
}
