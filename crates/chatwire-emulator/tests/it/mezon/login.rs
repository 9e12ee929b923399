//! Sessions: login and its forms, expiry, renewal, the end.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chatwire_emulator::mezon::proto::realtime::envelope::Message as Said;
use chatwire_emulator::mezon::proto::{Message as _, api};
use chatwire_emulator::mezon::{SocketToken, Twist};
use chatwire_emulator::{Emulator, Platform};
use serde_json::{Value, json};

use super::line::{Line, Seen, call, code, login, ok, session};
use crate::client::Ask;

fn claims(token: &str) -> Value {
    let middle = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(middle).unwrap()).unwrap()
}

#[tokio::test]
async fn a_bot_logs_in_and_stays_where_it_is() {
    let emulator = Emulator::start().await.unwrap();
    let (id, key) = emulator.mezon().bot();
    let answer = login(&emulator, &id.to_string(), &key).await;
    assert_eq!(answer.header("content-type"), Some("application/x-protobuf"));
    let session = api::Session::decode(answer.body.as_slice()).unwrap();
    let url = emulator.url(Platform::Mezon);
    assert_eq!((session.api_url.as_str(), session.user_id), (url.as_str(), id));
    assert_eq!(format!("http://{}", session.ws_url), url);
    assert!(session.session_id.is_empty() && session.id_token.is_empty());
    let (access, refresh) = (claims(&session.token), claims(&session.refresh_token));
    assert_eq!(
        (access["uid"].as_str(), access["usn"].as_str()),
        (Some(id.to_string().as_str()), Some("bot"))
    );
    assert!(access["exp"].as_i64().unwrap() < refresh["exp"].as_i64().unwrap());

    let refused = login(&emulator, &id.to_string(), "wrong").await;
    assert_eq!((refused.status, refused.json()["code"].as_u64()), (401, Some(16)));
    let wrong = Ask::new("POST", &(url.clone() + "/v2/apps/authenticate/token"));
    assert_eq!(wrong.clone().body("application/json", "{").send().await.status, 400);
    assert_eq!(wrong.json(&json!({"account": {}})).send().await.status, 400);
    assert_eq!(Ask::new("GET", &(url + "/nothing")).send().await.json()["code"], 5);
}

#[tokio::test]
async fn the_login_answers_in_all_its_forms() {
    let emulator =
        Emulator::builder().credential(Platform::Mezon, "77:secret").start().await.unwrap();
    let mezon = emulator.mezon();
    assert_eq!(mezon.bot(), (77, "secret".to_owned()));
    mezon.login_style(|style| {
        style.json = true;
        style.session_id = true;
        style.api_url = Some(String::new());
        style.id_token = "proof".to_owned();
        style.content_type = Some("text/plain; charset=utf-8".to_owned());
    });
    let answer = login(&emulator, "77", "secret").await;
    assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
    let body = answer.json();
    assert_eq!(
        (&body["user_id"], &body["api_url"], &body["id_token"]),
        (&json!(77), &json!(""), &json!("proof"))
    );
    let session_id = body["session_id"].as_str().unwrap();
    assert!(Line::open(&emulator, session_id).await.is_ok());
    mezon.socket_takes(SocketToken::SessionId);
    assert!(Line::open(&emulator, session_id).await.is_ok());
    assert_eq!(Line::open(&emulator, body["token"].as_str().unwrap()).await.err(), Some(401));
    mezon.socket_takes(SocketToken::Token);
    assert_eq!(Line::open(&emulator, session_id).await.err(), Some(401));

    mezon.login_style(|style| (style.wrapped_json, style.user_id_as_text) = (true, true));
    let body = login(&emulator, "77", "secret").await.json();
    assert_eq!(body["session"]["userId"], "77");

    mezon.login_style(|style| *style = Default::default());
    mezon.login_style(|style| (style.user_id_as_text, style.no_refresh_token) = (true, true));
    let body = login(&emulator, "77", "secret").await.body;
    assert!(api::Session::decode(body.as_slice()).is_err());
    assert!(body.ends_with(b"\x22\x0277"));
    mezon.change_key(77, "new");
    assert_eq!(login(&emulator, "77", "secret").await.status, 401);
    assert_eq!(login(&emulator, "77", "new").await.status, 200);
}

