//! Sending while there is no line, while it breaks, and while the session ends.

use chatwire_emulator::tokenbowl::Release;
use chatwire_emulator::{Emulator, Fault, FaultRule, Platform};
use chatwire_tokenbowl::ErrorKind;
use chatwire_tokenbowl::realtime::State;
use futures_util::future::join_all;

use crate::{ALL, client, emulator, offline, online, quick, until, within};

fn stored(emu: &Emulator) -> Vec<String> {
    let messages = emu.tokenbowl().messages();
    messages.iter().map(|message| message["content"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_is_sent_while_offline_goes_by_a_call() {
    for release in ALL {
        let emu = emulator(release).await;
        let mut live = quick(&client(&emu)).await.unwrap();
        let handle = live.handle();
        assert!(online(&mut live).await.is_none());
        let refused = FaultRule::next(Fault::RefuseUpgrade { status: 503 }).times(1_000);
        emu.fault_rule(Platform::TokenBowl, refused);
        emu.fault_open_sockets(Platform::TokenBowl, &Fault::DropSocket { after_frames: 0 });
        offline(&mut live).await;
        assert_eq!(handle.state(), State::Offline, "{release:?}");
        let sent = within("a send", handle.send_message("to all").into_future()).await.unwrap();
        assert_eq!(sent.content, "to all");
        let whisper = handle.send_message("psst").to_username("bob").await.unwrap();
        assert_eq!(whisper.to_username.as_deref(), Some("bob"));
        assert_eq!(handle.get_unread_count().await.unwrap().total_unread, 0);
        assert_eq!(handle.state(), State::Offline, "{release:?}");
        assert_eq!(stored(&emu), ["to all", "psst"]);
        emu.clear_faults(Platform::TokenBowl);
        assert!(online(&mut live).await.is_some_and(|gap| gap.recovered));
        handle.send_message("back").await.unwrap();
        assert_eq!(stored(&emu), ["to all", "psst", "back"]);
    }
}

/// A line that breaks under a hundred sends: each is stored once or not, and its result says so.
#[tokio::test]
async fn a_line_that_breaks_under_sends_hangs_and_doubles_none() {
    for after_frames in [0, 1, 17, 60] {
        let emu = emulator(Release::V1_1_5).await;
        let mut live = quick(&client(&emu)).await.unwrap();
        let handle = live.handle();
        assert!(online(&mut live).await.is_none());
        let drop = Fault::DropSocket { after_frames };
        let sends = (0..100).map(|number| {
            let handle = handle.clone();
            async move { handle.send_message(number.to_string()).await }
        });
        emu.fault_open_sockets(Platform::TokenBowl, &drop);
        let results = within("all sends", join_all(sends)).await;
        let stored = stored(&emu);
        for (number, result) in results.iter().enumerate() {
            let text = number.to_string();
            let times = stored.iter().filter(|content| **content == text).count();
            match result {
                Ok(sent) => assert_eq!((sent.content.as_str(), times), (text.as_str(), 1)),
                Err(err) => {
                    assert_eq!(err.kind(), ErrorKind::Transport, "{err:?}");
                    assert!(err.maybe_sent() && times <= 1, "{times}: {err:?}");
                }
            }
        }
        assert!(online(&mut live).await.is_some());
    }
}

#[tokio::test]
async fn closing_sends_what_is_queued_first() {
    let emu = emulator(Release::V1_1_5).await;
    let live = quick(&client(&emu)).await.unwrap();
    let handle = live.handle();
    let sends = (0..50).map(|number| {
        let handle = handle.clone();
        async move { handle.send_message(number.to_string()).await }
    });
    let results = within("the end", async { tokio::join!(join_all(sends), live.close()).0 }).await;
    until("the server's end", || emu.open_sockets(Platform::TokenBowl) == 0).await;
    let expected: Vec<String> = (0..50).map(|number| number.to_string()).collect();
    assert_eq!(stored(&emu), expected);
    for result in results {
        // Stored without doubt, but the answer may come too late for the caller.
        assert!(result.as_ref().is_ok_and(|_| true) || result.is_err_and(|err| err.maybe_sent()));
    }
    assert_eq!(handle.state(), State::Closed);
    let posts = emu.requests(Platform::TokenBowl);
    assert!(posts.iter().all(|request| request.method != "POST"));
}

#[tokio::test]
async fn closing_ends_the_connection_on_every_release() {
    for release in ALL {
        let emu = emulator(release).await;
        let live = quick(&client(&emu)).await.unwrap();
        until("a connection", || emu.tokenbowl().connections("alice") == 1).await;
        within("the end", live.close()).await;
        until("the server's end", || emu.open_sockets(Platform::TokenBowl) == 0).await;
        assert_eq!(emu.tokenbowl().connections("alice"), 0);
    }
}
