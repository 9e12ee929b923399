//! OAuth calls: wire form, answers, refusals.

use std::time::Duration;

use chatwire_core::BoxFuture;
use chatwire_core::testing::{Answer, Script};
use chatwire_kick::oauth::{RevokeStyle, TokenHint, TokenType, challenge, check_callback};
use chatwire_kick::token_store::{StoredToken, TokenStore};
use chatwire_kick::{Client, ErrorKind, Result, Scope, Secret, UserId, code};
use serde_json::json;

use crate::support::{ACCOUNT, app, channel, form, granted, pairs, query, token};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

#[test]
fn the_login_address_holds_what_the_documentation_asks_for() {
    let client = app(&Script::new()).build().unwrap();
    let login = client
        .authorize_url([Scope::UserRead, Scope::ChatWrite])
        .state("xyz")
        .verifier(VERIFIER)
        .build()
        .unwrap();
    assert!(login.url().starts_with("https://id.kick.com/oauth/authorize?"));
    let expected = pairs(&[
        ("response_type", "code"),
        ("client_id", "cid_01"),
        ("redirect_uri", "http://localhost:5000/callback"),
        ("scope", "user:read chat:write"),
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("code_challenge_method", "S256"),
        ("state", "xyz"),
    ]);
    assert_eq!(query(login.url()), expected);
}

#[test]
fn a_dummy_stands_before_a_redirect_to_the_loopback_number() {
    let client =
        app(&Script::new()).redirect_uri("http://127.0.0.1:8080/callback").build().unwrap();
    let login = client.authorize_url([Scope::UserRead]).build().unwrap();
    assert_eq!(query(login.url())[0], ("redirect".to_owned(), "127.0.0.1".to_owned()));
    let other = client
        .authorize_url([Scope::UserRead])
        .redirect_uri("http://localhost/cb")
        .build()
        .unwrap();
    assert!(!other.url().contains("127.0.0.1"));
}

#[test]
fn secrets_of_a_login_are_random_and_long_enough() {
    let client = app(&Script::new()).build().unwrap();
    let make = || client.authorize_url([Scope::UserRead]).build().unwrap();
    let (one, two) = (make(), make());
    assert_ne!(one.state(), two.state());
    assert_ne!(one.verifier(), two.verifier());
    assert_eq!((one.state().expose().len(), one.verifier().expose().len()), (43, 43));
    assert!(one.url().contains(&challenge(one.verifier().expose())));
}

#[test]
fn a_login_without_what_it_needs_is_refused() {
    let whole = app(&Script::new());
    let no_uri = Client::builder().client_id("cid").build().unwrap();
    let no_id = Client::builder().redirect_uri("http://localhost/cb").build().unwrap();
    let whole = whole.build().unwrap();
    for login in [
        no_uri.authorize_url([Scope::UserRead]),
        no_id.authorize_url([Scope::UserRead]),
        whole.authorize_url([]),
        whole.authorize_url([Scope::UserRead]).state(""),
        whole.authorize_url([Scope::UserRead]).verifier("short"),
        whole.authorize_url([Scope::UserRead]).verifier(format!("{VERIFIER}+")),
        whole.authorize_url([Scope::UserRead]).verifier("a".repeat(129)),
    ] {
        assert_eq!(login.build().unwrap_err().kind(), ErrorKind::Input);
    }
}

#[test]
fn a_callback_counts_only_with_its_own_state() {
    let state = "the-state";
    for good in [
        "http://localhost:5000/callback?code=c0de&state=the-state",
        "?state=the-state&code=c0de&scope=x",
        "code=c0de&state=the%2Dstate",
        "https://a.test/cb?code=c0de&state=the-state#fragment",
    ] {
        assert_eq!(check_callback(good, state).unwrap(), Secret::new("c0de"), "{good}");
    }
    for (bad, kind, code) in [
        ("code=c0de&state=the-statf", ErrorKind::Auth, Some(code::STATE_MISMATCH)),
        ("code=c0de&state=", ErrorKind::Auth, Some(code::STATE_MISMATCH)),
        ("code=c0de", ErrorKind::Auth, Some(code::STATE_MISMATCH)),
        ("", ErrorKind::Auth, Some(code::STATE_MISMATCH)),
        ("code=c0de&state=the-state&state=the-state", ErrorKind::Auth, Some(code::STATE_MISMATCH)),
        ("error=access_denied", ErrorKind::Auth, Some(code::STATE_MISMATCH)),
        ("error=access_denied&state=the-state", ErrorKind::Auth, Some(code::ACCESS_DENIED)),
        ("error=server_error&state=the-state&code=c0de", ErrorKind::Auth, Some("server_error")),
        ("error=Bad%20Thing&state=the-state", ErrorKind::Auth, None),
        ("state=the-state", ErrorKind::Input, None),
        ("state=the-state&code=", ErrorKind::Input, None),
    ] {
        let err = check_callback(bad, state).unwrap_err();
        assert_eq!((err.kind(), err.code()), (kind, code), "{bad}");
    }
    // An empty state of ours fits nothing.
    assert!(check_callback("code=c&state=", "").is_err());
}

