//! [`Desk`]: clients and rooms of all platforms, made when they are needed first.

use std::sync::Arc;

use chatwire::adapter::{Chatluck, Kick, Mezon, TokenBowl};
use chatwire::kick::chatroom::ChatTarget;
use chatwire::outbox::Outbox;
use chatwire::{Platform, Room, chatluck, kick, mezon, tokenbowl};
use futures_util::TryStreamExt as _;
use tokio::sync::OnceCell;

use super::place::Place;
use super::station::Station;
use super::{Accounts, Hearing, clients};
use crate::cmd::kick::Session;
use crate::context::Context;
use crate::exit::{Exit, Failure, Result};
use crate::output::aside;
use crate::progress;
use crate::service::Service;

/// Clients and rooms of all platforms.
#[derive(Debug)]
pub(crate) struct Desk<'a> {
    pub(crate) context: &'a Context,
    accounts: &'a Accounts,
    hearing: Hearing,
    chatluck: OnceCell<chatluck::Client>,
    kick: OnceCell<kick::Client>,
    mezon: OnceCell<mezon::Client>,
    tokenbowl: OnceCell<tokenbowl::Client>,
}

impl<'a> Desk<'a> {
    pub(crate) fn new(context: &'a Context, accounts: &'a Accounts) -> Self {
        Self {
            context,
            accounts,
            hearing: Hearing::default(),
            chatluck: OnceCell::new(),
            kick: OnceCell::new(),
            mezon: OnceCell::new(),
            tokenbowl: OnceCell::new(),
        }
    }

    /// Says how events are listened to.
    pub(crate) fn hearing(mut self, hearing: Hearing) -> Self {
        self.hearing = hearing;
        self
    }

    /// Rooms as they were written; without any, those of the configuration file.
    pub(crate) fn places(&self, written: &[String]) -> Result<Vec<Place>> {
        let config = &self.context.config;
        let places: Vec<Place> = if written.is_empty() {
            let names = config.rooms().map(|(name, _)| Place::read(name, config));
            names.collect::<Result<_>>()?
        } else {
            written.iter().map(|text| Place::read(text, config)).collect::<Result<_>>()?
        };
        let Some(first) = places.first() else {
            return Err(Failure::usage("no room was named, and the configuration names none")
                .hint(Place::forms(config)));
        };
        let several = places.iter().any(|place| place.service != first.service);
        if several && self.context.globals.server.is_some() {
            return Err(Failure::usage("--server stands for one platform, and several are meant")
                .hint("set the address of each by its variable, such as KICK_BASE_URL"));
        }
        Ok(places)
    }

    pub(crate) async fn chatluck(&self) -> Result<&chatluck::Client> {
        let make =
            || async { clients::chatluck(self.context, &self.context.vars(Service::Chatluck)) };
        self.chatluck.get_or_try_init(make).await
    }

    pub(crate) async fn kick(&self) -> Result<&kick::Client> {
        let make = || async {
            let session = self.kick_session()?;
            if !self.context.dry_run() {
                // Chatrooms that are looked up are kept.
                session.settings.prepare()?;
            }
            session.client().await
        };
        self.kick.get_or_try_init(make).await
    }

