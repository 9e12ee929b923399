#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod address;
mod capability;
mod event;
#[cfg(feature = "outbox")]
mod file;
mod message;
mod neutralise;
mod person;
mod platform;

pub mod adapter;
pub mod bot;
pub mod bridge;
pub mod outbox;
pub mod prelude;
pub mod responder;
#[cfg(feature = "webhook-server")]
pub mod webhook;

#[doc(inline)]
pub use bot::Bot;
pub use bridge::Bridge;
pub use bytes::Bytes;
pub use capability::{Capabilities, LengthUnit};
#[cfg(feature = "chatluck")]
#[doc(inline)]
pub use chatwire_chatluck as chatluck;
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
    RetryClass, RootCertificate, Secret, Timestamp, TokenSource, env,
};
#[cfg(feature = "fluidtalk")]
#[doc(inline)]
pub use chatwire_fluidtalk as fluidtalk;
#[cfg(feature = "kick")]
#[doc(inline)]
pub use chatwire_kick as kick;
#[cfg(feature = "mezon")]
#[doc(inline)]
pub use chatwire_mezon as mezon;
#[cfg(feature = "tokenbowl")]
#[doc(inline)]
pub use chatwire_tokenbowl as tokenbowl;
pub use event::{Deleted, Event, Gap, Lifecycle, NativeEvent, Presence, Reaction};
// Also in signatures: a program names them without a dependency of its own.
pub use http::{self, HeaderMap, HeaderName, Method, StatusCode};
pub use message::{Attachment, Incoming, Mention, MessageId, Native, Outgoing, Room, Sender};
pub use neutralise::neutralise;
pub use person::Person;
pub use platform::Platform;
pub use serde_json::{Map, Value};

/// The code of the README and of the guide, run as tests.
#[cfg(doctest)]
mod guide {
    #[doc = include_str!("../../../README.md")]
    mod readme {}
    #[doc = include_str!("../../../docs/quick-start.md")]
    mod quick_start {}
    #[doc = include_str!("../../../docs/chatluck.md")]
    mod chatluck {}
    #[doc = include_str!("../../../docs/fluidtalk.md")]
    mod fluidtalk {}
    #[doc = include_str!("../../../docs/kick.md")]
    mod kick {}
    #[doc = include_str!("../../../docs/mezon.md")]
    mod mezon {}
    #[doc = include_str!("../../../docs/mezon-tokens.md")]
    mod mezon_tokens {}
    #[doc = include_str!("../../../docs/tokenbowl.md")]
    mod tokenbowl {}
    #[doc = include_str!("../../../docs/realtime.md")]
    mod realtime {}
    #[doc = include_str!("../../../docs/webhooks.md")]
    mod webhooks {}
    #[doc = include_str!("../../../docs/bridge.md")]
    mod bridge {}
    #[doc = include_str!("../../../docs/bot.md")]
    mod bot {}
    #[doc = include_str!("../../../docs/errors.md")]
    mod errors {}
    #[doc = include_str!("../../../docs/retries.md")]
    mod retries {}
    #[doc = include_str!("../../../docs/configuration.md")]
    mod configuration {}
    #[doc = include_str!("../../../docs/testing.md")]
    mod testing {}
    #[doc = include_str!("../../../docs/observability.md")]
    mod observability {}
    #[doc = include_str!("../../../docs/migration-chatluck.md")]
    mod migration_chatluck {}
    #[doc = include_str!("../../../docs/migration-fluidtalk.md")]
    mod migration_fluidtalk {}
    #[doc = include_str!("../../../docs/migration-kickpython.md")]
    mod migration_kickpython {}
    #[doc = include_str!("../../../docs/migration-mezon-python.md")]
    mod migration_mezon_python {}
    #[doc = include_str!("../../../docs/migration-mezon-typescript.md")]
    mod migration_mezon_typescript {}
    #[doc = include_str!("../../../docs/migration-tokenbowl.md")]
    mod migration_tokenbowl {}
}
