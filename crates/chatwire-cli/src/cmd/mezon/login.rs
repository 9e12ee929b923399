//! `chatwire mezon login`.

use chatwire::mezon;
use clap::Args;
use serde_json::{Value, json};

use super::session::Session;
use crate::cmd::shown::{maybe_moment, or_dash, yes};
use crate::exit::Result;
use crate::output::{Table, Text};
use crate::progress;

#[derive(Debug, Args)]
pub(crate) struct Login {}

impl Login {
    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        let client = session.client()?;
        if session.dry_run() {
            return session.preview(client.authenticate());
        }
        let found = progress::shown("Logging in", client.login()).await?;
        let value = facts(&client, &found);
        session.out.show(&value, |_| words(&client, &found))
    }
}

/// What a session says, but for its tokens.
fn facts(client: &mezon::Client, session: &mezon::Session) -> Value {
    json!({
        "bot_id": client.bot_id(),
        "user_id": session.user_id,
        "username": session.username,
        "created": session.created,
        "api_url": session.api_url,
        "ws_url": session.ws_url,
        "expires_at": session.expires_at,
        "refresh_expires_at": session.refresh_expires_at,
        "can_refresh": session.refresh_token.is_some(),
        "can_send_tokens": session.id_token.is_some(),
    })
}

fn words(client: &mezon::Client, session: &mezon::Session) -> Text {
    let table = Table::fields("Session")
        .field("Bot", client.bot_id().to_string())
        .field("User", or_dash(session.user_id.as_ref()))
        .field("Calls go to", &session.api_url)
        .field("Events come from", &session.ws_url)
        .field("Ends", maybe_moment(session.expires_at))
        .field("Can be renewed", yes(session.refresh_token.is_some()))
        .field("Can send tokens", yes(session.id_token.is_some()));
    let name = session.username.as_deref().unwrap_or("the bot");
    Text::done(format!("Id and API key are right: logged in as {name}")).then(&table.into_text())
}
