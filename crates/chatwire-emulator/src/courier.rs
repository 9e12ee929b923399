//! Delivers webhooks to loopback addresses, one after another, so that they arrive in the order of the events.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use bytes::Bytes;
use http::{Request, Uri, header};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::sync::oneshot;

use crate::EmulatorError;
use crate::queue::{Head, Tail, queue};
use crate::world::lock;

/// Longest wait for one receiver.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);
/// Deliveries that are remembered.
const KEPT: usize = 10_000;
/// Largest answer of a receiver that is read before its connection is closed.
const MAX_ANSWER: usize = 1 << 20;

/// One webhook and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivery {
    /// Address that it went to.
    pub url: String,
    /// JSON that was sent.
    pub body: Value,
    /// Status that the receiver answered; `None` when it did not answer in time.
    pub status: Option<u16>,
}

enum Job {
    Deliver {
        to: Uri,
        body: Value,
    },
    /// Answered when everything before it was delivered.
    Settled(oneshot::Sender<()>),
}

/// The last deliveries, oldest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Done(Arc<Mutex<VecDeque<Delivery>>>);

impl Done {
    pub(crate) fn push(&self, delivery: Delivery) {
        let mut done = lock(&self.0);
        if done.len() == KEPT {
            done.pop_front();
        }
        done.push_back(delivery);
    }

    pub(crate) fn all(&self) -> Vec<Delivery> {
        lock(&self.0).iter().cloned().collect()
    }
}

/// Sending half, kept by a platform.
#[derive(Debug, Clone)]
pub(crate) struct Outbox {
    jobs: Tail<Job>,
    done: Done,
}

/// Working half, run as a task.
pub(crate) struct Courier {
    jobs: Head<Job>,
    done: Done,
}

pub(crate) fn courier() -> (Outbox, Courier) {
    let (sender, jobs) = queue();
    let done = Done::default();
    (Outbox { jobs: sender, done: done.clone() }, Courier { jobs, done })
}

/// Accepts plain http on loopback: an emulator must not reach anybody else.
pub(crate) fn loopback(url: &str) -> Result<Uri, EmulatorError> {
    let refused = || EmulatorError::Webhook { url: url.to_owned() };
    let uri: Uri = url.parse().map_err(|_| refused())?;
    let local = matches!(uri.host(), Some("127.0.0.1" | "localhost" | "[::1]"));
    if local && uri.scheme_str() == Some("http") { Ok(uri) } else { Err(refused()) }
}

impl Outbox {
    pub(crate) fn push(&self, to: &Uri, body: Value) {
        self.jobs.push(Job::Deliver { to: to.clone(), body });
    }

    pub(crate) fn done(&self) -> Vec<Delivery> {
        self.done.all()
    }

    /// Waits until all that was pushed so far is delivered or given up.
    pub(crate) async fn settled(&self) {
        let (tell, told) = oneshot::channel();
        self.jobs.push(Job::Settled(tell));
        // An error means that the emulator has ended: then nothing is under way either.
        let _ended = told.await;
    }
}

impl Courier {
    pub(crate) async fn run(mut self) {
        loop {
            match self.jobs.take().await {
                Job::Deliver { to, body } => {
                    let sent = tokio::time::timeout(PATIENCE, deliver(&to, body.to_string())).await;
                    let status = match sent {
                        Ok(Ok(status)) => Some(status),
                        Ok(Err(error)) => {
                            tracing::debug!(%to, error, "webhook failed");
                            None
                        }
                        Err(_elapsed) => None,
                    };
                    self.done.push(Delivery { url: to.to_string(), body, status });
                }
                // Nobody may wait any more: that is their choice.
                Job::Settled(tell) => drop(tell.send(())),
            }
        }
    }
}

/// What kept a webhook from its receiver.
type Failure = Box<dyn std::error::Error + Send + Sync>;

pub(crate) async fn deliver(to: &Uri, body: String) -> Result<u16, Failure> {
    deliver_with(to, &[], Bytes::from(body)).await
}

/// With headers of the platform's own.
pub(crate) async fn deliver_with(
    to: &Uri,
    headers: &[(String, String)],
    body: Bytes,
) -> Result<u16, Failure> {
    let authority = to.authority().ok_or("no host")?;
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    let stream = TcpStream::connect((host, authority.port_u16().unwrap_or(80))).await?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    let path = to.path_and_query().map_or("/", |path| path.as_str());
    let mut request = Request::post(path)
        .header(header::HOST, authority.as_str())
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::CONNECTION, "close");
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let request = request.body(Body::from(body))?;
    let exchange = async {
        let response = sender.send_request(request).await?;
        let status = response.status().as_u16();
        // Read to its end, so that the receiver does not see a reset.
        to_bytes(Body::new(response.into_body()), MAX_ANSWER).await?;
        Ok(status)
    };
    tokio::pin!(connection);
    tokio::pin!(exchange);
    // The connection is driven by this task alone: no second task is left behind.
    let mut driven = false;
    loop {
        tokio::select! {
            result = &mut exchange => return result,
            _closed = &mut connection, if !driven => driven = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_is_served() {
        for good in ["http://127.0.0.1:9/x", "http://localhost:9/", "http://[::1]:9/a?b=c"] {
            assert!(loopback(good).is_ok(), "{good}");
        }
        for bad in [
            "https://127.0.0.1/",
            "http://example.com/",
            "/only/path",
            "http://127.0.0.1.example.com/",
            "",
        ] {
            assert!(
                matches!(loopback(bad), Err(EmulatorError::Webhook { url }) if url == bad),
                "{bad}"
            );
        }
    }

    #[test]
    fn the_newest_deliveries_are_kept() {
        let done = Done::default();
        for nth in 0..=KEPT {
            done.push(Delivery { url: nth.to_string(), body: Value::Null, status: None });
        }
        let all = done.all();
        assert_eq!((all.len(), all[0].url.as_str()), (KEPT, "1"));
    }
}
