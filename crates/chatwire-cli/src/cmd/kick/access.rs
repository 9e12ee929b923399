//! Which token the commands of Kick carry, and where tokens and ids are kept.

use std::path::PathBuf;

use chatwire::Secret;
use chatwire::env::EnvVar;
use chatwire::kick::client::{
    ACCESS_TOKEN, ACCOUNT, BASE_URL, CLIENT_ID, CLIENT_SECRET, OAUTH_URL, REDIRECT_URI, SITE_URL,
    TOKEN_FILE, WEB_URL,
};
use chatwire::kick::{Builder, Client, UserId};
use clap::Args;

use crate::args::Globals;
use crate::cmd::folder;
use crate::config::Vars;
use crate::context::with_globals;
use crate::exit::{Failure, Result};

/// The token, for commands of Kick.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Access {
    /// Access token, else KICK_ACCESS_TOKEN; other users of this machine may see an option in the list of processes.
    #[arg(long, value_name = "TOKEN", global = true, conflicts_with_all = ["account", "app"])]
    token: Option<Secret>,
    /// User id whose stored token is used, else KICK_ACCOUNT, else the only one that is stored.
    #[arg(long, value_name = "ID", global = true, conflicts_with = "app")]
    account: Option<u64>,
    /// Use a token of the app itself, which reads public data; so it is without a user's token.
    #[arg(long, global = true)]
    pub(super) app: bool,
    /// Id of the app, else KICK_CLIENT_ID.
    #[arg(long, value_name = "ID", global = true)]
    client_id: Option<String>,
    /// Secret of the app, else KICK_CLIENT_SECRET, which nobody sees in the list of processes.
    #[arg(long, value_name = "SECRET", global = true)]
    client_secret: Option<Secret>,
    /// File of tokens and chatrooms, else KICK_TOKEN_FILE, else `chatwire/kick.json` in the folder of settings.
    #[arg(long, value_name = "FILE", global = true)]
    token_file: Option<PathBuf>,
}

/// Whose token calls carry, as far as options and variables say.
#[derive(Debug)]
enum Choice {
    Token(Secret),
    Account(UserId),
    App,
    Stored,
}

/// Options and variables together; an option wins over every variable.
#[derive(Debug)]
pub(crate) struct Settings<'a> {
    access: &'a Access,
    globals: &'a Globals,
    vars: Vars,
}

impl<'a> Settings<'a> {
    pub(crate) fn new(access: &'a Access, globals: &'a Globals, vars: Vars) -> Self {
        Self { access, globals, vars }
    }

    fn var(&self, var: EnvVar) -> Result<Option<String>> {
        self.vars.optional(var)
    }

    fn choice(&self) -> Result<Choice> {
        let access = self.access;
        if let Some(token) = access.token.clone().filter(|token| !token.is_empty()) {
            return Ok(Choice::Token(token));
        }
        if let Some(account) = access.account {
            return Ok(Choice::Account(UserId::new(account)));
        }
        if access.app {
            return Ok(Choice::App);
        }
        if let Some(token) = self.var(ACCESS_TOKEN)? {
            return Ok(Choice::Token(Secret::new(token)));
        }
        match self.var(ACCOUNT)? {
            Some(account) => match account.parse() {
                Ok(account) => Ok(Choice::Account(account)),
                Err(_) => Err(Failure::usage("variable KICK_ACCOUNT: a user id is digits")),
            },
            None => Ok(Choice::Stored),
        }
    }

    /// The token that was given as it is.
    pub(crate) fn given_token(&self) -> Result<Option<Secret>> {
        Ok(match self.choice()? {
            Choice::Token(token) => Some(token),
            _ => None,
        })
    }

    /// Id and secret of the app.
    fn app(&self) -> Result<(Option<String>, Option<Secret>)> {
        let id = match &self.access.client_id {
            Some(id) => Some(id.clone()),
            None => self.var(CLIENT_ID)?,
        };
        let secret = match &self.access.client_secret {
            Some(secret) => Some(secret.clone()),
            None => self.var(CLIENT_SECRET)?.map(Secret::new),
        };
        Ok((id.filter(|id| !id.is_empty()), secret.filter(|secret| !secret.is_empty())))
    }

    /// Whether both halves of the app are known.
    pub(crate) fn has_app(&self) -> Result<bool> {
        let (id, secret) = self.app()?;
        Ok(id.is_some() && secret.is_some())
    }

    /// File of tokens and chatrooms; `None` where this system has no folder of settings.
    pub(crate) fn file(&self) -> Result<Option<PathBuf>> {
        if let Some(path) = &self.access.token_file {
            return Ok(Some(path.clone()));
        }
        Ok(match self.var(TOKEN_FILE)? {
            Some(path) => Some(path.into()),
            None => folder::of_settings().map(|folder| folder.join("kick.json")),
        })
    }

    /// Makes the folder of the file, for commands that write into it.
    pub(crate) fn prepare(&self) -> Result {
        let own = self.access.token_file.is_none() && self.var(TOKEN_FILE)?.is_none();
        match self.file()?.as_deref().and_then(std::path::Path::parent) {
            // A folder that was named is not ours to make.
            Some(folder) if own => folder::make_private(folder),
            _ => Ok(()),
        }
    }

    /// Where the login page leads back to.
    pub(crate) fn redirect_uri(&self) -> Result<Option<String>> {
        self.var(REDIRECT_URI)
    }

