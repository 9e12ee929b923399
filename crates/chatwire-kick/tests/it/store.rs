//! Stores: what they keep, how they survive crashes, and the take-over of kickpython's database.

use std::sync::Arc;

use chatwire_kick::token_store::{
    ChatroomStore, FileStore, KnownChatroom, MemoryStore, StoredToken, TokenStore,
};
use chatwire_kick::{ChatroomId, Scope, Timestamp, UserId, code};

use crate::support::Folder;

fn sample(account: u64) -> StoredToken {
    StoredToken::new(account, format!("at_{account}"))
        .refresh_token(format!("rt_{account}"))
        .expires_at(Timestamp::from_unix_seconds(1_771_007_200))
        .scopes([Scope::UserRead, Scope::from("new:scope")])
}

trait Both: TokenStore + ChatroomStore {}
impl<T: TokenStore + ChatroomStore> Both for T {}

fn stores(folder: &Folder) -> Vec<Arc<dyn Both>> {
    vec![
        Arc::new(MemoryStore::new()),
        Arc::new(FileStore::open(folder.path().join("tokens.json")).unwrap()),
        #[cfg(feature = "sqlite-tokens")]
        Arc::new(chatwire_kick::token_store::SqliteStore::in_memory().unwrap()),
        #[cfg(feature = "sqlite-tokens")]
        Arc::new(
            chatwire_kick::token_store::SqliteStore::open(folder.path().join("kick.db")).unwrap(),
        ),
    ]
}

