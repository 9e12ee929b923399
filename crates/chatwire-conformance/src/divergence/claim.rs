//! What a rule claims of ours, always something that can be wrong.
//!
//! Values that differ from vector to vector are named by where they come from:
//! `"response"`, `"body"`, `"header"` mean the scripted answer, read by the
//! tables in [`spec`](crate::spec); never the reference's result, never ours.

use std::time::Duration;

use chatwire_chatluck::Error;
use serde::Deserialize;
use serde_json::{Value, json};

use super::live::LiveClaim;
use super::requests::RequestClaim;
use crate::compare::result::{Outcome, describe, kind_of_status};
use crate::compare::{Differences, result};
use crate::spec::kick::{self, Rows};
use crate::spec::{Args, Detail, Reading};
use crate::vector::Vector;

/// Clock of Kick's recordings, in seconds.
const CLOCK: i64 = 1_771_000_000;

/// What ours does instead.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Claim {
    /// Which requests are made.
    pub requests: Option<RequestClaim>,
    /// The call returns what the specification reads in the answer.
    pub ok: Option<Source>,
    /// The call fails like this.
    pub error: Option<ErrorClaim>,
    /// The recorded outcome holds as well: the claim says more, not something else.
    #[serde(default)]
    pub as_recorded: bool,
    /// What goes over the websocket, and which events come.
    pub live: Option<LiveClaim>,
    /// What the store holds afterwards.
    pub store: Option<StoreClaim>,
    /// Exit code of the command.
    pub exit: Option<ExitClaim>,
    /// Fields of answers whose values the command shows, whatever the reference showed.
    #[serde(default)]
    pub shown: Vec<String>,
    /// Changes to the recorded picture, which the platform's tables name (`spec::mezon*`).
    #[serde(default)]
    pub instead: Vec<String>,
    /// The typed API cannot express the call; says why. The runner checks that it really cannot.
    pub not_applicable: Option<String>,
}

/// Exit code of a command.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ExitClaim {
    /// All is well.
    Fine,
    /// Anything that has no code of its own.
    Failure,
    /// The command was called wrongly.
    Usage,
    /// No key, or one that may not do this.
    Auth,
    /// As the status of the answer says.
    Status,
}

impl ExitClaim {
    /// The code, by the specification's list.
    #[must_use]
    pub fn code(self, status: Option<u16>) -> i64 {
        match (self, status) {
            (Self::Fine, _) => 0,
            (Self::Usage, _) => 2,
            (Self::Auth, _) | (Self::Status, Some(401 | 403)) => 3,
            // No answer at all.
            (Self::Status, None) => 7,
            (Self::Status, Some(404)) => 4,
            (Self::Status, Some(409)) => 5,
            (Self::Status, Some(429)) => 6,
            (Self::Failure | Self::Status, _) => 1,
        }
    }
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Source {
    /// The scripted answer.
    Response,
    /// What the server answered by the specification, to a frame or a call that the record leaves unanswered.
    Reply,
    /// The store, as it was before.
    Store,
    /// The chatrooms that the store knew before, and those of pages that were found.
    Rooms,
    /// Nowhere: the call returns nothing.
    Nothing,
}

/// What a store of tokens holds afterwards.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StoreClaim {
    /// What it held before.
    Unchanged,
    /// The account's token is the one of the answer; halves and scopes that it lacks are kept.
    Granted,
    /// Each token whose renewal was answered is the one of that answer, as for [`Granted`](Self::Granted).
    Renewed,
    /// With the chatroom of the page that was found.
    Found,
    /// Without the half that was revoked: with no second one there is no token, with it alone no time is left.
    Halved,
}

