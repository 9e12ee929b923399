//! A loopback address for the node's gRPC services: HTTP/2 without TLS, and lines that break when they are told to.

use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::Service as _;

use super::Node;

/// Connections of the gRPC services.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// Grows when all lines are cut.
    cut: watch::Sender<u64>,
    /// Subscriptions to announcements so far.
    subscriptions: watch::Sender<u64>,
    open: watch::Sender<usize>,
    /// Lines that are closed as soon as they are open.
    refused: AtomicUsize,
}

impl Lines {
    pub(super) fn cut(&self) {
        self.cut.send_modify(|cut| *cut = cut.wrapping_add(1));
    }

    pub(super) fn subscribed(&self) {
        self.subscriptions.send_modify(|count| *count = count.saturating_add(1));
    }

    fn take_refusal(&self) -> bool {
        let fewer = |left: usize| left.checked_sub(1);
        self.refused.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fewer).is_ok()
    }
}

/// gRPC services on a free loopback port. Dropping it ends them and closes their connections.
#[derive(Debug)]
pub struct ServedGrpc {
    origin: String,
    _tasks: JoinSet<()>,
}

impl ServedGrpc {
    /// Address of the services.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.origin
    }
}

impl Node {
    /// Serves the gRPC services on a free loopback port, on the present tokio runtime.
    /// [`serve`](Self::serve) does so besides everything else.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = chatwire_emulator::Emulator::start().await?;
    /// let served = emulator.ledger().serve_grpc().await?;
    /// assert!(served.url().starts_with("http://127.0.0.1:"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// What the system says when no loopback socket can be opened.
    pub async fn serve_grpc(&self) -> std::io::Result<ServedGrpc> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, self.clone()));
        Ok(ServedGrpc { origin: format!("http://{address}"), _tasks: tasks })
    }

    /// Breaks all lines of the gRPC services; new ones may be opened.
    pub fn cut_lines(&self) {
        self.shared.lines.cut();
    }

    /// Closes the next `count` lines of the gRPC services as soon as they are open.
    pub fn refuse_lines(&self, count: usize) {
        self.shared.lines.refused.store(count, Ordering::Relaxed);
    }

    /// Lines of the gRPC services that are open now.
    #[must_use]
    pub fn lines(&self) -> usize {
        *self.shared.lines.open.borrow()
    }

    /// Waits until exactly `count` lines of the gRPC services are open.
    pub async fn lines_are(&self, count: usize) {
        let mut open = self.shared.lines.open.subscribe();
        // The sender lives as long as this node does.
        let _open = open.wait_for(|open| *open == count).await;
    }

    /// Waits until announcements were subscribed to `count` times in all.
    pub async fn subscriptions(&self, count: u64) {
        let mut subscriptions = self.shared.lines.subscriptions.subscribe();
        // The sender lives as long as this node does.
        let _count = subscriptions.wait_for(|so_far| *so_far >= count).await;
    }
}

/// Accepts until the task is aborted; its connections end with it.
async fn accept(listener: TcpListener, node: Node) {
    let router = super::grpc::router(&node);
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((_, _)) if node.shared.lines.take_refusal() => {}
                Ok((stream, _peer)) => {
                    let open = Open::count(&node);
                    connections.spawn(connection(stream, router.clone(), open));
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot accept");
                    tokio::task::yield_now().await;
                }
            },
            Some(_ended) = connections.join_next() => {}
        }
    }
}

async fn connection(stream: TcpStream, router: Router, open: Open) {
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        let mut router = router.clone();
        async move {
            let answered: Result<_, Infallible> = router.call(request.map(Body::new)).await;
            answered
        }
    });
    let mut cut = open.0.shared.lines.cut.subscribe();
    let served = hyper::server::conn::http2::Builder::new(TokioExecutor::new())
        .serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        served = served => if let Err(error) = served {
            tracing::debug!(%error, "connection ended early");
        },
        _ = cut.changed() => {}
    }
}

/// Counts a line as long as it is open.
struct Open(Node);

impl Open {
    fn count(node: &Node) -> Self {
        node.shared.lines.open.send_modify(|open| *open = open.saturating_add(1));
        Self(node.clone())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.shared.lines.open.send_modify(|open| *open = open.saturating_sub(1));
    }
}
