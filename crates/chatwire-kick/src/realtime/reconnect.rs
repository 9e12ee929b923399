//! How a session goes on after an end: what codes mean, and how long a terminal one is waited out.

use std::time::Duration;

use chatwire_core::{Error, ErrorKind};

/// What a code of Centrifugo means for a guest's session.
///
/// ```
/// use chatwire_kick::realtime::CentrifugoClass;
///
/// assert_eq!(CentrifugoClass::of_close(3012), CentrifugoClass::Backoff);
/// assert_eq!(CentrifugoClass::of_close(3501), CentrifugoClass::Terminal);
/// // An expired token is worth another one, a refused permission is not.
/// assert_eq!(CentrifugoClass::of_error(109, false), CentrifugoClass::Backoff);
/// assert_eq!(CentrifugoClass::of_error(103, false), CentrifugoClass::Terminal);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CentrifugoClass {
    /// Connect again after a growing pause, with a fresh token.
    Backoff,
    /// Connecting again soon is useless: wait 5 minutes, then 10, 20 and 30, and begin anew as another guest.
    Terminal,
}

impl CentrifugoClass {
    /// Class of a close frame, or of the code in a `disconnect` push.
    #[must_use]
    pub fn of_close(code: u16) -> Self {
        match code {
            3500..=3999 | 4500..=4999 => Self::Terminal,
            _ => Self::Backoff,
        }
    }

    /// Class of a refused `connect` or `refresh` (kicksdk 0.2.0).
    #[must_use]
    #[doc(alias = "temporary")]
    pub fn of_error(code: u32, is_temporary: bool) -> Self {
        match code {
            ..=99 | 109 => Self::Backoff,
            _ if is_temporary => Self::Backoff,
            _ => Self::Terminal,
        }
    }

    /// Word for it: `backoff` or `fatal`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Backoff => "backoff",
            Self::Terminal => "fatal",
        }
    }
}

/// Pauses after terminal ends, in minutes.
const MINUTES: [u64; 4] = [5, 10, 20, 30];
/// Refused attempts in a row that count as terminal.
pub(super) const REFUSALS: u32 = 5;
/// Refused upgrades of a Pusher server that are final.
pub(super) const PUSHER_REFUSALS: u32 = 3;
/// A second reconnect at once within this time waits.
pub(super) const AT_ONCE: Duration = Duration::from_secs(10);

/// Pause after the terminal end number `step` in a row, from 0, with up to a quarter of it added.
pub(super) fn terminal_pause(step: usize, random: &mut fastrand::Rng) -> Duration {
    let minutes = MINUTES.get(step).or(MINUTES.last()).copied().unwrap_or_default();
    let quarter = Duration::from_secs(minutes * 15).as_millis();
    let more = random.u64(0..=u64::try_from(quarter).unwrap_or_default());
    Duration::from_secs(minutes * 60) + Duration::from_millis(more)
}

/// Pause before a server that is over its capacity is asked again: at least a second, and growing.
pub(super) fn capacity_pause(step: u32, random: &mut fastrand::Rng) -> Duration {
    let bound = 1_000 * (1_u64 << step.min(6));
    Duration::from_millis(1_000 + random.u64(0..=bound.min(59_000)))
}

/// The final error of a Pusher code.
pub(super) fn fatal(code: Option<u16>, words: &str, cause: &Error) -> Error {
    let words = if words.is_empty() { cause.message() } else { words };
    let error = Error::new(ErrorKind::Rejected, words.to_owned());
    let code = code.map(|code| code.to_string()).or_else(|| cause.code().map(str::to_owned));
    let error = match code {
        Some(code) => error.with_code(code),
        None => error,
    };
    crate::client::named(error.with_source(cause.clone()))
}

/// Whether a status refuses this client, rather than asking it to come back.
pub(super) fn is_refusal(error: &Error) -> bool {
    let status = error.status().map(|status| status.as_u16());
    matches!(status, Some(400..=407 | 409..=428 | 430..=499))
        || (error.kind() == ErrorKind::Decode)
        || matches!(error.code(), Some(crate::code::NO_TRANSPORT | crate::code::SITE_BLOCKED))
}
