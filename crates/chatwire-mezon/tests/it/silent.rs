//! A service that answers what is joined, and no calls, on its socket.

use chatwire_core::testing::{Answer, Script};
use chatwire_mezon::Client;
use chatwire_mezon::proto::realtime::{Envelope, envelope};
use chatwire_mezon::proto::{Message as _, api};
use futures_util::{SinkExt, StreamExt};
use tokio_tungstenite::tungstenite::Message;

const CLAN: i64 = 1_840_000_000_000_000_001;

#[tokio::test(start_paused = true)]
async fn calls_go_over_http_where_the_socket_answers_none() {
    let session = api::Session {
        token: "h.eyJleHAiOjQxMDI0NDQ4MDB9.s".to_owned(),
        ws_url: "ws://127.0.0.1:9".to_owned(),
        ..Default::default()
    };
    let clan = api::ClanDesc { clan_id: CLAN, ..Default::default() };
    let list = api::ClanDescList { clandesc: vec![clan] };
    let script = Script::new()
        .answer(Answer::status(200).body(session.encode_to_vec()))
        .answer(Answer::status(200).body(list.encode_to_vec()))
        .always(Answer::status(200).body(Vec::new()));
    let client = Client::builder(1_800_000_000_000_000_001_i64, "key").script(script.clone());
    let client = client.no_rate_limit().build().unwrap();
    let (send, mut lines) = tokio::sync::mpsc::unbounded_channel();
    let connect = client.connect().without_channel_lists().settings(|config| {
        config.stream_source(move |_| {
            let (near, far) = tokio::io::duplex(64 * 1024);
            send.send(far).unwrap();
            async move { Ok(near) }
        })
    });
    let live = connect.start().unwrap();
    let line = lines.recv().await.unwrap();
    let service = async {
        let mut peer = tokio_tungstenite::accept_async(line).await.unwrap();
        let mut joined = Vec::new();
        while let Some(Ok(Message::Binary(frame))) = peer.next().await {
            let Envelope { cid, message } = Envelope::decode(frame).unwrap();
            match message {
                Some(envelope::Message::ApiRequestEvent(_)) => continue,
                Some(envelope::Message::ClanJoin(join)) => joined.push(join.clan_id),
                _ => {}
            }
            let answer = Envelope { cid, message: None }.encode_to_vec();
            peer.send(Message::Binary(answer.into())).await.unwrap();
        }
        joined
    };
    let bot = async {
        let live = live.online().await.unwrap();
        client.api().create_category_desc(api::CreateCategoryDescRequest::default()).await.unwrap();
        live.close().await;
    };
    let (joined, ()) = tokio::join!(service, bot);
    assert_eq!(joined, [0, CLAN]);
    let called = script.requests();
    let names: Vec<_> = called.iter().filter_map(|sent| sent.url.rsplit('/').next()).collect();
    assert_eq!(names, ["token", "ListClanDescs", "CreateCategoryDesc"]);
}
