//! `chatwire kick kicks`.

use chatwire::kick::KicksRank;
use clap::Subcommand;

use super::session::Session;
use crate::exit::Result;
use crate::output::{Table, Text};

#[derive(Debug, Subcommand)]
pub(crate) enum Kicks {
    /// Show who gave your channel the most Kicks: ever, this month, this week.
    Leaderboard {
        /// Places of each leaderboard, 1 to 100.
        #[arg(long, short = 'n', default_value_t = 10)]
        top: u32,
    },
}

impl Kicks {
    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        let Self::Leaderboard { top } = self;
        let call = session.client().await?.kicks_leaderboard().top(*top).request();
        let Some(boards) = session.call("Fetching leaderboards", call).await? else {
            return Ok(());
        };
        session.out.show(&boards, |boards| {
            table("🏆 Ever", &boards.lifetime)
                .then(&table("🏆 This month", &boards.month))
                .then(&table("🏆 This week", &boards.week))
        })
    }
}

fn table(title: &str, places: &[KicksRank]) -> Text {
    if places.is_empty() {
        return Text::new().bold(title).plain(": nobody").end();
    }
    let mut table = Table::new(title, &["Place", "User", "Kicks"]);
    for place in places {
        let (rank, amount) = (place.rank.to_string(), place.gifted_amount.to_string());
        table.row([rank.as_str(), place.username.as_str(), amount.as_str()]);
    }
    table.into_text()
}
