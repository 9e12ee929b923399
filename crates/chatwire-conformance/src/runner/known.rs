//! What is known of a vector before its call is made, and the comparisons after it.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::command::Shown;
use super::frames;
use crate::adapter::{Adapter, Files, Replay};
use crate::compare::live::LiveOutcome;
use crate::compare::result::{self, Outcome};
use crate::compare::{Differences, request, rows};
use crate::divergence::InForce;
use crate::divergence::claim::{self, Evidence};
use crate::divergence::predicate::{BodyIs, CallIs, Facts, FaultIs, LabelIs, RecordedIs};
use crate::script::Script;
use crate::server::Seen;
use crate::spec::kick::{self, Rows};
use crate::spec::tokenbowl_command::{self as command, Asked};
use crate::spec::{Answer, Args, Context, Detail, Method, Place, Platform, Reading, kick_chat};
use crate::vector::{Recorded, ScriptedResponse, Vector};

/// A vector with everything that the tables say about its call.
pub(super) struct Known<'a> {
    pub(super) vector: &'a Vector,
    pub(super) method: &'static Method,
    pub(super) args: &'a Args,
    pub(super) options: &'a Map<String, Value>,
    pub(super) files: &'a Files,
    /// The platform's tables.
    pub(super) platform: &'static Platform,
    pub(super) adapter: Adapter,
    pub(super) script: &'a Script,
    /// The record with those look-ups alone that the specification has.
    pub(super) looked_up: Option<&'a Vector>,
}

/// What our side did, as seen from outside.
pub(super) struct Outside {
    pub(super) outcome: Outcome,
    pub(super) seen: Seen,
    /// What came of a live session.
    pub(super) live: Option<LiveOutcome>,
    /// What a program showed.
    pub(super) shown: Option<Shown>,
    /// What a store holds after the call.
    pub(super) rows: Option<Value>,
}

impl Outside {
    /// What came of reading alone.
    pub(super) fn of(outcome: Outcome) -> Self {
        Self { outcome, seen: Seen::default(), live: None, shown: None, rows: None }
    }
}

