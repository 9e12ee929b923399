//! The handle's part about webhooks.

use serde_json::Value;

use crate::EmulatorError;
use crate::courier::loopback;
use crate::world::lock;

use super::payload::TYPES;
use super::state::Subscription;
use super::webhook::{Delivery, Flaw};
use super::{Kick, first_app};

impl Kick {
    /// Sends the first app's webhooks there: `http` on loopback only.
    ///
    /// # Errors
    /// [`EmulatorError::Webhook`] for any other address.
    pub fn webhook_to(&self, url: &str) -> Result<(), EmulatorError> {
        let to = loopback(url)?;
        let mut inner = lock(&self.shared.inner);
        let app = first_app(&inner).id;
        inner.hooks.receivers.insert(app, to);
        Ok(())
    }

    /// Sends the webhooks of another app there, as [`webhook_to`](Self::webhook_to).
    ///
    /// # Errors
    /// [`EmulatorError::Webhook`] for any other address.
    pub fn app_webhook_to(&self, client_id: &str, url: &str) -> Result<(), EmulatorError> {
        let to = loopback(url)?;
        lock(&self.shared.inner).hooks.receivers.insert(client_id.to_owned(), to);
        Ok(())
    }

    /// Sends a webhook with any payload to those who subscribed to this type of this streamer's, also of a type that
    /// Kick does not have: [`subscribe_events`](Self::subscribe_events) takes any.
    pub fn webhook(&self, streamer: &str, event_type: &str, payload: &Value) {
        let mut guard = lock(&self.shared.inner);
        let inner = &mut *guard;
        let streamer = inner.state.someone(streamer).user_id;
        inner.hooks.fan_out(&mut inner.state, streamer, event_type, payload);
    }

    /// Sends drops claims there: `http` on loopback only.
    ///
    /// # Errors
    /// [`EmulatorError::Webhook`] for any other address.
    pub fn drops_webhook_to(&self, url: &str) -> Result<(), EmulatorError> {
        let to = loopback(url)?;
        lock(&self.shared.inner).hooks.drops = Some(to);
        Ok(())
    }

    /// Switches the first app's webhooks off, which drops all of its subscriptions.
    pub fn webhooks_off(&self) {
        let mut inner = lock(&self.shared.inner);
        let app = first_app(&inner).id;
        inner.hooks.receivers.remove(&app);
        inner.state.subscriptions.retain(|each| each.app != app);
    }

    /// Subscribes the first app to events of a streamer, without the call; the ids of the subscriptions. An empty
    /// list stands for all ten types.
    pub fn subscribe_events(&self, streamer: &str, types: &[&str]) -> Vec<String> {
        let types = if types.is_empty() { &TYPES[..] } else { types };
        let mut inner = lock(&self.shared.inner);
        let (app, state) = (first_app(&inner).id, &mut inner.state);
        let broadcaster = state.someone(streamer).user_id;
        let subscribe = |event: &&str| {
            let id = state.ulid();
            state.subscriptions.push(Subscription {
                id: id.clone(),
                app: app.clone(),
                broadcaster,
                event: (*event).to_owned(),
                version: 1,
                created_at: state.stamp(),
            });
            id
        };
        types.iter().map(subscribe).collect()
    }

    /// Ids of all subscriptions to events of a streamer, oldest first.
    #[must_use]
    pub fn event_subscriptions(&self, streamer: &str) -> Vec<String> {
        let mut inner = lock(&self.shared.inner);
        let broadcaster = inner.state.someone(streamer).user_id;
        let mine = inner.state.subscriptions.iter().filter(|each| each.broadcaster == broadcaster);
        mine.map(|each| each.id.clone()).collect()
    }

    /// Chat subscriptions that one app may have: 1,000 at the start, as for apps that are not verified.
    pub fn chat_subscription_limit(&self, limit: usize) {
        lock(&self.shared.inner).settings.chat_subscriptions = limit;
    }

    /// Lets the next webhook have a flaw. Several calls queue up, one for each webhook.
    pub fn flaw_next(&self, flaw: Flaw) {
        lock(&self.shared.inner).hooks.flaws.push_back(flaw);
    }

    /// Signs with the other of two keys from now on, and publishes that one.
    pub fn rotate_key(&self) {
        let hooks = &mut lock(&self.shared.inner).hooks;
        hooks.key = hooks.key.other();
    }

    /// PEM of the key that webhooks are signed with now.
    #[must_use]
    pub fn public_key(&self) -> String {
        let hooks = &lock(&self.shared.inner).hooks;
        hooks.keys.public_pem(hooks.key)
    }

    /// Tries of each webhook that is not answered with a 2xx status, the first one included; 1 at the start, since no
    /// retry was ever seen. A repeated one is the same byte for byte.
    pub fn webhook_tries(&self, tries: u32) {
        lock(&self.shared.inner).hooks.tries = tries;
    }

    /// Sends what [`Flaw::Late`] held back.
    pub fn deliver_late(&self) {
        lock(&self.shared.inner).hooks.deliver_late();
    }

    /// Sends a delivery again, byte for byte.
    pub fn replay(&self, delivery: &Delivery) {
        lock(&self.shared.inner).hooks.replay(delivery);
    }

    /// Tries of webhooks, oldest first, with the receivers' answers: the last 10,000.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        lock(&self.shared.inner).hooks.done()
    }

    /// Waits until every webhook that was caused so far is delivered or given up.
    pub async fn webhooks_settled(&self) {
        let told = lock(&self.shared.inner).hooks.settle();
        // An error means that the emulator ended meanwhile: then nothing is under way either.
        let _ended = told.await;
    }
}
