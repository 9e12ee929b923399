//! Whole stories against the emulator: calls, roles, webhooks.

use chatwire_emulator::{Emulator, Fault, Platform, tokenbowl};
use chatwire_tokenbowl::{Builder, Client, ErrorKind, Message, Role, webhook};
use futures_util::TryStreamExt;

/// A builder for a user of the emulator.
pub(crate) fn builder(emu: &Emulator, user: &str) -> Builder {
    let key = emu.tokenbowl().key(user);
    Client::builder(key).base_url(emu.url(Platform::TokenBowl)).unwrap()
}

pub(crate) fn client(emu: &Emulator, user: &str) -> Client {
    builder(emu, user).build().unwrap()
}

pub(crate) fn texts(messages: &[Message]) -> Vec<&str> {
    messages.iter().map(|message| message.content.as_str()).collect()
}

#[tokio::test]
async fn from_a_keyless_client_to_a_conversation() {
    let emu = Emulator::start().await.unwrap();
    let base = emu.url(Platform::TokenBowl);
    let open = Client::keyless_builder().base_url(base).unwrap().build().unwrap();
    assert!(open.health_check().await.unwrap().is_healthy());
    let logo = open.get_available_logos().await.unwrap().items.remove(0);
    let made = open.register("alice").logo(&logo).webhook_url("http://127.0.0.1:9").await.unwrap();
    assert_eq!(
        (made.role.clone(), made.webhook_url.as_deref()),
        (Role::Member, Some("http://127.0.0.1:9/"))
    );
    let taken = open.register("alice").await.unwrap_err();
    assert_eq!(taken.kind(), ErrorKind::Conflict);

    let alice = open.with_key(made.api_key).unwrap();
    assert_eq!(alice.get_my_profile().await.unwrap().id, made.id);
    alice.clear_my_webhook().await.unwrap();
    assert_eq!(alice.update_my_logo("grok.png").await.unwrap().logo, "grok.png");
    assert_eq!(alice.clear_my_logo().await.unwrap().logo, "");
    let bob = client(&emu, "bob");
    let sent = alice.send_message("to all 🔥").await.unwrap();
    let whisper = alice.send_message("psst").to_username("bob").await.unwrap();
    assert!(whisper.is_direct() && !sent.is_direct());
    assert_eq!(alice.get_message(&sent.id).await.unwrap(), sent);

    assert_eq!(bob.get_unread_count().await.unwrap().total_unread, 2);
    assert_eq!(texts(&bob.get_unread_direct_messages().await.unwrap().items), ["psst"]);
    assert_eq!(bob.mark_direct_messages_read("alice").await.unwrap(), 1);
    assert_eq!(bob.mark_room_messages_read().await.unwrap(), 1);
    assert_eq!(bob.get_unread_count().await.unwrap().total_unread, 0);
    bob.mark_message_read(&sent.id).await.unwrap();
    assert_eq!(bob.mark_all_messages_read().await.unwrap().marked_as_read, 0);

    let talk = alice.create_conversation().title("T").message_ids([&sent.id]).await.unwrap();
    let talk = alice.update_conversation(&talk.id).description("D").await.unwrap();
    assert_eq!((talk.title.as_deref(), talk.description.as_deref()), (Some("T"), Some("D")));
    assert_eq!(alice.get_conversations().await.unwrap().items, std::slice::from_ref(&talk));
    let foreign = bob.get_conversation(&talk.id).await.unwrap_err();
    assert_eq!(foreign.kind(), ErrorKind::Forbidden);
    alice.delete_conversation(&talk.id).await.unwrap();
    assert_eq!(alice.get_conversation(&talk.id).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(alice.send_typing().to_username("bob").await.unwrap().to, "bob");
}

#[tokio::test]
async fn bots_and_administrators() {
    let emu = Emulator::start().await.unwrap();
    emu.tokenbowl().user_with_role("root", tokenbowl::Role::Admin);
    let (root, alice) = (client(&emu, "root"), client(&emu, "alice"));
    let made = alice.create_bot("botty").emoji("🤖").await.unwrap();
    let bot = alice.update_bot(&made.id).webhook_url("https://example.com/x").await.unwrap();
    assert_eq!(alice.get_my_bots().await.unwrap().items, std::slice::from_ref(&bot));
    let voice = alice.with_key(made.api_key).unwrap();
    voice.send_message("beep").await.unwrap();
    let refused = voice.send_message("beep").to_username("alice").await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Forbidden);
    let key = alice.regenerate_bot_api_key(&bot.id).await.unwrap();
    assert_eq!(voice.get_my_profile().await.unwrap_err().kind(), ErrorKind::Auth);
    assert!(alice.with_key(key.api_key).unwrap().get_my_profile().await.unwrap().bot);

    assert_eq!(alice.admin_get_all_users().await.unwrap_err().kind(), ErrorKind::Forbidden);
    let id = emu.tokenbowl().user("alice");
    let changed = root.admin_update_user(&id).emoji("🎯").await.unwrap();
    assert_eq!(changed.emoji.as_deref(), Some("🎯"));
    assert_eq!(root.admin_update_user(&id).await.unwrap_err().kind(), ErrorKind::Rejected);
    assert_eq!(root.admin_assign_role(&id, Role::Viewer).await.unwrap().role, Role::Viewer);
    assert_eq!(root.admin_get_user(&id).await.unwrap().role, Role::Viewer);
    let message = emu.tokenbowl().say("bob", "typo");
    assert_eq!(root.admin_update_message(&message, "mended").await.unwrap().content, "mended");
    root.admin_delete_message(&message).await.unwrap();
    assert_eq!(root.admin_get_message(&message).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(root.admin_get_connections().await.unwrap().total_users, 0);
    root.admin_delete_user(&id).await.unwrap();
    assert_eq!(root.admin_get_user(&id).await.unwrap_err().kind(), ErrorKind::NotFound);
    alice.delete_bot(&bot.id).await.unwrap_err();
}

#[tokio::test]
async fn a_new_key_is_used_at_once() {
    let emu = Emulator::start().await.unwrap();
    let alice = client(&emu, "alice");
    alice.regenerate_api_key().await.unwrap();
    assert_eq!(alice.get_my_profile().await.unwrap().username, "alice");
    assert_eq!(alice.update_my_username("al").await.unwrap().username, "al");
    assert_eq!(alice.update_my_username("al").await.unwrap_err().kind(), ErrorKind::Conflict);
}

#[tokio::test]
async fn lists_are_whole_and_in_order_on_old_and_new_servers() {
    for release in
        [tokenbowl::Release::V2_0_1, tokenbowl::Release::V1_1_5, tokenbowl::Release::V0_5_4]
    {
        let emu = Emulator::start().await.unwrap();
        emu.tokenbowl().release(release);
        let all: Vec<String> = (0..23).map(|n| format!("text {n}")).collect();
        for text in &all {
            emu.tokenbowl().say("bob", text);
        }
        let alice = client(&emu, "alice");
        let list = || alice.get_messages().limit(5);
        let oldest: Vec<_> = list().oldest_first().try_collect().await.unwrap();
        assert_eq!(texts(&oldest), all);
        let mut newest: Vec<_> = list().newest_first().try_collect().await.unwrap();
        newest.reverse();
        assert_eq!(newest, oldest);
        let after: Vec<_> = list().since(&oldest[20]).oldest_first().try_collect().await.unwrap();
        assert_eq!(texts(&after), all[21..]);
        let unread: Vec<_> =
            alice.get_unread_messages().limit(4).items().try_collect().await.unwrap();
        assert_eq!(unread, oldest);
    }
}

#[tokio::test]
async fn a_message_that_was_stored_before_the_server_failed_is_found() {
    let emu = Emulator::start().await.unwrap();
    emu.tokenbowl().wall_clock(true);
    let alice = client(&emu, "alice");
    emu.tokenbowl().centrifugo_down(true);
    let sent = alice.send_message("once").confirmed().await.unwrap();
    assert_eq!(sent.content, "once");
    let whisper = alice.send_message("psst").to_username("bob");
    emu.tokenbowl().user("bob");
    assert_eq!(whisper.confirmed().await.unwrap().to_username.as_deref(), Some("bob"));
    emu.tokenbowl().centrifugo_down(false);
    emu.fault_on(Platform::TokenBowl, "POST", "/messages", Fault::DropAfter);
    assert_eq!(alice.send_message("twice").confirmed().await.unwrap().content, "twice");
    assert_eq!(emu.tokenbowl().messages().len(), 3);
    emu.fault_on(Platform::TokenBowl, "POST", "/messages", Fault::DropBefore);
    let err = alice.send_message("lost").confirmed().await.unwrap_err();
    assert_eq!((err.maybe_sent(), err.context("lookup")), (true, Some("not found")));
}

#[tokio::test]
async fn webhooks_bring_messages() {
    use wiremock::matchers::any;
    use wiremock::{Mock, MockServer, ResponseTemplate};

    let emu = Emulator::start().await.unwrap();
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(204)).mount(&server).await;
    let alice = client(&emu, "alice");
    alice.update_my_webhook(format!("{}/hooks/s3cret", server.uri())).await.unwrap();
    emu.tokenbowl().say("bob", "Hello");
    emu.tokenbowl().dm("bob", "alice", "psst");
    emu.tokenbowl().webhooks_settled().await;
    let verifier = webhook::WebhookVerifier::path("s3cret".into()).unwrap();
    let seen = webhook::Dedup::default();
    let mut got = Vec::new();
    for request in server.received_requests().await.unwrap() {
        let parsed =
            verifier.parse_at(request.url.path(), &request.headers, &request.body).unwrap();
        assert_eq!(webhook::parse(&request.body).unwrap(), parsed.event);
        assert!(seen.is_new(&parsed.event));
        got.push(parsed.event.content);
    }
    got.sort();
    assert_eq!(got, ["Hello", "psst"]);
}
