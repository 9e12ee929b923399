//! The handshake API: conversations, balances, seals, duplicates, uploads.

use std::sync::{Arc, Mutex};

use chatwire_emulator::fluidtalk::{Author, Occasion};
use chatwire_emulator::{Emulator, Platform};
use serde_json::{Value, json};

use crate::client::{Answer, Ask};

fn ask(emulator: &Emulator, path: &str) -> Ask {
    let url = format!("{}/api/v1/bot/{path}", emulator.url(Platform::FluidTalk));
    Ask::new("POST", &url).header("x-api-key", &emulator.fluidtalk().api_key())
}

async fn chat(emulator: &Emulator, pairs: &[(&str, &str)]) -> Answer {
    ask(emulator, "chat").form(pairs).send().await
}

async fn action(emulator: &Emulator, action: &str, pairs: &[(&str, &str)]) -> Answer {
    let mut all = vec![("action", action)];
    all.extend(pairs);
    ask(emulator, "action").form(&all).send().await
}

#[tokio::test]
async fn a_conversation_keeps_its_session_and_costs_one_token() {
    let emulator = Emulator::start().await.unwrap();
    emulator.fluidtalk().set_tokens(1);
    let first = chat(&emulator, &[("target", "@john"), ("message", "hello")]).await;
    assert_eq!(first.status, 200);
    assert_eq!(
        first.json(),
        json!({"reply": "hey john, good to hear from you!",
               "replies": ["hey john, good to hear from you!", "\"hello\" — tell me more?"],
               "should_send_photo": false, "photo_url": null, "session_id": "s_1",
               "ignored": false, "ignore_reason": null})
    );
    let second = chat(&emulator, &[("target", "@john"), ("message", "well")]).await;
    assert_eq!(second.json()["session_id"], "s_1");
    assert_eq!(second.json()["replies"], json!(["(2) I like that: \"well\""]));
    assert_eq!(emulator.fluidtalk().tokens(), 0);

    let broke = chat(&emulator, &[("target", "@mary"), ("message", "hello")]).await;
    assert_eq!((broke.status, broke.json()), (402, json!({"detail": "insufficient_tokens"})));
    assert_eq!(
        chat(&emulator, &[("target", "@john"), ("message", "still here")]).await.status,
        200
    );
    assert!(emulator.fluidtalk().transcript("@mary").is_empty());
    let said: Vec<_> =
        emulator.fluidtalk().transcript("@john").into_iter().map(|line| line.author).collect();
    assert_eq!(said[..3], [Author::Lead, Author::Persona, Author::Persona]);
}

#[tokio::test]
async fn sealed_conversations_stay_sealed() {
    let emulator = Emulator::start().await.unwrap();
    chat(&emulator, &[("target", "@john"), ("message", "hello")]).await;
    emulator.fluidtalk().seal("@john");
    let sealed = chat(&emulator, &[("target", "@john"), ("message", "hello?")]).await;
    assert_eq!((sealed.status, sealed.json()), (400, json!({"detail": "This session is DONE"})));
}

#[tokio::test]
async fn openers_events_and_follow_ups_know_the_conversation() {
    let emulator = Emulator::start().await.unwrap();
    let none = action(&emulator, "FOLLOW_UP", &[("target", "@john")]).await;
    assert_eq!(
        (none.status, none.json()),
        (404, json!({"detail": "No conversation with this lead"}))
    );

    let opener = action(&emulator, "OUTREACH", &[("target", "@john")]).await.json();
    assert_eq!(opener["message"], "hi john, I just saw your profile!");
    assert_eq!((&opener["continued"], &opener["session_id"]), (&json!(false), &json!("s_1")));

    let again = action(&emulator, "OUTREACH", &[("target", "@john")]).await.json();
    assert_eq!(
        again,
        json!({"session_id": "s_1", "message": "", "ignored": false, "ignore_reason": null,
               "continued": true, "continued_reason": "conversation_already_active"})
    );

    let context = r#"{"reaction":"🔥"}"#;
    let event = [("target", "@john"), ("entry_type", "story_reaction"), ("entry_context", context)];
    let event = action(&emulator, "ENTRY_POINT", &event).await.json();
    assert_eq!(event["message"], "thanks for the story_reaction, john!");
    assert_eq!(event["continued"], true);

    let new =
        action(&emulator, "ENTRY_POINT", &[("target", "@eve"), ("entry_type", "x")]).await.json();
    assert_eq!((&new["continued"], &new["session_id"]), (&json!(false), &json!("s_2")));
    let follow = action(&emulator, "FOLLOW_UP", &[("target", "@john")]).await.json();
    assert_eq!(follow["message"], "still there, john?");
    assert_eq!(emulator.fluidtalk().tokens(), 998);
}

