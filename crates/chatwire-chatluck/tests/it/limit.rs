//! The limiter as a client uses it, with a paused clock.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chatwire_chatluck::{Client, ErrorKind, Rate, Retry};
use chatwire_core::testing::{Answer, Script};
use futures_util::future::join_all;
use serde_json::json;
use tokio::time::Instant;

use crate::KEY;

/// Milliseconds at which attempts began, by the client's own hook.
type Starts = Arc<Mutex<Vec<u128>>>;

fn limited(script: &Script) -> (Client, Starts) {
    let (begin, starts) = (Instant::now(), Starts::default());
    let seen = Arc::clone(&starts);
    let client = Client::builder(KEY)
        .script(script.clone())
        .retry(Retry::new().max_attempts(3))
        .on_attempt(move |record| {
            let began = begin.elapsed().saturating_sub(record.latency);
            seen.lock().unwrap().push(began.as_millis());
        })
        .build()
        .unwrap();
    (client, starts)
}

fn user() -> Answer {
    Answer::json(&json!({"id": "u", "name": "n"}))
}

#[tokio::test(start_paused = true)]
async fn fifty_calls_at_once_start_a_tenth_of_a_second_apart() {
    let (client, starts) = limited(&Script::new().always(user()));
    let calls = (0..50).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.get_user_info("u").await })
    });
    for call in join_all(calls.collect::<Vec<_>>()).await {
        call.unwrap().unwrap();
    }
    let expected: Vec<u128> = (0..50).map(|turn| turn * 100).collect();
    assert_eq!(*starts.lock().unwrap(), expected);
}

#[tokio::test(start_paused = true)]
async fn cancelled_calls_give_their_place_up() {
    let (client, starts) = limited(&Script::new().always(user()));
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.get_user_info("u").await })
        })
        .collect();
    tokio::task::yield_now().await;
    for call in calls.iter().skip(10).take(20) {
        call.abort();
    }
    let done = join_all(calls).await.into_iter().filter(Result::is_ok).count();
    assert_eq!(done, 30);
    let expected: Vec<u128> = (0..30).map(|turn| turn * 100).collect();
    assert_eq!(*starts.lock().unwrap(), expected);
    assert_eq!(client.rate_limiter().unwrap().queue_len(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_429_stops_all_calls_for_the_time_it_names() {
    let script =
        Script::new().answer(Answer::status(429).header("retry-after", "2")).always(user());
    let (client, starts) = limited(&script);
    let calls = (0..5).map(|_| client.get_user_info("u").into_future());
    for result in join_all(calls).await {
        result.unwrap();
    }
    let starts = starts.lock().unwrap();
    assert_eq!((starts.len(), starts[0]), (6, 0));
    assert!(starts[1..].iter().all(|start| *start >= 2_000), "{starts:?}");
    assert!(starts[1..].windows(2).all(|pair| pair[1] - pair[0] >= 100), "{starts:?}");
}

#[tokio::test(start_paused = true)]
async fn a_post_is_repeated_after_a_429_and_counted() {
    let script = Script::new()
        .answer(Answer::status(429).body(r#"{"message":"slow down"}"#))
        .answer(Answer::status(201).body(crate::message(1).to_string()));
    let (client, starts) = limited(&script);
    client.send_message("ch", "x").await.unwrap();
    assert_eq!((script.requests().len(), starts.lock().unwrap().len()), (2, 2));
    let bodies: Vec<_> = script.requests().into_iter().map(|sent| sent.body).collect();
    assert_eq!(bodies[0], bodies[1]);
}

#[tokio::test(start_paused = true)]
async fn a_wait_beyond_the_deadline_fails_at_once() {
    let (client, starts) = limited(&Script::new().always(user()));
    let begin = Instant::now();
    let calls = (0..400).map(|_| client.get_user_info("u").into_future());
    let results = join_all(calls.collect::<Vec<_>>()).await;
    // 30 s of total time hold 301 starts, the first of them at once.
    let refused: Vec<_> = results.into_iter().filter_map(Result::err).collect();
    assert!((98..=100).contains(&refused.len()), "{}", refused.len());
    for err in &refused {
        assert_eq!((err.kind(), err.code()), (ErrorKind::RateLimited, Some("rate_limit_queue")));
        assert!(!err.maybe_sent() && err.status().is_none());
    }
    assert!(begin.elapsed() <= Duration::from_secs(30));
    assert_eq!(starts.lock().unwrap().len(), 400 - refused.len());
}

#[tokio::test(start_paused = true)]
async fn clients_share_a_limiter_when_told_and_none_when_switched_off() {
    let script = Script::new().always(user());
    let (first, _) = limited(&script);
    let shared = first.rate_limiter().unwrap();
    let build =
        |builder: chatwire_chatluck::Builder| builder.script(script.clone()).build().unwrap();
    let second = build(Client::builder(KEY).rate_limiter(shared));
    let begin = Instant::now();
    for client in [&first, &second, &first] {
        client.get_user_info("u").await.unwrap();
    }
    assert_eq!(begin.elapsed().as_millis(), 200);
    let free = build(Client::builder(KEY).no_rate_limit());
    assert!(free.rate_limiter().is_none());
    let begin = Instant::now();
    join_all((0..100).map(|_| free.get_user_info("u").into_future())).await;
    assert_eq!(begin.elapsed(), Duration::ZERO);
    let slow = build(Client::builder(KEY).rate_limit(Rate::per_second(2)));
    for _ in 0..3 {
        slow.get_user_info("u").await.unwrap();
    }
    assert_eq!(begin.elapsed().as_millis(), 1_000);
}
