//! Replays golden vectors against the chatwire crates.
//!
//! A vector is one recorded call of a reference client: the call, the requests
//! that went over the wire, the answers, the result. Here a scripted server
//! gives the same answers to our client, and the requests and the result are
//! compared. Where ours differs on purpose, a rule in `divergence.toml` says
//! why and claims what happens instead; the claim is checked, too.
//!
//! | Module | Holds |
//! |---|---|
//! | [`vector`], [`script`], [`placeholder`] | the file format |
//! | [`server`] | the scripted server, HTTP and websocket |
//! | [`adapter`] | recorded calls in our spelling, one for each group of recordings |
//! | [`spec`] | what the platforms' documents say about a call, as tables |
//! | [`compare`], [`picture`] | what is alike |
//! | [`divergence`] | the rules |
//! | [`runner`], [`report`] | replaying and printing |
//!
//! A call is [replayed](adapter::Replay) in one of four ways: against a scripted
//! server, in a live session that plays the record's frames, in one on a line in
//! memory and in paused time, or by the built program. Where a record ends and a session goes on, the server behaves as the
//! platform's [`Live`](spec::Live) says.
//!
//! Types that all platforms share are named by way of a platform crate, as a user of one gets them.

pub mod adapter;
pub mod compare;
pub mod divergence;
pub mod picture;
pub mod placeholder;
pub mod report;
pub mod runner;
pub mod script;
pub mod server;
pub mod spec;
pub mod vector;
