//! kickpython's listener in a program without async: nothing here runs in a runtime of the caller's.

use std::sync::mpsc;

use chatwire_core::Blocking;
use chatwire_emulator::{Emulator, Platform};
use chatwire_kick::realtime::Handlers;
use chatwire_kick::{Client, ErrorKind};

#[test]
fn a_program_without_async_listens_until_it_has_heard_enough() {
    let emu = Emulator::start_blocking().unwrap();
    let feed = emu.kick().room("streamer").feed();
    let client = Client::builder().base_url(emu.url(Platform::Kick)).unwrap().build().unwrap();
    let (heard, texts) = mpsc::channel();
    let handlers = Handlers::new().on_message(move |handle, message| {
        heard.send(message.content.clone()).unwrap();
        async move {
            if message.content == "enough" {
                handle.close().await;
            }
        }
    });
    std::thread::scope(|scope| {
        let listener = scope.spawn(|| client.run_chat_listener("streamer", handlers).wait());
        while emu.kick().live().watchers(&feed) == 0 {
            assert!(!listener.is_finished());
            std::thread::yield_now();
        }
        emu.kick().say("streamer", "bob", "hello");
        emu.kick().say("streamer", "bob", "enough");
        listener.join().unwrap().unwrap();
    });
    assert_eq!(texts.iter().collect::<Vec<_>>(), ["hello", "enough"]);
    let nobody = client.run_chat_listener("nobody", Handlers::new()).wait().unwrap_err();
    assert_eq!(nobody.kind(), ErrorKind::NotFound, "{nobody:?}");
}