    fn kick_session(&self) -> Result<Session<'_>> {
        Session::new(self.context, &self.accounts.kick)
    }

    pub(crate) async fn mezon(&self) -> Result<&mezon::Client> {
        let make = || async {
            self.accounts.mezon.client(self.context, &self.context.vars(Service::Mezon))
        };
        self.mezon.get_or_try_init(make).await
    }

    pub(crate) async fn tokenbowl(&self) -> Result<&tokenbowl::Client> {
        self.tokenbowl.get_or_try_init(|| async { self.context.client() }).await
    }

    /// The room that is written to; `None` with `--dry-run`, after a look-up that it needs was printed.
    pub(crate) async fn room(&self, place: &Place) -> Result<Option<Room>> {
        if let Some(room) = place.room()? {
            return Ok(Some(room));
        }
        match (place.service, place.id.as_deref()) {
            (Service::Kick, Some(name)) => {
                let user = self.kick_session()?.user_id(self.kick().await?, name).await?;
                Ok(user.map(Room::kick))
            }
            (Service::Chatluck, Some(name)) => self.channel(name.trim_start_matches('#')).await,
            (Service::Kick, None) => Err(place.wrong("the name of a channel")),
            (Service::Chatluck, None) => Err(place.wrong("the id of a channel, or #NAME")),
            _ => Err(place.wrong("the id of a channel")),
        }
    }

    /// A Chatluck channel by its name.
    async fn channel(&self, name: &str) -> Result<Option<Room>> {
        let client = self.chatluck().await?;
        let list = client.list_channels().include_private();
        if self.context.dry_run() {
            self.context.preview(list.request())?;
            aside(
                "Only the look-up of the name is shown: with the channel's id instead, the call itself is",
            );
            return Ok(None);
        }
        let mut channels = list.items();
        while let Some(channel) =
            progress::shown("Asking for channels", channels.try_next()).await?
        {
            if channel.name == name {
                return Ok(Some(Room::chatluck(channel.id.as_str())));
            }
        }
        Err(Failure::new(Exit::NotFound, format!("there is no channel '{name}'")))
    }

    /// What writes to a platform in order, as patiently as the options say.
    pub(crate) fn outbox(&self, platform: Arc<dyn Platform>) -> Outbox {
        let globals = &self.context.globals;
        let mut builder = Outbox::builder(platform);
        if let Some(limit) = globals.timeout {
            builder = builder.deadline(limit);
        }
        if globals.no_retry {
            builder = builder.attempts(1);
        }
        builder.in_memory()
    }

    /// The platform behind a room, for writing.
    pub(crate) async fn platform(&self, service: Service) -> Result<Arc<dyn Platform>> {
        Ok(match service {
            Service::Chatluck => {
                Arc::new(Chatluck::polling(self.chatluck().await?.clone(), [""; 0]))
            }
            Service::Kick => Arc::new(Kick::new(self.kick().await?.clone(), [""; 0])),
            Service::Mezon => Arc::new(Mezon::new(self.mezon().await?.clone())),
            Service::Tokenbowl => Arc::new(TokenBowl::new(self.tokenbowl().await?.clone())),
            Service::Fluidtalk => return Err(Failure::usage("FluidTalk has no rooms")),
        })
    }

    /// Like [`platform`](Self::platform); fails without a key, before anything else is done.
    pub(crate) async fn account(&self, service: Service) -> Result<Arc<dyn Platform>> {
        let platform = self.platform(service).await?;
        // Clients of the others cannot be made without. The calls say what to do about it.
        match service {
            Service::Kick if !self.kick().await?.has_key() => {
                self.kick().await?.access_token().await?;
            }
            Service::Tokenbowl if !self.tokenbowl().await?.has_key() => {
                self.tokenbowl().await?.get_my_profile().await?;
            }
            _ => {}
        }
        Ok(platform)
    }

    /// Platforms with the rooms that are meant, each platform once.
    pub(crate) async fn stations(&self, places: &[Place]) -> Result<Vec<Station>> {
        let mut stations = Vec::new();
        for service in Service::ALL {
            let of: Vec<&Place> = places.iter().filter(|place| place.service == service).collect();
            if !of.is_empty() {
                stations.push(self.station(service, &of).await?);
            }
        }
        Ok(stations)
    }

    async fn station(&self, service: Service, places: &[&Place]) -> Result<Station> {
        let name = service.name().to_owned();
        let platform: Arc<dyn Platform> = match service {
            Service::Chatluck => {
                let client = self.chatluck().await?.clone();
                let mut channels = Vec::new();
                for place in places {
                    channels.extend(self.channels(place).await?);
                }
                let polling = Chatluck::polling(client, channels);
                match self.hearing.poll {
                    Some(pause) => Arc::new(polling.every(pause)),
                    None => Arc::new(polling),
                }
            }
            Service::Kick => {
                let client = self.kick().await?.clone();
                let mut targets = Vec::new();
                for place in places {
                    targets.push(self.target(place).await?);
                }
                Arc::new(Kick::new(client, targets))
            }
            Service::Mezon | Service::Tokenbowl | Service::Fluidtalk => {
                self.platform(service).await?
            }
        };
        // What was joined is what comes; the others tell everything.
        let tells_all = !matches!(service, Service::Chatluck | Service::Kick);
        let everything = !tells_all || places.iter().any(|place| place.id.is_none());
        let rooms = places.iter().map(|place| place.room());
        let rooms = if everything {
            Vec::new()
        } else {
            rooms.filter_map(Result::transpose).collect::<Result<_>>()?
        };
        Ok(Station { service, platform, name, rooms, tells_all })
    }

    /// Ids of the Chatluck channels that are meant: all, where none is named.
    async fn channels(&self, place: &Place) -> Result<Vec<String>> {
        if place.id.is_some() {
            return Ok(self.room(place).await?.into_iter().map(|room| room.id).collect());
        }
        let list = self.chatluck().await?.list_channels().include_private().items();
        let all = list.map_ok(|channel| channel.id.as_str().to_owned()).try_collect();
        Ok(progress::shown("Asking for channels", all).await?)
    }

    /// What live chat of Kick calls the room.
    async fn target(&self, place: &Place) -> Result<ChatTarget> {
        let Some(id) = place.id.as_deref() else {
            return Err(place.wrong("the name of a channel"));
        };
        match place.room()? {
            Some(room) => match room.id.strip_prefix("chatroom:") {
                Some(chatroom) => Ok(ChatTarget::from(chatroom)),
                // The site knows channels by name.
                None => {
                    let user: u64 = id.parse().map_err(|_| place.wrong("a name or a user id"))?;
                    let call = self.kick().await?.slug_of(user).into_future();
                    let slug = progress::shown("Looking up the channel", call).await?;
                    let slug = slug.ok_or_else(|| {
                        Failure::new(Exit::NotFound, format!("there is no channel of user {user}"))
                    })?;
                    // A name of digits is not the number of a chatroom.
                    Ok(ChatTarget::Name(slug))
                }
            },
            None => Ok(ChatTarget::from(id)),
        }
    }
}
