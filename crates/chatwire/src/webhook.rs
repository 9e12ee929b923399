//! An axum router for webhooks, and the stream of what it received (feature `webhook-server`).
//!
//! Without this feature a platform's `WebhookVerifier` works in any framework:
//! hand it the headers and the raw body.
//!
//! ```
//! # #[cfg(feature = "chatluck")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # use std::future::IntoFuture;
//! # let emulator = chatwire_emulator::Emulator::start().await?;
//! use chatwire::Secret;
//! use chatwire::chatluck::webhook::{Event, parse_unverified};
//! use chatwire::webhook::{Endpoint, axum};
//! use futures_util::StreamExt;
//!
//! // Chatluck signs nothing: an address that nobody can guess takes the place of a signature.
//! let secret = Secret::new("an-unguessable-word");
//! let (router, mut deliveries) =
//!     Endpoint::new("/chatluck", parse_unverified).path_secret(secret).into_router()?;
//!
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
//! # let address = listener.local_addr()?;
//! # emulator.chatluck().webhook_to(&format!("http://{address}/chatluck/an-unguessable-word"))?;
//! # emulator.chatluck().say("general", "Alice", "Hello");
//! tokio::spawn(axum::serve(listener, router).into_future());
//!
//! while let Some(delivery) = deliveries.next().await {
//!     if let Event::MessageCreated { message, .. } = delivery.event {
//!         println!("{}", message.content);
//!         # break;
//!     }
//! }
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "chatluck"))]
//! # fn main() {}
//! ```

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use chatwire_core::webhook::IdMemory;
use chatwire_core::{BoxFuture, Error, ErrorKind, Result, Secret, crypto};
use futures_core::Stream;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;

/// The axum that the router belongs to, so that a program needs no dependency of its own to serve it.
pub use axum;
pub use chatwire_core::webhook::Delivery;

