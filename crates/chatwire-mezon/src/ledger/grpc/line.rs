//! The connection below the services, and what its failures are called.

use std::error::Error as StdError;
use std::task::{Context, Poll};

use chatwire_core::build::{BaseUrl, Http2Connection, Http2Dialer};
use chatwire_core::{BoxFuture, Error, ErrorKind, Result};
use futures_util::{Stream, StreamExt as _};
use http::Uri;
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use tonic::codegen::Service;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Status, Streaming};

use crate::error::{named, refused};

/// A connection that is opened by the first call and again after it broke.
///
/// TLS is the dialer's: tonic is told of a plain address, so that it never looks for settings of its own, and writes
/// the true scheme into its requests.
pub(super) fn channel(address: &BaseUrl, dialer: &Http2Dialer) -> Result<Channel> {
    let unusable = || named(Error::config("the node's address cannot be used"));
    let origin = Uri::try_from(address.as_str()).map_err(|err| unusable().with_source(err))?;
    let authority = origin.authority().map_or("", |authority| authority.as_str());
    let user_agent = dialer.user_agent().clone();
    let endpoint = Endpoint::from_shared(format!("http://{authority}"))
        .and_then(|endpoint| endpoint.user_agent(user_agent))
        .map_err(|err| unusable().with_source(err))?
        .origin(origin);
    Ok(endpoint.connect_with_connector_lazy(Connector(dialer.clone())))
}

#[derive(Clone)]
struct Connector(Http2Dialer);

impl Service<Uri> for Connector {
    type Response = TokioIo<Http2Connection>;
    type Error = Error;
    type Future = BoxFuture<'static, Result<TokioIo<Http2Connection>>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        let dialer = self.0.clone();
        Box::pin(async move { dialer.connect().await.map(TokioIo::new) })
    }
}

/// The words of a node: most of its errors are a text of JSON under the code 2.
#[derive(Deserialize)]
struct Words {
    code: String,
    #[serde(default)]
    message: String,
}

pub(super) fn error(status: Status) -> Error {
    if let Some(failed) = dialing(&status) {
        let error = Error::new(failed.kind(), failed.message().to_owned());
        return named(error.with_source(status).with_maybe_sent(false));
    }
    if let Ok(words) = serde_json::from_str::<Words>(status.message()) {
        let kind = match words.code.as_str() {
            super::code::TRANSACTION_NOT_FOUND => ErrorKind::NotFound,
            "rate_limited" => ErrorKind::RateLimited,
            "internal_error" => ErrorKind::Server,
            _ => ErrorKind::Rejected,
        };
        return named(Error::new(kind, words.message).with_code(words.code).with_maybe_sent(true));
    }
    if StdError::source(&status).is_some() {
        // Made here, of what the connection said.
        let kind = match status.code() {
            Code::OutOfRange | Code::ResourceExhausted => ErrorKind::Decode,
            _ => ErrorKind::Transport,
        };
        let error = Error::new(kind, "the connection to the node broke").with_source(status);
        return named(error.with_maybe_sent(true));
    }
    let number = u16::try_from(i32::from(status.code())).unwrap_or_default();
    let is_answer_too_large = status.code() == Code::OutOfRange;
    let error = refused(number, status.message()).with_maybe_sent(true);
    if is_answer_too_large { error.with_context("answer", "too large") } else { error }
}

/// The failure of the dialer below a status, which means that nothing was sent.
fn dialing(status: &Status) -> Option<&Error> {
    let mut source = StdError::source(status);
    while let Some(err) = source {
        if let Some(err) = err.downcast_ref::<Error>() {
            return Some(err);
        }
        source = err.source();
    }
    None
}

/// Whether the same question may be answered a moment later.
pub(super) fn is_passing(err: &Error) -> bool {
    matches!(
        err.kind(),
        ErrorKind::Connect | ErrorKind::Transport | ErrorKind::RateLimited | ErrorKind::Server
    )
}

/// What a stream of answers holds, in our words. Its first error is its end.
pub(super) fn items<T: Send + 'static, U: Send + 'static>(
    answers: Streaming<T>,
    read: impl Fn(T) -> Result<U> + Send + Unpin + 'static,
    operation: &'static str,
) -> impl Stream<Item = Result<U>> + Send + Unpin {
    answers.map(move |answer| {
        let answer = answer.map_err(error).and_then(&read);
        answer.map_err(|err| named(err).with_operation(operation))
    })
}
