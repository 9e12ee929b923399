//! [`SubscriptionKeeper`]: keeps a wanted set of events subscribed, each once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use chatwire_core::{Error, ErrorKind, Result};
use tokio::sync::{Mutex, watch};
use tokio::task::JoinHandle;

use super::batch::FailedBatch;
use super::subscriptions::VERSION;
use crate::client::named;
use crate::oauth::refresher::jittered;
use crate::{Client, EventType, Subscription, SubscriptionId, UserId};

/// The list lags behind by seconds: looking sooner would make anew what was just made.
const MIN_INTERVAL: Duration = Duration::from_secs(60);
const MAX_INTERVAL: Duration = Duration::from_secs(24 * 60 * 60);

/// Keeps a wanted set of events subscribed: makes what is missing and ends what is there twice.
///
/// Kick ends subscriptions by itself, after a day of failed deliveries and when webhooks are switched off in the
/// app's settings, and it takes the same subscription twice, which doubles every event (KickDevDocs,
/// issue 246). So run it at the start and on a timer.
///
/// Clones share the lock that keeps two looks apart.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> chatwire_kick::Result<()> {
/// # use chatwire_core::testing::{Answer, Script};
/// # let script = Script::new().answer(Answer::status(200).body(r#"{"data":[]}"#))
/// #     .always(Answer::status(200).body(r#"{"data":[{"name":"channel.followed","subscription_id":"01HZ"}]}"#));
/// # let client = chatwire_kick::Client::builder().token("token").script(script).build()?;
/// use chatwire_kick::EventType;
/// use chatwire_kick::rest::SubscriptionKeeper;
///
/// let keeper = SubscriptionKeeper::new(&client).want(1001, [EventType::ChannelFollowed]);
/// let report = keeper.ensure().await?;
/// assert_eq!(report.created.len(), 1);
/// for failed in &report.not_created {
///     eprintln!("{} of {}: {}", failed.event, failed.broadcaster, failed.error);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct SubscriptionKeeper {
    client: Client,
    wanted: BTreeMap<UserId, Vec<EventType>>,
    removes_others: bool,
    turn: Arc<Mutex<()>>,
}

/// What a look of a [`SubscriptionKeeper`] found and did.
#[derive(Clone, Debug, Default)]
#[must_use = "some subscriptions may be missing"]
#[non_exhaustive]
pub struct KeeperReport {
    /// Wanted subscriptions that were there.
    pub kept: Vec<SubscriptionId>,
    /// Wanted subscriptions that were made.
    pub created: Vec<SubscriptionId>,
    /// Wanted subscriptions that could not be made.
    pub not_created: Vec<NotCreated>,
    /// Subscriptions that were ended: doubles, and others where those are to be removed.
    pub removed: Vec<SubscriptionId>,
    /// Subscriptions that should have been ended.
    pub not_removed: Vec<FailedBatch<SubscriptionId>>,
}

/// A wanted subscription that could not be made.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NotCreated {
    /// User id of the streamer.
    pub broadcaster: UserId,
    /// Type of the event.
    pub event: EventType,
    /// Why.
    pub error: Error,
}

impl KeeperReport {
    /// Whether every wanted event is subscribed exactly once now.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.not_created.is_empty() && self.not_removed.is_empty()
    }

    /// Whether anything had to be done, or was tried in vain.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        !(self.created.is_empty() && self.removed.is_empty() && self.is_complete())
    }
}

impl SubscriptionKeeper {
    /// A keeper that wants nothing yet.
    ///
    /// With a user's token it can want events of that user's channel only, with an app token those of any.
    #[must_use]
    pub fn new(client: &Client) -> Self {
        Self {
            client: client.clone(),
            wanted: BTreeMap::new(),
            removes_others: false,
            turn: Arc::default(),
        }
    }

    /// Wants these events of a streamer, besides those wanted already.
    #[must_use]
    pub fn want(
        mut self,
        broadcaster: impl Into<UserId>,
        events: impl IntoIterator<Item = EventType>,
    ) -> Self {
        let wanted = self.wanted.entry(broadcaster.into()).or_default();
        for event in events {
            if !wanted.contains(&event) {
                wanted.push(event);
            }
        }
        self
    }

    /// Also ends subscriptions that are not wanted; without this they are left alone.
    #[must_use]
    pub fn remove_others(mut self) -> Self {
        self.removes_others = true;
        self
    }

    /// Looks once: lists the subscriptions, makes those that are missing, ends doubles.
    ///
    /// Of doubles the oldest is kept. Single failures are in the report; the rest is done all the same.
    ///
    /// # Errors
    ///
    /// Why the subscriptions could not be listed; then nothing is changed. [`Decode`](ErrorKind::Decode) when an entry
    /// of the list cannot be read: it could be a wanted one, and making it again would double it.
    pub async fn ensure(&self) -> Result<KeeperReport> {
        let _turn = self.turn.lock().await;
        let listed = self.client.subscriptions().await?;
        if let Some(bad) = listed.invalid.first() {
            let why = format!("subscription {} of the list cannot be read", bad.index);
            return Err(named(Error::decode(why)).with_operation("kick.subscriptions"));
        }
        let mut report = KeeperReport::default();
        let (missing, unwanted) = self.compare(listed.items, &mut report);
        for (broadcaster, events) in missing {
            self.create(broadcaster, events, &mut report).await;
        }
        if !unwanted.is_empty() {
            match self.client.delete_subscriptions(unwanted.clone()).in_batches().await {
                Ok(done) => {
                    report.removed = done.items;
                    report.not_removed = done.failed;
                }
                Err(error) => report.not_removed = vec![FailedBatch { ids: unwanted, error }],
            }
        }
        Ok(report)
    }

