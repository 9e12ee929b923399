//! The OAuth server: PKCE, single-use codes, rotation, expiry, and what it says to the wrong ones.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chatwire_emulator::{Emulator, Platform};
use serde_json::{Value, json};

use crate::client::{Answer, Ask};

/// Of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const CALLBACK: &str = "http://localhost/callback?from=kick";

fn query(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn asked<'a>(emulator: &Emulator, id: &'a mut String) -> Vec<(&'static str, &'a str)> {
    *id = emulator.kick().client_id();
    vec![
        ("response_type", "code"),
        ("client_id", id),
        ("redirect_uri", CALLBACK),
        ("scope", "user:read chat:write"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("state", "s&1"),
    ]
}

async fn authorize(emulator: &Emulator, pairs: &[(&str, &str)]) -> Answer {
    let url = format!("{}/oauth/authorize?{}", emulator.url(Platform::Kick), query(pairs));
    Ask::new("GET", &url).send().await
}

/// Query pairs of the place to which a browser is sent.
fn sent_back(answer: &Answer) -> Vec<(String, String)> {
    assert_eq!(answer.status, 302);
    let place = url::Url::parse(answer.header("location").unwrap()).unwrap();
    assert_eq!(place.path(), "/callback");
    place.query_pairs().into_owned().collect()
}

async fn code(emulator: &Emulator) -> String {
    let mut id = String::new();
    let pairs = asked(emulator, &mut id);
    let back = sent_back(&authorize(emulator, &pairs).await);
    assert_eq!(back[0], ("from".to_owned(), "kick".to_owned()));
    assert_eq!(back[2], ("state".to_owned(), "s&1".to_owned()));
    assert_eq!(back[1].0, "code");
    back[1].1.clone()
}

async fn token(emulator: &Emulator, pairs: &[(&str, &str)]) -> Answer {
    let kick = emulator.kick();
    let (id, secret) = (kick.client_id(), kick.client_secret());
    let mut all = vec![("client_id", id.as_str()), ("client_secret", secret.as_str())];
    all.retain(|(name, _)| !pairs.iter().any(|(other, _)| other == name));
    all.extend(pairs);
    all.retain(|(_, value)| !value.is_empty());
    let url = emulator.url(Platform::Kick) + "/oauth/token";
    Ask::new("POST", &url).form(&all).send().await
}

fn exchange(code: &str) -> Vec<(&str, &str)> {
    vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ]
}

async fn introspect(emulator: &Emulator, path: &str, access: &str) -> Value {
    let url = emulator.url(Platform::Kick) + path;
    let bearer = format!("Bearer {access}");
    Ask::new("POST", &url).header("authorization", &bearer).send().await.json()
}

async fn refresh(emulator: &Emulator, refresh: &Value) -> Answer {
    let pairs = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str().unwrap())];
    token(emulator, &pairs).await
}

/// Token of a user for any app, by way of the browser.
pub(super) async fn token_of(emulator: &Emulator, client_id: &str, secret: &str) -> String {
    let scopes = "channel:rewards:read channel:rewards:write";
    let mut id = String::new();
    let mut pairs = asked(emulator, &mut id);
    pairs[1].1 = client_id;
    pairs[3].1 = scopes;
    let code = sent_back(&authorize(emulator, &pairs).await)[1].1.clone();
    let mut pairs = exchange(&code);
    pairs.extend([("client_id", client_id), ("client_secret", secret)]);
    token(emulator, &pairs).await.json()["access_token"].as_str().unwrap().to_owned()
}

