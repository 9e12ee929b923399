//! Rows of the reference's tables in a store of ours, and back.
//!
//! The records' clock stands still, ours does not: times are moved by the difference, to the second.

use std::time::Duration;

use chatwire_kick::oauth::Scope;
use chatwire_kick::token_store::{
    ChatroomStore as _, KnownChatroom, SqliteStore, StoredToken, TokenStore as _,
};
use chatwire_kick::{Error, Timestamp};
use serde_json::{Value, json};

use super::CLOCK;
use crate::adapter::NotMade;
use crate::spec::kick::Rows;

/// Room that a call has until the clock's next second, when a second makes a difference.
const ROOM: Duration = Duration::from_millis(400);

/// A store, and how many seconds our clock is ahead of the records'.
pub(super) struct Filled {
    pub(super) store: SqliteStore,
    ahead: i64,
}

impl Filled {
    /// A store with these rows.
    pub(super) async fn with(rows: Option<&Value>) -> Result<Self, NotMade> {
        let store = SqliteStore::in_memory().map_err(unusable)?;
        let now = Timestamp::now();
        // Times are stored in whole seconds: the next one begins this much later.
        let next = Timestamp::from_unix_seconds(now.as_unix_seconds() + 1);
        let left = next.duration_since(now);
        let rows = Rows(rows.unwrap_or(&Value::Null));
        let ahead = if left < ROOM && !rows.table("tokens").is_empty() {
            tokio::time::sleep(left).await;
            next.as_unix_seconds() + 1 - CLOCK
        } else {
            next.as_unix_seconds() - CLOCK
        };
        for row in rows.table("tokens") {
            store.put(token(row, ahead)?).await.map_err(unusable)?;
        }
        for row in rows.table("kick_users") {
            store.put_chatroom(room(row)?).await.map_err(unusable)?;
        }
        Ok(Self { store, ahead })
    }

    /// The rows as they are now.
    pub(super) async fn rows(&self) -> Result<Value, NotMade> {
        let tokens = self.store.list().await.map_err(unusable)?;
        let rooms = self.store.list_chatrooms().await.map_err(unusable)?;
        let tokens: Vec<Value> = tokens
            .iter()
            .map(|token| {
                let refresh = token.refresh_token.as_ref().map_or("", |half| half.expose());
                let until = token.expires_at.as_unix_seconds();
                // What has no time left at all has no time of the records, either.
                let until = if until <= 0 { 0 } else { until - self.ahead };
                json!([
                    token.account.to_string(),
                    token.access_token.expose(),
                    refresh,
                    until,
                    Scope::join(&token.scopes),
                ])
            })
            .collect();
        let rooms: Vec<Value> = rooms
            .iter()
            .map(|room| {
                let mut row = vec![Value::Null; 14];
                for (column, value) in [
                    (0, json!(room.channel_id)),
                    (1, json!(room.user_id)),
                    (2, json!(room.slug)),
                    (10, json!(room.username)),
                    (13, json!(room.chatroom_id)),
                ] {
                    if let Some(place) = row.get_mut(column) {
                        *place = value;
                    }
                }
                Value::Array(row)
            })
            .collect();
        Ok(json!({"tokens": tokens, "kick_users": rooms}))
    }
}

fn token(row: &Value, ahead: i64) -> Result<StoredToken, NotMade> {
    let text = |column: usize| row.get(column).and_then(Value::as_str).unwrap_or_default();
    let account: chatwire_kick::UserId = text(0).parse().map_err(unusable)?;
    let until = row.get(3).and_then(Value::as_i64).unwrap_or_default();
    Ok(StoredToken::new(account, text(1))
        .refresh_token(text(2))
        .expires_at(Timestamp::from_unix_seconds(until + ahead))
        .scopes(Scope::parse_list(text(4))))
}

/// The chatroom of a row.
pub(super) fn room(row: &Value) -> Result<KnownChatroom, NotMade> {
    let number = |column: usize| row.get(column).and_then(Value::as_u64);
    let chatroom = number(13).ok_or_else(|| NotMade::Unknown("a row without a chatroom".into()))?;
    let mut known = KnownChatroom::new(chatroom);
    known.channel_id = number(0).map(Into::into);
    known.user_id = number(1).map(Into::into);
    known.slug = row.get(2).and_then(Value::as_str).map(str::to_owned);
    known.username = row.get(10).and_then(Value::as_str).map(str::to_owned);
    Ok(known)
}

#[expect(clippy::needless_pass_by_value, reason = "a function for map_err")]
fn unusable(error: Error) -> NotMade {
    NotMade::Unknown(format!("the store cannot be used: {error}"))
}

/// Tables of a new database of ours, of those that the reference has, as `[name, definition]`.
pub(super) fn tables(path: &std::path::Path) -> Result<Value, NotMade> {
    drop(SqliteStore::open(path).map_err(unusable)?);
    let bytes = std::fs::read(path)
        .map_err(|trouble| NotMade::Unknown(format!("no database was made: {trouble}")))?;
    // Definitions stand in the file as they were written.
    let text = String::from_utf8_lossy(&bytes);
    let tables = ["kick_users", "tokens"].into_iter().map(|name| {
        let start = text.find(&format!("CREATE TABLE {name}"));
        let body = start.and_then(|start| text.get(start..)).unwrap_or_default();
        let end = body.find("\n)").map_or(0, |end| end + 2);
        let words = body.get(..end).unwrap_or_default().split_whitespace();
        json!([name, words.collect::<Vec<_>>().join(" ")])
    });
    Ok(tables.collect())
}
