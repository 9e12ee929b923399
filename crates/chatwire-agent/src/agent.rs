//! [`Agent`]: answers messages of any platform, each conversation with a memory of its own.

pub(crate) mod builder;
pub(crate) mod send;
pub(crate) mod show;
mod turn;

use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chatwire::responder::Responder;
use chatwire::{BoxFuture, Capabilities, Incoming, LengthUnit, Outgoing, Room};
use chatwire_core::env::Vars;
use chatwire_core::{Credential, Error, Result};
use tokio::time::Instant;

use self::builder::Builder;
pub(crate) use self::turn::{Course, News, TOOLS};
use crate::guard::budget::Budget;
use crate::guard::{Rules, Seen, Silence};
use crate::llm::{self, Model};
use crate::memory::{Memory, Window, file};
use crate::prompt::Prompt;
use crate::stats::{Counters, Stats};
use crate::tools::Toolbox;
use crate::{Runner, Usage};

/// As good as never.
const YEAR: Duration = Duration::from_secs(365 * 86_400);

/// Longest message of Kick, which answers an agent without knowing its client.
const KICK_MAX_CONTENT: usize = 500;

/// An LLM that answers messages; cheap to clone, clones share memory, budget and numbers.
///
/// As a [`Responder`] it answers one message at a time on whatever platform it was written. A [`Runner`] gathers
/// messages into batches and keeps what could not be answered.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> chatwire_agent::Result<()> {
/// # use chatwire_core::testing::{Answer, Script};
/// # let completion = serde_json::json!({"choices": [{"message": {"content": "Ahoy, Ada."}}]});
/// # let script = Script::new().answer(Answer::json(&completion));
/// use chatwire::responder::Responder;
/// use chatwire::{Incoming, Outgoing, Room, Sender};
/// use chatwire_agent::Agent;
///
/// let agent = Agent::builder("sk-or-0123456789").system("You sail.");
/// # let agent = agent.script(script);
/// let agent = agent.build()?;
/// let ahoy = Incoming::new("17", Room::new("irc", "#boats"), Sender::new("ada"), "ahoy");
/// assert_eq!(agent.reply(&ahoy).await?, [Outgoing::text("Ahoy, Ada.")]);
/// // Each message is answered once.
/// assert_eq!(agent.reply(&ahoy).await?, []);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Agent(Arc<Inner>);

pub(crate) struct Inner {
    model: Model,
    toolbox: Toolbox,
    system: String,
    user: Prompt,
    window: Window,
    /// Tokens of the prompts.
    fixed: usize,
    rounds: u32,
    timeout: Duration,
    message_cap: usize,
    pub(crate) batch_cap: usize,
    cooldown: Option<(u32, Duration)>,
    bot_turns: u32,
    similarity: f64,
    max_length: Option<usize>,
    rules: Rules,
    budget: Budget,
    memory: Memory,
    seen: Seen,
    /// The agent's own name on each platform.
    names: Mutex<HashMap<String, String>>,
    pub(crate) counters: Counters,
    /// Whether the model takes tools; found out by its refusal.
    takes_tools: AtomicBool,
}

/// What an agent has to say to a batch of messages.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Answer {
    /// The answer, without white space around it; `None` for silence.
    pub text: Option<String>,
    /// Why there is none.
    pub silence: Option<Silence>,
    /// Tokens and money of all calls of the model.
    pub usage: Usage,
    /// Calls of the model.
    pub rounds: u32,
    /// Tools that were called, in order.
    pub tools: Vec<String>,
    /// Why tools were missing, in words: one line for each server that could not be reached.
    pub tool_trouble: Vec<String>,
}

impl Answer {
    fn silent(why: Silence) -> Self {
        Self { silence: Some(why), ..Self::default() }
    }

    /// Whether nothing is to be said.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.text.is_none()
    }
}

impl Agent {
    /// An agent with the usual settings, at OpenRouter.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when the key is empty or holds characters that no header may carry.
    pub fn new(key: impl Into<Credential>) -> Result<Self> {
        Self::builder(key).build()
    }

    /// An agent with settings of one's own.
    pub fn builder(key: impl Into<Credential>) -> Builder {
        Builder::new(Some(key.into()))
    }

    /// An agent at an endpoint that wants no key, such as one on this machine.
    pub fn keyless_builder() -> Builder {
        Builder::new(None)
    }

    /// An agent from `OPENROUTER_API_KEY` and, when it is set, `OPENROUTER_BASE_URL`.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) naming the variable that is missing or wrong.
    pub fn from_env() -> Result<Self> {
        Self::from_vars(&Vars::process())
    }