/// Largest body that is read, unless the endpoint says otherwise.
const MAX_BODY: usize = 1024 * 1024;
/// Deliveries that wait for the reader, unless the endpoint says otherwise.
const CAPACITY: usize = 1024;
/// Ids of deliveries that are remembered, unless the endpoint says otherwise.
const REMEMBERED: usize = 4096;
/// Longest wait for a body: a sender that stops in the middle must not hold a connection.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// Checks and reads a webhook of one platform.
///
/// Every platform's `WebhookVerifier` is one; so is a function of headers and body.
///
/// ```
/// use chatwire::webhook::{Delivery, Endpoint, Verify};
/// use chatwire::{Error, ErrorKind, Result, Secret};
///
/// // A function is enough: here for a sender that puts a token into a header.
/// let verify = |headers: &http::HeaderMap, body: &[u8]| -> Result<Delivery<usize>> {
///     match headers.get("x-token") {
///         Some(token) if token == "s3cret" => Ok(Delivery::new("", body.len())),
///         _ => Err(Error::new(ErrorKind::Signature, "wrong token")),
///     }
/// };
/// let refused = verify.verify("/hook", &http::HeaderMap::new(), b"{}");
/// assert_eq!(refused.unwrap_err().kind(), ErrorKind::Signature);
/// let (_router, _deliveries) = Endpoint::new("/hook", verify).into_router()?;
/// # Ok::<_, Error>(())
/// ```
pub trait Verify: Send + Sync + 'static {
    /// What the platform reports.
    type Event: Send + 'static;

    /// Checks the raw body and reads it; `path` is the request's path, without query.
    ///
    /// # Errors
    ///
    /// [`Signature`](ErrorKind::Signature) for a delivery that is not proven,
    /// [`Input`](ErrorKind::Input) with the code `body_too_large` for one over the verifier's own limit,
    /// [`Decode`](ErrorKind::Decode) for one that cannot be read.
    fn verify(&self, path: &str, headers: &HeaderMap, body: &[u8])
    -> Result<Delivery<Self::Event>>;

    /// As [`verify`](Self::verify), for verifiers that may have to ask somebody first, such as for a key that was
    /// replaced. An [`Endpoint`] calls this one.
    fn receive<'a>(
        &'a self,
        path: &'a str,
        headers: &'a HeaderMap,
        body: Bytes,
    ) -> BoxFuture<'a, Result<Delivery<Self::Event>>> {
        Box::pin(async move { self.verify(path, headers, &body) })
    }

    /// Status for a delivery that was taken, or came before: 204, unless the platform asks for another.
    fn accepted(&self) -> StatusCode {
        StatusCode::NO_CONTENT
    }

    /// Status for a delivery that was refused.
    fn refused(&self, err: &Error) -> StatusCode {
        match err.kind() {
            // A verifier with a memory of its own: the sender only wants to know that it may stop.
            ErrorKind::Signature if err.code() == Some("duplicate") => self.accepted(),
            ErrorKind::Signature => StatusCode::UNAUTHORIZED,
            ErrorKind::Input if err.code() == Some("body_too_large") => {
                StatusCode::PAYLOAD_TOO_LARGE
            }
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

impl<F, E> Verify for F
where
    F: Fn(&HeaderMap, &[u8]) -> Result<Delivery<E>> + Send + Sync + 'static,
    E: Send + 'static,
{
    type Event = E;

    fn verify(&self, _path: &str, headers: &HeaderMap, body: &[u8]) -> Result<Delivery<E>> {
        self(headers, body)
    }
}

#[cfg(feature = "chatluck")]
impl Verify for chatwire_chatluck::webhook::WebhookVerifier {
    type Event = chatwire_chatluck::webhook::Event;

    fn verify(
        &self,
        path: &str,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Delivery<Self::Event>> {
        self.parse_at(path, headers, body)
    }
}

/// A key that Kick has replaced is fetched; events of streamers who are not expected are answered like duplicates.
#[cfg(feature = "kick")]
impl Verify for chatwire_kick::webhook::WebhookVerifier {
    type Event = chatwire_kick::webhook::Event;

    fn verify(
        &self,
        _path: &str,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Delivery<Self::Event>> {
        self.parse(headers, body)
    }

    fn receive<'a>(
        &'a self,
        _path: &'a str,
        headers: &'a HeaderMap,
        body: Bytes,
    ) -> BoxFuture<'a, Result<Delivery<Self::Event>>> {
        // The inherent method, which comes before this one.
        Box::pin(Self::receive(self, headers, body))
    }

    /// KickDevDocs speak of 200 only.
    fn accepted(&self) -> StatusCode {
        StatusCode::OK
    }

    fn refused(&self, err: &Error) -> StatusCode {
        chatwire_kick::webhook::status_of(err)
    }
}

#[cfg(feature = "tokenbowl")]
impl Verify for chatwire_tokenbowl::webhook::WebhookVerifier {
    type Event = chatwire_tokenbowl::Message;

    fn verify(
        &self,
        path: &str,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Delivery<Self::Event>> {
        self.parse_at(path, headers, body)
    }
}

/// Where a platform posts its events.
///
/// The sender is answered at once:
///
/// | Status | When |
/// |---|---|
/// | 204 | the delivery was taken, or its id came before; 200 for Kick, also when its streamer is not expected |
/// | 400 | it cannot be read |
/// | 401 | it is not proven |
/// | 404 | the path's secret is wrong |
/// | 405 | it is no `POST` |
/// | 408 | its body did not come within 10 s |
/// | 413 | it is too large |
/// | 503 | the reader has fallen behind or is gone: a sender that tries again loses nothing |
///
/// ```
/// use chatwire::webhook::{Delivery, Endpoint};
/// use chatwire::{HeaderMap, Secret};
///
/// // Any function of headers and body will do, for senders that no platform crate knows.
/// let doorbell = |_: &HeaderMap, body: &[u8]| Ok(Delivery::new("", body.len()));
/// let (router, deliveries) = Endpoint::new("/doorbell", doorbell)
///     .path_secret(Secret::new("an-unguessable-word"))
///     .capacity(16)
///     .into_router()?;
/// # drop((router, deliveries));
/// # Ok::<_, chatwire::Error>(())
/// ```
#[must_use = "an endpoint does nothing until it is turned into a router"]
pub struct Endpoint<V> {
    path: String,
    verifier: V,
    path_secret: Option<Secret>,
    capacity: usize,
    max_body: usize,
    remembered: usize,
}

impl<V: Verify> Endpoint<V> {
    /// An endpoint at `path`, which starts with a slash.
    pub fn new(path: impl Into<String>, verifier: V) -> Self {
        Self {
            path: path.into(),
            verifier,
            path_secret: None,
            capacity: CAPACITY,
            max_body: MAX_BODY,
            remembered: REMEMBERED,
        }
    }

    /// Takes deliveries only at `path/<secret>`: the cure for platforms that sign nothing.
    ///
    /// Letters, digits, `-`, `.`, `_` and `~` only, so that no escaping is needed.
    pub fn path_secret(mut self, secret: Secret) -> Self {
        self.path_secret = Some(secret);
        self
    }

    /// Deliveries that may wait for the reader (1,024).
    pub fn capacity(mut self, deliveries: usize) -> Self {
        self.capacity = deliveries.clamp(1, Semaphore::MAX_PERMITS);
        self
    }

    /// Largest body in bytes (1 MiB).
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// Ids that are remembered (4,096), so that a delivery that comes again is answered and left out; 0 lets
    /// repetitions through.
    ///
    /// A platform that sends no ids is told apart by what the event is about: without an id in Chatluck's body,
    /// a person who joins the same channel a second time looks like a repetition.
    pub fn remember(mut self, deliveries: usize) -> Self {
        self.remembered = deliveries;
        self
    }

    /// The router to merge into a server, and the stream of deliveries.
    ///
    /// # Errors
    ///
    /// [`Config`](ErrorKind::Config) for a path that does not start with a slash or holds braces,
    /// and for a path secret that needs escaping.
    pub fn into_router(self) -> Result<(axum::Router, Deliveries<V::Event>)> {
        let mut path = self.path.clone();
        if !self.path.starts_with('/') || self.path.contains(['{', '}', '*', ':']) {
            return Err(Error::config("the path of a webhook starts with / and holds no pattern"));
        }
        if let Some(secret) = &self.path_secret {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
            if secret.is_empty() || !secret.expose().bytes().all(plain) {
                return Err(Error::config("the secret of a webhook's path needs escaping"));
            }
            path.truncate(path.trim_end_matches('/').len());
            path.push_str("/{secret}");
        }
        let (sender, receiver) = mpsc::channel(self.capacity);
        let shared = Arc::new(Shared {
            verifier: self.verifier,
            path_secret: self.path_secret,
            max_body: self.max_body,
            seen: (self.remembered > 0).then(|| IdMemory::new(self.remembered)),
            sender,
        });
        let router = axum::Router::new()
            .route(&path, post(receive::<V>))
            .layer(DefaultBodyLimit::disable())
            .with_state(shared);
        Ok((router, Deliveries(receiver)))
    }
}

impl<V> fmt::Debug for Endpoint<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("path", &self.path)
            .field("path_secret", &self.path_secret)
            .field("capacity", &self.capacity)
            .field("max_body", &self.max_body)
            .field("remembered", &self.remembered)
            .finish_non_exhaustive()
    }
}

struct Shared<V: Verify> {
    verifier: V,
    path_secret: Option<Secret>,
    max_body: usize,
    seen: Option<IdMemory>,
    sender: mpsc::Sender<Delivery<V::Event>>,
}

async fn receive<V: Verify>(
    State(shared): State<Arc<Shared<V>>>,
    secret: Option<Path<String>>,
    request: Request,
) -> Response {
    if let Some(expected) = &shared.path_secret {
        let given = secret.as_ref().map_or("", |Path(given)| given.as_str());
        if !crypto::constant_time_eq(given.as_bytes(), expected.expose().as_bytes()) {
            return StatusCode::NOT_FOUND.into_response();
        }
    }
    let (head, body) = request.into_parts();
    let body = match timeout(BODY_TIMEOUT, axum::body::to_bytes(body, shared.max_body)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Err(_) => return StatusCode::REQUEST_TIMEOUT.into_response(),
    };
    // The place is taken first: a delivery that is remembered as seen must not be turned away.
    let Ok(place) = shared.sender.try_reserve() else {
        tracing::warn!("a webhook was turned away: its reader has fallen behind or is gone");
        return (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "1")]).into_response();
    };
    let verifier = &shared.verifier;
    match verifier.receive(head.uri.path(), &head.headers, body).await {
        Ok(delivery) => {
            if shared.is_new(&delivery.id) {
                place.send(delivery);
            }
            verifier.accepted().into_response()
        }
        Err(err) => {
            tracing::debug!(error = %err, "a webhook was refused");
            verifier.refused(&err).into_response()
        }
    }
}

