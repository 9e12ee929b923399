//! The six calls, by area.

mod channels;
mod entry;
pub(crate) mod list;
mod messages;
mod users;
mod walk;

pub use channels::{CreateChannel, ListChannels};
pub use messages::{ListMessages, SendMessage};
pub use users::ListUsers;
pub use walk::Walk;
pub(crate) use walk::{Batch, Catcher, at};
