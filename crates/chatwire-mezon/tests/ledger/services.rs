//! The raw services: requests and answers of node, prover, indexer and red envelopes.

use chatwire_core::testing::{Answer, Script};
use chatwire_core::{Config, ErrorKind, Retry};
use chatwire_mezon::ledger::{
    Address, ClientType, Indexer, NonceTag, Proof, Prover, RedEnvelopes, Rpc, TokenAmount,
    Transaction, TransactionKind, WalletFilter,
};
use futures_util::TryStreamExt;

use super::*;

fn config(script: &Script) -> Config {
    Config::new().script(script.clone()).retry(Retry::none())
}

fn rpc(script: &Script) -> Rpc {
    Rpc::new("https://node.example.org/", config(script)).unwrap()
}

#[tokio::test]
async fn reads_of_the_node_are_asked_and_read() {
    let account = json!({"address": ADDRESS, "balance": "123456789012345678901234567890", "nonce": 5, "decimals": 6});
    let script = Script::new()
        .answer(result(1, &account))
        .answer(nonce(2, 7))
        .answer(result(3, &json!({"address": "", "nonce": 0, "tag": "", "error": "boom"})))
        .answer(result(4, &json!({"total_count": 0, "pending_txs": null, "error": ""})))
        .answer(result(5, &json!({"status": 1, "node_id": "n", "unknown": []})))
        .answer(result(6, &json!({"error": "", "tx": null, "decimals": 6})));
    let rpc = rpc(&script);
    let address = Address::of_user(USER);
    let balance = rpc.account(&address).await.unwrap().balance;
    assert_eq!(balance.to_string(), "123456789012345678901234.56789");
    assert_eq!(rpc.current_nonce(&address, NonceTag::Latest).await.unwrap().nonce, 7);
    let err = rpc.current_nonce(&address, NonceTag::Latest).await.unwrap_err();
    assert_eq!((err.kind(), err.message()), (ErrorKind::Rejected, "boom"));
    assert!(rpc.pending_transactions().await.unwrap().pending_txs.is_empty());
    assert_eq!(rpc.health().await.unwrap().node_id, "n");
    let err = rpc.transaction("ab").await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::NotFound);
    let bodies = bodies(&script);
    assert_eq!(bodies[1]["params"], json!({"address": ADDRESS, "tag": "latest"}));
    assert!(bodies[3].get("params").is_none(), "methods without parameters refuse an empty map");
    assert_eq!(bodies[5]["params"], json!({"tx_hash": "ab"}));
}

#[tokio::test]
async fn a_transaction_of_any_kind_is_handed_over_as_it_was_signed() {
    let script = Script::new().answer(accepted(1, "ab")).answer(refused(2, "invalid_request"));
    let rpc = rpc(&script);
    let recipient = Address::of_user(RECEIVER).to_string();
    // A post of a campaign, as `postDonationCampaignFeed` makes it.
    let mut post = Transaction::new(TransactionKind::UserContent, ADDRESS, recipient, "0", 8);
    post.extra_info = json!({"type": "donation-campaign-feed", "title": "t"}).to_string();
    let signed = post.sign(&key());
    let answer = rpc.add_tx(&signed).await.unwrap();
    assert_eq!((answer.ok, answer.tx_hash.as_str()), (true, "ab"));
    assert!(!rpc.add_tx(&signed).await.unwrap().ok, "a refused transaction is no error");
    let sent = bodies(&script).remove(0);
    assert_eq!(sent["method"], "tx.addtx");
    assert_eq!(sent["params"]["tx_msg"]["type"], 2);
    assert_eq!(sent["params"], serde_json::to_value(&signed).unwrap());
}

