//! A runner on any neutral platform.

use std::sync::Arc;

use chatwire::{Capabilities, Event, Incoming, Lifecycle, MessageId, Outgoing, Platform, Room};
use chatwire_core::{BoxFuture, Result};
use futures_util::StreamExt;

use super::line::{Heard, Line, Voice};

/// Begins a session with `platform`.
pub(super) fn open(platform: Arc<dyn Platform>) -> Line {
    let heard = platform.events().filter_map(|event| async {
        match event {
            Ok(event) => heard(event).map(Ok),
            Err(error) => Some(Err(error)),
        }
    });
    Line { heard: heard.boxed(), voice: Arc::new(Neutral(platform)), earlier: Vec::new() }
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

struct Neutral(Arc<dyn Platform>);

impl Voice for Neutral {
    fn capabilities(&self) -> Capabilities {
        self.0.capabilities()
    }

    fn write<'a>(&'a self, room: &'a Room, text: &'a str) -> BoxFuture<'a, Result<MessageId>> {
        self.0.send(room, Outgoing::text(text))
    }

    fn typing<'a>(&'a self, room: &'a Room) -> BoxFuture<'a, Result<()>> {
        if self.0.capabilities().typing {
            return self.0.typing(room);
        }
        Box::pin(async { Ok(()) })
    }

    fn mark_read(&self, _: &Incoming) -> BoxFuture<'static, Result<()>> {
        Box::pin(async { Ok(()) })
    }

    fn may_answer(&self, _: &Incoming) -> bool {
        true
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}
