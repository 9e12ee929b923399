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
