//! [`Record`]: what a session delivered, checked while it comes.

use chatwire_tokenbowl::Message;
use chatwire_tokenbowl::realtime::{Event, Gap, Lifecycle};

/// Numbered messages of one room, or of one talk, which must come in order and once.
///
/// Their texts are `<lane> <number>`, counted from 0 in each lane.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// Number that comes next, by lane.
    next: [u32; 2],
    /// Messages that were left out, by lane.
    pub(crate) lost: [u32; 2],
    /// Whether a gap was reported since the last message of the lane as not recovered.
    excused: [bool; 2],
    /// Gaps so far, recovered or not.
    pub(crate) gaps: Vec<Gap>,
    pub(crate) offline: u32,
    pub(crate) lagged: u64,
    /// Messages that came as recovered.
    pub(crate) recovered: u32,
    /// News and messages, for the words of a failure.
    story: Vec<String>,
}

pub(crate) const ROOM: usize = 0;
pub(crate) const DIRECT: usize = 1;

impl Record {
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
                format!("{} {how}, of {}", message.content, message.timestamp)
            }
            Event::Lifecycle(Lifecycle::Offline { cause, .. }) => format!("Offline: {cause}"),
            other => format!("{other:?}"),
        });
    }

    fn check(&mut self, event: &Event) -> Result<(), String> {
        match event {
            Event::Message(message) => return self.message(message),
            Event::Lifecycle(Lifecycle::Online { gap: Some(gap), .. }) => {
                if !gap.recovered {
                    self.excused = [true; 2];
                }
                self.gaps.push(gap.clone());
            }
            Event::Lifecycle(Lifecycle::Offline { .. }) => self.offline += 1,
            Event::Lifecycle(Lifecycle::Lagged { missed }) => self.lagged += missed,
            Event::Lifecycle(_) => {}
            other => return Err(format!("nobody caused {other:?}")),
        }
        Ok(())
    }

    fn message(&mut self, message: &Message) -> Result<(), String> {
        let (lane, number) = message.content.split_once(' ').unwrap();
        let (lane, number): (usize, u32) = (lane.parse().unwrap(), number.parse().unwrap());
        if message.is_direct() != (lane == DIRECT) {
            return Err(format!("{number} came on the wrong lane"));
        }
        let next = self.next[lane];
        if number < next {
            return Err(format!("lane {lane}: {number} came when {next} was next"));
        }
        if number > next && !self.excused[lane] {
            return Err(format!("lane {lane}: {next} to {} are lost in silence", number - 1));
        }
        self.lost[lane] += number - next;
        self.next[lane] = number + 1;
        self.excused[lane] = false;
        self.recovered += u32::from(message.is_recovered());
        Ok(())
    }

    /// Whether the last of so many messages came.
    pub(crate) fn has(&self, lane: usize, count: u32) -> bool {
        self.next[lane] >= count
    }

    pub(crate) fn heard(&self, lane: usize) -> u32 {
        self.next[lane] - self.lost[lane]
    }
}

pub(crate) fn line(lane: usize, number: u32) -> String {
    format!("{lane} {number}")
}
