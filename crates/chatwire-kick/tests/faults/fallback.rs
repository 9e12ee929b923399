//! The transport changes under a session: to Pusher while the site refuses, and back.

use chatwire_emulator::kick::{Block, Provider};
use chatwire_emulator::{Emulator, Platform};
use chatwire_kick::code;
use chatwire_kick::realtime::{ChatTransport, Event, Realtime};

use crate::{cut, emulator, next, offline, online, quick, requests, text, upgrades, watched};

async fn fallback(live: &mut Realtime) -> Option<String> {
    next(live, |item| match item {
        Ok(Event::Fallback { cause }) => Some(cause.code().map(str::to_owned)),
        _ => None,
    })
    .await
}

async fn hears(emu: &Emulator, live: &mut Realtime, words: &str) {
    watched(emu, "streamer").await;
    emu.kick().say("streamer", "bob", words);
    assert_eq!(text(live).await, words);
}

#[tokio::test]
async fn to_pusher_while_the_site_refuses_and_back() {
    for block in [Block::Html, Block::Json] {
        let emu = emulator(&["streamer"]).await;
        let live_chat = emu.kick().live();
        let connect = quick(&emu, ChatTransport::Auto).room("streamer").fill_gaps();
        let mut live = connect.await.unwrap();
        let handle = live.handle();
        for round in 0..3 {
            assert_eq!(handle.transport(), Some(ChatTransport::Centrifugo), "round {round}");
            hears(&emu, &mut live, "over Centrifugo").await;
            // The site refuses, and the guest's token with it.
            live_chat.block_realtime(Some(block));
            emu.clear_requests(Platform::Kick);
            cut(&emu);
            offline(&mut live).await;
            emu.kick().say("streamer", "bob", "missed once");
            assert_eq!(fallback(&mut live).await.as_deref(), Some(code::SITE_BLOCKED));
            assert!(online(&mut live).await.is_some_and(|gap| gap.recovered));
            assert_eq!(text(&mut live).await, "missed once");
            assert_eq!(handle.transport(), Some(ChatTransport::Pusher));
            hears(&emu, &mut live, "over Pusher").await;
            // One token or one question, one line, one look at the history: no storm.
            assert_eq!(requests(&emu).len(), 3, "{:?}", requests(&emu));
            // The site can be asked again: the next line is its own once more.
            live_chat.block_realtime(None);
            cut(&emu);
            offline(&mut live).await;
            emu.kick().say("streamer", "bob", "missed again");
            assert!(online(&mut live).await.is_some_and(|gap| gap.recovered));
            assert_eq!(text(&mut live).await, "missed again");
        }
    }
}

/// Neither the site nor Pusher: the session waits, and takes whichever comes back first.
#[tokio::test]
async fn a_key_that_is_gone_brings_the_site_back_into_play() {
    let emu = emulator(&["streamer"]).await;
    let live_chat = emu.kick().live();
    live_chat.block_realtime(Some(Block::Html));
    let connect = quick(&emu, ChatTransport::Auto).room("streamer");
    let mut live = connect.await.unwrap();
    assert_eq!(live.handle().transport(), Some(ChatTransport::Pusher));
    hears(&emu, &mut live, "over Pusher").await;
    live_chat.pusher_keys(["another"]);
    emu.clear_requests(Platform::Kick);
    live_chat.end_pusher(4_001, "gone");
    for _ in 0..5 {
        assert_eq!(offline(&mut live).await.0.code(), Some("4001"));
    }
    assert!(upgrades(&emu) <= 5, "{:?}", requests(&emu));
    live_chat.block_realtime(None);
    assert!(online(&mut live).await.is_some_and(|gap| !gap.recovered));
    assert_eq!(live.handle().transport(), Some(ChatTransport::Centrifugo));
    hears(&emu, &mut live, "over Centrifugo").await;
}

/// A site that offers nothing that this client speaks refuses as well.
#[tokio::test]
async fn an_empty_offer_is_a_refusal() {
    let emu = emulator(&["streamer"]).await;
    emu.kick().live().offer(&[]);
    let connect = quick(&emu, ChatTransport::Auto).room("streamer");
    let mut live = connect.await.unwrap();
    assert_eq!(fallback(&mut live).await.as_deref(), Some(code::NO_TRANSPORT));
    assert_eq!(live.handle().transport(), Some(ChatTransport::Pusher));
    hears(&emu, &mut live, "over Pusher").await;
    emu.kick().live().offer(&[Provider::Centrifugo]);
    cut(&emu);
    assert!(online(&mut live).await.is_some());
    assert_eq!(live.handle().transport(), Some(ChatTransport::Centrifugo));
}
