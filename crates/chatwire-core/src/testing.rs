//! Scripted answers for tests of programs that use a chatwire client (feature `testing`).
//!
//! A [`Script`] stands in for the network: limiter, retries, deadlines and
//! decoding are the real ones, so a test sees what production would do.
//! Faults of the transport are answers, too: [`Answer::drop_before`],
//! [`Answer::drop_after`], [`Answer::cut`], [`Answer::open`], [`Answer::never`].

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use crate::ErrorKind;
use crate::build::Reply;
use crate::http::net::{Answer as Head, AnswerBody, Broken, Outgoing, OutgoingBody};
use crate::http::redact::{Headers, without_query};

/// Answers in order, and the requests that asked for them. Clones share both.
///
/// ```
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use chatwire_core::testing::{Answer, Script};
/// # use chatwire_core::Config;
/// # use chatwire_core::build::{Auth, ErrorDetail, Http, Service};
/// # static SERVICE: Service = Service::new("example", |_| ErrorDetail::default());
///
/// let script = Script::new().answer(Answer::status(503)).answer(Answer::status(200).body("[1]"));
/// let config = Config::new().script(script.clone()); // builders of clients have `script`, too
/// # let http = Http::new(&SERVICE, "https://api.example.org", Auth::none(), config)?;
/// # let request = http.call(http::Method::GET, "example.list", "/list").json_reply::<Vec<u8>>();
/// assert_eq!(request.await?, [1]);
/// assert_eq!(script.requests().len(), 2, "the refused attempt was repeated");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Script(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    answers: VecDeque<Answer>,
    always: Option<Answer>,
    places: Vec<(String, Answer)>,
    requests: Vec<Sent>,
}

/// A request that a client made.
///
/// `Debug` shows the body's length only, neither query nor headers that may hold a secret.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use chatwire_core::{Config, testing::{Answer, Script}};
/// # use chatwire_core::build::{Auth, ErrorDetail, Http, Service};
/// # static SERVICE: Service = Service::new("example", |_| ErrorDetail::default());
/// # let script = Script::new().always(Answer::status(200).body("1"));
/// # let config = Config::new().script(script.clone());
/// # let http = Http::new(&SERVICE, "https://api.example.org", Auth::none(), config)?;
/// # let call = http.call(http::Method::POST, "example.send", "/messages");
/// # call.json(&serde_json::json!({"text": "Hello"})).json_reply::<u8>().await?;
/// let sent = &script.requests()[0];
/// assert_eq!((sent.method.as_str(), sent.url.as_str()), ("POST", "https://api.example.org/messages"));
/// assert_eq!(sent.body, r#"{"text":"Hello"}"#);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Sent {
    /// Method of the request.
    pub method: Method,
    /// Absolute URL.
    pub url: String,
    /// Headers; credentials are marked sensitive.
    pub headers: HeaderMap,
    /// Whole body.
    pub body: Bytes,
}

impl Script {
    /// A script without answers: every request fails as if the server were away.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the answer to the next request that has none yet.
    #[must_use]
    pub fn answer(self, answer: Answer) -> Self {
        self.lock().answers.push_back(answer);
        self
    }

    /// Answers every further request the same way.
    #[must_use]
    pub fn always(self, answer: Answer) -> Self {
        self.lock().always = Some(answer);
        self
    }

    /// Answers every request to this path the same way, whatever else is scripted.
    #[must_use]
    pub fn at(self, path: impl Into<String>, answer: Answer) -> Self {
        self.lock().places.push((path.into(), answer));
        self
    }

