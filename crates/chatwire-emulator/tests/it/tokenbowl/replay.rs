//! Compares answers with recorded ones: ids, keys and times are mapped, everything else must be equal.

use std::collections::{BTreeMap, HashMap};

use chatwire_emulator::Emulator;
use serde_json::{Value, json};

use super::socket::{Client, Seen};
use crate::client::Ask;
use chatwire_emulator::Platform;

/// Recorded with the real server: releases 2.0.1, 1.1.5 and 0.5.4.
const RECORDS: &str = include_str!("../../data/tokenbowl-server.jsonl");
/// Recorded in the same way, of kinds that the former lack.
const UNSEEN: &str = include_str!("../../data/unseen-tokenbowl-server.jsonl");

/// All records by id, without the common prefix.
pub(crate) fn records() -> BTreeMap<String, Value> {
    by_id(RECORDS)
}

fn by_id(records: &str) -> BTreeMap<String, Value> {
    records
        .lines()
        .map(|line| {
            let record: Value = serde_json::from_str(line).unwrap();
            let id = record["id"].as_str().unwrap().strip_prefix("tokenbowl-server/").unwrap();
            (id.to_owned(), record)
        })
        .collect()
}

/// Recorded values and ours: each has one partner only.
#[derive(Debug, Default)]
pub(crate) struct Names(HashMap<String, String>);

impl Names {
    pub(crate) fn learn(&mut self, theirs: &str, ours: &str) {
        self.0.insert(theirs.to_owned(), ours.to_owned());
    }

    /// A recorded text with what is known put in place of ids and keys.
    pub(crate) fn ours(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (theirs, ours) in &self.0 {
            text = text.replace(theirs, ours);
        }
        text
    }

    pub(crate) fn same(&mut self, theirs: &Value, ours: &Value) -> Result<(), String> {
        let differ = || Err(format!("recorded {theirs}, ours {ours}"));
        match (theirs, ours) {
            (Value::Object(a), Value::Object(b)) => {
                let keys =
                    |map: &serde_json::Map<String, Value>| map.keys().cloned().collect::<Vec<_>>();
                if keys(a) != keys(b) {
                    return differ();
                }
                for (key, value) in a {
                    if key.starts_with("seconds_since") && b[key].is_f64() {
                        continue;
                    }
                    self.same(value, &b[key]).map_err(|why| format!("{key}: {why}"))?;
                }
                Ok(())
            }
            (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
                a.iter().zip(b).try_for_each(|(a, b)| self.same(a, b))
            }
            (Value::String(a), Value::String(b)) => {
                if self.same_text(a, b) {
                    Ok(())
                } else {
                    differ()
                }
            }
            (a, b) if a == b => Ok(()),
            _ => differ(),
        }
    }

    fn same_text(&mut self, theirs: &str, ours: &str) -> bool {
        if theirs == "<random>" {
            return true;
        }
        if theirs == "ws://centrifugo/connection/websocket" {
            return ours.starts_with("ws://127.0.0.1:") && ours.ends_with("/connection/websocket");
        }
        let is_time = |text: &str| text.len() == 32 && text.ends_with("+00:00");
        if is_time(theirs) && is_time(ours) {
            return true;
        }
        let is_id = |text: &str| text.len() == 36 && text.starts_with("00000000-0000-4000-");
        let is_key =
            |text: &str| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let mapped = (is_id(theirs) && is_id(ours)) || (is_key(theirs) && is_key(ours));
        if mapped && !self.0.contains_key(theirs) && !theirs.ends_with("dead") {
            let fresh = self.0.values().all(|known| known != ours);
            self.learn(theirs, ours);
            return fresh;
        }
        self.ours(theirs) == ours
    }
}

/// `~0011` stands for a whole recorded id.
fn whole_ids(text: &str) -> String {
    text.replace('~', "00000000-0000-4000-8000-00000000")
}

/// One release with its sockets.
pub(crate) struct Stage {
    pub(crate) emulator: Emulator,
    pub(crate) names: Names,
    records: BTreeMap<String, Value>,
    group: &'static str,
    sockets: BTreeMap<String, Client>,
    /// What each socket got during the last step.
    last: BTreeMap<String, Vec<Value>>,
    pub(crate) matched: Vec<String>,
}

