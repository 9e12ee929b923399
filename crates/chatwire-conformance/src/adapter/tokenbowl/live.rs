//! Live sessions of the Python clients: a call on an open session, and the events that come.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chatwire_tokenbowl::realtime::{Event, Handle, Lifecycle, Realtime, State, Transport};
use chatwire_tokenbowl::{Client, Error, ErrorKind};
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::timeout;

use super::shown::{one, plain};
use crate::adapter::{Arguments, LiveScene, NotMade};
use crate::compare::live::LiveOutcome;
use crate::compare::result::Outcome;
use crate::server::ScriptedServer;

/// Longest wait for anything that must come.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long no event must come for all to count as arrived.
const QUIET: Duration = Duration::from_millis(120);

/// Attempts in a row that may fail: enough to see that a failure is tried again.
const ATTEMPTS: u32 = 2;

/// What a session yields, as it is written down.
#[derive(Default)]
struct Log {
    events: Vec<Value>,
    times_online: usize,
    /// Why the last attempt failed.
    cause: Option<Error>,
    end: Option<Result<(), Error>>,
}

/// Makes the recorded call in a session.
pub(in crate::adapter) async fn call(
    scene: &LiveScene<'_>,
    transport: Transport,
) -> Result<(Outcome, LiveOutcome), NotMade> {
    if scene.scene.method == "not_connected_send" {
        return Err(NotMade::Inexpressible("without a session there is nothing to send by".into()));
    }
    let client = match client(scene)? {
        Ok(client) => client,
        Err(error) => return Ok((Outcome::Error(error), LiveOutcome::default())),
    };
    let has_session = scene.script.handshake.is_some()
        || matches!(scene.scene.method, "connect" | "wait_until_connected")
        || transport == Transport::Direct;
    match has_session {
        true => session(scene, &client, transport).await,
        false => {
            let outcome = without_session(scene, &client).await?;
            let mut live = LiveOutcome::default();
            // The reference hands the numbers to its handler instead of returning them.
            Ok(match (scene.scene.method, outcome) {
                ("get_unread_count", Outcome::Ok { value, .. }) => {
                    live.events.push(json!(["on_unread_count", value]));
                    (Outcome::ok(Value::Null), live)
                }
                (_, outcome) => (outcome, live),
            })
        }
    }
}

/// The key is the one in the recorded address; a `connect` that dialled nobody had none.
fn client(scene: &LiveScene<'_>) -> Result<Result<Client, Error>, NotMade> {
    let path = scene.script.handshake.as_ref().map(|handshake| handshake.path.as_str());
    let base = path.and_then(|path| path.strip_suffix("/ws")).unwrap_or_default();
    let config = scene.scene.config(base, &["api_key"])?;
    let raw = scene.script.handshake.as_ref().and_then(|handshake| handshake.query_raw.as_deref());
    let key = raw.and_then(|raw| raw.strip_prefix("api_key=")).map(decoded);
    let is_keyless = scene.is_keyless;
    let builder = match key {
        Some(key) => Client::builder(key),
        None if is_keyless => Client::keyless_builder(),
        None => Client::builder(super::KEY),
    };
    Ok(builder.config(config).build())
}

/// Letters outside ASCII are encoded in what was sent, everything else is as it was given.
pub(in crate::adapter) fn decoded(raw: &str) -> String {
    let mut text = String::new();
    let mut bytes = Vec::new();
    let mut rest = raw;
    while !rest.is_empty() {
        let byte = rest
            .strip_prefix('%')
            .and_then(|tail| u8::from_str_radix(tail.get(..2)?, 16).ok())
            .filter(|byte| *byte >= 0x80);
        if let Some(byte) = byte {
            bytes.push(byte);
            rest = rest.get(3..).unwrap_or_default();
            continue;
        }
        text.push_str(&String::from_utf8_lossy(&std::mem::take(&mut bytes)));
        let first = rest.chars().next().unwrap_or_default();
        text.push(first);
        rest = rest.get(first.len_utf8()..).unwrap_or_default();
    }
    text + &String::from_utf8_lossy(&bytes)
}

