//! [`Model`]: the options of the model, for both commands of the agent.

use std::time::Duration;

use chatwire::{Error, ErrorKind, Person, Secret};
use chatwire_agent::mcp::Server;
use chatwire_agent::{Agent, Builder, Prompt};
use clap::{Args, ValueEnum};

use super::settings::Settings;
use crate::args::measure;
use crate::context::{Context, with_globals};
use crate::exit::{Exit, Failure, Result};
use crate::output::aside;

/// Tools of the league, which the Python agent offers by default (token-bowl-chat 1.1.7).
const MCP_SERVER: &str = "https://tokenbowl-mcp.haihai.ai/sse";
/// A window beyond this is hardly meant (token-bowl-chat 1.1.7).
const LARGE_WINDOW: u32 = 1_000_000;
/// A history beyond this is hardly meant (newest Python agent).
const LONG_HISTORY: usize = 100;

/// Time within which answers are counted, where only their number is said.
const PACE: Duration = Duration::from_secs(60 * 60);

/// The model, what it is told, and its limits; each may also stand in the section `[agent]` of the configuration.
#[derive(Debug, Args)]
pub(super) struct Model {
    /// Key of OpenRouter or another endpoint of chat completions; the variable is seen by nobody else.
    #[arg(short, long, value_name = "KEY", env = "OPENROUTER_API_KEY", hide_env_values = true)]
    openrouter_key: Option<Secret>,
    /// Address of another endpoint of chat completions.
    #[arg(long, value_name = "URL", env = "OPENROUTER_BASE_URL", hide_env_values = true)]
    llm_url: Option<String>,
    /// Page that OpenRouter counts the calls for; an empty text tells none.
    #[arg(long, value_name = "URL")]
    referer: Option<String>,
    /// Name that OpenRouter shows for the calls; an empty text tells none.
    #[arg(long)]
    title: Option<String>,
    /// Model, in the words of the endpoint.
    #[arg(short, long)]
    model: Option<String>,
    /// What the model is: a text, the path of a text file, or @PATH.
    #[arg(short, long, value_name = "TEXT|FILE")]
    system: Option<String>,
    /// What it is asked with each batch of messages: a text, the path of a text file, or @PATH.
    #[arg(short, long, value_name = "TEXT|FILE")]
    user: Option<String>,
    /// Tokens that the model can read at once, 1000 at least.
    #[arg(short, long, value_name = "TOKENS")]
    context_window: Option<u32>,
    /// Turns of a conversation that it is told, 0 for all that fit.
    #[arg(long, value_name = "TURNS")]
    max_conversation_history: Option<usize>,
    /// How freely it speaks; without it, as the endpoint likes.
    #[arg(long, value_name = "NUMBER", value_parser = measure)]
    temperature: Option<f64>,
    /// Offer tools, which is so by default.
    #[arg(long, overrides_with = "no_mcp")]
    mcp: bool,
    /// Offer no tools.
    #[arg(long)]
    no_mcp: bool,
    /// Server of tools: an address that ends in /sse, another one for streamable HTTP, or a command; again for more. By default the one of the Token Bowl league. Other users of this machine may see a key in it in the list of processes: use --mcp-env or CHATWIRE_MCP_TOKEN.
    #[arg(long, value_name = "URL|COMMAND")]
    mcp_server: Vec<String>,
    /// Hand this variable of the environment on to commands of --mcp-server, which get no key otherwise; again for more.
    #[arg(long, value_name = "VARIABLE")]
    mcp_env: Vec<String>,
    /// Bearer token for the address that --mcp-server names; the variable is seen by nobody else.
    #[arg(long, value_name = "TOKEN", env = "CHATWIRE_MCP_TOKEN", hide_env_values = true)]
    mcp_token: Option<Secret>,
    /// Offer this tool and no others; again for more. Tools that change something are offered only so.
    #[arg(long, value_name = "NAME")]
    allow_tool: Vec<String>,
    /// Never offer this tool; again for more.
    #[arg(long, value_name = "NAME")]
    deny_tool: Vec<String>,
    /// Answers to a conversation before a pause, 0 for no pauses; 3 by default.
    #[arg(long, value_name = "NUMBER")]
    cooldown_messages: Option<u32>,
    /// Length of that pause, 0 for no pauses; 10 by default.
    #[arg(long, value_name = "MINUTES")]
    cooldown_minutes: Option<f64>,
    /// Likeness to its last answers, 0 to 1, from which on an answer is kept back, 0 for never.
    #[arg(long, value_name = "NUMBER", value_parser = measure)]
    similarity: Option<f64>,
    /// Name by which people speak to it; again for more.
    #[arg(long)]
    name: Vec<String>,
    /// Answer in rooms only who speaks to it.
    #[arg(long)]
    only_when_addressed: bool,
    /// Answer in conversations of two only.
    #[arg(long)]
    only_direct: bool,
    /// What other bots get.
    #[arg(long, value_enum)]
    bots: Option<Bots>,
    /// Answers to the same bot in a row, 0 for no limit.
    #[arg(long, value_name = "NUMBER")]
    bot_turns: Option<u32>,
    /// Answer nobody but this person, as platform:id; again for more.
    #[arg(long, value_name = "PERSON")]
    allow_sender: Vec<String>,
    /// Never answer this person, as platform:id; again for more.
    #[arg(long, value_name = "PERSON")]
    deny_sender: Vec<String>,
    /// Answer nobody but those of this name, which others may take; again for more.
    #[arg(long, value_name = "NAME")]
    allow_name: Vec<String>,
    /// Never answer those of this name; again for more.
    #[arg(long, value_name = "NAME")]
    deny_name: Vec<String>,
    /// Pass over messages that hold this word; again for more.
    #[arg(long, value_name = "WORD")]
    stop_word: Vec<String>,
    /// Most answers within a time, over all conversations; what comes on top waits. 0 for no limit, which is the default.
    #[arg(long, value_name = "NUMBER")]
    max_answers: Option<u32>,
    /// Length of that time; 60 by default.
    #[arg(long, value_name = "MINUTES")]
    max_answers_minutes: Option<f64>,
    /// Most tokens of a day.
    #[arg(long, value_name = "NUMBER")]
    daily_tokens: Option<u64>,
    /// Most calls of the model in a day.
    #[arg(long, value_name = "NUMBER")]
    daily_calls: Option<u64>,
    /// Most money of a day, in US dollars, where the endpoint tells what a call cost.
    #[arg(long, value_name = "DOLLARS", value_parser = measure)]
    daily_cost: Option<f64>,
}

