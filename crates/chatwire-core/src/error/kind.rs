//! Kinds of failure: one for each thing that a caller does differently.

use std::fmt;

/// What kind of failure an [`Error`](crate::Error) is, with what to do about it.
///
/// ```
/// use chatwire_core::{Error, ErrorKind};
///
/// fn exit_code(err: &Error) -> u8 {
///     match err.kind() {
///         ErrorKind::Input | ErrorKind::Config => 2,
///         ErrorKind::Auth | ErrorKind::Forbidden => 3,
///         _ => 1,
///     }
/// }
/// assert_eq!(exit_code(&Error::config("no key")), 2);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An argument would form a wrong request, or a file could not be read. Nothing was sent: mend the argument.
    Input,
    /// The client is set up wrongly: a missing variable, an invalid URL, a broken key. Mend the set-up.
    Config,
    /// No connection: name, TCP, TLS or proxy. Nothing was sent: safe to try again later.
    Connect,
    /// A deadline passed; the message names the phase. Look at `maybe_sent` before sending again.
    Timeout,
    /// The connection broke while the request or its answer was under way. Look at `maybe_sent`.
    Transport,
    /// The server answered with a redirect, which is never followed. Mend the base URL.
    Redirect,
    /// The credential is missing, wrong or expired (401). Replace it.
    Auth,
    /// The account has run out of what the call costs (402). Top up.
    PaymentRequired,
    /// The credential is valid but may not do this (403), or an edge refused the client.
    Forbidden,
    /// The thing does not exist, or not for this credential (404).
    NotFound,
    /// The thing is in another state than the call needs (409). Read it anew.
    Conflict,
    /// The server refuses this request for good (400, 413, 422 and other 4xx). Do not repeat it unchanged.
    Rejected,
    /// Too many requests (429, or a full queue of our own limiter). Wait for `retry_after`.
    RateLimited,
    /// The server failed (5xx, 408). May pass; look at `maybe_sent` before sending again.
    Server,
    /// The answer could not be read; a call that writes has probably been carried out.
    Decode,
    /// The session, outbox or store is closed for good, or was never open. What was under way then may have been done:
    /// look at `maybe_sent`.
    Closed,
    /// The call was ended before its answer: by the caller's own shutdown, by a panic of a platform that an outbox
    /// caught, or in the server's words. Look at `maybe_sent`.
    Cancelled,
    /// A webhook's signature, age or id is wrong; `code` names which. Answer with 401 or 403, but with 2xx for
    /// `duplicate`: it came before, and what is refused is sent again.
    Signature,
    /// The platform, or this build of the crate, has no such thing.
    Unsupported,
}

impl ErrorKind {
    /// Whether failures of this kind pass by themselves.
    pub(crate) fn is_transient(self) -> bool {
        matches!(
            self,
            Self::Connect | Self::Timeout | Self::Transport | Self::RateLimited | Self::Server
        )
    }

    /// Low-cardinality name for spans and hooks.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Input => "invalid input",
            Self::Config => "configuration",
            Self::Connect => "no connection",
            Self::Timeout => "timeout",
            Self::Transport => "connection lost",
            Self::Redirect => "unexpected redirect",
            Self::Auth => "unauthorized",
            Self::PaymentRequired => "payment required",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not found",
            Self::Conflict => "conflict",
            Self::Rejected => "rejected",
            Self::RateLimited => "rate limited",
            Self::Server => "server error",
            Self::Decode => "unreadable answer",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
            Self::Signature => "invalid signature",
            Self::Unsupported => "unsupported",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
