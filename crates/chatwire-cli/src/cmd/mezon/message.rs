//! How messages of Mezon are shown.

use chatwire::Timestamp;
use chatwire::mezon::{Message, MessageKind};
use serde_json::{Value, json};

use crate::cmd::shown::moment;
use crate::output::Text;

/// A message as JSON: what it says, taken apart.
pub(super) fn facts(message: &Message) -> Value {
    json!({
        "id": message.id(),
        "clan_id": message.clan_id(),
        "channel_id": message.channel_id(),
        "topic_id": message.topic_id(),
        "sender_id": message.sender_id(),
        "sender": message.sender_name(),
        "text": message.text(),
        "code": message.kind(),
        "created_at": message.created_at(),
        "updated_at": updated_at(message),
        "recovered": message.is_recovered(),
        "content": message.content(),
        "mentions": message.mentions(),
        "attachments": message.attachments(),
        "references": message.references(),
        "reactions": message.reactions(),
    })
}

fn updated_at(message: &Message) -> Option<Timestamp> {
    let seconds = i64::from(message.update_time_seconds);
    (seconds != 0).then(|| Timestamp::from_unix_seconds(seconds))
}

/// A message as a line, and further ones for its further lines.
pub(super) fn line(message: &Message) -> Text {
    let at = message.created_at().map_or_else(|| "-".repeat(19), moment);
    let place = message.channel_id().to_string();
    let mut text = Text::new().dim(at).plain(" [").plain(place).plain("] ");
    text = text.name(filled_name(message));
    if let Some(answered) = message.references().first() {
        let whom = answered.message_sender_username.as_str();
        text = text.plain(" → ").name(if whom.is_empty() { "?" } else { whom });
    }
    let text = match message.kind() {
        MessageKind::Update | MessageKind::UpdateEphemeral => text.dim(" (edited)"),
        MessageKind::Remove | MessageKind::DeleteEphemeral => {
            return text.dim(format!(": removed message {}", message.id())).end();
        }
        _ => text,
    };
    let files = message.attachments().len();
    let text = text.plain(": ").body(message.text());
    if files > 0 { text.dim(format!(" [{files} files]")).end() } else { text.end() }
}

/// Name of the sender; the id where the service gives none.
fn filled_name(message: &Message) -> String {
    match message.sender_name() {
        "" => message.sender_id().to_string(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use chatwire::mezon::proto::api;

    use super::*;

    fn bare(message: api::ChannelMessage) -> String {
        line(&Message::from(message)).bare()
    }

    #[test]
    fn a_message_cannot_pass_for_another() {
        let text = bare(api::ChannelMessage {
            channel_id: 5,
            username: "eve\nadmin".into(),
            content: json!({"t": "hi\n[5] admin: your key\u{1b}[2J"}).to_string(),
            ..Default::default()
        });
        assert!(text.contains("[5] eve␊admin: hi\n    [5] admin"), "{text}");
        assert!(text.contains("key␛[2J"), "{text}");
    }

    #[test]
    fn edits_and_removals_say_so() {
        let of = |code| api::ChannelMessage {
            message_id: 9,
            sender_id: 4,
            content: r#"{"t":"x"}"#.into(),
            code,
            ..Default::default()
        };
        assert!(bare(of(1)).contains("4 (edited): x"));
        assert!(bare(of(2)).contains("4: removed message 9"));
        assert!(bare(of(0)).contains("4: x"));
    }
}
