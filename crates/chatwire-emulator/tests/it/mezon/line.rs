//! A small client of Mezon: logs in, calls, and says envelopes.

use std::collections::VecDeque;
use std::time::Duration;

use chatwire_emulator::mezon::proto::realtime::{self, Envelope, envelope::Message as Said};
use chatwire_emulator::mezon::proto::{Message as _, api};
use chatwire_emulator::{Emulator, Platform};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::json;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::error::Error;
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::client::{Answer, Ask};

/// No test waits longer for anything.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the server did next.
#[derive(Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "short-lived, and patterns stay plain")]
pub(crate) enum Seen {
    Said(Envelope),
    /// Cid, code, last, content.
    Raw(u16, u16, bool, Vec<u8>),
    /// Bytes that are neither.
    Noise(Vec<u8>),
    Text(String),
    Close(u16, String),
    /// The connection ended without a close frame.
    Cut,
}

/// Logs in with an id and a key.
pub(crate) async fn login(emulator: &Emulator, id: &str, key: &str) -> Answer {
    let url = emulator.url(Platform::Mezon) + "/v2/apps/authenticate/token";
    Ask::new("POST", &url).json(&json!({"account": {"appid": id, "token": key}})).send().await
}

/// A session of the first bot.
pub(crate) async fn session(emulator: &Emulator) -> api::Session {
    let (id, key) = emulator.mezon().bot();
    let answer = login(emulator, &id.to_string(), &key).await;
    assert_eq!(answer.status, 200);
    api::Session::decode(answer.body.as_slice()).unwrap()
}

/// A call over HTTP with a token.
pub(crate) async fn call(emulator: &Emulator, token: &str, name: &str, body: Vec<u8>) -> Answer {
    let url = format!("{}/mezon.api.Mezon/{name}", emulator.url(Platform::Mezon));
    let bearer = format!("Bearer {token}");
    Ask::new("POST", &url)
        .header("authorization", &bearer)
        .body("application/proto", body)
        .send()
        .await
}

/// A call that succeeds, with its types.
pub(crate) async fn ok<A: chatwire_emulator::mezon::proto::Message + Default>(
    emulator: &Emulator,
    token: &str,
    name: &str,
    request: &impl chatwire_emulator::mezon::proto::Message,
) -> A {
    let answer = call(emulator, token, name, request.encode_to_vec()).await;
    let text = String::from_utf8_lossy(&answer.body);
    assert_eq!(answer.status, 200, "{name}: {text}");
    A::decode(answer.body.as_slice()).unwrap()
}

/// gRPC code of a call that fails.
pub(crate) async fn code(
    emulator: &Emulator,
    token: &str,
    name: &str,
    request: &impl chatwire_emulator::mezon::proto::Message,
) -> (u16, u64) {
    let answer = call(emulator, token, name, request.encode_to_vec()).await;
    (answer.status, answer.json()["code"].as_u64().unwrap())
}

pub(crate) struct Line {
    socket: WebSocketStream<TcpStream>,
    cid: i32,
    /// Pushes that came while an answer was waited for.
    early: VecDeque<Seen>,
}

impl Line {
    /// Opens the socket with a token, or gives the status that refused it.
    pub(crate) async fn open(emulator: &Emulator, token: &str) -> Result<Self, u16> {
        Self::open_as(emulator, token, true).await
    }

    async fn open_as(emulator: &Emulator, token: &str, shown: bool) -> Result<Self, u16> {
        let host = emulator.url(Platform::Mezon).trim_start_matches("http://").to_owned();
        let url = format!("ws://{host}/ws?lang=en&status={shown}&token={token}&format=protobuf");
        let stream = TcpStream::connect(&host).await.unwrap();
        match client_async(url, stream).await {
            Ok((socket, _)) => Ok(Self { socket, cid: 0, early: VecDeque::new() }),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            // Hung up on instead.
            Err(_) => Err(0),
        }
    }

    /// The first bot, in these clans and in clan 0.
    pub(crate) async fn bot(emulator: &Emulator, clans: &[i64]) -> Self {
        let token = session(emulator).await.token;
        let mut line = Self::open(emulator, &token).await.unwrap();
        line.join_clans(clans).await;
        line
    }

    /// Another bot of this name, whose coming nobody is told.
    pub(crate) async fn other(emulator: &Emulator, name: &str, clans: &[i64]) -> Self {
        Self::named(emulator, name, clans, false).await
    }

    /// Another bot of this name, who may be seen.
    pub(crate) async fn named(emulator: &Emulator, name: &str, clans: &[i64], shown: bool) -> Self {
        let (id, key) = emulator.mezon().add_bot(name);
        let answer = login(emulator, &id.to_string(), &key).await;
        let session = api::Session::decode(answer.body.as_slice()).unwrap();
        let mut line = Self::open_as(emulator, &session.token, shown).await.unwrap();
        line.join_clans(clans).await;
        line
    }

    async fn join_clans(&mut self, clans: &[i64]) {
        for clan_id in [&[0], clans].concat() {
            let join = Said::ClanJoin(realtime::ClanJoin { clan_id, ..Default::default() });
            assert_eq!(self.ask(join.clone()).await, Some(join));
        }
    }

