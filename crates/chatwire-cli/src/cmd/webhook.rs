//! `chatwire webhook`: what platforms post, in one form.

use std::future::IntoFuture as _;

use chatwire::chatluck::webhook as chatluck;
use chatwire::kick::webhook as kick;
use chatwire::tokenbowl::webhook as tokenbowl;
use chatwire::webhook::{Endpoint, axum};
use chatwire::{Event, Incoming, Presence, Room, Secret, Sender};
use clap::{Args, Subcommand, ValueEnum};
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::interrupted;
use super::kick::Session;
use super::rooms::{Accounts, shown};
use crate::args::address;
use crate::context::Context;
use crate::exit::{Doing as _, Failure, Result};
use crate::output::{Output, Text, aside};

#[derive(Debug, Subcommand)]
pub(crate) enum Webhook {
    /// Receive events of several platforms, each at a path of its own, and print them, until Ctrl-C.
    #[command(visible_alias = "listen")]
    Serve(Box<Serve>),
}

/// Kick signs what it posts; the others do not, and only a path that nobody can guess tells them from anybody.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Platforms to receive from, at /chatluck, /kick and /tokenbowl; without any, all three.
    #[arg(value_enum)]
    platform: Vec<Platform>,
    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080", value_parser = address)]
    address: String,
    /// Last segment of the paths of platforms that sign nothing.
    #[arg(long, value_name = "WORD", env = "CHATWIRE_WEBHOOK_SECRET", hide_env_values = true)]
    secret: Option<Secret>,
    /// Take messages from anybody, where the platform signs nothing.
    #[arg(long, conflicts_with = "secret")]
    unverified: bool,
    /// Refuse deliveries of Kick that are older than 10 minutes, instead of a day.
    #[arg(long)]
    strict: bool,
    /// End after so many events.
    #[arg(long, short = 'n', value_name = "NUMBER")]
    count: Option<u64>,
    #[command(flatten)]
    pub(crate) accounts: Accounts,
}

/// A platform that posts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Platform {
    /// Chatluck.
    Chatluck,
    /// Kick.
    Kick,
    /// Token Bowl Chat.
    Tokenbowl,
}

impl Platform {
    const ALL: [Self; 3] = [Self::Chatluck, Self::Kick, Self::Tokenbowl];

    fn name(self) -> &'static str {
        match self {
            Self::Chatluck => "chatluck",
            Self::Kick => "kick",
            Self::Tokenbowl => "tokenbowl",
        }
    }
}

/// What came: in neutral form, or as the platform sent it.
enum Posted {
    Neutral(Event),
    Native { name: String, data: Value },
}

type Stream = BoxStream<'static, (&'static str, Posted)>;

impl Webhook {
    /// Accounts, which Kick's address may be among.
    pub(crate) fn accounts(&self) -> &Accounts {
        let Self::Serve(serve) = self;
        &serve.accounts
    }

    pub(crate) async fn run(&self, context: &Context) -> Result {
        let Self::Serve(serve) = self;
        tokio::select! {
            // First, so that the signal is heard before anything is said.
            biased;
            () = interrupted() => Ok(()),
            done = serve.run(context) => done,
        }
    }
}

impl Serve {
    async fn run(&self, context: &Context) -> Result {
        if context.dry_run() {
            return Err(Failure::usage("nothing is sent here: --dry-run does not apply"));
        }
        // Each once, however often it was named: a path cannot be served twice.
        let mut senders = Platform::ALL.to_vec();
        senders.retain(|sender| self.platform.is_empty() || self.platform.contains(sender));
        let mut router = axum::Router::new();
        let mut streams = Vec::new();
        for sender in &senders {
            let (part, stream) = self.endpoint(*sender, context)?;
            router = router.merge(part);
            streams.push(stream);
        }
        let listener = TcpListener::bind(&self.address)
            .await
            .doing(format!("cannot listen on {}", self.address))?;
        let address = listener.local_addr().doing("cannot listen")?;
        for sender in &senders {
            let is_open = *sender == Platform::Kick || self.secret.is_none();
            let secret = if is_open { "" } else { "/…" };
            aside(&format!("Listening on http://{address}/{}{secret}", sender.name()));
        }
        aside("Ctrl-C ends it.");
        let printing = async {
            let mut posted = stream::select_all(streams);
            let mut left = self.count;
            while left != Some(0) {
                let Some((platform, event)) = posted.next().await else { break };
                show(context.out, platform, &event)?;
                left = left.map(|count| count - 1);
            }
            Ok(())
        };
        tokio::select! {
            ended = axum::serve(listener, router).into_future() => ended.doing("cannot go on listening"),
            done = printing => done,
        }
    }

