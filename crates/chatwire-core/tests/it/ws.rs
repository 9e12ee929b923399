//! Live sessions: a toy protocol against a peer that the test plays, over memory and paused time.

mod backfill;
mod centrifugo;
mod close;
mod commands;
mod frames;
mod handlers;
mod life;
mod net;
mod overflow;
mod redial;
mod secrets;
mod share;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chatwire_core::ws::{
    Catchup, Caught, Close, Frame, FrameRef, Lifecycle, Out, Pending, Protocol, Realtime, Recovery,
    Reply, Watchdog, WsConfig,
};
use chatwire_core::{BoxFuture, Config, Error, ErrorKind, Result};
use futures_util::{SinkExt, StreamExt};
use http::Request;
use tokio::io::DuplexStream;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Response};

#[derive(Clone, Debug)]
enum Event {
    Text(String),
    Binary(Vec<u8>),
    Life(Lifecycle),
}

impl From<Lifecycle> for Event {
    fn from(lifecycle: Lifecycle) -> Self {
        Self::Life(lifecycle)
    }
}

enum Command {
    Say(String),
    /// Two frames.
    SayTwice(String),
    /// Gives the line up.
    GiveUp,
    Ask(String, Reply<String>),
    Online,
    /// Sets the next heartbeat.
    Beat(Duration),
    Panic,
}

type Fetch = dyn Fn() -> BoxFuture<'static, Result<Caught<Event>>> + Send;

/// A protocol with everything that real ones have, switched on by the test.
struct Toy {
    url: String,
    /// Waits for the text `welcome` before it is online.
    welcome: bool,
    heartbeat: Option<Duration>,
    next_beat: Option<Instant>,
    watchdog: Watchdog,
    pending: Pending<String, String>,
    /// Credentials are made at each dial: how many there were.
    dials: Arc<Mutex<u32>>,
    on_close: fn(&Close<'_>) -> Recovery,
    fetch: Option<Box<Fetch>>,
    seen: Vec<String>,
}

impl Toy {
    fn new() -> Self {
        Self {
            url: "ws://localhost/live".into(),
            welcome: false,
            heartbeat: None,
            next_beat: None,
            watchdog: Watchdog::off(),
            pending: Pending::new(Duration::from_secs(10)),
            dials: Arc::default(),
            on_close: |_| Recovery::Reconnect,
            fetch: None,
            seen: Vec::new(),
        }
    }

    fn catchup(&self) -> Catchup<Event> {
        match &self.fetch {
            Some(fetch) => Catchup::Fetch(fetch()),
            None => Catchup::Nothing,
        }
    }
}

impl Protocol for Toy {
    type Event = Event;
    type Command = Command;
    const NAME: &'static str = "toy";

    fn dial(&mut self) -> BoxFuture<'_, Result<Request<()>>> {
        Box::pin(async move {
            let number = {
                let mut dials = self.dials.lock().unwrap();
                *dials += 1;
                *dials
            };
            let request = Request::builder()
                .uri(&self.url)
                .header("authorization", format!("Bearer canary-{number}"));
            Ok(request.body(()).unwrap())
        })
    }

    fn on_open(&mut self, out: &mut Out<Self>) {
        self.next_beat = self.heartbeat.map(|pause| Instant::now() + pause);
        if !self.welcome {
            out.online(self.catchup());
        }
    }

    fn on_frame(&mut self, frame: FrameRef<'_>, out: &mut Out<Self>) {
        match frame {
            FrameRef::Text("welcome") => out.online(self.catchup()),
            FrameRef::Text("welcome soon") => out.run(Box::pin(async { Command::Online })),
            FrameRef::Text("beat soon") => {
                out.run(Box::pin(async { Command::Beat(Duration::from_secs(3)) }));
            }
            FrameRef::Text("fetch slowly") => out.backfill(Box::pin(async {
                tokio::time::sleep(Duration::from_secs(50)).await;
                let events = vec![Event::Text("fetched in 50 s".into())];
                Ok(Caught { events, complete: true })
            })),
            FrameRef::Text("alive") => out.mark_alive(),
            FrameRef::Text("give up") => {
                out.reconnect(Error::new(ErrorKind::Transport, "as the peer wished"));
            }
            FrameRef::Text("refuse") => out.fail(Error::new(ErrorKind::Auth, "token refused")),
            FrameRef::Text("panic") => panic!("the protocol itself"),
            FrameRef::Text(text) => match text.strip_prefix('=').and_then(|t| t.split_once(':')) {
                Some((key, value)) => {
                    self.pending.answer(&key.to_owned(), Ok(value.to_owned()));
                }
                None => {
                    self.seen.push(text.to_owned());
                    out.emit(Event::Text(text.to_owned()));
                }
            },
            FrameRef::Binary(bytes) => out.emit(Event::Binary(bytes.to_vec())),
            _ => {}
        }
    }

