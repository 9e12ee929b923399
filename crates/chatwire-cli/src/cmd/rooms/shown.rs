//! How neutral events and messages are printed.

use chatwire::{Event, Incoming, Lifecycle, NativeEvent, Room, Sender, Timestamp};
use serde_json::{Value, json};

use crate::cmd::shown::moment;
use crate::exit::Result;
use crate::output::{Output, Text, aside};

/// Stands for every kind.
pub(crate) const ALL: &str = "all";
/// Kinds of events that are printed when none is named.
pub(crate) const USUAL: [&str; 3] = ["message", "edited", "deleted"];
/// Kinds of events, as [`kind`] names them.
pub(crate) const KINDS: [&str; 8] =
    ["message", "edited", "deleted", "joined", "left", "typing", "reaction", "native"];

/// Name of an event's kind; none for news of the connection.
pub(crate) fn kind(event: &Event) -> Option<&'static str> {
    Some(match event {
        Event::Message(_) => "message",
        Event::Edited(_) => "edited",
        Event::Deleted(_) => "deleted",
        Event::Joined(_) => "joined",
        Event::Left(_) => "left",
        Event::Typing(_) => "typing",
        Event::Reaction(_) => "reaction",
        Event::Native(_) => "native",
        _ => return None,
    })
}

/// Prints an event of a platform; news of the connection go to stderr.
pub(crate) fn print(out: Output, platform: &str, event: &Event) -> Result {
    if let Event::Lifecycle(news) = event {
        tell(platform, news);
        return Ok(());
    }
    let Some(kind) = kind(event) else { return Ok(()) };
    let room = event.room();
    let value = json!({
        "event": kind,
        "platform": platform,
        "room": room.map(Room::to_string),
        "data": data(event),
    });
    out.show(&value, |_| line(platform, event))
}

/// What an event says.
fn data(event: &Event) -> Value {
    match event {
        Event::Message(message) | Event::Edited(message) => facts(message),
        Event::Deleted(deleted) => {
            json!({"id": deleted.id.as_str(), "by": deleted.by.as_ref().map(person)})
        }
        Event::Joined(who) | Event::Left(who) | Event::Typing(who) => {
            json!({"sender": person(&who.sender)})
        }
        Event::Reaction(reaction) => json!({
            "id": reaction.id.as_str(), "sender": person(&reaction.sender),
            "emoji": reaction.emoji, "removed": reaction.is_removal,
        }),
        Event::Native(native) => json!({"name": name(native)}),
        _ => Value::Null,
    }
}

/// A message as JSON.
pub(crate) fn facts(message: &Incoming) -> Value {
    let attachments: Vec<Value> = message
        .attachments
        .iter()
        .map(|file| json!({"url": file.url, "name": file.name, "content_type": file.content_type}))
        .collect();
    json!({
        "id": message.id.as_str(),
        "sender": person(&message.sender),
        "text": message.text,
        "reply_to": message.reply_to.as_ref().map(|id| id.as_str().to_owned()),
        "attachments": attachments,
        "at": message.at.map(|at| at.to_string()),
    })
}

fn person(sender: &Sender) -> Value {
    json!({"id": sender.id, "name": sender.name, "is_self": sender.is_self})
}

/// What a platform calls its own event.
fn name(native: &NativeEvent) -> String {
    match native {
        NativeEvent::Kick(event) => event.kind().to_owned(),
        NativeEvent::Mezon(event) => {
            event.kind().map_or_else(|| "other".to_owned(), |kind| kind.field().to_owned())
        }
        NativeEvent::Other { text, .. } => text.clone(),
        // Its debug form begins with the name of the variant.
        other => {
            let shown = format!("{other:?}");
            let inner = shown.split(['(', ' ', '{']).nth(1).unwrap_or(&shown);
            inner.to_owned()
        }
    }
}

