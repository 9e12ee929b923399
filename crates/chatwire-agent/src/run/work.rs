//! The loop of a runner: hear, gather, answer, try again, and end in order.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use chatwire::outbox::Outbox;
use chatwire::{Incoming, MessageId, Outgoing, Platform, Room};
use chatwire_core::{BoxFuture, Error, ErrorKind, Result};
use futures_util::StreamExt;
use futures_util::future::join;
use futures_util::stream::FuturesUnordered;
use tokio::runtime::Handle;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, sleep_until, timeout};
use tracing::{debug, warn};

use super::line::{Heard, Line, Manners};
use super::{Hook, Notice, Report, Runner, Target, platform, tokenbowl};
use crate::agent::{Course, News, TOOLS, far, part, pieces};
use crate::queue::{Fate, Queue};
use crate::tools::Done as Deeds;
use crate::{Agent, Silence};

/// Own messages whose receipts are told.
const MAX_OWN: usize = 1_000;

/// Read marks that may be on their way.
const MAX_MARKS: usize = 64;

/// Read marks that wait for these: more than a start catches up with.
const MAX_WAITING_MARKS: usize = 1_000;

/// Longest time for writing the memory: a disk that hangs does not keep the runner from its messages.
const SAVE_LIMIT: Duration = Duration::from_secs(10);

/// A batch that came back.
struct Done {
    room: Room,
    batch: Vec<Incoming>,
    result: Result<Came>,
}

/// What came of a batch.
enum Came {
    Answered { text: String, ids: Vec<MessageId> },
    Silent(Silence),
    PutOff(Silence, Duration),
}

/// A message of a job.
struct Out {
    message: Incoming,
    deeds: Arc<Deeds>,
}

/// Work that the runner waits for beside its events.
struct Desk {
    agent: Agent,
    queue: Queue,
    jobs: FuturesUnordered<BoxFuture<'static, Done>>,
    out: Vec<Out>,
    marks: Marks,
    own: VecDeque<MessageId>,
    was_online: bool,
}

impl Desk {
    /// Takes the messages that are left. They may be given again, but for those whose answer must not be asked for
    /// twice.
    fn clear(&mut self) -> Vec<Incoming> {
        let mut left = Vec::new();
        for Out { message, deeds } in self.out.drain(..) {
            if !deeds.is_final() {
                self.agent.seen().forget(&message);
            }
            left.push(message);
        }
        for message in self.queue.drain() {
            self.agent.seen().forget(&message);
            left.push(message);
        }
        left
    }
}

impl Drop for Desk {
    /// Whoever stops waiting for a runner gets no report.
    fn drop(&mut self) {
        self.clear();
    }
}

type Mark = BoxFuture<'static, Result<()>>;

/// Read marks, so many at a time.
#[derive(Default)]
struct Marks {
    sent: FuturesUnordered<Mark>,
    waiting: VecDeque<Mark>,
}

impl Marks {
    /// Adds one; `false` if too many wait.
    fn add(&mut self, mark: Mark) -> bool {
        if self.waiting.len() >= MAX_WAITING_MARKS {
            return false;
        }
        self.waiting.push_back(mark);
        self.begin();
        true
    }

    /// What came of one. May be dropped while it waits.
    async fn next(&mut self) -> Option<Result<()>> {
        let marked = self.sent.next().await;
        self.begin();
        marked
    }

    fn begin(&mut self) {
        while self.sent.len() < MAX_MARKS {
            let Some(mark) = self.waiting.pop_front() else { return };
            self.sent.push(mark);
        }
    }
}

