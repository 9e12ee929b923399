//! Kick: the Python client's calls, its chat sessions, and what documents and captures say.

mod api;
mod calls;
mod centrifugo;
mod chat;
pub(super) mod line;
mod protocol;
mod pure;
mod store;

use chatwire_kick::oauth::Grant;
use chatwire_kick::token_store::StoredToken;
use chatwire_kick::{Builder, Channel, Client, Error, Page, Scope, Timestamp};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Adapter, Made, NotMade, Scene, written};
use crate::compare::live::LiveOutcome;
use crate::compare::result::Outcome;
use crate::server::Seen;
use crate::spec::Args;
use crate::vector::{Recorded, Vector};

/// The app of the recorded client.
const CLIENT_ID: &str = "cid_01";
const CLIENT_SECRET: &str = "csecret_01";
const REDIRECT_URI: &str = "http://localhost:5000/callback";

/// Clock of the recordings, in seconds.
const CLOCK: i64 = 1_771_000_000;

/// Calls of the Python client that keep a session.
const SESSIONS: &[&str] = &["connect_to_chatroom", "start_chat_listener", "run_chat_listener"];

/// Groups of the documents that frames are fed to.
const FED: &[&str] = &["parse_frame", "protocol", "centrifugo"];

/// Which of the groups a record belongs to.
pub(super) fn find(vector: &Vector) -> Adapter {
    match vector.call.method.as_str() {
        _ if vector.client == "docs" => Adapter::KickDocuments,
        name if SESSIONS.contains(&name) => Adapter::KickChat,
        _ => Adapter::Kick,
    }
}

/// Whether a record is played on a line in memory.
pub(super) fn is_fed(vector: &Vector) -> bool {
    FED.contains(&vector.call.method.as_str())
}

/// Name of the call: the official API is one group, and the constructor shows its settings or its tables.
pub(super) fn method(adapter: Adapter, vector: &Vector) -> &str {
    let name = vector.call.method.as_str();
    match adapter {
        Adapter::KickDocuments if vector.id.starts_with("kick/api/") => "api",
        Adapter::Kick if name == "KickAPI.__init__" => {
            if vector.result.get("ok").is_some_and(Value::is_array) { "schema" } else { "new" }
        }
        _ => name,
    }
}

/// Arguments, and what the record says of the client's set-up beside the constructor's options.
///
/// - `store`: rows of the tables, `without`: settings that the reference's error names as missing;
/// - a text or code that was sent is the argument (some records were made with another one than they
///   name); state and verifier, random in the reference, are those that it returned.
pub(super) fn spell(
    vector: &Vector,
    args: &Value,
    options: &Map<String, Value>,
) -> (Value, Map<String, Value>) {
    let (mut args, mut options) = (args.clone(), options.clone());
    if let Some(rows) = vector.other.get("store_before") {
        options.insert("store".into(), rows.clone());
    }
    if let Recorded::Error(error) = vector.recorded()
        && error.get("type").and_then(Value::as_str) == Some("ValueError")
        && let Some(words) = error.get("message").and_then(Value::as_str)
        && words.contains("must be provided")
    {
        let named = ["client_id", "client_secret", "redirect_uri"].into_iter();
        let missing: Vec<&str> = named.filter(|name| words.contains(name)).collect();
        options.insert("without".into(), json!(missing));
    }
    let Value::Object(given) = &mut args else { return (args, options) };
    let first = vector.requests.first();
    let sent = |name: &str| -> Option<Value> {
        let request = first?;
        let form = request.body_form.iter().flatten().find(|(key, _)| key == name);
        let body = || request.body_json.as_ref()?.get(name).map(crate::placeholder::expand);
        form.map(|(_, value)| Value::from(value.clone())).or_else(body)
    };
    for name in ["code", "content"] {
        if let (true, Some(value)) = (given.contains_key(name), sent(name)) {
            given.insert(name.to_owned(), value);
        }
    }
    if vector.call.method == "get_auth_url" {
        for name in ["state", "code_verifier"] {
            if let Some(value) = vector.result.get("ok").and_then(|ok| ok.get(name)) {
                given.insert(name.to_owned(), value.clone());
            }
        }
    }
    (args, options)
}

/// A call of the Python client, or of the documents.
pub(super) async fn call(adapter: Adapter, scene: &Scene<'_>) -> Made {
    match (adapter, scene.method) {
        (Adapter::Kick, _) => Box::pin(calls::call(scene)).await,
        (_, "api") => Box::pin(api::call(scene)).await,
        (_, name) => pure::call(name, scene.vector),
    }
}

