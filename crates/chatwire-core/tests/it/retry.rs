//! What is repeated, when, and what the caller learns about it.

use std::time::Duration;

use chatwire_core::build::{Auth, Http, Service, Verdict};
use chatwire_core::testing::{Answer, Script};
use chatwire_core::{Config, Error, ErrorKind, Retry, RetryClass};
use http::{HeaderName, HeaderValue};
use tokio::time::Instant;

use crate::{get, ignore, post, read_error, scripted, with};

const CLASSES: [RetryClass; 4] =
    [RetryClass::Never, RetryClass::ConnectOnly, RetryClass::Rejected, RetryClass::Idempotent];

fn secs(n: u64) -> Duration {
    Duration::from_secs(n)
}

/// A failure, how the class table of the transport treats it, and the error that it ends in.
struct Case {
    name: &'static str,
    answer: Answer,
    repeated: [bool; 4],
    kind: ErrorKind,
    maybe_sent: bool,
}

fn cases() -> Vec<Case> {
    let case = |name, answer, repeated, kind, maybe_sent| Case {
        name,
        answer,
        repeated,
        kind,
        maybe_sent,
    };
    let lost = [false, false, false, true];
    let refused = [false, false, true, true];
    let mut cases = vec![
        case(
            "drop before",
            Answer::drop_before(),
            [false, true, true, true],
            ErrorKind::Connect,
            false,
        ),
        case("drop after", Answer::drop_after(), lost, ErrorKind::Transport, true),
        case("never", Answer::never(), lost, ErrorKind::Timeout, true),
        case("cut", Answer::status(200).body("[1, ").cut(), lost, ErrorKind::Transport, true),
        case("429", Answer::status(429), refused, ErrorKind::RateLimited, true),
        case(
            "429+",
            Answer::status(429).header("retry-after", "1"),
            refused,
            ErrorKind::RateLimited,
            true,
        ),
        case(
            "503+",
            Answer::status(503).header("retry-after", "1"),
            refused,
            ErrorKind::Server,
            true,
        ),
    ];
    for (name, status, kind) in [
        ("408", 408, ErrorKind::Server),
        ("425", 425, ErrorKind::Rejected),
        ("500", 500, ErrorKind::Server),
        ("502", 502, ErrorKind::Server),
        ("503", 503, ErrorKind::Server),
        ("504", 504, ErrorKind::Server),
    ] {
        cases.push(case(name, Answer::status(status), lost, kind, true));
    }
    for (name, status, kind) in [
        ("302", 302, ErrorKind::Redirect),
        ("400", 400, ErrorKind::Rejected),
        ("401", 401, ErrorKind::Auth),
        ("402", 402, ErrorKind::PaymentRequired),
        ("403", 403, ErrorKind::Forbidden),
        ("404", 404, ErrorKind::NotFound),
        ("409", 409, ErrorKind::Conflict),
        ("422", 422, ErrorKind::Rejected),
        ("501", 501, ErrorKind::Server),
    ] {
        cases.push(case(name, Answer::status(status), [false; 4], kind, true));
    }
    cases
}

