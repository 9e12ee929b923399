//! `chatwire kick rewards`.

use chatwire::kick::Reward;
use clap::{Args, Subcommand};
use serde_json::json;

use super::session::Session;
use super::shown::yes;
use crate::exit::{Failure, Result};
use crate::output::{Table, Text};

#[derive(Debug, Subcommand)]
pub(crate) enum Rewards {
    /// List the rewards of your channel.
    List,
    /// Make a reward.
    Create {
        /// Title, 1 to 50 characters.
        title: String,
        /// Price in channel points, at least 1.
        cost: u64,
        #[command(flatten)]
        looks: Looks,
    },
    /// Change a reward that this app has made; what is not given stays.
    Update {
        /// Id of the reward.
        id: String,
        /// New title, 1 to 50 characters.
        #[arg(long, short)]
        title: Option<String>,
        /// New price in channel points, at least 1.
        #[arg(long, short)]
        cost: Option<u64>,
        /// Whether nobody can redeem it for now.
        #[arg(long, value_name = "BOOL")]
        paused: Option<bool>,
        #[command(flatten)]
        looks: Looks,
    },
    /// Delete a reward that this app has made.
    Delete {
        /// Id of the reward.
        id: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Looks {
    /// Description, at most 200 characters.
    #[arg(long, short)]
    description: Option<String>,
    /// Colour, such as `#00e701`.
    #[arg(long)]
    color: Option<String>,
    /// Whether it is shown.
    #[arg(long, value_name = "BOOL")]
    enabled: Option<bool>,
    /// Whether viewers have to write something.
    #[arg(long, value_name = "BOOL")]
    input: Option<bool>,
    /// Whether redemptions are accepted at once.
    #[arg(long, value_name = "BOOL")]
    skip_queue: Option<bool>,
}

impl Looks {
    fn is_empty(&self) -> bool {
        let Self { description, color, enabled, input, skip_queue } = self;
        description.is_none()
            && color.is_none()
            && enabled.is_none()
            && input.is_none()
            && skip_queue.is_none()
    }
}

/// Sets what is given; making and changing a reward have the same setters on different types.
macro_rules! with_looks {
    ($call:expr, $looks:expr) => {{
        let (mut call, looks) = ($call, $looks);
        if let Some(text) = &looks.description {
            call = call.description(text);
        }
        if let Some(color) = &looks.color {
            call = call.background_color(color);
        }
        if let Some(enabled) = looks.enabled {
            call = call.enabled(enabled);
        }
        if let Some(required) = looks.input {
            call = call.user_input_required(required);
        }
        if let Some(skip) = looks.skip_queue {
            call = call.skip_queue(skip);
        }
        call
    }};
}

impl Rewards {
    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        let client = session.client().await?;
        match self {
            Self::List => session.page("Fetching rewards", client.rewards(), table).await,
            Self::Create { title, cost, looks } => {
                let call = with_looks!(client.create_reward(title, *cost), looks);
                let made = session.call("Making the reward", call.request()).await?;
                let Some(made) = made else { return Ok(()) };
                let done = format!("Reward {} made", made.title);
                session.out.show(&made, |made| one(done, made))
            }
            Self::Update { id, title, cost, paused, looks } => {
                if title.is_none() && cost.is_none() && paused.is_none() && looks.is_empty() {
                    return Err(Failure::usage("nothing is to be changed"));
                }
                let mut call = with_looks!(client.update_reward(id.as_str()), looks);
                if let Some(title) = title {
                    call = call.title(title);
                }
                if let Some(points) = cost {
                    call = call.cost(*points);
                }
                if let Some(paused) = paused {
                    call = call.paused(*paused);
                }
                let changed = session.call("Changing the reward", call.request()).await?;
                let Some(changed) = changed else { return Ok(()) };
                let done = format!("Reward {} changed", changed.title);
                session.out.show(&changed, |changed| one(done, changed))
            }
            Self::Delete { id } => {
                let call = client.delete_reward(id.as_str());
                if session.call("Deleting the reward", call).await?.is_none() {
                    return Ok(());
                }
                let value = json!({"id": id, "deleted": true});
                session.out.show(&value, |_| Text::done(format!("Reward {id} deleted")))
            }
        }
    }
}

fn one(done: String, reward: &Reward) -> Text {
    Text::done(done).then(&table(std::slice::from_ref(reward)))
}

fn table(rewards: &[Reward]) -> Text {
    if rewards.is_empty() {
        return Text::line_of("No rewards found");
    }
    let mut table = Table::new("🎁 Rewards", &["Title", "Cost", "Shown", "Paused", "ID"]);
    for reward in rewards {
        table.row([
            reward.title.as_str(),
            &reward.cost.to_string(),
            yes(reward.is_enabled),
            yes(reward.is_paused),
            reward.id.as_str(),
        ]);
    }
    table.into_text()
}
