//! `chatwire tokenbowl unread`.

use clap::Subcommand;
use serde_json::json;

use super::messages::table;
use crate::context::Context;
use crate::exit::Result;
use crate::output::{Table, Text, aside};
use crate::progress;

#[derive(Debug, Subcommand)]
pub(crate) enum Unread {
    /// Count unread messages.
    Count,
    /// List unread messages, oldest first.
    List {
        /// Most messages.
        #[arg(long, short = 'n', default_value_t = 10)]
        limit: u32,
        /// How many of the oldest to leave out.
        #[arg(long, default_value_t = 0)]
        offset: u64,
        /// Direct messages instead of the room.
        #[arg(long, short)]
        direct: bool,
        /// Show the ids, too.
        #[arg(long)]
        ids: bool,
    },
    /// Mark messages as read: all, those of the room, or those of a person; without a choice none.
    MarkRead {
        /// All messages.
        #[arg(long, short)]
        all: bool,
        /// Messages of the room.
        #[arg(long, conflicts_with_all = ["all", "from"])]
        room: bool,
        /// Direct messages of this person.
        #[arg(long, value_name = "USER", conflicts_with = "all")]
        from: Option<String>,
    },
}

impl Unread {
    pub(crate) async fn run(&self, context: &Context) -> Result {
        match self {
            Self::Count => count(context).await,
            Self::List { limit, offset, direct, ids } => {
                let client = context.client()?;
                let list = if *direct {
                    client.get_unread_direct_messages()
                } else {
                    client.get_unread_messages()
                };
                let call = list.limit(*limit).offset(*offset).request();
                let page = context.call("Fetching messages", call).await?;
                let Some(page) = page else { return Ok(()) };
                let title =
                    if *direct { "📬 Unread direct messages" } else { "📬 Unread messages" };
                context.out.list(&page.items, |messages| table(title, messages, *direct, *ids))
            }
            Self::MarkRead { all: true, .. } => {
                let call = context.client()?.mark_all_messages_read();
                let marked = context.call("Marking messages as read", call).await?;
                let Some(marked) = marked else { return Ok(()) };
                context.out.show(&marked, |marked| done(marked.marked_as_read))
            }
            Self::MarkRead { room, from, .. } => some(context, *room, from.as_deref()).await,
        }
    }
}

fn done(number: u64) -> Text {
    Text::done(format!("Marked {number} messages as read"))
}

/// One call for each message, since the server has none for a part of them.
async fn some(context: &Context, room: bool, from: Option<&str>) -> Result {
    if !room && from.is_none() {
        // As the reference does, this is no failure; a script reads stderr.
        let hint = "Nothing is marked: use --all for all messages, --room for those of the room, or --from USER";
        if context.out.is_json() {
            aside(hint);
        }
        return context.out.note(&Text::line_of(hint));
    }
    let client = context.client()?;
    if context.dry_run() {
        let list =
            if room { client.get_unread_messages() } else { client.get_unread_direct_messages() };
        return context.preview(list.limit(100).request());
    }
    let marking = async {
        match from {
            Some(name) => client.mark_direct_messages_read(name).await,
            None => client.mark_room_messages_read().await,
        }
    };
    let number = progress::shown("Marking messages as read", marking).await?;
    context.out.show(&json!({"marked_as_read": number}), |_| done(number))
}

async fn count(context: &Context) -> Result {
    let call = context.client()?.get_unread_count();
    let Some(count) = context.call("Counting", call).await? else { return Ok(()) };
    context.out.show(&count, |count| {
        let title =
            if count.total_unread == 0 { "✓ All Caught Up!" } else { "📬 Unread Messages" };
        Table::fields(title)
            .field("Room Messages", count.unread_room_messages.to_string())
            .field("Direct Messages", count.unread_direct_messages.to_string())
            .field("Total", count.total_unread.to_string())
            .into_text()
    })
}
