//! Building a call without I/O.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::body::{Body, Content, Lazy};
use super::reply::Reply;
use super::url::{check_path, check_segment, push_pair, push_segment};
use super::{BodyStream, Http, Request, execute};
#[cfg(feature = "multipart")]
use super::{multipart::Multipart, upload::Upload};
use crate::{BoxFuture, Error, ResponseFuture, Result, Retry, RetryClass};

/// What is shown of a path that may hold a key.
pub(crate) const HIDDEN: &str = "{path}";

/// A call under construction. For platform crates.
///
/// The first thing that is wrong is kept and returned when the call is awaited;
/// no request is made then.
///
/// A path is a template: each `{name}` takes one [`segment`](Self::segment), in order.
///
/// ```
/// use chatwire_core::RetryClass;
/// # use chatwire_core::Config;
/// # use http::Method;
/// # use chatwire_core::build::{Auth, ErrorDetail, Http, Service};
/// # static SERVICE: Service = Service::new("example", |_| ErrorDetail::default());
/// # let http = Http::new(&SERVICE, "https://api.example.org/v1", Auth::none(), Config::new())?;
///
/// let request = http
///     .call(Method::POST, "example.send", "/rooms/{room}/messages")
///     .segment("a/b")
///     .query("notify", "true")
///     .class(RetryClass::Rejected)
///     .json(&serde_json::json!({"text": "Hello"}))
///     .json_reply::<serde_json::Value>();
/// let wire = request.build()?;
/// assert_eq!(wire.uri().path(), "/v1/rooms/a%2Fb/messages");
/// # Ok::<_, chatwire_core::Error>(())
/// ```
#[must_use = "a call does nothing until its request is awaited"]
pub struct Call {
    pub(crate) http: Http,
    pub(crate) failure: Option<Error>,
    pub(crate) operation: &'static str,
    pub(crate) method: Method,
    /// Path with its placeholders, for spans and errors.
    pub(crate) template: &'static str,
    /// Path as far as it is filled; the rest of the template follows it.
    pub(crate) path: String,
    rest: &'static str,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    pub(crate) class: RetryClass,
    pub(crate) retry: Option<Retry>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    /// The platform's own limits for this call; the client's settings go before them.
    pub(crate) usual_timeout: Option<Duration>,
    pub(crate) usual_attempt_timeout: Option<Duration>,
    pub(crate) max_response: Option<usize>,
    pub(crate) anonymous: bool,
    /// Whether the answer's body is left to be read as it comes.
    pub(crate) streams: bool,
    pub(crate) context: Vec<(&'static str, String)>,
}

impl Call {
    pub(crate) fn new(
        http: Http,
        method: Method,
        operation: &'static str,
        template: &'static str,
    ) -> Self {
        let class = match method {
            Method::GET | Method::HEAD | Method::OPTIONS => RetryClass::Idempotent,
            _ => RetryClass::ConnectOnly,
        };
        Self {
            http,
            failure: None,
            operation,
            method,
            template,
            // Room for an id of usual length besides, so that the path seldom moves.
            path: String::with_capacity(template.len() + 24),
            rest: template,
            query: String::new(),
            headers: HeaderMap::new(),
            body: Body::Empty,
            class,
            retry: None,
            timeout: None,
            attempt_timeout: None,
            usual_timeout: None,
            usual_attempt_timeout: None,
            max_response: None,
            anonymous: false,
            streams: false,
            context: Vec::new(),
        }
    }

    /// A call to a path that a user wrote, which may carry a query.
    pub(crate) fn written(http: Http, method: Method, operation: &'static str, path: &str) -> Self {
        let mut call = Self::new(http, method, operation, "");
        if let Err(err) = check_path(path) {
            return call.fail(err);
        }
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        path.clone_into(&mut call.path);
        query.clone_into(&mut call.query);
        call
    }

    /// Shows the path nowhere, since it may hold a key: errors name the call `GET {path}`, and of a redirect only the
    /// server.
    pub fn hide_path(mut self) -> Self {
        self.template = HIDDEN;
        self
    }

    /// Keeps `error` unless an earlier one is kept already.
    pub fn fail(mut self, error: Error) -> Self {
        self.failure.get_or_insert(error);
        self
    }

    /// Keeps the error of a check, if it failed.
    pub fn check(self, checked: Result<()>) -> Self {
        match checked {
            Ok(()) => self,
            Err(err) => self.fail(err),
        }
    }

