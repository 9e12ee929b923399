//! Tokens: what is there, what is sent, and what becomes of a payment whose answer was lost.

use std::fs;
use std::path::PathBuf;

use chatwire_emulator::ledger::{LedgerFault, Node};
use serde_json::{Value, json};

use super::World;
use crate::command::{run, start};

/// Payments that are kept because their outcome is unknown.
fn kept(world: &World) -> Vec<PathBuf> {
    let folder = world.folder.path().join("chatwire").join("payments");
    let Ok(files) = fs::read_dir(folder) else { return Vec::new() };
    files.map(|file| file.unwrap().path()).collect()
}

/// Makes the ledger lose so many answers, after it has accepted what it was sent.
fn lose(ledger: &Node, answers: usize) {
    for _ in 0..answers {
        ledger.fault(LedgerFault::LoseAnswer);
    }
}

#[test]
fn addresses_and_balances() {
    let world = World::with_tokens(100);
    let own = Node::address_of(world.bot());
    let value = world.one("wallet address");
    assert_eq!(value, json!({"user_id": world.bot().to_string(), "address": own}));
    // Of a user it is a hash: neither a bot nor a service is needed.
    let offline = run(&mut world.open("wallet address 8"));
    assert_eq!(offline.words().trim_end(), Node::address_of(8));
    let balance = world.one("wallet balance");
    assert_eq!((&balance["balance"], &balance["units"]), (&json!("100"), &json!("100000000")));
    world.emulator.ledger().deposit_user(8, 1_500_000);
    assert!(world.words("wallet balance 8").starts_with("1.5 tokens"));
    assert_eq!(world.one(&format!("wallet balance {}", Node::address_of(8)))["balance"], "1.5");
}

#[test]
fn tokens_are_sent_once() {
    let world = World::with_tokens(100);
    let ledger = world.emulator.ledger();
    let ran = world.run("--json wallet send 8 2.5 --note thanks --yes");
    let sent = ran.json().remove(0);
    assert_eq!((&sent["outcome"], &sent["amount"]), (&json!("accepted"), &json!("2.5")));
    for line in ["To:     user 8", "Amount: 2.5 tokens", "Note:   thanks"] {
        assert!(ran.err.contains(line), "{}", ran.err);
    }
    ledger.produce_block();
    assert_eq!(ledger.balance_of_user(8), "2500000");
    assert_eq!(ledger.payments().len(), 1);
    assert!(kept(&world).is_empty());
    let hash = sent["tx_hash"].as_str().unwrap();
    let tx = world.one(&format!("wallet tx {hash}"));
    assert_eq!((&tx["tx_hash"], &tx["text_data"]), (&json!(hash), &json!("thanks")));
    let history = world.one("wallet history --only sent");
    assert_eq!(history["to_address"], Node::address_of(8));
    assert!(world.words("wallet history").contains("-2.5"));
    assert!(world.words("wallet history --only received").contains("No transactions"));
    assert_eq!(world.run("wallet tx nothing").code, Some(4));
}

#[test]
fn addresses_are_paid_too() {
    let world = World::with_tokens(5);
    let to = Node::address_of(9);
    let words = world.words(&format!("wallet send {to} 1 --reference order-7 -y"));
    assert!(words.contains(&format!("✓ On their way: 1 tokens to {to}")), "{words}");
    world.emulator.ledger().produce_block();
    assert_eq!(world.emulator.ledger().balance(&to), "1000000");
}

#[test]
fn nothing_is_sent_without_consent() {
    let world = World::with_tokens(5);
    let ran = world.run("wallet send 8 1");
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{ran:?}");
    assert!(ran.err.contains("--yes"), "{}", ran.err);
    // A yes that comes by a pipe is nobody's.
    let ran = crate::command::run_with(&mut world.command("wallet send 8 1"), "y\n");
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(world.emulator.requests(chatwire_emulator::Platform::Mezon).is_empty());
}

#[test]
fn a_receiver_can_be_checked() {
    let world = World::with_tokens(5);
    let ran = world.run("wallet send 8 1 --yes --check-receiver");
    assert_eq!((ran.code, ran.out.as_str()), (Some(4), ""), "{ran:?}");
    assert_eq!(world.emulator.ledger().waiting(), 0);
    let alice = world.mezon.add_to_clan(world.clan, "alice");
    world.words(&format!("wallet send {alice} 1 --yes --check-receiver"));
    assert_eq!(world.emulator.ledger().waiting(), 1);
    let to = Node::address_of(9);
    assert_eq!(world.run(&format!("wallet send {to} 1 -y --check-receiver")).code, Some(2));
}

