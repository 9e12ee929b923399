//! Tokens by way of the chat client: whose ledger it is, and what happens around a payment.

use std::pin::pin;
use std::time::Duration;

use chatwire_core::ErrorKind;
use chatwire_emulator::ledger::{LedgerFault, UNITS};
use chatwire_emulator::mezon::Twist;
use chatwire_emulator::mezon::proto::api;
use chatwire_emulator::mezon::proto::realtime::envelope;
use chatwire_emulator::{Emulator, Platform};
use chatwire_mezon::ledger::{
    Address, Outcome, PaymentState, TokenAmount, TransactionStatus, code,
};
use chatwire_mezon::{Client, client};
use futures_util::FutureExt;
use tokio::time::timeout;

use super::folder;

struct World {
    emulator: Emulator,
    bot: i64,
    key: String,
}

impl World {
    async fn start() -> Self {
        let emulator = Emulator::start().await.unwrap();
        let (bot, key) = emulator.mezon().bot();
        emulator.mezon().login_style(|style| style.id_token = "canary-id-token".to_owned());
        emulator.ledger().accept_token("canary-id-token");
        emulator.ledger().deposit_user(bot, u128::from(100 * UNITS));
        Self { emulator, bot, key }
    }

    fn builder(&self) -> client::Builder {
        let url = self.emulator.url(Platform::Mezon);
        Client::builder(self.bot, self.key.clone()).base_url(url).unwrap().no_rate_limit()
    }

    fn proofs(&self) -> usize {
        let requests = self.emulator.requests(Platform::Mezon);
        requests.iter().filter(|sent| sent.path == "/zk-api/prove").count()
    }
}

#[tokio::test]
async fn a_bot_sends_tokens_with_every_option() {
    let world = World::start().await;
    let node = world.emulator.ledger();
    let receiver = world.emulator.mezon().user("alice");
    let client = world.builder().build().unwrap();
    let outcome = client
        .send_token(receiver, 5)
        .note("for the coffee")
        .sender_name("Tipper")
        .sender_id(world.bot)
        .extra_attribute("attr")
        .kind("give_coffee")
        .extra("ChannelId", 17_i64)
        .mmn_extra_info([("ClanId", "9")])
        .client_ref("Order", "42")
        .await
        .unwrap();
    assert!(outcome.ok(), "{outcome:?}");
    assert_eq!(outcome.response().tx_hash, outcome.tx_hash());
    node.produce_block();
    assert_eq!(node.balance_of_user(receiver), (5 * UNITS).to_string());

    let ledger = client.ledger().await.unwrap();
    assert_eq!(ledger.address(), &Address::of_user(world.bot));
    assert_eq!(ledger.wait(outcome.prepared()).await.unwrap(), PaymentState::Finalized);
    let detail = client.list_transaction_detail(outcome.tx_hash()).await.unwrap();
    assert_eq!(detail.text_data, "for the coffee");
    let extra: serde_json::Value = serde_json::from_str(&detail.extra_info).unwrap();
    for (key, value) in [
        ("ExtraAttribute", "attr"),
        ("UserSenderUsername", "Tipper"),
        ("type", "give_coffee"),
        ("ChannelId", "17"),
        ("ClanId", "9"),
        ("Order", "42"),
    ] {
        assert_eq!(extra[key], value, "{key}");
    }
    assert_eq!(extra["UserReceiverId"], receiver.to_string());
    assert_eq!(client.token_balance().await.unwrap(), TokenAmount::from(95));
    let history = client.token_history().await.unwrap();
    assert_eq!(history.items[0].hash, outcome.tx_hash());
    let info = ledger.transaction(outcome.tx_hash()).await.unwrap();
    assert_eq!(info.status, TransactionStatus::Finalized);
}

#[tokio::test]
async fn one_ledger_serves_a_user_and_another_user_gets_another() {
    let world = World::start().await;
    let client = world.builder().build().unwrap();
    let sends = (0..8).map(|_| client.send_token(7, 1).into_future());
    for outcome in futures_util::future::join_all(sends).await {
        assert!(outcome.unwrap().ok());
    }
    assert_eq!(world.proofs(), 1, "one key and proof for all");
    let first = client.ledger().await.unwrap();

    // The session becomes another user's: neither key nor slots are shared.
    let (other, key) = world.emulator.mezon().add_bot("other");
    world.emulator.ledger().deposit_user(other, u128::from(UNITS));
    let stranger = Client::builder(other, key).base_url(world.emulator.url(Platform::Mezon));
    let stranger = stranger.unwrap().build().unwrap();
    let second = stranger.ledger().await.unwrap();
    assert_ne!(first.address(), second.address());

    // A payment is of its owner: nobody else may conclude anything about it.
    let payment = client.send_token(7, 2).prepare().await.unwrap();
    let err = second.submit(payment.clone()).await.unwrap_err();
    assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Input, false));
    world.emulator.ledger().advance_slots(1000);
    assert!(second.resume(payment.clone()).await.unwrap().is_unknown());
    assert_eq!(second.status(&payment).await.unwrap(), PaymentState::Unknown);
}

