//! [`RawRequest`]: calls that a platform's crate does not know yet.

use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::call::Call;
use super::request::{Request, ResponseFuture};
use crate::{Result, RetryClass};

/// A call whose path, body and answer the program knows better than the platform's crate.
///
/// It has the client's credential, limits, errors and retries; the answer's whole body is read as `T`.
/// `GET` may be repeated, everything else only when nothing was sent, unless [`class`](Self::class) says otherwise.
///
/// ```
/// # use chatwire_core::build::{Auth, ErrorDetail, Http, Service};
/// # use chatwire_core::Config;
/// # static SERVICE: Service = Service::new("example", |_| ErrorDetail::default());
/// # struct Client(Http);
/// # impl Client {
/// #     fn request<T: serde::de::DeserializeOwned + Send + 'static>(
/// #         &self,
/// #         method: http::Method,
/// #         path: &str,
/// #     ) -> chatwire_core::RawRequest<T> {
/// #         chatwire_core::RawRequest::new(self.0.written(method, "example.request", path))
/// #     }
/// # }
/// # let client = Client(Http::new(&SERVICE, "https://api.example.org", Auth::none(), Config::new())?);
/// use serde_json::{Value, json};
///
/// let call = client.request::<Value>(http::Method::POST, "/news").query("dry", "1").json(&json!({"title": "t"}));
/// let wire = call.request().build()?;
/// assert_eq!(wire.uri(), "https://api.example.org/news?dry=1");
/// assert_eq!(wire.body(), r#"{"title":"t"}"#);
/// # Ok::<_, chatwire_core::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct RawRequest<T> {
    call: Call,
    answer: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned + Send + 'static> RawRequest<T> {
    /// Gives a call to the user. For platform crates.
    pub fn new(call: Call) -> Self {
        Self { call, answer: PhantomData }
    }

    /// Adds a query parameter.
    pub fn query(mut self, name: &str, value: impl AsRef<str>) -> Self {
        self.call = self.call.query(name, value);
        self
    }

    /// Sends `body` as JSON.
    pub fn json<B: Serialize + ?Sized>(mut self, body: &B) -> Self {
        self.call = self.call.json(body);
        self
    }

    /// Sends `fields` in form encoding.
    pub fn form<K: AsRef<str>, V: AsRef<str>>(
        mut self,
        fields: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        self.call = self.call.form(fields);
        self
    }

    /// Sets what the call may be repeated after.
    pub fn class(mut self, class: RetryClass) -> Self {
        self.call = self.call.class(class);
        self
    }

    /// The call itself, for its options: timeouts, retries, wire form.
    pub fn request(self) -> Request<T> {
        self.call.json_reply()
    }
}

impl<T: DeserializeOwned + Send + 'static> IntoFuture for RawRequest<T> {
    type Output = Result<T>;
    type IntoFuture = ResponseFuture<T>;

    fn into_future(self) -> Self::IntoFuture {
        self.request().into_future()
    }
}