#[tokio::test]
async fn errors_of_the_node_have_their_kind() {
    let error = |code: i64, data: Value| {
        Answer::json(
            &json!({"jsonrpc": "2.0", "id": 1, "error": {"code": code, "message": "m", "data": data}}),
        )
    };
    for (answer, kind, code) in [
        (error(-32602, json!("d")), ErrorKind::Rejected, Some("-32602")),
        (error(-32601, Value::Null), ErrorKind::Rejected, Some("-32601")),
        (
            error(-32602, json!({"code": "invalid_request"})),
            ErrorKind::Rejected,
            Some("invalid_request"),
        ),
        (
            error(-32000, json!({"code": "transaction_not_found"})),
            ErrorKind::NotFound,
            Some("transaction_not_found"),
        ),
        (error(-32000, Value::Null), ErrorKind::Server, Some("-32000")),
        (result(2, &json!({})), ErrorKind::Decode, Some("wrong_id")),
        (result(1, &Value::Null), ErrorKind::Decode, Some("empty_response")),
        (Answer::status(200), ErrorKind::Decode, Some("empty_response")),
        (Answer::status(429).body("Too many requests\n"), ErrorKind::RateLimited, None),
        (Answer::status(415).body("unsupported content type\n"), ErrorKind::Rejected, None),
        (Answer::status(302).header("location", "/x"), ErrorKind::Redirect, None),
        (Answer::status(502).body("<html>"), ErrorKind::Server, None),
    ] {
        let script = Script::new().answer(answer);
        let err = rpc(&script).account(&Address::of_user(7)).await.unwrap_err();
        assert_eq!((err.kind(), err.code()), (kind, code), "{err}");
        assert_eq!(err.operation(), "mezon.ledger.account");
    }
    let script = Script::new().answer(Answer::status(429).body("Too many requests\n"));
    let err = rpc(&script).health().await.unwrap_err();
    assert_eq!(err.message(), "Too many requests");
}

