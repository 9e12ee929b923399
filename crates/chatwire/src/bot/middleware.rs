//! What stands around the handlers.

use std::fmt;
use std::sync::Arc;

use chatwire_core::BoxFuture;

use super::Context;
use crate::Event;

pub(super) type Middleware =
    Arc<dyn Fn(Context, Event, Next) -> BoxFuture<'static, ()> + Send + Sync>;

/// The rest of the way of an event: further middleware, then commands and handlers.
///
/// ```
/// use chatwire::bot::{Bot, Next};
/// use std::time::Instant;
///
/// let bot = Bot::new().middleware(|ctx, event, next: Next| async move {
///     let begun = Instant::now();
///     next.run(ctx, event).await;
///     println!("handled in {:?}", begun.elapsed());
/// });
/// # let _ = bot;
/// ```
#[must_use = "the event goes no further without `run`"]
pub struct Next {
    pub(super) at: usize,
}

impl Next {
    /// Lets the event go on, perhaps another one than came; comes back when its handlers have ended.
    ///
    /// Not called, the event stops here.
    pub async fn run(self, context: Context, event: Event) {
        let running = Arc::clone(&context.running);
        match running.setup.middleware.get(self.at) {
            Some(middleware) => middleware(context, event, Self { at: self.at + 1 }).await,
            None => running.dispatch(context, event).await,
        }
    }
}

impl fmt::Debug for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").finish_non_exhaustive()
    }
}
