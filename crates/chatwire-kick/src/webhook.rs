//! Webhooks: events that Kick delivers to an address of one's own, signed.
//!
//! Kick posts each event to the address in the app's settings and signs message id, time and raw body with its key.
//! Which events come is decided by [subscriptions](crate::Client::create_subscriptions).
//!
//! Two lines serve them in any framework that gives the headers and the raw body:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> chatwire_kick::Result<()> {
//! # let client = chatwire_kick::Client::builder().build()?;
//! # let (headers, body) = (chatwire_kick::HeaderMap::new(), bytes::Bytes::new());
//! use chatwire_kick::webhook::WebhookVerifier;
//!
//! let verifier = WebhookVerifier::new(&client)?;
//! // For each request:
//! let (status, delivery) = verifier.handle(&headers, body).await;
//! # assert_eq!((status.as_u16(), delivery.is_none()), (400, true));
//! # Ok(())
//! # }
//! ```
//!
//! Answer with that status at once and handle the event afterwards; who may have no room for it takes the place first,
//! see [`handle`](WebhookVerifier::handle). Kick sends again soon when answers are slow, and
//! unsubscribes an app whose answers fail for more than a day (KickDevDocs, December 2025).
//!
//! # What a good signature proves
//!
//! That Kick made the body at that time, and that the message has that id. It does **not** prove:
//!
//! - the type: type, version and subscription id are in headers that are not signed. A body without the fields of
//!   the type that its headers name is refused, but a first subscription and a renewal look the same;
//! - that it was sent to *you*: all apps share the key, so whoever gets deliveries can send them on.
//!   [`only_broadcasters`](WebhookVerifier::only_broadcasters) keeps events of other channels out;
//! - that it comes for the first time: ids are remembered, see [`remember`](WebhookVerifier::remember), and a
//!   delivery of more than a day ago is refused.

mod claim;
mod cursor;
mod event;
mod head;
mod key;
mod payload;
mod verify;

use chatwire_core::Error;

pub use chatwire_core::crypto::RsaPublicKey;
pub use chatwire_core::webhook::{Delivery, MAX_BODY_SIZE, ReplayWindow};
pub use claim::ClaimNotice;
pub use event::{Event, EventMeta, Payload};
pub use key::{BUILT_IN_KEY, KeySource, REFRESH_INTERVAL};
pub use payload::{
    Badge, BanDetails, Banned, ChatMessage, Emote, EmotePosition, EventUser, Follow, Gift,
    GiftTier, GiftType, GiftedKicks, GiftedSubscriptions, Identity, LivestreamMetadata,
    LivestreamStatus, Metadata, RepliedTo, RewardRedemption, Subscribed,
};
pub use verify::{WebhookVerifier, status_of};

/// Codes in [`Error::code`](crate::Error::code) of refused deliveries.
pub mod code {
    /// A header that every delivery has is missing; [`Signature`](crate::ErrorKind::Signature).
    pub const MISSING_HEADER: &str = "missing_header";
    /// A header holds what Kick does not send; [`Input`](crate::ErrorKind::Input).
    pub const MALFORMED_HEADER: &str = "malformed_header";
    /// The signature is no base64; [`Signature`](crate::ErrorKind::Signature).
    pub const MALFORMED_SIGNATURE: &str = "malformed_signature";
    /// The signature does not fit message id, time and body; [`Signature`](crate::ErrorKind::Signature).
    pub const BAD_SIGNATURE: &str = "bad_signature";
    /// The signed time is none; [`Signature`](crate::ErrorKind::Signature).
    pub const BAD_TIMESTAMP: &str = "bad_timestamp";
    /// Sent too long ago; [`Signature`](crate::ErrorKind::Signature).
    pub const TOO_OLD: &str = "too_old";
    /// Sent too far ahead of this clock; [`Signature`](crate::ErrorKind::Signature).
    pub const FROM_THE_FUTURE: &str = "from_the_future";
    /// The message id came before; [`Signature`](crate::ErrorKind::Signature). Answer it with success.
    pub const DUPLICATE: &str = "duplicate";
    /// An event of a channel that is not expected; [`Signature`](crate::ErrorKind::Signature). Answer it with
    /// success.
    pub const UNEXPECTED_BROADCASTER: &str = "unexpected_broadcaster";
    /// The body does not fit the type that the headers name; [`Decode`](crate::ErrorKind::Decode).
    pub const MALFORMED_EVENT: &str = "malformed_event";
    /// The body is larger than the limit; [`Input`](crate::ErrorKind::Input).
    pub const BODY_TOO_LARGE: &str = "body_too_large";
}

pub(crate) fn named(err: Error) -> Error {
    err.with_platform("kick").with_operation("kick.webhook")
}
