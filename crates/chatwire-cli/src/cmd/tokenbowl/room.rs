//! `chatwire tokenbowl logos`, `typing` and `health`.

use clap::Args;
use serde_json::json;

use crate::context::Context;
use crate::exit::{Exit, Failure, Result};
use crate::output::Text;

#[derive(Debug, Args)]
pub(crate) struct Logos {}

impl Logos {
    pub(crate) async fn run(&self, context: &Context) -> Result {
        let call = context.client()?.get_available_logos();
        let Some(page) = context.call("Fetching logos", call).await? else { return Ok(()) };
        let logos: Vec<_> = page.items.iter().map(|logo| json!({"logo": logo})).collect();
        context.out.list(&logos, |_| match page.items.as_slice() {
            [] => Text::line_of("No logos found"),
            names => names.iter().fold(Text::new(), |text, name| text.then(&Text::line_of(name))),
        })
    }
}

#[derive(Debug, Args)]
pub(crate) struct Typing {
    /// Whom to tell; without it, the room.
    #[arg(long, short, value_name = "USER")]
    to: Option<String>,
}

impl Typing {
    pub(crate) async fn run(&self, context: &Context) -> Result {
        let mut call = context.client()?.send_typing();
        if let Some(name) = &self.to {
            call = call.to_username(name);
        }
        let Some(sent) = context.call("Sending", call.request()).await? else { return Ok(()) };
        context.out.show(&sent, |sent| Text::done(format!("Told {}", sent.to)))
    }
}

#[derive(Debug, Args)]
pub(crate) struct Health {}

impl Health {
    pub(crate) async fn run(&self, context: &Context) -> Result {
        let call = context.keyless()?.health_check();
        let Some(health) = context.call("Asking the server", call).await? else { return Ok(()) };
        if health.is_healthy() {
            return context.out.show(&health, |health| Text::done(&health.status));
        }
        context
            .out
            .show(&health, |health| Text::new().warning("! ").plain(&health.status).end())?;
        Err(Failure::silent(Exit::Failed))
    }
}