    /// Like [`from_env`](Self::from_env), with variables from a table.
    ///
    /// ```
    /// use chatwire_agent::{Agent, env::Vars};
    ///
    /// let err = Agent::from_vars(&Vars::from_pairs([("", "")])).unwrap_err();
    /// assert!(err.to_string().contains("OPENROUTER_API_KEY"));
    /// ```
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) naming the variable that is missing or wrong.
    pub fn from_vars(vars: &Vars) -> Result<Self> {
        let builder = Self::builder(vars.required(llm::API_KEY)?);
        match vars.optional(llm::BASE_URL)? {
            Some(url) => builder
                .base_url(url)
                .and_then(Builder::build)
                .map_err(|err| err.with_context("variable", llm::BASE_URL.name)),
            None => builder.build(),
        }
    }

    /// Runs the agent on Token Bowl: live, in batches, with read marks.
    ///
    /// The session is made from `client`; see [`Runner`].
    pub fn run(&self, client: chatwire::tokenbowl::Client) -> Runner {
        Runner::tokenbowl(self.clone(), client)
    }

    /// Runs the agent on any platform, in batches; see [`Runner`].
    pub fn run_on(&self, platform: impl chatwire::Platform + 'static) -> Runner {
        Runner::platform(self.clone(), Arc::new(platform))
    }

    /// Why `message` gets no answer whatever the model would say; `None` if it may get one.
    ///
    /// This looks at writer, words and id; pauses and budgets are looked at by the calls that answer.
    #[must_use]
    pub fn screen(&self, message: &Incoming) -> Option<Silence> {
        let names = self.0.names.lock().unwrap_or_else(PoisonError::into_inner);
        let name = names.get(message.room.platform.as_ref()).map(String::as_str);
        let refused = self.0.rules.refuse(message, name);
        refused.or_else(|| self.0.seen.knows(message).then_some(Silence::Duplicate))
    }

    /// Numbers since the agent was built.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.0.counters.snapshot()
    }

    /// Model that is asked; `None` where the endpoint chooses.
    #[must_use]
    pub fn model(&self) -> Option<&str> {
        self.0.model.name()
    }

    /// Forgets what was said in a conversation, and its pause.
    pub fn forget(&self, room: &Room) {
        self.0.memory.forget(room);
    }

    /// Writes what was said in all conversations to a file, as JSON; one that is there is replaced, as a whole. Nobody
    /// else on the machine may read it. Answers that are being given are not waited for.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) naming the file when it cannot be written.
    pub async fn save_memory(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let stored = self.0.memory.stored();
        let fail = |error: std::io::Error| {
            let shown = path.display();
            Error::config(format!("the memory {shown} cannot be written")).with_source(error)
        };
        let bytes = serde_json::to_vec(&stored).map_err(|err| fail(err.into()))?;
        let place = path.to_owned();
        let written = tokio::task::spawn_blocking(move || file::replace(&place, &bytes)).await;
        written.map_err(|error| fail(std::io::Error::other(error)))?.map_err(fail)
    }

    /// Remembers what [`save_memory`](Self::save_memory) wrote; a file that is not there yet is nothing to remember.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) naming the file when it cannot be read or holds something else.
    pub async fn load_memory(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let fail = |why: &str| Error::config(format!("the memory {} {why}", path.display()));
        let bytes = match tokio::fs::read(path).await {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(fail("cannot be read").with_source(error)),
        };
        let stored = serde_json::from_slice(&bytes)
            .map_err(|error| fail("is no memory of an agent").with_source(error))?;
        self.0.memory.restore(stored).await;
        Ok(())
    }

    /// Tools of all servers, whether they are offered to the model or not.
    ///
    /// # Errors
    ///
    /// That of the first server that cannot be reached.
    #[cfg(feature = "mcp")]
    pub async fn tools(&self) -> Result<Vec<crate::mcp::Tool>> {
        let mut all = Vec::new();
        for link in &self.0.toolbox.links {
            all.extend(link.ready().await?);
        }
        for tool in &mut all {
            tool.is_offered = self.0.toolbox.policy.offers(&tool.name, tool.is_writing);
        }
        Ok(all)
    }

    /// Tells the agent how it is called on a platform, so that it knows when people speak to it.
    ///
    /// A [`Runner`] does this by itself where the platform tells.
    pub fn set_name_on(&self, platform: impl Into<String>, name: impl Into<String>) {
        let mut names = self.0.names.lock().unwrap_or_else(PoisonError::into_inner);
        names.insert(platform.into(), name.into());
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.0
    }

    pub(crate) fn seen(&self) -> &Seen {
        &self.0.seen
    }

    /// An answer in messages that `room` can hold.
    fn cut(&self, room: &Room, text: &str) -> Vec<Outgoing> {
        let limit = match &*room.platform {
            "kick" => Some((KICK_MAX_CONTENT, LengthUnit::Chars)),
            "tokenbowl" => Some((chatwire::tokenbowl::limits::MAX_CONTENT, LengthUnit::Chars)),
            _ => None,
        };
        let own = self.0.max_length.map(|most| (most, LengthUnit::Chars));
        let capabilities = match own.or(limit) {
            Some((most, unit)) => Capabilities::default().max_length(most, unit),
            None => Capabilities::default(),
        };
        pieces(&capabilities, text).into_iter().map(Outgoing::text).collect()
    }
}

/// A text in pieces of a message each, none of which calls everybody: a model writes what people ask it to.
pub(crate) fn pieces(capabilities: &Capabilities, text: &str) -> Vec<String> {
    let pieces = capabilities.split_neutral(text).into_iter();
    pieces.map(|piece| piece.trim().to_owned()).collect()
}

/// A time of the user's or a server's choice from now on; one that no clock shows is a year.
pub(crate) fn far(now: Instant, time: Duration) -> Instant {
    now.checked_add(time).unwrap_or_else(|| now + YEAR)
}

/// A part of a time, or some more than all of it; one that no clock shows stays what it is.
pub(crate) fn part(time: Duration, factor: f64) -> Duration {
    Duration::try_from_secs_f64(time.as_secs_f64() * factor).unwrap_or(time)
}

impl Responder for Agent {
    /// Answers `message`; an empty list is silence. Longer answers than the platform takes are several messages.
    fn reply<'a>(&'a self, message: &'a Incoming) -> BoxFuture<'a, Result<Vec<Outgoing>>> {
        Box::pin(async move {
            let answer = self.consider(message, None).await?;
            let Some(text) = answer.text else { return Ok(Vec::new()) };
            let messages = self.cut(&message.room, &text);
            self.0.counters.sent.add(u64::try_from(messages.len()).unwrap_or(u64::MAX));
            Ok(messages)
        })
    }
}

impl fmt::Debug for Agent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Agent")
            .field("model", &self.0.model)
            .field("tools", &self.0.toolbox)
            .field("rules", &self.0.rules)
            .finish_non_exhaustive()
    }
}
