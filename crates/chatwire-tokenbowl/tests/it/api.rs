//! Public types: threads, cloning, printing; settings that are wrong.

use std::fmt::Debug;
use std::process::Command;

use chatwire_core::Blocking;
use chatwire_core::testing::{Answer, Script};
use chatwire_tokenbowl::env::Vars;
use chatwire_tokenbowl::realtime::{Live, Shared, SharedEvents};
use chatwire_tokenbowl::webhook::{Dedup, Delivery, WebhookVerifier};
use chatwire_tokenbowl::{
    AdminInviteUser, AdminUpdateUser, Bot, BotCreated, Builder, CentrifugoToken, Client, Connect,
    ConnectionStats, Conversation, CreateBot, CreateConversation, Credential, ErrorKind, Event,
    GetConversations, GetMessages, GetUnread, Handle, Handlers, InOrder, KeyRegenerated,
    MagicLinkSession, Message, Profile, PublicUser, Realtime, RegenerateApiKey, Register,
    Registration, Request, Secret, SendMagicLink, SendMessage, SendTyping, Since, UpdateBot,
    UpdateConversation, realtime,
};
use futures_util::future::join_all;
use serde_json::json;

use crate::{answering, message, profile, scripted};

const CANARY: &str = "canary-key-9876543210";

fn value<T: Clone + Debug + Send + Sync + Unpin + 'static>() {}
fn held<T: Debug + Send + Unpin + 'static>() {}

#[test]
fn public_types_move_between_threads() {
    value::<Client>();
    value::<(SendMessage, SendTyping, GetMessages, GetUnread, GetConversations)>();
    value::<(Register, SendMagicLink, RegenerateApiKey, CreateBot, UpdateBot)>();
    value::<(CreateConversation, UpdateConversation, AdminUpdateUser, AdminInviteUser, Since)>();
    value::<(Message, Profile, PublicUser, Registration, Bot, BotCreated, Conversation)>();
    value::<(KeyRegenerated, CentrifugoToken, MagicLinkSession, ConnectionStats)>();
    value::<(Delivery<Message>, WebhookVerifier)>();
    held::<Builder>();
    held::<Dedup>();
    held::<Request<Message>>();
    held::<InOrder>();
    value::<(Event, Handle, Handlers, Connect, realtime::SendMessage)>();
    held::<Realtime>();
    held::<Shared<Live>>();
    held::<SharedEvents<Live>>();
}

