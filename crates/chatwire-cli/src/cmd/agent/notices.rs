//! How the news of a running agent are printed.

use chatwire::{Incoming, Room};
use chatwire_agent::{Notice, Stats};
use serde_json::{Value, json};

use crate::cmd::rooms::shown::facts;
use crate::exit::Result;
use crate::output::{Output, Text, aside};

/// Prints news; what is of interest to the curious only with `verbose`.
pub(super) fn print(out: Output, platform: &str, notice: &Notice, verbose: bool) -> Result {
    match notice {
        Notice::Online => {
            aside(&format!("{platform}: online"));
            Ok(())
        }
        Notice::Offline { cause, retry_in } => {
            let seconds = retry_in.as_secs_f64();
            aside(&format!("! {platform}: offline: {cause}; next attempt in {seconds:.1} s"));
            Ok(())
        }
        Notice::Answered { room, text } => out
            .show(&named("answered", platform, Some(room), &json!({"text": text})), |_| {
                Text::new().dim(format!("[{room}] ")).name("agent").plain(": ").body(text).end()
            }),
        Notice::Failed { room, error, retry_in } => {
            let seconds = retry_in.as_secs_f64();
            aside(&format!("! {room}: no answer: {error}; next attempt in {seconds:.0} s"));
            Ok(())
        }
        Notice::DeadLetter { messages, error } => {
            let why =
                error.as_ref().map_or_else(|| "newer ones came".to_owned(), ToString::to_string);
            let messages: Vec<Value> = messages.iter().map(facts).collect();
            let data = json!({"messages": messages, "why": why});
            out.show(&named("dead_letter", platform, None, &data), |_| {
                Text::new()
                    .warning(format!("{} messages were given up: {why}", messages.len()))
                    .end()
            })
        }
        Notice::Trouble(error) => {
            aside(&format!("! {error}"));
            Ok(())
        }
        _ if verbose => curious(out, platform, notice),
        _ => Ok(()),
    }
}

fn curious(out: Output, platform: &str, notice: &Notice) -> Result {
    match notice {
        Notice::Heard(message) => {
            let value = named("heard", platform, Some(&message.room), &facts(message));
            out.show(&value, |_| {
                let text = Text::new().dim(format!("[{}] ", message.room));
                text.name(message.sender.display_name()).plain(": ").body(&message.text).end()
            })
        }
        Notice::Skipped { message, why } => {
            let data = json!({"id": message.id.as_str(), "why": why.to_string()});
            out.show(&named("skipped", platform, Some(&message.room), &data), |_| {
                Text::new()
                    .dim(format!("[{}] message {} gets no answer: {why}", message.room, message.id))
                    .end()
            })
        }
        Notice::Answering { room, count } => out
            .show(&named("answering", platform, Some(room), &json!({"count": count})), |_| {
                Text::new().dim(format!("[{room}] {count} messages go to the model")).end()
            }),
        Notice::Tool { room, name, is_failed, result } => {
            let data = json!({"name": name, "failed": is_failed, "result": result});
            out.show(&named("tool", platform, Some(room), &data), |_| {
                let text = Text::new().dim(format!("[{room}] "));
                let text = if *is_failed {
                    text.warning(format!("tool {name} failed: "))
                } else {
                    text.dim(format!("tool {name}: "))
                };
                text.dim(result).end()
            })
        }
        Notice::Silent { room, why } => {
            let data = json!({"why": why.to_string()});
            out.show(&named("silent", platform, Some(room), &data), |_| {
                Text::new().dim(format!("[{room}] no answer: {why}")).end()
            })
        }
        Notice::Read { by, message_id } => {
            let data = json!({"by": by, "id": message_id.as_str()});
            out.show(&named("read", platform, None, &data), |_| {
                Text::new().dim(format!("✓✓ {by} read message {message_id}")).end()
            })
        }
        Notice::Stats(stats) => numbers(out, stats),
        _ => Ok(()),
    }
}

/// Prints a message that still waited for its answer at the end.
pub(super) fn unanswered(out: Output, platform: &str, message: &Incoming) -> Result {
    out.show(&named("unanswered", platform, Some(&message.room), &facts(message)), |_| {
        let text = Text::new().dim(format!("[{}] ", message.room)).warning("no answer to ");
        text.name(message.sender.display_name()).plain(": ").body(&message.text).end()
    })
}

/// Prints what the agent has done so far.
pub(super) fn numbers(out: Output, stats: &Stats) -> Result {
    out.show(&json!({"event": "stats", "data": stats}), |_| {
        Text::new().lines(&stats.to_string()).end()
    })
}

fn named(event: &str, platform: &str, room: Option<&Room>, data: &Value) -> Value {
    json!({"event": event, "platform": platform, "room": room.map(Room::to_string), "data": data})
}