#[tokio::test]
async fn a_session_without_id_token_is_a_typed_error_and_one_that_ended_is_renewed() {
    let world = World::start().await;
    world.emulator.mezon().login_style(|style| style.id_token = String::new());
    let client = world.builder().build().unwrap();
    let err = client.send_token(7, 1).await.unwrap_err();
    assert_eq!((err.kind(), err.code()), (ErrorKind::Config, Some(code::NOT_INITIALIZED)));

    // The prover refuses a token that ended: a new login brings another.
    world.emulator.mezon().login_style(|style| style.id_token = "ended".to_owned());
    let client = world.builder().build().unwrap();
    client.login().await.unwrap();
    world.emulator.mezon().login_style(|style| style.id_token = "canary-id-token".to_owned());
    assert!(client.send_token(7, 1).await.unwrap().ok());
    assert_eq!(world.proofs(), 2);
}

/// A renewal over the socket need not bring another `id_token`: then a login does.
#[tokio::test]
async fn an_id_token_that_ended_is_replaced_while_a_session_is_live() {
    let world = World::start().await;
    let mezon = world.emulator.mezon();
    mezon.login_style(|style| style.id_token = "ended".to_owned());
    let client = world.builder().build().unwrap();
    let _live = client.connect().start().unwrap().online().await.unwrap();
    mezon.login_style(|style| style.id_token = String::new());
    mezon.twist("SessionRefresh", Twist::Held);
    let renewed = async {
        while mezon.calls_of("SessionRefresh").is_empty() {
            tokio::task::yield_now().await;
        }
        mezon.login_style(|style| style.id_token = "canary-id-token".to_owned());
        while mezon.release() == 0 {
            tokio::task::yield_now().await;
        }
    };
    let (outcome, ()) = tokio::join!(client.send_token(7, 1).into_future(), renewed);
    assert!(outcome.unwrap().ok());
    assert_eq!(world.proofs(), 2);
}

#[tokio::test]
async fn a_receiver_can_be_confirmed_before_money_moves() {
    let world = World::start().await;
    let mezon = world.emulator.mezon();
    let clan = mezon.clan("team");
    let receiver = mezon.add_to_clan(clan, "alice");
    let client = world.builder().build().unwrap();
    let err = client.send_token(77, 1).confirm_receiver().await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::NotFound);
    assert_eq!((world.proofs(), world.emulator.ledger().waiting()), (0, 0));
    assert!(client.send_token(receiver, 1).confirm_receiver().await.unwrap().ok());

    let own = world.bot;
    for (receiver, amount, field) in [(own, 1, "receiver"), (0, 1, "receiver"), (7, 0, "amount")] {
        let err = client.send_token(receiver, amount).await.unwrap_err();
        assert_eq!((err.kind(), err.context("field")), (ErrorKind::Input, Some(field)));
    }
    assert_eq!(world.emulator.ledger().waiting(), 1);
}

#[tokio::test]
async fn payments_outlive_the_program_in_its_journal() {
    let world = World::start().await;
    let node = world.emulator.ledger();
    let folder = folder();
    let path = folder.join("payments.jsonl");
    let client = world.builder().payment_journal(&path).build().unwrap();
    let payment = client.send_token(7, 3).prepare().await.unwrap();
    node.fault(LedgerFault::LoseAnswer);
    // The program ends while it waits for the answer.
    let ledger = client.ledger().await.unwrap();
    let accepted = async {
        while node.waiting() == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        outcome = ledger.submit(payment) => panic!("{outcome:?}"),
        () = accepted => {}
    }
    let second = world.builder().payment_journal(&path).build().unwrap();
    assert_eq!(second.ledger().await.unwrap_err().code(), Some(code::JOURNAL), "in use");
    drop((client, ledger));

    node.produce_block();
    let client = world.builder().payment_journal(&path).build().unwrap();
    let ledger = client.ledger().await.unwrap();
    let unsettled = ledger.unsettled();
    assert_eq!(unsettled.len(), 1);
    for payment in unsettled {
        assert!(matches!(ledger.resume(payment).await.unwrap(), Outcome::Accepted(_)));
    }
    assert!(ledger.unsettled().is_empty());
    assert_eq!(node.balance_of_user(7), (3 * UNITS).to_string());
}

