//! A key that the server refuses ends the session with one clear error, and nothing is tried again.

use std::time::Duration;

use chatwire_emulator::tokenbowl::{Release, Role};
use chatwire_emulator::{Emulator, Fault, Platform};
use chatwire_tokenbowl::realtime::State;
use chatwire_tokenbowl::{Client, ErrorKind};
use futures_util::StreamExt;

use crate::{ALL, client, emulator, offline, online, quick, within};

fn requests(emu: &Emulator) -> Vec<String> {
    emu.requests(Platform::TokenBowl).into_iter().map(|request| request.path).collect()
}

/// Lets an hour pass in which nothing may be asked.
async fn stays_quiet(emu: &Emulator) {
    let before = requests(emu);
    tokio::time::pause();
    tokio::time::sleep(Duration::from_secs(3_600)).await;
    tokio::time::resume();
    assert_eq!(requests(emu), before);
}

#[tokio::test]
async fn from_the_start() {
    for release in ALL {
        let emu = emulator(release).await;
        let client = Client::builder("f".repeat(64));
        let client = client.base_url(emu.url(Platform::TokenBowl)).unwrap().build().unwrap();
        let err = within("the refusal", quick(&client).into_future()).await.unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Auth, "{release:?}: {err:?}");
        assert!(!err.is_retryable() && !err.to_string().contains("ffff"));
        // At most: the token route, the upgrade, and the look whether it is the key.
        assert!(requests(&emu).len() <= 3, "{release:?}: {:?}", requests(&emu));
        stays_quiet(&emu).await;
    }
}

#[tokio::test]
async fn in_the_middle_of_a_session() {
    for release in ALL {
        let emu = emulator(release).await;
        emu.tokenbowl().user_with_role("root", Role::Admin);
        let mut live = quick(&client(&emu)).await.unwrap();
        let handle = live.handle();
        assert!(online(&mut live).await.is_none());
        let root = Client::builder(emu.tokenbowl().key("root"));
        let root = root.base_url(emu.url(Platform::TokenBowl)).unwrap().build().unwrap();
        root.admin_delete_user(emu.tokenbowl().user("alice")).await.unwrap();
        emu.clear_requests(Platform::TokenBowl);
        emu.fault_open_sockets(Platform::TokenBowl, &Fault::DropSocket { after_frames: 0 });
        let err = crate::next(&mut live, |item| item.as_ref().err().cloned()).await;
        assert_eq!(err.kind(), ErrorKind::Auth, "{release:?}: {err:?}");
        assert!(live.next().await.is_none());
        assert_eq!(handle.state(), State::Closed);
        assert!(requests(&emu).len() <= 3, "{release:?}: {:?}", requests(&emu));
        let late = handle.send_message("anybody?").await.unwrap_err();
        assert!(matches!(late.kind(), ErrorKind::Auth | ErrorKind::Closed), "{late:?}");
        stays_quiet(&emu).await;
    }
}

/// What passes is waited for, with pauses: 40 refusals take their time.
#[tokio::test]
async fn a_server_that_is_away_is_not_hammered() {
    let emu = emulator(Release::V1_1_5).await;
    let client = client(&emu);
    let mut live = client.connect().await.unwrap();
    for _ in 0..40 {
        emu.fault(Platform::TokenBowl, Fault::RefuseUpgrade { status: 503 });
    }
    emu.fault_open_sockets(Platform::TokenBowl, &Fault::DropSocket { after_frames: 0 });
    tokio::time::pause();
    let start = tokio::time::Instant::now();
    offline(&mut live).await;
    let mut refused = 0;
    let back = async {
        while emu.tokenbowl().connections("alice") == 0 {
            refused += usize::from(live.next().await.unwrap().is_ok());
        }
    };
    tokio::time::timeout(Duration::from_secs(7_200), back).await.unwrap();
    assert!(refused >= 40);
    // Random pauses below 1, 2, 4, 8, 16, 30, 30 … seconds: about 500 s in all, and surely no storm.
    assert!(start.elapsed() >= Duration::from_secs(200), "{:?}", start.elapsed());
}
