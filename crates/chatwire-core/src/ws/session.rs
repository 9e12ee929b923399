//! One open line, from the upgrade to its end: reading, commands, timer, writing.

use std::future::poll_fn;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::task::yield_now;
use tokio::time::Instant;

use super::Overflow;
use super::handle::State;
use super::out::Verdict;
use super::protocol::{Protocol, lost};
use super::queue::FEW_SLOTS;
use super::socket::{Read, Socket};
use super::supervisor::Supervisor;
use crate::{Error, ErrorKind};

/// Most frames of one batch. Smaller ones cost more for each event, larger ones more memory after a burst: where events
/// are small, 64 take 5 % less than 32 and 18 % less than 16; where they are large, as little as 32 do.
pub(super) const fn batch<E>() -> usize {
    const SMALL: usize = 64;
    if size_of::<E>() <= SMALL { 64 } else { 32 }
}
/// Most commands taken at once, so that reading goes on.
const COMMANDS: usize = 64;
/// Reading held back for at least this long makes a slow reader; shorter is a burst.
const SLOW: Duration = Duration::from_secs(1);
/// How long after it a lost line is blamed on the slow reader.
const BLAME: Duration = Duration::from_secs(60);
/// Deques that a batch has made large are given back when no other one follows for so long, or up to twice that.
const QUIET: Duration = Duration::from_secs(1);
/// A timer that is not needed; tokio knows no end of time.
const NEVER: Duration = Duration::from_secs(365 * 24 * 3600);

/// How a line ended.
pub(super) struct Over {
    pub(super) error: Error,
    pub(super) code: Option<u16>,
    pub(super) reason: String,
    /// The protocol's own end of the whole session.
    pub(super) fatal: Option<Error>,
    /// The session's owner ended it.
    pub(super) by_us: bool,
    pub(super) online_for: Option<Duration>,
    pub(super) last_life: Instant,
    pub(super) slow_reader: bool,
}

/// Why a line ends.
enum End {
    Peer(Option<u16>, String),
    Lost(Error),
    Fatal(Error),
    ByUs,
}

/// State of the open line.
struct Open {
    socket: Box<Socket>,
    opened: Instant,
    online_at: Option<Instant>,
    last_life: Instant,
    /// A ping is on its way to learn whether the peer lives.
    pinged: bool,
    /// Since when reading is held back.
    paused: Option<Instant>,
    /// When reading was last held back for long.
    slow_until: Option<Instant>,
    /// When to look whether what has grown can be given back.
    tidy_at: Option<Instant>,
    /// A large batch has come since the last look.
    grew: bool,
    /// Something is written but not flushed.
    dirty: bool,
    /// Writing failed; what the peer had sent before is still read.
    broken: Option<Error>,
    /// When a clean end must be over.
    close_by: Option<Instant>,
    close_sent: bool,
}

impl Open {
    fn new(socket: Box<Socket>) -> Self {
        let now = Instant::now();
        Self {
            socket,
            opened: now,
            online_at: None,
            last_life: now,
            pinged: false,
            paused: None,
            slow_until: None,
            tidy_at: None,
            grew: false,
            dirty: false,
            broken: None,
            close_by: None,
            close_sent: false,
        }
    }

    fn lives(&mut self, now: Instant) {
        self.last_life = now;
        self.pinged = false;
    }

    fn grows(&mut self) {
        self.grew = true;
        self.tidy_at.get_or_insert_with(|| Instant::now() + QUIET);
    }

    fn is_slow(&self, now: Instant) -> bool {
        self.paused.is_some_and(|since| now - since >= SLOW)
            || self.slow_until.is_some_and(|until| now - until < BLAME)
    }
}

