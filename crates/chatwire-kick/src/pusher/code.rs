//! What the codes of closed connections and error events mean.

/// How to go on after a code.
///
/// ```
/// use chatwire_kick::pusher::Class;
///
/// // As a close it means that the key is gone; as an event on a running connection, that one request was refused.
/// assert_eq!(Class::of_close(4001), Class::Fatal);
/// assert_eq!(Class::of_error(Some(4001)), Class::Keep);
/// assert_eq!(Class::of_refusal(Some(4001)), Class::Fatal);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Class {
    /// The server wants an encrypted connection.
    Tls,
    /// Connecting again is useless: the app is gone or disabled, or the address is wrong.
    Fatal,
    /// Connect again after a growing pause.
    Backoff,
    /// Connect again at once; twice within 10 s is as [`Backoff`](Self::Backoff).
    Immediate,
    /// The connection stays.
    Keep,
    /// Connect again as after any lost connection.
    Default,
}

impl Class {
    /// Class of a close frame's code.
    ///
    /// ```
    /// use chatwire_kick::pusher::Class;
    ///
    /// assert_eq!([4000, 4100, 4200, 1002, 1006].map(Class::of_close),
    ///     [Class::Tls, Class::Backoff, Class::Immediate, Class::Backoff, Class::Default]);
    /// ```
    #[must_use]
    pub fn of_close(code: u16) -> Self {
        match code {
            1002..=1004 => Self::Backoff,
            ..=3999 => Self::Default,
            4000 => Self::Tls,
            4001..=4099 => Self::Fatal,
            4100..=4199 => Self::Backoff,
            4200..=4299 => Self::Immediate,
            // pusher-js gives up on all of these.
            4300.. => Self::Fatal,
        }
    }

    /// Class of a `pusher:error` event on a connection that has been greeted.
    ///
    /// Only requests to reconnect count: sockudo sends 4009 for a refused channel and stays.
    #[must_use]
    pub fn of_error(code: Option<u32>) -> Self {
        match code.and_then(|code| u16::try_from(code).ok()) {
            Some(code @ 4100..=4299) => Self::of_close(code),
            _ => Self::Keep,
        }
    }

    /// Class of a `pusher:error` event before the greeting, by which the server refuses the connection: the code
    /// decides as that of a close frame does.
    #[must_use]
    pub fn of_refusal(code: Option<u32>) -> Self {
        code.and_then(|code| u16::try_from(code).ok()).map_or(Self::Default, Self::of_close)
    }

    /// Word for it, as in logs: `fatal`, `backoff`, …
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tls => "tls",
            Self::Fatal => "fatal",
            Self::Backoff => "backoff",
            Self::Immediate => "immediate",
            Self::Keep => "keep",
            Self::Default => "default",
        }
    }
}
