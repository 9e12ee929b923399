//! Where a session connects to: which rooms, which transport, which address, which token.

use std::time::Duration;

use chatwire_core::ws::centrifugo::Centrifugo;
use chatwire_core::{Error, Result};
use http::header;
use tokio::time::Instant;

use super::ChatTransport;
use super::desk::look_up;
use super::event::Event;
use super::negotiate::{Offer, Server};
use super::protocol::{Line, Live, Stage};
use crate::client::named;
use crate::error::code;
use crate::pusher::PusherEndpoint;

/// Name by which this client introduces itself to Centrifugo.
const NAME: &str = "chatwire-rust";

impl Live {
    /// What to connect to. Waits until there is a room.
    pub(super) async fn prepare(&mut self) -> Result<http::Request<()>> {
        if let Some(untold) = self.untold.take() {
            self.stage = Stage::Telling;
            return Err(untold);
        }
        self.stage = Stage::Rooms;
        self.desk.rooms.wait_for_one().await;
        if self.desk.rooms.next_look_up().is_some() || self.desk.rooms.first().is_none() {
            Box::pin(self.find_rooms()).await?;
        }
        self.stage = Stage::Asking;
        let request = match (self.wanted, &self.configured) {
            (ChatTransport::Pusher, Some(endpoint)) => {
                let endpoint = endpoint.clone();
                self.pusher(&endpoint)
            }
            // Boxed, since what asks the site is large, and not all sessions do.
            (ChatTransport::Pusher, None) => Box::pin(self.dial_pusher()).await,
            (ChatTransport::Centrifugo, _) => Box::pin(self.dial_centrifugo()).await,
            (ChatTransport::Auto, _) => Box::pin(self.dial_any()).await,
        }?;
        self.sync();
        self.stage = Stage::Upgrading;
        Ok(request)
    }

    /// Looks up names; an error when no room at all is known then.
    async fn find_rooms(&mut self) -> Result<()> {
        let (mut passing, mut last_word) = (None, None);
        for target in self.desk.rooms.take_due(Instant::now()) {
            let outcome = Box::pin(look_up(&self.desk.rooms, &target)).await;
            if let Err((error, retry_in)) = self.desk.rooms.looked_up(&target, outcome) {
                let failure = if retry_in.is_some() { &mut passing } else { &mut last_word };
                failure.get_or_insert(error.clone());
                self.desk.waiting.push(Event::RoomFailed { target, error, retry_in });
            }
        }
        if self.desk.rooms.first().is_some() {
            return Ok(());
        }
        let due = self.desk.rooms.next_look_up();
        let pause = due.map(|at| at.saturating_duration_since(Instant::now())).unwrap_or_default();
        let why = "no room of the session is known yet";
        // A room that may be found later keeps the session alive, whatever is wrong with the others.
        let error = passing
            .or_else(|| last_word.filter(|_| due.is_none()))
            .unwrap_or_else(|| named(Error::new(chatwire_core::ErrorKind::Connect, why)));
        // What passes is told by the error; what is final has no other chance than the next line.
        let passes = |event: &Event| matches!(event, Event::RoomFailed { retry_in: Some(_), .. });
        self.desk.waiting.retain(|event| !passes(event));
        Err(if pause > Duration::ZERO { error.with_retry_after(pause) } else { error })
    }

    async fn dial_any(&mut self) -> Result<http::Request<()>> {
        match self.ask(Offer::Both).await {
            Ok(Server::Pusher(endpoint)) => self.pusher(&endpoint),
            Ok(Server::Centrifugo(url)) => match self.centrifugo(&url).await {
                Ok(request) => Ok(request),
                Err(error) => self.fall_back(error),
            },
            Err(error) => self.fall_back(error),
        }
    }

    /// The configured Pusher server, since the site cannot be asked.
    fn fall_back(&mut self, cause: Error) -> Result<http::Request<()>> {
        self.server = None;
        tracing::info!(error = %cause, "the site cannot be asked: falling back to Pusher");
        // One for all attempts until a line is up.
        self.desk.waiting.retain(|event| !matches!(event, Event::Fallback { .. }));
        self.desk.waiting.push(Event::Fallback { cause });
        let endpoint = self.configured_or_kick()?;
        self.pusher(&endpoint)
    }

    async fn dial_centrifugo(&mut self) -> Result<http::Request<()>> {
        self.use_centrifugo();
        match self.ask(Offer::Centrifugo).await? {
            Server::Centrifugo(url) => self.centrifugo(&url).await,
            Server::Pusher(_) => {
                let why = "the site offers Pusher, though it was not asked for";
                let error = Error::new(chatwire_core::ErrorKind::NotFound, why);
                Err(named(error.with_code(code::NO_TRANSPORT)))
            }
        }
    }

