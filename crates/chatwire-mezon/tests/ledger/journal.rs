//! Payments over a restart: what is on the disk when a program ends at any point.

use std::fs;

use chatwire_core::testing::Script;
use chatwire_emulator::ledger::{LedgerFault, UNITS};
use chatwire_mezon::ledger::{Journal, Ledger, Outcome, code};

use super::*;

#[tokio::test]
async fn payments_under_way_are_known_after_a_restart() {
    let (node, served, builder) = world().await;
    let path = folder().join("payments.jsonl");
    let ledger = builder.journal(Journal::open(&path).unwrap()).build().unwrap();
    let first = ledger.send_token(RECEIVER, 1).await.unwrap();
    assert!(first.ok() && ledger.unsettled().is_empty());
    for _ in 0..4 {
        node.fault(LedgerFault::LoseAnswer);
    }
    // The program ends while it waits for an answer: the future is dropped.
    node.fault(LedgerFault::Late(Duration::from_secs(3600)));
    node.clear_faults();
    node.fault(LedgerFault::Late(Duration::from_secs(3600)));
    let waiting = ledger.send_token(RECEIVER, 2).into_future();
    let ended = tokio::time::timeout(Duration::from_millis(300), waiting).await;
    assert!(ended.is_err());
    drop(ledger);

    let journal = Journal::open(&path).unwrap();
    let pending = journal.pending();
    assert_eq!(pending.len(), 1);
    assert!(pending[0].maybe_sent() && pending[0].first_sent().is_some());
    let ledger = Ledger::builder(USER)
        .token(TOKEN)
        .node_url(served.url())
        .prover_url(served.prover_url())
        .indexer_url(served.indexer_url())
        .journal(journal)
        .build()
        .unwrap();
    node.produce_block();
    for payment in ledger.unsettled() {
        let outcome = ledger.resume(payment).await.unwrap();
        assert!(outcome.ok(), "{outcome:?}");
    }
    assert!(ledger.unsettled().is_empty());
    assert_eq!(node.balance_of_user(RECEIVER), (3 * UNITS).to_string());

    // Texts of the last minutes are not signed again, even after the restart.
    let again = ledger.send_token(RECEIVER, 1).await.unwrap();
    assert_ne!(again.prepared().id(), first.prepared().id());
    assert!(again.ok());
}

#[tokio::test]
async fn one_order_is_paid_once_even_after_a_restart() {
    let (node, _served, builder) = world().await;
    let path = folder().join("payments.jsonl");
    let ledger = builder.journal(Journal::open(&path).unwrap()).build().unwrap();
    let order = |ledger: &Ledger, amount: u64| {
        ledger.send_token(RECEIVER, amount).client_ref("Order", "17").into_future()
    };
    // Refused gives the reference back.
    assert!(order(&ledger, 2_000_000).await.unwrap().rejection().is_some());
    assert!(order(&ledger, 1).await.unwrap().ok());
    let err = order(&ledger, 1).await.unwrap_err();
    assert_eq!((err.code(), err.maybe_sent()), (Some(code::DUPLICATE_REF), false));
    assert!(ledger.send_token(RECEIVER, 1).client_ref("Order", "18").await.unwrap().ok());
    drop(ledger);

    let script = Script::new().always(nonce(1, 999));
    let ledger = scripted(&script).journal(Journal::open(&path).unwrap()).build().unwrap();
    assert_eq!(order(&ledger, 1).await.unwrap_err().code(), Some(code::DUPLICATE_REF));
    assert!(transfers(&script).is_empty());
    node.produce_block();
    assert_eq!(node.balance_of_user(RECEIVER), (2 * UNITS).to_string());
}

