//! Bodies and queries, checked as the real server's model library checks them, with its error lists.

use serde_json::{Map, Value, json};

use super::super::role::Role;
use super::super::state::uuid;
use super::Refusal;
use super::json::Fault;

/// Logos that the server has.
pub(super) const LOGOS: [&str; 9] = [
    "claude-color.png",
    "deepseek-color.png",
    "gemini-color.png",
    "gemma-color.png",
    "grok.png",
    "kimi-color.png",
    "mistral-color.png",
    "openai.png",
    "qwen-color.png",
];
/// Longest URL, in bytes.
const URL_MAX: usize = 2083;
/// Longest emoji, in characters.
const EMOJI_MAX: usize = 10;

/// Fields of a JSON body; what is wrong with them is collected in their order.
pub(super) struct Fields<'a> {
    body: &'a Map<String, Value>,
    errors: Vec<Value>,
}

impl<'a> Fields<'a> {
    /// The body of a request, which must be an object.
    pub(super) fn of(body: Option<&'a Value>) -> Result<Self, Refusal> {
        match body {
            Some(Value::Object(body)) => Ok(Self { body, errors: Vec::new() }),
            None => Err(Refusal::invalid(vec![
                json!({"type": "missing", "loc": ["body"], "msg": "Field required", "input": null}),
            ])),
            Some(other) => Err(Refusal::invalid(vec![json!({"type": "model_attributes_type",
                "loc": ["body"], "input": other,
                "msg": "Input should be a valid dictionary or object to extract fields from"})])),
        }
    }

    /// Whether a field is there and not null.
    pub(super) fn is_set(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    fn get(&self, name: &str) -> Option<&'a Value> {
        self.body.get(name).filter(|value| !value.is_null())
    }

    fn wrong(&mut self, name: &str, kind: &str, message: &str, ctx: Option<Value>) {
        let mut error = json!({"type": kind, "loc": ["body", name], "msg": message,
            "input": self.body.get(name)});
        if let (Some(ctx), Some(error)) = (ctx, error.as_object_mut()) {
            error.insert("ctx".to_owned(), ctx);
        }
        self.errors.push(error);
    }

    /// A failure of one of the server's own checks.
    fn value_error(&mut self, name: &str, message: &str) {
        self.wrong(
            name,
            "value_error",
            &format!("Value error, {message}"),
            Some(json!({"error": {}})),
        );
    }

    fn missing(&mut self, name: &str) {
        self.errors.push(json!({"type": "missing", "loc": ["body", name],
            "msg": "Field required", "input": self.body}));
    }

    /// A text of a field that must be there; the empty text stands for what was refused.
    pub(super) fn text(&mut self, name: &str, min: usize, max: usize) -> String {
        match self.body.get(name) {
            None => {
                self.missing(name);
                String::new()
            }
            Some(Value::Null) => {
                self.wrong(name, "string_type", "Input should be a valid string", None);
                String::new()
            }
            Some(_) => self.optional_text(name, min, max).unwrap_or_default(),
        }
    }

    /// A text of a field that may be missing or null. Lengths count characters.
    pub(super) fn optional_text(&mut self, name: &str, min: usize, max: usize) -> Option<String> {
        let Some(text) = self.get(name)?.as_str() else {
            self.wrong(name, "string_type", "Input should be a valid string", None);
            return None;
        };
        let length = text.chars().count();
        let characters = |count: usize| if count == 1 { "character" } else { "characters" };
        if length < min {
            let message = format!("String should have at least {min} {}", characters(min));
            self.wrong(name, "string_too_short", &message, Some(json!({"min_length": min})));
        } else if length > max {
            let message = format!("String should have at most {max} {}", characters(max));
            self.wrong(name, "string_too_long", &message, Some(json!({"max_length": max})));
        } else {
            return Some(text.to_owned());
        }
        None
    }