impl<P: Protocol> Supervisor<P> {
    /// Serves the line until it ends.
    pub(super) async fn serve(&mut self, socket: Box<Socket>) -> Over {
        let mut open = Open::new(socket);
        self.protocol.on_open(&mut self.out);
        let end = loop {
            match poll_fn(|cx| self.poll_line(cx, &mut open)).await {
                Some(end) => break end,
                // Not a wake-up of our own: such a task would keep the reader from its turn.
                None => yield_now().await,
            }
        };
        // By a task or a timer in the turn in which the line was lost: the event says that it was online.
        self.note_online(&mut open);
        let now = Instant::now();
        let mut over = Over {
            error: lost("the line was lost"),
            code: None,
            reason: String::new(),
            fatal: None,
            by_us: false,
            online_for: open.online_at.map(|since| now - since),
            last_life: open.last_life,
            slow_reader: open.is_slow(now),
        };
        match end {
            End::Peer(code, reason) => {
                over.error = closed_by_peer(code, &reason);
                (over.code, over.reason) = (code, reason);
            }
            End::Lost(error) => over.error = error,
            End::Fatal(error) => {
                over.error = error.clone();
                over.fatal = Some(error);
            }
            End::ByUs => {
                over.error = Error::new(ErrorKind::Closed, "the session was closed");
                over.by_us = true;
            }
        }
        over
    }

    /// One turn: `Some` when the line ends, `None` when there is more to do at once.
    fn poll_line(&mut self, cx: &mut Context<'_>, open: &mut Open) -> Poll<Option<End>> {
        if self.control.is_closing(cx) && open.close_by.is_none() {
            open.close_by = Some(Instant::now() + self.config.close_timeout);
        }
        let (read, end) = self.poll_read(cx, open);
        self.out.read_dry = read == Reading::Dry;
        self.note_online(open);
        let left_commands = end.is_none() && self.take_commands(open);
        let end = end.or_else(|| self.poll_timer(cx, open));
        let was_online = open.online_at.is_some();
        // After all that can start one: what was never polled is never woken.
        let has_sooner = self.poll_tasks(cx, open) && self.alarm.is_late_for(self.due(open));
        self.poll_fetches(cx);
        self.poll_write(cx, open);
        // Writing made room, and nothing else need wake this task.
        let more_commands =
            left_commands && self.lets_commands_in(open) && self.control.has_commands();
        let end = end.or_else(|| self.verdict(cx, open)).or_else(|| {
            // A line that takes nothing any more has ended once it is read empty.
            let broken = if read == Reading::Dry { open.broken.take() } else { None };
            broken.map(|error| if open.close_by.is_some() { End::ByUs } else { End::Lost(error) })
        });
        self.hand_over(cx);
        // By a task or a timer: nothing else might wake this one to let commands in, or to set the timer.
        let came_online = !was_online && open.online_at.is_some();
        match end {
            Some(end) => Poll::Ready(Some(end)),
            None if read == Reading::More || more_commands || came_online || has_sooner => {
                Poll::Ready(None)
            }
            None => {
                self.out.give_back();
                Poll::Pending
            }
        }
    }

    /// Tells the handles once the protocol is online.
    fn note_online(&self, open: &mut Open) {
        if self.out.online && open.online_at.is_none() {
            open.online_at = Some(Instant::now());
            tracing::info!(attempt = self.out.facts.attempt, "online");
            self.control.set_state(State::Online);
        }
    }

