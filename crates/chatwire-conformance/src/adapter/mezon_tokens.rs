//! Mezon's ledger: raw services by the names of the references, and the checked client.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chatwire_mezon::ledger::{
    Address, ClientType, Indexer, Ledger, NonceTag, Outcome, Proof, Prover, PublicKey,
    RedEnvelopes, Rpc, SecretKey, TokenAmount, Transaction, TransactionKind, WalletFilter,
};
use chatwire_mezon::{Config, Error, Retry, Secret};
use serde_json::{Value, json};

use super::NotMade;
use crate::picture::{Picture, failure, outcome};
use crate::server::{Pace, ScriptedServer, SeenRequest};
use crate::spec::mezon_tokens::{
    amount_text, answers, argument, extra_text, first_body, in_order, lacks_argument, unhex,
    user_id,
};
use crate::vector::Vector;

/// User and key of all recordings.
const USER: i64 = 1_840_651_530_236_071_936;
const SEED: &str = "680a64e5f155aaaa391d46dd51bad715ed528943e1f1efc8a89e2fc9e9130ed8";
/// Its login.
const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJib3QifQ.c2ln";

type Painted = Result<Value, NotMade>;

/// Makes the call against a scripted server.
pub(super) async fn paint(vector: &Vector) -> Result<Picture, NotMade> {
    let trouble =
        |trouble: std::io::Error| NotMade::Unknown(format!("no scripted server: {trouble}"));
    let answers = answers(vector);
    let server = ScriptedServer::start(&answers, Pace::of(&answers)).await.map_err(trouble)?;
    let result = Box::pin(call(vector, &server.origin())).await?;
    let requests = server.seen().requests.iter().map(request).collect();
    Ok(Picture { requests, result, ..Picture::default() })
}

fn request(seen: &SeenRequest) -> Value {
    let query: Vec<(String, String)> =
        url::form_urlencoded::parse(seen.query.as_bytes()).into_owned().collect();
    let headers: serde_json::Map<String, Value> =
        seen.headers.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
    let mut value =
        json!({"method": seen.method, "path": seen.path, "query": query, "headers": headers});
    if let (Ok(body), Some(map)) =
        (serde_json::from_slice::<Value>(&seen.body), value.as_object_mut())
    {
        if let Some(valid) = verify(&body) {
            map.insert("verified".into(), valid.into());
        }
        map.insert("body".into(), body);
    }
    value
}

/// Whether the signature of a transaction on the wire fits, told from the wire alone.
fn verify(body: &Value) -> Option<bool> {
    let tx = body.pointer("/params/tx_msg")?;
    let part = |name: &str| match tx.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let names = ["type", "sender", "recipient", "amount", "text_data", "nonce", "extra_info"];
    let text = names.map(part).join("|");
    let decoded = bs58::decode(body.pointer("/params/signature")?.as_str()?).into_vec().ok()?;
    let (key, signature) = match serde_json::from_slice::<Value>(&decoded) {
        Ok(envelope) => {
            let half = |name: &str| STANDARD.decode(envelope.get(name)?.as_str()?).ok();
            (half("PubKey")?, half("Sig")?)
        }
        Err(_) => (bs58::decode(part("sender")).into_vec().ok()?, decoded),
    };
    let key = PublicKey::from_bytes(key.try_into().ok()?);
    Some(key.verify(text.as_bytes(), &signature))
}

fn config() -> Config {
    Config::new().retry(Retry::none()).no_rate_limit().no_proxy()
}

/// An argument by name, or by its place in a list.
fn arg<'a>(vector: &'a Vector, python: &str, script: &str, at: usize) -> Option<&'a Value> {
    let listed = vector.call.args.as_array().and_then(|list| list.get(at));
    listed.or_else(|| argument(vector, python, script)).filter(|value| !value.is_null())
}

fn text_arg(vector: &Vector, python: &str, script: &str, at: usize) -> Result<String, NotMade> {
    match arg(vector, python, script, at) {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(Value::Object(map)) if map.contains_key("$int") => {
            Ok(map.get("$int").and_then(Value::as_str).unwrap_or_default().to_owned())
        }
        None => Ok(String::new()),
        Some(other) => Err(NotMade::Inexpressible(format!("{python} is a text, not {other}"))),
    }
}

