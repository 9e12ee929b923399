//! [`WebhookVerifier`]: whether a delivery may be believed, and what it says.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use chatwire_core::webhook::{Delivery, IdMemory, MAX_BODY_SIZE, ReplayWindow, check_body_size};
use chatwire_core::{Error, ErrorKind, Result, Timestamp};
use http::{HeaderMap, StatusCode};

use super::event::{Event, EventMeta};
use super::head::{Head, refused, timestamp};
use super::key::{Current, KeySource};
use super::{code, named};
use crate::{Client, EventType, SubscriptionId, UserId};

/// Oldest delivery that is taken: late ones by hours have been seen (KickDevDocs, issue 162).
const MAX_AGE: Duration = Duration::from_secs(24 * 60 * 60);
/// Oldest delivery under [`WebhookVerifier::strict`].
const STRICT_AGE: Duration = Duration::from_secs(10 * 60);
/// Furthest that Kick's clock may be ahead.
const MAX_FUTURE: Duration = Duration::from_secs(5 * 60);
/// Ids that are remembered unless said otherwise.
const REMEMBERED: usize = 10_000;

/// Checks that a delivery comes from Kick, and reads it. Clones share key and memory.
///
/// In this order: size, headers, signature, age, memory of ids; only then is the body read.
///
/// ```
/// use chatwire_kick::webhook::{KeySource, WebhookVerifier};
/// use chatwire_kick::HeaderMap;
///
/// let verifier = WebhookVerifier::with_key(KeySource::built_in()?).only_broadcasters([1001]);
/// let refused = verifier.parse(&HeaderMap::new(), b"{}").unwrap_err();
/// assert_eq!(refused.code(), Some("missing_header"));
/// # Ok::<_, chatwire_kick::Error>(())
/// ```
#[doc(alias = "Verifier")]
#[derive(Clone)]
pub struct WebhookVerifier {
    keys: KeySource,
    window: Option<ReplayWindow>,
    seen: Option<Arc<IdMemory>>,
    broadcasters: Option<Arc<HashSet<UserId>>>,
    max_body_size: usize,
    claims: bool,
}

impl WebhookVerifier {
    /// Checks with Kick's built-in key, and asks Kick for a newer one when a signature does not fit.
    ///
    /// # Errors
    ///
    /// [`Config`](ErrorKind::Config) when the cryptographic library cannot use the key.
    pub fn new(client: &Client) -> Result<Self> {
        Ok(Self::with_key(KeySource::built_in()?.refreshed(client)))
    }

    /// Checks with this key.
    #[must_use]
    pub fn with_key(keys: KeySource) -> Self {
        Self {
            keys,
            window: Some(ReplayWindow::new(MAX_AGE).future(MAX_FUTURE)),
            seen: Some(Arc::new(IdMemory::new(REMEMBERED))),
            broadcasters: None,
            max_body_size: MAX_BODY_SIZE,
            claims: false,
        }
    }

    /// Sets how old (24 h), and how far ahead of this clock (5 min), a delivery may be.
    #[must_use]
    pub fn window(mut self, window: ReplayWindow) -> Self {
        self.window = Some(window);
        self
    }

    /// Takes deliveries of the last 10 minutes only.
    ///
    /// Safer against recorded ones, but Kick is late at times, with chat messages above all (KickDevDocs,
    /// issue 165).
    #[must_use]
    pub fn strict(self) -> Self {
        self.window(ReplayWindow::new(STRICT_AGE).future(MAX_FUTURE))
    }

    /// Takes deliveries of any age, for tests with recorded ones. Their time must be one all the same.
    #[must_use]
    pub fn any_age(mut self) -> Self {
        self.window = None;
        self
    }

    /// How many ids are remembered (10,000), so that a delivery that comes again is refused as a duplicate; 0
    /// lets repetitions through.
    ///
    /// The oldest are forgotten first: give room for the deliveries of as long as they may be old.
    #[must_use]
    pub fn remember(mut self, ids: usize) -> Self {
        self.seen = (ids > 0).then(|| Arc::new(IdMemory::new(ids)));
        self
    }

    /// Remembers ids from before a restart.
    ///
    /// ```
    /// use chatwire_kick::webhook::{KeySource, WebhookVerifier};
    ///
    /// let stored = ["01KBHE78QE4HZY1617DK5FC7YD"];
    /// let verifier = WebhookVerifier::with_key(KeySource::built_in()?).seen(stored);
    /// # drop(verifier);
    /// # Ok::<_, chatwire_kick::Error>(())
    /// ```
    #[must_use]
    pub fn seen<I: AsRef<str>>(self, ids: impl IntoIterator<Item = I>) -> Self {
        if let Some(seen) = &self.seen {
            for id in ids {
                seen.insert(id.as_ref());
            }
        }
        self
    }

