//! Tests of the runner, and the shipped vectors through it.
#![expect(clippy::unwrap_used, clippy::needless_pass_by_value, reason = "tests")]

mod binary;
mod compare;
mod kick;
mod live;
mod mezon;
mod rules;
mod runner;
mod server;
mod shipped;
mod tools;
