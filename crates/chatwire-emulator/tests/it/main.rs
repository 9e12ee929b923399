//! The emulator from outside, over real sockets, with a client that knows nothing of it.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod characters;
mod chatluck;
mod client;
mod command;
mod faults;
mod handshake;
mod kick;
mod lifecycle;
mod mezon;
mod reference;
mod tokenbowl;
mod webhook;
