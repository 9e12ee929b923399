//! No secret in anything that is printed, and the types that programs rely on.

use chatwire_core::ws::centrifugo::{Centrifugo, Notice};
use chatwire_core::ws::{Frame, FrameRef, Handle, Out, Realtime, Shared, SharedEvents, WsConfig};
use chatwire_core::{Config, Secret};
use futures_util::StreamExt;

use super::{Toy, connect, life, server};

#[tokio::test(start_paused = true)]
async fn nothing_printed_holds_a_canary() {
    let (mut server, config) = server();
    let proxied = Config::new().proxy("http://user:canary@proxy.test:1").unwrap();
    let mut printed = vec![
        format!("{config:?} {:?}", WsConfig::new(&proxied).unwrap()),
        format!("{:?} {:?}", Frame::text("canary"), Frame::binary(&b"canary"[..])),
        format!("{:?} {:?}", FrameRef::Text("canary"), FrameRef::Binary(b"canary")),
    ];
    let toy = Toy { url: "ws://localhost/live?token=canary".into(), ..Toy::new() };
    let mut session = connect(toy, config);
    printed.push(format!("{session:?} {:?}", session.handle()));
    server.refuse(503, "canary in a body").await;
    printed.push(format!("{:?}", life(&mut session).await));
    server.refuse(403, "canary in a body").await;
    let err = session.next().await.unwrap().unwrap_err();
    printed.push(format!("{err} {err:?}"));
    let mut piece = Centrifugo::new("test");
    piece.set_token(Secret::new("canary"));
    piece.open();
    let mut out: Out<Toy> = Out::default();
    piece.flush(&mut out);
    printed.push(format!("{piece:?} {out:?}"));
    let notice = Notice::Publication { channel: "c", data: "canary", recovered: false };
    printed.push(format!("{notice:?} {:?}", Notice::Unreadable("canary")));
    for text in printed {
        assert!(!text.contains("canary"), "{text}");
    }
}

#[tokio::test]
async fn wrong_addresses_are_final_and_do_not_show_their_query() {
    for url in [
        "ftp://a.test/?key=canary",
        "/only-a-path?key=canary",
        "ws://a.test/?key=canary",
        "wss://user:canary@a.test/",
    ] {
        let config = WsConfig::new(&Config::new()).unwrap();
        let mut session = connect(Toy { url: url.into(), ..Toy::new() }, config);
        let err = session.next().await.unwrap().unwrap_err();
        assert_eq!(err.kind(), chatwire_core::ErrorKind::Config, "{url}");
        assert!(!format!("{err} {err:?}").contains("canary"), "{err:?}");
    }
}

#[test]
fn sessions_move_between_threads() {
    fn both<T: Send + Sync>() {}
    fn moves<T: Send + Unpin>() {}
    both::<WsConfig>();
    both::<Handle<super::Command>>();
    both::<Shared<Toy>>();
    moves::<Realtime<Toy>>();
    moves::<SharedEvents<Toy>>();
}
