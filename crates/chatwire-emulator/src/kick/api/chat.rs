//! Sending and deleting chat messages.

use serde_json::json;

use super::ask::{Answer, Ask, Refusal, Reply};
use crate::kick::fields::is_uuid;
use crate::kick::happening::Happening;
use crate::kick::state::Badge;

/// Characters of a message.
const LONGEST: usize = 500;

/// A bot's message always goes to the channel of the token, whatever the body names; a user's goes anywhere.
pub(super) fn send(ask: &mut Ask<'_>) -> Answer {
    ask.body.object()?;
    let content = ask.body.text("content", LONGEST)?.filter(|content| !content.is_empty());
    let content = content.ok_or_else(|| Refusal::bad("content is required"))?.to_owned();
    let me = ask.me().cloned().ok_or(Refusal::Forbidden)?;
    let (room, sender) = match ask.body.text("type", LONGEST)? {
        Some("bot") if !ask.inner.settings.bot => return Err(Refusal::bad("Channel not found")),
        Some("bot") => {
            let bot = ask.inner.state.someone("chatwire-bot").user_id;
            if let Some(bot) = ask.inner.state.by_id_mut(bot).filter(|bot| bot.badges.is_empty()) {
                let (kind, text) = ("bot".to_owned(), "Bot".to_owned());
                bot.badges.push(Badge { kind, text, count: None });
            }
            (me.user_id, bot)
        }
        Some("user") => {
            let room = ask.body.required("broadcaster_user_id")?;
            if ask.inner.state.by_id(room).is_none() {
                return Err(Refusal::NotFound);
            }
            (room, me.user_id)
        }
        _ => return Err(Refusal::bad("type must be user or bot")),
    };
    let reply_to = match ask.body.text("reply_to_message_id", LONGEST)? {
        None => None,
        Some(id) if !is_uuid(id) => return Err(Refusal::bad("Invalid reply_to_message_id")),
        Some(id) => {
            let message = ask.inner.state.message(id).filter(|message| message.room == room);
            Some(message.map(|message| message.id.clone()).ok_or(Refusal::NotFound)?)
        }
    };
    if ask.inner.state.is_banned(room, sender) {
        return Err(Refusal::bad("User is banned from the chat"));
    }
    let id = ask.inner.say(room, sender, &content, reply_to.as_deref());
    Ok(Reply::Data(json!({"is_sent": true, "message_id": id})))
}

pub(super) fn delete(ask: &mut Ask<'_>) -> Answer {
    if !is_uuid(&ask.id) {
        return Err(Refusal::bad("Invalid message id"));
    }
    let room = ask.inner.state.message(&ask.id).ok_or(Refusal::NotFound)?.room;
    if !ask.may_moderate(room) {
        return Err(Refusal::Forbidden);
    }
    let message_id = ask.id.clone();
    ask.inner.state.messages.retain(|message| message.id != message_id);
    ask.inner.tell(room, Happening::Deleted { message_id });
    Ok(Reply::Nothing)
}
