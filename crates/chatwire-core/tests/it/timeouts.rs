//! Each phase has its limit, and the error names it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use chatwire_core::testing::{Answer, Script};
use chatwire_core::{Config, Error, ErrorKind, Rate, RateLimiter, Retry, Upload};
use http::{HeaderValue, Method};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::Instant;

use crate::server::{Server, answer, listen, raw, read_head};
use crate::{get, ignore, post, scripted, with};

fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

fn at(url: &str) -> Config {
    Config::new().base_url(url).unwrap()
}

#[tokio::test(start_paused = true)]
async fn attempt_and_total_are_told_apart() {
    let script = Script::new().always(Answer::never());
    let http = scripted(&script);
    let call = || ignore(get(&http)).no_retry();
    let cases = [
        (call().attempt_timeout(ms(700)), 700, "attempt"),
        (call().timeout(ms(900)), 900, "total"),
        (call().attempt_timeout(ms(2_000)).timeout(ms(300)), 300, "total"),
        (call(), 30_000, "attempt"),
    ];
    for (request, limit, phase) in cases {
        let started = Instant::now();
        let err = request.await.unwrap_err();
        assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Timeout, true));
        assert!(err.message().contains(phase), "{err}");
        let late = started.elapsed().checked_sub(ms(limit)).unwrap();
        assert!(late <= ms(2), "{err}: {late:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_call_goes_before_the_client_and_the_client_before_the_platform() {
    let script = Script::new().always(Answer::never());
    let spent = async |config: Config, own: Option<u64>| {
        let http = with(config.script(script.clone()));
        let request = ignore(get(&http).limits(ms(300), ms(5_000))).no_retry();
        let request = match own {
            Some(limit) => request.attempt_timeout(ms(limit)),
            None => request,
        };
        let started = Instant::now();
        request.await.unwrap_err();
        u64::try_from(started.elapsed().as_millis()).unwrap() / 100 * 100
    };
    assert_eq!(spent(Config::new(), None).await, 300);
    assert_eq!(spent(Config::new().attempt_timeout(ms(400)), None).await, 400);
    assert_eq!(spent(Config::new().attempt_timeout(ms(400)), Some(500)).await, 500);
    assert_eq!(spent(Config::new().timeout(ms(200)), Some(500)).await, 200);
}

#[tokio::test(start_paused = true)]
async fn a_body_may_trickle_but_not_stall() {
    let pieces: Vec<Bytes> = (0..20).map(|_| Bytes::from_static(b" ")).collect();
    let run = async |pause| {
        let script = Script::new().always(Answer::status(200).trickle(pieces.clone(), pause));
        let http = with(Config::new().script(script).read_timeout(ms(1_000)));
        get(&http).decode(|reply| Ok(reply.body.len())).no_retry().await
    };
    assert_eq!(run(ms(900)).await.unwrap(), 20);
    let err = run(ms(1_100)).await.unwrap_err();
    assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Timeout, true));
    assert!(err.message().contains("body stalled"), "{err}");
}

#[tokio::test]
async fn a_server_that_stops_inside_the_body_is_noticed() {
    let url = raw(|mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n1234").await.unwrap();
        // Neither more nor an end: wait until the client hangs up.
        assert_eq!(stream.read(&mut [0]).await.unwrap_or(0), 0);
    })
    .await;
    let http = with(at(&url).read_timeout(ms(50)));
    let err = ignore(get(&http)).no_retry().await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Timeout);
    assert!(err.message().contains("body stalled"), "{err}");
}

#[tokio::test]
async fn a_server_that_closes_inside_the_body_is_noticed() {
    let url = raw(|mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n1234").await.unwrap();
    })
    .await;
    let err = ignore(get(&with(at(&url)))).no_retry().await.unwrap_err();
    assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Transport, true));
}

#[tokio::test]
async fn nobody_listens() {
    let (listener, url) = listen().await;
    drop(listener);
    let err = ignore(get(&with(at(&url)))).no_retry().await.unwrap_err();
    assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Connect, false));
    assert!(err.message().contains("cannot connect"), "{err}");
}

/// A server that accepts, and says nothing.
async fn silent() -> String {
    raw(|mut stream| async move {
        let mut sink = Vec::new();
        stream.read_to_end(&mut sink).await.unwrap_or_default();
    })
    .await
}

/// Encryption with a server that says nothing: connecting ends only with its limit.
#[tokio::test]
async fn a_handshake_that_hangs_ends_with_the_limit_for_connecting() {
    let url = silent().await;
    let url = url.replace("http:", "https:");
    let http = with(at(&url).connect_timeout(ms(60)));
    let err = ignore(get(&http)).no_retry().await.unwrap_err();
    assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Connect, false));
    assert!(err.message().contains("connecting took too long"), "{err}");
}

