//! Registration, sign-in by mail, live tokens, and the calls that need no key.

use http::StatusCode;
use serde_json::json;

use super::super::role::Role;
use super::super::token;
use super::fields::{Fields, LOGOS};
use super::{Answer, Ask, CENTRIFUGO, Refusal, Reply};

/// Sign-in while the mail service is off.
fn no_mail() -> Refusal {
    Refusal::unavailable("Stytch authentication is not configured")
}

pub(super) fn register(ask: &mut Ask<'_>) -> Answer {
    let mut fields = Fields::of(ask.body.as_ref())?;
    let username = fields.text("username", 1, 50);
    let webhook_url = fields.url("webhook_url");
    let logo = fields.logo("logo");
    let role = fields.optional_role("role");
    let viewer = fields.flag("viewer").unwrap_or_default();
    let admin = fields.flag("admin").unwrap_or_default();
    let bot = fields.flag("bot").unwrap_or_default();
    let emoji = fields.emoji("emoji");
    fields.whole(bot && logo.is_some(), "Bots can only use emoji for avatars, not logos");
    fields.done()?;
    let role = role.unwrap_or(match (admin, viewer, bot) {
        (true, _, _) => Role::Admin,
        (_, true, _) => Role::Viewer,
        (_, _, true) => Role::Bot,
        _ => Role::Member,
    });
    if ask.inner.state.named(&username).is_some() {
        return Err(Refusal::taken(&username));
    }
    if role == Role::Bot {
        let text = "Bots cannot be created via /register. Please use POST /bots to create bots.";
        return Err(Refusal::bad(text));
    }
    let user = ask.inner.state.add_user(ask.clock, &username, role, |user| {
        user.webhook_url = webhook_url;
        user.logo = logo;
        user.emoji = emoji;
    });
    Reply::created(user.registration())
}

pub(super) fn send_link(ask: &mut Ask<'_>) -> Answer {
    let mut fields = Fields::of(ask.body.as_ref())?;
    let email = fields.text("email", 3, 255);
    fields.optional_text("username", 1, 50);
    fields.done()?;
    if !ask.inner.settings.mail {
        return Err(no_mail());
    }
    ask.inner.issue_link(&email);
    let message = "Magic link sent! Check your email to continue.";
    Reply::ok(json!({"message": message, "email": email}))
}

pub(super) fn authenticate(ask: &mut Ask<'_>) -> Answer {
    let mut fields = Fields::of(ask.body.as_ref())?;
    let token = fields.text("token", 1, usize::MAX);
    fields.done()?;
    if !ask.inner.settings.mail {
        return Err(no_mail());
    }
    let (user, session) = ask.inner.redeem_link(ask.clock, &token).ok_or_else(|| {
        Refusal::Detail(StatusCode::UNAUTHORIZED, "Invalid or expired magic link token".to_owned())
    })?;
    Reply::ok(json!({"username": user.username, "session_token": session, "api_key": user.api_key}))
}

pub(super) fn connection_token(ask: &mut Ask<'_>) -> Answer {
    let me = ask.me()?;
    let own = format!("user:{}", me.username);
    let settings = &ask.inner.settings;
    let channels = [own.as_str(), "room:main"];
    let token = token::issue(&me.username, &["room:main", &own], settings.token_ttl);
    let origin = ask.origin.replacen("http", "ws", 1);
    let url = settings.centrifugo_url.clone().unwrap_or_else(|| format!("{origin}{CENTRIFUGO}"));
    Reply::ok(json!({"token": token, "url": url, "channels": channels, "user": me.username}))
}

pub(super) fn logos(_ask: &mut Ask<'_>) -> Answer {
    Reply::ok(json!(LOGOS))
}

pub(super) fn health(_ask: &mut Ask<'_>) -> Answer {
    Reply::ok(json!({"status": "healthy"}))
}