    /// What is missing, by streamer, and what is too much.
    fn compare(
        &self,
        listed: Vec<Subscription>,
        report: &mut KeeperReport,
    ) -> (BTreeMap<UserId, Vec<EventType>>, Vec<SubscriptionId>) {
        let mut unwanted = BTreeSet::new();
        let mut found: HashMap<(UserId, EventType), Vec<Subscription>> = HashMap::new();
        for subscription in listed {
            let wanted = subscription.broadcaster_user_id.filter(|broadcaster| {
                let events = self.wanted.get(broadcaster);
                subscription.version == VERSION
                    && events.is_some_and(|events| events.contains(&subscription.event))
            });
            match wanted {
                Some(broadcaster) => {
                    let key = (broadcaster, subscription.event.clone());
                    found.entry(key).or_default().push(subscription);
                }
                None if self.removes_others => {
                    unwanted.insert(subscription.id);
                }
                None => {}
            }
        }
        let mut missing = self.wanted.clone();
        for (broadcaster, events) in &mut missing {
            events.retain(|event| {
                let Some(mut all) = found.remove(&(*broadcaster, event.clone())) else {
                    return true;
                };
                // Without a time it counts as the newest; the sort keeps Kick's order among equals.
                all.sort_by_key(|one| (one.created_at.is_none(), one.created_at));
                let mut all = all.into_iter().map(|one| one.id);
                report.kept.extend(all.next());
                unwanted.extend(all);
                false
            });
        }
        missing.retain(|_, events| !events.is_empty());
        (missing, unwanted.into_iter().filter(|id| !report.kept.contains(id)).collect())
    }

    async fn create(&self, broadcaster: UserId, events: Vec<EventType>, report: &mut KeeperReport) {
        let call = self.client.create_subscriptions(events.clone()).broadcaster(broadcaster);
        let mut fail = |event: EventType, error: Error| {
            report.not_created.push(NotCreated { broadcaster, event, error });
        };
        let answers = match call.await {
            Ok(answers) => answers.items,
            Err(error) => {
                events.into_iter().for_each(|event| fail(event, error.clone()));
                return;
            }
        };
        for event in events {
            match answers.iter().find(|answer| answer.name == event) {
                Some(answer) => match answer.result() {
                    Ok(id) => report.created.push(id.clone()),
                    Err(error) => fail(event, error),
                },
                None => {
                    let why = "Kick's answer does not name this event";
                    fail(event, named(Error::new(ErrorKind::Decode, why)));
                }
            }
        }
    }

    /// Looks now and then every `interval`, up to a tenth more or less, until the guard is dropped.
    ///
    /// The interval is at least a minute and at most a day; a quarter of an hour is a good one, since Kick gives up
    /// a subscription only after a day of failures. Failures are logged, and in the [reports](KeeperGuard::next_report).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_kick::Result<()> {
    /// # use chatwire_core::testing::{Answer, Script};
    /// # let script = Script::new().always(Answer::status(200).body(r#"{"data":[]}"#));
    /// # let client = chatwire_kick::Client::builder().token("token").script(script).build()?;
    /// use std::time::Duration;
    /// use chatwire_kick::rest::SubscriptionKeeper;
    ///
    /// let mut keeper = SubscriptionKeeper::new(&client).spawn(Duration::from_secs(900))?;
    /// let report = keeper.next_report().await.unwrap_or_else(|| Ok(Default::default()))?;
    /// assert!(report.is_complete());
    /// keeper.stop().await;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Config`](ErrorKind::Config) outside of a tokio runtime.
    pub fn spawn(self, interval: Duration) -> Result<KeeperGuard> {
        let runtime = tokio::runtime::Handle::try_current().map_err(|err| {
            let why = "the keeper runs inside of a tokio runtime only";
            named(Error::config(why).with_source(err))
        })?;
        let (sender, reports) = watch::channel(None);
        let task = runtime.spawn(async move {
            loop {
                let outcome = self.ensure().await;
                log(&outcome);
                sender.send_replace(Some(outcome));
                tokio::time::sleep(jittered(interval.clamp(MIN_INTERVAL, MAX_INTERVAL))).await;
            }
        });
        Ok(KeeperGuard { task, reports })
    }
}

fn log(outcome: &Result<KeeperReport>) {
    match outcome {
        Ok(report) if report.is_complete() => {
            let (created, removed) = (report.created.len(), report.removed.len());
            tracing::debug!(kept = report.kept.len(), created, removed, "looked at subscriptions");
        }
        Ok(report) => {
            let (missing, doubled) = (report.not_created.len(), report.not_removed.len());
            tracing::warn!(missing, doubled, "subscriptions are not as wanted");
        }
        Err(err) => tracing::warn!(kind = %err.kind(), "the subscriptions could not be listed"),
    }
}

/// Owns a keeper that looks on a timer; dropping it ends the work. See [`SubscriptionKeeper::spawn`].
#[must_use = "dropping the guard ends the keeper"]
#[derive(Debug)]
pub struct KeeperGuard {
    task: JoinHandle<()>,
    reports: watch::Receiver<Option<Result<KeeperReport>>>,
}

impl KeeperGuard {
    /// Waits for the next look and returns what it did; reports that nobody waited for are replaced by later ones.
    ///
    /// `None` when the keeper has ended.
    pub async fn next_report(&mut self) -> Option<Result<KeeperReport>> {
        self.reports.changed().await.ok()?;
        self.reports.borrow_and_update().clone()
    }

    /// Ends the work and waits until it has ended.
    pub async fn stop(mut self) {
        self.task.abort();
        // The only outcome of an aborted task is that it has ended.
        let _ended = (&mut self.task).await;
    }
}

impl Drop for KeeperGuard {
    fn drop(&mut self) {
        self.task.abort();
    }
}
