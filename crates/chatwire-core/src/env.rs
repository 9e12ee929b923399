//! Environment variables, with errors that name the missing one.

use std::env;
use std::fmt;

use crate::{Error, Result};

/// One variable that a client reads; the table in `docs/env.md` is made from these.
///
/// ```
/// use chatwire_core::env::{EnvVar, Vars};
///
/// const ROOM: EnvVar = EnvVar::new("MYBOT_ROOM", "room to join; `lobby` by default");
///
/// let vars = Vars::from_pairs([("MYBOT_ROOM", "support")]);
/// let room = vars.optional(ROOM)?.unwrap_or_else(|| "lobby".into());
/// assert_eq!(room, "support");
/// println!("{}: {}", ROOM.name, ROOM.meaning);
/// # Ok::<_, chatwire_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EnvVar {
    /// Name, such as `CHATLUCK_API_KEY`.
    pub name: &'static str,
    /// Meaning and default in one line.
    pub meaning: &'static str,
}

impl EnvVar {
    /// A variable with its meaning.
    #[must_use]
    pub const fn new(name: &'static str, meaning: &'static str) -> Self {
        Self { name, meaning }
    }

    /// The error of a setting that was read from this variable, with the variable's name as its context `variable`.
    ///
    /// ```
    /// use chatwire_core::{Config, env::EnvVar};
    ///
    /// const ADDRESS: EnvVar = EnvVar::new("MYBOT_ADDRESS", "address of the server");
    /// let err = ADDRESS.wrong(Config::new().base_url("example.org").unwrap_err());
    /// assert!(err.to_string().ends_with("[variable: MYBOT_ADDRESS]"), "{err}");
    /// ```
    #[must_use]
    pub fn wrong(self, err: Error) -> Error {
        err.with_context("variable", self.name)
    }
}

/// Where variables are looked up: the process, or a table in tests.
///
/// ```
/// use chatwire_core::env::{EnvVar, Vars};
///
/// let vars = Vars::from_pairs([("CHATLUCK_API_KEY", "ck_1")]);
/// let key = EnvVar::new("CHATLUCK_API_KEY", "API key");
/// assert_eq!(vars.required(key)?, "ck_1");
/// let err = Vars::from_pairs([("", ""); 0]).required(key).unwrap_err();
/// assert!(err.to_string().contains("CHATLUCK_API_KEY"));
/// # Ok::<_, chatwire_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Vars(Source);

#[derive(Clone)]
enum Source {
    Process,
    Table(Vec<(String, String)>),
}

impl Vars {
    /// Variables of this process.
    #[must_use]
    pub fn process() -> Self {
        Self(Source::Process)
    }

    /// Variables from a table: for tests, and for programs with a configuration of their own.
    pub fn from_pairs<K, V>(pairs: impl IntoIterator<Item = (K, V)>) -> Self
    where
        K: Into<String>,
        V: Into<String>,
    {
        Self(Source::Table(pairs.into_iter().map(|(k, v)| (k.into(), v.into())).collect()))
    }

    /// Value of `var`; unset and empty are the same.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when it is not valid UTF-8.
    pub fn optional(&self, var: EnvVar) -> Result<Option<String>> {
        let value = match &self.0 {
            Source::Process => match env::var(var.name) {
                Ok(value) => Some(value),
                Err(env::VarError::NotPresent) => None,
                Err(env::VarError::NotUnicode(_)) => {
                    let name = var.name;
                    return Err(Error::config(format!("variable {name} is not valid UTF-8")));
                }
            },
            Source::Table(pairs) => {
                pairs.iter().find(|(name, _)| name == var.name).map(|(_, value)| value.clone())
            }
        };
        Ok(value.filter(|value| !value.is_empty()))
    }

    /// Value of `var`, which must be set.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) naming the variable and its meaning.
    pub fn required(&self, var: EnvVar) -> Result<String> {
        self.optional(var)?.ok_or_else(|| {
            let EnvVar { name, meaning } = var;
            Error::config(format!("variable {name} is not set ({meaning})"))
        })
    }
}

impl fmt::Debug for Vars {
    /// Names only: values may be keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Source::Process => f.write_str("Vars(process)"),
            Source::Table(pairs) => {
                f.debug_list().entries(pairs.iter().map(|(name, _)| name)).finish()
            }
        }
    }
}
