//! What only administrators may do.

use serde_json::{Value, json};

use super::super::role::Role;
use super::super::state::User;
use super::fields::Fields;
use super::users::{of_path, show};
use super::{Answer, Ask, Refusal, Reply};

/// Fields that `PATCH /admin/users/{id}` knows, in the order of its refusal.
const UPDATABLE: [&str; 8] =
    ["username", "email", "webhook_url", "logo", "viewer", "admin", "bot", "emoji"];

pub(super) fn users(ask: &mut Ask<'_>) -> Answer {
    let all = ask.inner.state.users.iter();
    let shown: Vec<Value> = all.map(|user| show(user, User::profile)).collect::<Result<_, _>>()?;
    Reply::ok(json!(shown))
}

pub(super) fn user(ask: &mut Ask<'_>) -> Answer {
    Reply::ok(of_path(ask)?.profile())
}

pub(super) fn update_user(ask: &mut Ask<'_>) -> Answer {
    let mut fields = Fields::of(ask.body.as_ref())?;
    // Neither length nor emptiness of the name is checked here.
    let username = fields.optional_text("username", 0, usize::MAX);
    let email = fields.optional_text("email", 0, usize::MAX);
    let webhook_url = fields.url("webhook_url");
    let logo = fields.logo("logo");
    let viewer = fields.optional_flag("viewer").unwrap_or_default();
    let admin = fields.optional_flag("admin").unwrap_or_default();
    let bot = fields.optional_flag("bot").unwrap_or_default();
    let emoji = fields.emoji("emoji");
    fields.whole(bot && logo.is_some(), "Bots can only use emoji for avatars, not logos");
    let nothing = !UPDATABLE.iter().any(|name| fields.is_set(name));
    fields.done()?;
    let target = of_path(ask)?.id.clone();
    if nothing {
        let valid = UPDATABLE.join(", ");
        let text = format!("No valid fields provided to update. Valid fields: {valid}");
        return Err(Refusal::bad(text));
    }
    if let Some(username) = &username
        && ask.inner.state.named(username).is_some_and(|holder| holder.id != target)
    {
        return Err(Refusal::taken(username));
    }
    let user = ask.inner.state.by_id_mut(&target).ok_or(Refusal::Crash)?;
    user.username = username.unwrap_or_else(|| user.username.clone());
    user.email = email.or(user.email.take());
    user.webhook_url = webhook_url.or(user.webhook_url.take());
    user.logo = logo.or(user.logo.take());
    if emoji.is_some() {
        user.set_emoji(emoji);
    }
    // A flag that is set to false does not take the role away; of several the last one in this order counts.
    for (flag, role) in [(viewer, Role::Viewer), (admin, Role::Admin), (bot, Role::Bot)] {
        if flag {
            user.role = role;
        }
    }
    if bot {
        user.logo = None;
    }
    Reply::ok(show(user, User::profile)?)
}

pub(super) fn delete_user(ask: &mut Ask<'_>) -> Answer {
    let target = of_path(ask)?.id.clone();
    ask.inner.state.users.retain(|user| user.id != target);
    Reply::nothing()
}

pub(super) fn assign_role(ask: &mut Ask<'_>) -> Answer {
    let mut fields = Fields::of(ask.body.as_ref())?;
    let role = fields.required_role("role");
    fields.done()?;
    let target = of_path(ask)?.id.clone();
    let user = ask.inner.state.by_id_mut(&target).ok_or(Refusal::Crash)?;
    user.role = role.unwrap_or(user.role);
    let (name, role) = (&user.username, user.role.name());
    let message = format!("Successfully assigned role '{role}' to user {name}");
    Reply::ok(json!({"username": name, "role": role, "message": message}))
}

pub(super) fn regenerate(ask: &mut Ask<'_>) -> Answer {
    let target = of_path(ask)?.id.clone();
    let key = ask.inner.state.new_key();
    let user = ask.inner.state.by_id_mut(&target).ok_or(Refusal::Crash)?;
    user.api_key.clone_from(&key);
    let message = format!("API key regenerated successfully for user {}", user.username);
    Reply::ok(json!({"message": message, "api_key": key}))
}

fn unknown(id: &str) -> Refusal {
    Refusal::missing(format!("Message {id} not found"))
}

pub(super) fn message(ask: &mut Ask<'_>) -> Answer {
    let message = ask.inner.state.message(&ask.id).ok_or_else(|| unknown(&ask.id))?;
    Reply::ok(ask.inner.state.shown(message))
}

pub(super) fn update_message(ask: &mut Ask<'_>) -> Answer {
    let mut fields = Fields::of(ask.body.as_ref())?;
    let content = fields.text("content", 1, 10_000);
    fields.done()?;
    let id = ask.id.clone();
    let found = ask.inner.state.messages.iter_mut().find(|message| message.id == id);
    found.ok_or_else(|| unknown(&id))?.content = content;
    message(ask)
}

pub(super) fn delete_message(ask: &mut Ask<'_>) -> Answer {
    if ask.inner.state.remove_message(&ask.id) { Reply::nothing() } else { Err(unknown(&ask.id)) }
}

pub(super) fn invite(ask: &mut Ask<'_>) -> Answer {
    let mut fields = Fields::of(ask.body.as_ref())?;
    // Neither form nor length is checked here.
    let email = fields.text("email", 0, usize::MAX);
    let role = fields.role("role").unwrap_or_default();
    fields.text("signup_url", 0, usize::MAX);
    fields.done()?;
    if !ask.inner.settings.mail {
        let text = "Email invitations are not available. Stytch is not configured.";
        return Err(Refusal::unavailable(text));
    }
    ask.inner.issue_link(&email);
    let message = format!(
        "Invitation sent successfully to {email}. User will be assigned role '{}' upon registration.",
        role.name()
    );
    Reply::ok(json!({"email": email, "role": role, "message": message}))
}

pub(super) fn delete_conversation(ask: &mut Ask<'_>) -> Answer {
    let Some(place) = ask.inner.state.conversations.iter().position(|each| each.id == ask.id)
    else {
        return Err(super::conversations::unknown(&ask.id));
    };
    if ask.inner.state.conversations.get(place).is_some_and(|each| !each.is_sound()) {
        return Err(Refusal::Crash);
    }
    ask.inner.state.conversations.remove(place);
    Reply::nothing()
}

pub(super) fn connections(ask: &mut Ask<'_>) -> Answer {
    if ask.inner.state.release.is_direct() {
        return Reply::ok(ask.inner.lines.stats());
    }
    Reply::ok(json!({"total_users": 0, "total_connections": 0, "connections": []}))
}
