//! What the site's history gives after a gap, when it does not say by itself where the gap begins.

use std::time::Duration;

use chatwire_core::testing::{Answer, Script};
use chatwire_kick::pusher::PusherEndpoint;
use chatwire_kick::realtime::{Connect, Realtime, Topics};
use chatwire_kick::{ChatTarget, ChatTransport};
use serde_json::{Value, json};

use crate::peer::{Conn, Peer, centrifugo, heard, next, online, publication, session, token};

const QUIET: &str = "chatrooms.9001.v2";
const BUSY: &str = "chatrooms.9002.v2";

fn forced(script: &Script) -> (Connect, Peer) {
    let (connect, peer) = session(script);
    let own = PusherEndpoint::server("wss://pusher.test", "app-key").unwrap();
    let connect = connect.transport(ChatTransport::Pusher).pusher(own).fill_gaps();
    (connect.room_with(ChatTarget::ids(9001, 501), Topics::chat_only()), peer)
}

async fn start(script: &Script) -> (Realtime, Peer, Conn) {
    let (connect, mut peer) = forced(script);
    let (live, conn) = tokio::join!(connect, peer.pusher(1));
    (live.unwrap(), peer, conn)
}

/// A message of one morning.
fn said(id: &str, time: &str) -> Value {
    json!({"id": id, "created_at": format!("2026-01-02T{time}Z"), "sender": {"id": 1}})
}

/// The site's answer at a quarter past twelve of its own clock.
fn history(messages: &[Value]) -> Answer {
    let answer = Answer::json(&json!({"data": {"messages": messages}}));
    answer.header("date", "Fri, 02 Jan 2026 12:15:00 GMT")
}

/// Id of the next message, and whether it comes from the history.
async fn told(live: &mut Realtime) -> (String, bool) {
    next(live, |event| {
        event.as_message().map(|message| (message.id.to_string(), message.is_recovered()))
    })
    .await
}

#[tokio::test(start_paused = true)]
async fn a_quiet_chat_goes_on_after_its_last_message_however_busy_the_others_are() {
    let quiet = [said("a0", "03:04:04"), said("a1", "03:04:05"), said("a2", "03:04:06")];
    let busy = [said("b4200", "03:04:05")];
    let script = Script::new().answer(history(&quiet)).answer(history(&busy));
    let (connect, mut peer) = forced(&script);
    let connect = connect.room_with(ChatTarget::ids(9002, 502), Topics::chat_only());
    let (live, mut conn) = tokio::join!(connect, peer.pusher(2));
    let mut live = live.unwrap();
    conn.say(QUIET, "a0").await;
    conn.say(QUIET, "a1").await;
    assert_eq!((heard(&mut live).await, heard(&mut live).await), ("a0".into(), "a1".into()));
    for nth in 1..=4_200 {
        conn.say(BUSY, &format!("b{nth}")).await;
        heard(&mut live).await;
    }
    conn.close(1001, "").await;
    let mut conn = peer.pusher(2).await;
    assert_eq!(online(&mut live).await, Some(true));
    conn.say(QUIET, "a3").await;
    assert_eq!(told(&mut live).await, ("a2".into(), true));
    assert_eq!(told(&mut live).await, ("a3".into(), false));
}

#[tokio::test(start_paused = true)]
async fn what_was_said_before_joining_was_not_missed() {
    // Joined at 12:14:30 of the site's clock, or a little earlier, as the new line takes a moment.
    let messages = [said("old", "11:30:00"), said("late", "12:14:27"), said("new", "12:14:30")];
    let (mut live, mut peer, conn) = start(&Script::new().answer(history(&messages))).await;
    assert_eq!(online(&mut live).await, None);
    tokio::time::advance(Duration::from_secs(30)).await;
    conn.close(1001, "").await;
    let mut conn = peer.pusher(1).await;
    assert_eq!(online(&mut live).await, Some(false), "no message from before the gap is there");
    conn.say(QUIET, "live").await;
    assert_eq!(told(&mut live).await, ("new".into(), true));
    assert_eq!(told(&mut live).await, ("live".into(), false));
}

#[tokio::test(start_paused = true)]
async fn a_last_message_that_was_deleted_still_tells_what_is_older() {
    // The site's clock does not matter here: it is hours later than the messages.
    let messages = [said("m0", "03:04:04"), said("m2", "03:04:06")];
    let (mut live, mut peer, mut conn) = start(&Script::new().answer(history(&messages))).await;
    conn.say(QUIET, "m1").await;
    assert_eq!(told(&mut live).await, ("m1".into(), false));
    conn.close(1001, "").await;
    let mut conn = peer.pusher(1).await;
    assert_eq!(online(&mut live).await, Some(false));
    conn.say(QUIET, "m3").await;
    assert_eq!(told(&mut live).await, ("m2".into(), true));
    assert_eq!(told(&mut live).await, ("m3".into(), false));
}

