//! Login, renewal, and where calls go.

use std::pin::pin;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chatwire_core::testing::{Answer, Script};
use chatwire_mezon::proto::{Message as _, api};
use chatwire_mezon::{Client, ErrorKind, Rate, StatusCode, Timestamp, UserId, code};
use futures_util::FutureExt;
use serde_json::{Value, json};
use tokio::time::{Instant, timeout};

const BOT: i64 = 1_800_000_000_000_000_001;
const KEY: &str = "canary-key";

/// A token that ends `seconds` from now.
fn jwt(name: &str, seconds: i64) -> String {
    let exp = Timestamp::now().as_unix_seconds() + seconds;
    let claims = json!({"exp": exp, "uid": BOT.to_string(), "usn": "bot", "vrs": {"a": "b"}});
    format!("h.{}.{name}", URL_SAFE_NO_PAD.encode(claims.to_string()))
}

fn session(name: &str, seconds: i64) -> api::Session {
    api::Session {
        token: jwt(name, seconds),
        refresh_token: jwt("canary-refresh", 3600),
        user_id: BOT,
        api_url: "https://api.example.org".to_owned(),
        ws_url: "sock.example.org".to_owned(),
        session_id: "canary-session".to_owned(),
        id_token: "canary-id".to_owned(),
        ..api::Session::default()
    }
}

fn login(name: &str, seconds: i64) -> Answer {
    Answer::status(200).body(session(name, seconds).encode_to_vec())
}

fn account() -> Answer {
    let account = api::Account { email: "bot@example.org".to_owned(), ..api::Account::default() };
    Answer::status(200).body(account.encode_to_vec())
}

fn client(script: &Script) -> Client {
    Client::builder(BOT, KEY).script(script.clone()).no_rate_limit().build().unwrap()
}

#[test]
fn the_login_has_its_wire_form() {
    let client = Client::builder(BOT, KEY).app_name("app").var("a", "b").build().unwrap();
    let request = client.authenticate().build().unwrap();
    assert_eq!(request.uri(), "https://gw.mezon.ai/v2/apps/authenticate/token");
    let headers = request.headers();
    assert_eq!(headers["authorization"], "Basic Y2FuYXJ5LWtleTo=");
    assert!(headers["authorization"].is_sensitive());
    assert_eq!(headers["accept"], "application/x-protobuf");
    assert_eq!(headers["content-type"], "application/json");
    let body: Value = serde_json::from_slice(request.body()).unwrap();
    let account =
        json!({"appid": BOT.to_string(), "token": KEY, "appname": "app", "vars": {"a": "b"}});
    assert_eq!(body, json!({"account": account}));
}

#[test]
fn what_is_missing_is_named() {
    assert!(Client::new(0, KEY).unwrap_err().message().contains("id"));
    for key in ["", " ", " a", "a\n", "a\nb"] {
        let err = Client::new(BOT, key).unwrap_err();
        assert!(err.kind() == ErrorKind::Config && err.message().contains("key"), "{err}");
    }
    for (pairs, named) in [
        (vec![("MEZON_API_KEY", "k")], "MEZON_BOT_ID"),
        (vec![("MEZON_BOT_ID", "7")], "MEZON_API_KEY"),
        (vec![("MEZON_BOT_ID", "seven"), ("MEZON_API_KEY", "k")], "MEZON_BOT_ID"),
        (
            vec![("MEZON_BOT_ID", "7"), ("MEZON_API_KEY", "k"), ("MEZON_BASE_URL", "nowhere")],
            "MEZON_BASE_URL",
        ),
        (vec![("MEZON_BOT_ID", "7"), ("MEZON_API_KEY", "k\n")], "MEZON_API_KEY"),
    ] {
        let err = Client::from_vars(&chatwire_mezon::env::Vars::from_pairs(pairs)).unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Config);
        assert!(format!("{err} {err:?}").contains(named), "{err:?}");
    }
}

