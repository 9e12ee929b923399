//! From a recorded call to a call of ours.
//!
//! An adapter is found by the first components of a vector's id and knows how
//! the reference's methods and arguments are spelled with our typed API. What
//! cannot be spelled is said so; what is unknown is an error.

mod arguments;
mod characters;
mod chatluck;
mod clock;
mod extension;
mod files;
mod handshake;
mod kick;
mod mezon;
mod mezon_tokens;
mod tokenbowl;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chatwire_chatluck::{Config, Error, Retry};
use chatwire_tokenbowl::realtime::Transport;
use serde::Serialize;
use serde_json::{Map, Value};

pub use arguments::Arguments;
pub use files::Files;

use crate::compare::live::LiveOutcome;
use crate::compare::result::Outcome;
use crate::picture::Picture;
use crate::script::Script;
use crate::server::{Pace, ScriptedServer, Seen};
use crate::spec::{self, Platform};
use crate::vector::Vector;

/// Seconds after which a call to a silent server is given up, when the record names no timeout.
const SILENCE: f64 = 0.5;

/// One group of recordings that can be replayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Adapter {
    /// Chatluck's Python client.
    Chatluck,
    /// fluidtalk 1.0.1.
    Handshake,
    /// fluidtalk 2.8.2.
    Characters,
    /// The browser extension's client of the Characters API.
    Extension,
    /// Token Bowl's Python clients.
    TokenBowl,
    /// Live sessions of its Python client 1.1.7.
    TokenBowlDirect,
    /// Live sessions of its Python client 4.0.2.
    TokenBowlCentrifugo,
    /// Its command-line program.
    TokenBowlCommand,
    /// The agent of its Python client 1.1.7.
    TokenBowlAgent,
    /// Its real server.
    TokenBowlServer,
    /// kickpython 0.1.5.
    Kick,
    /// Its live sessions.
    KickChat,
    /// What Kick's documents and captures say.
    KickDocuments,
    /// Mezon's bots.
    Mezon,
    /// Token transfers of Mezon's clients, and the ledger's node.
    MezonTokens,
}

/// How a record is replayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Replay {
    /// A call against a scripted server.
    Call,
    /// A call in a live session.
    Live,
    /// A run of the built program.
    Command,
    /// A session on a line in memory, in time that stands still.
    Line,
    /// Requests, frames and results, decoded first.
    Pictured,
    /// No server: what others sent is read, or a rule says that nothing of it is ours.
    Elsewhere,
}

/// Everything that a call in a live session needs.
#[derive(Debug)]
#[non_exhaustive]
pub struct LiveScene<'a> {
    /// The call.
    pub scene: Scene<'a>,
    /// The server, to know when its script is over.
    pub server: &'a ScriptedServer,
    /// The script as it is played.
    pub script: &'a Script,
    /// Whether the client has no key.
    pub is_keyless: bool,
    /// How often the session must have gone online before it is ended.
    pub times_online: Option<usize>,
    /// How many events are waited for.
    pub events: usize,
}

/// Everything that a call needs.
#[non_exhaustive]
pub struct Scene<'a> {
    /// Name of the call in the reference's spelling.
    pub method: &'a str,
    /// Arguments by name.
    pub args: &'a spec::Args,
    /// Options of the constructor.
    pub options: &'a Map<String, Value>,
    /// Origins of the scripted servers by the recorded host; the empty name is the usual one.
    pub origins: &'a BTreeMap<String, String>,
    /// Files that arguments name.
    pub files: &'a Files,
    /// How recorded seconds pass.
    pub pace: Pace,
    /// Variables of the environment.
    pub env: &'a [(String, String)],
    /// Whether some server never answers.
    pub silent: bool,
    /// The record itself, for calls that are told from its requests.
    pub vector: &'a Vector,
    /// How many requests have come by now.
    pub asked: &'a (dyn Fn() -> usize + Send + Sync),
    /// Takes the rows that a store holds after the call.
    pub rows: &'a OnceLock<Value>,
}

/// Why a call was not made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotMade {
    /// The typed API has no way to say this.
    Inexpressible(String),
    /// This runner does not know the call or an argument: always a failure.
    Unknown(String),
}

/// What a call came to, or why it was not made.
pub type Made = Result<Outcome, NotMade>;

impl Adapter {
    /// Groups inside another one stand before it.
    const ALL: [Self; 12] = [
        Self::Mezon,
        Self::MezonTokens,
        Self::Chatluck,
        Self::Handshake,
        Self::Characters,
        Self::Extension,
        Self::TokenBowlDirect,
        Self::TokenBowlCentrifugo,
        Self::TokenBowlCommand,
        Self::TokenBowlAgent,
        Self::TokenBowl,
        Self::TokenBowlServer,
    ];

