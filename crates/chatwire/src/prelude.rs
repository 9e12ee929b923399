//! What most programs name: `use chatwire::prelude::*;`.

#[cfg(feature = "blocking")]
pub use crate::Blocking;
pub use crate::bot::{Bot, Command, Context, Strategy, shutdown_signal};
pub use crate::responder::Responder;
pub use crate::{Error, ErrorKind, Incoming, Outgoing, Result, Room, Secret, Sender};
