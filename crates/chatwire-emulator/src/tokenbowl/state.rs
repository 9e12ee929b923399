//! What the server stores, and how it shows it. Messages, read marks and conversations hold names, not ids, as
//! on the real server: that is why a rename loses some of them.

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::{Value, json};

use super::role::{Release, Role};
use super::stamp;
use crate::clock::Clock;
use crate::plan::mix;

/// Messages that are kept in all (release 2.0.1).
const KEEP: usize = 100;
/// Marked in one call of `mark_room_read` and looked at in one of `mark_direct_read`.
const MARKED_AT_ONCE: usize = 50;

/// A person, a bot or an administrator.
#[derive(Debug, Clone)]
pub(super) struct User {
    pub(super) id: String,
    pub(super) username: String,
    pub(super) api_key: String,
    pub(super) role: Role,
    pub(super) email: Option<String>,
    pub(super) webhook_url: Option<String>,
    pub(super) logo: Option<String>,
    pub(super) emoji: Option<String>,
    pub(super) created_at: String,
    /// Id of the owner, for bots made by `POST /bots`.
    pub(super) owner: Option<String>,
}

impl User {
    /// What can be read from the store: a name that an administrator set outside the limits breaks whatever
    /// needs this user.
    pub(super) fn is_sound(&self) -> bool {
        (1..=50).contains(&self.username.chars().count())
    }

    pub(super) fn registration(&self) -> Value {
        json!({"id": self.id, "username": self.username, "api_key": self.api_key, "role": self.role,
            "webhook_url": self.webhook_url, "logo": self.logo, "emoji": self.emoji,
            "viewer": self.role == Role::Viewer, "admin": self.role == Role::Admin,
            "bot": self.role == Role::Bot})
    }

    pub(super) fn profile(&self) -> Value {
        let mut shown = self.registration();
        if let Some(fields) = shown.as_object_mut() {
            fields.insert("email".to_owned(), json!(self.email));
            fields.insert("created_at".to_owned(), json!(self.created_at));
        }
        shown
    }

    pub(super) fn public(&self) -> Value {
        let mut shown = self.live();
        if let Some(fields) = shown.as_object_mut() {
            fields.insert("id".to_owned(), json!(self.id));
        }
        shown
    }

    /// What a message shows of its sender.
    pub(super) fn as_sender(&self) -> [(&'static str, Value); 4] {
        [
            ("from_user_id", json!(self.id)),
            ("from_user_logo", json!(self.logo)),
            ("from_user_emoji", json!(self.emoji)),
            ("from_user_bot", json!(self.role == Role::Bot)),
        ]
    }

    /// As the direct transport shows people: without an id.
    pub(super) fn live(&self) -> Value {
        json!({"username": self.username, "role": self.role, "logo": self.logo, "emoji": self.emoji,
            "bot": self.role == Role::Bot, "viewer": self.role == Role::Viewer})
    }

    /// The store reads an empty emoji as none.
    pub(super) fn set_emoji(&mut self, emoji: Option<String>) {
        self.emoji = emoji.filter(|emoji| !emoji.is_empty());
    }
}

/// One message, in the room when nobody is named as its recipient.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub(super) id: String,
    pub(super) from: String,
    pub(super) to: Option<String>,
    pub(super) content: String,
    pub(super) timestamp: String,
}

/// A list of messages under a title.
#[derive(Debug, Clone)]
pub(super) struct Conversation {
    pub(super) id: String,
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
    pub(super) message_ids: Vec<String>,
    pub(super) created_by: String,
    pub(super) created_at: String,
}

impl Conversation {
    /// A title or description that the live connection stored outside the limits breaks every later answer.
    pub(super) fn is_sound(&self) -> bool {
        self.title.as_ref().is_none_or(|title| (1..=200).contains(&title.chars().count()))
            && self.description.as_ref().is_none_or(|text| !text.is_empty())
    }

    pub(super) fn json(&self) -> Value {
        json!({"id": self.id, "title": self.title, "description": self.description,
            "message_ids": self.message_ids, "created_by_username": self.created_by,
            "created_at": self.created_at})
    }
}