    fn poll_read(&mut self, cx: &mut Context<'_>, open: &mut Open) -> (Reading, Option<End>) {
        let waiting = self.out.waiting();
        let room = self.queue.room(cx, waiting);
        if room == 0 {
            open.paused.get_or_insert_with(Instant::now);
            return (Reading::Held, None);
        }
        if let Some(since) = open.paused.take() {
            let now = Instant::now();
            if now - since >= SLOW {
                open.slow_until = Some(now);
            }
            // The peer's answers lay unread meanwhile.
            open.opened += now - since;
            open.lives(now);
        }
        let batch = batch::<P::Event>();
        let limit = room.min(batch);
        let (protocol, out) = (&mut self.protocol, &mut self.out);
        let mut frames = 0;
        let mut outcome = (Reading::More, None);
        while frames < batch && out.waiting() - waiting < limit {
            let mut sink = |frame: super::FrameRef<'_>| protocol.on_frame(frame, out);
            match open.socket.poll_frame(cx, &mut sink) {
                Poll::Pending => {
                    outcome.0 = Reading::Dry;
                    break;
                }
                Poll::Ready(Read::Frame | Read::Part) => frames += 1,
                Poll::Ready(Read::Ping) => {
                    frames += 1;
                    open.dirty = true;
                }
                Poll::Ready(Read::Closed(code, reason)) => {
                    // Its answer is queued, and nothing may follow that.
                    (open.dirty, open.close_sent) = (true, true);
                    outcome.1 = Some(End::Peer(code, reason));
                    break;
                }
                Poll::Ready(Read::Lost(error)) => {
                    outcome.1 = Some(End::Lost(error));
                    break;
                }
            }
            if out.verdict.is_some() {
                break;
            }
        }
        if frames > 0 {
            let marked = protocol.watchdog().marked;
            if !marked || std::mem::take(&mut out.alive) {
                open.lives(Instant::now());
            }
            if out.events.len() > FEW_SLOTS {
                open.grows();
            }
        }
        if self.queue.overflow() == Overflow::DropOldest {
            while out.held() > self.queue.capacity() {
                out.drop_oldest_held();
                self.missed += 1;
            }
        }
        if open.close_by.is_some() && outcome.1.is_some() {
            outcome.1 = Some(End::ByUs);
        }
        outcome
    }

    /// Lets commands in; whether there may be more.
    fn take_commands(&mut self, open: &Open) -> bool {
        for _ in 0..COMMANDS {
            if !self.lets_commands_in(open) {
                break;
            }
            let Some(command) = self.control.next_command() else { return false };
            self.protocol.on_command(command, &mut self.out);
        }
        true
    }

    /// Whether a command can be written now. What cannot stays in its bounded queue, for this line or the next.
    fn lets_commands_in(&self, open: &Open) -> bool {
        self.out.online
            && !open.close_sent
            && open.broken.is_none()
            && self.out.verdict.is_none()
            && self.out.frames.len() < COMMANDS
    }

    /// Whether one has ended.
    fn poll_tasks(&mut self, cx: &mut Context<'_>, open: &mut Open) -> bool {
        // A timer may have made it so.
        self.note_online(open);
        let (mut at, mut has_ended) = (0, false);
        while let Some(task) = self.out.tasks.get_mut(at) {
            match task.as_mut().poll(cx) {
                Poll::Pending => at += 1,
                Poll::Ready(command) => {
                    has_ended = true;
                    drop(self.out.tasks.swap_remove(at));
                    self.protocol.on_command(command, &mut self.out);
                    // Before the next one is polled, which may ask for something over this line.
                    self.note_online(open);
                }
            }
        }
        has_ended
    }

    /// When something is due next.
    fn due(&self, open: &Open) -> Instant {
        let watchdog = self.protocol.watchdog();
        let is_watched = open.paused.is_none();
        let after_life = |silence: Option<Duration>, if_so: bool| {
            silence.filter(|_| is_watched && if_so).map(|silence| open.last_life + silence)
        };
        [
            self.protocol.deadline(),
            after_life(watchdog.dead_after, true),
            after_life(watchdog.ping_after, !open.pinged),
            open.online_at
                .is_none()
                .then(|| open.opened + self.config.handshake_timeout)
                .filter(|_| is_watched),
            open.close_by,
            open.tidy_at,
        ]
        .into_iter()
        .flatten()
        .min()
        .unwrap_or(open.opened + NEVER)
    }

