//! `chatwire kick drops`.

use chatwire::kick::DropsClaim;
use clap::Subcommand;
use serde_json::json;

use super::session::Session;
use super::shown::{Part, maybe_moment, or_dash};
use crate::exit::Result;
use crate::output::{Table, Text};

#[derive(Debug, Subcommand)]
pub(crate) enum Drops {
    /// List claims of the organization's campaigns.
    Claims {
        /// Only claims of this campaign.
        #[arg(long, value_name = "ID")]
        campaign: Option<String>,
        /// Only claims of this viewer, by user id.
        #[arg(long, value_name = "ID")]
        user: Option<u64>,
        /// Only this claim.
        #[arg(long, value_name = "ID")]
        claim: Option<String>,
        /// Only claims with this status, such as `initiated`.
        #[arg(long, short)]
        status: Option<String>,
        #[command(flatten)]
        part: Part,
    },
    /// Set how far the organization is with a claim, in its own words.
    Update {
        /// Id of the claim.
        claim: String,
        /// Status.
        status: String,
    },
}

impl Drops {
    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        // No user's token serves here: without one that was given as it is, it is the app's.
        let client = match session.settings.given_token()? {
            Some(_) => session.client().await?,
            None => session.settings.app_client()?,
        };
        match self {
            Self::Claims { campaign, user, claim, status, part } => {
                let mut list = client.drops_claims();
                if let Some(id) = campaign {
                    list = list.campaign(id.as_str());
                }
                if let Some(id) = user {
                    list = list.user(*id);
                }
                if let Some(id) = claim {
                    list = list.claim(id.as_str());
                }
                if let Some(status) = status {
                    list = list.status(status);
                }
                if let Some(limit) = part.limit {
                    list = list.limit(limit);
                }
                if let Some(cursor) = &part.after {
                    list = list.after(cursor.as_str());
                }
                if part.all && !session.dry_run() {
                    return session.pages("Fetching claims", list.pages(), table).await;
                }
                session.page("Fetching claims", list.request(), table).await
            }
            Self::Update { claim, status } => {
                let call = client.update_drops_claims([(claim.as_str(), status.as_str())]);
                if session.call("Changing the claim", call.request()).await?.is_none() {
                    return Ok(());
                }
                let value = json!({"claim_id": claim, "external_status": status});
                session.out.show(&value, |_| Text::done(format!("Claim {claim} is {status} now")))
            }
        }
    }
}

fn table(claims: &[DropsClaim]) -> Text {
    if claims.is_empty() {
        return Text::line_of("No claims found");
    }
    let headings = ["Claim", "User ID", "Campaign", "Reward", "Status", "Made"];
    let mut table = Table::new("🎁 Claims", &headings);
    for claim in claims {
        table.row([
            claim.claim_id.to_string(),
            or_dash(claim.user_id.as_ref()),
            or_dash(claim.campaign_id.as_ref()),
            or_dash(claim.reward_id.as_ref()),
            claim.external_status.clone(),
            maybe_moment(claim.created_at),
        ]);
    }
    table.into_text()
}
