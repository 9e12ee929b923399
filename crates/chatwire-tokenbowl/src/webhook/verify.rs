//! Whether a webhook may be believed, and whether it came before.

use std::sync::Arc;

use chatwire_core::webhook::{Delivery, IdMemory, MAX_BODY_SIZE, Verifier, check_body_size};
use chatwire_core::{Result, Secret};
use http::{HeaderMap, HeaderName, header};

use super::{named, parse_any_size};
use crate::Message;

/// Checks where a webhook comes from, then reads it.
///
/// The platform signs nothing: a secret in the path is what works with it as it is.
///
/// ```
/// use chatwire_tokenbowl::webhook::WebhookVerifier;
/// use chatwire_tokenbowl::{HeaderMap, Secret};
///
/// let verifier = WebhookVerifier::bearer(Secret::new("added-by-our-gateway"))?;
/// let refused = verifier.parse(&HeaderMap::new(), b"{}").unwrap_err();
/// assert_eq!(refused.code(), Some("missing_header"));
/// # Ok::<_, chatwire_tokenbowl::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct WebhookVerifier(Verifier);

impl WebhookVerifier {
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
    /// [`Signature`](crate::ErrorKind::Signature) with a code: `missing_header`, `bad_signature`, or `missing_path` when this
    /// verifier checks the path. [`Input`](crate::ErrorKind::Input) with the code `body_too_large`.
    /// [`Decode`](crate::ErrorKind::Decode) as [`parse`](super::parse) says.
    pub fn parse(&self, headers: &HeaderMap, body: &[u8]) -> Result<Delivery<Message>> {
        self.0.verify(headers, body).map_err(named)?;
        read(body)
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
    ) -> Result<Delivery<Message>> {
        self.0.verify_request(path, headers, body).map_err(named)?;
        read(body)
    }

    /// Reads a webhook without looking at its sender: for tests, and behind a gateway that has looked.
    ///
    /// # Errors
    ///
    /// [`Input`](crate::ErrorKind::Input) with the code `body_too_large`; [`Decode`](crate::ErrorKind::Decode) as
    /// [`parse`](super::parse) says.
    pub fn parse_unverified(&self, _headers: &HeaderMap, body: &[u8]) -> Result<Delivery<Message>> {
        self.0.check_size(body).map_err(named)?;
        read(body)
    }
}

/// Reads a webhook whose sender nobody checked; see the [module](super) for what that means.
///
/// # Errors
///
/// As [`parse`](super::parse).
pub fn parse_unverified(_headers: &HeaderMap, body: &[u8]) -> Result<Delivery<Message>> {
    check_body_size(body, MAX_BODY_SIZE).map_err(named)?;
    read(body)
}

fn read(body: &[u8]) -> Result<Delivery<Message>> {
    let message = parse_any_size(body)?;
    let sent_at = message.timestamp_parsed();
    let delivery = Delivery::new(message.id.clone(), message);
    Ok(match sent_at {
        Some(at) => delivery.with_sent_at(at),
        None => delivery,
    })
}

/// Tells messages that came before, by their ids. Clones share their memory; the oldest ids are forgotten.
///
/// A [live session](crate::Connect::dedup) can share it, so that what came by either way is not taken twice.
///
/// ```
/// use chatwire_tokenbowl::webhook::{Dedup, parse};
///
/// let seen = Dedup::default();
/// let message = parse(br#"{"id":"m1","from_username":"a","content":"x","timestamp":"t"}"#)?;
/// assert!(seen.is_new(&message));
/// assert!(!seen.is_new(&message));
/// # Ok::<_, chatwire_tokenbowl::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Dedup {
    seen: Arc<IdMemory>,
}

impl Dedup {
    /// Remembers so many messages (4,096 by default).
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { seen: Arc::new(IdMemory::new(capacity)) }
    }

    /// Remembers a message, and tells whether it is new.
    pub fn is_new(&self, message: &Message) -> bool {
        self.seen.insert(message.id.as_str())
    }

    /// The ids themselves, for a live session.
    pub(crate) fn memory(&self) -> Arc<IdMemory> {
        Arc::clone(&self.seen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    const BODY: &[u8] =
        br#"{"id":"m1","from_username":"a","content":"x","timestamp":"2025-10-27T12:00:00Z"}"#;

    fn code(parsed: Result<Delivery<Message>>) -> String {
        let err = parsed.unwrap_err();
        assert_eq!((err.platform(), err.operation()), ("tokenbowl", "tokenbowl.webhook"));
        err.code().unwrap_or_default().to_owned()
    }

    #[test]
    fn the_path_must_end_in_the_secret() {
        let verifier = WebhookVerifier::path(Secret::new("s3cret")).unwrap();
        let none = HeaderMap::new();
        let delivery = verifier.parse_at("/hooks/s3cret", &none, BODY).unwrap();
        assert_eq!((delivery.id.as_str(), delivery.sent_at.is_some()), ("m1", true));
        for path in ["/hooks/s3crets", "/s3cret/", "/", "", "/hooks/S3CRET"] {
            assert_eq!(code(verifier.parse_at(path, &none, BODY)), "bad_signature", "{path}");
        }
        assert_eq!(code(verifier.parse(&none, BODY)), "missing_path");
        assert_eq!(verifier.parse_unverified(&none, BODY).unwrap(), delivery);
        assert_eq!(parse_unverified(&none, BODY).unwrap(), delivery);
        for bad in ["", "a/b"] {
            let err = WebhookVerifier::path(Secret::new(bad)).unwrap_err();
            assert_eq!(err.kind(), ErrorKind::Config);
        }
        assert!(!format!("{verifier:?}").contains("s3cret"));
    }

    #[test]
    fn a_bearer_token_is_enough_when_chosen() {
        let verifier = WebhookVerifier::bearer(Secret::new("token")).unwrap();
        let mut headers = HeaderMap::new();
        assert_eq!(code(verifier.parse(&headers, BODY)), "missing_header");
        headers.insert(header::AUTHORIZATION, "Bearer other".parse().unwrap());
        assert_eq!(code(verifier.parse(&headers, BODY)), "bad_signature");
        // Neither JSON nor from us: who sent it is complained of.
        assert_eq!(code(verifier.parse(&headers, b"nope")), "bad_signature");
        headers.insert(header::AUTHORIZATION, "Bearer token".parse().unwrap());
        assert!(verifier.parse(&headers, BODY).is_ok());
        assert!(verifier.parse_at("/any", &headers, BODY).is_ok());
        assert_eq!(verifier.parse(&headers, b"nope").unwrap_err().kind(), ErrorKind::Decode);
        assert_eq!(code(verifier.max_body_size(3).parse(&headers, BODY)), "body_too_large");
    }

    #[test]
    fn repetitions_are_told_by_id() {
        let message = parse_any_size(BODY).unwrap();
        let seen = Dedup::new(10);
        assert_eq!([seen.is_new(&message), seen.is_new(&message)], [true, false]);
    }
}
