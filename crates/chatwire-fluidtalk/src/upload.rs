//! [`Image`]: a picture from memory, a file or a stream, on its way to either API.

mod json;
mod sniff;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use futures_util::StreamExt;
use tokio::io::AsyncRead;

use chatwire_core::{Error, Progress, Result, Upload};

pub(crate) use json::{JsonMedia, Kinds};
use sniff::HEAD;

/// Largest picture of the characters API, in bytes before encoding (Python client 2.8.2; larger ones get a 413).
pub const MAX_MEDIA: u64 = 10_000_000;

/// Largest file of the handshake API unless the builder says otherwise, in bytes.
///
/// The platform documents no limit; this one is ours, so that a wrong path does not upload a film.
pub const MAX_UPLOAD: u64 = 10 * 1024 * 1024;

/// File name of a picture that has none (Python client 1.0.1).
pub(crate) const FALLBACK_NAME: &str = "image.jpg";

type OnProgress = Arc<dyn Fn(Progress) + Send + Sync>;

/// A picture to upload: from memory, a file or a stream.
///
/// Files and streams are read in pieces while they are sent.
/// With the handshake API they are never held whole; the characters API takes media as base64 inside of JSON,
/// so there the encoded body, and nothing else, is held.
///
/// The media type is read from the first bytes and wins over a wrong label; see [`no_sniffing`](Self::no_sniffing).
/// Bytes and files can be sent again after a failure.
/// A reader or stream can be sent once, so with the handshake API it is repeated only when no connection was made.
///
/// ```
/// use chatwire_fluidtalk::Image;
///
/// let from_memory = Image::bytes(vec![0xFF, 0xD8, 0xFF, 0xE0]).filename("me.jpg");
/// let from_disk = Image::path("./profile.jpg").on_progress(|p| println!("{} of {:?}", p.sent, p.total));
/// assert_eq!(from_memory.len(), Some(4));
/// assert_eq!(from_disk.name(), Some("profile.jpg"));
/// ```
#[derive(Clone)]
#[must_use]
pub struct Image {
    upload: Upload,
    filename: Option<String>,
    sniffing: bool,
    on_progress: Option<OnProgress>,
}

