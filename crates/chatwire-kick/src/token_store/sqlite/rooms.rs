//! Chatrooms as rows of kickpython's table `kick_users`, and of a table of our own while their channel is unknown.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};

use crate::token_store::KnownChatroom;
use crate::{ChatroomId, UserId};

/// Both tables as one; theirs first, since it knows the channel.
const SELECT: &str = "SELECT * FROM (\
     SELECT chatroom_id, kick_id, user_id, slug, username FROM kick_users \
     UNION ALL SELECT chatroom_id, NULL, user_id, slug, username FROM chatwire_chatrooms)";

pub(super) fn by_name(db: &Connection, name: &str) -> rusqlite::Result<Option<KnownChatroom>> {
    let filter = "WHERE lower(slug) = ?1 OR lower(username) = ?1 ORDER BY lower(slug) = ?1 DESC, kick_id IS NULL";
    one(db, filter, &name)
}

pub(super) fn by_chatroom(
    db: &Connection,
    chatroom: ChatroomId,
) -> rusqlite::Result<Option<KnownChatroom>> {
    one(db, "WHERE chatroom_id = ?1 ORDER BY kick_id IS NULL", &number(chatroom.get())?)
}

pub(super) fn by_user(db: &Connection, user: UserId) -> rusqlite::Result<Option<KnownChatroom>> {
    one(db, "WHERE user_id = ?1 ORDER BY kick_id IS NULL, chatroom_id", &number(user.get())?)
}

pub(super) fn list(db: &Connection) -> rusqlite::Result<Vec<KnownChatroom>> {
    let mut select = db.prepare_cached(&format!("{SELECT} ORDER BY chatroom_id"))?;
    select.query_map([], room)?.filter_map(Result::transpose).collect()
}

pub(super) fn put(db: &mut Connection, known: KnownChatroom) -> rusqlite::Result<()> {
    let mut whole = by_chatroom(db, known.chatroom_id)?
        .unwrap_or_else(|| KnownChatroom::new(known.chatroom_id));
    whole.learn(known);
    let chatroom = number(whole.chatroom_id.get())?;
    let user = whole.user_id.map(|id| number(id.get())).transpose()?;
    // As kickpython keeps it, so that it finds the row.
    let name = whole.username.as_deref().map(str::to_lowercase);
    let write = db.transaction()?;
    let Some(channel) = whole.channel_id else {
        write.execute(
            "INSERT OR REPLACE INTO chatwire_chatrooms (chatroom_id, user_id, slug, username) VALUES (?1, ?2, ?3, ?4)",
            params![chatroom, user, whole.slug, name],
        )?;
        return write.commit();
    };
    let channel = number(channel.get())?;
    // A display name belongs to one row; after a rename it is the newer one's.
    write.execute(
        "UPDATE kick_users SET username = NULL WHERE username = ?1 AND kick_id <> ?2",
        params![name, channel],
    )?;
    // Columns that only kickpython fills stay as they are.
    write.execute(
        "INSERT INTO kick_users (kick_id, user_id, slug, username, chatroom_id) VALUES (?1, ?2, ?3, ?4, ?5) \
         ON CONFLICT (kick_id) DO UPDATE SET user_id = COALESCE(?2, user_id), slug = COALESCE(?3, slug), \
         username = COALESCE(?4, username), chatroom_id = ?5",
        params![channel, user, whole.slug, name, chatroom],
    )?;
    write.execute("DELETE FROM chatwire_chatrooms WHERE chatroom_id = ?1", [chatroom])?;
    write.commit()
}

fn one(db: &Connection, filter: &str, key: &dyn ToSql) -> rusqlite::Result<Option<KnownChatroom>> {
    let mut select = db.prepare_cached(&format!("{SELECT} {filter} LIMIT 1"))?;
    Ok(select.query_row([key], room).optional()?.flatten())
}

/// A row as a chatroom; `None` for one without a usable number.
fn room(row: &Row<'_>) -> rusqlite::Result<Option<KnownChatroom>> {
    let Some(chatroom) = id(row.get(0)?) else { return Ok(None) };
    let mut room = KnownChatroom::new(chatroom);
    room.channel_id = id(row.get(1)?).map(Into::into);
    room.user_id = id(row.get(2)?).map(Into::into);
    room.slug = row.get(3)?;
    room.username = row.get(4)?;
    Ok(Some(room))
}

/// An id from a column that SQLite does not force to be a number.
fn id(value: Value) -> Option<u64> {
    match value {
        Value::Integer(number) => u64::try_from(number).ok(),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}

/// An id as SQLite's integer, which is signed.
fn number(id: u64) -> rusqlite::Result<i64> {
    i64::try_from(id).map_err(|err| rusqlite::Error::ToSqlConversionFailure(Box::new(err)))
}
