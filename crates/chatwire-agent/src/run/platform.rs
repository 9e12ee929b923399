//! A runner on any neutral platform.

use std::sync::Arc;

use chatwire::{Event, Incoming, Lifecycle, Platform, Room};
use chatwire_core::{BoxFuture, Result};
use futures_util::StreamExt;

use super::line::{Heard, Line, Manners};

/// Begins a session with `platform`.
pub(super) fn open(platform: Arc<dyn Platform>) -> Line {
    let heard = platform.events().filter_map(|event| async {
        match event {
            Ok(event) => heard(event).map(Ok),
            Err(error) => Some(Err(error)),
        }
    });
    Line { heard: heard.boxed(), platform, manners: Arc::new(Neutral) }
}

fn heard(event: Event) -> Option<Heard> {
    match event {
        Event::Message(message) => Some(Heard::Message(message)),
        Event::Lifecycle(Lifecycle::Online { .. }) => Some(Heard::Online),
        Event::Lifecycle(Lifecycle::Offline { cause, retry_in }) => {
            Some(Heard::Offline { cause, retry_in })
        }
        _ => None,
    }
}

/// No marks, no rules, and a session that ends with its events.
struct Neutral;

impl Manners for Neutral {
    fn mark_read(&self, _: &Incoming) -> BoxFuture<'static, Result<()>> {
        Box::pin(async { Ok(()) })
    }

    fn may_answer(&self, _: &Incoming) -> bool {
        true
    }

    fn address(&self, message: &Incoming) -> BoxFuture<'static, Result<Room>> {
        let room = message.room.clone();
        Box::pin(async { Ok(room) })
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}
