//! What a runner needs of a platform.

use std::sync::Arc;
use std::time::Duration;

use chatwire::{Incoming, MessageId, Platform, Room};
use chatwire_core::{BoxFuture, Error, Result};
use futures_core::stream::BoxStream;

/// Something that a runner hears.
#[derive(Debug)]
pub(super) enum Heard {
    Message(Incoming),
    Read { by: String, message_id: MessageId },
    Online,
    Offline { cause: Error, retry_in: Duration },
    Trouble(Error),
}

/// A session with a platform.
pub(super) struct Line {
    /// An error is the last item.
    pub(super) heard: BoxStream<'static, Result<Heard>>,
    /// Where answers are written.
    pub(super) platform: Arc<dyn Platform>,
    pub(super) manners: Arc<dyn Manners>,
}

/// How a runner behaves beside its answers. Two implementors: Token Bowl's session, and any neutral platform.
pub(super) trait Manners: Send + Sync {
    /// Tells the platform that a message was read, where it wants to know.
    fn mark_read(&self, message: &Incoming) -> BoxFuture<'static, Result<()>>;

    /// Whether the platform lets the agent answer there.
    fn may_answer(&self, message: &Incoming) -> bool;

    /// Where an answer to a message goes: another room than its own when its writer has another name by now.
    fn address(&self, message: &Incoming) -> BoxFuture<'static, Result<Room>>;

    /// Ends the session.
    fn close(&self) -> BoxFuture<'_, ()>;
}
