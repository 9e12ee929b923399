//! The thread that writes: one transaction for each group of writes.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use chatwire_core::Timestamp;
use rusqlite::{CachedStatement, Connection, Transaction, params};

use super::file::{BEHAVIOR, failed};
use super::lines::Lines;
use super::queue::{Entry, Op, Queue};
use crate::cache::CachedMessage;
use crate::id::ChannelId;

/// Groups between two rounds of dropping old messages.
const GROUPS_PER_SWEEP: u32 = 64;

const SAVE: &str = "
INSERT INTO chatwire_messages (message_id, channel_id, clan_id, sender_id, content, mentions,
    attachments, reactions, msg_references, topic_id, create_time_seconds)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
ON CONFLICT (channel_id, message_id) DO UPDATE SET clan_id = ?3, sender_id = ?4, content = ?5,
    mentions = ?6, attachments = ?7, reactions = ?8, msg_references = ?9, topic_id = ?10,
    create_time_seconds = ?11";
/// What an edit leaves out stays; see [`MessageCache::edit`](crate::cache::MessageCache::edit).
const EDIT: &str = "
INSERT INTO chatwire_messages (message_id, channel_id, clan_id, sender_id, content, mentions,
    attachments, reactions, msg_references, topic_id, create_time_seconds)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
ON CONFLICT (channel_id, message_id) DO UPDATE SET content = ?5, mentions = ?6, attachments = ?7,
    clan_id = CASE clan_id WHEN 0 THEN ?3 ELSE clan_id END,
    sender_id = CASE sender_id WHEN 0 THEN ?4 ELSE sender_id END,
    reactions = CASE ?8 WHEN '[]' THEN reactions ELSE ?8 END,
    msg_references = CASE ?9 WHEN '[]' THEN msg_references ELSE ?9 END,
    topic_id = CASE topic_id WHEN 0 THEN ?10 ELSE topic_id END,
    create_time_seconds = coalesce(create_time_seconds, ?11)";
const DELETE: &str = "DELETE FROM chatwire_messages WHERE channel_id = ?1 AND message_id = ?2";
const CLEAR: &str = "DELETE FROM chatwire_messages WHERE channel_id = ?1";
const KEEP_NEWEST: &str = "
DELETE FROM chatwire_messages WHERE rowid IN (
    SELECT rowid FROM chatwire_messages WHERE channel_id = ?1
    ORDER BY create_time_seconds DESC, message_id DESC LIMIT -1 OFFSET ?2)";
const KEEP_SINCE: &str =
    "DELETE FROM chatwire_messages WHERE channel_id = ?1 AND create_time_seconds < ?2";

/// What is dropped in time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Retention {
    pub(super) per_channel: Option<usize>,
    pub(super) age: Option<Duration>,
}

impl Retention {
    fn is_unlimited(self) -> bool {
        self.per_channel.is_none() && self.age.is_none()
    }

    fn sweep(self, transaction: &Transaction<'_>, channel: ChannelId) -> rusqlite::Result<()> {
        if let Some(messages) = self.per_channel {
            let messages = i64::try_from(messages).unwrap_or(i64::MAX);
            transaction.prepare_cached(KEEP_NEWEST)?.execute([channel.get(), messages])?;
        }
        if let Some(age) = self.age
            && let Some(since) = Timestamp::now().checked_sub(age)
        {
            let since = since.as_unix_seconds();
            transaction.prepare_cached(KEEP_SINCE)?.execute([channel.get(), since])?;
        }
        Ok(())
    }
}

/// Ends the queue however the thread ends, so that nobody waits for ever.
struct Ending(Arc<Queue>);

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.end();
    }
}

pub(super) struct Writer {
    connection: Connection,
    retention: Retention,
    /// Channels that were written to since the last sweep.
    touched: HashSet<ChannelId>,
    groups: u32,
}

impl Writer {
    pub(super) fn new(connection: Connection, retention: Retention) -> Self {
        Self { connection, retention, touched: HashSet::new(), groups: 0 }
    }

    /// Writes groups until the queue is closed and empty.
    pub(super) fn run(mut self, queue: &Arc<Queue>, lines: &Lines, delay: Duration) {
        let ending = Ending(Arc::clone(queue));
        let writing = lines.writing();
        if let Err(err) = self.sweep_all() {
            tracing::warn!(error = %err, "old messages were not dropped");
        }
        drop(writing);
        while let Some(group) = queue.take_group(delay, || lines.tidy()) {
            let writing = lines.writing();
            let result = self.write(&group);
            // Before the group leaves the overlay: who does not find it there has to look at the file as it is now.
            drop(writing);
            if let Err(err) = &result {
                tracing::warn!(error = %err, writes = group.len(), "a group was not written");
            }
            queue.settle(group, &result.map_err(failed));
        }
        // The file is complete before anybody hears of the end.
        drop(self);
        drop(ending);
    }

    fn write(&mut self, group: &[Entry]) -> rusqlite::Result<Vec<usize>> {
        let transaction = self.connection.transaction_with_behavior(BEHAVIOR)?;
        let mut rows = Vec::with_capacity(group.len());
        {
            let mut save = transaction.prepare_cached(SAVE)?;
            for entry in group {
                rows.push(apply(&transaction, &mut save, &entry.op)?);
            }
        }
        if !self.retention.is_unlimited() {
            let saved = group.iter().filter_map(|entry| match &entry.op {
                Op::Save(message) | Op::Edit(message) => Some(message.channel_id),
                _ => None,
            });
            self.touched.extend(saved);
            self.groups += 1;
            if self.groups >= GROUPS_PER_SWEEP {
                for channel in &self.touched {
                    self.retention.sweep(&transaction, *channel)?;
                }
            }
        }
        transaction.commit()?;
        if self.groups >= GROUPS_PER_SWEEP {
            self.groups = 0;
            self.touched.clear();
        }
        Ok(rows)
    }

    /// What the last run left, and what grew too old meanwhile.
    fn sweep_all(&mut self) -> rusqlite::Result<()> {
        if self.retention.is_unlimited() {
            return Ok(());
        }
        let transaction = self.connection.transaction_with_behavior(BEHAVIOR)?;
        let channels: Vec<i64> = transaction
            .prepare("SELECT DISTINCT channel_id FROM chatwire_messages")?
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for channel in channels {
            self.retention.sweep(&transaction, channel.into())?;
        }
        transaction.commit()
    }
}

fn apply(
    transaction: &Transaction<'_>,
    save: &mut CachedStatement<'_>,
    op: &Op,
) -> rusqlite::Result<usize> {
    match op {
        Op::Save(message) => write_row(save, message),
        Op::Edit(message) => write_row(&mut transaction.prepare_cached(EDIT)?, message),
        Op::Delete(channel, id) => {
            transaction.prepare_cached(DELETE)?.execute([channel.get(), id.get()])
        }
        Op::Clear(channel) => transaction.prepare_cached(CLEAR)?.execute([channel.get()]),
        Op::Flush => Ok(0),
    }
}

fn write_row(
    statement: &mut CachedStatement<'_>,
    message: &CachedMessage,
) -> rusqlite::Result<usize> {
    statement.execute(params![
        message.id.get(),
        message.channel_id.get(),
        message.clan_id.get(),
        message.sender_id.get(),
        message.content,
        message.mentions,
        message.attachments,
        message.reactions,
        message.references,
        message.topic_id.get(),
        message.create_time_seconds,
    ])
}
