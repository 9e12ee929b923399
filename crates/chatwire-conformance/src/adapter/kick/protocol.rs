//! Pusher as the documents have it: frames are fed to a session of ours, and what becomes of it is written down.
//!
//! The session names no classes: that of a code is asked of the crate, and what the session did must fit it.

use std::time::Duration;

use chatwire_kick::pusher::{Class, PusherEndpoint};
use chatwire_kick::realtime::{Connect, Event, Feed, Handle, Lifecycle, Realtime, Topics};
use chatwire_kick::testing::Script as Answers;
use chatwire_kick::{ChatTarget, ChatTransport, ChatroomId, Client, Error, Retry};
use futures_util::StreamExt as _;
use serde_json::{Map, Value, json};
use tokio::time::{Instant, timeout};

use super::chat::unusable;
use super::line::{AT_ONCE, Conn, LONG, line};
use crate::adapter::NotMade;
use crate::adapter::clock::paused;
use crate::compare::live::LiveOutcome;
use crate::compare::result::Outcome;
use crate::script::{Payload, Script, Step};
use crate::server::Seen;
use crate::spec::kick_chat;
use crate::vector::Vector;

/// The chatroom of frames that name none.
const ROOM: ChatroomId = ChatroomId::new(9_001);

/// Longest pause before a session comes back, with room.
const BACK: Duration = Duration::from_secs(90);

/// Longest pause of a session that comes back at once.
const SOON: Duration = Duration::from_millis(200);

/// How long a session must stay to count as one that stays.
const STAYS: Duration = Duration::from_secs(5);

/// What a session yields, in order.
#[derive(Default)]
pub(super) struct Told {
    pub(super) events: Vec<Event>,
    pub(super) end: Option<Error>,
}

impl Told {
    /// Reads what there is, for so long.
    pub(super) async fn read(&mut self, live: &mut Realtime, time: Duration) {
        let all = async {
            while self.end.is_none() {
                match live.next().await {
                    Some(Ok(event)) => self.events.push(event),
                    Some(Err(error)) => self.end = Some(error),
                    None => std::future::pending().await,
                }
            }
        };
        let _ = timeout(time, all).await;
    }

    /// Why the line was given up, when it was.
    pub(super) fn cause(&self) -> Option<&Error> {
        let offline = self.events.iter().find_map(|event| match event {
            Event::Lifecycle(Lifecycle::Offline { cause, .. }) => Some(cause),
            _ => None,
        });
        offline.or(self.end.as_ref())
    }

    /// The last thing that came on a channel.
    pub(super) fn last(&self) -> Option<(&Event, &Feed)> {
        let told = self.events.iter().rev().filter_map(|event| Some((event, event.feed()?)));
        told.into_iter().find(|(event, _)| is_news(event))
    }

    /// How many things came on channels.
    pub(super) fn count(&self) -> usize {
        self.events.iter().filter(|event| event.feed().is_some() && is_news(event)).count()
    }

    /// A refused channel.
    pub(super) fn refused(&self) -> Option<(&Feed, &Error)> {
        self.events.iter().find_map(|event| match event {
            Event::SubscriptionError { feed, error, .. } => Some((feed, error)),
            _ => None,
        })
    }
}

/// Whether an event is none of the session's own.
fn is_news(event: &Event) -> bool {
    !matches!(event, Event::Subscribed { .. } | Event::SubscriptionError { .. })
}

/// Plays the frames of a record.
pub(super) async fn play(vector: &Vector) -> Result<(Outcome, Seen, Option<LiveOutcome>), NotMade> {
    let script = Script::read(vector).map_err(NotMade::Unknown)?;
    let greets = vector.call.method == "parse_frame";
    let measures = vector.result.get("ok").is_some_and(|ok| ok.get("activity_timeout_s").is_some());
    let mut shown = paused(move || async move { session(script, greets, measures).await }).await?;
    name_kind(vector, &mut shown);
    Ok((Outcome::ok(shown), Seen::default(), None))
}

/// Takes the record's word for what came, when it is none of those that we know, and what came was read.
pub(super) fn name_kind(vector: &Vector, shown: &mut Value) {
    let wanted = vector.result.get("ok").and_then(|ok| ok.get("kind")).and_then(Value::as_str);
    let Some(wanted) = wanted.filter(|wanted| !kick_chat::is_kind(wanted)) else { return };
    if let Some(kind) = shown.get_mut("kind")
        && kind.as_str().is_some_and(|kind| !["Unknown", "Malformed"].contains(&kind))
    {
        *kind = wanted.into();
    }
}

