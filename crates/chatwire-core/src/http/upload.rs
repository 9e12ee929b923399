//! Files and streams on their way to a server (feature `multipart`).

use std::fmt;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use futures_util::{FutureExt, StreamExt, TryStreamExt};
use http::HeaderValue;
use tokio::io::AsyncRead;
use tokio_util::io::ReaderStream;

use super::body::Activity;
use crate::{BoxFuture, Error, Result};

/// Size of the pieces in which a file is read and sent.
const PIECE: usize = 64 * 1024;

pub(crate) type Pieces = Pin<Box<dyn Stream<Item = std::io::Result<Bytes>> + Send>>;
type Opener = Arc<dyn Fn() -> BoxFuture<'static, Result<(Pieces, Option<u64>)>> + Send + Sync>;
type OnProgress = Arc<dyn Fn(Progress) + Send + Sync>;

/// How far an upload is; see [`Upload::on_progress`].
///
/// ```
/// use chatwire_core::{Progress, Upload};
///
/// fn percent(progress: Progress) -> Option<u64> {
///     let total = progress.total.filter(|total| *total > 0)?;
///     Some(progress.sent * 100 / total)
/// }
/// let upload = Upload::bytes("a long text").on_progress(|progress| {
///     println!("attempt {}: {:?} %", progress.attempt, percent(progress));
/// });
/// assert_eq!(upload.len(), Some(11));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Number of the attempt, 1 for the first; `sent` starts anew with each.
    pub attempt: u32,
    /// Bytes handed to the connection so far.
    pub sent: u64,
    /// Length of the whole, if known.
    pub total: Option<u64>,
}

/// Bytes to upload: from memory, a file or a stream.
///
/// A file or stream is read in pieces while it is sent and never held whole.
///
/// ```
/// use chatwire_core::Upload;
///
/// let picture = Upload::bytes(vec![0xFF, 0xD8, 0xFF]).filename("me.jpg").content_type("image/jpeg");
/// assert_eq!(picture.len(), Some(3));
/// ```
#[derive(Clone)]
#[must_use]
pub struct Upload {
    source: Source,
    filename: Option<String>,
    content_type: Option<String>,
    on_progress: Option<OnProgress>,
}

#[derive(Clone)]
enum Source {
    Bytes(Bytes),
    /// Opened anew for each attempt.
    Open {
        name: Arc<str>,
        open: Opener,
        len: Option<u64>,
    },
    /// Taken at the first read; a call with it is repeated only while nothing was read.
    Once {
        pieces: Arc<Mutex<Option<Pieces>>>,
        len: Option<u64>,
    },
}