#[tokio::test]
async fn a_code_becomes_the_stored_token_of_its_owner() {
    let script = Script::new().answer(granted("at_new", "rt_new")).answer(channel());
    let client = app(&script).build().unwrap();
    let stored = client.exchange_code("c0de", VERIFIER).await.unwrap();
    assert_eq!(
        (stored.account, stored.scopes.as_slice()),
        (ACCOUNT, [Scope::UserRead, Scope::ChatWrite].as_slice())
    );
    assert_eq!(client.tokens().get(ACCOUNT).await.unwrap(), Some(stored.clone()));
    assert!((7190..=7200).contains(&stored.remaining().as_secs()));

    let [exchange, look] = &script.requests()[..] else { panic!("two calls") };
    assert_eq!(
        (exchange.method.as_str(), exchange.url.as_str()),
        ("POST", "https://id.kick.com/oauth/token")
    );
    assert_eq!(exchange.headers["content-type"], "application/x-www-form-urlencoded");
    let sent = pairs(&[
        ("client_id", "cid_01"),
        ("client_secret", "csecret_01"),
        ("code", "c0de"),
        ("code_verifier", VERIFIER),
        ("grant_type", "authorization_code"),
        ("redirect_uri", "http://localhost:5000/callback"),
    ]);
    assert_eq!(form(exchange).into_iter().collect::<Vec<_>>(), sent);
    assert_eq!(look.url, "https://api.kick.com/public/v1/channels");
    assert_eq!(look.headers["authorization"], "Bearer at_new");
    assert!(look.headers["authorization"].is_sensitive());
}

#[tokio::test]
async fn an_owner_who_may_not_read_channels_is_found_by_the_user_data() {
    let user = Answer::json(&json!({"data": [{"user_id": 1001, "name": "x"}], "message": "OK"}));
    let refused = Answer::status(403).body(r#"{"data":null,"message":"Forbidden"}"#);
    let script = Script::new().answer(granted("at", "rt")).answer(refused).answer(user);
    let stored = app(&script).build().unwrap().exchange_code("c0de", VERIFIER).await.unwrap();
    assert_eq!(stored.account, ACCOUNT);
    assert_eq!(script.requests()[2].url, "https://api.kick.com/public/v1/users");
}

#[tokio::test]
async fn a_grant_whose_owner_is_unknown_is_not_lost() {
    let nobody = Answer::json(&json!({"data": [], "message": "OK"}));
    let script = Script::new().answer(granted("at", "rt")).answer(nobody.clone()).answer(nobody);
    let client = app(&script).build().unwrap();
    let err = client.exchange_code("c0de", VERIFIER).await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Decode);
    let grants = client.take_unclaimed_grants();
    assert_eq!(grants.len(), 1);
    assert!(client.take_unclaimed_grants().is_empty());
    for grant in grants {
        client.store_token(grant.into_token(7)).await.unwrap();
    }
    assert!(client.has_token(7).await.unwrap());
}

#[tokio::test(start_paused = true)]
async fn a_grant_is_not_lost_with_a_future_that_is_dropped() {
    let client = app(&Script::new().answer(granted("at", "rt")).answer(Answer::never()));
    let client = client.build().unwrap();
    let second = Duration::from_secs(1);
    tokio::time::timeout(second, client.exchange_code("c", VERIFIER)).await.unwrap_err();
    assert_eq!(client.take_unclaimed_grants().len(), 1, "while Kick was asked whose it is");

    let script = Script::new().answer(granted("at", "rt"));
    let client = app(&script).token_store(Stuck).build().unwrap();
    let exchange = client.exchange_code("c", VERIFIER).account(ACCOUNT);
    tokio::time::timeout(second, exchange).await.unwrap_err();
    let grants = client.take_unclaimed_grants();
    assert_eq!(grants.len(), 1, "while it was stored");
    assert_eq!(grants[0].access_token, Secret::new("at"));

    let script = Script::new().answer(granted("at", "rt")).answer(channel());
    let client = app(&script).build().unwrap();
    client.exchange_code("c", VERIFIER).await.unwrap();
    assert!(client.take_unclaimed_grants().is_empty(), "it is stored");
}

