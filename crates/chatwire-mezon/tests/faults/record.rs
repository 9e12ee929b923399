//! [`Record`]: what a session delivered, checked while it comes.

use chatwire_mezon::Event;
use chatwire_mezon::realtime::{Gap, Lifecycle};

use crate::words;

/// Numbered messages of two channels, which must come in order and once.
///
/// Their texts are `<lane> <number>`, counted from 0 in each lane.
#[derive(Debug)]
pub(crate) struct Record {
    rooms: [i64; 2],
    /// Whether gaps are closed: else each lost line excuses a hole.
    fills: bool,
    /// Number that comes next, by lane.
    next: [u32; 2],
    /// Messages that were left out, by lane.
    pub(crate) lost: [u32; 2],
    /// Whether a loss was told since the last message of the lane.
    excused: [bool; 2],
    /// Gaps so far, recovered or not.
    pub(crate) gaps: Vec<Gap>,
    pub(crate) offline: u32,
    /// Messages that came as recovered.
    pub(crate) recovered: u32,
    /// News and messages, for the words of a failure.
    story: Vec<String>,
}

impl Record {
    pub(crate) fn new(rooms: [i64; 2], fills: bool) -> Self {
        Self {
            rooms,
            fills,
            next: [0; 2],
            lost: [0; 2],
            excused: [false; 2],
            gaps: Vec::new(),
            offline: 0,
            recovered: 0,
            story: Vec::new(),
        }
    }

    /// Takes an event; words for what must not be.
    pub(crate) fn take(&mut self, event: &Event) -> Result<(), String> {
        self.tell(event);
        self.check(event).map_err(|why| format!("{why} after {:#?}", self.story))
    }

    fn tell(&mut self, event: &Event) {
        const STORY: usize = 40;
        if self.story.len() == STORY {
            self.story.remove(0);
        }
        self.story.push(match event {
            Event::ChannelMessage(message) => {
                let how = if message.is_recovered() { "recovered" } else { "pushed" };
                format!("{} {how}", words(&message.content))
            }
            Event::Lifecycle(Lifecycle::Offline { cause, .. }) => format!("Offline: {cause}"),
            Event::Trouble(error) => format!("Error: {error}"),
            other => format!("{other:?}"),
        });
    }

    fn check(&mut self, event: &Event) -> Result<(), String> {
        match event {
            Event::ChannelMessage(message) => {
                return self.message(
                    message.channel_id,
                    &words(&message.content),
                    message.is_recovered(),
                );
            }
            Event::Lifecycle(Lifecycle::Online { gap: Some(gap), .. }) => {
                if gap.recovered && !self.fills {
                    return Err("nobody closes gaps".to_owned());
                }
                if !gap.recovered {
                    self.excused = [true; 2];
                }
                self.gaps.push(gap.clone());
            }
            Event::Lifecycle(Lifecycle::Offline { .. }) => {
                self.offline += 1;
                if !self.fills {
                    self.excused = [true; 2];
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn message(&mut self, channel: i64, words: &str, is_recovered: bool) -> Result<(), String> {
        // What the bot says itself has no number.
        let Some((lane, number)) = words.split_once(' ') else { return Ok(()) };
        let (lane, number): (usize, u32) = (lane.parse().unwrap(), number.parse().unwrap());
        if self.rooms[lane] != channel {
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
        self.recovered += u32::from(is_recovered);
        Ok(())
    }

    /// Whether the last of so many messages came, in both lanes.
    pub(crate) fn has(&self, said: [u32; 2]) -> bool {
        self.next[0] >= said[0] && self.next[1] >= said[1]
    }

    pub(crate) fn heard(&self, lane: usize) -> u32 {
        self.next[lane] - self.lost[lane]
    }
}

pub(crate) fn line(lane: usize, number: u32) -> String {
    format!("{lane} {number}")
}