#[tokio::test(start_paused = true)]
async fn each_class_after_each_failure() {
    for Case { name, answer, repeated, kind, maybe_sent } in cases() {
        for (class, repeated) in CLASSES.into_iter().zip(repeated) {
            let script = Script::new().always(answer.clone());
            let http = scripted(&script);
            let err = ignore(post(&http).class(class))
                .attempt_timeout(secs(5))
                .timeout(secs(30))
                .await
                .unwrap_err();
            let label = format!("{name}, {class}: {err:?}");
            assert_eq!((err.kind(), err.maybe_sent()), (kind, maybe_sent), "{label}");
            let tried = if repeated { 3 } else { 1 };
            assert_eq!(err.attempts().len(), tried, "{label}");
            let arrived = if name == "drop before" { 0 } else { tried };
            assert_eq!(script.requests().len(), arrived, "{label}");
            for (number, attempt) in err.attempts().iter().enumerate() {
                assert_eq!((attempt.kind, attempt.maybe_sent), (kind, maybe_sent), "{label}");
                assert_eq!(attempt.delay.is_some(), number + 1 < tried, "{label}");
                assert_eq!(attempt.status, err.status(), "{label}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn each_failure_that_passes_is_survived() {
    for Case { name, answer, repeated, .. } in cases() {
        if !repeated[3] {
            continue;
        }
        let script = Script::new()
            .answer(answer.clone())
            .answer(answer)
            .always(Answer::status(200).body("7"));
        let http = scripted(&script);
        let response = get(&http)
            .json_reply::<u32>()
            .attempt_timeout(secs(5))
            .with_meta()
            .await
            .unwrap_or_else(|err| panic!("{name}: {err}"));
        assert_eq!((response.value, response.meta.attempts), (7, 3), "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn all_attempts_share_body_and_idempotency_key() {
    let script = Script::new().always(Answer::status(500));
    let http = scripted(&script);
    let made = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
    let counter = std::sync::Arc::clone(&made);
    let call = post(&http).lazy(HeaderValue::from_static("text/plain"), move || {
        counter.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        Box::pin(async { Ok(bytes::Bytes::from_static(b"made once")) })
    });
    ignore(call).assume_idempotent().idempotency_key("key-1").await.unwrap_err();
    let requests = script.requests();
    assert_eq!(requests.len(), 3);
    assert_eq!(made.load(std::sync::atomic::Ordering::SeqCst), 1);
    for request in requests {
        assert_eq!(request.body, "made once");
        assert_eq!(request.headers["idempotency-key"], "key-1");
        assert_eq!(request.headers["content-type"], "text/plain");
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_makes_a_call_idempotent_only_where_the_platform_says_so() {
    static HONOURS: Service = Service::new("own", read_error).idempotency("idempotency-key");
    let script = Script::new().always(Answer::drop_after());
    let config = || Config::new().script(script.clone());
    let without = with(config());
    let honours = Http::new(&HONOURS, "https://api.test", Auth::none(), config()).unwrap();
    let err = ignore(post(&without)).idempotency_key("k").await.unwrap_err();
    assert_eq!(err.attempts().len(), 1);
    let err = ignore(post(&honours)).idempotency_key("k").await.unwrap_err();
    assert_eq!(err.attempts().len(), 3);
    let err = ignore(post(&honours)).await.unwrap_err();
    assert_eq!(err.attempts().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_obeyed_in_each_form() {
    for (headers, least) in [
        (vec![("retry-after", "7")], 7_000),
        (vec![("retry-after", "2.5")], 2_500),
        (vec![("retry-after", "9"), ("retry-after-ms", "3000")], 3_000),
        (
            vec![
                ("date", "Fri, 20 Nov 2026 12:00:00 GMT"),
                ("retry-after", "Fri, 20 Nov 2026 12:00:20 GMT"),
            ],
            20_000,
        ),
        (vec![("retry-after", "Fri, 20 Nov 2020 12:00:00 GMT")], 0),
        (vec![("retry-after", "soon")], 0),
    ] {
        let refused = headers
            .iter()
            .fold(Answer::status(429), |answer, (name, value)| answer.header(name, value));
        let script = Script::new().answer(refused).always(Answer::status(200));
        let started = Instant::now();
        ignore(post(&scripted(&script)).class(RetryClass::Rejected)).await.unwrap();
        let waited = started.elapsed();
        let least = Duration::from_millis(least);
        // The server's time and a tenth; without one at most the backoff of 1 s and a tenth.
        let most = least.max(secs(1)).mul_f64(1.1) + Duration::from_millis(2);
        assert!(least <= waited && waited <= most, "{headers:?}: {waited:?}");
        assert_eq!(script.requests().len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn an_hour_is_not_waited_for_but_reported() {
    for status in [429, 503] {
        let script = Script::new().always(Answer::status(status).header("retry-after", "3600"));
        let started = Instant::now();
        let err = ignore(get(&scripted(&script))).await.unwrap_err();
        assert_eq!(started.elapsed(), Duration::ZERO, "{status}");
        assert_eq!(err.retry_after(), Some(secs(3600)));
        assert_eq!(err.context("not retried"), Some("the server asks to wait too long"));
        assert_eq!(script.requests().len(), 1);
    }
    let script = Script::new()
        .answer(Answer::status(429).header("retry-after", "3600"))
        .always(Answer::status(200));
    let patient = Retry::new().max_retry_after(secs(4000));
    ignore(get(&scripted(&script))).retry(patient).timeout(secs(5000)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_deadline_is_looked_at_before_the_pause() {
    let script =
        Script::new().always(Answer::status(503).header("retry-after", "30").delay(secs(2)));
    let started = Instant::now();
    let err = ignore(get(&scripted(&script))).timeout(secs(20)).await.unwrap_err();
    assert_eq!(started.elapsed(), Duration::from_millis(2_000));
    assert_eq!((err.kind(), err.retry_after()), (ErrorKind::Server, Some(secs(30))));
    assert_eq!(err.context("not retried"), Some("no time is left"));
}

#[tokio::test(start_paused = true)]
async fn once_maybe_sent_always_maybe_sent() {
    let script = Script::new().answer(Answer::drop_after()).always(Answer::drop_before());
    let err = ignore(get(&scripted(&script))).await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Connect);
    let sent: Vec<_> = err.attempts().iter().map(|attempt| attempt.maybe_sent).collect();
    assert_eq!(sent, [true, false, false]);
    assert!(err.maybe_sent());
}

#[tokio::test(start_paused = true)]
async fn the_record_of_attempts_tells_the_story() {
    let script = Script::new()
        .answer(Answer::drop_before())
        .answer(Answer::status(503).delay(secs(1)))
        .answer(Answer::status(404).body(r#"{"code":"gone","message":"no such thing"}"#));
    let err = ignore(get(&scripted(&script))).await.unwrap_err();
    let story: Vec<_> = err
        .attempts()
        .iter()
        .map(|a| (a.kind, a.status.map(|s| s.as_u16()), a.elapsed.as_secs()))
        .collect();
    assert_eq!(
        story,
        [
            (ErrorKind::Connect, None, 0),
            (ErrorKind::Server, Some(503), 1),
            (ErrorKind::NotFound, Some(404), 0),
        ]
    );
    assert_eq!((err.code(), err.message()), (Some("gone"), "no such thing"));
    assert_eq!(err.to_string(), "test: GET /things: 404 Not Found: gone: no such thing");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_cannot_be_read_keeps_the_story_and_is_not_repeated() {
    let script = Script::new()
        .answer(Answer::status(500))
        .always(Answer::status(200).header("x-request-id", "r1").body("<html>"));
    let err = get(&scripted(&script)).json_reply::<u32>().await.unwrap_err();
    assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Decode, true));
    assert_eq!((err.status().unwrap().as_u16(), err.request_id()), (200, Some("r1")));
    assert_eq!(err.body(), "<html>");
    let kinds: Vec<_> = err.attempts().iter().map(|attempt| attempt.kind).collect();
    assert_eq!(kinds, [ErrorKind::Server, ErrorKind::Decode]);
    assert_eq!(script.requests().len(), 2);
}

async fn fail(http: &Http) -> Error {
    ignore(get(http)).await.unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn an_empty_budget_stops_retries_and_says_so_and_fills_again() {
    let script = Script::new().always(Answer::status(500));
    let fast = Retry::new().min_delay(Duration::ZERO).max_delay(Duration::from_millis(1));
    let http = with(Config::new().script(script.clone()).retry(fast));
    // 100 tokens are 20 retries, two for each call.
    for _ in 0..10 {
        assert_eq!(fail(&http).await.attempts().len(), 3);
    }
    let err = fail(&http).await;
    assert_eq!(err.attempts().len(), 1, "first attempts are never blocked");
    assert_eq!(err.context("not retried"), Some("the retry budget is empty"));
    tokio::time::advance(secs(10)).await;
    assert_eq!(fail(&http).await.attempts().len(), 3);
    assert_eq!(fail(&http).await.attempts().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn options_of_one_call_rule_its_retries() {
    let script = Script::new().always(Answer::status(500));
    let http = scripted(&script);
    let tried = |err: Error| err.attempts().len();
    assert_eq!(tried(ignore(get(&http)).no_retry().await.unwrap_err()), 1);
    assert_eq!(tried(ignore(get(&http)).retry(Retry::new().max_attempts(5)).await.unwrap_err()), 5);
    assert_eq!(tried(ignore(post(&http)).await.unwrap_err()), 1);
    assert_eq!(tried(ignore(post(&http)).assume_idempotent().await.unwrap_err()), 3);
    let off = with(Config::new().script(script.clone()).retry(Retry::none()));
    assert_eq!(tried(ignore(get(&off)).await.unwrap_err()), 1);
}

#[tokio::test(start_paused = true)]
async fn the_platform_has_the_last_word() {
    static OWN: Service = Service::new("own", read_error).verdict(|reply| {
        match reply.headers.get("x-verdict").map(HeaderValue::as_bytes) {
            Some(b"final") => Verdict::Final,
            Some(b"again") => Verdict::RetryAfter(Duration::from_secs(3)),
            _ => Verdict::Usual,
        }
    });
    let name = HeaderName::from_static("x-verdict").to_string();
    let run = async |answer: Answer, class| {
        let script = Script::new().answer(answer).always(Answer::status(200));
        let config = Config::new().script(script.clone());
        let http = Http::new(&OWN, "https://api.test", Auth::none(), config).unwrap();
        let started = Instant::now();
        let result = ignore(post(&http).class(class)).await;
        (result, script.requests().len(), started.elapsed())
    };
    for status in [429, 503] {
        let answer = Answer::status(status).header(&name, "final").header("retry-after", "1");
        let (result, requests, _) = run(answer, RetryClass::Idempotent).await;
        assert!(result.is_err() && requests == 1, "{status}");
    }
    // A status that nobody would repeat, which this platform refuses before work.
    let again = || Answer::status(409).header(&name, "again");
    let (result, requests, waited) = run(again(), RetryClass::Rejected).await;
    assert!(result.is_ok() && requests == 2 && waited >= secs(3), "{waited:?}");
    let (result, requests, _) = run(again(), RetryClass::ConnectOnly).await;
    assert_eq!((result.unwrap_err().retry_after(), requests), (Some(secs(3)), 1));
    for (asked, least) in [("1", secs(3)), ("30", secs(30))] {
        let (result, _, waited) =
            run(again().header("retry-after", asked), RetryClass::Rejected).await;
        assert!(result.is_ok() && waited >= least, "asked for {asked}: {waited:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn limits_without_end_do_not_panic() {
    let script = Script::new().answer(Answer::status(500)).always(Answer::status(200));
    let config = Config::new()
        .script(script)
        .timeout(Duration::MAX)
        .attempt_timeout(Duration::MAX)
        .read_timeout(Duration::MAX)
        .queue_timeout(Duration::MAX)
        .rate_limit(chatwire_core::Rate::per_second(10));
    ignore(get(&with(config))).await.unwrap();
}
