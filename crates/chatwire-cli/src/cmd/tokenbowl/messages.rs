//! `chatwire tokenbowl messages`.

use chatwire::tokenbowl::{Message, Pagination};
use clap::{Args, Subcommand};
use futures_util::{StreamExt as _, TryStreamExt as _};
use serde_json::json;

use super::person::{moment, place, sender};
use crate::cmd::send::maybe_sent;
use crate::context::Context;
use crate::exit::Result;
use crate::input::text_or_stdin;
use crate::output::{Table, Text};
use crate::progress;

/// Page size of `--all`, unless `--limit` says otherwise: as many as the server keeps.
const ALL_PAGE: u32 = 100;
/// Messages without `--limit` (token-bowl-chat 1.1.7).
const DEFAULT_LIMIT: u32 = 10;

#[derive(Debug, Subcommand)]
pub(crate) enum Messages {
    /// Send a message to the room or to a person.
    Send(Send),
    /// List messages in the server's order: newest first, before 1.1.2 oldest first; with --all always newest first.
    List(List),
    /// Show a message.
    Get {
        /// Id of the message.
        id: String,
    },
    /// Mark messages as read.
    Read {
        /// Ids of the messages.
        #[arg(required = true)]
        id: Vec<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Send {
    /// Text, 1 to 10,000 characters; `-` reads it from stdin.
    #[arg(allow_hyphen_values = true)]
    message: String,
    /// To whom; without it, to the room.
    #[arg(long, short, value_name = "USER")]
    to: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Most messages, or the size of a page with --all [default: 10, with --all 100].
    #[arg(long, short = 'n')]
    limit: Option<u32>,
    /// How many messages to leave out at the beginning of the server's order.
    #[arg(long, default_value_t = 0)]
    offset: u64,
    /// Direct messages instead of the room.
    #[arg(long, short)]
    direct: bool,
    /// Only messages after this time, such as 2025-10-27T12:00:00Z.
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// All pages.
    #[arg(long)]
    all: bool,
    /// Show the ids, too.
    #[arg(long)]
    ids: bool,
}

impl Messages {
    pub(crate) async fn run(&self, context: &Context) -> Result {
        match self {
            Self::Send(send) => send.run(context).await,
            Self::List(list) => list.run(context).await,
            Self::Get { id } => {
                let call = context.client()?.get_message(id.as_str());
                let message = context.call("Fetching the message", call).await?;
                let Some(message) = message else { return Ok(()) };
                context.out.show(&message, details)
            }
            Self::Read { id: ids } => {
                let client = context.client()?;
                for id in ids {
                    let call = client.mark_message_read(id.as_str());
                    if context.call("Marking as read", call).await?.is_none() {
                        continue;
                    }
                    let value = json!({"message_id": id, "read": true});
                    context.out.show(&value, |_| Text::done(format!("Marked {id} as read")))?;
                }
                Ok(())
            }
        }
    }
}

impl Send {
    async fn run(&self, context: &Context) -> Result {
        let content = text_or_stdin(&self.message).await?;
        let mut send = context.client()?.send_message(content);
        if let Some(name) = &self.to {
            send = send.to_username(name);
        }
        if context.dry_run() {
            return context.preview(send.request());
        }
        // The server stores a message before it fails: what was answered with a failure is looked for.
        let sent = progress::shown("Sending the message", send.confirmed()).await;
        let message = sent.map_err(maybe_sent)?;
        context.out.show(&message, |message| {
            let done = match message.to_username.as_deref() {
                Some(name) => format!("💬 DM to {name} sent!"),
                None => "📢 Room message sent!".to_owned(),
            };
            Text::done(done).then(&Text::line_of(format!("ID: {}", message.id)))
        })
    }
}

impl List {
    async fn run(&self, context: &Context) -> Result {
        let client = context.client()?;
        let list = if self.direct { client.get_direct_messages() } else { client.get_messages() };
        let usual = if self.all { ALL_PAGE } else { DEFAULT_LIMIT };
        let mut list = list.limit(self.limit.unwrap_or(usual)).offset(self.offset);
        if let Some(since) = &self.since {
            list = list.since(since.as_str());
        }
        if self.all && !context.dry_run() {
            let mut stream = list.newest_first();
            let reading = stream.by_ref().try_collect::<Vec<Message>>();
            let messages = progress::shown("Fetching messages", reading).await?;
            let unread = stream.take_invalid().len();
            return context.out.list(&messages, |messages| self.words(messages, unread));
        }
        let page = context.call("Fetching messages", list.request()).await?;
        let Some(page) = page else { return Ok(()) };
        context.out.list(&page.items, |messages| {
            let text = self.words(messages, page.invalid.len());
            let Some(next) = &page.next else { return text };
            let total = Pagination::of(&page)
                .map_or_else(|| "more".to_owned(), |place| place.total.to_string());
            let more =
                format!("Showing {} of {total} (use --offset {next} for next page)", page.len());
            text.then(&Text::new().dim(more).end())
        })
    }

    fn words(&self, messages: &[Message], unreadable: usize) -> Text {
        let title = if self.direct { "💬 Direct Messages" } else { "📢 Room Messages" };
        let text = table(title, messages, self.direct, self.ids);
        if unreadable == 0 {
            return text;
        }
        text.then(&Text::new().warning(format!("{unreadable} could not be read")).end())
    }
}

/// Messages as a table, or words for none.
pub(super) fn table(title: &str, messages: &[Message], direct: bool, ids: bool) -> Text {
    if messages.is_empty() {
        return Text::line_of("No messages found");
    }
    let mut headings = vec!["Time", "From"];
    if direct {
        headings.push("To");
    }
    headings.push("Message");
    if ids {
        headings.push("ID");
    }
    let mut table = Table::new(title, &headings);
    for message in messages {
        let mut row = vec![moment(&message.timestamp), sender(message)];
        if direct {
            row.push(message.to_username.clone().unwrap_or_else(|| "room".to_owned()));
        }
        row.push(message.content.clone());
        if ids {
            row.push(message.id.to_string());
        }
        table.row(row);
    }
    table.into_text()
}

/// One message with all that is known of it.
pub(super) fn details(message: &Message) -> Text {
    let to = message.to_username.as_deref().unwrap_or("the room");
    Table::fields(format!("{} Message", place(message)))
        .field("ID", message.id.as_str())
        .field("Time", moment(&message.timestamp))
        .field("From", sender(message))
        .field("To", to)
        .field("Message", &message.content)
        .into_text()
}