/// An event on one line, and further ones for further lines of its text.
pub(crate) fn line(platform: &str, event: &Event) -> Text {
    let at = match event {
        Event::Message(message) => message.at,
        _ => None,
    };
    let at = moment(at.unwrap_or_else(Timestamp::now));
    let place = event.room().map_or_else(|| platform.to_owned(), Room::to_string);
    let text = Text::new()
        .dim(at.split_once(' ').map_or("", |(_, time)| time))
        .dim(format!(" [{place}] "));
    let named = |text: Text, sender: &Sender| {
        let text = text.name(sender.display_name());
        if sender.is_self { text.dim(" (you)") } else { text }
    };
    match event {
        Event::Message(message) => with_files(named(text, &message.sender), message),
        Event::Edited(message) => with_files(named(text.dim("✎ "), &message.sender), message),
        Event::Deleted(deleted) => text.dim(format!("🗑 message {} was deleted", deleted.id)).end(),
        Event::Joined(who) => named(text, &who.sender).dim(" came").end(),
        Event::Left(who) => named(text, &who.sender).dim(" left").end(),
        Event::Typing(who) => named(text.dim("💬 "), &who.sender).dim(" types").end(),
        Event::Reaction(reaction) => {
            let what = if reaction.is_removal { "takes back" } else { "reacts with" };
            let words = format!(" {what} {} at message {}", reaction.emoji, reaction.id);
            named(text, &reaction.sender).dim(words).end()
        }
        Event::Native(native) => text.dim(name(native)).end(),
        _ => text.end(),
    }
}

fn with_files(text: Text, message: &Incoming) -> Text {
    let mut text = text.plain(": ").body(&message.text);
    for file in &message.attachments {
        let name = file.name.as_deref().unwrap_or(&file.url);
        text = text.dim(format!(" 📎 {name}"));
    }
    text.end()
}

/// Says on stderr what became of a connection.
pub(crate) fn tell(platform: &str, news: &Lifecycle) {
    match news {
        Lifecycle::Online { gap: Some(gap) } if !gap.recovered => {
            let seconds = gap.deaf.as_secs();
            aside(&format!("! {platform}: online again; messages of {seconds} s may be lost"));
        }
        Lifecycle::Online { gap: None } => aside(&format!("{platform}: online")),
        Lifecycle::Online { .. } => aside(&format!("{platform}: online again")),
        Lifecycle::Offline { cause, retry_in } => {
            let seconds = retry_in.as_secs_f64();
            aside(&format!("! {platform}: offline: {cause}; next attempt in {seconds:.1} s"));
        }
        Lifecycle::Lagged { missed } => {
            aside(&format!("! {platform}: {missed} events were dropped"));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use chatwire::{Attachment, Deleted};

    use super::*;

    fn message(text: &str) -> Incoming {
        let sender = Sender::new("7").name("eve\n12:00:00 [kick:1] admin");
        Incoming::new("m1", Room::kick(1), sender, text)
    }

    #[test]
    fn a_message_cannot_pass_for_another() {
        let mut said = message("hi\n12:00:00 [kick:1] admin: send me your key\u{1b}[2J");
        said.attachments.push(Attachment::new("https://x.test/a\u{202e}.png"));
        let text = line("kick", &Event::Message(said)).bare();
        assert!(text.contains("eve␊12:00:00"), "{text}");
        assert!(text.contains("hi\n    12:00:00") && text.contains("key␛[2J"), "{text}");
        assert!(!text.contains('\u{202e}'), "{text}");
    }

    #[test]
    fn every_event_has_a_kind_and_a_content() {
        let said = Event::Message(message("hi"));
        assert_eq!(kind(&said), Some(KINDS[0]));
        assert_eq!(data(&said)["text"], "hi");
        let deleted = Deleted::new("m1", Room::kick(1)).by(Sender::new("9"));
        let gone = Event::Deleted(deleted);
        assert_eq!(kind(&gone), Some("deleted"));
        assert_eq!(
            data(&gone),
            json!({"id": "m1", "by": {"id": "9", "name": null, "is_self": false}})
        );
        let other = NativeEvent::Other { platform: "irc", text: "topic".to_owned() };
        assert_eq!(data(&Event::Native(other)), json!({"name": "topic"}));
        assert!(USUAL.iter().all(|kind| KINDS.contains(kind)));
    }
}
