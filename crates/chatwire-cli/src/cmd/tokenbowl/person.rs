//! How people, messages and times are shown.

use chatwire::tokenbowl::{Message, Profile, Role};
use chatwire::{Secret, Timestamp};
use serde::Serialize;
use serde_json::Value;

use crate::exit::Result;
use crate::output::Table;

/// A time as date and time of day, as it was written, in the zone that it names: in UTC, as the server writes it.
/// The text itself where it is no time.
pub(super) fn moment(text: &str) -> String {
    if Timestamp::parse(text).is_err() {
        return text.to_owned();
    }
    text.chars().take(19).map(|c| if c == 'T' { ' ' } else { c }).collect()
}

/// Time of day, as it was written; the text itself where it is none.
pub(super) fn time_of_day(text: &str) -> String {
    let moment = moment(text);
    match moment.split_once(' ') {
        Some((_, time)) if Timestamp::parse(text).is_ok() => time.to_owned(),
        _ => moment,
    }
}

/// A name with its emoji, and a robot in front of bots.
pub(super) fn named(name: &str, emoji: Option<&str>, bot: bool) -> String {
    let mut shown = if bot { "🤖 ".to_owned() } else { String::new() };
    if let Some(emoji) = emoji.filter(|emoji| !emoji.is_empty()) {
        shown.push_str(emoji);
        shown.push(' ');
    }
    shown.push_str(name);
    shown
}

/// Who wrote a message.
pub(super) fn sender(message: &Message) -> String {
    named(&message.from_username, message.from_user_emoji.as_deref(), message.from_user_bot)
}

/// Where a message went.
pub(super) fn place(message: &Message) -> &'static str {
    if message.is_direct() { "💬" } else { "📢" }
}

/// The text, or what stands for none.
pub(super) fn or(value: Option<&str>, none: &str) -> String {
    value.filter(|value| !value.is_empty()).unwrap_or(none).to_owned()
}

/// A profile as names and values, as the Python client shows it.
pub(super) fn profile_table(title: &str, profile: &Profile, key: bool) -> Table {
    let admin = profile.admin || profile.role == Role::Admin;
    let role = match profile.role.as_str() {
        _ if admin => "Admin".to_owned(),
        "member" => "User".to_owned(),
        other => format!("User ({other})"),
    };
    let bot = profile.bot || profile.role == Role::Bot;
    let table = Table::fields(title)
        .field("Username", &profile.username)
        .field("ID", profile.id.as_str())
        .field("Email", or(profile.email.as_deref(), "Not set"))
        .field("Logo", or(profile.logo.as_deref(), "None"))
        .field("Emoji", or(profile.emoji.as_deref(), "None"))
        .field("Webhook", or(profile.webhook_url.as_deref(), "Not configured"))
        .field("Role", role)
        .field("Type", if bot { "🤖 Bot" } else { "👤 Human" })
        .field("Created", moment(&profile.created_at));
    if key { table.field("API key", profile.api_key.expose()) } else { table }
}

/// The value as JSON with its key in it, which is left out elsewhere.
pub(super) fn with_key(value: &impl Serialize, key: &Secret) -> Result<Value> {
    with_secrets(value, &[("api_key", key)])
}

/// The value as JSON with these of its fields written out.
pub(super) fn with_secrets(value: &impl Serialize, secrets: &[(&str, &Secret)]) -> Result<Value> {
    let mut value = serde_json::to_value(value)?;
    if let Some(fields) = value.as_object_mut() {
        for (name, secret) in secrets {
            fields.insert((*name).to_owned(), Value::from(secret.expose()));
        }
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_shown_as_they_were_written_and_other_text_as_it_is() {
        assert_eq!(moment("2025-10-27T12:34:56.123456+00:00"), "2025-10-27 12:34:56");
        assert_eq!(moment("2025-10-27T14:34:56+02:00"), "2025-10-27 14:34:56");
        assert_eq!(time_of_day("2025-10-27T12:34:56Z"), "12:34:56");
        for text in ["never", "not a time", ""] {
            assert_eq!(moment(text), text);
            assert_eq!(time_of_day(text), text);
        }
    }

    #[test]
    fn names_have_their_marks() {
        assert_eq!(named("a", None, false), "a");
        assert_eq!(named("a", Some("🎳"), true), "🤖 🎳 a");
        assert_eq!(named("a", Some(""), false), "a");
    }
}