impl Image {
    /// A picture in memory.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self::from(Upload::bytes(bytes))
    }

    /// A file, opened when the call starts; its name is the last component of the path.
    ///
    /// A file that cannot be read gives an [`Input`](crate::ErrorKind::Input) error that names it, and no request.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self::from(Upload::path(path))
    }

    /// A reader that can be read once; say its [`content_length`](Self::content_length) if it is known.
    pub fn reader(reader: impl AsyncRead + Send + 'static) -> Self {
        Self::from(Upload::reader(reader))
    }

    /// A stream of pieces that can be read once; say its [`content_length`](Self::content_length) if it is known.
    pub fn stream(pieces: impl Stream<Item = std::io::Result<Bytes>> + Send + 'static) -> Self {
        Self::from(Upload::stream(pieces))
    }

    /// Says how many bytes a reader or stream has. Bytes and files have their own length, which stays.
    pub fn content_length(mut self, bytes: u64) -> Self {
        self.upload = self.upload.content_length(bytes);
        self
    }

    /// Sets the file name that the server sees.
    pub fn filename(mut self, name: impl Into<String>) -> Self {
        self.filename = Some(name.into());
        self
    }

    /// Sets the media type, such as `image/png`; the bytes' own type wins over it unless sniffing is off.
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.upload = self.upload.content_type(media_type);
        self
    }

    /// Calls `report` after each piece that was handed to the connection; it must not block.
    ///
    /// With the characters API the figures count the JSON body, a third larger than the picture.
    pub fn on_progress(mut self, report: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.on_progress = Some(Arc::new(report));
        self
    }

    /// Sends the label exactly as it was set, or none, and leaves judging the bytes to the server.
    pub fn no_sniffing(mut self) -> Self {
        self.sniffing = false;
        self
    }

    /// File name that the server will see, if one is known.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.filename.as_deref().or_else(|| self.upload.name())
    }

    /// An empty name counts as none given.
    pub(crate) fn without_empty_name(mut self) -> Self {
        self.filename = self.filename.filter(|name| !name.is_empty());
        self
    }

    /// Length in bytes, if it is known before the upload starts.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "an unknown length is neither")]
    pub fn len(&self) -> Option<u64> {
        self.upload.len()
    }

    /// Whether the bytes are in memory, so that the call's wire form can be built without reading anything.
    pub(crate) fn is_in_memory(&self) -> bool {
        self.upload.as_bytes().is_some()
    }

    /// Whether someone wants to hear how far the upload is.
    pub(crate) fn is_watched(&self) -> bool {
        self.on_progress.is_some()
    }

    /// Refuses what is known to be wrong without reading anything.
    pub(crate) fn check(&self, cap: u64) -> Result<()> {
        self.len().map_or(Ok(()), |len| check_size(len, cap))
    }

    /// The upload with its label, name and progress, for a multipart form.
    ///
    /// Reads the first bytes of a file or stream.
    pub(crate) async fn ready(self, cap: u64) -> Result<Upload> {
        if self.is_in_memory() {
            return self.ready_from_memory(cap);
        }
        let (pieces, len) = self.upload.open().await?;
        if let Some(len) = len {
            check_size(len, cap)?;
        }
        let mut pieces = Box::pin(pieces);
        let (mut first, mut head) = (Vec::new(), Vec::with_capacity(HEAD));
        while head.len() < HEAD {
            let Some(piece) = pieces.next().await else { break };
            let piece = piece.map_err(unreadable)?;
            head.extend(piece.iter().take(HEAD - head.len()));
            first.push(piece);
        }
        if head.is_empty() {
            return Err(empty());
        }
        // A file is opened anew for each attempt; what has no length (a pipe) cannot be.
        let upload = if self.upload.is_replayable() && len.is_some() {
            self.upload.clone()
        } else {
            let first = futures_util::stream::iter(first.into_iter().map(Ok));
            let upload = Upload::stream(capped(first.chain(pieces), cap));
            match len {
                Some(len) => upload.content_length(len),
                None => upload,
            }
        };
        Ok(self.dressed(upload, &head))
    }

    /// As [`ready`](Self::ready), without waiting; for bytes in memory only.
    pub(crate) fn ready_from_memory(self, cap: u64) -> Result<Upload> {
        let Some(bytes) = self.upload.as_bytes().cloned() else {
            return Err(Error::input("the image is not in memory"));
        };
        self.check(cap)?;
        let upload = self.upload.clone();
        Ok(self.dressed(upload, &bytes))
    }

    fn dressed(self, mut upload: Upload, head: &[u8]) -> Upload {
        let given = self.upload.media_type();
        let label = if self.sniffing {
            sniff::label(sniff::sniff(head), given)
        } else {
            given.map(str::to_owned)
        };
        if let Some(label) = label.filter(|label| !label.is_empty()) {
            upload = upload.content_type(label);
        }
        if let Some(name) = self.name() {
            upload = upload.filename(name);
        }
        match self.on_progress {
            Some(report) => upload.on_progress(move |progress| report(progress)),
            None => upload,
        }
    }
}

/// Usual limits of a call that uploads: 30 s and one more for each 256 KiB, three times that in all.
///
/// A length that is known only once the file is open counts as the largest allowed.
pub(crate) fn limits(len: Option<u64>, cap: u64) -> (Duration, Duration) {
    let len = len.unwrap_or(cap).min(cap);
    let attempt = Duration::from_secs(30 + len.div_ceil(256 * 1024));
    (attempt, attempt * 3)
}

fn empty() -> Error {
    Error::input("the image is empty")
}

fn check_size(len: u64, cap: u64) -> Result<()> {
    match len {
        0 => Err(empty()),
        len if len > cap => Err(too_large(cap)),
        _ => Ok(()),
    }
}

fn too_large(cap: u64) -> Error {
    Error::input(format!("the image is larger than {cap} bytes"))
}

fn unreadable(source: std::io::Error) -> Error {
    Error::input("the image cannot be read").with_source(source)
}