    fn poll_timer(&mut self, cx: &mut Context<'_>, open: &mut Open) -> Option<End> {
        let mut end = None;
        // More than one turn only when something is due again at once.
        for _ in 0..2 {
            let due = self.due(open);
            if self.alarm.poll(cx, due).is_pending() {
                return end;
            }
            end = end.or_else(|| self.on_timer(open));
        }
        // Still due: come again, after the others had their turn.
        cx.waker().wake_by_ref();
        end
    }

    fn on_timer(&mut self, open: &mut Open) -> Option<End> {
        let now = Instant::now();
        if open.close_by.is_some_and(|until| until <= now) {
            return Some(End::ByUs);
        }
        if open.online_at.is_none()
            && self.out.read_dry
            && open.opened + self.config.handshake_timeout <= now
        {
            return Some(End::Lost(
                Error::new(ErrorKind::Timeout, "the session did not come online in time")
                    .with_code("handshake_timeout"),
            ));
        }
        if self.protocol.deadline().is_some_and(|at| at <= now) {
            self.protocol.on_deadline(now, &mut self.out);
        }
        if open.tidy_at.is_some_and(|at| at <= now) {
            open.tidy_at = std::mem::take(&mut open.grew).then(|| now + QUIET);
            if open.tidy_at.is_none() {
                self.out.tidy();
                self.queue.tidy();
            }
        }
        if open.paused.is_some() {
            return None;
        }
        let watchdog = self.protocol.watchdog();
        let silence = now - open.last_life;
        if watchdog.dead_after.is_some_and(|limit| silence >= limit) {
            let error = Error::new(ErrorKind::Timeout, "the peer fell silent").with_code("silence");
            return Some(End::Lost(error));
        }
        if watchdog.ping_after.is_some_and(|limit| silence >= limit) && !open.pinged {
            open.pinged = true;
            self.protocol.on_silence(&mut self.out);
        }
        None
    }

    fn poll_write(&mut self, cx: &mut Context<'_>, open: &mut Open) {
        if open.broken.is_none()
            && let Err(error) = self.write(cx, open)
        {
            open.broken = Some(error);
        }
    }

    fn write(&mut self, cx: &mut Context<'_>, open: &mut Open) -> Result<(), Error> {
        while !self.out.frames.is_empty() && !open.close_sent {
            if open.socket.poll_ready(cx)?.is_pending() {
                return Ok(());
            }
            if let Some(frame) = self.out.frames.pop_front() {
                open.socket.queue(frame)?;
                open.dirty = true;
            }
        }
        if open.close_by.is_some() && !open.close_sent && self.is_drained() {
            open.close_sent = true;
            open.socket.queue_close()?;
            open.dirty = true;
        }
        if open.dirty && open.socket.poll_flush(cx)?.is_ready() {
            open.dirty = false;
        }
        Ok(())
    }

    /// Whether all that was asked for has been written.
    fn is_drained(&self) -> bool {
        !self.out.online || !(self.control.has_commands() || self.protocol.has_waiting())
    }

    /// What the protocol decided about the line.
    fn verdict(&mut self, cx: &mut Context<'_>, open: &mut Open) -> Option<End> {
        let verdict = self.out.verdict.take()?;
        if open.broken.is_none() && !open.close_sent && open.socket.queue_close().is_ok() {
            // The line is given up whether or not the peer hears of it.
            drop(open.socket.poll_flush(cx));
        }
        Some(match verdict {
            _ if open.close_by.is_some() => End::ByUs,
            Verdict::Reconnect(error) => End::Lost(error),
            Verdict::Fail(error) => End::Fatal(error),
        })
    }
}

/// Where reading stopped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// There may be more.
    More,
    /// The socket is empty.
    Dry,
    /// The reader of the events must catch up first.
    Held,
}

fn closed_by_peer(code: Option<u16>, reason: &str) -> Error {
    let Some(code) = code else { return lost("the peer closed the line") };
    let words = if reason.is_empty() { "the peer closed the line" } else { reason };
    Error::new(ErrorKind::Transport, words.to_owned()).with_code(code.to_string())
}