/// Digits of an amount, as far as one can be written.
fn digits(value: Option<&Value>) -> Result<String, NotMade> {
    let text = value.and_then(amount_text);
    text.ok_or_else(|| NotMade::Inexpressible(format!("{value:?} is no amount")))
}

/// An argument that names a user.
fn user_arg(vector: &Vector, value: &Value) -> Result<String, NotMade> {
    let id = user_id(vector, value);
    id.ok_or_else(|| NotMade::Inexpressible(format!("{value} is no user's id")))
}

/// Where the recorded service is, on this server.
fn node(vector: &Vector, origin: &str) -> String {
    let path = vector.requests.iter().map(|request| request.path.as_str());
    let path = path.into_iter().find(|path| path.starts_with("/mmn-api")).unwrap_or("/mmn-api/");
    format!("{origin}{path}")
}

async fn call(vector: &Vector, origin: &str) -> Painted {
    let method = vector.call.method.as_str();
    if vector.client.starts_with("raw HTTP") {
        return Err(NotMade::Inexpressible("the node's side".into()));
    }
    if vector.call.args.get("config_headers").is_some() {
        return Err(NotMade::Inexpressible("clients have no headers of one's own".into()));
    }
    match method {
        "getAddressFromUserId" | "get_address_from_user_id" => {
            let args = &vector.call.args;
            let user = match args.get("user_id").or_else(|| args.get("userId")) {
                Some(Value::String(text)) => text.clone(),
                Some(other) => user_arg(vector, other)?,
                None => return Err(NotMade::Inexpressible("nobody's address".into())),
            };
            Ok(json!({"ok": Address::of_user_text(&user).to_string()}))
        }
        "generateEphemeralKeyPair" | "generate_ephemeral_key_pair" => Ok(key_pair(vector)),
        "validateAddress" | "validate_address" => {
            let text = text_arg(vector, "address", "addr", 0)?;
            Ok(json!({"ok": Address::parse(&text).is_ok()}))
        }
        "validateAmount" | "validate_amount" | "MmnValidator.validate_amount" => {
            let side = |name: &str| digits(arg(vector, name, name, usize::MAX));
            let read = |text: String| TokenAmount::from_units_text(&text);
            let fits = match (read(side("balance")?), read(side("amount")?)) {
                (Ok(balance), Ok(amount)) => amount <= balance,
                _ => false,
            };
            Ok(json!({"ok": fits}))
        }
        "scaleAmountToDecimals" | "scale_amount_to_decimals" | "parse_amount" | "format_amount"
            if vector.call.args.get("decimals").is_some_and(|own| own.as_u64() != Some(6)) =>
        {
            Err(NotMade::Inexpressible("the ledger has six decimals".into()))
        }
        "scaleAmountToDecimals" | "scale_amount_to_decimals" | "parse_amount" => {
            let amount = arg(vector, "original_amount", "originalAmount", 0);
            let amount = amount.or_else(|| arg(vector, "amount", "amount", 0));
            let amount = TokenAmount::from_decimal(&digits(amount)?);
            Ok(outcome(amount.map(TokenAmount::units)))
        }
        "format_amount" => {
            let units = TokenAmount::from_units_text(&digits(arg(vector, "amount", "amount", 0))?);
            Ok(outcome(units.map(|units| units.to_string())))
        }
        "getCurrentNonce" | "get_current_nonce" | "getCurrentNonceByAddress" => {
            nonce(vector, origin).await
        }
        "getAccountByUserId" | "get_account_by_user_id" => {
            let user = Address::of_user_text(&text_arg(vector, "user_id", "userId", 0)?);
            Ok(match Rpc::new(node(vector, origin), config()) {
                Ok(rpc) => outcome(rpc.account(&user).await),
                Err(error) => failure(&error),
            })
        }
        "mmnInitialized" => prover(vector, origin).await,
        _ if method.starts_with("ZkClient.") => prover(vector, origin).await,
        _ if method.starts_with("IndexerClient.") => indexer(vector, origin).await,
        _ if method.starts_with("DongClient.") => dong(vector, origin).await,
        "sendToken" | "send_token" | "sendToken x2 at once" => send_token(vector, origin).await,
        _ if method.starts_with("send") || method == "postDonationCampaignFeed" => {
            transaction(vector, origin).await
        }
        other => Err(NotMade::Unknown(format!("this runner does not know the call {other:?}"))),
    }
}

