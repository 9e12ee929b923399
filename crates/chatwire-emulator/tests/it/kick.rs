//! Kick: OAuth, the official API, webhooks, and live chat.

mod api;
mod centrifugo;
mod happenings;
mod hooks;
mod line;
mod oauth;
mod peers;
mod pusher;
mod site;
