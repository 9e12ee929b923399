//! A loopback address for a ledger that no emulator serves.

use std::convert::Infallible;

use axum::Router;
use axum::body::Body;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tower::Service as _;

use super::Node;
use super::lines::ServedGrpc;

/// In the extensions of an answer: the connection is to be closed without one.
///
/// Servers that mount [`Node::router`] look for it and fail the request, which makes the listener hang up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("connection closed on purpose")]
#[non_exhaustive]
pub struct HangUp;

impl HangUp {
    pub(super) fn response() -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR;
        response.extensions_mut().insert(Self);
        response
    }
}

/// A ledger on a free loopback port. Dropping it ends the service and closes its connections.
#[derive(Debug)]
pub struct Served {
    origin: String,
    grpc: ServedGrpc,
    _tasks: JoinSet<()>,
}

impl Served {
    /// Address of the node's JSON-RPC.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}/mmn-api/", self.origin)
    }

    /// Address of the node's gRPC services.
    #[must_use]
    pub fn grpc_url(&self) -> &str {
        self.grpc.url()
    }

    /// Address of the service that makes proofs.
    #[must_use]
    pub fn prover_url(&self) -> String {
        format!("{}/zk-api/", self.origin)
    }

    /// Address of the indexer.
    #[must_use]
    pub fn indexer_url(&self) -> String {
        format!("{}/indexer-api/", self.origin)
    }
}

impl Node {
    /// Serves all three services on a free loopback port, and the node's gRPC services on another, on the present
    /// tokio runtime.
    ///
    /// # Errors
    /// What the system says when no loopback socket can be opened.
    pub async fn serve(&self) -> std::io::Result<Served> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, self.router()));
        let grpc = self.serve_grpc().await?;
        Ok(Served { origin: format!("http://{address}"), grpc, _tasks: tasks })
    }
}

/// Accepts until the task is aborted; its connections end with it.
async fn accept(listener: TcpListener, router: Router) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _peer)) => { connections.spawn(connection(stream, router.clone())); }
                Err(error) => {
                    tracing::warn!(%error, "cannot accept");
                    tokio::task::yield_now().await;
                }
            },
            Some(_ended) = connections.join_next() => {}
        }
    }
}

async fn connection(stream: TcpStream, router: Router) {
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        let mut router = router.clone();
        async move {
            let answered: Result<_, Infallible> = router.call(request.map(Body::new)).await;
            match answered {
                Ok(response) if response.extensions().get::<HangUp>().is_some() => Err(HangUp),
                Ok(response) => Ok(response),
                Err(never) => match never {},
            }
        }
    });
    let served = hyper::server::conn::http1::Builder::new()
        .auto_date_header(false)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    if let Err(error) = served {
        tracing::debug!(%error, "connection ended early");
    }
}