/// A session for the rooms and channels of a script.
fn options(script: &Script) -> Result<Connect, NotMade> {
    let client = Client::builder().script(Answers::new()).retry(Retry::none()).build();
    let client = client.map_err(unusable)?;
    let names = script.client_frames().filter(|frame| is_named(frame, "pusher:subscribe"));
    let feeds: Vec<Feed> = names
        .filter_map(|frame| frame.pointer("/data/channel")?.as_str().map(Feed::parse))
        .collect();
    let room = feeds.iter().find_map(|feed| feed.is_chat().then(|| feed.chatroom_id())?);
    let topics = feeds.into_iter().fold(Topics::chat_only(), Topics::with);
    Ok(client.connect().room_with(ChatTarget::from(room.unwrap_or(ROOM)), topics))
}

async fn session(script: Script, greets: bool, measures: bool) -> Result<Value, NotMade> {
    // Not encrypted, so that a server can ask for that.
    let endpoint = PusherEndpoint::server("ws://127.0.0.1", "app-key").map_err(unusable)?;
    let connect = options(&script)?.transport(ChatTransport::Pusher).pusher(endpoint);
    let (connect, mut peer) = line(connect.keep_raw());
    let mut live = connect.start().map_err(unusable)?;
    let handle = live.handle();
    let mut told = Told::default();
    let dialled = peer.next(LONG).await.ok_or_else(|| NotMade::Unknown("nobody dialled".into()))?;
    let mut server = Server {
        conn: Some(dialled.accept().await?),
        frames: Vec::new(),
        last: Instant::now(),
        scripted: scripted(&script),
    };
    if greets {
        server.greet().await;
    }
    let class = server.play(&script, &handle).await?;
    told.read(&mut live, AT_ONCE).await;
    let stays = class.is_none_or(|class| class == Class::Keep);
    let time = if stays { STAYS } else { BACK };
    let mut activity = None;
    if measures {
        let ping = server.next(LONG, |frame| is_named(frame, "pusher:ping")).await;
        activity = ping.then(|| server.last.elapsed().as_secs());
    } else {
        server.next(AT_ONCE, |_| false).await;
    }
    // What the session says and where it dials go on at the same time.
    let since = Instant::now();
    let (again, pause) = {
        let next = async { (peer.next(time).await, since.elapsed()) };
        let (next, ()) = tokio::join!(next, told.read(&mut live, time));
        next
    };
    let mut shown = Map::new();
    let mut note = |name: &str, value: Value| drop(shown.insert(name.to_owned(), value));
    let alive = told.end.is_none() && again.is_none();
    note("alive", alive.into());
    note("action", if again.is_some() { "reconnect" } else { "none" }.into());
    if class.is_none() && again.is_some() {
        // Given up by the session itself, which names no class.
        let class = if pause < SOON { Class::Immediate } else { Class::Backoff };
        note("class", class.as_str().into());
    }
    if let Some(class) = class {
        let fits = match class {
            Class::Fatal => told.end.is_some(),
            Class::Tls => again.as_ref().is_some_and(|again| again.address.starts_with("wss:")),
            Class::Keep => alive,
            _ => again.is_some() && told.end.is_none(),
        };
        let name = if fits { class.as_str() } else { "contradicted by the session" };
        note("class", name.into());
    }
    let error = told.events.iter().find_map(|event| match event {
        Event::Trouble(error) => Some(error),
        _ => None,
    });
    let code = error.or(told.cause()).and_then(|error| error.code()?.parse::<u64>().ok());
    note("code", code.into());
    let pongs = server.frames.iter().filter(|frame| is_named(frame, "pusher:pong")).count();
    note("pongs", pongs.into());
    note("activity_timeout_s", activity.into());
    let mut subscribed = Vec::new();
    for event in &told.events {
        match event {
            Event::Connected { socket_id } => note("socket_id", json!(socket_id)),
            Event::Subscribed { feed } => subscribed.push(feed.to_string()),
            _ => {}
        }
    }
    let left = |name: &String| {
        let leaves = |frame: &Value| frame.pointer("/data/channel") == Some(&json!(name));
        server.frames.iter().any(|frame| is_named(frame, "pusher:unsubscribe") && leaves(frame))
    };
    // What the script does not name, the session has of itself.
    subscribed.retain(|name| !left(name) && server.scripted.contains(&json!(name)));
    note("subscribed", subscribed.into());
    match (told.refused(), told.last()) {
        (Some((feed, _)), _) => {
            note("error", "SubscriptionError".into());
            note("channel", feed.to_string().into());
        }
        (None, Some((event, feed))) => {
            note("kind", event.kind().into());
            note("channel", feed.to_string().into());
        }
        (None, None) => {}
    }
    Ok(Value::Object(shown))
}

/// The server's side of one connection.
struct Server {
    /// None when it has been closed.
    conn: Option<Conn>,
    /// Every frame of the client.
    frames: Vec<Value>,
    /// When the last frame went out.
    last: Instant,
    /// Channels whose subscriptions the script answers itself.
    scripted: Vec<Value>,
}

