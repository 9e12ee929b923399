//! Tests of the neutral layer at its public boundary.

#![expect(clippy::unwrap_used, reason = "tests")]

mod adapter;
mod api;
mod bot;
mod bridge;
mod bridge_fake;
mod hall;
mod kick;
mod message;
mod mezon;
mod outbox;
mod pieces;
mod readme;
mod responder;
mod tokenbowl;
mod webhook;
