//! Bodies of requests: made once, sent once for each attempt.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderValue;
use tokio::time::Instant;

use crate::{BoxFuture, Result};

/// Body of a request.
pub(crate) enum Body {
    Empty,
    /// Whole body, serialised once and shared by all attempts.
    Full(Content),
    /// Made before the first attempt: reading a file must not happen in `build`.
    Lazy(Lazy),
    #[cfg(feature = "multipart")]
    Multipart(super::multipart::Multipart),
    #[cfg(feature = "multipart")]
    Stream {
        content_type: HeaderValue,
        upload: super::upload::Upload,
    },
}

/// Bytes with their content type.
#[derive(Clone)]
pub(crate) struct Content {
    pub(crate) content_type: HeaderValue,
    pub(crate) bytes: Bytes,
}

/// A body that is made when the call starts.
pub(crate) struct Lazy(pub(crate) Make);

pub(crate) type Make = Box<dyn FnOnce() -> BoxFuture<'static, Result<Body>> + Send + Sync>;

impl Body {
    /// Whether a second attempt can send the same bytes.
    pub(crate) fn is_replayable(&self) -> bool {
        match self {
            Self::Empty | Self::Full(_) | Self::Lazy(_) => true,
            #[cfg(feature = "multipart")]
            Self::Multipart(form) => form.is_replayable(),
            #[cfg(feature = "multipart")]
            Self::Stream { upload, .. } => upload.is_replayable(),
        }
    }

    /// Whether one more attempt can send all of it: it can be replayed, or nobody has begun to read it.
    pub(crate) fn can_be_sent(&self) -> bool {
        match self {
            Self::Empty | Self::Full(_) | Self::Lazy(_) => true,
            #[cfg(feature = "multipart")]
            Self::Multipart(form) => form.can_be_sent(),
            #[cfg(feature = "multipart")]
            Self::Stream { upload, .. } => !upload.is_spent(),
        }
    }

    /// Length where it is known beforehand.
    pub(crate) fn len(&self) -> Option<u64> {
        match self {
            Self::Empty => Some(0),
            Self::Full(content) => u64::try_from(content.bytes.len()).ok(),
            Self::Lazy(_) => None,
            #[cfg(feature = "multipart")]
            Self::Multipart(_) => None,
            #[cfg(feature = "multipart")]
            Self::Stream { upload, .. } => upload.len(),
        }
    }

    /// Whether [`prepare`](Self::prepare) has work to do.
    pub(crate) fn is_lazy(&self) -> bool {
        matches!(self, Self::Lazy(_))
    }

    /// Makes a lazy body; others stay as they are.
    pub(crate) async fn prepare(&mut self) -> Result<()> {
        if self.is_lazy()
            && let Self::Lazy(Lazy(make)) = std::mem::replace(self, Self::Empty)
        {
            *self = make().await?;
        }
        Ok(())
    }
}

/// When a streamed body last moved, so that a stalled upload is noticed.
#[derive(Debug, Default)]
pub(crate) struct Activity(Mutex<Option<Instant>>);

impl Activity {
    /// A piece was asked for or handed over.
    #[cfg(feature = "multipart")]
    pub(crate) fn touch(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Everything was handed over: from here on the server is waited for.
    #[cfg(feature = "multipart")]
    pub(crate) fn end(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn last(&self) -> Option<Instant> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns when the body has not moved for `idle`.
    pub(crate) async fn stalled(&self, idle: Duration) {
        loop {
            let rest = match self.last() {
                Some(last) => match idle.saturating_sub(last.elapsed()) {
                    Duration::ZERO => return,
                    rest => rest,
                },
                None => idle,
            };
            tokio::time::sleep(rest).await;
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Empty => "Empty",
            Self::Full(_) => "Full",
            Self::Lazy(_) => "Lazy",
            #[cfg(feature = "multipart")]
            Self::Multipart(_) => "Multipart",
            #[cfg(feature = "multipart")]
            Self::Stream { .. } => "Stream",
        };
        write!(f, "{name}({:?} bytes)", self.len())
    }
}
