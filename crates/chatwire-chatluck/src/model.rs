//! What the server sends: messages, channels, users.
//!
//! Every model reads answers that are newer than this crate: fields that it does not know
//! are kept in `extra`, and a `null` is read like a missing field wherever there is a default.

mod channel;
pub(crate) mod cursor;
mod message;
mod user;

pub use channel::{Channel, ChannelOptions};
pub use message::{Attachment, Message};
pub use user::{User, UserStatus};