/// People as they stand on a command line.
fn people(texts: Vec<String>) -> Result<Vec<Person>> {
    let person =
        |text: String| text.parse().map_err(|why: Error| Failure::usage(why.message().to_owned()));
    texts.into_iter().map(person).collect()
}

/// A secret, else that of the file which a setting names; an empty one is none.
fn secret(given: Option<&Secret>, settings: Settings<'_>, file: &str) -> Result<Option<Secret>> {
    if let Some(key) = given.filter(|key| !key.is_empty()) {
        return Ok(Some(key.clone()));
    }
    match settings.or(None::<String>, file)? {
        Some(path) => Ok(Some(Secret::new(settings.config.secret(&path)?))),
        None => Ok(None),
    }
}

/// A prompt, else that of a setting, whose file is found from the folder of the configuration.
fn prompt(given: Option<&String>, settings: Settings<'_>, name: &str) -> Result<Option<Prompt>> {
    let given = given.map(|text| Prompt::from_arg(text)).transpose()?;
    settings.or_read(given, name, |text| {
        let path = settings.config.resolved(text.strip_prefix('@').unwrap_or(text));
        if text.starts_with('@') || path.is_file() {
            return Prompt::file(path);
        }
        match Prompt::from_arg(text) {
            // A file of this name in the current folder is not the one that is meant.
            Ok(prompt) if prompt.as_str() == text => Ok(prompt),
            _ => {
                let why = format!("there is no prompt file {}", path.display());
                Err(Error::new(ErrorKind::Config, why))
            }
        }
    })
}

/// Server of an address, with its port; nothing for a command.
fn origin(server: &str) -> Option<String> {
    let (scheme, rest) = server.trim().split_once("://")?;
    if !matches!(scheme, "http" | "https") {
        return None;
    }
    let host = rest.split(['/', '?', '#']).next()?;
    Some(format!("{scheme}://{host}").to_ascii_lowercase())
}