    /// Fills the next placeholder with `value`, percent-encoded as one segment.
    ///
    /// An empty segment, `.` and `..` are kept as [`Input`](crate::ErrorKind::Input) errors.
    pub fn segment(mut self, value: &str) -> Self {
        let filled = self.rest.split_once('{').and_then(|(literal, rest)| {
            rest.split_once('}').map(|(name, rest)| (literal, name, rest))
        });
        let Some((literal, name, rest)) = filled else {
            return self.fail(Error::input("the path has no placeholder left"));
        };
        if let Err(err) = check_segment(name, value) {
            return self.fail(err);
        }
        self.path.push_str(literal);
        push_segment(&mut self.path, value);
        self.rest = rest;
        self
    }

    /// Adds a query parameter.
    pub fn query(mut self, name: &str, value: impl AsRef<str>) -> Self {
        push_pair(&mut self.query, name, value.as_ref());
        self
    }

    /// Adds a query parameter when there is a value.
    pub fn query_opt(self, name: &str, value: Option<impl AsRef<str>>) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }

    /// Adds a header of the platform.
    pub fn header(mut self, name: HeaderName, value: impl AsRef<str>) -> Self {
        match HeaderValue::from_str(value.as_ref()) {
            Ok(mut value) => {
                // One call's own credential is as secret as the client's.
                value.set_sensitive(name == header::AUTHORIZATION);
                self.headers.insert(name, value);
                self
            }
            Err(_) => self.fail(Error::input(format!("the value for header {name} is not valid"))),
        }
    }

    /// Adds a header of the platform whose value was checked before, such as one beyond ASCII.
    pub fn header_value(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Adds a header of the user; those that the client sets itself are refused.
    pub(crate) fn user_header(self, name: &str, value: &str) -> Self {
        let Ok(name) = HeaderName::try_from(name) else {
            return self.fail(Error::config(format!("{name:?} is no header name")));
        };
        let ours = [
            header::AUTHORIZATION,
            header::HOST,
            header::CONTENT_LENGTH,
            header::CONTENT_TYPE,
            header::TRANSFER_ENCODING,
            header::CONNECTION,
        ];
        let service = self.http.service();
        if ours.contains(&name)
            || self.http.auth().name() == Some(&name)
            || service.idempotency_header.eq_ignore_ascii_case(name.as_str())
        {
            return self.fail(Error::config(format!("header {name} is set by the client itself")));
        }
        match HeaderValue::from_str(value) {
            Ok(mut value) => {
                // It may be a secret; nobody can tell.
                value.set_sensitive(true);
                self.header_value(name, value)
            }
            Err(_) => self.fail(Error::input(format!("the value for header {name} is not valid"))),
        }
    }

    /// Sets the retry class of the operation.
    pub fn class(mut self, class: RetryClass) -> Self {
        self.class = class;
        self
    }

    /// Sets the platform's usual limits for one attempt and for the whole call.
    ///
    /// A limit that the user set on the client or on the call goes before them.
    pub fn limits(mut self, attempt: Duration, total: Duration) -> Self {
        self.usual_attempt_timeout = Some(attempt);
        self.usual_timeout = Some(total);
        self
    }

    /// Sends no credential.
    pub fn anonymous(mut self) -> Self {
        self.anonymous = true;
        self
    }

    /// Adds a fact that errors of this call carry; see [`Error::context`].
    pub fn context(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.context.push((key, value.into()));
        self
    }

    /// Sends `value` as JSON, serialised once.
    pub fn json<T: Serialize + ?Sized>(self, value: &T) -> Self {
        match serde_json::to_vec(value) {
            Ok(bytes) => self.bytes(HeaderValue::from_static("application/json"), bytes),
            Err(err) => {
                self.fail(Error::input("an argument cannot be written as JSON").with_source(err))
            }
        }
    }

    /// Sends `pairs` in form encoding.
    pub fn form<K, V>(self, pairs: impl IntoIterator<Item = (K, V)>) -> Self
    where
        K: AsRef<str>,
        V: AsRef<str>,
    {
        let mut text = String::new();
        for (name, value) in pairs {
            push_pair(&mut text, name.as_ref(), value.as_ref());
        }
        self.bytes(HeaderValue::from_static("application/x-www-form-urlencoded"), text)
    }

    /// Sends `bytes` as they are.
    pub fn bytes(mut self, content_type: HeaderValue, bytes: impl Into<Bytes>) -> Self {
        self.body = Body::Full(Content { content_type, bytes: bytes.into() });
        self
    }

    /// Sends bytes that are made when the call starts, such as a file's; made once for all attempts.
    pub fn lazy(
        mut self,
        content_type: HeaderValue,
        make: impl FnOnce() -> BoxFuture<'static, Result<Bytes>> + Send + Sync + 'static,
    ) -> Self {
        self.body = Body::Lazy(Lazy(Box::new(move || {
            let made = make();
            Box::pin(async move { Ok(Body::Full(Content { content_type, bytes: made.await? })) })
        })));
        self
    }

    /// Sends a file or a stream as the whole body that is opened when the call starts; made once
    /// for all attempts.
    #[cfg(feature = "multipart")]
    pub fn lazy_upload(
        mut self,
        content_type: HeaderValue,
        make: impl FnOnce() -> BoxFuture<'static, Result<Upload>> + Send + Sync + 'static,
    ) -> Self {
        self.body = Body::Lazy(Lazy(Box::new(move || {
            let made = make();
            Box::pin(async move {
                let upload = made.await?;
                upload.check()?;
                Ok(Body::Stream { content_type, upload })
            })
        })));
        self
    }

    /// Sends a multipart form whose files are looked at when the call starts; made once for all
    /// attempts.
    #[cfg(feature = "multipart")]
    pub fn lazy_multipart(
        mut self,
        make: impl FnOnce() -> BoxFuture<'static, Result<Multipart>> + Send + Sync + 'static,
    ) -> Self {
        self.body = Body::Lazy(Lazy(Box::new(move || {
            let made = make();
            Box::pin(async move {
                let form = made.await?;
                form.check()?;
                Ok(Body::Multipart(form))
            })
        })));
        self
    }

    /// Sends a multipart form.
    #[cfg(feature = "multipart")]
    pub fn multipart(mut self, form: Multipart) -> Self {
        if let Err(err) = form.check() {
            return self.fail(err);
        }
        self.body = Body::Multipart(form);
        self
    }

    /// Sends a file or a stream as the whole body.
    #[cfg(feature = "multipart")]
    pub fn upload(mut self, content_type: HeaderValue, upload: Upload) -> Self {
        if let Err(err) = upload.check() {
            return self.fail(err);
        }
        self.body = Body::Stream { content_type, upload };
        self
    }

    /// The request whose answer is read as JSON.
    pub fn json_reply<T: DeserializeOwned + 'static>(self) -> Request<T> {
        self.decode(|reply| reply.json())
    }

