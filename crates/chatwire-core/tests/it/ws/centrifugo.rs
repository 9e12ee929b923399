//! The Centrifugo piece: commands out, frames in, notices.

use std::time::Duration;

use chatwire_core::ws::centrifugo::{Centrifugo, Due, Notice};
use chatwire_core::ws::{Close, Recovery, Watchdog};
use chatwire_core::{Error, ErrorKind, Secret};
use serde_json::{Value, json};
use tokio::time::{Instant, advance};

/// What the piece wants to send.
fn sent(piece: &mut Centrifugo) -> Vec<Value> {
    piece.take_outgoing().iter().map(|text| serde_json::from_str(text).unwrap()).collect()
}

/// Notices of one frame, in short.
fn told(piece: &mut Centrifugo, frame: &str) -> Vec<String> {
    let mut all = Vec::new();
    let note = |notice: Notice<'_>| {
        all.push(match notice {
            Notice::Ready { recovered } => format!("ready {recovered}"),
            Notice::Publication { channel, data, recovered } => {
                format!("{channel} {data} {recovered}")
            }
            Notice::Subscribed { channel, recovered } => {
                format!("subscribed {channel} {recovered}")
            }
            Notice::Refused { channel, code, message } => {
                format!("refused {channel} {code} {message}")
            }
            Notice::Unsubscribed { channel, code, .. } => format!("unsubscribed {channel} {code}"),
            Notice::Push { channel, .. } => format!("push {channel}"),
            other => format!("{other:?}"),
        });
    };
    piece.receive(frame, note).unwrap();
    all
}

fn frame(value: Value) -> String {
    value.to_string()
}

/// How the piece goes on after a close frame.
fn closed(piece: &mut Centrifugo, code: Option<u16>) -> Recovery {
    let error = Error::new(ErrorKind::Transport, "gone");
    let Some(code) = code else { return piece.on_close(&Close::lost(&error)) };
    piece.on_close(&Close::by_peer(code, "because", &error))
}

fn opened(piece: &mut Centrifugo) {
    piece.open();
    sent(piece);
}

