//! Uploads: [`UploadFile`] and [`UploadFiles`].
//!
//! The service gives an address that takes the bytes for some seconds; what it was, without its query, is the address of
//! the file afterwards.

use bytes::{Bytes, BytesMut};
use chatwire_core::{Error, ErrorKind, Result, RetryClass, Upload};
use chatwire_mezon_proto::api;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use http::{HeaderValue, Method, header};

use super::awaited;
use crate::Client;
use crate::content::Attachment;
use crate::error::named;

/// Most bytes that are read into memory, for a stream whose length nobody knows.
const IN_MEMORY: u64 = 64 * 1024 * 1024;
/// Files that are sent at once.
const AT_ONCE: usize = 4;
/// Media type of files of which nothing is known.
const OCTETS: &str = "application/octet-stream";

impl Client {
    /// Puts a file onto the service's storage; awaiting gives an attachment for a message.
    ///
    /// ```
    /// # use chatwire_core::testing::{Answer, Script};
    /// # use chatwire_mezon::proto::{Message as _, api};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_mezon::Result<()> {
    /// # let session = api::Session { token: "h.e30.s".to_owned(), ..Default::default() };
    /// # let place = api::UploadAttachment { filename: "5/cat.png".to_owned(),
    /// #     url: "https://cdn.example.org/5/cat.png?signature=s".to_owned() };
    /// # let script = Script::new().answer(Answer::status(200).body(session.encode_to_vec()))
    /// #     .answer(Answer::status(200).body(place.encode_to_vec())).answer(Answer::status(200));
    /// # let client = chatwire_mezon::Client::builder(5, "key").script(script).no_rate_limit().build()?;
    /// use chatwire_mezon::Upload;
    ///
    /// let picture = Upload::bytes(vec![0x89, b'P', b'N', b'G']).filename("cat.png").content_type("image/png");
    /// let attachment = client.upload(picture).dimensions(640, 480).await?;
    /// assert_eq!(attachment.url, "https://cdn.example.org/5/cat.png");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Whether the service lets bots upload is not known for certain (mezon-light-sdk 1.0.10 does it with tokens of
    /// users): its refusal is [`Unsupported`](ErrorKind::Unsupported), with its words.
    ///
    /// # Errors
    ///
    /// Those of [`UploadFile`].
    pub fn upload(&self, file: impl Into<Upload>) -> UploadFile {
        UploadFile { client: self.clone(), file: file.into(), size: (0, 0), part: None }
    }

    /// Puts several files onto the service's storage, with one question for their addresses, four at a time.
    ///
    /// See [`upload`](Self::upload).
    ///
    /// # Errors
    ///
    /// Those of [`UploadFile`].
    pub fn upload_all(&self, files: impl IntoIterator<Item = Upload>) -> UploadFiles {
        UploadFiles { client: self.clone(), files: files.into_iter().collect() }
    }

    /// Sends bytes to an address that the service gave; the answer's entity tag.
    async fn put(&self, url: &str, media_type: &str, body: Upload) -> Result<String> {
        let refused = || named(Error::decode("the service gave no address that takes files"));
        let parsed = url::Url::parse(url).map_err(|_| refused())?;
        let origin = parsed.origin().ascii_serialization();
        // As it is written: what is signed is the path, and the host may be spelt in many ways.
        let place = url.split_once("://").map_or("", |(_, place)| place.trim_end());
        let path = place.find(['/', '?', '#']).and_then(|at| place.get(at..));
        let path = path.filter(|path| path.starts_with('/'));
        let http = self.inner.outside(&origin)?;
        let media_type = HeaderValue::from_str(media_type)
            .map_err(|_| named(Error::input("the media type of the file is not valid")))?;
        http.written(Method::PUT, "mezon.put_file", path.ok_or_else(refused)?)
            // The same bytes at the same address: once more does no harm.
            .class(RetryClass::Idempotent)
            .header(header::ACCEPT, "*/*")
            .upload(media_type, body)
            .decode(|reply| {
                let tag = reply.headers.get(header::ETAG).and_then(|tag| tag.to_str().ok());
                Ok(tag.unwrap_or_default().to_owned())
            })
            .await
    }
}

