//! The browser extension's spelling of the Characters API.

use serde_json::{Map, Value};

/// Names that are not simply camel case of the Python ones.
const OTHER_NAMES: &[(&str, &str)] =
    &[("id", "followup_id"), ("parentRef", "parent_comment_ref"), ("dataB64", "data")];

/// What the extension's settings and defaults add to every call of the kind.
const PLATFORM: &str = "instagram";
const LIMIT: u32 = 50;
const OWN_USERNAME: &str = "ava.daily";

/// Python names, the settings added, and the testing mode of a call moved to the options.
pub(super) fn spell(
    method: &str,
    args: &Value,
    options: &Map<String, Value>,
) -> (Value, Map<String, Value>) {
    let Value::Object(args) = args else { return (args.clone(), options.clone()) };
    let pure = method == "followup.bubbles";
    let mut options = options.clone();
    let mut spelled = Map::new();
    for (name, value) in args {
        // A follow-up itself has its own `id`.
        let other = OTHER_NAMES.iter().find(|(own, _)| own == name && !pure);
        match other.map_or_else(|| snake(name), |(_, python)| (*python).to_owned()) {
            mode if mode == "mode" => {
                options.insert(mode, value.clone());
            }
            name => {
                spelled.insert(name, value.clone());
            }
        }
    }
    if !pure && method != "followups.ack" {
        spelled.entry("platform").or_insert_with(|| PLATFORM.into());
    }
    if matches!(method, "chat" | "trigger" | "outreach" | "followups.list") {
        spelled.entry("own_username").or_insert_with(|| OWN_USERNAME.into());
    }
    if method == "followups.list" {
        spelled.entry("limit").or_insert_with(|| LIMIT.into());
    }
    (Value::Object(spelled), options)
}

fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}
