//! Every recorded exchange, in an order in which the real server's answers make sense. The records are a sample:
//! lines with `>` and `~` do what was left out of it.

use chatwire_emulator::tokenbowl::Release;
use chatwire_emulator::{Emulator, Platform};
use serde_json::{Value, json};

use super::replay::{Stage, records};
use super::socket::{Client, Seen};

/// Release 2.0.1, up to a message that pushes all others out of the store.
const NEWEST: &str = r#"
    = auth/no-key
    = auth/empty-key
    = auth/bearer-without-stytch
    = health
    = logos
    = ws-gone
    = register/min
    = register/full
    > bob PATCH /users/me/webhook {}
    = register/admin-flag
    > bob POST /register {"username":"vic","viewer":true}
    = register/duplicate
    = register/missing-username
    = register/array-body
    = register/not-json
    = register/bad-webhook
    = register/bot-refused
    = register/unicode
    > bob POST /register {"username":"uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu"}
    = register/webhook-normalised
    > x2 PATCH /users/me/webhook {}
    = register/unknown-field
    = register/whitespace-username
    = register/role-wins-over-flag
    = magic/send-no-stytch
    = magic/send-short
    = magic/auth-no-stytch
    = magic/auth-empty
    = unknown-path
    = method-not-allowed
    = unread-path-of-4.0.2
    > alice POST /messages {"content":"Hello"}
    > bob POST /messages {"content":"Gr\u00fc\u00dfe \ud83c\udfb3 \u65e5\u672c\u8a9e \u200d\ud83d\udc69\u200d\ud83d\udcbb\n line2"}
    = messages/send-dm
    > alice POST /messages {"content":"me","to_username":"alice"}
    > alice POST /messages {"content":"long"}
    > alice POST /messages {"content":"emoji"}
    = messages/null-to
    = messages/whitespace
    = messages/empty
    = messages/missing-content
    = messages/content-number
    LEARN
    = messages/viewer-room-refused
    = messages/viewer-dm-refused
    = messages/list-limit-2
    = messages/list-past-end
    = messages/list-bad-limit
    = messages/list-bad-since
    = messages/list-since-date-only
    = messages/list-since-future
    = messages/list-viewer
    = direct/list
    = direct/list-outsider-empty
    = direct/list-viewer-sees-all
    = unread/room
    = unread/room-own-excluded
    = unread/direct
    = unread/direct-empty
    = unread/count
    = message/get
    = message/get-404
    = message/get-dm-admin
    = message/get-dm-outsider
    = read/one
    = read/one-again
    = read/own
    = read/not-uuid
    = read/foreign-dm
    > bob POST /messages/~0012/read
    > bob POST /messages/~0013/read
    > bob POST /messages/~0014/read
    = read/all
    = read/all-again
    = read/count-zero
    > alice POST /typing
    = typing/dm
    = typing/body-ignored
    = typing/viewer
    = centrifugo/token
    = centrifugo/token-no-key
    = users/list
    = users/online
    = users/me
    = users/get-404
    = users/get-username-refused
    = users/get-viewer
    = profile/username-dup
    = profile/username-same
    = profile/username-viewer
    = profile/username
    > alice2 PATCH /users/me/username {"username":"alice"}
    = profile/webhook-set
    = profile/webhook-bad
    = profile/webhook-empty-string
    > alice PATCH /users/me/webhook {"webhook_url":null}
    = profile/logo-bad
    = profile/logo-clear-empty-object
    = profile/logo-viewer
    = profile/regenerate-key
    = profile/old-key-dead
    = profile/regenerate-viewer
    > bob POST /register {"username":"vic2","role":"viewer"}
    VIC2
    > alice POST /bots {"username":"botty","emoji":"🤖","webhook_url":"https://example.com/bot"}
    BOTTY
    = bots/create-min
    = bots/create-bad
    = bots/create-bot
    = bots/create-long-emoji
    = bots/create-viewer
    = bots/me
    = bots/me-as-bot
    > alice PATCH /bots/~0020 {"emoji":"🅰️"}
    > botty PATCH /users/me/webhook {}
    = bots/profile
    = bots/send-room
    = bots/send-dm-refused
    = bots/update
    = bots/update-nothing
    = bots/update-bad-id
    = bots/update-not-a-bot
    = bots/update-not-owner
    = bots/regenerate-not-owner
    = bots/delete-not-owner
    = bots/regenerate
    > alice DELETE /bots/~0020
    = bots/delete-again
    = bots/message-after-delete
    = admin/users-refused
    = admin/users
    = admin/user
    = admin/user-404
    = admin/user-bad-id
    = admin/invite-missing
    = admin/invite-refused
    = admin/ws-connections
    = admin/ws-connections-refused
    = register/target
    > root PATCH /admin/users/~0023 {"username":"target2","email":"t@example.com","webhook_url":"https://example.com/t","emoji":"🎯"}
    = admin/update-bad-logo
    = admin/update-bot-and-logo
    = admin/update-dup
    = admin/update-empty
    = admin/update-bot-clears-logo
    = admin/role-viewer
    = admin/role-member
    = admin/role-bad
    = admin/role-bad-id
    = admin/role-404
    = admin/role-refused
    = admin/regenerate-key-404
    = admin/regenerate-key-refused
    = admin/delete-user
    = admin/delete-user-again
    > bob POST /messages {"content":"to be edited"}
    EDITED
    = admin/message
    = admin/message-refused
    = admin/message-update-404
    = admin/message-update-empty
    = admin/message-delete
    = admin/message-delete-again
    > alice POST /messages {"content":"for a conversation"}
    LISTED
    = conversations/create-bad-uuid
    = conversations/create-long-title
    = conversations/create-full
    > alice POST /conversations {}
    = conversations/get
    = conversations/get-viewer
    = conversations/get-404
    = conversations/create-viewer
    = conversations/list
    = conversations/list-default
    = conversations/list-viewer-all
    = conversations/update-refused
    = conversations/update-admin-refused
    = conversations/update-nothing
    = conversations/delete-refused
    = conversations/admin-delete
    = conversations/admin-delete-404
    > alice DELETE /conversations/~0026
    = conversations/delete-404
