//! [`ApiCall`]: one call of the API, and how it goes out.

use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;

use bytes::Bytes;
use chatwire_core::{Error, ErrorKind, Request, ResponseFuture, Result, RetryClass};
use http::{HeaderValue, Method as Verb, header};

use super::Method;
use crate::client::Inner;
use crate::error::{code, named};

const PROTO: HeaderValue = HeaderValue::from_static("application/proto");

/// A call of the API: await it, or choose its way first.
///
/// Awaited, it goes over the socket while a live session is online, else over HTTP. A read that the socket loses is
/// made once more over HTTP; anything else is reported, with [`maybe_sent`](Error::maybe_sent).
///
/// # Errors
///
/// Awaiting gives those of [every call](crate::Client#errors-of-every-call), and over the socket these kinds by the
/// gRPC code of the answer: 1 [`Cancelled`](ErrorKind::Cancelled), 3, 9 and 11 [`Rejected`](ErrorKind::Rejected), 5
/// [`NotFound`](ErrorKind::NotFound), 6 and 10 [`Conflict`](ErrorKind::Conflict), 7
/// [`Forbidden`](ErrorKind::Forbidden), 8 [`RateLimited`](ErrorKind::RateLimited), 12
/// [`Unsupported`](ErrorKind::Unsupported), 16 [`Auth`](ErrorKind::Auth), others [`Server`](ErrorKind::Server).
#[must_use = "a call does nothing until it is awaited"]
pub struct ApiCall<T> {
    client: Arc<Inner>,
    method: &'static Method,
    body: Bytes,
    decode: Decode<T>,
    failed: Option<Error>,
}

/// How an answer is read.
enum Decode<T> {
    Plain(fn(&Bytes) -> Result<T>),
    Mapped(Box<Read<T>>),
}

type Read<T> = dyn Fn(&Bytes) -> Result<T> + Send + Sync;

impl<T> Decode<T> {
    fn read(&self, body: &Bytes) -> Result<T> {
        match self {
            Self::Plain(read) => read(body),
            Self::Mapped(read) => read(body),
        }
    }
}

impl<T: Send + 'static> ApiCall<T> {
    pub(super) fn new(
        client: Arc<Inner>,
        method: &'static Method,
        body: Bytes,
        decode: fn(&Bytes) -> Result<T>,
    ) -> Self {
        Self { client, method, body, decode: Decode::Plain(decode), failed: None }
    }

    /// Name and number of the call.
    #[must_use]
    pub fn method(&self) -> &'static Method {
        self.method
    }

    /// Turns the answer into something else, whichever way it comes.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_mezon::Result<()> {
    /// use chatwire_mezon::Client;
    ///
    /// let client = Client::new(1_800_000_000_000_000_001, "api-key")?;
    /// let email = client.api().get_account().map(|account| account.email);
    /// assert_eq!(email.method().name(), "GetAccount");
    /// # Ok(())
    /// # }
    /// ```
    pub fn map<U: Send + 'static>(
        self,
        map: impl Fn(T) -> U + Send + Sync + 'static,
    ) -> ApiCall<U> {
        let Self { client, method, body, decode, failed } = self;
        let read = move |body: &Bytes| decode.read(body).map(&map);
        ApiCall { client, method, body, decode: Decode::Mapped(Box::new(read)), failed }
    }

    /// Keeps the first failure: awaited, the call gives it and sends nothing.
    pub(crate) fn check(mut self, checked: Result<()>) -> Self {
        self.failed = self.failed.or(checked.err().map(named));
        self
    }

    /// The call over HTTP, with all the options of a request.
    ///
    /// It goes to the address of the present session; log in first
    /// ([`Client::login`](crate::Client::login)), or just await the call.
    ///
    /// # Errors
    ///
    /// Those of the call.
    pub fn over_http(self) -> Request<T> {
        let http = self.client.http();
        self.with(&http)
    }

    fn with(self, http: &chatwire_core::build::Http) -> Request<T> {
        let Self { method, body, decode, failed, .. } = self;
        let class = if method.is_read() { RetryClass::Idempotent } else { RetryClass::Rejected };
        let mut call = http
            .call(Verb::POST, method.operation(), method.path())
            .header(header::ACCEPT, "application/proto")
            .class(class)
            .bytes(PROTO, body);
        if let Some(error) = failed {
            call = call.fail(error);
        }
        call.decode(move |reply| decode.read(&reply.body))
    }

    /// The call over the socket, whatever happens.
    ///
    /// # Errors
    ///
    /// Beside those of the call, [`Closed`](ErrorKind::Closed) without a live session that is online, and
    /// [`Unsupported`](ErrorKind::Unsupported) (code [`HTTP_ONLY`](code::HTTP_ONLY)) for one of the few calls that
    /// have no number.
    pub async fn over_socket(self) -> Result<T> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        if self.method.index().is_none() {
            let why = "this call has no number, so it cannot go over the socket";
            return Err(named(Error::new(ErrorKind::Unsupported, why).with_code(code::HTTP_ONLY)));
        }
        let asked = self.client.line.ask_api(self.method, self.body).await;
        let named = |err: Error| err.with_operation(self.method.operation());
        self.decode.read(&asked.map_err(named)?).map_err(named)
    }

    async fn send(self) -> Result<T> {
        let line = &self.client.line;
        let by_socket = self.failed.is_none() && self.method.index().is_some();
        if by_socket && line.is_open() && line.answers_calls() {
            let client = Arc::clone(&self.client);
            let answer = client.line.ask_api(self.method, self.body.clone());
            return self.answered(answer).await;
        }
        self.by_http().await
    }

    /// What the session sends when it makes this call itself.
    pub(crate) fn body(&self) -> Bytes {
        self.body.clone()
    }

    /// Reads the answer of the socket; a read that the socket loses is made once more over HTTP.
    pub(crate) async fn answered(self, answer: impl Future<Output = Result<Bytes>>) -> Result<T> {
        let read = answer.await.and_then(|body| self.decode.read(&body));
        match read.map_err(|err| err.with_operation(self.method.operation())) {
            Err(error) if self.method.is_read() && is_of_the_socket(&error) => {
                tracing::info!(%error, method = self.method.name(), "once more over HTTP");
                // Boxed: hardly any call comes here, and each would carry the room for it.
                Box::pin(self.by_http()).await
            }
            result => result,
        }
    }

    async fn by_http(self) -> Result<T> {
        if self.failed.is_none() {
            // The session says where calls go.
            self.client.keeper.session().await?;
        }
        let http = self.client.http();
        self.with(&http).await
    }
}

/// Whether the way was at fault and not the call.
fn is_of_the_socket(error: &Error) -> bool {
    let kinds =
        [ErrorKind::Transport, ErrorKind::Closed, ErrorKind::Decode, ErrorKind::Unsupported];
    kinds.contains(&error.kind())
}

impl<T: Send + 'static> IntoFuture for ApiCall<T> {
    type Output = Result<T>;
    type IntoFuture = ResponseFuture<T>;

    fn into_future(self) -> Self::IntoFuture {
        ResponseFuture::new(self.send())
    }
}

impl<T> fmt::Debug for ApiCall<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiCall").field("method", self.method).finish_non_exhaustive()
    }
}