impl Stage {
    pub(crate) fn new(emulator: Emulator, group: &'static str) -> Self {
        Self::playing(RECORDS, emulator, group)
    }

    pub(crate) fn unseen(emulator: Emulator, group: &'static str) -> Self {
        Self::playing(UNSEEN, emulator, group)
    }

    fn playing(records: &str, emulator: Emulator, group: &'static str) -> Self {
        let (sockets, last) = (BTreeMap::new(), BTreeMap::new());
        let (names, matched) = (Names::default(), Vec::new());
        Self { emulator, names, records: by_id(records), group, sockets, last, matched }
    }

    pub(crate) async fn run(&mut self, plan: &str) {
        for line in plan.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (mark, rest) = line.split_once(' ').unwrap();
            match mark {
                "=" => self.record(rest).await,
                ">" => self.request(rest).await,
                "user" => self.user(rest),
                "open" => self.connect(rest).await,
                "close" => drop(self.sockets.remove(rest).unwrap()),
                "~" => {
                    let (socket, frame) = rest.split_once(' ').unwrap();
                    let frame = self.names.ours(&whole_ids(frame));
                    self.sockets.get_mut(socket).unwrap().send_text(&frame).await;
                    self.drain(Some(socket)).await;
                }
                other => panic!("{other}"),
            }
        }
    }

    /// `name role id key`, the latter two as recorded.
    fn user(&mut self, line: &str) {
        let [name, role, id, key] = line.split(' ').collect::<Vec<_>>().try_into().unwrap();
        let role = serde_json::from_value(json!(role)).unwrap();
        let tokenbowl = self.emulator.tokenbowl();
        self.names.learn(&whole_ids(id), &tokenbowl.user_with_role(name, role));
        self.names.learn(&key.repeat(32), &tokenbowl.key(name));
    }

    async fn connect(&mut self, socket: &str) {
        let user = socket.split('#').next().unwrap();
        let client = Client::direct(&self.emulator, user).await;
        self.sockets.insert(socket.to_owned(), client);
    }

    async fn drain(&mut self, first: Option<&str>) {
        self.last.clear();
        // Replies of the acting socket first: when they are there, everything it caused has been queued.
        let mut order: Vec<String> = self.sockets.keys().cloned().collect();
        order.sort_by_key(|name| Some(name.as_str()) != first);
        for name in order {
            let frames = self.sockets.get_mut(&name).unwrap().drain().await;
            self.last.insert(name, frames);
        }
    }

    /// `name METHOD path {body}`: what was left out of the records.
    async fn request(&mut self, line: &str) {
        let mut parts = line.splitn(4, ' ');
        let mut next = || parts.next().unwrap_or_default().to_owned();
        let (name, method, path, body) = (next(), next(), next(), next());
        let path = self.names.ours(&whole_ids(&path));
        let url = self.emulator.url(Platform::TokenBowl) + &path;
        let key = self.emulator.tokenbowl().key(&name);
        let mut ask = Ask::new(&method, &url).header("x-api-key", &key);
        if !body.is_empty() {
            let body = self.names.ours(&whole_ids(&body));
            ask = ask.json(&serde_json::from_str(&body).unwrap());
        }
        let status = ask.send().await.status;
        assert!((200..300).contains(&status), "{line}: {status}");
    }

    async fn record(&mut self, line: &str) {
        let (id, socket) = line.split_once(" on ").map_or((line, None), |(id, on)| (id, Some(on)));
        let id = format!("{}/{id}", self.group);
        let record = self.records.get(&id).unwrap_or_else(|| panic!("{id}")).clone();
        let done = if record.get("requests").is_some() {
            self.exchange(&record).await
        } else {
            self.frames(&record, socket).await
        };
        done.unwrap_or_else(|why| panic!("{id}: {why}"));
        self.matched.push(id);
    }

    async fn exchange(&mut self, record: &Value) -> Result<(), String> {
        let (request, response) = (&record["requests"][0], &record["responses"][0]);
        let path = self.names.ours(request["path"].as_str().unwrap());
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for pair in request["query"].as_array().unwrap() {
            query.append_pair(pair[0].as_str().unwrap(), pair[1].as_str().unwrap());
        }
        let url = format!("{}{path}?{}", self.emulator.url(Platform::TokenBowl), query.finish());
        let mut ask = Ask::new(request["method"].as_str().unwrap(), url.trim_end_matches('?'));
        for (name, value) in request["headers"].as_object().unwrap() {
            ask = ask.header(name, &self.names.ours(value.as_str().unwrap()));
        }
        if let Some(body) = request.get("body_json") {
            let body = self.names.ours(&body.to_string());
            ask = ask.body("application/json", body.into_bytes());
        } else if let Some(text) = request.get("body_text") {
            ask = ask.body("application/json", text.as_str().unwrap().as_bytes().to_vec());
        }
        let answer = ask.send().await;
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        if json!(answer.status) != response["status"] {
            return Err(format!("recorded {}, ours {} {body}", response["status"], answer.status));
        }
        for (name, value) in response["headers"].as_object().unwrap() {
            // The recorder wrote a content type down for empty answers too.
            if !body.is_empty() && answer.header(name) != value.as_str() {
                return Err(format!("{name}: {value}, ours {:?}", answer.header(name)));
            }
        }
        self.drain(None).await;
        match response.get("json") {
            Some(theirs) => self.names.same(theirs, &answer.json()),
            None if response["text"] == body => Ok(()),
            None => Err(format!("recorded {}, ours {body}", response["text"])),
        }
    }

    async fn frames(&mut self, record: &Value, socket: Option<&str>) -> Result<(), String> {
        let user = record["call"]["args"]["as"].as_str().unwrap();
        let name = socket.unwrap_or(user).to_owned();
        let frames = record["frames"].as_array().unwrap();
        if socket == Some("header") {
            let key = self.names.ours(record["connect"]["headers"]["x-api-key"].as_str().unwrap());
            let mut client = Client::open(&self.emulator, "/ws", Some(&key)).await.unwrap();
            assert!(frames.is_empty() && client.drain().await.is_empty());
            return Ok(());
        }
        let sends: Vec<&Value> = frames.iter().filter(|frame| frame["dir"] == "c2s").collect();
        for frame in &sends {
            let text = match frame.get("text") {
                Some(text) => text.as_str().unwrap().to_owned(),
                None => frame["json"].to_string().replace("<10001 times x>", &"x".repeat(10_001)),
            };
            let text = self.names.ours(&text);
            self.sockets.get_mut(&name).unwrap().send_text(&text).await;
        }
        let expected: Vec<&Value> = frames.iter().filter(|frame| frame["dir"] == "s2c").collect();
        if expected.iter().any(|frame| frame.get("close").is_some()) {
            let seen = self.sockets.remove(&name).unwrap().next().await;
            return if seen == Seen::Cut { Ok(()) } else { Err(format!("{seen:?}")) };
        }
        if !sends.is_empty() {
            self.drain(Some(&name)).await;
        }
        let expected = expected.into_iter().map(|frame| frame["json"].clone()).collect();
        self.compare(&name, expected)?;
        let Some(others) = record["result"]["others_received"].as_object() else { return Ok(()) };
        let named: Vec<String> = match sends.is_empty() {
            true => others.keys().cloned().collect(),
            false => self.last.keys().filter(|each| **each != name).cloned().collect(),
        };
        for other in named {
            let theirs = others.get(&other).and_then(Value::as_array).cloned().unwrap_or_default();
            self.compare(&other, theirs)?;
        }
        Ok(())
    }

    fn compare(&mut self, socket: &str, mut theirs: Vec<Value>) -> Result<(), String> {
        // When a ping falls into a step is chance.
        theirs.retain(|frame| frame["type"] != "ping");
        let ours = self.last.get(socket).cloned().unwrap_or_default();
        let why = self.names.same(&json!(theirs), &json!(ours));
        why.map_err(|why| format!("{socket}: {why}"))
    }

    /// Records of the group that no step played, `left_out` by their prefixes.
    pub(crate) fn unplayed(&self, left_out: &[&str]) -> Vec<String> {
        let prefix = format!("{}/", self.group);
        let of_group = self.records.keys().filter(|id| id.starts_with(&prefix));
        of_group
            .filter(|id| !self.matched.contains(id))
            .filter(|id| !left_out.iter().any(|out| id.starts_with(&format!("{prefix}{out}"))))
            .cloned()
            .collect()
    }
}
