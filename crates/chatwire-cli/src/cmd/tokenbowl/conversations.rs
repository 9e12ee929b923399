//! `chatwire tokenbowl conversations`.

use chatwire::tokenbowl::{Conversation, Pagination};
use clap::{Args, Subcommand};
use serde_json::json;

use super::person::{moment, or};
use crate::context::Context;
use crate::exit::Result;
use crate::output::{Table, Text};

#[derive(Debug, Subcommand)]
pub(crate) enum Conversations {
    /// List your conversations, newest first.
    List {
        /// Most conversations, 1 to 100.
        #[arg(long, short = 'n', default_value_t = 50)]
        limit: u32,
        /// How many of the newest to leave out.
        #[arg(long, default_value_t = 0)]
        offset: u64,
    },
    /// Show a conversation.
    Get {
        /// Id of the conversation.
        id: String,
    },
    /// Make a conversation of messages.
    Create(Fields),
    /// Change a conversation; what is not given stays.
    Update {
        /// Id of the conversation.
        id: String,
        #[command(flatten)]
        fields: Fields,
    },
    /// Delete a conversation.
    Delete {
        /// Id of the conversation.
        id: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Fields {
    /// Title, 1 to 200 characters.
    #[arg(long, short = 't')]
    title: Option<String>,
    /// What it is about.
    #[arg(long, short = 'd')]
    description: Option<String>,
    /// Id of a message in it; again for more. A change replaces them all.
    #[arg(long, short = 'm', value_name = "ID")]
    message: Vec<String>,
}

impl Conversations {
    pub(crate) async fn run(&self, context: &Context) -> Result {
        let client = context.client()?;
        match self {
            Self::List { limit, offset } => {
                let call = client.get_conversations().limit(*limit).offset(*offset).request();
                let page = context.call("Fetching conversations", call).await?;
                let Some(page) = page else { return Ok(()) };
                context.out.list(&page.items, |items| {
                    let Some(next) = &page.next else { return table(items) };
                    let total = Pagination::of(&page)
                        .map_or_else(|| "more".to_owned(), |place| place.total.to_string());
                    let shown = items.len();
                    let more =
                        format!("Showing {shown} of {total} (use --offset {next} for next page)");
                    table(items).then(&Text::new().dim(more).end())
                })
            }
            Self::Get { id } => {
                let call = client.get_conversation(id.as_str());
                let found = context.call("Fetching the conversation", call).await?;
                let Some(found) = found else { return Ok(()) };
                context.out.show(&found, details)
            }
            Self::Create(fields) => {
                let mut call = client.create_conversation().message_ids(strs(&fields.message));
                if let Some(title) = &fields.title {
                    call = call.title(title);
                }
                if let Some(text) = &fields.description {
                    call = call.description(text);
                }
                let made = context.call("Making the conversation", call.request()).await?;
                let Some(made) = made else { return Ok(()) };
                context.out.show(&made, |made| Text::done("Conversation made").then(&details(made)))
            }
            Self::Update { id, fields } => {
                let mut call = client.update_conversation(id.as_str());
                if let Some(title) = &fields.title {
                    call = call.title(title);
                }
                if let Some(text) = &fields.description {
                    call = call.description(text);
                }
                if !fields.message.is_empty() {
                    call = call.message_ids(strs(&fields.message));
                }
                let changed = context.call("Changing the conversation", call.request()).await?;
                let Some(changed) = changed else { return Ok(()) };
                context.out.show(&changed, |changed| {
                    Text::done("Conversation changed").then(&details(changed))
                })
            }
            Self::Delete { id } => {
                let call = client.delete_conversation(id.as_str());
                if context.call("Deleting the conversation", call).await?.is_none() {
                    return Ok(());
                }
                let value = json!({"id": id, "deleted": true});
                context.out.show(&value, |_| Text::done(format!("Conversation {id} deleted")))
            }
        }
    }
}

fn strs(ids: &[String]) -> impl Iterator<Item = &str> {
    ids.iter().map(String::as_str)
}

fn table(items: &[Conversation]) -> Text {
    if items.is_empty() {
        return Text::line_of("No conversations found");
    }
    let mut table = Table::new("🗂 Conversations", &["Created", "Title", "By", "Messages", "ID"]);
    for item in items {
        table.row([
            moment(&item.created_at),
            or(item.title.as_deref(), "-"),
            item.created_by_username.clone(),
            item.message_ids.len().to_string(),
            item.id.to_string(),
        ]);
    }
    table.into_text()
}

fn details(item: &Conversation) -> Text {
    let ids: Vec<&str> = item.message_ids.iter().map(|id| id.as_str()).collect();
    Table::fields("🗂 Conversation")
        .field("ID", item.id.as_str())
        .field("Title", or(item.title.as_deref(), "-"))
        .field("Description", or(item.description.as_deref(), "-"))
        .field("By", &item.created_by_username)
        .field("Created", moment(&item.created_at))
        .field("Messages", ids.join("\n"))
        .into_text()
}
