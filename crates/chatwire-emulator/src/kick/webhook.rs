//! The webhook sender: who is told of what, under a real signature or a flawed one, one delivery after another.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::Uri;
use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::happening::Event;
use super::key::{Key, Keys};
use super::payload;
use super::state::{Claim, State};
use crate::courier::{PATIENCE, deliver_with};
use crate::queue::{Head, Tail, queue};
use crate::world::lock;

/// Deliveries that are remembered.
const KEPT: usize = 10_000;
/// Seconds of failures after which a subscription is dropped (changelog of 2025-12-12).
const DROPPED_AFTER: i64 = 24 * 60 * 60;

/// Headers of an event, as documented.
const EVENT: [&str; 3] =
    ["Kick-Event-Message-Id", "Kick-Event-Message-Timestamp", "Kick-Event-Signature"];
/// Headers of a drops claim, which are others.
const CLAIM: [&str; 3] = ["Kick-Event-Message-ID", "Kick-Event-Timestamp", "Kick-Event-Signature"];

/// What is wrong with one webhook.
///
/// The signature of the first four does not verify. That of the others does, unless a signed header is replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Flaw {
    /// One bit of the signature is wrong.
    BadSignature,
    /// Signature is no base64.
    NotBase64,
    /// Signed with a key that Kick does not publish.
    WrongKey,
    /// Body was changed after it was signed.
    TamperedBody,
    /// Made so long ago.
    Old(Duration),
    /// Made so far in the future.
    Ahead(Duration),
    /// Carries the id of the delivery before, with a signature that holds for the new body.
    ReusedId,
    /// Comes twice, byte for byte.
    Duplicate,
    /// Waits for [`Kick::deliver_late`](super::Kick::deliver_late), under the time of the event.
    Late,
    /// Lacks the header of this name, whatever the letter case.
    WithoutHeader(String),
    /// Has another value of a header, put there after signing: type, version and subscription are not signed.
    Header {
        /// Name, whatever the letter case.
        name: String,
        /// Another value.
        value: String,
    },
    /// Has this body instead, signed as it stands.
    Body(String),
}

/// One webhook that was sent, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivery {
    /// Address that it went to.
    pub url: String,
    /// Kick's own headers, in the order in which they were sent.
    pub headers: Vec<(String, String)>,
    /// Bytes that were signed and sent.
    pub body: Bytes,
    /// Status that the receiver answered; `None` when it did not answer in time.
    pub status: Option<u16>,
}

impl Delivery {
    /// Value of a header, whatever the letter case of its name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let named = |(key, _): &&(String, String)| key.eq_ignore_ascii_case(name);
        self.headers.iter().find(named).map(|(_, value)| value.as_str())
    }

    /// Type of the event; empty for a drops claim, which names none.
    #[must_use]
    pub fn event_type(&self) -> &str {
        self.header("Kick-Event-Type").unwrap_or_default()
    }

    /// Body as JSON; null when a flaw broke it.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// One delivery under way.
#[derive(Debug, Clone)]
struct Parcel {
    to: Uri,
    headers: Vec<(String, String)>,
    body: Bytes,
    tries: u32,
    /// Subscription, and time of the event in seconds since 1970.
    from: Option<(String, i64)>,
}

enum Order {
    Deliver(Parcel),
    /// Answered when everything before it is done.
    Settle(oneshot::Sender<()>),
}

/// What the sender's task tells the platform.
#[derive(Debug, Default)]
struct Outcome {
    done: VecDeque<Delivery>,
    /// By subscription: when its deliveries began to fail.
    failing: BTreeMap<String, i64>,
}

/// The platform's half.
#[derive(Debug)]
pub(super) struct Hooks {
    pub(super) keys: Keys,
    /// The key that signs and is published.
    pub(super) key: Key,
    /// By client id of the app.
    pub(super) receivers: BTreeMap<String, Uri>,
    /// The organization's own address, for drops claims.
    pub(super) drops: Option<Uri>,
    pub(super) flaws: VecDeque<Flaw>,
    pub(super) tries: u32,
    late: VecDeque<Parcel>,
    last_id: Option<String>,
    orders: Tail<Order>,
    outcome: Arc<Mutex<Outcome>>,
}