    async fn dial_pusher(&mut self) -> Result<http::Request<()>> {
        // Captures of September 2026 got the key of the day by offering Pusher alone.
        let endpoint = match self.ask(Offer::Pusher).await {
            Ok(Server::Pusher(endpoint)) => endpoint,
            Ok(Server::Centrifugo(_)) => self.configured_or_kick()?,
            Err(error) => {
                tracing::debug!(%error, "the site names no Pusher server: using the known one");
                let endpoint = self.configured_or_kick()?;
                // Once is enough.
                self.server = Some(Box::new(Server::Pusher(endpoint.clone())));
                endpoint
            }
        };
        self.pusher(&endpoint)
    }

    fn configured_or_kick(&self) -> Result<PusherEndpoint> {
        match (&self.configured, self.desk.client.test_server()) {
            (Some(endpoint), _) => Ok(endpoint.clone()),
            (None, None) => Ok(PusherEndpoint::kick()),
            // One address sets all hosts of a test server: live chat is there as well.
            (None, Some(api)) => {
                PusherEndpoint::beside(api, PusherEndpoint::kick().app_key()).map_err(named)
            }
        }
    }

    /// What the site names for the chat of the first room; asked again only after trouble.
    async fn ask(&mut self, offer: Offer) -> Result<Server> {
        let server = match &self.server {
            Some(server) => Server::clone(server),
            None => {
                let channel = self.desk.rooms.first().and_then(|(_, channel)| channel);
                let (manner, client) = (&self.manner, &self.desk.client);
                manner.negotiate(client, self.client_id, channel, offer).await?
            }
        };
        self.server = Some(Box::new(server.clone()));
        Ok(server)
    }

    fn use_centrifugo(&mut self) {
        if !matches!(self.line, Line::Centrifugo(_)) {
            self.line = Line::Centrifugo(Box::new(Centrifugo::new(NAME)));
            self.moved = true;
        }
    }

    async fn centrifugo(&mut self, url: &str) -> Result<http::Request<()>> {
        self.use_centrifugo();
        self.check_servers(url).await?;
        let token = self.manner.token(&self.desk.client, self.client_id).await?;
        if let Line::Centrifugo(link) = &mut self.line {
            link.set_token(token);
        }
        self.used.set(Server::Centrifugo(url.to_owned()));
        let request = http::Request::builder().uri(url);
        built(match &self.manner.origin {
            Some(origin) => request.header(header::ORIGIN, origin.clone()),
            None => request,
        })
    }

    /// A channel's chat lives on one server: rooms that are on another one are turned away.
    async fn check_servers(&mut self, url: &str) -> Result<()> {
        let rooms = &self.desk.rooms;
        let first = rooms.first();
        for (target, channel) in rooms.without_server() {
            if first.is_some_and(|(_, first)| first == Some(channel)) {
                rooms.set_server(&target, url);
                continue;
            }
            let (manner, client) = (&self.manner, &self.desk.client);
            let named =
                manner.negotiate(client, self.client_id, Some(channel), Offer::Centrifugo).await;
            match named {
                Ok(Server::Centrifugo(own)) if own != url => {
                    rooms.remove(&target);
                    let error = other_server();
                    self.desk.waiting.push(Event::RoomFailed { target, error, retry_in: None });
                }
                Ok(_) => rooms.set_server(&target, url),
                Err(error) => tracing::debug!(%error, "the server of a room stays unknown"),
            }
        }
        Ok(())
    }

    fn pusher(&mut self, endpoint: &PusherEndpoint) -> Result<http::Request<()>> {
        let encrypted = self.encrypted.take().filter(|other| other.app_key() == endpoint.app_key());
        let endpoint = encrypted.unwrap_or_else(|| endpoint.clone());
        if !matches!(self.line, Line::Pusher(_)) {
            self.line = Line::Pusher(Box::default());
        }
        if self.authorizer.is_some()
            && let Line::Pusher(pusher) = &mut self.line
        {
            **pusher = std::mem::take(&mut **pusher).authorizes();
        }
        let url = endpoint.url();
        self.used.set(Server::Pusher(endpoint));
        built(http::Request::builder().uri(url))
    }
}

/// The error of a room that a session on another server cannot have.
pub(super) fn other_server() -> Error {
    let why = "the chat of this room lives on another server than that of the session; a ChatHub joins both";
    named(Error::unsupported(why).with_code(code::OTHER_SERVER))
}

fn built(request: http::request::Builder) -> Result<http::Request<()>> {
    let wrong = |err| Error::config("the address of live chat is not valid").with_source(err);
    request.body(()).map_err(|err| named(wrong(err)))
}
