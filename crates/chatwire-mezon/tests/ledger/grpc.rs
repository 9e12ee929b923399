//! The node's gRPC services: every call, announcements, and lines that break.

use chatwire_core::{Config, ErrorKind};
use chatwire_emulator::ledger::LedgerFault;
use chatwire_mezon::ledger::{
    Address, Announcements, Grpc, MAX_BLOCK_RANGE, NonceTag, Outcome, PaymentState, Transaction,
    TransactionKind, TransactionStatus, code,
};
use futures_util::StreamExt as _;

use super::*;

/// A pause between questions that outlasts every test: only announcements tell of an end.
const NEVER: Duration = Duration::from_secs(3600);

fn connect(served: &Served) -> Grpc {
    Grpc::new(served.grpc_url(), Config::new()).unwrap()
}

/// Announcements that are being listened to.
async fn listen(served: &Served) -> Announcements {
    connect(served).announcements().await.unwrap()
}

#[tokio::test]
async fn every_call_of_the_services_is_here_and_agrees_with_json_rpc() {
    let (node, served, ledger) = world().await;
    let (grpc, ledger) = (connect(&served), ledger.build().unwrap());
    let (rpc, address) = (ledger.rpc(), ledger.address());

    let account = grpc.account(address).await.unwrap();
    assert_eq!(account, rpc.account(address).await.unwrap());
    assert_eq!(account.balance.to_string(), "1000000");
    for tag in [NonceTag::Latest, NonceTag::Pending] {
        let nonce = grpc.current_nonce(address, tag).await.unwrap();
        assert_eq!(nonce, rpc.current_nonce(address, tag).await.unwrap());
    }
    assert_eq!(grpc.block_number().await.unwrap(), node.slot());
    assert_eq!(grpc.health().await.unwrap(), rpc.health().await.unwrap());
    let mut health = grpc.watch_health().await.unwrap();
    assert_eq!(health.next().await.unwrap().unwrap().node_id, "emulator");

    // A transfer that is signed once goes either way.
    let payment = ledger.send_token(RECEIVER, 5).note("a|b").prepare().await.unwrap();
    let signed = serde_json::from_str::<Value>(payment.body()).unwrap()["params"].clone();
    let signed = serde_json::from_value(signed).unwrap();
    let added = grpc.add_tx(&signed).await.unwrap();
    assert!(added.ok && !added.tx_hash.is_empty());
    let again = grpc.add_tx(&signed).await.unwrap();
    assert_eq!(
        again.rejection().map(|why| why.code().to_owned()),
        Some("duplicate_transaction".into())
    );
    let pending = grpc.pending_transactions().await.unwrap();
    assert_eq!(
        (pending.total_count, pending.pending_txs[0].tx_hash.as_str()),
        (1, &*added.tx_hash)
    );
    assert_eq!(pending.pending_txs[0].amount.to_string(), "5");
    node.produce_block();
    let info = grpc.transaction(&added.tx_hash).await.unwrap();
    assert_eq!(info, ledger.transaction(&added.tx_hash).await.unwrap());
    assert_eq!((info.status, info.text_data.as_str()), (TransactionStatus::Finalized, "a|b"));

    let slot = node.slot();
    let blocks = grpc.blocks_by_number([slot - 1, slot]).await.unwrap();
    assert_eq!(blocks[1].transaction_data[0].tx_hash, added.tx_hash);
    let range = grpc.blocks_between(slot - 1..=slot + 1).await.unwrap();
    assert_eq!((range.total_blocks, range.errors.len()), (2, 1));
    assert_eq!(grpc.blocks_by_number([slot + 1]).await.unwrap_err().kind(), ErrorKind::NotFound);
    for slots in [1..=MAX_BLOCK_RANGE + 1, 0..=u64::MAX, slot..=slot - 1] {
        let err = grpc.blocks_between(slots).await.unwrap_err();
        assert!(err.kind() == ErrorKind::Input && !err.maybe_sent());
    }
}

