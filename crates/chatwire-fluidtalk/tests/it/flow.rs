//! Whole conversations with a server that keeps its own books.

use std::time::Duration;

use chatwire_emulator::{Emulator, Fault, Platform as On};
use chatwire_fluidtalk::characters::{
    self, CommentDecision, EventType, ExternalEventId, Mode, Platform, PostDecision, SilenceKind,
    ThreadComment, Thresholds,
};
use chatwire_fluidtalk::{ErrorExt, ErrorKind, Image, TurnGuard, TurnKey, handshake};
use futures_util::{StreamExt, stream};
use serde_json::json;

const JPEG: &[u8] = b"\xFF\xD8\xFF\xE0 a picture";

async fn start() -> (Emulator, handshake::Client, characters::Client) {
    let emu = Emulator::start().await.unwrap();
    let url = emu.url(On::FluidTalk);
    let ft = handshake::Client::builder(emu.fluidtalk().api_key());
    let ch = characters::Client::builder(emu.fluidtalk().connector_token());
    let ft = ft.base_url(&url).unwrap().build().unwrap();
    let ch = ch.base_url(&url).unwrap().build().unwrap();
    (emu, ft, ch)
}

#[tokio::test]
async fn a_conversation_costs_one_token_and_ends_sealed() {
    let (emu, ft, _) = start().await;
    emu.fluidtalk().set_tokens(1);
    emu.fluidtalk().reply_when("photo", ["here you are"]);
    emu.fluidtalk().photo_when("photo", "https://cdn.test/me.jpg");
    let err = ft.follow_up("@john").await.unwrap_err();
    assert!(err.is_no_conversation(), "{err}");
    let opener = ft.ai_opener("@john").await.unwrap();
    assert!(!opener.message.is_empty() && !opener.continued);
    let again = ft.ai_opener("@john").await.unwrap();
    assert!(again.continued && again.is_silent());
    let res = ft.inbound_chat("@john").message("send me a photo").await.unwrap();
    assert_eq!(res.bubbles().collect::<Vec<_>>(), ["here you are"]);
    assert_eq!(res.photo_to_send(), Some("https://cdn.test/me.jpg"));
    let event = ft
        .event_trigger("@john", "story_reaction")
        .context(json!({"reaction": "🔥"}))
        .await
        .unwrap();
    assert!(event.continued && !event.is_silent());
    assert!(!ft.follow_up("@john").await.unwrap().is_silent());
    assert_eq!(emu.fluidtalk().tokens(), 0);
    let err = ft.inbound_chat("@mary").message("hi").await.unwrap_err();
    assert!(err.is_insufficient_tokens(), "{err}");
    emu.fluidtalk().seal("@john");
    let err = ft.inbound_chat("@john").message("still there?").await.unwrap_err();
    assert!(err.is_sealed() && !err.is_retryable(), "{err}");
}

#[tokio::test]
async fn a_lead_of_another_account_is_left_alone() {
    let (emu, ft, ch) = start().await;
    emu.fluidtalk().claim("@john", "@other");
    let res = ft.inbound_chat("@john").message("hi").own_username("@me").await.unwrap();
    assert!(res.ignored && res.is_silent());
    emu.fluidtalk().claim_on("instagram", "mark", "other");
    let reply = ch.chat("instagram", "mark").message("hi").own_username("me").await.unwrap();
    assert_eq!(reply.silence().unwrap().kind, SilenceKind::ClaimedByOtherAccount);
}

