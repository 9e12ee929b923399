//! [`Lanes`]: what is sent to one channel goes out one after another, so that it arrives in the order of the calls.

use std::collections::{HashMap, VecDeque};

use chatwire_core::{Error, ErrorKind};
use chatwire_mezon_proto::realtime::envelope;

use super::command::Answer;
use super::joins::Place;
use crate::ChannelId;
use crate::error::code;

/// Something on its way to a channel.
#[derive(Debug)]
pub(super) struct Parcel {
    pub(super) place: Place,
    pub(super) message: Box<envelope::Message>,
    pub(super) reply: Answer,
    /// Why the channel was joined for it: another refusal is the caller's.
    pub(super) refused: Option<Error>,
}

#[derive(Debug)]
struct Lane {
    /// What is under way; its reply is kept here.
    current: Parcel,
    /// It has left at least once: until then it waits for the limit.
    has_left: bool,
    /// The channel is being joined for it.
    is_joining: bool,
    waiting: VecDeque<Parcel>,
}

/// Channels that something is on its way to.
#[derive(Debug, Default)]
pub(super) struct Lanes(HashMap<ChannelId, Lane>);

/// What to do after the service has answered a parcel.
#[derive(Debug)]
pub(super) enum Next {
    /// Join the channel, then send again.
    Join(Place),
    /// Send this, which has waited.
    Send(Box<envelope::Message>),
    /// Nothing more waits for this channel.
    Nothing,
}

impl Lanes {
    /// Takes a parcel; its envelope, when it may go out at once.
    pub(super) fn push(&mut self, parcel: Parcel) -> Option<Box<envelope::Message>> {
        let channel = parcel.place.channel;
        if let Some(lane) = self.0.get_mut(&channel) {
            lane.waiting.push_back(parcel);
            return None;
        }
        let message = parcel.message.clone();
        let lane =
            Lane { current: parcel, has_left: false, is_joining: false, waiting: VecDeque::new() };
        self.0.insert(channel, lane);
        Some(message)
    }

    /// What is under way to a channel leaves now.
    pub(super) fn leaves(&mut self, channel: ChannelId) {
        if let Some(lane) = self.0.get_mut(&channel) {
            lane.has_left = true;
        }
    }

    /// Whether a parcel waits behind another, or for a join.
    pub(super) fn has_waiting(&self) -> bool {
        let waits = |parcel: &Parcel| !parcel.reply.is_abandoned();
        self.0
            .values()
            .any(|lane| (lane.is_joining && waits(&lane.current)) || lane.waiting.iter().any(waits))
    }

    /// Number of parcels that wait behind others.
    pub(super) fn waiting(&self) -> usize {
        self.0.values().map(|lane| lane.waiting.len()).sum()
    }

    /// The service has answered what is under way.
    pub(super) fn answered(
        &mut self,
        channel: ChannelId,
        result: Result<Option<envelope::Message>, Error>,
    ) -> Next {
        let Some(lane) = self.0.get_mut(&channel) else { return Next::Nothing };
        let current = &mut lane.current;
        match result {
            Err(refused)
                if refused.code() == Some(code::MUST_JOIN)
                    && current.refused.is_none()
                    && !current.reply.is_abandoned() =>
            {
                current.refused = Some(refused);
                lane.is_joining = true;
                Next::Join(current.place)
            }
            result => self.finish(channel, result),
        }
    }

    /// The channel was joined, or not: the parcel goes out again, or the refusal is its answer.
    pub(super) fn joined(&mut self, channel: ChannelId, result: Result<(), Error>) -> Next {
        /// Failures after which nobody knows whether something was done; of the parcel it is known.
        const UNCLEAR: [ErrorKind; 3] = [ErrorKind::Server, ErrorKind::Timeout, ErrorKind::Decode];
        let Some(lane) = self.0.get_mut(&channel) else { return Next::Nothing };
        lane.is_joining = false;
        let current = &lane.current;
        let result = match (result, &current.refused) {
            (Ok(()), _) if !current.reply.is_abandoned() => {
                return Next::Send(current.message.clone());
            }
            (Err(error), Some(refused)) if UNCLEAR.contains(&error.kind()) => {
                Err(refused.clone().with_source(error))
            }
            (result, _) => result.map(|()| None),
        };
        self.finish(channel, result)
    }

    /// Whether nobody waits any more for what is under way.
    pub(super) fn is_abandoned(&self, channel: ChannelId) -> bool {
        self.0.get(&channel).is_some_and(|lane| lane.current.reply.is_abandoned())
    }

    /// What was to go out, and that nobody waits for any more, does not: the next of its lane.
    pub(super) fn skip(&mut self, channel: ChannelId) -> Next {
        self.finish(channel, Ok(None))
    }

    fn finish(
        &mut self,
        channel: ChannelId,
        result: Result<Option<envelope::Message>, Error>,
    ) -> Next {
        let Some(lane) = self.0.get_mut(&channel) else { return Next::Nothing };
        while let Some(next) = lane.waiting.pop_front() {
            // Who stopped waiting before it went out did not send it.
            if !next.reply.is_abandoned() {
                let message = next.message.clone();
                let done = std::mem::replace(&mut lane.current, next);
                lane.has_left = false;
                done.reply.answer(result);
                return Next::Send(message);
            }
        }
        if let Some(lane) = self.0.remove(&channel) {
            lane.current.reply.answer(result);
        }
        if self.0.is_empty() {
            // Lanes are large, and most sessions send now and then only.
            self.0.shrink_to_fit();
        }
        Next::Nothing
    }

