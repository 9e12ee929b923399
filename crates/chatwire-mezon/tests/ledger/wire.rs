//! What goes over the wire: recorded calls of the other clients, byte for byte where it counts.

use chatwire_core::testing::{Answer, Script};
use chatwire_mezon::ledger::{ExtraValue, Ledger, TokenAmount, TransactionKind};
use serde_json::json;

use super::*;

#[tokio::test]
async fn a_transfer_is_that_of_the_typescript_client() {
    let script = Script::new()
        .answer(Answer::json(&json!({"data": {"proof": "AAEC", "public_input": INPUT}})))
        .answer(nonce(1, 999))
        .answer(accepted(2, "ab"));
    let ledger = Ledger::builder(USER).token(TOKEN).key(key()).script(script.clone());
    let ledger = ledger.build().unwrap();
    let outcome = ledger.send_token(RECEIVER, 1).await.unwrap();
    assert!(outcome.ok());
    assert_eq!((outcome.tx_hash(), outcome.error()), ("ab", ""));

    let requests = script.requests();
    let urls: Vec<&str> = requests.iter().map(|sent| sent.url.as_str()).collect();
    let node = "https://dong.mezon.ai/mmn-api/";
    assert_eq!(urls, ["https://dong.mezon.ai/zk-api/prove", node, node]);
    for sent in &requests {
        assert_eq!(sent.headers["content-type"], "application/json");
        assert_eq!(sent.headers["accept"], "application/json");
        assert!(!sent.headers.contains_key("authorization"));
    }
    let bodies = bodies(&script);
    assert_eq!(
        bodies[0],
        json!({"user_id": USER.to_string(), "ephemeral_pk": "AVJxd6z1Ry7UpeCbZEawgzkbsM64tMTidKwsBM4UZfaX",
            "jwt": TOKEN, "address": ADDRESS, "client_type": "mezon"})
    );
    assert_eq!(
        bodies[1],
        json!({"jsonrpc": "2.0", "method": "account.getcurrentnonce",
            "params": {"address": ADDRESS, "tag": "pending"}, "id": 1})
    );
    let params = &bodies[2]["params"];
    // Recorded from mezon-sdk 2.8.53.
    assert_eq!(
        params["signature"],
        "2hmtNf4MMkiMiyrCAjE24WzRxvYRq8iTTFNkb3qFtCainbPc6o6HztmwXUxmAY9M4EG7sfuyTh3uAXrYnzS3RjhcRsttaHRKfPooUtZ3bmpPQQ6b5UpzqGbReEn1vAzpLxHtSLQSwZPoLoSC9MYxvFj36qC7UbSrdf99AEVeXqBkmWtnUb35EUGSjuwqAv7vjh2BuUkdMSBpTw7Jvrg"
    );
    assert!(params["tx_msg"]["timestamp"].as_u64().unwrap() > 1_700_000_000_000);
    let mut tx = params["tx_msg"].clone();
    tx["timestamp"] = 0.into();
    assert_eq!(
        tx,
        json!({"type": 0, "sender": ADDRESS, "recipient": "CTj3jLbp7MpnPjcffXC7CxnFT257gMAmKecFYeZ3CeKb",
            "amount": "1000000", "timestamp": 0, "text_data": "Transfer funds", "nonce": 1000,
            "extra_info": "{\"ExtraAttribute\":\"\",\"UserSenderUsername\":\"\",\"type\":\"transfer_token\",\"UserSenderId\":\"1840651530236071936\",\"UserReceiverId\":\"1840651530236071937\"}",
            "zk_proof": "AAEC", "zk_pub": INPUT})
    );
    assert_eq!(
        (bodies[2]["method"].as_str(), bodies[2]["id"].as_u64()),
        (Some("tx.addtx"), Some(2))
    );
}

#[tokio::test]
async fn every_option_has_its_place() {
    let script = Script::new().answer(nonce(1, 999));
    let ledger = scripted(&script).build().unwrap();
    let prepared = ledger
        .send_token(RECEIVER, TokenAmount::from_decimal("0.000001").unwrap())
        .note("Thanks 🎉")
        .sender_name("bot|1")
        .sender_id(USER)
        .extra_attribute("x")
        .mmn_extra_info([
            ("type", ExtraValue::from("give_coffee")),
            ("UserSenderId", 9.into()),
            ("ChannelId", 77.into()),
            ("first", true.into()),
        ])
        .client_ref("order", "17")
        .prepare()
        .await
        .unwrap();
    assert_eq!((prepared.amount(), prepared.nonce()), ("1", 1000));
    assert_eq!(prepared.transaction().text_data, "Thanks 🎉");
    assert_eq!(
        prepared.transaction().extra_info,
        "{\"ExtraAttribute\":\"x\",\"UserSenderUsername\":\"bot\\u007c1\",\"type\":\"give_coffee\",\
         \"UserSenderId\":\"1840651530236071936\",\"ChannelId\":\"77\",\"first\":\"true\",\
         \"UserReceiverId\":\"1840651530236071937\",\"order\":\"17\"}"
    );
    assert!(transfers(&script).is_empty(), "prepared, not sent");
}

