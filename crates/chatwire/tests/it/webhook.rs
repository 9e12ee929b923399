//! The webhook endpoint, request by request.

use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chatwire::chatluck::webhook::{Event, WebhookVerifier, parse_unverified};
use chatwire::webhook::axum::Router;
use chatwire::webhook::axum::body::Body;
use chatwire::webhook::{Deliveries, Delivery, Endpoint, Verify};
use chatwire::{BoxFuture, Bytes, Error, ErrorKind, HeaderMap, Result, Secret, StatusCode};
use chatwire_emulator::Emulator;
use futures_util::{FutureExt, StreamExt, stream};
use http::{Request, header};
use tower::ServiceExt;

const TOKEN: &str = "token-0123456789";

fn endpoint() -> Endpoint<WebhookVerifier> {
    Endpoint::new("/hooks", WebhookVerifier::bearer(Secret::new(TOKEN)).unwrap())
}

fn joined(id: &str) -> String {
    format!(r#"{{"event_type":"user.joined","event_id":"{id}","user":{{"id":"u","name":"Ada"}}}}"#)
}

fn request(body: impl Into<Body>) -> Request<Body> {
    let post = Request::post("/hooks").header(header::AUTHORIZATION, format!("Bearer {TOKEN}"));
    post.body(body.into()).unwrap()
}

async fn status(router: &Router, request: Request<Body>) -> u16 {
    let answer: std::result::Result<_, Infallible> = router.clone().oneshot(request).await;
    answer.unwrap().status().as_u16()
}

/// Ids of what is waiting for the reader.
fn waiting(deliveries: &mut Deliveries<Event>) -> Vec<String> {
    std::iter::from_fn(|| deliveries.next().now_or_never().flatten())
        .map(|delivery| delivery.id)
        .collect()
}

#[tokio::test]
async fn a_delivery_is_answered_at_once_and_handed_out() {
    let (router, mut deliveries) = endpoint().into_router().unwrap();
    assert_eq!(status(&router, request(joined("e1"))).await, 204);
    let delivery = deliveries.next().await.unwrap();
    assert_eq!(delivery.id, "e1");
    assert!(matches!(delivery.event, Event::UserJoined { user, .. } if user.name == "Ada"));
    drop(router);
    assert!(deliveries.next().await.is_none(), "the stream ends with the router");
}

#[tokio::test]
async fn what_is_not_proven_or_not_readable_is_refused() {
    let (router, mut deliveries) = endpoint().max_body(200).into_router().unwrap();
    let unsigned = Request::post("/hooks").body(Body::from(joined("e1"))).unwrap();
    assert_eq!(status(&router, unsigned).await, 401);
    assert_eq!(status(&router, request("not json")).await, 400);
    let broken = r#"{"event_type":"user.joined","user":7}"#;
    assert_eq!(status(&router, request(broken)).await, 400);
    assert_eq!(status(&router, request("x".repeat(201))).await, 413);
    let get = Request::get("/hooks").body(Body::empty()).unwrap();
    assert_eq!(status(&router, get).await, 405);
    let elsewhere = Request::post("/other").body(Body::empty()).unwrap();
    assert_eq!(status(&router, elsewhere).await, 404);
    assert_eq!(waiting(&mut deliveries), [""; 0]);
}

#[tokio::test]
async fn the_verifiers_own_limit_counts_too() {
    let verifier = WebhookVerifier::bearer(Secret::new(TOKEN)).unwrap().max_body_size(10);
    let (router, _deliveries) = Endpoint::new("/hooks", verifier).into_router().unwrap();
    assert_eq!(status(&router, request(joined("e1"))).await, 413);
}

#[tokio::test]
async fn a_repetition_is_answered_and_left_out() {
    let (router, mut deliveries) = endpoint().into_router().unwrap();
    for _ in 0..2 {
        assert_eq!(status(&router, request(joined("e1"))).await, 204);
    }
    assert_eq!(waiting(&mut deliveries), ["e1"]);

    let (router, mut deliveries) = endpoint().remember(0).into_router().unwrap();
    for _ in 0..2 {
        assert_eq!(status(&router, request(joined("e1"))).await, 204);
    }
    assert_eq!(waiting(&mut deliveries), ["e1", "e1"]);
}

#[tokio::test]
async fn a_slow_reader_makes_the_sender_try_again_and_loses_nothing() {
    let (router, mut deliveries) = endpoint().capacity(2).into_router().unwrap();
    for id in ["e1", "e2"] {
        assert_eq!(status(&router, request(joined(id))).await, 204);
    }
    let answer = router.clone().oneshot(request(joined("e3"))).await.unwrap();
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers()[header::RETRY_AFTER], "1");
    assert_eq!(waiting(&mut deliveries), ["e1", "e2"]);
    // What was turned away was not remembered as seen.
    assert_eq!(status(&router, request(joined("e3"))).await, 204);
    assert_eq!(waiting(&mut deliveries), ["e3"]);
}

