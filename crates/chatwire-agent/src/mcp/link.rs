//! A session with a server, opened when it is needed and again when it was lost.

use std::env;
use std::ffi::OsString;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chatwire_core::{Config, Error, ErrorKind, Result};
use http::StatusCode;
use rmcp::model::{
    CallToolRequestParams, CallToolResult, ClientCapabilities, ClientConfig, ContentBlock,
    Implementation, ProtocolVersion,
};
use rmcp::service::{RunningService, ServiceError};
use rmcp::transport::streamable_http_client::StreamableHttpError;
use rmcp::transport::{StreamableHttpClientTransport, TokioChildProcess};
use rmcp::{RoleClient, ServiceExt};
use serde_json::{Map, Value};
use tokio::process::Command;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};
use tracing::{debug, info, warn};

use super::http::{Place, Streamable};
use super::sse::EventTransport;
use super::{Server, Tool, Way, trouble};

/// Longest time for a session to begin, its list of tools included.
const CONNECT: Duration = Duration::from_secs(20);
/// Longest call of a tool.
const CALL: Duration = Duration::from_secs(120);
/// First and longest pause before a server that could not be reached is tried again.
const PAUSE: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(300));

type Session = RunningService<RoleClient, ClientConfig>;

/// A server and the session with it.
#[derive(Debug)]
pub(crate) struct Link {
    shared: Arc<Shared>,
    /// Tries again in the background; ends with the link.
    task: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Debug)]
struct Shared {
    server: Server,
    /// Where it is; nothing for a program.
    place: Option<Place>,
    /// Whether the task is at work.
    is_retrying: AtomicBool,
    state: tokio::sync::Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    session: Option<Session>,
    /// Counts the sessions: who saw one fail must not end the one that followed it.
    generation: u64,
    tools: Vec<Tool>,
    /// Failures in a row.
    failures: u32,
    retry_at: Option<Instant>,
    error: Option<Error>,
}

impl Link {
    /// A link to `server`, which connects when it is used; proxy, certificates and limits are those of `config`.
    pub(crate) fn new(server: Server, config: &Config) -> Result<Self> {
        let place = match &server.way {
            Way::Sse(url) | Way::Http(url) => {
                let place = Place::new(url, server.bearer.clone(), config);
                Some(place.map_err(|error| trouble(&server.name, error))?)
            }
            Way::Stdio { .. } => None,
        };
        let shared = Shared {
            server,
            place,
            is_retrying: AtomicBool::new(false),
            state: tokio::sync::Mutex::default(),
        };
        Ok(Self { shared: Arc::new(shared), task: Mutex::default() })
    }

    /// Tools of the server, as far as it can be reached.
    pub(crate) async fn ready(&self) -> Result<Vec<Tool>> {
        if self.shared.is_retrying.load(Ordering::Acquire) {
            return Err(self.away());
        }
        let mut state = self.shared.state.lock().await;
        if state.is_open() {
            return Ok(state.tools.clone());
        }
        match (&state.error, state.retry_at) {
            (Some(error), Some(at)) => {
                let error = error.clone();
                drop(state);
                if Instant::now() >= at {
                    self.retry();
                }
                Err(error)
            }
            _ => {
                self.shared.connect(&mut state).await?;
                Ok(state.tools.clone())
            }
        }
    }

    fn away(&self) -> Error {
        let error = Error::new(ErrorKind::Connect, "the tool server cannot be reached");
        trouble(&self.shared.server.name, error)
    }

    fn retry(&self) {
        if self.shared.is_retrying.swap(true, Ordering::AcqRel) {
            return;
        }
        let retrying = Retrying(Arc::clone(&self.shared));
        let task = tokio::spawn(async move {
            let shared = &retrying.0;
            let mut state = shared.state.lock().await;
            if let Err(error) = shared.connect(&mut state).await {
                debug!(%error, "the tool server is still away");
            }
        });
        *self.task.lock().unwrap_or_else(PoisonError::into_inner) = Some(task);
    }