"#;

/// Centrifugo cannot be reached by the server.
const DOWN: &str = r#"
    user alice member ~0001 01
    user bob member ~0002 02
    user adm admin ~0004 03
    user victim member ~0005 05
    = send-room
    = list-shows-it
    = admin-message-update-dm-username
    = mark-read-still-204
    = send-dm
    = mark-all-still-200
    = typing-still-200
    = token-still-200
    = admin-update-username-empty
    = poisoned-users
    = poisoned-list
    = poisoned-user
"#;

/// People and sockets of both older releases.
const PEOPLE: &str = r#"
    user alice member ~0001 01
    user bob member ~0002 02
    user root admin ~0003 03
    user vic viewer ~0004 04
    user carol member ~0005 05
    user botty bot ~0006 06
    > bob PATCH /users/me/logo {}
    > root PATCH /admin/users/~0002 {"emoji":"🎳"}
    open alice
    open bob
    open carol
    open vic
    open root
    open botty
"#;

const HEARTBEAT: &str = r#"
    ~ alice {"content":"Hello 🎳 Ünï"}
    LEARN 7
    = ws/message-room-typed
    = ws/message-dm
    ~ alice {"content":"me","to_username":"alice"}
    = ws/message-empty
    = ws/message-missing-content
    = ws/message-by-viewer
    = ws/message-by-bot
    = ws/message-dm-by-bot
    = ws/get_unread_messages
    = ws/get_unread_direct_messages
    = ws/get_direct_messages-viewer
    = ws/mark_read-room
    = ws/mark_read-dm
    = ws/mark_read-own
    = ws/mark_read-404
    = ws/mark_read-missing
    = ws/mark_room_read
    = ws/mark_all_read
    = ws/get_users
    = ws/get_online_users
    = ws/get_user_profile
    = ws/get_user_profile-404
    = ws/get_user_profile-missing
    = ws/pong
    = ws/action-mark_read-of-client-1.1.7
    = ws/action-mark_room_read-of-client-1.1.7
    = ws/action-mark_direct_read-of-client-1.1.7
    = ws/action-get_unread_count-of-client-1.1.7
    = ws/create_conversation
    = ws/create_conversation-404-still-creates
    = ws/get_conversations
    = ws/update_conversation
    = ws/delete_conversation-refused
    = ws/delete_conversation-admin
    = ws/delete_message-refused
    ~ root {"type":"delete_message","message_id":"~0007"}
    = ws/delete_message-404
    open alice#2
    ~ bob {"content":"to both"}
    = ws/message-multi-connection-second-socket on alice#2
    ~ alice#2 {"content":"from A2"}
    close alice#2
    QUIET
    = rest/users-online
    = rest/admin-ws-connections
    = rest/send-while-ws
    = ws/rest-send-delivered
    = rest/read-while-ws
    = ws/rest-read-receipt
    = rest/messages-order
    = rest/mark-all
    = rest/conversations
    = rest/message-by-id
    = rest/typing
    = rest/centrifugo-token
    = rest/admin-regenerate
    = ws/connect-by-header on header
    = ws/to-number
    = ws/not-json
    open carol
    = ws/content-too-long