#[tokio::test]
async fn without_a_reader_the_sender_keeps_its_deliveries() {
    let (router, deliveries) = endpoint().into_router().unwrap();
    drop(deliveries);
    assert_eq!(status(&router, request(joined("e1"))).await, 503);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_never_ends_is_given_up() {
    let (router, _deliveries) = endpoint().into_router().unwrap();
    let drip = stream::once(async { Ok::<_, Infallible>("{") }).chain(stream::pending());
    let started = tokio::time::Instant::now();
    assert_eq!(status(&router, request(Body::from_stream(drip))).await, 408);
    assert!(started.elapsed() < Duration::from_secs(11));
}

#[tokio::test]
async fn the_secret_of_the_path_is_all_that_opens() {
    let secret = || Secret::new("s3cret-word");
    let (router, mut deliveries) =
        Endpoint::new("/hooks/", parse_unverified).path_secret(secret()).into_router().unwrap();
    let at = |path: &str| Request::post(path).body(Body::from(joined("e1"))).unwrap();
    for path in ["/hooks", "/hooks/", "/hooks/s3cret", "/hooks/S3cret-word", "/hooks/s3cret-word/x"]
    {
        assert_eq!(status(&router, at(path)).await, 404, "{path}");
    }
    assert_eq!(status(&router, at("/hooks/s3cret-word?from=chatluck")).await, 204);
    assert_eq!(waiting(&mut deliveries), ["e1"]);

    // The platform's own verifier of paths sees the same path.
    let verifier = WebhookVerifier::path(secret()).unwrap();
    let (router, mut deliveries) =
        Endpoint::new("/hooks", verifier).path_secret(secret()).into_router().unwrap();
    assert_eq!(status(&router, at("/hooks/s3cret-word")).await, 204);
    assert_eq!(waiting(&mut deliveries), ["e1"]);
}

/// Has to ask somebody before it can tell.
struct Asking(AtomicBool);

impl Verify for Asking {
    type Event = usize;

    fn verify(&self, _: &str, _: &HeaderMap, body: &[u8]) -> Result<Delivery<usize>> {
        match self.0.load(Ordering::Relaxed) {
            true => Ok(Delivery::new("", body.len())),
            false => Err(Error::new(ErrorKind::Signature, "nobody was asked")),
        }
    }

    fn receive<'a>(
        &'a self,
        path: &'a str,
        headers: &'a HeaderMap,
        body: Bytes,
    ) -> BoxFuture<'a, Result<Delivery<usize>>> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            self.0.store(true, Ordering::Relaxed);
            self.verify(path, headers, &body)
        })
    }

    fn accepted(&self) -> StatusCode {
        StatusCode::ACCEPTED
    }
}

#[tokio::test]
async fn a_verifier_may_ask_somebody_and_choose_its_answer() {
    let asking = Asking(AtomicBool::new(false));
    let refused = asking.verify("/hooks", &HeaderMap::new(), b"{}").unwrap_err();
    assert_eq!(asking.refused(&refused), StatusCode::UNAUTHORIZED);
    let duplicate = Error::new(ErrorKind::Signature, "again").with_code("duplicate");
    assert_eq!(asking.refused(&duplicate), StatusCode::ACCEPTED);
    let (router, mut deliveries) = Endpoint::new("/hooks", asking).into_router().unwrap();
    let post = Request::post("/hooks").body(Body::from("12345")).unwrap();
    assert_eq!(status(&router, post).await, 202);
    assert_eq!(deliveries.next().await.unwrap().event, 5);
}

#[test]
fn paths_that_cannot_work_are_refused() {
    for path in ["", "hooks", "/{id}", "/*all", "/:id"] {
        let err = Endpoint::new(path, parse_unverified).into_router().unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Config, "{path:?}");
    }
    for secret in ["", "a/b", "a b", "ä", "a%20b", "a?b"] {
        let endpoint = Endpoint::new("/hooks", parse_unverified).path_secret(Secret::new(secret));
        assert_eq!(endpoint.into_router().unwrap_err().kind(), ErrorKind::Config, "{secret:?}");
    }
    assert!(Endpoint::new("/", parse_unverified).into_router().is_ok());
}

#[tokio::test]
async fn the_emulator_pushes_to_a_served_endpoint() {
    let emulator = Emulator::start().await.unwrap();
    let (router, deliveries) = Endpoint::new("/chatluck", parse_unverified)
        .path_secret(Secret::new("word"))
        .into_router()
        .unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(chatwire::webhook::axum::serve(listener, router).into_future());
    emulator.chatluck().webhook_to(&format!("http://{address}/chatluck/word")).unwrap();
    emulator.chatluck().join("general", "Ada");
    emulator.chatluck().say("general", "Ada", "hello");

    let events: Vec<Event> = deliveries.take(2).map(|delivery| delivery.event).collect().await;
    assert!(matches!(&events[0], Event::UserJoined { user, .. } if user.name == "Ada"));
    assert!(
        matches!(&events[1], Event::MessageCreated { message, .. } if message.content == "hello")
    );
    emulator.chatluck().webhooks_settled().await;
    assert!(emulator.chatluck().deliveries().iter().all(|sent| sent.status == Some(204)));
    serving.abort();
}

#[tokio::test]
async fn a_path_is_served_as_it_was_given() {
    let at = |path: &str| Request::post(path).body(Body::from(joined("e1"))).unwrap();
    for (path, other) in [("/hooks/", "/hooks"), ("/hooks", "/hooks/"), ("/", "/hooks")] {
        let (router, _deliveries) = Endpoint::new(path, parse_unverified).into_router().unwrap();
        assert_eq!(status(&router, at(path)).await, 204, "{path}");
        assert_eq!(status(&router, at(other)).await, 404, "{path}");
    }
}

#[tokio::test]
async fn more_places_than_can_be_counted_are_as_good_as_no_bound() {
    let (router, _deliveries) = endpoint().capacity(usize::MAX).into_router().unwrap();
    assert_eq!(status(&router, request(joined("e1"))).await, 204);
}