fn key_pair(vector: &Vector) -> Value {
    let seed = argument(vector, "random_32_bytes_hex", "random_32_bytes_hex");
    let seed = seed.and_then(Value::as_str).and_then(unhex).and_then(|seed| seed.try_into().ok());
    let Some(seed) = seed else { return Value::Null };
    match SecretKey::from_seed(&seed) {
        Ok(key) => {
            let (private, public) = (key.to_text(), key.public_key().to_string());
            let names = match vector.call.method.contains('_') {
                true => ["private_key", "public_key"],
                false => ["privateKey", "publicKey"],
            };
            json!({"ok": {names[0]: private.expose(), names[1]: public}})
        }
        Err(error) => failure(&error),
    }
}

async fn nonce(vector: &Vector, origin: &str) -> Painted {
    let tag = match vector.call.args.get("tag").map(Value::as_str) {
        None | Some(Some("latest")) => NonceTag::Latest,
        Some(Some("pending")) => NonceTag::Pending,
        Some(other) => return Err(NotMade::Inexpressible(format!("there is no tag {other:?}"))),
    };
    let address = match argument(vector, "address", "address").and_then(Value::as_str) {
        Some(text) => match Address::parse(text) {
            Ok(address) => address,
            Err(error) => return Ok(failure(&error)),
        },
        None => Address::of_user_text(&text_arg(vector, "user_id", "userId", 0)?),
    };
    let config = match argument(vector, "timeout_ms", "timeout_ms").and_then(Value::as_u64) {
        Some(limit) => config().timeout(Duration::from_millis(limit)),
        None => config(),
    };
    Ok(match Rpc::new(node(vector, origin), config) {
        Ok(rpc) => outcome(rpc.current_nonce(&address, tag).await),
        Err(error) => failure(&error),
    })
}

async fn prover(vector: &Vector, origin: &str) -> Painted {
    let user = text_arg(vector, "user_id", "userId", 0)?;
    let is_login = vector.call.method == "mmnInitialized";
    let user: i64 = if is_login { USER } else { user.parse().unwrap_or_default() };
    let kind = argument(vector, "client_type", "clientType").and_then(Value::as_str);
    let kind = kind.map_or(ClientType::Mezon, ClientType::from);
    let token = argument(vector, "jwt", "jwt").or_else(|| argument(vector, "id_token", "id_token"));
    let token = Secret::new(token.and_then(Value::as_str).unwrap_or_default());
    let (prover, key) = match (Prover::new(format!("{origin}/zk-api/"), config()), key()) {
        (Ok(prover), Ok(key)) => (prover, key),
        (Err(error), _) | (_, Err(error)) => return Ok(failure(&error)),
    };
    let proof = prover.prove(user, &key.public_key(), &token, &kind).await;
    let shown = |proof: &Proof| json!({"proof": proof.proof, "public_input": proof.public_input});
    Ok(match proof {
        Ok(proof) if is_login => json!({"ok": {
            "keyGen": {"privateKey": key.to_text().expose(), "publicKey": key.public_key().to_string()},
            "addressMMN": Address::of_user(user).to_string(),
            "zkProofs": shown(&proof),
        }}),
        Ok(proof) => json!({"ok": shown(&proof)}),
        Err(error) => failure(&error),
    })
}

fn key() -> Result<SecretKey, Error> {
    SecretKey::from_text(SEED)
}

