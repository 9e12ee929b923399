//! Reads the two encodings of the handshake API: form, and multipart with a file.

use std::collections::BTreeMap;

use axum::body::to_bytes;
use axum::extract::{FromRequest as _, Multipart, Request};
use bytes::Bytes;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::{Value, json};

use super::Refusal;
use crate::fluidtalk::media::MAX_MEDIA;

/// Fields and at most one file.
#[derive(Debug, Default)]
pub(super) struct Form {
    fields: BTreeMap<String, String>,
    pub(super) file: Option<File>,
}

#[derive(Debug)]
pub(super) struct File {
    pub(super) content_type: Option<String>,
    pub(super) bytes: Bytes,
}

impl Form {
    pub(super) async fn read(request: Request) -> Result<Self, Refusal> {
        let kind = request
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        if kind.starts_with("multipart/form-data") {
            return Self::multipart(request).await;
        }
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return Ok(Self::default());
        }
        let body = to_bytes(request.into_body(), usize::MAX).await.map_err(|_| malformed())?;
        Ok(Self { fields: url::form_urlencoded::parse(&body).into_owned().collect(), file: None })
    }

    async fn multipart(request: Request) -> Result<Self, Refusal> {
        let mut parts = Multipart::from_request(request, &()).await.map_err(|_| malformed())?;
        let mut form = Self::default();
        while let Some(part) = parts.next_field().await.map_err(|_| malformed())? {
            let name = part.name().unwrap_or_default().to_owned();
            if part.file_name().is_none() {
                form.fields.insert(name, part.text().await.map_err(|_| malformed())?);
                continue;
            }
            let content_type = part.content_type().map(str::to_owned);
            let bytes = part.bytes().await.map_err(|_| malformed())?;
            if name == "file" {
                form.file = Some(File { content_type, bytes });
            }
        }
        match &form.file {
            Some(file) if file.bytes.is_empty() => {
                Err(invalid("file", "the file is empty", "value_error"))
            }
            Some(file) if file.bytes.len() > MAX_MEDIA => {
                Err(Refusal(StatusCode::PAYLOAD_TOO_LARGE, json!("File too large")))
            }
            _ => Ok(form),
        }
    }

    /// Value of a field; an empty one counts as missing.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub(super) fn required(&self, name: &str) -> Result<&str, Refusal> {
        self.get(name).ok_or_else(|| missing(name))
    }

    /// The object that `entry_context` carries as text.
    pub(super) fn context(&self) -> Result<Value, Refusal> {
        match self.get("entry_context").map(serde_json::from_str) {
            None => Ok(Value::Null),
            Some(Ok(context @ Value::Object(_))) => Ok(context),
            Some(_) => Err(invalid("entry_context", "must be a JSON object", "value_error")),
        }
    }
}

pub(super) fn missing(name: &str) -> Refusal {
    invalid(name, "field required", "missing")
}

fn invalid(name: &str, text: &str, kind: &str) -> Refusal {
    let issue = json!([{"loc": ["body", name], "msg": text, "type": kind}]);
    Refusal(StatusCode::UNPROCESSABLE_ENTITY, issue)
}

fn malformed() -> Refusal {
    Refusal(StatusCode::BAD_REQUEST, json!("There was an error parsing the body"))
}
