//! `chatwire kick livestreams`.

use chatwire::kick::Livestream;
use clap::Args;

use super::session::Session;
use super::shown::{Part, maybe_moment, or_dash};
use crate::exit::{Failure, Result};
use crate::output::{Table, Text};
use crate::progress;

#[derive(Debug, Args)]
pub(crate) struct Livestreams {
    /// Streams of these users only, by user id.
    #[arg(conflicts_with_all = ["category", "language", "limit", "after", "all", "stats"])]
    user: Vec<u64>,
    /// Category, by id; again for more, one of which has to fit.
    #[arg(long, short, value_name = "ID")]
    category: Vec<u64>,
    /// Language such as `en`; again for more, one of which has to fit.
    #[arg(long, short)]
    language: Vec<String>,
    #[command(flatten)]
    part: Part,
    /// Only tell how many streams run.
    #[arg(long, conflicts_with_all = ["category", "language", "limit", "after", "all"])]
    stats: bool,
}

impl Livestreams {
    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        let client = session.client().await?;
        if self.stats {
            let stats = session.call("Counting streams", client.livestreams_stats()).await?;
            let Some(stats) = stats else { return Ok(()) };
            let words = |count: u64| Text::line_of(format!("{count} streams run"));
            return session.out.show(&stats, |stats| words(stats.total_count));
        }
        if !self.user.is_empty() {
            let call = client.users_livestreams(self.user.iter().copied());
            if session.dry_run() {
                return session.preview(call.request());
            }
            let streams = call.in_batches().into_future();
            let found = progress::shown("Fetching streams", streams).await?;
            session.out.list(&found.items, table)?;
            let failed = found.failed.into_iter().next();
            return failed.map_or(Ok(()), |failed| Err(Failure::from(failed.error)));
        }
        let mut list = client.livestreams();
        for id in &self.category {
            list = list.category(*id);
        }
        for language in &self.language {
            list = list.language(language);
        }
        if let Some(limit) = self.part.limit {
            list = list.limit(limit);
        }
        if let Some(cursor) = &self.part.after {
            list = list.after(cursor.as_str());
        }
        if self.part.all && !session.dry_run() {
            return session.pages("Fetching streams", list.pages(), table).await;
        }
        session.page("Fetching streams", list.request(), table).await
    }
}

fn table(streams: &[Livestream]) -> Text {
    if streams.is_empty() {
        return Text::line_of("No streams found");
    }
    let headings = ["Channel", "Viewers", "Title", "Category", "Language", "Since"];
    let mut table = Table::new("🔴 Streams", &headings);
    for stream in streams {
        table.row([
            stream.channel.slug.clone(),
            stream.viewer_count.to_string(),
            stream.title.clone(),
            or_dash(stream.category.as_ref().map(|category| &category.name)),
            stream.language_code.clone(),
            maybe_moment(stream.started_at),
        ]);
    }
    table.into_text()
}
