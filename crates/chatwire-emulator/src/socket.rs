//! Server side of a websocket, with the faults of a platform between it and the client.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use http::header::{
    CONNECTION, HeaderMap, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, UPGRADE,
};
use http::{Request, StatusCode};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use tokio::io::AsyncReadExt as _;
use tokio::sync::{Notify, mpsc};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Message, Role};

use crate::fault::{Fault, Faults};
use crate::world::lock;

/// No JSON and no prefix of any; as bytes no protobuf either, because no field has the number 0.
const GARBAGE: &str = "\u{1}{not json";
/// Frames of clients that are kept per platform.
const KEPT: usize = 10_000;
/// Longest wait for a client that does not read (Token Bowl 1.1.5 waits as long).
const SEND_PATIENCE: Duration = Duration::from_secs(5);

/// Work that ends with the listener.
pub(crate) type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Rides in the extensions of each request, so that a route can open a socket.
#[derive(Clone)]
pub(crate) struct Gate {
    pub(crate) path: String,
    pub(crate) faults: Arc<Faults>,
    pub(crate) open: Arc<OpenSockets>,
    pub(crate) jobs: mpsc::UnboundedSender<Job>,
}

/// One frame that a client sent on a websocket.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SocketFrame {
    /// Path of the upgrade, without the query.
    pub path: String,
    /// What was sent; bytes that are no UTF-8 are replaced.
    pub text: String,
    /// The same as it came.
    pub bytes: Bytes,
}

/// Sockets of a platform, for faults that come while they are open, and what came in on them.
#[derive(Debug, Default)]
pub(crate) struct OpenSockets {
    inboxes: Mutex<Vec<Weak<Inbox>>>,
    frames: Mutex<VecDeque<SocketFrame>>,
}

/// Fault that waits for an open socket.
#[derive(Debug, Default)]
struct Inbox {
    next: Mutex<Option<Fault>>,
    arrived: Notify,
}

impl OpenSockets {
    /// Lets every open socket meet a fault; how many do.
    pub(crate) fn strike(&self, fault: &Fault) -> usize {
        if fault.after_frames().is_none() {
            return 0;
        }
        let open: Vec<_> = lock(&self.inboxes).iter().filter_map(Weak::upgrade).collect();
        for inbox in &open {
            *lock(&inbox.next) = Some(fault.clone());
            inbox.arrived.notify_one();
        }
        open.len()
    }

    pub(crate) fn count(&self) -> usize {
        lock(&self.inboxes).iter().filter(|inbox| inbox.strong_count() > 0).count()
    }

    pub(crate) fn frames(&self) -> Vec<SocketFrame> {
        lock(&self.frames).iter().cloned().collect()
    }

    fn record(&self, path: &str, bytes: Bytes) {
        let mut frames = lock(&self.frames);
        if frames.len() == KEPT {
            frames.pop_front();
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        frames.push_back(SocketFrame { path: path.to_owned(), text, bytes });
    }

    fn add(&self) -> Arc<Inbox> {
        let inbox = Arc::new(Inbox::default());
        let mut open = lock(&self.inboxes);
        open.retain(|inbox| inbox.strong_count() > 0);
        open.push(Arc::downgrade(&inbox));
        inbox
    }
}

/// Whether a request asks for a websocket.
pub(crate) fn is_upgrade(headers: &HeaderMap) -> bool {
    let named = |name, wanted: &str| {
        headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).is_some_and(|text| {
            text.split(',').any(|part| part.trim().eq_ignore_ascii_case(wanted))
        })
    };
    named(UPGRADE, "websocket") && headers.contains_key(SEC_WEBSOCKET_KEY)
}

/// Answers 101 and serves the socket once the connection is handed over. A request that is no upgrade, or did
/// not come through a listener, is answered 400.
pub(crate) fn upgrade<F, Served>(mut request: Request<Body>, serve: F) -> Response
where
    F: FnOnce(Socket) -> Served + Send + 'static,
    Served: Future<Output = ()> + Send + 'static,
{
    let key = request.headers().get(SEC_WEBSOCKET_KEY).map(|key| derive_accept_key(key.as_bytes()));
    let accept = key.and_then(|accept| HeaderValue::from_str(&accept).ok());
    let gate = request.extensions_mut().remove::<Gate>();
    let handed = request.extensions_mut().remove::<OnUpgrade>();
    let (Some(accept), Some(gate), Some(handed)) = (accept, gate, handed) else {
        return status(StatusCode::BAD_REQUEST);
    };
    let jobs = gate.jobs.clone();
    let job: Job = Box::pin(async move {
        match handed.await {
            Ok(upgraded) => serve(Socket::new(upgraded, gate).await).await,
            Err(error) => tracing::debug!(%error, "no upgrade"),
        }
    });
    if jobs.send(job).is_err() {
        return status(StatusCode::SERVICE_UNAVAILABLE);
    }
    let mut response = status(StatusCode::SWITCHING_PROTOCOLS);
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
    response
}

