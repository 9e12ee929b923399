//! [`RawRequest`]: calls that this crate does not know yet.

use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

use chatwire_core::build::Call;
use chatwire_core::{Request, ResponseFuture, Result, RetryClass};

/// A call whose path, body and answer the program knows better than this crate.
///
/// It has the client's credential, limits, errors and retries; the answer's whole body is read as `T`.
///
/// ```
/// use chatwire_fluidtalk::characters::Client;
/// use chatwire_fluidtalk::http::Method;
/// use serde_json::{Value, json};
///
/// let client = Client::new("ftc_live_0123456789")?;
/// let call = client.request::<Value>(Method::POST, "/api/v1/characters/chat").json(&json!({"platform": "instagram"}));
/// assert_eq!(call.request().build()?.uri().path(), "/api/v1/characters/chat");
/// # Ok::<_, chatwire_fluidtalk::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct RawRequest<T> {
    call: Call,
    answer: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned + Send + 'static> RawRequest<T> {
    pub(crate) fn new(call: Call) -> Self {
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
