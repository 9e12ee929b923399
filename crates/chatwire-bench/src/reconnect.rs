//! Mode `reconnect`: from the drop of the line to the next message.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Result;
use tokio::sync::Notify;

use crate::live::{Peer, Proto, Sink, written_at};
use crate::measure::{monotonic_ns, percentile};
use crate::output::{Row, round};

/// After so long without a recovery none is waited for any more.
const PATIENCE: Duration = Duration::from_secs(120);

/// The drops that were recovered from.
#[derive(Default)]
struct Watch {
    /// When the line was dropped, and when the next message was there.
    recovered: Mutex<Vec<(u64, u64)>>,
    news: Notify,
}

impl Watch {
    fn count(&self) -> usize {
        self.recovered.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn note(&self, dropped: u64, now: u64) {
        let mut recovered = self.recovered.lock().unwrap_or_else(PoisonError::into_inner);
        // 0 on the first connection; later messages of one connection say the same.
        if dropped > 0 && recovered.last().is_none_or(|(last, _)| *last != dropped) {
            recovered.push((dropped, now));
            self.news.notify_one();
        }
    }

    fn times_us(&self) -> Vec<f64> {
        let recovered = self.recovered.lock().unwrap_or_else(PoisonError::into_inner);
        let times = recovered.iter().map(|(dropped, now)| now.saturating_sub(*dropped));
        times.map(|ns| Duration::from_nanos(ns).as_secs_f64() * 1e6).collect()
    }
}

impl Sink for Watch {
    fn message<'a>(&self, text: impl FnOnce() -> &'a str) {
        if let (Some(dropped), Ok(now)) = (written_at(text()), monotonic_ns()) {
            self.note(dropped, now);
        }
    }

    fn line(&self, _is_online: bool) {}
}

/// Stays subscribed until the line was dropped, and came back, `drops` times.
pub(crate) async fn run(proto: Proto, drops: u32, port: u16) -> Result<Row> {
    let watch = Arc::new(Watch::default());
    let live = Peer::new(proto, port)?.start()?;
    let wanted = usize::try_from(drops)?;
    let all = async {
        while watch.count() < wanted {
            if tokio::time::timeout(PATIENCE, watch.news.notified()).await.is_err() {
                break;
            }
        }
    };
    tokio::select! {
        ended = Box::pin(live.run(Arc::clone(&watch))) => ended?,
        () = all => {}
    }
    let times = watch.times_us();
    let mut sorted = times.clone();
    sorted.sort_by(f64::total_cmp);
    let recover: Vec<f64> = times.into_iter().map(round).collect();
    Ok(Row::default()
        .with("recovered", recover.len())
        .with("recover_us", recover)
        .figure("p50_us", percentile(&sorted, 50)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_drop_counts_once() {
        let watch = Watch::default();
        for (dropped, now) in [(0, 500), (1_000, 3_000), (1_000, 4_000), (5_000, 6_500)] {
            watch.note(dropped, now);
        }
        assert_eq!(watch.times_us(), [2.0, 1.5]);
    }
}
