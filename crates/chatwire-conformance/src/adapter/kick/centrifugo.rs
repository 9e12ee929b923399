//! Centrifugo as the documents have it: the site's endpoints, and frames fed to a session of ours.

use std::collections::BTreeMap;
use std::time::Duration;

use chatwire_kick::realtime::{CentrifugoClass, Topics};
use chatwire_kick::testing::{Answer, Script as Answers};
use chatwire_kick::{ChannelId, ChatTarget, ChatTransport, ChatroomId, Client, Retry};
use serde_json::{Map, Value, json};
use tokio::time::{Instant, timeout};

use super::chat::{answer, unusable};
use super::line::{AT_ONCE, Conn, LONG, line, requests};
use super::protocol::{Told, name_kind};
use crate::adapter::NotMade;
use crate::adapter::clock::paused;
use crate::compare::live::LiveOutcome;
use crate::compare::result::Outcome;
use crate::script::{Payload, Script, Step};
use crate::server::Seen;
use crate::vector::Vector;

const ROOM: ChatroomId = ChatroomId::new(9_001);
const URL: &str = "wss://realtime.test/connection/websocket";
const TOKEN: &str = "header.payload.signature";

/// Codes by which a server refuses a token that has run out.
const EXPIRED: u64 = 109;

/// How often the server shows that it is there.
const PING: Duration = Duration::from_secs(20);

/// Longest time that a session is looked at after its script.
const AFTERWARDS: Duration = Duration::from_secs(90);

/// How long a session must stay to count as one that stays.
const STAYS: Duration = Duration::from_secs(5);

pub(super) async fn play(vector: &Vector) -> Result<(Outcome, Seen, Option<LiveOutcome>), NotMade> {
    let script = Script::read(vector).map_err(NotMade::Unknown)?;
    let vector = vector.clone();
    let played = vector.clone();
    let (mut shown, seen) = paused(move || async move { session(&played, &script).await }).await?;
    name_kind(&vector, &mut shown);
    Ok((Outcome::ok(shown), seen, None))
}

/// An answer that either endpoint of the site could give.
fn both(token: &str) -> Answer {
    let connection = json!({"provider": "centrifugo", "credentials": {"url": URL}});
    Answer::json(
        &json!({"data": {"connections": [connection], "mode": "websocket", "token": token}}),
    )
}

/// What the site answers: first where to go, then tokens, those of the script in order.
fn answers(vector: &Vector, script: &Script) -> Answers {
    let recorded = |end: &str| {
        let at = vector.requests.iter().position(|request| request.path.ends_with(end))?;
        vector.responses.get(at).map(answer)
    };
    let mut tokens: Vec<String> = script
        .client_frames()
        .filter_map(|frame| {
            frame.pointer("/connect/token").or_else(|| frame.pointer("/refresh/token"))
        })
        .filter_map(|token| token.as_str().map(str::to_owned))
        .collect();
    if tokens.is_empty() {
        tokens.push(TOKEN.to_owned());
    }
    let first = recorded("/chat/connection").or_else(|| recorded("/realtime/connection"));
    let mut all = Answers::new().answer(first.unwrap_or_else(|| both(TOKEN)));
    if let Some(token) = recorded("/auth/connection") {
        all = all.answer(token);
        tokens.clear();
    }
    let all = tokens.iter().fold(all, |all, token| all.answer(both(token)));
    all.always(both("another.token.altogether"))
}