/// Working half, run as a task.
pub(crate) struct Sender {
    orders: Head<Order>,
    outcome: Arc<Mutex<Outcome>>,
}

pub(super) fn post_office() -> (Hooks, Sender) {
    let (orders, inbox) = queue();
    let outcome = Arc::<Mutex<Outcome>>::default();
    let hooks = Hooks {
        keys: Keys::new(),
        key: Key::default(),
        receivers: BTreeMap::new(),
        drops: None,
        flaws: VecDeque::new(),
        tries: 1,
        late: VecDeque::new(),
        last_id: None,
        orders,
        outcome: Arc::clone(&outcome),
    };
    (hooks, Sender { orders: inbox, outcome })
}

impl Hooks {
    /// Sends an event to every subscription that wants it: an app with two of them gets it twice, under two ids.
    pub(super) fn tell(&mut self, state: &mut State, event: &Event) {
        if let Some((kind, body)) = payload::of(state, event) {
            self.fan_out(state, event.streamer.user_id, kind, &body);
        }
    }

    /// Sends a payload of any type to the subscriptions to it.
    pub(super) fn fan_out(&mut self, state: &mut State, streamer: u64, kind: &str, body: &Value) {
        self.drop_failing(state);
        let wanted: Vec<_> = state
            .subscriptions
            .iter()
            .filter(|each| each.event == kind && each.broadcaster == streamer)
            .filter_map(|each| {
                let to = self.receivers.get(&each.app)?.clone();
                Some((to, each.id.clone(), each.version))
            })
            .collect();
        for (to, subscription, version) in wanted {
            let named = [
                ("Kick-Event-Subscription-Id", subscription.clone()),
                ("Kick-Event-Type", kind.to_owned()),
                ("Kick-Event-Version", version.to_string()),
            ];
            let from = Some((subscription, state.now()));
            self.send(state, to, EVENT, &named, body, from);
        }
    }

    /// Sends a claim to the organization's address, if there is one.
    pub(super) fn claim(&mut self, state: &mut State, claim: &Claim) {
        let Some(to) = self.drops.clone() else { return };
        let body = json!({"claim_id": claim.id, "user_id": claim.user_id,
            "campaign_id": claim.campaign_id, "reward_id": claim.reward_id,
            "external_id": claim.external_id});
        self.send(state, to, CLAIM, &[], &body, None);
    }

    fn drop_failing(&self, state: &mut State) {
        let now = state.now();
        let failing = &mut lock(&self.outcome).failing;
        state.subscriptions.retain(|each| {
            let since = failing.get(&each.id);
            since.is_none_or(|since| now.saturating_sub(*since) <= DROPPED_AFTER)
        });
        failing.retain(|id, _| state.subscriptions.iter().any(|each| each.id == *id));
    }

