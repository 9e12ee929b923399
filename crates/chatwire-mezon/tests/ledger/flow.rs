//! Whole payments against a ledger that checks what the real one checks.

use chatwire_emulator::ledger::{LedgerFault, UNITS};
use chatwire_mezon::ledger::{
    Outcome, PaymentState, Rejection, StatusUpdate, TransactionStatus, WalletFilter,
};

use futures_util::TryStreamExt;

use super::*;

#[tokio::test]
async fn a_payment_is_made_found_and_listed() {
    let (node, _served, ledger) = world().await;
    let ledger = ledger.build().unwrap();
    let outcome = ledger.send_token(RECEIVER, 5).note("thanks").await.unwrap();
    assert!(outcome.ok(), "{outcome:?}");
    assert_eq!(ledger.status(outcome.prepared()).await.unwrap(), PaymentState::Pending);
    assert_eq!(ledger.rpc().pending_transactions().await.unwrap().total_count, 1);
    node.produce_block();
    let state = ledger.wait(outcome.prepared()).await.unwrap();
    assert_eq!(state, PaymentState::Finalized);
    assert_eq!(node.balance_of_user(RECEIVER), (5 * UNITS).to_string());
    assert_eq!(ledger.balance().await.unwrap().to_string(), "999995");
    assert!(ledger.rpc().pending_transactions().await.unwrap().pending_txs.is_empty());

    let info = ledger.transaction(outcome.tx_hash()).await.unwrap();
    assert_eq!((info.status, info.text_data.as_str()), (TransactionStatus::Finalized, "thanks"));
    let history = ledger.history().filter(WalletFilter::Sent).await.unwrap();
    assert_eq!(history.items[0].hash, outcome.tx_hash());
    assert_eq!(history.items[0].amount().unwrap().to_string(), "5");
    let indexer = ledger.indexer().unwrap();
    assert_eq!(indexer.transaction(outcome.tx_hash()).await.unwrap().text_data, "thanks");
    assert_eq!(indexer.wallet(ledger.address()).await.unwrap().balance.to_string(), "999995");
    let err = ledger.transaction("ab").await.unwrap_err();
    assert_eq!(err.kind(), chatwire_core::ErrorKind::NotFound);
    assert_eq!(ledger.rpc().health().await.unwrap().status, 1);
}

#[tokio::test]
async fn a_history_is_read_page_by_page_to_its_end() {
    let (node, _served, ledger) = world().await;
    let ledger = ledger.build().unwrap();
    for amount in 1..=5 {
        assert!(ledger.send_token(RECEIVER, amount).await.unwrap().ok());
    }
    node.produce_block();
    let list = || ledger.history().filter(WalletFilter::Sent).limit(2);
    let all: Vec<_> = list().items().try_collect().await.unwrap();
    assert_eq!(all.len(), 5);
    let first = list().await.unwrap();
    assert_eq!((&first.items[..], first.total), (&all[..2], Some(5)));
    let rest = list().after(first.next.unwrap()).items();
    assert_eq!(rest.try_collect::<Vec<_>>().await.unwrap(), all[2..]);
    let last = list().page(3).await.unwrap();
    assert_eq!((&last.items[..], last.next), (&all[4..], None));
    let whole = ledger.indexer().unwrap().transactions(ledger.address()).limit(2).items();
    assert_eq!(whole.try_collect::<Vec<_>>().await.unwrap().len(), 5);
    for cursor in ["", "0", "x"] {
        let error = list().after(cursor).await.unwrap_err();
        assert_eq!(error.kind(), chatwire_core::ErrorKind::Input, "{cursor:?}");
    }
}

#[tokio::test]
async fn a_history_without_an_indexer_is_an_error_of_the_call() {
    let (_node, _served, ledger) = world().await;
    let ledger = ledger.without_indexer().build().unwrap();
    let error = ledger.history().limit(1).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (chatwire_core::ErrorKind::Config, Some("no_indexer"))
    );
    assert!(ledger.history().items().try_next().await.is_err());
}

#[tokio::test]
async fn accepted_is_not_paid() {
    let (node, _served, ledger) = world().await;
    let ledger = ledger.build().unwrap();
    node.fault(LedgerFault::FailInBlock("insufficient balance".to_owned()));
    let outcome = ledger.send_token(RECEIVER, 5).await.unwrap();
    assert!(outcome.ok());
    node.produce_block();
    let reason = "insufficient balance".to_owned();
    let state = ledger.wait(outcome.prepared()).await.unwrap();
    assert_eq!(state, PaymentState::Failed { reason });
    assert_eq!(node.balance_of_user(RECEIVER), "0");
}