impl Known<'_> {
    fn context(&self) -> Context<'_> {
        Context { args: self.args, options: self.options, file: self.files.content() }
    }

    /// The answer to the call itself; a session asks for other things first.
    fn first(&self) -> Option<&ScriptedResponse> {
        // Of several look-ups the last one decides.
        if let Some(looked_up) = self.looked_up {
            return looked_up.responses.last();
        }
        if self.fails_to_ask_for_owner() {
            return self.vector.responses.get(1);
        }
        match self.adapter.replay(self.vector) {
            Replay::Call | Replay::Line | Replay::Elsewhere | Replay::Pictured => {
                self.vector.responses.first()
            }
            Replay::Live => self.vector.responses.last(),
            // What was prepared beyond the last request was never given.
            Replay::Command => {
                let answers = &self.vector.responses;
                let given = self.vector.requests.len().min(answers.len()).checked_sub(1);
                given.map_or_else(|| answers.last(), |last| answers.get(last))
            }
        }
    }

    /// The command with its words, where a program was run and understood them.
    fn asked(&self) -> Option<Asked<'_>> {
        let is_command = self.adapter.replay(self.vector) == Replay::Command;
        Asked::read(self.vector).filter(|_| is_command)
    }

    /// Status of the answer; one that never arrived whole has none to speak of.
    pub(super) fn status(&self) -> Option<u16> {
        self.first().filter(|_| !self.is_lost()).and_then(|answer| answer.status)
    }

    fn is_lost(&self) -> bool {
        // A refusal stays one when its body does not come whole.
        let refused = self.first().and_then(|answer| answer.status).is_some_and(|s| s >= 400);
        match self.fault() {
            FaultIs::Drop | FaultIs::Late => true,
            FaultIs::Cut => !refused,
            FaultIs::None | FaultIs::Refused => false,
        }
    }

    pub(super) fn facts(&self) -> Facts<'_> {
        let adapter = self.adapter;
        let body = match self.reading() {
            _ if self.is_lost() => Some(BodyIs::Lost),
            Some(Reading::Empty) => Some(BodyIs::Empty),
            Some(Reading::Unreadable) => Some(BodyIs::Unreadable),
            Some(Reading::Readable(..)) => Some(BodyIs::Readable),
            None => None,
        };
        Facts {
            group: adapter.group(),
            method: self.method.name,
            recorded: self.recorded(),
            status: self.status(),
            body,
            label: self.first().map(label_of),
            fault: self.fault(),
            call: self.properties(),
            frames: match (adapter, adapter.live()) {
                (Adapter::KickChat, _) => kick_chat::properties(
                    self.vector,
                    self.script,
                    &adapter.recorded_events(self.vector),
                ),
                (_, Some(live)) => {
                    frames::properties(self.script, &adapter.recorded_events(self.vector), live)
                }
                (_, None) => Vec::new(),
            },
            command: self.command(),
            case: self.cases(body),
        }
    }

    /// Properties of a command's record.
    fn cases(&self, body: Option<BodyIs>) -> Vec<&'static str> {
        let Some(asked) = self.asked() else {
            let helps = command::asks_for_help(self.vector);
            return helps.then_some("help_in_short").into_iter().collect();
        };
        let has_issues = self.first().and_then(|answer| answer.json.as_ref()?.get("detail"));
        let is_stored = self.status().is_none_or(|status| match status {
            200..=299 => body != Some(BodyIs::Readable),
            other => other >= 500,
        });
        let holds = [
            // It may have been stored, whatever the answer says.
            ("doubtful", asked.sends() && !self.vector.requests.is_empty() && is_stored),
            ("issues", has_issues.is_some_and(Value::is_array)),
            ("nothing_chosen", asked.asks_nothing()),
        ];
        holds.into_iter().filter_map(|(case, holds)| holds.then_some(case)).collect()
    }

    /// Words after the name of the program, without options and their values.
    fn command(&self) -> String {
        let words = self.args.get("argv").and_then(Value::as_array).map(Vec::as_slice);
        let words = words.unwrap_or_default().iter().skip(1).filter_map(Value::as_str);
        words.collect::<Vec<_>>().join(" ")
    }

    fn recorded(&self) -> Option<RecordedIs> {
        if let Some(exit) = self.vector.result.get("exit").and_then(Value::as_i64) {
            return Some(if exit == 0 { RecordedIs::Ok } else { RecordedIs::Error });
        }
        match self.vector.recorded() {
            Recorded::Ok(_) => Some(RecordedIs::Ok),
            Recorded::Error(_) if self.adapter.is_prescribed() => Some(RecordedIs::Error),
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
        if self.first().is_none() && self.adapter.replay(self.vector) != Replay::Call {
            let is_refused = self.asked().is_some_and(|asked| asked.meets_nobody());
            return if is_refused { FaultIs::Refused } else { FaultIs::None };
        }
        let Some(answer) = self.first() else {
            if self.is_kick() {
                // Nobody listens in none of these records: a call without an answer asks for nothing.
                return FaultIs::None;
            }
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
    pub(super) fn reading(&self) -> Option<Reading> {
        if let Answer::Pure(name, read) = self.method.answer {
            let argument = match name {
                "" => Value::Object(self.args.clone()),
                name => self.args.get(name).cloned().unwrap_or_default(),
            };
            return Some(read(&argument));
        }
        // What documents say of an answer is in their result.
        if self.adapter.is_prescribed() {
            return None;
        }
        let text = text_of(self.first()?);
        match self.asked() {
            Some(asked) => asked.reads(&text),
            None => Some(self.method.read(&text)),
        }
    }

    fn is_kick(&self) -> bool {
        matches!(self.adapter, Adapter::Kick | Adapter::KickChat | Adapter::KickDocuments)
    }

    /// Rows that the reference's tables held before.
    fn before(&self) -> Rows<'_> {
        Rows(self.vector.other.get("store_before").unwrap_or(&Value::Null))
    }

    /// Whether the token of the account has less than five minutes left by the records' clock.
    fn is_expiring(&self) -> bool {
        const LIMIT: i64 = 1_771_000_000 + 300;
        if self.platform.public.contains(&self.method.name) {
            // Nothing is carried, so nothing has to be fresh.
            return false;
        }
        let row =
            kick::account(self.args).and_then(|account| self.before().token(&account).cloned());
        row.and_then(|row| row.get(3)?.as_i64()).is_some_and(|until| until < LIMIT)
    }

    /// Whether the account is not named, and who it is has to be asked.
    fn asks_for_owner(&self) -> bool {
        self.method.name == "exchange_code" && kick::account(self.args).is_none()
    }

    /// Whether the question whose token it is gets no answer at all.
    fn fails_to_ask_for_owner(&self) -> bool {
        let answer = self.vector.responses.get(1).filter(|_| self.asks_for_owner());
        answer.is_some_and(|answer| match answer.status {
            Some(200) => answer.json.is_none(),
            // A token without the scope for channels may have that for users.
            status => !matches!(status, Some(401 | 403)),
        })
    }

    /// Whether nobody says whose token it is.
    fn has_no_owner(&self) -> bool {
        let answer = self.vector.responses.get(1);
        let id =
            answer.and_then(|answer| answer.json.as_ref()?.pointer("/data/0/broadcaster_user_id"));
        self.asks_for_owner() && !self.fails_to_ask_for_owner() && answer.is_some() && id.is_none()
    }

    /// A number that the reference sent as it was given, as text.
    fn has_number_in_text(&self) -> bool {
        let body = self.vector.requests.first().and_then(|request| request.body_json.as_ref());
        body.and_then(|body| body.get("category_id")).is_some_and(Value::is_string)
    }

    fn has_null_field(&self) -> bool {
        let has_null = |map: &Map<String, Value>| map.values().any(Value::is_null);
        let body = self.vector.requests.first().and_then(|request| request.body_json.as_ref());
        body.and_then(Value::as_object).is_some_and(|body| {
            let mut rows = body.values().filter_map(Value::as_array).flatten();
            has_null(body) || rows.any(|row| row.as_object().is_some_and(has_null))
        })
    }

    fn has_no_origin(&self) -> bool {
        let given = self.args.get("base_url").and_then(Value::as_str);
        self.constructs() && given.is_some_and(|text| !is_origin(text))
    }

    /// Whether the specification reads the answer otherwise than the reference did; a record that is marked as alike is
    /// compared as it is.
    fn is_read_otherwise(&self) -> bool {
        if self.vector.is_same() {
            return false;
        }
        let (Recorded::Ok(handed_on), Some(Reading::Readable(read, kept_aside))) =
            (self.vector.recorded(), self.reading())
        else {
            return false;
        };
        let mut differences = Differences::new();
        result::ok(handed_on, &read, &|field| self.method.default_of(field), &mut differences);
        kept_aside > 0 || !differences.is_empty()
    }

    /// Whether the reference handed fields on that nobody knows, or items that cannot be read.
    fn has_further_fields(&self) -> bool {
        let Recorded::Ok(value) = self.vector.recorded() else { return false };
        let value = kick::unwrapped(value);
        let keeps_aside = matches!(self.reading(), Some(Reading::Readable(_, aside)) if aside > 0);
        self.adapter == Adapter::Kick && (keeps_aside || kick::known(&value) != value)
    }

    fn says_grant_ended(&self) -> bool {
        let body = self.first().and_then(|answer| answer.json.as_ref());
        let form = self.vector.requests.first().and_then(|request| request.body_form.as_ref());
        let renews =
            |(name, value): &(String, String)| name == "grant_type" && value == "refresh_token";
        body.and_then(|body| body.get("error")?.as_str()) == Some("invalid_grant")
            && form.is_some_and(|pairs| pairs.iter().any(renews))
    }

    fn is_partial_grant(&self) -> bool {
        let grants = ["refresh_token", "_get_token_for_channel"].contains(&self.method.name);
        let body = self.first().and_then(|answer| answer.json.as_ref());
        grants && body.is_some_and(kick::is_partial)
    }

    /// Whether the first answer is what a browser would show.
    fn is_page(&self) -> bool {
        self.first().is_some_and(|answer| text_of(answer).trim_ascii_start().starts_with(b"<"))
    }

    fn is_no_json(&self) -> bool {
        self.first().is_some_and(|answer| {
            let text = text_of(answer);
            let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
            serde_json::from_slice::<Value>(text).is_err()
        })
    }

    /// Of the documents: a message in a user's own name, which has no channel of its own.
    fn names_no_channel(&self) -> bool {
        self.adapter == Adapter::KickDocuments
            && self.args.get("as").and_then(Value::as_str) == Some("user")
            && !self.args.contains_key("broadcaster_user_id")
    }

    fn stored_room(&self) -> Option<Value> {
        let name =
            self.args.get("username").or_else(|| self.args.get("username_or_chatroom_id"))?;
        self.before().room(name.as_str()?)
    }

    fn properties(&self) -> Vec<CallIs> {
        let id = self.method.path_id(self.args).unwrap_or_default();
        let nameless = |data: &Value| {
            data.is_object() && data.get("event_type").and_then(Value::as_str).is_none()
        };
        [
            (CallIs::NoCredential, self.has_no_credential()),
            (CallIs::NoOrigin, self.has_no_origin()),
            (CallIs::ReadOtherwise, self.is_read_otherwise()),
            (CallIs::Untyped, self.method.is_untyped(self.args)),
            (
                CallIs::BeyondLimits,
                self.method.is_refused(&self.context())
                    || self.asked().is_some_and(|asked| asked.is_refused()),
            ),
            (CallIs::ReservedInPath, id.contains(|c: char| c.is_control() || "/?#%\\".contains(c))),
            (CallIs::LeftOut, self.leaves_out()),
            (CallIs::NeedsKey, self.needs_key()),
            (CallIs::Sent, !self.vector.requests.is_empty()),
            (
                CallIs::Unsent,
                self.vector.requests.is_empty()
                    && (self.vector.responses.is_empty()
                        || self.adapter.replay(self.vector) == Replay::Command),
            ),
            (
                CallIs::Unasked,
                self.vector.requests.is_empty()
                    && !self.vector.responses.is_empty()
                    && self.adapter.replay(self.vector) == Replay::Call,
            ),
            (CallIs::Lookup, self.looked_up.is_some()),
            (CallIs::Direct, self.looked_up.is_none()),
            (CallIs::NullField, self.has_null_field()),
            (CallIs::FurtherFields, self.has_further_fields()),
            (CallIs::GrantEnded, self.says_grant_ended()),
            (CallIs::PartialGrant, self.is_partial_grant()),
            (CallIs::Page, self.is_page()),
            (CallIs::NoJson, self.is_no_json()),
            (
                CallIs::Proxied,
                self.vector.requests.iter().any(|request| request.via_proxy.is_some()),
            ),
            (CallIs::NoChannel, self.names_no_channel()),
            (CallIs::Known, self.stored_room().is_some()),
            (CallIs::Expiring, self.is_expiring()),
            (CallIs::OwnerNamed, self.method.name == "exchange_code" && !self.asks_for_owner()),
            (
                CallIs::OwnerAsked,
                self.asks_for_owner() && !self.has_no_owner() && !self.fails_to_ask_for_owner(),
            ),
            (CallIs::OwnerUnknown, self.has_no_owner()),
            (CallIs::NumberInText, self.has_number_in_text()),
            (
                CallIs::Number,
                self.args.get("username_or_chatroom_id").is_some_and(Value::is_number),
            ),
            (CallIs::NamelessEvent, self.args.get("webhook_data").is_some_and(nameless)),
        ]
        .into_iter()
        .filter_map(|(property, holds)| holds.then_some(property))
        .collect()
    }

    /// No key was given, none is in the environment, and the call is none of those that need none.
    fn needs_key(&self) -> bool {
        let public = self.platform.public;
        if self.is_kick() {
            let account = kick::account(self.args);
            return self.method.param("channel_id").is_some()
                && !public.contains(&self.method.name)
                // What renews a token can be named instead.
                && kick::is_unnamed(self.args, "refresh_token")
                && account.is_none_or(|account| self.before().token(&account).is_none());
        }
        if self.adapter.replay(self.vector) == Replay::Command {
            return self.asked().is_some_and(|asked| asked.lacks_key());
        }
        let given = self.options.get("api_key");
        let is_blank = given.is_some_and(|key| key.as_str().is_none_or(str::is_empty));
        let mut env = self.vector.environment().into_iter();
        !public.is_empty()
            && !public.contains(&self.method.name)
            && is_blank
            && !env.any(|(name, value)| name.ends_with("_API_KEY") && !value.is_empty())
    }

    fn has_no_credential(&self) -> bool {
        if self.is_kick() {
            // Settings that are missing are a fault of the call that needs them.
            return false;
        }
        if !self.platform.public.is_empty() {
            // A missing key is no fault of such a client, one that no header can carry is.
            let key = self.options.get("api_key").and_then(Value::as_str).unwrap_or_default();
            return !fits_a_header(key);
        }
        let given = if self.constructs() { self.args } else { self.options };
        let unusable =
            |key: &Value| key.as_str().is_none_or(|key| key.is_empty() || !fits_a_header(key));
        ["api_key", "token"].iter().any(|name| given.get(*name).is_some_and(unusable))
    }

    /// Arguments that were given, or have a default, and are fields of the request.
    fn fields(&self) -> Vec<(&'static str, Value)> {
        let mut fields = Vec::new();
        let mut inner: BTreeMap<&'static str, Map<String, Value>> = BTreeMap::new();
        for param in self.method.params {
            let given = self.args.get(param.name).filter(|value| !value.is_null()).cloned();
            match (param.place, given.or_else(|| param.default.map(Value::from))) {
                (Place::Field, Some(value)) => fields.push((param.name, value)),
                (Place::Inside(object), value) => {
                    inner.entry(object).or_default().extend(value.map(|v| (param.name.into(), v)));
                }
                (Place::Field | Place::Elsewhere, _) => {}
            }
        }
        fields.extend(inner.into_iter().map(|(name, map)| (name, Value::Object(map))));
        fields
    }

    fn leaves_out(&self) -> bool {
        let body = self.vector.requests.first().and_then(|request| request.body_json.as_ref());
        let Some(body) = body.and_then(Value::as_object) else { return false };
        let is_inner = |name: &str| self.method.param(name).is_none();
        self.fields().iter().any(|(name, value)| match body.get(*name) {
            None => true,
            Some(sent) => is_inner(name) && sent != value,
        })
    }

    pub(super) fn compare_plainly(&self, ours: &Outcome, seen: &Seen) -> Differences {
        let mut out = Differences::new();
        request::requests(self.vector.platform(), &self.vector.requests, &seen.requests, &mut out);
        self.add_troubles(seen, &mut out);
        self.compare_outcome(ours, &mut out);
        out
    }

    pub(super) fn compare_with(
        &self,
        rules: InForce<'_>,
        ours: &Outcome,
        seen: &Seen,
    ) -> Differences {
        let mut out = Differences::new();
        self.compare_requests(rules, seen, &mut out);
        match rules.outcome {
            Some(rule) => {
                claim::outcome(&rule.expect, &self.evidence(seen), ours, &mut out);
                if rule.expect.as_recorded {
                    self.compare_outcome(ours, &mut out);
                }
            }
            None => self.compare_outcome(ours, &mut out),
        }
        out
    }

    /// Compares the requests with the recorded ones, or with what a rule makes of them.
    pub(super) fn compare_requests(&self, rules: InForce<'_>, seen: &Seen, out: &mut Differences) {
        let (evidence, platform) = (self.evidence(seen), self.vector.platform());
        match rules.requests.and_then(|rule| rule.expect.requests.as_ref()) {
            Some(claim) => {
                let recorded = match self.looked_up {
                    Some(looked_up) if claim.lookups => &looked_up.requests,
                    _ => &self.vector.requests,
                };
                let wanted = claim.expected(recorded, &evidence);
                let first = claim.split(wanted.len(), &seen.requests, out);
                request::requests(platform, &wanted, first, out);
            }
            None => request::requests(platform, &self.vector.requests, &seen.requests, out),
        }
        self.add_troubles(seen, out);
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
                let wanted = self.adapter.unwrapped(wanted);
                let value = self.adapter.unwrapped(value);
                result::ok(&wanted, &value, &|field| self.method.default_of(field), out);
                if *invalid > 0 {
                    out.expected("result.invalid", 0, invalid);
                }
            }
            (Recorded::Error(wanted), Outcome::Error(error)) if self.adapter.is_prescribed() => {
                result::prescribed_error(wanted, error, out)
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

    fn evidence(&self, seen: &Seen) -> Evidence<'_> {
        let adapter = self.adapter;
        let body = self.first().map(text_of).unwrap_or_default();
        let detail = match serde_json::from_slice::<Value>(refusal(&body)) {
            Ok(body) => (adapter.platform().detail)(&body),
            Err(_) => Detail::default(),
        };
        let headers = self.first().map(|answer| &answer.headers);
        Evidence {
            status: self.first().and_then(|answer| answer.status),
            headers: headers
                .into_iter()
                .flatten()
                .map(|(name, value)| (name.to_ascii_lowercase(), value.as_str()))
                .collect(),
            replied: seen.statuses.last().copied(),
            reply: seen.replies.last().map(unwrapped),
            reading: self.reading(),
            detail,
            arguments: self.fields(),
            escaped_path: self.method.escaped_path(&self.context()),
            method: self.method,
            account: kick::account(self.args),
            room: self.stored_room(),
            rooms: kick::rooms(self.before(), self.looked_up),
        }
    }

    /// Compares the rows of a store with the recorded ones, or with what a rule says of them.
    pub(super) fn compare_rows(
        &self,
        rules: InForce<'_>,
        ours: Option<&Value>,
        out: &mut Differences,
    ) {
        let claim = rules.outcome.and_then(|rule| rule.expect.store);
        let wanted = match claim {
            Some(claim) => claim.rows(self.before(), self.vector, self.args),
            None if self.vector.is_reference_bug() => None,
            None => self.vector.other.get("store_after").cloned(),
        };
        let (Some(wanted), Some(ours)) = (wanted, ours) else { return };
        rows::compare(Rows(&wanted), Rows(ours), out);
    }
}

/// An answer to a frame without what says which one it answers.
fn unwrapped(reply: &Value) -> Value {
    if let Some(message) = reply.get("message") {
        return message.clone();
    }
    let mut reply = reply.clone();
    if let Some(fields) = reply.as_object_mut() {
        fields.remove("type");
        fields.remove("status");
    }
    reply
}

/// What is read of an error's body: 64 KiB at most, and no byte order mark (transport.md 2.6, 2.9).
fn refusal(body: &[u8]) -> &[u8] {
    const MOST: usize = 64 * 1024;
    let body = body.get(..MOST).unwrap_or(body);
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

/// White space at the ends is no part of a header's value.
fn fits_a_header(key: &str) -> bool {
    key.trim() == key && !key.contains(|c: char| c.is_control() && c != '\t')
}

/// Whether a key may be sent there: encrypted, or not off this machine, and the address is nothing but a place.
fn is_origin(text: &str) -> bool {
    let Ok(url) = url::Url::parse(text) else { return false };
    let is_near = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let is_plain = url.username().is_empty() && url.password().is_none();
    let ends = url.query().is_none() && url.fragment().is_none();
    (url.scheme() == "https" || (url.scheme() == "http" && is_near)) && is_plain && ends
}

fn text_of(answer: &ScriptedResponse) -> Vec<u8> {
    match (&answer.text, &answer.json) {
        (Some(text), _) => text.clone().into_bytes(),
        (None, Some(value)) => value.to_string().into_bytes(),
        // What is no base64 was refused when the scripted server was started.
        (None, None) => {
            answer.b64.as_ref().and_then(|text| STANDARD.decode(text).ok()).unwrap_or_default()
        }
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