impl StoreClaim {
    /// The rows, from those before; none when the record does not say whose token it is.
    #[must_use]
    pub fn rows(self, before: Rows<'_>, vector: &Vector, args: &Args) -> Option<Value> {
        let mut tokens = before.table("tokens").to_vec();
        let mut rooms = before.table("kick_users").to_vec();
        let answer = vector.responses.first().and_then(|answer| answer.json.as_ref());
        let owner =
            || vector.responses.get(1)?.json.as_ref()?.pointer("/data/0/broadcaster_user_id");
        let account = kick::account(args).or_else(|| owner().map(ToString::to_string));
        let place =
            tokens.iter().position(|row| row.get(0).and_then(Value::as_str) == account.as_deref());
        match self {
            Self::Unchanged => {}
            Self::Found => {
                let page =
                    vector.responses.iter().filter_map(|answer| answer.json.as_ref()).next_back();
                let row = kick::row(page?)?;
                rooms.retain(|own| own.get(0) != row.get(0));
                rooms.push(row);
            }
            Self::Granted => {
                let old = place.map(|at| tokens.remove(at)).unwrap_or_default();
                tokens.push(granted(&account?, &old, answer)?);
            }
            Self::Renewed => {
                for (request, answer) in vector.requests.iter().zip(&vector.responses) {
                    let mut form = request.body_form.iter().flatten();
                    let half = form.find(|(name, _)| name == "refresh_token");
                    let is_it = |row: &&mut Value| {
                        half.is_some_and(|(_, half)| row.get(2) == Some(&json!(half)))
                    };
                    let row = tokens.iter_mut().find(is_it).filter(|_| answer.status == Some(200));
                    if let (Some(row), Some(answer)) = (row, &answer.json) {
                        *row = granted(row.get(0)?.as_str()?, row, Some(answer))?;
                    }
                }
            }
            Self::Halved => {
                let is_second =
                    args.get("token_type").and_then(Value::as_str) == Some("refresh_token");
                let place = place?;
                let row = tokens.get_mut(place)?;
                let has_second =
                    row.get(2).and_then(Value::as_str).is_some_and(|half| !half.is_empty());
                // The second half is what a row lives on.
                if is_second || !has_second {
                    tokens.remove(place);
                } else if let Some(until) = row.get_mut(3) {
                    *until = 0.into();
                }
            }
        }
        Some(json!({"tokens": tokens, "kick_users": rooms}))
    }
}

/// The row of a token that an answer gives, with what it lacks from the old one; none without an end.
fn granted(account: &str, old: &Value, answer: Option<&Value>) -> Option<Value> {
    let answer = |name: &str| answer?.get(name).filter(|own| !is_left_out(own));
    let kept = |column: usize, name: &str| {
        answer(name).or_else(|| old.get(column)).cloned().unwrap_or_else(|| "".into())
    };
    let seconds = match answer("expires_in")? {
        Value::String(text) => text.trim().parse().ok()?,
        number => number.as_f64()?,
    };
    #[expect(clippy::cast_possible_truncation, reason = "whole seconds of a record")]
    let until = CLOCK + seconds as i64;
    let (access, refresh) = (kept(1, "access_token"), kept(2, "refresh_token"));
    Some(json!([account, access, refresh, until, kept(4, "scope")]))
}

/// Whether a field says nothing.
fn is_left_out(value: &Value) -> bool {
    value.is_null() || value.as_str() == Some("")
}

/// How the call fails.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ErrorClaim {
    /// Name of the kind, or `status`: the kind that the answer's status stands for; `upgrade` and `token`:
    /// what it stands for when it answers the dialling of a websocket or the route of its token.
    pub kind: String,
    /// The error has the answer's status; otherwise it has none.
    pub status: Option<Source>,
    /// Whether the request may have been carried out.
    pub maybe_sent: bool,
    /// Code, message and request id are those that the answer's body (or header) gives.
    pub detail: Option<Source>,
    /// Arguments that the error names in its context, where they were given.
    #[serde(default)]
    pub context: Vec<String>,
    /// `retry_after` is what the answer's header says, in seconds or as a date.
    pub retry_after: Option<Source>,
}