/// Whatever limit ends the wait for a connection, nothing was sent.
#[tokio::test]
async fn an_attempt_that_ends_while_connecting_sent_nothing() {
    let hangs = silent().await;
    let (plain, encrypted) = (hangs.clone(), hangs.replace("http:", "https:"));
    for (url, kind, maybe_sent) in
        [(encrypted, ErrorKind::Connect, false), (plain, ErrorKind::Timeout, true)]
    {
        for total in [false, true] {
            let call = ignore(post(&with(at(&url)))).no_retry();
            let call = if total { call.timeout(ms(60)) } else { call.attempt_timeout(ms(60)) };
            let err = call.await.unwrap_err();
            assert_eq!((err.kind(), err.maybe_sent()), (kind, maybe_sent), "{url}: {err}");
            assert!(err.message().contains(if total { "total" } else { "attempt" }), "{err}");
        }
    }
}

/// So it may be repeated, whatever it is.
#[tokio::test]
async fn an_attempt_that_ends_while_connecting_is_repeated() {
    let seen = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&seen);
    let url = raw(move |mut stream| {
        counter.fetch_add(1, Ordering::SeqCst);
        async move {
            let mut sink = Vec::new();
            stream.read_to_end(&mut sink).await.unwrap_or_default();
        }
    })
    .await;
    let http = with(at(&url.replace("http:", "https:")).attempt_timeout(ms(60)));
    let retry = Retry::new().max_attempts(2).base_delay(ms(1));
    let err = ignore(post(&http)).retry(retry).await.unwrap_err();
    assert_eq!((err.maybe_sent(), err.attempts().len()), (false, 2));
    assert_eq!(seen.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn an_upload_that_the_server_does_not_read_stalls() {
    let done = Arc::new(AtomicBool::new(false));
    let released = Arc::clone(&done);
    let url = raw(move |mut stream| {
        let released = Arc::clone(&released);
        async move {
            read_head(&mut stream).await;
            while !released.load(Ordering::SeqCst) {
                tokio::time::sleep(ms(5)).await;
            }
        }
    })
    .await;
    let http = with(at(&url).read_timeout(ms(80)));
    let endless = futures_util::stream::repeat_with(|| Ok(Bytes::from_static(&[0; 64 * 1024])));
    let call = http
        .call(Method::PUT, "test.put", "/big")
        .upload(HeaderValue::from_static("video/mp4"), Upload::stream(endless));
    let err = ignore(call).await.unwrap_err();
    done.store(true, Ordering::SeqCst);
    assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Timeout, true));
    assert!(err.message().contains("request's body stalled"), "{err}");
    assert_eq!(err.attempts().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_queue_has_the_rest_of_the_total_or_a_limit_of_its_own() {
    let script = Script::new().always(Answer::status(200));
    let full = || {
        let limiter = RateLimiter::new(Rate::new(1, Duration::from_secs(10)));
        limiter.try_acquire().unwrap().commit();
        limiter
    };
    let config = || Config::new().script(script.clone()).rate_limiter(full());
    let started = Instant::now();
    let err = ignore(get(&with(config()))).timeout(ms(9_000)).await.unwrap_err();
    assert_eq!((err.kind(), err.code()), (ErrorKind::RateLimited, Some("rate_limit_queue")));
    assert!(!err.maybe_sent() && err.status().is_none() && err.attempts().is_empty(), "{err:?}");
    assert_eq!(started.elapsed(), Duration::ZERO, "it fails before the wait");
    // Counted apart: the total begins when the call's turn has come.
    let http = with(config().queue_timeout(ms(15_000)));
    ignore(get(&http)).timeout(ms(500)).await.unwrap();
    assert!(started.elapsed() >= ms(9_900));
    let err = ignore(get(&with(config().queue_timeout(ms(1_000))))).await.unwrap_err();
    assert_eq!(err.code(), Some("rate_limit_queue"));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_takes_too_long_to_make_is_named() {
    let script = Script::new().always(Answer::status(200));
    let http = scripted(&script);
    let call = post(&http)
        .lazy(HeaderValue::from_static("text/plain"), || Box::pin(std::future::pending()));
    let err = ignore(call).timeout(ms(100)).await.unwrap_err();
    assert!(err.message().contains("preparing the body"), "{err}");
    assert!(script.requests().is_empty() && !err.maybe_sent());
}

async fn large(status: u16, len: usize, config: Config) -> Result<usize, Error> {
    let server = Server::start(move |_| answer(status, &[], vec![b'x'; len])).await;
    let http = with(config.base_url(&server.url).unwrap());
    get(&http).decode(|reply| Ok(reply.body.len())).no_retry().await
}

#[tokio::test]
async fn an_answer_may_be_as_large_as_the_limit_and_no_larger() {
    let config = || Config::new().max_response(100_000);
    assert_eq!(large(200, 100_000, config()).await.unwrap(), 100_000);
    let err = large(200, 100_001, config()).await.unwrap_err();
    assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Decode, true));
    assert!(err.message().contains("too large"), "{err}");
    let server = Server::start(|_| answer(200, &[], vec![b'x'; 100])).await;
    let http = with(at(&server.url));
    ignore(get(&http)).max_response(100).await.unwrap();
    let err = ignore(get(&http)).max_response(99).await.unwrap_err();
    assert!(err.message().contains("too large"), "the call's own: {err}");
}

