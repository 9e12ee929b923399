//! A call that can be awaited, with its options.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderName;

use super::body::Body;
use super::call::Call;
use super::execute;
use super::idempotency::IdempotencyKey;
use super::reply::{Reply, Response};
use crate::{BoxFuture, Error, Result, Retry, RetryClass};

/// A call that is sent when it is awaited.
///
/// It borrows nothing, so it can be stored, moved to a task, or built to see its
/// wire form. Dropping it, or its future, sends nothing more and gives the place
/// in the rate limiter's queue back; what was already written may still arrive.
///
/// ```
/// use std::time::Duration;
/// # use chatwire_core::Config;
/// # use chatwire_core::build::{Auth, ErrorDetail, Http, Service};
/// # static SERVICE: Service = Service::new("example", |_| ErrorDetail::default());
/// # let http = Http::new(&SERVICE, "https://api.example.org", Auth::none(), Config::new())?;
/// # let request = http.call(http::Method::POST, "example.send", "/messages").json_reply::<u8>();
///
/// // What would be sent, without sending it.
/// let wire = request
///     .timeout(Duration::from_secs(5))
///     .header("x-trace", "t-1")
///     .idempotency_key("order-17")
///     .build()?;
/// assert_eq!(wire.uri(), "https://api.example.org/messages");
/// assert_eq!(wire.headers()["x-trace"], "t-1");
/// # Ok::<_, chatwire_core::Error>(())
/// ```
#[must_use = "a request does nothing until it is awaited"]
pub struct Request<T> {
    /// Boxed, since it is moved with every setter.
    call: Box<Call>,
    decode: Decode<T>,
}

pub(crate) type Decode<T> = Box<dyn FnOnce(&Reply) -> Result<T> + Send>;

impl<T: 'static> Request<T> {
    pub(crate) fn new(call: Box<Call>, decode: Decode<T>) -> Self {
        Self { call, decode }
    }

    /// A request that fails with `error` when it is awaited, and sends nothing.
    pub fn failed(mut self, error: Error) -> Self {
        self.call.failure.get_or_insert(error);
        self
    }

    /// Longest time for this call: queue, all attempts, pauses and decoding.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.call.timeout = Some(limit);
        self
    }

    /// Longest time for one attempt of this call.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.call.attempt_timeout = Some(limit);
        self
    }

    /// Largest body in bytes of this call's answer.
    pub fn max_response(mut self, bytes: usize) -> Self {
        self.call.max_response = Some(bytes);
        self
    }

    /// Repeats failed attempts of this call by `policy`, within the call's retry class.
    pub fn retry(mut self, policy: Retry) -> Self {
        self.call.retry = Some(policy);
        self
    }

    /// Makes one attempt only.
    pub fn no_retry(self) -> Self {
        self.retry(Retry::none())
    }

    /// Says that sending this call twice does no harm, so that lost answers are retried, too.
    pub fn assume_idempotent(self) -> Self {
        self.class(RetryClass::Idempotent)
    }

    /// Sets the retry class. For platform crates; users say [`assume_idempotent`](Self::assume_idempotent).
    pub fn class(mut self, class: RetryClass) -> Self {
        self.call.class = class;
        self
    }

    /// Adds a header; those that the client sets itself are refused when the call is awaited.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        *self.call = self.call.user_header(name, value);
        self
    }

    /// Sends a key by which a server may recognise a repeated call, the same for all attempts.
    ///
    /// 1 to 255 visible ASCII characters. No platform so far documents that it honours one, so
    /// the retry class stays as it is unless the platform's page says otherwise.
    pub fn idempotency_key(mut self, key: impl AsRef<str>) -> Self {
        match IdempotencyKey::new(key.as_ref()).and_then(|key| key.to_header()) {
            Ok(value) => {
                let service = self.call.http.service();
                let name = HeaderName::from_bytes(service.idempotency_header.as_bytes());
                if let Ok(name) = name {
                    self.call.headers.insert(name, value);
                }
                if service.honours_idempotency {
                    self.call.class = RetryClass::Idempotent;
                }
                self
            }
            Err(err) => self.failed(err),
        }
    }

    /// Returns status, request id, number of attempts and headers beside the value.
    pub fn with_meta(self) -> Request<Response<T>> {
        let Self { call, decode } = self;
        let decode = move |reply: &Reply| {
            let value = decode(reply)?;
            Ok(Response { value, meta: reply.meta() })
        };
        Request::new(call, Box::new(decode))
    }

    /// Turns the decoded value into another one.
    pub fn map<U: 'static>(self, map: impl FnOnce(T) -> U + Send + 'static) -> Request<U> {
        let Self { call, decode } = self;
        Request::new(call, Box::new(move |reply| decode(reply).map(map)))
    }

    /// Wire form of the call, without any I/O: method, URL, headers and body.
    ///
    /// A fixed credential is in its header, marked sensitive; one that has to be fetched is left out.
    ///
    /// # Errors
    ///
    /// The failure that awaiting would return; [`Input`](crate::ErrorKind::Input) for a body that
    /// is made only when the call starts, such as a file or a stream.
    pub fn build(self) -> Result<http::Request<Bytes>> {
        let Self { mut call, .. } = self;
        call.finish()?;
        let built = wire_form(&mut call);
        built.map_err(|err| call.name_error(err))
    }
}