    /// Calls a tool; a result that is an error is one of kind `Rejected`.
    pub(crate) async fn call(&self, name: &str, given: Map<String, Value>) -> Result<String> {
        let named = |error| trouble(&self.shared.server.name, error);
        let mut is_second = false;
        loop {
            let (peer, generation, is_repeatable) = {
                let mut state = self.shared.state.lock().await;
                if state.session.is_some() && !state.is_open() {
                    // Nothing was asked yet, so that any tool may be called on a new session.
                    self.shared.connect(&mut state).await?;
                }
                let Some(session) = &state.session else { return Err(self.away()) };
                let tool = state.tools.iter().find(|tool| tool.name == name);
                let is_repeatable = tool.is_some_and(|tool| tool.is_repeatable);
                (session.peer().clone(), state.generation, is_repeatable)
            };
            let params = CallToolRequestParams::new(name.to_owned()).with_arguments(given.clone());
            let called = timeout(CALL, peer.call_tool(params)).await;
            let error = match called {
                Ok(Ok(result)) => return text(result).map_err(named),
                Ok(Err(error)) => error,
                Err(_) => {
                    let why = format!("no result within {} s", CALL.as_secs());
                    return Err(named(Error::new(ErrorKind::Timeout, why).with_maybe_sent(true)));
                }
            };
            match error {
                ServiceError::McpError(error) => {
                    let words = error.message.into_owned();
                    let code = error.code.0.to_string();
                    return Err(named(Error::new(ErrorKind::Rejected, words).with_code(code)));
                }
                ServiceError::TransportClosed => {
                    // Streamable HTTP says this also of one answer that broke off, and the session goes on.
                    let is_lost = !matches!(self.shared.server.way, Way::Http(_));
                    self.shared.reopen(generation, is_lost).await?;
                }
                ServiceError::TransportSend(error) => match Unsent::new(error.error) {
                    Unsent::Refused(error) => return Err(named(error)),
                    Unsent::NoSession => self.shared.reopen(generation, true).await?,
                    Unsent::Lost => self.shared.reopen(generation, false).await?,
                },
                error => {
                    let lost = Error::new(ErrorKind::Transport, "the call of the tool failed");
                    return Err(named(lost.with_source(error).with_maybe_sent(true)));
                }
            }
            if is_second || !is_repeatable {
                let why = "the connection was lost; whether the tool did its work is not known";
                let error = Error::new(ErrorKind::Transport, why).with_maybe_sent(true);
                return Err(named(error));
            }
            is_second = true;
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        let task = self.task.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(task) = task.take() {
            task.abort();
        }
    }
}

/// Says that the task is at work until it ends, also with its runtime or by a panic: then the next may begin.
struct Retrying(Arc<Shared>);

impl Drop for Retrying {
    fn drop(&mut self) {
        self.0.is_retrying.store(false, Ordering::Release);
    }
}

impl State {
    /// Whether calls still go out; what the session itself says of being closed is only whether we closed it.
    fn is_open(&self) -> bool {
        self.session.as_ref().is_some_and(|session| !session.peer().is_transport_closed())
    }
}

/// Why a call was not taken.
enum Unsent {
    /// In the server's words; the session goes on.
    Refused(Error),
    /// The server does not know the session any more.
    NoSession,
    /// Without a word.
    Lost,
}

impl Unsent {
    fn new(error: Box<dyn std::error::Error + Send + Sync>) -> Self {
        let error = match error.downcast::<StreamableHttpError<Error>>().map(|error| *error) {
            Ok(StreamableHttpError::Client(error)) => error,
            Ok(StreamableHttpError::SessionExpired) => return Self::NoSession,
            Ok(_) => return Self::Lost,
            Err(error) => match error.downcast::<Error>() {
                Ok(error) => *error,
                Err(_) => return Self::Lost,
            },
        };
        match error.status() {
            Some(StatusCode::NOT_FOUND) => Self::NoSession,
            // The TypeScript kit says it so: "No transport found for sessionId", "No valid session ID provided".
            Some(StatusCode::BAD_REQUEST) if speaks_of_session(error.body()) => Self::NoSession,
            Some(_) => Self::Refused(error),
            None => Self::Lost,
        }
    }
}

fn speaks_of_session(body: &[u8]) -> bool {
    String::from_utf8_lossy(body).to_ascii_lowercase().contains("session")
}

impl Shared {
    /// Opens a session in place of the one that a call failed on, unless another call has done so or it is still open.
    ///
    /// It is for what follows, even if that call may not be repeated.
    async fn reopen(&self, generation: u64, is_lost: bool) -> Result<()> {
        let mut state = self.state.lock().await;
        if state.generation == generation && (is_lost || !state.is_open()) {
            self.connect(&mut state).await?;
        }
        Ok(())
    }

