//! Live sessions of the three platforms, behind one face for the modes that measure them.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use chatwire_kick::{self as kick, pusher::PusherEndpoint};
use chatwire_mezon::{self as mezon, realtime::SendLimit};
use chatwire_tokenbowl as tokenbowl;
use clap::ValueEnum;
use futures_util::{FutureExt as _, Stream, StreamExt as _};

/// A key that no server checks.
pub(crate) const KEY: &str = "0123456789abcdef0123456789abcdef";
/// The bot of the load server.
pub(crate) const BOT: i64 = 1_800_000_000_000_000_001;
/// The chatroom whose channel is `chatrooms.668.v2`.
const CHATROOM: &str = "668";
/// For so long nothing comes before sessions count as idle.
const SETTLED: Duration = Duration::from_millis(10);

/// A live protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Proto {
    /// The direct websocket of Token Bowl.
    Tb,
    /// Kick's Pusher.
    Kick,
    /// Mezon's socket.
    Mezon,
}

/// Where a handler puts what it is given.
pub(crate) trait Sink: Send + Sync + 'static {
    /// A message came; its text is only made when it is asked for.
    fn message<'a>(&self, text: impl FnOnce() -> &'a str);

    /// The session is online, or the line is gone.
    fn line(&self, is_online: bool);
}

/// A client that opens sessions.
pub(crate) enum Peer {
    TokenBowl(tokenbowl::Client),
    Kick(kick::Client, PusherEndpoint),
    Mezon(mezon::Client),
}

impl Peer {
    pub(crate) fn new(proto: Proto, port: u16) -> Result<Self> {
        let (calls, socket) =
            (format!("http://127.0.0.1:{port}"), format!("ws://127.0.0.1:{port}"));
        Ok(match proto {
            Proto::Tb => {
                let builder = tokenbowl::Client::builder(KEY).base_url(&calls)?.no_rate_limit();
                Self::TokenBowl(builder.ws_url(format!("{socket}/tb/ws"))?.build()?)
            }
            Proto::Kick => {
                let client = kick::Client::builder().base_url(&calls)?.no_rate_limit().build()?;
                Self::Kick(client, PusherEndpoint::server(&socket, "KEY")?)
            }
            Proto::Mezon => {
                let builder = mezon::Client::builder(BOT, KEY).base_url(&calls)?;
                Self::Mezon(builder.no_rate_limit().build()?)
            }
        })
    }

    /// A session that begins to connect.
    pub(crate) fn start(&self) -> Result<Live> {
        Ok(match self {
            Self::TokenBowl(client) => {
                let connect = client.connect().transport(tokenbowl::Transport::Direct);
                Live::TokenBowl(connect.start()?)
            }
            Self::Kick(client, endpoint) => {
                let connect = client.connect_chat(CHATROOM).transport(kick::ChatTransport::Pusher);
                Live::Kick(connect.pusher(endpoint.clone()).start()?)
            }
            Self::Mezon(client) => {
                Live::Mezon(client.connect().send_limit(SendLimit::off()).start()?)
            }
        })
    }
}

/// A live session.
pub(crate) enum Live {
    TokenBowl(tokenbowl::Realtime),
    Kick(kick::Realtime),
    Mezon(mezon::Realtime),
}

impl Live {
    /// Gives every message to the sink, by one handler, until the session ends.
    pub(crate) async fn run<S: Sink>(self, sink: Arc<S>) -> Result<()> {
        let news = Arc::clone(&sink);
        match self {
            Self::TokenBowl(live) => {
                let handlers = tokenbowl::Handlers::new()
                    .on_message(move |_, message| {
                        sink.message(|| &message.content);
                        async {}
                    })
                    .on_lifecycle(move |_, what| {
                        tell(&*news, &what);
                        async {}
                    });
                live.run(handlers).await?;
            }
            Self::Kick(live) => {
                let handlers = kick::Handlers::new()
                    .on_message(move |_, message| {
                        sink.message(|| &message.content);
                        async {}
                    })
                    .on_lifecycle(move |_, what| {
                        tell(&*news, &what);
                        async {}
                    });
                live.run(handlers).await?;
            }
            Self::Mezon(live) => {
                let handlers = mezon::Handlers::new()
                    .on_channel_message(move |_, message| {
                        sink.message(|| message.text());
                        async {}
                    })
                    .on_lifecycle(move |_, what| {
                        tell(&*news, &what);
                        async {}
                    });
                live.run(handlers).await?;
            }
        }
        Ok(())
    }

    /// Waits for one message.
    pub(crate) async fn first_message(&mut self) -> Result<()> {
        match self {
            Self::TokenBowl(live) => {
                until(live, |event| matches!(event, tokenbowl::Event::Message(_))).await
            }
            Self::Kick(live) => until(live, |event| matches!(event, kick::Event::Message(_))).await,
            Self::Mezon(live) => {
                until(live, |event| matches!(event, mezon::Event::ChannelMessage(_))).await
            }
        }
    }

    /// Takes what is there, as a program does before it waits; whether there was anything.
    pub(crate) fn take_ready(&mut self) -> Result<bool> {
        let mut took = false;
        let next = |live: &mut Self| match live {
            Self::TokenBowl(live) => live.next().now_or_never().map(told),
            Self::Kick(live) => live.next().now_or_never().map(told),
            Self::Mezon(live) => live.next().now_or_never().map(told),
        };
        while let Some(told) = next(self) {
            told?;
            took = true;
        }
        Ok(took)
    }
}

/// Takes what still comes, until all sessions wait as those do whose program has nothing to do.
pub(crate) async fn settle(all: &mut [Live]) -> Result<()> {
    let mut is_quiet = false;
    while !is_quiet {
        tokio::time::sleep(SETTLED).await;
        is_quiet = true;
        for live in &mut *all {
            is_quiet &= !live.take_ready()?;
        }
    }
    Ok(())
}

fn tell(sink: &impl Sink, what: &mezon::Lifecycle) {
    match what {
        mezon::Lifecycle::Online { .. } => sink.line(true),
        mezon::Lifecycle::Offline { .. } => sink.line(false),
        _ => {}
    }
}

fn told<E>(item: Option<mezon::Result<E>>) -> Result<()> {
    item.context("the session ended")?.map(drop).context("the session ended")
}

/// Takes events up to the one that was asked for.
async fn until<E>(
    events: &mut (impl Stream<Item = mezon::Result<E>> + Unpin),
    is_wanted: impl Fn(&E) -> bool,
) -> Result<()> {
    loop {
        let event = events.next().await.context("the session ended")?;
        if is_wanted(&event.context("the session ended")?) {
            return Ok(());
        }
    }
}

/// The time that a message says it was written at: `ts=` and digits, nanoseconds of CLOCK_MONOTONIC.
pub(crate) fn written_at(text: &str) -> Option<u64> {
    let (_, rest) = text.split_once("ts=")?;
    let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
    rest.get(..end)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_stands_anywhere_in_the_text() {
        assert_eq!(written_at("x ts=0000000000000000123 y"), Some(123));
        assert_eq!(written_at("ts=42"), Some(42));
        assert_eq!(written_at("hello"), None);
        assert_eq!(written_at("ts=x"), None);
    }
}