async fn session(vector: &Vector, script: &Script) -> Result<(Value, Seen), NotMade> {
    let answers = answers(vector, script);
    let client = Client::builder().script(answers.clone()).retry(Retry::none()).build();
    let client = client.map_err(unusable)?;
    // The channel in the path of a recorded request.
    let channel = vector.requests.iter().find_map(|request| {
        let rest = request.path.split_once("/realtime/channels/")?.1;
        rest.split('/').next()?.parse::<ChannelId>().ok()
    });
    let target = channel.map_or(ChatTarget::from(ROOM), |channel| ChatTarget::ids(ROOM, channel));
    // Both are offered by a session that takes what it gets.
    let is_auto = !vector.requests.is_empty();
    let transport = if is_auto { ChatTransport::Auto } else { ChatTransport::Centrifugo };
    let connect = client.connect().room_with(target, Topics::chat_only()).transport(transport);
    let (connect, mut peer) = line(connect.fail_on_terminal());
    let mut live = connect.start().map_err(unusable)?;
    let handle = live.handle();
    let mut told = Told::default();
    let dialled = peer.next(LONG).await.ok_or_else(|| NotMade::Unknown("nobody dialled".into()))?;
    let address = dialled.address.clone();
    let mut server = Server::new(dialled.accept().await?);
    let begins = script.client_frames().any(|frame| frame.get("connect").is_some());
    if address.contains("/connection/websocket") && !begins {
        server.welcome().await?;
    }
    let close = server.play(script).await?;
    told.read(&mut live, AT_ONCE).await;
    let ends = close.is_some() || server.refused.is_some() || server.waited;
    let time = if ends { AFTERWARDS } else { STAYS };
    let again = {
        let server = async { timeout(time, server.pump()).await };
        let next = async { peer.next(time).await };
        let (again, (), _) = tokio::join!(next, told.read(&mut live, time), server);
        again
    };
    let alive = told.end.is_none() && again.is_none();
    let mut shown = Map::new();
    let mut note = |name: &str, value: Value| drop(shown.insert(name.to_owned(), value));
    note("alive", alive.into());
    let refused = server.refused.map(|(code, is_temporary)| {
        CentrifugoClass::of_error(u32::try_from(code).unwrap_or(u32::MAX), is_temporary)
    });
    if let Some(class) = close.map(CentrifugoClass::of_close).or(refused) {
        let fits = match class {
            CentrifugoClass::Terminal => told.end.is_some(),
            _ => again.is_some() && told.end.is_none(),
        };
        note("class", if fits { class.as_str() } else { "contradicted by the session" }.into());
    }
    let asked = requests(&answers);
    let tokens = asked.iter().filter(|request| request.path.ends_with("/auth/connection")).count();
    let action = match (&again, server.refused) {
        (Some(_), Some((EXPIRED, _))) if tokens > 1 => "new token, connect again",
        (Some(_), _) => "reconnect",
        (None, _) if server.subscribes > 1 => "subscribe again",
        _ => "none",
    };
    note("action", action.into());
    note("pongs", server.pongs.into());
    note("events", told.count().into());
    note("token", server.token.clone().into());
    let provider = handle.transport().map(|transport| match transport {
        ChatTransport::Centrifugo => "centrifugo",
        _ => "pusher",
    });
    note("provider", provider.into());
    note("url", without_name(&address).into());
    match (told.refused(), told.last()) {
        (Some((feed, error)), _) => {
            note("error", "SubscriptionError".into());
            note("channel", feed.to_string().into());
            note("code", error.code().and_then(|code| code.parse::<u64>().ok()).into());
        }
        (None, Some((event, feed))) => {
            note("kind", event.kind().into());
            note("channel", feed.to_string().into());
        }
        (None, None) => {}
    }
    // Of what was asked, that which the record is about.
    let is_recorded = |path: &str| vector.requests.iter().any(|request| request.path == path);
    let about = asked.into_iter().filter(|request| is_recorded(&request.path));
    let requests = about.take(vector.requests.len()).collect();
    Ok((Value::Object(shown), Seen { requests, ..Seen::default() }))
}

/// An address without what a client of Pusher says of itself.
fn without_name(address: &str) -> String {
    let Some((place, query)) = address.split_once('?') else { return address.to_owned() };
    let kept = query.split('&').filter(|pair| pair.starts_with("protocol="));
    format!("{place}?{}", kept.collect::<Vec<_>>().join("&"))
}

/// The server's side of one connection.
struct Server {
    conn: Option<Conn>,
    /// What has come and was not taken yet.
    waiting: Vec<Value>,
    /// Ids of the record with those of the session.
    ids: BTreeMap<u64, Value>,
    pongs: usize,
    subscribes: usize,
    token: Option<String>,
    /// Code by which the connection was refused, and whether that will pass.
    refused: Option<(u64, bool)>,
    /// Whether the server has been silent for some time, up to the end.
    waited: bool,
    /// Whether subscriptions are left to the script.
    scripted: bool,
}

impl Server {
    fn new(conn: Conn) -> Self {
        Self {
            conn: Some(conn),
            waiting: Vec::new(),
            ids: BTreeMap::new(),
            pongs: 0,
            subscribes: 0,
            token: None,
            refused: None,
            waited: false,
            scripted: false,
        }
    }

    async fn send(&mut self, payload: &Payload) {
        if let Some(conn) = &mut self.conn {
            conn.send(payload).await;
        }
    }

    /// Takes what comes, and confirms subscriptions that are not the script's, until nothing comes in time.
    async fn take(&mut self, time: Duration) {
        while let Some(conn) = &mut self.conn {
            let Ok(Some(frame)) = conn.receive(time).await else { return };
            if frame == json!({}) {
                self.pongs += 1;
            }
            if let Some(token) = frame.pointer("/connect/token").and_then(Value::as_str) {
                self.token = Some(token.to_owned());
            }
            if frame.get("subscribe").is_some() {
                self.subscribes += 1;
                if !self.scripted {
                    let reply = json!({"id": frame.get("id"), "subscribe": {}});
                    self.send(&Payload::Json(reply)).await;
                    continue;
                }
            }
            self.waiting.push(frame);
        }
    }

