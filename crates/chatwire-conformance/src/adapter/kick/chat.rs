//! Sessions of kickpython: one chatroom over Pusher, handlers of five-field messages.
//!
//! The server greets first and confirms what is subscribed to, as every Pusher server does; the reference
//! subscribes before it has been greeted. After a line has ended the server is there again.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chatwire_kick::pusher::PusherEndpoint;
use chatwire_kick::realtime::{Handlers, Topics};
use chatwire_kick::testing::{Answer, Script as Answers};
use chatwire_kick::token_store::{ChatroomStore as _, MemoryStore};
use chatwire_kick::{ChatTarget, ChatTransport, ChatroomId, Client, Error, Retry};
use serde_json::{Value, json};
use tokio::sync::watch;

use super::line::{AT_ONCE, Conn, Dialled, LONG, Peer, line, requests};
use super::store;
use crate::adapter::NotMade;
use crate::adapter::clock::paused;
use crate::compare::live::LiveOutcome;
use crate::compare::result::Outcome;
use crate::script::{Payload, Script, Step};
use crate::server::Seen;
use crate::spec::kick::Rows;
use crate::spec::{Args, kick_chat};
use crate::vector::{ScriptedResponse, Vector};

/// How long a session is looked at after its script: longer than any pause before it comes back,
/// shorter than the silence that a Pusher client asks about.
const AFTERWARDS: Duration = Duration::from_secs(90);

/// How often a session must have tried, in that time, where nobody listens.
const TRIES: usize = 3;

type Played = (Outcome, Seen, Option<LiveOutcome>);

/// What the server has seen.
#[derive(Default)]
struct Log {
    seen: Seen,
    events: Vec<Value>,
    refused: usize,
}

type Shared = Arc<Mutex<Log>>;

