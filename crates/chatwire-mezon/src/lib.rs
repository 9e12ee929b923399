#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod agent;
pub mod cache;
mod channel;
mod clan;
pub mod client;
mod collector;
pub mod content;
pub mod emoji;
mod error;
pub mod event;
mod generated;
mod id;
pub mod interactive;
mod kind;
#[cfg(feature = "tokens")]
pub mod ledger;
mod logging;
mod message;
pub mod notification;
mod number_enum;
pub mod proto;
pub mod realtime;
mod rest;
pub mod rpc;
pub mod session;
mod user;
mod world;

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
    Permit, Progress, Rate, RateLimiter, Request, Response, ResponseFuture, Result, Retry,
    RetryClass, RootCertificate, Secret, Timestamp, TokenSource, Upload,
};
// Also in signatures: a program names them without a dependency of its own.
pub use http::{self, HeaderMap, HeaderName, Method, StatusCode};
pub use serde_json::{Map, Value};

pub use channel::{
    Channel, CreateThread, Ephemeral, History, ListThreads, PlayMedia, SendEphemeral, SendMessage,
    SendToChannel,
};
pub use clan::{Clan, ListRoles, Member, UpdateRole, VoiceRoom, VoiceUsers};
pub use client::{Builder, Client, DEFAULT_BASE_URL, ENV};
pub use collector::{Collector, Wait};
pub use content::Content;
pub use error::code;
pub use id::{
    AppId, CategoryId, ChannelId, ClanId, EmojiId, EventId, MessageId, PermissionId, QuickMenuId,
    ReactionId, RoleId, Snowflakes, StickerId, TopicId, UserId, WebhookId,
};
pub use kind::{ChannelType, FriendState, MessageKind, StreamMode};
pub use logging::{LogLevel, enable_logging};
pub use message::{DeleteMessage, Message, MessageHandle, React, UpdateMessage};
pub use realtime::{Connect, Event, Handle, Handlers, Lifecycle, Realtime};
pub use rest::{
    AddQuickMenu, CheckDuplicateName, DeleteQuickMenu, Friend, GetNotificationReactMessage,
    HashtagDm, ListFriends, ListHashtagDm, ListQuickMenus, NameCheck, NameKind, UpdateUserStatus,
    UploadFile, UploadFiles, UserStatus, Who,
};
pub use rpc::{Api, ApiCall};
pub use session::Session;
pub use user::User;
pub use world::{CacheSizes, ChannelInfo, ClanInfo, ClanProfile, Known, KnownMessages, UserInfo};