async fn indexer(vector: &Vector, origin: &str) -> Painted {
    let indexer = match Indexer::new(format!("{origin}/indexer-api/"), 1337, config()) {
        Ok(indexer) => indexer,
        Err(error) => return Ok(failure(&error)),
    };
    let method = vector.call.method.trim_start_matches("IndexerClient.");
    if matches!(method, "getTransactionByHash" | "get_transaction_by_hash") {
        return Ok(outcome(indexer.transaction(&text_arg(vector, "hash", "tx_hash", 0)?).await));
    }
    let wallet = match Address::parse(&text_arg(vector, "wallet", "wallet", 0)?) {
        Ok(wallet) => wallet,
        Err(error) => return Ok(failure(&error)),
    };
    let number = |python: &str, script: &str, at: usize| {
        let Some(own) = arg(vector, python, script, at) else { return Ok(None) };
        let count = own.as_i64().and_then(|own| u32::try_from(own.max(0)).ok());
        let count = count.ok_or_else(|| NotMade::Inexpressible(format!("{python} is a count")));
        count.map(Some)
    };
    let filter = |at: usize| match arg(vector, "filter_type", "filter", at).map(Value::as_u64) {
        None if vector.call.args.is_object() => Ok(WalletFilter::All),
        Some(Some(0)) => Ok(WalletFilter::All),
        Some(Some(1)) => Ok(WalletFilter::Received),
        Some(Some(2)) => Ok(WalletFilter::Sent),
        _ => Err(NotMade::Inexpressible("there is no such filter".into())),
    };
    // What JavaScript counts as nothing is not sent.
    let given = |python: &str, script: &str, at: usize| match arg(vector, python, script, at) {
        Some(Value::String(text)) => Some(text.clone()).filter(|text| !text.is_empty()),
        Some(Value::Number(number)) => Some(number.to_string()).filter(|number| number != "0"),
        _ => None,
    };
    Ok(match method {
        "getWalletDetail" | "get_wallet_detail" => outcome(indexer.wallet(&wallet).await),
        "getTransactionsByWalletBeforeTimestamp" => {
            let mut list = indexer.transactions_before(&wallet).filter(filter(1)?);
            if let Some(limit) = number("limit", "limit", 2)? {
                list = list.limit(limit);
            }
            if let Some(before) = given("timestamp_lt", "timestampLt", 3) {
                list = list.before(before);
            }
            if let Some(hash) = given("last_hash", "lastHash", 4) {
                list = list.last_hash(hash);
            }
            outcome(list.request().await)
        }
        _ => {
            let mut list = indexer.transactions(&wallet).filter(filter(3)?);
            if let Some(page) = number("page", "page", 1)? {
                list = list.page(page);
            }
            if let Some(limit) = number("limit", "limit", 2)? {
                list = list.limit(limit);
            }
            if let Some(field) = arg(vector, "sort_by", "sortBy", 4).and_then(Value::as_str) {
                list = list.sort_by(field);
            }
            match arg(vector, "sort_order", "sortOrder", 5).map(Value::as_str) {
                None | Some(Some("desc")) => {}
                Some(Some("asc")) => list = list.ascending(),
                Some(_) => return Err(NotMade::Inexpressible("there are two orders".into())),
            }
            outcome(list.request().await)
        }
    })
}

async fn dong(vector: &Vector, origin: &str) -> Painted {
    let dong = match RedEnvelopes::new(origin, config()) {
        Ok(dong) => dong,
        Err(error) => return Ok(failure(&error)),
    };
    let list = vector.call.args.as_array();
    let fields = list.and_then(|list| list.get(1)).unwrap_or(&vector.call.args);
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let id = list.and_then(|list| list.first()?.as_str()).unwrap_or_else(|| text("id"));
    let user: i64 = text("user_id").parse().unwrap_or_default();
    let key = bs58::decode(text("publickey")).into_vec().ok().and_then(|key| key.try_into().ok());
    let key = PublicKey::from_bytes(key.ok_or_else(|| NotMade::Inexpressible("no key".into()))?);
    let proof = Proof::new(text("proof_b64"), text("public_b64"));
    Ok(match vector.call.method.as_str() {
        "DongClient.claimAmountRedEnvelopeQR" => {
            outcome(dong.claim_amount(id, user, &key, &proof).await)
        }
        _ => {
            let share = fields.get("split_money_id").and_then(Value::as_i64).unwrap_or_default();
            outcome(dong.claim(id, share, user, &key, &proof).await)
        }
    })
}