    /// Takes events of these streamers only; claims of drops name none and are not affected.
    #[must_use]
    pub fn only_broadcasters<I: Into<UserId>>(
        mut self,
        broadcasters: impl IntoIterator<Item = I>,
    ) -> Self {
        self.broadcasters = Some(Arc::new(broadcasters.into_iter().map(Into::into).collect()));
        self
    }

    /// Sets the largest body in bytes that is looked at (1 MiB).
    #[must_use]
    pub fn max_body_size(mut self, bytes: usize) -> Self {
        self.max_body_size = bytes;
        self
    }

    /// Reads claims of drops instead of events: an organization gets them at an address of their own, with
    /// fewer headers.
    #[must_use]
    pub fn drops_claims(mut self) -> Self {
        self.claims = true;
        self
    }

    /// Where the key comes from.
    #[must_use]
    pub fn keys(&self) -> &KeySource {
        &self.keys
    }

    /// Checks a delivery and reads it, with the key at hand; for the newest key see [`receive`](Self::receive).
    ///
    /// # Errors
    ///
    /// With one of the codes in [`code`]: [`Input`](ErrorKind::Input) for headers that are malformed and for a body that
    /// is too large, [`Signature`](ErrorKind::Signature) when a header is missing or the delivery is not proven, too old,
    /// from the future, a duplicate or of a streamer who is not expected, and [`Decode`](ErrorKind::Decode) when the body
    /// does not fit its type.
    pub fn parse(&self, headers: &HeaderMap, body: &[u8]) -> Result<Delivery<Event>> {
        self.parse_as_of(headers, body, Timestamp::now())
    }

    /// Like [`parse`](Self::parse), with another time than the system clock's.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn parse_as_of(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Delivery<Event>> {
        let signed = self.check(headers, body, now, &self.keys.current()).map_err(named)?;
        self.read(&signed, Bytes::copy_from_slice(body))
    }

    /// Like [`parse`](Self::parse), for bytes that need not be copied.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn parse_bytes(&self, headers: &HeaderMap, body: Bytes) -> Result<Delivery<Event>> {
        let now = Timestamp::now();
        let signed = self.check(headers, &body, now, &self.keys.current()).map_err(named)?;
        self.read(&signed, body)
    }

    /// Checks a delivery and reads it; when the signature does not fit, Kick is asked for a newer key as
    /// [`KeySource::refreshed`] says.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub async fn receive(
        &self,
        headers: &HeaderMap,
        body: impl Into<Bytes>,
    ) -> Result<Delivery<Event>> {
        let body = body.into();
        let key = self.keys.current();
        let signed = match self.check(headers, &body, Timestamp::now(), &key) {
            Err(err) if err.code() == Some(code::BAD_SIGNATURE) => {
                match self.keys.newer(&key).await {
                    Some(newer) => self.check(headers, &body, Timestamp::now(), &newer),
                    None => Err(err),
                }
            }
            checked => checked,
        };
        self.read(&signed.map_err(named)?, body)
    }

    /// Like [`receive`](Self::receive): the status to answer Kick with, and the delivery if it is to be handled.
    ///
    /// Duplicates and events of streamers who are not expected are answered with 200 and left out;
    /// see [`status_of`].
    ///
    /// The id of a delivery that is handed out counts as seen from here on. So take the place for it first, in a queue
    /// for instance; a server that cannot take it after all calls [`forget`](Self::forget) and answers with 503, or
    /// Kick's repetition would be left out as a duplicate.
    pub async fn handle(
        &self,
        headers: &HeaderMap,
        body: impl Into<Bytes>,
    ) -> (StatusCode, Option<Delivery<Event>>) {
        match self.receive(headers, body).await {
            Ok(delivery) => (StatusCode::OK, Some(delivery)),
            Err(err) => {
                tracing::debug!(error = %err, "a webhook was refused");
                (status_of(&err), None)
            }
        }
    }

    /// Forgets the id of a delivery that could not be taken, so that its repetition is handed out; says whether it was
    /// remembered.
    pub fn forget(&self, id: &str) -> bool {
        self.seen.as_ref().is_some_and(|seen| seen.remove(id))
    }

    /// Checks everything about a delivery but its body, which is not read, and does not remember its id.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), but for what is wrong with the body itself.
    pub fn verify_as_of(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> Result<EventMeta> {
        let signed = self.check(headers, body, now, &self.keys.current()).map_err(named)?;
        Ok(signed.meta())
    }

    /// Reads a delivery without looking at its signature or age: for tests, and behind a gateway that has looked.
    ///
    /// # Errors
    ///
    /// [`Signature`](ErrorKind::Signature) for headers that are missing or whose time is none; [`Input`](ErrorKind::Input)
    /// for headers that are malformed and for a body that is too large;
    /// [`Decode`](ErrorKind::Decode) when the body does not fit its type.
    pub fn parse_unverified(&self, headers: &HeaderMap, body: &[u8]) -> Result<Delivery<Event>> {
        check_body_size(body, self.max_body_size).map_err(named)?;
        let head = Head::read(headers, self.claims).map_err(named)?;
        let sent_at = timestamp(head.timestamp).map_err(named)?;
        let signed = Signed { head, sent_at, received_at: Timestamp::now() };
        let event = self.event(&signed, Bytes::copy_from_slice(body))?;
        Ok(delivery(event))
    }

    /// Everything before the body is read.
    fn check<'a>(
        &self,
        headers: &'a HeaderMap,
        body: &[u8],
        now: Timestamp,
        key: &Current,
    ) -> Result<Signed<'a>> {
        check_body_size(body, self.max_body_size)?;
        let head = Head::read(headers, self.claims)?;
        let signature = STANDARD.decode(head.signature.trim_ascii()).unwrap_or_default();
        if signature.is_empty() {
            return Err(refused(code::MALFORMED_SIGNATURE, "the signature is no base64"));
        }
        let message = [head.message_id.as_bytes(), head.timestamp.as_bytes(), body].join(&b'.');
        if !key.key.verify(&message, &signature) {
            return Err(refused(code::BAD_SIGNATURE, "the signature does not fit the request"));
        }
        let sent_at = timestamp(head.timestamp)?;
        if let Some(window) = &self.window {
            window.check(sent_at, now)?;
        }
        if self.seen.as_ref().is_some_and(|seen| seen.contains(head.message_id)) {
            return Err(duplicate());
        }
        Ok(Signed { head, sent_at, received_at: now })
    }

    /// Reads the body of a delivery that has been checked, and remembers its id then.
    fn read(&self, signed: &Signed<'_>, body: Bytes) -> Result<Delivery<Event>> {
        let event = self.event(signed, body)?;
        if let Some(expected) = &self.broadcasters
            && !self.claims
            && !event.broadcaster_id().is_some_and(|id| expected.contains(&id))
        {
            let why = "an event of a channel that is not expected";
            return Err(named(refused(code::UNEXPECTED_BROADCASTER, why)));
        }
        // Not before: the type is not signed, so a wrong one must not use up the id of the true delivery.
        if let Some(seen) = &self.seen
            && !seen.insert(signed.head.message_id)
        {
            return Err(named(duplicate()));
        }
        Ok(delivery(event))
    }

    fn event(&self, signed: &Signed<'_>, body: Bytes) -> Result<Event> {
        let meta = signed.meta();
        if self.claims { Event::read_claim(meta, body) } else { Event::read(meta, body) }
    }
}