#[tokio::test]
async fn a_lead_of_another_account_is_ignored() {
    let emulator = Emulator::start().await.unwrap();
    chat(&emulator, &[("target", "@john"), ("message", "hello"), ("own_username", "ava")]).await;
    let other =
        chat(&emulator, &[("target", "@john"), ("message", "hello"), ("own_username", "eva")])
            .await;
    assert_eq!(other.status, 200);
    assert_eq!(
        other.json(),
        json!({"reply": "", "replies": [], "should_send_photo": false, "photo_url": null,
               "session_id": null, "ignored": true, "ignore_reason": "duplicate_lead"})
    );
    let opener =
        action(&emulator, "OUTREACH", &[("target", "@john"), ("own_username", "eva")]).await;
    assert_eq!(opener.json()["ignored"], true);
    let own =
        chat(&emulator, &[("target", "@john"), ("message", "again"), ("own_username", "ava")])
            .await;
    assert_eq!(own.json()["ignored"], false);
    emulator.fluidtalk().claim("@john", "eva");
    let lost =
        chat(&emulator, &[("target", "@john"), ("message", "again"), ("own_username", "ava")])
            .await;
    assert_eq!(lost.json()["ignored"], true);
}

#[tokio::test]
async fn uploads_are_served_and_shown_to_the_persona() {
    let emulator = Emulator::start().await.unwrap();
    let png = b"\x89PNG\r\n\x1a\nrest";
    let made = ask(&emulator, "upload").multipart(&[], "a.bin", png).send().await;
    let url = made.json()["url"].as_str().unwrap().to_owned();
    assert_eq!(url, format!("{}/media/f_1.png", emulator.url(Platform::FluidTalk)));
    let served = Ask::new("GET", &url).send().await;
    assert_eq!((served.status, served.header("content-type")), (200, Some("image/png")));
    assert_eq!(served.body, png);

    let seen = Arc::new(Mutex::new(None));
    let see = Arc::clone(&seen);
    emulator.fluidtalk().persona(move |turn| {
        *see.lock().unwrap() = turn.image_url.clone();
        vec!["nice".to_owned()]
    });
    let sent = ask(&emulator, "chat")
        .multipart(&[("target", "@john")], "b.jpg", b"\xff\xd8\xff")
        .send()
        .await;
    assert_eq!(sent.json()["replies"], json!(["nice"]));
    let shown = seen.lock().unwrap().clone().unwrap();
    assert_eq!(Ask::new("GET", &shown).send().await.body, b"\xff\xd8\xff");

    assert_eq!(ask(&emulator, "upload").form(&[]).send().await.status, 422);
    assert_eq!(ask(&emulator, "upload").multipart(&[], "empty", b"").send().await.status, 422);
    let large =
        ask(&emulator, "upload").multipart(&[], "large", &vec![0; (10 << 20) + 1]).send().await;
    assert_eq!((large.status, large.json()), (413, json!({"detail": "File too large"})));
    assert_eq!(Ask::new("GET", &url.replace("f_1", "f_9")).send().await.status, 404);
}

