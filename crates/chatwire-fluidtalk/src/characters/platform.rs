//! [`Platform`]: where a character talks.

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Platform on which a character talks, such as `instagram`: an open set, sent as it is written.
///
/// ```
/// use chatwire_fluidtalk::characters::Platform;
///
/// assert_eq!(Platform::INSTAGRAM, "instagram");
/// assert_eq!(Platform::from("somewhere-new").as_str(), "somewhere-new");
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Platform(Cow<'static, str>);

impl Platform {
    /// `instagram`.
    pub const INSTAGRAM: Self = Self(Cow::Borrowed("instagram"));
    /// `telegram`.
    pub const TELEGRAM: Self = Self(Cow::Borrowed("telegram"));
    /// `whatsapp`.
    pub const WHATSAPP: Self = Self(Cow::Borrowed("whatsapp"));
    /// `threads`.
    pub const THREADS: Self = Self(Cow::Borrowed("threads"));
    /// `reddit`.
    pub const REDDIT: Self = Self(Cow::Borrowed("reddit"));

    /// A platform by its word on the wire.
    pub fn new(name: impl Into<Cow<'static, str>>) -> Self {
        Self(name.into())
    }

    /// The word on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Platform({:?})", self.0)
    }
}

impl From<&str> for Platform {
    fn from(name: &str) -> Self {
        Self(Cow::Owned(name.to_owned()))
    }
}

impl From<String> for Platform {
    fn from(name: String) -> Self {
        Self(Cow::Owned(name))
    }
}

impl From<&Self> for Platform {
    fn from(platform: &Self) -> Self {
        platform.clone()
    }
}

impl FromStr for Platform {
    type Err = Infallible;

    fn from_str(name: &str) -> Result<Self, Infallible> {
        Ok(Self::from(name))
    }
}

impl AsRef<str> for Platform {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Platform {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Platform {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}
