#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod config;
mod credential;
mod error;
mod flight;
mod http;
mod id;
mod recent;
mod scan;
mod secret;
mod time;
mod tls;
mod utf8;
mod wire_enum;

#[cfg(feature = "blocking")]
mod blocking;
pub mod crypto;
pub mod de;
pub mod env;
pub mod handlers;
pub mod sse;
#[cfg(feature = "testing")]
pub mod testing;
pub mod webhook;
#[cfg(feature = "ws")]
pub mod ws;

use std::pin::Pin;

#[cfg(feature = "blocking")]
pub use blocking::{Blocking, wait_on};
pub use config::Config;
pub use credential::{Credential, TokenSource};
pub use de::Invalid;
pub use error::{Attempt, Error, ErrorKind, FieldIssue, Result};
pub use http::hook::AttemptRecord;
pub use http::idempotency::IdempotencyKey;
pub use http::limit::{Permit, Rate, RateLimiter};
pub use http::page::{Cursor, Items, Page, Paged, Pages};
pub use http::raw::RawRequest;
pub use http::reply::{Meta, Response};
pub use http::request::{Request, ResponseFuture};
pub use http::retry::{Retry, RetryClass};
#[cfg(feature = "multipart")]
pub use http::upload::{Progress, Upload};
pub use http::url::BaseUrl;
// `Config::http_client` takes its client, of this version alone.
#[cfg(feature = "http-client")]
#[doc(no_inline)]
pub use reqwest;
pub use secret::Secret;
pub use time::{ParseTimestampError, Timestamp};
pub use tls::RootCertificate;

/// A boxed future that can move between threads.
///
/// ```
/// use chatwire_core::BoxFuture;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // Async functions in a table.
/// type Command = fn(&str) -> BoxFuture<'_, String>;
/// let commands: [(&str, Command); 1] =
///     [("shout", |text| Box::pin(async move { text.to_uppercase() }))];
/// assert_eq!(commands[0].1("hi").await, "HI");
/// # Ok(())
/// # }
/// ```
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What platform crates are built from; programs need none of it.
pub mod build {
    pub use crate::error::ErrorDetail;
    pub use crate::flight::{Flights, Landed};
    #[cfg(feature = "multipart")]
    pub use crate::http::multipart::Multipart;
    pub use crate::http::retry_after::LONGEST_PAUSE;
    pub use crate::http::url::push_pair;
    pub use crate::http::{Auth, BaseUrl, BodyStream, Call, Http, Reply, Service, Verdict};
    pub use crate::recent::Recent;
    pub use crate::scan::{First, Scanner, Seen};
    pub use crate::utf8::from_utf8;
    #[cfg(feature = "ws")]
    pub use crate::ws::http2::{Http2Connection, Http2Dialer};
}

/// Names that the macros of this crate need in other crates.
#[doc(hidden)]
pub mod __private {
    pub use serde;
}
