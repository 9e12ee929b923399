//! `chatwire mezon history`.

use chatwire::mezon::{self, Message};
use clap::Args;
use futures_util::TryStreamExt as _;

use super::message;
use super::session::Session;
use crate::exit::Result;
use crate::output::{Text, aside};
use crate::progress;

/// Messages that are fetched at once for a whole history.
const ALL_PAGE: u32 = 100;
/// Messages of a page unless said otherwise.
const PAGE: u32 = 50;

#[derive(Debug, Args)]
pub(crate) struct History {
    /// Channel.
    channel: i64,
    /// Most messages on a page, 1 to 100 [default: 50].
    #[arg(long, short = 'n')]
    limit: Option<u32>,
    /// Older than this message.
    #[arg(long, value_name = "ID")]
    before: Option<i64>,
    /// Newer than this message, the oldest first.
    #[arg(long, value_name = "ID", conflicts_with = "before")]
    after: Option<i64>,
    /// Before and after this message, a single page.
    #[arg(long, value_name = "ID", conflicts_with_all = ["before", "after", "all"])]
    around: Option<i64>,
    /// Of a topic of the channel.
    #[arg(long, value_name = "ID")]
    topic: Option<i64>,
    /// All pages.
    #[arg(long)]
    all: bool,
}

impl History {
    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        let client = session.client()?;
        if session.dry_run() {
            return self.preview(session, &client);
        }
        let history = self.history(&client);
        if self.all {
            let mut pages = history.pages();
            let mut found = false;
            while let Some(page) = progress::shown("Fetching messages", pages.try_next()).await? {
                // The last page has nothing on it.
                if !page.items.is_empty() {
                    found = true;
                    print(session, &page.items)?;
                }
            }
            return if found { Ok(()) } else { print(session, &[]) };
        }
        let page = progress::shown("Fetching messages", history.into_future()).await?;
        print(session, &page.items)?;
        let asked = self.limit.unwrap_or(PAGE) as usize;
        if let Some(next) = page.next.filter(|_| page.items.len() >= asked) {
            let option = if self.after.is_some() { "after" } else { "before" };
            aside(&format!("more: --{option} {}", next.as_str()));
        }
        Ok(())
    }

    fn history(&self, client: &mezon::Client) -> mezon::History {
        let usual = if self.all { ALL_PAGE } else { PAGE };
        let mut history = client.channel(self.channel).history().limit(self.limit.unwrap_or(usual));
        if let Some(topic) = self.topic {
            history = history.topic(topic);
        }
        match (self.before, self.after, self.around) {
            (Some(id), ..) => history.before(id),
            (_, Some(id), _) => history.after(id),
            (.., Some(id)) => history.around(id),
            _ => history,
        }
    }

    /// The clan of the channel, which goes with the call, is in the answer to the look-up.
    fn preview(&self, session: &Session<'_>, client: &mezon::Client) -> Result {
        use chatwire::mezon::proto::api;

        let request = api::ListChannelDetailRequest { channel_id: self.channel };
        session.preview(client.api().list_channel_detail(request).over_http())?;
        let (message_id, direction) = match (self.before, self.after, self.around) {
            (Some(id), ..) => (id, 3),
            (_, Some(id), _) => (id, 1),
            (.., Some(id)) => (id, 2),
            _ => (0, 0),
        };
        let usual = if self.all { ALL_PAGE } else { PAGE };
        let request = api::ListChannelMessagesRequest {
            channel_id: self.channel,
            message_id,
            direction,
            limit: i32::try_from(self.limit.unwrap_or(usual)).unwrap_or(i32::MAX),
            topic_id: self.topic.unwrap_or_default(),
            ..api::ListChannelMessagesRequest::default()
        };
        session.preview(client.api().list_channel_messages(request).over_http())
    }
}

fn print(session: &Session<'_>, messages: &[Message]) -> Result {
    let shown: Vec<_> = messages.iter().map(message::facts).collect();
    session.out.list(&shown, |_| match messages {
        [] => Text::line_of("No messages found"),
        messages => messages.iter().fold(Text::new(), |text, each| text.then(&message::line(each))),
    })
}
