//! Calls of a model: chat completions of OpenRouter, or of any endpoint that speaks the same.

mod wire;

use std::time::Duration;

use chatwire_core::build::{Auth, Call, Http, Reply, Service, Verdict};
use chatwire_core::env::EnvVar;
use chatwire_core::sse::{EventSource, Item};
use chatwire_core::{Config, Credential, Error, ErrorKind, Result, RetryClass};
use futures_util::StreamExt;
use http::{HeaderName, Method};
use serde::Serialize;
use serde_json::{Map, Value, json};

pub(crate) use self::wire::{Completion, Message, Role, ToolSpec};
use self::wire::{Growing, completion, read_error};

/// Address of the endpoint unless said otherwise (OpenRouter).
pub const DEFAULT_BASE_URL: &str = "https://openrouter.ai/api/v1";

/// Model unless said otherwise (token-bowl-chat 1.1.7).
pub const DEFAULT_MODEL: &str = "openai/gpt-4o-mini";

/// Page that OpenRouter counts the calls for, unless said otherwise.
pub const DEFAULT_REFERER: &str = "https://github.com/chatwire/chatwire";

/// Name that OpenRouter shows for the calls, unless said otherwise.
pub const DEFAULT_TITLE: &str = "chatwire agent";

/// Variable of the key.
pub const API_KEY: EnvVar =
    EnvVar::new("OPENROUTER_API_KEY", "key of OpenRouter, or of the endpoint that is set");

/// Variable of the address.
pub const BASE_URL: EnvVar = EnvVar::new(
    "OPENROUTER_BASE_URL",
    "address of chat completions, up to /chat/completions; https://openrouter.ai/api/v1 by default",
);

/// Variables that [`Agent::from_env`](crate::Agent::from_env) reads.
pub const ENV: &[EnvVar] = &[API_KEY, BASE_URL];

/// Longest attempt: models that think take minutes before the first word.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(300);
const TIMEOUT: Duration = Duration::from_secs(900);
/// Longest silence of a stream; OpenRouter sends comments every few seconds.
const IDLE: Duration = Duration::from_secs(120);
/// Attempts of a stream before its first event.
const STREAM_ATTEMPTS: u32 = 3;

static SERVICE: Service =
    Service::new("model", read_error).limits(ATTEMPT_TIMEOUT, TIMEOUT).verdict(verdict);

/// Refusals that pass although not every service means it so: 408, 409 and all from 500 up, such as the 529 of a model
/// that is overloaded (the library of the Python agent repeats them).
fn verdict(reply: &Reply) -> Verdict {
    // Of those that every service means so, the usual verdict knows more.
    match reply.status.as_u16() {
        500 | 502..=504 => Verdict::Usual,
        408 | 409 | 501 | 505.. => Verdict::RetryAfter(Duration::from_millis(500)),
        _ => Verdict::Usual,
    }
}

/// Tokens and money of a call, or of an answer with all its calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Usage {
    /// Tokens that the model read.
    pub input_tokens: u64,
    /// Tokens that it wrote.
    pub output_tokens: u64,
    /// Price in US dollars; `None` where the endpoint does not tell and no prices are set.
    pub cost_usd: Option<f64>,
}

impl Usage {
    pub(crate) fn add(&mut self, more: &Self) {
        self.input_tokens = self.input_tokens.saturating_add(more.input_tokens);
        self.output_tokens = self.output_tokens.saturating_add(more.output_tokens);
        self.cost_usd = match (self.cost_usd, more.cost_usd) {
            (None, None) => None,
            (ours, theirs) => Some(ours.unwrap_or_default() + theirs.unwrap_or_default()),
        };
    }
}

/// How a model is called.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) model: Option<String>,
    pub(crate) temperature: Option<f64>,
    pub(crate) referer: Option<String>,
    pub(crate) title: Option<String>,
    /// US dollars for a million tokens, read and written.
    pub(crate) prices: Option<(f64, f64)>,
}

/// A model behind an endpoint.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    http: Http,
    options: Options,
}

impl Model {
    pub(crate) fn new(key: Option<Credential>, config: Config, options: Options) -> Result<Self> {
        let auth = match key {
            Some(key) => Auth::bearer(key)?,
            None => Auth::none(),
        };
        let http = Http::new(&SERVICE, DEFAULT_BASE_URL, auth, config)?;
        Ok(Self { http, options })
    }

    /// Name of the model; `None` where the endpoint chooses.
    pub(crate) fn name(&self) -> Option<&str> {
        self.options.model.as_deref()
    }

    fn body(&self, messages: &[Message], tools: &[ToolSpec], stream: bool) -> Value {
        let mut body = Map::new();
        let mut put = |name: &str, value| body.insert(name.to_owned(), value);
        put("messages", json!(messages));
        put("stream", stream.into());
        if let Some(model) = &self.options.model {
            put("model", model.as_str().into());
        }
        if let Some(temperature) = self.options.temperature {
            put("temperature", temperature.into());
        }
        if !tools.is_empty() {
            put("tools", tools.iter().map(ToolSpec::to_json).collect());
        }
        if stream {
            // Without it, no endpoint tells the tokens of a stream.
            put("stream_options", json!({"include_usage": true}));
        }
        Value::Object(body)
    }

