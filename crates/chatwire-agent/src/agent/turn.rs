//! One answer: what the model is told, its calls of tools, and whether what it says is said.

use std::sync::atomic::Ordering;
use std::time::Duration;

use chatwire::{Incoming, Room};
use chatwire_core::{Error, ErrorKind, Result};
use tokio::time::{Instant, timeout};
use tracing::{debug, warn};

use super::{Agent, Answer, far};
use crate::Piece;
use crate::guard::{Silence, similar};
use crate::llm::{Message, Role, Sink, refuses_tools};
use crate::memory::{Conversation, Exchange, partner, tokens};
use crate::prompt::{self, Shown};
use crate::tools::Done;

/// Characters of a tool's result that are logged.
const LOGGED: usize = 100;

/// Context of errors that came after tools had changed something: their names. The messages are not answered again.
pub(crate) const TOOLS: &str = "tools";

impl Agent {
    /// Answers a question that stands alone: no conversation is remembered, and no rule about writers applies.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_agent::Result<()> {
    /// # use chatwire_core::testing::{Answer, Script};
    /// # let completion = serde_json::json!({"choices": [{"message": {"content": " 42\n"}}]});
    /// # let script = Script::new().answer(Answer::json(&completion));
    /// # let agent = chatwire_agent::Agent::builder("sk-or-0123456789").script(script).build()?;
    /// let answer = agent.ask("What is six times seven?").await?;
    /// assert_eq!(answer.text.as_deref(), Some("42"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of the model's endpoint, [`Timeout`](ErrorKind::Timeout) after the longest time for an answer.
    pub async fn ask(&self, text: impl Into<String>) -> Result<Answer> {
        let question = prompt::single(self.0.user.as_str(), &text.into());
        let question = vec![self.system(), Message::new(Role::User, question)];
        let done = Done::default();
        let thought = self.counted(self.think(question, &Course::new(&done)).await)?;
        Ok(match thought {
            Outcome::Said(thought) => thought.into_answer().0,
            Outcome::Spent(remaining) => Answer::silent(Silence::Budget { remaining }),
        })
    }

    /// Answers messages of one conversation, the oldest first, with one answer.
    ///
    /// Messages that the [rules](Self::screen) refuse are left out, and so are the oldest of more than
    /// [fit](crate::Builder::batch_cap), and in a conversation that goes by a name those of its former holders. After a
    /// failure the same messages may be given again, unless a tool had changed something by then. Others wait while a
    /// conversation is being answered in.
    ///
    /// # Errors
    ///
    /// Those of the model's endpoint, [`Timeout`](ErrorKind::Timeout) after the longest time for an answer. One that
    /// came after calls of tools that may not be made twice names these in its [context](Error::context) `tools`; it is
    /// [`RateLimited`](ErrorKind::RateLimited) where the budget was spent between them and the answer.
    pub async fn answer(&self, room: &Room, messages: &[Incoming]) -> Result<Answer> {
        let counters = &self.0.counters;
        let (mut batch, mut why) = (Vec::with_capacity(messages.len()), Silence::Blank);
        for message in messages {
            counters.received.add(1);
            match self.screen(message) {
                Some(silence) => why = silence,
                None if !self.0.seen.note(message) => why = Silence::Duplicate,
                None => batch.push(message),
            }
        }
        if batch.is_empty() {
            counters.silences.add(1);
            return Ok(Answer::silent(why));
        }
        let done = Done::default();
        let mut noted = Noted { agent: self, messages: &batch, done: &done, keep: false };
        let answer = self.conduct(room, &batch, &Course::new(&done)).await;
        noted.keep = is_final(&answer);
        answer
    }

    /// Screens and answers one message.
    pub(super) async fn consider(&self, message: &Incoming, sink: Option<Sink>) -> Result<Answer> {
        let counters = &self.0.counters;
        counters.received.add(1);
        let refused = self.screen(message);
        let refused =
            refused.or_else(|| (!self.0.seen.note(message)).then_some(Silence::Duplicate));
        if let Some(why) = refused {
            counters.silences.add(1);
            debug!(%why, "a message gets no answer");
            return Ok(Answer::silent(why));
        }
        let batch = [message];
        let done = Done::default();
        let mut noted = Noted { agent: self, messages: &batch, done: &done, keep: false };
        let course = Course { sink: sink.as_ref(), ..Course::new(&done) };
        let answer = self.conduct(&message.room, &batch, &course).await;
        noted.keep = is_final(&answer);
        answer
    }