/// A file whose length is known.
struct File {
    upload: Upload,
    len: u64,
}

impl File {
    /// Finds the length out; a stream without one is read into memory.
    async fn new(upload: Upload) -> Result<Self> {
        let len = match upload.len() {
            Some(len) => Some(len),
            None if upload.is_replayable() => upload.open().await.map_err(named)?.1,
            None => None,
        };
        if let Some(len) = len {
            return Ok(Self { upload, len });
        }
        let bytes = upload.read_all(IN_MEMORY).await.map_err(named)?;
        let len = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let mut read = Upload::bytes(bytes);
        if let Some(name) = upload.name() {
            read = read.filename(name);
        }
        if let Some(media_type) = upload.media_type() {
            read = read.content_type(media_type);
        }
        Ok(Self { upload: read, len })
    }

    fn media_type(&self) -> &str {
        self.upload.media_type().unwrap_or(OCTETS)
    }

    fn question(&self, (width, height): (u32, u32)) -> Result<api::UploadAttachmentRequest> {
        let too_large = || named(Error::input("the file is larger than the service can be told"));
        let Some(filename) = self.upload.name() else {
            return Err(named(Error::input("the file has no name; set one with `filename`")));
        };
        Ok(api::UploadAttachmentRequest {
            filename: filename.to_owned(),
            filetype: self.media_type().to_owned(),
            size: i32::try_from(self.len).map_err(|_| too_large())?,
            width: i32::try_from(width).unwrap_or_default(),
            height: i32::try_from(height).unwrap_or_default(),
            part_count: 0,
        })
    }

    /// The file as an attachment, at an address without its signature: with it, the link would die.
    fn attachment(&self, url: &str, (width, height): (u32, u32)) -> Attachment {
        let url = url.split(['?', '#']).next().unwrap_or_default();
        let name = self.upload.name().unwrap_or_default();
        Attachment::new(url, name, self.media_type()).size(self.len).dimensions(width, height)
    }
}

/// Puts a file onto the service's storage; from [`Client::upload`].
///
/// [`Upload::on_progress`] tells how far it is.
///
/// # Errors
///
/// [`Input`](ErrorKind::Input) for a file that has no name, cannot be read, is empty, or has 2 GiB and more;
/// [`Unsupported`](ErrorKind::Unsupported) with the server's words when the service refuses; those of
/// [every call](crate::Client#errors-of-every-call).
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct UploadFile {
    client: Client,
    file: Upload,
    size: (u32, u32),
    part: Option<usize>,
}

impl UploadFile {
    /// Width and height of a picture or video in pixels.
    pub fn dimensions(mut self, width: u32, height: u32) -> Self {
        self.size = (width, height);
        self
    }

    /// Sends it in parts of that many bytes, one after another, which only needs the memory of one part; at least
    /// 64 KiB.
    pub fn part_size(mut self, bytes: usize) -> Self {
        self.part = Some(bytes.max(64 * 1024));
        self
    }

    async fn run(self) -> Result<Attachment> {
        let Self { client, file, size, part } = self;
        let file = File::new(file).await?;
        let question = file.question(size)?;
        if let Some(part) = part {
            return in_parts(&client, &file, question, part, size).await;
        }
        let place =
            client.api().upload_attachment_file(question).await.map_err(|err| unsupported(&err))?;
        client.put(&place.url, file.media_type(), file.upload.clone()).await?;
        Ok(file.attachment(&place.url, size))
    }
}

