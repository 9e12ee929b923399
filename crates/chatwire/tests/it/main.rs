//! Tests of the neutral layer at its public boundary.

#![expect(clippy::unwrap_used, reason = "tests")]

mod api;
mod kick;
mod message;
mod mezon;
mod readme;
mod responder;
mod tokenbowl;
mod webhook;