async fn transaction(vector: &Vector, origin: &str) -> Painted {
    let args = &vector.call.args;
    let inexpressible = |what: &str| NotMade::Inexpressible(what.into());
    let method = vector.call.method.as_str();
    let by_user = matches!(method, "sendTransaction" | "send_transaction");
    if lacks_argument(vector) {
        return Err(inexpressible("the extra info, the key or the proof is none"));
    }
    let kind = match method {
        "postDonationCampaignFeed" => TransactionKind::UserContent,
        _ if method.to_lowercase().replace('_', "").contains("byprivatekey") => {
            TransactionKind::ByKey
        }
        _ => TransactionKind::Transfer,
    };
    let amount = args.get("amount").and_then(Value::as_str);
    let amount = amount.ok_or_else(|| inexpressible("an amount is a text"))?;
    let nonce = args.get("nonce").filter(|nonce| !nonce.is_string());
    let nonce = digits(nonce)?.parse::<u64>();
    let nonce = nonce.map_err(|_| inexpressible("a nonce is a number of 64 bits"))?;
    let note = text_arg(vector, "text_data", "textData", usize::MAX)?;
    let [sender, recipient] = ["sender", "recipient"].map(|name| match args.get(name) {
        Some(user) if by_user => user_arg(vector, user),
        _ => text_arg(vector, name, name, usize::MAX),
    });
    let (sender, recipient) = (sender?, recipient?);
    let secret = text_arg(vector, "private_key", "privateKey", usize::MAX)?;
    let key = match SecretKey::from_text(&secret) {
        Ok(key) => key,
        Err(error) => return Ok(failure(&error)),
    };
    let address = |text: &str| match by_user {
        true => Ok(Address::of_user_text(text)),
        false => Address::parse(text),
    };
    let (from, to) = match (address(&sender), address(&recipient)) {
        (Ok(from), Ok(to)) => (from, to),
        (Err(error), _) | (_, Err(error)) => return Ok(failure(&error)),
    };
    if from == to {
        return to_self(vector, origin, key, to).await;
    }
    let mut tx = Transaction::new(kind, from.as_str(), to.as_str(), amount, nonce);
    // Nothing or zero is the present in the references; it is not signed, and nodes write their own.
    let time = args.get("timestamp").filter(|time| !time.is_null());
    if time.is_some_and(|time| !time.is_u64()) {
        return Err(inexpressible("a time is a number of 64 bits"));
    }
    let time = time.and_then(Value::as_u64).filter(|time| *time > 0);
    let sent =
        first_body(vector).and_then(|body| body.pointer("/params/tx_msg/timestamp")?.as_u64());
    tx.timestamp = time.or(sent).unwrap_or(1_700_000_000_000);
    tx.text_data = note;
    tx.extra_info = extra_text(vector);
    tx.zk_proof = text_arg(vector, "zk_proof", "zkProof", usize::MAX)?;
    tx.zk_pub = text_arg(vector, "zk_pub", "zkPub", usize::MAX)?;
    let signed = tx.sign(&key);
    if let Some(wanted) = dedup_hash(vector)
        && wanted != signed.dedup_hash()
        && argument(vector, "nonce", "nonce").is_some_and(|nonce| nonce.get("$num").is_none())
    {
        return Err(NotMade::Unknown(format!("the hash is {}, not {wanted}", signed.dedup_hash())));
    }
    Ok(match Rpc::new(node(vector, origin), config()) {
        Ok(rpc) => outcome(rpc.add_tx(&signed).await),
        Err(error) => failure(&error),
    })
}

/// By what a node knows the recorded transaction again.
fn dedup_hash(vector: &Vector) -> Option<String> {
    let crypto = vector.requests.first()?.crypto.as_ref()?;
    // A node writes some amounts anew, and finds another text than the one that was signed.
    let same = |node: &&Value| node.get("serialized_equal") == Some(&Value::Bool(true));
    let node = crypto.get("node").filter(same)?;
    Some(node.get("dedup_hash")?.as_str()?.to_owned())
}

