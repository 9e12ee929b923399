//! What was said while there was no line comes after all, in order, or the gap is reported as open.

use std::time::Duration;

use chatwire_emulator::mezon::Twist;
use chatwire_emulator::{Fault, FaultRule, Platform};
use chatwire_mezon::realtime::SendLimit;
use chatwire_mezon::{Event, Realtime};

use crate::{Stage, next, offline, online, text, until, words};

const HISTORY: &str = "/mezon.api.Mezon/ListChannelMessages";

/// A session that closes gaps, and has heard of both channels.
async fn session(stage: &Stage) -> Realtime {
    let mut live = stage.quick().fill_gaps().await.unwrap();
    assert!(online(&mut live).await.is_none());
    for room in [0, 1] {
        stage.say(room, "before");
        assert_eq!(text(&mut live).await, "before");
    }
    live
}

/// Text of the next message, and whether it was fetched.
async fn message(live: &mut Realtime) -> (String, bool) {
    next(live, |item| match item {
        Ok(Event::ChannelMessage(message)) => {
            Some((words(&message.content), message.is_recovered()))
        }
        _ => None,
    })
    .await
}

/// One clan is joined and talks while the other join waits for its answer: older messages come first all the same.
#[tokio::test]
async fn what_comes_before_a_session_is_online_again_waits_its_turn() {
    let stage = Stage::new().await;
    let mut live = session(&stage).await;
    for round in 0..3 {
        stage.mezon.twist("clan_join", Twist::Held);
        let refused = FaultRule::next(Fault::RefuseUpgrade { status: 503 });
        stage.emu.fault_rule(Platform::Mezon, refused);
        stage.cut();
        offline(&mut live).await;
        stage.say(0, &format!("{round} missed"));
        let [team, guild] = stage.clans;
        let joined = [(vec![0, team, guild], vec![])];
        until("the joins", || stage.mezon.joined(stage.bot) == joined).await;
        stage.say(0, &format!("{round} early"));
        stage.say(1, &format!("{round} early elsewhere"));
        assert_eq!(stage.mezon.release(), 1);
        assert!(online(&mut live).await.is_some_and(|gap| gap.recovered));
        stage.say(0, &format!("{round} after"));
        assert_eq!(message(&mut live).await, (format!("{round} missed"), true));
        let mut rest = Vec::new();
        for _ in 0..3 {
            rest.push(message(&mut live).await.0);
        }
        let wanted = ["early", "early elsewhere", "after"].map(|text| format!("{round} {text}"));
        assert_eq!(rest, wanted);
    }
}

/// The line breaks again while it joins, with a message on it: that comes once, and in its place.
#[tokio::test]
async fn what_comes_on_a_line_that_was_never_up() {
    let stage = Stage::new().await;
    let mut live = session(&stage).await;
    stage.mezon.twist("clan_join", Twist::Held);
    stage.cut();
    offline(&mut live).await;
    stage.say(0, "missed");
    let [team, guild] = stage.clans;
    let joined = [(vec![0, team, guild], vec![])];
    until("the joins", || stage.mezon.joined(stage.bot) == joined).await;
    stage.say(0, "early");
    stage.say(1, "early elsewhere");
    // Behind what was said.
    stage.mezon.close_sockets(1012, "restart");
    assert_eq!(offline(&mut live).await.0.code(), Some("1012"));
    stage.say(0, "missed too");
    assert!(online(&mut live).await.is_some_and(|gap| gap.recovered));
    stage.say(1, "after");
    let mut came = Vec::new();
    for _ in 0..5 {
        came.push(message(&mut live).await.0);
    }
    let of = |words: &[&str]| -> Vec<String> {
        came.iter().filter(|text| words.contains(&text.as_str())).cloned().collect()
    };
    let team = ["missed", "early", "missed too"];
    assert_eq!(of(&team), team);
    let guild = ["early elsewhere", "after"];
    assert_eq!(of(&guild), guild);
}

/// Nothing was said there while the session listened: its clan's list tells that there is something now.
#[tokio::test]
async fn a_channel_that_was_never_heard_of() {
    let stage = Stage::new().await;
    let old = stage.say(1, "old");
    let pause = Duration::from_millis;
    let connect = stage.client.connect().send_limit(SendLimit::off()).fill_gaps();
    let connect = connect.settings(|config| config.backoff(pause(20), pause(100)));
    let mut live = connect.await.unwrap();
    assert!(online(&mut live).await.is_none());
    until("the lists", || stage.clans.iter().all(|id| stage.client.clan(*id).has_channels())).await;
    let refused = FaultRule::next(Fault::RefuseUpgrade { status: 503 });
    stage.emu.fault_rule(Platform::Mezon, refused);
    stage.cut();
    offline(&mut live).await;
    assert!(stage.say(1, "missed") > old);
    assert!(online(&mut live).await.is_some_and(|gap| gap.recovered));
    assert_eq!(message(&mut live).await, ("missed".to_owned(), true));
}

/// More than the thousand messages that are fetched: the gap stays open, and what was fetched comes.
#[tokio::test]
async fn a_gap_that_is_too_long_is_reported() {
    let stage = Stage::new().await;
    let mut live = session(&stage).await;
    for (count, closes) in [(1_000, false), (999, true), (101, true)] {
        let refused = FaultRule::next(Fault::RefuseUpgrade { status: 503 });
        stage.emu.fault_rule(Platform::Mezon, refused);
        stage.cut();
        offline(&mut live).await;
        for number in 0..count {
            stage.say(0, &number.to_string());
        }
        let gap = online(&mut live).await.unwrap();
        assert_eq!(gap.recovered, closes, "{count}");
        for number in 0..count {
            assert_eq!(text(&mut live).await, number.to_string());
        }
    }
}

/// A history that cannot be had: the gap stays open, and the session goes on.
#[tokio::test]
async fn a_history_that_fails_is_reported() {
    let stage = Stage::new().await;
    let mut live = session(&stage).await;
    for fault in [Fault::status(403), Fault::status(404)] {
        let failing = FaultRule::on("POST", HISTORY, fault).times(2);
        stage.emu.fault_rule(Platform::Mezon, failing);
        stage.cut();
        offline(&mut live).await;
        stage.say(0, "lost");
        assert!(online(&mut live).await.is_some_and(|gap| !gap.recovered));
        stage.say(0, "after");
        // Unless the line was there before it was said.
        let came = text(&mut live).await;
        assert!(came == "after" || (came == "lost" && text(&mut live).await == "after"));
    }
    // What passes is tried again.
    stage.emu.fault_on(Platform::Mezon, "POST", HISTORY, Fault::status(503));
    stage.cut();
    offline(&mut live).await;
    stage.say(0, "missed");
    assert!(online(&mut live).await.is_some_and(|gap| gap.recovered));
    assert_eq!(text(&mut live).await, "missed");
}
