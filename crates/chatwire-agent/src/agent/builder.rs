//! Settings of an agent.

use std::sync::Arc;
use std::time::Duration;

use chatwire::{Incoming, Person};
use chatwire_core::{Config, Credential, Error, Result};

use super::{Agent, Inner};
use crate::guard::budget::{Budget, Limits};
use crate::guard::{self, Bots, Rules};
use crate::llm::{self, Model, Options};
#[cfg(feature = "mcp")]
use crate::mcp::{Link, Server};
use crate::memory::Window;
use crate::prompt::{DEFAULT_SYSTEM_PROMPT, DEFAULT_USER_PROMPT, Prompt};
use crate::tools::{Policy, Toolbox};

/// Tokens of the model's window unless said otherwise (token-bowl-chat 1.1.7).
pub const CONTEXT_WINDOW: u32 = 128_000;

/// Smallest window (token-bowl-chat 1.1.7).
pub const MIN_CONTEXT_WINDOW: u32 = 1_000;

/// Tokens of the window that are kept free for the answer unless said otherwise.
pub const ANSWER_RESERVE: u32 = 1_024;

/// Turns of a conversation that are remembered unless said otherwise (newest Python agent).
pub const MAX_HISTORY: usize = 10;

/// Calls of the model for one answer unless said otherwise (token-bowl-chat 1.1.7).
pub const TOOL_ROUNDS: u32 = 50;

/// Longest time for one answer unless said otherwise (token-bowl-chat 1.1.7).
pub const ANSWER_TIMEOUT: Duration = Duration::from_secs(900);

/// Characters of one message that the model sees, unless said otherwise.
pub const MESSAGE_CAP: usize = 4_000;

/// Characters of one batch of messages, unless said otherwise.
pub const BATCH_CAP: usize = 40_000;

/// Settings of an [`Agent`]; from [`Agent::builder`].
///
/// Its defaults are those of the Python agents of Token Bowl, three answers to a conversation before a pause of ten
/// minutes among them: an assistant for few people wants [`no_cooldown`](Self::no_cooldown).
///
/// ```
/// use chatwire_agent::{Agent, Prompt};
///
/// let agent = Agent::builder("sk-or-0123456789")
///     .model("openai/gpt-4o")
///     .system("You help people who sail.")
///     .no_cooldown()
///     .only_when_addressed()
///     .name("Skipper")
///     .daily_cost_usd(2.0)
///     .build()?;
/// assert!(!format!("{agent:?}").contains("sk-or"));
/// assert!(Agent::builder("k").context_window(999).build().is_err());
/// # Ok::<_, chatwire_agent::Error>(())
/// ```
#[must_use = "a builder does nothing until it is built"]
#[derive(Debug)]
pub struct Builder {
    key: Option<Credential>,
    config: Config,
    options: Options,
    system: Prompt,
    user: Prompt,
    guards_prompt: bool,
    window: u32,
    reserve: u32,
    turns: usize,
    rounds: u32,
    timeout: Duration,
    message_cap: usize,
    batch_cap: usize,
    cooldown: Option<(u32, Duration)>,
    bot_turns: u32,
    similarity: f64,
    max_length: Option<usize>,
    rules: Rules,
    limits: Limits,
    policy: Policy,
    #[cfg(feature = "mcp")]
    servers: Vec<Server>,
}

chatwire_core::config_methods!(Builder);

