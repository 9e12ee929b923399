//! Bans and timeouts.

use std::time::Duration;

use chatwire_core::{Request, awaitable};
use http::Method;
use serde::Serialize;

use super::reply::nothing;
use crate::limits::{Checks, MAX_REASON, MAX_TIMEOUT_MINUTES};
use crate::{Client, UserId};

const PATH: &str = "/public/v1/moderation/bans";

impl Client {
    /// Bans a user from a channel for good, or [for some time](Ban::timeout). A moderator's token with
    /// `moderation:ban`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_kick::Result<()> {
    /// # use chatwire_core::testing::{Answer, Script};
    /// # let script = Script::new().always(Answer::status(200).body(r#"{"data":{},"message":"OK"}"#));
    /// # let client = chatwire_kick::Client::builder().token("token").script(script).build()?;
    /// use chatwire_kick::BanDuration;
    ///
    /// client.ban(1001, 2002).timeout(BanDuration::minutes(10)).reason("spam").await?;
    /// client.unban(1001, 2002).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for a timeout that is not 1 to
    /// 10,080 minutes, and for a reason of more than 100 characters. The ban may be there after a
    /// [lost answer](Client#errors-of-every-call).
    pub fn ban(&self, broadcaster: impl Into<UserId>, user: impl Into<UserId>) -> Ban {
        let body = BanBody {
            broadcaster_user_id: broadcaster.into(),
            user_id: user.into(),
            duration: None,
            reason: None,
        };
        Ban { client: self.clone(), body }
    }

    /// Ends a ban or a timeout. A moderator's token with `moderation:ban`.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call). The ban may have ended after a
    /// [lost answer](Client#errors-of-every-call).
    pub fn unban(&self, broadcaster: impl Into<UserId>, user: impl Into<UserId>) -> Request<()> {
        let body = BanBody {
            broadcaster_user_id: broadcaster.into(),
            user_id: user.into(),
            duration: None,
            reason: None,
        };
        nothing(self.call(Method::DELETE, "kick.unban", PATH).json(&body))
    }
}

/// How long a user stays banned.
///
/// ```
/// use std::time::Duration;
/// use chatwire_kick::BanDuration;
///
/// assert_eq!(BanDuration::from(Duration::from_secs(90)), BanDuration::minutes(2));
/// assert_eq!(BanDuration::PERMANENT.as_minutes(), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BanDuration(Option<u32>);

impl BanDuration {
    /// For good.
    pub const PERMANENT: Self = Self(None);

    /// A timeout of 1 to 10,080 minutes, which are 7 days; others are refused when the call is awaited.
    #[must_use]
    pub const fn minutes(count: u32) -> Self {
        Self(Some(count))
    }

    /// Minutes of a timeout; `None` when it is for good.
    #[must_use]
    pub const fn as_minutes(self) -> Option<u32> {
        self.0
    }
}

impl From<Duration> for BanDuration {
    /// Whole minutes, rounded up.
    fn from(time: Duration) -> Self {
        let whole = time.as_secs().saturating_add(u64::from(time.subsec_nanos() > 0));
        Self::minutes(u32::try_from(whole.div_ceil(60)).unwrap_or(u32::MAX))
    }
}

/// Bans a user; see [`Client::ban`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct Ban {
    client: Client,
    body: BanBody,
}

#[derive(Clone, Debug, Serialize)]
struct BanBody {
    broadcaster_user_id: UserId,
    user_id: UserId,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl Ban {
    /// Makes it a timeout: a [`BanDuration`], or a [`Duration`] that is rounded up to whole minutes.
    #[doc(alias = "duration")]
    pub fn timeout(mut self, time: impl Into<BanDuration>) -> Self {
        self.body.duration = time.into().as_minutes();
        self
    }

    /// Reason, at most 100 characters.
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.body.reason = Some(reason.into());
        self
    }

    /// The call as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<()> {
        let Self { client, body } = self;
        let checks = Checks::new()
            .range("duration", body.duration, 1, MAX_TIMEOUT_MINUTES)
            .opt_length("reason", body.reason.as_deref(), 0, MAX_REASON);
        nothing(client.call(Method::POST, "kick.ban", PATH).check(checks.done()).json(&body))
    }
}

awaitable!(Ban => ());