    async fn connect(&self, state: &mut State) -> Result<()> {
        state.session = None;
        let opened = match timeout(CONNECT, self.open()).await {
            Ok(opened) => opened,
            Err(_) => {
                let why = format!("the session did not begin within {} s", CONNECT.as_secs());
                Err(Error::new(ErrorKind::Timeout, why))
            }
        };
        match opened {
            Ok((session, tools)) => {
                info!(server = self.server.name, tools = tools.len(), "the tool server is there");
                let generation = state.generation.wrapping_add(1);
                *state = State { session: Some(session), generation, tools, ..State::default() };
                Ok(())
            }
            Err(error) => {
                let error = trouble(&self.server.name, error);
                let (first, most) = PAUSE;
                let pause = first.saturating_mul(1 << state.failures.min(16)).min(most);
                if state.failures == 0 {
                    // Said once: what follows is the same.
                    warn!(%error, "no tools of this server; it is tried again in the background");
                }
                state.failures = state.failures.saturating_add(1);
                state.retry_at = Some(Instant::now() + pause);
                state.error = Some(error.clone());
                Err(error)
            }
        }
    }

    async fn open(&self) -> Result<(Session, Vec<Tool>)> {
        let session = match (&self.server.way, &self.place) {
            (Way::Stdio { program, args, env: given }, _) => {
                let mut command = Command::new(program);
                command.args(args).kill_on_drop(true);
                // Our own variables hold keys of the model and of the platforms.
                command.env_clear().envs(inherited());
                command.envs(given.iter().map(|(name, value)| (name, value.expose())));
                let child = TokioChildProcess::builder(command).stderr(Stdio::null()).spawn();
                let (child, _) = child.map_err(|error| {
                    Error::new(ErrorKind::Connect, "the tool server cannot be started")
                        .with_source(error)
                })?;
                client(ProtocolVersion::V_2025_06_18).serve(child).await
            }
            (Way::Sse(_), Some(place)) => {
                let transport = EventTransport::open(place.clone()).await?;
                client(ProtocolVersion::V_2024_11_05).serve(transport).await
            }
            (Way::Http(_), Some(place)) => {
                let (way, config) = (Streamable::new(place), Streamable::config());
                let transport = StreamableHttpClientTransport::with_client(way, config);
                client(ProtocolVersion::V_2025_06_18).serve(transport).await
            }
            (_, None) => return Err(Error::config("the tool server has no address")),
        };
        let session = session.map_err(|error| {
            Error::new(ErrorKind::Connect, "the session with the tool server did not begin")
                .with_source(error)
        })?;
        // All pages of the list.
        let tools = session.list_all_tools().await.map_err(|error| {
            Error::new(ErrorKind::Rejected, "the tool server does not tell its tools")
                .with_source(error)
        })?;
        Ok((session, tools.into_iter().map(Tool::new).collect()))
    }
}

/// Variables that a program needs to run at all, as the Python kit hands them on (mcp 1.x, `get_default_environment`);
/// besides those, where temporary files go and which language is spoken.
#[cfg(not(windows))]
const HANDED_ON: &[&str] = &["HOME", "LANG", "LOGNAME", "PATH", "SHELL", "TERM", "TMPDIR", "USER"];
#[cfg(windows)]
const HANDED_ON: &[&str] = &[
    "APPDATA",
    "HOMEDRIVE",
    "HOMEPATH",
    "LANG",
    "LOCALAPPDATA",
    "PATH",
    "PATHEXT",
    "PROCESSOR_ARCHITECTURE",
    "SYSTEMDRIVE",
    "SYSTEMROOT",
    "TEMP",
    "USERNAME",
    "USERPROFILE",
];

fn inherited() -> impl Iterator<Item = (OsString, OsString)> {
    env::vars_os().filter(|(name, _)| {
        let name = name.to_string_lossy();
        // Windows does not tell `Path` from `PATH`.
        let is_known = |known: &&str| {
            if cfg!(windows) { known.eq_ignore_ascii_case(&name) } else { **known == name }
        };
        name.starts_with("LC_") || HANDED_ON.iter().any(is_known)
    })
}

fn client(version: ProtocolVersion) -> ClientConfig {
    let me = Implementation::new("chatwire-agent", env!("CARGO_PKG_VERSION"));
    ClientConfig::new(ClientCapabilities::default(), me).with_protocol_version(version)
}

/// The text of a result, other contents by their kind.
fn text(result: CallToolResult) -> Result<String> {
    let mut parts = Vec::with_capacity(result.content.len());
    for block in result.content {
        parts.push(match block {
            ContentBlock::Text(text) => text.text,
            ContentBlock::Image(_) => "[image]".to_owned(),
            ContentBlock::Audio(_) => "[audio]".to_owned(),
            ContentBlock::ResourceLink(link) => format!("[resource {}]", link.uri),
            other => serde_json::to_string(&other).unwrap_or_default(),
        });
    }
    if parts.is_empty() {
        parts.extend(result.structured_content.map(|value| value.to_string()));
    }
    let text = parts.join("\n");
    if result.is_error == Some(true) {
        return Err(Error::new(ErrorKind::Rejected, text));
    }
    Ok(text)
}
