#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod address;
pub mod client;
mod error;
mod id;
pub mod limits;
pub mod model;
pub mod realtime;
pub mod rest;
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

pub use client::{Builder, Client, DEFAULT_BASE_URL, ENV};
pub use error::code;
pub use id::{ConversationId, MessageId, UserId};
pub use model::{
    Bot, BotCreated, CentrifugoToken, Connection, ConnectionStats, Conversation, Health,
    Invitation, KeyRegenerated, LiveUser, LogoUpdated, MagicLinkSent, MagicLinkSession,
    MarkedAllRead, Message, MessageType, Pagination, Profile, PublicUser, Registration, Role,
    RoleAssigned, TypingSent, UnreadCount, WebhookUpdated,
};
pub use realtime::{Connect, Event, Handle, Handlers, Lifecycle, Realtime, Transport};
pub use rest::{
    AdminInviteUser, AdminUpdateUser, CreateBot, CreateConversation, GetConversations, GetMessages,
    GetUnread, InOrder, RegenerateApiKey, Register, SendMagicLink, SendMessage, SendTyping, Since,
    UpdateBot, UpdateConversation,
};