/// What claims are checked against.
#[derive(Debug)]
#[non_exhaustive]
pub struct Evidence<'a> {
    /// Status of the first answer.
    pub status: Option<u16>,
    /// Headers of the first answer, lower case.
    pub headers: Vec<(String, &'a str)>,
    /// Status of the last answer that was given beyond the record.
    pub replied: Option<u16>,
    /// The last answer to a frame that the record leaves unanswered, without its envelope.
    pub reply: Option<Value>,
    /// What the specification reads in its body, or in the argument that takes its place.
    pub reading: Option<Reading>,
    /// What its body says about an error.
    pub detail: Detail,
    /// Every argument that was given and is a field of the request.
    pub arguments: Vec<(&'static str, Value)>,
    /// The encoded path, for calls with an id in it.
    pub escaped_path: Option<String>,
    /// The call itself, for the defaults of its fields.
    pub method: &'static crate::spec::Method,
    /// The account that is named.
    pub account: Option<String>,
    /// The stored chatroom that is asked for.
    pub room: Option<Value>,
    /// Every chatroom that is known in the end.
    pub rooms: Value,
}

impl Claim {
    pub(super) fn rules_requests(&self) -> bool {
        self.requests.is_some()
    }

    pub(super) fn rules_outcome(&self) -> bool {
        self.ok.is_some()
            || self.error.is_some()
            || self.not_applicable.is_some()
            || self.exit.is_some()
            || self.store.is_some()
            || !self.shown.is_empty()
    }

    pub(super) fn rules_live(&self) -> bool {
        self.live.is_some()
    }

    /// What is wrong with it, if anything.
    pub(super) fn flaw(&self) -> Option<&'static str> {
        let outcomes = [
            self.ok.is_some(),
            self.error.is_some(),
            self.not_applicable.is_some(),
            self.exit.is_some(),
        ];
        let kind_unknown = |error: &ErrorClaim| {
            !["status", "upgrade", "token"].contains(&error.kind.as_str())
                && !KINDS.contains(&error.kind.as_str())
        };
        if !self.rules_requests()
            && !self.rules_outcome()
            && !self.rules_live()
            && self.instead.is_empty()
        {
            Some("it claims nothing, so it would only excuse")
        } else if outcomes.iter().filter(|claimed| **claimed).count() > 1 {
            Some("it claims more than one outcome")
        } else if self.store.is_some()
            && !self.as_recorded
            && self.ok.is_none()
            && self.error.is_none()
        {
            Some("it speaks of the store and not of the outcome")
        } else if self.as_recorded
            && self.ok.is_none()
            && self.error.is_none()
            && self.store.is_none()
        {
            Some("it says no more than the record")
        } else if self.not_applicable.as_ref().is_some_and(|why| why.trim().is_empty()) {
            Some("it does not say why the call is not applicable")
        } else if self.error.as_ref().is_some_and(kind_unknown) {
            Some("its kind of error does not exist")
        } else if self.requests.as_ref().is_some_and(RequestClaim::is_empty) {
            Some("it speaks of requests and claims nothing about them")
        } else if self.live.as_ref().is_some_and(LiveClaim::is_empty) {
            Some("it speaks of the websocket and claims nothing about it")
        } else {
            None
        }
    }
}

/// Kinds by name: a misspelt one must not pass as a claim.
const KINDS: &[&str] = &[
    "Input",
    "Config",
    "Connect",
    "Timeout",
    "Transport",
    "Redirect",
    "Auth",
    "PaymentRequired",
    "Forbidden",
    "NotFound",
    "Conflict",
    "Rejected",
    "RateLimited",
    "Server",
    "Decode",
    "Closed",
    "Cancelled",
    "Signature",
    "Unsupported",
];

