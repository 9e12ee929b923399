//! One connection of the direct transport: frames in, replies and deliveries out, and the heartbeat.

use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use http::{Request, StatusCode};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::lines::{Out, Outbox, QUEUE};
use super::role::Release;
use super::session::until;
use super::state::User;
use super::{Shared, verbs};
use crate::socket::{self, Gone, Socket};
use crate::world::lock;

/// Heartbeats without a sign of life after which a connection is out of deliveries (30 s each and 90 s in all
/// on release 1.1.5).
const PATIENCE: u32 = 3;
/// Frames that are taken from the queue at once.
const BATCH: usize = 64;

/// Refuses a wrong key with 403 and no body. The key may stand in the query or in a header, of which the query
/// counts.
pub(super) fn open(shared: Arc<Shared>, request: Request<Body>) -> Response {
    let query = request.uri().query().unwrap_or_default().as_bytes();
    let keys = url::form_urlencoded::parse(query).filter(|(name, _)| name == "api_key");
    let by_query = keys.last().map(|(_, key)| key.into_owned()).filter(|key| !key.is_empty());
    let user = {
        let inner = lock(&shared.inner);
        inner.caller(by_query.as_deref(), request.headers())
    };
    let refused = match user {
        Some(user) if user.is_sound() => {
            return socket::upgrade(request, move |socket| serve(shared, user, socket));
        }
        Some(_) => StatusCode::INTERNAL_SERVER_ERROR,
        None => StatusCode::FORBIDDEN,
    };
    let mut response = Response::new(Body::empty());
    *response.status_mut() = refused;
    response
}

async fn serve(shared: Arc<Shared>, me: User, mut socket: Socket) {
    let (outbox, queue) = mpsc::channel(QUEUE);
    let (id, single) = {
        let mut inner = lock(&shared.inner);
        let single = inner.state.release == Release::V0_5_4;
        let now = inner.state.now(&shared.world.clock);
        (inner.lines.join(&me.username, outbox.clone(), &now, single), single)
    };
    let Err(Gone) = run(&shared, &me, id, &outbox, queue, &mut socket).await;
    lock(&shared.inner).lines.leave(id, &me.username, single);
}

/// Runs until the connection ends; there is no other way out.
async fn run(
    shared: &Shared,
    me: &User,
    id: u64,
    outbox: &Outbox,
    mut queue: mpsc::Receiver<Out>,
    socket: &mut Socket,
) -> Result<std::convert::Infallible, Gone> {
    let (interval, pings) = {
        let inner = lock(&shared.inner);
        (inner.settings.heartbeat, inner.state.release > Release::V0_5_4)
    };
    let mut beat = Instant::now().checked_add(interval);
    let mut batch = Vec::new();
    loop {
        tokio::select! {
            text = socket.next() => {
                // A frame that the server cannot take ends the connection without a close frame.
                let replies = verbs::answer(shared, me, id, &text?).map_err(|verbs::Fatal| Gone)?;
                // Through the queue: a reply must not overtake a delivery that was caused before it.
                for reply in replies {
                    outbox.try_send(Out::Frame(reply.to_string())).map_err(|_| Gone)?;
                }
            }
            _count = queue.recv_many(&mut batch, BATCH) => {
                let mut frames = Vec::new();
                let mut close = None;
                for out in batch.drain(..) {
                    match out {
                        Out::Frame(frame) => frames.push(frame),
                        Out::RestartClock => beat = Instant::now().checked_add(interval),
                        Out::Close { code, reason } => close = Some((code, reason)),
                    }
                }
                socket.send(frames).await?;
                if let Some((code, reason)) = close {
                    socket.close(code, &reason).await;
                    return Err(Gone);
                }
            }
            () = until(beat), if pings => {
                beat = Instant::now().checked_add(interval);
                if let Some(ping) = heartbeat(shared, me, id, interval.saturating_mul(PATIENCE)) {
                    socket.send([ping.to_string()]).await?;
                }
            }
        }
    }
}

/// The ping of this beat. A connection that was not heard for too long is taken out of deliveries instead; its
/// socket stays open.
fn heartbeat(shared: &Shared, me: &User, id: u64, patience: std::time::Duration) -> Option<Value> {
    let mut inner = lock(&shared.inner);
    if inner.lines.last_heard(id)?.elapsed() > patience {
        inner.lines.leave(id, &me.username, false);
        return None;
    }
    Some(json!({"type": "ping", "timestamp": inner.state.now(&shared.world.clock)}))
}
