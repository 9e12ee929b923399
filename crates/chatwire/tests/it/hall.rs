//! A platform in memory, whose events and whose answers to calls are told by the test.

#![expect(clippy::panic, reason = "what a panic does is tested, too")]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chatwire::{
    BoxFuture, Capabilities, Error, Event, Incoming, MessageId, Outgoing, Platform, Result, Room,
    Sender,
};
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep, timeout};

/// Longest wait of a test, on the paused clock.
const PATIENCE: Duration = Duration::from_secs(24 * 3600);

/// What becomes of a call.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Fail(Error),
    /// It arrives, but its answer takes so long.
    Slow(Duration),
    Hang,
    Panic,
}

#[derive(Clone, Debug)]
pub(crate) struct Hall(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    name: &'static str,
    can: Capabilities,
    begun: Instant,
    feed: Mutex<Option<mpsc::UnboundedSender<Result<Event>>>>,
    events: Mutex<Option<mpsc::UnboundedReceiver<Result<Event>>>>,
    script: Mutex<VecDeque<Act>>,
    /// What was called, the failures included, with the time since the beginning.
    calls: Mutex<Vec<(Duration, String)>>,
    done: Mutex<Vec<(Room, Outgoing)>>,
    news: watch::Sender<usize>,
    next: Mutex<u64>,
}

impl Hall {
    pub(crate) fn new() -> Self {
        Self::named("hall", Capabilities::default().reply().edit().delete().typing().react())
    }

    pub(crate) fn named(name: &'static str, can: Capabilities) -> Self {
        let (feed, events) = mpsc::unbounded_channel();
        Self(Arc::new(Inner {
            name,
            can,
            begun: Instant::now(),
            feed: Mutex::new(Some(feed)),
            events: Mutex::new(Some(events)),
            script: Mutex::default(),
            calls: Mutex::default(),
            done: Mutex::default(),
            news: watch::channel(0).0,
            next: Mutex::default(),
        }))
    }

    pub(crate) fn room(&self, id: &str) -> Room {
        Room::new(self.0.name, id)
    }

    /// The next calls end so; those after them work.
    pub(crate) fn script(&self, acts: impl IntoIterator<Item = Act>) {
        self.0.script.lock().unwrap().extend(acts);
    }

    pub(crate) fn event(&self, event: Event) {
        let feed = self.0.feed.lock().unwrap();
        // Nobody may listen any more.
        let _ = feed.as_ref().unwrap().send(Ok(event));
    }

    /// Somebody writes into a room.
    pub(crate) fn say(&self, room: &str, who: &str, text: &str) -> Incoming {
        let mut next = self.0.next.lock().unwrap();
        *next += 1;
        let message = Incoming::new(format!("in{next}"), self.room(room), Sender::new(who), text);
        self.event(Event::Message(message.clone()));
        message
    }

    /// The session ends, with an error or without.
    pub(crate) fn end(&self, error: Option<Error>) {
        let feed = self.0.feed.lock().unwrap().take().unwrap();
        if let Some(error) = error {
            feed.send(Err(error)).unwrap();
        }
    }

    /// What was written, as `room: text`.
    pub(crate) fn texts(&self) -> Vec<String> {
        let done = self.0.done.lock().unwrap();
        done.iter().map(|(room, message)| format!("{}: {}", room.id, message.text)).collect()
    }

    pub(crate) fn written(&self) -> Vec<Outgoing> {
        self.0.done.lock().unwrap().iter().map(|(_, message)| message.clone()).collect()
    }

    /// What was called, such as `send main: hello` or `delete main: 7`.
    pub(crate) fn calls(&self) -> Vec<String> {
        self.0.calls.lock().unwrap().iter().map(|(_, call)| call.clone()).collect()
    }

    /// When the calls were made, since the beginning.
    pub(crate) fn times(&self) -> Vec<Duration> {
        self.0.calls.lock().unwrap().iter().map(|(at, _)| *at).collect()
    }

    /// Waits until so many calls were made.
    pub(crate) async fn until(&self, calls: usize) {
        let mut news = self.0.news.subscribe();
        let enough = news.wait_for(|made| *made >= calls);
        assert!(timeout(PATIENCE, enough).await.is_ok(), "only {:?}", self.calls());
    }

    fn call<'a, T: Send + 'a>(
        &'a self,
        call: String,
        done: impl FnOnce() -> T + Send + 'a,
    ) -> BoxFuture<'a, Result<T>> {
        Box::pin(async move {
            self.0.calls.lock().unwrap().push((self.0.begun.elapsed(), call));
            let act = self.0.script.lock().unwrap().pop_front();
            self.0.news.send_modify(|made| *made += 1);
            match act {
                None => {}
                Some(Act::Fail(error)) => return Err(error),
                Some(Act::Slow(time)) => sleep(time).await,
                Some(Act::Hang) => std::future::pending().await,
                Some(Act::Panic) => panic!("as the test wants"),
            }
            Ok(done())
        })
    }
}

impl Platform for Hall {
    fn name(&self) -> &'static str {
        self.0.name
    }

    fn capabilities(&self) -> Capabilities {
        self.0.can
    }

    fn events(&self) -> BoxStream<'static, Result<Event>> {
        let events = self.0.events.lock().unwrap().take().unwrap();
        stream::unfold(events, async |mut events| Some((events.recv().await?, events))).boxed()
    }

    fn send<'a>(&'a self, room: &'a Room, message: Outgoing) -> BoxFuture<'a, Result<MessageId>> {
        self.call(format!("send {}: {}", room.id, message.text), move || {
            let mut done = self.0.done.lock().unwrap();
            done.push((room.clone(), message));
            MessageId::from(format!("out{}", done.len()))
        })
    }

    fn edit<'a>(
        &'a self,
        room: &'a Room,
        id: &'a MessageId,
        message: Outgoing,
    ) -> BoxFuture<'a, Result<()>> {
        self.call(format!("edit {}: {id} {}", room.id, message.text), || ())
    }

    fn delete<'a>(&'a self, room: &'a Room, id: &'a MessageId) -> BoxFuture<'a, Result<()>> {
        self.call(format!("delete {}: {id}", room.id), || ())
    }

    fn typing<'a>(&'a self, room: &'a Room) -> BoxFuture<'a, Result<()>> {
        self.call(format!("typing {}", room.id), || ())
    }

    fn react<'a>(
        &'a self,
        room: &'a Room,
        id: &'a MessageId,
        emoji: &'a str,
    ) -> BoxFuture<'a, Result<()>> {
        self.call(format!("react {}: {id} {emoji}", room.id), || ())
    }
}
