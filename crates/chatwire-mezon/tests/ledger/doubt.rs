//! What is said of payments whose answers or histories leave a doubt: never more than is certain.

use chatwire_core::testing::{Answer, Script};
use chatwire_mezon::ledger::{Outcome, PaymentState, Prepared, StatusUpdate, TransactionStatus};

use super::*;

/// A ledger that answers from a script, with a history.
fn with_history(script: &Script) -> Ledger {
    let ledger = Ledger::builder(USER).key(key()).proof(Proof::new("AAEC", INPUT));
    ledger.indexer_url("https://indexer.example.org/").script(script.clone()).build().unwrap()
}

fn page(items: &[Value]) -> Answer {
    Answer::json(&json!({"meta": {}, "data": items}))
}

/// The payment as a history has it.
fn listed(payment: &Prepared, hash: &str) -> Value {
    let tx = payment.transaction();
    json!({"hash": hash, "nonce": tx.nonce, "from_address": tx.sender, "to_address": tx.recipient,
        "value": tx.amount, "text_data": tx.text_data, "extra_info": tx.extra_info})
}

/// The node's answer about a transaction.
fn known(id: u64, status: u8) -> Answer {
    let tx = json!({"status": status, "err_msg": "insufficient balance"});
    result(id, &json!({"error": "", "tx": tx, "decimals": 6}))
}

/// A payment that was prepared for slot 10,000, and its own script and number of requests so far.
async fn prepared() -> Prepared {
    let script = Script::new().answer(nonce(1, 9_999));
    scripted(&script).build().unwrap().send_token(RECEIVER, 1).prepare().await.unwrap()
}

/// State of a payment without an answer, when the history has these items and its window is long over.
async fn state(payment: &Prepared, items: &[Value]) -> PaymentState {
    let script = Script::new()
        .answer(page(items))
        .answer(nonce(1, 20_000))
        .answer(result(2, &json!({"address": ADDRESS, "balance": "0", "nonce": 0, "decimals": 6})));
    with_history(&script).status(payment).await.unwrap()
}

#[tokio::test]
async fn what_cannot_be_read_of_a_history_could_be_the_payment() {
    let payment = prepared().await;
    let old = json!({"hash": "old", "nonce": 1});
    assert_eq!(state(&payment, std::slice::from_ref(&old)).await, PaymentState::NeverApplied);
    let tx = payment.transaction();
    for unclear in [
        json!({"nonce": 10_000}),
        json!({"hash": "h", "nonce": {}}),
        json!("h"),
        json!({"hash": "h", "nonce": null, "to_address": tx.recipient, "value": tx.amount}),
        json!({"hash": "h", "nonce": tx.nonce, "value": tx.amount}),
    ] {
        let items = [unclear.clone(), old.clone()];
        assert_eq!(state(&payment, &items).await, PaymentState::Unknown, "{unclear}");
    }
}

#[tokio::test]
async fn a_payment_is_found_beside_items_that_cannot_be_read() {
    let payment = prepared().await;
    let items = [json!("odd"), listed(&payment, "ab")];
    let script = Script::new().answer(page(&items)).answer(known(1, 2));
    let state = with_history(&script).status(&payment).await.unwrap();
    assert_eq!(state, PaymentState::Finalized);
}

