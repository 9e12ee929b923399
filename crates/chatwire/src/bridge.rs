//! Rooms of different platforms, linked.
//!
//! A [`Bridge`] listens in rooms and writes what people say there into others, so that a Kick chat, a Mezon channel
//! and a Token Bowl room become one conversation. It is made in code, or from a file by way of [`BridgeConfig`].
//!
//! - **Order and speed.** Each room that is written to has a queue of its own, worked off in order; a slow or failing
//!   platform holds up nobody else.
//! - **No loops.** Left out are messages of the bridge's own account, those under an id that the bridge wrote (the last
//!   1,024 of each room, and all copies that are remembered), and, where the platform told no id or its answer was
//!   lost, one message with the same text within two minutes. A message that is heard while one is on its way into the
//!   same room waits for the answer, at most [`echo_wait`](Bridge::echo_wait), so that an echo that overtakes the
//!   answer is known, too.
//! - **Nothing twice.** A message whose id was among the last 1,024 of its room, or that is remembered, is not
//!   carried again. What may have been written is not written again: it is told as maybe sent.
//! - **Answers, edits, removals.** A message and its copies know each other, within [a bound](Bridge::remember): an
//!   answer to any of them becomes an answer to the right one in each room, where the platform can. Edits and removals
//!   by people go to the copies; a copy that a moderator removes leaves the others alone.
//! - **Nobody is woken.** What a format makes goes through [`neutralise`](crate::neutralise). Names are put on one
//!   line.
//! - **Length.** A text longer than the platform takes is written in pieces, and so is its edit.
//! - **Files** hang on the copies where the platform can, else their addresses follow the text.
//!
//! Reactions and typing are not carried.

mod carried;
mod config;
mod guard;
#[cfg(feature = "outbox")]
mod journal;
mod link;
mod mapping;
mod report;
mod run;
mod shared;
mod template;
mod writer;

use std::collections::HashMap;
use std::fmt;
#[cfg(feature = "outbox")]
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chatwire_core::{Error, Result};

pub use config::{BridgeConfig, FilterConfig, Follow, LinkConfig};
pub use link::Link;
pub use report::{Counts, Notice, Report};
pub use template::{Template, TemplateError};

use config::wrong;
use link::{Format, Routes};
use mapping::Mapping;
use run::{Filter, Run};
use shared::{Listener, Memory, Shared};

use crate::outbox::Outbox;
use crate::{Incoming, Platform, Room};

/// Messages that may wait for one room.
const CAPACITY: usize = 1_000;

/// Messages of which the copies are remembered.
const REMEMBER: usize = 10_000;

/// Longest wait for an answer before a message is judged by its text.
const ECHO_WAIT: Duration = Duration::from_secs(5);

/// Time for what is under way at the end.
const GRACE: Duration = Duration::from_secs(10);

/// Rooms of different platforms, linked: what is written in one is written into the others.
///
/// See the [module](self) for what it takes care of.
///
/// ```
/// # use chatwire::{BoxFuture, Event, MessageId, Outgoing, Platform, Result, Sender};
/// # use futures_util::stream::{self, BoxStream, StreamExt};
/// # use std::sync::{Arc, Mutex};
/// # #[derive(Clone, Debug)]
/// # struct Hall(&'static str, Vec<Incoming>, Arc<Mutex<Vec<String>>>);
/// # impl Platform for Hall {
/// #     fn name(&self) -> &'static str { self.0 }
/// #     fn events(&self) -> BoxStream<'static, Result<Event>> {
/// #         stream::iter(self.1.clone().into_iter().map(|m| Ok(Event::Message(m)))).boxed()
/// #     }
/// #     fn send<'a>(&'a self, _: &'a Room, m: Outgoing) -> BoxFuture<'a, Result<MessageId>> {
/// #         self.2.lock().unwrap().push(m.text);
/// #         Box::pin(async { Ok(MessageId::from("copy")) })
/// #     }
/// # }
/// use chatwire::bridge::Template;
/// use chatwire::{Bridge, Incoming, Room};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (boats, harbour) = (Room::new("irc", "#boats"), Room::new("hall", "harbour"));
/// # let ahoy = Incoming::new("17", boats.clone(), Sender::new("ada"), "ahoy @everyone");
/// # let irc = Hall("irc", vec![ahoy], Arc::default());
/// # let hall = Hall("hall", Vec::new(), Arc::default());
/// # let said = hall.2.clone();
/// let report = Bridge::new()
///     .platform(irc)
///     .platform(hall)
///     .link([boats, harbour])
///     .template(Template::parse("{sender} ({platform}): {text}")?)
///     .run()
///     .await?;
/// println!("{report}");
/// # assert_eq!(*said.lock().unwrap(), ["ada (irc): ahoy @\u{2060}everyone"]);
/// # assert_eq!(report.of("hall").written, 1);
/// # Ok(())
/// # }
/// ```
#[must_use]
pub struct Bridge {
    outboxes: Vec<Outbox>,
    links: Vec<Link>,
    format: Format,
    names: HashMap<Room, String>,
    filters: Vec<Filter>,
    edits: Follow,
    deletes: Follow,
    carry_own: bool,
    capacity: usize,
    remember: usize,
    echo_wait: Duration,
    grace: Duration,
    #[cfg(feature = "outbox")]
    state: Option<PathBuf>,
    listeners: Vec<Listener>,
}

