//! From a recorded call to a call of ours.
//!
//! An adapter is found by the first components of a vector's id and knows how
//! the reference's methods and arguments are spelled with our typed API. What
//! cannot be spelled is said so; what is unknown is an error.

mod arguments;
mod characters;
mod chatluck;
mod extension;
mod files;
mod handshake;

use std::collections::BTreeMap;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chatwire_chatluck::{Config, Error, Retry};
use serde::Serialize;
use serde_json::{Map, Value};

pub use arguments::Arguments;
pub use files::Files;

use crate::compare::result::Outcome;
use crate::server::Pace;
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
}

/// Everything that a call needs.
#[derive(Debug)]
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
    /// Whether some server never answers.
    pub silent: bool,
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
    const ALL: [Self; 4] = [Self::Chatluck, Self::Handshake, Self::Characters, Self::Extension];

    /// The adapter for a vector, by the first components of its id.
    #[must_use]
    pub fn find(vector: &Vector) -> Option<Self> {
        Self::ALL.into_iter().find(|adapter| {
            vector.id.strip_prefix(adapter.group()).is_some_and(|rest| rest.starts_with('/'))
        })
    }

    /// First components of the ids of its vectors.
    #[must_use]
    pub fn group(self) -> &'static str {
        match self {
            Self::Chatluck => "chatluck",
            Self::Handshake => "fluidtalk/handshake",
            Self::Characters => "fluidtalk/characters",
            Self::Extension => "fluidtalk/characters-ext",
        }
    }

    /// What the specification says about its calls.
    #[must_use]
    pub fn platform(self) -> &'static Platform {
        match self {
            Self::Chatluck => &spec::chatluck::PLATFORM,
            Self::Handshake => &spec::handshake::PLATFORM,
            Self::Characters | Self::Extension => &spec::characters::PLATFORM,
        }
    }

    /// Keys of a vector, beyond requests and results, that it compares.
    #[must_use]
    pub fn compares(self) -> &'static [&'static str] {
        &[]
    }

    /// Spells arguments and options as the platform's table does.
    #[must_use]
    pub fn spell(
        self,
        method: &str,
        args: &Value,
        options: &Map<String, Value>,
    ) -> (Value, Map<String, Value>) {
        match self {
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
        }
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
