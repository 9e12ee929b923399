//! Attempts that several callers share.

use std::future::pending;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use chatwire_core::build::Flights;
use chatwire_core::{BoxFuture, Result};
use futures_util::FutureExt;
use tokio::sync::oneshot;

#[tokio::test]
async fn what_is_under_way_is_joined_and_what_has_landed_is_not() {
    let (flight, count) = (Flights::new("example"), Arc::new(AtomicU32::new(0)));
    let begin = || {
        let count = Arc::clone(&count);
        let number: BoxFuture<'static, Result<u32>> = Box::pin(async move {
            tokio::task::yield_now().await;
            Ok(count.fetch_add(1, Ordering::Relaxed))
        });
        number
    };
    for round in 0..3 {
        let all = futures_util::future::join_all((0..9).map(|_| flight.join((), begin))).await;
        let all: Vec<_> = all.into_iter().map(Result::unwrap).collect();
        assert!(all.iter().all(|landed| landed.value == round));
        assert_eq!(all.iter().filter(|landed| landed.is_own).count(), 1);
    }
}

#[tokio::test]
async fn an_attempt_ends_with_its_owner() {
    let flight = Flights::<(), ()>::new("example");
    let (held, ended) = oneshot::channel::<()>();
    let held = Arc::new(Mutex::new(Some(held)));
    let begin = || {
        let held = held.lock().unwrap().take();
        let never: BoxFuture<'static, Result<()>> = Box::pin(async move {
            let _held = held;
            pending().await
        });
        never
    };
    assert!(flight.join((), begin).now_or_never().is_none());
    drop(flight);
    assert!(ended.await.is_err());
}