    /// The adapter for a vector, by the first components of its id.
    #[must_use]
    pub fn find(vector: &Vector) -> Option<Self> {
        if vector.id.starts_with("kick/") {
            return Some(kick::find(vector));
        }
        Self::ALL.into_iter().find(|adapter| {
            vector.id.strip_prefix(adapter.group()).is_some_and(|rest| rest.starts_with('/'))
        })
    }

    /// First components of the ids of its vectors; Kick's are told by their calls.
    #[must_use]
    pub fn group(self) -> &'static str {
        match self {
            Self::Chatluck => "chatluck",
            Self::Handshake => "fluidtalk/handshake",
            Self::Characters => "fluidtalk/characters",
            Self::Extension => "fluidtalk/characters-ext",
            Self::TokenBowl => "tokenbowl",
            Self::TokenBowlDirect => "tokenbowl/ws",
            Self::TokenBowlCentrifugo => "tokenbowl/centrifugo",
            Self::TokenBowlCommand => "tokenbowl/cli",
            Self::TokenBowlAgent => "tokenbowl/agent",
            Self::TokenBowlServer => "tokenbowl-server",
            Self::Kick => "kick",
            Self::KickChat => "kick/chat",
            Self::KickDocuments => "kick/docs",
            Self::Mezon => "mezon",
            Self::MezonTokens => "mezon-tokens",
        }
    }

    /// What the specification says about its calls.
    #[must_use]
    pub fn platform(self) -> &'static Platform {
        match self {
            Self::Chatluck => &spec::chatluck::PLATFORM,
            Self::Handshake => &spec::handshake::PLATFORM,
            Self::Characters | Self::Extension => &spec::characters::PLATFORM,
            Self::TokenBowl => &spec::tokenbowl::PLATFORM,
            Self::TokenBowlDirect | Self::TokenBowlCentrifugo => &spec::tokenbowl_session::SESSION,
            Self::TokenBowlCommand => &spec::tokenbowl_session::COMMAND,
            Self::TokenBowlAgent | Self::TokenBowlServer => &spec::tokenbowl_session::ELSEWHERE,
            Self::Kick => &spec::kick::PLATFORM,
            Self::KickChat => &spec::kick::SESSION,
            Self::KickDocuments => &spec::kick::DOCUMENTS,
            // Its calls are told by pictures.
            Self::Mezon | Self::MezonTokens => &spec::tokenbowl_session::ELSEWHERE,
        }
    }

    /// How its platform's server speaks live.
    #[must_use]
    pub fn live(self) -> Option<&'static spec::Live> {
        match self {
            Self::Chatluck | Self::Handshake | Self::Characters | Self::Extension => None,
            // Theirs is a line in memory, on which everything is the script's.
            Self::Kick | Self::KickChat | Self::KickDocuments => None,
            Self::Mezon | Self::MezonTokens => None,
            _ => Some(&spec::tokenbowl_live::LIVE),
        }
    }

    /// How a record of it is replayed.
    #[must_use]
    pub fn replay(self, vector: &Vector) -> Replay {
        match self {
            Self::TokenBowlDirect | Self::TokenBowlCentrifugo => Replay::Live,
            Self::TokenBowlServer if self.method(vector) == "publish" => Replay::Live,
            Self::TokenBowlCommand => Replay::Command,
            Self::KickChat => Replay::Line,
            Self::KickDocuments if kick::is_fed(vector) => Replay::Line,
            Self::Mezon | Self::MezonTokens => Replay::Pictured,
            Self::TokenBowlAgent => Replay::Pictured,
            Self::TokenBowlServer => Replay::Elsewhere,
            _ => Replay::Call,
        }
    }

    /// Name of the call; what is recorded of others than clients is named by its kind.
    #[must_use]
    pub fn method(self, vector: &Vector) -> &str {
        match self {
            Self::TokenBowlAgent => "agent",
            Self::TokenBowlServer if vector.other.contains_key("webhook_answers") => "webhook",
            Self::TokenBowlServer if vector.call.method == "publish" => "publish",
            Self::TokenBowlServer => "exchange",
            Self::Kick | Self::KickDocuments => kick::method(self, vector),
            _ => &vector.call.method,
        }
    }

    /// Events as the record has them, without what every client does when it is told to end.
    ///
    /// 1.1.7 calls its handler when it closes by itself, and never when the server does.
    #[must_use]
    pub fn recorded_events(self, vector: &Vector) -> Vec<Value> {
        let events = vector.other.get("events").and_then(Value::as_array);
        let mut events = events.cloned().unwrap_or_default();
        let own_end = Value::from(vec!["on_disconnect"]);
        if self == Self::TokenBowlDirect && events.last() == Some(&own_end) {
            events.pop();
        }
        events
    }

    /// Keys of a vector, beyond requests and results, that it compares.
    #[must_use]
    pub fn compares(self) -> &'static [&'static str] {
        match self {
            Self::TokenBowlDirect | Self::TokenBowlCentrifugo => &[
                "connect",
                "connections",
                "frames",
                "events",
                "is_connected_before_disconnect",
                "connected",
                "connected_at_end",
                // Always empty: 4.0.2 reads channels from a field that servers do not send.
                "subscriptions",
            ],
            Self::TokenBowlCommand => &["connect", "frames", "events", "exit", "stdout", "stderr"],
            // Lines on the screen are the command's, marks and typing every session's.
            Self::TokenBowlAgent => &["connect", "connections", "frames", "events"],
            Self::TokenBowlServer => &[
                "server",
                "webhook_answers",
                "connect",
                "connections",
                "frames",
                "events",
                "others_received",
            ],
            // Decoded forms of what is in the frames stand in `data`.
            Self::KickDocuments => &["frames", "data", "payload"],
            Self::Kick => &["store_before", "store_after", "connect", "frames", "events"],
            Self::KickChat => &["store_before", "connect", "connections", "frames", "events"],
            // State of the node behind the answers.
            Self::MezonTokens => &["node_state"],
            Self::Mezon => &["frames", "events", "connect"],
            _ => &[],
        }
    }

    /// Spells arguments and options as the platform's table does.
    #[must_use]
    pub fn spell(self, vector: &Vector, method: &str, args: &Value) -> (Value, Map<String, Value>) {
        let options = &vector.call.client_options;
        match self {
            Self::Kick => kick::spell(vector, args, options),
            Self::Extension => extension::spell(method, args, options),
            _ => (args.clone(), options.clone()),
        }
    }

    /// Makes the call.
    ///
    /// # Errors
    ///
    /// [`NotMade`] when there was no call at all.
    pub async fn call(self, scene: &Scene<'_>) -> Made {
        match self {
            Self::Chatluck => Box::pin(chatluck::call(scene)).await,
            Self::Handshake => Box::pin(handshake::call(scene)).await,
            Self::Characters | Self::Extension => Box::pin(characters::call(scene)).await,
            Self::TokenBowl => Box::pin(tokenbowl::call(scene)).await,
            Self::Kick | Self::KickDocuments => Box::pin(kick::call(self, scene)).await,
            _ => Err(NotMade::Inexpressible("no call of a client".into())),
        }
    }

    /// Plays a record on a line in memory: what came of it, what the server saw, which events came.
    ///
    /// # Errors
    ///
    /// [`NotMade`] when there was no session at all.
    pub async fn play(
        self,
        vector: &Vector,
        args: &spec::Args,
    ) -> Result<(Outcome, Seen, Option<LiveOutcome>), NotMade> {
        Box::pin(kick::play(self, vector, args)).await
    }

    /// How records and claims become pictures.
    #[must_use]
    pub fn painter(self) -> Option<&'static spec::Painter> {
        match self {
            Self::Mezon => Some(&spec::mezon::PAINTER),
            Self::MezonTokens => Some(&spec::mezon_tokens::PAINTER),
            Self::TokenBowlAgent => Some(&spec::tokenbowl_agent::PAINTER),
            _ => None,
        }
    }

    /// Makes the call, and a picture of it.
    ///
    /// # Errors
    ///
    /// [`NotMade`] when there was no call at all.
    pub async fn paint(self, vector: &Vector) -> Result<Picture, NotMade> {
        match self {
            Self::Mezon => Box::pin(mezon::paint(vector)).await,
            Self::MezonTokens => Box::pin(mezon_tokens::paint(vector)).await,
            Self::TokenBowlAgent => Box::pin(tokenbowl::agent::paint(vector)).await,
            _ => Err(NotMade::Unknown("nobody paints this".into())),
        }
    }

    /// A recorded result without what ours strips from all of them.
    #[must_use]
    pub fn unwrapped(self, value: &Value) -> Value {
        match self {
            Self::Kick | Self::KickChat | Self::KickDocuments => spec::kick::unwrapped(value),
            _ => value.clone(),
        }
    }

    /// A record of look-ups with those requests alone that its specification has.
    #[must_use]
    pub fn looked_up(self, vector: &Vector) -> Option<Vector> {
        match self {
            // A code is exchanged without looking names up afterwards.
            Self::Kick if vector.call.method == "exchange_code" => None,
            Self::Kick | Self::KickChat => spec::kick::looked_up(vector),
            _ => None,
        }
    }

    /// Whether the results of its records are what ours must give, in our own words for errors.
    #[must_use]
    pub fn is_prescribed(self) -> bool {
        self == Self::KickDocuments
    }

    /// Reads what others sent.
    ///
    /// # Errors
    ///
    /// [`NotMade`] when nothing of it is for a client.
    pub fn read(self, vector: &Vector) -> Made {
        match self.method(vector) {
            "webhook" => tokenbowl::parse::webhooks(vector),
            _ => Err(NotMade::Inexpressible("no client of ours takes part".into())),
        }
    }

    /// Makes the call in a live session.
    ///
    /// # Errors
    ///
    /// [`NotMade`] when there was no call at all.
    pub async fn live_call(self, scene: &LiveScene<'_>) -> Result<(Outcome, LiveOutcome), NotMade> {
        let transport = match self {
            Self::TokenBowlDirect => Transport::Direct,
            _ => Transport::Centrifugo,
        };
        Box::pin(tokenbowl::live::call(scene, transport)).await
    }
}

