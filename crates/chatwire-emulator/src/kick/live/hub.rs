//! Open connections of both transports, the feeds that they have, and who gets what.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tokio::sync::mpsc;

/// Frames that may wait for a client that reads slowly; with more its connection ends.
pub(super) const QUEUE: usize = 1 << 17;

/// What a connection's task is told.
#[derive(Debug)]
pub(super) enum Out {
    Frame(String),
    /// Ends the connection, after the frames before it.
    Close {
        code: u16,
        reason: String,
    },
}

/// The hub alone keeps it: a session ends when it is gone.
pub(super) type Outbox = mpsc::Sender<Out>;

/// The two protocols.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wire {
    Pusher,
    Centrifugo,
}

/// A connection that has said hello.
#[derive(Debug)]
struct Line {
    id: u64,
    wire: Wire,
    region: Option<String>,
    feeds: BTreeSet<String>,
    outbox: Outbox,
}

/// A subscription whose confirmation is held back.
#[derive(Debug)]
struct Held {
    line: u64,
    feed: String,
    command: u64,
}

/// All connections, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Hub {
    lines: Vec<Line>,
    held: Vec<Held>,
    ids: u64,
}

/// One event in the form of both protocols.
pub(super) struct Shown<'a> {
    pub(super) feed: &'a str,
    pub(super) name: &'a str,
    pub(super) data: &'a Value,
    /// Whether data stays an object; else it is text that holds JSON.
    pub(super) objects: bool,
}

impl Shown<'_> {
    fn frame(&self, wire: Wire) -> String {
        // Text is what the caller wants to be sent, however broken it is.
        let data = match self.data {
            Value::String(text) => Value::String(text.clone()),
            data => wrapped(data, self.objects),
        };
        let (feed, name) = (self.feed, self.name);
        match wire {
            Wire::Pusher => json!({"event": name, "channel": feed, "data": data}),
            Wire::Centrifugo => {
                json!({"push": {"channel": feed, "pub": {"data": {"event": name, "data": data}}}})
            }
        }
        .to_string()
    }
}

/// Data as it rides in a frame: encoded twice, unless objects are asked for.
pub(super) fn wrapped(data: &Value, objects: bool) -> Value {
    if objects { data.clone() } else { Value::String(data.to_string()) }
}

impl Hub {
    /// Adds a connection without feeds.
    pub(super) fn join(&mut self, wire: Wire, region: Option<String>, outbox: Outbox) -> u64 {
        self.ids += 1;
        self.lines.push(Line { id: self.ids, wire, region, feeds: BTreeSet::new(), outbox });
        self.ids
    }

    pub(super) fn leave(&mut self, id: u64) {
        self.lines.retain(|line| line.id != id);
        self.held.retain(|held| held.line != id);
    }

    pub(super) fn count(&self) -> usize {
        self.lines.len()
    }

    /// Connections that have a feed.
    pub(super) fn watchers(&self, feed: &str) -> usize {
        self.lines.iter().filter(|line| line.feeds.contains(feed)).count()
    }

    /// Whether a connection has a feed, or waits for it.
    pub(super) fn has(&self, id: u64, feed: &str) -> bool {
        self.lines.iter().any(|line| line.id == id && line.feeds.contains(feed))
            || self.held.iter().any(|held| held.line == id && held.feed == feed)
    }

    /// Feeds of a connection.
    pub(super) fn feeds(&self, id: u64) -> usize {
        let of = self.lines.iter().find(|line| line.id == id).map(|line| line.feeds.len());
        of.unwrap_or_default() + self.held.iter().filter(|held| held.line == id).count()
    }

    /// Gives a connection a feed and tells it so. `command` is Centrifugo's number of the request.
    pub(super) fn subscribe(&mut self, id: u64, feed: &str, command: u64, objects: bool) {
        let Some(line) = self.lines.iter_mut().find(|line| line.id == id) else { return };
        line.feeds.insert(feed.to_owned());
        let frame = match line.wire {
            Wire::Pusher => {
                json!({"event": "pusher_internal:subscription_succeeded", "channel": feed,
                "data": wrapped(&json!({}), objects)})
            }
            Wire::Centrifugo => json!({"id": command, "subscribe": {}}),
        };
        // A full queue means that the connection is about to end anyway.
        let _full = line.outbox.try_send(Out::Frame(frame.to_string()));
    }

    /// Keeps a subscription waiting until [`release`](Self::release).
    pub(super) fn hold(&mut self, line: u64, feed: &str, command: u64) {
        self.held.push(Held { line, feed: feed.to_owned(), command });
    }

    /// Confirms all that was held back.
    pub(super) fn release(&mut self, objects: bool) {
        for held in std::mem::take(&mut self.held) {
            self.subscribe(held.line, &held.feed, held.command, objects);
        }
    }

    pub(super) fn unsubscribe(&mut self, id: u64, feed: &str) {
        self.held.retain(|held| held.line != id || held.feed != feed);
        if let Some(line) = self.lines.iter_mut().find(|line| line.id == id) {
            line.feeds.remove(feed);
        }
    }

    /// Takes a feed from everybody who speaks Centrifugo, and tells them; how many they were.
    pub(super) fn revoke(&mut self, feed: &str, code: u64, reason: &str) -> usize {
        let push =
            json!({"push": {"channel": feed, "unsubscribe": {"code": code, "reason": reason}}});
        let push = push.to_string();
        let mut met = 0;
        for line in &mut self.lines {
            if line.wire == Wire::Centrifugo && line.feeds.remove(feed) {
                met += 1;
                // A full queue means that the connection is about to end anyway.
                let _full = line.outbox.try_send(Out::Frame(push.clone()));
            }
        }
        met
    }

    /// Sends an event to everybody who has its feed, in its region; `None` reaches all regions.
    /// How many they were.
    pub(super) fn publish(&mut self, region: Option<Option<&str>>, shown: &Shown<'_>) -> usize {
        let (mut pusher, mut centrifugo) = (None, None);
        let mut met = 0;
        self.lines.retain(|line| {
            // Pusher has one cluster, and so no regions.
            let elsewhere = line.wire == Wire::Centrifugo
                && region.is_some_and(|region| line.region.as_deref() != region);
            if elsewhere || !line.feeds.contains(shown.feed) {
                return true;
            }
            let frame = match line.wire {
                Wire::Pusher => pusher.get_or_insert_with(|| shown.frame(Wire::Pusher)),
                Wire::Centrifugo => centrifugo.get_or_insert_with(|| shown.frame(Wire::Centrifugo)),
            };
            met += 1;
            line.outbox.try_send(Out::Frame(frame.clone())).is_ok()
        });
        met
    }

    /// Sends a frame as it stands to all connections, or to those of one protocol; how many they were.
    pub(super) fn frame(&mut self, wire: Option<Wire>, text: &str) -> usize {
        let wanted = |line: &Line| wire.is_none_or(|wire| line.wire == wire);
        let met = self.lines.iter().filter(|line| wanted(line)).count();
        self.lines.retain(|line| {
            !wanted(line) || line.outbox.try_send(Out::Frame(text.to_owned())).is_ok()
        });
        met
    }

    /// Ends all connections, or those of one protocol; how many they were.
    pub(super) fn close(&mut self, wire: Option<Wire>, code: u16, reason: &str) -> usize {
        let mut met = 0;
        self.lines.retain(|line| {
            if wire.is_some_and(|wire| line.wire != wire) {
                return true;
            }
            met += 1;
            line.outbox.try_send(Out::Close { code, reason: reason.to_owned() }).is_ok()
        });
        met
    }
}