impl Default for Bridge {
    fn default() -> Self {
        Self {
            outboxes: Vec::new(),
            links: Vec::new(),
            format: Format::Template(Template::default()),
            names: HashMap::new(),
            filters: Vec::new(),
            edits: Follow::Follow,
            deletes: Follow::Follow,
            carry_own: false,
            capacity: CAPACITY,
            remember: REMEMBER,
            echo_wait: ECHO_WAIT,
            grace: GRACE,
            #[cfg(feature = "outbox")]
            state: None,
            listeners: Vec::new(),
        }
    }
}

impl Bridge {
    /// A bridge without platforms and links.
    pub fn new() -> Self {
        Self::default()
    }

    /// A bridge as a file describes it, still without platforms.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config), with the field in the message and in the
    /// [issues](crate::Error::issues), for a room that is not of the form `platform:id`, a link that joins nothing, a
    /// wrong template (with [`TemplateError`] as its source), and a `state` without the feature `outbox`.
    pub fn from_config(config: &BridgeConfig) -> Result<Self> {
        let mut bridge = Self::new();
        bridge.links = config.links()?;
        bridge.names = config.room_names()?.into_iter().collect();
        bridge.edits = config.edits;
        bridge.deletes = config.deletes;
        bridge.carry_own = config.carry_own;
        bridge = bridge.capacity(config.capacity.unwrap_or(CAPACITY));
        bridge.remember = config.remember.unwrap_or(REMEMBER);
        let (senders, prefixes) = (config.ignored()?, config.prefixes()?);
        if !senders.is_empty() || !prefixes.is_empty() {
            bridge = bridge.filter(move |message| {
                let text = message.text.trim_start();
                !senders.contains(&message.person())
                    && !prefixes.iter().any(|start| text.starts_with(start))
            });
        }
        #[cfg(feature = "outbox")]
        {
            bridge.state.clone_from(&config.state);
        }
        #[cfg(not(feature = "outbox"))]
        if config.state.is_some() {
            return Err(wrong("state", "needs the feature `outbox`"));
        }
        Ok(bridge)
    }

    /// Adds a platform. Its events are read only if one of its rooms is listened to.
    pub fn platform(mut self, platform: impl Platform + 'static) -> Self {
        self.outboxes.push(Outbox::new(platform));
        self
    }

    /// Links rooms: a list of rooms both ways, or any [`Link`].
    pub fn link(mut self, link: impl Into<Link>) -> Self {
        self.links.push(link.into());
        self
    }

    /// Sets how messages look, for links that say nothing of their own. The default is
    /// `[{platform}] {sender}: {text}`.
    pub fn template(mut self, template: Template) -> Self {
        self.format = Format::Template(template);
        self
    }

    /// Sets how messages look by a function.
    ///
    /// The sender's name is on one line already, and what the function makes goes through
    /// [`neutralise`](crate::neutralise). It is called once for each room that a message goes to, between two events,
    /// and should be quick. A message on which it panics is a failed one there.
    pub fn format(mut self, format: impl Fn(&Incoming) -> String + Send + Sync + 'static) -> Self {
        self.format = Format::Function(Arc::new(format));
        self
    }

    /// Sets what `{room}` stands for in templates; without that it is the platform's id.
    pub fn name(mut self, room: Room, name: impl Into<String>) -> Self {
        self.names.insert(room, name.into());
        self
    }

    /// Carries only messages for which this is true. Of several filters, all have to agree; one that panics does not.
    pub fn filter(mut self, carries: impl Fn(&Incoming) -> bool + Send + Sync + 'static) -> Self {
        self.filters.push(Arc::new(carries));
        self
    }

    /// Sets what becomes of edits.
    pub fn edits(mut self, follow: Follow) -> Self {
        self.edits = follow;
        self
    }

    /// Sets what becomes of removals.
    pub fn deletes(mut self, follow: Follow) -> Self {
        self.deletes = follow;
        self
    }

    /// Carries also what the bridge's own account writes by other hands, such as a bot beside the bridge.
    ///
    /// What the bridge itself wrote is still left out, by its ids.
    pub fn carry_own(mut self) -> Self {
        self.carry_own = true;
        self
    }

    /// Sets how many messages, edits and removals may wait for one room (1,000, 0 counts as 1); what comes on top is
    /// [dropped](Counts::dropped) and told.
    ///
    /// As many wait at most to be judged in a room that is being written to; then the text of the oldest decides.
    pub fn capacity(mut self, most: usize) -> Self {
        self.capacity = most.clamp(1, tokio::sync::Semaphore::MAX_PERMITS);
        self
    }

