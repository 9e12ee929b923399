//! Mezon: calls of the API, sessions, pushes, caches, and what needs no server.

mod client;
mod events;
mod line;
mod pure;
mod roles;
mod socket;
mod stage;
mod store;

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chatwire_mezon::proto::{Message as _, api, realtime};
use chatwire_mezon::rpc::ApiCall;
use chatwire_mezon::testing::{Answer, Script, Sent};
use chatwire_mezon::{Builder, Client, Retry, Session};
use chatwire_mezon_proto::table::{self, Described};
use serde_json::{Map, Value, json};

use super::NotMade;
use super::clock::paused;
use crate::picture::{Picture, failure};
use crate::spec::mezon::{calls, frames, group, protobuf, world};
use crate::vector::{ScriptedResponse, Vector};

/// The bot of all recordings.
const BOT: i64 = 1_800_000_000_000_000_001;

/// Where calls of the API go.
const API: &str = "/mezon.api.Mezon/";

/// Makes the call of a record.
pub(super) async fn paint(vector: &Vector) -> Result<Picture, NotMade> {
    match group(vector) {
        "event" => {
            let events = events::read(vector)?;
            let frames = followed(vector).await?;
            Ok(Picture { events, frames, ..Picture::default() })
        }
        "builder" | "content" | "helper" => pure::call(vector).map(Picture::of),
        "client" | "ws" | "ws-api" | "ws-dead" => {
            let vector = vector.clone();
            paused(move || async move {
                match group(&vector) {
                    "client" => Box::pin(client::play(&vector)).await,
                    _ => Box::pin(socket::play(&vector)).await,
                }
            })
            .await
        }
        "db" => store::database(vector).await,
        "cache" => store::memory(vector),
        "session" => store::session(vector).await,
        "update_role" if vector.requests.is_empty() => store::role(vector).await,
        _ if vector.call.args.get("body").is_some_and(Value::is_null) => {
            Err(NotMade::Inexpressible("a request is a value".into()))
        }
        _ if vector.requests.is_empty() && !calls::is_broken(vector) => {
            let why = "an argument is missing, or none that the call can be given";
            Err(NotMade::Inexpressible(why.into()))
        }
        _ => {
            let vector = vector.clone();
            paused(move || async move { Box::pin(call(&vector)).await }).await
        }
    }
}

/// Makes a single call.
async fn call(vector: &Vector) -> Result<Picture, NotMade> {
    match group(vector) {
        "authenticate" => login(vector).await,
        "playMedia" | "play_media" => store::media(vector).await,
        _ if vector.requests.iter().any(|request| request.path.starts_with(API)) => {
            over_http(vector).await
        }
        other => Err(NotMade::Unknown(format!("this runner does not replay {other:?} yet"))),
    }
}

/// Milliseconds that the references wait for an answer, unless they are told another time.
const TIMEOUT: u64 = 7_000;

/// Settings of the client that makes a single call.
fn builder(vector: &Vector, key: &str, script: &Script) -> Builder {
    let options = &vector.call.client_options;
    let timeout = ["timeout", "timeout_ms"].iter().find_map(|name| options.get(*name)?.as_u64());
    let timeout = Duration::from_millis(timeout.unwrap_or(TIMEOUT));
    let builder = Client::builder(BOT, key).script(script.clone()).no_rate_limit();
    // A call whose token was refused is made again only where calls may be.
    let retry = if calls::is_unauthorized(vector) { Retry::default() } else { Retry::none() };
    builder.retry(retry).timeout(timeout)
}

fn built(builder: Builder) -> Result<Client, NotMade> {
    builder.build().map_err(|error| NotMade::Unknown(format!("no client: {error}")))
}

/// A login, then the recorded answers; where the last one refuses the token, a new login and the same once more.
fn after_login(vector: &Vector) -> Script {
    let session = |token: String| {
        let session = api::Session { token, ..api::Session::default() };
        Answer::status(200).body(session.encode_to_vec())
    };
    let answers = vector.responses.iter().map(answer_of);
    let first = Script::new().answer(session(world::token_of(vector)));
    let script = answers.fold(first, Script::answer);
    match vector.responses.last().filter(|_| calls::is_unauthorized(vector)) {
        Some(refused) => script.answer(session(world::token())).answer(answer_of(refused)),
        None => script,
    }
}

