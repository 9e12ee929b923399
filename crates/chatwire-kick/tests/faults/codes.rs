//! Codes that end a session end it once, codes that ask for patience get it: nobody is hammered.

use std::time::Duration;

use chatwire_emulator::{Fault, FaultRule, Platform};
use chatwire_kick::realtime::{ChatTransport, State};
use chatwire_kick::{ErrorKind, code};
use futures_util::StreamExt;

use crate::{
    cut, emulator, ended, first, in_no_time, is_offline, is_online, online, quick, requests,
    stays_quiet, upgrades, watched, within,
};

const FATAL: [u16; 5] = [4001, 4004, 4009, 4099, 4300];
const TERMINAL: [u16; 4] = [3500, 3501, 3503, 4500];

#[tokio::test]
async fn a_fatal_code_of_pusher_instead_of_a_greeting_is_final() {
    for code in FATAL {
        let emu = emulator(&["streamer"]).await;
        emu.kick().live().refuse_pusher(code, "no such app");
        let connect = quick(&emu, ChatTransport::Pusher).room("streamer");
        let err = within("the refusal", connect.into_future()).await.unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Rejected, "{err:?}");
        assert_eq!(err.code(), Some(code.to_string().as_str()));
        assert_eq!(upgrades(&emu), 1, "{code}");
        stays_quiet(&emu).await;
    }
}

#[tokio::test]
async fn a_fatal_code_of_pusher_in_a_session_is_final() {
    for code in FATAL {
        let emu = emulator(&["streamer"]).await;
        let connect = quick(&emu, ChatTransport::Pusher).room("streamer");
        let mut live = connect.await.unwrap();
        let handle = live.handle();
        emu.clear_requests(Platform::Kick);
        emu.kick().live().end_pusher(code, "gone");
        let err = ended(&mut live).await;
        assert_eq!(err.code(), Some(code.to_string().as_str()), "{err:?}");
        assert!(live.next().await.is_none());
        assert_eq!(handle.state(), State::Closed);
        let late = handle.join("streamer").await.unwrap_err();
        assert_eq!(late.kind(), ErrorKind::Closed, "{late:?}");
        assert_eq!(upgrades(&emu), 0, "{code}");
        stays_quiet(&emu).await;
    }
}

/// A server over its capacity is asked again, each time after at least a second, and ever later.
#[tokio::test]
async fn a_full_server_is_given_time() {
    const REFUSALS: u32 = 12;
    let emu = emulator(&["streamer"]).await;
    let mut live = quick(&emu, ChatTransport::Pusher).room("streamer").await.unwrap();
    assert!(online(&mut live).await.is_none());
    emu.clear_requests(Platform::Kick);
    for _ in 0..REFUSALS {
        emu.kick().live().refuse_pusher(4100, "over capacity");
    }
    cut(&emu);
    let back = async {
        first(&mut live, is_offline).await;
        for _ in 0..REFUSALS {
            let (cause, retry_in) = first(&mut live, is_offline).await;
            assert_eq!(cause.code(), Some("4100"));
            assert!(retry_in >= Duration::from_secs(1), "{retry_in:?}");
        }
        first(&mut live, is_online).await
    };
    let (gap, waited) = in_no_time(back).await;
    assert!(gap.is_some());
    // Between 1 and 2, 3, 5, 9 … 60 seconds.
    assert!(waited >= Duration::from_secs(u64::from(REFUSALS)), "{waited:?}");
    assert_eq!(upgrades(&emu), usize::try_from(REFUSALS).unwrap() + 1);
}

/// What refuses a guest for good is waited out for minutes, each time longer, as another guest.
#[tokio::test]
async fn a_terminal_code_of_centrifugo_is_waited_out() {
    for code in TERMINAL {
        let emu = emulator(&["streamer"]).await;
        let connect = quick(&emu, ChatTransport::Centrifugo).room("streamer");
        let mut live = connect.await.unwrap();
        assert!(online(&mut live).await.is_none());
        emu.clear_requests(Platform::Kick);
        let ends = async {
            for end in 1..=3 {
                emu.kick().live().end_centrifugo(code, "no guests");
                let (cause, retry_in) = first(&mut live, is_offline).await;
                assert_eq!(cause.code(), Some(code.to_string().as_str()));
                let minute = Duration::from_secs(60);
                assert!((5 * minute..=7 * minute).contains(&retry_in), "{code}: {retry_in:?}");
                assert!(first(&mut live, is_online).await.is_some_and(|gap| !gap.recovered));
                // One question where to go, one token, one line.
                assert_eq!(requests(&emu).len(), 3 * end, "{code}: {:?}", requests(&emu));
            }
        };
        in_no_time(ends).await;
    }
}

#[tokio::test]
async fn a_terminal_code_can_be_made_final() {
    for code in TERMINAL {
        let emu = emulator(&["streamer"]).await;
        let connect = quick(&emu, ChatTransport::Centrifugo).room("streamer");
        let mut live = connect.fail_on_terminal().await.unwrap();
        emu.clear_requests(Platform::Kick);
        emu.kick().live().end_centrifugo(code, "no guests");
        let err = ended(&mut live).await;
        assert_eq!(err.code(), Some(code::CHAT_TERMINAL), "{err:?}");
        assert!(requests(&emu).is_empty());
        stays_quiet(&emu).await;
    }
}

/// Guests that are refused before they are let in, again and again.
#[tokio::test]
async fn connects_that_are_refused_for_good_wait_longer_each_time() {
    let emu = emulator(&["streamer"]).await;
    let connect = quick(&emu, ChatTransport::Centrifugo).room("streamer");
    let mut live = connect.await.unwrap();
    emu.clear_requests(Platform::Kick);
    for _ in 0..4 {
        emu.kick().live().refuse_command("connect", 103, "permission denied");
    }
    assert!(online(&mut live).await.is_none());
    cut(&emu);
    let back = async {
        first(&mut live, is_offline).await;
        for minutes in [5, 10, 20, 30] {
            let (cause, retry_in) = first(&mut live, is_offline).await;
            assert_eq!(cause.code(), Some("103"), "{cause:?}");
            let least = Duration::from_secs(60 * minutes);
            assert!((least..=least + least / 4).contains(&retry_in), "{minutes} min: {retry_in:?}");
        }
        first(&mut live, is_online).await
    };
    assert!(in_no_time(back).await.0.is_some());
    assert_eq!(upgrades(&emu), 5);
}

/// What passes is waited for, with pauses: 40 refused upgrades take their time.
#[tokio::test]
async fn a_server_that_is_away_is_not_hammered() {
    for transport in crate::TRANSPORTS {
        let emu = emulator(&["streamer"]).await;
        let client = crate::client(&emu);
        let mut live = client.connect_chat("streamer").transport(transport).await.unwrap();
        watched(&emu, "streamer").await;
        let refused = FaultRule::next(Fault::RefuseUpgrade { status: 503 }).times(40);
        emu.fault_rule(Platform::Kick, refused);
        emu.clear_requests(Platform::Kick);
        assert!(online(&mut live).await.is_none());
        cut(&emu);
        let back = async {
            for _ in 0..41 {
                first(&mut live, is_offline).await;
            }
            first(&mut live, is_online).await
        };
        let (gap, waited) = in_no_time(back).await;
        assert!(gap.is_some());
        // Random pauses below 1, 2, 4, 8, 16, 32, 60, 60 … seconds: about 1,000 s in all, and surely no storm.
        assert!(waited >= Duration::from_secs(400), "{transport:?}: {waited:?}");
        assert_eq!(upgrades(&emu), 41, "{transport:?}");
    }
}