    /// A web address in its normal form.
    pub(super) fn url(&mut self, name: &str) -> Option<String> {
        let Some(text) = self.get(name)?.as_str() else {
            self.wrong(name, "url_type", "URL input should be a string or URL", None);
            return None;
        };
        if text.len() > URL_MAX {
            let message = format!("URL should have at most {URL_MAX} characters");
            self.wrong(name, "url_too_long", &message, Some(json!({"max_length": URL_MAX})));
            return None;
        }
        let why = match url::Url::parse(text) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => return Some(url.into()),
            Ok(_) => {
                let schemes = json!({"expected_schemes": "'http' or 'https'"});
                let message = "URL scheme should be 'http' or 'https'";
                self.wrong(name, "url_scheme", message, Some(schemes));
                return None;
            }
            Err(_) if text.is_empty() => "input is empty".to_owned(),
            Err(error) => error.to_string(),
        };
        let message = format!("Input should be a valid URL, {why}");
        self.wrong(name, "url_parsing", &message, Some(json!({"error": why})));
        None
    }

    /// One of the server's logos.
    pub(super) fn logo(&mut self, name: &str) -> Option<String> {
        let Some(text) = self.get(name)?.as_str() else {
            self.wrong(name, "string_type", "Input should be a valid string", None);
            return None;
        };
        if LOGOS.contains(&text) {
            return Some(text.to_owned());
        }
        self.value_error(name, &format!("Logo must be one of: {}", LOGOS.join(", ")));
        None
    }

    pub(super) fn emoji(&mut self, name: &str) -> Option<String> {
        let Some(text) = self.get(name)?.as_str() else {
            self.wrong(name, "string_type", "Input should be a valid string", None);
            return None;
        };
        if text.chars().count() <= EMOJI_MAX {
            return Some(text.to_owned());
        }
        self.value_error(name, &format!("Emoji must be {EMOJI_MAX} characters or less"));
        None
    }

    pub(super) fn flag(&mut self, name: &str) -> Option<bool> {
        let on = match self.body.get(name)? {
            Value::Bool(on) => Some(*on),
            Value::Number(number) => match (number.as_f64(), number.is_f64()) {
                (Some(0.0), _) => Some(false),
                (Some(1.0), _) => Some(true),
                (_, false) => None,
                (_, true) => {
                    self.wrong(name, "bool_type", "Input should be a valid boolean", None);
                    return None;
                }
            },
            Value::String(text) => match text.to_lowercase().as_str() {
                "0" | "off" | "f" | "false" | "n" | "no" => Some(false),
                "1" | "on" | "t" | "true" | "y" | "yes" => Some(true),
                _ => None,
            },
            _ => {
                self.wrong(name, "bool_type", "Input should be a valid boolean", None);
                return None;
            }
        };
        if on.is_none() {
            let message = "Input should be a valid boolean, unable to interpret input";
            self.wrong(name, "bool_parsing", message, None);
        }
        on
    }

    /// As [`flag`](Self::flag), where null means the same as nothing.
    pub(super) fn optional_flag(&mut self, name: &str) -> Option<bool> {
        if self.is_set(name) { self.flag(name) } else { None }
    }

    /// A role, which may be missing.
    pub(super) fn role(&mut self, name: &str) -> Option<Role> {
        let role = self.body.get(name)?.as_str().and_then(Role::parse);
        if role.is_none() {
            let expected = "'admin', 'member', 'viewer' or 'bot'";
            let message = format!("Input should be {expected}");
            self.wrong(name, "enum", &message, Some(json!({"expected": expected})));
        }
        role
    }

    /// As [`role`](Self::role), where null means the same as nothing.
    pub(super) fn optional_role(&mut self, name: &str) -> Option<Role> {
        if self.is_set(name) { self.role(name) } else { None }
    }

    /// As [`role`](Self::role), where a missing one is an error.
    pub(super) fn required_role(&mut self, name: &str) -> Option<Role> {
        if self.body.contains_key(name) {
            return self.role(name);
        }
        self.missing(name);
        None
    }

    /// As [`uuids`](Self::uuids), where null means the same as nothing.
    pub(super) fn optional_uuids(&mut self, name: &str) -> Option<Vec<String>> {
        if self.is_set(name) { self.uuids(name) } else { None }
    }

    /// A list of UUIDs in their normal form; `None` when it is missing.
    pub(super) fn uuids(&mut self, name: &str) -> Option<Vec<String>> {
        let value = self.body.get(name)?;
        let Some(list) = value.as_array() else {
            self.wrong(name, "list_type", "Input should be a valid list", None);
            return None;
        };
        let mut texts = Vec::new();
        for (nth, item) in list.iter().enumerate() {
            match item.as_str() {
                Some(text) => texts.push(text),
                None => {
                    self.errors.push(json!({"type": "string_type", "loc": ["body", name, nth],
                        "msg": "Input should be a valid string", "input": item}));
                }
            }
        }
        if texts.len() == list.len()
            && let Some(bad) = texts.iter().find(|text| uuid(text).is_none())
        {
            self.value_error(name, &format!("Invalid UUID format for message_id: {bad}"));
        }
        Some(texts.into_iter().filter_map(uuid).collect())
    }

    /// A check over several fields, which only runs when each of them is right.
    pub(super) fn whole(&mut self, fails: bool, message: &str) {
        if fails && self.errors.is_empty() {
            self.errors.push(json!({"type": "value_error", "loc": ["body"], "input": self.body,
                "msg": format!("Value error, {message}"), "ctx": {"error": {}}}));
        }
    }

    /// All that is wrong, as the answer 422.
    pub(super) fn done(self) -> Result<(), Refusal> {
        if self.errors.is_empty() { Ok(()) } else { Err(Refusal::invalid(self.errors)) }
    }
}