impl fmt::Debug for Scene<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scene")
            .field("method", &self.method)
            .field("args", &self.args)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl Scene<'_> {
    /// The key: an option of that name, else the one that the recordings were made with.
    ///
    /// No key at all is as good as an empty one: both are refused when the client is built.
    fn key(&self, name: &str, usual: &'static str) -> Result<&str, NotMade> {
        match self.options.contains_key(name) {
            true => Arguments::new(self.options).required(name),
            false => Ok(usual),
        }
    }

    /// Settings of a client for this scene: the scripted server under `prefix`, no retries, no limiter.
    ///
    /// Options that are not settings of every client are the platform's own business; `own` names them.
    fn config(&self, prefix: &str, own: &[&str]) -> Result<Config, NotMade> {
        let common = ["base_url", "timeout"];
        if let Some(name) = self
            .options
            .keys()
            .find(|name| !common.contains(&name.as_str()) && !own.contains(&name.as_str()))
        {
            return Err(NotMade::Unknown(format!(
                "this runner does not know the client option {name:?}"
            )));
        }
        let options = Arguments::new(self.options);
        let origin = self.origins.get("").cloned().unwrap_or_default();
        // The recorded host is another one; what may matter is how the text ends.
        let recorded = options.text("base_url")?.unwrap_or_default();
        let slash = if recorded.ends_with('/') { "/" } else { "" };
        let mut config = Config::new()
            .base_url(format!("{origin}{prefix}{slash}"))
            .map_err(|error| {
                NotMade::Unknown(format!("the scripted server has no usable address: {error}"))
            })?
            .retry(Retry::none())
            .no_rate_limit()
            .no_proxy();
        if let Some(seconds) = options.number("timeout")? {
            config = config.timeout(self.pace.real(seconds));
        } else if self.silent {
            // The reference waited for its own default; what is compared is that ours ends, too.
            config = config.timeout(self.pace.real(SILENCE));
        }
        Ok(config)
    }
}

