//! The one reconnect loop: dial, session, pause, and again.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::time::Instant;

use super::WsConfig;
use super::alarm::Alarm;
use super::backoff::Backoff;
use super::handle::{Control, State};
use super::host::Host;
use super::out::{Facts, Out};
use super::protocol::{Caught, Close, Gap, Lifecycle, Protocol, Recovery};
use super::queue::Queue;
use super::session::{Over, batch};
use super::socket::Socket;
use crate::build::LONGEST_PAUSE;
use crate::{Error, ErrorKind, Result};

/// What one session's task owns.
pub(super) struct Supervisor<P: Protocol> {
    pub(super) protocol: P,
    pub(super) out: Out<P>,
    pub(super) queue: Arc<Queue<P::Event>>,
    pub(super) control: Arc<Control<P::Command>>,
    pub(super) config: WsConfig,
    /// Events dropped while they were held behind a fetch.
    pub(super) missed: u64,
    pub(super) alarm: Alarm,
    /// Made by the first trouble, which most sessions never have.
    backoff: Option<Box<Backoff>>,
    /// Attempts since the session was last online.
    attempt: u32,
    /// Last life sign of the last line that was online.
    deaf_since: Option<Instant>,
}

/// What an attempt to connect came to.
enum Dialed {
    Open(Box<Socket>),
    Refused(Error),
    Closing,
}

impl<P: Protocol> Supervisor<P> {
    pub(super) fn new(
        protocol: P,
        config: WsConfig,
        queue: Arc<Queue<P::Event>>,
        control: Arc<Control<P::Command>>,
    ) -> Self {
        Self {
            protocol,
            out: Out::default(),
            queue,
            control,
            config,
            missed: 0,
            alarm: Alarm::default(),
            backoff: None,
            attempt: 0,
            deaf_since: None,
        }
    }

    /// Lives until the session ends for good, and the work beside it.
    // No async fn: its future would hold the arguments twice, a KiB for each session.
    pub(super) fn run(mut self) -> impl Future<Output = ()> + Send {
        let mut host = Host::new(Arc::clone(&self.control));
        async move {
            let error = {
                let mut live = pin!(self.live());
                poll_fn(|cx| {
                    let over = live.as_mut().poll(cx);
                    host.poll(cx);
                    over
                })
                .await
                .err()
            };
            if let Some(error) = &error {
                tracing::warn!(%error, "the session ended");
            }
            while !self.out.holds.is_empty() {
                self.release(Err(Error::new(ErrorKind::Closed, "the session has ended")));
            }
            self.hand_over(&Context::from_waker(Waker::noop()));
            self.queue.close(&mut self.out.events, error);
            // The session is over, and a handler may wait for that.
            drop(self);
            poll_fn(|cx| host.poll_end(cx)).await;
        }
    }

    /// `Ok` when its owner ended it.
    async fn live(&mut self) -> Result<()> {
        loop {
            self.attempt = self.attempt.saturating_add(1);
            let (cause, recovery, was_online, slow_reader) = match self.dial().await {
                Dialed::Closing => return Ok(()),
                Dialed::Refused(error) => {
                    let error = named::<P>(error);
                    (error.clone(), self.protocol.on_refused(&error), false, false)
                }
                Dialed::Open(socket) => match self.session(socket).await {
                    None => return Ok(()),
                    Some((error, recovery, over)) => {
                        (error, recovery, over.online_for.is_some(), over.slow_reader)
                    }
                },
            };
            let now = Instant::now();
            let mut pause = match recovery {
                Recovery::Stop(error) => return Err(named::<P>(error)),
                Recovery::Reconnect if was_online => self.backoff().at_once(now),
                Recovery::Reconnect | Recovery::Backoff => self.backoff().growing(),
                Recovery::After(pause) => pause,
            };
            if self.config.max_attempts.is_some_and(|most| self.attempt >= most) {
                let words = format!("gave up after {} attempts", self.attempt);
                let error = Error::new(ErrorKind::Closed, words).with_code("gave_up");
                return Err(named::<P>(error.with_source(cause)));
            }
            pause = pause.max(cause.retry_after().unwrap_or_default().min(LONGEST_PAUSE));
            tracing::info!(error = %cause, retry_in = ?pause, "offline");
            let offline = Lifecycle::Offline { cause, retry_in: pause, slow_reader };
            self.out.emit(offline.into());
            if self.deaf_since.is_some() {
                self.control.set_state(State::Offline);
            }
            if self.pause(pause).await {
                return Ok(());
            }
        }
    }

    fn backoff(&mut self) -> &mut Backoff {
        let config = &self.config;
        self.backoff.get_or_insert_with(|| Box::new(Backoff::new(config, fastrand::Rng::new())))
    }

    async fn dial(&mut self) -> Dialed {
        let limit = self.config.dial_timeout;
        let (dialer, most) = (&self.config.dialer, self.config.max_message);
        let (protocol, alarm) = (&mut self.protocol, &mut self.alarm);
        // Boxed, since its TLS and HTTP state is large and gone once the line is up.
        let mut connecting = Box::pin(async move {
            let request = protocol.dial().await?;
            let late = || Error::new(ErrorKind::Connect, "connecting took too long");
            let opening = pin!(dialer.open(request, most));
            alarm.within(limit, opening).await.unwrap_or_else(|| Err(late()))
        });
        let (control, queue, out) = (&self.control, &self.queue, &mut self.out);
        poll_fn(|cx| {
            if control.is_closing(cx) {
                return Poll::Ready(Dialed::Closing);
            }
            if !out.events.is_empty() {
                queue.push(cx, &mut out.events, 0);
            }
            connecting.as_mut().poll(cx).map(|outcome| match outcome {
                Ok(socket) => Dialed::Open(Box::new(socket)),
                Err(error) => Dialed::Refused(error),
            })
        })
        .await
    }

