//! Mode `conns`: what connections cost that stay open.

use anyhow::Result;

use crate::live::{self, Peer, Proto};
use crate::measure::{Mark, memory_kb, raise_file_limit};
use crate::output::Row;

/// Opens `n` sessions of one client one after another, each once the one before it has received a message; then all wait.
///
/// What a session does behind its first message counts for the next ones.
pub(crate) async fn run(proto: Proto, n: u32, port: u16) -> Result<Row> {
    raise_file_limit()?;
    let peer = Peer::new(proto, port)?;
    let before = memory_kb("VmRSS")?;
    let mut open = Vec::with_capacity(usize::try_from(n)?);
    let (mut cpu, mut wall) = (0.0, 0.0);
    for _ in 0..n {
        let begin = Mark::now()?;
        let mut live = peer.start()?;
        live.first_message().await?;
        live.take_ready()?;
        let spent = begin.until(Mark::now()?);
        cpu += spent.cpu_us(1);
        wall += spent.wall_us(1);
        open.push(live);
    }
    live::settle(&mut open).await?;
    let rss = memory_kb("VmRSS")?;
    let count = f64::from(n);
    Ok(Row::default()
        .with("conns", open.len())
        .figure("kb_per_conn", f64::from(rss.saturating_sub(before)) / count)
        .with("rss_kb", rss)
        .figure("connect_cpu_us", cpu / count)
        .figure("connect_wall_us", wall / count))
}
