//! Dropped futures, and many calls at once.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use chatwire_core::build::{Auth, Http};
use chatwire_core::testing::{Answer, Script};
use chatwire_core::{
    BoxFuture, Config, Credential, Rate, RateLimiter, Result, Secret, TokenSource,
};
use futures_util::future::join_all;

use crate::server::{Server, answer};
use crate::{SERVICE, get, ignore, post, with};

/// A source that yields before it answers, so that a call can be dropped there.
#[derive(Debug)]
struct Slow;

impl TokenSource for Slow {
    fn token(&self) -> BoxFuture<'_, Result<Secret>> {
        Box::pin(async {
            tokio::time::sleep(Duration::from_millis(1)).await;
            Ok(Secret::new("token"))
        })
    }

    fn refresh<'a>(&'a self, _: &'a Secret) -> BoxFuture<'a, Result<Secret>> {
        self.token()
    }
}

/// Polls `future` until it has been pending `limit` times, then drops it; whether it ended before.
async fn drop_at(limit: u32, future: impl IntoFuture<Output = Result<()>>) -> bool {
    let mut future = pin!(future.into_future());
    let mut seen = 0;
    poll_fn(|cx| {
        if let Poll::Ready(result) = future.as_mut().poll(cx) {
            result.unwrap();
            return Poll::Ready(true);
        }
        seen += 1;
        if seen >= limit { Poll::Ready(false) } else { Poll::Pending }
    })
    .await
}

/// A queue, a slow token, a slow answer, a retry and a trickling body: a call with many await points.
#[tokio::test(start_paused = true)]
async fn a_call_dropped_at_any_await_point_leaks_no_permit() {
    let rate = Rate::new(4, Duration::from_secs(1)).burst(4);
    let mut ended = false;
    for limit in 1..100 {
        let limiter = RateLimiter::new(rate);
        let pieces = vec![Bytes::from_static(b"1"), Bytes::from_static(b"2")];
        let script = Script::new()
            .answer(Answer::status(500).delay(Duration::from_millis(5)))
            .answer(Answer::status(200).trickle(pieces, Duration::from_millis(5)));
        let config = Config::new().script(script.clone()).rate_limiter(limiter.clone());
        let auth = Auth::bearer(Credential::from_source(Slow)).unwrap();
        let http = Http::new(&SERVICE, "https://api.test", auth, config).unwrap();
        // The first call has to wait for its turn.
        let held: Vec<_> = (0..4).map(|_| limiter.try_acquire().unwrap()).collect();
        held.into_iter().for_each(chatwire_core::Permit::commit);
        ended = drop_at(limit, ignore(post(&http)).assume_idempotent()).await;
        assert_eq!(limiter.queue_len(), 0, "dropped at {limit}");
        // Exactly the requests that were written count; everything else is free again.
        tokio::time::advance(Duration::from_secs(1)).await;
        let written = script.requests().len();
        let free: Vec<_> = std::iter::from_fn(|| limiter.try_acquire()).take(10).collect();
        let free = free.len();
        if written == 0 {
            assert_eq!(free, 4, "dropped at {limit}");
        } else {
            assert!(free >= 4 - written && free <= 4, "dropped at {limit}: {free}, {written}");
        }
        if ended {
            assert_eq!(written, 2);
            break;
        }
    }
    assert!(ended, "the call has fewer await points than were tried");
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_never_came_about_costs_no_permit() {
    let limiter = RateLimiter::new(Rate::new(1, Duration::from_secs(60)));
    let script = Script::new().answer(Answer::drop_before()).always(Answer::status(200));
    let http = with(Config::new().script(script).rate_limiter(limiter.clone()));
    ignore(get(&http)).no_retry().await.unwrap_err();
    ignore(get(&http)).no_retry().timeout(Duration::from_secs(1)).await.unwrap();
    assert!(limiter.try_acquire().is_none(), "what was written counts");
}

#[tokio::test]
async fn after_a_dropped_call_the_client_still_works_and_reuses_connections() {
    let server = Server::start(|seen| {
        if seen.line.contains("/silent") { Vec::new() } else { answer(200, &[], "{}") }
    })
    .await;
    let http = with(Config::new().base_url(&server.url).unwrap());
    ignore(get(&http)).await.unwrap();
    for limit in 1..4 {
        drop_at(limit, ignore(get(&http))).await;
    }
    ignore(get(&http)).await.unwrap();
    let before = server.connections();
    for _ in 0..20 {
        ignore(get(&http)).await.unwrap();
    }
    assert_eq!(server.connections(), before, "idle connections are reused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_calls_at_once_are_all_answered() {
    let server = Server::start(|seen| {
        let number = seen.line.split(['=', ' ']).nth(2).unwrap();
        answer(200, &[("content-type", "application/json")], number)
    })
    .await;
    let http = with(Config::new().base_url(&server.url).unwrap());
    let calls = (0..1_000_u32).map(|number| {
        let http = http.clone();
        async move {
            let call = get(&http).query("n", number.to_string());
            call.json_reply::<u32>().await.unwrap() == number
        }
    });
    let answers = join_all(calls).await;
    assert!(answers.into_iter().all(|own| own), "each call got its own answer");
    assert_eq!(server.seen().len(), 1_000);
}
