//! What anybody would write first: tokio-tungstenite with its default settings, `serde_json` or prost into owned types,
//! and a loop that connects again at once.

use chatwire_mezon::proto::Message as _;
use chatwire_mezon::proto::realtime::{ClanJoin, Envelope, envelope};
use futures_util::{SinkExt as _, StreamExt as _};
use serde::Deserialize;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message as Frame;

use crate::Proto;
use crate::watch::Watch;

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
            if read(proto, frame, watch) {
                return;
            }
        }
    }
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

/// Whether it was the last message.
fn read(proto: Proto, frame: Frame, watch: &Watch) -> bool {
    match (proto, frame) {
        (Proto::TokenBowl, Frame::Text(text)) => {
            let message: TokenBowl = serde_json::from_slice(text.as_bytes()).unwrap();
            watch.see(&message.content)
        }
        (Proto::Kick, Frame::Text(text)) => {
            let frame: Pusher = serde_json::from_slice(text.as_bytes()).unwrap();
            if frame.event != r"App\Events\ChatMessageEvent" {
                return false;
            }
            let message: Kick = serde_json::from_slice(frame.data.as_bytes()).unwrap();
            watch.see(&message.content)
        }
        (Proto::Mezon, Frame::Binary(bytes)) => match Envelope::decode(bytes).unwrap().message {
            Some(envelope::Message::ChannelMessage(message)) => watch.see(&message.content),
            _ => false,
        },
        _ => false,
    }
}