    /// Answers messages that were screened and noted.
    pub(crate) async fn conduct(
        &self,
        room: &Room,
        batch: &[&Incoming],
        course: &Course<'_>,
    ) -> Result<Answer> {
        let inner = &self.0;
        let conversation = inner.memory.conversation(room);
        let mut conversation = conversation.lock().await;
        let batch = of_one_person(room, batch);
        if let Some(person) = batch.last().and_then(|last| partner(room, last)) {
            conversation.meet(person);
        }
        if let Some(why) = self.pause(&mut conversation, batch) {
            inner.counters.silences.add(1);
            debug!(%room, %why, "a conversation gets no answer");
            return Ok(Answer::silent(why));
        }
        let mut room_left = inner.batch_cap;
        let newest_first = batch.iter().rev().map(|message| self.shown(message));
        // A runner makes batches that fit; what somebody else hands over loses its oldest messages.
        let mut shown: Vec<Shown> = newest_first
            .enumerate()
            .take_while(|(place, shown)| {
                let left = room_left.checked_sub(shown.chars());
                room_left = left.unwrap_or_default();
                *place == 0 || left.is_some()
            })
            .map(|(_, shown)| shown)
            .collect();
        shown.reverse();
        let question = Message::new(Role::User, prompt::batch(inner.user.as_str(), &shown));
        let taken = inner.fixed + tokens(question.chars());
        let mut told = vec![self.system()];
        told.extend(conversation.history(taken, inner.window));
        told.push(question.clone());

        let thought = match self.counted(self.think(told, course).await)? {
            Outcome::Said(thought) => thought,
            Outcome::Spent(remaining) => {
                inner.counters.silences.add(1);
                return Ok(Answer::silent(Silence::Budget { remaining }));
            }
        };
        let (mut answer, said) = thought.into_answer();
        if let Some(text) = &answer.text {
            let is_like = |old: &str| similar::ratio(old, text) >= inner.similarity;
            if inner.similarity > 0.0 && conversation.recent().any(is_like) {
                // What it was told led it in circles, so that is forgotten.
                conversation.clear();
                answer.text = None;
                answer.silence = Some(Silence::Repetition);
            }
        }
        if answer.silence != Some(Silence::Repetition) {
            let exchange = Exchange::new(std::iter::once(question).chain(said).collect());
            conversation.remember(exchange, inner.fixed, inner.window);
        }
        match &answer.text {
            Some(text) => self.note_answer(&mut conversation, batch, text),
            None => inner.counters.silences.add(1),
        }
        Ok(answer)
    }

    /// A message as the model sees it.
    pub(crate) fn shown(&self, message: &Incoming) -> Shown {
        Shown::new(message, self.0.rules.is_direct(message), self.0.message_cap)
    }

    /// Why a conversation gets no answer now.
    fn pause(&self, conversation: &mut Conversation, batch: &[&Incoming]) -> Option<Silence> {
        if let Some(until) = conversation.quiet_until {
            let remaining = until.saturating_duration_since(Instant::now());
            if !remaining.is_zero() {
                return Some(Silence::Cooldown { remaining });
            }
            conversation.quiet_until = None;
        }
        let most = self.0.bot_turns;
        let is_talk_of = |bot: &str| {
            let rules = &self.0.rules;
            batch.iter().all(|message| message.sender.id == bot && rules.is_bot(message))
        };
        match &conversation.bot {
            Some((bot, turns)) if most > 0 && *turns >= most && is_talk_of(bot) => {
                Some(Silence::BotTurns)
            }
            _ => None,
        }
    }

