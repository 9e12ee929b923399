//! `chatwire kick redemptions`.

use chatwire::kick::{
    DecideRedemptions, Redemption, RedemptionRefusal, RedemptionStatus, RedemptionsByReward,
};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use super::session::Session;
use super::shown::{filled, maybe_moment, or_dash};
use crate::exit::{Exit, Failure, Result};
use crate::output::{Table, Text, aside};
use crate::progress;

#[derive(Debug, Subcommand)]
pub(crate) enum Redemptions {
    /// List redemptions by reward; the pending ones, unless said otherwise.
    List {
        /// Only those of this reward.
        #[arg(long, value_name = "ID")]
        reward: Option<String>,
        /// Only those that are so.
        #[arg(long, short, value_enum)]
        status: Option<Status>,
        /// Only this one; again for more.
        #[arg(long, conflicts_with_all = ["reward", "status", "after", "all"])]
        id: Vec<String>,
        /// Where the page begins, as the page before it said.
        #[arg(long, value_name = "CURSOR")]
        after: Option<String>,
        /// All pages.
        #[arg(long)]
        all: bool,
    },
    /// Accept redemptions.
    Accept(Which),
    /// Reject redemptions, so that their points go back.
    Reject(Which),
}

#[derive(Debug, Args)]
pub(crate) struct Which {
    /// Ids of the redemptions.
    #[arg(required = true)]
    id: Vec<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Status {
    /// Nobody has decided yet.
    Pending,
    /// Fulfilled.
    Accepted,
    /// Refused.
    Rejected,
}

impl Redemptions {
    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        let client = session.client().await?;
        match self {
            Self::List { reward, status, id, after, all } => {
                let mut list = client.redemptions().ids(id.iter().map(String::as_str));
                if let Some(reward) = reward {
                    list = list.reward(reward.as_str());
                }
                if let Some(status) = status {
                    list = list.status(match status {
                        Status::Pending => RedemptionStatus::Pending,
                        Status::Accepted => RedemptionStatus::Accepted,
                        Status::Rejected => RedemptionStatus::Rejected,
                    });
                }
                if let Some(cursor) = after {
                    list = list.after(cursor.as_str());
                }
                if *all && !session.dry_run() {
                    return session.pages("Fetching redemptions", list.pages(), table).await;
                }
                session.page("Fetching redemptions", list.request(), table).await
            }
            Self::Accept(which) => {
                let call = client.accept_redemptions(which.ids());
                which.decide(session, call, "accepted").await
            }
            Self::Reject(which) => {
                let call = client.reject_redemptions(which.ids());
                which.decide(session, call, "rejected").await
            }
        }
    }
}

impl Which {
    fn ids(&self) -> impl Iterator<Item = &str> {
        self.id.iter().map(String::as_str)
    }

    /// Says of each one what became of it, and fails when one was left as it was.
    async fn decide(
        &self,
        session: &Session<'_>,
        call: DecideRedemptions,
        done: &'static str,
    ) -> Result {
        if session.dry_run() {
            return session.preview(call.request());
        }
        let decided = progress::shown("Deciding", call.in_batches().into_future()).await?;
        let mut exit = None;
        for id in &self.id {
            let refused = decided.items.iter().find(|one| one.id.as_str() == id);
            let lost =
                decided.failed.iter().find(|lost| lost.ids.iter().any(|one| one.as_str() == id));
            if let Some(lost) = lost {
                exit.get_or_insert(Exit::of(lost.error.kind()));
                aside(&format!("! {id}: {}", lost.error));
                continue;
            }
            if let Some(refused) = refused {
                let missing = refused.reason == RedemptionRefusal::NotFound;
                exit.get_or_insert(if missing { Exit::NotFound } else { Exit::Conflict });
            }
            let reason = refused.map(|refused| refused.reason.as_str());
            let value = json!({"id": id, "done": reason.is_none(), "status": reason.map_or(done, |_| "unchanged"),
                "reason": reason});
            session.out.show(&value, |_| match reason {
                None => Text::done(format!("{id} {done}")),
                Some(reason) => Text::new().warning(format!("{id} not {done}: {reason}")).end(),
            })?;
        }
        exit.map_or(Ok(()), |exit| Err(Failure::silent(exit)))
    }
}

fn table(groups: &[RedemptionsByReward]) -> Text {
    if groups.iter().all(|group| group.redemptions.is_empty()) {
        return Text::line_of("No redemptions found");
    }
    let headings = ["Reward", "User ID", "Status", "When", "Text", "ID"];
    let mut table = Table::new("🎟 Redemptions", &headings);
    for group in groups {
        for one in &group.redemptions {
            table.row(row(&group.reward.title, one));
        }
    }
    table.into_text()
}

fn row(reward: &str, one: &Redemption) -> [String; 6] {
    [
        reward.to_owned(),
        or_dash(one.redeemer.as_ref().map(|redeemer| &redeemer.user_id)),
        one.status.to_string(),
        maybe_moment(one.redeemed_at),
        filled(&one.user_input).to_owned(),
        one.id.to_string(),
    ]
}
