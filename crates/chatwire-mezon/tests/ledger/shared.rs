//! What one payment asks for all: a program that stops to poll it holds up no other.

use std::pin::pin;

use chatwire_core::ErrorKind;
use futures_util::FutureExt;
use tokio::time::timeout;

use super::*;

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn the_slot_comes_while_nobody_polls_who_asked_for_it() {
    let slots = nonce(1, 40).delay(SECOND);
    let script = Script::new().answer(slots).answer(accepted(2, "hash")).answer(accepted(3, "h"));
    let ledger = scripted(&script).build().unwrap();
    let mut first = pin!(ledger.send_token(RECEIVER, 1).into_future());
    assert!((&mut first).now_or_never().is_none());
    let second = ledger.send_token(RECEIVER, 1).into_future();
    assert!(timeout(SECOND * 5, second).await.unwrap().unwrap().ok());
    assert!(first.await.unwrap().ok());
    let [one, two] = &transfers(&script)[..] else { panic!() };
    assert_ne!(one, two, "each is paid");
    assert_eq!(script.requests().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_payment_that_waits_for_a_free_slot_holds_up_no_other() {
    // Two slots in all: the third of three equal payments waits for the next one.
    let script = Script::new().answer(nonce(1, 1));
    let ledger = scripted(&script).build().unwrap();
    for _ in 0..2 {
        ledger.send_token(RECEIVER, 1).prepare().await.unwrap();
    }
    let mut third = pin!(ledger.send_token(RECEIVER, 1).prepare());
    assert!((&mut third).now_or_never().is_none());
    let other = ledger.send_token(RECEIVER, 2).prepare();
    timeout(SECOND * 5, other).await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_proof_comes_while_nobody_polls_who_asked_for_it() {
    let refused = Answer::status(400).delay(SECOND);
    let script = Script::new().answer(refused);
    let ledger = Ledger::builder(USER).token(TOKEN).key(key()).without_indexer();
    let ledger = ledger.script(script.clone()).build().unwrap();
    let mut first = pin!(ledger.warm_up());
    assert!((&mut first).now_or_never().is_none());
    let err = timeout(SECOND * 5, ledger.warm_up()).await.unwrap().unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Rejected, "{err:?}");
    assert_eq!(first.await.unwrap_err().kind(), ErrorKind::Rejected);
    assert_eq!(script.requests().len(), 1);
}