fn wire_form(call: &mut Call) -> Result<http::Request<Bytes>> {
    let mut headers = call.usual_headers();
    if !call.anonymous
        && let Some(name) = call.http.auth().name()
        && let Some(value) = call.http.auth().fixed()?
    {
        headers.insert(name, value);
    }
    let body = match std::mem::replace(&mut call.body, Body::Empty) {
        Body::Empty => Bytes::new(),
        Body::Full(content) => {
            headers.insert(http::header::CONTENT_TYPE, content.content_type);
            content.bytes
        }
        Body::Lazy(_) => {
            return Err(Error::input("this body is made only when the call starts"));
        }
        #[cfg(feature = "multipart")]
        Body::Multipart(form) => {
            let (content_type, bytes) = form.into_bytes()?;
            headers.insert(http::header::CONTENT_TYPE, content_type);
            bytes
        }
        #[cfg(feature = "multipart")]
        Body::Stream { .. } => {
            return Err(Error::input("this body is read only when the call starts"));
        }
    };
    let mut request = http::Request::new(body);
    *request.method_mut() = call.method.clone();
    *request.uri_mut() = call
        .url()
        .parse()
        .map_err(|err| Error::input("the address of the call is not valid").with_source(err))?;
    *request.headers_mut() = headers;
    Ok(request)
}

impl<T> fmt::Debug for Request<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("operation", &self.call.operation)
            .field("target", &self.call.target())
            .field("class", &self.call.class)
            .field("body", &self.call.body)
            .field("failure", &self.call.failure)
            .finish_non_exhaustive()
    }
}

impl<T: Send + 'static> IntoFuture for Request<T> {
    type Output = Result<T>;
    type IntoFuture = ResponseFuture<T>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { call, decode } = self;
        ResponseFuture(Box::pin(execute::run(call, decode)))
    }
}

/// Future of a [`Request`]. Dropping it cancels the call and releases everything that it held.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use chatwire_core::{Config, testing::{Answer, Script}};
/// # use chatwire_core::build::{Auth, ErrorDetail, Http, Service};
/// # static SERVICE: Service = Service::new("example", |_| ErrorDetail::default());
/// # let config = Config::new().script(Script::new().always(Answer::never()));
/// # let http = Http::new(&SERVICE, "https://api.example.org", Auth::none(), config)?;
/// # let request = http.call(http::Method::GET, "example.list", "/list").json_reply::<u8>();
/// let mut answer = request.into_future();
/// tokio::select! {
///     answer = &mut answer => println!("{answer:?}"),
///     () = tokio::task::yield_now() => drop(answer), // the user has left: the call is cancelled
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "futures do nothing unless polled"]
pub struct ResponseFuture<T>(BoxFuture<'static, Result<T>>);

impl<T> ResponseFuture<T> {
    /// The future of a call that has more than one way. For platform crates.
    pub fn new(call: impl Future<Output = Result<T>> + Send + 'static) -> Self {
        Self(Box::pin(call))
    }
}

impl<T> Future for ResponseFuture<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(cx)
    }
}

impl<T> fmt::Debug for ResponseFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResponseFuture")
    }
}

/// Makes request structs with setters awaitable by way of their `request` method. For platform crates.
///
/// ```
/// use chatwire_core::{Request, awaitable};
///
/// #[derive(Debug)]
/// pub struct SendMessage(Request<u64>);
///
/// impl SendMessage {
///     pub fn request(self) -> Request<u64> {
///         self.0
///     }
/// }
/// awaitable!(SendMessage => u64);
/// ```
#[macro_export]
macro_rules! awaitable {
    ($($call:ty => $value:ty),+ $(,)?) => {$(
        impl ::std::future::IntoFuture for $call {
            type Output = $crate::Result<$value>;
            type IntoFuture = $crate::ResponseFuture<$value>;

            fn into_future(self) -> Self::IntoFuture {
                ::std::future::IntoFuture::into_future(self.request())
            }
        }
    )+};
}
