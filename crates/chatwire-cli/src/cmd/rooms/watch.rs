//! [`Watch`]: events of several platforms in one stream, the beginning of each watched over.

use chatwire::{Error, ErrorKind, Event, Lifecycle};
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream, SelectAll};
use tokio::time::{Instant, timeout_at};

use super::station::Station;
use crate::args::Globals;
use crate::cmd::connection::{CONNECT_TIMEOUT, FIRST_ATTEMPTS, too_late};
use crate::exit::{Failure, Result};
use crate::output::aside;
use crate::progress;

/// Events of several platforms.
pub(crate) struct Watch<'a> {
    globals: &'a Globals,
    sessions: Vec<Session>,
    events: SelectAll<BoxStream<'static, (usize, Option<chatwire::Result<Event>>)>>,
    /// When those that have not begun have to.
    until: Instant,
    failed: Option<Error>,
}

/// One platform's session.
#[derive(Debug)]
struct Session {
    station: Station,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Not online yet, after so many failures.
    Begins(u32),
    Online,
    Ended,
}

/// What there is to act on.
#[derive(Debug)]
pub(crate) enum News {
    /// A session is online for the first time.
    Began,
    /// An event that is wanted, or news of a connection that was online before.
    Event { platform: String, event: Box<Event> },
}

impl<'a> Watch<'a> {
    pub(crate) fn new(globals: &'a Globals) -> Self {
        let (events, until) = (SelectAll::new(), Instant::now());
        Self { globals, sessions: Vec::new(), events, until, failed: None }
    }

    /// Begins a session.
    pub(crate) fn add(&mut self, station: Station) {
        let nth = self.sessions.len();
        let events = station.platform.events().map(move |event| (nth, Some(event)));
        // The end of one session is an event of all.
        self.events.push(events.chain(stream::iter([(nth, None)])).boxed());
        self.sessions.push(Session { station, state: State::Begins(0) });
        self.until = Instant::now() + self.limit();
    }

    /// Begins a session, unless one that there is tells of these rooms, too.
    pub(crate) fn join(&mut self, station: Station) {
        let mut sessions = self.sessions.iter_mut();
        let lives = |session: &&mut Session| session.state != State::Ended;
        if !sessions.by_ref().filter(lives).any(|session| session.station.widen(&station)) {
            self.add(station);
        }
    }

    fn limit(&self) -> std::time::Duration {
        self.globals.timeout.unwrap_or(CONNECT_TIMEOUT)
    }

    /// Whether all sessions were online once.
    pub(crate) fn has_begun(&self) -> bool {
        !self.sessions.iter().any(|session| matches!(session.state, State::Begins(_)))
    }

    /// The next news, `None` when all sessions ended well.
    ///
    /// Fails when a session cannot begin, or when none is left and one of them failed. Dropping the future loses
    /// nothing.
    pub(crate) async fn next(&mut self) -> Result<Option<News>> {
        loop {
            let next = if self.has_begun() {
                self.events.next().await
            } else {
                let (limit, until) = (self.limit(), self.until);
                let next = timeout_at(until, self.events.next());
                progress::shown("Connecting", next).await.map_err(|_| too_late(limit))?
            };
            let Some((nth, event)) = next else {
                return self.failed.take().map_or(Ok(None), |err| Err(err.into()));
            };
            let attempts = if self.globals.no_retry { 1 } else { FIRST_ATTEMPTS };
            let Some(session) = self.sessions.get_mut(nth) else { continue };
            let platform = session.station.name.clone();
            match (event, session.state) {
                (Some(Ok(Event::Lifecycle(Lifecycle::Online { .. }))), State::Begins(_)) => {
                    session.state = State::Online;
                    return Ok(Some(News::Began));
                }
                (
                    Some(Ok(Event::Lifecycle(Lifecycle::Offline { cause, .. }))),
                    State::Begins(failures),
                ) => {
                    if failures + 1 >= attempts || is_refused(&cause) {
                        return Err(cause.into());
                    }
                    session.state = State::Begins(failures + 1);
                }
                (Some(Ok(event)), _) => {
                    if event.room().is_none_or(|room| session.station.wants(room)) {
                        return Ok(Some(News::Event { platform, event: Box::new(event) }));
                    }
                }
                (Some(Err(err)), State::Begins(_)) => return Err(err.into()),
                (Some(Err(err)), _) => {
                    session.state = State::Ended;
                    if self.sessions.len() > 1 {
                        aside(&format!("! {platform}: ended: {err}"));
                    }
                    self.failed.get_or_insert(err);
                }
                (None, State::Begins(_)) => {
                    let why = format!("the session of {platform} ended before it began");
                    return Err(Failure::from(Error::new(ErrorKind::Closed, why)));
                }
                (None, _) => session.state = State::Ended,
            }
        }
    }
}

/// Whether going on is useless.
fn is_refused(err: &Error) -> bool {
    matches!(err.kind(), ErrorKind::Auth | ErrorKind::Forbidden | ErrorKind::Config)
}