#[tokio::test]
async fn the_prover_is_asked_at_one_slash() {
    for url in ["https://p.example.org/zk-api", "https://p.example.org/zk-api/"] {
        let script = Script::new().answer(Answer::status(401).body(r#"{"error":"expired"}"#));
        let prover = Prover::new(url, config(&script)).unwrap();
        let call = prover.prove(USER, &key().public_key(), &TOKEN.into(), &ClientType::Oauth);
        let err = call.await.unwrap_err();
        assert_eq!((err.kind(), err.message()), (ErrorKind::Auth, "expired"));
        assert_eq!(script.requests()[0].url, "https://p.example.org/zk-api/prove");
        assert_eq!(bodies(&script)[0]["client_type"], "oauth");
    }
}

#[tokio::test]
async fn the_indexer_is_asked_by_filter_and_page() {
    let script = Script::new();
    let indexer =
        Indexer::new("https://i.example.org/indexer-api/", 1337, config(&script)).unwrap();
    let wallet = Address::of_user(USER);
    let uri = |request: chatwire_core::Request<_>| {
        let uri = request.build().unwrap().uri().to_string();
        uri.replace(ADDRESS, "W").replace("https://i.example.org/indexer-api", "")
    };
    let list = || indexer.transactions(&wallet);
    let sorted = "&sort_by=transaction_timestamp&sort_order=desc";
    for (request, expected) in [
        (list(), format!("/1337/transactions?page=0&limit=50{sorted}&wallet_address=W")),
        (
            list().page(0).limit(0).filter(WalletFilter::Received),
            format!("/1337/transactions?page=0&limit=50{sorted}&filter_to_address=W"),
        ),
        (
            list().page(3).limit(2000).filter(WalletFilter::Sent).sort_by("block_number").ascending(),
            "/1337/transactions?page=2&limit=1000&sort_by=block_number&sort_order=asc&filter_from_address=W"
                .to_owned(),
        ),
    ] {
        assert_eq!(uri(request.request()), expected);
    }
    let before =
        indexer.transactions_before(&wallet).before("2025-12-31T00:00:00Z").last_hash("h0");
    assert_eq!(
        uri(before.request()),
        "/1337/transactions/infinite?limit=20&timestamp_lt=2025-12-31T00%3A00%3A00Z&last_hash=h0&wallet_address=W"
    );
    let escaped = indexer.transaction("a/b?c").build().unwrap();
    assert_eq!(escaped.uri().path(), "/indexer-api/1337/tx/a%2Fb%3Fc/detail");
    assert!(indexer.transaction("").await.is_err());
}

#[tokio::test]
async fn the_history_is_read_as_far_as_it_is_there() {
    let page = json!({"meta": {"chain_id": 1337, "page": 0, "has_more": true, "next_timestamp": "2025-12-31T00:00:00Z"},
        "data": [{"hash": "h1", "value": "1000000", "nonce": 9, "gas_used": 5}, {"hash": "h2", "chain_id": "1337", "value": 7}]});
    let script = Script::new()
        .answer(Answer::json(&page))
        .answer(Answer::json(&json!({"meta": {}, "data": null})))
        .answer(Answer::json(&json!({"data": {"transaction": {"hash": "h1"}}})))
        .answer(Answer::json(&json!({})))
        .answer(Answer::status(404));
    let indexer = Indexer::new("https://i.example.org", 1, config(&script)).unwrap();
    let wallet = Address::of_user(USER);
    let history = indexer.transactions(&wallet).await.unwrap();
    assert_eq!((history.meta.chain_id.as_str(), history.meta.has_more), ("1337", Some(true)));
    assert_eq!(history.data[0].amount().unwrap().to_string(), "1");
    assert_eq!(history.data[0].extra["gas_used"], 5);
    assert_eq!(history.data[1].value, "7");
    assert!(indexer.transactions_before(&wallet).await.unwrap().data.is_empty());
    assert_eq!(indexer.transaction("h1").await.unwrap().hash, "h1");
    assert_eq!(indexer.transaction("h1").await.unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(indexer.wallet(&wallet).await.unwrap_err().kind(), ErrorKind::NotFound);
}

/// Any field of an answer may be missing, or be a number as text.
#[tokio::test]
async fn a_wallet_is_read_as_far_as_it_goes() {
    let answer = |wallet: Value| Answer::json(&json!({"data": wallet}));
    let script = Script::new()
        .answer(answer(json!({"address": "a", "balance": "0", "account_nonce": 0,
            "last_balance_update": null})))
        .answer(answer(json!({"address": null, "balance": null, "account_nonce": "7",
            "last_balance_update": "1700000000"})))
        .answer(answer(json!({"balance": 5})));
    let indexer = Indexer::new("https://i.example.org", 1, config(&script)).unwrap();
    let wallet = Address::of_user(USER);
    let detail = indexer.wallet(&wallet).await.unwrap();
    assert_eq!((detail.address.as_str(), detail.last_balance_update), ("a", 0));
    let detail = indexer.wallet(&wallet).await.unwrap();
    assert_eq!((detail.address.as_str(), detail.balance), ("", TokenAmount::ZERO));
    assert_eq!((detail.account_nonce, detail.last_balance_update), (7, 1_700_000_000));
    assert_eq!(indexer.wallet(&wallet).await.unwrap().balance, TokenAmount::from_units(5));
}

#[tokio::test]
async fn a_list_is_no_wallet() {
    let script = Script::new().answer(Answer::json(&json!({"data": []})));
    let indexer = Indexer::new("https://i.example.org", 1, config(&script)).unwrap();
    let err = indexer.wallet(&Address::of_user(USER)).await.unwrap_err();
    assert_eq!((err.kind(), err.context("path")), (ErrorKind::Decode, Some("data")));
}

#[tokio::test]
async fn a_page_is_told_from_a_list_and_shows_its_signature() {
    let script = Script::new()
        .answer(Answer::json(&json!({"meta": {"signature": "s"}, "data": []})))
        .answer(Answer::json(&json!([{"page": 0}, []])));
    let indexer = Indexer::new("https://i.example.org", 1, config(&script)).unwrap();
    let wallet = Address::of_user(USER);
    let history = indexer.transactions(&wallet).await.unwrap();
    assert_eq!(history.meta.signature.as_deref(), Some("s"));
    let err = indexer.transactions(&wallet).await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn one_bad_transaction_does_not_cost_the_page() {
    let page = json!({"meta": {"next_timestamp": 1_700_000_000, "page": null, "chain_id": null, "total_pages": 1},
        "data": [{"hash": "h1", "nonce": null, "value": null, "block_number": "7"}, {"hash": "h2", "nonce": 1},
            {"nonce": 3}, {"hash": ""}, {"hash": "h5", "nonce": {}}]});
    let empty = json!({"meta": {"page": "x"}, "data": []});
    let script = Script::new()
        .answer(Answer::json(&page))
        .answer(Answer::json(&page))
        .answer(Answer::json(&json!({"meta": null, "data": [{}]})))
        .answer(Answer::json(&empty))
        .answer(Answer::json(&json!({"data": {}})));
    let indexer = Indexer::new("https://i.example.org", 1, config(&script)).unwrap();
    let wallet = Address::of_user(USER);
    let history = indexer.transactions(&wallet).await.unwrap();
    let hashes: Vec<&str> = history.data.iter().map(|tx| tx.hash.as_str()).collect();
    assert_eq!((hashes, history.data[0].block_number), (vec!["h1", "h2"], 7));
    assert_eq!(history.meta.next_timestamp.as_deref(), Some("1700000000"));
    let bad: Vec<usize> = history.invalid.iter().map(|bad| bad.index).collect();
    assert_eq!(bad, [2, 3, 4]);
    let mut pages = indexer.transactions(&wallet).pages();
    let page = pages.try_next().await.unwrap().unwrap();
    assert_eq!((page.items.len(), page.invalid.len(), page.next), (2, 3, None));
    // A page of which nothing can be read is not the end.
    let mut pages = indexer.transactions(&wallet).pages();
    assert_eq!(pages.try_next().await.unwrap().unwrap().invalid.len(), 1);
    assert!(pages.try_next().await.unwrap().unwrap().is_empty());
    assert!(pages.try_next().await.unwrap().is_none());
    let err = indexer.transactions(&wallet).await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn red_envelopes_are_drawn_and_claimed_once() {
    let script = Script::new()
        .answer(Answer::json(
            &json!({"data": {"split_money_id": 7, "amount": 5, "description": "d"}}),
        ))
        .answer(Answer::status(200).body("<html>"))
        .answer(Answer::status(409).body(r#"{"error":"claimed"}"#))
        .answer(Answer::drop_after());
    let service = RedEnvelopes::new("https://dong.example.org", config(&script)).unwrap();
    let (key, proof) = (key().public_key(), Proof::new("p", "i"));
    let share = service.claim_amount("env 1", USER, &key, &proof).await.unwrap();
    assert_eq!((share.split_money_id, share.amount), (7, 5));
    // Any success is one: the money has moved whatever the body says.
    service.claim("env1", 7, USER, &key, &proof).await.unwrap();
    let err = service.claim("env1", 7, USER, &key, &proof).await.unwrap_err();
    assert_eq!((err.kind(), err.message()), (ErrorKind::Conflict, "claimed"));
    let lost = service.claim("env1", 7, USER, &key, &proof).retry(Retry::new()).await;
    assert!(lost.unwrap_err().maybe_sent());
    let requests = script.requests();
    assert_eq!(requests.len(), 4, "never repeated");
    let base = "https://dong.example.org/api/v1/red-envelopes/qr";
    assert_eq!(requests[0].url, format!("{base}/claim-amount?id=env+1"));
    assert_eq!(requests[1].url, format!("{base}/env1/claim"));
    assert_eq!(
        bodies(&script)[1],
        json!({"split_money_id": 7, "user_id": USER.to_string(), "proof_b64": "p", "public_b64": "i",
            "publickey": "AVJxd6z1Ry7UpeCbZEawgzkbsM64tMTidKwsBM4UZfaX"})
    );
}