/// A record that is played on a line in memory, in paused time.
pub(super) async fn play(
    adapter: Adapter,
    vector: &Vector,
    args: &Args,
) -> Result<(Outcome, Seen, Option<LiveOutcome>), NotMade> {
    match (adapter, vector.call.method.as_str()) {
        (Adapter::KickChat, _) => chat::play(vector, args).await,
        (_, "centrifugo") => centrifugo::play(vector).await,
        _ => protocol::play(vector).await,
    }
}

/// Settings of the recorded client, for the scripted server.
fn builder(scene: &Scene<'_>) -> Result<Builder, NotMade> {
    let config = scene.config("", &["store", "without"])?;
    let mut builder = Client::builder().config(config);
    let missing = scene.options.get("without").and_then(Value::as_array);
    let is_missing = |name: &str| missing.is_some_and(|names| names.iter().any(|own| own == name));
    builder = match (is_missing("client_id"), is_missing("client_secret")) {
        (false, false) => builder.app(CLIENT_ID, CLIENT_SECRET),
        (false, true) => builder.client_id(CLIENT_ID),
        (true, _) => builder,
    };
    if !is_missing("redirect_uri") {
        builder = builder.redirect_uri(REDIRECT_URI);
    }
    for (host, set) in [
        ("id", Builder::oauth_url as fn(Builder, String) -> chatwire_kick::Result<Builder>),
        ("kick.com", Builder::site_url),
        ("web.kick.com", Builder::web_url),
        ("api", Builder::base_url),
    ] {
        if let Some(origin) = scene.origins.get(host) {
            builder = set(builder, origin.clone())
                .map_err(|error| NotMade::Unknown(format!("no address for {host}: {error}")))?;
        }
    }
    Ok(builder)
}

/// A text that must be a number of ours; what is none is refused as the crate refuses it.
fn number<T: std::str::FromStr<Err = Error>>(args: &Args, name: &str) -> Result<T, Error> {
    match args.get(name) {
        Some(Value::String(text)) => text.parse(),
        Some(Value::Null) | None => "".parse(),
        Some(other) => other.to_string().parse(),
    }
}

/// A page as the list of its items.
fn page<T: Serialize>(result: Result<Page<T>, Error>) -> Made {
    match result {
        Ok(page) => {
            let invalid = page.invalid.len();
            match written(Ok(page.items))? {
                Outcome::Ok { value, .. } => Ok(Outcome::Ok { value, invalid }),
                error @ Outcome::Error(_) => Ok(error),
            }
        }
        Err(error) => Ok(Outcome::Error(error)),
    }
}

/// Channels with the stream keys that are hidden otherwise.
fn channels(result: Result<Page<Channel>, Error>) -> Made {
    let keys: Vec<Option<String>> =
        result.iter().flat_map(|page| &page.items).map(stream_key).collect();
    let mut made = page(result)?;
    if let Outcome::Ok { value: Value::Array(items), .. } = &mut made {
        for (item, key) in items.iter_mut().zip(keys) {
            if let (Some(Value::Object(stream)), Some(key)) = (item.get_mut("stream"), key) {
                stream.insert("key".into(), key.into());
            }
        }
    }
    Ok(made)
}

fn stream_key(channel: &Channel) -> Option<String> {
    Some(channel.stream.as_ref()?.key.as_ref()?.expose().to_owned())
}

/// A stored token as the reference shows one; it is carried as a bearer and in no other way.
fn token(result: Result<StoredToken, Error>) -> Made {
    let shown = result.map(|token| {
        let left = token.expires_at.duration_since(Timestamp::now());
        json!({
            "access_token": token.access_token.expose(),
            "refresh_token": token.refresh_token.as_ref().map(|half| half.expose()),
            // A moment has passed since the answer.
            "expires_in": left.as_millis().div_ceil(1_000).next_multiple_of(10),
            "scope": Scope::join(&token.scopes),
            "token_type": "Bearer",
            "channel_id": token.account,
        })
    });
    written(shown)
}

/// What the OAuth server gave.
fn grant(result: Result<Grant, Error>) -> Made {
    let shown = result.map(|grant| {
        json!({
            "access_token": grant.access_token.expose(),
            "refresh_token": grant.refresh_token.as_ref().map(|half| half.expose()),
            "expires_in": grant.expires_in.map(|time| time.as_secs()),
            "scope": grant.scopes.as_deref().map(Scope::join),
            "token_type": grant.token_type,
        })
    });
    written(shown)
}
