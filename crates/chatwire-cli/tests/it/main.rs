//! The built command, run against the emulator and against servers that answer from a script.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod command;
mod dry_run;
mod emulator;
mod failures;
mod kick;
mod live;
mod mezon;
mod reference;
mod requests;
mod rooms;
mod server;
#[cfg(unix)]
mod signals;
