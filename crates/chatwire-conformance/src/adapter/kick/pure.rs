//! Names, texts, addresses and webhooks: what needs no server.

use chatwire_kick::content::{Segment, emote_url, parse_content};
use chatwire_kick::pusher::PusherEndpoint;
use chatwire_kick::realtime::Feed;
use chatwire_kick::webhook::{EventMeta, KeySource, Payload, ReplayWindow, WebhookVerifier};
use chatwire_kick::{Client, Error, HeaderMap, HeaderName, Scope, Timestamp, chatroom};
use serde_json::{Value, json};
use std::time::Duration;

use crate::adapter::{Arguments, Made, NotMade, decode_bytes, written};
use crate::compare::result::Outcome;
use crate::spec::Args;
use crate::vector::Vector;

/// Cluster of the hosted service that Kick's app is in.
const CLUSTER: &str = "us2";

/// Header that deliveries of claims have in place of the usual one, in lower case.
const CLAIM_TIME: &str = "kick-event-timestamp";

/// Age limit that applies when only the other one is given, in seconds.
const USUAL_AGE: u64 = 86_400;

/// How far ahead a delivery may be when only its age is limited, in seconds.
const USUAL_FUTURE: u64 = 300;

pub(super) fn call(name: &str, vector: &Vector) -> Made {
    let args = crate::placeholder::expand(&vector.call.args);
    let args = args.as_object().cloned().unwrap_or_default();
    let text = |name: &str| Arguments::new(&args).required(name);
    match name {
        "parse_channel_name" => Ok(Outcome::ok(feed(text("name")?))),
        "parse_content" => Ok(Outcome::ok(segments(text("content")?))),
        "emote_url" => Ok(Outcome::ok(emote_url(text("id")?).into())),
        "slug_candidates" => written(chatroom::slug_candidates(text("name")?)),
        "pusher_url" => written(pusher_url(&args)?),
        "authorize_url" => authorize_url(&args),
        "parse_public_key" => {
            written(KeySource::from_pem(text("pem")?).map(|_| json!({"accepted": true})))
        }
        "verify_webhook" => verify(&args),
        "parse_webhook" => {
            parse_webhook(&args, vector.other.get("payload").unwrap_or(&Value::Null))
        }
        other => Err(NotMade::Unknown(format!("no spelling for {other:?}"))),
    }
}

fn feed(name: &str) -> Value {
    match Feed::parse(name) {
        Feed::Chat(id) => json!({"chatroom": id, "v": 2}),
        Feed::ChatV1(id) => json!({"chatroom": id, "v": 1}),
        Feed::Chatroom(id) => json!({"chatroom": id, "v": 0}),
        Feed::Channel(id) | Feed::ChannelExtra(id) | Feed::Predictions(id) => {
            json!({"channel": id})
        }
        Feed::Drops(id) => json!({"category": id}),
        Feed::PrivateLivestream(id) | Feed::PrivateLivestreamUpdated(id) => {
            json!({"livestream": id})
        }
        _ => json!({"unknown": true}),
    }
}

fn segments(content: &str) -> Value {
    let shown = parse_content(content).into_iter().map(|segment| match segment {
        Segment::Text(text) => json!({"text": text}),
        Segment::Emote(emote) => json!({"emote": {"id": emote.id, "name": emote.name}}),
        _ => Value::Null,
    });
    shown.collect()
}

fn pusher_url(args: &Args) -> Result<Result<Value, Error>, NotMade> {
    let given = Arguments::new(args);
    let own = PusherEndpoint::kick();
    let key = given.text("app_key")?.unwrap_or(own.app_key());
    let endpoint = match (given.text("host")?, given.text("cluster")?) {
        (Some(host), _) => {
            let scheme = if given.flag("tls")? == Some(false) { "ws" } else { "wss" };
            let port = given.count("port")?.map(|port| format!(":{port}")).unwrap_or_default();
            PusherEndpoint::server(&format!("{scheme}://{host}{port}"), key)
        }
        (None, Some(cluster)) => PusherEndpoint::hosted(key, cluster),
        (None, None) if key == own.app_key() => Ok(own),
        (None, None) => PusherEndpoint::hosted(key, CLUSTER),
    };
    Ok(endpoint.map(|endpoint| parts(&endpoint.url())))
}

/// An address, taken apart.
pub(super) fn parts(address: &str) -> Value {
    let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = place.split_once('/').unwrap_or((place, ""));
    let pairs: Vec<(String, String)> =
        url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    json!({"scheme": scheme, "host": host, "path": format!("/{path}"), "query": pairs})
}

