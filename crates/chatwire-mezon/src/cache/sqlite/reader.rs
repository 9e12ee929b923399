//! Reads: what is queued laid over what is in the file.

use std::sync::Arc;

use chatwire_core::Result;
use rusqlite::{Connection, OptionalExtension, Row};

use super::super::{CachedMessage, newest_first};
use super::file::{columns, message};
use super::lines::Lines;
use super::queue::{Change, Pending, Queue};
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
        let edit = match self.queue.pending_message(channel, id) {
            Some(Change::Saved(message)) => return Ok(Some(CachedMessage::clone(&message))),
            Some(Change::Deleted) => return Ok(None),
            Some(Change::Edited(edit)) => Some(edit),
            None => None,
        };
        let stored = self.lines.read_shared(|connection| stored_one(connection, channel, id))?;
        Ok(match edit {
            Some(edit) => Some(CachedMessage::clone(&edit).over(stored.as_ref())),
            None => stored,
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
        for (id, change) in pending.rows() {
            match change {
                Change::Saved(message) => all.push(CachedMessage::clone(message)),
                Change::Edited(edit) => {
                    let known =
                        self.lines.read(|connection| stored_one(connection, channel, id))?;
                    all.push(CachedMessage::clone(edit).over(known.as_ref()));
                }
                Change::Deleted => {}
            }
        }
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

fn stored_one(
    connection: &Connection,
    channel: ChannelId,
    id: MessageId,
) -> rusqlite::Result<Option<CachedMessage>> {
    let mut select = connection.prepare_cached(MESSAGE)?;
    select.query_row([channel.get(), id.get()], message).optional()
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
    let is_there = |change: &Change| !matches!(change, Change::Deleted);
    let saved = pending.rows().filter(|(_, change)| is_there(change)).count();
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
