//! Token Bowl as an agent lived on it: calls from a script, and the live end of its session on a line in memory.
//!
//! The runner is the crate's own, with its real session, marks and catching up.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chatwire_agent::testing::{Answer, Script as Calls};
use chatwire_agent::{Agent, CatchUp, Notice};
use chatwire_tokenbowl::{Client, Retry, Transport};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::agent::{answer, key, request};
use crate::adapter::NotMade;
use crate::adapter::kick::line::{AT_ONCE, Conn, Peer, lead};
use crate::picture::failure;
use crate::script::{Payload, Script, Step};
use crate::spec::tokenbowl_agent::{Said, has_failed, heard, is_caught_up};
use crate::spec::tokenbowl_life::{Cue, cues};
use crate::spec::tokenbowl_live::LIVE;
use crate::vector::Vector;

/// Longest wait for an answer that was recorded.
const PATIENCE: Duration = Duration::from_secs(120);

/// How long a message may be on its way into the agent; one that cannot be read never arrives.
const ARRIVES: Duration = Duration::from_secs(2);

/// What came of a life on Token Bowl.
pub(super) struct Lived {
    pub(super) result: Value,
    /// Calls of the platform that its records have.
    pub(super) calls: Vec<Value>,
    /// What it wrote.
    pub(super) frames: Vec<Value>,
    /// What it marked as read.
    pub(super) marks: Vec<Value>,
}

/// Lets an agent live as long as the record.
pub(super) async fn live(agent: &Agent, vector: &Vector) -> Result<Lived, NotMade> {
    let unknown = |trouble: String| NotMade::Unknown(trouble);
    let calls = calls(vector)?;
    let client = Client::builder(key(vector)).retry(Retry::none()).no_rate_limit();
    let client = client.script(calls.clone()).build().map_err(|err| unknown(err.to_string()))?;
    let (lead, peer) = lead();
    let desk = Arc::new(Mutex::new(Desk::default()));
    let told = Arc::clone(&desk);
    let interval = vector.call.args.get("queue_interval").and_then(Value::as_f64);
    let runner = agent
        .run(client)
        .session(move |connect| {
            connect.transport(Transport::Direct).key_in_url().settings(&lead)
        })
        .catch_up(CatchUp::Unread)
        .queue_interval(Duration::from_secs_f64(interval.unwrap_or(15.0)))
        .concurrency(1)
        // The recorded agent gives a batch up that failed.
        .retries(0)
        .on_notice(move |notice| lock(&told).take(notice));
    let frames = Arc::new(Mutex::new(Vec::new()));
    let mut stage = Stage::read(vector, peer, desk, Arc::clone(&frames)).map_err(unknown)?;
    let (end, ended) = oneshot::channel::<()>();
    let play = async move {
        let played = stage.play().await;
        drop(end);
        // The line stays until the session has said good-bye.
        stage.attend().await;
        played
    };
    let (mut run, mut play) = (Box::pin(runner.run_until(ended)), Box::pin(play));
    let report = tokio::select! {
        report = &mut run => report,
        played = &mut play => {
            played?;
            run.await
        }
    };
    let result = match report {
        Ok(report) => json!({"ok": {"stats": report.stats}}),
        Err(error) => failure(&error),
    };
    let mut shown: Vec<Value> = calls.requests().iter().map(request).collect();
    shown.retain(is_caught_up);
    let (marks, frames): (Vec<_>, Vec<_>) =
        lock(&frames).drain(..).partition(|frame| frame.get("type") == Some(&json!("mark_read")));
    let marks = marks.iter().filter_map(|mark| mark.get("message_id").cloned()).collect();
    Ok(Lived { result, calls: shown, frames, marks })
}

