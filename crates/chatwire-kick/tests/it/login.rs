//! The whole way with a server that has a mind of its own: login, calls, expiry, rotation, the end of a grant.

use std::time::Duration;

use chatwire_emulator::{Emulator, Platform};
use chatwire_kick::oauth::{LocalCallback, TokenHint, TokenType};
use chatwire_kick::token_store::{FileStore, StoredToken, TokenStatus, TokenStore};
use chatwire_kick::{Client, ErrorKind, Method, Scope, UserId, code};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::Folder;

const LONG: Duration = Duration::from_secs(60);

/// What a browser does with an address of this machine: asks, and returns where it is sent, if it is.
async fn browse(address: &str) -> Option<String> {
    let url = url::Url::parse(address).unwrap();
    let host = format!("127.0.0.1:{}", url.port().unwrap());
    let mut stream = TcpStream::connect(&host).await.unwrap();
    let target = &url[url::Position::BeforePath..];
    let request = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let location = answer.lines().find_map(|line| line.strip_prefix("location: "));
    location.map(str::to_owned)
}

fn builder(emulator: &Emulator) -> chatwire_kick::Builder {
    let kick = emulator.kick();
    Client::builder()
        .app(kick.client_id(), kick.client_secret())
        .base_url(emulator.url(Platform::Kick))
        .unwrap()
}

async fn channels(client: &Client) -> chatwire_kick::Result<Value> {
    client.request(Method::GET, "/public/v1/channels").await
}

#[tokio::test]
async fn a_user_logs_in_and_stays_so() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let alice = UserId::new(kick.user("alice"));
    kick.consent_as("alice");
    let folder = Folder::new();
    let path = folder.path().join("tokens.json");
    let app = builder(&emulator).token_file(&path).unwrap().build().unwrap();

    let callback = LocalCallback::bind("http://127.0.0.1:0/callback").await.unwrap();
    kick.redirect_uri(callback.redirect_uri());
    let login = app
        .authorize_url([Scope::UserRead, Scope::ChannelRead])
        .redirect_uri(callback.redirect_uri())
        .build()
        .unwrap();
    let browser = async {
        let back = browse(login.url()).await.unwrap();
        browse(&back).await
    };
    let (code, _) = tokio::join!(callback.wait(&login, LONG), browser);
    let exchange = app.exchange_code(code.unwrap(), login.verifier().clone());
    let token = exchange.redirect_uri(login.redirect_uri()).await.unwrap();
    assert_eq!((token.account, token.status()), (alice, TokenStatus::Valid));
    assert_eq!(token.scopes, [Scope::UserRead, Scope::ChannelRead]);
    let seen = app.introspect(token.access_token.clone()).await.unwrap();
    assert_eq!((seen.active, seen.token_type), (true, Some(TokenType::User)));

    // Another program with the same file; the server ends the token early and rotates the refresh token.
    let streamer = builder(&emulator).token_file(&path).unwrap().account(alice).build().unwrap();
    channels(&streamer).await.unwrap();
    emulator.advance(Duration::from_secs(8_000));
    assert_eq!(channels(&streamer).await.unwrap()["data"][0]["broadcaster_user_id"], alice.get());
    let stored = FileStore::open(&path).unwrap().get(alice).await.unwrap().unwrap();
    assert_ne!(stored.refresh_token, token.refresh_token);
    let renewed = app.refresh_token(alice).await.unwrap();
    assert_ne!(renewed.access_token, stored.access_token);
    channels(&streamer).await.unwrap();

    // The end: what is revoked is no longer known, and the store says so.
    assert!(app.revoke_token(alice, TokenHint::RefreshToken).await.unwrap());
    assert_eq!(app.token_status(alice).await.unwrap(), TokenStatus::Missing);
}

#[tokio::test]
async fn a_user_may_say_no() {
    let emulator = Emulator::start().await.unwrap();
    let app = builder(&emulator).build().unwrap();
    emulator.kick().deny_next("access_denied");
    let callback = LocalCallback::bind("http://localhost:0/callback").await.unwrap();
    let uri = callback.redirect_uri().to_owned();
    let login = app.authorize_url([Scope::ChatWrite]).redirect_uri(uri).build().unwrap();
    let browser = async {
        let back = browse(login.url()).await.unwrap();
        browse(&back).await
    };
    let (outcome, _) = tokio::join!(callback.wait(&login, LONG), browser);
    assert_eq!(outcome.unwrap_err().code(), Some(code::ACCESS_DENIED));
}

#[tokio::test]
async fn a_grant_that_the_server_forgot_is_dead() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let bob = kick.user("bob");
    let client = builder(&emulator).account(bob).build().unwrap();
    let tokens = kick.user_tokens("bob", &["channel:read"]);
    let stored = StoredToken::new(bob, tokens.access_token.as_str());
    client.store_token(stored.refresh_token(tokens.refresh_token.as_str())).await.unwrap();
    channels(&client).await.unwrap();
    kick.revoke(&tokens.access_token);
    kick.revoke(&tokens.refresh_token);
    let err = channels(&client).await.unwrap_err();
    assert_eq!((err.kind(), err.code()), (ErrorKind::Auth, Some(code::INVALID_GRANT)));
    assert_eq!(client.token_status(bob).await.unwrap(), TokenStatus::Dead);
}

#[tokio::test]
async fn an_app_gets_its_own_token() {
    let emulator = Emulator::start().await.unwrap();
    let client = builder(&emulator).app_token().build().unwrap();
    let token = client.access_token().await.unwrap();
    let seen = client.introspect(token).await.unwrap();
    assert_eq!((seen.active, seen.token_type), (true, Some(TokenType::App)));
    let wrong =
        Client::builder().app("nobody", "wrong").base_url(emulator.url(Platform::Kick)).unwrap();
    let err = wrong.app_token().build().unwrap().access_token().await.unwrap_err();
    assert!(matches!(err.kind(), ErrorKind::Auth | ErrorKind::Rejected), "{err}");
}