/// Which messages a list shows.
#[derive(Debug, Clone, Copy)]
pub(super) enum View<'a> {
    Room,
    /// Sent or received by this user.
    Direct(&'a str),
    AllDirect,
}

/// A page of a list: values below zero as the store takes them.
#[derive(Debug, Clone)]
pub(super) struct Page {
    pub(super) limit: i64,
    pub(super) offset: i64,
    pub(super) since: Option<String>,
}

/// Everything that is stored, and the settings that decide how.
#[derive(Debug)]
pub(super) struct State {
    pub(super) release: Release,
    pub(super) keep: usize,
    pub(super) wall_clock: bool,
    pub(super) users: Vec<User>,
    pub(super) messages: VecDeque<Message>,
    pub(super) conversations: Vec<Conversation>,
    /// By message: names of those who read it.
    reads: HashMap<String, HashSet<String>>,
    ids: u64,
    keys: u64,
    last: i128,
}

impl Default for State {
    fn default() -> Self {
        Self {
            release: Release::default(),
            keep: KEEP,
            wall_clock: false,
            users: Vec::new(),
            messages: VecDeque::new(),
            conversations: Vec::new(),
            reads: HashMap::new(),
            ids: 0,
            keys: 0,
            last: 0,
        }
    }
}

impl State {
    pub(super) fn new_id(&mut self) -> String {
        self.ids += 1;
        format!("00000000-0000-4000-9000-{:012x}", self.ids)
    }

    pub(super) fn new_key(&mut self) -> String {
        (0..4).map(|_| format!("{:016x}", mix(&mut self.keys))).collect()
    }

    /// Time for a thing that is stored now: later than all before it.
    pub(super) fn stamp(&mut self, clock: &Clock) -> String {
        if !self.wall_clock {
            return stamp::seconds(clock.tick());
        }
        self.last = stamp::wall_micros().max(self.last + 1);
        stamp::micros(self.last)
    }

    /// Present time, for what is not stored.
    pub(super) fn now(&self, clock: &Clock) -> String {
        if self.wall_clock {
            stamp::micros(stamp::wall_micros())
        } else {
            stamp::seconds(clock.now())
        }
    }

    /// Stores a new user, after `change` has filled in what is not the default.
    pub(super) fn add_user(
        &mut self,
        clock: &Clock,
        username: &str,
        role: Role,
        change: impl FnOnce(&mut User),
    ) -> User {
        let mut user = User {
            id: self.new_id(),
            username: username.to_owned(),
            api_key: self.new_key(),
            role,
            email: None,
            webhook_url: None,
            logo: None,
            emoji: None,
            created_at: self.stamp(clock),
            owner: None,
        };
        change(&mut user);
        let mut stored = user.clone();
        stored.set_emoji(user.emoji.clone());
        self.users.push(stored);
        user
    }

    /// A new bot. Its owner goes by the present name, and by the id when there is no such user any more.
    pub(super) fn bot_created(&self, bot: &User) -> Value {
        let id = bot.owner.as_deref().unwrap_or_default();
        let owner = self.by_id(id).map_or(id, |owner| &owner.username);
        json!({"id": bot.id, "username": bot.username, "api_key": bot.api_key,
            "created_by_id": id, "created_by": owner, "emoji": bot.emoji,
            "webhook_url": bot.webhook_url})
    }

    pub(super) fn bot(&self, bot: &User) -> Value {
        let mut shown = self.bot_created(bot);
        if let Some(fields) = shown.as_object_mut() {
            fields.insert("created_at".to_owned(), json!(bot.created_at));
        }
        shown
    }

    /// Whether all who could be written to can be read from the store, as each message to the room needs it.
    pub(super) fn room_is_sound(&self) -> bool {
        self.users.iter().all(|user| user.role == Role::Viewer || user.is_sound())
    }

    pub(super) fn named(&self, username: &str) -> Option<&User> {
        self.users.iter().find(|user| user.username == username)
    }

    pub(super) fn by_id(&self, id: &str) -> Option<&User> {
        self.users.iter().find(|user| user.id == id)
    }