#[tokio::test]
async fn many_at_once_are_all_paid_even_when_they_are_equal() {
    let (node, _served, ledger) = world().await;
    let ledger = ledger.build().unwrap();
    let all = (0..40).map(|_| ledger.send_token(RECEIVER, 1).into_future());
    let outcomes = futures_util::future::join_all(all).await;
    let mut nonces: Vec<u64> = Vec::new();
    for outcome in outcomes {
        let outcome = outcome.unwrap();
        assert!(outcome.ok(), "{outcome:?}");
        nonces.push(outcome.prepared().nonce());
    }
    nonces.sort_unstable();
    nonces.dedup();
    assert_eq!(nonces.len(), 40, "each has a slot of its own");
    node.produce_block();
    assert_eq!(node.balance_of_user(RECEIVER), (40 * UNITS).to_string());
}

#[tokio::test]
async fn a_lost_answer_is_found_in_the_history() {
    let (node, served, ledger) = world().await;
    let ledger = ledger.without_indexer().build().unwrap();
    for _ in 0..4 {
        node.fault(LedgerFault::LoseAnswer);
    }
    let Outcome::Unknown(payment) = ledger.send_token(RECEIVER, 5).await.unwrap() else {
        panic!("the answers were lost");
    };
    assert_eq!(ledger.status(&payment).await.unwrap(), PaymentState::Unknown);
    node.produce_block();
    // The same owner with an indexer.
    let with_indexer = Ledger::builder(USER)
        .node_url(served.url())
        .indexer_url(served.indexer_url())
        .build()
        .unwrap();
    let outcome = with_indexer.resume(payment).await.unwrap();
    assert_eq!(outcome.tx_hash(), node.payments()[0].tx_hash);
    assert_eq!(node.balance_of_user(RECEIVER), (5 * UNITS).to_string());
}

#[tokio::test]
async fn a_payment_that_no_history_holds_ends_a_minute_after_its_window() {
    let (node, _served, ledger) = world().await;
    let ledger = ledger.build().unwrap();
    for _ in 0..4 {
        node.fault(LedgerFault::LoseRequest);
    }
    let Outcome::Unknown(payment) = ledger.send_token(RECEIVER, 5).await.unwrap() else {
        panic!("the requests were lost");
    };
    for (slots, state) in [
        (150, PaymentState::Unknown),
        (150, PaymentState::Unknown),
        (1, PaymentState::NeverApplied),
    ] {
        node.advance_slots(slots);
        assert_eq!(ledger.status(&payment).await.unwrap(), state);
    }
    // A history that cannot be read proves nothing.
    for _ in 0..9 {
        node.fault_on("indexer", LedgerFault::Status(502));
    }
    assert!(ledger.resume(payment.clone()).await.unwrap().is_unknown());
    node.clear_faults();
    let outcome = ledger.resume(payment).await.unwrap();
    assert_eq!(outcome.rejection(), Some(&Rejection::Expired));
    assert_eq!(node.balance_of_user(RECEIVER), "0");
}

#[tokio::test]
async fn a_history_that_hangs_behind_proves_nothing() {
    let (node, served, ledger) = world().await;
    let ledger = ledger.build().unwrap();
    for _ in 0..4 {
        node.fault(LedgerFault::LoseAnswer);
    }
    let outcome = ledger.send_token(RECEIVER, 5).await.unwrap();
    assert!(outcome.is_unknown());
    node.produce_block();
    node.advance_slots(400);
    // An indexer of another chain knows none of the owner's payments, though the node does.
    let (_other, behind, _) = world().await;
    let ledger = Ledger::builder(USER)
        .node_url(served.url())
        .indexer_url(behind.indexer_url())
        .build()
        .unwrap();
    let payment = outcome.prepared().clone();
    assert_eq!(ledger.status(&payment).await.unwrap(), PaymentState::Unknown);
    assert!(ledger.resume(payment).await.unwrap().is_unknown());
}