/// A whole number of the query within bounds, or the error for the list.
pub(super) fn number(
    query: &[(String, String)],
    name: &str,
    default: i128,
    bounds: Option<(i128, i128)>,
    errors: &mut Vec<Value>,
) -> i128 {
    // The last one counts when a name comes twice.
    let Some((_, text)) = query.iter().rev().find(|(key, _)| key == name) else { return default };
    let loc = json!(["query", name]);
    let Some(number) = whole(text.trim()) else {
        errors.push(json!({"type": "int_parsing", "loc": loc, "input": text,
            "msg": "Input should be a valid integer, unable to parse string as an integer"}));
        return default;
    };
    match bounds {
        Some((low, _)) if number < low => errors.push(json!({"type": "greater_than_equal",
            "loc": loc, "input": text, "ctx": {"ge": low},
            "msg": format!("Input should be greater than or equal to {low}")})),
        Some((_, high)) if number > high => errors.push(json!({"type": "less_than_equal",
            "loc": loc, "input": text, "ctx": {"le": high},
            "msg": format!("Input should be less than or equal to {high}")})),
        _ => {}
    }
    number
}

/// A number as the model library reads it: `1_000` and `2.0` are whole. One beyond all bounds is the largest or
/// smallest there is.
fn whole(text: &str) -> Option<i128> {
    let (text, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_group =
        |group: &str| !group.is_empty() && group.bytes().all(|digit| digit.is_ascii_digit());
    let no_fraction = !fraction.is_empty() && fraction.bytes().all(|digit| digit == b'0');
    if !no_fraction || !digits.split('_').all(is_group) {
        return None;
    }
    let beyond = if text.starts_with('-') { i128::MIN } else { i128::MAX };
    Some(text.replace('_', "").parse().unwrap_or(beyond))
}

/// A body that is no JSON.
pub(super) fn json_error(fault: &Fault) -> Value {
    json!({"type": "json_invalid", "loc": ["body", fault.at], "msg": "JSON decode error",
        "input": {}, "ctx": {"error": fault.why}})
}
