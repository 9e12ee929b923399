#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod chatroom;
pub mod client;
pub mod content;
mod error;
mod id;
pub mod limits;
pub mod model;
pub mod oauth;
pub mod pusher;
pub mod realtime;
pub mod rest;
pub mod token_store;
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

pub use chatroom::ChatTarget;
pub use client::{Builder, Client, DEFAULT_BASE_URL, ENV};
pub use error::code;
pub use id::{
    CampaignId, CategoryId, ChannelId, ChatroomId, ClaimId, LivestreamId, MessageId, RedemptionId,
    RewardId, SubscriptionId, UserId,
};
pub use model::{
    Broadcaster, Category, Channel, ChatSent, CreatedSubscription, DeliveryMethod, DropsClaim,
    EventType, FailedRedemption, KicksLeaderboards, KicksRank, Livestream, LivestreamChannel,
    LivestreamStats, LivestreamV1, RedeemedReward, Redeemer, Redemption, RedemptionRefusal,
    RedemptionStatus, RedemptionsByReward, Reward, Stream, Subscription, User,
};
pub use oauth::Scope;
pub use realtime::{ChatTransport, Connect, Event, Handle, Handlers, Lifecycle, Realtime};
pub use rest::{
    Ban, BanDuration, Batched, Batches, Categories, CategoriesV1, Channels, CreateReward,
    CreateSubscriptions, DecideRedemptions, DeleteSubscriptions, DropsClaims, FailedBatch,
    KeeperGuard, KeeperReport, KicksLeaderboard, LivestreamSort, Livestreams, LivestreamsV1,
    NotCreated, Redemptions, SendChat, SubscriptionKeeper, Subscriptions, UpdateChannel,
    UpdateDropsClaims, UpdateReward, Users, UsersLivestreams,
};
