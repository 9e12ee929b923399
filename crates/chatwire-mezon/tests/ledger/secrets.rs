//! No key and no token in anything that is printed, logged or stored.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use chatwire_core::testing::{Answer, Script};
use chatwire_mezon::ledger::{Ledger, Prover, Rpc};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::*;

/// Collects all that is logged, at every level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Visit for Log {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        writeln!(self.0.lock().unwrap(), "{field}={value:?}").unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn keys_and_tokens_are_in_no_text() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let mut shown = String::new();
    let proof = Answer::json(&json!({"data": {"proof": "AAEC", "public_input": INPUT}}));
    let script = Script::new()
        .answer(proof)
        .answer(nonce(1, 999))
        .answer(accepted(2, "ab"))
        .answer(refused(3, "insufficient_funds"))
        .answer(Answer::status(404))
        .answer(Answer::status(400));
    let builder = Ledger::builder(USER).token(TOKEN).key(key()).without_indexer();
    write!(shown, "{builder:?}").unwrap();
    let ledger = builder.script(script.clone()).build().unwrap();
    for _ in 0..4 {
        let transfer = ledger.send_token(RECEIVER, 1).note("private words");
        write!(shown, "{transfer:?}").unwrap();
        match transfer.await {
            Ok(outcome) => {
                write!(shown, "{outcome:?} {}", serde_json::to_string(outcome.prepared()).unwrap())
                    .unwrap();
                if let Err(err) = outcome.into_result() {
                    write!(shown, "{err} {err:?}").unwrap();
                }
            }
            Err(err) => write!(shown, "{err} {err:?}").unwrap(),
        }
    }
    let key = key();
    let prover = Prover::new("https://p.example.org", chatwire_core::Config::new()).unwrap();
    let rpc = Rpc::new("https://p.example.org", chatwire_core::Config::new()).unwrap();
    let asked = prover.prove(USER, &key.public_key(), &TOKEN.into(), &"mezon".into());
    write!(shown, "{ledger:?} {key:?} {:?} {prover:?} {rpc:?} {asked:?}", key.to_text()).unwrap();
    shown.push_str(&log.0.lock().unwrap());
    assert!(shown.contains("lost"), "the log was read");
    for secret in [SEED, &SEED[..12], TOKEN, "eyJzdWIi", &SEED.to_uppercase()] {
        assert!(!shown.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn a_bots_login_is_in_no_text_of_its_payments() {
    use chatwire_emulator::{Emulator, Platform};

    const ID_TOKEN: &str = "canary-id-token";
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let emulator = Emulator::start().await.unwrap();
    let (bot, api_key) = emulator.mezon().bot();
    emulator.mezon().login_style(|style| style.id_token = ID_TOKEN.to_owned());
    emulator.ledger().deposit_user(bot, 5_000_000);
    let mut shown = String::new();
    let path = folder().join("payments.jsonl");
    let url = emulator.url(Platform::Mezon);
    let builder = chatwire_mezon::Client::builder(bot, api_key.clone()).base_url(url).unwrap();
    let builder = builder.payment_journal(&path);
    write!(shown, "{builder:?}").unwrap();
    let client = builder.build().unwrap();
    emulator.ledger().fault_on("prove", chatwire_emulator::ledger::LedgerFault::Status(403));
    for _ in 0..3 {
        let transfer = client.send_token(7, 3).note("private words");
        write!(shown, "{transfer:?}").unwrap();
        match transfer.await {
            Ok(outcome) => write!(shown, "{outcome:?}").unwrap(),
            Err(err) => write!(shown, "{err} {err:?}").unwrap(),
        }
    }
    write!(shown, "{client:?} {:?}", client.ledger().await.unwrap()).unwrap();
    #[cfg(feature = "ledger-grpc")]
    {
        let served = emulator.ledger().serve_grpc().await.unwrap();
        let config = chatwire_core::Config::new();
        let grpc = chatwire_mezon::ledger::Grpc::new(served.url(), config).unwrap();
        let announcements = grpc.announcements().await.unwrap();
        write!(shown, "{grpc:?} {announcements:?}").unwrap();
    }
    shown.push_str(&log.0.lock().unwrap());
    shown.push_str(&std::fs::read_to_string(path).unwrap());
    assert!(shown.contains("Accepted"), "{shown}");
    for secret in [ID_TOKEN, api_key.as_str()] {
        assert!(!shown.contains(secret), "{secret}");
    }
}

#[test]
fn new_keys_differ_and_can_be_written_and_read() {
    let (one, two) = (SecretKey::random().unwrap(), SecretKey::random().unwrap());
    assert_ne!(one.public_key(), two.public_key());
    let again = SecretKey::from_text(one.to_text().expose()).unwrap();
    assert_eq!(again.public_key(), one.public_key());
    let signature = again.sign(b"5");
    assert!(one.public_key().verify(b"5", &signature));
    assert!(!two.public_key().verify(b"5", &signature));
}

#[test]
fn public_types_can_move_between_threads() {
    fn check<T: Send + Sync + std::fmt::Debug>() {}
    check::<Ledger>();
    check::<chatwire_mezon::ledger::SendToken>();
    check::<chatwire_mezon::ledger::Outcome>();
    check::<chatwire_mezon::ledger::Journal>();
    check::<chatwire_mezon::ledger::SecretKey>();
}