#[tokio::test]
async fn calls_go_where_the_session_says() {
    let script = Script::new().answer(login("one", 3600)).answer(account()).answer(account());
    let client = client(&script);
    assert_eq!(client.api().get_account().await.unwrap().email, "bot@example.org");
    client.api().get_account().over_http().await.unwrap();
    let urls: Vec<_> = script.requests().into_iter().map(|sent| sent.url).collect();
    let call = "https://api.example.org/mezon.api.Mezon/GetAccount";
    assert_eq!(urls, ["https://gw.mezon.ai/v2/apps/authenticate/token", call, call]);
    let sent = script.requests().remove(1);
    assert_eq!(sent.headers["content-type"], "application/proto");
    assert_eq!(sent.headers["accept"], "application/proto");
    assert_eq!(
        sent.headers["authorization"].to_str().unwrap(),
        format!("Bearer {}", jwt("one", 3600))
    );
    let session = client.session().unwrap();
    assert_eq!(session.ws_url, "wss://sock.example.org/ws");
    assert_eq!(session.username.as_deref(), Some("bot"));
    assert_eq!(session.vars["a"], "b");
}

#[tokio::test]
async fn many_calls_make_one_login() {
    let script = Script::new().answer(login("one", 3600).delay(Duration::from_millis(5)));
    let script = script.always(account());
    let client = client(&script);
    let calls = (0..100).map(|_| async { client.api().get_account().await });
    for result in futures_util::future::join_all(calls).await {
        result.unwrap();
    }
    assert_eq!((logins(&script), script.requests().len()), (1, 101));
}

fn logins(script: &Script) -> usize {
    script.requests().iter().filter(|sent| sent.url.contains("authenticate")).count()
}

/// A call that its program stopped to poll does not keep the login from all others.
#[tokio::test(start_paused = true)]
async fn a_login_goes_on_while_nobody_polls_who_began_it() {
    let script = Script::new().answer(login("one", 3600).delay(Duration::from_secs(1)));
    let script = script.always(account());
    let client = client(&script);
    let mut first = pin!(client.api().get_account().into_future());
    assert!((&mut first).now_or_never().is_none());
    timeout(Duration::from_secs(5), client.api().get_account()).await.unwrap().unwrap();
    first.await.unwrap();
    assert_eq!(logins(&script), 1);
}

#[tokio::test(start_paused = true)]
async fn a_login_goes_on_without_a_call_that_had_no_time_for_it() {
    let second = Duration::from_secs(1);
    let script = Script::new().answer(login("one", 3600).delay(second)).always(account());
    let client = client(&script);
    let begun = Instant::now();
    timeout(second / 2, client.api().get_account()).await.unwrap_err();
    client.api().get_account().await.unwrap();
    assert_eq!((begun.elapsed(), logins(&script)), (second, 1));
}

