//! Sending while the line breaks, while there is none, and while the session ends: each result says what is known.

use chatwire_emulator::{Fault, FaultRule, Platform};
use chatwire_mezon::realtime::{SendLimit, State};
use chatwire_mezon::{Error, ErrorKind};
use futures_util::future::join_all;

use crate::{Stage, offline, online, until, within};

/// Checks results against what the service has: nothing twice, and what is certain is true.
pub(crate) fn check<T>(
    results: &[(String, Result<T, Error>)],
    stored: &[String],
) -> Result<(), String> {
    for (text, result) in results {
        let times = stored.iter().filter(|content| *content == text).count();
        let is_true = match result {
            Ok(_) => times == 1,
            Err(error) if error.maybe_sent() => times <= 1,
            Err(_) => times == 0,
        };
        if !is_true {
            let result = result.as_ref().map(drop);
            return Err(format!("{text:?} was stored {times} times, but {result:?}"));
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_line_that_breaks_under_sends_hangs_and_doubles_none() {
    let mut lost = 0;
    for after_frames in [0, 1, 17, 60, 150] {
        let stage = Stage::new().await;
        let mut live = stage.live().await;
        assert!(online(&mut live).await.is_none());
        let channels = stage.rooms.map(|room| stage.client.channel(room));
        for channel in &channels {
            channel.send("first").await.unwrap();
        }
        stage.strike(&Fault::DropSocket { after_frames });
        let sends = (0..200).map(|number| {
            let channel = channels[number % 2].clone();
            async move { (number.to_string(), channel.send(number.to_string()).await) }
        });
        let results = within("all sends", join_all(sends)).await;
        let stored = [stage.stored(0), stage.stored(1)].concat();
        check(&results, &stored).unwrap();
        let failed: Vec<_> =
            results.iter().filter_map(|(_, result)| result.as_ref().err()).collect();
        // One of each channel was under way; what stood behind it has not left.
        let unknown = failed.iter().filter(|error| error.maybe_sent()).count();
        assert!(unknown <= 2, "{unknown} of {}", failed.len());
        lost += failed.len();
        assert!(online(&mut live).await.is_some());
    }
    assert!(lost > 0, "the lines broke in time");
}

/// In the order of the calls, also where many wait.
#[tokio::test]
async fn sends_arrive_in_order() {
    let stage = Stage::new().await;
    let mut live = stage.live().await;
    assert!(online(&mut live).await.is_none());
    let channel = stage.client.channel(stage.rooms[0]);
    let sends = (0..500).map(|number| channel.send(number.to_string()).into_future());
    for result in within("all sends", join_all(sends)).await {
        result.unwrap();
    }
    let wanted: Vec<String> = (0..500).map(|number| number.to_string()).collect();
    assert_eq!(stage.stored(0), wanted);
}

#[tokio::test]
async fn what_is_sent_while_offline_goes_by_a_call() {
    let stage = Stage::new().await;
    let mut live = stage.live().await;
    let handle = live.handle();
    assert!(online(&mut live).await.is_none());
    let refused = FaultRule::next(Fault::RefuseUpgrade { status: 503 }).times(1_000);
    stage.emu.fault_rule(Platform::Mezon, refused);
    stage.cut();
    offline(&mut live).await;
    let channel = stage.client.channel(stage.rooms[0]);
    within("a send", channel.send("meanwhile").into_future()).await.unwrap();
    assert_eq!(handle.state(), State::Offline);
    // What the socket alone can do is told so at once, and nothing of it is kept for later.
    let error = within("an envelope", channel.typing()).await.unwrap_err();
    assert_eq!((error.kind(), error.maybe_sent()), (ErrorKind::Closed, false), "{error:?}");
    stage.emu.clear_faults(Platform::Mezon);
    assert!(online(&mut live).await.is_some());
    channel.send("back").await.unwrap();
    assert_eq!(stage.stored(0), ["meanwhile", "back"]);
}

#[tokio::test]
async fn closing_under_sends_hangs_and_doubles_none() {
    let stage = Stage::new().await;
    let live = stage.live().await;
    let channel = stage.client.channel(stage.rooms[0]);
    let sends = (0..50).map(|number| {
        let channel = channel.clone();
        async move { (number.to_string(), channel.send(number.to_string()).await) }
    });
    let (results, ()) =
        within("the end", async { tokio::join!(join_all(sends), live.close()) }).await;
    check(&results, &stage.stored(0)).unwrap();
}

/// What was taken before the end goes out first: what stood behind others of its channel, and what waited for the limit.
#[tokio::test]
async fn closing_sends_what_was_taken_before() {
    for limit in [SendLimit::off(), SendLimit::new(20, 500)] {
        let stage = Stage::new().await;
        let live = stage.quick().send_limit(limit);
        let live = within("a session", live.into_future()).await.unwrap();
        let channel = stage.client.channel(stage.rooms[0]);
        channel.send("first").await.unwrap();
        let sends = (0..30).map(|number| channel.send(number.to_string()).into_future());
        let (results, ()) =
            within("the end", async { tokio::join!(join_all(sends), live.close()) }).await;
        let wanted: Vec<_> = (0..30).map(|number| number.to_string()).collect();
        // The answer to the last one may be behind the end.
        until("all are there", || stage.stored(0).len() > 30).await;
        assert_eq!(stage.stored(0)[1..], wanted);
        let errors = results.iter().filter_map(|result| result.as_ref().err());
        for error in errors.clone() {
            assert_eq!((error.kind(), error.maybe_sent()), (ErrorKind::Closed, true), "{error:?}");
        }
        assert!(errors.count() <= 1);
    }
}

/// The limit holds sends back and no longer: nothing else need happen before the next one leaves.
#[tokio::test]
async fn what_waited_for_the_limit_goes_by_itself() {
    let stage = Stage::new().await;
    let connect = stage.quick().send_limit(SendLimit::new(8, 500));
    let _live = within("a session", connect.into_future()).await.unwrap();
    let channel = stage.client.channel(stage.rooms[0]);
    let start = std::time::Instant::now();
    let sends = (0..10).map(|number| channel.send(number.to_string()).into_future());
    for result in within("all sends", join_all(sends)).await {
        result.unwrap();
    }
    // Before the first heartbeat, which came to its help.
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}
