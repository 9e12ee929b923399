//! One account's token and what can be said about it.

use std::time::Duration;

use chatwire_core::{Secret, Timestamp};

use crate::UserId;
use crate::oauth::Scope;

/// A token with less than this left is renewed before it is used (kickpython 0.1.5).
pub(crate) const RENEW_BEFORE: Duration = Duration::from_secs(300);

/// The token of a user who authorized this program, as it is kept.
///
/// Neither half is shown by `Debug` beyond its last four characters.
///
/// ```
/// use chatwire_kick::oauth::Scope;
/// use chatwire_kick::token_store::StoredToken;
/// use chatwire_kick::{Timestamp, UserId};
///
/// let token = StoredToken::new(UserId::new(1001), "0123456789-access")
///     .refresh_token("0123456789-refresh")
///     .expires_at(Timestamp::from_unix_seconds(1_771_007_200))
///     .scopes([Scope::ChatWrite]);
/// assert!(!format!("{token:?}").contains("0123456789"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredToken {
    /// Account that the token acts for.
    pub account: UserId,
    /// What calls carry.
    pub access_token: Secret,
    /// What gets the next access token; `None` where the server gave none.
    pub refresh_token: Option<Secret>,
    /// When the access token ends.
    pub expires_at: Timestamp,
    /// What the token may do.
    pub scopes: Vec<Scope>,
    /// Whether the server said that the grant has ended; only the user can make a new one.
    pub dead: bool,
}

impl StoredToken {
    /// A token that is valid for as long as the server says so, without a refresh token.
    #[must_use]
    pub fn new(account: impl Into<UserId>, access_token: impl Into<Secret>) -> Self {
        Self {
            account: account.into(),
            access_token: access_token.into(),
            refresh_token: None,
            expires_at: Timestamp::MAX,
            scopes: Vec::new(),
            dead: false,
        }
    }

    /// Sets the refresh token; an empty one is none.
    #[must_use]
    pub fn refresh_token(mut self, token: impl Into<Secret>) -> Self {
        self.refresh_token = Some(token.into()).filter(|token| !token.is_empty());
        self
    }

    /// Sets the end of the access token.
    #[must_use]
    pub fn expires_at(mut self, at: Timestamp) -> Self {
        self.expires_at = at;
        self
    }

    /// Sets what the token may do.
    #[must_use]
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = Scope>) -> Self {
        self.scopes = scopes.into_iter().collect();
        self
    }

    /// Marks the grant as ended.
    #[must_use]
    pub fn dead(mut self) -> Self {
        self.dead = true;
        self
    }

    /// Time that the access token has left, zero when it has ended.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        self.expires_at.duration_since(Timestamp::now())
    }

    /// State of the token at this moment.
    ///
    /// ```
    /// use chatwire_kick::token_store::{StoredToken, TokenStatus};
    /// use chatwire_kick::{Timestamp, UserId};
    ///
    /// let token = StoredToken::new(UserId::new(1), "t").expires_at(Timestamp::UNIX_EPOCH);
    /// assert_eq!(token.status(), TokenStatus::Expired);
    /// assert_eq!(token.dead().status(), TokenStatus::Dead);
    /// ```
    #[must_use]
    pub fn status(&self) -> TokenStatus {
        let left = self.remaining();
        match () {
            () if self.dead => TokenStatus::Dead,
            () if left.is_zero() => TokenStatus::Expired,
            () if left < RENEW_BEFORE => TokenStatus::Expiring,
            () => TokenStatus::Valid,
        }
    }

    /// Whether calls may carry it as it is.
    pub(crate) fn is_usable(&self) -> bool {
        self.status() == TokenStatus::Valid
    }
}

/// State of an account's token; see [`Client::token_status`](crate::Client::token_status).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenStatus {
    /// There is none: the user has to authorize.
    Missing,
    /// Valid for five more minutes at least.
    Valid,
    /// Valid for less than five minutes: the next call renews it first.
    Expiring,
    /// Ended: the next call renews it first.
    Expired,
    /// The grant itself has ended: the user has to authorize again.
    Dead,
}