/// A login that fails does so for all who wait for it; who comes later tries anew.
#[tokio::test(start_paused = true)]
async fn many_calls_share_a_login_that_fails() {
    let refused = Answer::status(401).delay(Duration::from_secs(1));
    let script = Script::new().answer(refused).answer(login("one", 3600)).always(account());
    let client = client(&script);
    let calls = (0..9).map(|_| async { client.api().get_account().await });
    for result in futures_util::future::join_all(calls).await {
        assert_eq!(result.unwrap_err().kind(), ErrorKind::Auth);
    }
    assert_eq!(logins(&script), 1);
    client.api().get_account().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn four_calls_are_under_way_at_once_and_wait_for_one_login() {
    let second = Duration::from_secs(1);
    for (in_flight, rounds) in [(None, 2), (Some(2), 4), (Some(100), 1)] {
        let script = Script::new().answer(login("one", 3600)).always(account().delay(second));
        let builder = Client::builder(BOT, KEY).script(script.clone());
        let builder = builder.rate_limit(Rate::per_second(1_000).burst(100));
        let builder = match in_flight {
            Some(calls) => builder.in_flight(calls),
            None => builder,
        };
        let client = builder.build().unwrap();
        let begun = Instant::now();
        let calls = (0..8).map(|_| async { client.api().get_account().await });
        for result in futures_util::future::join_all(calls).await {
            result.unwrap();
        }
        assert_eq!(begun.elapsed().as_secs(), rounds, "{in_flight:?}");
        assert_eq!(script.requests().len(), 9);
    }
}

#[tokio::test]
async fn a_token_that_is_about_to_end_is_not_used() {
    let script =
        Script::new().answer(login("old", 20)).answer(login("new", 3600)).always(account());
    let client = client(&script);
    client.login().await.unwrap();
    client.api().get_account().await.unwrap();
    let used = script.requests().pop().unwrap();
    assert!(used.headers["authorization"].to_str().unwrap().ends_with(".new"));
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_and_the_call_made_again() {
    let refused = Answer::status(401).body(r#"{"code":16,"message":"Auth token invalid"}"#);
    let script = Script::new()
        .answer(login("one", 3600))
        .answer(refused.clone())
        .answer(login("two", 3600))
        .answer(Answer::status(200));
    let client = client(&script);
    let request = api::UpdateUsersRequest::default();
    client.api().update_user(request).await.unwrap();
    let used = script.requests().pop().unwrap();
    assert!(used.headers["authorization"].to_str().unwrap().ends_with(".two"));

    let script =
        Script::new().answer(login("one", 3600)).answer(refused).answer(login("one", 3600));
    let err = self::client(&script).api().get_account().await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Auth, "the same token again is no reason to go on: {err:?}");
    assert_eq!(script.requests().len(), 3);
}

#[tokio::test]
async fn sessions_come_in_several_forms() {
    let token = jwt("one", 3600);
    let as_text = {
        let mut bytes =
            api::Session { token: token.clone(), ..api::Session::default() }.encode_to_vec();
        // Field 4 as text, as some gateways send it.
        bytes.extend([0x22, 2, b'4', b'2']);
        Answer::status(200).body(bytes)
    };
    let json = |body: Value| {
        Answer::status(200).header("content-type", "application/json").body(body.to_string())
    };
    for answer in [
        as_text,
        json(json!({"token": token, "user_id": "42"})),
        json(json!({"data": {"token": token, "userId": 42, "refreshToken": null}})),
        json(json!({"session": {"token": token, "userId": "42"}})),
        Answer::status(200).body(format!("\r\n {}", json!({"token": token, "user_id": 42}))),
    ] {
        let script = Script::new().answer(answer);
        let session = client(&script).login().await.unwrap();
        assert_eq!(
            (session.token.expose(), session.user_id),
            (token.as_str(), Some(UserId::new(42)))
        );
        assert_eq!(session.api_url, "https://gw.mezon.ai");
        assert_eq!(session.ws_url, "wss://gw.mezon.ai/ws");
    }
}

#[tokio::test]
async fn a_login_without_a_token_fails_and_shows_nothing() {
    let bare = api::Session { refresh_token: "canary".to_owned(), ..api::Session::default() };
    for (answer, kind, code) in [
        (Answer::status(200).body(bare.encode_to_vec()), ErrorKind::Auth, Some(code::NO_TOKEN)),
        (Answer::status(200).body("canary"), ErrorKind::Auth, Some(code::NO_TOKEN)),
        (Answer::status(200).body(r#"{"token":"canary"}"#), ErrorKind::Auth, Some(code::BAD_TOKEN)),
        (
            Answer::status(401).body(r#"{"code":16,"message":"wrong app token"}"#),
            ErrorKind::Auth,
            Some(code::UNAUTHENTICATED),
        ),
    ] {
        let script = Script::new().answer(answer);
        let err = client(&script).login().await.unwrap_err();
        assert_eq!((err.kind(), err.code()), (kind, code), "{err:?}");
        assert!(!format!("{err} {err:?}").contains("canary"), "{err:?}");
    }
}

#[tokio::test]
async fn a_login_without_a_token_tells_what_came_instead() {
    let body = r#" {"message":"bots sleep at night","refresh_token":"canary"}"#;
    let json = "application/json; charset=utf-8";
    let answer = Answer::status(200).header("content-type", json).body(body);
    let err = client(&Script::new().answer(answer)).login().await.unwrap_err();
    assert_eq!((err.status(), err.code()), (Some(StatusCode::OK), Some(code::NO_TOKEN)));
    assert_eq!(err.context("content type"), Some(json));
    assert!(err.message().contains("bots sleep at night"), "{err}");
    assert!(!format!("{err} {err:?}").contains("canary"), "{err:?}");
}

/// However the session spells an address, calls keep their connections, and the socket is as safe as they are.
#[tokio::test]
async fn an_address_may_be_spelt_in_many_ways() {
    for given in ["https://api.example.test:443/", "HTTPS://API.example.test"] {
        let session =
            api::Session { api_url: given.into(), ws_url: String::new(), ..session("one", 3600) };
        let script = Script::new()
            .answer(Answer::status(200).body(session.encode_to_vec()))
            .always(account());
        let client = client(&script);
        client.api().get_account().await.unwrap();
        let session = client.session().unwrap();
        assert_eq!(session.api_url, "https://api.example.test");
        assert_eq!(session.ws_url, "wss://api.example.test/ws");
    }
}

#[tokio::test]
async fn errors_keep_the_words_of_the_gateway() {
    let refused = Answer::status(404).body(r#"{"code":5,"message":"clan not found"}"#);
    let script = Script::new().answer(login("one", 3600)).answer(refused);
    let err = client(&script).api().list_clan_descs(Default::default()).await.unwrap_err();
    assert_eq!((err.kind(), err.code()), (ErrorKind::NotFound, Some(code::NOT_FOUND)));
    assert_eq!((err.message(), err.status()), ("clan not found", Some(StatusCode::NOT_FOUND)));
    assert_eq!(err.operation(), "mezon.list_clan_descs");
}

#[tokio::test]
async fn answers_without_content_may_hold_anything() {
    for body in ["", "{}", "\u{1}\u{2}", "<html>"] {
        let script =
            Script::new().answer(login("one", 3600)).answer(Answer::status(200).body(body));
        client(&script).api().update_user(Default::default()).await.unwrap();
    }
}

#[tokio::test]
async fn a_logout_forgets_the_session() {
    let script = Script::new().answer(login("one", 3600)).answer(Answer::status(200));
    let client = client(&script);
    client.logout().await.unwrap();
    assert_eq!(script.requests().len(), 0, "there was none");
    client.login().await.unwrap();
    client.logout().await.unwrap();
    assert!(client.session().is_none());
    let body = script.requests().pop().unwrap().body;
    let sent = api::SessionLogoutRequest::decode(body).unwrap();
    assert!(sent.token.ends_with(".one") && sent.refresh_token.ends_with("canary-refresh"));
}

#[tokio::test]
async fn nothing_printed_shows_a_secret() {
    let script = Script::new().answer(login("canary-token", 3600));
    let client = client(&script);
    let shown =
        format!("{client:?} {:?} {:?}", client.login().await.unwrap(), client.authenticate());
    assert!(!shown.contains("canary"), "{shown}");
    assert!(!shown.contains(&jwt("canary-token", 3600)[2..20]), "{shown}");
}

#[tokio::test]
async fn the_socket_is_needed_where_it_is_asked_for() {
    let client = Client::new(BOT, KEY).unwrap();
    let err = client.api().get_account().over_socket().await.unwrap_err();
    assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Closed, false));
    let err = client.api().get_notification_react_message(Default::default()).over_socket().await;
    assert_eq!(err.unwrap_err().code(), Some(code::HTTP_ONLY));
}