/// Where a recorded constructor was pointed, and how long it waits: as given, not as the scene has it.
fn constructor_settings(
    config: Config,
    args: Arguments<'_>,
) -> Result<Result<Config, Error>, NotMade> {
    let config = match args.number("timeout")?.map(Duration::try_from_secs_f64) {
        Some(Ok(limit)) => config.timeout(limit),
        Some(Err(_)) => return Err(NotMade::Inexpressible("a timeout cannot be negative".into())),
        None => config,
    };
    Ok(match args.text("base_url")? {
        Some(url) => config.base_url(url),
        None => Ok(config),
    })
}

/// Writes a result by its own serde names.
fn written<T: Serialize>(result: Result<T, Error>) -> Made {
    Ok(match result {
        Ok(value) => match serde_json::to_value(value) {
            Ok(value) => Outcome::ok(value),
            Err(trouble) => {
                return Err(NotMade::Unknown(format!("our result cannot be written: {trouble}")));
            }
        },
        Err(error) => Outcome::Error(error),
    })
}

/// Bytes of an argument `{"b64": …}`.
pub(crate) fn decode_bytes(value: &Value) -> Option<Vec<u8>> {
    STANDARD.decode(value.get("b64")?.as_str()?).ok()
}

/// A key as it was given, from an address that it was put into as it is.
pub(crate) fn raw_key(raw: &str) -> String {
    tokenbowl::live::decoded(raw)
}
