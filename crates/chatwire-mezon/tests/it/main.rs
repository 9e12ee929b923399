//! Tests of the crate from outside.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod cache;
mod collect;
mod content;
mod events;
mod every_call;
mod generated {
    #[rustfmt::skip]
    pub(crate) mod calls;
}
mod ids;
mod interactive;
mod line;
mod live;
mod notifications;
mod objects;
mod reference_flow;
mod reference_methods;
mod scripted;
mod session;
mod silent;
mod slow;
mod sse;
mod stage;
mod upload;