#[tokio::test]
async fn copies_at_several_nodes_are_paid_once_and_found_by_content() {
    let (node, _served, ledger) = world().await;
    let ledger = ledger.build().unwrap();
    node.fault(LedgerFault::LoseAnswer);
    node.fault(LedgerFault::OtherNode);
    let outcome = ledger.send_token(RECEIVER, 5).await.unwrap();
    assert_eq!(node.waiting(), 2, "two copies with hashes of their own");
    node.produce_block();
    assert_eq!(node.balance_of_user(RECEIVER), (5 * UNITS).to_string());
    assert_ne!(node.payments()[0].tx_hash, outcome.tx_hash(), "the other copy was applied");
    let state = ledger.wait(outcome.prepared()).await.unwrap();
    assert_eq!(state, PaymentState::Finalized);
}

#[tokio::test]
async fn a_gateway_that_repeats_makes_no_second_payment() {
    let (node, _served, ledger) = world().await;
    let ledger = ledger.build().unwrap();
    node.fault(LedgerFault::Duplicate);
    let outcome = ledger.send_token(RECEIVER, 5).await.unwrap();
    assert!(outcome.is_unknown(), "{outcome:?}");
    node.produce_block();
    let outcome = ledger.resume(outcome.prepared().clone()).await.unwrap();
    assert!(outcome.ok());
    assert_eq!(node.balance_of_user(RECEIVER), (5 * UNITS).to_string());
}

#[tokio::test]
async fn refusals_of_the_chain_are_outcomes() {
    let (node, _served, ledger) = world().await;
    let ledger = ledger.build().unwrap();
    let outcome = ledger.send_token(RECEIVER, 2_000_000).await.unwrap();
    assert_eq!(outcome.rejection(), Some(&Rejection::InsufficientFunds));
    node.set_capacity(0);
    let outcome = ledger.send_token(RECEIVER, 1).await.unwrap();
    assert_eq!(outcome.rejection(), Some(&Rejection::MempoolFull));
    node.set_capacity(9);
    // The node names a slot that is long over, then the right one: signed anew, since nothing is in doubt.
    node.advance_slots(1000);
    let outcome = ledger.send_token(RECEIVER, 1).await.unwrap();
    assert!(outcome.ok(), "{outcome:?}");
}

#[tokio::test]
async fn proofs_are_made_once_for_all_and_errors_leave_nothing_behind() {
    let (node, _served, ledger) = world().await;
    let ledger = ledger.retry(chatwire_core::Retry::none()).build().unwrap();
    node.fault_on("prove", LedgerFault::Status(502));
    let err = ledger.send_token(RECEIVER, 1).await.unwrap_err();
    assert_eq!(err.kind(), chatwire_core::ErrorKind::Server);
    node.fault_on("prove", LedgerFault::Garbage);
    let err = ledger.warm_up().await.unwrap_err();
    assert_eq!(err.code(), Some("invalid_proof"));
    ledger.warm_up().await.unwrap();
    node.fault_on("prove", LedgerFault::Status(500));
    assert!(ledger.send_token(RECEIVER, 1).await.unwrap().ok(), "the proof is kept");
    assert_eq!(ledger.prover().health().await.unwrap().status, "ok");
}

#[tokio::test]
async fn announcements_end_a_wait() {
    let (node, _served, ledger) = world().await;
    let ledger = ledger.build().unwrap();
    let outcome = ledger.send_token(RECEIVER, 5).client_ref("order", "17").await.unwrap();
    let other = StatusUpdate::new("other", TransactionStatus::Failed);
    let own = StatusUpdate::new(outcome.tx_hash(), TransactionStatus::Finalized);
    let mut by_content = StatusUpdate::new("x", TransactionStatus::Confirmed);
    assert!(!by_content.is_about(outcome.prepared()));
    let tx = outcome.prepared().transaction();
    by_content.amount.clone_from(&tx.amount);
    by_content.text_data.clone_from(&tx.text_data);
    by_content.extra_info = serde_json::from_str::<Value>(&tx.extra_info).unwrap().to_string();
    assert!(by_content.is_about(outcome.prepared()), "keys in another order");
    let updates = futures_util::stream::iter([other, by_content, own]);
    let state = ledger.wait(outcome.prepared()).updates(updates).await.unwrap();
    assert_eq!(state, PaymentState::Finalized);
    let short = ledger.wait(outcome.prepared()).every(Duration::from_millis(1));
    let state = short.limit(Duration::from_millis(500)).await.unwrap();
    assert_eq!(state, PaymentState::Pending, "no block yet, and that is no failure");
    assert_eq!(node.waiting(), 1);
}
