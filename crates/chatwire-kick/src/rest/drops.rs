//! Claims of drops rewards, for the apps of an organization.

use chatwire_core::build::Reply;
use chatwire_core::{Cursor, Page, Request, Result, awaitable, de};
use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::batch::Batches;
use super::list::listing;
use super::reply::{next, nothing};
use crate::limits::{Checks, MAX_CLAIMS, MAX_PAGE};
use crate::{CampaignId, ClaimId, Client, DropsClaim, UserId};

const PATH: &str = "/public/v1/drops/claims";

impl Client {
    /// Claims of the organization's drops campaigns. The app token of an organization.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for a
    /// [limit](DropsClaims::limit) that is not 1 to 1,000.
    pub fn drops_claims(&self) -> DropsClaims {
        DropsClaims {
            client: self.clone(),
            cursor: None,
            campaign: None,
            limit: None,
            user: None,
            claim: None,
            status: None,
        }
    }

    /// Sets how far the organization is with claims, in its own words. The app token of an organization.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_kick::Result<()> {
    /// # use chatwire_core::testing::{Answer, Script};
    /// # let client = chatwire_kick::Client::builder().token("token").script(Script::new().always(Answer::status(204))).build()?;
    /// client.update_drops_claims([("01KAAFHJ2PNXS48NG8XXPGWKCZ", "processed")]).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for no claims, and for more
    /// than 100 outside of [`in_batches`](UpdateDropsClaims::in_batches).
    pub fn update_drops_claims<I: Into<ClaimId>, S: Into<String>>(
        &self,
        claims: impl IntoIterator<Item = (I, S)>,
    ) -> UpdateDropsClaims {
        let claims = claims.into_iter().map(|(claim_id, status)| Change {
            claim_id: claim_id.into(),
            external_status: status.into(),
        });
        UpdateDropsClaims { client: self.clone(), claims: claims.collect() }
    }
}

/// Lists claims; see [`Client::drops_claims`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct DropsClaims {
    client: Client,
    cursor: Option<Cursor>,
    campaign: Option<CampaignId>,
    limit: Option<u32>,
    user: Option<UserId>,
    claim: Option<ClaimId>,
    status: Option<String>,
}

impl DropsClaims {
    /// Only claims of this campaign.
    #[doc(alias = "campaign_id")]
    pub fn campaign(mut self, id: impl Into<CampaignId>) -> Self {
        self.campaign = Some(id.into());
        self
    }

    /// Claims on a page, 1 to 1,000 (10).
    pub fn limit(mut self, count: u32) -> Self {
        self.limit = Some(count);
        self
    }

    /// Only claims of this viewer.
    #[doc(alias = "user_id")]
    pub fn user(mut self, id: impl Into<UserId>) -> Self {
        self.user = Some(id.into());
        self
    }

    /// Only this claim.
    #[doc(alias = "claim_id")]
    pub fn claim(mut self, id: impl Into<ClaimId>) -> Self {
        self.claim = Some(id.into());
        self
    }

    /// Only claims with this status, such as `initiated`.
    #[doc(alias = "external_status")]
    pub fn status(mut self, status: impl Into<String>) -> Self {
        self.status = Some(status.into());
        self
    }

    fn at(&self, cursor: Option<&Cursor>) -> Request<Page<DropsClaim>> {
        let checks = Checks::new().range("limit", self.limit, 1, MAX_PAGE);
        self.client
            .call(Method::GET, "kick.drops_claims", PATH)
            .check(checks.done())
            .query_opt("campaign_id", self.campaign.as_ref())
            .query_opt("limit", self.limit.map(|count| count.to_string()))
            .query_opt("cursor", cursor.map(Cursor::as_str))
            .query_opt("user_id", self.user.map(|id| id.to_string()))
            .query_opt("claim_id", self.claim.as_ref())
            .query_opt("external_status", self.status.as_ref())
            .decode(read)
    }
}

listing!(DropsClaims => DropsClaim);

/// Reads claims, whose cursor is beside them and not where other lists have it.
fn read(reply: &Reply) -> Result<Page<DropsClaim>> {
    #[derive(Deserialize)]
    struct Envelope {
        data: Data,
    }
    #[derive(Deserialize)]
    struct Data {
        claims: Option<Box<RawValue>>,
        #[serde(default, deserialize_with = "de::opt_text_or_number")]
        cursor: Option<String>,
    }
    let Data { claims, cursor } = reply.json::<Envelope>()?.data;
    let (items, invalid) = match claims {
        Some(claims) => de::items(&claims)?,
        None => (Vec::new(), Vec::new()),
    };
    let mut page = Page::new(items);
    page.invalid = invalid;
    page.next = next(cursor);
    Ok(page)
}

/// Changes claims; see [`Client::update_drops_claims`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct UpdateDropsClaims {
    client: Client,
    claims: Vec<Change>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
struct Change {
    claim_id: ClaimId,
    external_status: String,
}

#[derive(Serialize)]
struct Body<'a> {
    claims: &'a [Change],
}

impl UpdateDropsClaims {
    /// The call as a request: 1 to 100 claims, for more see [`in_batches`](Self::in_batches).
    pub fn request(self) -> Request<()> {
        let Self { client, claims } = self;
        let checks = Checks::new()
            .refuse(claims.is_empty(), "claims", "is empty")
            .at_most("claims", &claims, MAX_CLAIMS);
        nothing(
            client
                .call(Method::PATCH, "kick.update_drops_claims", PATH)
                .check(checks.done())
                .json(&Body { claims: &claims }),
        )
    }

    /// Any number of claims, 100 in each request; the items are the claims that were changed.
    ///
    /// Of a claim that is there twice, the last status counts.
    pub fn in_batches(self) -> Batches<ClaimId, ClaimId> {
        let Self { client, claims } = self;
        let ids = claims.iter().map(|claim| claim.claim_id.clone()).collect();
        let statuses: std::collections::HashMap<ClaimId, Change> =
            claims.into_iter().map(|claim| (claim.claim_id.clone(), claim)).collect();
        Batches::new(ids, MAX_CLAIMS, move |ids| {
            let claims = ids.iter().filter_map(|id| statuses.get(id).cloned()).collect();
            Self { client: client.clone(), claims }.request().map(move |()| Page::new(ids))
        })
    }
}

awaitable!(UpdateDropsClaims => ());