    /// Requests so far, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<Sent> {
        self.lock().requests.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) async fn send(&self, mut outgoing: Outgoing) -> Result<Head, Broken> {
        let answer = {
            let mut state = self.lock();
            let path = path_of(&outgoing.url);
            let place = state.places.iter().find(|(known, _)| known == path);
            let placed = place.map(|(_, answer)| answer.clone());
            let next = placed.or_else(|| state.answers.pop_front());
            next.or_else(|| state.always.clone())
        };
        let Some(answer) = answer else {
            return Err(Broken::new(ErrorKind::Connect, "the script has no answer left", false));
        };
        if let Fault::DropBefore = answer.fault {
            return Err(Broken::new(ErrorKind::Connect, "cannot connect", false));
        }
        let body = match std::mem::replace(&mut outgoing.body, OutgoingBody::Empty) {
            OutgoingBody::Empty => Bytes::new(),
            OutgoingBody::Bytes(bytes) => bytes,
            #[cfg(feature = "multipart")]
            OutgoingBody::Form(form) => {
                let kind = format!("multipart/form-data; boundary={}", form.boundary());
                if let Ok(kind) = HeaderValue::try_from(kind) {
                    outgoing.headers.insert(http::header::CONTENT_TYPE, kind);
                }
                drain(form.into_stream()).await?
            }
            #[cfg(feature = "multipart")]
            OutgoingBody::Stream(pieces) => drain(pieces).await?,
        };
        self.lock().requests.push(Sent {
            method: outgoing.method,
            url: outgoing.url,
            headers: outgoing.headers,
            body,
        });
        tokio::time::sleep(answer.delay).await;
        match answer.fault {
            Fault::Never => std::future::pending().await,
            Fault::DropAfter => {
                let why = "the connection broke before the answer";
                Err(Broken::new(ErrorKind::Transport, why, true))
            }
            Fault::None | Fault::Cut | Fault::Open | Fault::DropBefore => {
                let mut reply = Reply::new(answer.status, Bytes::new());
                reply.headers = answer.headers;
                let (pieces, fault) = (answer.pieces.into(), answer.fault);
                let body = ScriptBody { pieces, pause: answer.pause, fault };
                Ok(Head { reply, body: AnswerBody::Script(body) })
            }
        }
    }
}

/// The path of an absolute address, without its query.
fn path_of(url: &str) -> &str {
    let after = url.split_once("://").map_or(url, |(_, after)| after);
    let path = after.find('/').and_then(|at| after.get(at..)).unwrap_or("/");
    path.split_once('?').map_or(path, |(path, _)| path)
}

#[cfg(feature = "multipart")]
async fn drain<E: std::error::Error + Send + Sync + 'static>(
    pieces: impl futures_core::Stream<Item = Result<Bytes, E>>,
) -> Result<Bytes, Broken> {
    use futures_util::TryStreamExt;
    let pieces = std::pin::pin!(pieces).try_collect::<Vec<Bytes>>().await;
    match pieces {
        Ok(pieces) => Ok(Bytes::from(pieces.concat())),
        Err(_) => Err(Broken::new(ErrorKind::Input, "the request's body could not be read", true)),
    }
}

/// Signs as platforms with RSA webhooks do (PKCS#1 v1.5 over SHA-256), for tests of verifiers.
///
/// ```no_run
/// # // no_run: needs a pair of keys in files
/// use chatwire_core::crypto::RsaPublicKey;
/// use chatwire_core::testing::RsaSigner;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // A throw-away pair: `openssl genpkey -algorithm RSA`, `openssl pkey -pubout`.
/// let signer = RsaSigner::from_pem(&std::fs::read_to_string("tests/data/key.pem")?)?;
/// let key = RsaPublicKey::from_pem(&std::fs::read_to_string("tests/data/key.pub.pem")?)?;
/// assert!(key.verify(b"hello", &signer.sign(b"hello")));
/// # Ok(())
/// # }
/// ```
pub struct RsaSigner(crate::crypto::RsaPrivateKey);

impl RsaSigner {
    /// Reads a `PRIVATE KEY` section (PKCS#8) of 2048 bits or more in PEM form.
    ///
    /// # Errors
    /// [`Config`](ErrorKind::Config) when the text holds no such key.
    pub fn from_pem(pem: &str) -> crate::Result<Self> {
        let key = crate::crypto::RsaPrivateKey::from_pem(pem);
        key.map(Self).ok_or_else(|| crate::Error::config("no RSA private key in PKCS#8 form"))
    }

    /// Signature of `message`; empty when the system's random source fails.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).unwrap_or_default()
    }
}

