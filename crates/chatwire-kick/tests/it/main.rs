//! Tests of the crate at its public boundary.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod api;
mod blocking;
mod callback;
mod centrifugo;
mod chatroom;
mod client;
mod content;
mod dedup;
mod events;
mod forgery;
mod fuzz;
mod gaps;
mod live;
mod login;
mod oauth;
mod pages;
mod peer;
mod pusher;
mod realtime;
mod refresh;
mod rest;
mod service;
mod sessions;
mod sockudo;
mod store;
mod support;
mod trace;
mod webhook;
mod wire;
