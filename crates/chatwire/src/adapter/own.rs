//! Which messages are one's own, where a platform tells it only by its answers to what one writes.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chatwire_core::Result;
use tokio::sync::RwLock;
use tokio::time::timeout;

/// Longest wait for the answer that tells whose a message is; whoever writes may have stopped to wait for it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Ids that are remembered until one of them was seen.
#[cfg(feature = "kick")]
const REMEMBERED: usize = 64;

/// Who one is, as far as it is known; clones share it.
#[derive(Clone, Debug, Default)]
pub(super) struct Own(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    known: Mutex<Known>,
    /// Held for reading while something is written as somebody unknown.
    writing: RwLock<()>,
}

#[derive(Debug, Default)]
struct Known {
    /// Id of the sender that one is.
    me: Option<String>,
    /// Messages that one wrote while that was unknown.
    written: VecDeque<String>,
}

/// What an answer tells of who wrote the message.
pub(super) enum Told {
    /// The sender.
    #[cfg(feature = "chatluck")]
    Sender(String),
    /// The message, which will be seen with its sender.
    #[cfg(feature = "kick")]
    Message(String),
    /// Nothing.
    Nothing,
}

impl Own {
    /// Says who one is.
    pub(super) fn learn(&self, id: impl Into<String>) {
        let mut known = self.known();
        known.me = Some(id.into());
        known.written.clear();
    }

    /// Writes, and learns from the answer.
    pub(super) async fn writes<T>(
        &self,
        write: impl Future<Output = Result<T>>,
        told: impl FnOnce(&T) -> Told,
    ) -> Result<T> {
        if self.known().me.is_some() {
            return write.await;
        }
        // The message may be seen before its answer: whoever sees one waits for the answers that are due.
        let _writing = self.0.writing.read().await;
        let answer = write.await?;
        match told(&answer) {
            #[cfg(feature = "chatluck")]
            Told::Sender(id) => self.learn(id),
            #[cfg(feature = "kick")]
            Told::Message(id) => {
                let mut known = self.known();
                known.written.push_back(id);
                if known.written.len() > REMEMBERED {
                    known.written.pop_front();
                }
            }
            Told::Nothing => {}
        }
        Ok(answer)
    }

    /// Whether one wrote this message oneself.
    pub(super) async fn wrote(&self, message: &str, sender: &str) -> bool {
        if let Some(is_me) = self.known().me.as_deref().map(|me| me == sender) {
            return is_me;
        }
        let answered = timeout(PATIENCE, self.0.writing.write()).await;
        if answered.is_err() {
            tracing::warn!(
                "a message is taken for somebody else's: whose one's own are is not known yet"
            );
        }
        drop(answered);
        let known = self.known();
        if let Some(me) = &known.me {
            return me == sender;
        }
        let is_mine = known.written.iter().any(|id| id == message);
        drop(known);
        if is_mine {
            self.learn(sender);
        }
        is_mine
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(all(test, feature = "chatluck", feature = "kick"))]
mod tests {
    use futures_util::FutureExt;
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn whoever_sees_a_message_waits_for_the_answer_that_tells_whose_it_is() {
        let own = Own::default();
        let (answer, answered) = oneshot::channel::<()>();
        let write = own.writes(
            async {
                answered.await.unwrap();
                Ok(())
            },
            |()| Told::Sender("me".to_owned()),
        );
        let mut write = Box::pin(write);
        assert!(write.as_mut().now_or_never().is_none());
        let mut seen = Box::pin(own.wrote("m1", "me"));
        assert!(seen.as_mut().now_or_never().is_none(), "it cannot know yet");
        answer.send(()).unwrap();
        write.await.unwrap();
        assert!(seen.await);
        assert!(!own.wrote("m2", "alice").await);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_never_comes_is_not_waited_for_for_ever() {
        let own = Own::default();
        let write = own.writes(std::future::pending::<Result<()>>(), |()| Told::Nothing);
        let mut write = Box::pin(write);
        assert!(write.as_mut().now_or_never().is_none());
        assert!(!own.wrote("m1", "alice").await);
    }

    #[tokio::test]
    async fn a_message_of_ones_own_tells_the_sender_of_the_next() {
        let own = Own::default();
        assert!(!own.wrote("m0", "bot").await, "nobody knows yet");
        own.writes(async { Ok(()) }, |()| Told::Message("m1".to_owned())).await.unwrap();
        assert!(!own.wrote("m0", "alice").await);
        assert!(own.wrote("m1", "bot").await);
        assert!(own.wrote("m2", "bot").await && !own.wrote("m3", "alice").await);
    }

    #[tokio::test]
    async fn a_write_that_is_given_up_holds_nobody() {
        let own = Own::default();
        let write = own.writes(std::future::pending::<Result<()>>(), |()| Told::Nothing);
        let mut write = Box::pin(write);
        assert!(write.as_mut().now_or_never().is_none());
        drop(write);
        assert!(!own.wrote("m1", "alice").await);
    }
}