/// Token of an app itself.
pub(super) async fn app_token_of(emulator: &Emulator, client_id: &str, secret: &str) -> String {
    let pairs =
        [("grant_type", "client_credentials"), ("client_id", client_id), ("client_secret", secret)];
    token(emulator, &pairs).await.json()["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_code_becomes_tokens_once() {
    let emulator = Emulator::start().await.unwrap();
    emulator.kick().consent_as("Alice");
    let code = code(&emulator).await;
    let answer = token(&emulator, &exchange(&code)).await;
    let body = answer.json();
    assert_eq!(answer.status, 200);
    assert_eq!(body["token_type"], "Bearer");
    assert_eq!(body["expires_in"], 7200);
    assert_eq!(body["scope"], "user:read chat:write");
    let access = body["access_token"].as_str().unwrap();
    for path in ["/oauth/token/introspect", "/public/v1/token/introspect"] {
        let seen = introspect(&emulator, path, access).await;
        assert_eq!(seen["data"]["active"], true, "{path}");
        assert_eq!(seen["data"]["client_id"], emulator.kick().client_id());
        assert_eq!(seen["data"]["token_type"], "user");
        assert_eq!(seen["data"]["scope"], "user:read chat:write");
        let now: jiff::Timestamp = emulator.kick().now().parse().unwrap();
        assert_eq!(seen["data"]["exp"], now.as_second() + 7_200);
    }
    let me = Ask::new("GET", &(emulator.url(Platform::Kick) + "/public/v1/users"));
    let me = me.header("authorization", &format!("Bearer {access}")).send().await.json();
    assert_eq!(me["data"][0]["name"], "Alice");

    let again = token(&emulator, &exchange(&code)).await;
    assert_eq!((again.status, &again.json()["error"]), (400, &json!("invalid_grant")));
}

#[tokio::test]
async fn what_does_not_fit_the_code_is_refused_and_spends_it() {
    let emulator = Emulator::start().await.unwrap();
    emulator.kick().app("other", "secret");
    let short = &VERIFIER[..42];
    for (name, value) in [
        ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXK"),
        ("code_verifier", short),
        ("redirect_uri", "http://localhost/callback"),
        ("code", "unknown"),
    ] {
        let code = code(&emulator).await;
        let mut pairs = exchange(&code);
        pairs.retain(|(other, _)| *other != name);
        pairs.push((name, value));
        let answer = token(&emulator, &pairs).await;
        assert_eq!(
            (answer.status, &answer.json()["error"]),
            (400, &json!("invalid_grant")),
            "{name}"
        );
        let second = token(&emulator, &exchange(&code)).await;
        assert_eq!(second.status, if name == "code" { 200 } else { 400 }, "{name}");
    }
    let code = code(&emulator).await;
    let mut pairs = exchange(&code);
    pairs.extend([("client_id", "other"), ("client_secret", "secret")]);
    assert_eq!(token(&emulator, &pairs).await.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn codes_end_after_ten_minutes() {
    let emulator = Emulator::start().await.unwrap();
    let code = code(&emulator).await;
    emulator.advance(Duration::from_secs(601));
    assert_eq!(token(&emulator, &exchange(&code)).await.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn incomplete_requests_are_invalid() {
    let emulator = Emulator::start().await.unwrap();
    let mut id = String::new();
    let whole = asked(&emulator, &mut id);
    for (name, _) in &whole {
        let pairs: Vec<_> = whole.iter().copied().filter(|(other, _)| other != name).collect();
        let answer = authorize(&emulator, &pairs).await;
        assert_eq!(
            (answer.status, answer.json()),
            (400, json!({"error": "Invalid request"})),
            "{name}"
        );
    }
    let code = code(&emulator).await;
    for (name, _) in exchange(&code) {
        let mut pairs = exchange(&code);
        pairs.retain(|(other, _)| *other != name);
        let answer = token(&emulator, &pairs).await;
        assert_eq!(
            (answer.status, answer.json()),
            (400, json!({"error": "Invalid request"})),
            "{name}"
        );
    }
    let url = emulator.url(Platform::Kick) + "/oauth/token";
    let answer =
        Ask::new("POST", &url).json(&json!({"grant_type": "client_credentials"})).send().await;
    assert_eq!(answer.status, 400);
    let answer = token(&emulator, &[("grant_type", "password")]).await;
    assert_eq!(answer.json()["error"], "unsupported_grant_type");
    let answer =
        token(&emulator, &[("grant_type", "client_credentials"), ("client_secret", "no")]).await;
    assert_eq!((answer.status, &answer.json()["error"]), (401, &json!("invalid_client")));
    // Nothing of all that spent the code.
    assert_eq!(token(&emulator, &exchange(&code)).await.status, 200);
}

#[tokio::test]
async fn registered_addresses_and_refusals() {
    let emulator = Emulator::start().await.unwrap();
    let mut id = String::new();
    let pairs = asked(&emulator, &mut id);
    emulator.kick().deny_next("access_denied");
    let back = sent_back(&authorize(&emulator, &pairs).await);
    assert_eq!(back[1], ("error".to_owned(), "access_denied".to_owned()));
    let mut unknown = pairs.clone();
    unknown[3].1 = "user:read followers:read";
    let back = sent_back(&authorize(&emulator, &unknown).await);
    assert_eq!(back[1], ("error".to_owned(), "invalid_scope".to_owned()));
    emulator.kick().redirect_uri("http://localhost/elsewhere");
    assert_eq!(authorize(&emulator, &pairs).await.status, 400);
    emulator.kick().redirect_uri(CALLBACK);
    assert_eq!(authorize(&emulator, &pairs).await.status, 302);
}

#[tokio::test]
async fn the_login_page_rewrites_the_first_loopback_address() {
    let emulator = Emulator::start().await.unwrap();
    let mut id = String::new();
    let mut pairs = asked(&emulator, &mut id);
    pairs[2].1 = "http://127.0.0.1/callback";
    let place = |answer: &Answer| answer.header("location").unwrap().to_owned();
    assert!(place(&authorize(&emulator, &pairs).await).starts_with("http://localhost/callback?"));
    pairs.insert(0, ("redirect", "127.0.0.1"));
    assert!(place(&authorize(&emulator, &pairs).await).starts_with("http://127.0.0.1/callback?"));
}

#[tokio::test]
async fn refreshing_rotates_or_keeps_the_token() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let first = json!(kick.user_tokens("streamer", &["user:read"]).refresh_token);
    let second = refresh(&emulator, &first).await.json();
    assert_ne!(second["refresh_token"], first);
    let spent = refresh(&emulator, &first).await;
    assert_eq!((spent.status, &spent.json()["error"]), (400, &json!("invalid_grant")));

    kick.rotate_refresh_tokens(false);
    kick.quoted_expires_in(true);
    let third = refresh(&emulator, &second["refresh_token"]).await.json();
    assert_eq!(third["refresh_token"], second["refresh_token"]);
    assert_eq!(third["expires_in"], "7200");
    assert_ne!(third["access_token"], second["access_token"]);

    kick.refresh_token_in_refresh(false);
    kick.scope_in_answers(false);
    let fourth = refresh(&emulator, &second["refresh_token"]).await.json();
    assert!(fourth["access_token"].is_string());
    assert!(fourth.get("refresh_token").is_none() && fourth.get("scope").is_none());
}

#[tokio::test]
async fn tokens_end_by_the_emulators_clock() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    kick.token_ttl(Duration::from_secs(100));
    let access = kick.user_token("streamer", &["user:read"]);
    let path = "/oauth/token/introspect";
    emulator.advance(Duration::from_secs(98));
    assert_eq!(introspect(&emulator, path, &access).await["data"]["active"], true);
    emulator.advance(Duration::from_secs(2));
    assert_eq!(introspect(&emulator, path, &access).await["data"], json!({"active": false}));
    let users = Ask::new("GET", &(emulator.url(Platform::Kick) + "/public/v1/users"));
    let answer = users.header("authorization", &format!("Bearer {access}")).send().await;
    assert_eq!((answer.status, answer.json()["message"].clone()), (401, json!("Unauthorized")));
}

#[tokio::test]
async fn app_tokens_live_long_and_have_no_refresh_token() {
    let emulator = Emulator::start().await.unwrap();
    let body = token(&emulator, &[("grant_type", "client_credentials")]).await.json();
    assert_eq!((&body["expires_in"], &body["token_type"]), (&json!(5_184_000), &json!("Bearer")));
    assert!(body.get("refresh_token").is_none() && body.get("scope").is_none());
    let access = body["access_token"].as_str().unwrap();
    let seen = introspect(&emulator, "/oauth/token/introspect", access).await;
    assert_eq!(seen["data"]["token_type"], "app");
}

#[tokio::test]
async fn revoking_by_query_or_form() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let url = emulator.url(Platform::Kick) + "/oauth/revoke";
    let path = "/oauth/token/introspect";
    let one = kick.user_tokens("streamer", &[]);
    let query = query(&[("token", &one.access_token), ("token_hint_type", "access_token")]);
    let answer = Ask::new("POST", &format!("{url}?{query}")).form(&[]).send().await;
    assert_eq!((answer.status, answer.body.as_slice()), (200, b"OK".as_slice()));
    assert_eq!(introspect(&emulator, path, &one.access_token).await["data"]["active"], false);
    // The access token alone was revoked.
    assert_eq!(refresh(&emulator, &json!(one.refresh_token)).await.status, 200);

    let two = kick.user_tokens("streamer", &[]);
    let answer = Ask::new("POST", &url).form(&[("token", &two.refresh_token)]).send().await;
    assert_eq!(answer.status, 200);
    assert_eq!(introspect(&emulator, path, &two.access_token).await["data"]["active"], false);
    assert_eq!(refresh(&emulator, &json!(two.refresh_token)).await.status, 400);
    for pairs in [&[][..], &[("token", "x"), ("token_hint_type", "id_token")][..]] {
        assert_eq!(Ask::new("POST", &url).form(pairs).send().await.status, 400);
    }
}

#[tokio::test]
async fn credentials_of_the_builder_are_apps_and_tokens() {
    let emulator = Emulator::builder()
        .credential(Platform::Kick, "cid:shh")
        .credential(Platform::Kick, "ready-made")
        .start()
        .await
        .unwrap();
    let kick = emulator.kick();
    assert_eq!((kick.client_id(), kick.client_secret()), ("cid".to_owned(), "shh".to_owned()));
    let seen = introspect(&emulator, "/oauth/token/introspect", "ready-made").await;
    assert_eq!(seen["data"]["client_id"], "cid");
    assert_eq!(seen["data"]["scope"].as_str().unwrap().split(' ').count(), 11);
}

#[tokio::test]
async fn a_verifier_has_only_unreserved_characters() {
    let emulator = Emulator::start().await.unwrap();
    // The challenge is right; the verifiers are as long as they may be.
    for (last, status) in [("~", 200), ("=", 400), ("ä", 400)] {
        let verifier = "v".repeat(43) + last;
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, verifier.as_bytes());
        let challenge = URL_SAFE_NO_PAD.encode(digest);
        let mut id = String::new();
        let mut pairs = asked(&emulator, &mut id);
        pairs[4].1 = &challenge;
        let code = sent_back(&authorize(&emulator, &pairs).await)[1].1.clone();
        let mut pairs = exchange(&code);
        pairs[3].1 = &verifier;
        let answer = token(&emulator, &pairs).await;
        assert_eq!(answer.status, status, "{verifier}");
        if status == 400 {
            assert_eq!(answer.json()["error"], "invalid_grant");
        }
    }
}