fn answer_of(recorded: &ScriptedResponse) -> Answer {
    if recorded.drop {
        return Answer::drop_after();
    }
    if recorded.none {
        return Answer::never();
    }
    let mut answer = Answer::status(recorded.status.unwrap_or(200));
    if let Some(seconds) = recorded.delay {
        answer = answer.delay(Duration::from_secs_f64(seconds));
    }
    if recorded.fake_len.is_some() {
        answer = answer.cut();
    }
    for (name, value) in &recorded.headers {
        answer = answer.header(name, value);
    }
    match (&recorded.b64, &recorded.text, &recorded.json) {
        (Some(bytes), ..) => answer.body(STANDARD.decode(bytes).unwrap_or_default()),
        (None, Some(text), _) => answer.body(text.clone()),
        (None, None, Some(value)) => answer.body(value.to_string()),
        (None, None, None) => answer,
    }
}

fn request(sent: &Sent, message: Option<&table::Message>) -> Value {
    let (_, rest) = sent.url.split_once("://").unwrap_or_default();
    let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/");
    let headers: Map<String, Value> = sent
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().into()))
        .collect();
    let body = match message.filter(|_| path.starts_with(API)) {
        Some(message) => protobuf::decode(message, &sent.body),
        None => serde_json::from_slice(&sent.body).ok(),
    };
    json!({"method": sent.method.as_str(), "path": path, "query": [], "headers": headers, "body": body})
}

/// What a session does after a push by itself, where a record shows it.
async fn followed(vector: &Vector) -> Result<Vec<Value>, NotMade> {
    if frames::sent(vector).is_empty() {
        return Ok(Vec::new());
    }
    let vector = vector.clone();
    paused(move || async move {
        let mut stage = stage::Stage::open(&vector, stage::Part::Whole).await?;
        stage.play();
        stage.settle(&vector).await;
        Ok(stage.picture(&vector, Value::Null).frames)
    })
    .await
}

async fn login(vector: &Vector) -> Result<Picture, NotMade> {
    let recorded = vector.requests.first();
    let account = recorded.and_then(|request| request.body_json.as_ref()?.get("account"));
    let text = |name: &str| account?.get(name)?.as_str();
    let (Some(_), Some(key)) = (text("appid"), text("token")) else {
        return Err(NotMade::Inexpressible("a client has a bot's id and its key".into()));
    };
    let script = vector.responses.iter().map(answer_of).fold(Script::new(), Script::answer);
    let mut builder = builder(vector, key, &script);
    if let Some(name) = text("appname") {
        builder = builder.app_name(name);
    }
    let vars = account.and_then(|own| own.get("vars")?.as_object());
    for (name, value) in vars.into_iter().flatten() {
        builder = builder.var(name, value.as_str().unwrap_or_default());
    }
    let client = built(builder)?;
    let result = client.authenticate().await;
    let requests = script.requests().iter().map(|sent| request(sent, None)).collect();
    let result = match result {
        Ok(session) => json!({"ok": shown(&session)}),
        Err(error) => failure(&error),
    };
    Ok(Picture { requests, result, ..Picture::default() })
}

fn shown(session: &Session) -> Value {
    let secret = |own: Option<&chatwire_mezon::Secret>| own.map(|own| own.expose().to_owned());
    json!({
        "created": session.created,
        "is_remember": session.is_remember,
        "token": session.token.expose(),
        "refresh_token": secret(session.refresh_token.as_ref()),
        "user_id": session.user_id.map(|id| id.to_string()),
        "session_id": secret(session.session_id.as_ref()),
        "id_token": secret(session.id_token.as_ref()),
        "api_url": session.api_url,
        "ws_url": session.ws_url,
        "tcp_url": session.tcp_url,
    })
}

