//! `chatwire kick login` and `logout`.

use std::time::Duration;

use chatwire::kick::Scope;
use chatwire::kick::oauth::{LocalCallback, TokenHint};
use chatwire::kick::token_store::StoredToken;
use clap::Args;
use serde_json::json;

use super::session::Session;
use super::shown::moment;
use super::token::expiry;
use crate::exit::{Failure, Result};
use crate::output::{Table, Text, aside};
use crate::progress;

/// Where the login page leads back to, unless said otherwise.
const REDIRECT: &str = "http://localhost:5000/callback";

/// Scopes of all commands here; the stream key is left to who asks for it.
const USUAL: [Scope; 10] = [
    Scope::UserRead,
    Scope::ChannelRead,
    Scope::ChannelWrite,
    Scope::ChannelRewardsRead,
    Scope::ChannelRewardsWrite,
    Scope::ChatWrite,
    Scope::EventsSubscribe,
    Scope::ModerationBan,
    Scope::ModerationChatMessageManage,
    Scope::KicksRead,
];

#[derive(Debug, Args)]
pub(crate) struct Login {
    /// What the token may do, such as `chat:write`; again for more [default: all but `streamkey:read`].
    #[arg(long, short, value_name = "SCOPE")]
    scope: Vec<String>,
    /// Address that the login page leads back to, as registered for the app, else KICK_REDIRECT_URI [default: http://localhost:5000/callback].
    #[arg(long, value_name = "URL")]
    redirect_uri: Option<String>,
    /// Longest wait for the browser, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    wait: u64,
    /// Store the token for this user id, instead of asking Kick whose it is.
    #[arg(long, value_name = "ID")]
    store_as: Option<u64>,
    /// Print the token of --app, for scripts.
    #[arg(long, requires = "app")]
    show_token: bool,
}

impl Login {
    pub(crate) async fn run(&self, session: &Session<'_>, app: bool) -> Result {
        if app { self.as_app(session).await } else { self.as_user(session).await }
    }

    async fn as_app(&self, session: &Session<'_>) -> Result {
        let call = session.settings.app_client()?.client_credentials();
        let Some(grant) = session.call("Asking for a token", call).await? else { return Ok(()) };
        let seconds = grant.expires_in.map(|left| left.as_secs());
        let token = self.show_token.then(|| grant.access_token.expose());
        let mut value = json!({"app": true, "expires_in": seconds});
        if let (Some(token), Some(fields)) = (token, value.as_object_mut()) {
            fields.insert("access_token".to_owned(), token.into());
        }
        session.out.show(&value, |_| {
            let done = Text::done("Id and secret of the app are right")
                .then(&Text::line_of("Nothing is stored: each command fetches its own app token."));
            match token {
                Some(token) => done.then(&Text::new().plain("Access token: ").bold(token).end()),
                None => done,
            }
        })
    }

    fn scopes(&self) -> Vec<Scope> {
        let given = self.scope.iter().flat_map(|words| Scope::parse_list(words));
        let given: Vec<Scope> = given.collect();
        if given.is_empty() { USUAL.to_vec() } else { given }
    }

    async fn as_user(&self, session: &Session<'_>) -> Result {
        let settings = &session.settings;
        if !settings.has_app()? {
            return Err(Failure::usage("logging in needs an app").hint(
                "register one in Kick's developer settings, then set KICK_CLIENT_ID and KICK_CLIENT_SECRET",
            ));
        }
        let Some(file) = settings.file()? else {
            return Err(Failure::usage("there is no folder of settings")
                .hint("name a file with --token-file or KICK_TOKEN_FILE"));
        };
        let scopes = self.scopes();
        let tells_owner = scopes.contains(&Scope::UserRead) || scopes.contains(&Scope::ChannelRead);
        if !tells_owner && self.store_as.is_none() {
            return Err(Failure::usage("these scopes do not let Kick say whose token it is")
                .hint("add --scope user:read, or name the account with --store-as"));
        }
        let uri = match &self.redirect_uri {
            Some(uri) => uri.clone(),
            None => settings.redirect_uri()?.unwrap_or_else(|| REDIRECT.to_owned()),
        };
        let client = settings.open_client()?;
        if session.dry_run() {
            let login = client.authorize_url(scopes).redirect_uri(&uri).build()?;
            let exchange = client.exchange_code("CODE", login.verifier().clone());
            return session.preview(exchange.redirect_uri(uri).request());
        }
        settings.prepare()?;
        let callback = LocalCallback::bind(&uri).await?;
        let login =
            client.authorize_url(scopes.clone()).redirect_uri(callback.redirect_uri()).build()?;
        aside(&format!("Open this address in a browser on this machine: {}", login.url()));
        let deadline = Duration::from_secs(self.wait);
        let code = progress::shown("Waiting for the browser", callback.wait(&login, deadline));
        let code = code.await?;
        let mut exchange = client
            .exchange_code(code, login.verifier().clone())
            .redirect_uri(login.redirect_uri())
            .scopes(scopes);
        if let Some(account) = self.store_as {
            exchange = exchange.account(account);
        }
        let token = progress::shown("Fetching the token", exchange.into_future()).await?;
        let scopes: Vec<&str> = token.scopes.iter().map(Scope::as_str).collect();
        let value = json!({"account": token.account, "scopes": scopes,
            "expires_at": expiry(&token), "file": file});
        session.out.show(&value, |_| logged_in(&token, &scopes, &file.display().to_string()))
    }
}

fn logged_in(token: &StoredToken, scopes: &[&str], file: &str) -> Text {
    let until = expiry(token).map_or_else(|| "never".to_owned(), moment);
    let table = Table::fields("Logged in")
        .field("Account", token.account.to_string())
        .field("Scopes", scopes.join("\n"))
        .field("Renewed by itself before", until)
        .field("Stored in", file);
    Text::done(format!("Logged in as user {}", token.account)).then(&table.into_text())
}

#[derive(Debug, Args)]
pub(crate) struct Logout {
    /// Only remove the stored token, without telling Kick.
    #[arg(long)]
    local: bool,
}

impl Logout {
    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        let account = session.settings.account().await?;
        let client = session.settings.open_client()?;
        if session.dry_run() {
            let Some(token) = client.tokens().get(account).await? else { return Ok(()) };
            if self.local {
                return Err(Failure::usage("nothing is sent: --dry-run does not apply"));
            }
            let access = client.revoke(token.access_token).hint(TokenHint::AccessToken);
            session.preview(access.request())?;
            return match token.refresh_token {
                Some(refresh) => {
                    session.preview(client.revoke(refresh).hint(TokenHint::RefreshToken).request())
                }
                None => Ok(()),
            };
        }
        let removed = if self.local {
            client.remove_token(account).await?
        } else {
            let leaving = async {
                // The second half removes what is stored, so it comes last.
                let first = client.revoke_token(account, TokenHint::AccessToken).await?;
                let second = client.revoke_token(account, TokenHint::RefreshToken).await?;
                Ok::<_, chatwire::Error>(first || second)
            };
            progress::shown("Revoking the token", leaving).await?
        };
        let value =
            json!({"account": account, "removed": removed, "revoked": removed && !self.local});
        session.out.show(&value, |_| {
            if removed {
                Text::done(format!("User {account} is logged out"))
            } else {
                Text::line_of(format!("No token of user {account} is stored"))
            }
        })
    }
}
