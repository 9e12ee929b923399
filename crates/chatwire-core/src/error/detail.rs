//! What a platform's error body says, before it becomes an [`Error`](crate::Error).

use std::borrow::Cow;
use std::time::Duration;

/// One field that the server refused.
///
/// ```
/// use chatwire_core::{Error, ErrorKind, FieldIssue};
///
/// let issues = vec![FieldIssue::new("body.content", "too long").kind("string_too_long")];
/// let err = Error::new(ErrorKind::Rejected, FieldIssue::join(&issues)).with_issues(issues);
/// assert_eq!(err.message(), "body.content: too long");
/// assert!(err.issues().iter().any(|issue| issue.path.ends_with("content")));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldIssue {
    /// Place in the request, parts joined by dots: `body.message`.
    pub path: String,
    /// The server's words.
    pub message: String,
    /// The server's class of the issue, such as `missing`.
    pub kind: Option<String>,
}

impl FieldIssue {
    /// An issue at `path`.
    pub fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), message: message.into(), kind: None }
    }

    /// Sets the server's class of the issue.
    #[must_use]
    pub fn kind(mut self, kind: impl Into<String>) -> Self {
        self.kind = Some(kind.into());
        self
    }

    /// Issues as one text, `path: message` joined by semicolons.
    #[must_use]
    pub fn join(issues: &[Self]) -> String {
        let mut text = String::new();
        for issue in issues {
            if !text.is_empty() {
                text.push_str("; ");
            }
            if !issue.path.is_empty() {
                text.push_str(&issue.path);
                text.push_str(": ");
            }
            text.push_str(&issue.message);
        }
        text
    }
}

/// What a platform reads from an error answer. For platform crates.
///
/// ```
/// use chatwire_core::build::{ErrorDetail, Reply};
/// use http::StatusCode;
///
/// fn read_error(reply: &Reply) -> ErrorDetail {
///     let mut detail = ErrorDetail::default();
///     let body = reply.value().unwrap_or_default();
///     detail.message = body["error"].as_str().map(str::to_owned);
///     detail
/// }
/// let reply = Reply::new(StatusCode::BAD_REQUEST, r#"{"error":"no such room"}"#);
/// assert_eq!(read_error(&reply).message.as_deref(), Some("no such room"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorDetail {
    /// The platform's code.
    pub code: Option<Cow<'static, str>>,
    /// The server's words.
    pub message: Option<String>,
    /// The platform's class of the error (`client_error`).
    pub category: Option<String>,
    /// The server's request id, when the body has one; the header is read by the executor.
    pub request_id: Option<String>,
    /// A wait that only the body names; the headers are read by the executor.
    pub retry_after: Option<Duration>,
    /// Fields that were refused.
    pub issues: Vec<FieldIssue>,
}

/// Longest excerpt of a body, in characters; the whole is in [`Error::body`](crate::Error::body).
const EXCERPT: usize = 200;

impl ErrorDetail {
    /// The beginning of a body that has no words of its own, on one line: at most 200 characters, `None` when there
    /// are none.
    ///
    /// ```
    /// use chatwire_core::build::ErrorDetail;
    ///
    /// let page = b"<html>\r\n  <b>Bad gateway</b>";
    /// assert_eq!(ErrorDetail::excerpt(page).as_deref(), Some("<html> <b>Bad gateway</b>"));
    /// assert_eq!(ErrorDetail::excerpt(b" \n"), None);
    /// ```
    #[must_use]
    pub fn excerpt(body: &[u8]) -> Option<String> {
        // No character of UTF-8 is longer than four bytes.
        let text = String::from_utf8_lossy(body.get(..EXCERPT * 4).unwrap_or(body));
        let words = text.split(|c: char| c.is_whitespace() || c.is_control());
        let line = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        let cut: String = line.chars().take(EXCERPT).collect();
        (!cut.is_empty()).then_some(cut)
    }
}
