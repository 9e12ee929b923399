//! What is plain HTTP: files, media, agent events, logins of people; and the ledger beside it.

use std::time::Duration;

use chatwire_emulator::mezon::proto::{Message as _, api};
use chatwire_emulator::{Emulator, Platform};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::line::{code, ok, session};
use crate::client::Ask;

#[tokio::test]
async fn files_go_to_the_address_that_was_given() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let token = session(&emulator).await.token;
    let asked = api::UploadAttachmentRequest {
        filename: "a b.txt".to_owned(),
        filetype: "text/plain".to_owned(),
        size: 5,
        ..Default::default()
    };
    let given: api::UploadAttachment = ok(&emulator, &token, "UploadAttachmentFile", &asked).await;
    let (plain, _) = given.url.split_once('?').unwrap();
    let put = |url: &str| Ask::new("PUT", url).body("text/plain", "hello");
    assert_eq!(put(plain).send().await.status, 403);
    assert_eq!(put(&given.url).header("authorization", "Bearer x").send().await.status, 400);
    assert_eq!(mezon.uploaded(&given.url), None);
    assert_eq!(put(&given.url).send().await.status, 200);
    assert_eq!(mezon.uploaded(plain).unwrap().as_ref(), b"hello");
    let back = Ask::new("GET", plain).send().await;
    assert_eq!(
        (back.header("content-type"), back.body.as_slice()),
        (Some("text/plain"), b"hello".as_slice())
    );

    let batch =
        api::UploadBatchAttachmentRequest { upload_files: vec![asked.clone(), asked.clone()] };
    let batch: api::UploadAttachmentBatch =
        ok(&emulator, &token, "UploadBatchAttachmentFile", &batch).await;
    assert_ne!(batch.uploaded_files[0].url, batch.uploaded_files[1].url);
    let start = api::UploadAttachmentRequest { part_count: 2, ..asked.clone() };
    let parts: api::MultipartUploadAttachment =
        ok(&emulator, &token, "MultipartUploadAttachmentFileStart", &start).await;
    let mut finish = api::MultipartUploadAttachmentFinishRequest {
        upload_id: parts.upload_id,
        filename: "a b.txt".to_owned(),
        parts: Vec::new(),
    };
    assert_eq!(put(&parts.urls[0]).send().await.status, 200);
    assert_eq!(
        code(&emulator, &token, "MultipartUploadAttachmentFileFinish", &finish).await,
        (400, 9)
    );
    let answer = Ask::new("PUT", &parts.urls[1]).body("text/plain", " world").send().await;
    let tag = answer.header("etag").unwrap();
    finish.parts = (1..=2)
        .map(|part_number| api::MultipartUploadAttachmentPart {
            part_number,
            e_tag: tag.to_owned(),
        })
        .collect();
    let whole: api::UploadAttachment =
        ok(&emulator, &token, "MultipartUploadAttachmentFileFinish", &finish).await;
    assert_eq!(mezon.uploaded(&whole.url).unwrap().as_ref(), b"hello world");
    assert_eq!(put(&parts.urls[1]).send().await.status, 403, "the parts are gone");
    mezon.refuse_uploads(true);
    assert_eq!(code(&emulator, &token, "UploadAttachmentFile", &asked).await, (403, 7));
}

#[tokio::test]
async fn media_play_in_voice_rooms() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let room = mezon.voice_channel(mezon.clan("team"), "room");
    let token = session(&emulator).await.token;
    let url = emulator.url(Platform::Mezon) + "/api/playmedia";
    let play = |room: String, bearer: &str| {
        let ask = Ask::new("POST", &url).header("authorization", &format!("Bearer {bearer}"));
        ask.json(&json!({"room_name": room, "url": "https://cdn.test/a.mp3", "name": "song"}))
            .send()
    };
    let code = mezon.channel_shown(room).unwrap().meeting_code;
    assert_eq!(play(code.clone(), &token).await.json()["room_name"], code);
    assert_eq!(play("no-room".to_owned(), &token).await.status, 404);
    assert_eq!(play(code, "").await.status, 401);
}

/// Reads until a text has come.
async fn read_until(socket: &mut TcpStream, wanted: &str) -> String {
    let mut text = String::new();
    let mut buffer = [0_u8; 1024];
    while !text.contains(wanted) {
        let reading = socket.read(&mut buffer);
        let count = tokio::time::timeout(Duration::from_secs(20), reading).await.unwrap().unwrap();
        assert_ne!(count, 0, "{text}");
        text += std::str::from_utf8(&buffer[..count]).unwrap();
    }
    text
}