#[tokio::test]
async fn pictures_reach_the_server_whole() {
    let (emu, ft, ch) = start().await;
    let folder =
        std::env::temp_dir().join(format!("chatwire-fluidtalk-flow-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("profile.jpg");
    std::fs::write(&path, JPEG).unwrap();
    let pieces = || {
        stream::iter(JPEG.chunks(4).map(|piece| Ok(chatwire_fluidtalk::Bytes::from_static(piece))))
    };
    let (sent, seen) =
        (std::sync::Arc::new(std::sync::Mutex::new(0)), u64::try_from(JPEG.len()).unwrap());
    for image in [
        Image::path(&path),
        Image::bytes(JPEG),
        Image::stream(pieces()),
        Image::stream(pieces()).content_length(seen),
    ] {
        let report = std::sync::Arc::clone(&sent);
        let image = image.on_progress(move |progress| *report.lock().unwrap() = progress.sent);
        let up = ft.upload_image(image).await.unwrap();
        assert!(up.url.starts_with("http"), "{}", up.url);
        assert_eq!(*sent.lock().unwrap(), seen);
        let body = emu.requests(On::FluidTalk).pop().unwrap().body;
        assert!(body.windows(JPEG.len()).any(|window| window == JPEG));
        let res = ft.inbound_chat("@john").image_url(up.url).await.unwrap();
        assert!(!res.is_silent());
    }
    assert!(!ft.ai_opener("@new").image(Image::path(&path)).await.unwrap().is_silent());
    for image in [Image::path(&path), Image::bytes(JPEG), Image::stream(pieces())] {
        let up = ch.inbound_media("instagram", image).await.unwrap();
        let url = up.url.unwrap();
        let reply = ch.chat("instagram", "mark").image_url(url).await.unwrap();
        assert_eq!(reply.saw_image(), Some(true));
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_character_talks_and_says_why_it_is_silent() {
    let (emu, _, ch) = start().await;
    let reply = ch.chat(Platform::INSTAGRAM, "mark").message("hey ava").await.unwrap();
    assert!(reply.silence().is_none() && reply.session_id.is_some());
    assert!(reply.meta().request_id.is_some());
    ch.chat("instagram", "mark").message("hey ava").await.unwrap();
    let third = ch.chat("instagram", "mark").message("hey ava").await.unwrap();
    let silence = third.silence().unwrap();
    assert_eq!(silence.kind, SilenceKind::DuplicateMessage);
    assert!(silence.explain.is_some());
    emu.fluidtalk().pause("instagram", "mark", "plan_limit");
    let paused = ch.chat("instagram", "mark").message("and now?").await.unwrap();
    assert_eq!(paused.silence().unwrap().kind, SilenceKind::Paused);
    emu.fluidtalk().blind(true);
    let blind = ch.chat("instagram", "lena").image_url("https://cdn.test/x.jpg").await.unwrap();
    assert_eq!(blind.saw_image(), Some(false));
    emu.fluidtalk().set_credits(0);
    let err = ch.chat("instagram", "new").message("hi").await.unwrap_err();
    assert!(err.is_insufficient_tokens(), "{err}");
    assert_eq!(err.context("platform"), Some("instagram"));
}

#[tokio::test]
async fn events_and_triggers_count_once() {
    let (emu, _, ch) = start().await;
    emu.fluidtalk().bind("instagram", &["story_reaction"]);
    let report = ch.self_test().platform("instagram").await.unwrap();
    assert!(report.ok && report.can_fire(Platform::INSTAGRAM, "story_reaction"));
    assert!(!report.can_fire("instagram", "unheard_of"));
    let once = ExternalEventId::derive(["instagram", "mark", "17"]);
    let fired =
        ch.trigger("instagram", "mark", "story_reaction", &once).context(json!({"reaction": "🔥"}));
    assert!(fired.clone().await.unwrap().silence().is_none());
    let again = fired.await.unwrap();
    assert!(again.deduped);
    let opened = ch.outreach("instagram", "lena", "o1").await.unwrap();
    assert!(opened.opened && opened.bubbles.len() == 1);
    let sale = || ch.event("instagram", "mark", "ch_1").amount(25.0).currency("EUR");
    assert_eq!(sale().await.unwrap().total_spend, Some(25.0));
    assert!(sale().await.unwrap().deduped);
    let refund = ch
        .event("instagram", "mark", "re_1")
        .event_type(EventType::Refund)
        .amount(25.0)
        .await
        .unwrap();
    assert!(!refund.deduped);
}

#[tokio::test]
async fn a_lost_answer_of_a_sale_is_asked_for_again() {
    let (emu, _, ch) = start().await;
    emu.fault_on(On::FluidTalk, "POST", "/api/v1/characters/events", Fault::DropAfter);
    let sale = ch.event("instagram", "mark", "ch_1").amount(9.99).await.unwrap();
    assert!(sale.deduped, "the first delivery was applied");
    emu.fault_on(On::FluidTalk, "POST", "/api/v1/characters/chat", Fault::DropAfter);
    let err = ch.chat("instagram", "mark").message("hi").await.unwrap_err();
    assert!(err.kind() == ErrorKind::Transport && err.maybe_billed(), "{err}");
    assert_eq!(emu.requests(On::FluidTalk).len(), 3, "the sale twice, the chat once");
}

#[tokio::test]
async fn follow_ups_are_delivered_and_confirmed() {
    let (emu, _, ch) = start().await;
    let id = emu.fluidtalk().queue_follow_up("instagram", "mark", "hey stranger ||| been a while");
    let mut stream = ch.followups().stream("instagram", Duration::from_secs(1));
    let waiting = stream.next().await.unwrap().unwrap();
    assert_eq!((waiting.id.as_str(), waiting.handle.as_str()), (id.as_str(), "mark"));
    let texts: Vec<_> = waiting.bubbles().into_iter().map(|bubble| bubble.text).collect();
    assert_eq!(texts, ["hey stranger", "been a while"]);
    assert!(!ch.followups().ack(&waiting.id).await.unwrap().deduped);
    assert!(ch.followups().ack(&waiting.id).await.unwrap().deduped);
    assert!(ch.followups().list("instagram").await.unwrap().is_empty());
    let err = ch.followups().ack("no/such?id").await.unwrap_err();
    assert_eq!(
        (err.kind(), err.operation()),
        (ErrorKind::NotFound, "fluidtalk.characters.followups.ack")
    );
    ch.chat("instagram", "mark").message("hi").await.unwrap();
    let swept = ch.followups().sweep("instagram").idle_hours(0.0).await.unwrap();
    assert_eq!(swept.queued(), Some(1));
    emu.fluidtalk().unbind("threads");
    let err = ch.chat("threads", "mark").message("hi").await.unwrap_err();
    assert!(err.is_platform_unbound(), "{err}");
    assert_eq!(err.context("platform"), Some("threads"));
}

#[tokio::test]
async fn comments_and_posts() {
    let (emu, _, ch) = start().await;
    let up = ch.comment_media("instagram", "p1", Image::bytes(JPEG)).await.unwrap();
    let res = ch.comment("instagram", "p1").caption("new deck").image_urls(up.url).await.unwrap();
    assert!(res.comment.is_some() && res.saw_image() == Some(true));
    let reply = ch.comment_reply("instagram", "p1", "mark").reply_text("nice!").await.unwrap();
    assert!(reply.decision.is_none_or(|decision| !decision.is_other()));
    let thread = [ThreadComment::new(
        "c1",
        "dan",
        "silicone will fill a half-inch gap just fine, believe me",
    )];
    let joined =
        ch.comment_engage("instagram", "p1", thread).target_comment_ref("c1").await.unwrap();
    assert_eq!(joined.reply.is_some(), joined.silence().is_none());
    let post = ch.post("reddit", "r/running").brief("first marathon").await.unwrap();
    assert_eq!(post.decision, Some(PostDecision::Post));
    assert!(post.silence().is_none() && post.post.unwrap().title.is_some());
    let strict = Thresholds::new().min_novelty(100.0);
    let refused =
        ch.post("reddit", "r/running").thresholds(strict).always_draft(true).await.unwrap();
    assert_eq!(refused.decision, Some(PostDecision::NoSuitablePostFound));
    assert_eq!(refused.blocking.unwrap().main.as_deref(), Some("novelty"));
    emu.fluidtalk().enable_comments(false);
    emu.fluidtalk().enable_posts(false);
    let silent = ch.comment("instagram", "p1").await.unwrap();
    assert_eq!(silent.silence().unwrap().kind, SilenceKind::Disabled);
    assert_eq!(
        ch.post("reddit", "r/running").await.unwrap().silence().unwrap().kind,
        SilenceKind::Disabled
    );
    let media = ch.post_media("reddit", "r/running", Image::bytes(JPEG)).await.unwrap();
    assert_eq!(media.silence().unwrap().kind, SilenceKind::Disabled);
    assert_eq!(CommentDecision::from("bow_out"), CommentDecision::BowOut);
}

#[tokio::test]
async fn mock_mode_costs_nothing() {
    let (emu, _, ch) = start().await;
    let before = emu.fluidtalk().credits();
    let reply = ch.chat("instagram", "test_photos").message("x").mode(Mode::Mock).await.unwrap();
    assert_eq!(reply.bubbles.iter().filter(|bubble| bubble.image_url.is_some()).count(), 2);
    assert_eq!(emu.fluidtalk().credits(), before);
}

#[tokio::test]
async fn a_message_that_is_delivered_twice_is_paid_for_once() {
    let (emu, _, ch) = start().await;
    let guard = TurnGuard::new(100);
    let before = emu.fluidtalk().credits();
    let turn = || {
        guard.once(
            TurnKey::new("instagram", "mark", "m1"),
            ch.chat("instagram", "mark").message("hi"),
        )
    };
    let (first, second) = tokio::join!(turn(), turn());
    assert_eq!(first.unwrap(), second.unwrap());
    turn().await.unwrap();
    assert_eq!(emu.fluidtalk().credits(), before - 1);
}

#[tokio::test]
async fn wrong_secrets_are_refused() {
    let (emu, ft, ch) = start().await;
    ft.replace_key("ft_sk_wrong").unwrap();
    assert_eq!(ft.inbound_chat("a").message("b").await.unwrap_err().kind(), ErrorKind::Auth);
    ch.replace_key("ftc_wrong").unwrap();
    let err = ch.self_test().await.unwrap_err();
    assert_eq!((err.kind(), err.code()), (ErrorKind::Auth, Some("invalid_token")));
    ch.replace_key(emu.fluidtalk().connector_token()).unwrap();
    assert!(ch.self_test().await.is_ok());
}

#[test]
fn it_works_without_async() {
    use chatwire_core::Blocking;
    let emu = Emulator::start_blocking().unwrap();
    let client = handshake::Client::builder(emu.fluidtalk().api_key());
    let client = client.base_url(emu.url(On::FluidTalk)).unwrap().build().unwrap();
    assert!(!client.ai_opener("@john").wait().unwrap().is_silent());
}
