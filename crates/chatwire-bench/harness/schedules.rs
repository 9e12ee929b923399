//! What the random schedules of faults of several crates share: the choice of seeds, their numbers, and readers that
//! keep up or do not.
//!
//! A file, and no crate: tests take it in by its path, so that nothing of it is published.

use std::fmt::{Debug, Display};
use std::time::Duration;

use futures_util::{FutureExt, Stream, StreamExt, stream};
use tokio::time::timeout;

/// Longest time of one schedule.
const DEADLINE: Duration = Duration::from_secs(60);
/// Schedules that run side by side: they wait for most of their time.
const SIDE_BY_SIDE: usize = 16;

/// The same numbers everywhere.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0 ^ (self.0 >> 31);
        mixed = mixed.wrapping_mul(0xBF58_476D_1CE4_E5B9);
        u32::try_from((mixed ^ (mixed >> 29)) >> 33).unwrap() % bound
    }
}

/// Runs the schedules of 20 seeds, of `CHATWIRE_SCHEDULES` many, or of `CHATWIRE_SEED` alone. Fails with the seeds of
/// those that fail, or hang.
pub(crate) async fn all<S: Debug, R>(
    schedule: impl Fn(u64) -> S,
    run: impl AsyncFn(&S) -> Result<R, String>,
) -> Vec<R> {
    let number = |name| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    let count = number("CHATWIRE_SCHEDULES").unwrap_or(20);
    let seeds = number("CHATWIRE_SEED").map_or(0..count, |seed| seed..seed + 1);
    let (schedule, run) = (&schedule, &run);
    let runs = stream::iter(seeds).map(|seed| async move {
        let schedule = schedule(seed);
        let ended = timeout(DEADLINE, run(&schedule)).await;
        let ended = ended.unwrap_or_else(|_| Err("it hangs".to_owned()));
        ended.map_err(|why| format!("CHATWIRE_SEED={seed}: {why}; {schedule:?}"))
    });
    let results: Vec<_> = runs.buffer_unordered(SIDE_BY_SIDE).collect().await;
    let failed: Vec<_> = results.iter().filter_map(|result| result.as_ref().err()).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    results.into_iter().map(Result::unwrap).collect()
}

/// Takes the next event of a session that must not end.
pub(crate) async fn take<E, X: Display>(
    live: &mut (impl Stream<Item = Result<E, X>> + Unpin),
    check: impl FnOnce(&E) -> Result<(), String>,
) -> Result<(), String> {
    let event = live.next().await.ok_or("the session ended")?;
    check(&event.map_err(|err| err.to_string())?)
}

/// Takes what lies ready while nobody else can do anything; how much that was.
pub(crate) fn take_ready<E, X: Display>(
    live: &mut (impl Stream<Item = Result<E, X>> + Unpin),
    mut check: impl FnMut(&E) -> Result<(), String>,
) -> Result<usize, String> {
    let mut events = 0;
    while let Some(event) = live.next().now_or_never() {
        check(&event.ok_or("the session ended")?.map_err(|err| err.to_string())?)?;
        events += 1;
    }
    Ok(events)
}

/// Takes some events, and no longer than a moment.
pub(crate) async fn take_some<E, X: Display>(
    live: &mut (impl Stream<Item = Result<E, X>> + Unpin),
    events: u32,
    mut check: impl FnMut(&E) -> Result<(), String>,
) -> Result<(), String> {
    for _ in 0..events {
        match timeout(Duration::from_millis(5), take(live, &mut check)).await {
            Ok(taken) => taken?,
            Err(_) => return Ok(()),
        }
    }
    Ok(())
}
