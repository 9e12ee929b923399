//! Redemptions of channel rewards: reading, accepting, rejecting.

use chatwire_core::{Cursor, Page, Request, awaitable};
use http::Method;
use serde::Serialize;

use super::batch::Batches;
use super::list::listing;
use super::reply::list;
use crate::limits::{Checks, MAX_REDEMPTIONS};
use crate::{
    Client, FailedRedemption, RedemptionId, RedemptionStatus, RedemptionsByReward, RewardId,
};

impl Client {
    /// Redemptions, grouped by reward; the pending ones unless said otherwise. A user's token with
    /// `channel:rewards:read` or `channel:rewards:write`.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for ids together with another
    /// filter or a cursor.
    pub fn redemptions(&self) -> Redemptions {
        Redemptions {
            client: self.clone(),
            cursor: None,
            reward: None,
            status: None,
            ids: Vec::new(),
        }
    }

    /// Accepts redemptions; answers those that could **not** be accepted. A user's token with
    /// `channel:rewards:write`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_kick::Result<()> {
    /// # use chatwire_core::testing::{Answer, Script};
    /// # let script = Script::new().always(Answer::status(200).body(r#"{"data":[{"id":"a","reason":"NOT_PENDING"}]}"#));
    /// # let client = chatwire_kick::Client::builder().token("token").script(script).build()?;
    /// for failed in client.accept_redemptions(["01KERB68MZ", "01KERB68N0"]).await? {
    ///     eprintln!("{} was not accepted: {}", failed.id, failed.reason);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); outside of [`in_batches`](DecideRedemptions::in_batches),
    /// [`Input`](crate::ErrorKind::Input) for no ids, for one that is there twice, and for more than 25. After a lost
    /// answer they may be accepted: the next call answers those as not pending then.
    pub fn accept_redemptions<I: Into<RedemptionId>>(
        &self,
        ids: impl IntoIterator<Item = I>,
    ) -> DecideRedemptions {
        let ids = ids.into_iter().map(Into::into).collect();
        DecideRedemptions { client: self.clone(), accept: true, ids }
    }

    /// Rejects redemptions, so that their points go back; answers those that could **not** be rejected. A user's
    /// token with `channel:rewards:write`.
    ///
    /// # Errors
    ///
    /// Those of [`accept_redemptions`](Self::accept_redemptions).
    pub fn reject_redemptions<I: Into<RedemptionId>>(
        &self,
        ids: impl IntoIterator<Item = I>,
    ) -> DecideRedemptions {
        let ids = ids.into_iter().map(Into::into).collect();
        DecideRedemptions { client: self.clone(), accept: false, ids }
    }
}

/// Lists redemptions; see [`Client::redemptions`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct Redemptions {
    client: Client,
    cursor: Option<Cursor>,
    reward: Option<RewardId>,
    status: Option<RedemptionStatus>,
    ids: Vec<RedemptionId>,
}

impl Redemptions {
    /// Only those of this reward.
    #[doc(alias = "reward_id")]
    pub fn reward(mut self, reward: impl Into<RewardId>) -> Self {
        self.reward = Some(reward.into());
        self
    }

    /// Only those with this status; the pending ones when it is not set.
    pub fn status(mut self, status: RedemptionStatus) -> Self {
        self.status = Some(status);
        self
    }

    /// Adds an id. Ids exclude all other filters.
    pub fn id(self, id: impl Into<RedemptionId>) -> Self {
        self.ids([id])
    }

    /// Adds ids, which exclude all other filters.
    pub fn ids<I: Into<RedemptionId>>(mut self, ids: impl IntoIterator<Item = I>) -> Self {
        self.ids.extend(ids.into_iter().map(Into::into));
        self
    }

    fn at(&self, cursor: Option<&Cursor>) -> Request<Page<RedemptionsByReward>> {
        let filtered = self.reward.is_some() || self.status.is_some() || self.cursor.is_some();
        let checks = Checks::new().refuse(
            !self.ids.is_empty() && filtered,
            "id",
            "excludes all other filters",
        );
        let mut call = self
            .client
            .call(Method::GET, "kick.redemptions", "/public/v1/channels/rewards/redemptions")
            .check(checks.done())
            .query_opt("reward_id", self.reward.as_ref())
            .query_opt("status", self.status.as_ref().map(RedemptionStatus::as_str));
        for id in &self.ids {
            call = call.query("id", id);
        }
        list(call.query_opt("cursor", cursor.map(Cursor::as_str)))
    }
}

listing!(Redemptions => RedemptionsByReward);

/// Accepts or rejects redemptions; see [`Client::accept_redemptions`] and [`Client::reject_redemptions`].
#[must_use = "a request does nothing until it is awaited"]
#[doc(alias = "AcceptRedemptions")]
#[doc(alias = "RejectRedemptions")]
#[derive(Clone, Debug)]
pub struct DecideRedemptions {
    client: Client,
    accept: bool,
    ids: Vec<RedemptionId>,
}

#[derive(Serialize)]
struct Body<'a> {
    ids: &'a [RedemptionId],
}

impl DecideRedemptions {
    /// The call as a request: 1 to 25 different ids, for more see [`in_batches`](Self::in_batches).
    pub fn request(self) -> Request<Page<FailedRedemption>> {
        let Self { client, accept, ids } = self;
        let checks = Checks::new().distinct("ids", &ids).at_most("ids", &ids, MAX_REDEMPTIONS);
        let (operation, path) = if accept {
            ("kick.accept_redemptions", "/public/v1/channels/rewards/redemptions/accept")
        } else {
            ("kick.reject_redemptions", "/public/v1/channels/rewards/redemptions/reject")
        };
        list(
            client
                .call(Method::POST, operation, path)
                .check(checks.done())
                .json(&Body { ids: &ids }),
        )
    }

    /// Any number of ids, 25 in each request.
    pub fn in_batches(self) -> Batches<RedemptionId, FailedRedemption> {
        let Self { client, accept, ids } = self;
        Batches::new(ids, MAX_REDEMPTIONS, move |ids| {
            Self { client: client.clone(), accept, ids }.request()
        })
    }
}

awaitable!(DecideRedemptions => Page<FailedRedemption>);
