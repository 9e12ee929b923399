//! Whether a webhook may be believed, and whether it came before.

use std::sync::Arc;

use chatwire_core::webhook::{
    Delivery, IdMemory, MAX_BODY_SIZE, Signing, Verifier, check_body_size,
};
use chatwire_core::{Result, Secret, Timestamp};
use http::{HeaderMap, HeaderName, header};

use super::Event;
use super::event::{named, parse_any_size};

/// Checks where a webhook comes from, then reads it.
///
/// The platform documents neither secret nor signature: choose what your server or gateway does.
///
/// ```
/// use chatwire_chatluck::webhook::{Signing, WebhookVerifier};
/// use chatwire_chatluck::{HeaderMap, HeaderName, Secret};
///
/// let signing = Signing::new(HeaderName::from_static("x-signature"), Secret::new("whsec_1"))
///     .timestamp(HeaderName::from_static("x-timestamp"))
///     .prefix("v0=");
/// let verifier = WebhookVerifier::hmac(signing)?;
/// let refused = verifier.parse(&HeaderMap::new(), b"{}").unwrap_err();
/// assert_eq!(refused.code(), Some("missing_header"));
/// # Ok::<_, chatwire_chatluck::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct WebhookVerifier(Verifier);

impl WebhookVerifier {
    /// Checks HMAC-SHA256 signatures over the raw body, or over `timestamp.body`.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when a secret is empty.
    pub fn hmac(signing: Signing) -> Result<Self> {
        Verifier::hmac(signing).map(Self).map_err(named)
    }

    /// Checks the token of the header `Authorization: Bearer …`.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when the token is empty.
    pub fn bearer(token: Secret) -> Result<Self> {
        Self::token(header::AUTHORIZATION, token)
    }

    /// Checks a fixed token in a header.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when the token is empty.
    pub fn token(name: HeaderName, token: Secret) -> Result<Self> {
        Verifier::token(name, token).map(Self).map_err(named)
    }

    /// Checks that the last segment of the path is this secret: all that works with the platform as it is
    /// documented. Read requests by [`parse_at`](Self::parse_at).
    ///
    /// Choose letters and digits, so that no server writes the path differently; 32 of them cannot be guessed.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when the secret is empty or holds a slash.
    pub fn path(secret: Secret) -> Result<Self> {
        Verifier::path(secret).map(Self).map_err(named)
    }

    /// Largest body in bytes (1 MiB).
    #[must_use]
    pub fn max_body_size(self, bytes: usize) -> Self {
        Self(self.0.max_body_size(bytes))
    }

    /// Checks the raw body against the headers, then reads it.
    ///
    /// # Errors
    ///
    /// [`Signature`](crate::ErrorKind::Signature) with a code: `missing_header`, `malformed_signature`,
    /// `bad_signature`, `bad_timestamp`, `too_old`, `from_the_future`, or `missing_path` when this verifier
    /// checks the path. [`Input`](crate::ErrorKind::Input) with the code `body_too_large`.
    /// [`Decode`](crate::ErrorKind::Decode) as [`parse`](super::parse) says.
    pub fn parse(&self, headers: &HeaderMap, body: &[u8]) -> Result<Delivery<Event>> {
        let signed_at = self.0.verify(headers, body).map_err(named)?;
        read(body, signed_at)
    }

    /// Like [`parse`](Self::parse), for every scheme: `path` is the request's path, without query.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse); `bad_signature` when the path does not end in the secret.
    pub fn parse_at(
        &self,
        path: &str,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Delivery<Event>> {
        let signed_at = self.0.verify_request(path, headers, body).map_err(named)?;
        read(body, signed_at)
    }

    /// Reads a webhook without looking at its sender: for tests, and behind a gateway that has looked.
    ///
    /// # Errors
    ///
    /// [`Input`](crate::ErrorKind::Input) with the code `body_too_large`; [`Decode`](crate::ErrorKind::Decode) as
    /// [`parse`](super::parse) says.
    pub fn parse_unverified(&self, _headers: &HeaderMap, body: &[u8]) -> Result<Delivery<Event>> {
        self.0.check_size(body).map_err(named)?;
        read(body, None)
    }
}

/// Reads a webhook whose sender nobody checked; see the [module](super) for what that means.
///
/// ```
/// use chatwire_chatluck::HeaderMap;
/// use chatwire_chatluck::webhook::parse_unverified;
///
/// // Behind a gateway that has checked the sender.
/// let body = br#"{"event_type":"user.joined","user":{"id":"u1","name":"Alice"}}"#;
/// let delivery = parse_unverified(&HeaderMap::new(), body)?;
/// assert_eq!(delivery.id, "user.joined u1 ");
/// # Ok::<_, chatwire_chatluck::Error>(())
/// ```
///
/// # Errors
///
/// As [`parse`](super::parse).
pub fn parse_unverified(_headers: &HeaderMap, body: &[u8]) -> Result<Delivery<Event>> {
    check_body_size(body, MAX_BODY_SIZE).map_err(named)?;
    read(body, None)
}

fn read(body: &[u8], signed_at: Option<Timestamp>) -> Result<Delivery<Event>> {
    let event = parse_any_size(body)?;
    let sent_at = signed_at.or_else(|| event.meta().timestamp());
    let delivery = Delivery::new(event.key().unwrap_or_default(), event);
    Ok(match sent_at {
        Some(at) => delivery.with_sent_at(at),
        None => delivery,
    })
}

/// Tells events that came before: by their id, else by type and object.
///
/// ```
/// use chatwire_chatluck::webhook::{Dedup, parse};
///
/// let seen = Dedup::default();
/// let event = parse(br#"{"event_type":"user.joined","user":{"id":"user_1","name":"Alice"}}"#)?;
/// assert!(seen.is_new(&event));
/// assert!(!seen.is_new(&event));
/// # Ok::<_, chatwire_chatluck::Error>(())
/// ```
///
/// Without an id in the body, a user who joins the same channel a second time looks like a repetition.
/// Clones share what they remember; the oldest events are forgotten.
#[derive(Clone, Debug, Default)]
pub struct Dedup {
    seen: Arc<IdMemory>,
}

impl Dedup {
    /// Remembers so many events (4,096 by default).
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { seen: Arc::new(IdMemory::new(capacity)) }
    }