"#;

const OLDEST: &str = r#"
    = ws/message-room
    ~ alice {"type":"message","content":"typed"}
    = ws/message-dm
    = ws/message-dm-self
    = ws/message-dm-unknown
    = ws/message-missing-content
    = ws/message-by-viewer
    = ws/message-by-bot
    = ws/get_direct_messages
    = ws/get_direct_messages-viewer
    = ws/get_unread_direct_messages
    = ws/get_messages-bad-since
    = ws/mark_read-room
    = ws/mark_read-again
    = ws/mark_read-own
    = ws/mark_read-404
    = ws/mark_read-missing
    = ws/mark_direct_read
    = ws/mark_direct_read-missing
    = ws/mark_all_read
    = ws/get_users
    = ws/get_online_users
    = ws/get_user_profile-missing
    = ws/type-typing
    = ws/action-mark_read-of-client-1.1.7
    = ws/action-mark_direct_read-of-client-1.1.7
    ~ bob {"type":"mark_room_read"}
    open alice#2
    ~ bob {"content":"to the newer one"}
    LEARN 12
    close alice#2
    QUIET
    = ws/message-after-second-closed
    = rest/users-online
    = rest/send-while-ws
    = ws/rest-send-delivered
    = rest/read-while-ws
    = ws/rest-read-receipt
    = rest/messages-order
    = rest/mark-all
    = rest/conversations
    = rest/message-by-id
    = rest/typing
    = rest/centrifugo-token
    = rest/admin-regenerate
    = ws/connect-by-header on header
    = ws/to-number
    = ws/content-number
    open carol
    = ws/json-array
    open carol
    = ws/not-json
"#;

/// Runs a plan whose lines in capitals stand for what only this file can do.
async fn run(stage: &mut Stage, plan: &str) {
    let tokenbowl = stage.emulator.tokenbowl();
    for line in plan.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let newest = || tokenbowl.messages().pop().unwrap()["id"].as_str().unwrap().to_owned();
        let full = |short: &str| format!("00000000-0000-4000-8000-0000000000{short:0>2}");
        match word {
            "LEARN" if rest.is_empty() => {
                for (recorded, message) in ["11", "12"].iter().zip(tokenbowl.messages()) {
                    stage.names.learn(&full(recorded), message["id"].as_str().unwrap());
                }
                // The viewer was registered outside the records.
                stage.names.learn(&"04".repeat(32), &tokenbowl.key("vic"));
                stage.names.learn(&full("4"), &tokenbowl.user("vic"));
            }
            "LEARN" => stage.names.learn(&full(rest), &newest()),
            "EDITED" => stage.names.learn(&full("24"), &newest()),
            "LISTED" => stage.names.learn(&full("25"), &newest()),
            "VIC2" => stage.names.learn(&"0e".repeat(32), &tokenbowl.key("vic2")),
            "BOTTY" => {
                stage.names.learn(&"0f".repeat(32), &tokenbowl.key("botty"));
                stage.names.learn(&full("20"), &tokenbowl.user("botty"));
            }
            // Until the server has seen a close.
            "QUIET" => {
                while stage.emulator.open_sockets(Platform::TokenBowl) > 6 {
                    tokio::task::yield_now().await;
                }
            }
            _ => stage.run(line).await,
        }
    }
}

