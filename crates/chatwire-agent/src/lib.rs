#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod agent;
mod guard;
mod llm;
#[cfg(feature = "mcp")]
pub mod mcp;
mod memory;
mod prompt;
mod queue;
mod run;
mod stats;
mod tools;

/// The neutral layer, whose messages and platforms the agent speaks of.
#[doc(no_inline)]
pub use chatwire;
#[cfg(feature = "testing")]
pub use chatwire_core::testing;
pub use chatwire_core::{
    BoxFuture, Config, Credential, Error, ErrorKind, Rate, RateLimiter, Result, Retry, Secret,
    Timestamp, env,
};

pub use agent::builder::{
    ANSWER_RESERVE, ANSWER_TIMEOUT, BATCH_CAP, Builder, CONTEXT_WINDOW, MAX_HISTORY, MESSAGE_CAP,
    MIN_CONTEXT_WINDOW, TOOL_ROUNDS,
};
pub use agent::send::{SendOnce, Sent};
pub use agent::show::{Piece, Pieces, Shown};
pub use agent::{Agent, Answer};
pub use guard::{BOT_TURNS, COOLDOWN, COOLDOWN_ANSWERS, SIMILARITY, Silence};
pub use llm::{
    API_KEY, BASE_URL, DEFAULT_BASE_URL, DEFAULT_MODEL, DEFAULT_REFERER, DEFAULT_TITLE, ENV, Usage,
};
#[cfg(feature = "mcp")]
pub use mcp::DEFAULT_MCP_SERVER;
pub use prompt::{DEFAULT_SYSTEM_PROMPT, DEFAULT_USER_PROMPT, Prompt};
pub use run::{
    CatchUp, Direct, GRACE, MAX_RECONNECT_DELAY, Notice, QUEUE_INTERVAL, RETRIES, RETRY_DELAY,
    Report, Runner,
};
pub use stats::Stats;

/// The code of the guide, run as tests.
#[cfg(doctest)]
mod guide {
    #[doc = include_str!("../../../docs/agent.md")]
    mod agent {}
}
