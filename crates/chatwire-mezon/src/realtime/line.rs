//! [`Line`]: the live session, as calls of the client see it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};

use bytes::Bytes;
use chatwire_core::ws::{Handle, State, WeakHandle};
use chatwire_core::{Error, ErrorKind, Result};
use chatwire_mezon_proto::realtime::envelope;

use super::command::{Command, Verb};
use crate::error::named;
use crate::rpc::Method;

/// Which live session a client's calls may use: the one that was opened last, while its owner has it.
#[derive(Debug)]
pub(crate) struct Line {
    session: RwLock<Option<WeakHandle<Command>>>,
    answers_calls: AtomicBool,
}

impl Default for Line {
    fn default() -> Self {
        Self { session: RwLock::default(), answers_calls: AtomicBool::new(true) }
    }
}

impl Line {
    pub(crate) fn set(&self, handle: &Handle<Command>) {
        *self.session.write().unwrap_or_else(PoisonError::into_inner) = Some(handle.downgrade());
    }

    /// The session, when it is online.
    pub(crate) fn open(&self) -> Option<Handle<Command>> {
        let known = self.session.read().unwrap_or_else(PoisonError::into_inner).clone();
        known?.upgrade().filter(|handle| handle.state() == State::Online)
    }

    pub(crate) fn is_open(&self) -> bool {
        self.open().is_some()
    }

    /// Whether calls of the API may go over sockets: until the service left one without an answer, and again from the
    /// next one on that it answers.
    pub(crate) fn answers_calls(&self) -> bool {
        self.answers_calls.load(Ordering::Relaxed)
    }

    pub(super) fn set_answers_calls(&self, answers: bool) {
        self.answers_calls.store(answers, Ordering::Relaxed);
    }

    /// The session, or why there is none.
    pub(crate) fn required(&self) -> Result<Handle<Command>> {
        self.open()
            .ok_or_else(|| named(Error::new(ErrorKind::Closed, "there is no live session online")))
    }

    /// Sends an envelope: the content of the one that answers it, if it has any.
    pub(crate) async fn ask(
        &self,
        message: envelope::Message,
    ) -> Result<Option<envelope::Message>> {
        let handle = self.required()?;
        let message = Box::new(message);
        handle.call(|reply| Command(Verb::Ask { message, reply })).await
    }

    /// Makes a call of the API: the bytes of its answer.
    pub(crate) async fn ask_api(&self, method: &'static Method, body: Bytes) -> Result<Bytes> {
        let handle = self.required()?;
        handle.call(|reply| Command(Verb::Api { method, body, reply })).await
    }
}