impl Upload {
    /// Bytes in memory.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self::new(Source::Bytes(bytes.into()))
    }

    /// A file, opened when the call starts; its name becomes the file name.
    ///
    /// A file that cannot be read gives an [`Input`](crate::ErrorKind::Input) error that names it.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let filename = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = Arc::from(path.display().to_string());
        let open: Opener = Arc::new(move || open_file(path.clone()).boxed());
        let mut upload = Self::new(Source::Open { name, open, len: None });
        upload.filename = filename;
        upload
    }

    /// A reader that can be read once. It is sent in chunks unless its
    /// [`content_length`](Self::content_length) is known.
    pub fn reader(reader: impl AsyncRead + Send + 'static) -> Self {
        Self::stream(ReaderStream::with_capacity(reader, PIECE))
    }

    /// A stream of pieces that can be read once. It is sent in chunks unless its
    /// [`content_length`](Self::content_length) is known.
    pub fn stream(pieces: impl Stream<Item = std::io::Result<Bytes>> + Send + 'static) -> Self {
        let pieces: Pieces = Box::pin(pieces);
        Self::new(Source::Once { pieces: Arc::new(Mutex::new(Some(pieces))), len: None })
    }

    fn new(source: Source) -> Self {
        Self { source, filename: None, content_type: None, on_progress: None }
    }

    /// Says how many bytes a reader or stream has, so that the server is told. One that has more or fewer ends the
    /// call.
    ///
    /// Bytes and files have their own length, which stays.
    pub fn content_length(mut self, bytes: u64) -> Self {
        if let Source::Once { len, .. } = &mut self.source {
            *len = Some(bytes);
        }
        self
    }

    /// Sets the file name that the server sees.
    pub fn filename(mut self, name: impl Into<String>) -> Self {
        self.filename = Some(name.into());
        self
    }

    /// Sets the media type, such as `image/png`.
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// Calls `report` after each piece that was handed to the connection; it must not block.
    pub fn on_progress(mut self, report: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.on_progress = Some(Arc::new(report));
        self
    }

    /// File name that the server will see, if one is known.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.filename.as_deref().filter(|name| !name.is_empty())
    }

    /// Media type, if one was set.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// Length in bytes, if it is known before the upload starts.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "an unknown length is neither")]
    pub fn len(&self) -> Option<u64> {
        match &self.source {
            Source::Bytes(bytes) => u64::try_from(bytes.len()).ok(),
            Source::Open { len, .. } | Source::Once { len, .. } => *len,
        }
    }

    /// The bytes themselves, when they are in memory.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.source {
            Source::Bytes(bytes) => Some(bytes),
            Source::Open { .. } | Source::Once { .. } => None,
        }
    }

    /// Whether a second attempt can send the same bytes.
    #[must_use]
    pub fn is_replayable(&self) -> bool {
        !matches!(self.source, Source::Once { .. })
    }

    /// Whether it can be read once, and somebody has begun.
    pub(crate) fn is_spent(&self) -> bool {
        match &self.source {
            Source::Bytes(_) | Source::Open { .. } => false,
            Source::Once { pieces, .. } => {
                pieces.lock().unwrap_or_else(PoisonError::into_inner).is_none()
            }
        }
    }

    pub(crate) fn check(&self) -> Result<()> {
        if self.len() == Some(0) {
            return Err(Error::input("the upload is empty"));
        }
        if let Some(text) = &self.content_type
            && HeaderValue::from_str(text).is_err()
        {
            return Err(Error::input("the upload's media type is not valid"));
        }
        Ok(())
    }

    /// Opens the source: its pieces and the length, as far as it is known. For platform crates.
    ///
    /// # Errors
    ///
    /// [`Input`](crate::ErrorKind::Input) for a file that cannot be opened, and for a stream that
    /// was read already.
    pub async fn open(
        &self,
    ) -> Result<(impl Stream<Item = std::io::Result<Bytes>> + Send + use<>, Option<u64>)> {
        let opened: (Pieces, Option<u64>) = match &self.source {
            Source::Bytes(bytes) => {
                (Box::pin(futures_util::stream::iter(in_pieces(bytes.clone()))), self.len())
            }
            Source::Open { open, .. } => open().await?,
            Source::Once { pieces, len } => {
                let taken = pieces.lock().unwrap_or_else(PoisonError::into_inner).take();
                let Some(pieces) = taken else {
                    return Err(Error::input("the upload's stream was read already"));
                };
                (pieces, *len)
            }
        };
        Ok(opened)
    }

    /// Reads everything into memory, at most `cap` bytes. For platform crates.
    ///
    /// # Errors
    ///
    /// [`Input`](crate::ErrorKind::Input) when it cannot be read, is empty or is larger than `cap`.
    pub async fn read_all(&self, cap: u64) -> Result<Bytes> {
        if let Some(bytes) = self.as_bytes() {
            return check_size(bytes.len(), cap).map(|()| bytes.clone());
        }
        let (mut pieces, _) = self.open().await?;
        let mut all = BytesMut::new();
        while let Some(piece) = pieces.next().await {
            all.extend_from_slice(&piece.map_err(|err| self.unreadable(err))?);
            if u64::try_from(all.len()).is_ok_and(|len| len > cap) {
                break;
            }
        }
        check_size(all.len(), cap).map(|()| all.freeze())
    }

    fn unreadable(&self, err: std::io::Error) -> Error {
        let what = match &self.source {
            Source::Open { name, .. } => format!("cannot read {name}"),
            Source::Bytes(_) | Source::Once { .. } => "cannot read the upload's stream".to_owned(),
        };
        Error::input(what).with_source(err)
    }

    /// Body of one attempt with its length; a one-shot stream is taken at its first read, so
    /// that an attempt that never connected leaves it whole.
    pub(crate) async fn body(
        &self,
        attempt: u32,
        activity: Arc<Activity>,
    ) -> Result<(Pieces, Option<u64>)> {
        let (pieces, total): (Pieces, Option<u64>) = match &self.source {
            Source::Once { pieces, len } => {
                let source = Arc::clone(pieces);
                (Box::pin(OnceStream { source, taken: None }), *len)
            }
            Source::Open { name, .. } => {
                let (pieces, total) = self.open().await?;
                let name = Arc::clone(name);
                (Box::pin(pieces.map_err(move |err| named(&name, &err))), total)
            }
            Source::Bytes(_) => {
                let (pieces, total) = self.open().await?;
                (Box::pin(pieces), total)
            }
        };
        let progress = Progress { attempt, sent: 0, total };
        let report = self.on_progress.clone();
        let is_waiting = false;
        Ok((Box::pin(Watched { pieces, activity, progress, report, is_waiting }), total))
    }
}

