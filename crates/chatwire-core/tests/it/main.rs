//! Integration tests of the core: everything as a platform crate and its users see it.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::needless_pass_by_value,
    reason = "tests"
)]

mod api;
mod blocking;
mod cancel;
mod credential;
mod env;
mod flight;
mod h2;
mod hook;
mod limiter;
mod page;
mod proxy;
mod redact;
mod redirect;
mod renew;
mod retry;
mod server;
mod sse;
mod timeouts;
mod tls;
mod upload;
mod wire;
mod ws;

use chatwire_core::build::{Auth, Call, ErrorDetail, Http, Reply, Service};
use chatwire_core::testing::Script;
use chatwire_core::{Config, Credential, Request};
use http::Method;

/// A platform as simple as they come: `{"code": .., "message": ..}` in refused answers.
static SERVICE: Service = Service::new("test", read_error);

fn read_error(reply: &Reply) -> ErrorDetail {
    let mut detail = ErrorDetail::default();
    if let Some(body) = reply.value() {
        let text = |name: &str| body.get(name)?.as_str().map(str::to_owned);
        detail.code = text("code").map(Into::into);
        detail.message = text("message");
    }
    detail
}

/// A client without credential, answered by `script`.
fn scripted(script: &Script) -> Http {
    with(Config::new().script(script.clone()))
}

/// A client without credential.
fn with(config: Config) -> Http {
    Http::new(&SERVICE, "https://api.test/v1", Auth::none(), config).unwrap()
}

/// A client with a bearer token, answered by `script`.
fn signed(script: &Script, credential: Credential) -> Http {
    let auth = Auth::bearer(credential).unwrap();
    Http::new(&SERVICE, "https://api.test/v1", auth, Config::new().script(script.clone())).unwrap()
}

/// A call that reads: class Idempotent.
fn get(http: &Http) -> Call {
    http.call(Method::GET, "test.get", "/things")
}

/// A call that writes: class ConnectOnly unless said otherwise.
fn post(http: &Http) -> Call {
    http.call(Method::POST, "test.post", "/things").json(&serde_json::json!({"text": "hi"}))
}

/// The request whose answer does not matter.
fn ignore(call: Call) -> Request<()> {
    call.decode(|_| Ok(()))
}
