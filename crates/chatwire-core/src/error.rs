//! The one error type of all chatwire crates.
//!
//! Platform crates map their answers into it and add constants for the codes
//! that a platform documents; they define no error types of their own.

mod attempt;
mod detail;
mod kind;
pub(crate) mod status;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;

pub use attempt::Attempt;
pub use detail::{ErrorDetail, FieldIssue};
pub use kind::ErrorKind;

/// Result of every fallible call in the chatwire crates.
///
/// ```
/// use chatwire_core::{Error, Result};
///
/// fn room(name: &str) -> Result<&str> {
///     name.strip_prefix('#').ok_or_else(|| Error::input("a room begins with #"))
/// }
/// assert_eq!(room("#lobby")?, "lobby");
/// # Ok::<_, Error>(())
/// ```
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, where, and whether the request may have arrived.
///
/// Cheap to clone: one reference count. `Display` shows the platform, the
/// attempted call, the status and the server's own code and words; it never
/// shows a query string, a header, a key or a body, and does not repeat
/// [`source`](StdError::source).
///
/// ```
/// use chatwire_core::{Error, ErrorKind};
///
/// fn advice(err: &Error) -> &'static str {
///     match err.kind() {
///         ErrorKind::RateLimited => "wait for retry_after, then go on",
///         ErrorKind::Auth => "replace the credential",
///         _ if err.maybe_sent() => "look whether it arrived before sending again",
///         _ => "safe to send again",
///     }
/// }
/// assert_eq!(advice(&Error::input("channel_id is empty")), "safe to send again");
/// ```
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    kind: ErrorKind,
    message: Cow<'static, str>,
    platform: &'static str,
    operation: &'static str,
    target: Option<Cow<'static, str>>,
    status: Option<StatusCode>,
    code: Option<Cow<'static, str>>,
    category: Option<String>,
    issues: Vec<FieldIssue>,
    retry_after: Option<Duration>,
    request_id: Option<String>,
    context: Vec<(&'static str, String)>,
    body: Bytes,
    maybe_sent: bool,
    attempts: Vec<Attempt>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error of `kind`; `message` says what was wrong and where, without secrets.
    pub fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Arc::new(Inner {
            kind,
            message: message.into(),
            platform: "",
            operation: "",
            target: None,
            status: None,
            code: None,
            category: None,
            issues: Vec::new(),
            retry_after: None,
            request_id: None,
            context: Vec::new(),
            body: Bytes::new(),
            maybe_sent: false,
            attempts: Vec::new(),
            source: None,
        }))
    }

    /// An error of kind [`ErrorKind::Input`].
    pub fn input(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Input, message)
    }

    /// An error of kind [`ErrorKind::Config`].
    pub fn config(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Config, message)
    }

    /// An error of kind [`ErrorKind::Decode`].
    pub fn decode(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Decode, message)
    }

    /// An error of kind [`ErrorKind::Unsupported`].
    pub fn unsupported(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Unsupported, message)
    }

    /// What kind of failure this is; each kind's documentation says what to do.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether the same call may succeed later without a change.
    ///
    /// This says nothing about safety: for a call that writes, ask
    /// [`maybe_sent`](Self::maybe_sent) before sending it again.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.kind.is_transient() || self.0.status == Some(StatusCode::TOO_EARLY)
    }

    /// Status of the answer, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The platform's own code, or a word of ours where the platform has none.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The server's words, or ours when the failure is local. May be empty.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The platform's class of the error (`client_error`, `server_error`), if it names one.
    #[must_use]
    pub fn category(&self) -> Option<&str> {
        self.0.category.as_deref()
    }

    /// Fields that the server refused, where it lists them.
    #[must_use]
    pub fn issues(&self) -> &[FieldIssue] {
        &self.0.issues
    }

    /// How long the server asked to wait.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The server's id of the request, for support questions.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Body of the refused answer, at most its first 64 KiB.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// `false` only when the request certainly never reached the server's application.
    #[must_use]
    pub fn maybe_sent(&self) -> bool {
        self.0.maybe_sent
    }

    /// What happened at each attempt, oldest first; empty when nothing was tried.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        &self.0.attempts
    }

    /// Platform whose call failed (`chatluck`), empty outside a call.
    #[must_use]
    pub fn platform(&self) -> &'static str {
        self.0.platform
    }

    /// Call that failed (`chatluck.send_message`), empty outside a call.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.0.operation
    }

    /// A fact about the call that the server's words leave out, such as the cursor of a page.
    #[must_use]
    pub fn context(&self, key: &str) -> Option<&str> {
        let mut facts = self.0.context.iter();
        facts.find(|(name, _)| *name == key).map(|(_, value)| value.as_str())
    }
}

