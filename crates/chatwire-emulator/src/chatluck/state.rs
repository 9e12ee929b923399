//! Channels, users and messages, and how the API shows them.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use http::Uri;
use serde_json::{Map, Value, json};
use tokio::time::Instant;

use crate::clock::{Clock, rfc3339};

/// Documented: ten requests per second.
const REQUESTS: usize = 10;
/// A little less than a second: see `enforce_rate_limit`.
const WINDOW: Duration = Duration::from_millis(900);

/// How the server behaves where the platform leaves it open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Switches {
    pub(super) rate_limit: bool,
    pub(super) paging_fields: bool,
    pub(super) ignore_offset: bool,
    pub(super) newest_first: bool,
}

#[derive(Debug)]
pub(super) struct Channel {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) is_private: bool,
    pub(super) members: Vec<String>,
    created_at: i64,
}

#[derive(Debug)]
pub(super) struct User {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) status: String,
    created_at: i64,
}

#[derive(Debug)]
pub(super) struct Message {
    pub(super) id: String,
    pub(super) channel_id: String,
    user_id: String,
    content: String,
    attachments: Vec<Value>,
    metadata: Map<String, Value>,
    created_at: i64,
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) channels: Vec<Channel>,
    pub(super) users: Vec<User>,
    pub(super) messages: Vec<Message>,
    pub(super) webhooks: Vec<Uri>,
    pub(super) switches: Switches,
    starts: HashMap<String, VecDeque<Instant>>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            channels: Vec::new(),
            users: Vec::new(),
            messages: Vec::new(),
            webhooks: Vec::new(),
            switches: Switches {
                rate_limit: false,
                paging_fields: true,
                ignore_offset: false,
                newest_first: false,
            },
            starts: HashMap::new(),
        }
    }
}

impl State {
    /// Whether one more request of this key is within the limit; only those within it count.
    pub(super) fn admit(&mut self, key: &str, now: Instant) -> bool {
        if !self.switches.rate_limit {
            return true;
        }
        let starts = self.starts.entry(key.to_owned()).or_default();
        while starts.front().is_some_and(|start| now.duration_since(*start) >= WINDOW) {
            starts.pop_front();
        }
        let within = starts.len() < REQUESTS;
        if within {
            starts.push_back(now);
        }
        within
    }

    pub(super) fn channel(&self, id: &str) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.id == id)
    }

    pub(super) fn channel_mut(&mut self, id: &str) -> Option<&mut Channel> {
        self.channels.iter_mut().find(|channel| channel.id == id)
    }

    pub(super) fn user(&self, id: &str) -> Option<&User> {
        self.users.iter().find(|user| user.id == id)
    }

    pub(super) fn user_mut(&mut self, id: &str) -> Option<&mut User> {
        self.users.iter_mut().find(|user| user.id == id)
    }

    /// Id for a name or an id; a new channel when there is none.
    pub(super) fn channel_named(&mut self, clock: &Clock, name: &str) -> String {
        let known = self.channels.iter().find(|channel| channel.name == name || channel.id == name);
        match known {
            Some(channel) => channel.id.clone(),
            None => self.add_channel(clock, name, None, false, Vec::new()),
        }
    }

    /// Id for a name or an id; a new user when there is none.
    pub(super) fn user_named(&mut self, clock: &Clock, name: &str) -> String {
        let known = self.users.iter().find(|user| user.name == name || user.id == name);
        match known {
            Some(user) => user.id.clone(),
            None => self.add_user(clock, name),
        }
    }

    pub(super) fn add_user(&mut self, clock: &Clock, name: &str) -> String {
        let id = format!("user_{}", self.users.len() + 1);
        self.users.push(User {
            id: id.clone(),
            name: name.to_owned(),
            status: "active".to_owned(),
            created_at: clock.tick(),
        });
        id
    }

    pub(super) fn add_channel(
        &mut self,
        clock: &Clock,
        name: &str,
        description: Option<String>,
        is_private: bool,
        members: Vec<String>,
    ) -> String {
        let id = format!("ch_{}", self.channels.len() + 1);
        self.channels.push(Channel {
            id: id.clone(),
            name: name.to_owned(),
            description,
            is_private,
            members,
            created_at: clock.tick(),
        });
        id
    }

    /// Stores a message and returns it as the API shows it.
    pub(super) fn add_message(
        &mut self,
        clock: &Clock,
        channel: &str,
        user: &str,
        content: &str,
        more: &Value,
    ) -> Value {
        let message = Message {
            id: format!("msg_{}", self.messages.len() + 1),
            channel_id: channel.to_owned(),
            user_id: user.to_owned(),
            content: content.to_owned(),
            attachments: more
                .get("attachments")
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default(),
            metadata: more.get("metadata").and_then(Value::as_object).cloned().unwrap_or_default(),
            created_at: clock.tick(),
        };
        let shown = message.json();
        self.messages.push(message);
        shown
    }

    /// Event to push, or nothing for one who is a member already.
    pub(super) fn join(&mut self, channel: &str, user: &str) -> Option<Value> {
        let shown = self.user(user)?.json();
        let members = &mut self.channel_mut(channel)?.members;
        if members.iter().any(|member| member == user) {
            return None;
        }
        members.push(user.to_owned());
        Some(json!({"event_type": "user.joined", "user": shown, "channel_id": channel}))
    }

    pub(super) fn messages_of(&self, channel: &str) -> Vec<Value> {
        let known = self.channels.iter().find(|each| each.name == channel || each.id == channel);
        let Some(known) = known else { return Vec::new() };
        self.messages
            .iter()
            .filter(|message| message.channel_id == known.id)
            .map(Message::json)
            .collect()
    }

    pub(super) fn channels_json(&self) -> Vec<Value> {
        self.channels.iter().map(Channel::json).collect()
    }

    pub(super) fn users_json(&self) -> Vec<Value> {
        self.users.iter().map(User::json).collect()
    }
}

impl Channel {
    pub(super) fn json(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "created_at": rfc3339(self.created_at),
            "is_private": self.is_private,
            "member_count": self.members.len(),
            "metadata": {},
        })
    }
}

impl User {
    pub(super) fn json(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "email": null,
            "avatar_url": null,
            "status": self.status,
            "created_at": rfc3339(self.created_at),
        })
    }
}

impl Message {
    pub(super) fn json(&self) -> Value {
        json!({
            "id": self.id,
            "channel_id": self.channel_id,
            "user_id": self.user_id,
            "content": self.content,
            "created_at": rfc3339(self.created_at),
            "updated_at": null,
            "attachments": self.attachments,
            "metadata": self.metadata,
        })
    }
}
