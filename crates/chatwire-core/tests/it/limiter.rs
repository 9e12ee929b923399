//! The limiter as calls use it.

use std::time::Duration;

use chatwire_core::build::{Auth, Http, Service};
use chatwire_core::testing::{Answer, Script};
use chatwire_core::{Config, Rate, RateLimiter};
use tokio::time::Instant;

use crate::{get, ignore, read_error, with};

#[tokio::test(start_paused = true)]
async fn a_platform_may_have_a_rate_which_the_user_may_change() {
    static LIMITED: Service = Service::new("limited", read_error).rate(|| Rate::per_second(10));
    let spent = async |config: Config| {
        let script = Script::new().always(Answer::status(200));
        let http =
            Http::new(&LIMITED, "https://api.test", Auth::none(), config.script(script)).unwrap();
        let started = Instant::now();
        for _ in 0..11 {
            ignore(get(&http)).await.unwrap();
        }
        started.elapsed().as_secs()
    };
    assert_eq!(spent(Config::new()).await, 1);
    assert_eq!(spent(Config::new().rate_limit(Rate::per_second(2))).await, 5);
    assert_eq!(spent(Config::new().no_rate_limit()).await, 0);
    let shared = RateLimiter::new(Rate::per_second(1));
    assert_eq!(spent(Config::new().rate_limiter(shared.clone())).await, 10);
    assert!(shared.try_acquire().is_none(), "the same limiter");
}

#[tokio::test(start_paused = true)]
async fn every_attempt_takes_a_permit() {
    let script = Script::new().always(Answer::status(500));
    let limiter = RateLimiter::new(Rate::new(3, Duration::from_secs(600)).burst(3));
    let http = with(Config::new().script(script).rate_limiter(limiter.clone()));
    assert_eq!(ignore(get(&http)).await.unwrap_err().attempts().len(), 3);
    assert!(limiter.try_acquire().is_none());
}

#[tokio::test(start_paused = true)]
async fn a_429_holds_back_all_calls_of_the_client() {
    let script = Script::new()
        .answer(Answer::status(429).header("retry-after", "20"))
        .always(Answer::status(200));
    // A platform without a documented rate.
    let http = with(Config::new().script(script));
    let started = Instant::now();
    ignore(get(&http)).no_retry().await.unwrap_err();
    let err = ignore(get(&http)).timeout(Duration::from_secs(5)).await.unwrap_err();
    assert_eq!(err.code(), Some("rate_limit_queue"));
    ignore(get(&http)).await.unwrap();
    assert!(started.elapsed() >= Duration::from_secs(20));
    // Nothing else is held back, and nothing at all where the user does not want it.
    let started = Instant::now();
    for _ in 0..100 {
        ignore(get(&http)).await.unwrap();
    }
    assert!(started.elapsed() < Duration::from_secs(1));
    let script = Script::new()
        .answer(Answer::status(429).header("retry-after", "20"))
        .always(Answer::status(200));
    let http = with(Config::new().script(script).no_rate_limit());
    ignore(get(&http)).no_retry().await.unwrap_err();
    ignore(get(&http)).await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(1));
}
