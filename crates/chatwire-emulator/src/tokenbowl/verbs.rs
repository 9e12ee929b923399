//! What clients may say on the direct transport, and the replies.

use serde_json::{Map, Value, json};

use super::role::Role;
use super::state::{Conversation, Page, User, View, cut, pagination, uuid};
use super::{BAD_TIME, Inner, Receipt, Shared, stamp};
use crate::clock::Clock;
use crate::world::lock;

/// The frame makes the server's handler throw.
#[derive(Debug)]
pub(super) struct Fatal;

type Replies = Result<Vec<Value>, Fatal>;
/// What was asked for, or the error frame that refuses it.
type Checked<T> = Result<Result<T, Value>, Fatal>;
type Frame = Map<String, Value>;

/// Acts on one frame.
pub(super) fn answer(shared: &Shared, me: &User, line: u64, text: &str) -> Replies {
    let frame: Value = serde_json::from_str(text).map_err(|_| Fatal)?;
    let frame = frame.as_object().ok_or(Fatal)?;
    let mut inner = lock(&shared.inner);
    let verb = frame.get("type").map_or_else(|| "message".to_owned(), python);
    let now = inner.state.now(&shared.world.clock);
    inner.lines.heard(line, &now, verb == "pong");
    let mut ask = Ask { inner: &mut inner, clock: &shared.world.clock, me, frame };
    let conversations = !matches!(ask.inner.state.release, super::Release::V0_5_4);
    match verb.as_str() {
        "message" => {
            let replies = ask.message();
            if let Ok((_, Some(hooks))) = &replies {
                shared.mail.post(hooks.clone());
            }
            replies.map(|(replies, _)| replies)
        }
        "mark_read" => ask.mark_read(),
        "mark_all_read" => {
            let count = ask.inner.state.mark_all(&me.username);
            one(json!({"type": "marked_all_read", "marked_as_read": count, "status": "success"}))
        }
        "mark_room_read" => {
            let count = ask.inner.state.mark_room(&me.username);
            one(json!({"status": "marked_read", "count": count}))
        }
        "mark_direct_read" => ask.mark_direct_read(),
        "get_unread_count" => {
            let mut reply = ask.inner.state.unread_count(&me.username);
            put(&mut reply, "type", json!("unread_count"));
            one(reply)
        }
        "get_messages" => ask.list("messages", View::Room),
        "get_direct_messages" => ask.list("direct_messages", View::Direct(&me.username)),
        "get_unread_messages" => ask.unread("unread_messages", false),
        "get_unread_direct_messages" => ask.unread("unread_direct_messages", true),
        "get_users" => {
            let people = ask.inner.state.users.iter().filter(|user| user.role != Role::Viewer);
            one(json!({"type": "users", "users": people.map(live).collect::<Result<Vec<_>, _>>()?}))
        }
        "get_online_users" => {
            let people: Vec<Value> = ask.inner.online().into_iter().map(User::live).collect();
            one(json!({"type": "online_users", "users": people}))
        }
        "get_user_profile" => ask.profile(),
        "delete_message" if conversations => ask.delete_message(),
        "create_conversation" if conversations => ask.create_conversation(),
        "get_conversations" if conversations => ask.conversations(),
        "get_conversation" if conversations => ask.conversation(),
        "update_conversation" if conversations => ask.update_conversation(),
        "delete_conversation" if conversations => ask.delete_conversation(),
        "pong" if conversations => Ok(Vec::new()),
        other => error(format!("Unknown message type: {other}")),
    }
}

fn one(reply: Value) -> Replies {
    Ok(vec![reply])
}

fn error(text: impl Into<String>) -> Replies {
    one(failure(text))
}

fn failure(text: impl Into<String>) -> Value {
    json!({"type": "error", "error": text.into()})
}

fn put(reply: &mut Value, field: &str, value: Value) {
    if let Some(fields) = reply.as_object_mut() {
        fields.insert(field.to_owned(), value);
    }
}