#[tokio::test(start_paused = true)]
async fn a_room_that_was_added_offline_brings_nothing_from_before() {
    let quiet = [said("m1", "03:04:05")];
    let other = [said("old", "11:30:00"), said("older", "11:00:00")];
    let script = Script::new().answer(history(&quiet)).answer(history(&other));
    let (mut live, mut peer, mut conn) = start(&script).await;
    conn.say(QUIET, "m1").await;
    assert_eq!(heard(&mut live).await, "m1");
    conn.close(1001, "").await;
    let mut conn = peer.next().await;
    let handle = live.handle();
    handle.join_with(ChatTarget::ids(9002, 502), Topics::chat_only()).await.unwrap();
    conn.greet(120).await;
    let (first, second) = (conn.confirm().await, conn.confirm().await);
    assert_eq!((first.as_str(), second.as_str()), (QUIET, BUSY));
    online(&mut live).await;
    conn.say(BUSY, "live").await;
    assert_eq!(told(&mut live).await, ("live".into(), false));
}

#[tokio::test(start_paused = true)]
async fn a_message_beside_the_answer_to_the_subscription_comes_behind_what_was_missed() {
    let line = |script: Script| script.answer(centrifugo("us")).answer(token("a.b.c"));
    let messages = [said("m1", "03:04:05"), said("m2", "03:04:06"), said("m3", "03:04:07")];
    let script = line(Script::new()).answer(token("a.b.c")).answer(history(&messages));
    let (connect, mut peer) = session(&script);
    let connect = connect.room_with(ChatTarget::ids(9001, 501), Topics::chat_only()).fill_gaps();
    let (live, conn) = tokio::join!(connect, peer.centrifugo());
    let (mut live, mut conn) = (live.unwrap(), conn);
    conn.publish(QUIET, "m1").await;
    assert_eq!(told(&mut live).await, ("m1".into(), false));
    conn.close(3_001, "restart").await;
    let mut conn = peer.next().await;
    conn.welcome(25).await;
    let asked = conn.receive().await;
    let answer = json!({"id": asked.get("id"), "subscribe": {}});
    conn.text(format!("{answer}\n{}", publication(QUIET, "m3"))).await;
    assert_eq!(online(&mut live).await, Some(true));
    assert_eq!(told(&mut live).await, ("m2".into(), true));
    assert_eq!(told(&mut live).await, ("m3".into(), false));
}

#[tokio::test(start_paused = true)]
async fn the_history_of_a_room_is_asked_for_once_its_chat_is_subscribed() {
    let quiet = [said("a1", "03:04:05"), said("a2", "03:04:06")];
    let late = [said("b1", "03:04:05"), said("b2", "03:04:08")];
    let script = Script::new().answer(history(&quiet)).answer(history(&late));
    let (connect, mut peer) = forced(&script);
    let connect = connect.room_with(ChatTarget::ids(9002, 502), Topics::chat_only());
    let (live, mut conn) = tokio::join!(connect, peer.pusher(2));
    let mut live = live.unwrap();
    conn.say(QUIET, "a1").await;
    conn.say(BUSY, "b1").await;
    assert_eq!((heard(&mut live).await, heard(&mut live).await), ("a1".into(), "b1".into()));
    conn.close(1001, "").await;
    let mut conn = peer.pusher(1).await;
    let asked = conn.subscription().await;
    assert!(conn.is_quiet(Duration::from_secs(3)).await);
    assert_eq!(
        script.requests().len(),
        1,
        "what is said in the other room until then would be lost"
    );
    conn.confirmed(&asked).await;
    assert_eq!(online(&mut live).await, Some(true));
    assert_eq!(told(&mut live).await, ("a2".into(), true));
    assert_eq!(told(&mut live).await, ("b2".into(), true));
}

#[tokio::test(start_paused = true)]
async fn a_site_that_refuses_programs_is_asked_for_one_room_only() {
    for refusal in [Answer::status(403).body("no"), Answer::status(200).body("<!DOCTYPE html>")] {
        let script = Script::new().always(refusal);
        let (connect, mut peer) = forced(&script);
        let connect = connect.room_with(ChatTarget::ids(9002, 502), Topics::chat_only());
        let (live, conn) = tokio::join!(connect, peer.pusher(2));
        let mut live = live.unwrap();
        conn.close(1001, "").await;
        let _conn = peer.pusher(2).await;
        assert_eq!(online(&mut live).await, None, "of the first line");
        assert_eq!(online(&mut live).await, Some(false));
        assert_eq!(script.requests().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_chat_without_any_history_has_no_gap() {
    let empty = Answer::json(&json!({"data": {"messages": null, "pinned_message": null}}));
    let (mut live, mut peer, conn) = start(&Script::new().answer(empty)).await;
    assert_eq!(online(&mut live).await, None);
    conn.close(1001, "").await;
    let _conn = peer.pusher(1).await;
    assert_eq!(online(&mut live).await, Some(true));
}
