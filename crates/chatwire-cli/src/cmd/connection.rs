//! What live commands have in common: how long a first connection may take, and what is said of it.

use std::time::Duration;

use chatwire::tokenbowl::realtime::Lifecycle;
use chatwire::{Error, ErrorKind};

use crate::output::aside;

/// Longest wait for the first connection, unless `--timeout` says otherwise.
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);
/// Attempts that may fail before the first connection: who is at a terminal rather sees why.
pub(super) const FIRST_ATTEMPTS: u32 = 3;

/// The error of a first connection that took too long.
pub(super) fn too_late(limit: Duration) -> Error {
    let why = format!("no live connection within {} s", limit.as_secs_f64());
    Error::new(ErrorKind::Timeout, why)
}

/// Says on stderr what became of the connection.
pub(super) fn tell(news: &Lifecycle) {
    match news {
        Lifecycle::Online { gap: Some(gap), .. } if !gap.recovered => {
            let seconds = gap.deaf.as_secs();
            aside(&format!("! online again; messages of {seconds} s may be lost"));
        }
        Lifecycle::Online { .. } => aside("online again"),
        Lifecycle::Offline { cause, retry_in, .. } => {
            let seconds = retry_in.as_secs_f64();
            aside(&format!("! offline: {cause}; next attempt in {seconds:.1} s"));
        }
        Lifecycle::Lagged { missed } => aside(&format!("! {missed} events were dropped")),
        _ => {}
    }
}
