//! Webhook payloads of the ten types, each of version 1.

use serde_json::{Value, json};

use super::fields;
use super::happening::{Event, Happening};
use super::state::{ChatMessage, State, User};

/// Types that can be subscribed to.
pub(super) const TYPES: [&str; 10] = [
    "chat.message.sent",
    "channel.followed",
    "channel.subscription.new",
    "channel.subscription.renewal",
    "channel.subscription.gifts",
    "channel.reward.redemption.updated",
    "livestream.status.updated",
    "livestream.metadata.updated",
    "moderation.banned",
    "kicks.gifted",
];

/// Type and payload; `None` for what only the sockets carry.
pub(super) fn of(state: &State, event: &Event) -> Option<(&'static str, Value)> {
    let streamer = &event.streamer;
    let broadcaster = person(streamer);
    Some(match &event.what {
        Happening::Message(message) => ("chat.message.sent", chat(&broadcaster, message)),
        Happening::Followed { user } => {
            ("channel.followed", json!({"broadcaster": broadcaster, "follower": person(user)}))
        }
        Happening::Subscribed { user, months, renewal, created_at, expires_at, .. } => {
            let kind =
                if *renewal { "channel.subscription.renewal" } else { "channel.subscription.new" };
            let body = json!({"broadcaster": broadcaster, "subscriber": person(user),
                "duration": months, "created_at": created_at, "expires_at": expires_at});
            (kind, body)
        }
        Happening::Gifted { gifter, giftees, created_at, expires_at } => {
            let giftees: Vec<Value> = giftees.iter().map(person).collect();
            let gifter = gifter.as_ref().map_or_else(anonymous, person);
            let body = json!({"broadcaster": broadcaster, "gifter": gifter, "giftees": giftees,
                "created_at": created_at, "expires_at": expires_at});
            ("channel.subscription.gifts", body)
        }
        Happening::Redeemed { redemption, reward, user } => {
            let body = json!({"id": redemption.id, "user_input": redemption.user_input,
                "status": redemption.status, "redeemed_at": redemption.redeemed_at,
                "reward": {"id": reward.id, "title": reward.text("title"),
                    "cost": reward.fields.get("cost"), "description": reward.text("description")},
                "redeemer": plain(user), "broadcaster": plain(streamer)});
            ("channel.reward.redemption.updated", body)
        }
        Happening::Live { stream } => {
            let body = json!({"broadcaster": broadcaster, "is_live": true,
                "title": streamer.channel.title, "started_at": stream.started_at,
                "ended_at": null});
            ("livestream.status.updated", body)
        }
        Happening::Offline { stream, ended_at } => {
            let body = json!({"broadcaster": broadcaster, "is_live": false,
                "title": streamer.channel.title, "started_at": stream.started_at,
                "ended_at": ended_at});
            ("livestream.status.updated", body)
        }
        Happening::Metadata => {
            let channel = &streamer.channel;
            let category = state.category_shown(channel.category_id);
            // The category is sent under both keys.
            let body = json!({"broadcaster": broadcaster, "metadata": {"title": channel.title,
                "language": channel.language, "has_mature_content": channel.mature,
                "category": category, "Category": category}});
            ("livestream.metadata.updated", body)
        }
        Happening::Banned { user, by, reason, created_at, expires_at, .. } => {
            let body = json!({"broadcaster": broadcaster, "moderator": person(by),
                "banned_user": person(user), "metadata": {"reason": reason,
                    "created_at": created_at, "expires_at": expires_at}});
            ("moderation.banned", body)
        }
        Happening::Kicks { user, amount, name, message, created_at } => {
            let tier = if *amount < 100 { "BASIC" } else { "MID" };
            let kind = if *amount < 100 { "BASIC" } else { "LEVEL_UP" };
            let mut gift = json!({"amount": amount, "name": name, "type": kind, "tier": tier,
                "message": message});
            // Small gifts are not pinned.
            if let (true, Some(gift)) = (*amount >= 100, gift.as_object_mut()) {
                gift.insert("pinned_time_seconds".to_owned(), json!(amount.saturating_mul(6)));
            }
            let body = json!({"broadcaster": plain(streamer), "sender": plain(user), "gift": gift,
                "created_at": created_at});
            ("kicks.gifted", body)
        }
        Happening::Deleted { .. } | Happening::Unbanned { .. } => return None,
    })
}

fn chat(broadcaster: &Value, message: &ChatMessage) -> Value {
    let replies_to = message.reply_to.as_ref().map(|replied| {
        json!({"message_id": replied.id, "content": replied.content,
            "sender": person(&replied.sender)})
    });
    let mut sender = person(&message.sender);
    if let Some(sender) = sender.as_object_mut() {
        sender.insert("identity".to_owned(), message.sender.identity());
    }
    json!({"message_id": message.id, "replies_to": replies_to, "broadcaster": broadcaster,
        "sender": sender, "content": message.content, "emotes": fields::emotes(&message.content),
        "created_at": message.created_at})
}

/// Without the two keys that only some types have.
fn plain(user: &User) -> Value {
    json!({"user_id": user.user_id, "username": user.username, "is_verified": user.verified,
        "profile_picture": user.profile_picture, "channel_slug": user.slug})
}

fn person(user: &User) -> Value {
    json!({"is_anonymous": false, "user_id": user.user_id, "username": user.username,
        "is_verified": user.verified, "profile_picture": user.profile_picture,
        "channel_slug": user.slug, "identity": null})
}

fn anonymous() -> Value {
    json!({"is_anonymous": true, "user_id": null, "username": null, "is_verified": null,
        "profile_picture": null, "channel_slug": null, "identity": null})
}
