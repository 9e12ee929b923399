//! What Kick answers: users, channels, categories, livestreams, rewards, subscriptions, claims.
//!
//! Every model reads answers that are newer than this crate: fields that it does not know are skipped, words that it
//! does not know are kept in `Other`, and a missing or `null` field is no error unless nothing works without it.
//! Empty addresses and the time `0001-01-01T00:00:00Z`, by which Kick says "none", are read as `None`.

mod category;
mod channel;
mod chat;
mod claim;
mod kicks;
mod livestream;
mod reward;
mod subscription;
mod user;

use std::fmt;

use chatwire_core::{Secret, Timestamp};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

pub use category::Category;
pub(crate) use category::opt_category;
pub use channel::{Channel, Stream};
pub use chat::ChatSent;
pub use claim::DropsClaim;
pub use kicks::{KicksLeaderboards, KicksRank};
pub use livestream::{Broadcaster, Livestream, LivestreamChannel, LivestreamStats, LivestreamV1};
pub use reward::{
    FailedRedemption, RedeemedReward, Redeemer, Redemption, RedemptionRefusal, RedemptionStatus,
    RedemptionsByReward, Reward,
};
pub use subscription::{CreatedSubscription, DeliveryMethod, EventType, Subscription};
pub use user::User;

/// Unix seconds of the first day of the year 1, which Go servers write for "no time".
const ZERO_TIME: i64 = -62_135_596_800;

/// Reads a time; `null`, the empty text and the zero time are `None`.
pub(crate) fn time<'de, D>(deserializer: D) -> Result<Option<Timestamp>, D::Error>
where
    D: Deserializer<'de>,
{
    let at = deserializer.deserialize_any(Time)?;
    Ok(at.filter(|at| at.as_unix_seconds() > ZERO_TIME))
}

struct Time;

impl Visitor<'_> for Time {
    type Value = Option<Timestamp>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a point in time or null")
    }

    fn visit_unit<E: Error>(self) -> Result<Option<Timestamp>, E> {
        Ok(None)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Option<Timestamp>, E> {
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(E::custom)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Option<Timestamp>, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Option<Timestamp>, E> {
        self.visit_str(&number.to_string())
    }
}

/// Reads a text; `null` and the empty text are `None`.
pub(crate) fn filled_text<'de, D>(deserializer: D) -> Result<Option<String>, D::Error>
where
    D: Deserializer<'de>,
{
    Ok(Option::<String>::deserialize(deserializer)?.filter(|text| !text.is_empty()))
}

/// Reads a secret; `null` and the empty text are `None`.
pub(crate) fn filled_secret<'de, D>(deserializer: D) -> Result<Option<Secret>, D::Error>
where
    D: Deserializer<'de>,
{
    Ok(Option::<Secret>::deserialize(deserializer)?.filter(|secret| !secret.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Item {
        #[serde(default, deserialize_with = "time")]
        at: Option<Timestamp>,
        #[serde(default, deserialize_with = "filled_text")]
        text: Option<String>,
    }

    fn read(json: &str) -> Option<Item> {
        serde_json::from_str(json).ok()
    }

    #[test]
    fn none_has_many_forms() {
        let none = Item { at: None, text: None };
        for json in [
            "{}",
            r#"{"at":null,"text":null}"#,
            r#"{"at":"","text":""}"#,
            r#"{"at":"0001-01-01T00:00:00Z"}"#,
        ] {
            assert_eq!(read(json).as_ref(), Some(&none), "{json}");
        }
        for json in [r#"{"at":"soon"}"#, r#"{"at":[]}"#, r#"{"at":true}"#, r#"{"text":1}"#] {
            assert_eq!(read(json), None, "{json}");
        }
    }

    #[test]
    fn times_have_any_offset_and_fraction() {
        let at = Timestamp::from_unix_seconds(1_735_689_600);
        for json in [
            r#"{"at":"2025-01-01T00:00:00Z"}"#,
            r#"{"at":"2025-01-01T11:00:00+11:00"}"#,
            r#"{"at":"2025-01-01T00:00:00.000000000Z"}"#,
            r#"{"at":1735689600}"#,
        ] {
            assert_eq!(read(json).unwrap().at, Some(at), "{json}");
        }
    }
}
