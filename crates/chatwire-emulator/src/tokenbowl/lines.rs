//! Open connections of the direct transport, and who gets what.

use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::Instant;

/// Frames that may wait for a client that reads slowly; with more `/ws` leaves it out of deliveries, and
/// Centrifugo closes.
pub(super) const QUEUE: usize = 1 << 17;

/// What a connection's task is told.
#[derive(Debug)]
pub(super) enum Out {
    Frame(String),
    /// Another connection of the same user came: heartbeats count from now.
    RestartClock,
    /// Ends the connection, after the frames before it.
    Close {
        code: u16,
        reason: String,
    },
}

pub(super) type Outbox = mpsc::Sender<Out>;

/// One connection that gets deliveries.
#[derive(Debug)]
struct Line {
    id: u64,
    name: String,
    /// Counts a user's connections, from 1.
    nth: usize,
    outbox: Outbox,
    heard: (Instant, String),
    pong: (Instant, String),
}

/// All connections, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Lines {
    lines: Vec<Line>,
    ids: u64,
}

impl Lines {
    /// Adds a connection. With `single`, a user's older one gets nothing from now on, though it stays open.
    pub(super) fn join(&mut self, name: &str, outbox: Outbox, now: &str, single: bool) -> u64 {
        if single {
            self.lines.retain(|line| line.name != name);
        }
        for line in self.of(name) {
            // A full queue means that the connection is about to be left out anyway.
            let _full = line.outbox.try_send(Out::RestartClock);
        }
        self.ids += 1;
        let heard = (Instant::now(), now.to_owned());
        let nth = self.of(name).count() + 1;
        let pong = heard.clone();
        self.lines.push(Line { id: self.ids, name: name.to_owned(), nth, outbox, heard, pong });
        self.ids
    }

    /// Takes a connection out of deliveries. With `single` the server knows connections by name only, so the
    /// end of a replaced one takes its successor along.
    pub(super) fn leave(&mut self, id: u64, name: &str, single: bool) {
        self.lines.retain(|line| if single { line.name != name } else { line.id != id });
    }

    /// Notes a frame of the client.
    pub(super) fn heard(&mut self, id: u64, now: &str, pong: bool) {
        if let Some(line) = self.lines.iter_mut().find(|line| line.id == id) {
            line.heard = (Instant::now(), now.to_owned());
            if pong {
                line.pong = line.heard.clone();
            }
        }
    }

    /// When the client was heard last; `None` when it is out of deliveries.
    pub(super) fn last_heard(&self, id: u64) -> Option<Instant> {
        self.lines.iter().find(|line| line.id == id).map(|line| line.heard.0)
    }

    fn of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Line> {
        self.lines.iter().filter(move |line| line.name == name)
    }

    pub(super) fn count(&self, name: &str) -> usize {
        self.of(name).count()
    }

    /// Names of those who are connected, each once, in the order of their first connection.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for line in &self.lines {
            if !names.contains(&line.name) {
                names.push(line.name.clone());
            }
        }
        names
    }

    /// Sends to one user's connections.
    pub(super) fn to(&mut self, name: &str, frame: &str) {
        self.deliver(frame, |line| line.name == name);
    }

    /// Sends to everybody else.
    pub(super) fn except(&mut self, name: &str, frame: &str) {
        self.deliver(frame, |line| line.name != name);
    }

    fn deliver(&mut self, frame: &str, wanted: impl Fn(&Line) -> bool) {
        self.lines.retain(|line| {
            !wanted(line) || line.outbox.try_send(Out::Frame(frame.to_owned())).is_ok()
        });
    }

    /// Ends all connections.
    pub(super) fn close(&self, code: u16, reason: &str) {
        for line in &self.lines {
            let out = Out::Close { code, reason: reason.to_owned() };
            // A connection that takes no more is as good as closed.
            let _full = line.outbox.try_send(out);
        }
    }

    /// Answer of `GET /admin/websocket/connections`.
    pub(super) fn stats(&self) -> Value {
        let seconds = |at: Instant| at.elapsed().as_secs_f64();
        let shown: Vec<Value> = self
            .lines
            .iter()
            .map(|line| {
                json!({"username": line.name, "connection_id": line.nth,
                    "last_activity": line.heard.1, "last_pong": line.pong.1,
                    "seconds_since_activity": seconds(line.heard.0),
                    "seconds_since_pong": seconds(line.pong.0), "is_healthy": true})
            })
            .collect();
        json!({"total_users": self.names().len(), "total_connections": self.lines.len(),
            "connections": shown})
    }
}
