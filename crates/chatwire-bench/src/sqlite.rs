//! Mode `sqlite`: the message cache in a file.

use std::path::Path;

use anyhow::{Context as _, Result};
use chatwire_mezon::cache::{CachedMessage, MessageCache as _, SqliteCache};
use chatwire_mezon::{ChannelId, MessageId};

use crate::measure::{Mark, Spent};
use crate::output::Row;

/// Messages are spread over so many channels.
const CHANNELS: i64 = 100;
const FIRST: i64 = 1_900_000_000_000_000_000;

/// How messages are read.
#[derive(Clone, Copy, Debug)]
enum Reads {
    /// `message_blocking`, on the thread of the caller.
    Blocking,
    /// `message`, which leaves waiting for the disk to another thread.
    Awaited,
}

/// Writes `n` messages and reads them, in a file of its own for each way of reading.
pub(crate) async fn run(n: u32, dir: &Path) -> Result<Vec<Row>> {
    std::fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
    let blocking = measure(n, &dir.join("chatwire.db"), Reads::Blocking).await?;
    Ok(vec![blocking, measure(n, &dir.join("chatwire-awaited.db"), Reads::Awaited).await?])
}

async fn measure(n: u32, path: &Path, reads: Reads) -> Result<Row> {
    clear(path)?;
    let cache = SqliteCache::open(path).await?;
    let written = write(&cache, n).await?;
    let (read, found) = read(&cache, n, reads).await?;
    cache.close().await?;
    let variant = match reads {
        Reads::Blocking => "chatwire, defaults",
        Reads::Awaited => "chatwire, defaults, reads awaited",
    };
    Ok(Row::default()
        .with("variant", variant)
        .with("n", n)
        .figure("write_us", written.wall_us(n))
        .figure("write_cpu_us", written.cpu_us(n))
        .figure("read_us", read.wall_us(n))
        .figure("read_cpu_us", read.cpu_us(n))
        .with("found", found))
}

/// An earlier run left its messages there.
fn clear(path: &Path) -> Result<()> {
    for end in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        match std::fs::remove_file(&name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("cannot remove {}", path.display()));
            }
            _ => {}
        }
    }
    Ok(())
}

fn ids(number: u32) -> (ChannelId, MessageId) {
    let number = i64::from(number);
    (ChannelId::new(FIRST + number % CHANNELS), MessageId::new(FIRST + number))
}

/// A message of about 300 bytes.
fn message(number: u32) -> CachedMessage {
    let (channel, id) = ids(number);
    CachedMessage::new(channel, id, FIRST + i64::from(number % 1_000))
        .clan(FIRST + 7)
        .at(1_790_000_000_u32.saturating_add(number))
        .raw_content(format!(
            r#"{{"t":"Chào mọi người, hôm nay thế nào? message {number} 🎉 the quick brown fox jumps over the lazy dog, and it does so once more, since a message of the chat has about three hundred bytes"}}"#
        ))
}

/// Done when all of them are in the file: a crash of the process loses none.
async fn write(cache: &SqliteCache, n: u32) -> Result<Spent> {
    let begin = Mark::now()?;
    for number in 0..n {
        // The queue is bounded. Waiting for this one makes room for the next.
        if let Err(message) = cache.offer(message(number)) {
            cache.save(*message).await?;
        }
    }
    cache.flush().await?;
    Ok(begin.until(Mark::now()?))
}

/// Reads all of them in a scattered order; how many were as they had been written.
async fn read(cache: &SqliteCache, n: u32, reads: Reads) -> Result<(Spent, u32)> {
    let step = stride(n);
    let mut found = 0;
    let mut at = 0;
    let begin = Mark::now()?;
    for _ in 0..n {
        let (channel, id) = ids(at);
        let message = match reads {
            Reads::Blocking => cache.message_blocking(channel, id)?,
            Reads::Awaited => cache.message(channel, id).await?,
        };
        found += u32::from(message.is_some_and(|it| it.id == id && !it.content.is_empty()));
        at = next(at, step, n);
    }
    Ok((begin.until(Mark::now()?), found))
}

/// Steps of this size, modulo `n`, come to each number once.
fn stride(n: u32) -> u32 {
    // A prime that does not divide it has no divisor in common with it.
    [7_919, 7_907, 7_901, 1].into_iter().find(|prime| !n.is_multiple_of(*prime)).unwrap_or(1)
}

fn next(at: u32, step: u32, n: u32) -> u32 {
    u32::try_from((u64::from(at) + u64::from(step)) % u64::from(n)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_scattered_order_comes_to_each_once() {
        for n in [1, 2, 100, 7_919, 20_000] {
            let step = stride(n);
            let mut at = 0;
            let seen: BTreeSet<u32> = (0..n)
                .map(|_| {
                    at = next(at, step, n);
                    at
                })
                .collect();
            assert_eq!(u32::try_from(seen.len()).unwrap(), n);
        }
    }
}