    async fn pump(&mut self) {
        self.take(LONG).await;
    }

    /// Answers the command that begins a connection.
    async fn welcome(&mut self) -> Result<(), NotMade> {
        self.command("connect", LONG).await?;
        let reply = json!({"client": "c", "version": "6.9.6 PRO", "expires": true, "ttl": 2_700,
            "ping": 25, "pong": true});
        self.send(&Payload::Json(json!({"id": 1, "connect": reply}))).await;
        self.take(AT_ONCE).await;
        Ok(())
    }

    /// The next command of that name.
    async fn command(&mut self, name: &str, time: Duration) -> Result<Value, NotMade> {
        let until = Instant::now() + time;
        loop {
            self.take(AT_ONCE).await;
            let is_it = |frame: &Value| {
                frame.get(name).is_some() || (name.is_empty() && *frame == json!({}))
            };
            if let Some(at) = self.waiting.iter().position(is_it) {
                return Ok(self.waiting.remove(at));
            }
            if Instant::now() >= until || self.conn.is_none() {
                return Err(NotMade::Unknown(format!(
                    "frames: no {name:?} came, but {:?}",
                    self.waiting
                )));
            }
            tokio::time::sleep(PING).await;
            self.send(&Payload::Json(json!({}))).await;
        }
    }

    /// Plays the script; gives the code that it closes with.
    async fn play(&mut self, script: &Script) -> Result<Option<u16>, NotMade> {
        let mut close = None;
        self.scripted = script.client_frames().any(|frame| frame.get("subscribe").is_some());
        for step in &script.steps {
            match step {
                Step::Client(Payload::Json(wanted)) => self.expect(wanted).await?,
                Step::Client(_) | Step::Ping => {}
                Step::Server(payload) => {
                    self.waited = false;
                    let payload = match payload {
                        Payload::Json(frame) => {
                            // The line is left to the client, which must give it up.
                            let code = frame.pointer("/push/disconnect/code");
                            let code = code.and_then(Value::as_u64);
                            close = code.and_then(|code| u16::try_from(code).ok()).or(close);
                            Payload::Json(self.with_own_id(frame))
                        }
                        other => other.clone(),
                    };
                    self.send(&payload).await;
                    self.take(AT_ONCE).await;
                }
                Step::Wait(seconds) => {
                    self.waited |= *seconds > 0.0;
                    let time = Duration::try_from_secs_f64(*seconds).unwrap_or_default();
                    // What the client says meanwhile is heard and not answered.
                    let _ = timeout(time, async {
                        while self.conn.is_some() {
                            self.take(time).await;
                            tokio::time::sleep(AT_ONCE).await;
                        }
                    })
                    .await;
                }
                Step::Close { code, reason } => {
                    close = *code;
                    if let Some(conn) = self.conn.take() {
                        conn.close(*code, reason).await;
                    }
                }
            }
        }
        Ok(close)
    }

    /// Waits for a command of the script; its number and the client's own name are not compared.
    async fn expect(&mut self, wanted: &Value) -> Result<(), NotMade> {
        let verbs = ["connect", "subscribe", "unsubscribe", "refresh"];
        let verb = verbs.into_iter().find(|verb| wanted.get(*verb).is_some()).unwrap_or_default();
        let found = self.command(verb, LONG).await?;
        if let (Some(id), Some(own)) = (wanted.get("id").and_then(Value::as_u64), found.get("id")) {
            self.ids.insert(id, own.clone());
        }
        for (name, value) in wanted.get(verb).and_then(Value::as_object).into_iter().flatten() {
            let own = found.get(verb).and_then(|command| command.get(name));
            if name != "name" && name != "flag" && own != Some(value) {
                return Err(NotMade::Unknown(format!(
                    "frames: {verb}.{name}: expected {value}, got {own:?}"
                )));
            }
        }
        Ok(())
    }

    fn with_own_id(&mut self, frame: &Value) -> Value {
        let mut frame = frame.clone();
        let id = frame.get("id").and_then(Value::as_u64);
        if id == Some(1) {
            let code = frame.pointer("/error/code").and_then(Value::as_u64);
            let is_temporary = frame.pointer("/error/temporary") == Some(&json!(true));
            self.refused = code.map(|code| (code, is_temporary)).or(self.refused);
        }
        if let (Some(own), Value::Object(fields)) =
            (id.and_then(|id| self.ids.get(&id)), &mut frame)
        {
            fields.insert("id".into(), own.clone());
        }
        frame
    }
}
