//! [`Vault`]: the tokens that clients share, renewed once for all who wait.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chatwire_core::build::Flights;
use chatwire_core::{BoxFuture, Error, ErrorKind, Result, Secret, TokenSource};

use super::Grant;
use super::api::OAuthApi;
use crate::UserId;
use crate::client::{PLATFORM, named};
use crate::error::code;
use crate::token_store::{StoredToken, TokenStore};

/// Tokens of accounts and of the app, over a store.
pub(crate) struct Vault {
    api: OAuthApi,
    store: Arc<dyn TokenStore>,
    seen: Mutex<Seen>,
    accounts: Flights<UserId, StoredToken>,
    apps: Flights<(), StoredToken>,
}

#[derive(Default)]
struct Seen {
    /// Tokens as they were stored last, so that calls need not ask the store.
    stored: HashMap<UserId, StoredToken>,
    /// How often the token of an account was begun or seen to be removed: what was read before may be gone.
    removals: HashMap<UserId, u64>,
    /// Renewed tokens that the store did not take: the next renewal begins with storing them.
    unsaved: HashMap<UserId, StoredToken>,
    /// Grants whose owner could not be found out, or that could not be stored.
    unclaimed: Vec<Grant>,
    /// Token of the app itself.
    app: Option<StoredToken>,
}

/// Grants that are kept until somebody takes them.
const MAX_UNCLAIMED: usize = 100;

/// Stands for the app where accounts are expected; no user has it.
const APP: UserId = UserId::new(0);

impl Seen {
    fn forget(&mut self, account: UserId) {
        self.stored.remove(&account);
        self.unsaved.remove(&account);
    }
}

impl Vault {
    pub(crate) fn new(api: OAuthApi, store: Arc<dyn TokenStore>) -> Self {
        Self {
            api,
            store,
            seen: Mutex::default(),
            accounts: Flights::new(PLATFORM),
            apps: Flights::new(PLATFORM),
        }
    }

    pub(crate) fn api(&self) -> &OAuthApi {
        &self.api
    }

    pub(crate) fn store(&self) -> &Arc<dyn TokenStore> {
        &self.store
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stored token of an account, as the store has it now.
    pub(crate) async fn get(&self, account: UserId) -> Result<Option<StoredToken>> {
        self.store.get(account).await.map_err(named)
    }

    /// Stores a token; only then calls carry it.
    pub(crate) async fn put(&self, token: StoredToken) -> Result<()> {
        let account = token.account;
        self.seen().forget(account);
        self.store.put(token.clone()).await.map_err(named)?;
        self.seen().stored.insert(account, token);
        Ok(())
    }

    /// Removes the token of an account; says whether there was one.
    pub(crate) async fn delete(&self, account: UserId) -> Result<bool> {
        self.removed(account);
        let was_there = self.store.delete(account).await.map_err(named);
        self.removed(account);
        was_there
    }

    fn removed(&self, account: UserId) {
        let mut seen = self.seen();
        *seen.removals.entry(account).or_default() += 1;
        seen.forget(account);
    }

    fn removals(&self, account: UserId) -> u64 {
        self.seen().removals.get(&account).copied().unwrap_or_default()
    }

    /// Keeps a grant whose code is used up until somebody takes it; the oldest makes room.
    pub(crate) fn keep_unclaimed(&self, grant: Grant) {
        let mut seen = self.seen();
        if seen.unclaimed.len() >= MAX_UNCLAIMED {
            tracing::warn!("nobody takes unclaimed grants: the oldest is dropped");
            seen.unclaimed.remove(0);
        }
        seen.unclaimed.push(grant);
    }

    pub(crate) fn take_unclaimed(&self) -> Vec<Grant> {
        std::mem::take(&mut self.seen().unclaimed)
    }

    /// A token of the account that calls may carry, renewed first when it is about to end.
    pub(crate) async fn usable(self: &Arc<Self>, account: UserId) -> Result<StoredToken> {
        let seen = self.seen().stored.get(&account).filter(|token| token.is_usable()).cloned();
        if let Some(token) = seen {
            return Ok(token);
        }
        let removals = self.removals(account);
        let stored = self.get(account).await?.ok_or_else(|| no_token(account))?;
        if stored.is_usable() && self.remember(&stored, removals) {
            return Ok(stored);
        }
        self.join(account, None).await
    }

    /// Lets calls carry a token, unless it was removed since `removals` were counted; says whether.
    fn remember(&self, token: &StoredToken, removals: u64) -> bool {
        let (account, mut seen) = (token.account, self.seen());
        if seen.removals.get(&account).copied().unwrap_or_default() != removals {
            return false;
        }
        seen.stored.insert(account, token.clone());
        true
    }

    /// A newer token of the account than `refused`.
    pub(crate) async fn newer(
        self: &Arc<Self>,
        account: UserId,
        refused: &Secret,
    ) -> Result<StoredToken> {
        let token = self.join(account, Some(refused.clone())).await?;
        if token.access_token != *refused {
            return Ok(token);
        }
        // The attempt that was joined had another reason and found the refused token still good.
        self.join(account, Some(refused.clone())).await
    }

    async fn join(
        self: &Arc<Self>,
        account: UserId,
        refused: Option<Secret>,
    ) -> Result<StoredToken> {
        let begin = || -> BoxFuture<'static, _> {
            let (vault, refused) = (Arc::clone(self), refused.clone());
            Box::pin(async move { vault.renew(account, refused.as_ref()).await })
        };
        Ok(self.accounts.join(account, begin).await?.value)
    }

