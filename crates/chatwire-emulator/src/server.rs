//! One listener per platform: accepts, records, injects faults, and hands what is left to the platform's routes.

use std::convert::Infallible;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use bytes::Bytes;
use futures_util::stream;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, LOCATION, RETRY_AFTER};
use http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tower::Service as _;

use crate::Platform;
use crate::fault::{Fault, Faults};
use crate::record::{Recorded, Records};
use crate::socket::{Gate, Job, OpenSockets, is_upgrade};

/// Largest request that is read: well above every limit of a platform, so that the platform's own answer is seen.
const MAX_BODY: usize = 32 << 20;

/// What a listener serves: a new platform brings its routes and the form of its errors, nothing else.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) platform: Platform,
    pub(crate) router: Router,
    /// Error body in the platform's own form, for a path and a status.
    pub(crate) error_body: fn(&str, StatusCode) -> Value,
    pub(crate) records: Arc<Records>,
    pub(crate) faults: Arc<Faults>,
    pub(crate) open: Arc<OpenSockets>,
}

/// The service's only error: hyper then closes the connection without an answer.
#[derive(Debug, thiserror::Error)]
#[error("connection closed on purpose")]
struct HangUp;

/// Accepts until the task is aborted; its connections end with it.
pub(crate) async fn serve(listener: TcpListener, site: Arc<Site>) {
    let mut connections = JoinSet::new();
    let (jobs, mut opened) = mpsc::unbounded_channel::<Job>();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _peer)) => { connections.spawn(connection(stream, Arc::clone(&site), jobs.clone())); }
                Err(error) => {
                    // Usually out of file handles: wait for one to be freed instead of spinning.
                    tracing::warn!(platform = %site.platform, %error, "cannot accept");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            Some(job) = opened.recv() => { connections.spawn(job); }
            Some(_ended) = connections.join_next() => {}
        }
    }
}

async fn connection(stream: TcpStream, site: Arc<Site>, jobs: mpsc::UnboundedSender<Job>) {
    let platform = site.platform;
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%platform, %error, "no delay-free socket");
    }
    let service = hyper::service::service_fn(move |request| {
        let site = Arc::clone(&site);
        let jobs = jobs.clone();
        async move { site.answer(request, jobs).await }
    });
    let served = hyper::server::conn::http1::Builder::new()
        // Wall time would make answers differ from run to run.
        .auto_date_header(false)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades()
        .await;
    if let Err(error) = served {
        tracing::debug!(%platform, %error, "connection ended early");
    }
}

impl Site {
    async fn answer(
        &self,
        request: Request<Incoming>,
        jobs: mpsc::UnboundedSender<Job>,
    ) -> Result<Response<Body>, HangUp> {
        let (parts, body) = request.into_parts();
        let method = parts.method.clone();
        let path = parts.uri.path().to_owned();
        let read = to_bytes(Body::new(body), MAX_BODY).await;
        self.records.push(Recorded {
            method: method.clone(),
            path: path.clone(),
            query: parts
                .uri
                .query()
                .map(|query| url::form_urlencoded::parse(query.as_bytes()).into_owned().collect())
                .unwrap_or_default(),
            headers: parts.headers.clone(),
            body: read.as_ref().cloned().unwrap_or_default(),
        });
        let Ok(body) = read else {
            return Ok(json(
                StatusCode::PAYLOAD_TOO_LARGE,
                &(self.error_body)(&path, StatusCode::PAYLOAD_TOO_LARGE),
            ));
        };
        let fault = self.faults.take(method.as_str(), &path, is_upgrade(&parts.headers));
        tracing::info!(platform = %self.platform, %method, path, ?fault, "request");
        let mut request = Request::from_parts(parts, Body::from(body));
        request.extensions_mut().insert(Gate {
            path: path.clone(),
            faults: Arc::clone(&self.faults),
            open: Arc::clone(&self.open),
            jobs,
        });
        match fault {
            None => {
                let response = self.handle(request).await;
                // The ledger has faults of its own.
                let hang_up = response.extensions().get::<crate::ledger::HangUp>().is_some();
                if hang_up { Err(HangUp) } else { Ok(response) }
            }
            Some(fault) => self.spoil(fault, &path, request).await,
        }
    }

    async fn handle(&self, request: Request<Body>) -> Response<Body> {
        let answered: Result<_, Infallible> = self.router.clone().call(request).await;
        match answered {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }

    async fn spoil(
        &self,
        fault: Fault,
        path: &str,
        request: Request<Body>,
    ) -> Result<Response<Body>, HangUp> {
        match fault {
            Fault::Status { status, retry_after, body } => {
                let status =
                    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                let mut response =
                    json(status, &body.unwrap_or_else(|| (self.error_body)(path, status)));
                if let Some(value) = retry_after.and_then(|text| HeaderValue::from_str(&text).ok())
                {
                    response.headers_mut().insert(RETRY_AFTER, value);
                }
                Ok(response)
            }
            Fault::Redirect { status, location } => {
                let mut response = Response::new(Body::empty());
                *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::FOUND);
                if let Ok(value) = HeaderValue::from_str(&location) {
                    response.headers_mut().insert(LOCATION, value);
                }
                Ok(response)
            }
            Fault::Delay(delay) => {
                tokio::time::sleep(delay).await;
                Ok(self.handle(request).await)
            }
            Fault::Silent => std::future::pending().await,
            Fault::DropBefore => Err(HangUp),
            Fault::DropAfter => {
                self.handle(request).await;
                Err(HangUp)
            }
            Fault::Truncate { announce, send } => {
                Ok(truncated(self.handle(request).await, announce, send).await)
            }
            Fault::Garbage => {
                Ok(ok(&self.handle(request).await, Bytes::from_static(b"\xff\xfe{\"<garbage\x00")))
            }
            Fault::ContentType(label) => {
                let mut response = self.handle(request).await;
                if let Ok(value) = HeaderValue::from_str(&label) {
                    response.headers_mut().insert(CONTENT_TYPE, value);
                }
                Ok(response)
            }
            Fault::RefuseUpgrade { status } => {
                let mut response = Response::new(Body::empty());
                *response.status_mut() =
                    StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
                Ok(response)
            }
            // Never taken for a request: they meet the socket behind it.
            Fault::DropSocket { .. }
            | Fault::CloseSocket { .. }
            | Fault::SilentSocket { .. }
            | Fault::GarbageFrame { .. }
            | Fault::DuplicateFrame { .. }
            | Fault::DelayFrame { .. } => Ok(self.handle(request).await),
            Fault::Empty => Ok(ok(&self.handle(request).await, Bytes::new())),
        }
    }
}

/// A 200 with another body; the platform's answer only shows that the request was handled.
fn ok(_handled: &Response<Body>, body: Bytes) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// First bytes of the answer under a larger `Content-Length`, then a closed connection.
async fn truncated(response: Response<Body>, announce: u64, send: usize) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    let mut sent = to_bytes(body, MAX_BODY).await.unwrap_or_default();
    sent.truncate(send.min(usize::try_from(announce).unwrap_or(usize::MAX)));
    parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(announce));
    // After the bytes the body is pending once: hyper flushes only then, and an error right behind the
    // bytes would close the connection before they left.
    let mut step = 0_u8;
    let cut = stream::poll_fn(move |context| {
        step = step.saturating_add(1);
        match step {
            1 => Poll::Ready(Some(Ok(sent.clone()))),
            2 => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            _ => Poll::Ready(Some(Err(HangUp))),
        }
    });
    Response::from_parts(parts, Body::from_stream(cut))
}

/// A JSON answer.
pub(crate) fn json(status: StatusCode, body: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
