//! `chatwire tokenbowl admin`.

mod users;

use clap::{Args, Subcommand};
use serde_json::json;

use super::messages::details;
use super::person::moment;
use crate::context::Context;
use crate::exit::Result;
use crate::output::{Table, Text};

#[derive(Debug, Subcommand)]
pub(crate) enum Admin {
    /// All accounts.
    #[command(subcommand)]
    Users(users::Users),
    /// Messages of others.
    #[command(subcommand)]
    Messages(Messages),
    /// Let the server invite somebody by mail.
    Invite(Invite),
    /// Conversations of others.
    #[command(subcommand)]
    Conversations(Conversations),
    /// Show live connections; servers from 2.0 on count none.
    Connections,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Messages {
    /// Show a message.
    Get {
        /// Id of the message.
        id: String,
    },
    /// Change the text of a message; others are not told.
    Update {
        /// Id of the message.
        id: String,
        /// New text, 1 to 10,000 characters.
        #[arg(allow_hyphen_values = true)]
        content: String,
    },
    /// Delete a message; others are not told.
    Delete {
        /// Id of the message.
        id: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Invite {
    /// Address.
    email: String,
    /// Where the link of the mail leads.
    #[arg(long, value_name = "URL")]
    signup_url: String,
    /// Role that the mail names.
    #[arg(long, default_value = "member")]
    role: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Conversations {
    /// Delete a conversation.
    Delete {
        /// Id of the conversation.
        id: String,
    },
}

impl Admin {
    pub(crate) async fn run(&self, context: &Context) -> Result {
        match self {
            Self::Users(users) => users.run(context).await,
            Self::Messages(messages) => messages.run(context).await,
            Self::Invite(invite) => invite.run(context).await,
            Self::Conversations(Conversations::Delete { id }) => {
                let call = context.client()?.admin_delete_conversation(id.as_str());
                if context.call("Deleting the conversation", call).await?.is_none() {
                    return Ok(());
                }
                deleted(context, "Conversation", id)
            }
            Self::Connections => connections(context).await,
        }
    }
}

/// Says that something is gone.
fn deleted(context: &Context, what: &str, id: &str) -> Result {
    let value = json!({"id": id, "deleted": true});
    context.out.show(&value, |_| Text::done(format!("{what} {id} deleted")))
}

impl Messages {
    async fn run(&self, context: &Context) -> Result {
        let client = context.client()?;
        match self {
            Self::Get { id } => {
                let call = client.admin_get_message(id.as_str());
                let message = context.call("Fetching the message", call).await?;
                let Some(message) = message else { return Ok(()) };
                context.out.show(&message, details)
            }
            Self::Update { id, content } => {
                let call = client.admin_update_message(id.as_str(), content);
                let message = context.call("Changing the message", call).await?;
                let Some(message) = message else { return Ok(()) };
                context
                    .out
                    .show(&message, |message| Text::done("Message changed").then(&details(message)))
            }
            Self::Delete { id } => {
                let call = client.admin_delete_message(id.as_str());
                if context.call("Deleting the message", call).await?.is_none() {
                    return Ok(());
                }
                deleted(context, "Message", id)
            }
        }
    }
}

impl Invite {
    async fn run(&self, context: &Context) -> Result {
        let call = context.client()?.admin_invite_user(&self.email, &self.signup_url);
        let call = call.role(self.role.as_str()).request();
        let Some(sent) = context.call("Inviting", call).await? else { return Ok(()) };
        context.out.show(&sent, |sent| {
            Text::done(format!("{} invited as {}", sent.email, sent.role))
                .then(&Text::line_of(&sent.message))
        })
    }
}

async fn connections(context: &Context) -> Result {
    let call = context.client()?.admin_get_connections();
    let Some(stats) = context.call("Fetching connections", call).await? else { return Ok(()) };
    context.out.show(&stats, |stats| {
        let total =
            format!("{} connections of {} users", stats.total_connections, stats.total_users);
        if stats.connections.is_empty() {
            return Text::line_of(total);
        }
        let headings = ["Username", "Connection", "Last activity", "Last pong", "Healthy"];
        let mut table = Table::new("🔌 Connections", &headings);
        for one in &stats.connections {
            table.row([
                one.username.clone(),
                one.connection_id.map(|id| id.to_string()).unwrap_or_default(),
                moment(one.last_activity.as_deref().unwrap_or_default()),
                moment(one.last_pong.as_deref().unwrap_or_default()),
                one.is_healthy
                    .map(|well| if well { "yes" } else { "no" })
                    .unwrap_or_default()
                    .to_owned(),
            ]);
        }
        table.into_text().then(&Text::line_of(total))
    })
}
