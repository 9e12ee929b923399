//! The handshake API (`/api/v1/bot`): one key for one persona and engine, conversations by the lead's handle.
//!
//! | Call | When | Costs |
//! |---|---|---|
//! | [`Client::inbound_chat`] | the lead wrote | a token if the conversation is new |
//! | [`Client::ai_opener`] | the persona writes first | a token if the conversation is new |
//! | [`Client::event_trigger`] | something happened on the platform | a token if the conversation is new |
//! | [`Client::follow_up`] | the lead went quiet | nothing: the conversation exists |
//! | [`Client::upload_image`] | an image needs a URL | nothing |
//!
//! A conversation is keyed by (persona, target): always use the same target for the same lead.
//! Calls that write words are never repeated once they may have arrived; see [`crate`].

mod action;
mod chat;
mod client;
mod model;
mod upload;

pub use action::{AiOpener, EventTrigger, FollowUp};
pub use chat::InboundChat;
pub use client::{API_KEY, BASE_URL, Builder, Client, ENV, OWN_USERNAME};
pub use model::{ActionResult, ChatResult, SessionId, UploadResult};
pub use upload::UploadImage;

/// Names of the operations, as errors and spans show them.
pub(crate) mod operation {
    pub(crate) const INBOUND_CHAT: &str = "fluidtalk.handshake.inbound_chat";
    pub(crate) const AI_OPENER: &str = "fluidtalk.handshake.ai_opener";
    pub(crate) const EVENT_TRIGGER: &str = "fluidtalk.handshake.event_trigger";
    pub(crate) const FOLLOW_UP: &str = "fluidtalk.handshake.follow_up";
    pub(crate) const UPLOAD_IMAGE: &str = "fluidtalk.handshake.upload_image";
    pub(crate) const REQUEST: &str = "fluidtalk.handshake.request";

    /// Calls that may cost a token, or that record the lead's message twice when they are sent twice.
    pub(crate) const BILLED: [&str; 4] = [INBOUND_CHAT, AI_OPENER, EVENT_TRIGGER, FOLLOW_UP];
}