    /// The line is gone: what has left may have arrived, what waited has not.
    pub(super) fn clear(&mut self, lost: &Error) {
        for lane in std::mem::take(&mut self.0).into_values() {
            lane.current.reply.answer(Err(lost.clone().with_maybe_sent(lane.has_left)));
            for parcel in lane.waiting {
                parcel.reply.answer(Err(lost.clone().with_maybe_sent(false)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use chatwire_core::ws::{self, Reply};
    use chatwire_mezon_proto::realtime;

    use super::*;

    type Wait = ws::Answer<Option<envelope::Message>>;

    fn parcel(channel: i64, text: &str) -> (Parcel, Wait) {
        let (reply, wait) = Reply::new();
        let place = Place { clan: 7.into(), channel: channel.into(), kind: 1, is_public: true };
        (Parcel { place, message: Box::new(message(text)), reply, refused: None }, wait)
    }

    fn message(text: &str) -> envelope::Message {
        envelope::Message::ChannelMessageSend(realtime::ChannelMessageSend {
            content: text.to_owned(),
            ..realtime::ChannelMessageSend::default()
        })
    }

    fn must_join() -> Error {
        crate::error::envelope(3, "Must join channel before sending messages")
    }

    #[test]
    fn one_channel_is_served_in_order_and_others_beside_it() {
        let mut lanes = Lanes::default();
        let (first, mut first_done) = parcel(1, "first");
        let (second, mut second_done) = parcel(1, "second");
        let (other, _other) = parcel(2, "other");
        assert_eq!(lanes.push(first).as_deref(), Some(&message("first")));
        assert!(lanes.push(second).is_none());
        assert_eq!(lanes.push(other).as_deref(), Some(&message("other")));
        assert_eq!(lanes.waiting(), 1);
        let Next::Send(next) = lanes.answered(1.into(), Ok(None)) else { panic!() };
        assert_eq!(*next, message("second"));
        assert!(first_done.try_take().unwrap().is_ok());
        assert!(matches!(lanes.answered(1.into(), Ok(None)), Next::Nothing));
        assert!(second_done.try_take().unwrap().is_ok());
    }

    #[test]
    fn a_channel_is_joined_once_and_the_second_refusal_is_told() {
        let mut lanes = Lanes::default();
        let (one, mut done) = parcel(1, "one");
        lanes.push(one);
        assert!(matches!(lanes.answered(1.into(), Err(must_join())), Next::Join(_)));
        let Next::Send(again) = lanes.joined(1.into(), Ok(())) else { panic!() };
        assert_eq!(*again, message("one"));
        assert!(matches!(lanes.answered(1.into(), Err(must_join())), Next::Nothing));
        assert_eq!(done.try_take().unwrap().unwrap_err().code(), Some(code::MUST_JOIN));
    }

    #[test]
    fn a_join_that_is_refused_is_the_answer() {
        let mut lanes = Lanes::default();
        let (one, mut done) = parcel(1, "one");
        lanes.push(one);
        lanes.answered(1.into(), Err(must_join()));
        let refused = Error::new(ErrorKind::Forbidden, "no");
        assert!(matches!(lanes.joined(1.into(), Err(refused)), Next::Nothing));
        assert_eq!(done.try_take().unwrap().unwrap_err().kind(), ErrorKind::Forbidden);
    }

    #[test]
    fn who_stopped_waiting_is_skipped() {
        let mut lanes = Lanes::default();
        let (first, _first) = parcel(1, "first");
        let (gone, wait) = parcel(1, "gone");
        let (third, _third) = parcel(1, "third");
        for parcel in [first, gone, third] {
            lanes.push(parcel);
        }
        drop(wait);
        let Next::Send(next) = lanes.answered(1.into(), Ok(None)) else { panic!() };
        assert_eq!(*next, message("third"));
    }

    #[test]
    fn who_stopped_waiting_for_a_join_is_not_sent_again() {
        let mut lanes = Lanes::default();
        let (gone, wait) = parcel(1, "gone");
        let (next, _next) = parcel(1, "next");
        lanes.push(gone);
        lanes.push(next);
        assert!(matches!(lanes.answered(1.into(), Err(must_join())), Next::Join(_)));
        drop(wait);
        let Next::Send(next) = lanes.joined(1.into(), Ok(())) else { panic!() };
        assert_eq!(*next, message("next"));
    }

    #[test]
    fn a_lost_line_tells_what_may_have_arrived() {
        let mut lanes = Lanes::default();
        let (first, mut sent) = parcel(1, "first");
        let (second, mut unsent) = parcel(1, "second");
        lanes.push(first);
        lanes.push(second);
        lanes.leaves(1.into());
        lanes.clear(&Error::new(ErrorKind::Transport, "lost"));
        assert!(sent.try_take().unwrap().unwrap_err().maybe_sent());
        assert!(!unsent.try_take().unwrap().unwrap_err().maybe_sent());
    }
}
