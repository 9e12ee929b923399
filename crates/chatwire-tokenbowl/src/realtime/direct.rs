//! The direct transport: one websocket at `/ws`, answers in the order of requests, no request ids.

use std::collections::VecDeque;
use std::time::Duration;

use chatwire_core::ws::{Frame, Reply, Watchdog};
use chatwire_core::{Error, ErrorKind, Result, de};
use serde_json::{Map, Value};

use super::command::Answer;
use super::event::Event;
use super::frame::{Kind, failure, named};
use crate::{Message, UnreadCount};

/// Longest silence of a server that pings: two and a half of its intervals of 30 s (Token Bowl server 1.1.5).
const DEAF: Duration = Duration::from_secs(75);
/// Interval of our own pings where the server does not ping, and the time for their answers.
const OWN_PING: Duration = Duration::from_secs(30);
const OWN_PONG: Duration = Duration::from_secs(10);
/// Requests that may wait for answers: on a line that is alive, answers come at once.
const MOST_WAITING: usize = 256;
/// Answer to a ping of the server; without it the connection gets no news after 90 s.
const PONG: &str = r#"{"type":"pong"}"#;

/// State of one direct connection.
#[derive(Debug, Default)]
pub(super) struct Direct {
    /// Requests under way, oldest first. Those whose caller gave up stay, since their answers still come, until a
    /// later one is answered.
    waiting: VecDeque<(Kind, Reply<Answer>)>,
    /// The server has pinged on this connection.
    pings: bool,
}

impl Direct {
    /// What counts as dead.
    pub(super) fn watchdog(&self) -> Watchdog {
        if self.pings {
            // A server that gave a connection up still answers on it: only its pings prove anything.
            Watchdog::silence(DEAF).marked()
        } else {
            Watchdog::silence(OWN_PING + OWN_PONG).ping_after(OWN_PING)
        }
    }

    /// Whether the server has pinged on this connection.
    pub(super) fn has_pings(&self) -> bool {
        self.pings
    }

    /// The server pinged: the frame that answers.
    pub(super) fn pinged(&mut self) -> Frame {
        self.pings = true;
        Frame::text(PONG)
    }

    /// Remembers a request whose frame is being sent.
    ///
    /// # Errors
    ///
    /// [`Transport`](ErrorKind::Transport) when so many are unanswered that the line must be dead: give it up.
    pub(super) fn asked(&mut self, kind: Kind, reply: Reply<Answer>) -> Result<()> {
        self.waiting.push_back((kind, reply));
        if self.waiting.len() > MOST_WAITING {
            let why = "the server answers no requests on this line";
            return Err(named(Error::new(ErrorKind::Transport, why)));
        }
        Ok(())
    }

    /// An answer came; what is an event besides is returned.
    pub(super) fn answered(&mut self, kind: Kind, mut fields: Map<String, Value>) -> Option<Event> {
        let answer = match kind {
            Kind::Other => return None,
            Kind::Sent => {
                let message = fields.remove("message").unwrap_or_default();
                serde_json::from_value::<Message>(message)
                    .map(|message| Answer::Message(Box::new(message)))
            }
            Kind::MarkedOne => Ok(Answer::Done),
            Kind::MarkedAll => Ok(count(&fields, "marked_as_read")),
            Kind::MarkedRoom | Kind::MarkedDirect => Ok(count(&fields, "count")),
            Kind::UnreadCount => {
                serde_json::from_value::<UnreadCount>(Value::Object(fields)).map(Answer::Unread)
            }
        };
        let answer = answer.map_err(|err| {
            // The server has done its work; only its words are lost.
            let place = de::place_of(&err);
            let why = format!("the answer of the live session cannot be read: {place}");
            named(Error::decode(why).with_maybe_sent(true))
        });
        let event = match &answer {
            Ok(Answer::Unread(count)) => Some(Event::UnreadCount(count.clone())),
            _ => None,
        };
        if let Some(at) = self.waiting.iter().position(|(waiting, _)| *waiting == kind) {
            // Answers come in the order of requests: those before this one will get none, and must not take a later
            // one's refusal.
            for (_, reply) in self.waiting.drain(..at) {
                let why = "the server answered a later request, but not this one";
                let error = Error::new(ErrorKind::Transport, why).with_maybe_sent(true);
                reply.answer(Err(named(error)));
            }
            if let Some((_, reply)) = self.waiting.pop_front() {
                reply.answer(answer);
            }
        }
        event
    }

    /// The server refused something: the oldest request, if there is one.
    pub(super) fn refused(&mut self, words: String) -> Option<Event> {
        let error = failure(words);
        match self.waiting.pop_front() {
            Some((_, reply)) => {
                reply.answer(Err(error));
                None
            }
            None => Some(Event::Trouble(error.with_maybe_sent(false))),
        }
    }

    /// The connection is gone: nothing hangs.
    pub(super) fn closed(&mut self) {
        let why = "the line was lost before the answer";
        let error = named(Error::new(ErrorKind::Transport, why).with_maybe_sent(true));
        for (_, reply) in std::mem::take(self).waiting {
            reply.answer(Err(error.clone()));
        }
    }
}

