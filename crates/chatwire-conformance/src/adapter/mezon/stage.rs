//! A session of ours at the service of a record.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chatwire_mezon::realtime::{Connect, Lifecycle, State};
use chatwire_mezon::testing::{Answer, Script};
use chatwire_mezon::{Client, Event, Handle, Retry};
use chatwire_mezon_proto::{service, table};
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use super::line::{Log, Service, SharedLog, line, noted};
use super::{API, BOT, events};
use crate::adapter::NotMade;
use crate::picture::{Picture, failure};
use crate::spec::mezon::frames::{self, Step};
use crate::spec::mezon::{dead, world};
use crate::vector::Vector;

/// How long a session is looked at after its call.
const AFTERWARDS: Duration = Duration::from_secs(1);

/// The pause between two heartbeats.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// How long it may take to come back after the line was lost.
const BACK: Duration = Duration::from_secs(30);

/// A session, and what was seen of it.
pub(super) struct Stage {
    pub(super) client: Client,
    pub(super) handle: Handle,
    script: Script,
    /// Requests over HTTP before the record began.
    before: usize,
    starts_online: bool,
    log: SharedLog,
    pushes: mpsc::UnboundedSender<Vec<u8>>,
    plays: watch::Sender<bool>,
    events: Arc<Mutex<Vec<Value>>>,
    tasks: Vec<JoinHandle<()>>,
}

/// How much of the world a session takes part in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The socket alone.
    Socket,
    /// Clans, channels and conversations.
    Whole,
}

impl Stage {
    /// Opens a session; what a record says of opening is played at once.
    pub(super) async fn open(vector: &Vector, part: Part) -> Result<Self, NotMade> {
        let starts_online = !is_about_opening(vector);
        let script = answers(vector);
        let builder = Client::builder(BOT, "KEY").script(script.clone()).retry(Retry::none());
        let builder = if vector.call.method.contains("token_sent") {
            builder.tell_receivers()
        } else {
            builder
        };
        let unknown = |what: &str, error: &dyn std::fmt::Display| {
            NotMade::Unknown(format!("{what}: {error}"))
        };
        let client =
            builder.no_rate_limit().build().map_err(|error| unknown("no client", &error))?;
        let mut connect = client.connect();
        if part == Part::Socket {
            connect = connect.without_clans().without_channel_lists();
        }
        let connect = options(vector, connect);
        let log = SharedLog::new(Mutex::new(Log::default()));
        let (connect, lines) = line(connect, &log);
        let (plays, begun) = watch::channel(!starts_online);
        let (pushes, pushed) = mpsc::unbounded_channel();
        let service = Service::new(vector, &log, begun, pushed);
        let mut tasks = vec![tokio::spawn(service.serve(lines))];
        let live = connect.start().map_err(|error| unknown("no session", &error))?;
        let live = tokio::time::timeout(BACK, live.online()).await;
        let live = live.map_err(|_| NotMade::Unknown("the session does not come up".into()))?;
        let mut live = live.map_err(|error| unknown("the session ended", &error))?;
        let handle = live.handle();
        let events = Arc::<Mutex<Vec<Value>>>::default();
        let heard = Arc::clone(&events);
        tasks.push(tokio::spawn(async move {
            while let Some(Ok(event)) = live.next().await {
                let shown = match &event {
                    Event::Lifecycle(Lifecycle::Online { .. }) => json!({"event": "ready"}),
                    Event::Lifecycle(_) | Event::Trouble(_) => continue,
                    other => {
                        let name = other.kind().map(|kind| kind.to_string());
                        json!({"event": name, "payload": events::content(other)})
                    }
                };
                heard.lock().unwrap_or_else(PoisonError::into_inner).push(shown);
            }
        }));
        // Channels are fetched in the background.
        tokio::time::sleep(AFTERWARDS).await;
        Ok(Self {
            client,
            handle,
            script,
            before: 0,
            starts_online,
            log,
            pushes,
            plays,
            events,
            tasks,
        })
    }

    /// Lets the service push something before the record begins.
    pub(super) fn push(&self, variant: &str, content: &Value) {
        let _ = self.pushes.send(frames::envelope(0, variant, content));
    }

