//! Messages, read marks and typing.

use serde_json::json;

use super::super::role::Role;
use super::super::stamp;
use super::super::state::{Page, View, pagination};
use super::super::{BAD_TIME, Receipt};
use super::fields::Fields;
use super::{Answer, Ask, Refusal, Reply};

fn unknown(id: &str) -> Refusal {
    Refusal::missing(format!("Message {id} not found"))
}

pub(super) fn send(ask: &mut Ask<'_>) -> Answer {
    let me = ask.me()?;
    let mut fields = Fields::of(ask.body.as_ref())?;
    let content = fields.text("content", 1, 10_000);
    let to = fields.optional_text("to_username", 1, 50);
    fields.done()?;
    ask.inner.may_send(me.role, to.is_some()).map_err(Refusal::forbidden)?;
    if let Some(to) = &to {
        let Some(recipient) = ask.inner.state.named(to) else {
            return Err(Refusal::missing(format!("User {to} not found")));
        };
        if recipient.role == Role::Viewer {
            return Err(Refusal::bad(format!("Cannot send messages to viewer user {to}")));
        }
    }
    let posted = ask.inner.post(ask.clock, &me.username, to.as_deref(), &content);
    if ask.inner.settings.centrifugo_down && !ask.inner.state.release.is_direct() {
        // The message is stored by now, and its webhooks are never called.
        return Err(Refusal::Crash);
    }
    if to.is_none() && !ask.inner.state.room_is_sound() {
        // By now it is delivered, but whose webhooks are to be called cannot be read.
        return Err(Refusal::Crash);
    }
    let mut reply = Reply::created(posted.shown)?;
    reply.hooks = Some(posted.hooks);
    Ok(reply)
}

/// A page with its `since`; the empty text counts as none.
fn since_page(ask: &Ask<'_>) -> Result<Page, Refusal> {
    let mut page = ask.page(None)?;
    let since = ask.query.iter().rev().find(|(name, _)| name == "since");
    if let Some((_, since)) = since.filter(|(_, since)| !since.is_empty()) {
        page.since = Some(stamp::iso(since).ok_or_else(|| Refusal::bad(BAD_TIME))?);
    }
    Ok(page)
}

fn list(ask: &Ask<'_>, view: View<'_>, page: &Page) -> Answer {
    let (messages, total) = ask.inner.state.list(view, page);
    let pagination = pagination(total, messages.len(), page);
    Reply::ok(json!({"messages": messages, "pagination": pagination}))
}

pub(super) fn room(ask: &mut Ask<'_>) -> Answer {
    let page = since_page(ask)?;
    list(ask, View::Room, &page)
}

pub(super) fn direct(ask: &mut Ask<'_>) -> Answer {
    let me = ask.me()?;
    let page = since_page(ask)?;
    let view = if me.role == Role::Viewer { View::AllDirect } else { View::Direct(&me.username) };
    list(ask, view, &page)
}

fn unread(ask: &Ask<'_>, direct: bool) -> Answer {
    let me = ask.me()?;
    let page = ask.page(None)?;
    Reply::ok(json!(ask.inner.state.unread_page(&me.username, direct, &page)))
}

pub(super) fn unread_room(ask: &mut Ask<'_>) -> Answer {
    unread(ask, false)
}

pub(super) fn unread_direct(ask: &mut Ask<'_>) -> Answer {
    unread(ask, true)
}

pub(super) fn unread_count(ask: &mut Ask<'_>) -> Answer {
    let me = ask.me()?;
    Reply::ok(ask.inner.state.unread_count(&me.username))
}

pub(super) fn mark_read(ask: &mut Ask<'_>) -> Answer {
    let me = ask.me()?;
    ask.inner
        .read(ask.clock, &me.username, &ask.id, Receipt::ByRest)
        .ok_or_else(|| unknown(&ask.id))?;
    Reply::nothing()
}

pub(super) fn mark_all(ask: &mut Ask<'_>) -> Answer {
    let me = ask.me()?;
    let count = ask.inner.state.mark_all(&me.username);
    ask.inner.publish_no_unread(ask.clock, &me.username);
    Reply::ok(json!({"marked_as_read": count}))
}

pub(super) fn get(ask: &mut Ask<'_>) -> Answer {
    let me = ask.me()?.username;
    let message = ask.inner.state.message(&ask.id).ok_or_else(|| unknown(&ask.id))?;
    if message.to.as_ref().is_some_and(|to| *to != me && message.from != me) {
        return Err(Refusal::forbidden("You don't have permission to access this message"));
    }
    Reply::ok(ask.inner.state.shown(message))
}

pub(super) fn typing(ask: &mut Ask<'_>) -> Answer {
    let me = ask.me()?;
    let to = ask.query.iter().rev().find(|(name, _)| name == "to_username");
    let to = to.map(|(_, name)| name.as_str());
    ask.inner.publish_typing(ask.clock, &me.username, to);
    let shown = to.filter(|to| !to.is_empty()).unwrap_or("room");
    Reply::ok(json!({"status": "typing indicator sent", "to": shown}))
}
