//! A thousand payments, each with trouble of its own at every step: the receiver is credited exactly once, or the
//! caller holds the payment; never twice.

use chatwire_emulator::ledger::{LedgerFault, Node, UNITS};
use chatwire_mezon::ledger::{Journal, Ledger, Outcome, PaymentState, Rejection};

use super::*;

/// Schedules of one part; there are eight, so that they can run side by side and no history gets long.
const PART: u64 = 125;

/// A small generator, so that a seed is all that is needed to see a schedule again (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }
}

/// What meets the tries of one payment, in order.
fn trouble(random: &mut Random) -> Vec<LedgerFault> {
    let refuse = |code: &str| {
        let error = json!({"code": code, "message": "Words"}).to_string();
        LedgerFault::Refuse(error)
    };
    let count = random.below(6);
    (0..count)
        .map(|_| match random.below(18) {
            0 | 1 => LedgerFault::LoseRequest,
            2..=4 => LedgerFault::LoseAnswer,
            5 | 6 => LedgerFault::Hold,
            7 => LedgerFault::Duplicate,
            8 | 9 => LedgerFault::OtherNode,
            10 => LedgerFault::StatusAfter(502),
            11 => LedgerFault::Status(503),
            12 => LedgerFault::Garbage,
            13 => LedgerFault::WrongId,
            14 => LedgerFault::NoHash,
            15 => refuse("mempool_full"),
            16 => refuse("nonce_too_high"),
            _ => refuse(["nonce_too_low", "insufficient_funds"][usize::from(random.below(2) == 0)]),
        })
        .collect()
}

/// Where a payment has to end, once nothing is on its way any more.
async fn check(node: &Node, ledger: &Ledger, seed: u64, receiver: i64, outcome: Outcome) {
    let amount = (seed + 1) * UNITS;
    let credited = || node.balance_of_user(receiver);
    let (once, nothing) = (amount.to_string(), "0".to_owned());
    match outcome {
        Outcome::Accepted(accepted) => {
            assert_eq!(credited(), once, "seed {seed}: accepted");
            let state = ledger.status(accepted.prepared()).await.unwrap();
            assert_eq!(state, PaymentState::Finalized, "seed {seed}");
        }
        Outcome::Refused(refused) => {
            assert_eq!(credited(), nothing, "seed {seed}: {refused:?}");
        }
        Outcome::Unknown(payment) => {
            let before = credited();
            assert!(before == once || before == nothing, "seed {seed}: {before}");
            // The caller asks again, when all windows are closed.
            let stored = serde_json::to_string(&payment).unwrap();
            node.advance_slots(400);
            let again = ledger.resume(serde_json::from_str(&stored).unwrap()).await.unwrap();
            match again {
                Outcome::Accepted(_) => assert_eq!(before, once, "seed {seed}: found"),
                Outcome::Refused(refused) => {
                    assert_eq!(refused.rejection(), &Rejection::Expired, "seed {seed}");
                    assert_eq!(before, nothing, "seed {seed}: expired");
                }
                other => panic!("seed {seed}: still unknown: {other:?}"),
            }
            assert_eq!(credited(), before, "seed {seed}: asking pays nothing");
        }
        other => panic!("seed {seed}: {other:?}"),
    }
}

async fn troubled_payments(part: u64) {
    let (node, _served, builder) = world().await;
    let seeds = part * PART..(part + 1) * PART;
    let deposit = u128::from(PART * 1000 * UNITS * 2);
    node.deposit_user(USER, deposit);
    let folder = quick_folder();
    let path = folder.join("payments.jsonl");
    let journal = Journal::open(&path).unwrap();
    let ledger = builder.journal(journal).retry(chatwire_core::Retry::none()).build().unwrap();
    ledger.warm_up().await.unwrap();
    let mut kinds = [0_u32; 4];
    for seed in seeds {
        let mut random = Random(seed);
        let receiver = 5_000_000 + i64::try_from(seed).unwrap();
        for fault in trouble(&mut random) {
            node.fault(fault);
        }
        for _ in 0..random.below(4) {
            node.fault_on("indexer", LedgerFault::LoseRequest);
        }
        if random.below(8) == 0 {
            let nonce = [node.slot() + 9, node.slot().saturating_sub(200)]
                [usize::from(random.below(2) == 0)];
            node.fault_on("account.getcurrentnonce", LedgerFault::Nonce(nonce));
        }
        // Blocks come while the payment is under way, or only afterwards.
        let blocks = random.below(3);
        let chain = node.clone();
        let producing = tokio::spawn(async move {
            for _ in 0..blocks {
                for _ in 0..40 {
                    tokio::task::yield_now().await;
                }
                chain.produce_block();
            }
        });
        let sent = ledger.send_token(receiver, seed + 1).await;
        producing.await.unwrap();
        node.clear_faults();
        // What was still on its way arrives now, and everything that was accepted comes into a block.
        node.release();
        node.produce_block();
        match sent {
            Ok(outcome) => {
                let kind = match &outcome {
                    Outcome::Accepted(_) => 0,
                    Outcome::Refused(_) => 1,
                    _ => 2,
                };
                kinds[kind] += 1;
                check(&node, &ledger, seed, receiver, outcome).await;
            }
            Err(err) => {
                kinds[3] += 1;
                assert!(!err.maybe_sent(), "seed {seed}: {err}");
                assert_eq!(node.balance_of_user(receiver), "0", "seed {seed}: {err}");
            }
        }
        // A second of the chain's time, so that the next nonce is asked for.
        node.advance_slots(3);
    }
    assert!(kinds[..3].iter().all(|count| *count > 3), "every kind of end occurs: {kinds:?}");
    assert!(ledger.unsettled().is_empty(), "the journal knows every end");
    let paid: u64 = node.payments().iter().map(|paid| paid.amount.parse::<u64>().unwrap()).sum();
    let left: u128 = node.balance_of_user(USER).parse().unwrap();
    let start = 1_000_000_000_000 + deposit;
    assert_eq!(left + u128::from(paid), start, "no unit is lost");
    drop(ledger);
    std::fs::remove_dir_all(folder).unwrap();
}

macro_rules! parts {
    ($($name:ident $part:literal)+) => {$(
        #[tokio::test]
        async fn $name() {
            troubled_payments($part).await;
        }
    )+};
}

parts! {
    the_first_part_is_credited_once_or_held_by_the_caller 0
    the_second_part_is_credited_once_or_held_by_the_caller 1
    the_third_part_is_credited_once_or_held_by_the_caller 2
    the_fourth_part_is_credited_once_or_held_by_the_caller 3
    the_fifth_part_is_credited_once_or_held_by_the_caller 4
    the_sixth_part_is_credited_once_or_held_by_the_caller 5
    the_seventh_part_is_credited_once_or_held_by_the_caller 6
    the_eighth_part_is_credited_once_or_held_by_the_caller 7
}
