//! [`Event`]: what a delivery says, with what its headers say about it.

use std::time::Duration;

use bytes::Bytes;
use chatwire_core::build::{Reply, from_utf8};
use chatwire_core::{Error, Result, Timestamp};
use http::StatusCode;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};

use super::payload::{
    Banned, ChatMessage, EventUser, Follow, GiftedKicks, GiftedSubscriptions, LivestreamMetadata,
    LivestreamStatus, RewardRedemption, Subscribed,
};
use super::{ClaimNotice, code, cursor, named};
use crate::{EventType, SubscriptionId, UserId};

/// Version of all events that this crate knows.
const VERSION: &str = "1";

/// An event that Kick delivered.
///
/// ```
/// use chatwire_kick::webhook::{Event, Payload};
///
/// fn describe(event: &Event) -> String {
///     match &event.payload {
///         Payload::ChatMessageSent(message) => message.content.clone(),
///         Payload::ChannelFollowed(follow) => format!("{:?} follows", follow.follower.username),
///         Payload::Unknown => format!("{}: {} bytes", event.meta.event_type, event.raw().len()),
///         other => format!("{other:?}"),
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Event {
    /// What its headers say.
    pub meta: EventMeta,
    /// What its body says.
    pub payload: Payload,
    raw: Bytes,
}

/// What the headers of a delivery say about its event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EventMeta {
    /// Id of the delivery; signed.
    pub message_id: String,
    /// When it was sent; signed.
    pub sent_at: Timestamp,
    /// When it was checked here.
    pub received_at: Timestamp,
    /// Type of the event; not signed. For claims of drops, which have none, `drops.claim`.
    pub event_type: EventType,
    /// Version of its form; not signed.
    pub version: String,
    /// Subscription by which it came, if the headers name one; not signed.
    pub subscription_id: Option<SubscriptionId>,
}

impl EventMeta {
    /// How long it was on its way: usually some seconds, at times hours. Zero when Kick's clock is ahead.
    #[must_use]
    pub fn latency(&self) -> Duration {
        self.received_at.duration_since(self.sent_at)
    }
}

/// What the body of an event says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Payload {
    /// `chat.message.sent`: somebody wrote in chat.
    ChatMessageSent(Box<ChatMessage>),
    /// `channel.followed`: somebody follows the channel.
    ChannelFollowed(Box<Follow>),
    /// `channel.subscription.new`: a first subscription.
    SubscriptionNew(Box<Subscribed>),
    /// `channel.subscription.renewal`: a subscription was renewed.
    SubscriptionRenewal(Box<Subscribed>),
    /// `channel.subscription.gifts`: somebody gave subscriptions away.
    SubscriptionGifts(Box<GiftedSubscriptions>),
    /// `channel.reward.redemption.updated`: a reward was redeemed, or its redemption accepted or rejected.
    RewardRedemptionUpdated(Box<RewardRedemption>),
    /// `livestream.status.updated`: a stream began or ended.
    LivestreamStatusUpdated(Box<LivestreamStatus>),
    /// `livestream.metadata.updated`: title, language or category changed.
    LivestreamMetadataUpdated(Box<LivestreamMetadata>),
    /// `moderation.banned`: somebody was banned or timed out.
    ModerationBanned(Box<Banned>),
    /// `kicks.gifted`: somebody gave Kicks.
    KicksGifted(Box<GiftedKicks>),
    /// A viewer claims a drops reward; see
    /// [`WebhookVerifier::drops_claims`](super::WebhookVerifier::drops_claims).
    DropsClaimed(Box<ClaimNotice>),
    /// An event that this version does not know, or not in this form: see [`Event::raw`].
    Unknown,
}

impl Event {
    /// The body as Kick sent it.
    #[must_use]
    pub fn raw(&self) -> &Bytes {
        &self.raw
    }