impl Runner {
    pub(super) async fn live(self, shutdown: impl Future) -> Result<Report> {
        let mut shutdown = pin!(shutdown);
        let line = tokio::select! {
            biased;
            _ = &mut shutdown => return Ok(self.report(Vec::new())),
            line = self.open() => line?,
        };
        let Line { mut heard, platform, manners } = line;
        let mouth = self.mouth(platform);
        let mut desk = Desk {
            agent: self.agent.clone(),
            queue: Queue::new(self.pace()),
            jobs: FuturesUnordered::new(),
            out: Vec::new(),
            marks: Marks::default(),
            own: VecDeque::new(),
            was_online: false,
        };
        let start = far(Instant::now(), self.stats_every);
        let mut ticks = interval_at(start, self.stats_every.max(Duration::from_millis(1)));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        // Whether the platform has nothing more to tell, and why.
        let mut over: Option<Result<()>> = None;
        loop {
            if over.is_some() {
                let now = Instant::now();
                desk.queue.hurry(now);
                // A pause or a budget may last a day longer: what it keeps is not waited for.
                if desk.jobs.is_empty() && desk.queue.is_done(now) {
                    break;
                }
            }
            let has_room = desk.jobs.len() < self.concurrency;
            let due = desk.queue.next_due().filter(|_| has_room);
            tokio::select! {
                biased;
                _ = &mut shutdown => break,
                Some(done) = desk.jobs.next(), if !desk.jobs.is_empty() => self.settle(&mut desk, done),
                Some(marked) = desk.marks.next() => self.note(marked),
                () = until(due) => {
                    let size = |message: &Incoming| self.agent.shown(message).chars();
                    if let Some((room, batch)) = desk.queue.take(Instant::now(), size) {
                        self.begin(&mut desk, &mouth, &manners, room, batch);
                    }
                }
                event = heard.next(), if over.is_none() => match event {
                    Some(Ok(event)) => self.take(&mut desk, manners.as_ref(), event),
                    Some(Err(error)) => over = Some(Err(error)),
                    None => over = Some(Ok(())),
                },
                _ = ticks.tick() => {
                    self.tell(&Notice::Stats(self.agent.stats()));
                    self.save().await;
                }
            }
        }
        self.end(&mut desk, &mouth, manners.as_ref()).await;
        let unanswered = desk.clear();
        match over {
            Some(Err(error)) => {
                // No report says what was left.
                if !unanswered.is_empty() {
                    self.bury(unanswered, error.clone());
                }
                Err(error)
            }
            _ => Ok(self.report(unanswered)),
        }
    }

    fn report(&self, unanswered: Vec<Incoming>) -> Report {
        Report { stats: self.agent.stats(), unanswered }
    }

    /// Connects, as often as it takes.
    async fn open(&self) -> Result<Line> {
        let mut delay = Duration::from_secs(1);
        loop {
            let opened = match &self.target {
                Target::Platform(platform) => return Ok(platform::open(Arc::clone(platform))),
                Target::TokenBowl(client) => {
                    let (session, limit) = (self.session.as_ref(), self.max_reconnect_delay);
                    let (before, direct) = (self.catch_up, self.direct);
                    tokenbowl::open(&self.agent, client, session, limit, before, direct).await
                }
            };
            match opened {
                Err(cause) if cause.is_retryable() => {
                    let retry_in = part(delay.min(self.max_reconnect_delay), jitter(1.0, 0.1));
                    self.tell(&Notice::Offline { cause, retry_in });
                    sleep(retry_in).await;
                    delay = delay.saturating_mul(2);
                }
                opened => return opened,
            }
        }
    }

    fn take(&self, desk: &mut Desk, manners: &dyn Manners, event: Heard) {
        match event {
            Heard::Message(message) => self.hear(desk, manners, message),
            Heard::Online => {
                if desk.was_online {
                    self.agent.inner().counters.reconnections.add(1);
                }
                desk.was_online = true;
                self.tell(&Notice::Online);
            }
            Heard::Offline { cause, retry_in } => self.tell(&Notice::Offline { cause, retry_in }),
            Heard::Trouble(error) => self.tell(&Notice::Trouble(error)),
            Heard::Read { by, message_id } => {
                if desk.own.contains(&message_id) {
                    self.agent.inner().counters.receipts.add(1);
                    self.tell(&Notice::Read { by, message_id });
                }
            }
        }
    }

    fn hear(&self, desk: &mut Desk, manners: &dyn Manners, message: Incoming) {
        let counters = &self.agent.inner().counters;
        counters.received.add(1);
        let refused = self.agent.screen(&message);
        let refused =
            refused.or_else(|| (!manners.may_answer(&message)).then_some(Silence::Denied));
        let refused =
            refused.or_else(|| (!self.agent.seen().note(&message)).then_some(Silence::Duplicate));
        if let Some(why) = refused {
            self.tell(&Notice::Skipped { message, why });
            return;
        }
        if !desk.marks.add(manners.mark_read(&message)) {
            counters.errors.add(1);
            debug!(id = %message.id, "a message is not marked as read: too many wait for that");
        }
        self.tell(&Notice::Heard(message.clone()));
        let lost = desk.queue.push(message, Instant::now());
        self.push_out(lost.into_iter().collect());
    }

    fn note(&self, marked: Result<()>) {
        if let Err(error) = marked {
            self.agent.inner().counters.errors.add(1);
            debug!(%error, "a message could not be marked as read");
        }
    }

    /// What writes the answers: again where that is safe, as often and as patiently as the runner is told to.
    fn mouth(&self, platform: Arc<dyn Platform>) -> Mouth {
        let (first, longest) = self.retry_delay;
        let outbox = Outbox::builder(platform)
            .attempts(self.retries.saturating_add(1))
            .pause(first)
            .max_pause(longest)
            .deadline(Duration::MAX);
        Mouth(outbox.in_memory())
    }

