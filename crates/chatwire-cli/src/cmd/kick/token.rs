//! `chatwire kick token`.

use chatwire::kick::oauth::{Scope, TokenHint};
use chatwire::kick::token_store::{StoredToken, TokenStatus};
use chatwire::{Secret, Timestamp};
use clap::Subcommand;
use serde_json::{Value, json};

use super::session::Session;
use super::shown::{maybe_moment, moment, or_dash, yes};
use crate::exit::{Failure, Result};
use crate::output::{Table, Text};
use crate::progress;

#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// List the stored tokens; nothing is asked.
    Status,
    /// Ask Kick what it knows of the token that calls carry.
    Introspect,
    /// Renew the stored token now.
    Refresh,
    /// Revoke the token of --token or KICK_ACCESS_TOKEN; a stored one is for `logout`.
    Revoke {
        /// It is a refresh token.
        #[arg(long)]
        refresh: bool,
    },
}

impl Token {
    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        match self {
            Self::Status => status(session).await,
            Self::Introspect => introspect(session).await,
            Self::Refresh => refresh(session).await,
            Self::Revoke { refresh } => {
                let Some(token) = session.settings.given_token()? else {
                    return Err(Failure::usage("no token was given")
                        .hint("set KICK_ACCESS_TOKEN; for the stored token there is `logout`"));
                };
                let hint = match refresh {
                    true => TokenHint::RefreshToken,
                    false => TokenHint::AccessToken,
                };
                let call = session.settings.open_client()?.revoke(token).hint(hint).request();
                if session.call("Revoking the token", call).await?.is_none() {
                    return Ok(());
                }
                session.out.show(&json!({"revoked": true}), |_| Text::done("Token revoked"))
            }
        }
    }
}

async fn status(session: &Session<'_>) -> Result {
    let tokens = session.settings.open_client()?.tokens().list().await?;
    let values: Vec<Value> = tokens.iter().map(described).collect();
    session.out.list(&values, |_| {
        if tokens.is_empty() {
            return Text::line_of("No token is stored");
        }
        let mut table = Table::new("Stored tokens", &["Account", "Status", "Ends", "Scopes"]);
        for token in &tokens {
            let until = expiry(token).map_or_else(|| "never".to_owned(), moment);
            let account = token.account.to_string();
            let scopes = Scope::join(&token.scopes);
            table.row([account.as_str(), word(token.status()), until.as_str(), scopes.as_str()]);
        }
        table.into_text()
    })
}

/// A stored token without its secrets.
fn described(token: &StoredToken) -> Value {
    let scopes: Vec<&str> = token.scopes.iter().map(Scope::as_str).collect();
    json!({"account": token.account, "status": word(token.status()), "expires_at": expiry(token),
        "renewable": token.refresh_token.is_some() && !token.dead, "scopes": scopes})
}

/// When a token ends; `None` where the server did not say.
pub(super) fn expiry(token: &StoredToken) -> Option<Timestamp> {
    Some(token.expires_at).filter(|at| *at < Timestamp::MAX)
}

pub(super) fn word(status: TokenStatus) -> &'static str {
    match status {
        TokenStatus::Missing => "missing",
        TokenStatus::Valid => "valid",
        TokenStatus::Expiring => "expiring",
        TokenStatus::Expired => "expired",
        TokenStatus::Dead => "dead",
        _ => "unknown",
    }
}

async fn introspect(session: &Session<'_>) -> Result {
    let client = session.client().await?;
    let token = if session.dry_run() {
        // Fetching or renewing one would be a call of its own; what is shown of it is masked anyway.
        Secret::hidden("not fetched")
    } else {
        progress::shown("Getting the token", client.access_token()).await?
    };
    let asked = session.call("Asking about the token", client.introspect(token)).await?;
    let Some(seen) = asked else { return Ok(()) };
    session.out.show(&seen, |seen| {
        Table::fields("Token")
            .field("Active", yes(seen.active))
            .field("Acts for", seen.token_type.as_ref().map_or("-", |kind| kind.as_str()))
            .field("App", or_dash(seen.client_id.as_ref()))
            .field("Ends", maybe_moment(seen.expires_at))
            .field("Scopes", seen.scope.as_deref().unwrap_or("-"))
            .into_text()
    })
}

async fn refresh(session: &Session<'_>) -> Result {
    if session.dry_run() {
        return Err(Failure::usage("a renewal cannot be shown: --dry-run does not apply"));
    }
    let account = session.settings.account().await?;
    let client = session.settings.open_client()?;
    let token = progress::shown("Renewing the token", client.refresh_token(account)).await?;
    session.out.show(&described(&token), |_| {
        let until = expiry(&token).map_or_else(|| "for good".to_owned(), moment);
        Text::done(format!("Token of user {account} renewed; it ends {until}"))
    })
}
