//! Conversations: lists of messages that belong to the user who made them.

use http::StatusCode;
use serde_json::{Value, json};

use super::super::role::Role;
use super::super::state::{Conversation, cut, pagination};
use super::fields::Fields;
use super::{Answer, Ask, Refusal, Reply};

/// A live connection can store a title that no answer can hold.
fn show(conversation: &Conversation) -> Result<Value, Refusal> {
    if conversation.is_sound() { Ok(conversation.json()) } else { Err(Refusal::Crash) }
}

pub(super) fn unknown(id: &str) -> Refusal {
    Refusal::missing(format!("Conversation {id} not found"))
}

fn of_path<'a>(ask: &'a Ask<'_>) -> Result<&'a Conversation, Refusal> {
    let found = ask.inner.state.conversations.iter().find(|each| each.id == ask.id);
    let conversation = found.ok_or_else(|| unknown(&ask.id))?;
    // Reading it from the store is what fails, whoever asks.
    if conversation.is_sound() { Ok(conversation) } else { Err(Refusal::Crash) }
}

fn messages_exist(ask: &Ask<'_>, ids: &[String]) -> Result<(), Refusal> {
    match ids.iter().find(|id| ask.inner.state.message(id).is_none()) {
        None => Ok(()),
        Some(id) => Err(Refusal::missing(format!("Message {id} not found"))),
    }
}

pub(super) fn create(ask: &mut Ask<'_>) -> Answer {
    let me = ask.me()?;
    let mut fields = Fields::of(ask.body.as_ref())?;
    let title = fields.optional_text("title", 1, 200);
    let description = fields.optional_text("description", 1, usize::MAX);
    let message_ids = fields.uuids("message_ids").unwrap_or_default();
    fields.done()?;
    messages_exist(ask, &message_ids)?;
    let made =
        ask.inner.state.add_conversation(ask.clock, &me.username, title, description, message_ids);
    Reply::created(made.json())
}

pub(super) fn list(ask: &mut Ask<'_>) -> Answer {
    let me = ask.me()?;
    let page = ask.page(Some((1, 100)))?;
    let all = ask.inner.state.conversations_of(&me.username, me.role == Role::Viewer);
    let shown: Vec<Value> =
        cut(&all, &page).iter().map(|each| show(each)).collect::<Result<_, _>>()?;
    let pagination = pagination(all.len(), shown.len(), &page);
    Reply::ok(json!({"conversations": shown, "pagination": pagination}))
}

pub(super) fn get(ask: &mut Ask<'_>) -> Answer {
    let me = ask.me()?;
    let conversation = of_path(ask)?;
    if conversation.created_by != me.username && me.role != Role::Viewer {
        return Err(Refusal::forbidden("You can only view your own conversations"));
    }
    Reply::ok(conversation.json())
}

pub(super) fn update(ask: &mut Ask<'_>) -> Answer {
    let me = ask.me()?;
    let mut fields = Fields::of(ask.body.as_ref())?;
    let title = fields.optional_text("title", 1, 200);
    let description = fields.optional_text("description", 1, usize::MAX);
    let message_ids = fields.optional_uuids("message_ids");
    fields.done()?;
    if of_path(ask)?.created_by != me.username {
        return Err(Refusal::forbidden("You can only update your own conversations"));
    }
    messages_exist(ask, message_ids.as_deref().unwrap_or_default())?;
    if title.is_none() && description.is_none() && message_ids.is_none() {
        let text = "Failed to update conversation".to_owned();
        return Err(Refusal::Detail(StatusCode::INTERNAL_SERVER_ERROR, text));
    }
    let id = ask.id.clone();
    let found = ask.inner.state.conversations.iter_mut().find(|each| each.id == id);
    let conversation = found.ok_or_else(|| unknown(&id))?;
    conversation.title = title.or(conversation.title.take());
    conversation.description = description.or(conversation.description.take());
    if let Some(message_ids) = message_ids {
        conversation.message_ids = message_ids;
    }
    Reply::ok(conversation.json())
}

pub(super) fn delete(ask: &mut Ask<'_>) -> Answer {
    let me = ask.me()?;
    if of_path(ask)?.created_by != me.username {
        return Err(Refusal::forbidden("You can only delete your own conversations"));
    }
    ask.inner.state.conversations.retain(|each| each.id != ask.id);
    Reply::nothing()
}