#[tokio::test]
async fn a_payment_with_many_newer_ones_is_found_near_its_own() {
    let payment = prepared().await;
    let newer = || page(&[json!({"hash": "new", "nonce": 90_000})]);
    let own = || page(&[listed(&payment, "ab")]);
    let older = page(&[json!({"hash": "old", "nonce": 1})]);
    // Pages 1, 2, 4 and 8, then 6 and 5 between the last two, then those behind 5.
    let answers = [newer(), newer(), newer(), older, own(), newer(), own(), known(1, 2)];
    let script = answers.into_iter().fold(Script::new(), Script::answer);
    let state = with_history(&script).status(&payment).await.unwrap();
    assert_eq!(state, PaymentState::Finalized);
    let requests = script.requests();
    let pages: Vec<&str> = requests[..7]
        .iter()
        .map(|sent| sent.url.split("page=").nth(1).unwrap().split('&').next().unwrap())
        .collect();
    assert_eq!(pages, ["0", "1", "3", "7", "5", "4", "5"]);
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_a_prover_shares_its_failure() {
    let script = Script::new().always(Answer::status(502).delay(Duration::from_secs(1)));
    let ledger = Ledger::builder(USER).token(TOKEN).without_indexer().script(script.clone());
    let ledger = ledger.retry(chatwire_core::Retry::none()).build().unwrap();
    let all = (0..9).map(|amount| ledger.send_token(RECEIVER, amount + 1).into_future());
    let all = futures_util::future::join_all(all).await;
    assert!(all.iter().all(Result::is_err));
    assert_eq!(script.requests().len(), 1);
    assert!(ledger.warm_up().await.is_err());
    assert_eq!(script.requests().len(), 2, "who comes later asks again");
}

/// A payment whose first answer was lost, and whose second copy has the hash `HB`.
async fn sent_twice(script: Script) -> (Ledger, Prepared) {
    let script = script.answer(nonce(1, 9_999)).answer(Answer::drop_after());
    let ledger = with_history(&script.answer(page(&[])).answer(accepted(2, "HB")));
    let outcome = ledger.send_token(RECEIVER, 1).await.unwrap();
    assert_eq!(outcome.tx_hash(), "HB");
    (ledger, outcome.prepared().clone())
}

#[tokio::test(start_paused = true)]
async fn a_copy_that_failed_says_nothing_of_the_others() {
    let paid = |payment: &Prepared| vec![listed(payment, "HB"), listed(payment, "HA")];
    let failed = PaymentState::Failed { reason: "insufficient balance".to_owned() };
    for (items, expected) in [
        (paid as fn(&Prepared) -> Vec<Value>, PaymentState::Finalized),
        (|payment| vec![listed(payment, "HB"), json!({"hash": "old", "nonce": 1})], failed),
        (|_| vec![json!({"hash": "old", "nonce": 1})], PaymentState::Unknown),
    ] {
        let script = Script::new();
        let (ledger, payment) = sent_twice(script.clone()).await;
        // The copy HB, then the history, then the copy HA or the slot of the node.
        let _more =
            script.answer(known(3, 3)).answer(page(&items(&payment))).answer(match expected {
                PaymentState::Finalized => known(4, 2),
                _ => nonce(4, 9_999),
            });
        assert_eq!(ledger.status(&payment).await.unwrap(), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn an_announced_failure_of_a_copy_ends_no_wait() {
    let script = Script::new();
    let (ledger, payment) = sent_twice(script.clone()).await;
    let _more = script.always(Answer::status(404));
    let update = StatusUpdate::new("HB", TransactionStatus::Failed);
    let wait = ledger.wait(&payment).every(Duration::from_secs(3600));
    let state = wait.updates(futures_util::stream::iter([update])).await.unwrap();
    assert_eq!(state, PaymentState::Unknown);
}

#[tokio::test(start_paused = true)]
async fn the_window_of_a_payment_in_doubt_counts_from_its_signature() {
    let script = Script::new().answer(nonce(1, 999)).always(Answer::drop_after());
    let ledger = scripted(&script).resend_pause(Duration::from_secs(2)).build().unwrap();
    let payment = ledger.send_token(RECEIVER, 1).prepare().await.unwrap();
    // Stored before it was sent; the program that sent it is gone.
    let stored = serde_json::to_string(&payment).unwrap();
    tokio::time::advance(Duration::from_secs(44)).await;
    let read: Prepared = serde_json::from_str(&stored).unwrap();
    let Outcome::Unknown(left) = ledger.resume(read).await.unwrap() else { panic!("not unknown") };
    assert_eq!(transfers(&script).len(), 1, "the second would have come at 46 s");
    assert_eq!(left.first_sent(), None);
    // A copy of one that was sent knows as little: sent at 0, 2, 6 and 14 seconds, then once more.
    let script = Script::new().answer(nonce(1, 999)).always(Answer::drop_after());
    let ledger = scripted(&script).resend_pause(Duration::from_secs(2)).build().unwrap();
    let payment = ledger.send_token(RECEIVER, 1).prepare().await.unwrap();
    let start = tokio::time::Instant::now();
    assert!(ledger.submit(payment.clone()).await.unwrap().is_unknown());
    tokio::time::sleep_until(start + Duration::from_secs(44)).await;
    assert!(ledger.submit(payment).await.unwrap().is_unknown());
    assert_eq!(transfers(&script).len(), 5);
}