impl fmt::Debug for RsaSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RsaSigner(…)")
    }
}

/// What a script answers.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use chatwire_core::testing::{Answer, Script};
/// # use chatwire_core::Config;
/// # use chatwire_core::build::{Auth, ErrorDetail, Http, Service};
/// # static SERVICE: Service = Service::new("example", |_| ErrorDetail::default());
///
/// let script = Script::new().answer(Answer::drop_after());
/// # let config = Config::new().script(script);
/// # let http = Http::new(&SERVICE, "https://api.example.org", Auth::none(), config)?;
/// # let request = http.call(http::Method::POST, "example.send", "/messages").json_reply::<u8>();
/// let err = request.await.unwrap_err();
/// assert!(err.maybe_sent(), "the program must look whether the message arrived");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    pieces: Vec<Bytes>,
    pause: Duration,
    delay: Duration,
    fault: Fault,
}

#[derive(Clone, Copy, Debug)]
enum Fault {
    None,
    DropBefore,
    DropAfter,
    Cut,
    Open,
    Never,
}

impl Answer {
    /// An answer with `status`, out of range read as 500, and no body.
    pub fn status(status: u16) -> Self {
        Self {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            headers: HeaderMap::new(),
            pieces: Vec::new(),
            pause: Duration::ZERO,
            delay: Duration::ZERO,
            fault: Fault::None,
        }
    }

    /// An answer with status 200 and this JSON body.
    pub fn json(value: &serde_json::Value) -> Self {
        Self::status(200).body(value.to_string())
    }

    /// No connection: the request never leaves.
    pub fn drop_before() -> Self {
        Self { fault: Fault::DropBefore, ..Self::status(200) }
    }

    /// The request arrives, its answer is lost.
    pub fn drop_after() -> Self {
        Self { fault: Fault::DropAfter, ..Self::status(200) }
    }

    /// The request arrives and is never answered.
    pub fn never() -> Self {
        Self { fault: Fault::Never, ..Self::status(200) }
    }

    /// Sets the body.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.pieces = vec![body.into()];
        self
    }

    /// Sends the body in pieces with a pause before each.
    pub fn trickle(mut self, pieces: Vec<Bytes>, pause: Duration) -> Self {
        self.pieces = pieces;
        self.pause = pause;
        self
    }

    /// Breaks the connection after the body that was set.
    pub fn cut(mut self) -> Self {
        self.fault = Fault::Cut;
        self
    }

    /// Leaves the answer open after the body that was set: no more comes, and no end.
    pub fn open(mut self) -> Self {
        self.fault = Fault::Open;
        self
    }

    /// Waits before answering.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Adds a header; one with an invalid name or value is left out.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
            self.headers.append(name, value);
        }
        self
    }
}

impl fmt::Debug for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sent")
            .field("method", &self.method)
            .field("url", &without_query(&self.url))
            .field("headers", &Headers(&self.headers))
            .field("body_len", &self.body.len())
            .finish()
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("headers", &Headers(&self.headers))
            .field("body_len", &self.pieces.iter().map(Bytes::len).sum::<usize>())
            .field("delay", &self.delay)
            .field("fault", &self.fault)
            .finish_non_exhaustive()
    }
}

/// Body of a scripted answer.
pub(crate) struct ScriptBody {
    pieces: VecDeque<Bytes>,
    pause: Duration,
    fault: Fault,
}

impl ScriptBody {
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Broken> {
        if !self.pieces.is_empty() {
            // The piece stays until it is due: a reader may give up waiting and come back.
            tokio::time::sleep(self.pause).await;
            return Ok(self.pieces.pop_front());
        }
        match self.fault {
            Fault::Open => std::future::pending().await,
            Fault::Cut => {
                let why = "the connection broke inside the answer's body";
                Err(Broken::new(ErrorKind::Transport, why, true))
            }
            _ => Ok(None),
        }
    }
}

impl fmt::Debug for ScriptBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScriptBody").field("pieces", &self.pieces.len()).finish_non_exhaustive()
    }
}
