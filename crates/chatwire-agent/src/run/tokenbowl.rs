//! A runner on Token Bowl, by a live session of its own: with read marks and receipts.

use std::sync::Arc;
use std::time::Duration;

use chatwire::tokenbowl::limits::MAX_CONTENT;
use chatwire::tokenbowl::{Client, Event, Handle, Message, Profile, Role};
use chatwire::{Capabilities, Incoming, LengthUnit, MessageId, Outgoing, Platform, Room};
use chatwire_core::ws::Lifecycle;
use chatwire_core::{BoxFuture, Result};
use futures_core::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};

use super::line::{Heard, Line, Manners};
use super::{CatchUp, Direct};
use crate::Agent;

/// Messages of each kind that are fetched from before the start (token-bowl-chat 1.1.7).
const EARLIER: usize = 100;

/// First pause between two attempts to connect (token-bowl-chat 1.1.7).
const FIRST_DELAY: Duration = Duration::from_secs(1);

/// Begins a session, and learns who the agent is.
pub(super) async fn open(
    agent: &Agent,
    client: &Client,
    max_delay: Duration,
    catch_up: CatchUp,
    direct: Direct,
) -> Result<Line> {
    let me = client.get_my_profile().await?;
    agent.set_name_on("tokenbowl", &me.username);
    let backoff = move |config: chatwire_core::ws::WsConfig| {
        config.backoff(FIRST_DELAY, max_delay.max(FIRST_DELAY))
    };
    let live = client.connect().settings(backoff).start()?.online().await?;
    let handle = live.handle();
    let earlier = earlier(client, catch_up, &me).await?;
    let id = me.id.clone();
    let heard = live.filter_map(move |event| {
        let heard = event.map(|event| heard(event, &id)).transpose();
        async { heard }
    });
    let is_bot = me.bot || me.role == Role::Bot;
    // The first `Online` was taken by waiting for it.
    let online = futures_util::stream::iter([Ok(Heard::Online)]);
    let own = Arc::new(Own { handle, is_bot, direct });
    let platform = Arc::<Own>::clone(&own);
    Ok(Line { heard: online.chain(heard).boxed(), platform, manners: own, earlier })
}

fn heard(event: Event, me: &chatwire::tokenbowl::UserId) -> Option<Heard> {
    match event {
        Event::Message(message) => Some(Heard::Message(Incoming::from_tokenbowl(message, me))),
        Event::ReadReceipt(receipt) => Some(Heard::Read {
            by: receipt.read_by,
            message_id: receipt.message_id.as_str().into(),
        }),
        Event::Lifecycle(Lifecycle::Online { gap: Some(_), .. }) => Some(Heard::Online),
        Event::Lifecycle(Lifecycle::Offline { cause, retry_in, .. }) => {
            Some(Heard::Offline { cause, retry_in })
        }
        Event::Trouble(error) => {
            tracing::debug!(%error, "the server complains");
            None
        }
        _ => None,
    }
}

async fn earlier(client: &Client, what: CatchUp, me: &Profile) -> Result<Vec<Incoming>> {
    let limit = u32::try_from(EARLIER).unwrap_or(u32::MAX);
    let (room, direct): (Vec<Message>, Vec<Message>) = match what {
        CatchUp::None => return Ok(Vec::new()),
        CatchUp::Unread => (
            client.get_unread_messages().limit(limit).request().await?.items,
            client.get_unread_direct_messages().limit(limit).request().await?.items,
        ),
        CatchUp::Since(time) => (
            client.get_messages().since(time).items().take(EARLIER).try_collect().await?,
            client.get_direct_messages().since(time).items().take(EARLIER).try_collect().await?,
        ),
    };
    let all = room.into_iter().chain(direct);
    let mut all: Vec<_> = all.map(|message| Incoming::from_tokenbowl(message, &me.id)).collect();
    all.sort_by_key(|message| message.at.map(chatwire_core::Timestamp::as_unix_millis));
    Ok(all)
}

/// The runner's session, to be written to.
#[derive(Debug)]
struct Own {
    handle: Handle,
    is_bot: bool,
    direct: Direct,
}

impl Own {
    /// Name of the one person who reads in `room`; nobody where the answer goes before everybody.
    fn reader<'a>(&self, room: &'a Room) -> Option<&'a str> {
        let name = room.id.strip_prefix("user:")?;
        (!self.is_bot).then_some(name)
    }
}

impl Platform for Own {
    fn name(&self) -> &'static str {
        "tokenbowl"
    }

    /// The runner hears them already.
    fn events(&self) -> BoxStream<'static, Result<chatwire::Event>> {
        futures_util::stream::empty().boxed()
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::default().typing().max_length(MAX_CONTENT, LengthUnit::Chars)
    }

    fn send<'a>(&'a self, room: &'a Room, message: Outgoing) -> BoxFuture<'a, Result<MessageId>> {
        Box::pin(async move {
            let mut send = self.handle.send_message(message.text);
            if let Some(name) = self.reader(room) {
                send = send.to_username(name);
            }
            let message = send.await?;
            Ok(message.id.as_str().into())
        })
    }

    fn typing<'a>(&'a self, room: &'a Room) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let mut typing = self.handle.send_typing();
            if let Some(name) = self.reader(room) {
                typing = typing.to_username(name);
            }
            typing.await.map(drop)
        })
    }
}

impl Manners for Own {
    fn mark_read(&self, message: &Incoming) -> BoxFuture<'static, Result<()>> {
        let (handle, id) = (self.handle.clone(), message.id.as_str().to_owned());
        Box::pin(async move { handle.mark_message_read(id).await })
    }

    fn may_answer(&self, message: &Incoming) -> bool {
        let is_direct = message.room.id.starts_with("user:");
        match self.direct {
            Direct::Answer => !(is_direct && self.is_bot),
            Direct::InRoom => true,
            Direct::Ignore => !is_direct,
        }
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.handle.close())
    }
}
