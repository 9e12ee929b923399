//! The characters API (`/api/v1/characters`): one token for one character, on any platform.
//!
//! | Call | What it does | Billed |
//! |---|---|---|
//! | [`Client::chat`] | answers one message of a lead | yes |
//! | [`Client::trigger`], [`Client::outreach`] | reacts to an event, or opens cold | yes, once for an external id |
//! | [`Client::event`] | records that money moved | no |
//! | [`FollowUps::list`], [`FollowUps::ack`], [`Client::self_test`] | read, confirm, check | no |
//! | [`FollowUps::sweep`] | asks for follow-ups to quiet leads | yes, each |
//! | [`Client::comment`], [`Client::comment_reply`], [`Client::comment_engage`] | writes a public comment | yes |
//! | [`Client::post`] | decides on and writes a post | yes, a refusal as well |
//! | [`Client::inbound_media`], [`Client::comment_media`], [`Client::post_media`] | hosts a picture | no |
//!
//! **Silence is a normal success**: no bubbles, no reply, no comment mean "send nothing", and
//! [`silence`](ChatReply::silence) says why.
//! Billed calls are never repeated once they may have arrived; see [`crate`].

mod chat;
mod client;
mod comment;
mod engage;
mod event;
mod follow_up_stream;
mod follow_ups;
mod media;
mod mode;
mod model;
mod pace;
mod platform;
mod post;
mod self_test;
mod trigger;

pub use chat::Chat;
pub use client::{BASE_URL, Builder, CONNECTOR_TOKEN, Client, ENV};
pub use comment::{Comment, CommentReply, PostContext};
pub use engage::{CommentEngage, ThreadComment};
pub use event::{Event, EventType};
pub use follow_up_stream::FollowUpStream;
pub use follow_ups::{Ack, FollowUps, ListFollowUps, Sweep};
pub use media::{CommentMedia, InboundMedia, PostMedia};
pub use mode::Mode;
pub use model::{
    AckResult, Binding, Bubble, ChatReply, Check, CommentDecision, CommentReplyResult,
    CommentResult, EngageDecision, Engagement, EventResult, FileId, FollowUp, FollowUpId, Media,
    PendingFollowUps, PostAnalysis, PostBlocking, PostDecision, PostDraft, PostResult, PostText,
    SelfTestResult, SessionId, Silence, SilenceKind, SweepResult, TriggerResult, Vision,
};
pub use pace::{Paced, paced};
pub use platform::Platform;
pub use post::{Community, Post, Thresholds, TopComments};
pub use self_test::SelfTest;
pub use trigger::{ExternalEventId, OUTREACH, Trigger};

/// Names of the operations, as errors and spans show them.
pub(crate) mod operation {
    pub(crate) const SELF_TEST: &str = "fluidtalk.characters.self_test";
    pub(crate) const CHAT: &str = "fluidtalk.characters.chat";
    pub(crate) const INBOUND_MEDIA: &str = "fluidtalk.characters.inbound_media";
    pub(crate) const EVENT: &str = "fluidtalk.characters.event";
    pub(crate) const TRIGGER: &str = "fluidtalk.characters.trigger";
    pub(crate) const LIST: &str = "fluidtalk.characters.followups.list";
    pub(crate) const ACK: &str = "fluidtalk.characters.followups.ack";
    pub(crate) const SWEEP: &str = "fluidtalk.characters.followups.sweep";
    pub(crate) const COMMENT: &str = "fluidtalk.characters.comment";
    pub(crate) const COMMENT_REPLY: &str = "fluidtalk.characters.comment_reply";
    pub(crate) const COMMENT_ENGAGE: &str = "fluidtalk.characters.comment_engage";
    pub(crate) const COMMENT_MEDIA: &str = "fluidtalk.characters.comment_media";
    pub(crate) const POST: &str = "fluidtalk.characters.post";
    pub(crate) const POST_MEDIA: &str = "fluidtalk.characters.post_media";
    pub(crate) const REQUEST: &str = "fluidtalk.characters.request";

    /// Calls that make the model write, and cost money for it.
    pub(crate) const BILLED: [&str; 7] =
        [CHAT, TRIGGER, SWEEP, COMMENT, COMMENT_REPLY, COMMENT_ENGAGE, POST];
}

/// Keeps `value` as JSON in `slot`, or why that cannot be done in `failure`.
fn to_json(
    value: impl serde::Serialize,
    name: &'static str,
    slot: &mut Option<serde_json::Value>,
    failure: &mut Option<chatwire_core::Error>,
) {
    match serde_json::to_value(value) {
        Ok(value) => *slot = Some(value),
        Err(err) => {
            let why = chatwire_core::Error::input(format!("{name} cannot be written as JSON"));
            failure.get_or_insert(why.with_source(err));
        }
    }
}
