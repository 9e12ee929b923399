//! The adapters: each platform's events and calls in neutral form, over the emulator.

mod capabilities;
mod chatluck;
mod kick;
mod mezon;
mod session;
mod tokenbowl;

use std::time::Duration;

use chatwire::{Event, Incoming, Lifecycle, Platform, Result};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;

/// Longest wait for an event that must come.
const PATIENCE: Duration = Duration::from_secs(20);

/// Events of an adapter, of which a test looks for some.
struct Heard(BoxStream<'static, Result<Event>>);

impl Heard {
    /// Begins a session, and waits until it is online.
    async fn online(platform: &dyn Platform) -> Self {
        let mut heard = Self(platform.events());
        heard
            .first(|event| {
                matches!(event, Event::Lifecycle(Lifecycle::Online { .. })).then_some(())
            })
            .await;
        heard
    }

    /// What is found in the first event that has it; those before are passed over.
    async fn first<T>(&mut self, mut find: impl FnMut(Event) -> Option<T>) -> T {
        let search = async {
            while let Some(event) = self.0.next().await {
                if let Some(found) = find(event.unwrap()) {
                    return found;
                }
            }
            unreachable!("the events are over")
        };
        tokio::time::timeout(PATIENCE, search).await.unwrap()
    }

    async fn message(&mut self) -> Incoming {
        self.first(|event| event.as_message().cloned()).await
    }
}

/// What a session that cannot begin says: one error, and nothing more.
async fn refusal(platform: &dyn Platform) -> chatwire::Error {
    let mut events = platform.events();
    let refused = tokio::time::timeout(PATIENCE, events.next()).await.unwrap();
    let error = refused.unwrap().unwrap_err();
    assert!(events.next().await.is_none(), "the error is the last item");
    error
}