/// The raw layer signs what it is given; it is the checked one that knows who pays whom.
async fn to_self(vector: &Vector, origin: &str, key: SecretKey, to: Address) -> Painted {
    let ledger = match to == Address::of_key(&key.public_key()) {
        true => Ledger::key_builder(key),
        false => Ledger::builder(USER).key(key).token(TOKEN),
    };
    let ledger = ledger.node_url(node(vector, origin)).without_indexer().config(config()).build();
    Ok(match ledger {
        Ok(ledger) => match ledger.transfer(to, 1).prepare().await {
            Ok(prepared) => json!({"ok": prepared.id()}),
            Err(error) => failure(&error),
        },
        Err(error) => failure(&error),
    })
}

async fn send_token(vector: &Vector, origin: &str) -> Painted {
    let has_proof = vector.requests.iter().any(|request| request.path.ends_with("/prove"));
    let key = match key() {
        Ok(key) => key,
        Err(error) => return Ok(failure(&error)),
    };
    let mut ledger = Ledger::builder(USER)
        .key(key)
        .node_url(node(vector, origin))
        .prover_url(format!("{origin}/zk-api/"))
        .without_indexer()
        .config(config());
    if has_proof {
        ledger = ledger.token(TOKEN);
    }
    let ledger = match ledger.build() {
        Ok(ledger) => ledger,
        Err(error) => return Ok(failure(&error)),
    };
    let extra = |at: usize| {
        let bodies = vector.requests.iter().filter_map(|request| request.body_json.as_ref());
        let sent = bodies.filter_map(|body| body.pointer("/params/tx_msg/extra_info")?.as_str());
        sent.into_iter().nth(at).unwrap_or_default().to_owned()
    };
    if let Some([first, second]) = vector.call.args.as_array().map(Vec::as_slice) {
        let (one, two) = (extra(0), extra(1));
        // One after the other, so that none overtakes; the nonce is asked for once all the same.
        let first = payment(&ledger, first, &one).await?;
        let second = payment(&ledger, second, &two).await?;
        return Ok(json!({"ok": [first, second]}));
    }
    payment(&ledger, &vector.call.args, &extra(0)).await
}

async fn payment(ledger: &Ledger, args: &Value, extra: &str) -> Painted {
    let text = |name: &str| args.get(name).and_then(Value::as_str);
    let number = |name: &str| {
        text(name).map(|own| {
            let number = own.parse::<i64>().ok().filter(|number| number.to_string() == own);
            number.ok_or_else(|| NotMade::Inexpressible(format!("{name} is a number")))
        })
    };
    let receiver = number("receiver_id").transpose()?.unwrap_or_default();
    let amount = digits(args.get("amount"))?;
    if amount.contains('.') {
        return Err(NotMade::Inexpressible("so many tokens are a whole number".into()));
    }
    let more = args.get("mmn_extra_info").and_then(Value::as_object);
    let is_text = |own: &Value| own.is_string() || own.is_number() || own.is_boolean();
    if more.is_some_and(|more| !more.values().all(is_text)) {
        return Err(NotMade::Inexpressible("values of the extra info are texts".into()));
    }
    let amount = match TokenAmount::from_decimal(&amount) {
        Ok(amount) => amount,
        Err(error) => return Ok(failure(&error)),
    };
    let mut send = ledger.send_token(receiver, amount);
    if let Some(note) = text("note") {
        send = send.note(note);
    }
    if let Some(name) = text("sender_name") {
        send = send.sender_name(name);
    }
    if let Some(sender) = number("sender_id") {
        send = send.sender_id(sender?);
    }
    if let Some(attribute) = text("extra_attribute") {
        send = send.extra_attribute(attribute);
    }
    send = send.mmn_extra_info(in_order(args, extra));
    Ok(match send.await {
        // Neither accepted nor refused: the three words of the references have none for that.
        Ok(Outcome::Unknown(payment)) => {
            json!({"error": {"kind": "Unknown", "message": payment.doubt()}})
        }
        Ok(outcome) => json!({"ok": outcome.response()}),
        Err(error) => failure(&error),
    })
}
