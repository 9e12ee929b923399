//! Results: what a call returned or how it failed.

use chatwire_chatluck::{Error, ErrorKind};
use serde_json::{Map, Value};

use super::{Differences, scalars_equal};

/// What our call came to.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// A value, written by our own serde names.
    Ok {
        /// The value itself; a page is the list of its items.
        value: Value,
        /// Items of a page that could not be read and were kept aside.
        invalid: usize,
    },
    /// Our error.
    Error(Error),
}

impl Outcome {
    /// A value with nothing kept aside.
    #[must_use]
    pub fn ok(value: Value) -> Self {
        Self::Ok { value, invalid: 0 }
    }
}

/// Says for a field name which value stands for "not given", beyond null and the empty ones.
pub type Defaults<'a> = &'a dyn Fn(&str) -> Option<&'static str>;

/// Compares a returned value: every recorded field must be in ours, ours may have more.
pub fn ok(wanted: &Value, found: &Value, defaults: Defaults<'_>, out: &mut Differences) {
    subset(wanted, found, "", "result.ok", defaults, out);
}

fn subset(
    wanted: &Value,
    found: &Value,
    key: &str,
    path: &str,
    defaults: Defaults<'_>,
    out: &mut Differences,
) {
    match (wanted, found) {
        (Value::Object(wanted), Value::Object(found)) => {
            for (key, value) in wanted {
                let other = found.get(key).unwrap_or(&Value::Null);
                subset(value, other, key, &format!("{path}.{key}"), defaults, out);
            }
        }
        (Value::Array(wanted), Value::Array(found)) if wanted.len() == found.len() => {
            for (index, (value, other)) in wanted.iter().zip(found).enumerate() {
                subset(value, other, key, &format!("{path}[{index}]"), defaults, out);
            }
        }
        _ if scalars_equal(wanted, found)
            || same_id(key, wanted, found)
            || same_instant(wanted, found) => {}
        // Null, a missing field and the type's default say the same.
        (Value::Null, other) | (other, Value::Null) if is_default(key, other, defaults) => {}
        _ => out.expected(path, wanted, found),
    }
}

/// What a server of Go writes for a time that there is none of.
const NO_TIME: &str = "0001-01-01T00:00:00Z";

fn is_default(key: &str, value: &Value, defaults: Defaults<'_>) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(flag) => !flag,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => {
            text.is_empty() || text == NO_TIME || defaults(key) == Some(text.as_str())
        }
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.iter().all(|(key, value)| is_default(key, value, defaults)),
    }
}

/// Ids are compared as text: a server may send them as numbers.
fn same_id(key: &str, wanted: &Value, found: &Value) -> bool {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) if !number.is_f64() => Some(number.to_string()),
        _ => None,
    };
    (key == "id" || key.ends_with("_id")) && text(wanted).is_some() && text(wanted) == text(found)
}

/// Times are compared as instants: the offset and the number of digits are the writer's choice.
fn same_instant(wanted: &Value, found: &Value) -> bool {
    let instant = |value: &Value| read_instant(value.as_str()?);
    let seconds = |value: &Value| jiff::Timestamp::from_second(value.as_i64()?).ok();
    match (instant(wanted), instant(found)) {
        (Some(a), Some(b)) => a == b,
        // Written as a number by one, as text by the other.
        (None, Some(b)) => seconds(wanted) == Some(b),
        (Some(a), None) => seconds(found) == Some(a),
        (None, None) => false,
    }
}

