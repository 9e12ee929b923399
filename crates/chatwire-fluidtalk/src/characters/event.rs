//! `event`: money moved.

use http::Method;
use serde::Serialize;
use serde_json::Value;

use chatwire_core::{Error, Request, RetryClass, awaitable, wire_enum};

use super::client::{Client, limits, mode_setter, on_platform};
use super::model::EventResult;
use super::trigger::ExternalEventId;
use super::{Platform, operation};
use crate::reply::enveloped;

wire_enum! {
    /// What happened to the money.
    ///
    /// ```
    /// use chatwire_fluidtalk::characters::EventType;
    ///
    /// fn event_type(of_the_shop: &str) -> Option<EventType> {
    ///     match of_the_shop {
    ///         "charge.succeeded" => Some(EventType::Purchase),
    ///         "charge.refunded" => Some(EventType::Refund),
    ///         "charge.dispute.created" => Some(EventType::Chargeback),
    ///         _ => None,
    ///     }
    /// }
    /// assert_eq!(event_type("charge.refunded").unwrap().as_str(), "refund");
    /// ```
    #[derive(Default)]
    pub enum EventType {
        /// The lead bought something.
        #[default]
        Purchase = "purchase",
        /// The money went back.
        Refund = "refund",
        /// The bank took the money back.
        Chargeback = "chargeback",
    }
}

impl Client {
    /// Records that money moved: a purchase, a refund, a chargeback.
    ///
    /// The server applies an `external_event_id` once, so the call is repeated after lost answers and a second
    /// delivery says [`deduped`](EventResult::deduped).
    /// Take the payment's own id, or [`ExternalEventId::derive`]; an id made anew for each attempt counts twice.
    /// Not billed.
    ///
    /// ```
    /// # use chatwire_fluidtalk::characters::{Client, EventType};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use chatwire_emulator::{Emulator, Platform as Service};
    /// # let emulator = Emulator::start().await?;
    /// # let (secret, url) = (emulator.fluidtalk().connector_token(), emulator.url(Service::FluidTalk));
    /// # let client = Client::builder(secret).base_url(url)?.build()?;
    /// client.event("instagram", "mark", "ch_1").amount(25.0).currency("EUR").await?;
    /// client.event("instagram", "mark", "re_1").event_type(EventType::Refund).amount(25.0).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Input`](crate::ErrorKind::Input) before any request for an empty platform or handle, and for an amount
    /// that is no number.
    pub fn event(
        &self,
        platform: impl Into<Platform>,
        handle: impl Into<String>,
        external_event_id: impl Into<ExternalEventId>,
    ) -> Event {
        Event {
            client: self.clone(),
            failure: None,
            body: Body {
                platform: platform.into(),
                handle: handle.into(),
                event_type: EventType::Purchase,
                external_event_id: external_event_id.into(),
                amount: None,
                currency: None,
                raw: None,
            },
        }
    }
}

/// Request of [`Client::event`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emu = chatwire_emulator::Emulator::start().await?;
/// # let client = chatwire_fluidtalk::characters::Client::builder(emu.fluidtalk().connector_token())
/// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
/// # client.chat("instagram", "mark").message("hey").await?;
/// let sale = client.event("instagram", "mark", "ch_1").amount(25.0).currency("EUR");
/// let first = sale.clone().await?;
/// let again = sale.await?; // the payment provider delivered its webhook twice
/// assert!(!first.deduped && again.deduped);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct Event {
    client: Client,
    failure: Option<Error>,
    body: Body,
}

#[derive(Clone, Debug, Serialize)]
struct Body {
    platform: Platform,
    handle: String,
    event_type: EventType,
    external_event_id: ExternalEventId,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    raw: Option<Value>,
}

mode_setter!(Event);

impl Event {
    /// What happened ([`EventType::Purchase`]).
    pub fn event_type(mut self, kind: impl Into<EventType>) -> Self {
        self.body.event_type = kind.into();
        self
    }

    /// How much, in units of the currency: `9.99`.
    pub fn amount(mut self, amount: f64) -> Self {
        self.body.amount = Some(amount);
        self
    }

    /// Currency, such as `EUR`.
    pub fn currency(mut self, currency: impl Into<String>) -> Self {
        self.body.currency = Some(currency.into());
        self
    }

    /// The payment provider's own record, kept as it is.
    pub fn raw(mut self, raw: impl Serialize) -> Self {
        super::to_json(raw, "raw", &mut self.body.raw, &mut self.failure);
        self
    }

    /// The call itself, for its options: timeouts, retries, wire form.
    pub fn request(self) -> Request<EventResult> {
        let Self { client, failure, body } = self;
        let class = body.external_event_id.class();
        let path = "/api/{api_version}/characters/events";
        let mut call = on_platform(
            client.call(Method::POST, operation::EVENT, path, class, limits::QUICK),
            &body.platform,
        )
        .check(client.check_handle("handle", &body.handle))
        .check(failure.map_or(Ok(()), Err));
        if body.amount.is_some_and(|amount| !amount.is_finite()) {
            call = call.fail(Error::input("amount is no finite number"));
        }
        call.json(&body).decode(enveloped)
    }
}

awaitable!(Event => EventResult);

impl ExternalEventId {
    /// An empty id protects nothing: such a call must not be sent twice.
    pub(super) fn class(&self) -> RetryClass {
        if self.as_str().is_empty() { RetryClass::ConnectOnly } else { RetryClass::Idempotent }
    }
}