    fn on_command(&mut self, command: Command, out: &mut Out<Self>) {
        match command {
            Command::Say(text) => out.send(Frame::text(text)),
            Command::SayTwice(text) => {
                out.send(Frame::text(text.clone()));
                out.send(Frame::text(text));
            }
            Command::GiveUp => out.reconnect(Error::new(ErrorKind::Transport, "on command")),
            Command::Ask(key, _) if key == "no answer" => out.send(Frame::text(key)),
            Command::Ask(key, reply) => {
                out.send(Frame::text(format!("?{key}")));
                self.pending.insert(key, reply);
            }
            Command::Online => out.online(self.catchup()),
            Command::Beat(pause) => self.next_beat = Some(Instant::now() + pause),
            Command::Panic => panic!("a command"),
        }
    }

    fn deadline(&self) -> Option<Instant> {
        self.next_beat.into_iter().chain(self.pending.deadline()).min()
    }

    fn on_deadline(&mut self, now: Instant, out: &mut Out<Self>) {
        self.pending.expire(now);
        if self.next_beat.is_some_and(|at| at <= now) {
            out.send(Frame::text("beat"));
            self.next_beat = self.heartbeat.map(|pause| now + pause);
        }
    }

    fn watchdog(&self) -> Watchdog {
        self.watchdog
    }

    fn on_close(&mut self, close: &Close<'_>) -> Recovery {
        self.pending.fail_all();
        self.next_beat = None;
        (self.on_close)(close)
    }

    fn on_backfill(&mut self, events: &mut Vec<Event>) {
        events.retain(|event| !matches!(event, Event::Text(text) if self.seen.contains(text)));
    }
}

type Peer = WebSocketStream<DuplexStream>;

/// Where the session's dials arrive.
struct Server {
    lines: mpsc::UnboundedReceiver<DuplexStream>,
}

/// A server, and settings that lead to it through pipes of `size` bytes.
fn server_with(size: usize) -> (Server, WsConfig) {
    let (send, lines) = mpsc::unbounded_channel();
    let config = WsConfig::new(&Config::new()).unwrap().stream_source(move |_| {
        let (near, far) = tokio::io::duplex(size);
        let sent = send.send(far);
        async move {
            sent.map_err(|_| Error::new(ErrorKind::Connect, "nobody listens"))?;
            Ok(near)
        }
    });
    (Server { lines }, config)
}

fn server() -> (Server, WsConfig) {
    server_with(64 * 1024)
}

impl Server {
    /// The next line, upgraded.
    async fn accept(&mut self) -> Peer {
        tokio_tungstenite::accept_async(self.lines.recv().await.unwrap()).await.unwrap()
    }

    /// Refuses the next upgrade.
    async fn refuse(&mut self, status: u16, body: &str) {
        let line = self.lines.recv().await.unwrap();
        #[expect(clippy::result_large_err, reason = "the library's own signature")]
        let refuse = |_: &_, _: Response| {
            let mut answer = ErrorResponse::new(Some(body.to_owned()));
            *answer.status_mut() = http::StatusCode::from_u16(status).unwrap();
            Err(answer)
        };
        tokio_tungstenite::accept_hdr_async(line, refuse).await.unwrap_err();
    }
}

/// A session, which is not online yet.
fn connect(toy: Toy, config: WsConfig) -> Realtime<Toy> {
    chatwire_core::ws::connect(toy, config).unwrap()
}

/// A session that is online, and its peer.
async fn online(toy: Toy, config: WsConfig, server: &mut Server) -> (Realtime<Toy>, Peer) {
    let mut session = connect(toy, config);
    let peer = server.accept().await;
    assert!(matches!(life(&mut session).await, Lifecycle::Online { attempt: 1, gap: None }));
    (session, peer)
}

async fn next(session: &mut Realtime<Toy>) -> Event {
    session.next().await.unwrap().unwrap()
}

async fn life(session: &mut Realtime<Toy>) -> Lifecycle {
    match next(session).await {
        Event::Life(lifecycle) => lifecycle,
        other => panic!("{other:?}"),
    }
}

async fn text(session: &mut Realtime<Toy>) -> String {
    match next(session).await {
        Event::Text(text) => text,
        other => panic!("{other:?}"),
    }
}

async fn say(peer: &mut Peer, text: &str) {
    peer.send(Message::text(text)).await.unwrap();
}

/// Next text that the session sent.
async fn heard(peer: &mut Peer) -> String {
    loop {
        match peer.next().await.unwrap().unwrap() {
            Message::Text(text) => return text.as_str().to_owned(),
            Message::Ping(_) | Message::Pong(_) => {}
            other => panic!("{other:?}"),
        }
    }
}
