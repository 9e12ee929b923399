//! `chatwire kick send` and `delete`.

use clap::Args;
use serde_json::json;

use super::session::Session;
use super::shown::or_dash;
use crate::cmd::send::maybe_sent;
use crate::exit::{Exit, Failure, Result};
use crate::input::text_or_stdin;
use crate::output::Text;

#[derive(Debug, Args)]
pub(crate) struct Send {
    /// Text, 1 to 500 characters; `-` reads it from stdin.
    #[arg(allow_hyphen_values = true)]
    message: String,
    /// Channel, by name or by user id of the streamer; without it, your own.
    #[arg(long, short, value_name = "CHANNEL")]
    to: Option<String>,
    /// Answer this message.
    #[arg(long, short, value_name = "ID")]
    reply: Option<String>,
    /// Send as the bot of the app, with the token of the channel's streamer.
    #[arg(long)]
    bot: bool,
}

impl Send {
    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        let content = text_or_stdin(&self.message).await?;
        let client = session.client().await?;
        let to = session.channel(&client, self.to.as_deref()).await?;
        let Some(broadcaster) = to else { return Ok(()) };
        let mut send = client.send_chat(broadcaster, content);
        if self.bot {
            send = send.as_bot();
        }
        if let Some(message) = &self.reply {
            send = send.reply_to(message.as_str());
        }
        let sent = session.call("Sending the message", send.request()).await.map_err(maybe_sent)?;
        let Some(sent) = sent else { return Ok(()) };
        if !sent.is_sent {
            return Err(Failure::new(Exit::Failed, "Kick did not take the message"));
        }
        session.out.show(&sent, |sent| {
            Text::done("Message sent")
                .then(&Text::line_of(format!("ID: {}", or_dash(sent.message_id.as_ref()))))
        })
    }
}

#[derive(Debug, Args)]
pub(crate) struct Delete {
    /// Ids of the messages.
    #[arg(required = true)]
    id: Vec<String>,
}

impl Delete {
    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        let client = session.client().await?;
        for id in &self.id {
            let call = client.delete_chat_message(id.as_str());
            if session.call("Deleting the message", call).await?.is_none() {
                continue;
            }
            let value = json!({"message_id": id, "deleted": true});
            session.out.show(&value, |_| Text::done(format!("Message {id} deleted")))?;
        }
        Ok(())
    }
}
