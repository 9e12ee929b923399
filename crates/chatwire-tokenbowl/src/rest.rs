//! The calls, by area.

mod accounts;
mod admin;
mod bots;
mod conversations;
mod list;
mod messages;
mod order;
mod profile;
mod reading;
mod sending;
mod service;
mod since;
mod users;

pub use accounts::{Register, SendMagicLink};
pub use admin::{AdminInviteUser, AdminUpdateUser};
pub use bots::{CreateBot, UpdateBot};
pub use conversations::{CreateConversation, GetConversations, UpdateConversation};
pub use messages::{GetMessages, GetUnread};
pub use order::InOrder;
pub(crate) use order::{Order, sort};
pub use profile::RegenerateApiKey;
pub(crate) use sending::server_time;
pub use sending::{SendMessage, SendTyping};
pub use since::Since;
