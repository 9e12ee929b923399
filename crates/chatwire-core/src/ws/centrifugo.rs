//! Centrifugo's client protocol, version 2 in JSON, as a piece that a [`Protocol`](super::Protocol) holds.
//!
//! [`Centrifugo`] does no I/O: it is told what arrived, says by a [`Notice`] what that means, and
//! collects what is to be sent. It keeps the position in each channel over reconnects, so that
//! the server can deliver what was missed.
//!
//! Numbers and codes are those of Centrifugo 5 and 6 (its documentation of the client protocol).

mod channel;
mod plain;
mod session;
mod wire;

use std::fmt;

use crate::{Error, ErrorKind};

pub use session::Centrifugo;

/// What arrived, in the platform's terms. Texts are borrowed from the frame.
///
/// ```
/// use chatwire_core::ws::centrifugo::Notice;
///
/// fn event(notice: Notice<'_>) -> Option<String> {
///     match notice {
///         Notice::Publication { channel, data, .. } => Some(format!("{channel}: {data}")),
///         Notice::Refused { channel, message, .. } => Some(format!("no {channel}: {message}")),
///         _ => None,
///     }
/// }
/// let notice = Notice::Publication { channel: "chat:1", data: "{}", recovered: false };
/// assert_eq!(event(notice).as_deref(), Some("chat:1: {}"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice<'a> {
    /// The server accepted the connection and all subscriptions have been answered.
    ///
    /// What was published before this moment comes after this notice.
    Ready {
        /// Whether all channels that had a position go on from there: nothing was missed.
        recovered: bool,
    },
    /// Something was published.
    Publication {
        /// Channel that it was published in.
        channel: &'a str,
        /// The payload as JSON text.
        data: &'a str,
        /// Whether it was published while we were away.
        recovered: bool,
    },
    /// A subscription that was asked for after [`Ready`](Self::Ready), or again, is there.
    Subscribed {
        /// The channel.
        channel: &'a str,
        /// Whether it goes on from its earlier position; `false` also when it had none.
        recovered: bool,
    },
    /// The server refused a subscription for good; it is not asked for again.
    Refused {
        /// The channel.
        channel: &'a str,
        /// Centrifugo's code, such as 103 for a channel that needs permission.
        code: u32,
        /// The server's words.
        message: &'a str,
    },
    /// The server ended a subscription for good.
    Unsubscribed {
        /// The channel.
        channel: &'a str,
        /// Centrifugo's code, below 2500.
        code: u32,
        /// The server's words.
        reason: &'a str,
    },
    /// Another kind of push, such as `join` or `leave`.
    Push {
        /// The channel, empty when it has none.
        channel: &'a str,
        /// The whole object as JSON text.
        raw: &'a str,
    },
    /// A line that is no message of this protocol.
    Unreadable(&'a str),
}

impl fmt::Debug for Notice<'_> {
    /// Payloads are shown by their length only: they hold messages of people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ready { recovered } => {
                f.debug_struct("Ready").field("recovered", recovered).finish()
            }
            Self::Publication { channel, data, recovered } => f
                .debug_struct("Publication")
                .field("channel", channel)
                .field("data_len", &data.len())
                .field("recovered", recovered)
                .finish(),
            Self::Subscribed { channel, recovered } => f
                .debug_struct("Subscribed")
                .field("channel", channel)
                .field("recovered", recovered)
                .finish(),
            Self::Refused { channel, code, message } => f
                .debug_struct("Refused")
                .field("channel", channel)
                .field("code", code)
                .field("message", message)
                .finish(),
            Self::Unsubscribed { channel, code, reason } => f
                .debug_struct("Unsubscribed")
                .field("channel", channel)
                .field("code", code)
                .field("reason", reason)
                .finish(),
            Self::Push { channel, raw } => f
                .debug_struct("Push")
                .field("channel", channel)
                .field("raw_len", &raw.len())
                .finish(),
            Self::Unreadable(text) => write!(f, "Unreadable({} bytes)", text.len()),
        }
    }
}

/// What is to be done at a deadline.
///
/// ```
/// use chatwire_core::ws::centrifugo::{Centrifugo, Due};
/// use tokio::time::Instant;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mut client = Centrifugo::new("mybot");
/// // In a protocol's `on_deadline`:
/// match client.on_deadline(Instant::now(), true)? {
///     Due::NewToken => println!("fetch a token, then call `refresh`"),
///     due => assert_eq!(due, Due::Nothing),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Due {
    /// Nothing for the protocol.
    Nothing,
    /// The token runs out soon: fetch another and hand it to [`Centrifugo::refresh`].
    ///
    /// If that fails, do nothing: the server ends the line at expiry, and the redial gets a new one.
    NewToken,
}

/// What a code means for the connection.
///
/// ```
/// use chatwire_core::ws::centrifugo::Class;
///
/// // An expired token (109) is worth another one; a permission that is denied (103) is not.
/// assert_eq!(Class::of_error(109, false), Class::Token);
/// assert_eq!(Class::of_error(103, false), Class::Terminal);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Class {
    /// Passing trouble: connect again.
    Reconnect,
    /// The token is at fault: connect again with a new one, once.
    Token,
    /// Connecting again would be refused again.
    Terminal,
}

impl Class {
    /// Class of a close code (or of the code in a `disconnect` push).
    ///
    /// ```
    /// use chatwire_core::ws::centrifugo::Class;
    /// assert_eq!(Class::of_close(3012), Class::Reconnect);
    /// assert_eq!(Class::of_close(3500), Class::Token);
    /// assert_eq!(Class::of_close(3503), Class::Terminal);
    /// assert_eq!(Class::of_close(4500), Class::Terminal);
    /// assert_eq!(Class::of_close(5000), Class::Reconnect);
    /// ```
    #[must_use]
    pub fn of_close(code: u16) -> Self {
        match code {
            3500 => Self::Token,
            3501..=3999 | 4500..=4999 => Self::Terminal,
            _ => Self::Reconnect,
        }
    }

    /// Class of an error reply to `connect` or `refresh`.
    #[must_use]
    pub fn of_error(code: u32, is_temporary: bool) -> Self {
        match code {
            _ if is_temporary => Self::Reconnect,
            ..=100 | 111 => Self::Reconnect,
            101 | 109 | 110 | 113 => Self::Token,
            _ => Self::Terminal,
        }
    }
}

/// The error of a Centrifugo code, with the code as its [`code`](Error::code).
fn error_of(code: u32, message: &str) -> Error {
    let kind = match code {
        101 | 109 | 110 | 113 | 3500 => ErrorKind::Auth,
        103 => ErrorKind::Forbidden,
        102 => ErrorKind::NotFound,
        100 => ErrorKind::Server,
        111 => ErrorKind::RateLimited,
        3000..=3499 => ErrorKind::Transport,
        _ => ErrorKind::Rejected,
    };
    Error::new(kind, message.to_owned()).with_code(code.to_string())
}