#[tokio::test]
async fn of_a_refused_answer_64_kib_are_kept() {
    for (len, kept) in [(10, 10), (65_536, 65_536), (65_537, 65_536), (1_000_000, 65_536)] {
        let err = large(500, len, Config::new()).await.unwrap_err();
        assert_eq!((err.kind(), err.body().len()), (ErrorKind::Server, kept), "{len}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_answer_is_told_even_if_its_text_stalls_or_breaks() {
    let text = vec![Bytes::from_static(b"no"), Bytes::from_static(b"!")];
    for broken in [
        Answer::status(404).body("no").cut(),
        Answer::status(404).trickle(text, Duration::from_secs(12)),
    ] {
        let script = Script::new().always(broken);
        let http = with(Config::new().script(script).read_timeout(Duration::from_secs(13)));
        let err = ignore(get(&http)).await.unwrap_err();
        assert_eq!(err.kind(), ErrorKind::NotFound);
        assert!(err.body().starts_with(b"no"), "{err:?}");
    }
    let stalls =
        Answer::status(404).trickle(vec![Bytes::from_static(b"never")], Duration::from_secs(25));
    let err = ignore(get(&scripted(&Script::new().always(stalls)))).await.unwrap_err();
    assert_eq!((err.kind(), err.body().len()), (ErrorKind::NotFound, 0));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_whose_text_outlasts_the_attempt_is_still_one() {
    let drips = |status| {
        let pieces = vec![Bytes::from_static(b"a"); 1_000];
        Answer::status(status).header("retry-after", "90").trickle(pieces, Duration::from_secs(1))
    };
    let script = Script::new().always(drips(402));
    let started = Instant::now();
    let err = ignore(get(&scripted(&script))).await.unwrap_err();
    assert_eq!((err.kind(), script.requests().len()), (ErrorKind::PaymentRequired, 1));
    assert!((20..=30).contains(&err.body().len()), "what came is kept: {err:?}");
    assert!(started.elapsed() <= Duration::from_secs(30), "no longer than an attempt");
    // The limiter hears of the wait, as it does when the text is short.
    let http = scripted(&Script::new().always(drips(429)));
    let err = ignore(get(&http)).no_retry().await.unwrap_err();
    assert_eq!(err.retry_after(), Some(Duration::from_secs(90)));
    let err = ignore(get(&http)).timeout(Duration::from_secs(5)).await.unwrap_err();
    assert_eq!(err.code(), Some("rate_limit_queue"));
}

/// gzip of 1,000 times "a", made by `printf 'a%.0s' $(seq 1000) | gzip -9n`.
const PACKED: &[u8] = &[
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x4b, 0x4c, 0x1c, 0x05, 0xa3, 0x60,
    0x14, 0x0c, 0x77, 0x00, 0x00, 0x03, 0xda, 0x38, 0x9a, 0xe8, 0x03, 0x00, 0x00,
];

/// A body that says it is packed.
async fn unpacked(body: &[u8]) -> chatwire_core::Result<Bytes> {
    let answer = answer(200, &[("content-encoding", "gzip")], body);
    let server = Server::start(move |_| answer.clone()).await;
    get(&with(at(&server.url))).decode(|reply| Ok(reply.body.clone())).no_retry().await
}

#[tokio::test]
async fn a_packed_body_may_have_several_members_or_none_but_no_half_ones() {
    let twice = unpacked(&[PACKED, PACKED].concat()).await.unwrap();
    assert_eq!(twice, "a".repeat(2_000));
    assert_eq!(unpacked(b"").await.unwrap(), "", "nothing was packed by nobody");
    let cut = PACKED.split_last().unwrap().1;
    let mut broken = PACKED.to_vec();
    broken[25] ^= 1;
    for bad in [cut, &broken, b"plain text", &[PACKED, b"?"].concat()] {
        let err = unpacked(bad).await.unwrap_err();
        assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Transport, true), "{err:?}");
    }
}

#[tokio::test]
async fn gzip_is_asked_for_and_unpacked_and_the_limit_counts_what_comes_out() {
    let server = Server::start(|_| answer(200, &[("content-encoding", "gzip")], PACKED)).await;
    let http = with(at(&server.url));
    let text = get(&http).decode(|reply| Ok(reply.body.clone())).await.unwrap();
    assert_eq!(text, "a".repeat(1_000));
    assert_eq!(server.seen()[0].header("accept-encoding"), Some("gzip"));
    let http = with(at(&server.url).max_response(999));
    let err = ignore(get(&http)).await.unwrap_err();
    assert!(err.message().contains("too large"), "{err}");
}