macro_rules! switches {
    ($($(#[$doc:meta])* $name:ident: $($field:ident).+ = $value:expr;)*) => {$(
        $(#[$doc])*
        pub fn $name(mut self) -> Self {
            self.$($field).+ = $value;
            self
        }
    )*};
}

impl Builder {
    pub(super) fn new(key: Option<Credential>) -> Self {
        Self {
            key,
            config: Config::new(),
            options: Options {
                model: Some(llm::DEFAULT_MODEL.to_owned()),
                temperature: None,
                referer: Some(llm::DEFAULT_REFERER.to_owned()),
                title: Some(llm::DEFAULT_TITLE.to_owned()),
                prices: None,
            },
            system: DEFAULT_SYSTEM_PROMPT.into(),
            user: DEFAULT_USER_PROMPT.into(),
            guards_prompt: true,
            window: CONTEXT_WINDOW,
            reserve: ANSWER_RESERVE,
            turns: MAX_HISTORY,
            rounds: TOOL_ROUNDS,
            timeout: ANSWER_TIMEOUT,
            message_cap: MESSAGE_CAP,
            batch_cap: BATCH_CAP,
            cooldown: Some((guard::COOLDOWN_ANSWERS, guard::COOLDOWN)),
            bot_turns: guard::BOT_TURNS,
            similarity: guard::SIMILARITY,
            max_length: None,
            rules: Rules::default(),
            limits: Limits::default(),
            policy: Policy::default(),
            #[cfg(feature = "mcp")]
            servers: Vec::new(),
        }
    }

    switches! {
        /// Leaves the model to the endpoint.
        no_model: options.model = None;
        /// Does not tell the endpoint a page.
        no_referer: options.referer = None;
        /// Does not tell the endpoint a name.
        no_title: options.title = None;
        /// Leaves out what follows the system prompt: that messages are talk of people and not orders.
        no_guard_prompt: guards_prompt = false;
        /// Answers without pauses, however many people ask.
        no_cooldown: cooldown = None;
        /// Answers in a room only when somebody writes a [`name`](Self::name) of the agent.
        only_when_addressed: rules.only_when_addressed = true;
        /// Answers in conversations of two only.
        only_direct: rules.only_direct = true;
        /// Answers other programs like people, up to [`bot_turns`](Self::bot_turns).
        answer_bots: rules.bots = Bots::Always;
        /// Answers no other program, even when it speaks to the agent.
        never_bots: rules.bots = Bots::Never;
    }

    /// Model that is asked ([`DEFAULT_MODEL`](crate::DEFAULT_MODEL)), in the words of the endpoint.
    pub fn model(mut self, model: impl Into<String>) -> Self {
        self.options.model = Some(model.into());
        self
    }

    /// Who the agent is ([`DEFAULT_SYSTEM_PROMPT`]).
    pub fn system(mut self, prompt: impl Into<Prompt>) -> Self {
        self.system = prompt.into();
        self
    }

    /// What stands before the messages ([`DEFAULT_USER_PROMPT`]).
    pub fn user(mut self, prompt: impl Into<Prompt>) -> Self {
        self.user = prompt.into();
        self
    }

    /// Page that OpenRouter counts the calls for ([`DEFAULT_REFERER`](crate::DEFAULT_REFERER)).
    pub fn referer(mut self, page: impl Into<String>) -> Self {
        self.options.referer = Some(page.into());
        self
    }

    /// Name that OpenRouter shows for the calls ([`DEFAULT_TITLE`](crate::DEFAULT_TITLE)).
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.options.title = Some(title.into());
        self
    }

    /// How freely the model writes, usually 0 to 2 (the endpoint's own).
    pub fn temperature(mut self, temperature: f64) -> Self {
        self.options.temperature = Some(temperature);
        self
    }

    /// Prices in US dollars for a million tokens, read and written, for endpoints that do not tell what a call cost.
    pub fn prices(mut self, input: f64, output: f64) -> Self {
        self.options.prices = Some((input, output));
        self
    }

    /// Tokens that the model can hold ([`CONTEXT_WINDOW`]; at least [`MIN_CONTEXT_WINDOW`]).
    ///
    /// Four characters count as a token. What does not fit beside the prompts, the messages and the answer is
    /// forgotten, oldest question and answer first.
    pub fn context_window(mut self, tokens: u32) -> Self {
        self.window = tokens;
        self
    }

    /// Tokens of the window that are kept free for the answer ([`ANSWER_RESERVE`]).
    pub fn answer_reserve(mut self, tokens: u32) -> Self {
        self.reserve = tokens;
        self
    }

    /// Turns of each conversation that are remembered, questions and answers ([`MAX_HISTORY`]; 0: as many as fit).
    pub fn max_history(mut self, turns: usize) -> Self {
        self.turns = turns;
        self
    }

    /// Calls of the model for one answer ([`TOOL_ROUNDS`]); the last is made without tools.
    pub fn tool_rounds(mut self, rounds: u32) -> Self {
        self.rounds = rounds.max(1);
        self
    }

    /// Longest time for one answer, with all its tools ([`ANSWER_TIMEOUT`]).
    pub fn answer_timeout(mut self, limit: Duration) -> Self {
        self.timeout = limit;
        self
    }

    /// A server whose tools the model may call; may be said again for another one.
    #[cfg(feature = "mcp")]
    pub fn mcp(mut self, server: Server) -> Self {
        self.servers.push(server);
        self
    }

    /// Offers the tools with these names and no others.
    ///
    /// Unless this is said, all tools are offered but those of which their server says that they change something.
    pub fn allow_tools<T: Into<String>>(mut self, names: impl IntoIterator<Item = T>) -> Self {
        self.policy.allowed.extend(names.into_iter().map(Into::into));
        self
    }

    /// Never offers the tools with these names.
    pub fn deny_tools<T: Into<String>>(mut self, names: impl IntoIterator<Item = T>) -> Self {
        self.policy.denied.extend(names.into_iter().map(Into::into));
        self
    }

    /// Characters of one message that the model sees ([`MESSAGE_CAP`]).
    pub fn message_cap(mut self, characters: usize) -> Self {
        self.message_cap = characters;
        self
    }

    /// Characters of one batch of messages as the model sees them, with names ([`BATCH_CAP`]); what is beyond goes into
    /// the next.
    pub fn batch_cap(mut self, characters: usize) -> Self {
        self.batch_cap = characters;
        self
    }

    /// Pauses after so many answers to a conversation, and forgets what was said in it
    /// ([`COOLDOWN_ANSWERS`](crate::COOLDOWN_ANSWERS), [`COOLDOWN`](crate::COOLDOWN)); 0 answers, or a pause of no length,
    /// mean that there are none and nothing is forgotten.
    pub fn cooldown(mut self, answers: u32, pause: Duration) -> Self {
        self.cooldown = (answers > 0 && !pause.is_zero()).then_some((answers, pause));
        self
    }

    /// Answers to the same program in a row ([`BOT_TURNS`](crate::BOT_TURNS); 0: no limit).
    pub fn bot_turns(mut self, turns: u32) -> Self {
        self.bot_turns = turns;
        self
    }

    /// Likeness to one of its last three answers, 0 to 1, from which on an answer is kept back
    /// ([`SIMILARITY`](crate::SIMILARITY); 0: never).
    pub fn similarity(mut self, ratio: f64) -> Self {
        self.similarity = ratio;
        self
    }

    /// Longest message, in characters, where the platform's own limit is not known; longer answers become several.
    pub fn max_length(mut self, characters: usize) -> Self {
        self.max_length = Some(characters);
        self
    }

    /// A name of the agent, by which people speak to it; may be said again for another one.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.rules.names.push(name.into());
        self
    }

    /// Tells programs from people, where the platform does not.
    pub fn is_bot(mut self, rule: impl Fn(&Incoming) -> bool + Send + Sync + 'static) -> Self {
        self.rules.is_bot = Some(Arc::new(rule));
        self
    }

    /// Tells conversations of two from rooms, where the platform does not.
    pub fn is_direct(mut self, rule: impl Fn(&Incoming) -> bool + Send + Sync + 'static) -> Self {
        self.rules.is_direct = Some(Arc::new(rule));
        self
    }

    /// Answers nobody but these people and those of [`allow_names`](Self::allow_names).
    pub fn allow_senders(mut self, people: impl IntoIterator<Item = Person>) -> Self {
        self.rules.allowed.people.extend(people);
        self
    }

    /// Never answers these people.
    pub fn deny_senders(mut self, people: impl IntoIterator<Item = Person>) -> Self {
        self.rules.denied.people.extend(people);
        self
    }

    /// Answers nobody but those who are called so on their platform, and those of
    /// [`allow_senders`](Self::allow_senders).
    ///
    /// On most platforms everybody chooses a name and may take one of these: what guards tools or money goes by id.
    pub fn allow_names<T: Into<String>>(mut self, names: impl IntoIterator<Item = T>) -> Self {
        self.rules.allowed.names.extend(names.into_iter().map(Into::into));
        self
    }

    /// Never answers those who are called so on their platform; who takes another name is answered.
    pub fn deny_names<T: Into<String>>(mut self, names: impl IntoIterator<Item = T>) -> Self {
        self.rules.denied.names.extend(names.into_iter().map(Into::into));
        self
    }

    /// A word that lets the agent pass over the message that holds it; may be said again for another one.
    pub fn stop_word(mut self, word: impl Into<String>) -> Self {
        self.rules.stop_words.push(word.into().to_lowercase());
        self
    }

    /// Most answers within a time, over all conversations; 0 answers mean no limit, which is the default. What comes on
    /// top is not answered ([`Silence::Budget`](crate::Silence::Budget)).
    pub fn max_answers(mut self, answers: u32, within: Duration) -> Self {
        self.limits.pace = (answers > 0).then_some((answers, within));
        self
    }

    /// Most tokens of a day, read and written; the call that passes the limit is still finished.
    pub fn daily_tokens(mut self, tokens: u64) -> Self {
        self.limits.tokens = Some(tokens);
        self
    }

    /// Most calls of the model in a day.
    pub fn daily_calls(mut self, calls: u64) -> Self {
        self.limits.calls = Some(calls);
        self
    }

    /// Most money of a day, where the endpoint tells what a call cost or [`prices`](Self::prices) are set; the call
    /// that passes the limit is still finished.
    pub fn daily_cost_usd(mut self, dollars: f64) -> Self {
        self.limits.cost_usd = Some(dollars);
        self
    }

    /// Makes the agent. Nothing is sent before the first question.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) for a window below [`MIN_CONTEXT_WINDOW`] tokens or one that the prompts
    /// fill, a temperature, price or limit that is negative or no number, a [`similarity`](Self::similarity) outside 0
    /// to 1, a key that no header may carry, and an address that cannot be used.
    pub fn build(self) -> Result<Agent> {
        self.check_numbers().map_err(named)?;
        if self.window < MIN_CONTEXT_WINDOW {
            let (window, least) = (self.window, MIN_CONTEXT_WINDOW);
            return Err(named(Error::config(format!(
                "a context window of {window} tokens is too small, {least} is the least"
            ))));
        }
        if self.window > 1_000_000 {
            tracing::warn!(tokens = self.window, "this context window is larger than most models'");
        }
        let mut system = self.system.as_str().to_owned();
        if self.guards_prompt {
            system.push_str("\n\n");
            system.push_str(crate::prompt::GUARD_PROMPT);
        }
        let of = |tokens: u32| usize::try_from(tokens).unwrap_or(usize::MAX);
        let window =
            Window { tokens: of(self.window), reserve: of(self.reserve), turns: self.turns };
        let fixed = crate::memory::tokens(system.chars().count())
            + crate::memory::tokens(self.user.as_str().chars().count());
        let left = window.tokens.saturating_sub(window.reserve).saturating_sub(fixed);
        // A message of its usual length would not fit.
        if left < 100 {
            let why = "the prompts and the answer fill the context window: no message fits beside";
            return Err(named(Error::config(why)));
        }
        #[cfg(feature = "mcp")]
        let links = self
            .servers
            .into_iter()
            .map(|server| Link::new(server, &self.config))
            .collect::<Result<Vec<_>>>()
            .map_err(named)?;
        let toolbox = Toolbox {
            #[cfg(feature = "mcp")]
            links,
            policy: self.policy,
            told: std::sync::Mutex::default(),
        };
        let model = Model::new(self.key, self.config, self.options).map_err(named)?;
        Ok(Agent(Arc::new(Inner {
            model,
            toolbox,
            system,
            user: self.user,
            window,
            fixed,
            rounds: self.rounds,
            timeout: self.timeout,
            message_cap: self.message_cap.min(left.saturating_mul(4)),
            batch_cap: self.batch_cap.min(left.saturating_mul(4)),
            cooldown: self.cooldown,
            bot_turns: self.bot_turns,
            similarity: self.similarity,
            max_length: self.max_length,
            rules: self.rules,
            budget: Budget::new(self.limits),
            memory: crate::memory::Memory::default(),
            seen: guard::Seen::default(),
            names: std::sync::Mutex::default(),
            counters: crate::stats::Counters::new(),
            takes_tools: std::sync::atomic::AtomicBool::new(true),
        })))
    }
}

impl Builder {
    /// A limit that nothing can be compared with would be none.
    fn check_numbers(&self) -> Result<()> {
        let (input, output) = self.options.prices.unzip();
        for (setting, number, most) in [
            ("temperature", self.options.temperature, f64::MAX),
            ("prices", input, f64::MAX),
            ("prices", output, f64::MAX),
            ("similarity", Some(self.similarity), 1.0),
            ("daily_cost_usd", self.limits.cost_usd, f64::MAX),
        ] {
            let Some(number) = number.filter(|number| !(0.0..=most).contains(number)) else {
                continue;
            };
            let range = if most > 1.0 { "0 or more" } else { "0 to 1" };
            return Err(Error::config(format!("{setting} is to be {range}, not {number}")));
        }
        Ok(())
    }
}

fn named(error: Error) -> Error {
    error.with_platform("agent")
}