    /// The streamer whose event it is; `None` for claims of drops and unknown events.
    #[must_use]
    pub fn broadcaster(&self) -> Option<&EventUser> {
        Some(match &self.payload {
            Payload::ChatMessageSent(event) => &event.broadcaster,
            Payload::ChannelFollowed(event) => &event.broadcaster,
            Payload::SubscriptionNew(event) | Payload::SubscriptionRenewal(event) => {
                &event.broadcaster
            }
            Payload::SubscriptionGifts(event) => &event.broadcaster,
            Payload::RewardRedemptionUpdated(event) => &event.broadcaster,
            Payload::LivestreamStatusUpdated(event) => &event.broadcaster,
            Payload::LivestreamMetadataUpdated(event) => &event.broadcaster,
            Payload::ModerationBanned(event) => &event.broadcaster,
            Payload::KicksGifted(event) => &event.broadcaster,
            Payload::DropsClaimed(_) | Payload::Unknown => return None,
        })
    }

    /// User id of the streamer, of unknown events, too, when their body has it where all others have it.
    #[must_use]
    pub fn broadcaster_id(&self) -> Option<UserId> {
        #[derive(Deserialize)]
        struct Whose {
            broadcaster: Owner,
        }
        #[derive(Deserialize)]
        struct Owner {
            user_id: UserId,
        }
        match &self.payload {
            Payload::Unknown => serde_json::from_slice::<Whose>(&self.raw)
                .ok()
                .map(|whose| whose.broadcaster.user_id),
            _ => self.broadcaster()?.user_id,
        }
    }

    /// Reads the body as the type that the headers name.
    pub(super) fn read(meta: EventMeta, raw: Bytes) -> Result<Self> {
        let payload = match &meta.event_type {
            _ if meta.version != VERSION => Payload::Unknown,
            EventType::ChatMessageSent => Payload::ChatMessageSent(chat_message(&raw)?),
            EventType::ChannelFollowed => Payload::ChannelFollowed(boxed(&raw)?),
            EventType::SubscriptionNew => Payload::SubscriptionNew(boxed(&raw)?),
            EventType::SubscriptionRenewal => Payload::SubscriptionRenewal(boxed(&raw)?),
            EventType::SubscriptionGifts => Payload::SubscriptionGifts(boxed(&raw)?),
            EventType::RewardRedemptionUpdated => Payload::RewardRedemptionUpdated(boxed(&raw)?),
            EventType::LivestreamStatusUpdated => Payload::LivestreamStatusUpdated(boxed(&raw)?),
            EventType::LivestreamMetadataUpdated => {
                Payload::LivestreamMetadataUpdated(boxed(&raw)?)
            }
            EventType::ModerationBanned => Payload::ModerationBanned(boxed(&raw)?),
            EventType::KicksGifted => Payload::KicksGifted(boxed(&raw)?),
            EventType::Other(_) => Payload::Unknown,
        };
        if matches!(payload, Payload::Unknown) {
            // Whatever it is, it has to be JSON: the body may have been passed off under other headers.
            boxed::<IgnoredAny>(&raw)?;
        }
        Ok(Self { meta, payload, raw })
    }

    /// Reads the body as the claim of a drops reward.
    pub(super) fn read_claim(meta: EventMeta, raw: Bytes) -> Result<Self> {
        let payload = Payload::DropsClaimed(boxed(&raw)?);
        Ok(Self { meta, payload, raw })
    }
}

fn chat_message(raw: &Bytes) -> Result<Box<ChatMessage>> {
    let message = from_utf8(raw).ok().and_then(cursor::message);
    message.map_or_else(|| boxed(raw), |message| Ok(Box::new(message)))
}

fn boxed<T: DeserializeOwned>(raw: &Bytes) -> Result<Box<T>> {
    let read = Reply::new(StatusCode::OK, raw.clone()).json();
    read.map(Box::new)
        .map_err(|err: Error| named(err).with_code(code::MALFORMED_EVENT).with_body(raw))
}
