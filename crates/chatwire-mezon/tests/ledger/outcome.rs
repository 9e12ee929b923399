//! What each answer to a transfer leads to: how often it is sent, with which bytes, and what the caller gets.

use chatwire_core::ErrorKind;
use chatwire_core::testing::{Answer, Script};
use chatwire_mezon::ledger::{
    MAX_RESENDS, Outcome, PaymentState, Prepared, Rejection, StatusUpdate, TransactionStatus, code,
};

use super::*;

/// Sends one token; the answers are those to the transfer, which has number 2.
async fn send(
    answers: impl IntoIterator<Item = Answer>,
) -> (Script, chatwire_core::Result<Outcome>) {
    let script = answers.into_iter().fold(Script::new().answer(nonce(1, 999)), Script::answer);
    let ledger = scripted(&script).build().unwrap();
    let outcome = ledger.send_token(RECEIVER, 1).await;
    (script, outcome)
}

/// Number of transfers that went out, which all must have had the same bytes.
fn sent(script: &Script) -> usize {
    let transfers = transfers(script);
    assert!(transfers.iter().all(|body| *body == transfers[0]), "never signed anew");
    transfers.len()
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_followed_by_the_same_bytes() {
    for lost in [
        Answer::drop_after(),
        Answer::never(),
        Answer::status(500),
        Answer::status(502),
        Answer::status(503).header("retry-after", "1"),
        Answer::status(408),
        Answer::status(200),
        Answer::status(204),
        Answer::status(200).body("<html>"),
        Answer::status(200).body("{\"jsonrpc\":\"2.0\",\"res").cut(),
        Answer::status(200).body("[]"),
        accepted(77, "ab"),
        accepted(2, ""),
        result(2, &Value::Null),
        Answer::json(
            &json!({"jsonrpc": "2.0", "id": 2, "error": {"code": -32603, "message": "m"}}),
        ),
        Answer::json(&json!({"jsonrpc": "2.0", "id": 2, "error": {"message": "m"}})),
    ] {
        let shown = format!("{lost:?}");
        // Accepted by the second try: whether the first one was, too, makes no difference.
        let (script, outcome) = send([lost.clone(), accepted(2, "cd")]).await;
        assert_eq!((sent(&script), outcome.unwrap().tx_hash()), (2, "cd"), "{shown}");

        // The second try finds out that the first one was accepted.
        let (script, outcome) = send([lost.clone(), refused(2, "duplicate_transaction")]).await;
        let outcome = outcome.unwrap();
        assert_eq!((sent(&script), outcome.ok(), outcome.tx_hash()), (2, true, ""), "{shown}");

        // No answer at all: the caller holds the payment.
        let all = std::iter::repeat_n(lost, 9);
        let (script, outcome) = send(all).await;
        let Outcome::Unknown(payment) = outcome.unwrap() else { panic!("{shown}") };
        assert!(payment.maybe_sent() && !payment.doubt().is_empty());
        assert_eq!(sent(&script), usize::try_from(MAX_RESENDS).unwrap() + 1, "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn answers_that_a_repeat_cannot_better_are_unknown_at_once() {
    for status in [301, 302, 307, 308, 401, 402, 403, 404, 409, 410, 422] {
        let answer = Answer::status(status).header("location", "https://elsewhere.example.org/");
        let (script, outcome) = send([answer]).await;
        assert!(outcome.unwrap().is_unknown(), "{status}");
        assert_eq!(sent(&script), 1, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn after_a_lost_answer_a_refusal_proves_nothing() {
    for code in [
        "nonce_too_low",
        "nonce_too_high",
        "invalid_signature",
        "insufficient_funds",
        "account_not_found",
        "invalid_request",
        "mempool_full",
    ] {
        let all = std::iter::repeat_n(refused(2, code), 9);
        let (script, outcome) = send(std::iter::once(Answer::drop_after()).chain(all)).await;
        assert!(outcome.unwrap().is_unknown(), "{code}");
        assert!(sent(&script) >= 2, "{code}");
    }
    for answer in [Answer::status(400), Answer::status(413), Answer::status(429)] {
        let all = std::iter::repeat_n(answer, 9);
        let (script, outcome) = send(std::iter::once(Answer::drop_after()).chain(all)).await;
        assert!(outcome.unwrap().is_unknown());
        assert!(sent(&script) >= 2);
    }
}

#[tokio::test(start_paused = true)]
async fn refusals_are_outcomes_and_are_not_repeated() {
    for code in
        ["insufficient_funds", "account_not_found", "invalid_amount", "invalid_request", "x"]
    {
        let (script, outcome) = send([refused(2, code)]).await;
        let outcome = outcome.unwrap();
        assert_eq!(outcome.rejection().map(Rejection::code), Some(code));
        assert!(outcome.error().contains("Words"));
        assert_eq!(sent(&script), 1, "{code}");
        let err = outcome.into_result().unwrap_err();
        assert_eq!((err.kind(), err.code()), (ErrorKind::Rejected, Some(code)));
    }
    let plain = json!({"ok": false, "error": "invalid tx"});
    let (_, outcome) = send([result(2, &plain)]).await;
    let plain = Rejection::Plain("invalid tx".to_owned());
    assert_eq!(outcome.unwrap().rejection(), Some(&plain));
}

#[tokio::test(start_paused = true)]
async fn requests_that_were_not_read_are_errors() {
    let rpc = |code: i32| {
        Answer::json(&json!({"jsonrpc": "2.0", "id": 2, "error": {"code": code, "message": "m"}}))
    };
    for answer in [
        Answer::status(400),
        Answer::status(405),
        Answer::status(413),
        Answer::status(415),
        rpc(-32600),
        rpc(-32601),
        rpc(-32602),
    ] {
        let (script, outcome) = send([answer]).await;
        let err = outcome.unwrap_err();
        assert!(!err.maybe_sent() && err.kind() == ErrorKind::Rejected, "{err}");
        assert_eq!(sent(&script), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn what_passes_by_itself_is_waited_for() {
    let busy = |code: &str, times: usize| {
        std::iter::repeat_n(refused(2, code), times).chain([accepted(2, "ab")]).collect::<Vec<_>>()
    };
    for (answers, count) in [
        (busy("mempool_full", 5), 6),
        (busy("nonce_too_high", 3), 4),
        (vec![Answer::status(429), Answer::status(429), accepted(2, "ab")], 3),
        (vec![Answer::drop_before(), Answer::drop_before(), accepted(2, "ab")], 1),
    ] {
        let (script, outcome) = send(answers).await;
        assert_eq!(outcome.unwrap().tx_hash(), "ab");
        assert_eq!(sent(&script), count);
    }
    for (code, count) in [("mempool_full", 6), ("nonce_too_high", 4)] {
        let (script, outcome) = send(busy(code, 9)).await;
        assert_eq!(outcome.unwrap().rejection().map(Rejection::code), Some(code));
        assert_eq!(sent(&script), count);
    }
    let (_, outcome) = send(std::iter::repeat_n(Answer::status(429), 9)).await;
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::RateLimited);
    let (script, outcome) = send(std::iter::repeat_n(Answer::drop_before(), 9)).await;
    let err = outcome.unwrap_err();
    assert!(err.kind() == ErrorKind::Connect && !err.maybe_sent());
    assert_eq!(sent(&script), 0);
}

#[tokio::test(start_paused = true)]
async fn a_signature_that_is_too_old_is_made_anew_once_while_nothing_is_in_doubt() {
    let script = Script::new()
        .answer(nonce(1, 999))
        .answer(refused(2, "nonce_too_low"))
        .answer(nonce(3, 1299))
        .answer(accepted(4, "ab"));
    let outcome = scripted(&script).build().unwrap().send_token(RECEIVER, 1).await.unwrap();
    assert_eq!((outcome.tx_hash(), outcome.prepared().nonce()), ("ab", 1300));

    let script = Script::new()
        .answer(nonce(1, 999))
        .answer(refused(2, "nonce_too_low"))
        .answer(nonce(3, 1299))
        .answer(refused(4, "nonce_too_low"));
    let outcome = scripted(&script).build().unwrap().send_token(RECEIVER, 1).await.unwrap();
    assert_eq!(outcome.rejection(), Some(&Rejection::NonceTooLow));
    assert_eq!(transfers(&script).len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_refused_proof_is_renewed_once() {
    let proof = Answer::json(&json!({"data": {"proof": "AAED", "public_input": INPUT}}));
    let script = Script::new()
        .answer(nonce(1, 999))
        .answer(refused(2, "invalid_signature"))
        .answer(proof)
        .answer(accepted(3, "ab"));
    let ledger = scripted(&script).token(TOKEN).build().unwrap();
    let outcome = ledger.send_token(RECEIVER, 1).await.unwrap();
    assert_eq!(outcome.tx_hash(), "ab");
    assert_eq!(outcome.prepared().transaction().zk_proof, "AAED");
    // The text is the same, so it takes another slot.
    assert_eq!(outcome.prepared().nonce(), 999);
}

#[tokio::test(start_paused = true)]
async fn a_repeat_ends_with_the_window() {
    let script = Script::new().answer(nonce(1, 999)).answer(Answer::drop_after());
    let script = script.always(accepted(2, "late"));
    let ledger = scripted(&script).resend_pause(Duration::from_secs(44)).build().unwrap();
    assert_eq!(ledger.send_token(RECEIVER, 1).await.unwrap().tx_hash(), "late");

    let script = Script::new().answer(nonce(1, 999)).answer(Answer::drop_after());
    let script = script.always(accepted(2, "late"));
    let ledger = scripted(&script).resend_pause(Duration::from_secs(46)).build().unwrap();
    let outcome = ledger.send_token(RECEIVER, 1).await.unwrap();
    assert!(outcome.is_unknown());
    assert_eq!(sent(&script), 1);
    let Outcome::Unknown(payment) = outcome else { panic!("not unknown") };
    assert!(ledger.resume(payment).await.unwrap().is_unknown());
    assert_eq!(sent(&script), 1, "never again");
}

#[tokio::test(start_paused = true)]
async fn a_payment_that_was_sent_before_is_in_doubt_from_the_start() {
    let fresh = || Script::new().answer(nonce(1, 999));
    // A copy in memory.
    let script =
        fresh().answer(refused(2, "insufficient_funds")).answer(refused(2, "nonce_too_low"));
    let ledger = scripted(&script).build().unwrap();
    let payment = ledger.send_token(RECEIVER, 1).prepare().await.unwrap();
    assert!(!ledger.submit(payment.clone()).await.unwrap().is_unknown());
    assert!(ledger.submit(payment).await.unwrap().is_unknown());

    // One that was stored: nobody knows what happened since.
    let script = fresh().answer(refused(2, "nonce_too_low"));
    let ledger = scripted(&script).build().unwrap();
    let payment = ledger.send_token(RECEIVER, 1).prepare().await.unwrap();
    let stored = serde_json::to_string(&payment).unwrap();
    let read: Prepared = serde_json::from_str(&stored).unwrap();
    assert_eq!((read.id(), read.body()), (payment.id(), payment.body()));
    assert!(ledger.submit(read).await.unwrap().is_unknown());

    // One that is older than the window is not sent at all.
    let script = fresh().always(accepted(2, "ab"));
    let ledger = scripted(&script).build().unwrap();
    let payment = ledger.send_token(RECEIVER, 1).prepare().await.unwrap();
    tokio::time::advance(Duration::from_secs(46)).await;
    assert!(ledger.submit(payment).await.unwrap().is_unknown());
    assert_eq!(sent(&script), 0);
}

#[tokio::test(start_paused = true)]
async fn a_first_try_that_is_known_already_is_in_doubt_unless_it_is_unique() {
    let (script, outcome) = send([refused(2, "duplicate_transaction")]).await;
    let outcome = outcome.unwrap();
    assert!(outcome.is_unknown());
    assert_eq!(outcome.clone().into_result().unwrap_err().code(), Some(code::UNKNOWN_OUTCOME));
    assert_eq!(sent(&script), 1);

    let script = Script::new().answer(nonce(1, 999)).answer(refused(2, "duplicate_transaction"));
    let ledger = scripted(&script).build().unwrap();
    let outcome = ledger.send_token(RECEIVER, 1).client_ref("order", "17").await.unwrap();
    assert!(outcome.ok() && outcome.tx_hash().is_empty());
}

#[test]
fn stored_texts_that_are_no_transfer_are_refused() {
    let at = "2026-11-21T00:00:00Z";
    for stored in [
        json!({"version": 2, "body": "{}", "prepared_at": at}),
        json!({"version": 1, "body": "{}", "prepared_at": at}),
        json!({"version": 1, "body": "{\"method\":\"health.check\",\"id\":1}", "prepared_at": at}),
        json!({"version": 1, "prepared_at": at}),
        json!({}),
    ] {
        assert!(serde_json::from_value::<Prepared>(stored).is_err());
    }
}

#[tokio::test(start_paused = true)]
async fn an_equal_payment_is_not_taken_for_this_one() {
    let about = |payment: &Prepared, hash: &str, status| {
        let tx = payment.transaction();
        let mut update = StatusUpdate::new(hash, status);
        update.amount.clone_from(&tx.amount);
        update.text_data.clone_from(&tx.text_data);
        update.extra_info.clone_from(&tx.extra_info);
        update
    };
    let wait = |ledger: &Ledger, payment: &Prepared, updates: Vec<StatusUpdate>| {
        let updates = futures_util::stream::iter(updates);
        ledger.wait(payment).every(Duration::from_secs(3600)).updates(updates)
    };
    let (failed, paid) = (TransactionStatus::Failed, TransactionStatus::Finalized);

    let script = Script::new().answer(nonce(1, 999));
    let script = script.answer(accepted(2, "mine")).always(Answer::status(404));
    let ledger = scripted(&script).build().unwrap();
    let outcome = ledger.send_token(RECEIVER, 1).await.unwrap();
    let tip = outcome.prepared();
    for other in [failed, paid] {
        assert!(!about(tip, "other", other).is_about(tip));
        let waited = wait(&ledger, tip, vec![about(tip, "other", other)]).await.unwrap();
        assert_eq!(waited, PaymentState::Unknown);
    }
    let waited = wait(&ledger, tip, vec![about(tip, "other", failed), about(tip, "mine", paid)]);
    assert_eq!(waited.await.unwrap(), PaymentState::Finalized);

    // A reference tells it from others, but not from copies of itself, of which one may fail.
    let script = Script::new().answer(nonce(1, 999));
    let script = script.answer(accepted(2, "mine")).always(Answer::status(404));
    let ledger = scripted(&script).build().unwrap();
    let outcome = ledger.send_token(RECEIVER, 1).client_ref("order", "17").await.unwrap();
    let order = outcome.prepared();
    assert_eq!(order.client_ref(), Some(("order", "17")));
    let waited =
        wait(&ledger, order, vec![about(order, "copy", failed), about(order, "copy", paid)]);
    assert_eq!(waited.await.unwrap(), PaymentState::Finalized);
    let waited = wait(&ledger, order, vec![about(order, "copy", failed)]).await.unwrap();
    assert_eq!(waited, PaymentState::Unknown);
}