#[tokio::test(start_paused = true)]
async fn server_side_subscriptions_are_taken_and_only_the_rest_is_asked_for() {
    let mut piece = Centrifugo::new("");
    piece.join("room:main");
    piece.join("room:side");
    piece.set_token(Secret::new("T"));
    piece.open();
    assert_eq!(sent(&mut piece), [json!({"id": 1, "connect": {"token": "T"}})]);
    let reply = json!({"id": 1, "connect": {"client": "c", "version": "6", "ping": 25, "pong": true,
        "subs": {"room:main": {"recoverable": true, "epoch": "e", "offset": 5, "positioned": true},
                 "user:bob": {}}}});
    assert!(told(&mut piece, &frame(reply)).is_empty());
    assert_eq!(sent(&mut piece), [json!({"id": 2, "subscribe": {"channel": "room:side"}})]);
    assert_eq!(told(&mut piece, r#"{"id":2,"subscribe":{}}"#), ["ready true"]);
    assert_eq!(piece.channels().collect::<Vec<_>>(), ["room:main", "room:side", "user:bob"]);
    assert!(piece.is_subscribed("user:bob") && piece.is_subscribed("room:side"));
}

#[tokio::test(start_paused = true)]
async fn several_objects_share_a_frame_and_pings_are_answered_if_asked_for() {
    for (pong, answers) in [(true, 2), (false, 0)] {
        let mut piece = Centrifugo::new("chatwire");
        piece.open();
        assert_eq!(sent(&mut piece), [json!({"id": 1, "connect": {"name": "chatwire"}})]);
        let mut text = frame(json!({"id": 1, "connect": {"ping": 25, "pong": pong}}));
        text.push_str(
            "\n{}\r\n\n{\"push\":{\"channel\":\"c\",\"pub\":{\"data\":{\"x\": [1]}}}}\nno json\n{}",
        );
        let seen = told(&mut piece, &text);
        assert_eq!(seen, ["ready true", "c {\"x\": [1]} false", "Unreadable(7 bytes)"]);
        assert_eq!(piece.take_outgoing(), vec!["{}"; answers]);
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_missed_is_recovered_from_the_last_position() {
    let mut piece = Centrifugo::new("");
    piece.join("a");
    opened(&mut piece);
    told(
        &mut piece,
        r#"{"id":1,"connect":{"subs":{"s":{"recoverable":true,"epoch":"E","offset":3}}}}"#,
    );
    told(&mut piece, r#"{"id":2,"subscribe":{"recoverable":true,"epoch":"F","offset":7}}"#);
    assert_eq!(
        told(&mut piece, r#"{"push":{"channel":"a","pub":{"data":8,"offset":8}}}"#),
        ["a 8 false"]
    );
    // The same once more, as after a recovery that overlaps.
    assert!(told(&mut piece, r#"{"push":{"channel":"a","pub":{"data":8,"offset":8}}}"#).is_empty());
    assert!(matches!(closed(&mut piece, None), Recovery::Reconnect));

    piece.open();
    let position = json!({"recover": true, "epoch": "E", "offset": 3});
    assert_eq!(sent(&mut piece), [json!({"id": 1, "connect": {"subs": {"s": position}}})]);
    let reply = json!({"id": 1, "connect": {"subs": {"s": {"recoverable": true, "epoch": "E", "offset": 5,
        "recovered": true, "publications": [{"data": 4, "offset": 4}, {"data": 5, "offset": 5}]}}}});
    assert!(told(&mut piece, &frame(reply)).is_empty());
    let position = json!({"channel": "a", "recover": true, "epoch": "F", "offset": 8});
    assert_eq!(sent(&mut piece), [json!({"id": 2, "subscribe": position})]);
    // A live one arrives before the other channel is answered: all wait for the verdict.
    assert!(told(&mut piece, r#"{"push":{"channel":"s","pub":{"data":6,"offset":6}}}"#).is_empty());
    let reply = json!({"id": 2, "subscribe": {"recoverable": true, "epoch": "F", "offset": 9,
        "recovered": true, "publications": [{"data": 8, "offset": 8}, {"data": 9, "offset": 9}]}});
    let seen = told(&mut piece, &frame(reply));
    assert_eq!(seen, ["ready true", "s 4 true", "s 5 true", "s 6 false", "a 9 true"]);
}

#[tokio::test(start_paused = true)]
async fn a_refused_recovery_is_said_and_starts_anew() {
    for reply in [
        json!({"id": 2, "subscribe": {"recoverable": true, "epoch": "G", "offset": 100}}),
        json!({"id": 2, "error": {"code": 112, "message": "unrecoverable position"}}),
    ] {
        let mut piece = Centrifugo::new("");
        piece.join("a");
        opened(&mut piece);
        told(&mut piece, r#"{"id":1,"connect":{}}"#);
        told(&mut piece, r#"{"id":2,"subscribe":{"recoverable":true,"epoch":"F","offset":7}}"#);
        closed(&mut piece, Some(3001));
        opened(&mut piece);
        told(&mut piece, r#"{"id":1,"connect":{}}"#);
        sent(&mut piece);
        let mut seen = told(&mut piece, &frame(reply));
        if seen.is_empty() {
            assert_eq!(sent(&mut piece), [json!({"id": 3, "subscribe": {"channel": "a"}})]);
            seen = told(
                &mut piece,
                r#"{"id":3,"subscribe":{"recoverable":true,"epoch":"G","offset":100}}"#,
            );
        }
        assert_eq!(seen, ["ready false"]);
        let next = r#"{"push":{"channel":"a","pub":{"data":1,"offset":101}}}"#;
        assert_eq!(told(&mut piece, next), ["a 1 false"]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_channel_that_is_there_already_is_no_recovery() {
    let already = |id: u32| frame(json!({"id": id, "error": {"code": 105, "message": "already"}}));
    let mut piece = Centrifugo::new("");
    piece.join("a");
    opened(&mut piece);
    told(&mut piece, r#"{"id":1,"connect":{}}"#);
    let reply = r#"{"id":2,"subscribe":{"recoverable":true,"epoch":"F","offset":7}}"#;
    assert_eq!(told(&mut piece, reply), ["ready true"]);
    // On the same line, and on the next one.
    let push = json!({"push": {"channel": "a", "unsubscribe": {"code": 2500, "reason": "r"}}});
    told(&mut piece, &frame(push));
    assert_eq!(told(&mut piece, &already(3)), ["subscribed a false"]);
    closed(&mut piece, None);
    opened(&mut piece);
    told(&mut piece, r#"{"id":1,"connect":{}}"#);
    assert_eq!(told(&mut piece, &already(2)), ["ready false"]);
    // Where it stands is not known: an offset of another epoch is no repetition.
    let next = r#"{"push":{"channel":"a","pub":{"data":1,"offset":1}}}"#;
    assert_eq!(told(&mut piece, next), ["a 1 false"]);
}

#[tokio::test(start_paused = true)]
async fn a_channel_that_a_line_never_got_has_missed_something() {
    let mut piece = Centrifugo::new("");
    piece.join("a");
    opened(&mut piece);
    told(&mut piece, r#"{"id":1,"connect":{}}"#);
    let busy = r#"{"id":2,"error":{"code":111,"message":"too many requests"}}"#;
    assert_eq!(told(&mut piece, busy), ["ready true"]);
    closed(&mut piece, None);
    opened(&mut piece);
    told(&mut piece, r#"{"id":1,"connect":{}}"#);
    assert_eq!(told(&mut piece, r#"{"id":2,"subscribe":{}}"#), ["ready false"]);
}

#[tokio::test(start_paused = true)]
async fn channels_come_and_go_at_run_time() {
    let mut piece = Centrifugo::new("");
    opened(&mut piece);
    assert_eq!(told(&mut piece, r#"{"id":1,"connect":{}}"#), ["ready true"]);
    piece.join("a");
    piece.join("a");
    assert_eq!(sent(&mut piece), [json!({"id": 2, "subscribe": {"channel": "a"}})]);
    assert_eq!(told(&mut piece, r#"{"id":2,"subscribe":{}}"#), ["subscribed a false"]);
    // The server moves us: below 2500 for good, above to come back.
    let push = |code: u32| {
        frame(json!({"push": {"channel": "a", "unsubscribe": {"code": code, "reason": "r"}}}))
    };
    assert!(told(&mut piece, &push(2500)).is_empty());
    assert_eq!(sent(&mut piece), [json!({"id": 3, "subscribe": {"channel": "a"}})]);
    assert_eq!(told(&mut piece, r#"{"id":3,"subscribe":{}}"#), ["subscribed a false"]);
    assert_eq!(told(&mut piece, &push(2000)), ["unsubscribed a 2000"]);
    piece.join("b");
    piece.leave("b");
    assert_eq!(sent(&mut piece).last(), Some(&json!({"id": 5, "unsubscribe": {"channel": "b"}})));
    assert!(told(&mut piece, r#"{"id":4,"subscribe":{"publications":[{"data":1}]}}"#).is_empty());
    assert_eq!(told(&mut piece, r#"{"push":{"channel":"b","join":{"info":{}}}}"#), ["push b"]);
    assert_eq!(piece.channels().count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_refused_channel_does_not_stop_the_others_and_a_passing_failure_is_repeated() {
    let mut piece = Centrifugo::new("");
    for channel in ["a", "b", "c", "d"] {
        piece.join(channel);
    }
    opened(&mut piece);
    told(&mut piece, r#"{"id":1,"connect":{}}"#);
    sent(&mut piece);
    let refused =
        told(&mut piece, r#"{"id":2,"error":{"code":103,"message":"permission denied"}}"#);
    assert_eq!(refused, ["refused a 103 permission denied"]);
    assert!(told(&mut piece, r#"{"id":3,"error":{"code":105,"message":"already"}}"#).is_empty());
    assert!(
        told(&mut piece, r#"{"id":4,"error":{"code":100,"message":"internal","temporary":true}}"#)
            .is_empty()
    );
    assert_eq!(told(&mut piece, r#"{"id":5,"subscribe":{}}"#), ["ready true"]);
    assert!(piece.is_subscribed("b") && piece.is_subscribed("d"));
    let start = Instant::now();
    assert_eq!(piece.deadline(), Some(start + Duration::from_secs(1)));
    advance(Duration::from_secs(1)).await;
    assert_eq!(piece.on_deadline(Instant::now(), true).unwrap(), Due::Nothing);
    assert_eq!(sent(&mut piece), [json!({"id": 6, "subscribe": {"channel": "c"}})]);
    assert_eq!(told(&mut piece, r#"{"id":6,"subscribe":{}}"#), ["subscribed c false"]);
    assert_eq!(piece.deadline(), None);
}

#[tokio::test(start_paused = true)]
async fn the_token_is_renewed_before_it_runs_out() {
    for (ttl, after) in [(86_400, 86_280), (2_700, 2_580), (60, 50), (12, 6), (999_999_999, 86_280)]
    {
        let mut piece = Centrifugo::new("");
        piece.set_token(Secret::new("first"));
        opened(&mut piece);
        let start = Instant::now();
        told(&mut piece, &frame(json!({"id": 1, "connect": {"expires": true, "ttl": ttl}})));
        assert_eq!(piece.deadline(), Some(start + Duration::from_secs(after)));
        advance(Duration::from_secs(after)).await;
        assert_eq!(piece.on_deadline(Instant::now(), true).unwrap(), Due::NewToken);
        // Until it is there nothing more is due, and nothing is lost if it never comes.
        assert_eq!(piece.deadline(), None);
        piece.refresh(Secret::new("second"));
        assert_eq!(sent(&mut piece), [json!({"id": 2, "refresh": {"token": "second"}})]);
        told(&mut piece, &frame(json!({"id": 2, "refresh": {"expires": true, "ttl": 100}})));
        assert_eq!(piece.deadline(), Some(Instant::now() + Duration::from_secs(90)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_replaced_once() {
    for code in [101, 109, 110, 113] {
        let mut piece = Centrifugo::new("");
        for last in [false, true] {
            opened(&mut piece);
            let refusal = json!({"id": 1, "error": {"code": code, "message": "token"}}).to_string();
            let err = piece.receive(&refusal, |_| panic!("no notice")).unwrap_err();
            assert_eq!((err.kind(), err.code()), (ErrorKind::Auth, Some(&*code.to_string())));
            match piece.on_close(&Close::lost(&err)) {
                Recovery::Stop(err) if last => assert_eq!(err.kind(), ErrorKind::Auth),
                Recovery::Reconnect if !last => assert!(piece.wants_new_token()),
                other => panic!("{other:?}"),
            }
            piece.set_token(Secret::new("new"));
            assert!(!piece.wants_new_token());
        }
    }
    let mut piece = Centrifugo::new("");
    assert!(matches!(closed(&mut piece, Some(3500)), Recovery::Reconnect));
    // A connection that was accepted in between makes it good.
    opened(&mut piece);
    told(&mut piece, r#"{"id":1,"connect":{}}"#);
    assert!(matches!(closed(&mut piece, Some(3500)), Recovery::Reconnect));
    let Recovery::Stop(err) = closed(&mut piece, Some(3500)) else { panic!("goes on") };
    assert_eq!((err.kind(), err.code(), err.message()), (ErrorKind::Auth, Some("3500"), "because"));
}

#[tokio::test(start_paused = true)]
async fn codes_say_whether_to_come_back() {
    for code in [1000, 1006, 3000, 3001, 3004, 3005, 3008, 3012, 3499, 4000, 4499, 5000] {
        let mut piece = Centrifugo::new("");
        assert!(matches!(closed(&mut piece, Some(code)), Recovery::Reconnect), "{code}");
    }
    for code in [3501, 3503, 3505, 3999, 4500, 4999] {
        let mut piece = Centrifugo::new("");
        assert!(matches!(closed(&mut piece, Some(code)), Recovery::Stop(_)), "{code}");
        // The same as a push, before the close frame.
        let push = json!({"push": {"disconnect": {"code": code, "reason": "r"}}}).to_string();
        let err = piece.receive(&push, |_| panic!("no notice")).unwrap_err();
        assert!(matches!(piece.on_close(&Close::lost(&err)), Recovery::Stop(_)), "{code}");
    }
    for (code, temporary, goes_on) in
        [(100, false, true), (103, false, false), (103, true, true), (7, false, true)]
    {
        let mut piece = Centrifugo::new("");
        opened(&mut piece);
        let refusal = json!({"id": 1, "error": {"code": code, "temporary": temporary}}).to_string();
        let err = piece.receive(&refusal, |_| panic!("no notice")).unwrap_err();
        assert_eq!(matches!(piece.on_close(&Close::lost(&err)), Recovery::Reconnect), goes_on);
    }
}

#[tokio::test(start_paused = true)]
async fn silence_is_measured_by_the_servers_own_interval() {
    let mut piece = Centrifugo::new("");
    piece.open();
    assert_eq!(piece.watchdog(), Watchdog::silence(Duration::from_secs(35)));
    for (ping, silence) in [(8, 18), (100_000, 610)] {
        opened(&mut piece);
        told(&mut piece, &frame(json!({"id": 1, "connect": {"ping": ping}})));
        assert_eq!(piece.watchdog(), Watchdog::silence(Duration::from_secs(silence)));
    }
    // A server without pings is asked: a line that is half open would never be noticed.
    opened(&mut piece);
    told(&mut piece, &frame(json!({"id": 1, "connect": {"ping": 0}})));
    assert_eq!(piece.watchdog(), Watchdog::default());
}

/// Opens a line whose channel `a` is recovered while `b` is still being asked for.
fn recovering(piece: &mut Centrifugo, publications: &[Value]) -> chatwire_core::Result<()> {
    opened(piece);
    told(piece, r#"{"id":1,"connect":{}}"#);
    let offset = 5 + publications.len();
    let reply = json!({"id": 2, "subscribe": {"recoverable": true, "recovered": true, "epoch": "E",
        "offset": offset, "publications": publications}});
    piece.receive(&frame(reply), |notice| panic!("before its time: {notice:?}"))
}

/// A session that has seen `a` up to its fifth publication.
fn seen_five() -> Centrifugo {
    let mut piece = Centrifugo::new("");
    piece.join("a");
    piece.join("b");
    opened(&mut piece);
    told(&mut piece, r#"{"id":1,"connect":{}}"#);
    told(&mut piece, r#"{"id":2,"subscribe":{"recoverable":true,"epoch":"E","offset":5}}"#);
    assert_eq!(told(&mut piece, r#"{"id":3,"subscribe":{}}"#), ["ready true"]);
    closed(&mut piece, None);
    piece
}

#[tokio::test(start_paused = true)]
async fn what_was_held_when_the_line_was_lost_comes_again() {
    let mut piece = seen_five();
    recovering(&mut piece, &[json!({"data": 6, "offset": 6})]).unwrap();
    told(&mut piece, r#"{"push":{"channel":"a","pub":{"data":7,"offset":7}}}"#);
    closed(&mut piece, None);
    opened(&mut piece);
    told(&mut piece, r#"{"id":1,"connect":{}}"#);
    let asked = sent(&mut piece).remove(0);
    assert_eq!(asked.pointer("/subscribe/offset"), Some(&json!(5)), "{asked}");
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_recovered_publications_is_a_gap_and_comes_in_no_other_order() {
    let mut piece = seen_five();
    let flood: Vec<_> = (6..20_000).map(|n| json!({"data": n, "offset": n})).collect();
    let err = recovering(&mut piece, &flood).unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Transport);
    assert!(matches!(piece.on_close(&Close::lost(&err)), Recovery::Reconnect));
    opened(&mut piece);
    told(&mut piece, r#"{"id":1,"connect":{}}"#);
    let asked = sent(&mut piece).remove(0);
    assert_eq!(asked.pointer("/subscribe/offset"), None, "the same flood would come again");
    told(&mut piece, r#"{"id":2,"subscribe":{"recoverable":true,"epoch":"E","offset":20000}}"#);
    assert_eq!(told(&mut piece, r#"{"id":3,"subscribe":{}}"#), ["ready false"]);
}

#[tokio::test(start_paused = true)]
async fn a_command_that_is_not_answered_ends_the_line() {
    let mut piece = Centrifugo::new("");
    opened(&mut piece);
    let until = piece.deadline().unwrap();
    assert_eq!(until - Instant::now(), Duration::from_secs(10));
    advance(Duration::from_secs(10)).await;
    // It may lie there unread.
    assert_eq!(piece.on_deadline(until, false).unwrap(), Due::Nothing);
    let until = piece.deadline().unwrap();
    assert_eq!(until - Instant::now(), Duration::from_secs(10));
    advance(Duration::from_secs(10)).await;
    assert_eq!(piece.on_deadline(until, true).unwrap_err().kind(), ErrorKind::Timeout);
}

#[tokio::test(start_paused = true)]
async fn mutated_frames_never_panic_and_never_stop_the_next_one() {
    let seeds = [
        r#"{"id":1,"connect":{"client":"c","expires":true,"ttl":60,"ping":25,"pong":true,"subs":{"a":{"recoverable":true,"epoch":"e","offset":5,"publications":[{"data":1,"offset":5}]}}}}"#,
        r#"{"id":2,"subscribe":{"recoverable":true,"epoch":"é\u00e9","offset":7,"recovered":true}}"#,
        r#"{"push":{"channel":"a","pub":{"data":{"x":"\n🎉"},"offset":8}}}"#,
        r#"{"push":{"channel":"a","unsubscribe":{"code":2500,"reason":"r"}}}"#,
        r#"{"push":{"disconnect":{"code":3503,"reason":"r"}}}"#,
        r#"{"id":1,"error":{"code":109,"message":"expired","temporary":false}}"#,
        "{}\n{}",
    ];
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..20_000 {
        let mut piece = Centrifugo::new("");
        piece.join("a");
        opened(&mut piece);
        for _ in 0..3 {
            let mut bytes = seeds[random.usize(..seeds.len())].as_bytes().to_vec();
            // Three mutations at most, and cuts leave four bytes: something is always left.
            for _ in 0..random.usize(..4) {
                let at = random.usize(..bytes.len());
                match random.u8(..3) {
                    0 => bytes[at] = random.u8(..),
                    1 => drop(bytes.remove(at)),
                    _ => bytes.truncate(at.max(4)),
                }
            }
            // What is no text never gets this far.
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let Ok(()) = piece.receive(&text, |_| {}) else { break };
            let _due = piece.on_deadline(Instant::now(), true);
        }
        closed(&mut piece, None);
        opened(&mut piece);
        let seen = told(&mut piece, r#"{"push":{"channel":"other","join":{}}}"#);
        assert_eq!(seen, ["push other"]);
    }
}
