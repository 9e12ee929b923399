//! What anybody would write first: tokio-tungstenite with its default settings, `serde_json` or prost into owned types,
//! and a loop that connects again at once.

use std::time::Duration;

use chatwire_mezon::proto::Message as _;
use chatwire_mezon::proto::api::{ClanDescList, ListClanDescRequest};
use chatwire_mezon::proto::realtime::{ClanJoin, Envelope, envelope};
use futures_util::{SinkExt as _, StreamExt as _};
use serde::Deserialize;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message as Frame;

use crate::cores::cpu;
use crate::watch::Watch;
use crate::{Extent, Proto};

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped")]
struct TokenBowl {
    id: String,
    from_user_id: String,
    from_username: String,
    from_user_logo: Option<String>,
    from_user_emoji: Option<String>,
    from_user_bot: bool,
    to_user_id: Option<String>,
    to_username: Option<String>,
    content: String,
    message_type: String,
    description: Option<String>,
    timestamp: String,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped")]
struct Pusher {
    event: String,
    data: String,
    channel: Option<String>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped")]
struct Kick {
    id: String,
    chatroom_id: u64,
    content: String,
    #[serde(rename = "type")]
    kind: String,
    created_at: String,
    sender: Sender,
    metadata: Option<Metadata>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped")]
struct Sender {
    id: u64,
    username: String,
    slug: String,
    identity: Option<Identity>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped")]
struct Identity {
    color: String,
    badges: Option<Vec<Badge>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped")]
struct Badge {
    #[serde(rename = "type")]
    kind: String,
    text: String,
    count: Option<u64>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped")]
struct Metadata {
    message_ref: Option<String>,
}

/// Reads until all messages came; a line that is gone is opened again.
pub(crate) async fn run(proto: Proto, port: &str, watch: &Watch) {
    loop {
        let mut socket = connect(proto, port).await;
        while let Some(Ok(frame)) = socket.next().await {
            if text(proto, frame).is_some_and(|text| watch.see(&text)) {
                return;
            }
        }
    }
}

/// CPU time that opening so many lines took, each up to its first message; all of them stay open.
pub(crate) async fn open(proto: Proto, port: &str, lines: usize, extent: Extent) -> Duration {
    let (mut open, mut used) = (Vec::with_capacity(lines), Duration::ZERO);
    // `reqwest` wants one, though no line is encrypted.
    let _present = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let client = reqwest::Client::new();
    for _ in 0..=lines {
        let begin = cpu();
        let mut socket = connect(proto, port).await;
        if matches!((proto, extent), (Proto::Mezon, Extent::Whole)) {
            list(&client, port).await;
        }
        while text(proto, socket.next().await.unwrap().unwrap()).is_none() {}
        // The first one pays for what all share.
        if !open.is_empty() {
            used += cpu() - begin;
        }
        open.push(socket);
    }
    used
}

/// Asks which clans there are to join, as every client of Mezon has to.
async fn list(client: &reqwest::Client, port: &str) {
    let url = format!("http://127.0.0.1:{port}/mezon.api.Mezon/ListClanDescs");
    let request = client.post(url).bearer_auth("h.eyJleHAiOjQxMDI0NDQ4MDB9.s");
    let request = request.header("content-type", "application/proto");
    let body = ListClanDescRequest::default().encode_to_vec();
    let answer = request.body(body).send().await.unwrap().bytes().await.unwrap();
    std::hint::black_box(ClanDescList::decode(answer).unwrap());
}

async fn connect(proto: Proto, port: &str) -> WebSocketStream<TcpStream> {
    let address = format!("127.0.0.1:{port}");
    let stream = TcpStream::connect(&address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let path = match proto {
        Proto::TokenBowl => "tb/ws",
        Proto::Kick => "app/KEY?protocol=7&client=js&version=8.4.0&flash=false",
        Proto::Mezon => "ws?token=h.eyJleHAiOjQxMDI0NDQ4MDB9.s&format=protobuf",
    };
    let url = format!("ws://{address}/{path}");
    let (mut socket, _) = tokio_tungstenite::client_async(url, stream).await.unwrap();
    match proto {
        Proto::TokenBowl => {}
        Proto::Kick => {
            let _hello = socket.next().await.unwrap().unwrap();
            let subscribe = r#"{"event":"pusher:subscribe","data":{"channel":"chatrooms.668.v2"}}"#;
            socket.send(Frame::text(subscribe)).await.unwrap();
        }
        Proto::Mezon => {
            let join = Some(envelope::Message::ClanJoin(ClanJoin::default()));
            let join = Envelope { cid: 1, message: join };
            socket.send(Frame::binary(join.encode_to_vec())).await.unwrap();
        }
    }
    socket
}

/// The text of the message, if it is one.
fn text(proto: Proto, frame: Frame) -> Option<String> {
    match (proto, frame) {
        (Proto::TokenBowl, Frame::Text(text)) => {
            let message: TokenBowl = serde_json::from_slice(text.as_bytes()).unwrap();
            Some(message.content)
        }
        (Proto::Kick, Frame::Text(text)) => {
            let frame: Pusher = serde_json::from_slice(text.as_bytes()).unwrap();
            if frame.event != r"App\Events\ChatMessageEvent" {
                return None;
            }
            let message: Kick = serde_json::from_slice(frame.data.as_bytes()).unwrap();
            Some(message.content)
        }
        (Proto::Mezon, Frame::Binary(bytes)) => match Envelope::decode(bytes).unwrap().message {
            Some(envelope::Message::ChannelMessage(message)) => Some(message.content),
            _ => None,
        },
        _ => None,
    }
}