/// A store that never has written.
#[derive(Debug)]
struct Stuck;

impl TokenStore for Stuck {
    fn get(&self, _: UserId) -> BoxFuture<'_, Result<Option<StoredToken>>> {
        Box::pin(async { Ok(None) })
    }

    fn put(&self, _: StoredToken) -> BoxFuture<'_, Result<()>> {
        Box::pin(std::future::pending())
    }

    fn delete(&self, _: UserId) -> BoxFuture<'_, Result<bool>> {
        Box::pin(async { Ok(false) })
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<StoredToken>>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

#[tokio::test]
async fn an_exchange_without_what_it_needs_sends_nothing() {
    let script = Script::new().always(granted("at", "rt"));
    let base = || Client::builder().script(script.clone());
    for client in [
        base().redirect_uri("http://localhost/cb").build().unwrap(),
        base().client_id("cid").redirect_uri("http://localhost/cb").build().unwrap(),
        base().app("cid", "").redirect_uri("http://localhost/cb").build().unwrap(),
        base().app("cid", "cs").build().unwrap(),
    ] {
        let err = client.exchange_code("c0de", VERIFIER).account(1).await.unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Input);
    }
    let err =
        app(&script).build().unwrap().exchange_code("", VERIFIER).account(1).await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Input);
    assert!(script.requests().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_code_is_sent_once_whatever_happens() {
    for (answer, kind) in [
        (Answer::status(400).body(r#"{"error":"invalid_grant"}"#), ErrorKind::Rejected),
        (Answer::status(401).body(r#"{"error":"invalid_client"}"#), ErrorKind::Auth),
        (Answer::status(429).header("retry-after", "1"), ErrorKind::RateLimited),
        (Answer::status(500).body("<html>oops</html>"), ErrorKind::Server),
        (Answer::status(503), ErrorKind::Server),
        (Answer::status(200).body("OK"), ErrorKind::Decode),
        (Answer::drop_after(), ErrorKind::Transport),
        (Answer::drop_before(), ErrorKind::Connect),
    ] {
        let script = Script::new().answer(answer).always(granted("at", "rt"));
        let client = app(&script).build().unwrap();
        let err = client.exchange_code("c0de", VERIFIER).account(1).await.unwrap_err();
        assert_eq!(err.kind(), kind, "{err}");
        assert!(script.requests().len() <= 1, "{err}");
        assert!(!client.has_token(1).await.unwrap());
    }
}

#[tokio::test]
async fn answers_are_read_leniently() {
    let odd = json!({"access_token": "at", "expires_in": "7200", "scope": null, "extra": {}});
    let script = Script::new().answer(Answer::json(&odd));
    let stored =
        app(&script).build().unwrap().exchange_code("c", VERIFIER).account(1).await.unwrap();
    assert_eq!((stored.refresh_token.is_none(), stored.scopes.len()), (true, 0));
    assert!(stored.remaining().as_secs() > 7000);
}

#[tokio::test]
async fn an_answer_without_scopes_grants_what_was_asked_for() {
    let asked = [Scope::UserRead, Scope::ChatWrite];
    for (said, kept) in [
        (json!({"access_token": "at", "expires_in": 7200, "scope": null}), &asked[..]),
        (json!({"access_token": "at", "expires_in": 7200}), &asked[..]),
        (json!({"access_token": "at", "scope": "user:read"}), &asked[..1]),
    ] {
        let script = Script::new().answer(Answer::json(&said));
        let client = app(&script).build().unwrap();
        let exchange = client.exchange_code("c", VERIFIER).scopes(asked.clone());
        let stored = exchange.account(1).await.unwrap();
        assert_eq!(stored.scopes, kept, "{said}");
    }
    // A grant that waits for its owner knows them as well.
    let nobody = Answer::json(&json!({"data": []}));
    let script = Script::new().answer(Answer::json(&json!({"access_token": "at"})));
    let client = app(&script.answer(nobody.clone()).answer(nobody)).build().unwrap();
    client.exchange_code("c", VERIFIER).scopes(asked.clone()).await.unwrap_err();
    assert_eq!(client.take_unclaimed_grants()[0].scopes.as_deref(), Some(&asked[..]));
}

#[tokio::test]
async fn tokens_are_revoked_in_the_query_or_in_a_form() {
    let script = Script::new().always(Answer::status(200).body("OK"));
    let client = app(&script).build().unwrap();
    client.revoke("at").hint(TokenHint::AccessToken).await.unwrap();
    client.revoke("rt").await.unwrap();
    let form_client = app(&script).revoke_style(RevokeStyle::Form).build().unwrap();
    form_client.revoke("rt").hint(TokenHint::RefreshToken).await.unwrap();

    let sent = script.requests();
    assert_eq!(
        sent[0].url,
        "https://id.kick.com/oauth/revoke?token=at&token_hint_type=access_token"
    );
    assert_eq!(sent[0].headers["content-type"], "application/x-www-form-urlencoded");
    assert!(sent[0].body.is_empty());
    assert_eq!(sent[1].url, "https://id.kick.com/oauth/revoke?token=rt");
    assert_eq!(sent[2].url, "https://id.kick.com/oauth/revoke");
    assert_eq!(sent[2].body, "token=rt&token_hint_type=refresh_token");
    assert_eq!(client.revoke("").await.unwrap_err().kind(), ErrorKind::Input);
}

#[tokio::test]
async fn revoking_a_stored_token_keeps_what_is_still_good() {
    let script = Script::new().always(Answer::status(200).body("OK"));
    let client = app(&script).build().unwrap();
    assert!(!client.revoke_token(ACCOUNT, TokenHint::AccessToken).await.unwrap());
    client.store_token(token("at", "rt", 7200)).await.unwrap();
    assert!(client.revoke_token(ACCOUNT, TokenHint::AccessToken).await.unwrap());
    let left = client.tokens().get(ACCOUNT).await.unwrap().unwrap();
    assert!(left.refresh_token.is_some() && left.remaining().is_zero());
    assert!(client.revoke_token(ACCOUNT, TokenHint::RefreshToken).await.unwrap());
    assert!(!client.has_token(ACCOUNT).await.unwrap());
    let urls = script.requests().into_iter().map(|sent| sent.url).collect::<Vec<_>>();
    assert!(urls[0].ends_with("?token=at&token_hint_type=access_token"));
    assert!(urls[1].ends_with("?token=rt&token_hint_type=refresh_token"));
}

#[tokio::test]
async fn a_refused_revocation_leaves_the_store_alone() {
    let script = Script::new().always(Answer::status(500));
    let client = app(&script).build().unwrap();
    client.store_token(token("at", "rt", 7200)).await.unwrap();
    let err = client.revoke_token(ACCOUNT, TokenHint::RefreshToken).await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Server);
    assert!(client.tokens().get(ACCOUNT).await.unwrap().unwrap().refresh_token.is_some());
}

#[tokio::test]
async fn a_token_is_looked_at_with_itself() {
    let body = json!({"data": {"active": true, "client_id": "cid", "token_type": "user",
        "scope": "user:read channel:read", "exp": 1_771_046_347}, "message": "OK"});
    let off = json!({"data": {"active": false}, "message": "OK"});
    let script = Script::new().answer(Answer::json(&body)).answer(Answer::json(&off));
    let client = app(&script).build().unwrap();
    let seen = client.introspect("the-token").await.unwrap();
    assert_eq!(seen.scopes(), [Scope::UserRead, Scope::ChannelRead]);
    assert_eq!(
        (seen.token_type, seen.expires_at.unwrap().as_unix_seconds()),
        (Some(TokenType::User), 1_771_046_347)
    );
    assert!(!client.introspect("the-token").await.unwrap().active);
    let sent = &script.requests()[0];
    assert_eq!(
        (sent.method.as_str(), sent.url.as_str()),
        ("POST", "https://id.kick.com/oauth/token/introspect")
    );
    assert_eq!(sent.headers["authorization"], "Bearer the-token");
    assert!(sent.body.is_empty());
    assert_eq!(client.introspect("").await.unwrap_err().kind(), ErrorKind::Input);
}

#[tokio::test]
async fn an_answer_without_its_required_field_is_no_answer() {
    for body in [r#"{"data":{}}"#, r#"{"message":"OK"}"#, "", "{}"] {
        let script = Script::new().always(Answer::status(200).body(body));
        let err = app(&script).build().unwrap().introspect("t").await.unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Decode, "{body}");
    }
}

#[test]
fn all_scopes_are_words_of_the_documentation() {
    let words = Scope::join(&Scope::ALL);
    assert_eq!(Scope::parse_list(&words), Scope::ALL);
    assert!(Scope::ALL.iter().all(|scope| !scope.is_other()));
}