async fn session(
    scene: &LiveScene<'_>,
    client: &Client,
    transport: Transport,
) -> Result<(Outcome, LiveOutcome), NotMade> {
    let mut connect = client.connect().transport(transport);
    if scene.scene.method != "wait_until_connected" {
        connect = connect.max_attempts(ATTEMPTS);
    }
    let query = scene.script.handshake.as_ref().map(|handshake| handshake.query.as_slice());
    if query.is_some_and(|query| query.iter().any(|(name, _)| name == "api_key")) {
        connect = connect.key_in_url();
    }
    let live = match connect.start() {
        Ok(live) => live,
        Err(error) => return Ok((Outcome::Error(error), LiveOutcome::default())),
    };
    let handle = live.handle();
    let log = Arc::new(Mutex::new(Log::default()));
    let (news, mut changed) = watch::channel(());
    let reader = tokio::spawn(read(live, Arc::clone(&log), news));
    let called = Box::pin(in_session(scene, &handle, &log, &mut changed)).await;
    let settled = Box::pin(settle(scene, &log, &mut changed)).await;
    let is_online = handle.state() == State::Online;
    handle.close().await;
    // A session that does not end although it was told to is given up here and shows as such.
    let ended = timeout(PATIENCE, reader).await.is_ok();
    let log = std::mem::take(&mut *log.lock().unwrap_or_else(PoisonError::into_inner));
    let outcome = called?;
    if !ended || !settled {
        let frames = Value::Array(scene.server.seen().frames);
        let what = match scene.server.awaits() {
            _ if !ended => "the session did not end when it was told to".to_owned(),
            Some(awaited) => format!("frames: expected {awaited} next"),
            None => "the session did not come back".to_owned(),
        };
        let events = Value::Array(log.events);
        return Err(NotMade::Unknown(format!(
            "{what}; frames were {frames}; events were {events}"
        )));
    }
    let live = LiveOutcome { events: log.events, is_online, times_online: log.times_online };
    Ok((outcome, live))
}

/// The recorded call, once the session is up.
async fn in_session(
    scene: &LiveScene<'_>,
    handle: &Handle,
    log: &Mutex<Log>,
    changed: &mut watch::Receiver<()>,
) -> Result<Outcome, NotMade> {
    let args = Arguments::new(scene.scene.args);
    if scene.scene.method == "wait_until_connected" {
        let limit = Duration::from_secs_f64(args.number("timeout")?.unwrap_or(10.0).max(0.0));
        let waited =
            timeout(scene.scene.pace.real(limit.as_secs_f64()), handle.wait_online()).await;
        return Ok(match waited {
            Ok(State::Online) => Outcome::ok(Value::Null),
            Ok(_) => final_error(log),
            Err(_) => Outcome::Error(Error::new(ErrorKind::Timeout, "not online in time")),
        });
    }
    let is_up = |log: &Log| log.times_online > 0 || log.end.is_some();
    until(log, changed, is_up).await;
    if handle.state() != State::Online && log_of(log, |log| log.times_online) == 0 {
        return Ok(final_error(log));
    }
    if scene.script.is_closed_by_server() && scene.scene.method != "connect" {
        // The reference was called after the server had closed.
        let gone = |log: &Log| log.events.iter().any(|event| event == &json!(["on_disconnect"]));
        until(log, changed, gone).await;
    }
    on_handle(scene.scene.method, args, handle).await
}

async fn on_handle(method: &str, args: Arguments<'_>, live: &Handle) -> Result<Outcome, NotMade> {
    match method {
        "connect" | "disconnect" => Ok(Outcome::ok(Value::Null)),
        "send_message" => {
            let mut request = live.send_message(args.required("content")?);
            if let Some(name) = args.text("to_username")? {
                request = request.to_username(name);
            }
            one(request.await)
        }
        "mark_message_read" | "mark_as_read" => {
            plain(live.mark_message_read(args.required("message_id")?).await)
        }
        "mark_all_messages_read" | "mark_all_as_read" => {
            counted(method, live.mark_all_messages_read().await)
        }
        "mark_room_messages_read" => counted(method, live.mark_room_messages_read().await),
        "mark_direct_messages_read" => {
            counted(method, live.mark_direct_messages_read(args.required("from_username")?).await)
        }
        // The numbers are an event, too, and that is what the reference has.
        "get_unread_count" => plain(live.get_unread_count().await.map(drop)),
        "send_typing_indicator" => {
            let mut request = live.send_typing();
            if let Some(name) = args.text("to_username")? {
                request = request.to_username(name);
            }
            plain(request.await)
        }
        other => Err(NotMade::Unknown(format!("no spelling for {other:?}"))),
    }
}

/// Calls that the reference makes on a client that is not connected: they are plain calls of ours.
async fn without_session(scene: &LiveScene<'_>, client: &Client) -> Result<Outcome, NotMade> {
    let args = Arguments::new(scene.scene.args);
    match scene.scene.method {
        "mark_all_messages_read" | "mark_all_as_read" => {
            let marked = client.mark_all_messages_read().await;
            counted(scene.scene.method, marked.map(|marked| marked.marked_as_read))
        }
        "mark_as_read" => plain(client.mark_message_read(args.required("message_id")?).await),
        "mark_room_messages_read" => {
            counted(scene.scene.method, client.mark_room_messages_read().await)
        }
        "mark_direct_messages_read" => {
            let name = args.required("from_username")?;
            counted(scene.scene.method, client.mark_direct_messages_read(name).await)
        }
        "send_typing_indicator" => Box::pin(super::calls::call(client, "send_typing", args)).await,
        other => Box::pin(super::calls::call(client, other, args)).await,
    }
}