fn count(fields: &Map<String, Value>, name: &str) -> Answer {
    let told = fields.get(name).and_then(|told| crate::model::count(told).ok());
    Answer::Count(told.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(fields) => fields,
            _ => Map::new(),
        }
    }

    #[tokio::test]
    async fn answers_find_the_oldest_request_of_their_kind() {
        let mut direct = Direct::default();
        let (first, one) = Reply::new();
        let (second, two) = Reply::new();
        let (third, three) = Reply::new();
        direct.asked(Kind::Sent, first).unwrap();
        direct.asked(Kind::MarkedRoom, second).unwrap();
        direct.asked(Kind::Sent, third).unwrap();
        let sent = |id: &str| {
            fields(json!({"message":
                {"id": id, "from_username": "a", "content": "x", "timestamp": "t"}}))
        };
        assert!(direct.answered(Kind::Sent, sent("m1")).is_none());
        assert!(direct.answered(Kind::MarkedRoom, fields(json!({"count": 3}))).is_none());
        assert!(direct.answered(Kind::Sent, sent("m2")).is_none());
        assert!(matches!(one.await.unwrap(), Ok(Answer::Message(m)) if m.id == "m1"));
        assert!(matches!(two.await.unwrap(), Ok(Answer::Count(3))));
        assert!(matches!(three.await.unwrap(), Ok(Answer::Message(m)) if m.id == "m2"));
    }

    #[tokio::test]
    async fn a_late_answer_does_not_reach_the_next_request() {
        let mut direct = Direct::default();
        let (given_up, answer) = Reply::new();
        direct.asked(Kind::MarkedAll, given_up).unwrap();
        drop(answer);
        let (next, answer) = Reply::new();
        direct.asked(Kind::MarkedAll, next).unwrap();
        direct.answered(Kind::MarkedAll, fields(json!({"marked_as_read": 1})));
        direct.answered(Kind::MarkedAll, fields(json!({"marked_as_read": 2})));
        assert!(matches!(answer.await.unwrap(), Ok(Answer::Count(2))));
    }

    #[tokio::test]
    async fn a_request_without_an_answer_does_not_take_the_refusal_of_a_later_one() {
        let mut direct = Direct::default();
        let (first, forgotten) = Reply::new();
        let (second, two) = Reply::new();
        let (third, three) = Reply::new();
        direct.asked(Kind::MarkedAll, first).unwrap();
        direct.asked(Kind::MarkedRoom, second).unwrap();
        direct.asked(Kind::Sent, third).unwrap();
        direct.answered(Kind::MarkedRoom, fields(json!({"count": 3})));
        let err = forgotten.await.unwrap().unwrap_err();
        assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Transport, true));
        assert!(matches!(two.await.unwrap(), Ok(Answer::Count(3))));
        assert!(direct.refused("User bob not found".to_owned()).is_none());
        assert_eq!(three.await.unwrap().unwrap_err().kind(), ErrorKind::NotFound);
    }

    #[test]
    fn a_line_that_answers_nothing_is_given_up() {
        let mut direct = Direct::default();
        let mut ask = || direct.asked(Kind::Sent, Reply::new().0);
        for _ in 0..MOST_WAITING {
            ask().unwrap();
        }
        assert_eq!(ask().unwrap_err().kind(), ErrorKind::Transport);
    }

    #[test]
    fn an_answer_that_cannot_be_read_is_not_quoted() {
        let mut direct = Direct::default();
        let (reply, mut answer) = Reply::new();
        direct.asked(Kind::Sent, reply).unwrap();
        direct.answered(Kind::Sent, fields(json!({"message": "canary"})));
        let err = answer.try_take().unwrap().unwrap_err();
        assert!(!format!("{err} {err:?}").contains("canary"), "{err:?}");
    }

    #[tokio::test]
    async fn refusals_go_to_the_oldest_and_losses_to_all() {
        let mut direct = Direct::default();
        let (first, one) = Reply::new();
        let (second, two) = Reply::new();
        direct.asked(Kind::Sent, first).unwrap();
        direct.asked(Kind::MarkedOne, second).unwrap();
        assert!(direct.refused("User bob not found".to_owned()).is_none());
        assert_eq!(one.await.unwrap().unwrap_err().kind(), ErrorKind::NotFound);
        direct.closed();
        let err = two.await.unwrap().unwrap_err();
        assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Transport, true));
        assert!(matches!(direct.refused("x".to_owned()), Some(Event::Trouble(_))));
    }

    #[test]
    fn numbers_are_an_event_whether_or_not_they_were_asked_for() {
        let mut direct = Direct::default();
        let numbers = fields(json!({"unread_room_messages": 1, "unread_direct_messages": 2,
            "total_unread": 3}));
        let event = direct.answered(Kind::UnreadCount, numbers);
        assert!(matches!(event, Some(Event::UnreadCount(count)) if count.total_unread == 3));
    }

    #[test]
    fn only_pings_keep_a_line_alive_once_there_was_one() {
        let mut direct = Direct::default();
        assert_eq!(
            direct.watchdog(),
            Watchdog::silence(Duration::from_secs(40)).ping_after(OWN_PING)
        );
        assert_eq!(direct.pinged().as_text(), Some(PONG));
        assert_eq!(direct.watchdog(), Watchdog::silence(DEAF).marked());
        direct.closed();
        assert_ne!(direct.watchdog(), Watchdog::silence(DEAF).marked());
    }
}
