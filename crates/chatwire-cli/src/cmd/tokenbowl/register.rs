//! `chatwire tokenbowl register`.

use chatwire::tokenbowl::{Registration, Role};
use chatwire::{Error, ErrorKind};
use clap::Args;

use super::person::with_key;
use crate::context::Context;
use crate::exit::{Failure, Result};
use crate::output::{Table, Text};

#[derive(Debug, Args)]
pub(crate) struct Register {
    /// Name, 1 to 50 characters.
    username: String,
    /// Where the server delivers messages to.
    #[arg(long, value_name = "URL")]
    webhook: Option<String>,
    /// One of `chatwire tokenbowl logos`.
    #[arg(long, value_name = "NAME")]
    logo: Option<String>,
    /// Emoji beside the name.
    #[arg(long)]
    emoji: Option<String>,
    /// Role: member, viewer or admin; the server makes a member by default.
    #[arg(long)]
    role: Option<String>,
}

impl Register {
    pub(crate) async fn run(&self, context: &Context) -> Result {
        let mut call = context.keyless()?.register(&self.username);
        if let Some(url) = &self.webhook {
            call = call.webhook_url(url);
        }
        if let Some(logo) = &self.logo {
            call = call.logo(logo);
        }
        if let Some(emoji) = &self.emoji {
            call = call.emoji(emoji);
        }
        if let Some(role) = &self.role {
            call = call.role(Role::from(role.as_str()));
        }
        let made = context.call("Registering", call.request()).await;
        let made = made.map_err(|failure| self.explain(failure))?;
        let Some(made) = made else { return Ok(()) };
        let value = with_key(&made, &made.api_key)?;
        context.out.show(&value, |_| words(&made))
    }

    fn explain(&self, failure: Failure) -> Failure {
        match failure.error().map(Error::kind) {
            Some(ErrorKind::Conflict) => {
                failure.hint(format!("username '{}' is already taken", self.username))
            }
            _ => failure,
        }
    }
}

fn words(made: &Registration) -> Text {
    let mut table = Table::fields("🎳 Welcome to Token Bowl!")
        .field("Username", &made.username)
        .field("API key", made.api_key.expose());
    if let Some(url) = made.webhook_url.as_deref().filter(|url| !url.is_empty()) {
        table = table.field("Webhook", url);
    }
    let export = format!("export TOKEN_BOWL_CHAT_API_KEY={}", made.api_key.expose());
    table
        .into_text()
        .then(&Text::line_of("The key is shown only now. To use it:"))
        .then(&Text::new().plain("  ").bold(export).end())
}
