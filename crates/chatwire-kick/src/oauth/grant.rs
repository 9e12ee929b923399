//! [`Grant`] and [`Introspection`]: answers of the OAuth server.

use std::fmt;
use std::time::Duration;

use chatwire_core::{Secret, Timestamp};
use serde::de::{Deserializer, Error as _, IgnoredAny, Visitor};
use serde::{Deserialize, Serialize};

use super::Scope;
use crate::UserId;
use crate::token_store::StoredToken;

/// What the OAuth server grants: tokens, for how long, and for what.
///
/// ```
/// use chatwire_kick::oauth::Grant;
///
/// // Kick's documentation prints the seconds in quotes, its server sends a number.
/// let grant: Grant = serde_json::from_str(r#"{"access_token":"at","expires_in":"7200","scope":null}"#)?;
/// assert_eq!(grant.expires_in.map(|left| left.as_secs()), Some(7200));
/// assert_eq!(grant.scopes, None);
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Grant {
    /// What calls carry.
    pub access_token: Secret,
    /// What gets the next access token. App tokens have none; a refresh may leave it out, which keeps the old one.
    #[serde(default)]
    pub refresh_token: Option<Secret>,
    /// How long the access token is valid from the answer on.
    #[serde(default, deserialize_with = "seconds")]
    pub expires_in: Option<Duration>,
    /// What was granted; `None` where the server does not say, which means what was asked for.
    #[serde(default, rename = "scope", deserialize_with = "scopes")]
    pub scopes: Option<Vec<Scope>>,
    /// Kind of token, `Bearer`.
    #[serde(default)]
    pub token_type: Option<String>,
}

impl Grant {
    /// The grant as the token of an account, its end counted from now.
    #[must_use]
    pub fn into_token(self, account: impl Into<UserId>) -> StoredToken {
        let expires_at = self.expires_at(Timestamp::now());
        let token = StoredToken::new(account, self.access_token)
            .expires_at(expires_at)
            .scopes(self.scopes.unwrap_or_default());
        match self.refresh_token {
            Some(refresh) => token.refresh_token(refresh),
            None => token,
        }
    }

    /// The grant as the successor of an earlier token, which lends what the server left out.
    pub(crate) fn renewing(self, earlier: &StoredToken) -> StoredToken {
        let kept = earlier.refresh_token.clone();
        let refresh = self.refresh_token.clone().filter(|token| !token.is_empty()).or(kept);
        let scopes = self.scopes.clone().unwrap_or_else(|| earlier.scopes.clone());
        let mut token = self.into_token(earlier.account).scopes(scopes);
        token.refresh_token = refresh;
        token
    }

    /// When the access token ends; never, where the server does not say.
    pub(crate) fn expires_at(&self, now: Timestamp) -> Timestamp {
        self.expires_in.and_then(|left| now.checked_add(left)).unwrap_or(Timestamp::MAX)
    }
}

/// What the OAuth server knows about a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Introspection {
    /// Whether the token is valid; if not, nothing else is known.
    pub active: bool,
    /// App that it was made for.
    #[serde(default)]
    pub client_id: Option<String>,
    /// Whether it acts for a user or for the app itself.
    #[serde(default)]
    pub token_type: Option<TokenType>,
    /// What it may do, words with spaces between; see [`scopes`](Self::scopes).
    #[serde(default)]
    pub scope: Option<String>,
    /// When it ends.
    #[serde(default, rename = "exp")]
    pub expires_at: Option<Timestamp>,
}

impl Introspection {
    /// What the token may do.
    #[must_use]
    pub fn scopes(&self) -> Vec<Scope> {
        Scope::parse_list(self.scope.as_deref().unwrap_or_default())
    }
}

chatwire_core::wire_enum! {
    /// Whom a token acts for.
    pub enum TokenType {
        /// A user who authorized the app.
        User = "user",
        /// The app itself.
        App = "app",
    }
}

/// Seconds as a number, its text, or nothing.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    struct Seconds;

    impl<'de> Visitor<'de> for Seconds {
        type Value = Option<Duration>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("seconds as a number or its text")
        }

        fn visit_u64<E>(self, seconds: u64) -> Result<Self::Value, E> {
            Ok(Some(Duration::from_secs(seconds)))
        }

        fn visit_i64<E>(self, seconds: i64) -> Result<Self::Value, E> {
            // What ended before it began has no time left.
            Ok(Some(Duration::from_secs(u64::try_from(seconds).unwrap_or_default())))
        }

        fn visit_f64<E: serde::de::Error>(self, seconds: f64) -> Result<Self::Value, E> {
            Duration::try_from_secs_f64(seconds).map(Some).map_err(|_| E::custom("no duration"))
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
            match text.trim() {
                "" => Ok(None),
                text => self.visit_f64(text.parse().map_err(|_| E::custom("no number"))?),
            }
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
    }

    deserializer.deserialize_any(Seconds)
}

/// Scopes as one text or as a list of them, or nothing.
fn scopes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Scope>>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Form {
        Text(String),
        List(Vec<Scope>),
        Other(IgnoredAny),
    }

    match Option::<Form>::deserialize(deserializer)? {
        None => Ok(None),
        Some(Form::Text(text)) => Ok(Some(Scope::parse_list(&text)).filter(|all| !all.is_empty())),
        Some(Form::List(list)) => Ok(Some(list)),
        Some(Form::Other(_)) => Err(D::Error::custom("scopes are a text")),
    }
}
