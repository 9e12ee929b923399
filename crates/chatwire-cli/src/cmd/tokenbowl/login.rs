//! `chatwire tokenbowl login`: magic links.

use clap::Subcommand;

use super::person::with_secrets;
use crate::context::Context;
use crate::exit::Result;
use crate::output::{Table, Text};

#[derive(Debug, Subcommand)]
pub(crate) enum Login {
    /// Let the server send a link by mail.
    Send {
        /// Address.
        email: String,
        /// Name for a new account; the server gives the part of the address before the @ otherwise.
        #[arg(long, short = 'u')]
        username: Option<String>,
    },
    /// Trade the token of the link for an API key.
    Authenticate {
        /// Token of the link.
        token: String,
    },
}

impl Login {
    pub(crate) async fn run(&self, context: &Context) -> Result {
        let client = context.keyless()?;
        match self {
            Self::Send { email, username } => {
                let mut call = client.send_magic_link(email);
                if let Some(username) = username {
                    call = call.username(username);
                }
                let sent = context.call("Sending the link", call.request()).await?;
                let Some(sent) = sent else { return Ok(()) };
                context.out.show(&sent, |sent| {
                    Text::done(format!("Link sent to {}", sent.email))
                        .then(&Text::line_of(&sent.message))
                })
            }
            Self::Authenticate { token } => {
                let call = client.authenticate_magic_link(token);
                let Some(made) = context.call("Signing in", call).await? else { return Ok(()) };
                let secrets = [("api_key", &made.api_key), ("session_token", &made.session_token)];
                let value = with_secrets(&made, &secrets)?;
                context.out.show(&value, |_| {
                    Table::fields("Signed in")
                        .field("Username", &made.username)
                        .field("API key", made.api_key.expose())
                        .into_text()
                })
            }
        }
    }
}
