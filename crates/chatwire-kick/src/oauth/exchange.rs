//! [`ExchangeCode`]: from a code to the stored token of its user.

use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;

use chatwire_core::{BoxFuture, Error, Request, Result, Secret};
use http::{Method, header};
use serde::Deserialize;

use super::vault::Vault;
use super::{Grant, Scope};
use crate::token_store::StoredToken;
use crate::{Client, UserId};

/// A code that is about to be exchanged; see [`Client::exchange_code`].
///
/// A code can be used once. Do not drop the future while Kick has not answered, or the user has to log in again; a
/// grant that was answered and not stored when it is dropped waits in [`Client::take_unclaimed_grants`].
#[must_use = "a request does nothing until it is awaited"]
pub struct ExchangeCode {
    client: Client,
    code: Secret,
    verifier: Secret,
    redirect_uri: Option<String>,
    account: Option<UserId>,
    scopes: Option<Vec<Scope>>,
}

impl ExchangeCode {
    pub(crate) fn new(client: Client, code: Secret, verifier: Secret) -> Self {
        Self { client, code, verifier, redirect_uri: None, account: None, scopes: None }
    }

    /// Redirect URI of the login, where it is not the client's own setting.
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uri = Some(uri.into());
        self
    }

    /// Account that the token is stored for, instead of asking Kick whose it is.
    pub fn account(mut self, account: impl Into<UserId>) -> Self {
        self.account = Some(account.into());
        self
    }

    /// Scopes that the login asked for, which an answer without any means (RFC 6749, section 5.1); without them, such a
    /// token is stored with none.
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = Scope>) -> Self {
        self.scopes = Some(scopes.into_iter().collect());
        self
    }

    /// The bare call: its grant is not stored, and nobody is asked whose it is.
    pub fn request(self) -> Request<Grant> {
        let api = self.client.shared.vault.api();
        api.exchange(&self.code, &self.verifier, self.redirect_uri.as_deref())
    }

    async fn stored(mut self) -> Result<StoredToken> {
        let (client, account) = (self.client.clone(), self.account);
        let asked = self.scopes.take();
        let mut grant = self.request().await?;
        grant.scopes = grant.scopes.or(asked);
        // The code is used up: what it gave must not be lost, whatever fails from here on.
        let vault = Arc::clone(&client.shared.vault);
        let unclaimed = Unclaimed { vault, grant: Some(grant.clone()) };
        let account = match account {
            Some(account) => account,
            None => client.owner_of(&grant.access_token).await?,
        };
        let token = grant.into_token(account);
        unclaimed.vault.put(token.clone()).await?;
        unclaimed.claimed();
        Ok(token)
    }
}

/// Keeps a grant for whoever asks for it, unless its token is stored; also when the future is dropped before.
struct Unclaimed {
    vault: Arc<Vault>,
    grant: Option<Grant>,
}

impl Unclaimed {
    fn claimed(mut self) {
        self.grant = None;
    }
}

impl Drop for Unclaimed {
    fn drop(&mut self) {
        if let Some(grant) = self.grant.take() {
            self.vault.keep_unclaimed(grant);
        }
    }
}

impl fmt::Debug for ExchangeCode {
    /// Neither code nor verifier is shown, not even their ends.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExchangeCode").field("account", &self.account).finish_non_exhaustive()
    }
}

impl IntoFuture for ExchangeCode {
    type Output = Result<StoredToken>;
    type IntoFuture = BoxFuture<'static, Result<StoredToken>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.stored())
    }
}

impl Client {
    /// Whose token this is: by the own channel, or by the own user data when the token may not read channels.
    async fn owner_of(&self, token: &Secret) -> Result<UserId> {
        match self.first_id(token, "/public/v1/channels").await {
            Ok(Some(owner)) => return Ok(owner),
            // A token without the scope for one may have that for the other.
            Ok(None) => {}
            Err(err) if matches!(err.status().map(|s| s.as_u16()), Some(401 | 403)) => {}
            Err(err) => return Err(err),
        }
        let owner = self.first_id(token, "/public/v1/users").await?;
        owner.ok_or_else(|| {
            Error::decode("Kick does not say whose token it is; name the account")
                .with_platform("kick")
        })
    }

    async fn first_id(&self, token: &Secret, path: &'static str) -> Result<Option<UserId>> {
        #[derive(Deserialize)]
        struct Envelope {
            #[serde(default)]
            data: Option<Vec<Own>>,
        }
        #[derive(Deserialize)]
        struct Own {
            #[serde(default)]
            user_id: Option<UserId>,
            #[serde(default)]
            broadcaster_user_id: Option<UserId>,
        }

        let bearer = Secret::hidden(format!("Bearer {}", token.expose()));
        let call = self.open_call(Method::GET, "kick.exchange_code", path);
        let call = call.header(header::AUTHORIZATION, bearer.expose());
        let answer = call.json_reply::<Envelope>().await?;
        let own = answer.data.and_then(|list| list.into_iter().next());
        Ok(own.and_then(|own| own.user_id.or(own.broadcaster_user_id)))
    }
}