fn noted<T>(log: &Shared, note: impl FnOnce(&mut Log) -> T) -> T {
    note(&mut log.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Plays a record with a session of ours.
pub(super) async fn play(vector: &Vector, args: &Args) -> Result<Played, NotMade> {
    let target = match args.get("username_or_chatroom_id") {
        Some(Value::String(text)) => ChatTarget::from(text.as_str()),
        Some(Value::Number(number)) if number.is_u64() => {
            ChatTarget::from(ChatroomId::new(number.as_u64().unwrap_or_default()))
        }
        other => return Err(NotMade::Inexpressible(format!("{other:?} is no room"))),
    };
    let script = Script::read(vector).map_err(NotMade::Unknown)?;
    let vector = vector.clone();
    paused(move || async move { session(&vector, script, target).await }).await
}

async fn session(vector: &Vector, script: Script, target: ChatTarget) -> Result<Played, NotMade> {
    let answers = vector.responses.iter().fold(Answers::new(), |all, one| all.answer(answer(one)));
    let known = MemoryStore::new();
    for row in Rows(vector.other.get("store_before").unwrap_or(&Value::Null)).table("kick_users") {
        known.put_chatroom(store::room(row)?).await.map_err(unusable)?;
    }
    let client = Client::builder().script(answers.clone()).retry(Retry::none());
    let client = client.chatroom_store(known).build().map_err(unusable)?;
    let connect = client.connect_chat(target).transport(ChatTransport::Pusher);
    // The reference hears the chat itself and nothing else.
    let connect = connect.topics(Topics::chat_only());
    let (connect, peer) = line(connect.pusher(PusherEndpoint::kick()));
    let log = Shared::default();
    // Without frames nobody listens, unless the session is to end before it dials.
    let listens = script.handshake.is_some() || vector.call.method == "connect_to_chatroom";
    let is_dialled = script.handshake.is_some();
    let (played, mut over) = watch::channel(false);
    let server = tokio::spawn(serve(peer, script, listens, Arc::clone(&log), played));
    let handlers = handlers(vector, &log);
    let live = match vector.call.method.as_str() {
        // Awaited where no line is recorded, since then it is the look-up that fails.
        "connect_to_chatroom" if !is_dialled => connect.await,
        _ => connect.start(),
    };
    let outcome = match live {
        Err(error) => Outcome::Error(error),
        Ok(live) => {
            let handle = live.handle();
            let mut run = tokio::spawn(live.run(handlers));
            let quiet = async {
                // A server that has gone has played all that it will.
                let _ = tokio::time::timeout(LONG, over.wait_for(|over| *over)).await;
                tokio::time::sleep(AFTERWARDS).await;
            };
            let ended = tokio::select! {
                ended = &mut run => Some(ended),
                () = quiet => None,
            };
            let is_online = handle.state() == chatwire_kick::realtime::State::Online;
            noted(&log, |log| log.seen.statuses.push(u16::from(is_online)));
            match ended {
                Some(Ok(Err(error))) => Outcome::Error(error),
                Some(Ok(Ok(()))) => {
                    return Err(NotMade::Unknown("the session ended by itself".into()));
                }
                Some(Err(panic)) => return Err(NotMade::Unknown(panic.to_string())),
                None => {
                    run.abort();
                    Outcome::ok(Value::Null)
                }
            }
        }
    };
    server.abort();
    let (mut seen, events, refused) = noted(&log, |log| {
        (std::mem::take(&mut log.seen), std::mem::take(&mut log.events), log.refused)
    });
    // Where a name is looked up, that may be as far as it comes.
    if !listens && vector.requests.is_empty() && refused < TRIES {
        return Err(NotMade::Unknown(format!("the session tried {refused} times and gave up")));
    }
    seen.requests = requests(&answers);
    let is_online = seen.statuses.drain(..).next() == Some(1);
    let live = LiveOutcome { events, is_online, times_online: seen.connections.len() };
    Ok((outcome, seen, Some(live)))
}

/// Handlers as the recorded events show them.
///
/// Plain messages: one that writes them down. Single texts under a name: one handler of that name each, of
/// which `start` and `end` are a slow one's. No events at all in the group about handlers: none.
fn handlers(vector: &Vector, log: &Shared) -> Handlers {
    let events = vector.other.get("events").and_then(Value::as_array).cloned().unwrap_or_default();
    let is_about_handlers = kick_chat::is_about_handlers(vector);
    let names: Vec<String> = events
        .iter()
        .filter_map(|event| {
            event.as_object().filter(|event| event.len() == 1)?.keys().next().cloned()
        })
        .fold(Vec::new(), |mut names, name| {
            if !names.contains(&name) {
                names.push(name);
            }
            names
        });
    let handlers = Handlers::new();
    if names.is_empty() {
        let log = Arc::clone(log);
        return match is_about_handlers {
            true => handlers,
            false => handlers.add_message_handler(move |message| {
                noted(&log, |log| log.events.push(json!(message)));
                async {}
            }),
        };
    }
    if names.iter().any(|name| name == "start") {
        let log = Arc::clone(log);
        return handlers.add_message_handler(move |message| {
            let log = Arc::clone(&log);
            async move {
                noted(&log, |log| log.events.push(json!({"start": message.content})));
                tokio::time::sleep(AT_ONCE).await;
                noted(&log, |log| log.events.push(json!({"end": message.content})));
            }
        });
    }
    names.into_iter().fold(handlers, |handlers, name| {
        let log = Arc::clone(log);
        handlers.add_message_handler(move |message| {
            noted(&log, |log| log.events.push(json!({name.clone(): message.content})));
            async {}
        })
    })
}

async fn serve(
    mut peer: Peer,
    script: Script,
    listens: bool,
    log: Shared,
    played: watch::Sender<bool>,
) {
    let mut steps = VecDeque::from(script.steps);
    number_messages(&mut steps);
    if steps.is_empty() {
        played.send_replace(true);
    }
    while let Some(dialled) = peer.next(LONG).await {
        if !listens {
            dialled.refuse();
            noted(&log, |log| log.refused += 1);
            continue;
        }
        noted(&log, |log| log.seen.connections.push(dialled.request.clone()));
        // What went wrong with the line shows in what the session makes of it.
        let _ = connection(dialled, &mut steps, &log, &played).await;
    }
}

async fn connection(
    dialled: Dialled,
    steps: &mut VecDeque<Step>,
    log: &Shared,
    played: &watch::Sender<bool>,
) -> Result<(), ()> {
    let mut conn = dialled.accept().await.map_err(|_| ())?;
    let greeting = json!({"socket_id": "123.456", "activity_timeout": 120}).to_string();
    conn.json(json!({"event": "pusher:connection_established", "data": greeting})).await;
    while let Some(step) = steps.pop_front() {
        match step {
            Step::Client(_) => subscription(&mut conn, log, LONG).await?,
            Step::Server(payload) if is_greeting(&payload) => {}
            Step::Server(payload) => conn.send(&payload).await,
            Step::Wait(seconds) => {
                let time = Duration::try_from_secs_f64(seconds).unwrap_or_default();
                let _ = tokio::time::timeout(time, async {
                    while subscription(&mut conn, log, LONG).await.is_ok() {}
                })
                .await;
            }
            Step::Ping => {}
            Step::Close { code, reason } => {
                conn.close(code, &reason).await;
                if steps.is_empty() {
                    played.send_replace(true);
                }
                return Ok(());
            }
        }
    }
    played.send_replace(true);
    while subscription(&mut conn, log, LONG).await.is_ok() {}
    Ok(())
}

/// Gives messages ids of their own where the recording wrote one id into all of them.
///
/// Different messages never share an id, and ours tells a message once.
fn number_messages(steps: &mut VecDeque<Step>) {
    let mut known: Vec<(String, Value)> = Vec::new();
    for step in steps {
        let Step::Server(Payload::Json(frame)) = step else { continue };
        let Some(data) = frame.get_mut("data") else { continue };
        let inner = match &*data {
            Value::String(text) => serde_json::from_str(text).unwrap_or_default(),
            other => other.clone(),
        };
        let Some(id) = inner.get("id").and_then(Value::as_str).map(str::to_owned) else { continue };
        let content = inner.get("content").cloned().unwrap_or_default();
        let is_taken = known.iter().any(|(other, said)| *other == id && *said != content);
        let own = if is_taken { format!("{id}-{}", known.len()) } else { id.clone() };
        match data {
            Value::String(text) => *text = text.replacen(&id, &own, 1),
            Value::Object(fields) => drop(fields.insert("id".into(), own.into())),
            _ => {}
        }
        known.push((id, content));
    }
}

/// The server's own part, which it has played already.
fn is_greeting(payload: &Payload) -> bool {
    let Payload::Json(frame) = payload else { return false };
    let name = frame.get("event").and_then(Value::as_str);
    matches!(name, Some("pusher:connection_established" | "pusher_internal:subscription_succeeded"))
}

/// Takes the next frame, life signs aside, and confirms a subscription.
async fn subscription(conn: &mut Conn, log: &Shared, time: Duration) -> Result<(), ()> {
    loop {
        let Some(frame) = conn.receive(time).await? else { return Err(()) };
        match frame.get("event").and_then(Value::as_str) {
            Some("pusher:ping") => conn.json(json!({"event": "pusher:pong", "data": {}})).await,
            Some("pusher:pong") => {}
            Some("pusher:subscribe") => {
                let event = "pusher_internal:subscription_succeeded";
                let channel = frame.pointer("/data/channel").cloned();
                noted(log, |log| log.seen.frames.push(frame));
                conn.json(json!({"event": event, "data": "{}", "channel": channel})).await;
                return Ok(());
            }
            _ => {
                noted(log, |log| log.seen.frames.push(frame));
                return Ok(());
            }
        }
    }
}

/// A recorded answer for a script.
pub(super) fn answer(recorded: &ScriptedResponse) -> Answer {
    let body = match (&recorded.text, &recorded.json) {
        (Some(text), _) => text.clone(),
        (None, Some(value)) => value.to_string(),
        (None, None) => String::new(),
    };
    let label = if recorded.text.is_none() { "application/json" } else { "text/plain" };
    let has_label = recorded.headers.keys().any(|name| name.eq_ignore_ascii_case("content-type"));
    if recorded.drop {
        return Answer::drop_after();
    }
    if recorded.none {
        return Answer::never();
    }
    let mut answer = Answer::status(recorded.status.unwrap_or(200)).body(body);
    if recorded.fake_len.is_some() {
        answer = answer.cut();
    }
    if !has_label {
        answer = answer.header("content-type", label);
    }
    recorded.headers.iter().fold(answer, |answer, (name, value)| answer.header(name, value))
}

/// A setting that cannot be made is the runner's own fault.
#[expect(clippy::needless_pass_by_value, reason = "a function for map_err")]
pub(super) fn unusable(error: Error) -> NotMade {
    NotMade::Unknown(error.to_string())
}
