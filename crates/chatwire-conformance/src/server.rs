//! A server that answers as a vector says and writes down what it was asked.
//!
//! It speaks HTTP/1.1 by hand, on a loopback port that the system chooses: no
//! code of the clients and no framework stands between a test and the bytes.

pub(crate) mod http;
pub(crate) mod socket;

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use self::http::{read_request, render};
use self::socket::Stand;
use crate::script::Step;
use crate::spec::Live;
use crate::vector::ScriptedResponse;

/// How recorded seconds become real ones.
///
/// A record may hold a server that answers after 20 s to a client that waits 5.
/// What counts is who is first, so both are shortened by the same factor and
/// the order stays. Delays of a second or so are left alone: shortened further,
/// a busy machine could turn an answer in time into a late one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    factor: f64,
}

impl Pace {
    /// Longest delay that is waited for in full, in seconds.
    const LONGEST: f64 = 1.5;

    /// Pace for a vector with these answers.
    #[must_use]
    pub fn of(responses: &[ScriptedResponse]) -> Self {
        let longest = responses.iter().filter_map(|response| response.delay).fold(0.0, f64::max);
        let factor = if longest > Self::LONGEST { Self::LONGEST / longest } else { 1.0 };
        Self { factor }
    }

    /// Real time for so many recorded seconds; negative ones count as none.
    #[must_use]
    pub fn real(self, seconds: f64) -> Duration {
        Duration::try_from_secs_f64(seconds * self.factor).unwrap_or_default()
    }
}

/// One request as it arrived.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct SeenRequest {
    /// HTTP method.
    pub method: String,
    /// Path as sent, still encoded.
    pub path: String,
    /// Query as sent, without the question mark.
    pub query: String,
    /// Lower-case names and values, in order.
    pub headers: Vec<(String, String)>,
    /// Body, chunks put together.
    pub body: Vec<u8>,
}

impl SeenRequest {
    /// First value of a header, given in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Everything that reached a server.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Seen {
    /// Requests in order of arrival, also those that no answer was left for.
    pub requests: Vec<SeenRequest>,
    /// Requests for a websocket, in order.
    pub connections: Vec<SeenRequest>,
    /// Frames of the client by value, heartbeats aside, in order; text that is no JSON as text.
    pub frames: Vec<serde_json::Value>,
    /// Status of each answer, in order.
    pub statuses: Vec<u16>,
    /// What the server answered to frames that the record leaves unanswered.
    pub replies: Vec<serde_json::Value>,
    /// What was no HTTP, or went wrong in the server itself.
    pub troubles: Vec<String>,
}

/// The scripted server; dropping it ends it.
#[derive(Debug)]
pub struct ScriptedServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    running: Option<JoinHandle<()>>,
    /// A port that is taken but not listened at: held so that nobody else gets it.
    _closed: Option<TcpSocket>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    pace: Pace,
    /// How the platform's server behaves where the record is silent.
    live: Option<&'static Live>,
    /// Whether all frames of the script have been played.
    over: watch::Sender<bool>,
}

#[derive(Debug)]
struct State {
    answers: VecDeque<ScriptedResponse>,
    /// Answers to requests for a websocket; when there are none left, they are granted.
    refusals: VecDeque<ScriptedResponse>,
    /// Requests with the answers that they got, for those that come again.
    given: Vec<(String, String, ScriptedResponse)>,
    stand: Stand,
    seen: Seen,
}

/// What a live server plays besides its answers.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Play {
    /// Answers to requests for a websocket.
    pub refusals: Vec<ScriptedResponse>,
    /// Frames and pauses.
    pub steps: Vec<Step>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells those who wait for the end of the script.
    fn played(&self) {
        let over = self.state().stand.is_over();
        self.over.send_if_modified(|known| std::mem::replace(known, over) != over);
    }

    /// The next answer: as scripted, else, on a live server, as it would go on.
    fn answer(&self, request: &SeenRequest) -> Option<ScriptedResponse> {
        let mut state = self.state();
        let route = (request.method.clone(), request.path.clone());
        if let Some(answer) = state.answers.pop_front() {
            state.given.push((route.0, route.1, answer.clone()));
            return Some(answer);
        }
        let live = self.live?;
        let again =
            state.given.iter().find(|(method, path, _)| *method == route.0 && *path == route.1);
        if let Some((_, _, answer)) = again {
            return Some(answer.clone());
        }
        let (status, body) = (live.answer)(&route.0, &route.1)?;
        if route.0 == "POST" {
            state.seen.replies.push(body.clone());
        }
        Some(ScriptedResponse {
            status: Some(status),
            json: Some(body),
            ..ScriptedResponse::default()
        })
    }
}

impl ScriptedServer {
    /// Starts a server that gives `answers` in order.
    ///
    /// With no answers at all nothing listens: a record without any exchange is
    /// either refused before a request, or shows what a refused connection does.
    ///
    /// # Errors
    ///
    /// What the system says when no loopback port can be had.
    pub async fn start(answers: &[ScriptedResponse], pace: Pace) -> io::Result<Self> {
        Self::open(answers.to_vec(), Play::default(), pace, None).await
    }