    /// Sets of how many messages the copies are remembered (10,000). The one that was asked for longest ago is
    /// forgotten first.
    pub fn remember(mut self, most: usize) -> Self {
        self.remember = most;
        self
    }

    /// Sets how long a message waits that may be an echo of one still on its way (5 s). Then its text decides.
    pub fn echo_wait(mut self, longest: Duration) -> Self {
        self.echo_wait = longest;
        self
    }

    /// Sets how long may be written after the end was asked for (10 s).
    pub fn grace(mut self, longest: Duration) -> Self {
        self.grace = longest;
        self
    }

    /// Keeps what is remembered of copies in a file over a restart: ids only, no texts and no names.
    ///
    /// The file is one line of JSON for each change and is written anew now and then. It survives the end of the
    /// program at any moment; a power cut may cost the last changes. Beside it stands one with `.lock` behind its
    /// name, by which a second bridge on the same file is refused.
    #[cfg(feature = "outbox")]
    pub fn state(mut self, path: impl Into<PathBuf>) -> Self {
        self.state = Some(path.into());
        self
    }

    /// Adds a function that is told what happens, such as for a display. It should be quick; a panic in it is logged.
    pub fn on_notice(mut self, tell: impl Fn(&Notice) + Send + Sync + 'static) -> Self {
        self.listeners.push(Arc::new(tell));
        self
    }

    /// The links, such as to see which platforms are needed.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// Carries messages until all sessions have ended for good, and writes what was heard. That has no bound but the
    /// five minutes that each message has when it is its turn; [`run_until`](Self::run_until) can end it earlier.
    ///
    /// # Errors
    ///
    /// As [`run_until`](Self::run_until).
    pub async fn run(self) -> Result<Report> {
        self.run_until(std::future::pending::<()>()).await
    }

    /// Carries messages until `shutdown` is ready, or until all sessions have ended for good.
    ///
    /// When `shutdown` is ready it stops listening, writes what was heard, at most for the time of
    /// [`grace`](Self::grace), and tells what it has done. When the sessions have ended by themselves, the grace
    /// begins with `shutdown` all the same, and until then what was heard is written. A session that ends for good is in
    /// [`Report::ended`]; the bridge goes on with the others. When the future is dropped, the bridge ends at once.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) before anything is connected: no links, a link that joins nothing, a
    /// platform that is missing or there twice, or a file that cannot be used.
    pub async fn run_until(self, shutdown: impl Future) -> Result<Report> {
        self.check()?;
        let memory = self.memory().await?;
        let run = Run {
            routes: Routes::new(self.links, &self.format, self.names),
            outboxes: self.outboxes,
            filters: self.filters,
            edits: self.edits,
            deletes: self.deletes,
            carry_own: self.carry_own,
            capacity: self.capacity,
            echo_wait: self.echo_wait,
            grace: self.grace,
            shared: Arc::new(Shared::new(memory, self.listeners)),
        };
        Ok(Box::pin(run.until(shutdown)).await)
    }

    fn check(&self) -> Result<()> {
        if self.links.is_empty() {
            return Err(wrong("link", "at least one is needed"));
        }
        let mut names = Vec::new();
        for outbox in &self.outboxes {
            let name = outbox.platform().name();
            if names.contains(&name) {
                return Err(Error::config(format!("the platform {name} was added twice")));
            }
            names.push(name);
        }
        for (at, link) in self.links.iter().enumerate() {
            let field = format!("link[{at}]");
            link.check(&field)?;
            for room in link.sources().iter().chain(link.targets()) {
                if !names.contains(&room.platform.as_ref()) {
                    let why = format!("the platform of {room} was not added");
                    return Err(wrong(&field, &why));
                }
            }
        }
        Ok(())
    }

    #[cfg(feature = "outbox")]
    async fn memory(&self) -> Result<Memory> {
        let mut mapping = Mapping::new(self.remember);
        let Some(path) = self.state.clone() else { return Ok(Memory::new(mapping)) };
        let opened = tokio::task::spawn_blocking(move || {
            let journal = journal::Journal::open(&path, &mut mapping)?;
            Ok(Memory::kept(mapping, journal))
        });
        let broke = |error| Error::config("the bridge could not open its file").with_source(error);
        opened.await.map_err(broke)?
    }

    #[cfg(not(feature = "outbox"))]
    #[expect(clippy::unused_async, reason = "with a file it waits")]
    async fn memory(&self) -> Result<Memory> {
        Ok(Memory::new(Mapping::new(self.remember)))
    }
}

impl fmt::Debug for Bridge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bridge")
            .field("platforms", &self.outboxes)
            .field("links", &self.links)
            .field("format", &self.format)
            .field("edits", &self.edits)
            .field("deletes", &self.deletes)
            .finish_non_exhaustive()
    }
}