#[tokio::test]
async fn the_persona_is_scripted_by_rules_then_by_code() {
    let emulator = Emulator::start().await.unwrap();
    let fluidtalk = emulator.fluidtalk();
    fluidtalk.reply_when("PING", ["pong", "again?"]);
    fluidtalk.photo_when("selfie", "https://cdn.test/p.jpg");
    let handle = fluidtalk.clone();
    // A persona may use the emulator while it thinks.
    fluidtalk.persona(move |turn| match turn.occasion {
        Occasion::Chat => vec![format!("{} tokens, {:?}", handle.tokens(), turn.text)],
        _ => vec![format!("{} {}", turn.text, turn.context)],
    });
    let ping = chat(&emulator, &[("target", "a"), ("message", "a ping, please")]).await.json();
    assert_eq!((&ping["reply"], &ping["replies"]), (&json!("pong"), &json!(["pong", "again?"])));
    let photo = chat(&emulator, &[("target", "a"), ("message", "a Selfie?")]).await.json();
    assert_eq!(photo["reply"], "999 tokens, \"a Selfie?\"");
    assert_eq!(
        (&photo["should_send_photo"], &photo["photo_url"]),
        (&json!(true), &json!("https://cdn.test/p.jpg"))
    );
    let event = [("target", "a"), ("entry_type", "gift"), ("entry_context", r#"{"n": 1}"#)];
    assert_eq!(action(&emulator, "ENTRY_POINT", &event).await.json()["message"], r#"gift {"n":1}"#);
    fluidtalk.persona(|_| Vec::new());
    let silent = chat(&emulator, &[("target", "a"), ("message", "x")]).await.json();
    assert_eq!((&silent["reply"], &silent["replies"]), (&json!(""), &json!([])));
}

#[tokio::test]
async fn bad_input_and_wrong_keys_are_refused() {
    let emulator = Emulator::start().await.unwrap();
    let missing = chat(&emulator, &[("message", "x")]).await;
    let issue = json!({"detail": [{"loc": ["body", "target"], "msg": "field required", "type": "missing"}]});
    assert_eq!((missing.status, missing.json()), (422, issue));
    assert_eq!(chat(&emulator, &[("target", "a")]).await.status, 422);
    let entry = action(&emulator, "ENTRY_POINT", &[("target", "a")]).await;
    assert_eq!((entry.status, entry.json()), (422, json!({"detail": "entry_type required"})));
    let context = [("target", "a"), ("entry_type", "x"), ("entry_context", "[1]")];
    assert_eq!(action(&emulator, "ENTRY_POINT", &context).await.status, 422);
    assert_eq!(action(&emulator, "DANCE", &[("target", "a")]).await.status, 422);
    assert_eq!(emulator.fluidtalk().tokens(), 1000);

    let url = format!("{}/api/v1/bot/chat", emulator.url(Platform::FluidTalk));
    for refused in
        [Ask::new("POST", &url), Ask::new("POST", &url).header("x-api-key", "ftc_live_test")]
    {
        let answer = refused.form(&[("target", "a"), ("message", "x")]).send().await;
        assert_eq!((answer.status, answer.json()), (401, json!({"detail": "Invalid API key"})));
    }
    let other = Ask::new("GET", &url).send().await;
    assert_eq!((other.status, other.json()["detail"].is_string()), (405, true));
    assert_eq!(ask(&emulator, "nothing").send().await.json(), json!({"detail": "Not Found"}));
    assert_eq!(emulator.requests(Platform::FluidTalk).last().unwrap().json(), None::<Value>);
}

#[tokio::test]
async fn a_follow_up_carries_no_picture() {
    let emulator = Emulator::start().await.unwrap();
    chat(&emulator, &[("target", "@john"), ("message", "hello")]).await;
    let pairs = [("target", "@john"), ("image_url", "https://cdn.test/a.png")];
    assert_eq!(action(&emulator, "FOLLOW_UP", &pairs).await.status, 422);
    let pairs = [("action", "FOLLOW_UP"), ("target", "@john")];
    let with_file = ask(&emulator, "action").multipart(&pairs, "a.png", b"x").send().await;
    assert_eq!(with_file.status, 422);
    assert_eq!(action(&emulator, "FOLLOW_UP", &pairs[1..]).await.status, 200);
}