    fn endpoint(&self, sender: Platform, context: &Context) -> Result<(axum::Router, Stream)> {
        let path = format!("/{}", sender.name());
        match sender {
            Platform::Kick => {
                let session = Session::new(context, &self.accounts.kick)?;
                let mut verifier = kick::WebhookVerifier::new(&session.settings.open_client()?)?;
                if self.strict {
                    verifier = verifier.strict();
                }
                let (router, deliveries) = Endpoint::new(path, verifier).into_router()?;
                Ok((router, deliveries.map(|delivery| ("kick", of_kick(&delivery.event))).boxed()))
            }
            Platform::Chatluck => {
                let endpoint = self.guarded(Endpoint::new(path, chatluck::parse_unverified))?;
                let (router, deliveries) = endpoint.into_router()?;
                let stream = deliveries.map(|delivery| ("chatluck", of_chatluck(delivery.event)));
                Ok((router, stream.boxed()))
            }
            Platform::Tokenbowl => {
                let endpoint = self.guarded(Endpoint::new(path, tokenbowl::parse_unverified))?;
                let (router, deliveries) = endpoint.into_router()?;
                let neutral = |message| Posted::Neutral(Event::Message(Incoming::from(message)));
                let stream = deliveries.map(move |delivery| ("tokenbowl", neutral(delivery.event)));
                Ok((router, stream.boxed()))
            }
        }
    }

    /// Puts the secret into the path, unless anybody may post.
    fn guarded<V: chatwire::webhook::Verify>(&self, endpoint: Endpoint<V>) -> Result<Endpoint<V>> {
        match &self.secret {
            Some(secret) => Ok(endpoint.path_secret(secret.clone())),
            None if self.unverified => Ok(endpoint),
            None => Err(Failure::usage("Chatluck and Token Bowl sign nothing: a secret is needed")
                .hint("set CHATWIRE_WEBHOOK_SECRET, or take anybody's messages with --unverified")),
        }
    }
}

fn of_kick(event: &kick::Event) -> Posted {
    if let kick::Payload::ChatMessageSent(message) = &event.payload {
        return Posted::Neutral(Event::Message(Incoming::from((**message).clone())));
    }
    let data = serde_json::from_slice(event.raw()).unwrap_or_default();
    Posted::Native { name: event.meta.event_type.to_string(), data }
}

fn of_chatluck(event: chatluck::Event) -> Posted {
    match event {
        chatluck::Event::MessageCreated { message, .. } => {
            Posted::Neutral(Event::Message(Incoming::from(message)))
        }
        chatluck::Event::UserJoined { user, channel_id: Some(channel), .. } => {
            let who = Sender::new(user.id.as_str()).name(user.name);
            let room = Room::chatluck(channel.as_str());
            Posted::Neutral(Event::Joined(Presence::new(room, who)))
        }
        other => {
            let name = match &other {
                chatluck::Event::UserJoined { .. } => "user.joined".to_owned(),
                chatluck::Event::Unknown { event_type: Some(name), .. } => name.clone(),
                _ => "unknown".to_owned(),
            };
            Posted::Native { name, data: other.meta().raw.clone() }
        }
    }
}

fn show(out: Output, platform: &str, posted: &Posted) -> Result {
    match posted {
        Posted::Neutral(event) => shown::print(out, platform, event),
        Posted::Native { name, data } => {
            let value = json!({"event": "native", "platform": platform, "room": null,
                "data": {"name": name, "raw": data}});
            out.show(&value, |_| {
                Text::new().dim(format!("[{platform}] ")).plain(name).dim(format!(" {data}")).end()
            })
        }
    }
}