#[tokio::test]
async fn failures_have_kinds_and_codes() {
    let (node, served, _) = world().await;
    let grpc = connect(&served);
    let address = Address::of_user(USER);

    let err = grpc.transaction("ab").await.unwrap_err();
    assert_eq!((err.kind(), err.code()), (ErrorKind::NotFound, Some(code::TRANSACTION_NOT_FOUND)));
    assert_eq!(err.operation(), "mezon.ledger.grpc.transaction");
    let err = grpc.transaction(&"a".repeat(129)).await.unwrap_err();
    assert_eq!((err.kind(), err.code()), (ErrorKind::Rejected, Some("invalid_request")));
    node.make_fresh();
    let err = grpc.current_nonce(&address, NonceTag::Latest).await.unwrap_err();
    assert_eq!(err.code(), Some(code::NODE_NOT_READY));

    // Questions are asked again, at most three times.
    node.fault_on("account.getaccount", LedgerFault::LoseAnswer);
    node.fault_on("account.getaccount", LedgerFault::Status(503));
    assert_eq!(grpc.account(&address).await.unwrap().decimals, 6);
    for _ in 0..3 {
        node.fault_on("account.getaccount", LedgerFault::Status(503));
    }
    let err = grpc.account(&address).await.unwrap_err();
    assert_eq!((err.kind(), err.code()), (ErrorKind::Server, Some("unavailable")));

    node.limit_requests();
    let asked = (0..101).map(|_| grpc.add_tx_of_nobody());
    let refused = futures_util::future::join_all(asked).await.into_iter().filter_map(Result::err);
    assert!(refused.into_iter().all(|err| err.kind() == ErrorKind::RateLimited));

    for bad in ["node", "ftp://node:1", "http://node.example.org:9001", "https://node:1/path"] {
        assert_eq!(Grpc::new(bad, Config::new()).unwrap_err().kind(), ErrorKind::Config, "{bad}");
    }
}

/// A call that counts and changes nothing.
trait Nobody {
    async fn add_tx_of_nobody(&self) -> chatwire_core::Result<()>;
}

impl Nobody for Grpc {
    async fn add_tx_of_nobody(&self) -> chatwire_core::Result<()> {
        let tx = Transaction::new(TransactionKind::ByKey, "a", "b", "1", 1);
        self.add_tx(&tx.sign(&key())).await.map(drop)
    }
}

#[tokio::test]
async fn a_transaction_is_sent_once_and_doubt_is_told_from_certainty() {
    let (node, served, ledger) = world().await;
    let (grpc, ledger) = (connect(&served), ledger.build().unwrap());
    let payment = ledger.send_token(RECEIVER, 5).prepare().await.unwrap();
    let signed = serde_json::from_str::<Value>(payment.body()).unwrap()["params"].clone();
    let signed = serde_json::from_value(signed).unwrap();

    node.fault(LedgerFault::LoseRequest);
    let err = grpc.add_tx(&signed).await.unwrap_err();
    assert!(err.kind() == ErrorKind::Transport && err.maybe_sent(), "{err:?}");
    assert_eq!(node.waiting(), 0);
    node.fault(LedgerFault::LoseAnswer);
    let err = grpc.add_tx(&signed).await.unwrap_err();
    assert!(err.kind() == ErrorKind::Transport && err.maybe_sent(), "{err:?}");
    assert_eq!(node.waiting(), 1);
    node.fault(LedgerFault::Late(NEVER));
    let hurried = Config::new().attempt_timeout(Duration::from_millis(20));
    let hurried = Grpc::new(served.grpc_url(), hurried).unwrap();
    let err = hurried.add_tx(&signed).await.unwrap_err();
    assert!(err.kind() == ErrorKind::Timeout && err.maybe_sent(), "{err:?}");

    let gone = served.grpc_url().to_owned();
    drop(served);
    let err = Grpc::new(gone, Config::new()).unwrap().add_tx(&signed).await.unwrap_err();
    assert!(err.kind() == ErrorKind::Connect && !err.maybe_sent(), "{err:?}");
}

#[tokio::test]
async fn a_wait_ends_with_the_announcement() {
    let (node, served, ledger) = world().await;
    let ledger = ledger.build().unwrap();
    let announcements = listen(&served).await;
    // Others pay, too, and nothing of theirs is taken for ours.
    let other = ledger.send_token(RECEIVER, 5).note("other").await.unwrap();
    let outcome = ledger.send_token(RECEIVER, 5).note("<ours> & 5").await.unwrap();
    let waiting = ledger.wait(outcome.prepared()).every(NEVER).updates(announcements);
    let waiting = tokio::spawn(waiting.into_future());
    node.produce_block();
    assert_eq!(waiting.await.unwrap().unwrap(), PaymentState::Finalized);

    let announcements = listen(&served).await;
    node.fault(LedgerFault::FailInBlock("insufficient balance".to_owned()));
    let outcome = ledger.send_token(RECEIVER, 6).await.unwrap();
    let waiting = ledger.wait(outcome.prepared()).every(NEVER).updates(announcements);
    let waiting = tokio::spawn(waiting.into_future());
    node.produce_block();
    let PaymentState::Failed { reason } = waiting.await.unwrap().unwrap() else { panic!("paid") };
    assert!(reason.ends_with("insufficient balance"));
    assert!(other.ok());
}

