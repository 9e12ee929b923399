//! OAuth: sending users to the login page, tokens from codes, renewing, revoking, looking at tokens.
//!
//! A **user** token comes from the login page and acts for that user within its [`Scope`]s; an **app** token comes from
//! [`Builder::app_token`](crate::client::Builder::app_token) and reads public data.
//!
//! Tokens are renewed by themselves: before a call when less than five minutes are left, and after a refusal.
//! However many calls wait, one renewal runs for each account, and a renewed token is stored before it is used.

pub(crate) mod api;
mod authorize;
mod callback;
mod exchange;
mod grant;
pub(crate) mod refresher;
mod revoke;
mod scope;
pub(crate) mod vault;

use chatwire_core::{Request, Result, Secret};

pub use self::authorize::{AuthorizationRequest, AuthorizeUrl, challenge, check_callback};
pub use self::callback::LocalCallback;
pub use self::exchange::ExchangeCode;
pub use self::grant::{Grant, Introspection, TokenType};
pub use self::refresher::{DEFAULT_REFRESH_INTERVAL, Refresher};
pub use self::revoke::Revoke;
pub use self::scope::{RevokeStyle, Scope, TokenHint};
use crate::token_store::{StoredToken, TokenStatus};
use crate::{Client, UserId};

impl Client {
    /// An address of the login page, where a user lets this app act for them within `scopes`.
    ///
    /// Needs [`client_id`](crate::client::Builder::client_id) and
    /// [`redirect_uri`](crate::client::Builder::redirect_uri); see [`AuthorizationRequest`] for what follows.
    ///
    /// ```
    /// use chatwire_kick::{Client, Scope};
    ///
    /// let client = Client::builder().client_id("app").redirect_uri("https://example.org/cb").build()?;
    /// let login = client.authorize_url([Scope::ChatWrite]).state("a-state-of-ones-own").build()?;
    /// assert!(login.url().starts_with("https://id.kick.com/oauth/authorize?"));
    /// # Ok::<_, chatwire_kick::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`build`](AuthorizeUrl::build), which sends nothing.
    #[doc(alias = "get_auth_url")]
    pub fn authorize_url(&self, scopes: impl IntoIterator<Item = Scope>) -> AuthorizeUrl {
        AuthorizeUrl::new(self.shared.vault.api().clone(), scopes.into_iter().collect())
    }

    /// Exchanges the code of a callback, finds out whose token it gave, and stores it.
    ///
    /// A code works once, so the exchange is never repeated.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_kick::Result<()> {
    /// # use chatwire_core::testing::{Answer, Script};
    /// # let script = Script::new().answer(Answer::status(200).body(
    /// #     r#"{"access_token":"at","refresh_token":"rt","expires_in":7200,"scope":"chat:write"}"#));
    /// use chatwire_kick::Client;
    ///
    /// let client = Client::builder()
    ///     .app("client-id", "client-secret")
    ///     .redirect_uri("https://example.org/callback")
    /// #   .script(script)
    ///     .build()?;
    /// let token = client.exchange_code("the-code", "the-verifier").account(1001).await?;
    /// let streamer = client.with_account(token.account)?; // its calls carry that token, renewed as needed
    /// # assert_eq!(streamer.access_token().await?.expose(), "at");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) when client id, secret,
    /// redirect URI or code are missing. What the OAuth server refuses is [`Rejected`](crate::ErrorKind::Rejected) or
    /// [`Auth`](crate::ErrorKind::Auth) with its word as the [code](crate::Error::code). The code may be used up after
    /// a [lost answer](Client#errors-of-every-call).
    ///
    /// When the owner cannot be found out or the token cannot be stored, the error says why, and the grant waits in
    /// [`take_unclaimed_grants`](Self::take_unclaimed_grants).
    pub fn exchange_code(
        &self,
        code: impl Into<Secret>,
        verifier: impl Into<Secret>,
    ) -> ExchangeCode {
        ExchangeCode::new(self.clone(), code.into(), verifier.into())
    }

    /// Grants whose owner could not be found out, or that could not be stored; they are handed out once, and the last
    /// 100 are kept.
    ///
    /// Store one with [`Grant::into_token`] and [`store_token`](Self::store_token).
    #[must_use]
    pub fn take_unclaimed_grants(&self) -> Vec<Grant> {
        self.shared.vault.take_unclaimed()
    }

