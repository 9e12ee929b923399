//! Mode `ws`: messages from the socket to one handler.

use std::convert::Infallible;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Notify;

use crate::live::{Peer, Proto, Sink, written_at};
use crate::measure::{Mark, memory, monotonic_ns, percentile};
use crate::output::Row;

/// How often is looked whether messages still come.
const LOOK: Duration = Duration::from_millis(250);
/// After so many looks without a message none is waited for any more: the rest is lost.
const LOOKS: u32 = 40;

/// What the handler counts.
struct Meter {
    wanted: u32,
    seen: AtomicU32,
    /// Nanoseconds from the server's write to the handler, if they are asked for.
    latencies: Option<Mutex<Vec<u64>>>,
    /// When the session was online, which may read ahead of the handler from then on.
    online: OnceLock<Mark>,
    end: OnceLock<Mark>,
    begun: Notify,
    over: Notify,
}

impl Meter {
    fn new(wanted: u32, with_latency: bool) -> Self {
        let latencies = with_latency
            .then(|| Mutex::new(Vec::with_capacity(usize::try_from(wanted).unwrap_or_default())));
        Self {
            wanted,
            seen: AtomicU32::new(0),
            latencies,
            online: OnceLock::new(),
            end: OnceLock::new(),
            begun: Notify::new(),
            over: Notify::new(),
        }
    }

    fn seen(&self) -> u32 {
        self.seen.load(Ordering::Relaxed).min(self.wanted)
    }

    fn finish(&self) {
        if let Ok(now) = Mark::now() {
            let _first = self.end.set(now);
        }
        self.over.notify_one();
    }

    /// The last message came, or the line is gone.
    async fn over(&self) -> Result<Mark> {
        self.over.notified().await;
        self.end.get().copied().context("no clock")
    }

    /// The moment after which nothing came for long.
    async fn stalled(&self) -> Result<Mark> {
        let mut last = (self.seen(), Mark::now()?);
        let mut looks = 0;
        loop {
            tokio::time::sleep(LOOK).await;
            let seen = self.seen();
            if seen != last.0 {
                (last, looks) = ((seen, Mark::now()?), 0);
                continue;
            }
            looks += 1;
            if looks == LOOKS {
                return Ok(last.1);
            }
        }
    }

    fn latencies_us(&self) -> Option<Vec<f64>> {
        let all = self.latencies.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
        let all = all.iter().map(|ns| Duration::from_nanos(*ns).as_secs_f64() * 1e6);
        let mut all: Vec<f64> = all.collect();
        all.sort_by(f64::total_cmp);
        Some(all)
    }
}

impl Sink for Meter {
    fn message<'a>(&self, text: impl FnOnce() -> &'a str) {
        if let Some(latencies) = &self.latencies
            && let (Some(written), Ok(now)) = (written_at(text()), monotonic_ns())
        {
            let mut latencies = latencies.lock().unwrap_or_else(PoisonError::into_inner);
            latencies.push(now.saturating_sub(written));
        }
        if self.seen.fetch_add(1, Ordering::Relaxed) + 1 == self.wanted {
            self.finish();
        }
    }

    fn line(&self, is_online: bool) {
        if !is_online {
            // What comes after a reconnect is another stream: it does not make up for what was lost.
            return self.finish();
        }
        if let Ok(now) = Mark::now() {
            let _first = self.online.set(now);
        }
        self.begun.notify_one();
    }
}

/// Receives `n` messages, or as many as come.
pub(crate) async fn run(proto: Proto, n: u32, with_latency: bool, port: u16) -> Result<Row> {
    let meter = Arc::new(Meter::new(n, with_latency));
    let live = Peer::new(proto, port)?.start()?;
    let asked = OnceLock::new();
    let start = async {
        if proto == Proto::Mezon {
            meter.begun.notified().await;
            go(port, &asked).await?;
        }
        std::future::pending::<Result<Infallible>>().await
    };
    let end = tokio::select! {
        ended = Box::pin(live.run(Arc::clone(&meter))) => {
            ended?;
            Mark::now()?
        }
        end = meter.over() => end?,
        end = meter.stalled() => end?,
        failed = start => match failed? {},
    };
    let events = meter.seen();
    let begin = asked.get().or_else(|| meter.online.get());
    let spent = begin.context("the session was never online")?.until(end);
    let between = events.saturating_sub(1);
    let row = Row::default()
        .with("events", events)
        .figure("wall_s", spent.wall.as_secs_f64())
        .figure("per_s", spent.rate(between));
    let mut row = memory(spent.columns(row, between))?;
    if let Some(all) = meter.latencies_us() {
        row = row
            .figure("p50_us", percentile(&all, 50))
            .figure("p99_us", percentile(&all, 99))
            .figure("max_us", all.last().copied().unwrap_or_default());
    }
    Ok(row)
}

/// Tells the load server to begin.
async fn go(port: u16, asked: &OnceLock<Mark>) -> Result<()> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.context("GET /go")?;
    let request =
        format!("GET /go HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    let _first = asked.set(Mark::now()?);
    stream.write_all(request.as_bytes()).await.context("GET /go")?;
    let mut line = [0; 12];
    stream.read_exact(&mut line).await.context("GET /go")?;
    let line = String::from_utf8_lossy(&line);
    if !line.starts_with("HTTP/1.1 2") && !line.starts_with("HTTP/1.0 2") {
        bail!("GET /go was answered with {line:?}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_clock_stops_at_the_last_message() {
        let meter = Meter::new(2, true);
        meter.message(|| "ts=1");
        assert!(meter.end.get().is_none());
        meter.message(|| "no time");
        meter.over().await.unwrap();
        assert_eq!((meter.seen(), meter.latencies_us().unwrap().len()), (2, 1));
        meter.message(|| "one too many");
        assert_eq!(meter.seen(), 2);
    }

    #[tokio::test]
    async fn a_lost_line_ends_the_count() {
        let meter = Meter::new(3, false);
        meter.message(|| "");
        meter.line(true);
        meter.line(false);
        meter.over().await.unwrap();
        assert_eq!((meter.seen(), meter.latencies_us()), (1, None));
    }

    #[tokio::test(start_paused = true)]
    async fn silence_ends_the_count() {
        let meter = Meter::new(3, false);
        meter.message(|| "");
        meter.stalled().await.unwrap();
        assert_eq!(meter.seen(), 1);
    }
}