/// One of the marks gives its number back in the reference, the others throw it away.
fn counted(method: &str, result: Result<u64, Error>) -> Result<Outcome, NotMade> {
    plain(result.map(|count| match method {
        "mark_all_as_read" => json!({"count": count}),
        _ => Value::Null,
    }))
}

/// Why there is no session; of one that gave up, why its last attempt failed.
fn final_error(log: &Mutex<Log>) -> Outcome {
    match log_of(log, |log| (log.end.clone(), log.cause.clone())) {
        (Some(Err(error)), Some(cause)) if error.kind() == ErrorKind::Closed => {
            Outcome::Error(cause)
        }
        (Some(Err(error)), _) => Outcome::Error(error),
        _ => Outcome::Error(Error::new(ErrorKind::Closed, "never online")),
    }
}

fn log_of<T>(log: &Mutex<Log>, read: impl Fn(&Log) -> T) -> T {
    read(&log.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Waits until the script is over, the session is back if it must be, and no event comes any more.
async fn settle(
    scene: &LiveScene<'_>,
    log: &Mutex<Log>,
    changed: &mut watch::Receiver<()>,
) -> bool {
    let ended = |log: &Log| log.end.is_some();
    let over = async {
        tokio::select! {
            () = played(scene.server) => true,
            // A session that has ended plays no further part.
            () = until(log, changed, ended) => log_of(log, ended),
        }
    };
    let mut settled = timeout(PATIENCE, over).await.unwrap_or(false);
    if let Some(times) = scene.times_online {
        let back = |log: &Log| log.times_online >= times || log.end.is_some();
        until(log, changed, back).await;
        settled &= log_of(log, back);
    }
    let all = |log: &Log| log.events.len() >= scene.events || log.end.is_some();
    until(log, changed, all).await;
    while let Ok(Ok(())) = timeout(QUIET, changed.changed()).await {}
    settled
}

async fn played(server: &ScriptedServer) {
    server.played().await;
}

/// Waits for a state of the log, not for ever.
async fn until(log: &Mutex<Log>, changed: &mut watch::Receiver<()>, is_so: impl Fn(&Log) -> bool) {
    let wait = async {
        while !log_of(log, &is_so) {
            if changed.changed().await.is_err() {
                return;
            }
        }
    };
    // What did not come in time is missing from the log, which is compared.
    let _ = timeout(PATIENCE, wait).await;
}

async fn read(mut live: Realtime, log: Arc<Mutex<Log>>, news: watch::Sender<()>) {
    loop {
        let next = live.next().await;
        {
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            match next {
                Some(Ok(event)) => {
                    log.times_online += usize::from(is_online(&event));
                    if let Event::Lifecycle(Lifecycle::Offline { cause, .. }) = &event {
                        log.cause = Some(cause.clone());
                    }
                    log.events.extend(spelled(&event));
                }
                Some(Err(error)) => {
                    // One that was up is lost; one that never was tells it as the result of the call.
                    if log.times_online > 0 {
                        log.events.push(json!(["on_disconnect"]));
                    }
                    log.end = Some(Err(error));
                }
                None => {
                    log.end.get_or_insert(Ok(()));
                    news.send_replace(());
                    return;
                }
            }
        }
        news.send_replace(());
    }
}

fn is_online(event: &Event) -> bool {
    matches!(event, Event::Lifecycle(Lifecycle::Online { .. }))
}

/// An event as records have it; kinds that no reference hands out are left out.
fn spelled(event: &Event) -> Option<Value> {
    Some(match event {
        Event::Message(message) => json!(["on_message", message]),
        Event::ReadReceipt(receipt) => {
            json!(["on_read_receipt", receipt.message_id, receipt.read_by])
        }
        Event::UnreadCount(count) => json!(["on_unread_count", count]),
        Event::Typing(typing) => json!(["on_typing", typing.username, typing.to_username]),
        Event::Lifecycle(Lifecycle::Online { .. }) => json!(["on_connect"]),
        Event::Lifecycle(Lifecycle::Offline { .. }) => json!(["on_disconnect"]),
        Event::Trouble(error) => json!(["on_error", error.to_string()]),
        _ => return None,
    })
}