    pub(crate) async fn join(&mut self, channel: &api::ChannelDescription) -> Option<Said> {
        self.ask(Said::ChannelJoin(realtime::ChannelJoin {
            clan_id: channel.clan_id,
            channel_id: channel.channel_id,
            channel_type: channel.r#type,
            is_public: channel.channel_private == 0,
        }))
        .await
    }

    pub(crate) async fn send_bytes(&mut self, bytes: Vec<u8>) {
        self.socket.send(Message::binary(bytes)).await.unwrap();
    }

    /// Says an envelope; its number.
    pub(crate) async fn say(&mut self, message: Option<Said>) -> i32 {
        self.cid += 1;
        self.send_bytes(Envelope { cid: self.cid, message }.encode_to_vec()).await;
        self.cid
    }

    /// Says an envelope and waits for its answer; pushes that come before are kept.
    pub(crate) async fn ask(&mut self, message: Said) -> Option<Said> {
        let asked = self.say(Some(message)).await;
        loop {
            match self.fresh().await {
                Seen::Said(Envelope { cid, message }) if cid == asked => return message,
                early => self.early.push_back(early),
            }
        }
    }

    /// Sends a message and gives its id.
    pub(crate) async fn post(&mut self, clan: i64, channel: i64, text: &str) -> i64 {
        let sent = realtime::ChannelMessageSend {
            clan_id: clan,
            channel_id: channel,
            content: json!({"t": text}).to_string(),
            ..Default::default()
        };
        match self.ask(Said::ChannelMessageSend(sent)).await {
            Some(Said::ChannelMessageAck(ack)) => ack.message_id,
            other => panic!("{other:?}"),
        }
    }

    /// A call on the socket: its code, its content, and in how many frames it came.
    pub(crate) async fn call(&mut self, name: &str, body: Vec<u8>) -> (u16, Vec<u8>, usize) {
        let call = chatwire_emulator::mezon::proto::service::find(name);
        let index = call.and_then(|call| call.index).unwrap_or_default();
        let asked = self
            .say(Some(Said::ApiRequestEvent(realtime::ApiRequestEvent {
                api_index: i32::try_from(index).unwrap(),
                api_name: name.to_owned(),
                body: body.into(),
            })))
            .await;
        let (mut whole, mut frames) = (Vec::new(), 0);
        loop {
            match self.fresh().await {
                Seen::Raw(cid, code, last, content) if i32::from(cid) == asked => {
                    whole.extend(content);
                    frames += 1;
                    if last {
                        return (code, whole, frames);
                    }
                }
                early => self.early.push_back(early),
            }
        }
    }

    /// A call on the socket that succeeds, with its types.
    pub(crate) async fn ok<A: chatwire_emulator::mezon::proto::Message + Default>(
        &mut self,
        name: &str,
        request: &impl chatwire_emulator::mezon::proto::Message,
    ) -> A {
        let (code, content, _) = self.call(name, request.encode_to_vec()).await;
        assert_eq!(code, 0, "{name}: {}", String::from_utf8_lossy(&content));
        A::decode(content.as_slice()).unwrap()
    }

    pub(crate) async fn next(&mut self) -> Seen {
        match self.early.pop_front() {
            Some(seen) => seen,
            None => self.fresh().await,
        }
    }

    async fn fresh(&mut self) -> Seen {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.socket.next()).await.unwrap();
            return match message {
                Some(Ok(Message::Binary(bytes))) => read(&bytes),
                Some(Ok(Message::Text(text))) => Seen::Text(text.as_str().to_owned()),
                Some(Ok(Message::Close(frame))) => {
                    let frame = frame.unwrap();
                    Seen::Close(frame.code.into(), frame.reason.as_str().to_owned())
                }
                Some(Ok(_)) => continue,
                Some(Err(_)) | None => Seen::Cut,
            };
        }
    }

    /// Next push.
    pub(crate) async fn push(&mut self) -> Said {
        match self.next().await {
            Seen::Said(Envelope { cid: 0, message: Some(message) }) => message,
            other => panic!("{other:?}"),
        }
    }

    /// Next message in a channel.
    pub(crate) async fn message(&mut self) -> api::ChannelMessage {
        match self.push().await {
            Said::ChannelMessage(message) => message,
            other => panic!("{other:?}"),
        }
    }

    /// Whether everything that came was seen: nothing lies between a ping and its answer.
    pub(crate) async fn is_quiet(&mut self) -> bool {
        let pong = self.ask(Said::Ping(realtime::Ping {})).await;
        assert!(matches!(pong, Some(Said::Pong(_))), "{pong:?}");
        self.early.is_empty()
    }
}

fn read(bytes: &[u8]) -> Seen {
    if let [0xFF, a, b, c, d, e, f, content @ ..] = bytes {
        let number = |high: &u8, low: &u8| u16::from_be_bytes([*high, *low]);
        return Seen::Raw(number(a, b), number(c, d), number(e, f) == 0xFF, content.to_vec());
    }
    match Envelope::decode(bytes) {
        Ok(envelope) => Seen::Said(envelope),
        Err(_) => Seen::Noise(bytes.to_vec()),
    }
}