/// The status to answer Kick with when a delivery was refused.
///
/// | Status | When |
/// |---|---|
/// | 200 | it came before, or is of a streamer who is not expected: sending it again is of no use |
/// | 400 | headers are missing, or headers or body are malformed |
/// | 401 | it is not proven, too old, or from the future |
/// | 413 | it is too large |
#[must_use]
pub fn status_of(err: &Error) -> StatusCode {
    match (err.kind(), err.code()) {
        (_, Some(code::DUPLICATE | code::UNEXPECTED_BROADCASTER)) => StatusCode::OK,
        (_, Some(code::BODY_TOO_LARGE)) => StatusCode::PAYLOAD_TOO_LARGE,
        // Not 401, though nothing is proven: it is no delivery of Kick at all.
        (_, Some(code::MISSING_HEADER)) => StatusCode::BAD_REQUEST,
        (ErrorKind::Signature, _) => StatusCode::UNAUTHORIZED,
        _ => StatusCode::BAD_REQUEST,
    }
}

/// The headers of a delivery whose signature is good.
struct Signed<'a> {
    head: Head<'a>,
    sent_at: Timestamp,
    received_at: Timestamp,
}

impl Signed<'_> {
    fn meta(&self) -> EventMeta {
        EventMeta {
            message_id: self.head.message_id.to_owned(),
            sent_at: self.sent_at,
            received_at: self.received_at,
            event_type: EventType::from(self.head.kind),
            version: self.head.version.to_owned(),
            subscription_id: self.head.subscription.map(SubscriptionId::from),
        }
    }
}

fn delivery(event: Event) -> Delivery<Event> {
    let (id, at) = (event.meta.message_id.clone(), event.meta.sent_at);
    Delivery::new(id, event).with_sent_at(at)
}

fn duplicate() -> Error {
    refused(code::DUPLICATE, "delivered before")
}

impl fmt::Debug for WebhookVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookVerifier")
            .field("keys", &self.keys)
            .field("window", &self.window)
            .field("seen", &self.seen)
            .field("broadcasters", &self.broadcasters)
            .field("claims", &self.claims)
            .finish_non_exhaustive()
    }
}
