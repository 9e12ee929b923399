//! What several tests need: a folder that goes away, tokens at a given age, a look at what was sent.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use chatwire_core::testing::{Answer, Script, Sent};
use chatwire_kick::token_store::StoredToken;
use chatwire_kick::{Builder, Client, Timestamp, UserId};
use serde_json::json;

pub(crate) const ACCOUNT: UserId = UserId::new(1001);

/// A folder of one test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("chatwire-kick-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that stays is no failure of the test.
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}

/// A client with an app, answered by `script`.
pub(crate) fn app(script: &Script) -> Builder {
    Client::builder()
        .app("cid_01", "csecret_01")
        .redirect_uri("http://localhost:5000/callback")
        .script(script.clone())
}

/// A token with so many seconds left.
pub(crate) fn token(access: &str, refresh: &str, left: i64) -> StoredToken {
    let now = Timestamp::now();
    let span = Duration::from_secs(left.unsigned_abs());
    let at = if left < 0 { now.checked_sub(span) } else { now.checked_add(span) };
    StoredToken::new(ACCOUNT, access).refresh_token(refresh).expires_at(at.unwrap())
}

pub(crate) fn granted(access: &str, refresh: &str) -> Answer {
    Answer::json(&json!({
        "access_token": access, "token_type": "Bearer", "refresh_token": refresh,
        "expires_in": 7200, "scope": "user:read chat:write",
    }))
}

/// Answer of the own channel.
pub(crate) fn channel() -> Answer {
    Answer::json(
        &json!({"data": [{"broadcaster_user_id": 1001, "slug": "some-user"}], "message": "OK"}),
    )
}

/// Fields of a form body.
pub(crate) fn form(sent: &Sent) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(&sent.body).into_owned().collect()
}

/// Parameters of a query, in order.
pub(crate) fn query(url: &str) -> Vec<(String, String)> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

pub(crate) fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
