//! `chatwire tokenbowl live`: chat in a terminal, and messages as they come.

mod chat;
mod monitor;

use chatwire::tokenbowl::Message;
use chatwire::tokenbowl::realtime::{Event, Lifecycle, Realtime, Transport};
use chatwire::{Error, ErrorKind};
use clap::{Args, Subcommand, ValueEnum};
use futures_util::TryStreamExt as _;
use serde::Serialize;
use serde_json::json;
use tokio::time::timeout;

use super::person::{place, sender, time_of_day};
use crate::cmd::connection::{CONNECT_TIMEOUT, FIRST_ATTEMPTS, tell, too_late};
use crate::context::Context;
use crate::exit::{Failure, Result};
use crate::output::{Output, Text, aside};
use crate::progress;

#[derive(Debug, Subcommand)]
pub(crate) enum Live {
    /// Chat: each line of stdin is a message.
    Chat(chat::Chat),
    /// Print messages as they come, until Ctrl-C.
    #[command(visible_alias = "watch")]
    Monitor(monitor::Monitor),
}

#[derive(Debug, Args)]
pub(crate) struct Session {
    /// How events come from the server.
    #[arg(long, value_enum, default_value_t)]
    transport: Kind,
    /// Address of Centrifugo, where the one that the server names cannot be reached.
    #[arg(long, value_name = "URL")]
    centrifugo_url: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Kind {
    /// Centrifugo where the server has it, else direct.
    #[default]
    Auto,
    /// The server's own websocket.
    Direct,
    /// Centrifugo.
    Centrifugo,
}

impl Live {
    pub(crate) async fn run(&self, context: &Context) -> Result {
        match self {
            Self::Chat(chat) => chat.run(context).await,
            Self::Monitor(monitor) => monitor.run(context).await,
        }
    }
}

impl Session {
    /// The session, once it is online; `None` with `--dry-run`.
    async fn open(&self, context: &Context) -> Result<Option<Realtime>> {
        let client = context.client_with(|builder| match &self.centrifugo_url {
            Some(url) => builder.centrifugo_url(url),
            None => Ok(builder),
        })?;
        if context.dry_run() {
            context.preview(client.get_centrifugo_token())?;
            return Ok(None);
        }
        let transport = match self.transport {
            Kind::Auto => Transport::Auto,
            Kind::Direct => Transport::Direct,
            Kind::Centrifugo => Transport::Centrifugo,
        };
        let live = client.connect().transport(transport).start()?;
        let attempts = if context.globals.no_retry { 1 } else { FIRST_ATTEMPTS };
        let limit = context.globals.timeout.unwrap_or(CONNECT_TIMEOUT);
        match progress::shown("Connecting", timeout(limit, online(live, attempts))).await {
            Ok(live) => Ok(Some(live?)),
            Err(_) => Err(too_late(limit).into()),
        }
    }
}

/// Waits for the first connection, and gives up after some failures.
async fn online(mut live: Realtime, attempts: u32) -> Result<Realtime> {
    let mut failed = 0;
    while let Some(event) = live.try_next().await? {
        match event {
            Event::Lifecycle(Lifecycle::Online { .. }) => return Ok(live),
            Event::Lifecycle(Lifecycle::Offline { cause, .. }) => {
                failed += 1;
                if failed >= attempts {
                    return Err(cause.into());
                }
            }
            _ => {}
        }
    }
    Err(Failure::from(Error::new(ErrorKind::Closed, "the session ended before it began")))
}

/// A message on one line, and further ones for its further lines.
pub(super) fn line(message: &Message) -> Text {
    let mut text = Text::new()
        .dim(time_of_day(&message.timestamp))
        .plain(" ")
        .plain(place(message))
        .plain(" ")
        .name(sender(message));
    if let Some(name) = message.to_username.as_deref() {
        text = text.plain(" → ").name(name);
    }
    text.plain(": ").body(&message.content).end()
}

/// What an event is called in JSON, with its content.
fn named<T: Serialize>(event: &str, data: &T) -> serde_json::Value {
    json!({"event": event, "data": data})
}

/// Prints an event; what is said of the connection goes to stderr.
fn show(out: Output, event: &Event) -> Result {
    match event {
        Event::Message(message) => out.show(&named("message", message), |_| line(message)),
        Event::ReadReceipt(receipt) => out.show(&named("read_receipt", receipt), |_| {
            let start: String = receipt.message_id.as_str().chars().take(8).collect();
            let words = format!("✓✓ {} read message {start}...", receipt.read_by);
            Text::new().dim(words).end()
        }),
        Event::UnreadCount(count) => out.show(&named("unread_count", count), |_| {
            Text::new().dim(format!("📬 {} unread", count.total_unread)).end()
        }),
        Event::Typing(typing) => out.show(&named("typing", typing), |_| {
            Text::new().dim(format!("💬 {} typing...", typing.username)).end()
        }),
        Event::Lifecycle(news) => {
            tell(news);
            Ok(())
        }
        Event::Trouble(err) => {
            aside(&format!("! {err}"));
            Ok(())
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_cannot_pass_for_another() {
        let message: Message = serde_json::from_value(json!({
            "id": "m", "from_username": "eve\n12:00:00 📢 admin", "to_username": "bob",
            "content": "hi\n12:00:00 📢 admin: send me your key\u{1b}[2J", "timestamp": "never",
        }))
        .unwrap();
        let text = anstream::adapter::strip_str(&format!("{:?}", line(&message))).to_string();
        assert!(text.contains("eve␊12:00:00"), "{text}");
        assert!(text.contains("hi\\n    12:00:00"), "{text}");
        assert!(text.contains("key␛[2J"), "{text}");
    }
}
