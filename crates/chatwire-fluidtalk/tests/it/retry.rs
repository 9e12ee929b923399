//! Which calls are repeated after what, and which never are.

use std::time::Duration;

use chatwire_core::testing::{Answer, Script};
use chatwire_fluidtalk::characters::ThreadComment;
use chatwire_fluidtalk::{
    Error, ErrorExt, ErrorKind, Image, Request, RetryClass, characters as ch, handshake as hs,
};
use serde_json::json;

use crate::{characters, data, handshake, raw};

/// Every call that makes the model write, made through the two clients.
fn billed(ft: &hs::Client, ch: &ch::Client) -> Vec<Request<()>> {
    let thread = [ThreadComment::new("c", "d", "t")];
    vec![
        ft.inbound_chat("a").message("b").request().map(drop),
        ft.inbound_chat("a").image(vec![1]).request().map(drop),
        ft.ai_opener("a").request().map(drop),
        ft.event_trigger("a", "e").request().map(drop),
        ft.follow_up("a").request().map(drop),
        ch.chat("p", "h").message("b").request().map(drop),
        ch.comment("p", "r").request().map(drop),
        ch.comment_reply("p", "r", "m").request().map(drop),
        ch.comment_engage("p", "r", thread).request().map(drop),
        ch.post("p", "c").request().map(drop),
        ch.followups().sweep("p").request().map(drop),
    ]
}

/// Calls that do no harm when they are made twice.
fn harmless(ft: &hs::Client, ch: &ch::Client) -> Vec<Request<()>> {
    vec![
        ft.upload_image(vec![1]).request().map(drop),
        ch.self_test().request().map(drop),
        ch.event("p", "h", "e1").request().map(drop),
        ch.trigger("p", "h", "e", "e1").request().map(drop),
        ch.followups().list("p").request().map(drop),
        ch.followups().ack("f1").request().map(drop),
        ch.inbound_media("p", vec![1]).request().map(drop),
        ch.comment_media("p", "r", Image::bytes("GIF89a")).request().map(drop),
        ch.post_media("p", "r", Image::bytes("GIF89a")).request().map(drop),
    ]
}

async fn made(script: &Script, call: Request<()>) -> (usize, Error) {
    let before = script.requests().len();
    let err = call.await.unwrap_err();
    (script.requests().len() - before, err)
}

