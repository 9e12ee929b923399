#![doc = include_str!("../README.md")]
//!
//! # Map of the crate
//!
//! [`Emulator`] starts and steers, [`chatluck::Chatluck`], [`fluidtalk::FluidTalk`],
//! [`tokenbowl::TokenBowl`], [`kick::Kick`] and [`mezon::Mezon`] script one platform each, [`ledger::Node`] is Mezon's
//! ledger, [`Fault`] and [`FaultRule`] say what goes wrong, [`Recorded`] is what clients sent, and [`Script`] is the
//! file form of all that.

pub mod chatluck;
mod clock;
mod courier;
mod emulator;
mod error;
mod fault;
mod files;
pub mod fluidtalk;
mod generated;
pub mod kick;
pub mod ledger;
pub mod mezon;
mod plan;
mod platform;
mod queue;
mod record;
mod script;
mod server;
mod socket;
pub mod tokenbowl;
mod world;

pub use emulator::{Builder, Emulator};
pub use error::EmulatorError;
pub use fault::{Fault, FaultRule};
pub use plan::FaultPlan;
pub use platform::Platform;
pub use record::Recorded;
pub use script::Script;
pub use socket::SocketFrame;