/// A value as the server's language writes it into a text.
fn python(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        other => other.to_string(),
    }
}

/// What the server's language takes for true.
fn truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(on) => *on,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
    }
}

struct Ask<'a> {
    inner: &'a mut Inner,
    clock: &'a Clock,
    me: &'a User,
    frame: &'a Frame,
}

impl<'a> Ask<'a> {
    /// A field that counts as present.
    fn given(&self, field: &str) -> Option<&'a Value> {
        self.frame.get(field).filter(|value| truthy(value))
    }

    /// What a field names, which must be there.
    fn required(&self, field: &str) -> Checked<String> {
        match self.given(field) {
            None => Ok(Err(failure(format!("Missing {field} field")))),
            Some(value) => sought(value).map(Ok),
        }
    }

    fn number(&self, field: &str, default: i64) -> Result<i64, Fatal> {
        self.frame.get(field).map_or(Ok(default), stored_number)
    }

    fn page(&self) -> Result<Page, Fatal> {
        Ok(Page {
            limit: self.number("limit", 50)?,
            offset: self.number("offset", 0)?,
            since: None,
        })
    }

    /// The `pagination` of a page, which repeats what was asked for as it was written.
    fn pagination(&self, total: usize, shown: usize, page: &Page) -> Result<Value, Fatal> {
        if self.frame.get("offset").is_some_and(Value::is_string) {
            // The store takes it, but the server adds to it.
            return Err(Fatal);
        }
        let mut pagination = pagination(total, shown, page);
        for field in ["limit", "offset"] {
            if let Some(asked) = self.frame.get(field) {
                put(&mut pagination, field, asked.clone());
            }
        }
        Ok(pagination)
    }

    fn message(&mut self) -> Result<(Vec<Value>, Option<super::webhook::Job>), Fatal> {
        let refuse = |text: String| Ok((vec![failure(text)], None));
        let Some(content) = self.given("content") else {
            return refuse("Missing content field".to_owned());
        };
        let to = self.frame.get("to_username").filter(|to| !to.is_null());
        let direct = to.is_some_and(truthy);
        if let Some(to) = to.filter(|_| direct) {
            let name = sought(to)?;
            match self.inner.state.named(&name) {
                None => return refuse(format!("User {name} not found")),
                Some(recipient) if recipient.role == Role::Viewer => {
                    return refuse(format!("Cannot send messages to viewer user {name}"));
                }
                Some(_) => {}
            }
        }
        if let Err(text) = self.inner.may_send(self.me.role, direct) {
            return refuse(text);
        }
        let content = content.as_str().ok_or(Fatal)?;
        let to = to.map(|to| to.as_str().ok_or(Fatal)).transpose()?;
        if content.chars().count() > 10_000 || to == Some("") {
            return Err(Fatal);
        }
        let mut posted = self.inner.post(self.clock, &self.me.username, to, content);
        if to.is_none() && !self.inner.state.room_is_sound() {
            return Err(Fatal);
        }
        // The sender is told who they were when they came.
        for (field, then) in self.me.as_sender() {
            put(&mut posted.shown, field, then);
        }
        let sent = json!({"type": "message_sent", "status": "sent", "message": posted.shown});
        Ok((vec![sent], Some(posted.hooks)))
    }

    fn mark_read(&mut self) -> Replies {
        let id = match self.required("message_id")? {
            Ok(id) => id,
            Err(failure) => return one(failure),
        };
        match self.inner.read(self.clock, &self.me.username, &id, Receipt::ByFrame) {
            None => error(format!("Message {id} not found")),
            Some(_) => one(json!({"type": "marked_read", "message_id": id, "status": "success"})),
        }
    }

    fn mark_direct_read(&mut self) -> Replies {
        let Some(from) = self.given("from_username") else {
            return error("Missing from_username field");
        };
        let mark = |from| self.inner.state.mark_direct(&self.me.username, from);
        let count = from.as_str().map_or(0, mark);
        one(json!({"status": "marked_read", "from_username": from, "count": count}))
    }

    fn list(&self, kind: &str, view: View<'_>) -> Replies {
        let mut since = None;
        if let Some(given) = self.given("since") {
            since = stamp::iso(given.as_str().ok_or(Fatal)?);
            if since.is_none() {
                return error(BAD_TIME);
            }
        }
        let page = Page { since, ..self.page()? };
        let (messages, total) = self.inner.state.list(view, &page);
        let pagination = self.pagination(total, messages.len(), &page)?;
        one(json!({"type": kind, "messages": messages, "pagination": pagination}))
    }

    fn unread(&self, kind: &str, direct: bool) -> Replies {
        let messages = self.inner.state.unread_page(&self.me.username, direct, &self.page()?);
        one(json!({"type": kind, "messages": messages}))
    }

    fn profile(&self) -> Replies {
        let Some(username) = self.given("username") else {
            return error("Missing username field");
        };
        let username = sought(username)?;
        match self.inner.state.named(&username) {
            Some(user) => one(json!({"type": "user_profile", "user": live(user)?})),
            None => error(format!("User {username} not found")),
        }
    }

    fn delete_message(&mut self) -> Replies {
        if self.me.role != Role::Admin {
            return error("Only admins can delete messages");
        }
        let id = match self.required("message_id")? {
            Ok(id) => id,
            Err(failure) => return one(failure),
        };
        if !self.inner.state.remove_message(&id) {
            return error(format!("Message {id} not found"));
        }
        one(json!({"type": "message_deleted", "message_id": id}))
    }

    /// The listed messages and an error frame for each that does not exist, in spite of which the server goes on.
    fn message_ids(&self) -> Checked<(Vec<String>, Vec<Value>)> {
        // The server goes through whatever can be gone through.
        let items: Vec<Value> = match self.frame.get("message_ids") {
            None => Vec::new(),
            Some(Value::Array(list)) => list.clone(),
            Some(Value::String(text)) => text.chars().map(|char| json!(char)).collect(),
            Some(Value::Object(fields)) => fields.keys().map(|key| json!(key)).collect(),
            Some(_) => return Err(Fatal),
        };
        let mut ids = Vec::new();
        for item in &items {
            match uuid(item.as_str().ok_or(Fatal)?) {
                Some(id) => ids.push(id),
                None => return Ok(Err(failure("Invalid message ID format"))),
            }
        }
        let unknown = ids.iter().filter(|id| self.inner.state.message(id).is_none());
        let failures = unknown.map(|id| failure(format!("Message {id} not found"))).collect();
        Ok(Ok((ids, failures)))
    }

    fn create_conversation(&mut self) -> Replies {
        let (ids, mut replies) = match self.message_ids()? {
            Ok(listed) => listed,
            Err(failure) => return one(failure),
        };
        let word = |field: &str| match self.frame.get(field) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(Fatal),
        };
        let (title, description) = (word("title")?, word("description")?);
        let sound = title.as_ref().is_none_or(|title| (1..=200).contains(&title.chars().count()));
        if !sound || description.as_deref() == Some("") {
            return Err(Fatal);
        }
        let made = self.inner.state.add_conversation(
            self.clock,
            &self.me.username,
            title,
            description,
            ids,
        );
        replies.push(json!({"type": "conversation_created", "conversation": made.json()}));
        Ok(replies)
    }

    fn conversations(&self) -> Replies {
        let page = self.page()?;
        let viewer = self.me.role == Role::Viewer;
        let all = self.inner.state.conversations_of(&self.me.username, viewer);
        let shown: Vec<Value> =
            cut(&all, &page).iter().map(|each| show(each)).collect::<Result<_, _>>()?;
        let pagination = self.pagination(all.len(), shown.len(), &page)?;
        one(json!({"type": "conversations", "conversations": shown, "pagination": pagination}))
    }

    /// The conversation that the frame names, for those who may `what` it.
    fn named(&self, what: &str, may: impl Fn(&Conversation) -> bool) -> Checked<Conversation> {
        let id = match self.required("conversation_id")? {
            Ok(id) => id,
            Err(failure) => return Ok(Err(failure)),
        };
        let found = self.inner.state.conversations.iter().find(|each| each.id == id);
        let Some(conversation) = found else {
            return Ok(Err(failure(format!("Conversation {id} not found"))));
        };
        if !conversation.is_sound() {
            return Err(Fatal);
        }
        if !may(conversation) {
            return Ok(Err(failure(format!("You can only {what} your own conversations"))));
        }
        Ok(Ok(conversation.clone()))
    }

    fn conversation(&self) -> Replies {
        let me = self.me;
        let may = |each: &Conversation| each.created_by == me.username || me.role == Role::Viewer;
        one(match self.named("view", may)? {
            Ok(found) => json!({"type": "conversation", "conversation": found.json()}),
            Err(failure) => failure,
        })
    }

    fn update_conversation(&mut self) -> Replies {
        let me = self.me;
        let found = match self.named("update", |each| each.created_by == me.username)? {
            Ok(found) => found,
            Err(failure) => return one(failure),
        };
        let listed = self.frame.get("message_ids").is_some_and(|list| !list.is_null());
        let (ids, mut replies) = match listed.then(|| self.message_ids()).transpose()? {
            None => (None, Vec::new()),
            Some(Ok((ids, failures))) => (Some(ids), failures),
            Some(Err(failure)) => return one(failure),
        };
        let word = |field: &str| self.frame.get(field).filter(|value| !value.is_null());
        let title = word("title").map(stored_text).transpose()?;
        let description = word("description").map(stored_text).transpose()?;
        if title.is_none() && description.is_none() && ids.is_none() {
            return error("Failed to update conversation");
        }
        let all = &mut self.inner.state.conversations;
        let stored = all.iter_mut().find(|each| each.id == found.id).ok_or(Fatal)?;
        // Stored before it is checked: a bad value stays and spoils the conversation for good.
        stored.title = title.or(found.title);
        stored.description = description.or(found.description);
        stored.message_ids = ids.unwrap_or(found.message_ids);
        replies.push(json!({"type": "conversation_updated", "conversation": show(stored)?}));
        Ok(replies)
    }

    fn delete_conversation(&mut self) -> Replies {
        let me = self.me;
        let may = |each: &Conversation| each.created_by == me.username || me.role == Role::Admin;
        let found = match self.named("delete", may)? {
            Ok(found) => found,
            Err(failure) => return one(failure),
        };
        self.inner.state.conversations.retain(|each| each.id != found.id);
        one(json!({"type": "conversation_deleted", "conversation_id": found.id}))
    }
}

/// What the store looks for when it is asked for a value: it takes no lists and objects.
fn sought(value: &Value) -> Result<String, Fatal> {
    if value.is_array() || value.is_object() { Err(Fatal) } else { Ok(python(value)) }
}

/// What the store makes of a value in a column of texts.
fn stored_text(value: &Value) -> Result<String, Fatal> {
    match value {
        Value::Bool(on) => Ok(i32::from(*on).to_string()),
        other => sought(other),
    }
}

/// A value that the store takes for a whole number: also `true`, `2.0` and `"2"`.
fn stored_number(value: &Value) -> Result<i64, Fatal> {
    let text = match value {
        Value::Bool(on) => return Ok(i64::from(*on)),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return Err(Fatal),
    };
    text.strip_suffix(".0").unwrap_or(&text).parse().map_err(|_| Fatal)
}

fn live(user: &User) -> Result<Value, Fatal> {
    if user.is_sound() { Ok(user.live()) } else { Err(Fatal) }
}

fn show(conversation: &Conversation) -> Result<Value, Fatal> {
    if conversation.is_sound() { Ok(conversation.json()) } else { Err(Fatal) }
}