/// Ends a stream with an error when it holds more than `cap` bytes.
fn capped(
    pieces: impl Stream<Item = std::io::Result<Bytes>> + Send + 'static,
    cap: u64,
) -> impl Stream<Item = std::io::Result<Bytes>> + Send + 'static {
    let mut seen = 0_u64;
    pieces.map(move |piece| {
        let piece = piece?;
        seen = seen.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        if seen > cap {
            return Err(std::io::Error::other(too_large(cap)));
        }
        Ok(piece)
    })
}

impl From<Upload> for Image {
    fn from(upload: Upload) -> Self {
        Self { upload, filename: None, sniffing: true, on_progress: None }
    }
}

impl From<Vec<u8>> for Image {
    fn from(bytes: Vec<u8>) -> Self {
        Self::bytes(bytes)
    }
}

impl From<Bytes> for Image {
    fn from(bytes: Bytes) -> Self {
        Self::bytes(bytes)
    }
}

impl From<PathBuf> for Image {
    fn from(path: PathBuf) -> Self {
        Self::path(path)
    }
}

impl From<&Path> for Image {
    fn from(path: &Path) -> Self {
        Self::path(path)
    }
}

impl fmt::Debug for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Image")
            .field("upload", &self.upload)
            .field("filename", &self.name())
            .field("sniffing", &self.sniffing)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR and the rest";

    fn in_bits(
        bytes: &'static [u8],
    ) -> impl Stream<Item = std::io::Result<Bytes>> + Send + 'static {
        futures_util::stream::iter(bytes.chunks(3).map(|bit| Ok(Bytes::from_static(bit))))
    }

    async fn whole(upload: &Upload) -> std::io::Result<Vec<u8>> {
        let (pieces, _) = upload.open().await.expect("opens");
        let mut pieces = Box::pin(pieces);
        let mut all = Vec::new();
        while let Some(piece) = pieces.next().await {
            all.extend_from_slice(&piece?);
        }
        Ok(all)
    }

    #[tokio::test]
    async fn a_stream_is_sniffed_and_loses_nothing() {
        let upload = Image::stream(in_bits(PNG)).ready(MAX_UPLOAD).await.unwrap();
        assert_eq!(upload.media_type(), Some("image/png"));
        assert!(!upload.is_replayable());
        assert_eq!(whole(&upload).await.unwrap(), PNG);
    }

    #[tokio::test]
    async fn a_wrong_label_is_replaced_unless_sniffing_is_off() {
        let image = || Image::bytes(PNG).content_type("image/jpeg").filename("a.png");
        let upload = image().ready(MAX_UPLOAD).await.unwrap();
        assert_eq!((upload.media_type(), upload.name()), (Some("image/png"), Some("a.png")));
        let upload = image().no_sniffing().ready(MAX_UPLOAD).await.unwrap();
        assert_eq!(upload.media_type(), Some("image/jpeg"));
        let upload = Image::bytes("x").ready(MAX_UPLOAD).await.unwrap();
        assert_eq!(upload.media_type(), None);
    }

    #[tokio::test]
    async fn nothing_and_too_much_are_refused() {
        assert!(Image::bytes("").ready(5).await.is_err());
        assert!(Image::stream(in_bits(b"")).ready(5).await.is_err());
        assert!(Image::bytes(PNG).ready(5).await.is_err());
        assert!(Image::stream(in_bits(PNG)).content_length(30).ready(5).await.is_err());
        let sneaky = Image::stream(in_bits(PNG)).ready(20).await.unwrap();
        assert!(whole(&sneaky).await.is_err());
    }

    #[test]
    fn time_grows_with_the_size() {
        let secs = |len, cap| {
            let (attempt, total) = limits(len, cap);
            (attempt.as_secs(), total.as_secs())
        };
        assert_eq!(secs(Some(1), MAX_MEDIA), (31, 93));
        assert_eq!(secs(Some(256 * 1024), MAX_MEDIA), (31, 93));
        assert_eq!(secs(None, MAX_UPLOAD), (70, 210));
    }
}
