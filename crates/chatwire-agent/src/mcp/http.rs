//! Streamable HTTP, with our connections: proxy, certificates and limits of the agent hold here, too.

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chatwire_core::build::{Auth, BodyStream, Call, ErrorDetail, Http, Service};
use chatwire_core::{Config, Credential, Error, ErrorKind, Result, Secret};
use futures_util::StreamExt;
use futures_util::stream::{BoxStream, try_unfold};
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use rmcp::model::{ClientJsonRpcMessage, ServerJsonRpcMessage};
use rmcp::transport::streamable_http_client::{
    StreamableHttpClient, StreamableHttpClientTransportConfig, StreamableHttpError,
    StreamableHttpPostResponse,
};
use sse_stream::{Error as SseError, Sse, SseStream};
use url::Url;

static SERVICE: Service = Service::new("mcp", |_| ErrorDetail::default())
    .limits(Duration::from_secs(120), Duration::from_secs(120));

const SESSION: HeaderName = HeaderName::from_static("mcp-session-id");
const LAST_EVENT: HeaderName = HeaderName::from_static("last-event-id");
const BOTH: &str = "application/json, text/event-stream";
const EVENTS: &str = "text/event-stream";

/// Most of an answer that is no stream, in bytes.
const MAX_ANSWER: usize = 4 * 1024 * 1024;

/// Longest silence of a stream that only brings what the server wants to tell.
const IDLE: Duration = Duration::from_secs(3600);

/// Where a server is.
#[derive(Clone)]
pub(super) struct Place {
    http: Http,
    url: Url,
}

impl Place {
    pub(super) fn new(url: &Url, bearer: Option<Secret>, config: &Config) -> Result<Self> {
        let auth = match bearer {
            Some(key) => Auth::bearer(Credential::from(key))?,
            None => Auth::none(),
        };
        let config = config.clone().base_url(url.origin().ascii_serialization())?;
        let http = Http::new(&SERVICE, "http://localhost", auth, config)?;
        Ok(Self { http, url: url.clone() })
    }

    /// Path and query.
    pub(super) fn path(&self) -> &str {
        let url = self.url.as_str();
        let end = url.find('#').unwrap_or(url.len());
        let start = self.url.origin().ascii_serialization().len();
        url.get(start..end).unwrap_or("/")
    }

    /// A call whose path is shown nowhere: many servers have the key of their user in it.
    pub(super) fn call(&self, method: Method, operation: &'static str, path: &str) -> Call {
        self.http.written(method, operation, path).hide_path()
    }

    /// Path and query of a place that the server names: calls with our key go nowhere but to it.
    pub(super) fn same_origin(&self, named: &str) -> Result<String> {
        let fail = |why| Err(Error::new(ErrorKind::Decode, why));
        let Ok(place) = self.url.join(named) else {
            return fail("the place for messages is no address");
        };
        if place.origin() != self.url.origin() {
            return fail("the place for messages is at another server");
        }
        let moved = Self { http: self.http.clone(), url: place };
        Ok(moved.path().to_owned())
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Place").field(&self.http).finish()
    }
}

/// What rmcp's transport calls.
#[derive(Clone)]
pub(super) struct Streamable(Place);

type Failed = StreamableHttpError<Error>;
type Headers = HashMap<HeaderName, HeaderValue>;

impl Streamable {
    pub(super) fn new(place: &Place) -> Self {
        Self(place.clone())
    }

    /// Without the address, which rmcp would only hand back, or log.
    pub(super) fn config() -> StreamableHttpClientTransportConfig {
        StreamableHttpClientTransportConfig::with_uri("/")
    }

    fn call(
        &self,
        method: Method,
        operation: &'static str,
        session: Option<&str>,
        headers: &Headers,
    ) -> Call {
        let mut call = self.0.call(method, operation, self.0.path());
        for (name, value) in headers {
            match value.to_str() {
                Ok(value) => call = call.header(name.clone(), value),
                Err(_) => call = call.fail(Error::input(format!("header {name} is no text"))),
            }
        }
        match session {
            Some(session) => call.header(SESSION, session),
            None => call,
        }
    }