/// A point in time; one without an offset is meant in UTC.
#[must_use]
pub fn read_instant(text: &str) -> Option<jiff::Timestamp> {
    text.parse().ok().or_else(|| {
        let local: jiff::civil::DateTime = text.parse().ok()?;
        Some(local.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
    })
}

/// Compares an error with a recorded one: kind and status, then what else the record knows.
pub fn error(
    wanted: &Map<String, Value>,
    found: &Error,
    constructing: bool,
    out: &mut Differences,
) {
    let status = recorded_status(wanted);
    let kinds = recorded_kinds(wanted, constructing);
    if kinds.is_empty() {
        let name = wanted.get("type").and_then(Value::as_str).unwrap_or("no type");
        out.add(
            "result.error",
            format!("the reference crashed ({name}), ours says: {}", describe(found)),
        );
        return;
    }
    if !kinds.contains(&found.kind()) {
        out.expected("result.error.kind", format!("{kinds:?}"), describe(found));
    }
    let ours = found.status().map(|status| status.as_u16());
    if status != ours {
        out.expected("result.error.status", format!("{status:?}"), format!("{ours:?}"));
    }
    let mut text = |name: &str, ours: Option<&str>| {
        if let Some(recorded) = wanted.get(name).and_then(Value::as_str)
            && ours.is_none_or(|ours| !crate::placeholder::text_matches(recorded, ours))
        {
            out.expected(&format!("result.error.{name}"), recorded, ours.unwrap_or("nothing"));
        }
    };
    text("code", found.code());
    text("request_id", found.request_id());
    if let Some(seconds) = wanted.get("retry_after").and_then(Value::as_f64) {
        let ours = found.retry_after().map(|wait| wait.as_secs_f64());
        if ours.is_none_or(|ours| (ours - seconds).abs() > 1.0) {
            out.expected("result.error.retry_after", seconds, format!("{ours:?}"));
        }
    }
}

/// Compares an error with one that documents prescribe: by its name there, status and what else they say.
pub fn prescribed_error(wanted: &Map<String, Value>, found: &Error, out: &mut Differences) {
    let name = wanted.get("type").and_then(Value::as_str).unwrap_or_default();
    let Some((_, kinds, code)) = PRESCRIBED.iter().find(|(own, ..)| *own == name) else {
        return out.add("result.error", format!("nobody knows an error {name:?}"));
    };
    let status = recorded_status(wanted);
    let fits = match (kinds, status) {
        // The status decides.
        ([], Some(status)) => kind_of_status(status) == found.kind(),
        (kinds, _) => kinds.contains(&found.kind()),
    };
    if !fits {
        out.expected("result.error.kind", name, describe(found));
    }
    let ours = found.status().map(|status| status.as_u16());
    if status != ours {
        out.expected("result.error.status", format!("{status:?}"), format!("{ours:?}"));
    }
    if code.is_some() && *code != found.code() {
        out.expected("result.error.code", format!("{code:?}"), format!("{:?}", found.code()));
    }
    let text = |field: &str| wanted.get(field).and_then(Value::as_str);
    if text("reference").is_some() && text("reference") != found.request_id() {
        out.expected("result.error.reference", format!("{:?}", text("reference")), describe(found));
    }
    // Words of a server are handed on; those about a limit are each client's own.
    let words = status.into_iter().flat_map(|_| [text("message"), text("detail")]).flatten();
    for words in words.filter(|words| !found.message().contains(words)) {
        out.expected("result.error.message", words, found.message());
    }
    if let Some(wanted) = wanted.get("retry_after") {
        let ours = found.retry_after().map(|wait| wait.as_secs());
        if wanted.as_u64() != ours {
            out.expected("result.error.retry_after", wanted, format!("{ours:?}"));
        }
    }
}

/// Errors as Kick's documents call them, with kinds and codes of ours.
const PRESCRIBED: &[(&str, &[ErrorKind], Option<&str>)] = &[
    ("Validation", &[ErrorKind::Input], None),
    ("Api", &[], None),
    ("NotFound", &[ErrorKind::NotFound], None),
    ("Unauthorized", &[ErrorKind::Auth], None),
    ("Forbidden", &[ErrorKind::Forbidden], None),
    ("EdgeBlocked", &[ErrorKind::Forbidden], Some("edge_blocked")),
    ("SiteBlocked", &[ErrorKind::Forbidden], Some("site_blocked")),
    ("RateLimited", &[ErrorKind::RateLimited], None),
    ("Server", &[ErrorKind::Server], None),
    ("Decode", &[ErrorKind::Decode], None),
    ("OAuth", &[], None),
    ("MissingHeader", &[ErrorKind::Signature], Some("missing_header")),
    ("MalformedHeader", &[ErrorKind::Input], Some("malformed_header")),
    ("MalformedSignature", &[ErrorKind::Signature], Some("malformed_signature")),
    ("BadSignature", &[ErrorKind::Signature], Some("bad_signature")),
    ("BadTimestamp", &[ErrorKind::Signature], Some("bad_timestamp")),
    ("Stale", &[ErrorKind::Signature], Some("too_old")),
    ("TooOld", &[ErrorKind::Signature], Some("too_old")),
    ("FromTheFuture", &[ErrorKind::Signature], Some("from_the_future")),
    ("Duplicate", &[ErrorKind::Signature], Some("duplicate")),
    ("Malformed", &[ErrorKind::Decode], Some("malformed_event")),
    ("BadPublicKey", &[ErrorKind::Config], Some("bad_public_key")),
];

/// Status of a recorded error; the reference's 0 means that no answer came.
#[must_use]
pub fn recorded_status(error: &Map<String, Value>) -> Option<u16> {
    let status = error.get("status")?.as_u64()?;
    u16::try_from(status).ok().filter(|status| *status != 0)
}

/// Kinds of ours that a recorded error may stand for; none when the reference simply crashed.
#[must_use]
pub fn recorded_kinds(error: &Map<String, Value>, constructing: bool) -> Vec<ErrorKind> {
    if let Some(status) = recorded_status(error) {
        return vec![kind_of_status(status)];
    }
    let name = error.get("type").and_then(Value::as_str).unwrap_or_default();
    // Exceptions carry their module's name now and then: only the last word counts.
    let name = name.rsplit('.').next().unwrap_or_default();
    // What the library of one reference or another calls a failure of the network.
    const NETWORK: &[&str] = &[
        "RemoteProtocolError",
        "ReadError",
        "WriteError",
        "ServerDisconnectedError",
        "ClientPayloadError",
        "ClientOSError",
        "ChunkedEncodingError",
        "ConnectionResetError",
    ];
    if name.contains("Timeout") {
        vec![ErrorKind::Timeout]
    } else if name.contains("Connect") && !NETWORK.contains(&name) {
        vec![ErrorKind::Connect]
    } else if name == "AuthenticationError" {
        // Without a status: there was no key to try.
        vec![ErrorKind::Auth]
    } else if name == "NetworkError" {
        vec![ErrorKind::Connect, ErrorKind::Transport]
    } else if NETWORK.contains(&name) {
        vec![ErrorKind::Transport]
    } else if error.get("status").and_then(Value::as_u64) == Some(0) || name == "FluidTalkError" {
        // Status 0, or none, is these references' word for every trouble on the way.
        vec![ErrorKind::Connect, ErrorKind::Timeout, ErrorKind::Transport]
    } else if name == "ValueError" && constructing {
        vec![ErrorKind::Config]
    } else if matches!(name, "ValueError" | "FileNotFoundError" | "IsADirectoryError" | "OSError") {
        vec![ErrorKind::Input]
    } else {
        Vec::new()
    }
}

/// Kind that an answer with this status stands for, by the table of the specification.
///
/// Written anew here: a test that asked the client for the rule would agree with any mistake.
#[must_use]
pub fn kind_of_status(status: u16) -> ErrorKind {
    match status {
        200..=299 => ErrorKind::Decode,
        // Not modified leads nowhere: it is an answer that is no success, not a redirect.
        304 => ErrorKind::Rejected,
        300..=399 => ErrorKind::Redirect,
        401 => ErrorKind::Auth,
        402 => ErrorKind::PaymentRequired,
        403 => ErrorKind::Forbidden,
        404 => ErrorKind::NotFound,
        408 | 500..=599 => ErrorKind::Server,
        409 => ErrorKind::Conflict,
        429 => ErrorKind::RateLimited,
        _ => ErrorKind::Rejected,
    }
}

/// An error in a few words.
#[must_use]
pub fn describe(error: &Error) -> String {
    format!("{:?} ({error})", error.kind())
}