/// What is asked, from the arguments; what they leave out is the recorded world's.
fn asked(vector: &Vector, message: &table::Message) -> Value {
    let recorded = vector.requests.first().and_then(|request| request.body_json.as_ref());
    let mut asked = recorded.and_then(Value::as_object).cloned().unwrap_or_default();
    // What stands beside a body goes above it.
    let body = vector.call.args.get("body").and_then(Value::as_object).into_iter().flatten();
    let args = vector.call.args.as_object().into_iter().flatten();
    for (name, value) in body.chain(args).filter(|(_, value)| !value.is_null()) {
        let name = snake(name);
        // Contents and lists are written by each client in its own way.
        let is_plain = |value: &Value| !value.is_object();
        let is_plain = match value {
            Value::Array(items) => items.iter().all(is_plain),
            one => is_plain(one),
        };
        if is_plain && message.fields.iter().any(|field| field.name == name) {
            asked.insert(name, value.clone());
        }
    }
    Value::Object(asked)
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

fn typed<T: Described + prost_like::Message + Default>(vector: &Vector) -> Result<T, NotMade> {
    let bytes = protobuf::encode(T::TABLE, &asked(vector, T::TABLE));
    T::decode(bytes.as_slice()).map_err(|trouble| NotMade::Unknown(trouble.to_string()))
}

/// The trait of all messages, by a name of its own.
mod prost_like {
    pub(super) use chatwire_mezon::proto::Message;
}

async fn answered<T>(call: ApiCall<T>) -> Value
where
    T: Described + prost_like::Message + Default + 'static,
{
    match call.over_http().await {
        Ok(message) => {
            json!({"ok": protobuf::decode(T::TABLE, &message.encode_to_vec())})
        }
        Err(error) => failure(&error),
    }
}

async fn over_http(vector: &Vector) -> Result<Picture, NotMade> {
    let recorded = vector.requests.first().ok_or_else(|| NotMade::Unknown("no request".into()))?;
    if !recorded.headers.contains_key("authorization") {
        return Err(NotMade::Inexpressible("a call has a session".into()));
    }
    let script = after_login(vector);
    let client = built(builder(vector, "KEY", &script))?;
    let api = client.api();
    let name = recorded.path.strip_prefix(API).unwrap_or_default();
    macro_rules! call {
        ($($path:literal => $method:ident($request:ty),)*) => {
            match name {
                $($path => (answered(api.$method(typed::<$request>(vector)?)).await, <$request>::TABLE),)*
                _ => return Err(NotMade::Unknown(format!("this runner does not know {name:?}"))),
            }
        };
    }
    let (result, message) = call! {
        "ListChannelDescs" => list_channel_descs(api::ListChannelDescsRequest),
        "ListClanDescs" => list_clan_descs(api::ListClanDescRequest),
        "ListRoles" => list_roles(api::RoleListEventRequest),
        "ListQuickMenuAccess" => list_quick_menu_access(api::ListQuickMenuAccessRequest),
        "ListChannelDetail" => list_channel_detail(api::ListChannelDetailRequest),
        "ListChannelVoiceUsers" => list_channel_voice_users(api::ListChannelUsersRequest),
        "CreateChannelDesc" => create_channel_desc(api::CreateChannelDescRequest),
        "UpdateRole" => update_role(api::UpdateRoleRequest),
        "AddQuickMenuAccess" => add_quick_menu_access(api::QuickMenuAccess),
        "DeleteQuickMenuAccess" => delete_quick_menu_access(api::QuickMenuAccess),
        "SendChannelMessage" => send_channel_message(realtime::ChannelMessageSend),
        "UpdateChannelMessage" => update_channel_message(realtime::ChannelMessageUpdate),
        "DeleteChannelMessage" => delete_channel_message(realtime::ChannelMessageRemove),
    };
    let requests = script.requests();
    let requests = requests.iter().skip(1).map(|sent| request(sent, Some(message))).collect();
    Ok(Picture { requests, result, ..Picture::default() })
}