/// Checks the claim of an outcome.
pub fn outcome(claim: &Claim, evidence: &Evidence<'_>, ours: &Outcome, out: &mut Differences) {
    match (claim.ok.is_some(), &claim.error, ours) {
        (true, _, Outcome::Ok { value, .. }) if claim.ok == Some(Source::Reply) => {
            match &evidence.reply {
                Some(wanted) => result::ok(wanted, value, &|_| None, out),
                None => out.add("result", "the server was not asked for anything"),
            }
        }
        (true, _, Outcome::Ok { value, .. }) if claim.ok == Some(Source::Nothing) => {
            if !value.is_null() {
                out.expected("result", "nothing", value);
            }
        }
        (true, _, Outcome::Ok { value, .. }) if claim.ok == Some(Source::Store) => {
            match &evidence.room {
                Some(wanted) => result::ok(wanted, value, &|_| None, out),
                None => out.add("result", "the store has nothing of that name"),
            }
        }
        (true, _, Outcome::Ok { value, .. }) if claim.ok == Some(Source::Rooms) => {
            result::ok(&evidence.rooms, value, &|_| None, out);
        }
        (true, _, Outcome::Ok { value, invalid }) => match &evidence.reading {
            Some(Reading::Readable(wanted, kept_aside)) => {
                let defaults = |field: &str| evidence.method.default_of(field);
                result::ok(wanted, value, &defaults, out);
                if kept_aside != invalid {
                    out.expected("result.invalid", kept_aside, invalid);
                }
            }
            other => {
                out.add("result", format!("the rule wants a readable answer, which is {other:?}"))
            }
        },
        (true, _, Outcome::Error(error)) => out.expected("result", "a value", describe(error)),
        (false, Some(claim), Outcome::Error(error)) => claim.check(error, evidence, out),
        (false, Some(claim), Outcome::Ok { value, .. }) => {
            out.expected("result", format!("an error of kind {}", claim.kind), value)
        }
        (false, None, _) => {}
    }
}

impl ErrorClaim {
    fn check(&self, found: &Error, evidence: &Evidence<'_>, out: &mut Differences) {
        // A route that is not there means a transport that is not there, and so does a refused
        // upgrade whose key is right.
        let is_missing = match (self.kind.as_str(), evidence.status) {
            ("upgrade", Some(status)) => matches!(status, 403 | 404 | 405 | 426),
            ("token", Some(status)) => status == 404,
            _ => false,
        };
        let kind = match (self.kind.as_str(), evidence.status) {
            _ if is_missing => "NotFound".to_owned(),
            ("status" | "upgrade" | "token", Some(status)) => {
                format!("{:?}", kind_of_status(status))
            }
            _ => self.kind.clone(),
        };
        if kind != format!("{:?}", found.kind()) {
            out.expected("error.kind", kind, describe(found));
        }
        let status = match self.status {
            Some(Source::Response) => evidence.status.filter(|_| !is_missing),
            Some(Source::Reply) => evidence.replied,
            Some(Source::Store | Source::Rooms | Source::Nothing) | None => None,
        };
        let ours = found.status().map(|status| status.as_u16());
        if status != ours {
            out.expected("error.status", format!("{status:?}"), format!("{ours:?}"));
        }
        let maybe_sent = self.maybe_sent && !is_missing;
        if maybe_sent != found.maybe_sent() {
            out.expected("error.maybe_sent", maybe_sent, found.maybe_sent());
        }
        for name in &self.context {
            let given = evidence.arguments.iter().find(|(argument, _)| argument == name);
            let wanted = given.and_then(|(_, value)| value.as_str());
            if wanted.is_some() && wanted != found.context(name) {
                out.expected(
                    &format!("error.context.{name}"),
                    format!("{wanted:?}"),
                    format!("{:?}", found.context(name)),
                );
            }
        }
        if self.detail.is_some() && !is_missing {
            check_detail(found, evidence, out);
        }
        if self.retry_after.is_some() {
            check_retry_after(found, evidence, out);
        }
    }
}

