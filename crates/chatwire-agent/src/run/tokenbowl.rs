//! A runner on Token Bowl, by a live session of its own: with read marks and receipts.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chatwire::tokenbowl::limits::MAX_CONTENT;
use chatwire::tokenbowl::{Client, Event, Handle, Message, Profile, Realtime, Role};
use chatwire::{Capabilities, Incoming, LengthUnit, MessageId, Outgoing, Platform, Room};
use chatwire_core::ws::Lifecycle;
use chatwire_core::{BoxFuture, Error, ErrorKind, Result};
use futures_core::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::time::{Instant, sleep};

use super::line::{Heard, Line, Manners};
use super::work::jitter;
use super::{CatchUp, Direct, Session};
use crate::Agent;
use crate::agent::part;

/// Messages of each kind that are fetched from before the start (token-bowl-chat 1.1.7).
const EARLIER: usize = 100;

/// First pause between two attempts to connect (token-bowl-chat 1.1.7).
const FIRST_DELAY: Duration = Duration::from_secs(1);

/// How long a name that was seen is taken to be the same person's.
const FRESH: Duration = Duration::from_secs(60);

/// Names that are remembered; beyond them all are learned again.
const MOST_NAMES: usize = 4_096;

/// Begins a session, and learns who the agent is.
pub(super) async fn open(
    agent: &Agent,
    client: &Client,
    session: Option<&Session>,
    max_delay: Duration,
    catch_up: CatchUp,
    direct: Direct,
) -> Result<Line> {
    let me = client.get_my_profile().await?;
    agent.set_name_on("tokenbowl", &me.username);
    let backoff = move |config: chatwire_core::ws::WsConfig| {
        config.backoff(FIRST_DELAY, max_delay.max(FIRST_DELAY))
    };
    let connect = client.connect().settings(backoff);
    let connect = match session {
        Some(change) => change(connect),
        None => connect,
    };
    let live = connect.start()?;
    let is_bot = me.bot || me.role == Role::Bot;
    let (handle, client) = (live.handle(), client.clone());
    let holders = Holders::default();
    let shows_no_typing = AtomicBool::default();
    let own = Arc::new(Own { client, handle, is_bot, direct, holders, shows_no_typing });
    let platform = Arc::<Own>::clone(&own);
    let ear = Ear {
        live,
        own: Arc::clone(&own),
        me,
        catch_up,
        was_online: false,
        ready: VecDeque::new(),
        pause: None,
        delay: FIRST_DELAY,
        max_delay,
    };
    let heard = stream::unfold(ear, |mut ear| async { Some((ear.next().await?, ear)) });
    Ok(Line { heard: heard.boxed(), platform, manners: own })
}

/// What is heard in a session, with the talk of before when it is online for the first time.
struct Ear {
    live: Realtime,
    own: Arc<Own>,
    me: Profile,
    catch_up: CatchUp,
    /// Whether it was, and the talk of before is known.
    was_online: bool,
    ready: VecDeque<Heard>,
    /// Before the talk of before is asked for again.
    pause: Option<Duration>,
    delay: Duration,
    max_delay: Duration,
}

impl Ear {
    async fn next(&mut self) -> Option<Result<Heard>> {
        loop {
            if let Some(heard) = self.ready.pop_front() {
                return Some(Ok(heard));
            }
            if let Some(pause) = self.pause.take() {
                sleep(pause).await;
                return Some(self.begin().await);
            }
            let event = match self.live.next().await? {
                Ok(event) => event,
                Err(error) => return Some(Err(error)),
            };
            match self.heard(event) {
                Some(Heard::Online) if !self.was_online => return Some(self.begin().await),
                Some(heard) => return Some(Ok(heard)),
                None => {}
            }
        }
    }

    /// Fetches the talk of before: now that the session hears, none is missed between the two.
    async fn begin(&mut self) -> Result<Heard> {
        match earlier(&self.own.client, self.catch_up, &self.me).await {
            Ok(messages) => {
                self.was_online = true;
                self.ready.extend(messages.into_iter().map(Heard::Message));
                Ok(Heard::Online)
            }
            Err(cause) if cause.is_retryable() => {
                let retry_in = part(self.delay.min(self.max_delay), jitter(1.0, 0.1));
                self.pause = Some(retry_in);
                self.delay = self.delay.saturating_mul(2);
                Ok(Heard::Offline { cause, retry_in })
            }
            Err(error) if error.kind() == ErrorKind::Auth => Err(error),
            Err(error) => {
                self.was_online = true;
                self.ready.push_back(Heard::Trouble(error));
                Ok(Heard::Online)
            }
        }
    }

    fn heard(&self, event: Event) -> Option<Heard> {
        match event {
            Event::Message(message) => {
                self.own.holders.note(&message.from_username, message.from_user_id.as_str());
                Some(Heard::Message(Incoming::from_tokenbowl(message, &self.me.id)))
            }
            Event::ReadReceipt(receipt) => Some(Heard::Read {
                by: receipt.read_by,
                message_id: receipt.message_id.as_str().into(),
            }),
            Event::Lifecycle(Lifecycle::Online { .. }) => Some(Heard::Online),
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

/// Ids of those who bear the names, and when that was seen.
#[derive(Clone, Debug, Default)]
struct Holders(Arc<Mutex<HashMap<String, (String, Instant)>>>);

impl Holders {
    fn note(&self, name: &str, id: &str) {
        let mut names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if names.len() >= MOST_NAMES {
            names.clear();
        }
        names.insert(name.to_owned(), (id.to_owned(), Instant::now()));
    }

    /// Whether a name was this person's just now.
    fn is_sure(&self, name: &str, id: &str) -> bool {
        let names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        names.get(name).is_some_and(|(holder, seen)| holder == id && seen.elapsed() < FRESH)
    }
}

/// What the server says of a call that it does not know; somebody who is not there is named.
const UNKNOWN_CALL: &str = "Not Found";

/// The runner's session, to be written to.
#[derive(Debug)]
struct Own {
    client: Client,
    handle: Handle,
    is_bot: bool,
    direct: Direct,
    holders: Holders,
    /// Whether the server has no signs of typing, as all before 2.0.1.
    shows_no_typing: AtomicBool,
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
        let can = Capabilities::default().max_length(MAX_CONTENT, LengthUnit::Chars);
        if self.shows_no_typing.load(Ordering::Relaxed) { can } else { can.typing() }
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
            match typing.await {
                // No trouble of an answer, and not asked for with each one.
                Err(error)
                    if error.kind() == ErrorKind::NotFound && error.message() == UNKNOWN_CALL =>
                {
                    self.shows_no_typing.store(true, Ordering::Relaxed);
                    Ok(())
                }
                typing => typing.map(drop),
            }
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

    fn address(&self, message: &Incoming) -> BoxFuture<'static, Result<Room>> {
        let (room, id) = (message.room.clone(), message.sender.id.clone());
        let Some(name) = self.reader(&room) else { return Box::pin(async { Ok(room) }) };
        if self.holders.is_sure(name, &id) {
            return Box::pin(async { Ok(room) });
        }
        let (client, holders) = (self.client.clone(), self.holders.clone());
        Box::pin(async move {
            // The id of a sender who is gone is made of the name, which may be somebody else's now.
            if id == room.id {
                let why = "the sender is gone, and whoever has the name is not told the answer";
                return Err(Error::new(ErrorKind::NotFound, why).with_platform("tokenbowl"));
            }
            let user = client.get_user_profile(id.as_str()).await?;
            holders.note(&user.username, &id);
            Ok(Room::tokenbowl_user(&user.username))
        })
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.handle.close())
    }
}
