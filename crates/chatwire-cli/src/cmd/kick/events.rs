//! `chatwire kick events`: which events Kick delivers by webhook.

use std::time::Duration;

use chatwire::Error;
use chatwire::kick::{EventType, KeeperReport, Subscription, SubscriptionKeeper, UserId};
use clap::{Args, Subcommand};
use serde_json::json;

use super::session::Session;
use super::shown::{maybe_moment, or_dash};
use crate::cmd::interrupted;
use crate::exit::{Exit, Failure, Result};
use crate::output::{Output, Table, Text, aside};
use crate::progress;

#[derive(Debug, Subcommand)]
pub(crate) enum Events {
    /// List the subscriptions of the app.
    List {
        /// Only those to events of this channel, by name or by user id of the streamer.
        #[arg(long, short, value_name = "CHANNEL")]
        channel: Option<String>,
    },
    /// Subscribe to events; doing so twice doubles each event, which `keep` does not.
    Subscribe(Wanted),
    /// End subscriptions.
    Unsubscribe {
        /// Ids of the subscriptions.
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        id: Vec<String>,
        /// All that `list` shows.
        #[arg(long)]
        all: bool,
    },
    /// Keep events subscribed, each once: makes what is missing, ends doubles.
    Keep(Keep),
}

/// Which events of which channel.
#[derive(Debug, Args)]
pub(super) struct Wanted {
    /// Types, such as `chat.message.sent`, or `all`.
    #[arg(required = true)]
    event: Vec<String>,
    /// Channel, by name or by user id of the streamer; without it, your own.
    #[arg(long, short, value_name = "CHANNEL")]
    channel: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Keep {
    #[command(flatten)]
    wanted: Wanted,
    /// Look again every so many seconds, 60 to 86,400, until Ctrl-C; without it, look once.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(60..=86_400))]
    every: Option<u64>,
    /// Also end subscriptions that are not wanted.
    #[arg(long)]
    remove_others: bool,
}

impl Events {
    pub(super) fn runs_until_interrupted(&self) -> bool {
        matches!(self, Self::Keep(Keep { every: Some(_), .. }))
    }

    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        match self {
            Self::List { channel } => {
                let client = session.client().await?;
                let mut list = client.subscriptions();
                if let Some(name) = channel {
                    let found = session.user_id(&client, name).await?;
                    let Some(id) = found else { return Ok(()) };
                    list = list.broadcaster(id);
                }
                session.page("Fetching subscriptions", list.request(), table).await
            }
            Self::Subscribe(wanted) => wanted.subscribe(session).await,
            Self::Unsubscribe { id, all } => unsubscribe(session, id, *all).await,
            Self::Keep(keep) if keep.every.is_some() => tokio::select! {
                // First, so that the signal is heard before anything is said.
                biased;
                () = interrupted() => Ok(()),
                done = keep.run(session) => done,
            },
            Self::Keep(keep) => keep.run(session).await,
        }
    }
}

/// Types that were named; one that this version does not know may be a new one, if it is written as they are.
pub(super) fn types(named: &[String]) -> Result<Vec<EventType>> {
    if let Some(name) = named.iter().find(|name| *name != "all" && !name.contains('.')) {
        return Err(Failure::usage(format!("'{name}' is no type of event")).hint(known()));
    }
    if named.iter().any(|name| name == "all") {
        return Ok(EventType::ALL.to_vec());
    }
    Ok(named.iter().map(|name| EventType::from(name.as_str())).collect())
}

/// Names the types that this version knows.
fn known() -> String {
    let names: Vec<String> = EventType::ALL.iter().map(ToString::to_string).collect();
    format!("types are {}, and `all` for these", names.join(", "))
}

/// Why an event is not subscribed, with the types that there are.
fn not_subscribed(err: Error) -> Failure {
    let failure = Failure::from(err);
    // Kick tells so that it does not know the type, and the like.
    if failure.exit() == Exit::Failed { failure.hint(known()) } else { failure }
}

impl Wanted {
    async fn subscribe(&self, session: &Session<'_>) -> Result {
        let types = types(&self.event)?;
        let client = session.client().await?;
        let channel = session.channel(&client, self.channel.as_deref()).await?;
        let Some(channel) = channel else { return Ok(()) };
        let call = client.create_subscriptions(types).broadcaster(channel);
        let made = session.call("Subscribing", call.request()).await?;
        let Some(made) = made else { return Ok(()) };
        let mut failed = None;
        for one in &made.items {
            let outcome = one.result();
            session.out.show(one, |one| match &outcome {
                Ok(id) => Text::done(format!("{}: {id}", one.name)),
                Err(err) => Text::new().warning(err.message()).end(),
            })?;
            failed = failed.or(outcome.err());
        }
        failed.map_or(Ok(()), |err| Err(not_subscribed(err)))
    }
}

