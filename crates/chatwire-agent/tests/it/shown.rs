//! Answers that grow: as a stream, and on platforms.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use chatwire::{
    BoxFuture, Bytes, Capabilities, Event, LengthUnit, MessageId, Outgoing, Platform, Result, Room,
};
use chatwire_agent::{Error, ErrorKind, Piece, Silence};
use chatwire_core::testing::{Answer, Script};
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt, TryStreamExt};
use serde_json::json;

use crate::{agent, bodies, message, says};

/// A stream of these texts, two seconds apart.
fn pieces(texts: &[&str]) -> Answer {
    let event = |text: &&str| {
        Bytes::from(format!("data: {}\n\n", json!({"choices": [{"delta": {"content": text}}]})))
    };
    let mut events: Vec<_> = texts.iter().map(event).collect();
    let usage = json!({"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 3}});
    events.push(format!(": OPENROUTER PROCESSING\n\ndata: {usage}\n\ndata: [DONE]\n\n").into());
    let answer = Answer::status(200).header("content-type", "text/event-stream");
    answer.trickle(events, Duration::from_secs(2))
}

/// A place that keeps what is written, and says how.
#[derive(Debug, Default)]
struct Wall {
    capabilities: Capabilities,
    log: Mutex<Vec<String>>,
    /// What becomes of the next sends and edits.
    failures: Mutex<VecDeque<Option<Error>>>,
}

impl Wall {
    fn log(&self, line: String) -> usize {
        let mut log = self.log.lock().unwrap();
        log.push(line);
        log.len()
    }

    fn failure(&self) -> Option<Error> {
        self.failures.lock().unwrap().pop_front().flatten()
    }
}

impl Platform for Wall {
    fn name(&self) -> &'static str {
        "test"
    }

    fn events(&self) -> BoxStream<'static, Result<Event>> {
        stream::empty().boxed()
    }

    fn capabilities(&self) -> Capabilities {
        self.capabilities
    }

    fn send<'a>(&'a self, _: &'a Room, message: Outgoing) -> BoxFuture<'a, Result<MessageId>> {
        if let Some(error) = self.failure() {
            return Box::pin(async { Err(error) });
        }
        let id = self.log(format!("+ {}", message.text));
        Box::pin(async move { Ok(format!("m{id}").into()) })
    }

    fn edit<'a>(
        &'a self,
        _: &'a Room,
        id: &'a MessageId,
        message: Outgoing,
    ) -> BoxFuture<'a, Result<()>> {
        if let Some(error) = self.failure() {
            return Box::pin(async { Err(error) });
        }
        self.log(format!("{id} {}", message.text));
        Box::pin(async { Ok(()) })
    }

    fn delete<'a>(&'a self, _: &'a Room, id: &'a MessageId) -> BoxFuture<'a, Result<()>> {
        self.log(format!("- {id}"));
        Box::pin(async { Ok(()) })
    }

    fn typing<'a>(&'a self, _: &'a Room) -> BoxFuture<'a, Result<()>> {
        self.log("typing".to_owned());
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test(start_paused = true)]
async fn pieces_and_the_whole() {
    let script = Script::new().answer(Answer::status(503)).answer(pieces(&["Ahoy", ", ", "Ada "]));
    let agent = agent(&script).build().unwrap();
    let pieces: Vec<_> =
        agent.reply_stream(&message("1", "ada", "ahoy")).try_collect().await.unwrap();
    let text = |text: &str| Piece::Text(text.to_owned());
    assert_eq!(pieces[..3], [text("Ahoy"), text(", "), text("Ada ")]);
    let Piece::Done(answer) = &pieces[3] else { panic!("{pieces:?}") };
    assert_eq!(answer.text.as_deref(), Some("Ahoy, Ada"));
    assert_eq!((answer.usage.input_tokens, answer.usage.output_tokens), (7, 3));
    let body = &bodies(&script)[1];
    assert_eq!(
        (&body["stream"], &body["stream_options"]),
        (&json!(true), &json!({"include_usage": true}))
    );
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_breaks_off_is_a_failure() {
    let event = "data: {\"choices\":[{\"delta\":{\"content\":\"Ah\"}}]}\n\n";
    let cut = || Answer::status(200).header("content-type", "text/event-stream").body(event);
    let script = Script::new().always(cut());
    let agent = agent(&script).build().unwrap();
    let question = message("1", "ada", "ahoy");
    let mut stream = agent.reply_stream(&question);
    assert_eq!(stream.next().await.unwrap().unwrap(), Piece::Text("Ah".to_owned()));
    assert_eq!(stream.next().await.unwrap().unwrap_err().kind(), ErrorKind::Transport);
    assert!(stream.next().await.is_none());
    // What was shown is not asked for again by itself, but may be by the caller.
    assert_eq!(script.requests().len(), 1);
    assert_eq!(agent.screen(&question), None);
    drop(agent.reply_stream(&question));
    assert_eq!(agent.screen(&question), None);
}

#[tokio::test(start_paused = true)]
async fn a_message_grows_where_it_can_be_edited() {
    let wall = Wall {
        capabilities: Capabilities::default().edit().typing().max_length(12, LengthUnit::Chars),
        ..Wall::default()
    };
    let script = Script::new().answer(pieces(&["one two", " three", " four"]));
    let agent = agent(&script).build().unwrap();
    let shown = agent.answer_on(&wall, &message("1", "ada", "count")).await.unwrap();
    let log = wall.log.into_inner().unwrap();
    assert_eq!(
        log,
        ["typing", "+ one two …", "m2 one two", "+ three four"],
        "the rest of a long answer is a message of its own"
    );
    assert_eq!(shown.ids, [MessageId::from("m2"), MessageId::from("m4")]);
    assert_eq!(agent.stats().messages_sent, 2);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_shown_while_it_grows_is_written_at_the_end() {
    let slow_down = Error::new(ErrorKind::RateLimited, "slow down");
    let slow_down = slow_down.with_retry_after(Duration::from_secs(3));
    let lost = Error::new(ErrorKind::Timeout, "no answer").with_maybe_sent(true);
    for (failures, expected) in [
        // The third piece comes before the platform wants to be asked again.
        (vec![None, Some(slow_down)], &["+ a …", "m1 a b c d …", "m1 a b c d"][..]),
        (vec![Some(lost)], &["+ a b c d"][..]),
    ] {
        let capabilities = Capabilities::default().edit();
        let wall = Wall { capabilities, failures: Mutex::new(failures.into()), ..Wall::default() };
        let script = Script::new().answer(pieces(&["a", " b", " c", " d"]));
        let agent = agent(&script).build().unwrap();
        let shown = agent.answer_on(&wall, &message("1", "ada", "count")).await.unwrap();
        assert_eq!(shown.answer.text.as_deref(), Some("a b c d"));
        assert_eq!(wall.log.into_inner().unwrap(), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn elsewhere_it_is_written_when_it_is_whole() {
    let wall = Wall::default();
    let agent = agent(&says(["pong"])).build().unwrap();
    let ping = message("1", "ada", "ping");
    agent.answer_on(&wall, &ping).await.unwrap();
    let again = agent.answer_on(&wall, &ping).await.unwrap();
    assert_eq!((again.ids.len(), again.answer.silence), (0, Some(Silence::Duplicate)));
    assert_eq!(wall.log.into_inner().unwrap(), ["+ pong"]);
}

#[tokio::test(start_paused = true)]
async fn what_is_kept_back_is_taken_back() {
    let wall = Wall { capabilities: Capabilities::default().edit().delete(), ..Wall::default() };
    let script = Script::new().answer(pieces(&["Aye, aye!"])).answer(pieces(&["aye, aye!"]));
    let agent = agent(&script).build().unwrap();
    agent.answer_on(&wall, &message("1", "ada", "x")).await.unwrap();
    let shown = agent.answer_on(&wall, &message("2", "ada", "y")).await.unwrap();
    assert_eq!(shown.answer.silence, Some(Silence::Repetition));
    let log = wall.log.into_inner().unwrap();
    assert_eq!(log, ["+ Aye, aye! …", "m1 Aye, aye!", "+ aye, aye! …", "- m3"]);
}
