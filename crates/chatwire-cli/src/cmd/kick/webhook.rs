//! `chatwire kick webhook`.

use std::future::IntoFuture as _;
use std::pin::pin;

use chatwire::kick::webhook::{Event, EventUser, Payload, WebhookVerifier};
use chatwire::webhook::{Endpoint, axum};
use clap::{Args, Subcommand};
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::events;
use super::session::Session;
use super::shown::moment;
use crate::args::address;
use crate::cmd::interrupted;
use crate::exit::{Doing as _, Failure, Result};
use crate::output::{Output, Text, aside};

#[derive(Debug, Subcommand)]
pub(crate) enum Webhook {
    /// Receive events, check their signatures and print them, until Ctrl-C.
    #[command(visible_alias = "listen")]
    Serve(Serve),
}

/// Kick delivers to the address in the app's settings only, which must lead here from outside.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080", value_parser = address)]
    address: String,
    /// Path that Kick posts to.
    #[arg(long, default_value = "/webhook")]
    path: String,
    /// Subscribe to this type of event first, or to `all`; again for more. What is subscribed already stays.
    #[arg(long, short, value_name = "EVENT", conflicts_with = "drops")]
    subscribe: Vec<String>,
    /// Channel to subscribe to, by name or by user id of the streamer; without it, your own.
    #[arg(long, short, value_name = "CHANNEL", requires = "subscribe")]
    channel: Option<String>,
    /// Print events of this streamer only, by user id; again for more. All apps share Kick's key.
    #[arg(long, value_name = "ID", conflicts_with = "drops")]
    only: Vec<u64>,
    /// Refuse deliveries that are older than 10 minutes, instead of a day.
    #[arg(long)]
    strict: bool,
    /// Receive claims of drops, which have a form of their own.
    #[arg(long)]
    drops: bool,
    /// End after so many events.
    #[arg(long, short = 'n', value_name = "NUMBER")]
    count: Option<u64>,
}

impl Webhook {
    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        let Self::Serve(serve) = self;
        tokio::select! {
            // First, so that the signal is heard before anything is said.
            biased;
            () = interrupted() => Ok(()),
            done = serve.run(session) => done,
        }
    }
}

impl Serve {
    fn verifier(&self, session: &Session<'_>) -> Result<WebhookVerifier> {
        let mut verifier = WebhookVerifier::new(&session.settings.open_client()?)?;
        if self.strict {
            verifier = verifier.strict();
        }
        if self.drops {
            verifier = verifier.drops_claims();
        }
        if !self.only.is_empty() {
            verifier = verifier.only_broadcasters(self.only.iter().copied());
        }
        Ok(verifier)
    }

    async fn run(&self, session: &Session<'_>) -> Result {
        if session.dry_run() {
            return Err(Failure::usage("nothing is sent here: --dry-run does not apply"));
        }
        let endpoint = Endpoint::new(&self.path, self.verifier(session)?);
        let (router, mut deliveries) = endpoint.into_router()?;
        let listener = TcpListener::bind(&self.address)
            .await
            .doing(format!("cannot listen on {}", self.address))?;
        let address = listener.local_addr().doing("cannot listen")?;
        aside(&format!("Listening on http://{address}{} (Ctrl-C ends it)", self.path));
        let mut server = pin!(axum::serve(listener, router).into_future());
        let printing = async {
            // While the server runs: the first event may come before the answer.
            if !self.subscribe.is_empty() {
                let channel = self.channel.as_deref();
                if let Some(id) = events::ensure(session, &self.subscribe, channel).await? {
                    aside(&format!("Subscribed to events of user {id}"));
                }
            }
            let mut left = self.count;
            while left != Some(0) {
                let Some(delivery) = deliveries.next().await else { break };
                show(session.out, &delivery.event)?;
                left = left.map(|count| count - 1);
            }
            Ok(())
        };
        tokio::select! {
            ended = &mut server => ended.doing("cannot go on listening"),
            done = printing => done,
        }
    }
}

fn show(out: Output, event: &Event) -> Result {
    let meta = &event.meta;
    // As Kick sent it, with fields that this version does not know.
    let data: Value = serde_json::from_slice(event.raw())?;
    let value = json!({"event": meta.event_type, "id": meta.message_id, "sent_at": meta.sent_at,
        "version": meta.version, "subscription_id": meta.subscription_id, "data": data});
    out.show(&value, |_| line(event))
}

/// An event on one line, and further ones for further lines of its text.
fn line(event: &Event) -> Text {
    let name = |user: &EventUser| user.username.clone().unwrap_or_else(|| "anonymous".to_owned());
    let at = moment(event.meta.sent_at);
    let mut text = Text::new().dim(at.split_once(' ').map_or("", |(_, time)| time)).plain(" ");
    if let Some(streamer) = event.broadcaster() {
        text = text.dim(format!("[{}] ", name(streamer)));
    }
    match &event.payload {
        Payload::ChatMessageSent(said) => {
            text.name(name(&said.sender)).plain(": ").body(&said.content).end()
        }
        Payload::ChannelFollowed(follow) => {
            text.name(name(&follow.follower)).plain(" follows").end()
        }
        Payload::SubscriptionNew(sub) => {
            text.name(name(&sub.subscriber)).plain(" subscribed").end()
        }
        Payload::SubscriptionRenewal(sub) => text
            .name(name(&sub.subscriber))
            .plain(format!(" renewed the subscription, {} months", sub.duration))
            .end(),
        Payload::SubscriptionGifts(gift) => text
            .name(name(&gift.gifter))
            .plain(format!(" gave {} subscriptions away", gift.giftees.len()))
            .end(),
        Payload::RewardRedemptionUpdated(redeemed) => {
            let title = redeemed.reward.as_ref().map_or("a reward", |reward| &reward.title);
            let words = format!(" redeemed {title} ({}): ", redeemed.status);
            text.name(name(&redeemed.redeemer)).plain(words).body(&redeemed.user_input).end()
        }
        Payload::LivestreamStatusUpdated(stream) => {
            let is = if stream.is_live { "🔴 live: " } else { "stream ended: " };
            text.plain(is).plain(&stream.title).end()
        }
        Payload::LivestreamMetadataUpdated(change) => {
            text.plain("stream changed: ").plain(&change.metadata.title).end()
        }
        Payload::ModerationBanned(ban) => {
            let time = if ban.metadata.is_permanent() { "for good" } else { "for some time" };
            let words = format!(" was banned {time} by {}", name(&ban.moderator));
            text.name(name(&ban.banned_user)).plain(words).end()
        }
        Payload::KicksGifted(gift) => text
            .name(name(&gift.sender))
            .plain(format!(" gave {} Kicks: ", gift.gift.amount))
            .body(&gift.gift.message)
            .end(),
        Payload::DropsClaimed(claim) => text.plain(format!("drops claim {}", claim.claim_id)).end(),
        _ => text.plain(&event.meta.event_type).end(),
    }
}