    fn note_answer(&self, conversation: &mut Conversation, batch: &[&Incoming], text: &str) {
        conversation.answered(text);
        // Between two programs, only the last writer matters: a person among them breaks the row.
        let person = batch.iter().any(|message| !self.0.rules.is_bot(message));
        conversation.bot = match (batch.last(), conversation.bot.take()) {
            (Some(last), Some((bot, turns))) if !person && bot == last.sender.id => {
                Some((bot, turns.saturating_add(1)))
            }
            (Some(last), _) if !person => Some((last.sender.id.clone(), 1)),
            _ => None,
        };
        let Some((most, pause)) = self.0.cooldown else { return };
        conversation.answers = conversation.answers.saturating_add(1);
        if conversation.answers >= most {
            conversation.answers = 0;
            conversation.quiet_until = Some(far(Instant::now(), pause));
            conversation.clear();
        }
    }

    fn system(&self) -> Message {
        Message::new(Role::System, self.0.system.clone())
    }

    fn counted<T>(&self, result: Result<T>) -> Result<T> {
        if result.is_err() {
            self.0.counters.errors.add(1);
        }
        result
    }

    async fn think(&self, told: Vec<Message>, course: &Course<'_>) -> Result<Outcome> {
        let limit = self.0.timeout;
        // Boxed: its state is large, and callers would carry it in theirs.
        let outcome = match timeout(limit, Box::pin(self.rounds(told, course))).await {
            Ok(outcome) => outcome,
            Err(_) => {
                let why = format!("no answer within {} s", limit.as_secs());
                Err(Error::new(ErrorKind::Timeout, why).with_platform("agent"))
            }
        };
        let Some(tools) = course.done.names() else { return outcome };
        // What a tool has changed must not be changed again.
        match outcome {
            Ok(Outcome::Spent(remaining)) => {
                let why = "the budget was spent before the answer to what tools had done";
                let error = Error::new(ErrorKind::RateLimited, why).with_platform("agent");
                Err(error.with_retry_after(remaining).with_context(TOOLS, tools))
            }
            Err(error) => Err(error.with_context(TOOLS, tools)),
            said => said,
        }
    }

    /// Asks the model, makes the calls of tools that it wants, and asks again.
    async fn rounds(&self, mut told: Vec<Message>, course: &Course<'_>) -> Result<Outcome> {
        let (inner, sink) = (&self.0, course.sink);
        if let Err(remaining) = inner.budget.begin() {
            return Ok(Outcome::Spent(remaining));
        }
        let mut offer = inner.toolbox.offered().await;
        if let Some(tell) = course.tell {
            inner.toolbox.news(&offer).into_iter().for_each(|error| tell(News::Missing(error)));
        }
        if !inner.takes_tools.load(Ordering::Relaxed) {
            offer.specs.clear();
        }
        let (begin, mut thought) = (told.len(), Thought::default());
        for (_, error) in &offer.troubles {
            debug!(%error, "an answer does without some tools");
            thought.tool_trouble.push(error.to_string());
        }
        loop {
            if let Err(remaining) = inner.budget.take() {
                return Ok(Outcome::Spent(remaining));
            }
            thought.rounds += 1;
            let is_last = thought.rounds >= inner.rounds;
            let specs = if is_last { &[][..] } else { &offer.specs[..] };
            let asked = match sink {
                Some(sink) => inner.model.stream(&told, specs, sink).await,
                None => inner.model.complete(&told, specs).await,
            };
            let completion = match asked {
                Ok(completion) => completion,
                Err(error) if !specs.is_empty() && refuses_tools(&error) => {
                    // A refusal of what was said with tools before says nothing about the next question.
                    let is_plain = !told.iter().any(Message::is_of_tools);
                    if is_plain && inner.takes_tools.swap(false, Ordering::Relaxed) {
                        warn!(%error, "the model takes no tools: going on without");
                    }
                    offer.specs.clear();
                    continue;
                }
                Err(error) => return Err(error),
            };
            inner.counters.spent(&completion.usage);
            inner.budget.spend(&completion.usage);
            thought.usage.add(&completion.usage);
            // A call of what was not offered is made up, and to ask again would cost a round each time.
            if completion.tool_calls.is_empty() || specs.is_empty() {
                thought.text = completion.text;
                thought.said = told.split_off(begin);
                return Ok(Outcome::Said(thought));
            }
            let calls = completion.tool_calls;
            told.push(Message::calls(completion.text, calls.clone()));
            for call in calls {
                let name = &call.function.name;
                if let Some(sink) = sink {
                    sink.give(Piece::Tool { name: name.clone() }).await;
                }
                inner.counters.tool_calls.add(1);
                let arguments = &call.function.arguments;
                let called = inner.toolbox.call(&offer, name, arguments, course.done).await;
                if called.is_failed {
                    inner.counters.errors.add(1);
                }
                let start: String = called.text.chars().take(LOGGED).collect();
                debug!(tool = name, is_failed = called.is_failed, result = start, "called a tool");
                if let Some(tell) = course.tell {
                    tell(News::Called { name, is_failed: called.is_failed, result: &start });
                }
                thought.tools.push(name.clone());
                told.push(Message::tool(&call.id, called.text));
            }
        }
    }
}