    fn begin(
        &self,
        desk: &mut Desk,
        mouth: &Mouth,
        manners: &Arc<dyn Manners>,
        room: Room,
        batch: Vec<Incoming>,
    ) {
        self.tell(&Notice::Answering { room: room.clone(), count: batch.len() });
        let deeds = Arc::new(Deeds::default());
        let out = |message: &Incoming| Out { message: message.clone(), deeds: Arc::clone(&deeds) };
        desk.out.extend(batch.iter().map(out));
        let (agent, outbox, hook) = (self.agent.clone(), mouth.0.clone(), self.hook.clone());
        let job = Job { agent, outbox, manners: Arc::clone(manners), deeds, hook };
        desk.jobs.push(Box::pin(async move {
            let result = job.run(&room, &batch).await;
            Done { room, batch, result }
        }));
    }

    fn settle(&self, desk: &mut Desk, done: Done) {
        let Done { room, batch, result } = done;
        let now = Instant::now();
        desk.out.retain(|out| out.message.room != room);
        match result {
            Ok(Came::Answered { text, ids }) => {
                desk.own.extend(ids);
                while desk.own.len() > MAX_OWN {
                    desk.own.pop_front();
                }
                desk.queue.settle(&room, now);
                self.tell(&Notice::Answered { room, text });
            }
            Ok(Came::Silent(why)) => {
                desk.queue.settle(&room, now);
                self.tell(&Notice::Silent { room, why });
            }
            Ok(Came::PutOff(why, remaining)) => {
                let lost = desk.queue.put_off(&room, batch, far(now, remaining));
                self.tell(&Notice::Silent { room, why });
                self.push_out(lost);
            }
            Err(error) if is_worth_repeating(&error) => {
                match desk.queue.fail(&room, batch, now, jitter(0.0, 1.0)) {
                    Fate::Retry(retry_in, lost) => {
                        self.agent.inner().counters.retries.add(1);
                        self.tell(&Notice::Failed { room, error, retry_in });
                        self.push_out(lost);
                    }
                    Fate::GivenUp(batch) => self.give_up(batch, error),
                }
            }
            Err(error) => {
                desk.queue.settle(&room, now);
                self.give_up(batch, error);
            }
        }
    }

    fn give_up(&self, messages: Vec<Incoming>, error: Error) {
        if !is_done_in_part(&error) {
            self.forget(&messages);
        }
        self.bury(messages, error);
    }

    /// Who gets messages back may give them again.
    fn forget(&self, messages: &[Incoming]) {
        messages.iter().for_each(|message| self.agent.seen().forget(message));
    }

    fn bury(&self, messages: Vec<Incoming>, error: Error) {
        let count = u64::try_from(messages.len()).unwrap_or(u64::MAX);
        self.agent.inner().counters.given_up.add(count);
        warn!(%error, count, "messages get no answer");
        self.tell(&Notice::DeadLetter { messages, error: Some(error) });
    }

    /// Tells of messages that others left no place for.
    fn push_out(&self, messages: Vec<Incoming>) {
        let Some(oldest) = messages.first() else { return };
        self.forget(&messages);
        let count = u64::try_from(messages.len()).unwrap_or(u64::MAX);
        self.agent.inner().counters.given_up.add(count);
        warn!(room = %oldest.room, count, "too many messages wait: the oldest get no answer");
        self.tell(&Notice::DeadLetter { messages, error: None });
    }

    /// Lets running answers finish, and ends the session.
    async fn end(&self, desk: &mut Desk, mouth: &Mouth, manners: &dyn Manners) {
        let Desk { jobs, out, marks, .. } = desk;
        let answers = async {
            while let Some(done) = jobs.next().await {
                // What would be tried again waits for the next start instead.
                let (room, is_settled) = (
                    done.room.clone(),
                    matches!(done.result, Ok(Came::Answered { .. } | Came::Silent(_))),
                );
                if is_settled {
                    if let Ok(Came::Answered { text, .. }) = done.result {
                        self.tell(&Notice::Answered { room: room.clone(), text });
                    }
                    out.retain(|out| out.message.room != room);
                }
            }
        };
        // Beside the answers, which may take all the time there is: what is not marked comes again at the next start.
        let marks = async {
            while let Some(marked) = marks.next().await {
                self.note(marked);
            }
        };
        if timeout(self.grace, join(answers, marks)).await.is_err() {
            debug!("answers were still being given at the end");
        }
        // Nothing is written after the end.
        mouth.0.close(Duration::ZERO).await;
        self.save().await;
        manners.close().await;
    }