    pub(super) fn by_id_mut(&mut self, id: &str) -> Option<&mut User> {
        self.users.iter_mut().find(|user| user.id == id)
    }

    pub(super) fn by_key(&self, key: &str) -> Option<&User> {
        self.users.iter().find(|user| user.api_key == key)
    }

    pub(super) fn message(&self, id: &str) -> Option<&Message> {
        self.messages.iter().find(|message| message.id == id)
    }

    /// Stores a message and forgets the oldest ones beyond the limit.
    pub(super) fn add_message(
        &mut self,
        clock: &Clock,
        from: &str,
        to: Option<&str>,
        content: &str,
    ) -> Message {
        let message = Message {
            id: self.new_id(),
            from: from.to_owned(),
            to: to.map(str::to_owned),
            content: content.to_owned(),
            timestamp: self.stamp(clock),
        };
        self.messages.push_back(message.clone());
        self.trim();
        message
    }

    pub(super) fn trim(&mut self) {
        while self.messages.len() > self.keep {
            if let Some(oldest) = self.messages.pop_front() {
                self.reads.remove(&oldest.id);
            }
        }
    }

    pub(super) fn remove_message(&mut self, id: &str) -> bool {
        let before = self.messages.len();
        self.messages.retain(|message| message.id != id);
        self.reads.remove(id);
        self.messages.len() < before
    }

    pub(super) fn add_conversation(
        &mut self,
        clock: &Clock,
        created_by: &str,
        title: Option<String>,
        description: Option<String>,
        message_ids: Vec<String>,
    ) -> Conversation {
        let made = Conversation {
            id: self.new_id(),
            title,
            description,
            message_ids,
            created_by: created_by.to_owned(),
            created_at: self.stamp(clock),
        };
        self.conversations.push(made.clone());
        made
    }

    /// One's own conversations, or all, newest first.
    pub(super) fn conversations_of(&self, me: &str, all: bool) -> Vec<&Conversation> {
        let mine = |each: &&Conversation| all || each.created_by == me;
        self.conversations.iter().rev().filter(mine).collect()
    }

    /// Lets messages follow a rename; read marks and conversations stay with the old name.
    pub(super) fn rename_in_messages(&mut self, old: &str, new: &str) {
        for message in &mut self.messages {
            if message.from == old {
                new.clone_into(&mut message.from);
            }
            if message.to.as_deref() == Some(old) {
                message.to = Some(new.to_owned());
            }
        }
    }

    /// A message as every transport shows it.
    pub(super) fn shown(&self, message: &Message) -> Value {
        let from = self.named(&message.from);
        let to = message.to.as_deref().and_then(|name| self.named(name));
        let (kind, description) = match &message.to {
            None => ("room", "This is a message for the fantasy league's group chat.".to_owned()),
            Some(to) => {
                ("direct", format!("This is a direct message from {} to {to}.", message.from))
            }
        };
        json!({"id": message.id, "from_user_id": from.map_or("", |user| &user.id),
            "from_username": message.from, "from_user_logo": from.and_then(|user| user.logo.as_ref()),
            "from_user_emoji": from.and_then(|user| user.emoji.as_ref()),
            "from_user_bot": from.is_some_and(|user| user.role == Role::Bot),
            "to_user_id": to.map(|user| &user.id), "to_username": message.to,
            "content": message.content, "message_type": kind, "description": description,
            "timestamp": message.timestamp})
    }

    /// A page of messages in the order of the release, and how many there are.
    pub(super) fn list(&self, view: View<'_>, page: &Page) -> (Vec<Value>, usize) {
        let wanted = |message: &&Message| {
            let seen = match (view, &message.to) {
                (View::Room, to) => to.is_none(),
                (_, None) => false,
                (View::AllDirect, Some(_)) => true,
                (View::Direct(me), Some(to)) => to == me || message.from == me,
            };
            // The store compares times as text.
            seen && page.since.as_ref().is_none_or(|since| message.timestamp > *since)
        };
        let mut all: Vec<&Message> = self.messages.iter().filter(wanted).collect();
        if self.release > Release::V0_5_4 {
            all.reverse();
        }
        (cut(&all, page).iter().map(|message| self.shown(message)).collect(), all.len())
    }

