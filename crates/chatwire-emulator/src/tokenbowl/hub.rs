//! Centrifugo's part that is shared by all connections: channels, their history, and who is subscribed.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::time::Instant;

use super::lines::{Out, Outbox};

/// Publications kept of the room, and of a user's own channel (sample configuration of release 2.0.1).
const KEPT: (usize, usize) = (100, 50);
/// How long they are kept (the same configuration).
const KEPT_FOR: Duration = Duration::from_secs(300);

/// How much history there is, and whether clients may recover from it.
#[derive(Debug, Clone, Copy)]
pub(super) struct History {
    pub(super) room: usize,
    pub(super) user: usize,
    pub(super) ttl: Duration,
    pub(super) recovery: bool,
}

impl Default for History {
    fn default() -> Self {
        Self { room: KEPT.0, user: KEPT.1, ttl: KEPT_FOR, recovery: true }
    }
}

#[derive(Debug)]
struct Publication {
    at: Instant,
    offset: u64,
    data: Value,
}

impl Publication {
    fn json(&self, positioned: bool) -> Value {
        if positioned {
            json!({"data": self.data, "offset": self.offset})
        } else {
            json!({"data": self.data})
        }
    }
}

#[derive(Debug, Default)]
struct Channel {
    offset: u64,
    kept: VecDeque<Publication>,
}

/// A connection that has said `connect`.
#[derive(Debug)]
struct Client {
    id: u64,
    user: String,
    channels: BTreeSet<String>,
    outbox: Outbox,
}

/// Where a client left off in a channel.
#[derive(Debug)]
pub(super) struct Position {
    pub(super) epoch: String,
    pub(super) offset: u64,
}

/// All channels and all connections.
#[derive(Debug, Default)]
pub(super) struct Hub {
    pub(super) history: History,
    channels: BTreeMap<String, Channel>,
    clients: Vec<Client>,
    ids: u64,
    /// Counts how often the history was lost.
    epochs: u64,
}

impl Hub {
    fn epoch(&self) -> String {
        format!("epoch{}", self.epochs)
    }

    /// Adds a connection without channels.
    pub(super) fn join(&mut self, user: &str, outbox: Outbox) -> u64 {
        self.ids += 1;
        let (id, user) = (self.ids, user.to_owned());
        self.clients.push(Client { id, user, channels: BTreeSet::new(), outbox });
        id
    }

    pub(super) fn leave(&mut self, id: u64) {
        self.clients.retain(|client| client.id != id);
    }

    pub(super) fn count(&self, user: &str) -> usize {
        self.clients.iter().filter(|client| client.user == user).count()
    }

    /// Whether a connection has a channel already.
    pub(super) fn has(&self, id: u64, channel: &str) -> bool {
        self.clients.iter().any(|client| client.id == id && client.channels.contains(channel))
    }

    pub(super) fn unsubscribe(&mut self, id: u64, channel: &str) {
        if let Some(client) = self.clients.iter_mut().find(|client| client.id == id) {
            client.channels.remove(channel);
        }
    }

    /// Subscribes a connection: the result with its position and what a recovery brings.
    pub(super) fn subscribe(
        &mut self,
        id: u64,
        channel: &str,
        recover: Option<&Position>,
    ) -> Value {
        if let Some(client) = self.clients.iter_mut().find(|client| client.id == id) {
            client.channels.insert(channel.to_owned());
        }
        let (epoch, recovery) = (self.epoch(), self.history.recovery);
        self.expire(channel);
        let state = self.channels.entry(channel.to_owned()).or_default();
        // Fields that are false, zero or empty are left out, as the real one does.
        let mut result = Map::new();
        if recovery {
            result.insert("recoverable".to_owned(), json!(true));
            result.insert("positioned".to_owned(), json!(true));
            result.insert("epoch".to_owned(), json!(epoch));
            if state.offset > 0 {
                result.insert("offset".to_owned(), json!(state.offset));
            }
        }
        if let Some(position) = recover {
            result.insert("was_recovering".to_owned(), json!(true));
            let oldest = state.kept.front().map_or(state.offset + 1, |oldest| oldest.offset);
            let reaches = position.offset <= state.offset && position.offset + 1 >= oldest;
            if recovery && position.epoch == epoch && reaches {
                result.insert("recovered".to_owned(), json!(true));
                let missed = state.kept.iter().filter(|kept| kept.offset > position.offset);
                let missed: Vec<Value> = missed.map(|kept| kept.json(true)).collect();
                if !missed.is_empty() {
                    result.insert("publications".to_owned(), json!(missed));
                }
            }
        }
        Value::Object(result)
    }

    /// Stores a publication and sends it to everybody who is subscribed.
    pub(super) fn publish(&mut self, channel: &str, data: Value) {
        let History { room, user, recovery, .. } = self.history;
        let keep = if channel.starts_with("room:") { room } else { user };
        self.expire(channel);
        let state = self.channels.entry(channel.to_owned()).or_default();
        state.offset += 1;
        let publication = Publication { at: Instant::now(), offset: state.offset, data };
        let push = json!({"push": {"channel": channel, "pub": publication.json(recovery)}});
        state.kept.push_back(publication);
        while state.kept.len() > keep {
            state.kept.pop_front();
        }
        self.push(&push.to_string(), |client| client.channels.contains(channel));
    }

    /// Sends a frame to one user's connections, whatever they are subscribed to.
    pub(super) fn to(&mut self, user: &str, frame: &str) {
        self.push(frame, |client| client.user == user);
    }

    /// A connection that takes no more is too slow to be kept: its session ends when the outbox is gone.
    fn push(&mut self, frame: &str, wanted: impl Fn(&Client) -> bool) {
        self.clients.retain(|client| {
            !wanted(client) || client.outbox.try_send(Out::Frame(frame.to_owned())).is_ok()
        });
    }

    /// Ends all connections.
    pub(super) fn close(&mut self, code: u16, reason: &str) {
        self.clients.retain(|client| {
            client.outbox.try_send(Out::Close { code, reason: reason.to_owned() }).is_ok()
        });
    }

    /// As after a restart of a node that keeps its history in memory.
    pub(super) fn forget(&mut self) {
        self.channels.clear();
        self.epochs += 1;
    }

    /// Result of the `history` command.
    pub(super) fn history(&mut self, channel: &str, limit: i64, since: Option<u64>) -> Value {
        self.expire(channel);
        let epoch = self.epoch();
        let state = self.channels.entry(channel.to_owned()).or_default();
        let after = since.unwrap_or_default();
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let wanted = state.kept.iter().filter(|kept| kept.offset > after).take(limit);
        let publications: Vec<Value> = wanted.map(|kept| kept.json(true)).collect();
        json!({"publications": publications, "epoch": epoch, "offset": state.offset})
    }

    /// Result of the `presence` command.
    pub(super) fn presence(&self, channel: &str) -> Value {
        let here = self.clients.iter().filter(|client| client.channels.contains(channel));
        let clients: Map<String, Value> = here
            .map(|client| {
                (client_id(client.id), json!({"client": client_id(client.id), "user": client.user}))
            })
            .collect();
        json!({"presence": clients})
    }

    fn expire(&mut self, channel: &str) {
        let ttl = self.history.ttl;
        if let Some(state) = self.channels.get_mut(channel) {
            while state.kept.front().is_some_and(|oldest| oldest.at.elapsed() > ttl) {
                state.kept.pop_front();
            }
        }
    }
}

/// Id of a connection as clients see it.
pub(super) fn client_id(id: u64) -> String {
    format!("00000000-0000-4000-a000-{id:012x}")
}
