//! `chatwire kick resolve`: from the name of a channel to its ids.

use chatwire::kick::chatroom::slug_candidates;
use chatwire::kick::token_store::KnownChatroom;
use chatwire::kick::{ChannelId, ChatroomId, Client, UserId};
use clap::Args;

use super::session::Session;
use super::shown::or_dash;
use crate::exit::{Failure, Result};
use crate::output::{Table, Text};
use crate::progress;

/// Known ids are told at once; others are asked of the site, which often refuses programs, and kept.
#[derive(Debug, Args)]
pub(crate) struct Resolve {
    /// Name of the channel, or its address; without one, all that is known.
    channel: Option<String>,
    /// Keep this number of the chatroom instead of asking.
    #[arg(long, value_name = "ID", requires = "channel")]
    chatroom: Option<u64>,
    /// Keep this number of the channel, too.
    #[arg(long = "channel", id = "channel_id", value_name = "ID", requires = "chatroom")]
    channel_id: Option<u64>,
    /// Keep this user id of the streamer, too.
    #[arg(long, value_name = "ID", requires = "chatroom")]
    user: Option<u64>,
}

impl Resolve {
    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        if session.dry_run() {
            return Err(Failure::usage(
                "nothing is sent that could be shown: --dry-run does not apply",
            ));
        }
        let Some(name) = &self.channel else {
            let known = session.settings.open_client()?.chatrooms().list_chatrooms().await?;
            return session.out.list(&known, all);
        };
        session.settings.prepare()?;
        let client = session.settings.open_client()?;
        let known = match self.chatroom {
            Some(chatroom) => self.keep(&client, name, chatroom).await?,
            None => progress::shown("Looking up the channel", client.chatroom_id(name)).await?,
        };
        session.out.show(&known, one)
    }

    async fn keep(&self, client: &Client, name: &str, chatroom: u64) -> Result<KnownChatroom> {
        let slug = slug_candidates(name)?.into_iter().next().unwrap_or_default();
        let mut known = KnownChatroom::new(ChatroomId::new(chatroom)).slug(slug);
        if let Some(id) = self.channel_id {
            known = known.channel(ChannelId::new(id));
        }
        if let Some(id) = self.user {
            known = known.user(UserId::new(id));
        }
        client.chatrooms().put_chatroom(known).await?;
        let kept = client.chatrooms().by_chatroom(ChatroomId::new(chatroom)).await?;
        kept.ok_or_else(|| {
            Failure::usage("there is no file to keep it in").hint("use --token-file")
        })
    }
}

fn one(known: &KnownChatroom) -> Text {
    Table::fields("Channel")
        .field("Name", or_dash(known.slug.as_ref()))
        .field("Shown as", or_dash(known.username.as_ref()))
        .field("User ID", or_dash(known.user_id.as_ref()))
        .field("Channel ID", or_dash(known.channel_id.as_ref()))
        .field("Chatroom ID", known.chatroom_id.to_string())
        .into_text()
}

fn all(known: &[KnownChatroom]) -> Text {
    if known.is_empty() {
        return Text::line_of("No channels are known yet");
    }
    let headings = ["Name", "Shown as", "User ID", "Channel ID", "Chatroom ID"];
    let mut table = Table::new("Known channels", &headings);
    for one in known {
        table.row([
            or_dash(one.slug.as_ref()),
            or_dash(one.username.as_ref()),
            or_dash(one.user_id.as_ref()),
            or_dash(one.channel_id.as_ref()),
            one.chatroom_id.to_string(),
        ]);
    }
    table.into_text()
}