/// Answers of the platform: who the agent is, what it has not read, and nothing beside.
fn calls(vector: &Vector) -> Result<Calls, NotMade> {
    let body = |path: &str| (LIVE.answer)("GET", path).map(|(_, body)| body).unwrap_or_default();
    let mut me = body("/users/me");
    if let Some(name) = me.get_mut("username") {
        *name = "bot".into();
    }
    if let Some(id) = me.get_mut("id") {
        *id = Said::id_of("bot").into();
    }
    // The calls of the later transport are missing.
    let nowhere = Answer::status(404).body(r#"{"detail": "Not Found"}"#);
    let mut calls = Calls::new().at("/users/me", Answer::json(&me)).at("/typing", nowhere);
    let page = body("/messages");
    for path in ["/messages", "/messages/direct"] {
        calls = calls.at(path, Answer::json(&page));
    }
    for message in heard(vector) {
        let Some(name) = message.get("from_username").and_then(Value::as_str) else { continue };
        let id = Said::id_of(name);
        let profile = json!({"id": id, "username": name, "role": "member"});
        calls = calls.at(format!("/users/{id}"), Answer::json(&profile));
    }
    let before =
        vector.responses.iter().filter(|answer| answer.host.as_deref() == Some("tokenbowl"));
    let mut again = None;
    for recorded in before {
        let mut recorded = recorded.clone();
        recorded.json = recorded.json.as_ref().map(Said::with_ids);
        calls = calls.answer(answer(&recorded)?);
        if !has_failed(&recorded) {
            again = recorded.json;
        }
    }
    // Both lists are asked for again when one failed; that one is empty then.
    let nothing = body("/messages/unread");
    calls = calls.answer(Answer::json(&again.unwrap_or_else(|| nothing.clone())));
    Ok(calls.always(Answer::json(&nothing)))
}

/// What the agent has before it.
#[derive(Default)]
struct Desk {
    heard: usize,
    waiting: usize,
    working: usize,
}

impl Desk {
    fn take(&mut self, notice: &Notice) {
        match notice {
            Notice::Heard(_) => {
                self.heard += 1;
                self.waiting += 1;
            }
            Notice::Skipped { .. } => self.heard += 1,
            Notice::Answering { count, .. } => {
                self.waiting = self.waiting.saturating_sub(*count);
                self.working += 1;
            }
            Notice::Answered { .. }
            | Notice::Silent { .. }
            | Notice::DeadLetter { error: Some(_), .. } => {
                self.working = self.working.saturating_sub(1);
            }
            Notice::DeadLetter { messages, error: None } => {
                self.waiting = self.waiting.saturating_sub(messages.len());
            }
            _ => {}
        }
    }

    fn is_idle(&self) -> bool {
        self.waiting == 0 && self.working == 0
    }
}

/// The platform's end of the line.
struct Stage {
    peer: Peer,
    cues: VecDeque<Cue>,
    connections: usize,
    /// Messages that the agent must have heard so far.
    told: usize,
    desk: Arc<Mutex<Desk>>,
    frames: Arc<Mutex<Vec<Value>>>,
    conn: Option<Conn>,
}

impl Stage {
    fn read(
        vector: &Vector,
        peer: Peer,
        desk: Arc<Mutex<Desk>>,
        frames: Arc<Mutex<Vec<Value>>>,
    ) -> Result<Self, String> {
        let script = Script::read(vector)?;
        let handshake = script.handshake.as_ref();
        let connections = handshake.map_or(0, |handshake| handshake.queries.len());
        let cues = cues(vector)?.into();
        let told = Said::before(vector).len();
        Ok(Self { peer, cues, connections, told, desk, frames, conn: None })
    }

    /// Plays all that is recorded, and waits until the agent is done with it.
    async fn play(&mut self) -> Result<(), NotMade> {
        while let Some(cue) = self.cues.pop_front() {
            self.connect().await?;
            self.listen(cue.is_later).await;
            let Some(conn) = &mut self.conn else { continue };
            match cue.step {
                Step::Server(Payload::Json(frame)) => {
                    self.told += usize::from(Said::is_message(&frame));
                    conn.json(Said::with_ids(&frame)).await;
                }
                Step::Server(payload) => conn.send(&payload).await,
                Step::Close { code, reason } => {
                    if let Some(conn) = self.conn.take() {
                        conn.close(code, &reason).await;
                    }
                }
                Step::Wait(seconds) => {
                    tokio::time::sleep(Duration::try_from_secs_f64(seconds).unwrap_or_default())
                        .await;
                }
                Step::Client(_) | Step::Ping => {}
            }
        }
        if self.connections > 0 {
            self.connect().await?;
        }
        self.listen(true).await;
        Ok(())
    }

    async fn connect(&mut self) -> Result<(), NotMade> {
        if self.conn.is_none()
            && let Some(dialled) = self.peer.next(PATIENCE).await
        {
            self.conn = Some(dialled.accept().await?);
        }
        Ok(())
    }

    /// Answers what the agent sends: until it is quiet, or done with all that it was told.
    async fn listen(&mut self, until_done: bool) {
        let began = Instant::now();
        let mut idle_since = began;
        while began.elapsed() < PATIENCE {
            if self.hear().await {
                idle_since = Instant::now();
                continue;
            }
            let (is_idle, heard) = {
                let desk = lock(&self.desk);
                (desk.is_idle(), desk.heard)
            };
            if !is_idle {
                idle_since = Instant::now();
            }
            let is_done = is_idle && (heard >= self.told || idle_since.elapsed() >= ARRIVES);
            if is_done || !until_done {
                return;
            }
        }
    }

    /// Answers until nobody is there any more.
    async fn attend(&mut self) {
        while self.conn.is_some() {
            self.hear().await;
        }
    }

    /// Takes what the agent has sent just now; whether it was anything.
    async fn hear(&mut self) -> bool {
        let Some(conn) = &mut self.conn else {
            tokio::time::sleep(AT_ONCE).await;
            return false;
        };
        match conn.receive(AT_ONCE).await {
            Ok(Some(frame)) => {
                let reply = (LIVE.reply)(&frame, &[]);
                if !(LIVE.is_heartbeat)(&frame) {
                    lock(&self.frames).push(frame);
                }
                if let Some(reply) = reply {
                    conn.json(reply).await;
                }
                true
            }
            Ok(None) => false,
            Err(()) => {
                self.conn = None;
                false
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