/// A Centrifugo client that is connected, for publications.
async fn listener(emulator: &Emulator, user: &str) -> Client {
    let mut client = Client::open(emulator, "/connection/websocket", None).await.unwrap();
    let token = super::centrifugo::token(emulator, user).await;
    client.send(&json!({"id": 1, "connect": {"token": token}})).await;
    assert!(client.json().await["connect"]["subs"]["room:main"].is_object());
    client
}

/// All publications so far, as channel and data.
async fn publications(client: &mut Client) -> Vec<Value> {
    client.send(&json!({"id": 99, "ping": {}})).await;
    let mut seen = Vec::new();
    loop {
        let frame = client.json().await;
        if frame["id"] == 99 {
            return seen;
        }
        let push = &frame["push"];
        seen.push(json!({"channel": push["channel"], "data": push["pub"]["data"]}));
    }
}

#[tokio::test]
async fn release_2_0_1() {
    let mut stage = Stage::new(Emulator::start().await.unwrap(), "2.0.1");
    let tokenbowl = stage.emulator.tokenbowl();
    let (before, after) = NEWEST.split_once("= read/one\n").unwrap();
    run(&mut stage, before).await;
    let mut alice = listener(&stage.emulator, "alice").await;
    let mut bob = listener(&stage.emulator, "bob").await;
    run(&mut stage, &format!("= read/one\n{after}")).await;
    for nth in 0..105 {
        tokenbowl.say("bob", &format!("m{nth}"));
    }
    stage.run("= messages/history-cap").await;

    let mut seen = publications(&mut alice).await;
    seen.extend(publications(&mut bob).await);
    for (id, record) in records() {
        let Some(id) = id.strip_prefix("2.0.1/publication/") else { continue };
        let published = &record["requests"][0]["body_json"];
        let found = seen.iter().any(|each| stage.names.same(published, each).is_ok());
        assert!(found, "{id}: {published} among {seen:#?}");
    }
    assert_eq!(stage.unplayed(&["publication/", "webhook/"]), Vec::<String>::new());
    assert_eq!(stage.matched.len(), 155);
}

#[tokio::test]
async fn release_2_0_1_without_centrifugo() {
    let mut stage = Stage::new(Emulator::start().await.unwrap(), "2.0.1-no-centrifugo");
    stage.emulator.tokenbowl().centrifugo_down(true);
    run(&mut stage, DOWN).await;
    assert_eq!(stage.unplayed(&[]), Vec::<String>::new());
    assert_eq!(stage.matched.len(), 12);
}

async fn older(release: Release, group: &'static str, plan: &str) -> Stage {
    let mut stage = Stage::new(Emulator::start().await.unwrap(), group);
    stage.emulator.tokenbowl().release(release);
    run(&mut stage, PEOPLE).await;
    run(&mut stage, plan).await;
    assert_eq!(stage.unplayed(&[]), Vec::<String>::new());
    // Both refuse a wrong key in the same way.
    let refused = Client::open(&stage.emulator, "/ws?api_key=wrong", None).await;
    assert_eq!(refused.err(), Some(403));
    stage
}

#[tokio::test]
async fn release_1_1_5() {
    let stage = older(Release::V1_1_5, "1.1.5", HEARTBEAT).await;
    assert_eq!(stage.matched.len(), 53);
}

#[tokio::test]
async fn release_0_5_4() {
    let stage = older(Release::V0_5_4, "0.5.4", OLDEST).await;
    assert_eq!(stage.matched.len(), 43);
}

#[tokio::test]
async fn a_cut_is_no_close() {
    let emulator = Emulator::start().await.unwrap();
    emulator.tokenbowl().release(Release::V1_1_5);
    let mut client = Client::direct(&emulator, "alice").await;
    client.send_text("[").await;
    assert_eq!(client.next().await, Seen::Cut);
}
