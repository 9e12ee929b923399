//! Which events an app gets.

use chatwire_core::{Error, ErrorKind, Result, Timestamp, de};
use serde::{Deserialize, Serialize};

use super::{filled_text, time};
use crate::{SubscriptionId, UserId};

chatwire_core::wire_enum! {
    /// Type of an event that Kick delivers by webhook.
    pub enum EventType {
        /// Somebody wrote in chat.
        ChatMessageSent = "chat.message.sent",
        /// Somebody follows the channel.
        ChannelFollowed = "channel.followed",
        /// A first subscription.
        SubscriptionNew = "channel.subscription.new",
        /// A subscription was renewed.
        SubscriptionRenewal = "channel.subscription.renewal",
        /// Somebody gave subscriptions away.
        SubscriptionGifts = "channel.subscription.gifts",
        /// A reward was redeemed, or its redemption accepted or rejected.
        RewardRedemptionUpdated = "channel.reward.redemption.updated",
        /// A stream began or ended.
        LivestreamStatusUpdated = "livestream.status.updated",
        /// Title, language or category of the stream changed.
        LivestreamMetadataUpdated = "livestream.metadata.updated",
        /// Somebody was banned or timed out.
        ModerationBanned = "moderation.banned",
        /// Somebody gave Kicks.
        KicksGifted = "kicks.gifted",
    }

    /// How events are delivered.
    #[derive(Default)]
    pub enum DeliveryMethod {
        /// By `POST` to the address in the app's settings.
        #[default]
        Webhook = "webhook",
    }
}

impl EventType {
    /// All types that this version knows.
    pub const ALL: [Self; 10] = [
        Self::ChatMessageSent,
        Self::ChannelFollowed,
        Self::SubscriptionNew,
        Self::SubscriptionRenewal,
        Self::SubscriptionGifts,
        Self::RewardRedemptionUpdated,
        Self::LivestreamStatusUpdated,
        Self::LivestreamMetadataUpdated,
        Self::ModerationBanned,
        Self::KicksGifted,
    ];
}

/// A subscription to one type of event of one channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[doc(alias = "EventSubscription")]
#[non_exhaustive]
pub struct Subscription {
    /// Id; deliveries carry it in a header.
    pub id: SubscriptionId,
    /// Id of the app.
    #[serde(default, deserialize_with = "filled_text")]
    pub app_id: Option<String>,
    /// User id of the streamer whose events these are.
    #[serde(default)]
    pub broadcaster_user_id: Option<UserId>,
    /// Type of the event.
    pub event: EventType,
    /// Version of the event's form.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub version: u32,
    /// How it is delivered.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub method: DeliveryMethod,
    /// When it was made.
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
    /// When it was changed last.
    #[serde(default, deserialize_with = "time")]
    pub updated_at: Option<Timestamp>,
}

/// What became of one wanted subscription: an id, or an error of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CreatedSubscription {
    /// Type of the event.
    pub name: EventType,
    /// Version of the event's form.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub version: u32,
    /// Id of the new subscription.
    #[serde(default)]
    pub subscription_id: Option<SubscriptionId>,
    /// Why it was not made, in Kick's words.
    #[serde(default, deserialize_with = "filled_text")]
    pub error: Option<String>,
}

impl CreatedSubscription {
    /// The id, or Kick's words as an error: the call succeeds even if single subscriptions fail.
    ///
    /// # Errors
    ///
    /// [`Rejected`](ErrorKind::Rejected) when this subscription was not made.
    pub fn result(&self) -> Result<&SubscriptionId> {
        match (&self.subscription_id, &self.error) {
            (Some(id), None) => Ok(id),
            (_, Some(words)) => Err(refused(format!("{}: {words}", self.name))),
            (None, None) => Err(refused(format!("{}: neither id nor reason", self.name))),
        }
    }
}

fn refused(why: String) -> Error {
    Error::new(ErrorKind::Rejected, why).with_platform("kick")
}