    fn send(
        &mut self,
        state: &mut State,
        to: Uri,
        [id_name, time_name, signature_name]: [&str; 3],
        named: &[(&str, String)],
        body: &Value,
        from: Option<(String, i64)>,
    ) {
        let flaw = self.flaws.pop_front();
        let shift = match &flaw {
            Some(Flaw::Old(by)) => -whole(*by),
            Some(Flaw::Ahead(by)) => whole(*by),
            _ => 0,
        };
        let id = match (&flaw, self.last_id.take()) {
            (Some(Flaw::ReusedId), Some(last)) => last,
            _ => state.ulid(),
        };
        self.last_id = Some(id.clone());
        let time = state.later(shift);
        let mut body = match &flaw {
            Some(Flaw::Body(text)) => text.clone(),
            _ => body.to_string(),
        };
        let key = if flaw == Some(Flaw::WrongKey) { self.key.other() } else { self.key };
        let mut signature = self.keys.sign(key, format!("{id}.{time}.{body}").as_bytes());
        match &flaw {
            Some(Flaw::BadSignature) => signature = flipped(&signature),
            Some(Flaw::NotBase64) => signature = "not base64!".to_owned(),
            // Still JSON, and still of the same meaning: only the bytes tell.
            Some(Flaw::TamperedBody) => body.push(' '),
            _ => {}
        }
        let mut headers = vec![(id_name.to_owned(), id)];
        headers.extend(named.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        headers.push((signature_name.to_owned(), signature));
        headers.push((time_name.to_owned(), time));
        match &flaw {
            Some(Flaw::WithoutHeader(name)) => {
                headers.retain(|(key, _)| !key.eq_ignore_ascii_case(name));
            }
            Some(Flaw::Header { name, value }) => {
                let named = |(key, _): &&mut (String, String)| key.eq_ignore_ascii_case(name);
                for (_, held) in headers.iter_mut().filter(named) {
                    held.clone_from(value);
                }
            }
            _ => {}
        }
        let parcel = Parcel { to, headers, body: Bytes::from(body), tries: self.tries, from };
        match flaw {
            Some(Flaw::Late) => {
                if self.late.len() == KEPT {
                    self.late.pop_front();
                }
                self.late.push_back(parcel);
            }
            Some(Flaw::Duplicate) => {
                self.order(parcel.clone());
                self.order(parcel);
            }
            _ => self.order(parcel),
        }
    }

    fn order(&self, parcel: Parcel) {
        self.orders.push(Order::Deliver(parcel));
    }

    /// Sends what was late.
    pub(super) fn deliver_late(&mut self) {
        for parcel in std::mem::take(&mut self.late) {
            self.order(parcel);
        }
    }

    /// Sends an old delivery again, byte for byte.
    pub(super) fn replay(&self, delivery: &Delivery) {
        if let Ok(to) = delivery.url.parse() {
            let (headers, body) = (delivery.headers.clone(), delivery.body.clone());
            self.order(Parcel { to, headers, body, tries: 1, from: None });
        }
    }

    pub(super) fn done(&self) -> Vec<Delivery> {
        lock(&self.outcome).done.iter().cloned().collect()
    }

    /// Told when all that was ordered so far is done, or at once when the emulator has ended.
    pub(super) fn settle(&self) -> oneshot::Receiver<()> {
        let (tell, told) = oneshot::channel();
        self.orders.push(Order::Settle(tell));
        told
    }
}

impl Sender {
    pub(crate) async fn run(mut self) {
        loop {
            match self.orders.take().await {
                Order::Deliver(parcel) => self.deliver(parcel).await,
                // Nobody may wait any more: that is their choice.
                Order::Settle(tell) => drop(tell.send(())),
            }
        }
    }

    async fn deliver(&self, parcel: Parcel) {
        for _ in 0..parcel.tries {
            let exchange = deliver_with(&parcel.to, &parcel.headers, parcel.body.clone());
            let status = match tokio::time::timeout(PATIENCE, exchange).await {
                Ok(Ok(status)) => Some(status),
                Ok(Err(error)) => {
                    tracing::debug!(to = %parcel.to, error, "webhook failed");
                    None
                }
                Err(_elapsed) => None,
            };
            let good = status.is_some_and(|status| (200..300).contains(&status));
            let mut outcome = lock(&self.outcome);
            if outcome.done.len() == KEPT {
                outcome.done.pop_front();
            }
            outcome.done.push_back(Delivery {
                url: parcel.to.to_string(),
                headers: parcel.headers.clone(),
                body: parcel.body.clone(),
                status,
            });
            if let Some((subscription, at)) = &parcel.from {
                if good {
                    outcome.failing.remove(subscription);
                } else {
                    outcome.failing.entry(subscription.clone()).or_insert(*at);
                }
            }
            if good {
                return;
            }
        }
    }
}

fn whole(time: Duration) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}

/// Another base64 letter in the middle: as long as before, and never the same bytes.
fn flipped(signature: &str) -> String {
    let middle = signature.len() / 2;
    let other = |(place, letter)| match (place == middle, letter) {
        (true, 'A') => 'B',
        (true, _) => 'A',
        (false, letter) => letter,
    };
    signature.chars().enumerate().map(other).collect()
}
