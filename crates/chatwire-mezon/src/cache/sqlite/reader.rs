//! Reads: what is queued laid over what is in the file.

use std::sync::Arc;

use chatwire_core::Result;
use rusqlite::{Connection, OptionalExtension, Row};

use super::super::{CachedMessage, newest_first};
use super::file::{columns, message};
use super::lines::Lines;
use super::queue::{Pending, Queue};
use crate::id::{ChannelId, MessageId};

const MESSAGE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM chatwire_messages WHERE channel_id = ?1 AND message_id = ?2"
);
const NEWEST: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM chatwire_messages WHERE channel_id = ?1
     ORDER BY create_time_seconds DESC, message_id DESC LIMIT ?2 OFFSET ?3"
);

#[derive(Debug)]
pub(super) struct Reader {
    pub(super) queue: Arc<Queue>,
    pub(super) lines: Arc<Lines>,
}

impl Reader {
    pub(super) fn new(queue: Arc<Queue>, lines: Arc<Lines>) -> Self {
        Self { queue, lines }
    }

    pub(super) fn message(
        &self,
        channel: ChannelId,
        id: MessageId,
    ) -> Result<Option<CachedMessage>> {
        if let Some(pending) = self.queue.pending_message(channel, id) {
            return Ok(pending.map(|message| CachedMessage::clone(&message)));
        }
        self.lines.read_shared(|connection| {
            let mut select = connection.prepare_cached(MESSAGE)?;
            select.query_row([channel.get(), id.get()], message).optional()
        })
    }

    pub(super) fn messages(
        &self,
        channel: ChannelId,
        limit: usize,
        offset: usize,
    ) -> Result<Vec<CachedMessage>> {
        let Some(pending) = self.queue.pending_of(channel) else {
            return self.lines.read(|connection| stored(connection, channel, limit, offset));
        };
        // Each queued write may hide one stored message, no more.
        let hidden = pending.rows().count();
        let enough = limit.saturating_add(offset).saturating_add(hidden);
        let mut all = match pending.is_cleared() {
            true => Vec::new(),
            false => self.lines.read(|connection| stored(connection, channel, enough, 0))?,
        };
        all.retain(|message| !pending.contains(message.id));
        all.extend(pending.rows().filter_map(|(_, message)| message).map(|it| (**it).clone()));
        all.sort_unstable_by_key(newest_first);
        Ok(all.into_iter().skip(offset).take(limit).collect())
    }

    pub(super) fn count_in(&self, channel: ChannelId) -> Result<usize> {
        let pending = self.queue.pending_of(channel).unwrap_or_default();
        self.lines.read(|connection| {
            let snapshot = connection.unchecked_transaction()?;
            visible(&snapshot, channel, &pending)
        })
    }

    pub(super) fn count(&self) -> Result<usize> {
        let pending = self.queue.pending();
        self.lines.read(|connection| {
            let snapshot = connection.unchecked_transaction()?;
            let all = "SELECT count(*) FROM chatwire_messages";
            let mut total = snapshot.prepare_cached(all)?.query_row([], number)?;
            for (channel, pending) in &pending {
                total -= stored_count(&snapshot, *channel)?;
                total += visible(&snapshot, *channel, pending)?;
            }
            Ok(total)
        })
    }
}

fn stored(
    connection: &Connection,
    channel: ChannelId,
    limit: usize,
    offset: usize,
) -> rusqlite::Result<Vec<CachedMessage>> {
    let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let mut select = connection.prepare_cached(NEWEST)?;
    select.query_map([channel.get(), whole(limit), whole(offset)], message)?.collect()
}

fn stored_count(connection: &Connection, channel: ChannelId) -> rusqlite::Result<usize> {
    let sql = "SELECT count(*) FROM chatwire_messages WHERE channel_id = ?1";
    connection.prepare_cached(sql)?.query_row([channel.get()], number)
}

fn number(row: &Row<'_>) -> rusqlite::Result<usize> {
    Ok(usize::try_from(row.get::<_, i64>(0)?).unwrap_or_default())
}

/// Messages of a channel when all that is queued is written.
fn visible(
    connection: &Connection,
    channel: ChannelId,
    pending: &Pending,
) -> rusqlite::Result<usize> {
    let saved = pending.rows().filter(|(_, message)| message.is_some()).count();
    if pending.is_cleared() {
        return Ok(saved);
    }
    let mut left = stored_count(connection, channel)?;
    let mut exists = connection.prepare_cached(
        "SELECT 1 FROM chatwire_messages WHERE channel_id = ?1 AND message_id = ?2",
    )?;
    for (id, _) in pending.rows() {
        left -= usize::from(exists.exists([channel.get(), id.get()])?);
    }
    Ok(left + saved)
}