#[tokio::test]
async fn every_store_keeps_tokens_the_same_way() {
    let folder = Folder::new();
    for store in stores(&folder) {
        assert_eq!(store.get(UserId::new(1)).await.unwrap(), None);
        assert!(store.list().await.unwrap().is_empty());
        let bare = StoredToken::new(2, "only-access");
        for token in [sample(30), sample(1), bare.clone()] {
            store.put(token).await.unwrap();
        }
        let listed = store.list().await.unwrap();
        assert_eq!(
            listed.iter().map(|token| token.account.get()).collect::<Vec<_>>(),
            [1, 2, 30],
            "{store:?}"
        );
        assert_eq!(store.get(UserId::new(1)).await.unwrap(), Some(sample(1)));
        let found = store.get(UserId::new(2)).await.unwrap().unwrap();
        assert_eq!((found.refresh_token, found.scopes.len()), (None, 0));

        store.put(sample(1).dead()).await.unwrap();
        assert!(store.get(UserId::new(1)).await.unwrap().unwrap().dead);
        store.put(sample(1).refresh_token("another")).await.unwrap();
        let revived = store.get(UserId::new(1)).await.unwrap().unwrap();
        assert_eq!((revived.dead, revived.refresh_token.unwrap().expose()), (false, "another"));

        assert!(store.delete(UserId::new(1)).await.unwrap());
        assert!(!store.delete(UserId::new(1)).await.unwrap());
        assert_eq!(store.list().await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn every_store_keeps_chatrooms_the_same_way() {
    let folder = Folder::new();
    for store in stores(&folder) {
        let room = |id: u64| KnownChatroom::new(id);
        store.put_chatroom(room(70).slug("Some-User")).await.unwrap();
        store.put_chatroom(room(70).user(UserId::new(1001))).await.unwrap();
        store
            .put_chatroom(room(60).channel(600).username("other").slug("some_user"))
            .await
            .unwrap();
        // Found by either name, in any case; the slug goes first.
        for (name, chatroom) in [("some-user", 70), ("SOME_USER", 60), ("Other", 60)] {
            let found = store.by_name(name).await.unwrap().unwrap();
            assert_eq!(found.chatroom_id, ChatroomId::new(chatroom), "{name} in {store:?}");
        }
        assert_eq!(store.by_name("nobody").await.unwrap(), None);
        let known = store.by_user(UserId::new(1001)).await.unwrap().unwrap();
        assert_eq!(
            (known.chatroom_id.get(), known.channel_id, known.slug.as_deref()),
            (70, None, Some("some-user"))
        );
        assert_eq!(
            store.by_user(UserId::new(600)).await.unwrap(),
            None,
            "a channel id is no user id"
        );

        // The channel becomes known later; nothing else is forgotten.
        store.put_chatroom(room(70).channel(700).username("renamed")).await.unwrap();
        let known = store.by_chatroom(ChatroomId::new(70)).await.unwrap().unwrap();
        let whole = room(70).channel(700).user(1001).slug("some-user").username("renamed");
        assert_eq!(known, whole, "{store:?}");
        let listed = store.list_chatrooms().await.unwrap();
        assert_eq!(listed.iter().map(|room| room.chatroom_id.get()).collect::<Vec<_>>(), [60, 70]);
    }
}

#[tokio::test]
async fn a_file_is_seen_by_all_who_share_it_and_no_write_is_lost() {
    let folder = Folder::new();
    let path = folder.path().join("tokens.json");
    let stores = [FileStore::open(&path).unwrap(), FileStore::open(&path).unwrap()];
    let writes = (1..=20_u64).map(|account| {
        let store = stores[usize::from(account % 2 == 0)].clone();
        tokio::spawn(async move { store.put(sample(account)).await })
    });
    for write in writes.collect::<Vec<_>>() {
        write.await.unwrap().unwrap();
    }
    for store in &stores {
        assert_eq!(store.list().await.unwrap().len(), 20);
    }
    assert_eq!(FileStore::open(&path).unwrap().list().await.unwrap().len(), 20);
}

#[tokio::test]
async fn a_writer_waits_for_another_program_and_readers_do_not() {
    let folder = Folder::new();
    let path = folder.path().join("tokens.json");
    let store = FileStore::open(&path).unwrap();
    store.put(sample(1)).await.unwrap();
    let theirs = std::fs::File::open(folder.path().join("tokens.json.lock")).unwrap();
    theirs.lock().unwrap();
    let write = tokio::spawn({
        let store = store.clone();
        async move { store.put(sample(2)).await }
    });
    for _ in 0..3 {
        assert_eq!(store.list().await.unwrap(), [sample(1)]);
    }
    assert!(!write.is_finished());
    theirs.unlock().unwrap();
    write.await.unwrap().unwrap();
    assert_eq!(store.list().await.unwrap().len(), 2);
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    let path = folder.path().join("tokens.json");
    FileStore::open(&path).unwrap().put(sample(1)).await.unwrap();
    let mut names = vec![path, folder.path().join("tokens.json.lock")];
    if cfg!(feature = "sqlite-tokens") {
        let path = folder.path().join("kick.db");
        #[cfg(feature = "sqlite-tokens")]
        chatwire_kick::token_store::SqliteStore::open(&path).unwrap().put(sample(1)).await.unwrap();
        names.push(path);
    }
    for name in names {
        let mode = std::fs::metadata(&name).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name:?}");
    }
}

#[tokio::test]
async fn a_crash_in_the_middle_of_a_write_leaves_the_old_file() {
    let folder = Folder::new();
    let path = folder.path().join("tokens.json");
    let store = FileStore::open(&path).unwrap();
    store.put(sample(1)).await.unwrap();
    // What a crash leaves: half of a new file beside the whole old one.
    let half = folder.path().join("tokens.json.new");
    std::fs::write(&half, r#"{"version":1,"tokens":[{"acc"#).unwrap();
    let again = FileStore::open(&path).unwrap();
    assert_eq!(again.get(UserId::new(1)).await.unwrap(), Some(sample(1)));
    again.put(sample(2)).await.unwrap();
    assert_eq!(again.list().await.unwrap().len(), 2);
    assert!(!half.exists());
}

#[tokio::test]
async fn a_write_that_fails_is_an_error_and_changes_nothing() {
    let folder = Folder::new();
    let path = folder.path().join("tokens.json");
    let store = FileStore::open(&path).unwrap();
    store.put(sample(1)).await.unwrap();
    // A folder in the place of the new file cannot be overwritten, whoever runs the test.
    std::fs::create_dir(folder.path().join("tokens.json.new")).unwrap();
    let err = store.put(sample(2)).await.unwrap_err();
    assert_eq!(err.code(), Some(code::STORE_FAILED));
    assert_eq!(store.list().await.unwrap(), [sample(1)]);
}

#[test]
fn files_of_others_are_not_touched_and_not_quoted() {
    let folder = Folder::new();
    let path = folder.path().join("tokens.json");
    for text in [
        "",
        "CANARY-secret",
        r#"{"version":2}"#,
        r#"{"version":1,"tokens":["CANARY-secret"]}"#,
        r#"{"version":1,"tokens":[{"account":"CANARY-secret"}]}"#,
    ] {
        std::fs::write(&path, text).unwrap();
        let err = FileStore::open(&path).unwrap_err();
        assert_eq!(err.code(), Some(code::STORE_FAILED), "{text}");
        assert!(!format!("{err} {err:?}").contains("CANARY"), "{err:?}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }
}

#[cfg(feature = "sqlite-tokens")]
mod sqlite {
    use chatwire_kick::Client;
    use chatwire_kick::token_store::{SqliteStore, TokenStatus};
    use rusqlite::Connection;

    use super::*;

    /// The tables as kickpython 0.1.5 makes them, with rows of its own.
    const THEIR_FILE: &str = r#"
        CREATE TABLE kick_users ( kick_id INTEGER PRIMARY KEY, user_id INTEGER, slug TEXT, is_banned INTEGER, playback_url TEXT, vod_enabled INTEGER, subscription_enabled INTEGER, followers_count INTEGER, verified INTEGER, can_host INTEGER, username TEXT UNIQUE, bio TEXT, profile_pic TEXT, chatroom_id INTEGER NOT NULL );
        CREATE TABLE tokens ( channel_id TEXT PRIMARY KEY, access_token TEXT NOT NULL, refresh_token TEXT NOT NULL, expires_at INTEGER NOT NULL, scope TEXT );
        INSERT INTO tokens VALUES ('1001', 'at_1001', 'rt_1001', 1771007200, 'user:read chat:write');
        INSERT INTO tokens VALUES ('1002', 'at_2', 'rt_2', 1771007200, NULL);
        INSERT INTO tokens VALUES ('someone', 'at_3', 'rt_3', 1771007200, 's');
        INSERT INTO kick_users VALUES (500, 1001, 'some-user', 0, 'https://p', 1, 1, 42, 0, 1, 'some_user', 'bio', 'pic', 77);
    "#;

    fn columns(path: &std::path::Path) -> Vec<(String, String)> {
        let db = Connection::open(path).unwrap();
        let mut select = db
            .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'chatwire_%' ORDER BY name")
            .unwrap();
        let words = |sql: String| {
            sql.split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .replace("( ", "(")
                .replace(" )", ")")
        };
        let rows = select.query_map([], |row| Ok((row.get(0)?, words(row.get(1)?)))).unwrap();
        rows.map(Result::unwrap).collect()
    }

    #[tokio::test]
    async fn a_database_of_kickpython_is_taken_over_unchanged() {
        let folder = Folder::new();
        let path = folder.path().join("kick_tokens.db");
        Connection::open(&path).unwrap().execute_batch(THEIR_FILE).unwrap();
        let before = columns(&path);

        let store = SqliteStore::open(&path).unwrap();
        let token = store.get(UserId::new(1001)).await.unwrap().unwrap();
        assert_eq!((token.access_token.expose(), token.scopes.len()), ("at_1001", 2));
        assert_eq!(token.expires_at.as_unix_seconds(), 1_771_007_200);
        assert_eq!(store.list().await.unwrap().len(), 2, "a row without a number is left alone");
        for found in [
            store.by_name("some-user").await.unwrap(),
            store.by_name("Some_User").await.unwrap(),
            store.by_user(UserId::new(1001)).await.unwrap(),
            store.by_chatroom(ChatroomId::new(77)).await.unwrap(),
        ] {
            assert_eq!(found.unwrap().channel_id, Some(chatwire_kick::ChannelId::new(500)));
        }

        store.put_chatroom(KnownChatroom::new(77).username("New_Name")).await.unwrap();
        store.put(sample(1001)).await.unwrap();
        drop(store);
        assert_eq!(columns(&path), before);
        let db = Connection::open(&path).unwrap();
        let row = db
            .query_row("SELECT username, bio, followers_count, is_banned FROM kick_users WHERE kick_id = 500", [], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?, row.get::<_, i64>(3)?))
            })
            .unwrap();
        assert_eq!(row, ("new_name".to_owned(), "bio".to_owned(), 42, 0), "their own columns stay");
        let others: i64 = db
            .query_row("SELECT count(*) FROM tokens WHERE channel_id = 'someone'", [], |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!(others, 1);
    }

    #[tokio::test]
    async fn a_new_database_has_the_tables_of_kickpython() {
        let folder = Folder::new();
        let (theirs, ours) = (folder.path().join("theirs.db"), folder.path().join("ours.db"));
        Connection::open(&theirs).unwrap().execute_batch(THEIR_FILE).unwrap();
        drop(SqliteStore::open(&ours).unwrap());
        assert_eq!(columns(&ours), columns(&theirs));
    }

    #[tokio::test]
    async fn what_was_removed_or_replaced_is_gone_from_the_file() {
        let folder = Folder::new();
        let path = folder.path().join("kick_tokens.db");
        let store = SqliteStore::open(&path).unwrap();
        let token = |refresh: &str| StoredToken::new(1001, "CANARY-access").refresh_token(refresh);
        store.put(token("CANARY-first")).await.unwrap();
        let has_canary = || {
            let files = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path());
            let mut bytes = files.flat_map(|file| std::fs::read(file).unwrap()).collect::<Vec<_>>();
            bytes.make_ascii_uppercase();
            bytes.windows(6).any(|part| part == b"CANARY")
        };
        assert!(has_canary(), "the tokens are in the file as they are");
        // Longer than a page of the database, so that whole pages come free.
        store.put(token(&"CANARY-second".repeat(1_000))).await.unwrap();
        store.put(StoredToken::new(1001, "access").refresh_token("refresh")).await.unwrap();
        assert!(!has_canary());
        store.put(token("CANARY-third")).await.unwrap();
        assert!(store.delete(UserId::new(1001)).await.unwrap());
        assert!(!has_canary());
    }

    #[tokio::test]
    async fn a_grant_that_the_other_program_renewed_is_alive_again() {
        let folder = Folder::new();
        let path = folder.path().join("kick_tokens.db");
        let store = SqliteStore::open(&path).unwrap();
        store.put(sample(1001).dead()).await.unwrap();
        let db = Connection::open(&path).unwrap();
        let renew =
            "UPDATE tokens SET access_token = 'a', refresh_token = 'b', expires_at = 4102444800";
        db.execute(renew, []).unwrap();
        let client = Client::builder().token_store(store).build().unwrap();
        assert_eq!(client.token_status(1001).await.unwrap(), TokenStatus::Valid);
    }

    #[tokio::test]
    async fn a_display_name_moves_to_the_channel_that_has_it_now() {
        let store = SqliteStore::in_memory().unwrap();
        store.put_chatroom(KnownChatroom::new(1).channel(10).username("name")).await.unwrap();
        store.put_chatroom(KnownChatroom::new(2).channel(20).username("Name")).await.unwrap();
        assert_eq!(store.by_name("name").await.unwrap().unwrap().chatroom_id.get(), 2);
        assert_eq!(store.list_chatrooms().await.unwrap().len(), 2);
    }

    #[test]
    fn what_is_no_database_is_refused() {
        let folder = Folder::new();
        let path = folder.path().join("kick_tokens.db");
        std::fs::write(&path, "x".repeat(5_000)).unwrap();
        let err = SqliteStore::open(&path).unwrap_err();
        assert_eq!(err.code(), Some(code::STORE_FAILED));
        assert!(SqliteStore::open(folder.path().join("no/such/folder.db")).is_err());
    }

    #[tokio::test]
    async fn ids_that_do_not_fit_are_an_error() {
        let store = SqliteStore::in_memory().unwrap();
        let err = store.put_chatroom(KnownChatroom::new(u64::MAX)).await.unwrap_err();
        assert_eq!(err.code(), Some(code::STORE_FAILED));
    }
}