    /// One renewal: look at the store, ask the server, store, and only then hand out.
    async fn renew(&self, account: UserId, refused: Option<&Secret>) -> Result<StoredToken> {
        let removals = self.removals(account);
        let unsaved = self.seen().unsaved.get(&account).cloned();
        if let Some(unsaved) = unsaved {
            self.save(unsaved, removals).await?;
        }
        // Again when the grant has ended and another one took its place, or when it was removed meanwhile.
        loop {
            let removals = self.removals(account);
            let stored = self.get(account).await?.ok_or_else(|| no_token(account))?;
            if stored.is_usable() && refused != Some(&stored.access_token) {
                // Someone else has renewed it, perhaps another program with the same store.
                if self.remember(&stored, removals) {
                    return Ok(stored);
                }
                continue;
            }
            self.seen().stored.remove(&account);
            if stored.dead {
                return Err(ended(account));
            }
            let Some(refresh) = &stored.refresh_token else {
                return Err(ended(account).with_context("reason", "there is no refresh token"));
            };
            tracing::debug!(%account, "renewing a token");
            match self.api.refresh(refresh).await {
                Ok(grant) => return self.replace(&stored, grant, removals).await,
                Err(err) if err.code() == Some(code::INVALID_GRANT) => {
                    self.bury(&stored, &err).await?;
                }
                Err(err) => return Err(err),
            }
        }
    }

    /// Stores what a renewal gave, unless the token was replaced or removed while the server was asked.
    async fn replace(
        &self,
        earlier: &StoredToken,
        grant: Grant,
        removals: u64,
    ) -> Result<StoredToken> {
        let account = earlier.account;
        match self.get(account).await {
            Ok(None) => Err(no_token(account)),
            // A new grant of the user, or a renewal by another program with the same store.
            Ok(Some(now)) if now.access_token != earlier.access_token && now.is_usable() => {
                if self.remember(&now, removals) { Ok(now) } else { Err(no_token(account)) }
            }
            // A store that cannot even read will not write, either: then the token is kept for the next attempt.
            Ok(Some(_)) | Err(_) => self.save(grant.renewing(earlier), removals).await,
        }
    }

    /// Stores a renewed token, and keeps it for the next attempt if that fails.
    async fn save(&self, token: StoredToken, removals: u64) -> Result<StoredToken> {
        let account = token.account;
        match self.store.put(token.clone()).await {
            Ok(()) if self.remember(&token, removals) => {
                self.seen().unsaved.remove(&account);
                Ok(token)
            }
            Ok(()) => {
                // Removed while it was being written: it must not stay as a row.
                self.store.delete(account).await.map_err(named)?;
                Err(no_token(account))
            }
            Err(err) => {
                tracing::error!(%account, "a renewed token could not be stored");
                self.seen().unsaved.insert(account, token);
                let why = "the renewed token could not be stored, so it is not used";
                let err =
                    Error::new(err.kind(), why).with_code(code::STORE_FAILED).with_source(err);
                Err(named(err).with_operation("kick.refresh_token"))
            }
        }
    }