    /// Starts a server that also speaks websocket and goes on by `live` after the script; it always listens.
    ///
    /// # Errors
    ///
    /// What the system says when no loopback port can be had.
    pub async fn start_live(
        answers: Vec<ScriptedResponse>,
        play: Play,
        pace: Pace,
        live: &'static Live,
    ) -> io::Result<Self> {
        Self::open(answers, play, pace, Some(live)).await
    }

    async fn open(
        answers: Vec<ScriptedResponse>,
        play: Play,
        pace: Pace,
        live: Option<&'static Live>,
    ) -> io::Result<Self> {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let shared = |answers: Vec<ScriptedResponse>| {
            let over = watch::Sender::new(play.steps.is_empty());
            let state = State {
                answers: answers.into(),
                refusals: play.refusals.into(),
                given: Vec::new(),
                stand: Stand::new(play.steps),
                seen: Seen::default(),
            };
            Arc::new(Shared { state: Mutex::new(state), pace, live, over })
        };
        if answers.is_empty() && live.is_none() {
            let shared = shared(answers);
            let socket = TcpSocket::new_v4()?;
            socket.bind(any)?;
            let address = socket.local_addr()?;
            return Ok(Self { address, shared, running: None, _closed: Some(socket) });
        }
        let listener = TcpListener::bind(any).await?;
        let address = listener.local_addr()?;
        let shared = shared(answers.into_iter().map(|answer| local(answer, address)).collect());
        let running = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Ok(Self { address, shared, running: Some(running), _closed: None })
    }

    /// `http://address`, without a trailing slash.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What has arrived up to now.
    #[must_use]
    pub fn seen(&self) -> Seen {
        self.shared.state().seen.clone()
    }

    /// What the script is waiting for, when it is not over.
    #[must_use]
    pub fn awaits(&self) -> Option<String> {
        self.shared.state().stand.awaits()
    }

    /// Waits until all frames of the script have been played.
    pub async fn played(&self) {
        let mut over = self.shared.over.subscribe();
        // The sender lives as long as this server.
        let _ = over.wait_for(|over| *over).await;
    }
}

/// Addresses of websockets in an answer lead here, wherever they led when it was recorded.
fn local(mut answer: ScriptedResponse, address: SocketAddr) -> ScriptedResponse {
    let here = |url: &str| {
        let (_, place) = url
            .strip_prefix("ws")
            .map(|rest| rest.strip_prefix('s').unwrap_or(rest))?
            .split_once("://")?;
        let path = place.find('/').and_then(|at| place.get(at..)).unwrap_or_default();
        Some(format!("ws://{address}{path}"))
    };
    if let Some(url) = answer.json.as_mut().and_then(|body| body.get_mut("url"))
        && let Some(moved) = url.as_str().and_then(here)
    {
        *url = moved.into();
    }
    answer
}

impl Drop for ScriptedServer {
    fn drop(&mut self) {
        if let Some(running) = &self.running {
            running.abort();
        }
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    // The set ends with this task, and its connections with it.
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let shared = Arc::clone(&shared);
                connections.spawn(async move {
                    if let Err(trouble) = serve(stream, &shared).await {
                        shared.state().seen.troubles.push(trouble.to_string());
                    }
                });
            }
            Err(trouble) => shared.state().seen.troubles.push(trouble.to_string()),
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn serve(mut stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer = Vec::new();
    while let Some(request) = read_request(&mut stream, &mut buffer).await? {
        if shared.live.is_some() && socket::is_upgrade(&request) {
            let refusal = {
                let mut state = shared.state();
                state.seen.connections.push(request.clone());
                // Whoever refuses goes on refusing.
                match state.refusals.len() {
                    0 | 1 => state.refusals.front().cloned(),
                    _ => state.refusals.pop_front(),
                }
            };
            match refusal {
                Some(answer) => {
                    stream.write_all(&render(&answer)?).await?;
                    continue;
                }
                None => {
                    Box::pin(socket::serve(stream, buffer, &request, shared)).await;
                    return Ok(());
                }
            }
        }
        let answer = shared.answer(&request);
        {
            let mut state = shared.state();
            state.seen.requests.push(request);
            state.seen.statuses.extend(answer.as_ref().and_then(|answer| answer.status));
        }
        // A request beyond the script is already written down and counts as a difference.
        let Some(answer) = answer else { return Ok(()) };
        if let Some(delay) = answer.delay {
            tokio::time::sleep(shared.pace.real(delay)).await;
        }
        if answer.none {
            return wait_for_end(&mut stream).await;
        }
        if answer.drop {
            return Ok(());
        }
        let bytes = render(&answer)?;
        // The client may have gone away meanwhile; that is its right and shows in its result.
        if stream.write_all(&bytes).await.is_err() || answer.fake_len.is_some() {
            return Ok(());
        }
    }
    Ok(())
}

/// Holds the connection open until the other side gives up.
async fn wait_for_end(stream: &mut TcpStream) -> io::Result<()> {
    let mut rest = [0; 256];
    while !matches!(stream.read(&mut rest).await, Ok(0) | Err(_)) {}
    Ok(())
}
