//! `chatwire mezon send`.

use chatwire::mezon::proto::{api, realtime};
use chatwire::mezon::{Client, Content, Message, MessageKind, Realtime, UserId};
use clap::{ArgGroup, Args};
use serde_json::json;
use tokio::time::timeout;

use super::message;
use super::session::Session;
use crate::cmd::connection::{CONNECT_TIMEOUT, FIRST_ATTEMPTS, too_late};
use crate::cmd::send::maybe_sent;
use crate::exit::{Failure, Result};
use crate::input::text_or_stdin;
use crate::output::Text;
use crate::progress;

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("receiver").required(true))]
pub(crate) struct Send {
    /// Text, at most 4,000 UTF-16 units; `-` reads it from stdin.
    #[arg(allow_hyphen_values = true)]
    message: String,
    /// Channel, thread, group or direct conversation.
    #[arg(long, short, value_name = "CHANNEL", group = "receiver")]
    to: Option<i64>,
    /// User, in a direct conversation.
    #[arg(long, short, value_name = "USER", group = "receiver")]
    user: Option<i64>,
    /// Answer this message.
    #[arg(long, short, value_name = "ID", conflicts_with = "user")]
    reply: Option<i64>,
    /// Change this message of the bot's own.
    #[arg(long, short, value_name = "ID", conflicts_with_all = ["user", "reply", "mention_everyone"])]
    edit: Option<i64>,
    /// Show it only to this user, over a live session; again for more.
    #[arg(long, value_name = "USER", conflicts_with = "user", value_delimiter = ',')]
    ephemeral: Vec<i64>,
    /// Into a topic of the channel.
    #[arg(long, value_name = "ID", conflicts_with = "user")]
    topic: Option<i64>,
    /// Notify everybody in the channel.
    #[arg(long)]
    mention_everyone: bool,
}

impl Send {
    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        let text = text_or_stdin(&self.message).await?;
        if text.trim().is_empty() {
            return Err(Failure::usage("there is no text to send"));
        }
        let client = session.client()?;
        let content = Content::text(text);
        if session.dry_run() {
            return self.preview(session, &client, &content);
        }
        let sent = match self.to {
            Some(channel) if !self.ephemeral.is_empty() => {
                return self.whisper(session, &client, channel, content).await;
            }
            Some(channel) => {
                progress::shown("Sending the message", self.to_channel(&client, channel, content))
                    .await
            }
            None => {
                let user = client.user(self.user.unwrap_or_default());
                let mut send = user.send(content);
                if self.mention_everyone {
                    send = send.mention_everyone();
                }
                progress::shown("Sending the message", send.into_future()).await
            }
        };
        let sent = sent.map_err(maybe_sent)?;
        session.out.show(&message::facts(&sent), |_| {
            let done = if self.edit.is_some() { "Message changed" } else { "Message sent" };
            Text::done(done).then(&Text::line_of(format!("ID: {}", sent.id())))
        })
    }

    async fn to_channel(
        &self,
        client: &Client,
        channel: i64,
        content: Content,
    ) -> chatwire::Result<Message> {
        let channel = client.channel(channel);
        if let Some(id) = self.edit {
            let update = channel.message(id).update(content);
            return match self.topic {
                Some(topic) => update.topic(topic).await,
                None => update.await,
            };
        }
        let mut send = match self.reply {
            Some(id) => channel.message(id).reply(content),
            None => channel.send(content),
        };
        if let Some(topic) = self.topic {
            send = send.topic(topic);
        }
        if self.mention_everyone {
            send = send.mention_everyone();
        }
        send.await
    }

    /// Sends what only some people see, for which there is no call: it takes a live session.
    async fn whisper(
        &self,
        session: &Session<'_>,
        client: &Client,
        channel: i64,
        content: Content,
    ) -> Result {
        let receivers = self.ephemeral.iter().copied().map(UserId::new);
        let channel = client.channel(channel);
        let mut send = match self.edit {
            Some(id) => channel.update_ephemeral(receivers, id, content),
            None => channel.ephemeral(receivers, content),
        };
        if let Some(id) = self.reply {
            send = send.reply_to(id);
        }
        if let Some(topic) = self.topic {
            send = send.topic(topic);
        }
        if self.mention_everyone {
            send = send.mention_everyone();
        }
        let live = online(session, client).await?;
        let sent = progress::shown("Sending the message", send.into_future()).await;
        live.close().await;
        let sent = sent.map_err(maybe_sent)?;
        let value = json!({"id": sent.id(), "channel_id": channel.id(), "ephemeral": true,
            "receiver_ids": sent.receivers()});
        session.out.show(&value, |_| {
            let done = Text::done(format!("Sent to {} users only", sent.receivers().len()));
            match sent.id() {
                Some(id) => done.then(&Text::line_of(format!("ID: {id}"))),
                None => done,
            }
        })
    }

    /// What is known of the calls before the first one has an answer: clan, mode and references come with answers.
    fn preview(&self, session: &Session<'_>, client: &Client, content: &Content) -> Result {
        let api = client.api();
        let content = content.to_json()?;
        let Some(channel) = self.to else {
            let user = self.user.unwrap_or_default();
            let request = api::CreateChannelDescRequest {
                r#type: chatwire::mezon::ChannelType::Direct.number(),
                user_ids: vec![user],
                ..api::CreateChannelDescRequest::default()
            };
            return session.preview(api.create_channel_desc(request).over_http());
        };
        let request = api::ListChannelDetailRequest { channel_id: channel };
        session.preview(api.list_channel_detail(request).over_http())?;
        if !self.ephemeral.is_empty() {
            // It goes over the socket, and a dry run opens none.
            return session.out.value(&json!({"ephemeral_message_send": {
                "receiver_ids": self.ephemeral.iter().copied().map(UserId::new).collect::<Vec<_>>(),
                "message": {"channel_id": channel.to_string(), "content": content,
                    "code": MessageKind::Ephemeral},
            }}));
        }
        let topic_id = self.topic.unwrap_or_default();
        match self.edit {
            Some(message_id) => {
                let request = realtime::ChannelMessageUpdate {
                    channel_id: channel,
                    message_id,
                    content,
                    topic_id,
                    is_update_msg_topic: topic_id != 0,
                    ..realtime::ChannelMessageUpdate::default()
                };
                session.preview(api.update_channel_message(request).over_http())
            }
            None => {
                let request = realtime::ChannelMessageSend {
                    channel_id: channel,
                    content,
                    topic_id,
                    mention_everyone: self.mention_everyone,
                    ..realtime::ChannelMessageSend::default()
                };
                session.preview(api.send_channel_message(request).over_http())
            }
        }
    }
}

/// A live session that joins nothing by itself.
async fn online(session: &Session<'_>, client: &Client) -> Result<Realtime> {
    let globals = &session.context().globals;
    let limit = globals.timeout.unwrap_or(CONNECT_TIMEOUT);
    let attempts = if globals.no_retry { 1 } else { FIRST_ATTEMPTS };
    let connecting = client.connect().without_clans().without_channel_lists();
    let connecting = connecting.max_attempts(attempts).into_future();
    match progress::shown("Connecting", timeout(limit, connecting)).await {
        Ok(live) => Ok(live?),
        Err(_) => Err(too_late(limit).into()),
    }
}
