//! The calls of the official API, by area.
//!
//! Each method says which scopes the token needs; "any token" is a user's or an app's. What all calls may fail with
//! stands at the [client](crate::Client#errors-of-every-call).
//!
//! Reading calls are repeated after failures, all others only while nothing was sent: a message, a ban or a
//! subscription is never made twice. Limits that Kick documents are checked before anything is sent, and an
//! [`Input`](crate::ErrorKind::Input) error names the field.
//!
//! The API reads no chat and has no whispers, pins, polls, predictions or followers.

mod batch;
mod categories;
mod channels;
mod chat;
mod drops;
mod keeper;
mod kicks;
mod list;
mod livestreams;
mod livestreams_v1;
mod moderation;
mod public_key;
mod redemptions;
mod reply;
mod rewards;
mod subscriptions;
mod users;

pub use batch::{Batched, Batches, FailedBatch};
pub use categories::{Categories, CategoriesV1};
pub use channels::{Channels, UpdateChannel};
pub use chat::SendChat;
pub use drops::{DropsClaims, UpdateDropsClaims};
pub use keeper::{KeeperGuard, KeeperReport, NotCreated, SubscriptionKeeper};
pub use kicks::KicksLeaderboard;
pub use livestreams::{Livestreams, UsersLivestreams};
pub use livestreams_v1::{LivestreamSort, LivestreamsV1};
pub use moderation::{Ban, BanDuration};
pub use redemptions::{DecideRedemptions, Redemptions};
pub use rewards::{CreateReward, UpdateReward};
pub use subscriptions::{CreateSubscriptions, DeleteSubscriptions, Subscriptions};
pub use users::Users;
