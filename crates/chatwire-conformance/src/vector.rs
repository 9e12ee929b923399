//! One line of a vector file, as data.
//!
//! Every key that the format knows is named here, also those that only later
//! platforms use; a key that nobody knows makes the vector fail instead of
//! being passed over in silence.

mod prose;

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// Keys that are remarks: read by people, never compared.
const REMARKS: &[&str] =
    &["note", "rust", "same_for", "scopes", "sleeps_s", "source", "stdout", "client", "id"];

/// One recorded call: what was asked, what went over the wire, what came out.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Vector {
    /// `platform/group/case`; only its first components are used, to find the adapter.
    pub id: String,
    /// Who was recorded.
    #[serde(default)]
    pub client: String,
    /// Method and arguments.
    pub call: Call,
    /// Requests in order.
    #[serde(default)]
    pub requests: Vec<RecordedRequest>,
    /// Answers in order, one for each request.
    #[serde(default)]
    pub responses: Vec<ScriptedResponse>,
    /// What the reference returned or raised, and state after the call.
    #[serde(default)]
    pub result: Map<String, Value>,
    /// `same`, or prose for people.
    #[serde(default)]
    pub rust: Option<String>,
    /// A remark; one that begins with `BUG of the reference` limits the comparison to requests.
    #[serde(default)]
    pub note: Option<String>,
    /// Websocket handshake, frames, events and whatever else later platforms record.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A call of the reference client.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Call {
    /// Name in the reference's spelling.
    pub method: String,
    /// By name, or a list by position.
    #[serde(default)]
    pub args: Value,
    /// Arguments of the constructor.
    #[serde(default)]
    pub client_options: Map<String, Value>,
    /// `Some(Null)`: a client without a key; `None`: the usual one.
    #[serde(default, deserialize_with = "present")]
    pub api_key: Option<Value>,
}

/// One request as the reference sent it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// HTTP method.
    pub method: String,
    /// Path, decoded or as sent.
    pub path: String,
    /// Decoded pairs in order.
    #[serde(default)]
    pub query: Vec<(String, String)>,
    /// Which of several servers.
    #[serde(default)]
    pub host: Option<String>,
    /// The proxy that it went by; a remark, since a proxy is a setting of all calls or of none.
    #[serde(default)]
    pub via_proxy: Option<Value>,
    /// Lower-case names; only those worth comparing.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Body by value; next to `body_b64` it is that body decoded.
    #[serde(default, deserialize_with = "present")]
    pub body_json: Option<Value>,
    /// Decoded pairs of a form in order.
    #[serde(default)]
    pub body_form: Option<Vec<(String, String)>>,
    /// Parts of a multipart body in order.
    #[serde(default)]
    pub multipart: Option<Vec<RecordedPart>>,
    /// Bytes of the body.
    #[serde(default)]
    pub body_b64: Option<String>,
    /// Name of the message in `body_b64`.
    #[serde(default)]
    pub body_type: Option<String>,
    /// Text of the body.
    #[serde(default)]
    pub body_text: Option<String>,
    /// Signed bytes and hashes of a transaction in the body.
    #[serde(default)]
    pub crypto: Option<Value>,
    /// The body as sent, where its decoded form stands beside it.
    #[serde(default)]
    pub body_raw: Option<String>,
}

/// One part of a recorded multipart body.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RecordedPart {
    /// Field name.
    pub name: String,
    /// Given for files.
    #[serde(default)]
    pub filename: Option<String>,
    /// Content of a text field.
    #[serde(default)]
    pub text: Option<String>,
    /// Content of a file.
    #[serde(default)]
    pub b64: Option<String>,
    /// Media type, where the reference sent one.
    #[serde(default)]
    pub content_type: Option<String>,
}

