//! What is known of a vector before its call is made, and the comparisons after it.

use serde_json::{Map, Value};

use crate::adapter::{Adapter, Files};
use crate::compare::result::{self, Outcome};
use crate::compare::{Differences, request};
use crate::divergence::InForce;
use crate::divergence::claim::{self, Evidence};
use crate::divergence::predicate::{BodyIs, CallIs, Facts, FaultIs, LabelIs, RecordedIs};
use crate::server::Seen;
use crate::spec::{Answer, Args, Context, Detail, Method, Reading};
use crate::vector::{Recorded, ScriptedResponse, Vector};

/// A vector with everything that the tables say about its call.
pub(super) struct Known<'a> {
    pub(super) vector: &'a Vector,
    pub(super) method: &'static Method,
    pub(super) args: &'a Args,
    pub(super) options: &'a Map<String, Value>,
    pub(super) files: &'a Files,
}

impl Known<'_> {
    fn context(&self) -> Context<'_> {
        Context { args: self.args, options: self.options, file: self.files.content() }
    }

    fn first(&self) -> Option<&ScriptedResponse> {
        self.vector.responses.first()
    }

    pub(super) fn facts(&self, adapter: Adapter) -> Facts<'_> {
        let fault = self.fault();
        let lost = matches!(fault, FaultIs::Drop | FaultIs::Cut | FaultIs::Late);
        let body = match self.reading() {
            _ if lost => Some(BodyIs::Lost),
            Some(Reading::Empty) => Some(BodyIs::Empty),
            Some(Reading::Unreadable) => Some(BodyIs::Unreadable),
            Some(Reading::Readable(..)) => Some(BodyIs::Readable),
            None => None,
        };
        Facts {
            group: adapter.group(),
            method: self.method.name,
            recorded: self.recorded(),
            // An answer that never arrives whole has no status to speak of.
            status: self.first().filter(|_| !lost).and_then(|answer| answer.status),
            body,
            label: self.first().map(label_of),
            fault,
            call: self.properties(),
        }
    }

    fn recorded(&self) -> Option<RecordedIs> {
        match self.vector.recorded() {
            Recorded::Ok(_) => Some(RecordedIs::Ok),
            Recorded::Error(error)
                if result::recorded_kinds(error, self.constructs()).is_empty() =>
            {
                Some(RecordedIs::Crash)
            }
            Recorded::Error(_) => Some(RecordedIs::Error),
            Recorded::Nothing => None,
        }
    }

    fn constructs(&self) -> bool {
        matches!(self.method.answer, Answer::Nothing)
    }

    fn fault(&self) -> FaultIs {
        let Some(answer) = self.first() else {
            let pure = matches!(self.method.answer, Answer::Pure(..) | Answer::Nothing);
            return if pure { FaultIs::None } else { FaultIs::Refused };
        };
        let late = match (answer.delay, self.vector.timeout()) {
            (Some(delay), Some(timeout)) => delay >= timeout,
            _ => answer.none,
        };
        if answer.drop {
            FaultIs::Drop
        } else if late {
            FaultIs::Late
        } else if answer.fake_len.is_some() {
            FaultIs::Cut
        } else {
            FaultIs::None
        }
    }

    /// The first answer as the specification reads it, or the argument in its place.
    fn reading(&self) -> Option<Reading> {
        if let Answer::Pure(name, read) = self.method.answer {
            return Some(read(self.args.get(name).unwrap_or(&Value::Null)));
        }
        Some(self.method.read(&text_of(self.first()?)))
    }

    fn properties(&self) -> Vec<CallIs> {
        let id = self.method.path_id(self.args).unwrap_or_default();
        let nameless = |data: &Value| {
            data.is_object() && data.get("event_type").and_then(Value::as_str).is_none()
        };
        [
            (CallIs::NoCredential, self.has_no_credential()),
            (CallIs::Untyped, self.method.is_untyped(self.args)),
            (CallIs::BeyondLimits, self.method.is_refused(&self.context())),
            (CallIs::ReservedInPath, id.contains(['/', '?', '#', '%', '\\'])),
            (CallIs::LeftOut, self.leaves_out()),
            (CallIs::NamelessEvent, self.args.get("webhook_data").is_some_and(nameless)),
        ]
        .into_iter()
        .filter_map(|(property, holds)| holds.then_some(property))
        .collect()
    }

    fn has_no_credential(&self) -> bool {
        let given = if self.constructs() { self.args } else { self.options };
        let blank = |key: &Value| key.as_str().is_none_or(str::is_empty);
        ["api_key", "token"].iter().any(|name| given.get(*name).is_some_and(blank))
    }

    /// Arguments that were given and are fields of the request.
    fn fields(&self) -> Vec<(&'static str, Value)> {
        let params = self.method.params.iter().filter(|param| param.is_field);
        params
            .filter_map(|param| Some((param.name, self.args.get(param.name)?.clone())))
            .filter(|(_, value)| !value.is_null())
            .collect()
    }

    fn leaves_out(&self) -> bool {
        let body = self.vector.requests.first().and_then(|request| request.body_json.as_ref());
        body.and_then(Value::as_object)
            .is_some_and(|body| self.fields().iter().any(|(name, _)| !body.contains_key(*name)))
    }

    pub(super) fn compare_plainly(&self, ours: &Outcome, seen: &Seen) -> Differences {
        let mut out = Differences::new();
        request::requests(&self.vector.requests, &seen.requests, &mut out);
        self.add_troubles(seen, &mut out);
        self.compare_outcome(ours, &mut out);
        out
    }

    pub(super) fn compare_with(
        &self,
        rules: InForce<'_>,
        ours: &Outcome,
        seen: &Seen,
        adapter: Adapter,
    ) -> Differences {
        let evidence = self.evidence(adapter);
        let mut out = Differences::new();
        match rules.requests.and_then(|rule| rule.expect.requests.as_ref()) {
            Some(claim) => {
                let wanted = claim.expected(&self.vector.requests, &evidence);
                request::requests(&wanted, &seen.requests, &mut out);
            }
            None => request::requests(&self.vector.requests, &seen.requests, &mut out),
        }
        self.add_troubles(seen, &mut out);
        match rules.outcome {
            Some(rule) => {
                claim::outcome(&rule.expect, &evidence, ours, &mut out);
                if rule.expect.as_recorded {
                    self.compare_outcome(ours, &mut out);
                }
            }
            None => self.compare_outcome(ours, &mut out),
        }
        out
    }

    /// A client that gives up in the middle of a cut-off exchange is no trouble; broken HTTP is.
    fn add_troubles(&self, seen: &Seen, out: &mut Differences) {
        for trouble in &seen.troubles {
            out.add("server", trouble);
        }
    }

    fn compare_outcome(&self, ours: &Outcome, out: &mut Differences) {
        if self.vector.is_reference_bug() {
            return;
        }
        match (self.vector.recorded(), ours) {
            (Recorded::Ok(wanted), Outcome::Ok { value, invalid }) => {
                result::ok(wanted, value, &|field| self.method.default_of(field), out);
                if *invalid > 0 {
                    out.expected("result.invalid", 0, invalid);
                }
            }
            (Recorded::Error(wanted), Outcome::Error(error)) => {
                result::error(wanted, error, self.constructs(), out)
            }
            (Recorded::Ok(wanted), Outcome::Error(error)) => {
                out.expected("result", wanted, result::describe(error))
            }
            (Recorded::Error(wanted), Outcome::Ok { value, .. }) => {
                let name = wanted.get("type").and_then(Value::as_str).unwrap_or_default();
                out.expected("result", format!("an error ({name})"), value);
            }
            (Recorded::Nothing, _) => out.add("result", "the record has neither ok nor error"),
        }
    }

    fn evidence(&self, adapter: Adapter) -> Evidence<'_> {
        let detail =
            match self.first().map(|answer| serde_json::from_slice::<Value>(&text_of(answer))) {
                Some(Ok(body)) => (adapter.platform().detail)(&body),
                _ => Detail::default(),
            };
        let headers = self.first().map(|answer| &answer.headers);
        Evidence {
            status: self.first().and_then(|answer| answer.status),
            headers: headers
                .into_iter()
                .flatten()
                .map(|(name, value)| (name.to_ascii_lowercase(), value.as_str()))
                .collect(),
            reading: self.reading(),
            detail,
            arguments: self.fields(),
            escaped_path: self.method.escaped_path(&self.context()),
            method: self.method,
        }
    }
}

fn text_of(answer: &ScriptedResponse) -> Vec<u8> {
    match (&answer.text, &answer.json) {
        (Some(text), _) => text.clone().into_bytes(),
        (None, Some(value)) => value.to_string().into_bytes(),
        (None, None) => Vec::new(),
    }
}

/// `application/json` and its relatives; a JSON body without a header of its own is labelled so.
fn label_of(answer: &ScriptedResponse) -> LabelIs {
    let header = answer.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let essence = header
        .map(|(_, value)| value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    match essence {
        Some(essence) if essence == "application/json" || essence.ends_with("+json") => {
            LabelIs::Json
        }
        None if answer.json.is_some() => LabelIs::Json,
        _ => LabelIs::Other,
    }
}