    /// Marks a grant that the server no longer knows, and returns its error; nothing when someone else has
    /// replaced it meanwhile.
    async fn bury(&self, token: &StoredToken, cause: &Error) -> Result<()> {
        let account = token.account;
        match self.get(account).await? {
            // Removed meanwhile, which may be what ended the grant: it must not come back as a row.
            None => return Err(no_token(account)),
            // Another grant, of which this end says nothing.
            Some(now) if now.refresh_token != token.refresh_token => return Ok(()),
            Some(_) => {}
        }
        tracing::warn!(%account, "the grant has ended: the user has to authorize again");
        if let Err(err) = self.store.put(token.clone().dead()).await {
            // Only the note is lost: the server will say the same next time.
            tracing::warn!(%account, kind = %err.kind(), "the end of a grant could not be noted");
        }
        let err = ended(account).with_source(cause.clone());
        Err(match cause.status() {
            Some(status) => err.with_status(status),
            None => err,
        })
    }

    /// Token of the app itself, fetched when there is none or when it is about to end.
    async fn app(self: &Arc<Self>, refused: Option<&Secret>) -> Result<StoredToken> {
        if let Some(known) = self.known_app(refused) {
            return Ok(known);
        }
        let fetch = || -> BoxFuture<'static, _> {
            let (vault, refused) = (Arc::clone(self), refused.cloned());
            Box::pin(async move {
                // An attempt may have landed between that look and this one.
                if let Some(known) = vault.known_app(refused.as_ref()) {
                    return Ok(known);
                }
                let mut grant = vault.api.client_credentials().await?;
                // App tokens are not refreshed; one public copy of an answer shows such a half, which is of no use.
                grant.refresh_token = None;
                let token = grant.into_token(APP);
                vault.seen().app = Some(token.clone());
                Ok(token)
            })
        };
        Ok(self.apps.join((), fetch).await?.value)
    }

    fn known_app(&self, refused: Option<&Secret>) -> Option<StoredToken> {
        let known = self.seen().app.clone()?;
        (known.is_usable() && refused != Some(&known.access_token)).then_some(known)
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault")
            .field("api", &self.api)
            .field("store", &self.store)
            .finish_non_exhaustive()
    }
}

fn no_token(account: UserId) -> Error {
    let why = "no token of this account is stored: the user has to authorize";
    named(Error::new(ErrorKind::Auth, why))
        .with_code(code::NO_TOKEN)
        .with_context("account", account.to_string())
}

fn ended(account: UserId) -> Error {
    let why = "the grant has ended: the user has to authorize again";
    named(Error::new(ErrorKind::Auth, why))
        .with_code(code::INVALID_GRANT)
        .with_context("account", account.to_string())
}

/// Tokens of one account, for an executor.
pub(crate) struct AccountTokens {
    vault: Arc<Vault>,
    account: UserId,
}

impl AccountTokens {
    pub(crate) fn new(vault: Arc<Vault>, account: UserId) -> Self {
        Self { vault, account }
    }
}

impl TokenSource for AccountTokens {
    fn token(&self) -> BoxFuture<'_, Result<Secret>> {
        Box::pin(async { Ok(self.vault.usable(self.account).await?.access_token) })
    }

    fn refresh<'a>(&'a self, rejected: &'a Secret) -> BoxFuture<'a, Result<Secret>> {
        Box::pin(async { Ok(self.vault.newer(self.account, rejected).await?.access_token) })
    }
}

impl fmt::Debug for AccountTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AccountTokens").field(&self.account).finish()
    }
}

/// Tokens of the app itself, for an executor.
pub(crate) struct AppTokens(Arc<Vault>);

impl AppTokens {
    pub(crate) fn new(vault: Arc<Vault>) -> Self {
        Self(vault)
    }
}

impl TokenSource for AppTokens {
    fn token(&self) -> BoxFuture<'_, Result<Secret>> {
        Box::pin(async { Ok(self.0.app(None).await?.access_token) })
    }

    fn refresh<'a>(&'a self, rejected: &'a Secret) -> BoxFuture<'a, Result<Secret>> {
        Box::pin(async { Ok(self.0.app(Some(rejected)).await?.access_token) })
    }
}

impl fmt::Debug for AppTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AppTokens")
    }
}
