//! A platform in memory that does as it is told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chatwire::{
    BoxFuture, Capabilities, Error, Event, Incoming, MessageId, Outgoing, Platform, Result, Room,
    Sender,
};
use futures_util::stream::{self, BoxStream, StreamExt};
use tokio::sync::{Notify, mpsc};

/// How the next message is answered.
#[derive(Debug)]
pub(crate) enum Answer {
    /// Not written, this error.
    Refuse(Error),
    /// Written, and still this error.
    WriteAndFail(Error),
    /// Written, and nothing else is told than that.
    WithoutId,
    /// Answered after this time; an echo comes at once.
    Late(Duration),
}

/// The platform; clones are the same one.
#[derive(Clone, Debug)]
pub(crate) struct Fake {
    name: &'static str,
    can: Capabilities,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug)]
struct State {
    answers: VecDeque<Answer>,
    calls: Vec<String>,
    sent: Vec<(Room, Outgoing)>,
    echo: Option<Sender>,
    attempts: usize,
    pushed: mpsc::UnboundedSender<Option<Result<Event>>>,
    events: Option<mpsc::UnboundedReceiver<Option<Result<Event>>>>,
}

impl Fake {
    pub(crate) fn new(name: &'static str) -> Self {
        Self::with(name, Capabilities::default().reply().edit().delete())
    }

    pub(crate) fn with(name: &'static str, can: Capabilities) -> Self {
        let (pushed, receiver) = mpsc::unbounded_channel();
        let state = State {
            answers: VecDeque::new(),
            calls: Vec::new(),
            sent: Vec::new(),
            echo: None,
            attempts: 0,
            pushed,
            events: Some(receiver),
        };
        let shared = Shared { state: Mutex::new(state), changed: Notify::new() };
        Self { name, can, shared: Arc::new(shared) }
    }

    /// What is written comes back as an event, under this sender and before the answer.
    pub(crate) fn echoing(self, sender: Sender) -> Self {
        self.state().echo = Some(sender);
        self
    }

    /// Answers the next messages so.
    pub(crate) fn answer(&self, answers: impl IntoIterator<Item = Answer>) {
        self.state().answers.extend(answers);
    }

    pub(crate) fn room(&self) -> Room {
        Room::new(self.name, "1")
    }

    /// Somebody writes in the room.
    pub(crate) fn say(&self, id: &str, text: &str) {
        self.push(Event::Message(self.message(id, text)));
    }

    pub(crate) fn message(&self, id: &str, text: &str) -> Incoming {
        Incoming::new(id, self.room(), Sender::new("u1").name("ada"), text)
    }

    pub(crate) fn push(&self, event: Event) {
        self.state().pushed.send(Some(Ok(event))).unwrap();
    }

    pub(crate) fn fail(&self, error: Error) {
        self.state().pushed.send(Some(Err(error))).unwrap();
        self.end();
    }

    /// The session ends after what was pushed.
    pub(crate) fn end(&self) {
        // The bridge may have ended before.
        let _ = self.state().pushed.send(None);
    }

    /// Allows one session more.
    pub(crate) fn reopen(&self) {
        let (pushed, receiver) = mpsc::unbounded_channel();
        let mut state = self.state();
        state.pushed = pushed;
        state.events = Some(receiver);
    }

    /// Waits until the bridge has made this many calls, refused ones included.
    pub(crate) async fn called(&self, times: usize) {
        loop {
            let changed = self.shared.changed.notified();
            if self.state().attempts >= times {
                return;
            }
            changed.await;
        }
    }

    /// What the bridge did here: `send text`, `edit id text`, `delete id`.
    pub(crate) fn calls(&self) -> Vec<String> {
        self.state().calls.clone()
    }

    /// Messages as they were written, with all that hung on them.
    pub(crate) fn sent(&self) -> Vec<Outgoing> {
        self.state().sent.iter().map(|(_, message)| message.clone()).collect()
    }

    pub(crate) fn attempts(&self) -> usize {
        self.state().attempts
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.shared.state.lock().unwrap()
    }

    fn noted(&self, call: String) {
        {
            let mut state = self.state();
            state.calls.push(call);
            state.attempts += 1;
        }
        self.shared.changed.notify_waiters();
    }

    fn write(&self, room: &Room, message: &Outgoing) -> MessageId {
        let (id, echo) = {
            let mut state = self.state();
            state.sent.push((room.clone(), message.clone()));
            (format!("{}{}", self.name, state.sent.len()), state.echo.clone())
        };
        if let Some(sender) = echo {
            let echo = Incoming::new(id.as_str(), room.clone(), sender, message.text.as_str());
            let _ = self.state().pushed.send(Some(Ok(Event::Message(echo))));
        }
        self.noted(format!("send {}", message.text));
        MessageId::from(id)
    }
}

impl Platform for Fake {
    fn name(&self) -> &'static str {
        self.name
    }

    fn events(&self) -> BoxStream<'static, Result<Event>> {
        let receiver = self.state().events.take().unwrap();
        let next = |mut receiver: mpsc::UnboundedReceiver<Option<Result<Event>>>| async move {
            let event = receiver.recv().await??;
            Some((event, receiver))
        };
        stream::unfold(receiver, next).boxed()
    }

    fn capabilities(&self) -> Capabilities {
        self.can
    }

    fn send<'a>(&'a self, room: &'a Room, message: Outgoing) -> BoxFuture<'a, Result<MessageId>> {
        Box::pin(async move {
            let answer = self.state().answers.pop_front();
            match answer {
                None => Ok(self.write(room, &message)),
                Some(Answer::Refuse(error)) => {
                    self.state().attempts += 1;
                    self.shared.changed.notify_waiters();
                    Err(error)
                }
                Some(Answer::WriteAndFail(error)) => {
                    self.write(room, &message);
                    Err(error)
                }
                Some(Answer::WithoutId) => {
                    self.write(room, &message);
                    Ok(MessageId::from(""))
                }
                Some(Answer::Late(pause)) => {
                    let id = self.write(room, &message);
                    tokio::time::sleep(pause).await;
                    Ok(id)
                }
            }
        })
    }

    fn edit<'a>(
        &'a self,
        _: &'a Room,
        id: &'a MessageId,
        message: Outgoing,
    ) -> BoxFuture<'a, Result<()>> {
        self.noted(format!("edit {id} {}", message.text));
        Box::pin(async { Ok(()) })
    }

    fn delete<'a>(&'a self, _: &'a Room, id: &'a MessageId) -> BoxFuture<'a, Result<()>> {
        self.noted(format!("delete {id}"));
        Box::pin(async { Ok(()) })
    }
}