fn check_detail(found: &Error, evidence: &Evidence<'_>, out: &mut Differences) {
    let detail = &evidence.detail;
    if detail.code.as_deref() != found.code() {
        out.expected("error.code", format!("{:?}", detail.code), format!("{:?}", found.code()));
    }
    let request_id = detail.request_id.as_deref().or_else(|| evidence.header("x-request-id"));
    if request_id != found.request_id() {
        out.expected(
            "error.request_id",
            format!("{request_id:?}"),
            format!("{:?}", found.request_id()),
        );
    }
    // What a body without words is told as is ours to choose.
    let fits = match detail.message.as_slice() {
        [whole] => found.message() == whole,
        pieces => pieces.iter().all(|piece| found.message().contains(piece.as_str())),
    };
    if !fits {
        out.expected("error.message", detail.message.join("; "), found.message());
    }
}

/// Dates are compared with a little room, since they are counted from now.
fn check_retry_after(found: &Error, evidence: &Evidence<'_>, out: &mut Differences) {
    // A server that tells its own time is believed: its clock may be another one.
    let now = evidence.header("date").and_then(read_date).unwrap_or_else(jiff::Timestamp::now);
    let is_date = evidence.header("retry-after").is_some_and(|text| read_seconds(text).is_none());
    let millis = evidence.header("retry-after-ms").and_then(read_seconds).map(|wait| wait / 1000);
    let wanted = millis.or_else(|| read_retry_after(evidence.header("retry-after")?, now));
    let alike = match (wanted, found.retry_after()) {
        (Some(a), Some(b)) if is_date => a.abs_diff(b) <= Duration::from_secs(5),
        (a, b) => a == b,
    };
    if !alike {
        let (wanted, ours) = (format!("{wanted:?}"), format!("{:?}", found.retry_after()));
        out.expected("error.retry_after", wanted, ours);
    }
}

/// Seconds, with or without a fraction, or an HTTP date; a date in the past means at once.
fn read_retry_after(text: &str, now: jiff::Timestamp) -> Option<Duration> {
    read_seconds(text).or_else(|| {
        Some(Duration::try_from(read_date(text)?.duration_since(now)).unwrap_or_default())
    })
}

fn read_seconds(text: &str) -> Option<Duration> {
    let text = text.trim();
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let seconds: f64 = text.parse().ok().filter(|_| plain)?;
    // A century is as good as for ever.
    Duration::try_from_secs_f64(seconds.min(f64::from(u32::MAX))).ok()
}

/// An HTTP date, also in one of the two old forms (RFC 9110, 5.6.7).
fn read_date(text: &str) -> Option<jiff::Timestamp> {
    let usual = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok();
    let old = |form| {
        let date = jiff::civil::DateTime::strptime(form, text.trim()).ok()?;
        Some(date.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
    };
    usual.or_else(|| old("%A, %d-%b-%y %H:%M:%S GMT")).or_else(|| old("%a %b %e %H:%M:%S %Y"))
}

impl Evidence<'_> {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| *value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now: jiff::Timestamp = "2025-01-01T00:00:00Z".parse().unwrap_or_default();
        let read = |text| read_retry_after(text, now);
        assert_eq!(read("2"), Some(Duration::from_secs(2)));
        assert_eq!(read("1.5"), Some(Duration::from_millis(1500)));
        assert_eq!(read("Wed, 01 Jan 2025 00:00:10 GMT"), Some(Duration::from_secs(10)));
        assert_eq!(read("Wed, 01 Jan 2020 00:00:10 GMT"), Some(Duration::ZERO));
        assert_eq!(read("Wednesday, 01-Jan-25 00:00:10 GMT"), Some(Duration::from_secs(10)));
        assert_eq!(read("Wed Jan  1 00:00:10 2025"), Some(Duration::from_secs(10)));
        assert_eq!(read("soon"), None);
        assert_eq!(read("-1"), None);
    }
}
