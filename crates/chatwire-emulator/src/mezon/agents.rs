//! AI-agent events over SSE: who listens, and what was said.

use bytes::Bytes;
use tokio::sync::mpsc;

/// Events that may wait for a client that reads slowly.
const QUEUE: usize = 1 << 12;
/// Events that a client may ask for again by `Last-Event-ID`.
const KEPT: usize = 1_000;

/// A listener: its bot and its stream.
#[derive(Debug)]
struct Listener {
    bot: i64,
    stream: mpsc::Sender<Bytes>,
}

/// All listeners, and the newest events with their ids.
#[derive(Debug, Default)]
pub(super) struct Agents {
    listeners: Vec<Listener>,
    count: u64,
    kept: std::collections::VecDeque<(u64, Bytes)>,
}

impl Agents {
    /// Adds a listener, who first gets what came after the event `last`.
    pub(super) fn listen(&mut self, bot: i64, last: Option<u64>) -> mpsc::Receiver<Bytes> {
        let (stream, events) = mpsc::channel(QUEUE);
        // The line that opens a stream; it is no event.
        let mut missed = vec![Bytes::from_static(b": connected\n\n")];
        if let Some(last) = last {
            missed.extend(self.kept.iter().filter(|(id, _)| *id > last).map(|(_, at)| at.clone()));
        }
        for text in missed {
            // The queue is new, and has more room than events are kept.
            let _sent = stream.try_send(text);
        }
        self.listeners.push(Listener { bot, stream });
        events
    }

    /// Sends an event with the next id; returns the id.
    pub(super) fn send(&mut self, data: &str) -> u64 {
        self.count += 1;
        let lines: String = data.lines().map(|line| format!("data: {line}\n")).collect();
        let event = Bytes::from(format!("id: {}\nevent: message\n{lines}\n", self.count));
        if self.kept.len() == KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back((self.count, event.clone()));
        self.send_raw(&event);
        self.count
    }

    /// Sends any text; nothing of it is kept.
    pub(super) fn send_raw(&mut self, text: &Bytes) {
        self.listeners.retain(|listener| listener.stream.try_send(text.clone()).is_ok());
    }

    /// Ends all streams.
    pub(super) fn end(&mut self) {
        self.listeners.clear();
    }

    pub(super) fn count(&self, bot: i64) -> usize {
        let open = |listener: &&Listener| listener.bot == bot && !listener.stream.is_closed();
        self.listeners.iter().filter(open).count()
    }
}