/// A time that was given in minutes.
fn span(minutes: f64, option: &str) -> Result<Duration> {
    Duration::try_from_secs_f64(minutes * 60.0)
        .map_err(|_| Failure::usage(format!("{option}: no time is so long")))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Bots {
    /// An answer when they speak to it.
    Addressed,
    /// Answers like people.
    Answer,
    /// No answers.
    Never,
}

impl std::str::FromStr for Bots {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        <Self as ValueEnum>::from_str(text, false)
    }
}

impl Model {
    /// The agent as options, variables and settings describe it.
    pub(super) fn agent(&self, context: &Context, settings: Settings<'_>) -> Result<Agent> {
        let url = settings.or(self.llm_url.clone().filter(|url| !url.is_empty()), "llm_url")?;
        let builder = match self.key(settings)? {
            Some(key) => Agent::builder(key),
            // Endpoints of one's own often take none.
            None if url.is_some() => Agent::keyless_builder(),
            None => {
                return Err(Failure::new(Exit::Auth, "no key of OpenRouter was given")
                    .hint("set OPENROUTER_API_KEY or use --openrouter-key; --llm-url names another endpoint"));
            }
        };
        let mut builder = with_globals!(builder, &context.globals);
        if let Some(url) = url {
            builder = builder.base_url(url)?;
        }
        builder = match settings.or(self.referer.clone(), "referer")? {
            Some(page) if page.is_empty() => builder.no_referer(),
            Some(page) => builder.referer(page),
            None => builder,
        };
        builder = match settings.or(self.title.clone(), "title")? {
            Some(title) if title.is_empty() => builder.no_title(),
            Some(title) => builder.title(title),
            None => builder,
        };
        let builder = self.told(builder, settings)?;
        let builder = self.limited(builder, settings)?;
        Ok(self.tools(builder, settings)?.build()?)
    }

    fn key(&self, settings: Settings<'_>) -> Result<Option<Secret>> {
        secret(self.openrouter_key.as_ref(), settings, "openrouter_key_file")
    }

    /// Model, prompts, history.
    fn told(&self, mut builder: Builder, settings: Settings<'_>) -> Result<Builder> {
        if let Some(model) = settings.or(self.model.clone(), "model")? {
            builder = builder.model(model);
        }
        if let Some(prompt) = prompt(self.system.as_ref(), settings, "system")? {
            builder = builder.system(prompt);
        }
        if let Some(prompt) = prompt(self.user.as_ref(), settings, "user")? {
            builder = builder.user(prompt);
        }
        if let Some(tokens) = settings.or(self.context_window, "context_window")? {
            if tokens > LARGE_WINDOW {
                aside(&format!("! a context window of {tokens} tokens is unusually large"));
            }
            builder = builder.context_window(tokens);
        }
        let history = settings.or(self.max_conversation_history, "max_conversation_history")?;
        if let Some(turns) = history {
            if turns > LONG_HISTORY {
                aside(&format!("! a history of {turns} turns is unusually long"));
            }
            builder = builder.max_history(turns);
        }
        if let Some(temperature) = settings.or_read(self.temperature, "temperature", measure)? {
            builder = builder.temperature(temperature);
        }
        Ok(builder)
    }

    /// Whom it answers, and how often.
    fn limited(&self, mut builder: Builder, settings: Settings<'_>) -> Result<Builder> {
        let answers = settings.or(self.cooldown_messages, "cooldown_messages")?;
        let minutes = settings.or(self.cooldown_minutes, "cooldown_minutes")?;
        if answers.is_some() || minutes.is_some() {
            let pause = match minutes {
                Some(minutes) => span(minutes, "--cooldown-minutes")?,
                None => chatwire_agent::COOLDOWN,
            };
            builder = builder.cooldown(answers.unwrap_or(chatwire_agent::COOLDOWN_ANSWERS), pause);
        }
        builder = self.paced(builder, settings)?;
        macro_rules! given {
            ($($name:ident => $setter:ident),+) => {$(
                if let Some(value) = settings.or(self.$name, stringify!($name))? {
                    builder = builder.$setter(value);
                }
            )+};
        }
        given!(bot_turns => bot_turns, daily_tokens => daily_tokens, daily_calls => daily_calls);
        if let Some(ratio) = settings.or_read(self.similarity, "similarity", measure)? {
            builder = builder.similarity(ratio);
        }
        if let Some(dollars) = settings.or_read(self.daily_cost, "daily_cost", measure)? {
            builder = builder.daily_cost_usd(dollars);
        }
        for name in settings.or_list(&self.name, "name")? {
            builder = builder.name(name);
        }
        for word in settings.or_list(&self.stop_word, "stop_word")? {
            builder = builder.stop_word(word);
        }
        builder = builder
            .allow_senders(people(settings.or_list(&self.allow_sender, "allow_sender")?)?)
            .deny_senders(people(settings.or_list(&self.deny_sender, "deny_sender")?)?)
            .allow_names(settings.or_list(&self.allow_name, "allow_name")?)
            .deny_names(settings.or_list(&self.deny_name, "deny_name")?);
        if settings.or_flag(self.only_when_addressed, "only_when_addressed")? {
            builder = builder.only_when_addressed();
        }
        if settings.or_flag(self.only_direct, "only_direct")? {
            builder = builder.only_direct();
        }
        Ok(match settings.or(self.bots, "bots")? {
            Some(Bots::Answer) => builder.answer_bots(),
            Some(Bots::Never) => builder.never_bots(),
            Some(Bots::Addressed) | None => builder,
        })
    }

