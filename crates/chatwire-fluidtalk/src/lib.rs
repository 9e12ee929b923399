#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod characters;
pub mod code;
mod error;
pub mod handshake;
mod lenient;
mod meta;
mod reply;
mod secret;
mod turn_guard;
mod upload;

pub use error::ErrorExt;
pub use secret::{ApiKey, ConnectorToken};
pub use turn_guard::{TurnGuard, TurnKey};
pub use upload::{Image, MAX_MEDIA, MAX_UPLOAD};

pub use bytes::Bytes;
#[cfg(feature = "blocking")]
pub use chatwire_core::{Blocking, wait_on};
// Its client, of this version alone, is what `http_client` takes.
#[cfg(feature = "http-client")]
#[doc(no_inline)]
pub use chatwire_core::reqwest;
#[cfg(feature = "testing")]
pub use chatwire_core::testing;
pub use chatwire_core::{
    Attempt, AttemptRecord, BaseUrl, BoxFuture, Config, Credential, Error, ErrorKind, FieldIssue,
    IdempotencyKey, Invalid, Meta, ParseTimestampError, Permit, Progress, Rate, RateLimiter,
    RawRequest, Request, Response, ResponseFuture, Result, Retry, RetryClass, RootCertificate,
    Secret, Timestamp, TokenSource, Upload, env,
};
// Also in signatures: a program names them without a dependency of its own.
pub use http::{self, HeaderMap, HeaderName, Method, StatusCode};
pub use serde_json::{Map, Value};

/// Address of both APIs (Python clients 1.0.1 and 2.8.2).
pub const DEFAULT_BASE_URL: &str = "https://api-talk.fluidvip.com";
