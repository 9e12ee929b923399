//! Token Bowl: exchanges recorded with the real server, both live transports, webhooks, faults.

mod centrifugo;
mod direct;
mod hooks;
mod play;
mod replay;
mod rest;
mod socket;
mod trouble;
mod unseen;