    /// Messages of others that this user has not read, oldest first.
    pub(super) fn unread(&self, me: &str, direct: bool) -> Vec<&Message> {
        self.messages
            .iter()
            .filter(|message| {
                let mine =
                    if direct { message.to.as_deref() == Some(me) } else { message.to.is_none() };
                mine && message.from != me && !self.has_read(&message.id, me)
            })
            .collect()
    }

    pub(super) fn unread_page(&self, me: &str, direct: bool, page: &Page) -> Vec<Value> {
        cut(&self.unread(me, direct), page).iter().map(|message| self.shown(message)).collect()
    }

    pub(super) fn unread_count(&self, me: &str) -> Value {
        let (room, direct) = (self.unread(me, false).len(), self.unread(me, true).len());
        json!({"unread_room_messages": room, "unread_direct_messages": direct,
            "total_unread": room + direct})
    }

    fn has_read(&self, id: &str, name: &str) -> bool {
        self.reads.get(id).is_some_and(|names| names.contains(name))
    }

    /// Sets a read mark; whether it is the first.
    pub(super) fn mark(&mut self, id: &str, name: &str) -> bool {
        self.reads.entry(id.to_owned()).or_default().insert(name.to_owned())
    }

    pub(super) fn mark_all(&mut self, me: &str) -> usize {
        let both = [self.unread(me, false), self.unread(me, true)].concat();
        let ids: Vec<String> = both.iter().map(|message| message.id.clone()).collect();
        ids.iter().filter(|id| self.mark(id, me)).count()
    }

    /// Marks the oldest unread room messages; how many.
    pub(super) fn mark_room(&mut self, me: &str) -> usize {
        let unread = self.unread(me, false);
        let ids: Vec<String> =
            unread.iter().take(MARKED_AT_ONCE).map(|message| message.id.clone()).collect();
        ids.iter().filter(|id| self.mark(id, me)).count()
    }

    /// Marks direct messages of one sender, who may be myself, among the first of my list, and counts read ones
    /// too.
    pub(super) fn mark_direct(&mut self, me: &str, from: &str) -> usize {
        let mut direct: Vec<&Message> = self
            .messages
            .iter()
            .filter(|message| {
                message.to.as_deref().is_some_and(|to| to == me || message.from == me)
            })
            .collect();
        if self.release > Release::V0_5_4 {
            direct.reverse();
        }
        direct.truncate(MARKED_AT_ONCE);
        let ids: Vec<String> = direct
            .iter()
            .filter(|message| message.from == from)
            .map(|message| message.id.clone())
            .collect();
        for id in &ids {
            self.mark(id, me);
        }
        ids.len()
    }
}

/// The part of a list that a page asks for: a negative limit means all, a negative offset none.
pub(super) fn cut<'a, T>(all: &'a [T], page: &Page) -> &'a [T] {
    let from = usize::try_from(page.offset.max(0)).unwrap_or(usize::MAX);
    let rest = all.get(from..).unwrap_or_default();
    match usize::try_from(page.limit) {
        Ok(limit) => rest.get(..limit).unwrap_or(rest),
        Err(_negative) => rest,
    }
}

/// The `pagination` of a page.
pub(super) fn pagination(total: usize, shown: usize, page: &Page) -> Value {
    let total = i64::try_from(total).unwrap_or(i64::MAX);
    let reached = page.offset.saturating_add(i64::try_from(shown).unwrap_or(i64::MAX));
    json!({"total": total, "offset": page.offset, "limit": page.limit, "has_more": reached < total})
}

/// The normal form of a UUID in any of the ways in which the server's language reads one: 32 hex digits, dashes,
/// braces and prefix apart.
pub(super) fn uuid(text: &str) -> Option<String> {
    let bare = text.replace("urn:", "").replace("uuid:", "");
    let bare = bare.trim_matches(['{', '}']).replace('-', "").to_ascii_lowercase();
    if bare.len() != 32 || !bare.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let group = |range| bare.get(range).unwrap_or_default();
    Some([group(0..8), group(8..12), group(12..16), group(16..20), group(20..32)].join("-"))
}
