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
pub use chatwire_core::Blocking;
#[cfg(feature = "testing")]
pub use chatwire_core::testing;
pub use chatwire_core::{
    Attempt, AttemptRecord, Config, Credential, Error, ErrorKind, FieldIssue, IdempotencyKey,
    Invalid, Meta, Progress, Rate, RateLimiter, RawRequest, Request, Response, ResponseFuture,
    Result, Retry, RetryClass, RootCertificate, Secret, Timestamp, Upload, env,
};
pub use http::{self, HeaderMap, Method, StatusCode};

/// Address of both APIs (Python clients 1.0.1 and 2.8.2).
pub const DEFAULT_BASE_URL: &str = "https://api-talk.fluidvip.com";
