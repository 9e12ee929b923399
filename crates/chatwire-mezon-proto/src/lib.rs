#![doc = include_str!("../README.md")]

mod generated;
mod redact;
pub mod service;
pub mod table;
pub mod tolerant;
pub mod wire;

pub use generated::{api, mmn, realtime};
pub use prost::{DecodeError, EncodeError, Message};
