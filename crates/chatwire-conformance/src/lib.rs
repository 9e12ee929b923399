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
//! | [`vector`], [`placeholder`] | the file format |
//! | [`server`] | the scripted server |
//! | [`adapter`] | recorded calls in our spelling, one for each group of recordings |
//! | [`spec`] | what the platforms' documents say about a call, as tables |
//! | [`compare`] | what is alike |
//! | [`divergence`] | the rules |
//! | [`runner`], [`report`] | replaying and printing |
//!
//! A platform with sockets adds an adapter that names `frames` and `events`
//! among the keys that it [compares](adapter::Adapter::compares), and plays
//! them on a server of its own next to the scripted ones.
//!
//! Types that all platforms share are named by way of a platform crate, as a user of one gets them.

pub mod adapter;
pub mod compare;
pub mod divergence;
pub mod placeholder;
pub mod report;
pub mod runner;
pub mod server;
pub mod spec;
pub mod vector;