fn authorize_url(args: &Args) -> Made {
    let given = Arguments::new(args);
    let client = Client::builder()
        .client_id(given.required("client_id")?)
        .redirect_uri(given.required("redirect_uri")?)
        .build();
    let scopes = given.texts("scopes")?.unwrap_or_default();
    let login = client.and_then(|client| {
        let mut request = client.authorize_url(scopes.into_iter().map(Scope::from));
        if let Some(state) = args.get("state").and_then(Value::as_str) {
            request = request.state(state);
        }
        if let Some(verifier) = args.get("code_verifier").and_then(Value::as_str) {
            request = request.verifier(verifier);
        }
        request.build()
    });
    written(login.map(|login| {
        let mut shown = parts(login.url());
        let pairs = shown.get("query").and_then(Value::as_array).cloned().unwrap_or_default();
        let before = pairs.iter().take_while(|pair| pair.get(0) != Some(&json!("redirect_uri")));
        let dummy = before.filter(|pair| pair.get(0) == Some(&json!("redirect"))).last().cloned();
        if let Value::Object(shown) = &mut shown {
            shown.insert("must_come_before_redirect_uri".into(), dummy.unwrap_or_default());
        }
        crate::spec::kick::unwrapped(&shown)
    }))
}

fn verify(args: &Args) -> Made {
    let given = Arguments::new(args);
    let keys = match KeySource::from_pem(given.required("public_key_pem")?) {
        Ok(keys) => keys,
        Err(error) => return Ok(Outcome::Error(error)),
    };
    let (age, future) = (given.count("max_age_s")?, given.count("max_future_s")?);
    let headers = headers(given.map("headers")?.into_iter().flatten())?;
    let mut verifier = WebhookVerifier::with_key(keys);
    if headers.contains_key(CLAIM_TIME) {
        verifier = verifier.drops_claims();
    }
    let verifier = if age.is_none() && future.is_none() {
        verifier.any_age()
    } else {
        let age = Duration::from_secs(age.map_or(USUAL_AGE, u64::from));
        let future = Duration::from_secs(future.map_or(USUAL_FUTURE, u64::from));
        verifier.window(ReplayWindow::new(age).future(future))
    };
    let verifier = verifier.seen(given.texts("seen_ids")?.unwrap_or_default());
    let now = args.get("now_unix").and_then(Value::as_i64).unwrap_or(super::CLOCK);
    let encoded = given.required("body_b64")?;
    let body = decode_bytes(&json!({"b64": encoded}))
        .ok_or_else(|| NotMade::Unknown("the body is no base64".into()))?;
    let seen = verifier.verify_as_of(&headers, &body, Timestamp::from_unix_seconds(now));
    written(seen.map(|meta| shown(&meta)))
}

fn shown(meta: &EventMeta) -> Value {
    let version = meta.version.parse::<u64>().map_or_else(|_| json!(meta.version), Value::from);
    json!({"message_id": meta.message_id, "type": meta.event_type, "version": version})
}

fn headers<'a>(given: impl Iterator<Item = (&'a String, &'a Value)>) -> Result<HeaderMap, NotMade> {
    let mut headers = HeaderMap::new();
    for (name, value) in given {
        let name: HeaderName = name
            .parse()
            .map_err(|trouble| NotMade::Inexpressible(format!("no name of a header: {trouble}")))?;
        let value = value.as_str().unwrap_or_default().trim().parse();
        let value = value.map_err(|_| NotMade::Inexpressible("no value of a header".into()))?;
        headers.insert(name, value);
    }
    Ok(headers)
}

/// A payload under the headers of its type, as a delivery whose signature has been checked.
fn parse_webhook(args: &Args, payload: &Value) -> Made {
    let given = Arguments::new(args);
    // A claim says nothing of its type.
    let kind = given.text("type")?.unwrap_or("drops.claim");
    let version = given.get("version").map_or_else(|| "1".to_owned(), Value::to_string);
    let keys = KeySource::built_in().map_err(|error| NotMade::Unknown(error.to_string()))?;
    let mut verifier = WebhookVerifier::with_key(keys);
    let is_claim = kind.starts_with("drop") && payload.get("claim_id").is_some();
    let time = if is_claim { CLAIM_TIME } else { "Kick-Event-Message-Timestamp" };
    if is_claim {
        verifier = verifier.drops_claims();
    }
    let pairs = [
        ("Kick-Event-Message-Id", "01KBHE78QE4HZY1617DK5FC7YD"),
        ("Kick-Event-Signature", "c2lnbmVk"),
        (time, "2026-02-13T16:26:40Z"),
        ("Kick-Event-Type", kind),
        ("Kick-Event-Version", version.trim_matches('"')),
    ];
    let pairs: Args =
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    let headers = headers(pairs.iter())?;
    let delivery = verifier.parse_unverified(&headers, payload.to_string().as_bytes());
    written(delivery.map(|delivery| {
        let event = delivery.event;
        match &event.payload {
            Payload::Unknown => {
                json!({"type": "Unknown", "raw": serde_json::from_slice::<Value>(event.raw()).ok()})
            }
            Payload::DropsClaimed(_) => json!({"type": kind}),
            _ => json!({"type": event.meta.event_type}),
        }
    }))
}