#[tokio::test]
async fn logins_at_another_gateway_are_not_told_to_mezon() {
    let world = World::start().await;
    let client = world.builder().build().unwrap();
    let shown = format!("{:?}", client.ledger().await.unwrap());
    assert!(shown.contains("127.0.0.1") && !shown.contains("mezon.ai"), "{shown}");

    let url = world.emulator.url(Platform::Mezon);
    let vars = [
        ("MEZON_BOT_ID", world.bot.to_string()),
        ("MEZON_API_KEY", world.key.clone()),
        ("MEZON_BASE_URL", url.clone()),
        ("MEZON_LEDGER_NODE_URL", format!("{url}/mmn-api/of-vars")),
        ("MEZON_LEDGER_PROVER_URL", format!("{url}/zk-api")),
        ("MEZON_LEDGER_INDEXER_URL", format!("{url}/indexer-api/of-vars")),
    ];
    let client = Client::from_vars(&chatwire_core::env::Vars::from_pairs(vars)).unwrap();
    client.send_token(7, 1).await.unwrap().into_result().unwrap();
    let requests = world.emulator.requests(Platform::Mezon);
    assert!(requests.iter().any(|sent| sent.path == "/mmn-api/of-vars"));
    let shown = format!("{:?}", client.ledger().await.unwrap().indexer());
    assert!(shown.contains("/indexer-api/of-vars"), "{shown}");
    for wrong in ["MEZON_LEDGER_NODE_URL", "MEZON_LEDGER_PROVER_URL", "MEZON_LEDGER_INDEXER_URL"] {
        let pairs = [("MEZON_BOT_ID", "7"), ("MEZON_API_KEY", "k"), (wrong, "nowhere")];
        let bad = chatwire_core::env::Vars::from_pairs(pairs);
        let err = Client::from_vars(&bad).unwrap_err();
        assert!(format!("{err:?}").contains(wrong), "{err:?}");
    }
}

#[tokio::test]
async fn node_and_prover_may_be_at_addresses_of_their_own() {
    let world = World::start().await;
    let (node, served, _) = super::world().await;
    node.accept_token("canary-id-token");
    node.deposit_user(world.bot, u128::from(100 * UNITS));
    let builder = world.builder().ledger_node_url(served.url()).unwrap();
    let client = builder.ledger_prover_url(served.prover_url()).unwrap().build().unwrap();
    client.send_token(7, 1).await.unwrap().into_result().unwrap();
    assert_eq!(node.payments().len() + node.waiting(), 1);
    let asked = world.emulator.requests(Platform::Mezon);
    let elsewhere = |path: &str| !path.starts_with("/mmn-api") && !path.starts_with("/zk-api");
    assert!(asked.iter().all(|sent| elsewhere(&sent.path)), "{asked:?}");
    for wrong in [
        world.builder().ledger_node_url("nowhere").unwrap_err(),
        world.builder().ledger_prover_url("nowhere").unwrap_err(),
    ] {
        assert_eq!(wrong.kind(), ErrorKind::Config);
    }
}

#[tokio::test]
async fn receivers_are_told_when_that_is_asked_for() {
    for is_asked in [false, true] {
        let world = World::start().await;
        let mezon = world.emulator.mezon();
        let receiver = mezon.user("alice");
        let builder = world.builder();
        let builder = if is_asked { builder.tell_receivers() } else { builder };
        let client = builder.build().unwrap();
        let _live = client.connect().start().unwrap().online().await.unwrap();
        let sent = |sender_id: i64, amount| api::TokenSentEvent {
            sender_id,
            receiver_id: receiver,
            amount,
            ..api::TokenSentEvent::default()
        };
        for event in [sent(receiver, 1), sent(world.bot, 1_234_567)] {
            let message = envelope::Message::TokenSentEvent(event);
            mezon.push(message);
        }
        let conversation = mezon.conversation(&["bot", "alice"]);
        let told = || mezon.messages(conversation);
        if is_asked {
            let message = async {
                loop {
                    if let Some(message) = told().pop() {
                        break message;
                    }
                    tokio::task::yield_now().await;
                }
            };
            let message = tokio::time::timeout(Duration::from_secs(10), message).await.unwrap();
            assert_eq!(
                message.content,
                r#"{"t":"Funds Transferred: 1,234,567₫ | Transfer funds"}"#
            );
            assert_eq!(message.code, 11);
        } else {
            client.api().get_account().await.unwrap();
            assert!(told().is_empty());
        }
    }
}

/// A call that its program stopped to poll does not keep the ledger from all others.
#[tokio::test]
async fn the_journal_is_opened_while_nobody_polls_who_asked_for_it() {
    let world = World::start().await;
    let folder = folder();
    let path = folder.join("payments.jsonl");
    let client = world.builder().payment_journal(&path).build().unwrap();
    client.login().await.unwrap();
    let mut first = pin!(client.ledger());
    assert!((&mut first).now_or_never().is_none());
    timeout(Duration::from_secs(5), client.ledger()).await.unwrap().unwrap();
    first.await.unwrap();
}