    /// Settings of a client that carries no token yet.
    pub(crate) fn builder(&self) -> Result<Builder> {
        let mut builder = with_globals!(Client::builder(), self.globals);
        builder = match self.app()? {
            (Some(id), Some(secret)) => builder.app(id, secret),
            (Some(id), None) => builder.client_id(id),
            _ => builder,
        };
        if let Some(uri) = self.redirect_uri()? {
            builder = builder.redirect_uri(uri);
        }
        if let Some(path) = self.file()? {
            builder = builder.token_file(path)?;
        }
        self.addresses(builder)
    }

    /// An address on the command line stands for all hosts.
    fn addresses(&self, mut builder: Builder) -> Result<Builder> {
        if let Some(url) = &self.globals.server {
            return Ok(builder.base_url(url)?);
        }
        type Setter = fn(Builder, String) -> chatwire::Result<Builder>;
        let hosts: [(EnvVar, Setter); 4] = [
            (BASE_URL, |builder, url| builder.base_url(url)),
            (OAUTH_URL, |builder, url| builder.oauth_url(url)),
            (SITE_URL, |builder, url| builder.site_url(url)),
            (WEB_URL, |builder, url| builder.web_url(url)),
        ];
        for (var, set) in hosts {
            if let Some(url) = self.var(var)? {
                builder =
                    set(builder, url).map_err(|err| err.with_context("variable", var.name))?;
            }
        }
        Ok(builder)
    }

    /// A client without a token: for logging in, for public data, and for live chat.
    pub(crate) fn open_client(&self) -> Result<Client> {
        Ok(self.builder()?.build()?)
    }

    /// A client with the app's own token.
    pub(crate) fn app_client(&self) -> Result<Client> {
        if !self.has_app()? {
            return Err(Failure::usage("this needs an app")
                .hint("set KICK_CLIENT_ID and KICK_CLIENT_SECRET"));
        }
        Ok(self.builder()?.app_token().build()?)
    }

    /// A client with the token that was chosen, or the one that suggests itself; without any, calls that need one fail.
    pub(crate) async fn client(&self) -> Result<Client> {
        match self.choice()? {
            Choice::Token(token) => Ok(self.builder()?.token(token).build()?),
            Choice::Account(account) => Ok(self.builder()?.account(account).build()?),
            Choice::App => self.app_client(),
            Choice::Stored => {
                let client = self.open_client()?;
                match client.tokens().list().await?.as_slice() {
                    [only] => Ok(client.with_account(only.account)?),
                    [] if self.has_app()? => self.app_client(),
                    [] => Ok(client),
                    several => Err(ambiguous(several.iter().map(|token| token.account))),
                }
            }
        }
    }

    /// The stored account that is meant.
    pub(crate) async fn account(&self) -> Result<UserId> {
        if let Choice::Account(account) = self.choice()? {
            return Ok(account);
        }
        match self.open_client()?.tokens().list().await?.as_slice() {
            [only] => Ok(only.account),
            [] => Err(Failure::new(crate::exit::Exit::Auth, "no token is stored")
                .hint("`chatwire kick login` stores one")),
            several => Err(ambiguous(several.iter().map(|token| token.account))),
        }
    }
}

fn ambiguous(accounts: impl Iterator<Item = UserId>) -> Failure {
    let ids: Vec<String> = accounts.map(|id| id.to_string()).collect();
    Failure::usage("tokens of several accounts are stored")
        .hint(format!("choose one with --account: {}", ids.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::tests::globals;

    fn choice(access: &Access, vars: &[(&str, &str)]) -> String {
        let globals = globals(None);
        let vars = Vars::from_pairs(vars.iter().copied());
        match Settings::new(access, &globals, vars).choice().unwrap() {
            Choice::Token(token) => format!("token {}", token.expose()),
            Choice::Account(account) => format!("account {account}"),
            Choice::App => "app".to_owned(),
            Choice::Stored => "stored".to_owned(),
        }
    }

    #[test]
    fn an_option_wins_over_every_variable() {
        let both = [("KICK_ACCESS_TOKEN", "t"), ("KICK_ACCOUNT", "7")];
        let account = Access { account: Some(8), ..Access::default() };
        let app = Access { app: true, ..Access::default() };
        let token = Access { token: Some(Secret::new("o")), ..Access::default() };
        assert_eq!(choice(&account, &both), "account 8");
        assert_eq!(choice(&app, &both), "app");
        assert_eq!(choice(&token, &both), "token o");
        assert_eq!(choice(&Access::default(), &both), "token t");
        assert_eq!(choice(&Access::default(), &both[1..]), "account 7");
        assert_eq!(choice(&Access::default(), &[]), "stored");
    }

    #[test]
    fn a_server_on_the_command_line_stands_for_all_hosts() {
        let access = Access { token: Some(Secret::new("t")), ..Access::default() };
        let globals = globals(Some("https://one.test"));
        let vars = Vars::from_pairs([
            ("KICK_OAUTH_URL", "https://two.test"),
            ("KICK_TOKEN_FILE", "/no/such/folder/kick.json"),
        ]);
        let client = Settings::new(&access, &globals, vars).open_client().unwrap();
        let wire = client.introspect("t").build().unwrap();
        assert_eq!(wire.uri().host(), Some("one.test"));
    }
}