    /// Serves an open line; `None` when the session's owner ended it.
    async fn session(&mut self, socket: Box<Socket>) -> Option<(Error, Recovery, Over)> {
        self.out.facts = Facts { attempt: self.attempt, deaf_since: self.deaf_since };
        let over = self.serve(socket).await;
        self.out.end_line();
        if let Some(time) = over.online_for {
            self.backoff().session_ended(time);
            self.deaf_since = Some(over.last_life);
            self.attempt = 0;
        }
        let error = named::<P>(over.error.clone());
        let close = Close { code: over.code, reason: &over.reason, error: &error };
        let recovery = self.protocol.on_close(&close);
        if over.by_us {
            return None;
        }
        if let Some(error) = &over.fatal {
            return Some((error.clone(), Recovery::Stop(error.clone()), over));
        }
        Some((error, recovery, over))
    }

    /// Waits, and for fetches under way as well: a second one must not overtake them. `true` when
    /// the end was asked for.
    async fn pause(&mut self, pause: Duration) -> bool {
        let until = Instant::now() + pause;
        // A timer rounds up, and none at all is meant.
        let mut over = pause.is_zero();
        poll_fn(|cx| {
            if self.control.is_closing(cx) {
                return Poll::Ready(true);
            }
            self.poll_fetches(cx);
            self.hand_over(cx);
            over = over || self.alarm.poll(cx, until).is_ready();
            if over && self.out.holds.is_empty() { Poll::Ready(false) } else { Poll::Pending }
        })
        .await
    }

    /// Gives events to the reader, as many as there is room for.
    pub(super) fn hand_over(&mut self, cx: &Context<'_>) {
        self.protocol.on_turn();
        if !self.out.events.is_empty() || self.missed > 0 {
            self.out.usual = self.out.events.len().clamp(1, batch::<P::Event>());
            self.queue.push(cx, &mut self.out.events, std::mem::take(&mut self.missed));
        }
    }

    /// Looks after fetches under way, oldest first.
    pub(super) fn poll_fetches(&mut self, cx: &mut Context<'_>) {
        while let Some(hold) = self.out.holds.front_mut() {
            let Poll::Ready(outcome) = hold.poll(cx) else { return };
            self.release(outcome);
        }
    }

    /// The oldest fetch is over: emits what it brought, and what waited behind it.
    fn release(&mut self, outcome: Result<Caught<P::Event>>) {
        let Some(mut hold) = self.out.holds.pop_front() else { return };
        let (mut events, recovered) = match outcome {
            Ok(caught) => (caught.events, caught.complete),
            Err(error) => {
                tracing::warn!(%error, "what was missed could not be fetched");
                (Vec::new(), false)
            }
        };
        self.protocol.on_backfill(&mut events);
        if let Some((attempt, deaf)) = hold.online {
            let gap = Some(Gap { deaf, recovered });
            self.out.events.push_back(Lifecycle::Online { attempt, gap }.into());
        }
        self.out.events.extend(events);
        self.out.events.append(&mut hold.after);
    }
}

impl<P: Protocol> Drop for Supervisor<P> {
    /// However the task ends, by itself, by a panic or with its runtime: nobody waits for ever.
    fn drop(&mut self) {
        let error = Error::new(ErrorKind::Closed, "the session's task was ended from outside");
        self.queue.close(&mut self.out.events, Some(named::<P>(error)));
        self.control.set_state(State::Closed);
    }
}

/// The error with the platform's name in it.
pub(super) fn named<P: Protocol>(error: Error) -> Error {
    if error.platform().is_empty() { error.with_platform(P::NAME) } else { error }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ws::{FrameRef, Overflow};
    use crate::{BoxFuture, Config};

    struct Large {
        _state: [u64; 128],
    }

    impl Protocol for Large {
        type Event = Lifecycle;
        type Command = ();

        const NAME: &'static str = "large";

        fn dial(&mut self) -> BoxFuture<'_, Result<http::Request<()>>> {
            Box::pin(async { Ok(http::Request::new(())) })
        }

        fn on_open(&mut self, _: &mut Out<Self>) {}

        fn on_frame(&mut self, _: FrameRef<'_>, _: &mut Out<Self>) {}

        fn on_command(&mut self, (): (), _: &mut Out<Self>) {}

        fn on_close(&mut self, _: &Close<'_>) -> Recovery {
            Recovery::Reconnect
        }
    }

    #[test]
    fn a_task_holds_its_session_once() {
        let config = WsConfig::new(&Config::new()).unwrap();
        let queue = Arc::new(Queue::new(1, Overflow::Wait));
        let control = Arc::new(Control::new(Duration::ZERO, Large::NAME));
        let supervisor = Supervisor::new(Large { _state: [0; 128] }, config, queue, control);
        let own = size_of_val(&supervisor);
        let task = size_of_val(&supervisor.run());
        assert!(task < own + 768, "{task} bytes for a session of {own}");
    }
}
