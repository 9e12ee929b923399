//! [`Record`]: what a session delivered, checked while it comes.

use std::collections::BTreeSet;

use chatwire_kick::ErrorKind;
use chatwire_kick::realtime::{ChatMessage, Event, Gap, Lifecycle, Received};

/// Numbered messages of two rooms, which must come in order and once.
///
/// Their texts are `<room> <number>`, counted from 0 in each room.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// Numbers of the chatrooms.
    rooms: [u64; 2],
    /// Number that comes next, by room.
    next: [u32; 2],
    /// Messages that were left out, by room.
    pub(crate) lost: [u32; 2],
    /// Their numbers.
    missing: [BTreeSet<u32>; 2],
    /// Whether the last gap was closed.
    closed: bool,
    /// Messages that came late, by the history's fault; see [`message`](Self::message).
    pub(crate) late: u32,
    /// Whether a gap was reported since the last message of the room as not recovered.
    excused: [bool; 2],
    /// Gaps so far, recovered or not.
    pub(crate) gaps: Vec<Gap>,
    pub(crate) offline: u32,
    /// Messages that came as recovered.
    pub(crate) recovered: u32,
    /// Frames that were none of the protocol.
    pub(crate) garbage: u32,
    /// News and messages, for the words of a failure.
    story: Vec<String>,
}

impl Record {
    pub(crate) fn new(rooms: [u64; 2]) -> Self {
        Self { rooms, ..Self::default() }
    }

    /// Takes an event; words for what must not be.
    pub(crate) fn take(&mut self, event: &Event) -> Result<(), String> {
        self.tell(event);
        self.check(event).map_err(|why| format!("{why} after {:#?}", self.story))
    }

    fn tell(&mut self, event: &Event) {
        const STORY: usize = 30;
        if self.story.len() == STORY {
            self.story.remove(0);
        }
        self.story.push(match event {
            Event::Message(message) => {
                let how = if message.is_recovered() { "recovered" } else { "pushed" };
                format!("{} {how}", message.content)
            }
            Event::Lifecycle(Lifecycle::Offline { cause, .. }) => format!("Offline: {cause}"),
            other => format!("{other:?}"),
        });
    }

    fn check(&mut self, event: &Event) -> Result<(), String> {
        match event {
            Event::Message(message) => return self.message(message),
            Event::Lifecycle(Lifecycle::Online { gap: Some(gap), .. }) => {
                self.closed = gap.recovered;
                if !gap.recovered {
                    self.excused = [true; 2];
                }
                self.gaps.push(gap.clone());
            }
            Event::Lifecycle(Lifecycle::Offline { .. }) => self.offline += 1,
            Event::Trouble(error) if error.kind() == ErrorKind::Decode => self.garbage += 1,
            // A greeting that comes twice makes a client subscribe twice, which the server notes.
            Event::Trouble(error) if error.message().starts_with("Already subscribed") => {}
            Event::Lifecycle(Lifecycle::Online { gap: None, .. })
            | Event::Connected { .. }
            | Event::Subscribed { .. } => {}
            other => return Err(format!("nobody caused {other:?}")),
        }
        Ok(())
    }

    fn message(&mut self, message: &Received<ChatMessage>) -> Result<(), String> {
        let (room, number) = message.content.split_once(' ').unwrap();
        let (room, number): (usize, u32) = (room.parse().unwrap(), number.parse().unwrap());
        if message.chatroom_id().map(|id| id.get()) != Some(self.rooms[room]) {
            return Err(format!("{number} came in the wrong room"));
        }
        let next = self.next[room];
        // A history too short for the gap may be newer than what the line still brings: then, and only then, order
        // ends where the gap was said to stay open. Nothing comes twice even so.
        if number < next && !self.closed && self.missing[room].remove(&number) {
            self.lost[room] -= 1;
            self.late += 1;
            return Ok(());
        }
        if number < next {
            return Err(format!("room {room}: {number} came when {next} was next"));
        }
        if number > next && !self.excused[room] {
            return Err(format!("room {room}: {next} to {} are lost in silence", number - 1));
        }
        self.lost[room] += number - next;
        self.missing[room].extend(next..number);
        self.next[room] = number + 1;
        self.excused[room] = false;
        self.recovered += u32::from(message.is_recovered());
        Ok(())
    }

    /// Whether the last of so many messages of each room came.
    pub(crate) fn has(&self, said: [u32; 2]) -> bool {
        self.next[0] >= said[0] && self.next[1] >= said[1]
    }

    pub(crate) fn heard(&self, room: usize) -> u32 {
        self.next[room] - self.lost[room]
    }
}

pub(crate) fn line(room: usize, number: u32) -> String {
    format!("{room} {number}")
}
