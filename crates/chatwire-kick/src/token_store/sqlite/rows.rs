//! Tokens as rows of kickpython's table `tokens`.

use chatwire_core::{Timestamp, crypto};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::UserId;
use crate::oauth::Scope;
use crate::token_store::StoredToken;

/// All columns, and the digest of the refresh token that was found dead.
const SELECT: &str = "SELECT t.channel_id, t.access_token, t.refresh_token, t.expires_at, t.scope, d.digest \
     FROM tokens t LEFT JOIN chatwire_dead_tokens d ON d.channel_id = t.channel_id";

pub(super) fn get(db: &Connection, account: UserId) -> rusqlite::Result<Option<StoredToken>> {
    let mut select = db.prepare_cached(&format!("{SELECT} WHERE t.channel_id = ?1"))?;
    let found = select.query_row([account.to_string()], token).optional()?;
    Ok(found.flatten())
}

pub(super) fn list(db: &Connection) -> rusqlite::Result<Vec<StoredToken>> {
    let mut select = db.prepare_cached(SELECT)?;
    let rows = select.query_map([], token)?;
    let mut tokens = rows.filter_map(Result::transpose).collect::<rusqlite::Result<Vec<_>>>()?;
    tokens.sort_by_key(|token| token.account);
    Ok(tokens)
}

pub(super) fn put(db: &mut Connection, token: &StoredToken) -> rusqlite::Result<()> {
    let account = token.account.to_string();
    let refresh = token.refresh_token.as_ref().map_or("", |half| half.expose());
    let scope = Scope::join(&token.scopes);
    let whole = db.transaction()?;
    whole.execute(
        "INSERT OR REPLACE INTO tokens (channel_id, access_token, refresh_token, expires_at, scope) \
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![account, token.access_token.expose(), refresh, token.expires_at.as_unix_seconds(), scope],
    )?;
    if token.dead {
        whole.execute(
            "INSERT OR REPLACE INTO chatwire_dead_tokens (channel_id, digest) VALUES (?1, ?2)",
            params![account, digest(refresh)],
        )?;
    } else {
        whole.execute("DELETE FROM chatwire_dead_tokens WHERE channel_id = ?1", [&account])?;
    }
    whole.commit()
}

pub(super) fn delete(db: &mut Connection, account: UserId) -> rusqlite::Result<bool> {
    let account = account.to_string();
    let whole = db.transaction()?;
    let removed = whole.execute("DELETE FROM tokens WHERE channel_id = ?1", [&account])?;
    whole.execute("DELETE FROM chatwire_dead_tokens WHERE channel_id = ?1", [&account])?;
    whole.commit()?;
    Ok(removed > 0)
}

/// A row as a token; `None` for one whose account is no number.
fn token(row: &Row<'_>) -> rusqlite::Result<Option<StoredToken>> {
    let account: String = row.get(0)?;
    let Ok(account) = account.parse::<UserId>() else { return Ok(None) };
    let refresh: String = row.get(2)?;
    let scope: Option<String> = row.get(4)?;
    let dead: Option<String> = row.get(5)?;
    let mut token = StoredToken::new(account, row.get::<_, String>(1)?)
        .expires_at(Timestamp::from_unix_seconds(row.get(3)?))
        .scopes(Scope::parse_list(scope.as_deref().unwrap_or_default()));
    // The other program may have written a new grant since: the note is of one refresh token only.
    token.dead = dead.is_some_and(|dead| dead == digest(&refresh));
    Ok(Some(token.refresh_token(refresh)))
}

/// Tells refresh tokens apart without keeping another copy.
fn digest(refresh: &str) -> String {
    crypto::hex(&crypto::sha256(refresh.as_bytes()))
}