    /// The request whose answer is read by `decode`.
    pub fn decode<T: 'static>(
        self,
        decode: impl FnOnce(&Reply) -> Result<T> + Send + 'static,
    ) -> Request<T> {
        Request::new(Box::new(self), Box::new(decode))
    }

    /// Sends the call and gives its answer as soon as the head is there; the body is read as it comes.
    ///
    /// The limits of attempt and call end with the head, and repetitions too. Refused answers are errors as ever.
    pub fn open(mut self) -> ResponseFuture<BodyStream> {
        self.streams = true;
        ResponseFuture::new(execute::open(Box::new(self)))
    }

    /// What errors show: `POST /messages`.
    pub(crate) fn target(&self) -> String {
        let path = if self.template.is_empty() { &*self.path } else { self.template };
        format!("{} {path}", self.method)
    }

    /// Names the call in an error of it.
    pub(crate) fn name_error(&self, error: Error) -> Error {
        let mut error = error
            .with_platform(self.http.service().platform)
            .with_operation(self.operation)
            .with_target(self.target());
        for (key, value) in &self.context {
            error = error.with_context(key, value.clone());
        }
        error
    }

    /// Ends the building: the kept failure, or a whole path.
    pub(crate) fn finish(&mut self) -> Result<()> {
        if let Some(failure) = self.failure.take() {
            return Err(self.name_error(failure));
        }
        if let Some((_, rest)) = self.rest.split_once('{') {
            let name = rest.split('}').next().unwrap_or_default();
            return Err(self.name_error(Error::input(format!("{name} is missing"))));
        }
        self.path.push_str(self.rest);
        self.rest = "";
        self.settle_class();
        Ok(())
    }

    /// Lowers the class of a body that cannot be sent twice.
    pub(crate) fn settle_class(&mut self) {
        if !self.body.is_replayable() {
            self.class = self.class.min(RetryClass::ConnectOnly);
        }
    }

    /// Absolute URL of the finished call.
    pub(crate) fn url(&self) -> String {
        let base = self.http.base_url().as_str();
        let mut url = String::with_capacity(base.len() + self.path.len() + self.query.len() + 1);
        url.push_str(base);
        url.push_str(&self.path);
        if !self.query.is_empty() {
            url.push('?');
            url.push_str(&self.query);
        }
        url
    }

    /// Headers of every attempt, without the credential; a new map with room for what follows.
    pub(crate) fn usual_headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::with_capacity(12);
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(header::USER_AGENT, self.http.user_agent().clone());
        for (name, value) in &self.headers {
            headers.insert(name.clone(), value.clone());
        }
        headers
    }
}

impl fmt::Debug for Call {
    /// Neither query nor headers nor body are shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation)
            .field("target", &self.target())
            .field("class", &self.class)
            .field("body", &self.body)
            .field("failure", &self.failure)
            .finish_non_exhaustive()
    }
}
