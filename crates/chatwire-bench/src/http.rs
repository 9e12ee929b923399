//! Mode `http`: calls through one client, some of them in flight at once.

use std::time::{Duration, Instant};

use anyhow::Result;
use futures_util::{StreamExt as _, stream};

use crate::calls::{Call, Drive, through_client};
use crate::measure::{Mark, memory, percentile};
use crate::output::Row;

/// Makes `c` calls to warm up, then `n` with `c` in flight.
pub(crate) async fn run(call: Call, c: u32, n: u32, port: u16) -> Result<Row> {
    through_client(call, &format!("http://127.0.0.1:{port}"), Load { c, n }).await
}

/// So many calls, and how many of them in flight.
struct Load {
    c: u32,
    n: u32,
}

impl Drive for Load {
    type Out = Row;

    async fn drive<F, E>(self, call: impl Fn() -> F) -> Result<Row>
    where
        F: Future<Output = Result<(), E>>,
        E: Into<anyhow::Error>,
    {
        let Self { c, n } = self;
        let in_flight = usize::try_from(c)?;
        // The connections are opened by calls that do not count.
        let mut warm_up = stream::iter((0..c).map(|_| call())).buffer_unordered(in_flight);
        while let Some(done) = warm_up.next().await {
            done.map_err(Into::into)?;
        }
        let mut times = Vec::with_capacity(usize::try_from(n)?);
        let timed = || async {
            let begin = Instant::now();
            call().await.map(|()| begin.elapsed())
        };
        let begin = Mark::now()?;
        let mut calls = stream::iter((0..n).map(|_| timed())).buffer_unordered(in_flight);
        while let Some(done) = calls.next().await {
            times.push(done.map_err(Into::into)?);
        }
        let spent = begin.until(Mark::now()?);
        let row = Row::default().with("events", n).figure("per_s", spent.rate(n));
        let sorted = sorted_us(&times);
        memory(
            spent
                .columns(row, n)
                .figure("p50_us", percentile(&sorted, 50))
                .figure("p99_us", percentile(&sorted, 99)),
        )
    }
}

fn sorted_us(times: &[Duration]) -> Vec<f64> {
    let mut sorted: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1e6).collect();
    sorted.sort_by(f64::total_cmp);
    sorted
}
