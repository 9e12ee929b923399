//! Which payments this client sent already, so that a copy of one is not taken for new.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// How long ids are kept; what is older counts as sent by its age.
const REMEMBERED: Duration = Duration::from_secs(600);

#[derive(Debug, Default)]
pub(super) struct Sent(Mutex<HashMap<String, Instant>>);

impl Sent {
    /// Remembers `id`; returns whether it was known.
    pub(super) fn insert(&self, id: &str) -> bool {
        let mut sent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        sent.retain(|_, at| now.duration_since(*at) < REMEMBERED);
        sent.insert(id.to_owned(), now).is_some()
    }
}
