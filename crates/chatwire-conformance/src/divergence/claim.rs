//! What a rule claims of ours, always something that can be wrong.
//!
//! Values that differ from vector to vector are named by where they come from:
//! `"response"`, `"body"`, `"header"` mean the scripted answer, read by the
//! tables in [`spec`](crate::spec); never the reference's result, never ours.

use std::time::Duration;

use chatwire_chatluck::Error;
use serde::Deserialize;
use serde_json::Value;

use crate::compare::result::{Outcome, describe, kind_of_status};
use crate::compare::{Differences, result};
use crate::spec::{Detail, Reading};
use crate::vector::RecordedRequest;

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
    /// The typed API cannot express the call; says why. The runner checks that it really cannot.
    pub not_applicable: Option<String>,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Source {
    /// The scripted answer.
    Response,
}

/// Which requests are made.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RequestClaim {
    /// Only the first so many of the recorded ones.
    pub count: Option<usize>,
    /// The id is one encoded segment of the path, and there is no query.
    #[serde(default)]
    pub escaped_path: bool,
    /// Another body than the recorded one.
    pub body: Option<BodyClaim>,
}

/// A body that differs from the recorded one.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BodyClaim {
    /// No body.
    Empty,
    /// The recorded object and every argument that was given.
    WithArguments,
}

/// How the call fails.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ErrorClaim {
    /// Name of the kind, or `status`: the kind that the answer's status stands for.
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
}

impl Claim {
    pub(super) fn rules_requests(&self) -> bool {
        self.requests.is_some()
    }

    pub(super) fn rules_outcome(&self) -> bool {
        self.ok.is_some() || self.error.is_some() || self.not_applicable.is_some()
    }

    /// What is wrong with it, if anything.
    pub(super) fn flaw(&self) -> Option<&'static str> {
        let outcomes = [self.ok.is_some(), self.error.is_some(), self.not_applicable.is_some()];
        let kind_unknown =
            |error: &ErrorClaim| error.kind != "status" && !KINDS.contains(&error.kind.as_str());
        if !self.rules_requests() && !self.rules_outcome() {
            Some("it claims nothing, so it would only excuse")
        } else if outcomes.iter().filter(|claimed| **claimed).count() > 1 {
            Some("it claims more than one outcome")
        } else if self.as_recorded && self.ok.is_none() && self.error.is_none() {
            Some("it says no more than the record")
        } else if self.not_applicable.as_ref().is_some_and(|why| why.trim().is_empty()) {
            Some("it does not say why the call is not applicable")
        } else if self.error.as_ref().is_some_and(kind_unknown) {
            Some("its kind of error does not exist")
        } else if self.requests.as_ref().is_some_and(RequestClaim::is_empty) {
            Some("it speaks of requests and claims nothing about them")
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

impl RequestClaim {
    fn is_empty(&self) -> bool {
        self.count.is_none() && !self.escaped_path && self.body.is_none()
    }

    /// The requests that ours must make, from the recorded ones.
    #[must_use]
    pub fn expected(
        &self,
        recorded: &[RecordedRequest],
        evidence: &Evidence<'_>,
    ) -> Vec<RecordedRequest> {
        let count = self.count.unwrap_or(recorded.len());
        let mut wanted: Vec<RecordedRequest> = recorded.iter().take(count).cloned().collect();
        for request in &mut wanted {
            if let Some(path) = evidence.escaped_path.as_ref().filter(|_| self.escaped_path) {
                request.path.clone_from(path);
                request.query.clear();
            }
            match self.body {
                Some(BodyClaim::Empty) => request.body_json = None,
                Some(BodyClaim::WithArguments) => {
                    if let Some(Value::Object(body)) = &mut request.body_json {
                        for (name, value) in &evidence.arguments {
                            body.insert((*name).to_owned(), value.clone());
                        }
                    }
                }
                None => {}
            }
        }
        wanted
    }
}

/// Checks the claim of an outcome.
pub fn outcome(claim: &Claim, evidence: &Evidence<'_>, ours: &Outcome, out: &mut Differences) {
    match (claim.ok.is_some(), &claim.error, ours) {
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
        let kind = match evidence.status {
            Some(status) if self.kind == "status" => format!("{:?}", kind_of_status(status)),
            _ => self.kind.clone(),
        };
        if kind != format!("{:?}", found.kind()) {
            out.expected("error.kind", kind, describe(found));
        }
        let status = self.status.and(evidence.status);
        let ours = found.status().map(|status| status.as_u16());
        if status != ours {
            out.expected("error.status", format!("{status:?}"), format!("{ours:?}"));
        }
        if self.maybe_sent != found.maybe_sent() {
            out.expected("error.maybe_sent", self.maybe_sent, found.maybe_sent());
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
        if self.detail.is_some() {
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
    Duration::try_from_secs_f64(text.parse().ok().filter(|_| plain)?).ok()
}

fn read_date(text: &str) -> Option<jiff::Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok()
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
        assert_eq!(read("soon"), None);
        assert_eq!(read("-1"), None);
    }
}