/// Tells the watchdog and the user how far a body is, and holds it to its announced length.
struct Watched {
    pieces: Pieces,
    activity: Arc<Activity>,
    progress: Progress,
    report: Option<OnProgress>,
    /// Whether the source owes a piece: asking again is no movement.
    is_waiting: bool,
}

impl Stream for Watched {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let polled = this.pieces.as_mut().poll_next(cx);
        if polled.is_ready() || !this.is_waiting {
            this.activity.touch();
        }
        this.is_waiting = polled.is_pending();
        match &polled {
            Poll::Ready(Some(Ok(piece))) => {
                let len = u64::try_from(piece.len()).unwrap_or(u64::MAX);
                this.progress.sent = this.progress.sent.saturating_add(len);
                if let Some(report) = &this.report {
                    report(this.progress);
                }
                if this.progress.total == Some(this.progress.sent) {
                    this.activity.end();
                }
            }
            Poll::Ready(Some(Err(_))) => this.activity.end(),
            Poll::Ready(None) => {
                this.activity.end();
                let Progress { sent, total, .. } = this.progress;
                if total.is_some_and(|total| sent < total) {
                    let why = "the upload ended before its announced length";
                    return Poll::Ready(Some(Err(std::io::Error::other(why))));
                }
            }
            Poll::Pending => {}
        }
        polled
    }
}

/// Cuts bytes without copying them, so that progress is reported on the way.
fn in_pieces(mut rest: Bytes) -> impl Iterator<Item = std::io::Result<Bytes>> + Send {
    std::iter::from_fn(move || {
        let len = rest.len().min(PIECE);
        (len > 0).then(|| Ok(rest.split_to(len)))
    })
}

/// A failure in the middle of a file, which says of which.
fn named(name: &str, err: &std::io::Error) -> std::io::Error {
    std::io::Error::new(err.kind(), format!("cannot read {name}: {err}"))
}

fn check_size(len: usize, cap: u64) -> Result<()> {
    if len == 0 {
        return Err(Error::input("the upload is empty"));
    }
    if u64::try_from(len).unwrap_or(u64::MAX) > cap {
        return Err(Error::input(format!("the upload is larger than {cap} bytes")));
    }
    Ok(())
}

async fn open_file(path: PathBuf) -> Result<(Pieces, Option<u64>)> {
    let fail = |err| Error::input(format!("cannot read {}", path.display())).with_source(err);
    let file = tokio::fs::File::open(&path).await.map_err(fail)?;
    let facts = file.metadata().await.map_err(fail)?;
    if facts.is_dir() {
        return Err(Error::input(format!("cannot read {}: it is a folder", path.display())));
    }
    let len = facts.is_file().then_some(facts.len());
    if len == Some(0) {
        return Err(Error::input(format!("{} is empty", path.display())));
    }
    Ok((Box::pin(ReaderStream::with_capacity(file, PIECE)), len))
}

/// Takes the shared stream when it is read for the first time.
struct OnceStream {
    source: Arc<Mutex<Option<Pieces>>>,
    taken: Option<Pieces>,
}

impl Stream for OnceStream {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.taken.is_none() {
            let taken = self.source.lock().unwrap_or_else(PoisonError::into_inner).take();
            self.taken = taken;
        }
        match &mut self.taken {
            Some(pieces) => pieces.as_mut().poll_next(cx),
            None => {
                let why = "the upload's stream was read already";
                Poll::Ready(Some(Err(std::io::Error::other(why))))
            }
        }
    }
}

impl From<Vec<u8>> for Upload {
    fn from(bytes: Vec<u8>) -> Self {
        Self::bytes(bytes)
    }
}

impl From<Bytes> for Upload {
    fn from(bytes: Bytes) -> Self {
        Self::bytes(bytes)
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let source = match &self.source {
            Source::Bytes(_) => "bytes",
            Source::Open { name, .. } => name,
            Source::Once { .. } => "stream",
        };
        f.debug_struct("Upload")
            .field("source", &source)
            .field("len", &self.len())
            .field("filename", &self.filename)
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}