    /// The record begins.
    pub(super) fn play(&mut self) {
        if self.starts_online {
            self.before = self.script.requests().len();
            noted(&self.log, |log| *log = Log::default());
            self.events.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
        self.plays.send_replace(true);
    }

    /// Lets everything happen that happens by itself.
    pub(super) async fn settle(&self, vector: &Vector) {
        tokio::time::sleep(AFTERWARDS + lasts(vector)).await;
    }

    /// Lets the line be lost, and waits until the session is back.
    pub(super) async fn come_back(&self) {
        tokio::time::sleep(BACK).await;
    }

    /// Whether the session is online, as a result.
    pub(super) fn alive(&self) -> Value {
        match self.handle.state() {
            State::Online => json!({"ok": null}),
            other => json!({"error": {"kind": format!("{other:?}")}}),
        }
    }

    /// What was seen.
    pub(super) fn picture(self, vector: &Vector, result: Value) -> Picture {
        for task in &self.tasks {
            task.abort();
        }
        let sent = self.script.requests();
        let mut requests: Vec<Value> = sent.iter().skip(self.before).map(request).collect();
        let (handshakes, mut frames) =
            noted(&self.log, |log| (log.handshakes.clone(), log.frames.clone()));
        // Who only opens a socket has logged in before.
        if vector.requests.iter().all(|own| own.path != LOGIN) {
            requests.retain(|own| own.get("path").and_then(Value::as_str) != Some(LOGIN));
        }
        if vector.other.contains_key("connect") {
            requests.extend(handshakes);
        }
        if frames::is_heartbeat(vector) {
            frames.truncate(frames::sent(vector).len());
        } else {
            frames.retain(|own| own.get("ping").is_none());
        }
        if super::group(vector) == "client" {
            frames = frames::by_place(frames);
        }
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match vector.other.get("events").and_then(Value::as_array) {
            // Being ready is told to who wants to know of it.
            Some(recorded) if recorded.contains(&json!({"event": "ready"})) => {}
            Some(_) => events.retain(|own| own.get("event") != Some(&"ready".into())),
            None => events.clear(),
        }
        Picture { requests, result, frames, events }
    }
}

/// How long a record goes on after its call: pauses, and heartbeats after the first.
fn lasts(vector: &Vector) -> Duration {
    let pauses = frames::steps(vector).into_iter().filter_map(|step| match step {
        Step::Wait(seconds) => Duration::try_from_secs_f64(seconds).ok(),
        Step::Close(..) => Some(BACK),
        _ => None,
    });
    let pings = match frames::is_heartbeat(vector) {
        true => frames::sent(vector).len().saturating_sub(1),
        false => 0,
    };
    pauses.sum::<Duration>() + HEARTBEAT * u32::try_from(pings).unwrap_or_default()
}

/// Path of the login.
const LOGIN: &str = "/v2/apps/authenticate/token";

/// Whether a record begins before there is a session.
fn is_about_opening(vector: &Vector) -> bool {
    vector.other.contains_key("connect") && !vector.call.method.contains("server closes")
}

fn options(vector: &Vector, connect: Connect) -> Connect {
    let wait = vector.call.args.get("timeout_ms").and_then(Value::as_u64);
    let connect = match wait {
        Some(wait) => connect.request_timeout(Duration::from_millis(wait)),
        None => connect,
    };
    // One that cannot come up shall say so.
    connect.max_attempts(3)
}

/// Answers over HTTP, in the order in which a session asks.
fn answers(vector: &Vector) -> Script {
    let is_api = |path: &str| path.starts_with(API);
    let http_only = |path: &str| {
        let call = path.strip_prefix(API).and_then(service::find);
        call.is_some_and(|call| call.index.is_none()) || !is_api(path)
    };
    let proto = |status: u16, body: Vec<u8>| {
        Answer::status(status).header("content-type", "application/proto").body(body)
    };
    let pairs = || vector.requests.iter().zip(&vector.responses);
    let logins = pairs()
        .filter(|(request, _)| request.path == LOGIN)
        .map(|(_, answer)| proto(answer.status.unwrap_or(200), world::body(answer)));
    let logins: Vec<Answer> = logins.filter(|_| is_about_opening(vector)).collect();
    let usual = || world::encoded("mezon.api.Session", &json!({"token": world::token_of(vector)}));
    let script = match logins.is_empty() {
        true => Script::new().answer(proto(200, usual())),
        false => logins.into_iter().fold(Script::new(), Script::answer),
    };
    let others = pairs().filter(|(request, _)| request.path != LOGIN && http_only(&request.path));
    let script = others.fold(script, |script, (_, answer)| script.answer(super::answer_of(answer)));
    match dead::today(vector).and_then(|today| today.over_http) {
        Some((name, body)) if super::group(vector) == "ws-dead" => {
            script.answer(proto(200, world::answer(name, &body)))
        }
        _ => script,
    }
}

/// A request over HTTP as records have it.
pub(super) fn request(sent: &chatwire_mezon::testing::Sent) -> Value {
    let name = sent.url.rsplit('/').next().unwrap_or_default();
    let message: Option<&table::Message> =
        sent.url.contains(API).then(|| service::find(name)).flatten().map(|call| call.request);
    super::request(sent, message)
}

/// A result with the value that a call gives.
pub(super) fn given<T>(result: chatwire_mezon::Result<T>, show: impl FnOnce(T) -> Value) -> Value {
    match result {
        Ok(value) => json!({"ok": show(value)}),
        Err(error) => failure(&error),
    }
}