fn status(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// The connection is gone, or was ended by a fault.
#[derive(Debug)]
pub(crate) struct Gone;

/// What a fault leaves of one frame.
enum Pass {
    Once,
    Twice,
    Never,
}

/// An open websocket. Dropping it cuts the connection without a close frame.
pub(crate) struct Socket {
    stream: WebSocketStream<TokioIo<Upgraded>>,
    gate: Gate,
    inbox: Arc<Inbox>,
    fault: Option<Fault>,
    /// Data frames since the last fault.
    sent: u32,
    silent: bool,
}

impl Socket {
    async fn new(upgraded: Upgraded, gate: Gate) -> Self {
        let stream =
            WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, None).await;
        let inbox = gate.open.add();
        let fault = gate.faults.take_for_socket(&gate.path);
        Self { stream, gate, inbox, fault, sent: 0, silent: false }
    }

    /// Next text from the client (binary frames count as text). `Err` when the connection ended.
    pub(crate) async fn next(&mut self) -> Result<String, Gone> {
        let bytes = self.next_bytes().await?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Next data frame from the client, text or not. `Err` when the connection ended.
    pub(crate) async fn next_bytes(&mut self) -> Result<Bytes, Gone> {
        loop {
            self.end_if_due().await?;
            if self.silent {
                return self.outlast().await;
            }
            tokio::select! {
                () = self.inbox.arrived.notified() => self.arm(),
                message = self.stream.next() => match message {
                    Some(Ok(Message::Text(text))) => return Ok(self.record(Bytes::from(text))),
                    Some(Ok(Message::Binary(bytes))) => return Ok(self.record(bytes)),
                    Some(Ok(Message::Close(_))) => {
                        // Tungstenite queued the echo; an error means that the client is gone already.
                        let _gone = self.stream.flush().await;
                        return Err(Gone);
                    }
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return Err(Gone),
                },
            }
        }
    }

    fn record(&self, bytes: Bytes) -> Bytes {
        self.gate.open.record(&self.gate.path, bytes.clone());
        bytes
    }

    /// Reads below the websocket, so that nothing is answered, until the client hangs up.
    async fn outlast(&mut self) -> Result<Bytes, Gone> {
        let mut lost = [0_u8; 1024];
        while self.stream.get_mut().read(&mut lost).await.is_ok_and(|count| count > 0) {}
        Err(Gone)
    }

    /// Sends frames in order, subject to the faults: texts as text, bytes as binary frames.
    pub(crate) async fn send<F: Into<Message>>(
        &mut self,
        frames: impl IntoIterator<Item = F>,
    ) -> Result<(), Gone> {
        for frame in frames {
            let frame = frame.into();
            let copies = match self.spoil(frame.is_binary()).await? {
                Pass::Once => 1,
                Pass::Twice => 2,
                Pass::Never => 0,
            };
            for _ in 0..copies {
                self.feed(frame.clone()).await?;
            }
            self.end_if_due().await?;
        }
        self.flush().await
    }

    /// Closes properly and waits a moment for the client's answer.
    pub(crate) async fn close(&mut self, code: u16, reason: &str) {
        if self.silent {
            // Not even that is said.
            let _gone = self.outlast().await;
            return;
        }
        let frame = CloseFrame { code: code.into(), reason: reason.into() };
        let closing = async {
            if self.stream.close(Some(frame)).await.is_ok() {
                while let Some(Ok(_)) = self.stream.next().await {}
            }
        };
        // A client that neither answers nor hangs up is cut off.
        let _elapsed = tokio::time::timeout(Duration::from_secs(1), closing).await;
    }

    async fn feed(&mut self, frame: Message) -> Result<(), Gone> {
        let sending = self.stream.feed(frame);
        tokio::time::timeout(SEND_PATIENCE, sending).await.map_err(|_| Gone)?.map_err(|_| Gone)
    }

    async fn flush(&mut self) -> Result<(), Gone> {
        if self.silent {
            return Ok(());
        }
        let flushing = self.stream.flush();
        tokio::time::timeout(SEND_PATIENCE, flushing).await.map_err(|_| Gone)?.map_err(|_| Gone)
    }

    /// Takes over the fault that was sent to the open socket.
    fn arm(&mut self) {
        if let Some(fault) = lock(&self.inbox.next).take() {
            self.fault = Some(fault);
            self.sent = 0;
        }
    }

    fn next_fault(&mut self) {
        self.fault = self.gate.faults.take_for_socket(&self.gate.path);
        self.sent = 0;
    }

    fn due(&self) -> bool {
        self.fault.as_ref().and_then(Fault::after_frames).is_some_and(|after| self.sent >= after)
    }

    /// Faults that end or silence the connection act as soon as their frames are out.
    async fn end_if_due(&mut self) -> Result<(), Gone> {
        if !self.due() {
            return Ok(());
        }
        match self.fault.clone() {
            Some(Fault::DropSocket { .. }) => {
                self.flush().await?;
                Err(Gone)
            }
            Some(Fault::CloseSocket { code, reason, .. }) => {
                self.close(code, &reason).await;
                Err(Gone)
            }
            Some(Fault::SilentSocket { .. }) => {
                self.flush().await?;
                self.silent = true;
                self.fault = None;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// What becomes of the next frame; garbage before it is of its kind.
    async fn spoil(&mut self, binary: bool) -> Result<Pass, Gone> {
        self.arm();
        self.end_if_due().await?;
        if self.silent {
            return Ok(Pass::Never);
        }
        let mut pass = Pass::Once;
        while self.due() {
            match self.fault.clone() {
                Some(Fault::GarbageFrame { .. }) if binary => {
                    self.feed(Message::binary(GARBAGE)).await?
                }
                Some(Fault::GarbageFrame { .. }) => self.feed(Message::text(GARBAGE)).await?,
                Some(Fault::DuplicateFrame { .. }) => pass = Pass::Twice,
                Some(Fault::DelayFrame { by, .. }) => {
                    self.flush().await?;
                    tokio::time::sleep(by).await;
                }
                _ => break,
            }
            self.next_fault();
            self.end_if_due().await?;
            if self.silent {
                return Ok(Pass::Never);
            }
        }
        self.sent = self.sent.saturating_add(1);
        Ok(pass)
    }
}