/// What the scripted server does with one request.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ScriptedResponse {
    /// Status line.
    #[serde(default)]
    pub status: Option<u16>,
    /// Headers, beside those that the body needs.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// JSON body, labelled as such unless `headers` say otherwise; next to `b64` that body decoded.
    #[serde(default, deserialize_with = "present")]
    pub json: Option<Value>,
    /// Body as text, with no label of its own.
    #[serde(default)]
    pub text: Option<String>,
    /// Body as bytes.
    #[serde(default)]
    pub b64: Option<String>,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
    /// Name of the message in `b64`.
    #[serde(default, rename = "type")]
    pub message_type: Option<String>,
    /// Server-sent events; no adapter of today uses them.
    #[serde(default)]
    pub sse: Option<Value>,
    /// Which of several servers answers.
    #[serde(default)]
    pub host: Option<String>,
    /// Close without an answer.
    #[serde(default)]
    pub drop: bool,
    /// Seconds before the answer.
    #[serde(default)]
    pub delay: Option<f64>,
    /// Announce so many bytes, send fewer, close.
    #[serde(default)]
    pub fake_len: Option<u64>,
    /// Never answer; why may stand there instead.
    #[serde(default, deserialize_with = "said")]
    pub none: bool,
}

/// What the reference's call came to.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Recorded<'a> {
    /// It returned.
    Ok(&'a Value),
    /// It raised.
    Error(&'a Map<String, Value>),
    /// Neither is recorded.
    Nothing,
}

impl Vector {
    /// First component of the id.
    #[must_use]
    pub fn platform(&self) -> &str {
        self.id.split('/').next().unwrap_or_default()
    }

    /// Reads one line.
    ///
    /// # Errors
    ///
    /// What serde says about it.
    pub fn parse(line: &str) -> serde_json::Result<Self> {
        let mut record: Value = serde_json::from_str(line)?;
        prose::rewrite(&mut record);
        serde_json::from_value(record)
    }

    /// Variables of the environment that the record was made with.
    ///
    /// A remark of the form `NAME=value`, or the argument `env` of a command.
    #[must_use]
    pub fn environment(&self) -> Vec<(String, String)> {
        let note = self.note.as_deref().unwrap_or_default();
        let is_name = |name: &str| {
            !name.is_empty()
                && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
        };
        let noted = note.split_whitespace().filter_map(|word| word.split_once('='));
        let given = self.call.args.get("env").and_then(Value::as_object);
        noted
            .filter(|(name, _)| is_name(name))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .chain(
                given
                    .into_iter()
                    .flatten()
                    .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))),
            )
            .collect()
    }

    /// What the reference's call came to.
    #[must_use]
    pub fn recorded(&self) -> Recorded<'_> {
        match (self.result.get("ok"), self.result.get("error")) {
            (Some(value), None) => Recorded::Ok(value),
            (None, Some(Value::Object(error))) => Recorded::Error(error),
            _ => Recorded::Nothing,
        }
    }

    /// Whether the record is marked as alike in every respect.
    ///
    /// The text is prose otherwise and is not looked at.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.rust.as_deref() == Some("same")
    }

    /// Whether only the requests of this record are worth comparing.
    #[must_use]
    pub fn is_reference_bug(&self) -> bool {
        self.note.as_deref().is_some_and(|note| note.starts_with("BUG of the reference"))
    }

    /// Keys beyond the given ones that a runner would have to look at.
    ///
    /// An adapter names what it compares (`frames`, `events`, …): the rest must not be lost.
    pub fn uncompared<'a>(&'a self, known: &'a [&str]) -> impl Iterator<Item = &'a str> {
        let top = self.other.keys();
        let state = self.result.keys().filter(|key| !matches!(key.as_str(), "ok" | "error"));
        top.chain(state)
            .map(String::as_str)
            .filter(move |key| !known.contains(key) && !REMARKS.contains(key))
    }

    /// Timeout that the caller gave, in recorded seconds.
    #[must_use]
    pub fn timeout(&self) -> Option<f64> {
        let of_call = self.call.args.get("timeout").and_then(Value::as_f64);
        of_call.or_else(|| self.call.client_options.get("timeout")?.as_f64())
    }
}

/// Any word is a yes.
fn said<'de, D: Deserializer<'de>>(input: D) -> Result<bool, D::Error> {
    Value::deserialize(input).map(|value| value.as_bool().unwrap_or(!value.is_null()))
}

/// Tells a key with the value null from a missing key.
fn present<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(input).map(Some)
}
