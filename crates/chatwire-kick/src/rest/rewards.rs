//! Channel rewards.

use chatwire_core::{Page, Request, awaitable};
use http::Method;
use serde::Serialize;

use super::reply::{list, nothing, object};
use crate::limits::{Checks, MAX_REWARD_DESCRIPTION, MAX_REWARD_TITLE};
use crate::{Client, Reward, RewardId};

const PATH: &str = "/public/v1/channels/rewards";
const ONE: &str = "/public/v1/channels/rewards/{id}";

impl Client {
    /// Rewards of one's own channel, at most 15. A user's token with `channel:rewards:read` or
    /// `channel:rewards:write`.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call).
    pub fn rewards(&self) -> Request<Page<Reward>> {
        list(self.call(Method::GET, "kick.rewards", PATH))
    }

    /// Makes a reward: a title of 1 to 50 characters and a price of at least 1 point. A user's token with
    /// `channel:rewards:write`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_kick::Result<()> {
    /// # use chatwire_core::testing::{Answer, Script};
    /// # let script = Script::new().always(Answer::status(200).body(r#"{"data":{"id":"01HZ8X","title":"Song"}}"#));
    /// # let client = chatwire_kick::Client::builder().token("token").script(script).build()?;
    /// let reward = client.create_reward("Song request", 100).user_input_required(true).await?;
    /// client.update_reward(&reward.id).paused(true).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for a title that does not have
    /// 1 to 50 characters, a price of 0, and a description of more than 200 characters. The reward may be there after a
    /// [lost answer](Client#errors-of-every-call): look for it in [`rewards`](Self::rewards).
    pub fn create_reward(&self, title: impl Into<String>, cost: u64) -> CreateReward {
        let body = Body { title: Some(title.into()), cost: Some(cost), ..Body::default() };
        CreateReward { client: self.clone(), body }
    }

    /// Changes a reward that this app has made; what is not set stays. A user's token with `channel:rewards:write`.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) as for
    /// [`create_reward`](Self::create_reward).
    pub fn update_reward(&self, reward: impl Into<RewardId>) -> UpdateReward {
        UpdateReward { client: self.clone(), reward: reward.into(), body: Body::default() }
    }

    /// Deletes a reward that this app has made. A user's token with `channel:rewards:write`.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call). The reward may be gone after a
    /// [lost answer](Client#errors-of-every-call).
    pub fn delete_reward(&self, reward: impl Into<RewardId>) -> Request<()> {
        nothing(
            self.call(Method::DELETE, "kick.delete_reward", ONE).segment(reward.into().as_str()),
        )
    }
}

#[derive(Clone, Debug, Default, Serialize)]
struct Body {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    background_color: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_paused: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_user_input_required: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    should_redemptions_skip_request_queue: Option<bool>,
}

impl Body {
    fn checks(&self) -> Checks {
        Checks::new()
            .opt_length("title", self.title.as_deref(), 1, MAX_REWARD_TITLE)
            .range("cost", self.cost, 1, u64::MAX)
            .opt_length("description", self.description.as_deref(), 0, MAX_REWARD_DESCRIPTION)
    }
}

/// Setters that making and changing a reward have in common.
macro_rules! setters {
    ($call:ty) => {
        impl $call {
            /// Description, at most 200 characters.
            pub fn description(mut self, text: impl Into<String>) -> Self {
                self.body.description = Some(text.into());
                self
            }

            /// Colour, such as `#00e701`.
            pub fn background_color(mut self, color: impl Into<String>) -> Self {
                self.body.background_color = Some(color.into());
                self
            }

            /// Whether it is shown.
            #[doc(alias = "is_enabled")]
            pub fn enabled(mut self, enabled: bool) -> Self {
                self.body.is_enabled = Some(enabled);
                self
            }

            /// Whether viewers have to write something.
            #[doc(alias = "is_user_input_required")]
            pub fn user_input_required(mut self, required: bool) -> Self {
                self.body.is_user_input_required = Some(required);
                self
            }

            /// Whether redemptions are accepted at once.
            #[doc(alias = "should_redemptions_skip_request_queue")]
            pub fn skip_queue(mut self, skip: bool) -> Self {
                self.body.should_redemptions_skip_request_queue = Some(skip);
                self
            }
        }
    };
}

/// Makes a reward; see [`Client::create_reward`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct CreateReward {
    client: Client,
    body: Body,
}

setters!(CreateReward);

impl CreateReward {
    /// The call as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<Reward> {
        let Self { client, body } = self;
        object(
            client
                .call(Method::POST, "kick.create_reward", PATH)
                .check(body.checks().done())
                .json(&body),
        )
    }
}

/// Changes a reward; see [`Client::update_reward`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct UpdateReward {
    client: Client,
    reward: RewardId,
    body: Body,
}

setters!(UpdateReward);

impl UpdateReward {
    /// New title, 1 to 50 characters.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.body.title = Some(title.into());
        self
    }

    /// New price, at least 1 point.
    pub fn cost(mut self, points: u64) -> Self {
        self.body.cost = Some(points);
        self
    }

    /// Whether nobody can redeem it for now.
    #[doc(alias = "is_paused")]
    pub fn paused(mut self, paused: bool) -> Self {
        self.body.is_paused = Some(paused);
        self
    }

    /// The call as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<Reward> {
        let Self { client, reward, body } = self;
        object(
            client
                .call(Method::PATCH, "kick.update_reward", ONE)
                .segment(reward.as_str())
                .check(body.checks().done())
                .json(&body),
        )
    }
}

awaitable!(CreateReward => Reward, UpdateReward => Reward);