#[tokio::test]
async fn a_payment_with_a_lost_answer_is_known_by_what_is_announced() {
    let (node, served, ledger) = world().await;
    let ledger = ledger.without_indexer().build().unwrap();
    let announcements = listen(&served).await;
    for _ in 0..4 {
        node.fault(LedgerFault::LoseAnswer);
    }
    let transfer = ledger.send_token(RECEIVER, 5).client_ref("order", "17").await.unwrap();
    let Outcome::Unknown(payment) = transfer else { panic!("{transfer:?}") };
    let waiting = ledger.wait(&payment).every(NEVER).updates(announcements);
    let waiting = tokio::spawn(waiting.into_future());
    node.produce_block();
    assert_eq!(waiting.await.unwrap().unwrap(), PaymentState::Finalized);
    assert_eq!(node.payments().len(), 1);
}

#[tokio::test]
async fn a_line_that_is_lost_while_waiting_is_replaced() {
    let (node, served, ledger) = world().await;
    let ledger = ledger.build().unwrap();
    let announcements = listen(&served).await;
    let outcome = ledger.send_token(RECEIVER, 5).await.unwrap();
    let waiting = ledger.wait(outcome.prepared()).every(NEVER).updates(announcements);
    let waiting = tokio::spawn(waiting.into_future());
    for round in 2..5 {
        node.refuse_lines(1);
        node.cut_lines();
        node.subscriptions(round).await;
    }
    node.produce_block();
    assert_eq!(waiting.await.unwrap().unwrap(), PaymentState::Finalized);
    // The wait was the owner: its line ends with it.
    node.lines_are(0).await;
}

#[tokio::test]
async fn losses_are_counted_and_what_came_before_stays() {
    let (node, served, ledger) = world().await;
    let ledger = ledger.build().unwrap();
    let mut announcements = listen(&served).await;
    let outcome = ledger.send_token(RECEIVER, 5).note("first").await.unwrap();
    let first = announcements.next().await.unwrap();
    assert_eq!(
        (first.tx_hash.as_str(), first.status),
        (outcome.tx_hash(), TransactionStatus::Pending)
    );
    assert!(first.is_about(outcome.prepared()));
    node.cut_lines();
    node.subscriptions(2).await;
    node.produce_block();
    let seen: Vec<_> = announcements.by_ref().take(2).map(|update| update.status).collect().await;
    assert_eq!(seen, [TransactionStatus::Confirmed, TransactionStatus::Finalized]);
    assert_eq!((announcements.lost(), announcements.error().is_none()), (1, true));
    drop(announcements);
    node.lines_are(0).await;
}

#[tokio::test]
async fn without_a_line_for_too_long_the_stream_ends_and_says_why() {
    let (node, served, _) = world().await;
    let announcements = connect(&served).announcements().reconnect_limit(Duration::ZERO);
    let mut announcements = announcements.await.unwrap();
    node.refuse_lines(usize::MAX);
    node.cut_lines();
    assert_eq!(announcements.next().await, None);
    assert!(announcements.error().is_some(), "{announcements:?}");

    let url = served.grpc_url().to_owned();
    drop(served);
    let grpc = Grpc::new(url, Config::new()).unwrap();
    let mut announcements = grpc.announcements().reconnect_limit(Duration::ZERO).start().unwrap();
    assert_eq!(announcements.online().await.unwrap_err().kind(), ErrorKind::Connect);
    assert_eq!(announcements.next().await, None);
    let err = announcements.error().unwrap();
    assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Connect, false));
}

#[test]
fn announcements_outside_a_runtime_are_an_error() {
    let grpc = Grpc::new("https://node.example.org", Config::new()).unwrap();
    assert_eq!(grpc.announcements().start().unwrap_err().kind(), ErrorKind::Config);
}

#[tokio::test]
async fn a_line_without_a_sign_of_life_is_replaced() {
    let (node, served, _) = world().await;
    let announcements = connect(&served).announcements().silence_limit(Duration::from_millis(30));
    let announcements = announcements.start().unwrap();
    node.subscriptions(3).await;
    assert!(announcements.lost() >= 1);
    drop(announcements);
    node.lines_are(0).await;
}