    async fn save(&self) {
        let Some(path) = &self.memory_file else { return };
        // Nothing is heard meanwhile.
        let saved = timeout(SAVE_LIMIT, self.agent.save_memory(path)).await;
        let saved = saved.unwrap_or_else(|_| {
            let (path, limit) = (path.display(), SAVE_LIMIT.as_secs());
            let why = format!("the memory {path} could not be written within {limit} s");
            Err(Error::new(ErrorKind::Timeout, why).with_platform("agent"))
        });
        if let Err(error) = saved {
            warn!(%error, "the memory could not be written");
            self.tell(&Notice::Trouble(error));
        }
    }
}

/// An outbox that ends with its runner, also with one that is dropped.
struct Mouth(Outbox);

impl Drop for Mouth {
    fn drop(&mut self) {
        if let Ok(runtime) = Handle::try_current() {
            let outbox = self.0.clone();
            runtime.spawn(async move { outbox.close(Duration::ZERO).await });
        }
    }
}

/// What one batch needs.
struct Job {
    agent: Agent,
    outbox: Outbox,
    manners: Arc<dyn Manners>,
    deeds: Arc<Deeds>,
    hook: Option<Hook>,
}

impl Job {
    async fn run(&self, room: &Room, batch: &[Incoming]) -> Result<Came> {
        let platform = self.outbox.platform();
        let can = platform.capabilities();
        // Before the model is paid for an answer that nobody may get.
        let to = self.address(room, batch).await?;
        if can.typing
            && let Err(error) = platform.typing(&to).await
        {
            self.agent.inner().counters.errors.add(1);
            debug!(%error, "that the agent types could not be shown");
        }
        let shown: Vec<&Incoming> = batch.iter().collect();
        let tell = |news: News<'_>| self.tell(room, news);
        let course = Course { tell: Some(&tell), ..Course::new(&self.deeds) };
        let answer = self.agent.conduct(room, &shown, &course).await?;
        let Some(text) = answer.text else {
            return Ok(match answer.silence {
                Some(why @ (Silence::Cooldown { remaining } | Silence::Budget { remaining })) => {
                    Came::PutOff(why, remaining)
                }
                why => Came::Silent(why.unwrap_or(Silence::Blank)),
            });
        };
        self.deeds.set_answered();
        // Once more: the answer may have taken long.
        let to = self.address(room, batch).await.map_err(unsent)?;
        let mut ids = Vec::new();
        for piece in pieces(&can, &text) {
            match self.outbox.send(&to, Outgoing::text(piece)).await {
                Ok(id) => ids.push(id),
                Err(error) => {
                    self.agent.inner().counters.errors.add(1);
                    return Err(unsent(error));
                }
            }
            self.agent.inner().counters.sent.add(1);
        }
        Ok(Came::Answered { text, ids })
    }

    fn tell(&self, room: &Room, news: News<'_>) {
        let Some(hook) = &self.hook else { return };
        hook(&match news {
            News::Missing(error) => Notice::Trouble(error.clone()),
            News::Called { name, is_failed, result } => Notice::Tool {
                room: room.clone(),
                name: name.to_owned(),
                is_failed,
                result: result.to_owned(),
            },
        });
    }

    /// Where the answer to a batch goes.
    async fn address(&self, room: &Room, batch: &[Incoming]) -> Result<Room> {
        let Some(last) = batch.last() else { return Ok(room.clone()) };
        let address = self.manners.address(last).await;
        if address.is_err() {
            self.agent.inner().counters.errors.add(1);
        }
        address
    }
}

/// Marks errors of answers that the model gave and the platform did not take.
const UNSENT: &str = "unsent_answer";

/// The model was paid, and may not be asked for the same again.
fn unsent(error: Error) -> Error {
    error.with_context(UNSENT, "yes")
}

fn is_worth_repeating(error: &Error) -> bool {
    let passes = matches!(
        error.kind(),
        ErrorKind::Decode | ErrorKind::Timeout | ErrorKind::Transport | ErrorKind::Server
    );
    !is_done_in_part(error) && (error.is_retryable() || passes)
}

/// Whether an answer must not be asked for again.
fn is_done_in_part(error: &Error) -> bool {
    error.context(UNSENT).is_some() || error.context(TOOLS).is_some()
}

/// A random number from `least` on, `span` above at most.
pub(super) fn jitter(least: f64, span: f64) -> f64 {
    least + span * fastrand::f64()
}

async fn until(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due).await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_in_part_is_not_tried_again() {
        let failed = Error::new(ErrorKind::Server, "broken");
        assert!(is_worth_repeating(&failed));
        for done in [UNSENT, TOOLS] {
            assert!(!is_worth_repeating(&failed.clone().with_context(done, "yes")));
        }
    }
}