#[test]
fn a_refusal_is_final_and_says_why() {
    let world = World::with_tokens(1);
    let ran = world.run("--json wallet send 8 2 --yes");
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{ran:?}");
    let error: Value = serde_json::from_str(ran.err.lines().last().unwrap()).unwrap();
    assert_eq!(error["error"]["code"], "insufficient_funds");
    assert!(error["error"]["hint"].as_str().unwrap().contains("nothing was paid"));
    assert!(kept(&world).is_empty());
    let ran = world.run("wallet send 8 1 --note 5|1 --yes");
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("digits beside a bar"), "{}", ran.err);
}

#[test]
fn a_login_without_an_id_token_cannot_pay() {
    let world = World::new();
    let ran = world.run("wallet send 8 1 --yes");
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{ran:?}");
    assert!(ran.err.contains("no id token"), "{}", ran.err);
}

#[test]
fn an_unknown_outcome_is_kept_and_found_out() {
    let world = World::with_tokens(10);
    let ledger = world.emulator.ledger();
    // The node and the history are both lost for as long as it is tried.
    lose(&ledger, 8);
    for _ in 0..8 {
        ledger.fault_on("indexer", LedgerFault::Status(503));
    }
    let file = world.folder.path().join("payment.json");
    let name = file.to_str().unwrap();
    let ran = world.run(&format!("--json wallet send 8 4 --yes --payment-file {name}"));
    assert_eq!((ran.code, ran.out.as_str()), (Some(8), ""), "{ran:?}");
    let error: Value = serde_json::from_str(ran.err.lines().last().unwrap()).unwrap();
    assert_eq!(error["error"]["exit"], 8);
    let hint = error["error"]["hint"].as_str().unwrap();
    assert!(hint.contains("wallet resume") && hint.contains(name), "{hint}");
    #[cfg(unix)]
    {
        let mode =
            std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&file).unwrap().permissions());
        assert_eq!(mode & 0o077, 0);
    }
    // The same file is no place for another payment.
    ledger.clear_faults();
    let again = world.run(&format!("wallet send 8 4 --yes --payment-file {name}"));
    assert_eq!(again.code, Some(1), "{again:?}");
    ledger.produce_block();
    let found = world.one(&format!("wallet resume {name}"));
    assert_eq!((&found["outcome"], &found["amount"]), (&json!("accepted"), &json!("4")));
    assert!(!file.exists());
    ledger.produce_block();
    assert_eq!(ledger.balance_of_user(8), "4000000");
    assert_eq!(ledger.payments().len(), 1);
}

#[test]
fn a_payment_of_another_is_left_alone() {
    let world = World::with_tokens(10);
    lose(&world.emulator.ledger(), 8);
    for _ in 0..8 {
        world.emulator.ledger().fault_on("indexer", LedgerFault::Status(503));
    }
    assert_eq!(world.run("wallet send 8 4 --yes").code, Some(8));
    let files = kept(&world);
    assert_eq!(files.len(), 1, "{files:?}");
    let (other, key) = world.mezon.add_bot("other");
    let mut command = world.open(&format!("wallet resume {}", files[0].display()));
    let ran = run(command.env("MEZON_BOT_ID", other.to_string()).env("MEZON_API_KEY", key));
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert_eq!(kept(&world), files);
    let ran = world.run("wallet resume /no/such/file");
    assert_eq!(ran.code, Some(2), "{ran:?}");
    let text = world.folder.path().join("text");
    fs::write(&text, "{}").unwrap();
    assert_eq!(world.run(&format!("wallet resume {}", text.display())).code, Some(2));
}

