#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod client;
mod error;
mod id;
pub mod model;
pub mod poll;
mod rest;
pub mod webhook;

#[cfg(feature = "blocking")]
pub use chatwire_core::Blocking;
pub use chatwire_core::env;
#[cfg(feature = "testing")]
pub use chatwire_core::testing;
pub use chatwire_core::{
    Attempt, AttemptRecord, Config, Credential, Cursor, Error, ErrorKind, FieldIssue,
    IdempotencyKey, Invalid, Items, Meta, Page, Paged, Pages, Rate, RateLimiter, RawRequest,
    Request, Response, ResponseFuture, Result, Retry, RetryClass, RootCertificate, Secret,
    Timestamp,
};
pub use http::{HeaderMap, HeaderName, Method, StatusCode};

pub use client::{Builder, Client, DEFAULT_BASE_URL, DEFAULT_RATE_LIMIT, ENV};
pub use id::{ChannelId, MessageId, UserId};
pub use model::{Attachment, Channel, ChannelOptions, Message, User, UserStatus};
pub use rest::{CreateChannel, ListChannels, ListMessages, ListUsers, SendMessage, Walk};