async fn unsubscribe(session: &Session<'_>, ids: &[String], all: bool) -> Result {
    let client = session.client().await?;
    let ids: Vec<String> = if all {
        let listed = session.call("Fetching subscriptions", client.subscriptions().request());
        let Some(listed) = listed.await? else { return Ok(()) };
        listed.items.into_iter().map(|one| one.id.to_string()).collect()
    } else {
        ids.to_vec()
    };
    if ids.is_empty() {
        return session.out.note(&Text::line_of("No subscriptions found"));
    }
    let call = client.delete_subscriptions(ids);
    if session.dry_run() {
        return session.preview(call.request());
    }
    let ended = progress::shown("Ending subscriptions", call.in_batches().into_future()).await?;
    for id in &ended.items {
        let value = json!({"id": id, "deleted": true});
        session.out.show(&value, |_| Text::done(format!("{id} ended")))?;
    }
    match ended.failed.into_iter().next() {
        Some(failed) => Err(failed.error.into()),
        None => Ok(()),
    }
}

impl Keep {
    async fn run(&self, session: &Session<'_>) -> Result {
        let types = types(&self.wanted.event)?;
        let client = session.client().await?;
        if session.dry_run() {
            return session.preview(client.subscriptions().request());
        }
        let named = self.wanted.channel.as_deref();
        let Some(channel) = session.channel(&client, named).await? else { return Ok(()) };
        let mut keeper = SubscriptionKeeper::new(&client);
        keeper = keeper.want(channel, types);
        if self.remove_others {
            keeper = keeper.remove_others();
        }
        let Some(seconds) = self.every else { return once(session.out, &keeper).await };
        let mut guard = keeper.spawn(Duration::from_secs(seconds))?;
        aside("Keeping subscriptions (Ctrl-C ends it)");
        while let Some(report) = guard.next_report().await {
            match report {
                Ok(report) => show(session.out, &report)?,
                // The next look may go better, but not without a token.
                Err(err) if Exit::of(err.kind()) == Exit::Auth => return Err(err.into()),
                Err(err) => aside(&format!("! {err}")),
            }
        }
        Ok(())
    }
}

/// Looks once, and fails when not all is as wanted.
async fn once(out: Output, keeper: &SubscriptionKeeper) -> Result {
    let report = progress::shown("Looking at subscriptions", keeper.ensure()).await?;
    show(out, &report)?;
    let not_created = report.not_created.into_iter().map(|failed| not_subscribed(failed.error));
    let not_removed = report.not_removed.into_iter().map(|failed| failed.error.into());
    not_created.chain(not_removed).next().map_or(Ok(()), Err)
}

/// Makes sure that these events are subscribed, for a listener that is about to get them.
pub(super) async fn ensure(
    session: &Session<'_>,
    named: &[String],
    channel: Option<&str>,
) -> Result<Option<UserId>> {
    let types = types(named)?;
    let client = session.client().await?;
    let Some(channel) = session.channel(&client, channel).await? else { return Ok(None) };
    let keeper = SubscriptionKeeper::new(&client).want(channel, types);
    let report = progress::shown("Subscribing", keeper.ensure()).await?;
    for failed in &report.not_created {
        aside(&format!("! {} is not subscribed: {}", failed.event, failed.error));
    }
    match report.not_created.into_iter().next() {
        Some(failed) if report.kept.is_empty() && report.created.is_empty() => {
            Err(failed.error.into())
        }
        _ => Ok(Some(channel)),
    }
}

fn show(out: Output, report: &KeeperReport) -> Result {
    let why = |err: &Error| err.to_string();
    let not_created: Vec<_> = report
        .not_created
        .iter()
        .map(|one| json!({"broadcaster": one.broadcaster, "event": one.event, "error": why(&one.error)}))
        .collect();
    let not_removed: Vec<_> = report
        .not_removed
        .iter()
        .map(|one| json!({"ids": one.ids, "error": why(&one.error)}))
        .collect();
    let value = json!({"complete": report.is_complete(), "kept": report.kept,
        "created": report.created, "removed": report.removed, "not_created": not_created,
        "not_removed": not_removed});
    out.show(&value, |_| {
        let counts = format!(
            "{} there, {} made, {} ended",
            report.kept.len(),
            report.created.len(),
            report.removed.len()
        );
        let mut text = Text::done(counts);
        for one in &report.not_created {
            let words = format!("{} is not subscribed: {}", one.event, one.error);
            text = text.then(&Text::new().warning(words).end());
        }
        for one in &report.not_removed {
            let words = format!("{} doubles are still there: {}", one.ids.len(), one.error);
            text = text.then(&Text::new().warning(words).end());
        }
        text
    })
}

fn table(subscriptions: &[Subscription]) -> Text {
    if subscriptions.is_empty() {
        return Text::line_of("No subscriptions found");
    }
    let headings = ["Event", "Version", "Streamer", "Made", "ID"];
    let mut table = Table::new("📬 Subscriptions", &headings);
    for one in subscriptions {
        table.row([
            one.event.to_string(),
            one.version.to_string(),
            or_dash(one.broadcaster_user_id.as_ref()),
            maybe_moment(one.created_at),
            one.id.to_string(),
        ]);
    }
    table.into_text()
}
