//! The agent with tools: a model's endpoint and a server of MCP's legacy transport, both on a loopback port.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chatwire_agent::mcp::Server;
use serde_json::{Map, Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, JoinSet};

use super::agent::{bowl, builder, request, send_by};
use super::bowl::{Lived, live};
use crate::adapter::NotMade;
use crate::picture::{Picture, failure};
use crate::server::SeenRequest;
use crate::server::http::{read_request, render};
use crate::spec::tokenbowl_agent::caught_up_first;
use crate::spec::tokenbowl_tools::{Play, shown};
use crate::vector::{ScriptedResponse, Vector};

/// Longest replay: there are pauses between attempts of a failed call.
const PATIENCE: Duration = Duration::from_secs(60);

/// Query of the place for messages.
const SESSION: &str = "session_id=5d41402abc4b2a76b9719d911017c592";

/// The path of the model's endpoint, before that of completions.
const ENDPOINT: &str = "/api/v1";

/// Lets the agent of a record answer with tools.
pub(super) async fn paint(vector: &Vector) -> Result<Picture, NotMade> {
    let unknown = |error: &dyn std::fmt::Display| NotMade::Unknown(error.to_string());
    let builder = match builder(vector)? {
        Ok(builder) => builder,
        Err(error) => return Ok(Picture::of(failure(&error))),
    };
    let play = Play::read(vector).map_err(|why| unknown(&why))?;
    let servers = Servers::start(play).await.map_err(|error| unknown(&error))?;
    let builder = builder.base_url(format!("{}{ENDPOINT}", servers.origin));
    let builder = builder.map_err(|error| unknown(&error))?;
    // Bound for as long as the agent works, and nobody listens there.
    let (closed, nowhere) = closed().map_err(|error| unknown(&error))?;
    let stream = match &servers.shared.play().stream {
        Some(path) => format!("{}{path}", servers.origin),
        None => nowhere,
    };
    let tools = Server::sse(stream).map_err(|error| unknown(&error))?;
    let agent = match builder.mcp(tools).build() {
        Ok(agent) => agent,
        Err(error) => return Ok(Picture::of(failure(&error))),
    };
    let bowl = bowl(vector)?;
    let work = async {
        match vector.call.method.as_str() {
            "agent send" => {
                let result = send_by(&agent, vector, &bowl).await?;
                let calls = bowl.requests().iter().map(request).collect();
                Ok(Lived { result, calls, frames: Vec::new(), marks: Vec::new() })
            }
            // On a clock that runs, since the servers' answers take real time.
            "agent run" => live(&agent, vector).await,
            other => {
                let why = format!("this runner does not replay {other:?} with tools");
                Err(NotMade::Unknown(why))
            }
        }
    };
    let done = tokio::time::timeout(PATIENCE, work).await;
    let done = done.map_err(|_| unknown(&"the agent does not come to an end"))??;
    drop(closed);
    let Lived { result, calls, frames, marks } = done;
    let mut requests = servers.shared.seen();
    requests.extend(calls);
    caught_up_first(&mut requests);
    Ok(Picture { requests, result, frames, events: marks })
}

/// A port that refuses connections until it is dropped, and an address there.
fn closed() -> io::Result<(TcpSocket, String)> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
    let address = format!("http://{}/sse", socket.local_addr()?);
    Ok((socket, address))
}

/// Both servers; dropping them ends them.
#[derive(Debug)]
struct Servers {
    origin: String,
    shared: Arc<Shared>,
    running: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    play: Mutex<Play>,
    /// Requests in order of arrival, as pictures show them.
    seen: Mutex<Vec<Value>>,
    /// The newest event stream takes events from here.
    events: Mutex<Option<mpsc::UnboundedSender<String>>>,
}

impl Servers {
    async fn start(play: Play) -> io::Result<Self> {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let shared =
            Shared { play: Mutex::new(play), seen: Mutex::default(), events: Mutex::default() };
        let shared = Arc::new(shared);
        let running = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Ok(Self { origin, shared, running })
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        self.running.abort();
    }
}

impl Shared {
    fn play(&self) -> MutexGuard<'_, Play> {
        self.play.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn seen(&self) -> Vec<Value> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn events(&self) -> MutexGuard<'_, Option<mpsc::UnboundedSender<String>>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a request, and gives its body.
    fn note(&self, request: &SeenRequest) -> Value {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let query = url::form_urlencoded::parse(request.query.as_bytes()).into_owned();
        let headers = request.headers.iter().cloned();
        let headers: Map<String, Value> =
            headers.map(|(name, value)| (name, value.into())).collect();
        let picture = json!({
            "method": request.method,
            "path": request.path,
            "query": query.collect::<Vec<_>>(),
            "headers": headers,
            "body": shown(body.clone()),
        });
        let is_away = request.method == "GET" && self.play().messages.is_none();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        // How often a server is tried that gives no stream is each client's own.
        if !is_away || seen.iter().all(|seen| seen.get("method") != picture.get("method")) {
            seen.push(picture);
        }
        body
    }

    /// Answers everything but an event stream that is there.
    fn answer(&self, request: &SeenRequest, body: &Value) -> ScriptedResponse {
        let mut play = self.play();
        if request.method == "GET" {
            return play.opening();
        }
        if Some(&request.path) != play.messages.as_ref() {
            return play.complete();
        }
        if let (Some(answer), Some(events)) = (play.answer(body), &*self.events()) {
            // A client that has left misses its answer, which shows.
            drop(events.send(format!("event: message\r\ndata: {answer}\r\n\r\n")));
        }
        ScriptedResponse {
            status: Some(202),
            text: Some("Accepted".into()),
            ..ScriptedResponse::default()
        }
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    // The set ends with this task, and its connections with it.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        // A connection that breaks shows in what the agent does.
        connections.spawn(async move { drop(serve(stream, &shared).await) });
        while connections.try_join_next().is_some() {}
    }
}

async fn serve(mut stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer = Vec::new();
    while let Some(request) = read_request(&mut stream, &mut buffer).await? {
        let body = shared.note(&request);
        let messages = shared.play().messages.clone().filter(|_| request.method == "GET");
        let Some(messages) = messages else {
            let answer = shared.answer(&request, &body);
            if let Some(delay) = answer.delay {
                let delay = Duration::try_from_secs_f64(delay).map_err(io::Error::other)?;
                tokio::time::sleep(delay).await;
            }
            if answer.none {
                std::future::pending::<()>().await;
            }
            if answer.drop {
                return Ok(());
            }
            stream.write_all(&render(&answer)?).await?;
            if answer.fake_len.is_some() {
                return Ok(());
            }
            continue;
        };
        let (sender, mut events) = mpsc::unbounded_channel();
        *shared.events() = Some(sender);
        let head =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
        let first = format!("{head}event: endpoint\r\ndata: {messages}?{SESSION}\r\n\r\n");
        stream.write_all(first.as_bytes()).await?;
        while let Some(event) = events.recv().await {
            stream.write_all(event.as_bytes()).await?;
        }
        return Ok(());
    }
    Ok(())
}