    fn call(&self, operation: &'static str, body: &Value) -> Call {
        // A completion changes nothing at the other end: repeating costs tokens, not a second message.
        let mut call = self.http.call(Method::POST, operation, "/chat/completions");
        call = call.class(RetryClass::Idempotent).json(body);
        if let Some(referer) = &self.options.referer {
            call = call.header(HTTP_REFERER, referer);
        }
        if let Some(title) = &self.options.title {
            call = call.header(X_TITLE, title);
        }
        call
    }

    /// The whole answer at once.
    pub(crate) async fn complete(
        &self,
        messages: &[Message],
        tools: &[ToolSpec],
    ) -> Result<Completion> {
        let call = self.call("model.complete", &self.body(messages, tools, false));
        let mut told =
            call.decode(|reply| reply.json::<Value>().and_then(|body| completion(&body))).await?;
        self.price(&mut told.usage);
        Ok(told)
    }

    /// The answer in pieces, each given to `sink` as it comes.
    pub(crate) async fn stream(
        &self,
        messages: &[Message],
        tools: &[ToolSpec],
        sink: &Sink,
    ) -> Result<Completion> {
        let body = self.body(messages, tools, true);
        let mut attempt = 1;
        let mut told = loop {
            let mut begun = false;
            match self.stream_once(&body, sink, &mut begun).await {
                Ok(told) => break told,
                // What was shown cannot be taken back.
                Err(error) if !begun && attempt < STREAM_ATTEMPTS && is_worth_repeating(&error) => {
                    let pause = Duration::from_millis(250 << attempt);
                    let pause = error.retry_after().map_or(pause, |asked| asked.max(pause));
                    if pause > MAX_PAUSE {
                        return Err(error);
                    }
                    tracing::debug!(%error, ?pause, "the stream of the answer is tried again");
                    tokio::time::sleep(pause).await;
                    attempt += 1;
                }
                Err(error) => return Err(error),
            }
        };
        self.price(&mut told.usage);
        Ok(told)
    }

    async fn stream_once(&self, body: &Value, sink: &Sink, begun: &mut bool) -> Result<Completion> {
        let (model, body) = (self.clone(), body.clone());
        let make = move || model.call("model.stream", &body);
        let mut events = EventSource::new(make).no_reconnect().idle_timeout(IDLE);
        let mut growing = Growing::default();
        let mut is_whole = false;
        while let Some(item) = events.next().await {
            let event = match item? {
                Item::Event(event) => event,
                Item::Trouble(error) => return Err(error),
                _ => continue,
            };
            if event.data.trim() == "[DONE]" {
                is_whole = true;
                break;
            }
            let chunk: Value = serde_json::from_str(&event.data).map_err(|err| {
                Error::decode("a piece of the model's answer is no JSON").with_source(err)
            })?;
            *begun = true;
            let reason = chunk.pointer("/choices/0/finish_reason");
            is_whole |= reason.is_some_and(|reason| !reason.is_null());
            if let Some(piece) = growing.feed(&chunk)? {
                sink.send(piece).await;
            }
        }
        if !is_whole {
            let why = "the model's answer broke off";
            return Err(Error::new(ErrorKind::Transport, why).with_maybe_sent(true));
        }
        Ok(growing.finish())
    }

    fn price(&self, usage: &mut Usage) {
        if let (None, Some((input, output))) = (usage.cost_usd, self.options.prices) {
            // Numbers of tokens are far below 2^52.
            #[expect(clippy::cast_precision_loss, reason = "numbers of tokens are small")]
            let (read, written) = (usage.input_tokens as f64, usage.output_tokens as f64);
            usage.cost_usd = Some((read * input + written * output) / 1e6);
        }
    }
}

const HTTP_REFERER: HeaderName = HeaderName::from_static("http-referer");
const X_TITLE: HeaderName = HeaderName::from_static("x-title");
/// Longest wait that an endpoint may ask for in the middle of a conversation.
const MAX_PAUSE: Duration = Duration::from_secs(60);

fn is_worth_repeating(error: &Error) -> bool {
    let status = error.status();
    error.is_retryable() || matches!(status.map(|status| status.as_u16()), Some(408 | 409 | 500..))
}

/// Whether an endpoint refused because its model knows no tools.
pub(crate) fn refuses_tools(error: &Error) -> bool {
    let kind =
        matches!(error.kind(), ErrorKind::Rejected | ErrorKind::NotFound | ErrorKind::Unsupported);
    kind && error.message().to_ascii_lowercase().contains("tool")
}

/// Where pieces of text go.
#[derive(Clone, Debug)]
pub(crate) struct Sink(tokio::sync::mpsc::Sender<crate::Piece>);

impl Sink {
    pub(crate) fn new(sender: tokio::sync::mpsc::Sender<crate::Piece>) -> Self {
        Self(sender)
    }

    async fn send(&self, text: String) {
        self.give(crate::Piece::Text(text)).await;
    }

    pub(crate) async fn give(&self, piece: crate::Piece) {
        // Whoever stopped reading also dropped the work that sends.
        if self.0.send(piece).await.is_err() {
            tracing::trace!("nobody reads the answer any more");
        }
    }
}