    /// How many answers there are within a time.
    fn paced(&self, builder: Builder, settings: Settings<'_>) -> Result<Builder> {
        let answers = settings.or(self.max_answers, "max_answers")?;
        let minutes = settings.or(self.max_answers_minutes, "max_answers_minutes")?;
        let within = minutes.map_or(Ok(PACE), |minutes| span(minutes, "--max-answers-minutes"))?;
        match answers {
            Some(_) if within.is_zero() => {
                Err(Failure::usage("--max-answers-minutes: a time has a length"))
            }
            Some(answers) => Ok(builder.max_answers(answers, within)),
            None if minutes.is_some() => {
                Err(Failure::usage("--max-answers-minutes: --max-answers is missing"))
            }
            None => Ok(builder),
        }
    }

    fn tools(&self, mut builder: Builder, settings: Settings<'_>) -> Result<Builder> {
        let chosen = match (self.mcp, self.no_mcp) {
            (_, true) => Some(false),
            (true, false) => Some(true),
            (false, false) => None,
        };
        if settings.or(chosen, "mcp")? == Some(false) {
            return Ok(builder);
        }
        for server in self.servers(settings)? {
            builder = builder.mcp(server);
        }
        let allowed = settings.or_list(&self.allow_tool, "allow_tool")?;
        if !allowed.is_empty() {
            builder = builder.allow_tools(allowed);
        }
        Ok(builder.deny_tools(settings.or_list(&self.deny_tool, "deny_tool")?))
    }

    /// Servers of tools, each with the secrets that are meant for it.
    fn servers(&self, settings: Settings<'_>) -> Result<Vec<Server>> {
        let named = settings.or_list(&self.mcp_server, "mcp_server")?;
        if named.is_empty() {
            // It takes no key, and gets none that was meant for another one.
            return Ok(vec![Server::parse(MCP_SERVER)?]);
        }
        let variables = self.handed_on(settings)?;
        let mut servers = Vec::with_capacity(named.len());
        for text in &named {
            let server = Server::parse(text)?;
            servers.push(variables.iter().fold(server, |server, (name, content)| {
                server.env(name.as_str(), content.clone())
            }));
        }
        let mut origins: Vec<String> = named.iter().filter_map(|text| origin(text)).collect();
        origins.sort_unstable();
        origins.dedup();
        if origins.is_empty() {
            return Ok(servers);
        }
        let Some(token) = secret(self.mcp_token.as_ref(), settings, "mcp_token_file")? else {
            return Ok(servers);
        };
        if origins.len() > 1 {
            let why = "--mcp-token is for one server, and --mcp-server names several addresses";
            return Err(Failure::usage(why));
        }
        Ok(servers.into_iter().map(|server| server.bearer(token.clone())).collect())
    }

    /// Variables of this process that commands shall have.
    fn handed_on(&self, settings: Settings<'_>) -> Result<Vec<(String, Secret)>> {
        let content = |name: String| match std::env::var(&name) {
            // The value would be seen by others, and is not shown once more.
            _ if name.contains('=') => {
                Err(Failure::usage("--mcp-env takes the name of a variable, without its value"))
            }
            Ok(content) => Ok((name, Secret::new(content))),
            Err(_) => Err(Failure::usage(format!("--mcp-env: the variable {name} is not set"))),
        };
        settings.or_list(&self.mcp_env, "mcp_env")?.into_iter().map(content).collect()
    }
}