#[tokio::test(start_paused = true)]
async fn a_billed_call_is_never_sent_twice() {
    for fault in [
        Answer::drop_after(),
        raw(200, "{").cut(),
        raw(500, ""),
        raw(503, "").header("retry-after", "1"),
        raw(429, "").header("retry-after", "1"),
        raw(408, ""),
        Answer::never(),
        raw(200, "not json"),
    ] {
        let script = Script::new().always(fault.clone());
        for (number, call) in
            billed(&handshake(&script), &characters(&script)).into_iter().enumerate()
        {
            let (requests, err) = made(&script, call).await;
            assert_eq!(requests, 1, "call {number}, {fault:?}: {err}");
            assert!(err.maybe_sent(), "call {number}, {fault:?}: {err}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_never_left_is_sent_again() {
    let fine = || data(&json!({"reply": "x", "url": "u"}));
    let count = billed(&handshake(&Script::new()), &characters(&Script::new())).len();
    for number in 0..count {
        let script = Script::new()
            .answer(Answer::drop_before())
            .answer(Answer::drop_before())
            .always(fine());
        let call = billed(&handshake(&script), &characters(&script)).swap_remove(number);
        call.await.unwrap();
        assert_eq!(script.requests().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn harmless_calls_are_repeated() {
    for fault in
        [Answer::drop_after(), raw(502, ""), raw(503, ""), raw(429, "").header("retry-after", "1")]
    {
        let script = Script::new().always(fault.clone());
        let count = harmless(&handshake(&script), &characters(&script)).len();
        for number in 0..count {
            // A client of its own for each: a client's budget for retries is small on purpose.
            let call = harmless(&handshake(&script), &characters(&script)).swap_remove(number);
            let (requests, err) = made(&script, call).await;
            assert_eq!(requests, 3, "call {number}, {fault:?}: {err}");
            assert_eq!(err.attempts().len(), 3);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn clear_refusals_are_final_for_all() {
    for status in [400, 401, 402, 403, 404, 409, 413, 422] {
        let script = Script::new().always(raw(status, ""));
        let (ft, ch) = (handshake(&script), characters(&script));
        for call in billed(&ft, &ch).into_iter().chain(harmless(&ft, &ch)) {
            let (requests, err) = made(&script, call).await;
            assert_eq!(requests, 1, "{err}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_billed_call_waits_when_the_caller_says_so() {
    let slow = || raw(429, "").header("retry-after", "2");
    let script = Script::new().answer(slow()).answer(data(&json!({"bubbles": [{"text": "hi"}]})));
    let start = tokio::time::Instant::now();
    let call = characters(&script).chat("p", "h").message("x").retry_rate_limited();
    let reply = call.await.unwrap();
    assert_eq!((reply.meta().attempts, script.requests().len()), (2, 2));
    assert!(start.elapsed() >= Duration::from_secs(2));
    let script = Script::new().answer(slow()).answer(Answer::drop_after()).always(data(&json!({})));
    let call = handshake(&script).ai_opener("a").retry_rate_limited();
    let err = call.await.unwrap_err();
    assert_eq!((err.kind(), script.requests().len()), (ErrorKind::Transport, 2));
}

#[tokio::test(start_paused = true)]
async fn a_key_alone_changes_nothing_but_the_callers_word_does() {
    let lost = || Script::new().answer(Answer::drop_after()).always(data(&json!({})));
    let chat = |script: &Script| {
        characters(script).chat("p", "h").message("x").request().idempotency_key("k")
    };
    let script = lost();
    assert!(chat(&script).await.is_err());
    assert_eq!(script.requests().len(), 1);
    let script = lost();
    chat(&script).assume_idempotent().await.unwrap();
    let keys: Vec<_> =
        script.requests().iter().map(|sent| sent.headers["idempotency-key"].clone()).collect();
    assert_eq!(keys, ["k", "k"]);
}

#[tokio::test(start_paused = true)]
async fn an_event_without_an_id_is_not_repeated() {
    let script = Script::new().always(Answer::drop_after());
    let ch = characters(&script);
    assert_eq!(made(&script, ch.event("p", "h", "").request().map(drop)).await.0, 1);
    assert_eq!(made(&script, ch.trigger("p", "h", "e", "").request().map(drop)).await.0, 1);
    let hatch = ch.request::<serde_json::Value>(chatwire_fluidtalk::Method::POST, "/x");
    assert_eq!(made(&script, hatch.request().map(drop)).await.0, 1);
    let hatch = ch.request::<serde_json::Value>(chatwire_fluidtalk::Method::POST, "/x");
    assert_eq!(made(&script, hatch.class(RetryClass::Idempotent).request().map(drop)).await.0, 3);
}

#[tokio::test(start_paused = true)]
async fn what_may_be_billed_hangs_on_every_attempt() {
    // The first answer is lost, the second says that there is no money: for the first one, perhaps.
    let script = Script::new().answer(Answer::drop_after()).answer(raw(402, ""));
    let err = characters(&script).trigger("p", "h", "e", "once").await.unwrap_err();
    assert!(err.is_insufficient_tokens() && err.maybe_billed(), "{err:?}");
    // A request that was given up after the server had begun to wait for it.
    let script = Script::new().answer(raw(408, ""));
    let err = characters(&script).chat("p", "h").message("x").await.unwrap_err();
    assert!(err.maybe_billed(), "{err:?}");
    // Refused, and then not sent.
    let slow = raw(429, "").header("retry-after", "1");
    let script = Script::new().answer(slow).always(Answer::drop_before());
    let call = characters(&script).chat("p", "h").message("x").retry_rate_limited();
    let err = call.await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Connect);
    assert!(!err.maybe_billed(), "{err:?}");
}

#[tokio::test(start_paused = true)]
async fn a_repeated_trigger_may_come_back_deduped() {
    let script = Script::new()
        .answer(Answer::drop_after())
        .answer(data(&json!({"ok": true, "deduped": true})));
    let result = characters(&script).trigger("p", "h", "e", "once").await.unwrap();
    assert!(result.deduped && result.bubbles.is_empty());
    assert_eq!(result.meta().attempts, 2);
    let requests = script.requests();
    assert_eq!(requests[0].body, requests[1].body);
}