async fn in_parts(
    client: &Client,
    file: &File,
    question: api::UploadAttachmentRequest,
    size: usize,
    dimensions: (u32, u32),
) -> Result<Attachment> {
    let per_part = u64::try_from(size).unwrap_or(u64::MAX);
    let count = file.len.div_ceil(per_part);
    let question = api::UploadAttachmentRequest {
        part_count: i32::try_from(count)
            .map_err(|_| named(Error::input("the file would have too many parts")))?,
        ..question
    };
    let started = client.api().multipart_upload_attachment_file_start(question).await;
    let started = started.map_err(|err| unsupported(&err))?;
    if u64::try_from(started.urls.len()).unwrap_or_default() != count {
        return Err(named(Error::decode(
            "the service gave not as many addresses as there are parts",
        )));
    }
    let (pieces, _) = file.upload.open().await.map_err(named)?;
    let mut pieces = std::pin::pin!(pieces);
    let mut waiting = BytesMut::new();
    let mut parts = Vec::new();
    for (number, url) in (1_i32..).zip(&started.urls) {
        while waiting.len() < size {
            let Some(piece) = pieces.next().await else { break };
            let piece = piece.map_err(|err| {
                named(Error::input("the file cannot be read to its end").with_source(err))
            })?;
            waiting.extend_from_slice(&piece);
        }
        let part: Bytes = waiting.split_to(size.min(waiting.len())).freeze();
        let e_tag = client.put(url, file.media_type(), Upload::bytes(part)).await?;
        parts.push(api::MultipartUploadAttachmentPart { part_number: number, e_tag });
    }
    let request = api::MultipartUploadAttachmentFinishRequest {
        upload_id: started.upload_id,
        parts,
        filename: started.filename,
    };
    let done = client.api().multipart_upload_attachment_file_finish(request).await?;
    let first = started.urls.first().map(String::as_str).unwrap_or_default();
    let url = if done.url.is_empty() { first } else { &done.url };
    Ok(file.attachment(url, dimensions))
}

/// Puts several files onto the service's storage; from [`Client::upload_all`].
///
/// Awaiting gives the attachments in the order of the files. The first failure ends it.
///
/// # Errors
///
/// Those of [`UploadFile`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct UploadFiles {
    client: Client,
    files: Vec<Upload>,
}

impl UploadFiles {
    async fn run(self) -> Result<Vec<Attachment>> {
        let Self { client, files } = self;
        if files.is_empty() {
            return Ok(Vec::new());
        }
        let files: Vec<File> = stream::iter(files).then(File::new).try_collect().await?;
        let questions: Result<Vec<_>> = files.iter().map(|file| file.question((0, 0))).collect();
        let request = api::UploadBatchAttachmentRequest { upload_files: questions? };
        let batch = client.api().upload_batch_attachment_file(request).await;
        let places = batch.map_err(|err| unsupported(&err))?.uploaded_files;
        if places.len() != files.len() {
            return Err(named(Error::decode(
                "the service gave not as many addresses as there are files",
            )));
        }
        let pairs: Vec<(File, String)> =
            files.into_iter().zip(places.into_iter().map(|place| place.url)).collect();
        stream::iter(pairs)
            .map(|(file, url)| {
                let client = client.clone();
                async move {
                    client.put(&url, file.media_type(), file.upload.clone()).await?;
                    Ok(file.attachment(&url, (0, 0)))
                }
            })
            .buffered(AT_ONCE)
            .try_collect()
            .await
    }
}

/// The refusal of an upload: the service does not do this for bots.
fn unsupported(err: &Error) -> Error {
    let refusals = [
        ErrorKind::Forbidden,
        ErrorKind::Auth,
        ErrorKind::NotFound,
        ErrorKind::Unsupported,
        ErrorKind::Rejected,
    ];
    if !refusals.contains(&err.kind()) {
        return err.clone();
    }
    let mut refused = Error::unsupported(err.message().to_owned()).with_source(err.clone());
    if let Some(code) = err.code() {
        refused = refused.with_code(code.to_owned());
    }
    if let Some(status) = err.status() {
        refused = refused.with_status(status);
    }
    named(refused).with_operation(err.operation())
}

awaited!(UploadFile => Attachment, UploadFiles => Vec<Attachment>);