#[tokio::test]
async fn agent_events_are_streamed_and_kept() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let (bot, key) = mezon.bot();
    let host = emulator.url(Platform::Mezon).trim_start_matches("http://").to_owned();
    let open = async |extra: &str, key: &str| {
        let mut socket = TcpStream::connect(&host).await.unwrap();
        let head = format!(
            "GET /api/sse/metadata?appid={bot}&token={key} HTTP/1.1\r\nhost: {host}\r\n{extra}\r\n"
        );
        socket.write_all(head.as_bytes()).await.unwrap();
        socket
    };
    let mut refused = open("", "wrong").await;
    assert!(read_until(&mut refused, "Invalid app").await.starts_with("HTTP/1.1 401"));
    let mut first = open("", &key).await;
    let head = read_until(&mut first, ": connected").await;
    assert!(head.contains("text/event-stream"), "{head}");
    assert_eq!(mezon.agent_streams(bot), 1);
    let id = mezon.agent_event("room_started", "r1", &json!({"k": 1}));
    let event = read_until(&mut first, "\n\n").await;
    assert!(event.contains(&format!("id: {id}\nevent: message\ndata: {{")), "{event}");
    assert!(event.contains(r#""event_type":"room_started""#), "{event}");
    mezon.agent_event("room_ended", "r1", &json!({}));
    mezon.agent_raw(": still here\n\n");
    read_until(&mut first, "still here").await;
    let mut second = open(&format!("last-event-id: {id}\r\n"), &key).await;
    let missed = read_until(&mut second, "room_ended").await;
    assert!(!missed.contains("room_started"), "{missed}");
    mezon.end_agent_streams();
    read_until(&mut first, "0\r\n\r\n").await;
    assert_eq!(mezon.agent_streams(bot), 0);
}

#[tokio::test]
async fn people_log_in_by_address_or_code() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let alice = mezon.user("alice");
    let clan = mezon.clan("team");
    let at = |path: &str| emulator.url(Platform::Mezon) + path;
    let post = |path: &str, body: serde_json::Value| Ask::new("POST", &at(path)).json(&body).send();
    let by_email = json!({"account": {"email": "alice@mezon.test", "password": "x"}});
    let answer = post("/v2/account/authenticate/email", by_email).await;
    assert_eq!(api::Session::decode(answer.body.as_slice()).unwrap().user_id, alice);
    let sent =
        post("/v2/account/authenticate/emailotp", json!({"email": "alice@mezon.test"})).await;
    let sent = api::LinkAccountConfirmRequest::decode(sent.body.as_slice()).unwrap();
    let confirm = |code: &str| json!({"req_id": sent.req_id, "otp_code": code});
    let path = "/v2/account/authenticate/confirmotp";
    assert_eq!(post(path, confirm("1")).await.status, 401);
    assert_eq!(post(path, confirm("123456")).await.status, 200);
    assert_eq!(
        post("/v2/account/authenticate/mezon", json!({"phone_number": "nobody"})).await.status,
        401
    );
    assert_eq!(post("/v2/account/authenticate/checklogin", json!({})).await.status, 404);
    let invite = Ask::new("GET", &at(&format!("/v2/invite/{clan}"))).send().await;
    assert_eq!(api::InviteUserRes::decode(invite.body.as_slice()).unwrap().clan_name, "team");
    let found = post("/v2/clan/discover", json!({})).await;
    assert_eq!(
        api::ListClanDiscover::decode(found.body.as_slice()).unwrap().clan_discover.len(),
        1
    );
}

#[tokio::test]
async fn the_ledger_stands_on_the_same_listener() {
    let emulator = Emulator::start().await.unwrap();
    let url = emulator.url(Platform::Mezon);
    let health = Ask::new("GET", &(url.clone() + "/zk-api/health/check")).send().await;
    assert_eq!(health.status, 200);
    emulator.ledger().deposit_user(7, 5);
    let missing = Ask::new("GET", &(url + "/indexer-api/1/tx/none/detail")).send().await;
    assert_ne!(missing.status, 500);
}

#[tokio::test]
async fn a_script_sets_the_scene() {
    let script = json!({"credentials": {"mezon": ["77:secret"]}, "mezon": {
        "clans": {"team": ["talk"]},
        "messages": [{"clan": "team", "channel": "talk", "user": "alice", "text": "hello"}]}});
    let script = chatwire_emulator::Script::from_json(&script.to_string()).unwrap();
    let emulator = Emulator::builder().script(script).start().await.unwrap();
    let mezon = emulator.mezon();
    assert_eq!(mezon.bot(), (77, "secret".to_owned()));
    let channel = mezon.channel(mezon.clan("team"), "talk");
    let said = tokio::time::timeout(Duration::from_secs(10), async {
        while mezon.messages(channel).is_empty() {
            tokio::task::yield_now().await;
        }
        mezon.messages(channel).remove(0)
    });
    assert_eq!(said.await.unwrap().content, r#"{"t":"hello"}"#);
}