#[tokio::test]
async fn a_key_spends_without_proof() {
    let script = Script::new().answer(nonce(1, 999)).answer(accepted(2, "ab"));
    let ledger = Ledger::key_builder(key()).script(script.clone()).build().unwrap();
    let receiver = "CTj3jLbp7MpnPjcffXC7CxnFT257gMAmKecFYeZ3CeKb".parse().unwrap();
    assert!(ledger.transfer(receiver, 1).kind("faucet").await.unwrap().ok());
    let tx = &bodies(&script)[1]["params"]["tx_msg"];
    assert_eq!(tx["type"], i32::from(TransactionKind::ByKey));
    assert_eq!(tx["sender"], "AVJxd6z1Ry7UpeCbZEawgzkbsM64tMTidKwsBM4UZfaX");
    assert_eq!((tx["zk_proof"].as_str(), tx["zk_pub"].as_str()), (Some(""), Some("")));
    let extra = "{\"ExtraAttribute\":\"\",\"UserSenderUsername\":\"\",\"type\":\"faucet\"}";
    assert_eq!(tx["extra_info"], extra);
}

#[tokio::test]
async fn what_is_wrong_is_refused_before_any_request() {
    let script = Script::new();
    let ledger = scripted(&script).build().unwrap();
    let send = |amount: u64| ledger.send_token(RECEIVER, amount);
    for (transfer, field) in [
        (send(0), "amount"),
        (ledger.send_token(USER, 1), "receiver"),
        (ledger.send_token(0, 1), "receiver"),
        (ledger.send_token(-5, 1), "receiver"),
        (send(1).sender_id(RECEIVER), "sender_id"),
        (send(1).note("a".repeat(513)), "note"),
        (send(1).note("100|x"), "note"),
        (send(1).note("${jndi:ldap://x}"), "note"),
        (send(1).sender_name("{{name}}"), "extra_info"),
        (send(1).extra_attribute("é".repeat(5121)), "extra_info"),
        (send(1).client_ref("", "1"), "client_ref"),
        (send(1).client_ref("UserReceiverId", "1"), "client_ref"),
    ] {
        let err = transfer.await.unwrap_err();
        assert_eq!(err.kind(), chatwire_core::ErrorKind::Input, "{err}");
        assert_eq!(err.context("field"), Some(field), "{err}");
        assert!(!err.maybe_sent());
    }
    assert!(script.requests().is_empty());
}

#[tokio::test]
async fn equal_payments_at_once_take_slots_of_their_own() {
    let script = Script::new()
        .answer(nonce(1, 999))
        .answer(accepted(2, "a"))
        .answer(accepted(3, "b"))
        .answer(accepted(4, "c"));
    let ledger = scripted(&script).build().unwrap();
    for expected in [1000, 999] {
        let outcome = ledger.send_token(RECEIVER, 1).await.unwrap();
        assert_eq!(outcome.prepared().nonce(), expected);
    }
    let other = ledger.send_token(RECEIVER, 1).note("other").await.unwrap();
    assert_eq!(other.prepared().nonce(), 1000);
    assert_eq!(script.requests().len(), 4, "one question for all three");
}

#[tokio::test]
async fn a_chain_without_a_slot_and_a_missing_token_are_errors_of_their_own() {
    let script = Script::new().always(nonce(1, u64::MAX));
    let err = scripted(&script).build().unwrap().send_token(RECEIVER, 1).await.unwrap_err();
    assert_eq!(err.code(), Some("node_not_ready"));
    assert!(transfers(&script).is_empty());

    let script = Script::new();
    for builder in [Ledger::builder(USER), Ledger::builder(USER).token("")] {
        let ledger = builder.script(script.clone()).build().unwrap();
        let err = ledger.send_token(RECEIVER, 1).await.unwrap_err();
        assert_eq!(err.code(), Some("not_initialized"));
    }
    assert!(script.requests().is_empty());
}

#[tokio::test]
async fn addresses_must_be_encrypted_and_are_kept_as_they_are() {
    for url in ["http://ledger.example.org/mmn-api/", "ledger.example.org", ""] {
        assert!(Ledger::builder(USER).node_url(url).build().is_err(), "{url}");
        assert!(Ledger::builder(USER).prover_url(url).build().is_err(), "{url}");
    }
    for url in ["https://l.example.org/mmn-api/", "https://l.example.org/mmn-api"] {
        let ledger = Ledger::builder(USER).node_url(url).build().unwrap();
        assert_eq!(ledger.balance().build().unwrap().uri(), url);
        let health = ledger.rpc().health().build().unwrap();
        let body: Value = serde_json::from_slice(health.body()).unwrap();
        assert_eq!(body, json!({"jsonrpc": "2.0", "method": "health.check", "id": 2}));
    }
}