#[test]
fn the_end_can_be_waited_for() {
    let world = World::with_tokens(10);
    let ledger = world.emulator.ledger();
    let child = start(&mut world.command("--json wallet send 8 4 --yes --wait"));
    while ledger.waiting() == 0 {
        std::thread::yield_now();
    }
    for _ in 0..3 {
        ledger.produce_block();
    }
    let sent = crate::command::ended(child).json().remove(0);
    assert_eq!(sent["state"], "finalized");
    ledger.fault(LedgerFault::FailInBlock("no funds".to_owned()));
    let child = start(&mut world.command("wallet send 8 5 --yes --wait"));
    while ledger.waiting() == 0 {
        std::thread::yield_now();
    }
    for _ in 0..3 {
        ledger.produce_block();
    }
    let ran = crate::command::ended(child);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("the block says no funds"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_the_wait_and_keeps_the_payment() {
    use crate::command::ended;
    use crate::signals::interrupt;

    let world = World::with_tokens(10);
    let ledger = world.emulator.ledger();
    let child = start(&mut world.command("--json wallet send 8 4 --yes --wait"));
    // The hash is written when a node has taken it.
    let hash = || {
        let text = fs::read(kept(&world).first()?).ok()?;
        let payment: Value = serde_json::from_slice(&text).ok()?;
        Some(payment["tx_hash"].as_str()?.to_owned())
    };
    let hash = loop {
        if let Some(hash) = hash() {
            break hash;
        }
        std::thread::yield_now();
    };
    interrupt(&child);
    let ran = ended(child);
    assert_eq!((ran.code, ran.out.as_str()), (Some(8), ""), "{ran:?}");
    assert!(ran.err.contains("in no final block yet") && ran.err.contains(&hash), "{ran:?}");
    let files = kept(&world);
    assert_eq!(files.len(), 1, "{files:?}");
    for _ in 0..3 {
        ledger.produce_block();
    }
    let found = world.one(&format!("wallet resume {} --wait", files[0].display()));
    assert_eq!(found["state"], "finalized");
    assert_eq!((ledger.balance_of_user(8).as_str(), ledger.payments().len()), ("4000000", 1));
    assert!(kept(&world).is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn a_payment_that_cannot_be_told_is_kept() {
    use std::process::Stdio;

    let world = World::with_tokens(10);
    // A device that is always full.
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = world.command("wallet send 8 4 --yes");
    let child = command.stdout(full).stderr(Stdio::piped()).spawn().unwrap();
    let ran = crate::command::ended(child);
    assert_eq!(ran.code, Some(8), "{ran:?}");
    assert!(ran.err.contains("do not send them again"), "{}", ran.err);
    assert_eq!(kept(&world).len(), 1);
    assert_eq!(world.emulator.ledger().waiting(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_payment_that_cannot_be_written_leaves_nothing_behind() {
    let world = World::with_tokens(10);
    let file = world.folder.path().join("payment.json");
    let line = format!("wallet send 8 4 --yes --payment-file {}", file.display());
    let command = world.command(&line);
    // No file may grow any more, as on a full disk.
    let mut limited = std::process::Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "sh"]);
    limited.arg(command.get_program()).args(command.get_args()).env_clear();
    limited.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let ran = run(&mut limited);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("cannot write"), "{ran:?}");
    assert!(!file.exists());
    assert_eq!(world.emulator.ledger().waiting(), 0);
    // So it is no obstacle to the next attempt; a file of somebody else's stays as it is.
    world.words(&line);
    fs::write(&file, "mine").unwrap();
    assert_eq!(world.run(&line).code, Some(1));
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
}

#[test]
fn transactions_that_cannot_be_read_are_counted() {
    let world = World::with_tokens(10);
    let answer = json!({"meta": {"has_more": false}, "data": [{"hash": 1}, {"hash": "h1"}]});
    let indexer = crate::server::Server::new([(200, answer)]);
    let mut command = world.command("wallet history --json");
    let ran = run(command.env("MEZON_LEDGER_INDEXER_URL", &indexer.url));
    assert_eq!(ran.json().len(), 1, "{ran:?}");
    assert!(ran.err.contains("! 1 could not be read"), "{ran:?}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_a_payment_that_is_on_its_way() {
    use crate::command::ended;
    use crate::signals::interrupt;

    let world = World::with_tokens(10);
    let ledger = world.emulator.ledger();
    ledger.fault(LedgerFault::Late(std::time::Duration::from_secs(3600)));
    let child = start(&mut world.command("wallet send 8 4 --yes"));
    while ledger.waiting() == 0 {
        std::thread::yield_now();
    }
    interrupt(&child);
    let ran = ended(child);
    assert_eq!((ran.code, ran.out.as_str()), (Some(8), ""), "{ran:?}");
    let files = kept(&world);
    assert_eq!(files.len(), 1, "{ran:?}");
    ledger.produce_block();
    let found = world.one(&format!("wallet resume {}", files[0].display()));
    assert_eq!(found["outcome"], "accepted");
    assert_eq!((ledger.balance_of_user(8).as_str(), kept(&world).len()), ("4000000", 0));
}