    async fn post(
        &self,
        message: ClientJsonRpcMessage,
        session: Option<Arc<str>>,
        headers: Headers,
    ) -> std::result::Result<StreamableHttpPostResponse, Failed> {
        let call = self.call(Method::POST, "mcp.post", session.as_deref(), &headers);
        let opened = call.header(header::ACCEPT, BOTH).json(&message).open().await;
        let body = match opened {
            Ok(body) => body,
            Err(error) => {
                let status = error.status();
                if status == Some(StatusCode::NOT_FOUND) && session.is_some() {
                    return Err(StreamableHttpError::SessionExpired);
                }
                // A refusal of the protocol may come with a status of its own.
                if let Ok(answer) = serde_json::from_slice::<ServerJsonRpcMessage>(error.body()) {
                    return Ok(StreamableHttpPostResponse::Json(answer, None));
                }
                return Err(StreamableHttpError::Client(error));
            }
        };
        if matches!(body.status(), StatusCode::ACCEPTED | StatusCode::NO_CONTENT) {
            return Ok(StreamableHttpPostResponse::Accepted);
        }
        let text = |name| body.headers().get(name).and_then(|value| value.to_str().ok());
        let session = text(SESSION).map(str::to_owned);
        let kind = text(header::CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase();
        if kind.starts_with(EVENTS) {
            return Ok(StreamableHttpPostResponse::Sse(events(body), session));
        }
        let bytes = whole(body).await.map_err(StreamableHttpError::Client)?;
        if bytes.is_empty() {
            return Ok(StreamableHttpPostResponse::Accepted);
        }
        let answer = serde_json::from_slice(&bytes)?;
        Ok(StreamableHttpPostResponse::Json(answer, session))
    }
}

impl StreamableHttpClient for Streamable {
    type Error = Error;

    fn post_message(
        &self,
        _: Arc<str>,
        message: ClientJsonRpcMessage,
        session: Option<Arc<str>>,
        _: Option<String>,
        headers: Headers,
    ) -> impl Future<Output = std::result::Result<StreamableHttpPostResponse, Failed>> + Send + '_
    {
        self.post(message, session, headers)
    }

    async fn delete_session(
        &self,
        _: Arc<str>,
        session: Arc<str>,
        _: Option<String>,
        headers: Headers,
    ) -> std::result::Result<(), Failed> {
        let call = self.call(Method::DELETE, "mcp.end", Some(&session), &headers);
        match call.decode(|_| Ok(())).await {
            Err(error) if error.status() == Some(StatusCode::METHOD_NOT_ALLOWED) => {
                Err(StreamableHttpError::ServerDoesNotSupportDeleteSession)
            }
            ended => ended.map_err(StreamableHttpError::Client),
        }
    }

    async fn get_stream(
        &self,
        _: Arc<str>,
        session: Option<Arc<str>>,
        last_event: Option<String>,
        _: Option<String>,
        headers: Headers,
    ) -> std::result::Result<BoxStream<'static, std::result::Result<Sse, SseError>>, Failed> {
        let call = self.call(Method::GET, "mcp.listen", session.as_deref(), &headers);
        let mut call = call.header(header::ACCEPT, EVENTS);
        if let Some(id) = last_event {
            call = call.header(LAST_EVENT, id);
        }
        match call.open().await {
            Ok(body) => Ok(events(body.idle_timeout(IDLE))),
            Err(error) => Err(match error.status() {
                Some(StatusCode::METHOD_NOT_ALLOWED) => {
                    StreamableHttpError::ServerDoesNotSupportSse
                }
                Some(StatusCode::NOT_FOUND) if session.is_some() => {
                    StreamableHttpError::SessionExpired
                }
                _ => StreamableHttpError::Client(error),
            }),
        }
    }
}

fn events(body: BodyStream) -> BoxStream<'static, std::result::Result<Sse, SseError>> {
    let pieces = try_unfold(body, |mut body| async move {
        let piece = body.next().await?;
        Ok::<_, Error>(piece.map(|piece| (piece, body)))
    });
    SseStream::from_bytes_stream(pieces).boxed()
}

async fn whole(mut body: BodyStream) -> Result<Bytes> {
    let mut bytes = Vec::new();
    while let Some(piece) = body.next().await? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > MAX_ANSWER {
            return Err(Error::decode("the tool server's answer is too large"));
        }
    }
    Ok(bytes.into())
}
