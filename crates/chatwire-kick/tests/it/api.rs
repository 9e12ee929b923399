//! Promises of the public surface: threads, and secrets that nothing prints.

use std::fmt::Debug;

use chatwire_core::testing::{Answer, Script};
use chatwire_kick::oauth::{
    AuthorizationRequest, AuthorizeUrl, ExchangeCode, Grant, Introspection, LocalCallback,
    Refresher, Revoke, TokenHint,
};
use chatwire_kick::token_store::{FileStore, KnownChatroom, MemoryStore, StoredToken};
use chatwire_kick::{Builder, Client, Error, Scope, UserId};

use crate::support::{ACCOUNT, app};

#[test]
fn types_move_between_threads_and_can_be_printed() {
    fn check<T: Send + Sync + Debug + 'static>() {}
    check::<Client>();
    check::<Builder>();
    check::<AuthorizeUrl>();
    check::<AuthorizationRequest>();
    check::<ExchangeCode>();
    check::<Revoke>();
    check::<Grant>();
    check::<Introspection>();
    check::<LocalCallback>();
    check::<Refresher>();
    check::<FileStore>();
    check::<MemoryStore>();
    check::<StoredToken>();
    check::<KnownChatroom>();
    check::<UserId>();
}

/// A word that must show up nowhere; only the last four characters of a token may.
const CANARY: &str = "CANARY0123456789canary";

fn secret(name: &str) -> String {
    format!("{name}-{CANARY}-{name}-tail")
}

fn clean(what: &str, text: &str) {
    assert!(!text.contains(CANARY), "{what} shows a secret: {text}");
}

fn clean_error(what: &str, err: &Error) {
    let mut cause: Option<&dyn std::error::Error> = Some(err);
    while let Some(err) = cause {
        clean(what, &format!("{err} {err:?} {err:#?}"));
        cause = err.source();
    }
}

#[tokio::test]
async fn nothing_prints_a_secret() {
    // Servers that repeat what they were sent are the worst case.
    let refresh = secret("refresh");
    let echo = format!(
        r#"{{"error":"invalid_request","error_description":"bad {refresh} or {}"}}"#,
        secret("code")
    );
    let script = Script::new().always(Answer::status(400).body(echo));
    let client = Client::builder()
        .app("cid", secret("app"))
        .redirect_uri("http://localhost:1/cb")
        .account(ACCOUNT)
        .script(script.clone());
    clean("Builder", &format!("{client:?}"));
    let client = client.build().unwrap();
    clean("Client", &format!("{client:?} {client:#?}"));
    let token = StoredToken::new(ACCOUNT, secret("access")).refresh_token(refresh);
    clean("StoredToken", &format!("{token:?}"));
    client.store_token(token.expires_at(chatwire_kick::Timestamp::UNIX_EPOCH)).await.unwrap();
    clean("store", &format!("{:?}", client.tokens()));

    let login =
        client.authorize_url([Scope::UserRead]).state(secret("state")).verifier("v".repeat(50));
    clean("AuthorizeUrl", &format!("{login:?}"));
    let login = login.build().unwrap();
    clean("AuthorizationRequest", &format!("{login:?}"));
    assert!(!format!("{login:?}").contains("vvvv"));
    let forged = login
        .check_callback(&format!("code={}&state={}", secret("code"), secret("x")))
        .unwrap_err();
    clean_error("check_callback", &forged);
    let code = login
        .check_callback(&format!("code={}&state={}", secret("code"), secret("state")))
        .unwrap();
    clean("code", &format!("{code:?}"));
    let odd = format!("error={}&state={}", secret("error"), secret("state"));
    clean_error("error of a callback", &login.check_callback(&odd).unwrap_err());

    let exchange = client.exchange_code(code.clone(), secret("verifier"));
    let shown = format!("{exchange:?}");
    clean("ExchangeCode", &shown);
    assert!(!shown.contains("tail"));
    clean("request", &format!("{:?}", client.exchange_code(code, secret("verifier")).request()));
    clean_error("exchange", &exchange.await.unwrap_err());
    clean_error("refresh", &client.access_token().await.unwrap_err());
    clean_error("refresh_token", &client.refresh_token(ACCOUNT).await.unwrap_err());
    clean("Revoke", &format!("{:?}", client.revoke(secret("access"))));
    clean("revoke request", &format!("{:?}", client.revoke(secret("access")).request()));
    clean_error("revoke", &client.revoke(secret("access")).await.unwrap_err());
    clean_error(
        "revoke_token",
        &client.revoke_token(ACCOUNT, TokenHint::AccessToken).await.unwrap_err(),
    );
    let introspect = client.introspect(secret("access"));
    clean("introspect", &format!("{introspect:?}"));
    clean("introspect wire", &format!("{:?}", introspect.build().unwrap()));
    clean_error("introspect", &client.introspect(secret("access")).await.unwrap_err());
    clean_error("client_credentials", &client.client_credentials().await.unwrap_err());
    let text = format!(r#"{{"access_token":"{}","refresh_token":"{}"}}"#, secret("a"), secret("r"));
    let grant: Grant = serde_json::from_str(&text).unwrap();
    clean("Grant", &format!("{grant:?}"));
    clean("sent", &format!("{:?}", script.requests()));
    let pages = ["<html>", ""].map(|page| format!("{page}{}", secret("page")));
    for page in pages {
        let script = Script::new().always(Answer::status(502).body(page));
        clean_error(
            "page",
            &app(&script).build().unwrap().client_credentials().no_retry().await.unwrap_err(),
        );
    }
}