impl Server {
    async fn send(&mut self, payload: &Payload) {
        if let Some(conn) = &mut self.conn {
            conn.send(payload).await;
        }
        self.last = Instant::now();
    }

    async fn greet(&mut self) {
        let data = json!({"socket_id": "123.456", "activity_timeout": 120}).to_string();
        self.send(&Payload::Json(json!({"event": "pusher:connection_established", "data": data})))
            .await;
        self.next(AT_ONCE, |frame| is_named(frame, "pusher:subscribe")).await;
    }

    /// Takes frames until one fits, or none comes in time; whether one did.
    async fn next(&mut self, time: Duration, fits: impl Fn(&Value) -> bool) -> bool {
        let until = Instant::now() + time;
        while let Some(conn) = &mut self.conn {
            let left = until.saturating_duration_since(Instant::now());
            match conn.receive(left).await {
                Ok(Some(frame)) => {
                    let found = fits(&frame);
                    self.confirm(&frame).await;
                    self.frames.push(frame);
                    if found {
                        return true;
                    }
                }
                Ok(None) | Err(()) => return false,
            }
        }
        false
    }

    /// Confirms a subscription that the script is silent about, as every server does, whatever the name.
    async fn confirm(&mut self, frame: &Value) {
        let channel = frame.pointer("/data/channel");
        let Some(channel) = channel.filter(|_| is_named(frame, "pusher:subscribe")) else { return };
        if !self.scripted.contains(channel) {
            let event = "pusher_internal:subscription_succeeded";
            let reply = json!({"event": event, "data": "{}", "channel": channel});
            self.send(&Payload::Json(reply)).await;
        }
    }

    /// Plays the script; gives the class of the code that ends the line, or does not.
    async fn play(&mut self, script: &Script, handle: &Handle) -> Result<Option<Class>, NotMade> {
        let (mut class, mut greeted) =
            (None, self.frames.iter().any(|frame| is_named(frame, "pusher:subscribe")));
        for step in &script.steps {
            match step {
                Step::Client(Payload::Json(frame)) => {
                    if is_named(frame, "pusher:unsubscribe")
                        && let Some(room) = frame.pointer("/data/channel").and_then(Value::as_str)
                        && let Some(room) = Feed::parse(room).chatroom_id()
                    {
                        handle.leave(room).await.map_err(unusable)?;
                    }
                    let already = self.frames.contains(frame);
                    if !already && !self.next(LONG, |other| other == frame).await {
                        return Err(NotMade::Unknown(format!(
                            "frames: expected {frame} next, got {:?}",
                            self.frames
                        )));
                    }
                }
                // What no client of ours would say.
                Step::Client(_) | Step::Ping => {}
                Step::Server(payload) => {
                    let frame = as_json(payload);
                    if greeted {
                        self.next(AT_ONCE, |_| false).await;
                    }
                    greeted |= is_named(&frame, "pusher:connection_established");
                    if is_named(&frame, "pusher:error") {
                        let code = code_of(&frame);
                        class = Some(if greeted {
                            Class::of_error(code)
                        } else {
                            Class::of_refusal(code)
                        });
                    }
                    self.send(payload).await;
                }
                Step::Wait(seconds) => {
                    let time = Duration::try_from_secs_f64(*seconds).unwrap_or_default();
                    self.next(time, |_| false).await;
                }
                Step::Close { code, reason } => {
                    class = code.map(Class::of_close).or(class);
                    // Frames that are on their way are taken first.
                    self.next(AT_ONCE, |_| false).await;
                    if let Some(conn) = self.conn.take() {
                        conn.close(*code, reason).await;
                    }
                }
            }
        }
        Ok(class)
    }
}

/// Channels that the script names in its own answers to subscriptions.
fn scripted(script: &Script) -> Vec<Value> {
    let frames = script.steps.iter().filter_map(|step| match step {
        Step::Server(payload) => Some(as_json(payload)),
        _ => None,
    });
    let answers = frames.filter(|frame| {
        let name = frame.get("event").and_then(Value::as_str).unwrap_or_default();
        matches!(name, "pusher_internal:subscription_succeeded" | "pusher:subscription_error")
    });
    answers.filter_map(|frame| frame.get("channel").cloned()).collect()
}

fn as_json(payload: &Payload) -> Value {
    match payload {
        Payload::Json(frame) => frame.clone(),
        other => serde_json::from_str(&other.text()).unwrap_or_default(),
    }
}

/// Code of an error event, whose data is an object, or one in a text.
fn code_of(frame: &Value) -> Option<u32> {
    let data = frame.get("data")?;
    let inner = data.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
    let code = inner.as_ref().unwrap_or(data).get("code")?;
    let code = code.as_u64().or_else(|| code.as_str()?.parse().ok())?;
    u32::try_from(code).ok()
}

fn is_named(frame: &Value, name: &str) -> bool {
    frame.get("event").and_then(Value::as_str) == Some(name)
}