    /// Stores a token that was made elsewhere; clients of its account carry it from now on.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub async fn store_token(&self, token: StoredToken) -> Result<()> {
        self.shared.vault.put(token).await
    }

    /// Removes the stored token of an account without telling Kick; says whether there was one.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub async fn remove_token(&self, account: impl Into<UserId> + Send) -> Result<bool> {
        self.shared.vault.delete(account.into()).await
    }

    /// Renews the stored token of an account now, whatever time it has left.
    ///
    /// Calls at the same time share one renewal. The new token is stored before it is returned. May be dropped: a
    /// renewal under way is finished and stored.
    ///
    /// # Errors
    ///
    /// [`Auth`](crate::ErrorKind::Auth) with the code [`NO_TOKEN`](crate::code::NO_TOKEN) when none is stored, or
    /// [`INVALID_GRANT`](crate::code::INVALID_GRANT) when the user has to authorize again: the token is then marked
    /// dead. [`Input`](crate::ErrorKind::Input) without an app. A store that fails gives its error with the code
    /// [`STORE_FAILED`](crate::code::STORE_FAILED); the new token is kept in memory and stored by the next renewal.
    #[doc(alias = "refresh")]
    pub async fn refresh_token(&self, account: impl Into<UserId> + Send) -> Result<StoredToken> {
        let (vault, account) = (&self.shared.vault, account.into());
        let now = vault.get(account).await?;
        let known = now.map_or_else(Secret::default, |token| token.access_token);
        vault.newer(account, &known).await
    }

    /// Revokes a token that is not in the store; that of an account is revoked by
    /// [`revoke_token`](Self::revoke_token).
    ///
    /// ```
    /// use chatwire_kick::{Client, oauth::TokenHint};
    ///
    /// # let client = Client::builder().build()?;
    /// let wire = client.revoke("an-access-token").hint(TokenHint::AccessToken).request().build()?;
    /// assert_eq!(wire.uri().path(), "/oauth/revoke");
    /// # Ok::<_, chatwire_kick::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call), with the OAuth server's word as the [code](crate::Error::code);
    /// [`Input`](crate::ErrorKind::Input) for an empty token. It needs no token of the client's own and is repeated
    /// after a lost answer.
    pub fn revoke(&self, token: impl Into<Secret>) -> Revoke {
        Revoke::new(self.shared.vault.api().clone(), token.into())
    }

    /// Revokes one half of the stored token of an account and removes what is of no use any more; says whether there
    /// was one.
    ///
    /// Without its refresh token the whole is removed; without its access token the refresh token stays.
    ///
    /// # Errors
    ///
    /// What the server or the store say; when the server refuses, the stored token stays.
    pub async fn revoke_token(
        &self,
        account: impl Into<UserId> + Send,
        hint: TokenHint,
    ) -> Result<bool> {
        let (vault, account) = (&self.shared.vault, account.into());
        let Some(mut token) = vault.get(account).await? else { return Ok(false) };
        let half = match hint {
            TokenHint::AccessToken => Some(token.access_token.clone()),
            TokenHint::RefreshToken => token.refresh_token.take(),
        };
        if let Some(half) = &half {
            vault.api().revoke(half, Some(hint)).await?;
        }
        if token.refresh_token.is_none() {
            vault.delete(account).await?;
        } else {
            // What is left can only get a new access token.
            vault.put(token.expires_at(crate::Timestamp::UNIX_EPOCH)).await?;
        }
        Ok(true)
    }

    /// What the OAuth server knows about a token.
    ///
    /// ```
    /// # use chatwire_kick::Client;
    /// # let client = Client::builder().build()?;
    /// let wire = client.introspect("an-access-token").build()?;
    /// assert_eq!(wire.uri().path(), "/oauth/token/introspect");
    /// # Ok::<_, chatwire_kick::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call), with the OAuth server's word as the [code](crate::Error::code);
    /// [`Input`](crate::ErrorKind::Input) for an empty token. A token that the server knows not to be valid is no
    /// error: it is not [active](Introspection::active). Repeated after a lost answer.
    pub fn introspect(&self, token: impl Into<Secret>) -> Request<Introspection> {
        self.shared.vault.api().introspect(&token.into())
    }

    /// A token of the app itself, by its id and secret; nothing is kept.
    ///
    /// [`Builder::app_token`](crate::client::Builder::app_token) does this by itself and renews it.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call), with the OAuth server's word as the [code](crate::Error::code);
    /// [`Input`](crate::ErrorKind::Input) without an app. It needs no token of the client's own and is repeated after a
    /// lost answer.
    pub fn client_credentials(&self) -> Request<Grant> {
        self.shared.vault.api().client_credentials()
    }

    /// Whether a token of the account is stored, expired and dead ones included.
    ///
    /// # Errors
    ///
    /// What the store says.
    #[doc(alias = "check_token_exists")]
    pub async fn has_token(&self, account: impl Into<UserId> + Send) -> Result<bool> {
        Ok(self.shared.vault.get(account.into()).await?.is_some())
    }

    /// State of the stored token of an account.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub async fn token_status(&self, account: impl Into<UserId> + Send) -> Result<TokenStatus> {
        let token = self.shared.vault.get(account.into()).await?;
        Ok(token.map_or(TokenStatus::Missing, |token| token.status()))
    }

    /// Renews all stored tokens in the background, each shortly before it runs out.
    ///
    /// The first look is now, the next ones after [`refresh_interval`](crate::client::Builder::refresh_interval) each.
    /// Programs that call often need none of this: calls renew what they use.
    ///
    /// # Errors
    ///
    /// [`Input`](crate::ErrorKind::Input) without an app, [`Config`](crate::ErrorKind::Config) outside of a tokio
    /// runtime.
    #[doc(alias = "start_token_refresh")]
    pub fn spawn_refresher(&self) -> Result<Refresher> {
        let vault = &self.shared.vault;
        vault.api().app().credentials().map_err(crate::client::named)?;
        Refresher::spawn(std::sync::Arc::clone(vault), self.shared.refresh_interval)
    }
}