/// Setters for crates that map a platform's answers; user code seldom needs them.
impl Error {
    fn edit(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// Sets the code, the platform's own or a word of ours in snake case.
    #[must_use]
    pub fn with_code(self, code: impl Into<Cow<'static, str>>) -> Self {
        self.edit(|inner| inner.code = Some(code.into()))
    }

    /// Sets the cause, shown by reporters that walk [`source`](StdError::source).
    #[must_use]
    pub fn with_source(self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.edit(|inner| inner.source = Some(Arc::new(source)))
    }

    /// Sets the status of the answer.
    #[must_use]
    pub fn with_status(self, status: StatusCode) -> Self {
        self.edit(|inner| inner.status = Some(status))
    }

    /// Sets the platform's name.
    #[must_use]
    pub fn with_platform(self, platform: &'static str) -> Self {
        self.edit(|inner| inner.platform = platform)
    }

    /// Sets the operation's stable name.
    #[must_use]
    pub fn with_operation(self, operation: &'static str) -> Self {
        self.edit(|inner| inner.operation = operation)
    }

    /// Sets what was attempted, as `Display` shows it: `POST /messages`.
    #[must_use]
    pub fn with_target(self, target: impl Into<Cow<'static, str>>) -> Self {
        self.edit(|inner| inner.target = Some(target.into()))
    }

    /// Adds a fact about the call; an existing one of that name is replaced.
    #[must_use]
    pub fn with_context(self, key: &'static str, value: impl Into<String>) -> Self {
        self.edit(|inner| {
            inner.context.retain(|(name, _)| *name != key);
            inner.context.push((key, value.into()));
        })
    }

    /// Sets the body of the answer, cut to 64 KiB.
    #[must_use]
    pub fn with_body(self, body: &Bytes) -> Self {
        // A slice would keep the whole answer alive, up to 32 MiB of it, in each clone of the error.
        let kept = match body.get(..status::BODY_CAP) {
            Some(head) if head.len() < body.len() => Bytes::copy_from_slice(head),
            _ => body.clone(),
        };
        self.edit(|inner| inner.body = kept)
    }

    /// Sets the server's request id.
    #[must_use]
    pub fn with_request_id(self, id: impl Into<String>) -> Self {
        self.edit(|inner| inner.request_id = Some(id.into()))
    }

    /// Sets how long the server asked to wait.
    #[must_use]
    pub fn with_retry_after(self, wait: Duration) -> Self {
        self.edit(|inner| inner.retry_after = Some(wait))
    }

    /// Says whether the request may have reached the server's application.
    #[must_use]
    pub fn with_maybe_sent(self, maybe_sent: bool) -> Self {
        self.edit(|inner| inner.maybe_sent = maybe_sent)
    }

    /// Sets the fields that were refused.
    #[must_use]
    pub fn with_issues(self, issues: Vec<FieldIssue>) -> Self {
        self.edit(|inner| inner.issues = issues)
    }

    pub(crate) fn with_category(self, category: Option<String>) -> Self {
        self.edit(|inner| inner.category = category)
    }

    pub(crate) fn with_attempts(self, attempts: Vec<Attempt>) -> Self {
        self.edit(|inner| inner.attempts = attempts)
    }

    pub(crate) fn with_shared_source(self, source: Arc<dyn StdError + Send + Sync>) -> Self {
        self.edit(|inner| inner.source = Some(source))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        let mut part = Separated { f, first: true };
        if !inner.platform.is_empty() {
            part.write(format_args!("{}", inner.platform))?;
        }
        if let Some(target) = &inner.target {
            part.write(format_args!("{target}"))?;
        } else if !inner.operation.is_empty() {
            part.write(format_args!("{}", inner.operation))?;
        }
        match inner.status {
            Some(status) => part.write(format_args!("{status}"))?,
            None => part.write(format_args!("{}", inner.kind))?,
        }
        if let Some(code) = inner.code.as_deref().filter(|code| *code != inner.message) {
            part.write(format_args!("{code}"))?;
        }
        if !inner.message.is_empty() {
            part.write(format_args!("{}", inner.message))?;
        }
        for (key, value) in &inner.context {
            part.f.write_fmt(format_args!(" [{key}: {value}]"))?;
        }
        Ok(())
    }
}

/// Writes parts with `": "` between them.
struct Separated<'a, 'b> {
    f: &'a mut fmt::Formatter<'b>,
    first: bool,
}

impl Separated<'_, '_> {
    fn write(&mut self, part: fmt::Arguments<'_>) -> fmt::Result {
        if !std::mem::take(&mut self.first) {
            self.f.write_str(": ")?;
        }
        self.f.write_fmt(part)
    }
}

impl fmt::Debug for Error {
    /// Bodies are shown by their length only: they may hold messages of people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        f.debug_struct("Error")
            .field("kind", &inner.kind)
            .field("message", &inner.message)
            .field("platform", &inner.platform)
            .field("operation", &inner.operation)
            .field("status", &inner.status.map(|status| status.as_u16()))
            .field("code", &inner.code)
            .field("issues", &inner.issues)
            .field("retry_after", &inner.retry_after)
            .field("request_id", &inner.request_id)
            .field("context", &inner.context)
            .field("body_len", &inner.body.len())
            .field("maybe_sent", &inner.maybe_sent)
            .field("attempts", &inner.attempts)
            .field("source", &inner.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_names_platform_call_status_code_and_words() {
        let err = Error::new(ErrorKind::RateLimited, "slow down")
            .with_platform("chatluck")
            .with_operation("chatluck.send_message")
            .with_target("POST /messages")
            .with_status(StatusCode::TOO_MANY_REQUESTS)
            .with_code("rate_limited");
        assert_eq!(
            err.to_string(),
            "chatluck: POST /messages: 429 Too Many Requests: rate_limited: slow down"
        );
    }

    #[test]
    fn display_of_a_local_error_names_its_kind() {
        let err = Error::input("user_id is empty").with_operation("chatluck.get_user_info");
        assert_eq!(err.to_string(), "chatluck.get_user_info: invalid input: user_id is empty");
    }

    #[test]
    fn a_code_that_is_the_message_is_shown_once() {
        let err = Error::new(ErrorKind::PaymentRequired, "insufficient_tokens")
            .with_code("insufficient_tokens");
        assert_eq!(err.to_string(), "payment required: insufficient_tokens");
    }

    #[test]
    fn context_is_shown_and_replaced_by_name() {
        let err = Error::decode("no data").with_context("page", "1").with_context("page", "2");
        assert_eq!(err.context("page"), Some("2"));
        assert!(err.to_string().ends_with("no data [page: 2]"));
    }

    #[test]
    fn bodies_are_cut_and_debug_hides_them() {
        let body = Bytes::from(vec![b'x'; 100_000]);
        let err = Error::decode("x").with_body(&body);
        assert_eq!(err.body().len(), 65_536);
        assert_ne!(err.body().as_ptr(), body.as_ptr(), "a slice would keep all of it alive");
        let short = body.slice(..100);
        assert_eq!(Error::decode("x").with_body(&short).body().as_ptr(), short.as_ptr());
        assert!(!format!("{err:?}").contains("xxxx"));
    }

    #[test]
    fn an_edit_of_a_clone_leaves_the_original() {
        let first = Error::input("a");
        let second = first.clone().with_code("b");
        assert_eq!((first.code(), second.code()), (None, Some("b")));
    }
}
