#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod client;
mod error;
mod id;
pub mod model;
pub mod poll;
mod rest;
pub mod webhook;

pub use bytes::Bytes;
pub use chatwire_core::env;
#[cfg(feature = "blocking")]
pub use chatwire_core::{Blocking, wait_on};
// Its client, of this version alone, is what `http_client` takes.
#[cfg(feature = "http-client")]
#[doc(no_inline)]
pub use chatwire_core::reqwest;
#[cfg(feature = "testing")]
pub use chatwire_core::testing;
pub use chatwire_core::{
    Attempt, AttemptRecord, BaseUrl, BoxFuture, Config, Credential, Cursor, Error, ErrorKind,
    FieldIssue, IdempotencyKey, Invalid, Items, Meta, Page, Paged, Pages, ParseTimestampError,
    Permit, Rate, RateLimiter, RawRequest, Request, Response, ResponseFuture, Result, Retry,
    RetryClass, RootCertificate, Secret, Timestamp, TokenSource,
};
// Also in signatures: a program names them without a dependency of its own.
pub use http::{self, HeaderMap, HeaderName, Method, StatusCode};
pub use serde_json::{Map, Value};

pub use client::{Builder, Client, DEFAULT_BASE_URL, DEFAULT_RATE_LIMIT, ENV};
pub use id::{ChannelId, MessageId, UserId};
pub use model::{Attachment, Channel, ChannelOptions, Message, User, UserStatus};
pub use rest::{CreateChannel, ListChannels, ListMessages, ListUsers, SendMessage, Walk};
