//! Multipart forms: text fields and uploads in one body (feature `multipart`).

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::{FutureExt, TryStreamExt};
use http::HeaderValue;

use super::body::Activity;
use super::upload::Upload;
use crate::{Error, Result};

/// A multipart form: text fields in order, then files. For platform crates.
///
/// ```
/// use chatwire_core::{Upload, build::Multipart};
/// # use chatwire_core::Config;
/// # use chatwire_core::build::{Auth, ErrorDetail, Http, Service};
/// # static SERVICE: Service = Service::new("example", |_| ErrorDetail::default());
/// # let http = Http::new(&SERVICE, "https://api.example.org", Auth::none(), Config::new())?;
///
/// let form = Multipart::new()
///     .text("caption", "Me")
///     .file("file", "image.jpg", Upload::bytes(vec![0xFF, 0xD8, 0xFF]));
/// let call = http.call(http::Method::POST, "example.upload", "/media").multipart(form);
/// let wire = call.json_reply::<serde_json::Value>().build()?;
/// assert!(String::from_utf8_lossy(wire.body()).contains("filename=\"image.jpg\""));
/// # Ok::<_, chatwire_core::Error>(())
/// ```
#[derive(Default)]
#[must_use]
pub struct Multipart {
    fields: Vec<(&'static str, String)>,
    files: Vec<(&'static str, String, Upload)>,
}

impl Multipart {
    /// An empty form.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text field.
    pub fn text(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.fields.push((name, value.into()));
        self
    }

    /// Adds a file; `fallback` names it when the upload has no name of its own.
    pub fn file(mut self, name: &'static str, fallback: &str, upload: Upload) -> Self {
        let filename = upload.name().unwrap_or(fallback).to_owned();
        self.files.push((name, filename, upload));
        self
    }

    pub(crate) fn is_replayable(&self) -> bool {
        self.files.iter().all(|(_, _, upload)| upload.is_replayable())
    }

    pub(crate) fn can_be_sent(&self) -> bool {
        self.files.iter().all(|(_, _, upload)| !upload.is_spent())
    }

    pub(crate) fn check(&self) -> Result<()> {
        for (_, filename, upload) in &self.files {
            upload.check()?;
            if filename.contains(['\r', '\n', '\0']) {
                return Err(Error::input("a file name may not hold a line break"));
            }
        }
        Ok(())
    }

    /// Form of one attempt.
    pub(crate) async fn form(
        &self,
        attempt: u32,
        activity: &Arc<Activity>,
    ) -> Result<reqwest::multipart::Form> {
        let mut form = self.text_form();
        for (name, filename, upload) in &self.files {
            let (pieces, total) = upload.body(attempt, Arc::clone(activity)).await?;
            let body = reqwest::Body::wrap_stream(pieces);
            let part = match total {
                Some(total) => reqwest::multipart::Part::stream_with_length(body, total),
                None => reqwest::multipart::Part::stream(body),
            };
            form = form.part(*name, labelled(part, filename, upload)?);
        }
        Ok(form)
    }

    /// Whole form as bytes, for uploads from memory only.
    pub(crate) fn into_bytes(self) -> Result<(HeaderValue, Bytes)> {
        let mut form = self.text_form();
        for (name, filename, upload) in &self.files {
            let Some(bytes) = upload.as_bytes() else {
                return Err(Error::input("this body is read only when the call starts"));
            };
            let part = reqwest::multipart::Part::stream(bytes.clone());
            form = form.part(*name, labelled(part, filename, upload)?);
        }
        let content_type = format!("multipart/form-data; boundary={}", form.boundary());
        let content_type = HeaderValue::try_from(content_type)
            .map_err(|err| Error::input("invalid multipart boundary").with_source(err))?;
        let pieces = form.into_stream().try_collect::<Vec<Bytes>>().now_or_never();
        match pieces {
            Some(Ok(pieces)) => Ok((content_type, Bytes::from(pieces.concat()))),
            _ => Err(Error::input("this body is read only when the call starts")),
        }
    }

    fn text_form(&self) -> reqwest::multipart::Form {
        // Escaping by RFC 7578: UTF-8 file names stay as they are, a quote is escaped.
        let mut form = reqwest::multipart::Form::new().percent_encode_noop();
        for (name, value) in &self.fields {
            form = form.text(*name, value.clone());
        }
        form
    }
}

impl fmt::Debug for Multipart {
    /// Texts are shown by their names only: they may hold messages of people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields: Vec<_> = self.fields.iter().map(|(name, _)| name).collect();
        let files: Vec<_> = self.files.iter().map(|(name, _, upload)| (name, upload)).collect();
        f.debug_struct("Multipart").field("fields", &fields).field("files", &files).finish()
    }
}

fn labelled(
    part: reqwest::multipart::Part,
    filename: &str,
    upload: &Upload,
) -> Result<reqwest::multipart::Part> {
    let part = part.file_name(filename.to_owned());
    match upload.media_type() {
        Some(media_type) => part
            .mime_str(media_type)
            .map_err(|err| Error::input("the upload's media type is not valid").with_source(err)),
        None => Ok(part),
    }
}