    /// Remembers an event, and tells whether it is new. One that nothing identifies is always new.
    pub fn is_new(&self, event: &Event) -> bool {
        event.key().is_none_or(|key| self.seen.insert(&key))
    }
}

#[cfg(test)]
mod tests {
    use chatwire_core::crypto::{hex, hmac_sha256};

    use super::*;
    use crate::ErrorKind;

    const BODY: &[u8] = br#"{"event_type":"x","event_id":"e1","timestamp":"2025-01-01T00:00:00Z"}"#;
    const SIGNATURE: HeaderName = HeaderName::from_static("x-signature");

    fn code(parsed: Result<Delivery<Event>>) -> String {
        let err = parsed.unwrap_err();
        assert_eq!((err.platform(), err.operation()), ("chatluck", "chatluck.webhook"));
        err.code().unwrap_or_default().to_owned()
    }

    #[test]
    fn the_raw_bytes_are_checked_before_they_are_read() {
        let signing = Signing::new(SIGNATURE, Secret::new("whsec"));
        let verifier = WebhookVerifier::hmac(signing).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(SIGNATURE, hex(&hmac_sha256(b"whsec", BODY)).parse().unwrap());
        let delivery = verifier.parse(&headers, BODY).unwrap();
        assert_eq!((delivery.id.as_str(), delivery.sent_at.is_some()), ("e1", true));
        assert_eq!(verifier.parse_at("/any", &headers, BODY).unwrap(), delivery);
        assert_eq!(verifier.parse_unverified(&HeaderMap::new(), BODY).unwrap(), delivery);
        assert_eq!(parse_unverified(&HeaderMap::new(), BODY).unwrap(), delivery);
        // Neither JSON nor signed: the signature is complained of.
        assert_eq!(code(verifier.parse(&headers, b"nope")), "bad_signature");
    }

    #[test]
    fn a_bearer_token_is_enough_when_chosen() {
        let verifier = WebhookVerifier::bearer(Secret::new("token")).unwrap();
        let mut headers = HeaderMap::new();
        assert_eq!(code(verifier.parse(&headers, BODY)), "missing_header");
        headers.insert(header::AUTHORIZATION, "Bearer other".parse().unwrap());
        assert_eq!(code(verifier.parse(&headers, BODY)), "bad_signature");
        headers.insert(header::AUTHORIZATION, "Bearer token".parse().unwrap());
        assert!(verifier.parse(&headers, BODY).is_ok());
        assert_eq!(code(verifier.max_body_size(3).parse(&headers, BODY)), "body_too_large");
    }

    #[test]
    fn the_path_must_end_in_the_secret() {
        let verifier = WebhookVerifier::path(Secret::new("s3cret")).unwrap();
        let none = HeaderMap::new();
        assert!(verifier.parse_at("/hooks/s3cret", &none, BODY).is_ok());
        for path in ["/hooks/s3crets", "/s3cret/", "/", "", "/hooks/S3CRET"] {
            assert_eq!(code(verifier.parse_at(path, &none, BODY)), "bad_signature", "{path}");
        }
        assert_eq!(code(verifier.parse(&none, BODY)), "missing_path");
        for bad in ["", "a/b"] {
            assert_eq!(
                WebhookVerifier::path(Secret::new(bad)).unwrap_err().kind(),
                ErrorKind::Config
            );
        }
        assert!(!format!("{verifier:?}").contains("s3cret"));
    }

    #[test]
    fn repetitions_are_told_by_id_or_object() {
        let event = |body: &str| parse_any_size(body.as_bytes()).unwrap();
        let seen = Dedup::new(10);
        let by_id = event(r#"{"event_type":"a","event_id":"1"}"#);
        assert_eq!([seen.is_new(&by_id), seen.is_new(&by_id)], [true, false]);
        let nothing = event(r#"{"event_type":"a"}"#);
        assert_eq!([seen.is_new(&nothing), seen.is_new(&nothing)], [true, true]);
        let joined = |channel: &str| {
            let user = r#""user":{"id":"u","name":"n"}"#;
            event(&format!(r#"{{"event_type":"user.joined","channel_id":"{channel}",{user}}}"#))
        };
        let fresh = ["c1", "c2", "c1"].map(|channel| seen.is_new(&joined(channel)));
        assert_eq!(fresh, [true, true, false]);
    }
}
