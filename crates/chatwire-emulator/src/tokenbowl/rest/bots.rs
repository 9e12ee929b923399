//! Bots and their owners.

use serde_json::{Value, json};

use super::super::role::{Permission, Role};
use super::super::state::{User, uuid};
use super::fields::Fields;
use super::users::sound;
use super::{Answer, Ask, Refusal, Reply};

pub(super) fn create(ask: &mut Ask<'_>) -> Answer {
    let me = ask.me()?;
    let mut fields = Fields::of(ask.body.as_ref())?;
    let username = fields.text("username", 1, 50);
    let emoji = fields.emoji("emoji");
    let webhook_url = fields.url("webhook_url");
    fields.done()?;
    if ask.inner.state.named(&username).is_some() {
        return Err(Refusal::taken(&username));
    }
    let bot = ask.inner.state.add_user(ask.clock, &username, Role::Bot, |bot| {
        bot.emoji = emoji;
        bot.webhook_url = webhook_url;
        bot.owner = Some(me.id);
    });
    Reply::created(ask.inner.state.bot_created(&bot))
}

pub(super) fn mine(ask: &mut Ask<'_>) -> Answer {
    let me = ask.me()?;
    let state = &ask.inner.state;
    let is_mine = |bot: &&User| bot.role == Role::Bot && bot.owner.as_ref() == Some(&me.id);
    let bots: Vec<Value> = state.users.iter().filter(is_mine).map(|bot| state.bot(bot)).collect();
    Reply::ok(json!(bots))
}

/// The bot of the path, when the caller may do this with it.
fn of_path<'a>(ask: &'a mut Ask<'_>, what: &str) -> Result<&'a mut User, Refusal> {
    let me = ask.me()?;
    let id = &ask.id;
    let uuid = uuid(id).ok_or_else(|| Refusal::bad(format!("Invalid bot ID format: {id}")))?;
    let found = ask.inner.state.by_id_mut(&uuid);
    if let Some(user) = &found {
        sound(user)?;
    }
    let bot = found
        .filter(|user| user.role == Role::Bot)
        .ok_or_else(|| Refusal::missing(format!("Bot {id} not found")))?;
    let owned = bot.owner.as_ref() == Some(&me.id);
    if owned || me.role.may(Permission::AnyBot) {
        return Ok(bot);
    }
    let name = &bot.username;
    Err(Refusal::forbidden(format!("You don't have permission to {what} bot {name}")))
}

pub(super) fn update(ask: &mut Ask<'_>) -> Answer {
    let mut fields = Fields::of(ask.body.as_ref())?;
    let emoji = fields.emoji("emoji");
    let webhook_url = fields.url("webhook_url");
    fields.done()?;
    let bot = of_path(ask, "update")?;
    if emoji.is_some() {
        bot.set_emoji(emoji);
    }
    if webhook_url.is_some() {
        bot.webhook_url = webhook_url;
    }
    let bot = bot.clone();
    Reply::ok(ask.inner.state.bot(&bot))
}

pub(super) fn delete(ask: &mut Ask<'_>) -> Answer {
    let id = of_path(ask, "delete")?.id.clone();
    ask.inner.state.users.retain(|user| user.id != id);
    Reply::nothing()
}

pub(super) fn regenerate(ask: &mut Ask<'_>) -> Answer {
    of_path(ask, "regenerate API key for")?;
    let key = ask.inner.state.new_key();
    of_path(ask, "regenerate API key for")?.api_key.clone_from(&key);
    Reply::ok(json!({"message": "Bot API key regenerated successfully", "api_key": key}))
}