#[tokio::test]
async fn no_secret_is_ever_printed() {
    let client = Client::new(CANARY).unwrap();
    let mut shown = vec![
        format!("{:?}", Client::builder(CANARY)),
        format!("{client:?}"),
        format!("{:?} {:?}", client.send_message("x"), client.send_message("x").request()),
        format!("{:?}", client.send_message("x").request().build().unwrap()),
        format!("{:?} {:?}", client.get_messages(), client.get_messages().oldest_first()),
        format!("{:?}", client.regenerate_api_key()),
        format!("{:?}", client.connect().key_in_url()),
        format!("{:?}", WebhookVerifier::bearer(Secret::new(CANARY)).unwrap()),
        format!("{:?}", WebhookVerifier::path(Secret::new(CANARY)).unwrap()),
    ];
    let mut account = profile();
    account["api_key"] = json!(CANARY);
    let account = || Answer::json(&account);
    let bot = json!({"id": "u", "username": "a", "api_key": CANARY, "created_by_id": "u", "created_by": "a"});
    let session = json!({"username": "a", "session_token": CANARY, "api_key": CANARY});
    let token = json!({"token": CANARY, "url": "ws://x"});
    let key = json!({"api_key": CANARY});
    shown.push(format!("{:?}", answering(account()).get_my_profile().await.unwrap()));
    shown.push(format!("{:?}", answering(account()).register("a").await.unwrap()));
    shown.push(format!("{:?}", answering(Answer::json(&key)).regenerate_api_key().await.unwrap()));
    shown.push(format!("{:?}", answering(Answer::json(&bot)).create_bot("a").await.unwrap()));
    shown.push(format!(
        "{:?}",
        answering(Answer::json(&token)).get_centrifugo_token().await.unwrap()
    ));
    let session = answering(Answer::json(&session)).authenticate_magic_link("t").await.unwrap();
    shown.push(format!("{session:?}"));
    let bot = answering(Answer::json(&bot)).update_bot("u").await.unwrap();
    shown.push(format!("{bot:?} {}", serde_json::to_string(&bot).unwrap()));
    for fault in [
        Answer::status(401).body(r#"{"detail":"no"}"#),
        Answer::status(200).body("{"),
        Answer::status(302).header("location", "https://other.test/?key=canary-key-9876543210"),
        Answer::drop_before(),
        Answer::drop_after(),
    ] {
        let client = scripted(&Script::new().answer(fault)).build().unwrap();
        client.replace_key(CANARY).unwrap();
        let err = client.send_message("x").await.unwrap_err();
        shown.push(format!("{err} {err:?} {err:#?}"));
    }
    let err = Client::new(format!("{CANARY}\n")).unwrap_err();
    shown.push(format!("{err} {err:?}"));
    let vars =
        Vars::from_pairs([("TOKEN_BOWL_CHAT_API_KEY", CANARY), ("TOKEN_BOWL_CHAT_BASE_URL", "x")]);
    shown.push(format!("{vars:?} {:?}", Client::from_vars(&vars).unwrap_err()));
    for text in shown {
        assert!(!text.contains("canary-key"), "{text}");
    }
}

#[tokio::test]
async fn addresses_of_webhooks_are_printed_without_what_proves_the_sender() {
    // All of it but the host may be the secret.
    let url = "https://canary-key:canary-key@hook.test:8443/canary-key?canary-key#canary-key";
    let mut account = profile();
    account["webhook_url"] = json!(url);
    let account = || answering(Answer::json(&account));
    let bot = json!({"id": "u", "username": "a", "api_key": "k", "created_by_id": "u",
        "created_by": "a", "webhook_url": url, "later": 1});
    let bot = || answering(Answer::json(&bot));
    let updated = answering(Answer::json(&json!({"message": "ok", "webhook_url": url})));
    let mine = account().get_my_profile().await.unwrap();
    let made = bot().create_bot("a").await.unwrap();
    let client = account();
    let shown = [
        format!("{mine:?}"),
        format!("{:#?}", account().register("a").await.unwrap()),
        format!("{made:?}"),
        format!("{:?}", bot().update_bot("u").await.unwrap()),
        format!("{:?}", updated.update_my_webhook(url).await.unwrap()),
        format!("{:?}", client.register("a").webhook_url(url)),
        format!("{:?}", client.create_bot("a").webhook_url(url)),
        format!("{:?}", client.update_bot("a").webhook_url(url)),
        format!("{:?}", client.admin_update_user("a").webhook_url(url)),
    ];
    for text in shown {
        assert!(!text.contains("canary") && text.contains("https://hook.test:8443/…"), "{text}");
    }
    assert!(format!("{made:?}").contains("later"), "what is not known stays in it");
    // It is data all the same.
    assert_eq!(mine.webhook_url.as_deref(), Some(url));
    assert_eq!(serde_json::to_value(&mine).unwrap()["webhook_url"], url);
    // What is no address may be the secret alone; no address is no secret.
    for (written, printed) in
        [(json!("canary-key"), "Some(\"…\")"), (json!(""), "Some(\"\")"), (json!(null), "None")]
    {
        let mut account = profile();
        account["webhook_url"] = written;
        let mine = answering(Answer::json(&account)).get_my_profile().await.unwrap();
        assert!(format!("{mine:?}").contains(&format!("webhook_url: {printed}")), "{mine:?}");
    }
}

#[test]
fn wrong_settings_are_named() {
    let missing = Client::from_vars(&Vars::from_pairs([("TOKEN_BOWL_CHAT_API_KEY", "")]));
    let missing = missing.unwrap_err();
    assert_eq!((missing.kind(), missing.platform()), (ErrorKind::Config, "tokenbowl"));
    assert!(missing.to_string().contains("TOKEN_BOWL_CHAT_API_KEY"), "{missing}");
    for (variable, url) in [
        ("TOKEN_BOWL_CHAT_BASE_URL", "no url"),
        ("TOKEN_BOWL_CHAT_BASE_URL", "ftp://x.test"),
        ("TOKEN_BOWL_CHAT_BASE_URL", "http://"),
        ("TOKEN_BOWL_CHAT_BASE_URL", "http://chat.example.org"),
        ("TOKEN_BOWL_CHAT_BASE_URL", "https://u:p@chat.example.org"),
        ("TOKEN_BOWL_CHAT_WS_URL", "x"),
        ("TOKEN_BOWL_CHAT_WS_URL", "wss://x.test/?api_key=1"),
    ] {
        let vars = Vars::from_pairs([("TOKEN_BOWL_CHAT_API_KEY", "k"), (variable, url)]);
        let err = Client::from_vars(&vars).unwrap_err();
        assert_eq!((err.kind(), err.platform()), (ErrorKind::Config, "tokenbowl"), "{url}: {err}");
        assert_eq!(err.context("variable"), Some(variable), "{url}: {err}");
    }
    let err = Client::from_vars(&Vars::from_pairs([("TOKEN_BOWL_CHAT_API_KEY", "a\nb")]));
    assert_eq!(err.unwrap_err().context("variable"), Some("TOKEN_BOWL_CHAT_API_KEY"));
    for key in ["", " ", " a", "a\n", "a\r\nb", "a\u{0}"] {
        assert_eq!(Client::new(key).unwrap_err().kind(), ErrorKind::Config, "{key:?}");
    }
    let insecure = || Client::builder("k").base_url("ws://chat.example.org/ws").unwrap();
    assert_eq!(insecure().build().unwrap_err().kind(), ErrorKind::Config);
    assert!(insecure().allow_insecure().build().is_ok());
    assert!(Client::builder("k").centrifugo_url("nonsense").is_err());
}

#[test]
fn the_variables_are_listed_and_read() {
    let names: Vec<_> = chatwire_tokenbowl::ENV.iter().map(|var| var.name).collect();
    let expected =
        ["TOKEN_BOWL_CHAT_API_KEY", "TOKEN_BOWL_CHAT_BASE_URL", "TOKEN_BOWL_CHAT_WS_URL"];
    assert_eq!(names, expected);
    let vars =
        Vars::from_pairs([(names[0], "k"), (names[1], "wss://x.test/api/ws"), (names[2], "")]);
    let request = Client::from_vars(&vars).unwrap().get_users().build().unwrap();
    assert_eq!(request.uri(), "https://x.test/api/users");
    let keyless = Builder::from_vars(&Vars::from_pairs([("", ""); 0])).unwrap().build().unwrap();
    assert!(!keyless.has_key());
}

/// All tests of this process share its variables, so this one looks at those of another.
#[test]
fn the_variables_of_the_process_are_read() {
    const CHILD: &str = "CHATWIRE_TOKENBOWL_TEST_CHILD";
    if std::env::var_os(CHILD).is_some() {
        let client = Client::from_env().unwrap();
        let request = client.get_users().build().unwrap();
        assert_eq!(request.uri(), "https://x.test/users");
        assert_eq!(request.headers()["x-api-key"], CANARY);
        return;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["api::the_variables_of_the_process_are_read", "--exact"])
        .env(CHILD, "yes")
        .env("TOKEN_BOWL_CHAT_API_KEY", CANARY)
        .env("TOKEN_BOWL_CHAT_BASE_URL", "https://x.test")
        .env_remove("TOKEN_BOWL_CHAT_WS_URL")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

#[tokio::test]
async fn keys_can_be_shared_replaced_and_changed() {
    let key = Credential::new(Secret::new("first"));
    let client = Client::new(key.clone()).unwrap();
    key.replace(Secret::new("second"));
    let header =
        |client: &Client| client.get_users().build().unwrap().headers()["x-api-key"].clone();
    assert_eq!(header(&client), "second");
    let other = Client::keyless_builder().base_url("https://x.test/ws").unwrap().build().unwrap();
    let other = other.with_key("third").unwrap();
    assert_eq!(
        (header(&other), header(&client)),
        ("third".parse().unwrap(), "second".parse().unwrap())
    );
    client.replace_key("fourth").unwrap();
    for wrong in ["", " ", "a ", "a\nb"] {
        assert_eq!(client.replace_key(wrong).unwrap_err().kind(), ErrorKind::Config, "{wrong:?}");
    }
    assert_eq!(header(&client), "fourth");
    let open = Client::keyless_builder().build().unwrap();
    assert_eq!(open.replace_key("fifth").unwrap_err().kind(), ErrorKind::Config);
    assert!(!open.has_key());
    assert_eq!(other.get_users().build().unwrap().uri(), "https://x.test/users");
    assert_eq!(client.with_key("").unwrap_err().kind(), ErrorKind::Config);
}

#[tokio::test]
async fn unknown_fields_and_words_survive_a_round_trip() {
    let user = json!({"id": "u", "username": "n", "role": "owner", "logo": null, "emoji": null,
        "bot": false, "viewer": false, "team": {"id": 7}});
    let read = answering(Answer::json(&user)).get_user_profile("u").await.unwrap();
    assert_eq!(read.role, "owner");
    assert_eq!(serde_json::to_value(&read).unwrap(), user);
}

#[test]
fn every_call_works_without_async() {
    let script = Script::new()
        .answer(Answer::json(&profile()))
        .answer(Answer::status(201).body(message(1).to_string()))
        .answer(Answer::json(&json!([])));
    let client = scripted(&script).build().unwrap();
    assert_eq!(client.get_my_profile().wait().unwrap().username, "alice");
    assert_eq!(client.send_message("x").wait().unwrap().id, "m1");
    assert_eq!(client.mark_room_messages_read().wait().unwrap(), 0);
}

#[tokio::test]
async fn a_thousand_calls_at_once() {
    let script = Script::new().always(Answer::json(&profile()));
    let client = scripted(&script).build().unwrap();
    let calls = (0..1_000).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.get_my_profile().await })
    });
    for call in join_all(calls.collect::<Vec<_>>()).await {
        call.unwrap().unwrap();
    }
    assert_eq!(script.requests().len(), 1_000);
}

#[tokio::test]
async fn a_call_that_is_dropped_is_not_sent() {
    let script = Script::new().always(Answer::never());
    let client = scripted(&script).build().unwrap();
    drop(client.send_message("x"));
    drop(client.send_message("x").request());
    drop(client.send_message("x").into_future());
    assert_eq!(script.requests().len(), 0);
}
