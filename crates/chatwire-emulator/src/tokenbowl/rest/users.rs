//! People and one's own account.

use serde_json::{Value, json};

use super::super::role::Role;
use super::super::state::{User, uuid};
use super::fields::Fields;
use super::{Answer, Ask, Refusal, Reply};

/// A user whose name an administrator set outside the limits cannot be read from the store again.
pub(super) fn sound(user: &User) -> Result<&User, Refusal> {
    if user.is_sound() { Ok(user) } else { Err(Refusal::Crash) }
}

pub(super) fn show(user: &User, form: fn(&User) -> Value) -> Result<Value, Refusal> {
    sound(user).map(form)
}

/// The user of the path.
pub(super) fn of_path<'a>(ask: &'a Ask<'_>) -> Result<&'a User, Refusal> {
    let invalid = || Refusal::bad(format!("Invalid user ID format: {}", ask.id));
    let missing = || Refusal::missing(format!("User {} not found", ask.id));
    let id = uuid(&ask.id).ok_or_else(invalid)?;
    sound(ask.inner.state.by_id(&id).ok_or_else(missing)?)
}

/// The caller's own record, to change it.
fn own<'a>(ask: &'a mut Ask<'_>) -> Result<&'a mut User, Refusal> {
    let me = ask.me()?;
    ask.inner.state.by_id_mut(&me.id).ok_or(Refusal::Unauthorized)
}

pub(super) fn list(ask: &mut Ask<'_>) -> Answer {
    let people = ask.inner.state.users.iter().filter(|user| user.role != Role::Viewer);
    let shown: Vec<Value> =
        people.map(|user| show(user, User::public)).collect::<Result<_, _>>()?;
    Reply::ok(json!(shown))
}

pub(super) fn online(ask: &mut Ask<'_>) -> Answer {
    let users = ask.inner.online();
    Reply::ok(users.iter().map(|user| user.public()).collect())
}

pub(super) fn me(ask: &mut Ask<'_>) -> Answer {
    Reply::ok(ask.me()?.profile())
}

pub(super) fn get(ask: &mut Ask<'_>) -> Answer {
    Reply::ok(of_path(ask)?.public())
}

pub(super) fn rename(ask: &mut Ask<'_>) -> Answer {
    let mut fields = Fields::of(ask.body.as_ref())?;
    let username = fields.text("username", 1, 50);
    fields.done()?;
    if ask.inner.state.named(&username).is_some() {
        return Err(Refusal::taken(&username));
    }
    let user = own(ask)?;
    let old = std::mem::replace(&mut user.username, username.clone());
    let shown = user.profile();
    ask.inner.state.rename_in_messages(&old, &username);
    Reply::ok(shown)
}

pub(super) fn set_webhook(ask: &mut Ask<'_>) -> Answer {
    let mut fields = Fields::of(ask.body.as_ref())?;
    let url = fields.url("webhook_url");
    fields.done()?;
    own(ask)?.webhook_url.clone_from(&url);
    let message = "Webhook URL updated successfully";
    Reply::ok(json!({"message": message, "webhook_url": url.unwrap_or_default()}))
}

pub(super) fn set_logo(ask: &mut Ask<'_>) -> Answer {
    let mut fields = Fields::of(ask.body.as_ref())?;
    let logo = fields.logo("logo");
    fields.done()?;
    own(ask)?.logo.clone_from(&logo);
    Reply::ok(json!({"message": "Logo updated successfully", "logo": logo.unwrap_or_default()}))
}

pub(super) fn regenerate(ask: &mut Ask<'_>) -> Answer {
    let key = ask.inner.state.new_key();
    own(ask)?.api_key.clone_from(&key);
    Reply::ok(json!({"message": "API key regenerated successfully", "api_key": key}))
}