#[tokio::test]
async fn sessions_expire_are_renewed_and_end() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let first = session(&emulator).await;
    assert_eq!(code(&emulator, "", "ListClanDescs", &()).await, (401, 16));
    assert_eq!(code(&emulator, "a.b.c", "ListClanDescs", &()).await, (401, 16));
    emulator.advance(Duration::from_secs(25 * 3600));
    let refused = call(&emulator, &first.token, "ListClanDescs", Vec::new()).await;
    assert_eq!(
        (refused.status, refused.json()["message"].as_str()),
        (401, Some("authentication token has expired"))
    );
    assert_eq!(Line::open(&emulator, &first.token).await.err(), Some(401));

    // No bearer is needed, and the refresh token is good once.
    let asked = api::SessionRefreshRequest {
        token: first.refresh_token,
        vars: [("k".to_owned(), "v".to_owned())].into(),
        is_remember: true,
    };
    let second: api::Session = ok(&emulator, "", "SessionRefresh", &asked).await;
    assert!(second.is_remember);
    assert_eq!(claims(&second.token)["vrs"]["k"], "v");
    assert_eq!(code(&emulator, "", "SessionRefresh", &asked).await, (401, 16));
    ok::<()>(&emulator, &second.token, "Healthcheck", &()).await;

    let mut line = Line::open(&emulator, &second.token).await.unwrap();
    let asked = api::SessionRefreshRequest { token: second.refresh_token, ..Default::default() };
    let third: api::Session = line.ok("SessionRefresh", &asked).await;
    let end = api::SessionLogoutRequest { token: third.token.clone(), ..Default::default() };
    line.ok::<()>("SessionLogout", &end).await;
    assert_eq!(code(&emulator, &third.token, "ListClanDescs", &()).await, (401, 16));
    assert!(line.is_quiet().await);

    let pushed = mezon.push_session(mezon.bot().0, |session| session.refresh_token.clear());
    assert_eq!(line.push().await, Said::RefreshSessionEvent(pushed.clone()));
    ok::<api::ClanDescList>(&emulator, &pushed.token, "ListClanDescs", &()).await;
    mezon.end_sessions();
    assert_eq!(code(&emulator, &pushed.token, "ListClanDescs", &()).await, (401, 16));
    assert_eq!(mezon.close_sockets(4006, "session expired"), 1);
    assert_eq!(line.next().await, Seen::Close(4006, "session expired".to_owned()));

    mezon.token_ttl(Duration::ZERO, Duration::ZERO);
    let dead = session(&emulator).await;
    assert_eq!(code(&emulator, &dead.token, "GetAccount", &()).await, (401, 16));
}

#[tokio::test]
async fn calls_are_recorded_limited_and_refused() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let token = session(&emulator).await.token;
    let asked = api::ListChannelDescsRequest { clan_id: -1, channel_type: 3, ..Default::default() };
    assert_eq!(code(&emulator, &token, "ListChannelDescs", &asked).await, (404, 5));
    let calls = mezon.calls();
    assert_eq!(calls[0].json, json!({"clan_id": "-1", "channel_type": 3}));
    assert_eq!((calls[0].user, calls[0].name.as_str()), (mezon.bot().0, "ListChannelDescs"));
    assert_eq!(call(&emulator, &token, "ListChannelDescs", vec![0xFF]).await.status, 400);
    assert_eq!(call(&emulator, &token, "NoSuchCall", Vec::new()).await.status, 501);

    mezon.deny("GetAccount");
    mezon.without("ListEvents");
    assert_eq!(code(&emulator, &token, "GetAccount", &()).await, (403, 7));
    assert_eq!(code(&emulator, &token, "ListEvents", &()).await, (501, 12));
    mezon.allow_all();
    mezon.twist("GetAccount", Twist::Refused { code: 14, message: "later".to_owned() });
    mezon.twist("GetAccount", Twist::Garbled);
    assert_eq!(code(&emulator, &token, "GetAccount", &()).await, (503, 14));
    let garbled = call(&emulator, &token, "GetAccount", Vec::new()).await;
    assert!(api::Account::decode(garbled.body.as_slice()).is_err());
    assert_eq!(
        ok::<api::Account>(&emulator, &token, "GetAccount", &()).await.email,
        "bot@mezon.test"
    );

    mezon.http_limit(Some((1, Duration::from_secs(3600))));
    ok::<api::Account>(&emulator, &token, "GetAccount", &()).await;
    let busy = call(&emulator, &token, "GetAccount", Vec::new()).await;
    assert_eq!((busy.status, busy.json()["code"].as_u64()), (429, Some(8)));
    assert_eq!(busy.header("retry-after"), Some("3600"));
    mezon.http_limit(None);
    mezon.clear();
    mezon.empty_as_json(true);
    let empty = call(&emulator, &token, "Healthcheck", Vec::new()).await;
    assert_eq!((empty.header("content-type"), empty.json()), (Some("application/json"), json!({})));
    assert_eq!(mezon.calls_of("Healthcheck").len(), 1);
}

#[tokio::test]
async fn the_credentials_stand_inside_the_account() {
    let emulator = Emulator::start().await.unwrap();
    let (id, key) = emulator.mezon().bot();
    let url = emulator.url(Platform::Mezon) + "/v2/apps/authenticate/token";
    let bare = json!({"appid": id.to_string(), "token": key});
    assert_eq!(Ask::new("POST", &url).json(&bare).send().await.status, 400);
}
