//! Which events Kick delivers: listing, making and ending subscriptions.

use chatwire_core::{Page, Request, awaitable};
use http::Method;
use serde::Serialize;

use super::batch::Batches;
use super::reply::{list, nothing};
use crate::client::Access;
use crate::limits::{Checks, MAX_DELETED_SUBSCRIPTIONS};
use crate::{
    Client, CreatedSubscription, DeliveryMethod, EventType, Subscription, SubscriptionId, UserId,
};

const PATH: &str = "/public/v1/events/subscriptions";

/// Version of all events so far (KickDevDocs, events).
pub(super) const VERSION: u32 = 1;

impl Client {
    /// Subscriptions of the app. Any token.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call).
    pub fn subscriptions(&self) -> Subscriptions {
        Subscriptions { client: self.clone(), broadcaster: None }
    }

    /// Subscribes to events. A user's token with `events:subscribe` for one's own channel, or an app token for any.
    ///
    /// The answer says for each event whether it worked: look at [`CreatedSubscription::result`]. Doing it twice
    /// makes two subscriptions, and each event comes twice with different ids (KickDevDocs, issue 246):
    /// [`SubscriptionKeeper`](super::SubscriptionKeeper) takes care of that.
    ///
    /// At most 10,000 subscriptions for each type, and 1,000 to chat messages for apps that are not verified.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_kick::Result<()> {
    /// # use chatwire_core::testing::{Answer, Script};
    /// # let script = Script::new().always(Answer::status(200).body(
    /// #     r#"{"data":[{"name":"chat.message.sent","version":1,"error":"subscription limit reached"}]}"#));
    /// # let client = chatwire_kick::Client::builder().token("token").script(script).build()?;
    /// use chatwire_kick::EventType;
    ///
    /// let wanted = [EventType::ChatMessageSent, EventType::ChannelFollowed];
    /// for made in client.create_subscriptions(wanted).broadcaster(1001).await? {
    ///     if let Err(err) = made.result() {
    ///         eprintln!("{err}");
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for no events, for one that is
    /// there twice, and with an app token without a [streamer](CreateSubscriptions::broadcaster). An event that Kick
    /// refuses fails nothing else. Subscriptions may be there after a [lost answer](Client#errors-of-every-call): look
    /// for them in [`subscriptions`](Self::subscriptions).
    pub fn create_subscriptions(
        &self,
        events: impl IntoIterator<Item = EventType>,
    ) -> CreateSubscriptions {
        let events = events.into_iter().map(|name| Wanted { name, version: VERSION }).collect();
        CreateSubscriptions { client: self.clone(), events, broadcaster: None }
    }

    /// Ends subscriptions. A user's token with `events:subscribe`, or an app token.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); outside of [`in_batches`](DeleteSubscriptions::in_batches),
    /// [`Input`](crate::ErrorKind::Input) for no ids, for one that is there twice, and for more than 50. Subscriptions
    /// may have ended after a [lost answer](Client#errors-of-every-call).
    pub fn delete_subscriptions<I: Into<SubscriptionId>>(
        &self,
        ids: impl IntoIterator<Item = I>,
    ) -> DeleteSubscriptions {
        let ids = ids.into_iter().map(Into::into).collect();
        DeleteSubscriptions { client: self.clone(), ids }
    }
}

/// Lists subscriptions; see [`Client::subscriptions`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct Subscriptions {
    client: Client,
    broadcaster: Option<UserId>,
}

impl Subscriptions {
    /// Only those to events of this streamer.
    #[doc(alias = "broadcaster_user_id")]
    pub fn broadcaster(mut self, id: impl Into<UserId>) -> Self {
        self.broadcaster = Some(id.into());
        self
    }

    /// The call as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<Page<Subscription>> {
        list(
            self.client
                .call(Method::GET, "kick.subscriptions", PATH)
                .query_opt("broadcaster_user_id", self.broadcaster.map(|id| id.to_string())),
        )
    }
}

/// Makes subscriptions; see [`Client::create_subscriptions`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct CreateSubscriptions {
    client: Client,
    events: Vec<Wanted>,
    broadcaster: Option<UserId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
struct Wanted {
    name: EventType,
    version: u32,
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    broadcaster_user_id: Option<UserId>,
    events: &'a [Wanted],
    method: DeliveryMethod,
}

impl CreateSubscriptions {
    /// The streamer whose events these are: needed with an app token, ignored with a user's.
    #[doc(alias = "broadcaster_user_id")]
    pub fn broadcaster(mut self, id: impl Into<UserId>) -> Self {
        self.broadcaster = Some(id.into());
        self
    }

    /// Adds an event in another version than 1.
    pub fn event_version(mut self, event: EventType, version: u32) -> Self {
        self.events.push(Wanted { name: event, version });
        self
    }

    /// The call as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<Page<CreatedSubscription>> {
        let Self { client, events, broadcaster } = self;
        let is_app = matches!(client.shared.access, Access::App);
        let checks = Checks::new().distinct("events", &events).refuse(
            is_app && broadcaster.is_none(),
            "broadcaster_user_id",
            "is needed with an app token",
        );
        let method = DeliveryMethod::Webhook;
        list(
            client
                .call(Method::POST, "kick.create_subscriptions", PATH)
                .check(checks.done())
                .json(&Body { broadcaster_user_id: broadcaster, events: &events, method }),
        )
    }
}

/// Ends subscriptions; see [`Client::delete_subscriptions`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct DeleteSubscriptions {
    client: Client,
    ids: Vec<SubscriptionId>,
}

impl DeleteSubscriptions {
    /// The call as a request: 1 to 50 ids, for more see [`in_batches`](Self::in_batches).
    pub fn request(self) -> Request<()> {
        let checks = Checks::new().distinct("id", &self.ids).at_most(
            "id",
            &self.ids,
            MAX_DELETED_SUBSCRIPTIONS,
        );
        let mut call = self
            .client
            .call(Method::DELETE, "kick.delete_subscriptions", PATH)
            .check(checks.done());
        for id in &self.ids {
            call = call.query("id", id);
        }
        nothing(call)
    }

    /// Any number of ids, 50 in each request; the items are the subscriptions that were ended.
    pub fn in_batches(self) -> Batches<SubscriptionId, SubscriptionId> {
        let Self { client, ids } = self;
        Batches::new(ids, MAX_DELETED_SUBSCRIPTIONS, move |ids| {
            let request = client.delete_subscriptions(ids.clone()).request();
            request.map(move |()| Page::new(ids))
        })
    }
}

awaitable!(
    Subscriptions => Page<Subscription>,
    CreateSubscriptions => Page<CreatedSubscription>,
    DeleteSubscriptions => (),
);
