//! The calls of the Mezon API: one typed method each, over HTTP or over the open socket.

mod call;
pub(crate) mod cid;
mod method;
pub(crate) mod pieces;

use std::sync::Arc;

use bytes::Bytes;
use chatwire_core::{Error, ErrorKind, Result};
use chatwire_mezon_proto::table::Described;
use chatwire_mezon_proto::{Message, tolerant};

pub use call::ApiCall;
pub use method::Method;

pub(crate) use crate::generated::api as methods;

use crate::client::Inner;
use crate::error::named;

/// Every call of the Mezon API, by its name; from [`Client::api`](crate::Client::api).
///
/// Requests and answers are the service's own messages, which [`proto`](crate::proto) has; light objects like
/// [`Channel`](crate::Channel) cover what bots do every day.
///
/// A call goes over the socket while a live session is online, which costs no new request, else over HTTP; and over
/// HTTP when the service has left the session's own call without an answer, until it answers one.
/// [`ApiCall::over_http`] and [`ApiCall::over_socket`] force one of them.
#[derive(Clone)]
pub struct Api {
    pub(crate) client: Arc<Inner>,
}

impl Api {
    pub(crate) fn new(client: Arc<Inner>) -> Self {
        Self { client }
    }

    /// A call whose request and answer are messages.
    #[expect(clippy::needless_pass_by_value, reason = "a request is made for one call")]
    pub(crate) fn call<Q, T>(&self, method: &'static Method, request: Q) -> ApiCall<T>
    where
        Q: Message,
        T: Described + Message + Default + 'static,
    {
        ApiCall::new(self.client.clone(), method, encode(&request), decode::<T>)
    }
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Api").finish_non_exhaustive()
    }
}

/// All calls that the API has, for tools that choose one by its name.
#[must_use]
pub fn all() -> &'static [&'static Method] {
    methods::METHODS
}

/// The bytes of a request.
pub(crate) fn encode<Q: Message>(request: &Q) -> Bytes {
    request.encode_to_vec().into()
}

/// Reads an answer, forgiving what the reference clients forgive.
///
/// # Errors
///
/// [`Decode`](ErrorKind::Decode) when the bytes are no protobuf.
pub(crate) fn decode<T>(bytes: &Bytes) -> Result<T>
where
    T: Described + Message + Default,
{
    if T::TABLE.fields.is_empty() {
        // Gateways answer such calls with nothing, `{}`, or whatever else.
        return Ok(T::default());
    }
    let decoded = tolerant::decode::<T>(bytes).map_err(|cause| {
        let why = format!("the answer is no {}", T::TABLE.name);
        named(Error::new(ErrorKind::Decode, why).with_source(cause).with_maybe_sent(true))
    })?;
    for repair in &decoded.repairs {
        tracing::debug!(%repair, "an answer was repaired");
    }
    Ok(decoded.message)
}