#[tokio::test]
async fn nothing_goes_out_that_is_not_on_the_disk() {
    let script = Script::new().always(nonce(1, 999));
    let path = folder().join("payments.jsonl");
    let journal = Journal::open(&path).unwrap();
    let ledger = scripted(&script).journal(journal).build().unwrap();
    let payment = ledger.send_token(RECEIVER, 1).prepare().await.unwrap();
    assert_eq!(fs::metadata(&path).unwrap().len(), 0, "prepared is not sent");
    let outcome = ledger.submit(payment.clone()).await.unwrap();
    assert!(outcome.is_unknown(), "the answer has another number");
    let content = fs::read_to_string(&path).unwrap();
    assert!(content.contains(payment.id()) || content.contains("tx.addtx"));
    assert_eq!(ledger.unsettled().len(), 1);
    assert!(!content.contains(SEED), "no key");
}

#[tokio::test]
async fn a_file_cut_at_any_byte_is_read_and_loses_only_what_never_went_out() {
    let script = Script::new().answer(nonce(1, 999));
    let script = script.answer(accepted(2, "ab")).answer(Answer::status(404));
    let path = folder().join("payments.jsonl");
    let ledger = scripted(&script).journal(Journal::open(&path).unwrap()).build().unwrap();
    assert!(ledger.send_token(RECEIVER, 1).await.unwrap().ok());
    assert!(ledger.send_token(RECEIVER, 2).await.unwrap().is_unknown());
    drop(ledger);
    let content = fs::read(&path).unwrap();
    let ends: Vec<usize> =
        (0..content.len()).filter(|at| content[*at] == b'\n').map(|at| at + 1).collect();
    assert_eq!(ends.len(), 3, "sent, settled, sent");
    let cut = folder().join("cut.jsonl");
    for len in 0..=content.len() {
        fs::write(&cut, &content[..len]).unwrap();
        let journal = Journal::open(&cut).unwrap();
        let whole = ends.iter().filter(|end| **end <= len).count();
        let expected = [0, 1, 0, 1][whole];
        assert_eq!(journal.pending().len(), expected, "cut at {len}");
        drop(journal);
        // The torn end is gone, so that the next line begins a line.
        let left = fs::read(&cut).unwrap();
        assert!(left.is_empty() || left.ends_with(b"\n"), "cut at {len}");
    }
    // Zeros where the end of the last line was to be.
    let mut zeros = content[..ends[1]].to_vec();
    zeros.extend_from_slice(&[0; 40]);
    zeros.push(b'\n');
    fs::write(&cut, &zeros).unwrap();
    assert_eq!(Journal::open(&cut).unwrap().pending().len(), 0);
}

#[tokio::test]
async fn a_damaged_line_or_a_second_program_is_refused() {
    let path = folder().join("payments.jsonl");
    for content in ["{}\n", "x\n{}\n", "{\"sent\":{\"version\":9}}\n"] {
        fs::write(&path, content).unwrap();
        let err = Journal::open(&path).unwrap_err();
        assert_eq!(err.code(), Some("journal"), "{content}");
    }
    fs::write(&path, "").unwrap();
    let held = Journal::open(&path).unwrap();
    assert!(Journal::open(&path).is_err());
    drop(held);
    assert!(Journal::open(&path).is_ok());
    assert!(Journal::open(path.join("no folder")).is_err());
}

#[tokio::test]
async fn a_journal_whose_payments_ended_long_ago_begins_anew() {
    let script = Script::new().answer(nonce(1, 999)).answer(accepted(2, "ab"));
    let path = folder().join("payments.jsonl");
    let ledger = scripted(&script).journal(Journal::open(&path).unwrap()).build().unwrap();
    let Outcome::Accepted(_) = ledger.send_token(RECEIVER, 1).await.unwrap() else {
        panic!("not accepted");
    };
    drop(ledger);
    let young = fs::read_to_string(&path).unwrap();
    drop(Journal::open(&path).unwrap());
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        young,
        "kept while its texts must not be signed again"
    );
    let (line, _) = young.split_at(young.find("\"at\":").unwrap() + 6);
    fs::write(&path, format!("{line}2020-01-01T00:00:00Z\"}}}}\n")).unwrap();
    drop(Journal::open(&path).unwrap());
    assert_eq!(fs::metadata(&path).unwrap().len(), 0);
}