/// What those who want an answer see of it while it is made.
#[derive(Clone, Copy)]
pub(crate) struct Course<'a> {
    /// Takes its pieces.
    pub(crate) sink: Option<&'a Sink>,
    /// Notes what is not to be done again.
    pub(crate) done: &'a Done,
    /// Hears what becomes of tools.
    pub(crate) tell: Option<&'a (dyn Fn(News<'_>) + Send + Sync)>,
}

impl<'a> Course<'a> {
    pub(crate) fn new(done: &'a Done) -> Self {
        Self { sink: None, done, tell: None }
    }
}

/// News of tools.
#[derive(Clone, Copy)]
pub(crate) enum News<'a> {
    /// Those of a server are missing; told once until it was there again.
    Missing(&'a Error),
    /// One was called.
    Called { name: &'a str, is_failed: bool, result: &'a str },
}

/// What a model came to.
#[derive(Debug)]
enum Outcome {
    Said(Thought),
    /// The budget or the pace ended it; the time until there is a new one.
    Spent(Duration),
}

#[derive(Debug, Default)]
struct Thought {
    text: Option<String>,
    /// Calls of tools and their results.
    said: Vec<Message>,
    usage: crate::Usage,
    rounds: u32,
    tools: Vec<String>,
    tool_trouble: Vec<String>,
}

impl Thought {
    /// The answer, and what is to be remembered of it.
    fn into_answer(self) -> (Answer, Vec<Message>) {
        let Self { text, mut said, usage, rounds, tools, tool_trouble } = self;
        let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let silence = text.is_none().then_some(Silence::Blank);
        said.extend(text.iter().map(|text| Message::new(Role::Assistant, text.as_str())));
        (Answer { text, silence, usage, rounds, tools, tool_trouble }, said)
    }
}

/// The newest messages, as far as they are of one person where the conversation goes by a name: what one wrote is not
/// for another who took the name.
fn of_one_person<'a, 'b>(room: &Room, batch: &'a [&'b Incoming]) -> &'a [&'b Incoming] {
    let writer = batch.last().and_then(|last| partner(room, last));
    let of_another = batch.iter().rposition(|message| partner(room, message) != writer);
    of_another.and_then(|place| batch.get(place + 1..)).unwrap_or(batch)
}

/// Whether messages are not to be asked for again.
fn is_final(answer: &Result<Answer>) -> bool {
    answer.as_ref().is_ok_and(|answer| {
        !matches!(answer.silence, Some(Silence::Cooldown { .. } | Silence::Budget { .. }))
    })
}

/// Forgets messages again unless they are done with: after a failure, and when the caller stops waiting; not where a
/// tool had changed something by then.
struct Noted<'a> {
    agent: &'a Agent,
    messages: &'a [&'a Incoming],
    done: &'a Done,
    keep: bool,
}

impl Drop for Noted<'_> {
    fn drop(&mut self) {
        if !self.keep && !self.done.is_final() {
            for message in self.messages {
                self.agent.0.seen.forget(message);
            }
        }
    }
}