impl<V: Verify> Shared<V> {
    /// A delivery without an id is always new.
    fn is_new(&self, id: &str) -> bool {
        id.is_empty() || self.seen.as_ref().is_none_or(|seen| seen.insert(id))
    }
}

/// Deliveries of one [`Endpoint`], in the order in which they came.
///
/// Ends when the router is gone. When it is dropped, the sender gets 503.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use chatwire::webhook::{Deliveries, Delivery, Endpoint};
/// use futures_util::StreamExt;
///
/// async fn count<E>(mut deliveries: Deliveries<E>) -> usize {
///     let mut seen = 0;
///     while let Some(delivery) = deliveries.next().await {
///         println!("delivery {}", delivery.id);
///         seen += 1;
///     }
///     seen // the server has stopped
/// }
/// # let verify = |_: &http::HeaderMap, body: &[u8]| Ok(Delivery::new("", body.len()));
/// let (router, deliveries) = Endpoint::new("/hook", verify).into_router()?;
/// drop(router);
/// assert_eq!(count(deliveries).await, 0);
/// # Ok(())
/// # }
/// ```
#[must_use = "streams do nothing unless polled"]
pub struct Deliveries<E>(mpsc::Receiver<Delivery<E>>);

impl<E> Stream for Deliveries<E> {
    type Item = Delivery<E>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(cx)
    }
}

impl<E> fmt::Debug for Deliveries<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deliveries").field("waiting", &self.0.len()).finish_non_exhaustive()
    }
}
