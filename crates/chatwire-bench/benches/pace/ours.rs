//! Clients with one handler and default settings, but for addresses and the limits of one's own rate.

use std::sync::Arc;
use std::time::Duration;

use chatwire_kick::{self as kick, pusher::PusherEndpoint};
use chatwire_mezon::{self as mezon, realtime::SendLimit};
use chatwire_tokenbowl as tokenbowl;

use crate::cores::cpu;
use crate::watch::Watch;
use crate::{Extent, Proto, live};

/// A key that no server checks.
const KEY: &str = "0123456789abcdef0123456789abcdef";
const BOT: i64 = 1_800_000_000_000_000_001;
/// The chatroom whose channel is `chatrooms.668.v2`.
const CHATROOM: &str = "668";

/// How long sessions wait before they dial again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pauses {
    /// As they do by default.
    Usual,
    /// Not at all, from the sixth drop within a minute on: the first five redials are made at once, with a jitter that
    /// cannot be set.
    None,
}

/// Changes the settings of a session that is not yet connected, whose type has no name here.
macro_rules! with {
    ($connect:expr, $pauses:expr) => {
        $connect.settings(|config| match $pauses {
            Pauses::Usual => config,
            Pauses::None => config.backoff(Duration::ZERO, Duration::ZERO),
        })
    };
}

/// CPU time that opening so many lines of one client took, each up to its first message; all of them stay open.
pub(crate) async fn open(proto: Proto, port: &str, lines: usize, extent: Extent) -> Duration {
    let proto = match proto {
        Proto::TokenBowl => live::Proto::Tb,
        Proto::Kick => live::Proto::Kick,
        Proto::Mezon => live::Proto::Mezon,
    };
    let peer = live::Peer::new(proto, port.parse().unwrap()).unwrap();
    let (mut open, mut used) = (Vec::with_capacity(lines), Duration::ZERO);
    for _ in 0..=lines {
        let begin = cpu();
        let mut session = match (&peer, extent) {
            (live::Peer::Mezon(client), Extent::Line) => {
                let connect = client.connect().without_clans().without_channel_lists();
                live::Live::Mezon(connect.send_limit(SendLimit::off()).start().unwrap())
            }
            _ => peer.start().unwrap(),
        };
        session.first_message().await.unwrap();
        // The first one pays for what all share.
        if !open.is_empty() {
            used += cpu() - begin;
        }
        open.push(session);
    }
    used
}

/// Runs a session until all messages came.
pub(crate) async fn run(proto: Proto, port: &str, watch: &Arc<Watch>, pauses: Pauses) {
    let (calls, socket) = (format!("http://127.0.0.1:{port}"), format!("ws://127.0.0.1:{port}"));
    let seen = Arc::clone(watch);
    let session = async {
        match proto {
            Proto::TokenBowl => {
                let builder = tokenbowl::Client::builder(KEY).base_url(&calls).unwrap();
                let builder = builder.ws_url(format!("{socket}/tb/ws")).unwrap();
                let client = builder.no_rate_limit().build().unwrap();
                let connect = client.connect().transport(tokenbowl::Transport::Direct);
                let live = with!(connect, pauses).await.unwrap();
                let handlers = tokenbowl::Handlers::new().on_message(move |_, message| {
                    seen.see(&message.content);
                    async {}
                });
                live.run(handlers).await
            }
            Proto::Kick => {
                let builder = kick::Client::builder().base_url(&calls).unwrap();
                let client = builder.no_rate_limit().build().unwrap();
                let endpoint = PusherEndpoint::server(&socket, "KEY").unwrap();
                let connect = client.connect_chat(CHATROOM).transport(kick::ChatTransport::Pusher);
                let live = with!(connect.pusher(endpoint), pauses).await.unwrap();
                let handlers = kick::Handlers::new().on_message(move |_, message| {
                    seen.see(&message.content);
                    async {}
                });
                live.run(handlers).await
            }
            Proto::Mezon => {
                let builder = mezon::Client::builder(BOT, KEY).base_url(&calls).unwrap();
                let client = builder.no_rate_limit().build().unwrap();
                let connect = client.connect().send_limit(SendLimit::off());
                let live = with!(connect, pauses).await.unwrap();
                let handlers = mezon::Handlers::new().on_channel_message(move |_, message| {
                    // As it came, which the floor reads, too.
                    seen.see(message.raw_content());
                    async {}
                });
                live.run(handlers).await
            }
        }
    };
    tokio::select! {
        ended = Box::pin(session) => unreachable!("the session ended: {ended:?}"),
        () = watch.enough() => {}
    }
}
