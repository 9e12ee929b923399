//! Renewing tokens: when, how often, what is stored, what is used.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use chatwire_core::BoxFuture;
use chatwire_core::testing::{Answer, Script};
use chatwire_kick::token_store::{MemoryStore, StoredToken, TokenStatus, TokenStore};
use chatwire_kick::{Client, Error, ErrorKind, Method, Result, UserId, code};
use serde_json::{Value, json};
use wiremock::matchers::{body_string_contains, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{ACCOUNT, app, channel, form, granted, token};

const CHANNELS: &str = "/public/v1/channels";

fn invalid_grant() -> Answer {
    Answer::status(400).body(r#"{"error":"invalid_grant"}"#)
}

async fn account_client(script: &Script, stored: StoredToken) -> Client {
    let client = app(script).account(ACCOUNT).build().unwrap();
    client.store_token(stored).await.unwrap();
    client
}

async fn channels(client: &Client) -> Result<Value> {
    client.request(Method::GET, CHANNELS).await
}

#[tokio::test]
async fn a_token_with_five_minutes_left_is_used_and_with_less_renewed_first() {
    let script =
        Script::new().answer(channel()).answer(granted("at_new", "rt_new")).answer(channel());
    let client = account_client(&script, token("at_edge", "rt_edge", 301)).await;
    channels(&client).await.unwrap();
    client.store_token(token("at_old", "rt_old", 299)).await.unwrap();
    assert_eq!(client.token_status(ACCOUNT).await.unwrap(), TokenStatus::Expiring);
    channels(&client).await.unwrap();

    let sent = script.requests();
    assert_eq!(sent[0].headers["authorization"], "Bearer at_edge");
    assert_eq!(sent[1].url, "https://id.kick.com/oauth/token");
    let fields = form(&sent[1]);
    let values = ["grant_type", "client_id", "client_secret", "refresh_token"]
        .map(|name| fields[name].as_str());
    assert_eq!((values, fields.len()), (["refresh_token", "cid_01", "csecret_01", "rt_old"], 4));
    assert_eq!(sent[2].headers["authorization"], "Bearer at_new");
    let stored = client.tokens().get(ACCOUNT).await.unwrap().unwrap();
    assert_eq!(stored.refresh_token.unwrap().expose(), "rt_new");
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_and_the_call_repeated_once() {
    let refused = || Answer::status(401).body(r#"{"data":null,"message":"Unauthorized"}"#);
    for method in [Method::GET, Method::POST] {
        let script =
            Script::new().answer(refused()).answer(granted("at_new", "rt_new")).answer(channel());
        let client = account_client(&script, token("at_old", "rt_old", 7200)).await;
        let _value: Value = client.request(method.clone(), CHANNELS).await.unwrap();
        let sent = script.requests();
        assert_eq!(sent.len(), 3, "{method}");
        assert_eq!(sent[2].headers["authorization"], "Bearer at_new");

        let script =
            Script::new().answer(refused()).answer(granted("at_new", "rt_new")).always(refused());
        let client = account_client(&script, token("at_old", "rt_old", 7200)).await;
        let err = client.request::<Value>(method.clone(), CHANNELS).await.unwrap_err();
        assert_eq!((err.kind(), script.requests().len()), (ErrorKind::Auth, 3), "{method}");
    }
}

#[tokio::test]
async fn a_token_of_ones_own_is_not_repeated_after_a_refusal() {
    let script = Script::new().always(Answer::status(401));
    let client = Client::builder().token("static").script(script.clone()).build().unwrap();
    assert_eq!(channels(&client).await.unwrap_err().kind(), ErrorKind::Auth);
    assert_eq!(script.requests().len(), 1);
}

#[tokio::test]
async fn a_hundred_calls_at_once_make_one_renewal() {
    // Refused although it looks good, and about to end.
    for left in [7200, 100] {
        let server = MockServer::start().await;
        let renewed =
            json!({"access_token": "at_new", "refresh_token": "rt_new", "expires_in": 7200});
        Mock::given(method("POST"))
            .and(path("/oauth/token"))
            .and(body_string_contains("refresh_token=rt_old"))
            .respond_with(ResponseTemplate::new(200).set_body_json(renewed))
            .expect(1)
            .mount(&server)
            .await;
        Mock::given(path(CHANNELS))
            .and(header("authorization", "Bearer at_old"))
            .respond_with(
                ResponseTemplate::new(401).set_body_json(json!({"message": "Unauthorized"})),
            )
            .mount(&server)
            .await;
        Mock::given(path(CHANNELS))
            .and(header("authorization", "Bearer at_new"))
            .respond_with(ResponseTemplate::new(200).set_body_json(json!({"data": []})))
            .expect(100)
            .mount(&server)
            .await;
        let builder = Client::builder().app("cid", "cs").base_url(server.uri()).unwrap();
        let client = builder.account(ACCOUNT).build().unwrap();
        client.store_token(token("at_old", "rt_old", left)).await.unwrap();
        let calls = (0..100).map(|_| {
            let client = client.clone();
            tokio::spawn(async move { channels(&client).await })
        });
        for call in calls.collect::<Vec<_>>() {
            call.await.unwrap().unwrap();
        }
        server.verify().await;
    }
}

#[tokio::test(start_paused = true)]
async fn waiting_callers_share_the_failure_of_a_renewal_and_the_next_one_tries_again() {
    let script = Script::new()
        .answer(
            Answer::status(400).body(r#"{"error":"invalid_client"}"#).delay(Duration::from_secs(1)),
        )
        .answer(granted("at_new", "rt_new"));
    let client = account_client(&script, token("at_old", "rt_old", -5)).await;
    let (one, two) = tokio::join!(client.access_token(), client.access_token());
    assert_eq!(one.unwrap_err().code(), Some("invalid_client"));
    assert_eq!(two.unwrap_err().code(), Some("invalid_client"));
    assert_eq!(client.access_token().await.unwrap().expose(), "at_new");
    assert_eq!(script.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_renewal_is_finished_and_stored_when_its_caller_has_gone() {
    let script = Script::new().answer(granted("at_new", "rt_new").delay(Duration::from_secs(5)));
    let client = account_client(&script, token("at_old", "rt_old", 10)).await;
    let gone = tokio::time::timeout(Duration::from_secs(1), client.access_token()).await;
    assert!(gone.is_err());
    tokio::time::advance(Duration::from_secs(10)).await;
    let stored = loop {
        let stored = client.tokens().get(ACCOUNT).await.unwrap().unwrap();
        if stored.access_token.expose() == "at_new" {
            break stored;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(stored.refresh_token.unwrap().expose(), "rt_new");
    // What landed unseen is not handed to the next one who asks for something newer.
    let script_calls = script.requests().len();
    let err = client.refresh_token(ACCOUNT).await.unwrap_err();
    assert_eq!((err.kind(), script_calls), (ErrorKind::Connect, 1), "a new attempt was made");
}

#[tokio::test]
async fn a_refresh_without_a_new_refresh_token_keeps_the_old_one() {
    let answer = Answer::json(&json!({"access_token": "at2", "expires_in": 7200}));
    let script = Script::new().answer(answer);
    let old = token("at", "rt", 7200).scopes([chatwire_kick::Scope::ChatWrite]);
    let client = account_client(&script, old).await;
    let new = client.refresh_token(ACCOUNT).await.unwrap();
    assert_eq!(new.refresh_token.unwrap().expose(), "rt");
    assert_eq!(new.scopes, [chatwire_kick::Scope::ChatWrite]);
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_of_a_refresh_is_asked_for_again() {
    let script = Script::new()
        .answer(Answer::drop_after())
        .answer(Answer::status(503))
        .answer(granted("a", "r"));
    let client = account_client(&script, token("at", "rt", 10)).await;
    assert_eq!(client.access_token().await.unwrap().expose(), "a");
    assert_eq!(script.requests().len(), 3);
}

#[tokio::test]
async fn an_ended_grant_is_marked_and_never_used_again() {
    let script = Script::new().answer(invalid_grant()).always(channel());
    let client = account_client(&script, token("at", "rt", 100)).await;
    for _ in 0..3 {
        let err = channels(&client).await.unwrap_err();
        assert_eq!((err.kind(), err.code()), (ErrorKind::Auth, Some(code::INVALID_GRANT)));
        assert_eq!(err.context("account"), Some("1001"));
    }
    assert_eq!(script.requests().len(), 1, "the server was asked once");
    assert_eq!(client.token_status(ACCOUNT).await.unwrap(), TokenStatus::Dead);
    assert!(client.has_token(ACCOUNT).await.unwrap());
    // A new grant brings the account back.
    client.store_token(token("at2", "rt2", 7200)).await.unwrap();
    channels(&client).await.unwrap();
    assert!(client.remove_token(ACCOUNT).await.unwrap());
    assert_eq!(channels(&client).await.unwrap_err().code(), Some(code::NO_TOKEN));
}

#[tokio::test]
async fn a_token_that_another_program_renewed_is_taken_from_the_store() {
    let script = Script::new().answer(Answer::status(401)).always(channel());
    let store = MemoryStore::new();
    let client = app(&script).token_store(store.clone()).account(ACCOUNT).build().unwrap();
    client.store_token(token("at_old", "rt_old", 7200)).await.unwrap();
    store.put(token("at_theirs", "rt_theirs", 7200)).await.unwrap();
    channels(&client).await.unwrap();
    let sent = script.requests();
    assert_eq!(
        (sent.len(), &sent[1].headers["authorization"]),
        (2, &"Bearer at_theirs".parse().unwrap())
    );
}

#[tokio::test(start_paused = true)]
async fn a_new_grant_or_a_removal_during_a_renewal_wins() {
    let second = Duration::from_secs(1);
    let script = Script::new().always(granted("at_late", "rt_late").delay(second));
    let client = account_client(&script, token("at_old", "rt_old", 10)).await;
    let (used, ()) = tokio::join!(client.access_token(), async {
        tokio::time::sleep(second / 2).await;
        client.store_token(token("at_user", "rt_user", 7200)).await.unwrap();
    });
    assert_eq!(used.unwrap().expose(), "at_user");
    assert_eq!(
        client.tokens().get(ACCOUNT).await.unwrap().unwrap().access_token.expose(),
        "at_user"
    );

    let client = account_client(&script, token("at_old", "rt_old", 10)).await;
    let (used, ()) = tokio::join!(client.access_token(), async {
        tokio::time::sleep(second / 2).await;
        assert!(client.tokens().delete(ACCOUNT).await.unwrap());
    });
    assert_eq!(used.unwrap_err().code(), Some(code::NO_TOKEN));
    assert!(!client.has_token(ACCOUNT).await.unwrap());
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_grant_says_nothing_of_the_next_one_and_brings_no_account_back() {
    let second = Duration::from_secs(1);
    let ended = || invalid_grant().delay(second);
    // Removed while the server was asked: revoking is what ends grants.
    let client = account_client(&Script::new().answer(ended()), token("at", "rt", 10)).await;
    let (used, ()) = tokio::join!(client.access_token(), async {
        tokio::time::sleep(second / 2).await;
        assert!(client.tokens().delete(ACCOUNT).await.unwrap());
    });
    assert_eq!(used.unwrap_err().code(), Some(code::NO_TOKEN));
    assert!(!client.has_token(ACCOUNT).await.unwrap());

    // Replaced meanwhile, by a grant whose access token is good, or has run out as well.
    for (left, used_in_the_end) in [(7200, "at_user"), (10, "at_new")] {
        let script = Script::new().answer(ended()).answer(granted("at_new", "rt_new"));
        let client = account_client(&script, token("at", "rt", 10)).await;
        let (used, ()) = tokio::join!(client.access_token(), async {
            tokio::time::sleep(second / 2).await;
            client.tokens().put(token("at_user", "rt_user", left)).await.unwrap();
        });
        assert_eq!(used.unwrap().expose(), used_in_the_end);
        assert_eq!(client.token_status(ACCOUNT).await.unwrap(), TokenStatus::Valid);
        if left < 300 {
            assert_eq!(form(&script.requests()[1])["refresh_token"], "rt_user");
        }
    }
}

#[tokio::test]
async fn accounts_without_a_token_or_an_app_are_told_apart() {
    let script = Script::new();
    let client = app(&script).account(ACCOUNT).build().unwrap();
    let err = channels(&client).await.unwrap_err();
    assert_eq!((err.kind(), err.code()), (ErrorKind::Auth, Some(code::NO_TOKEN)));
    assert_eq!(client.refresh_token(9).await.unwrap_err().code(), Some(code::NO_TOKEN));
    assert_eq!(client.token_status(9).await.unwrap(), TokenStatus::Missing);
    assert!(!client.has_token(9).await.unwrap());

    let no_app = Client::builder().script(script.clone()).account(ACCOUNT).build().unwrap();
    no_app.store_token(token("at", "rt", 1)).await.unwrap();
    assert!(no_app.has_token(ACCOUNT).await.unwrap());
    assert_eq!(channels(&no_app).await.unwrap_err().kind(), ErrorKind::Input);
    assert!(script.requests().is_empty());
}

/// A store that can be told to fail, and that counts.
#[derive(Clone, Debug, Default)]
struct Brittle {
    inner: MemoryStore,
    broken: Arc<AtomicBool>,
    writes: Arc<AtomicUsize>,
}

impl TokenStore for Brittle {
    fn get(&self, account: UserId) -> BoxFuture<'_, Result<Option<StoredToken>>> {
        self.inner.get(account)
    }

    fn put(&self, token: StoredToken) -> BoxFuture<'_, Result<()>> {
        self.writes.fetch_add(1, Ordering::Relaxed);
        if self.broken.load(Ordering::Relaxed) {
            return Box::pin(async { Err(Error::config("the disk is full")) });
        }
        self.inner.put(token)
    }

    fn delete(&self, account: UserId) -> BoxFuture<'_, Result<bool>> {
        self.inner.delete(account)
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<StoredToken>>> {
        self.inner.list()
    }
}

#[tokio::test]
async fn a_renewed_token_that_cannot_be_stored_is_not_used_and_not_lost() {
    let script = Script::new().answer(granted("at_new", "rt_new")).always(channel());
    let store = Brittle::default();
    let client = app(&script).token_store(store.clone()).account(ACCOUNT).build().unwrap();
    client.store_token(token("at_old", "rt_old", 10)).await.unwrap();
    store.broken.store(true, Ordering::Relaxed);
    for _ in 0..2 {
        let err = channels(&client).await.unwrap_err();
        assert_eq!((err.kind(), err.code()), (ErrorKind::Config, Some(code::STORE_FAILED)));
    }
    assert_eq!(script.requests().len(), 1, "the API was not called, the refresh was not repeated");
    store.broken.store(false, Ordering::Relaxed);
    channels(&client).await.unwrap();
    let sent = script.requests();
    assert_eq!(
        (sent.len(), &sent[1].headers["authorization"]),
        (2, &"Bearer at_new".parse().unwrap())
    );
    assert_eq!(store.get(ACCOUNT).await.unwrap().unwrap().access_token.expose(), "at_new");
}

#[tokio::test]
async fn an_app_token_is_fetched_once_renewed_and_never_stored() {
    let grant = |access: &str| {
        Answer::json(&json!({"access_token": access, "expires_in": 5_184_000,
        "token_type": "Bearer", "refresh_token": "of-no-use"}))
    };
    let script = Script::new()
        .answer(grant("app_1"))
        .answer(channel())
        .answer(channel())
        .answer(Answer::status(401))
        .answer(grant("app_2"))
        .answer(channel());
    let client = app(&script).app_token().build().unwrap();
    for _ in 0..3 {
        channels(&client).await.unwrap();
    }
    let sent = script.requests();
    assert_eq!(
        sent[0].body,
        "grant_type=client_credentials&client_id=cid_01&client_secret=csecret_01"
    );
    assert_eq!(
        (sent.len(), &sent[5].headers["authorization"]),
        (6, &"Bearer app_2".parse().unwrap())
    );
    assert!(client.tokens().list().await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_refresher_renews_what_runs_out_and_a_failure_stops_nobody() {
    let script = Script::new()
        .answer(Answer::status(400).body(r#"{"error":"invalid_client"}"#))
        .answer(granted("b_new", "b_rt"))
        .always(Answer::status(400).body(r#"{"error":"invalid_client"}"#));
    let client = app(&script).refresh_interval(Duration::from_secs(60)).build().unwrap();
    let of = |id: u64, left: i64| {
        let mut token = token(&format!("at_{id}"), &format!("rt_{id}"), left);
        token.account = UserId::new(id);
        token
    };
    client.store_token(of(1, 200)).await.unwrap();
    client.store_token(of(2, 400)).await.unwrap();
    client.store_token(of(3, 7200)).await.unwrap();
    client.store_token(of(4, 100).dead()).await.unwrap();
    let refresher = client.spawn_refresher().unwrap();
    until(|| script.requests().len() == 2).await;
    let asked = |n: usize| form(&script.requests()[n])["refresh_token"].clone();
    assert_eq!((asked(0), asked(1)), ("rt_1".to_owned(), "rt_2".to_owned()));
    // The next look is for the one that failed.
    tokio::time::advance(Duration::from_secs(70)).await;
    until(|| script.requests().len() == 3).await;
    assert_eq!(asked(2), "rt_1");
    refresher.stop().await;
    tokio::time::advance(Duration::from_secs(7200)).await;
    tokio::task::yield_now().await;
    assert_eq!(script.requests().len(), 3);
    assert_eq!(client.token_status(2).await.unwrap(), TokenStatus::Valid);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_refresher_ends() {
    let script = Script::new().always(invalid_grant());
    let client = app(&script).build().unwrap();
    drop(client.spawn_refresher().unwrap());
    client.store_token(token("a", "r", 1)).await.unwrap();
    tokio::time::advance(Duration::from_secs(600)).await;
    tokio::task::yield_now().await;
    assert!(script.requests().is_empty());
    let no_app = Client::builder().build().unwrap();
    assert_eq!(no_app.spawn_refresher().unwrap_err().kind(), ErrorKind::Input);
}

#[tokio::test(start_paused = true)]
async fn intervals_have_bounds() {
    let script = Script::new().answer(granted("at_1", "rt_1")).always(granted("at_2", "rt_2"));
    let client = app(&script).refresh_interval(Duration::MAX).build().unwrap();
    client.store_token(token("at", "rt", 10)).await.unwrap();
    let refresher = client.spawn_refresher().unwrap();
    until(|| script.requests().len() == 1).await;
    // A day later it looks again, and the two hours of the new token do not last until the look after that.
    tokio::time::sleep(Duration::from_secs(27 * 3600)).await;
    assert_eq!(script.requests().len(), 2);
    refresher.stop().await;
}

#[tokio::test]
async fn logins_that_cannot_be_stored_are_kept() {
    let script = Script::new().always(granted("at_new", "rt_new"));
    let store = Brittle::default();
    store.broken.store(true, Ordering::Relaxed);
    let client = app(&script).token_store(store.clone()).build().unwrap();
    for _ in 0..101 {
        let exchange = client.exchange_code("c0de", "v".repeat(43)).account(ACCOUNT);
        assert_eq!(exchange.await.unwrap_err().kind(), ErrorKind::Config);
    }
    let mut grants = client.take_unclaimed_grants();
    assert_eq!(grants.len(), 100, "the oldest made room");
    store.broken.store(false, Ordering::Relaxed);
    client.store_token(grants.pop().unwrap().into_token(ACCOUNT)).await.unwrap();
    assert_eq!(client.token_status(ACCOUNT).await.unwrap(), TokenStatus::Valid);
}

/// Lets other tasks run until `done`.
async fn until(done: impl Fn() -> bool) {
    for _ in 0..10_000 {
        if done() {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("it did not happen");
}

/// A store that is slow to read.
#[derive(Debug)]
struct Slow(MemoryStore);

impl TokenStore for Slow {
    fn get(&self, account: UserId) -> BoxFuture<'_, Result<Option<StoredToken>>> {
        Box::pin(async move {
            let found = self.0.get(account).await;
            tokio::time::sleep(Duration::from_secs(1)).await;
            found
        })
    }

    fn put(&self, token: StoredToken) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            tokio::time::sleep(Duration::from_secs(1)).await;
            self.0.put(token).await
        })
    }

    fn delete(&self, account: UserId) -> BoxFuture<'_, Result<bool>> {
        self.0.delete(account)
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<StoredToken>>> {
        self.0.list()
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_removed_while_it_is_read_or_written_does_not_come_back() {
    // Read for half a second when it is removed; then renewed, read again, and half written.
    for (left, wait) in [(3_600, 500), (0, 2_500)] {
        let script = Script::new().answer(granted("at_new", "rt_new")).always(channel());
        let store = MemoryStore::new();
        store.put(token("at_old", "rt_old", left)).await.unwrap();
        let slow = app(&script).account(ACCOUNT).token_store(Slow(store.clone()));
        let client = slow.build().unwrap();
        let remove = async {
            tokio::time::sleep(Duration::from_millis(wait)).await;
            client.remove_token(ACCOUNT).await.unwrap()
        };
        let (_, was_there) = tokio::join!(channels(&client), remove);
        assert!(was_there);
        assert_eq!(channels(&client).await.unwrap_err().code(), Some(code::NO_TOKEN), "{wait}");
        assert!(store.get(ACCOUNT).await.unwrap().is_none(), "{wait}");
    }
}
