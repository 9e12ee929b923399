//! What a rule claims of requests.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::claim::Evidence;
use crate::compare::Differences;
use crate::server::SeenRequest;
use crate::vector::RecordedRequest;

/// Which requests are made.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RequestClaim {
    /// Only the first so many of the recorded ones.
    pub count: Option<usize>,
    /// The recorded query in the order of the call's parameters.
    #[serde(default)]
    pub query_in_order: bool,
    /// The id is one encoded segment of the path, and there is no query.
    #[serde(default)]
    pub escaped_path: bool,
    /// Another body than the recorded one.
    pub body: Option<BodyClaim>,
    /// Recorded headers that ours does not send: they are not compared.
    #[serde(default)]
    pub without_headers: Vec<String>,
    /// These instead of the recorded ones: `METHOD /path`, where `{id}` is the id of the call.
    #[serde(default)]
    pub made: Vec<String>,
    /// Fields of the body of what is `made`, unless they were given.
    #[serde(default)]
    pub with: Map<String, Value>,
    /// Query of what is `made`.
    #[serde(default)]
    pub query: Vec<(String, String)>,
    /// The arguments that were given are the query of what is `made`.
    #[serde(default)]
    pub arguments_in_query: bool,
    /// Look-ups as the specification has them: each name once, in lower case, until an answer decides.
    #[serde(default)]
    pub lookups: bool,
    /// The account stands in the query, under this name.
    pub account_in_query: Option<String>,
    /// Afterwards at least one of these, in any order and number.
    #[serde(default)]
    pub then: Vec<String>,
    /// Afterwards any of these, in any order and number, or none.
    #[serde(default)]
    pub may: Vec<String>,
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
    /// The arguments that were given, nothing else.
    Arguments,
    /// The recorded object without fields that are `false`.
    WithoutFalse,
    /// The recorded object without fields that are null, its own and those of rows in its lists.
    WithoutNull,
    /// The recorded object with digits as the numbers that they are.
    Numbers,
}

impl RequestClaim {
    pub(super) fn is_empty(&self) -> bool {
        self.count.is_none()
            && !self.escaped_path
            && !self.query_in_order
            && self.body.is_none()
            && self.without_headers.is_empty()
            && self.made.is_empty()
            && self.then.is_empty()
            && self.may.is_empty()
            && !self.lookups
            && self.account_in_query.is_none()
    }

    /// The requests that ours must make, from the recorded ones.
    #[must_use]
    pub fn expected(
        &self,
        recorded: &[RecordedRequest],
        evidence: &Evidence<'_>,
    ) -> Vec<RecordedRequest> {
        let count = self.count.unwrap_or(recorded.len());
        let mut wanted: Vec<RecordedRequest> = if self.made.is_empty() {
            recorded.iter().take(count).cloned().collect()
        } else {
            self.made.iter().map(|line| self.make(line, evidence)).collect()
        };
        for request in &mut wanted {
            if let Some(path) = evidence.escaped_path.as_ref().filter(|_| self.escaped_path) {
                request.path.clone_from(path);
                request.query.clear();
            }
            if self.query_in_order {
                let place = |name: &str| evidence.method.params.iter().position(|p| p.name == name);
                request.query.sort_by_key(|(name, _)| place(name));
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
                Some(BodyClaim::Arguments) => {
                    let mut body = self.with.clone();
                    for (name, value) in &evidence.arguments {
                        body.insert((*name).to_owned(), value.clone());
                    }
                    request.body_json = Some(Value::Object(body));
                }
                Some(BodyClaim::WithoutFalse) => {
                    if let Some(Value::Object(body)) = &mut request.body_json {
                        body.retain(|_, value| *value != Value::Bool(false));
                    }
                }
                Some(BodyClaim::WithoutNull) => {
                    if let Some(Value::Object(body)) = &mut request.body_json {
                        body.retain(|_, value| !value.is_null());
                        let rows = body.values_mut().filter_map(Value::as_array_mut).flatten();
                        for row in rows.filter_map(Value::as_object_mut) {
                            row.retain(|_, value| !value.is_null());
                        }
                    }
                }
                Some(BodyClaim::Numbers) => {
                    if let Some(Value::Object(body)) = &mut request.body_json {
                        for (_, value) in body.iter_mut().filter(|(name, _)| name.ends_with("_id"))
                        {
                            let number = value.as_str().and_then(|text| text.parse::<u64>().ok());
                            *value = number.map_or_else(|| value.clone(), Value::from);
                        }
                    }
                }
                None => {}
            }
            if let (Some(name), Some(account)) = (&self.account_in_query, &evidence.account) {
                request.query.push((name.clone(), account.clone()));
            }
            request.headers.retain(|name, _| !self.without_headers.contains(name));
        }
        wanted
    }

    fn make(&self, line: &str, evidence: &Evidence<'_>) -> RecordedRequest {
        let (method, path) = line.split_once(' ').unwrap_or(("", line));
        let path = evidence.escaped_path.as_ref().filter(|_| path.contains("{id}"));
        let given = evidence.arguments.iter().filter(|_| self.arguments_in_query);
        let given = given.map(|(name, value)| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            ((*name).to_owned(), text)
        });
        RecordedRequest {
            method: method.to_owned(),
            path: path
                .map_or_else(|| line.trim_start_matches(method).trim().to_owned(), Clone::clone),
            query: self.query.iter().cloned().chain(given).collect(),
            ..RecordedRequest::default()
        }
    }

    /// Splits what was seen: the part that [`expected`](Self::expected) is about, and what may follow.
    ///
    /// What must not follow is a difference.
    #[must_use]
    pub fn split<'a>(
        &self,
        wanted: usize,
        seen: &'a [SeenRequest],
        out: &mut Differences,
    ) -> &'a [SeenRequest] {
        if self.then.is_empty() && self.may.is_empty() {
            return seen;
        }
        let (first, then) = seen.split_at(wanted.min(seen.len()));
        if then.is_empty() && !self.then.is_empty() {
            out.expected("requests", format!("further ones: {}", self.then.join(", ")), "none");
        }
        for request in then {
            let line = format!("{} {}", request.method, request.path);
            if !self.then.contains(&line) && !self.may.contains(&line) {
                out.add("requests", format!("{line} has no business here"));
            }
        }
        first
    }
}
