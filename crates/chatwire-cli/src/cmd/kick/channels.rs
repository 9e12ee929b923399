//! `chatwire kick channels`.

use chatwire::kick::{Channel, Client};
use clap::{Args, Subcommand};
use serde_json::json;

use super::session::Session;
use super::shown::{filled, or_dash};
use crate::exit::{Failure, Result};
use crate::output::{Table, Text};
use crate::progress;

/// Channels, with changes of one's own below it.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Channels {
    /// Names, or user ids of streamers; without any, your own channel.
    channel: Vec<String>,
    #[command(subcommand)]
    command: Option<Change>,
}

#[derive(Debug, Subcommand)]
enum Change {
    /// Change title, category or tags of your channel; what is not given stays.
    Update {
        /// Title of the stream.
        #[arg(long, short)]
        title: Option<String>,
        /// Category, by id.
        #[arg(long, short, value_name = "ID")]
        category: Option<u64>,
        /// Tag; again for more, at most 10. They replace all old ones.
        #[arg(long, conflicts_with = "clear_tags")]
        tag: Vec<String>,
        /// Have no tags.
        #[arg(long)]
        clear_tags: bool,
    },
}

impl Channels {
    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        let client = session.client().await?;
        if let Some(Change::Update { title, category, tag, clear_tags }) = &self.command {
            let mut call = client.update_channel();
            if let Some(title) = title {
                call = call.title(title);
            }
            if let Some(id) = category {
                call = call.category(*id);
            }
            if *clear_tags || !tag.is_empty() {
                call = call.tags(tag);
            }
            if title.is_none() && category.is_none() && tag.is_empty() && !clear_tags {
                let options = "use --title, --category, --tag or --clear-tags";
                return Err(Failure::usage("nothing is to be changed").hint(options));
            }
            if session.call("Changing the channel", call.request()).await?.is_none() {
                return Ok(());
            }
            return session.out.show(&json!({"updated": true}), |_| Text::done("Channel changed"));
        }
        self.show(session, &client).await
    }

    async fn show(&self, session: &Session<'_>, client: &Client) -> Result {
        if self.channel.is_empty() {
            let own = session.call("Fetching your channel", client.my_channel()).await?;
            let Some(own) = own else { return Ok(()) };
            return session.out.show(&own, |own| table(std::slice::from_ref(own)));
        }
        let is_id = |text: &&String| text.parse::<u64>().is_ok();
        let (ids, slugs): (Vec<_>, Vec<_>) = self.channel.iter().partition(is_id);
        let ids: Vec<u64> = ids.iter().filter_map(|id| id.parse().ok()).collect();
        let slugs: Vec<String> =
            slugs.iter().map(|name| name.trim_start_matches('@').to_lowercase()).collect();
        if session.dry_run() {
            if !ids.is_empty() {
                session.preview(client.channels().ids(ids).request())?;
            }
            // One each, so that a name that does not exist costs none of the others.
            let mut each = slugs.into_iter().map(|slug| client.channels().slug(slug).request());
            return each.try_for_each(|call| session.preview(call));
        }
        let mut found = Vec::new();
        let mut failed = Vec::new();
        if !ids.is_empty() {
            let call = client.channels().ids(ids).in_batches().into_future();
            let some = progress::shown("Fetching channels", call).await?;
            found.extend(some.items);
            failed.extend(some.failed.into_iter().map(|failed| Failure::from(failed.error)));
        }
        for slug in slugs {
            match session.slug(client, &slug).await {
                Ok(channel) => found.push(channel),
                Err(failure) => failed.push(failure),
            }
        }
        if !found.is_empty() || failed.is_empty() {
            session.out.list(&found, table)?;
        }
        let last = failed.pop();
        failed.iter().for_each(|failure| failure.report(session.out.is_json()));
        last.map_or(Ok(()), Err)
    }
}

fn table(channels: &[Channel]) -> Text {
    if channels.is_empty() {
        return Text::line_of("No channels found");
    }
    let headings = ["Channel", "User ID", "Live", "Viewers", "Title", "Category"];
    let mut table = Table::new("📺 Channels", &headings);
    for channel in channels {
        let viewers = channel.stream.as_ref().map(|stream| stream.viewer_count);
        table.row([
            channel.slug.clone(),
            channel.broadcaster_user_id.to_string(),
            if channel.is_live() { "🔴 live".to_owned() } else { "offline".to_owned() },
            or_dash(viewers.filter(|_| channel.is_live()).as_ref()),
            filled(&channel.stream_title).to_owned(),
            or_dash(channel.category.as_ref().map(|category| &category.name)),
        ]);
    }
    table.into_text()
}
