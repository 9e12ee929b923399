//! What a node takes, what it refuses, and what it remembers.

use std::time::Duration;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use axum::body::{Body, to_bytes};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chatwire_emulator::ledger::{HangUp, LedgerFault, Node};
use http::Request;
use serde_json::{Value, json};
use tower::Service as _;

const USER: i64 = 7;
const BOB: &str = "CTj3jLbp7MpnPjcffXC7CxnFT257gMAmKecFYeZ3CeKb";

async fn post(node: &Node, path: &str, body: String) -> (u16, Value) {
    let request = Request::post(path).header("content-type", "application/json");
    let response = node.router().call(request.body(Body::from(body)).unwrap()).await.unwrap();
    if response.extensions().get::<HangUp>().is_some() {
        return (0, Value::Null);
    }
    let status = response.status().as_u16();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

async fn rpc(node: &Node, method: &str, params: Value) -> Value {
    let body = json!({"jsonrpc": "2.0", "method": method, "params": params, "id": 1});
    post(node, "/mmn-api/", body.to_string()).await.1
}

/// A payer with a key and a proof.
struct Payer {
    key: Ed25519KeyPair,
    proof: Value,
    address: String,
}

impl Payer {
    async fn new(node: &Node) -> Self {
        let key = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
        let address = Node::address_of(USER);
        let ask = json!({"user_id": USER.to_string(), "jwt": "t", "address": address, "client_type": "mezon",
            "ephemeral_pk": bs58::encode(key.public_key().as_ref()).into_string()});
        let (status, made) = post(node, "/zk-api/prove", ask.to_string()).await;
        assert_eq!(status, 200);
        node.deposit_user(USER, 1_000);
        Self { key, proof: made["data"].clone(), address }
    }

    /// A signed transfer to Bob.
    fn transfer(&self, amount: &str, note: &str, nonce: u64) -> Value {
        self.signed((0, BOB, amount), note, nonce, "")
    }

    /// Signed user content about somebody.
    fn content(&self, recipient: &str, content: &Value) -> Value {
        self.signed((2, recipient, "0"), "", 1000, &content.to_string())
    }

    fn signed(
        &self,
        (kind, recipient, amount): (u8, &str, &str),
        note: &str,
        nonce: u64,
        extra: &str,
    ) -> Value {
        let text = format!("{kind}|{}|{recipient}|{amount}|{note}|{nonce}|{extra}", self.address);
        let signature = STANDARD.encode(self.key.sign(text.as_bytes()));
        let key = STANDARD.encode(self.key.public_key());
        let envelope = json!({"PubKey": key, "Sig": signature}).to_string();
        json!({"tx_msg": {"type": kind, "sender": self.address, "recipient": recipient, "amount": amount,
            "timestamp": 1, "text_data": note, "nonce": nonce, "extra_info": extra, "zk_proof": self.proof["proof"],
            "zk_pub": self.proof["public_input"]}, "signature": bs58::encode(envelope).into_string()})
    }
}

/// `ok`, or the code or text of the refusal.
async fn send(node: &Node, transfer: &Value) -> String {
    let answer = rpc(node, "tx.addtx", transfer.clone()).await;
    let result = &answer["result"];
    if result["ok"] == true {
        assert_eq!(result["tx_hash"].as_str().unwrap().len(), 64);
        return "ok".to_owned();
    }
    let error = result["error"].as_str().unwrap();
    match serde_json::from_str::<Value>(error) {
        Ok(coded) => coded["code"].as_str().unwrap().to_owned(),
        Err(_) => error.to_owned(),
    }
}

#[tokio::test]
async fn a_nonce_is_a_slot_in_a_window() {
    let node = Node::new();
    let payer = Payer::new(&node).await;
    for (nonce, expected) in [
        (1001, "nonce_too_high"),
        (1000, "ok"),
        (850, "ok"),
        (849, "nonce_too_low"),
        (0, "nonce_too_low"),
    ] {
        assert_eq!(send(&node, &payer.transfer("1", "", nonce)).await, expected, "{nonce}");
    }
    node.set_slot(100);
    assert_eq!(send(&node, &payer.transfer("1", "", 1)).await, "ok");
    let nonce = |tag: &str| json!({"address": payer.address, "tag": tag});
    let answer = rpc(&node, "account.getcurrentnonce", nonce("latest")).await;
    assert_eq!(answer["result"]["nonce"], 99);
    node.make_fresh();
    let answer = rpc(&node, "account.getcurrentnonce", nonce("pending")).await;
    assert_eq!(answer["result"]["nonce"], u64::MAX);
    let answer = rpc(&node, "account.getcurrentnonce", nonce("x")).await;
    assert_eq!(answer["result"]["error"], "invalid tag: must be 'latest' or 'pending'");
}

#[tokio::test]
async fn a_signed_text_is_paid_once_while_it_is_remembered() {
    let node = Node::new();
    let payer = Payer::new(&node).await;
    let transfer = payer.transfer("5", "x", 1000);
    assert_eq!(send(&node, &transfer).await, "ok");
    assert_eq!(send(&node, &transfer).await, "duplicate_transaction");
    node.produce_block();
    assert_eq!(send(&node, &transfer).await, "duplicate_transaction");
    node.stall(Duration::from_secs(299));
    assert_eq!(send(&node, &transfer).await, "duplicate_transaction");
    assert_eq!(node.balance(BOB), "5");
    // The chain stood still, the memory ended: the danger for which clients stop early.
    node.stall(Duration::from_secs(2));
    assert_eq!(send(&node, &transfer).await, "ok");
    // The same payment under another slot is another payment.
    assert_eq!(send(&node, &payer.transfer("5", "x", 999)).await, "ok");
    node.produce_block();
    assert_eq!(node.balance(BOB), "15");
}

#[tokio::test]
async fn texts_amounts_and_signatures_are_checked() {
    let node = Node::new();
    let payer = Payer::new(&node).await;
    let max = "115792089237316195423570985008687907853269984665640564039457584007913129639936";
    for (amount, expected) in [
        ("0", "invalid_amount"),
        ("", "invalid_amount"),
        ("-1", "invalid tx"),
        ("1.5", "invalid tx"),
        ("1e3", "invalid tx"),
        (max, "invalid tx"),
        ("007", "invalid_signature"),
        ("+7", "invalid_signature"),
        ("1001", "insufficient_funds"),
        ("1000", "ok"),
        ("1", "insufficient_funds"),
    ] {
        assert_eq!(send(&node, &payer.transfer(amount, "", 1000)).await, expected, "{amount}");
    }
    let long = "a".repeat(513);
    for (note, expected) in [
        (long.as_str(), "memo too long: max 512 chars, got 513"),
        ("ſYSTEM(", "invalid_request"),
        ("a%0Ab", "invalid_request"),
        ("}}", "invalid_request"),
    ] {
        assert_eq!(send(&node, &payer.transfer("1", note, 1000)).await, expected, "{note}");
    }
    let good = payer.transfer("1", "", 999);
    for (pointer, value) in [
        ("/tx_msg/recipient", json!("nobody")),
        ("/tx_msg/text_data", json!("other")),
        ("/tx_msg/zk_proof", json!("")),
        ("/tx_msg/zk_pub", json!("AAAA")),
        ("/tx_msg/type", json!(1)),
        ("/signature", json!("2")),
    ] {
        let mut changed = good.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        assert_eq!(send(&node, &changed).await, "invalid_signature", "{pointer}");
    }
    // A proof is read from the front; what follows it is not looked at, but its length is.
    for (len, expected) in [(1024, "insufficient_funds"), (1028, "invalid_signature")] {
        let mut longer = payer.transfer("1", "", 998);
        longer["tx_msg"]["zk_proof"] = json!("A".repeat(len));
        assert_eq!(send(&node, &longer).await, expected, "{len}");
    }
    node.produce_block();
    assert_eq!((node.balance(BOB).as_str(), node.balance_of_user(USER).as_str()), ("1000", "0"));
}

#[tokio::test]
async fn json_rpc_is_read_as_strictly_as_the_node_does() {
    let node = Node::new();
    let call = |extra: Value| {
        let mut call =
            json!({"jsonrpc": "2.0", "method": "account.getaccount", "params": ["a"], "id": 1});
        call.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        call.to_string()
    };
    for (body, status, code) in [
        (call(json!({})), 200, Value::Null),
        (call(json!({"jsonrpc": "1.0"})), 200, json!(-32600)),
        (call(json!({"zz": 1})), 200, json!(-32600)),
        (call(json!({"method": "account.getAccount"})), 200, json!(-32601)),
        (call(json!({"params": {"address": 5}})), 200, json!(-32602)),
        (call(json!({"method": "health.check", "params": {}})), 200, json!(-32602)),
        (call(json!({"id": null})), 204, Value::Null),
        ("[]".to_owned(), 400, Value::Null),
        ("x".to_owned(), 400, Value::Null),
        (call(json!({"params": ["a".repeat(131_072)]})), 400, Value::Null),
    ] {
        let (answered, body) = post(&node, "/mmn-api/any/path", body).await;
        assert_eq!((answered, &body["error"]["code"]), (status, &code), "{body}");
    }
    node.limit_requests();
    let mut statuses = Vec::new();
    for _ in 0..101 {
        statuses.push(post(&node, "/mmn-api", call(json!({}))).await.0);
    }
    assert_eq!((statuses[99], statuses[100]), (200, 429));
    node.stall(Duration::from_millis(10));
    assert_eq!(post(&node, "/mmn-api", call(json!({}))).await.0, 200);
}

#[tokio::test]
async fn calls_are_refused_in_the_words_of_the_nodes_library() {
    let node = Node::new();
    let invalid = |words: &str| json!({"code": -32600, "message": words});
    let unreadable = |words: &str| json!({"code": -32700, "message": words});
    let parameters =
        |data: &str| json!({"code": -32602, "message": "invalid parameters", "data": data});
    let of_field = |field: &str| format!("json: cannot unmarshal {field}");
    for (changed, id, error) in [
        (json!({"jsonrpc": 2}), 1, unreadable("invalid version key")),
        (json!({"id": true}), 0, invalid("invalid request ID")),
        (json!({"id": true, "jsonrpc": "1.0"}), 0, invalid("invalid request ID")),
        (json!({"jsonrpc": "1.0", "id": null}), 0, invalid("invalid version marker")),
        (json!({"method": ""}), 1, invalid("empty method name")),
        (json!({"method": null}), 1, invalid("empty method name")),
        (json!({"params": 5}), 1, invalid("parameters must be array or object")),
        (json!({"result": null}), 1, invalid("mixed request and reply fields")),
        (json!({"params": []}), 1, parameters("[-32602] got 0 parameters, want 1")),
        (json!({"params": ["a", "b"]}), 1, parameters("[-32602] got 2 parameters, want 1")),
        (
            json!({"method": "tx.addtx", "params": {"signature": 5}}),
            1,
            parameters(&of_field(
                "number into Go struct field signedTxParams.signature of type string",
            )),
        ),
        (
            json!({"method": "tx.addtx", "params": {"tx_msg": "x"}}),
            1,
            parameters(&of_field(
                "string into Go struct field signedTxParams.tx_msg of type jsonrpc.txMsgParams",
            )),
        ),
    ] {
        let mut call =
            json!({"jsonrpc": "2.0", "method": "account.getaccount", "params": ["a"], "id": 1});
        call.as_object_mut().unwrap().extend(changed.as_object().unwrap().clone());
        let id = if id == 0 { Value::Null } else { json!(id) };
        let expected = json!({"jsonrpc": "2.0", "id": id, "error": error});
        assert_eq!(post(&node, "/mmn-api/", call.to_string()).await, (200, expected), "{call}");
    }
    let health = json!({"jsonrpc": "2.0", "method": "health.check", "params": null, "id": 1});
    assert_eq!(post(&node, "/mmn-api/", health.to_string()).await.1["result"]["status"], 1);
    for (body, status, words) in [
        (r#"{"method":5}"#, 400, "invalid request\n"),
        (r#"{"METHOD":5}"#, 400, "invalid request\n"),
        ("5", 400, "invalid request\n"),
    ] {
        assert_eq!(post(&node, "/mmn-api", body.to_owned()).await, (status, json!(words)));
    }
    let marker = json!({"jsonrpc": "2.0", "id": null, "error": invalid("invalid version marker")});
    assert_eq!(post(&node, "/mmn-api", "null".to_owned()).await, (200, marker.clone()));

    // Without limits the library reads the body alone.
    node.allow_batches();
    let words = json!("[-32700] invalid request value\n");
    assert_eq!(post(&node, "/mmn-api", "{".to_owned()).await, (500, words.clone()));
    assert_eq!(post(&node, "/mmn-api", "[5".to_owned()).await, (500, words));
    let call = |id: Value| json!({"jsonrpc": "2.0", "method": "x", "id": id});
    let batch = json!([call(json!("a")), 5, null, call(Value::Null)]);
    let no_object =
        json!({"jsonrpc": "2.0", "id": null, "error": unreadable("request is not a JSON object")});
    let no_method = json!({"code": -32601, "message": "method not found", "data": "x"});
    let no_method = json!({"jsonrpc": "2.0", "id": "a", "error": no_method});
    let expected = json!([no_object, marker, no_method]);
    assert_eq!(post(&node, "/mmn-api", batch.to_string()).await, (200, expected));
    let (status, body) = post(&node, "/mmn-api", r#"{"method":5,"id":7}"#.to_owned()).await;
    assert_eq!((status, &body["error"]["message"]), (200, &json!("invalid method name")));
}

#[tokio::test]
async fn content_types_are_minded_before_and_after_the_body() {
    let node = Node::new();
    let call = r#"{"jsonrpc":"2.0","method":"account.getaccount","params":["a"],"id":1}"#;
    for (content_type, body, status, words) in [
        ("text/plain", "x", 415, "unsupported content type\n"),
        ("", "x", 415, "unsupported content type\n"),
        ("application/jsonl", "x", 400, "invalid request\n"),
        ("application/jsonl", call, 415, "content-type must be application/json\n"),
        ("application/json; charset=latin1", "x", 400, "invalid request\n"),
        ("application/json; charset=latin1", call, 415, "invalid content-type charset\n"),
        ("application/json; charset=UTF-8", call, 415, "invalid content-type charset\n"),
        ("APPLICATION/JSON; Charset=\"utf-8\"", call, 200, ""),
        ("application/json;charset=utf8", call, 200, ""),
    ] {
        let request = Request::post("/mmn-api").header("content-type", content_type);
        let request = request.body(Body::from(body)).unwrap();
        let response = node.router().call(request).await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{content_type}");
        if status != 200 {
            let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
            assert_eq!(bytes, words, "{content_type}");
        }
    }
}

#[tokio::test]
async fn faults_meet_the_call_that_they_wait_for() {
    let node = Node::new();
    let payer = Payer::new(&node).await;
    let lost = [LedgerFault::LoseRequest, LedgerFault::LoseAnswer, LedgerFault::Hold];
    for (nonce, fault) in (998..).zip(lost) {
        node.fault(fault);
        let answer = rpc(&node, "tx.addtx", payer.transfer("1", "", nonce)).await;
        assert_eq!(answer, Value::Null);
    }
    assert_eq!(node.waiting(), 1, "only the answer of one was lost");
    assert_eq!((node.release(), node.waiting()), (1, 2));
    node.fault(LedgerFault::FailInBlock("no reason".to_owned()));
    assert_eq!(send(&node, &payer.transfer("2", "", 1000)).await, "ok");
    node.produce_block();
    assert_eq!((node.balance(BOB).as_str(), node.payments().len()), ("2", 2));
    node.fault(LedgerFault::Duplicate);
    assert_eq!(send(&node, &payer.transfer("3", "", 1000)).await, "duplicate_transaction");
    node.fault(LedgerFault::OtherNode);
    assert_eq!(send(&node, &payer.transfer("3", "", 1000)).await, "ok");
    assert_eq!(node.waiting(), 2);
    node.produce_block();
    assert_eq!(node.balance(BOB), "5", "two copies, one payment");
    assert_eq!(send(&node, &payer.transfer("4", "", 1000)).await, "ok");
    node.restart();
    assert_eq!(send(&node, &payer.transfer("4", "", 1000)).await, "ok", "a new node forgets");
    let again = send(&node, &payer.transfer("3", "", 1000)).await;
    assert_eq!(again, "duplicate_transaction", "but not what is in blocks");
    node.produce_block();
    assert_eq!(node.balance(BOB), "9");
}

/// Posts user content after a second's pause, and stores it: its hash, or the words of the refusal.
async fn publish(node: &Node, payer: &Payer, recipient: &str, more: Value) -> String {
    let mut content = json!({"type": "note", "title": "t", "description": "d"});
    content.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    node.stall(Duration::from_secs(1));
    let answer = rpc(node, "tx.addtx", payer.content(recipient, &content)).await;
    node.produce_block();
    let result = &answer["result"];
    match serde_json::from_str::<Value>(result["error"].as_str().unwrap()) {
        Ok(coded) => coded["message"].as_str().unwrap().to_owned(),
        Err(_) => result["tx_hash"].as_str().unwrap().to_owned(),
    }
}

#[tokio::test]
async fn user_content_is_checked_as_the_node_does() {
    let node = Node::new();
    let payer = Payer::new(&node).await;
    let feed = json!({"type": "donation-campaign-feed"});
    // 32 bytes each, but only a public key is a point of the curve.
    let key = bs58::encode(payer.key.public_key().as_ref()).into_string();
    let mut off_curve = [0; 32];
    off_curve[0] = 2;
    let off_curve = bs58::encode(off_curve).into_string();
    let refused = publish(&node, &payer, &off_curve, feed.clone()).await;
    assert_eq!(refused, "User content address is invalid");
    assert_eq!(publish(&node, &payer, &key, feed).await.len(), 64);

    let root = publish(&node, &payer, BOB, json!({"title": "root"})).await;
    let refers = |to: Value| json!({"reference_tx_hashes": to});
    for bad in [json!(["unknown"]), json!([root, "unknown"]), json!(vec![root.clone(); 11])] {
        let refused = publish(&node, &payer, BOB, refers(bad)).await;
        assert_eq!(refused, "User content data is invalid");
    }
    assert_eq!(publish(&node, &payer, BOB, refers(json!([root]))).await.len(), 64);

    let version = |title: &str, parent: &str| json!({"title": title, "parent_hash": parent, "root_hash": root});
    let (conflict, invalid) = ("User content version conflict", "User content data is invalid");
    assert_eq!(publish(&node, &payer, &key, version("other reader", &root)).await, invalid);
    let lost = json!({"title": "lost", "parent_hash": root, "root_hash": "unknown"});
    assert_eq!(publish(&node, &payer, BOB, lost).await, "User content root not found");
    let second = publish(&node, &payer, BOB, version("second", &root)).await;
    assert_eq!(second.len(), 64);
    assert_eq!(publish(&node, &payer, BOB, version("fork", &root)).await, conflict);
    assert_eq!(publish(&node, &payer, BOB, version("third", &second)).await.len(), 64);
    for odd in [json!({"title": 5}), json!({"image_cids": "x"}), json!({"root_hash": ["x"]})] {
        assert_eq!(publish(&node, &payer, BOB, odd).await, invalid);
    }
}

#[tokio::test]
async fn what_costs_nothing_needs_no_account() {
    let node = Node::new();
    let payer = Payer::new(&node).await;
    node.set_balance(&payer.address, "0");
    assert_eq!(publish(&node, &payer, BOB, json!({})).await.len(), 64);
    let account = rpc(&node, "account.getaccount", json!({"address": payer.address})).await;
    assert_eq!(account["result"]["nonce"], 0, "content is no transfer");
    assert!(node.payments().is_empty());

    let stranger = Node::new();
    let own = payer.signed((0, &payer.address, "5"), "", 1000, "");
    assert_eq!(send(&stranger, &own).await, "ok");
    assert_eq!(send(&stranger, &payer.transfer("5", "", 1000)).await, "account_not_found");
}

#[tokio::test]
async fn the_indexer_lists_what_was_before_a_time() {
    let node = Node::new();
    let payer = Payer::new(&node).await;
    for amount in ["1", "2", "3"] {
        assert_eq!(send(&node, &payer.transfer(amount, "", 1000)).await, "ok");
        node.produce_block();
        node.stall(Duration::from_secs(10));
    }
    let values = async |query: &str| {
        let path = format!("/indexer-api/1337/transactions/infinite?{query}");
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = node.router().call(request).await.unwrap();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let page: Value = serde_json::from_slice(&bytes).unwrap();
        let list = page["data"].as_array().unwrap();
        let values: Vec<_> = list.iter().map(|tx| tx["value"].as_str().unwrap()).collect();
        let next = page["meta"]["next_timestamp"].as_str().unwrap_or_default().to_owned();
        (values.join(" "), next)
    };
    let (newest, next) = values("limit=1").await;
    assert_eq!((newest.as_str(), next.is_empty()), ("3", false));
    assert_eq!(values(&format!("timestamp_lt={next}")).await.0, "2 1");
    // The time may also be written out; the clock of a node begins in November 2023.
    assert_eq!(values("timestamp_lt=2023-11-14T22:13:30Z").await.0, "1");
    assert_eq!(values("timestamp_lt=2023-11-14T22:13:20Z").await.0, "");
    assert_eq!(values("timestamp_lt=9999999999").await.0, "3 2 1");
}
