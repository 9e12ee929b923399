//! Codes that FluidTalk is known to answer with, for `match err.code()`.
//!
//! The set is open: the platform documents no list. Source beside each.

/// The handshake API has no token left for a new conversation (status 402; README of the Python client 1.0.1).
pub const INSUFFICIENT_TOKENS: &str = "insufficient_tokens";
/// The wallet of the characters API cannot pay for the call (status 402; Python client 2.8.2).
pub const PAYMENT_REQUIRED: &str = "payment_required";
/// Fields are missing or wrong; see [`Error::issues`](crate::Error::issues) (status 422, both APIs).
pub const VALIDATION_ERROR: &str = "validation_error";
/// The connector token is unknown or was withdrawn (status 401; Python client 2.8.2).
pub const INVALID_TOKEN: &str = "invalid_token";
/// The thing does not exist, or no workflow is bound for the platform on this character (status 404).
pub const NOT_FOUND: &str = "not_found";

/// Words of ours and of the platform's bodies that results name as reasons for silence.
pub mod reason {
    /// The same inbound text came a third time; another text resets it (`silent`, browser extension client).
    pub const DUPLICATE_MESSAGE: &str = "duplicate_message";
    /// Comments are switched off in the workflow, which is the default (`ignore_reason`).
    pub const COMMENTS_DISABLED: &str = "comments_disabled";
    /// Posts are switched off in the workflow, which is the default (`ignore_reason`).
    pub const POSTS_DISABLED: &str = "posts_disabled";
    /// The plan's allowance is used up (`pause_reason`).
    pub const PLAN_LIMIT: &str = "plan_limit";
    /// The model's provider could not fetch the image (`vision.reason`).
    pub const VISION_FAILED: &str = "vision_failed";
    /// A conversation was running, so no opener was written (`continued_reason`).
    pub const CONVERSATION_ALREADY_ACTIVE: &str = "conversation_already_active";
}
