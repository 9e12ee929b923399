//! [`Verifier`]: proof that a request comes from who holds the secret.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use http::{HeaderMap, HeaderName};

use super::{MAX_BODY_SIZE, ReplayWindow, check_body_size};
use crate::crypto::{HmacKey, SHA256_LEN, constant_time_eq, unhex};
use crate::{Error, ErrorKind, Result, Secret, Timestamp};

/// How a platform signs its requests: HMAC-SHA256 over the raw body, or over a timestamp, a dot and
/// the body.
///
/// ```
/// use chatwire_core::Secret;
/// use chatwire_core::webhook::Signing;
/// use http::HeaderName;
///
/// let signing = Signing::new(HeaderName::from_static("x-signature"), Secret::new("whsec_1"))
///     .timestamp(HeaderName::from_static("x-timestamp"))
///     .prefix("v0=")
///     .rotated(Secret::new("whsec_0"));
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Signing {
    signature: HeaderName,
    timestamp: Option<HeaderName>,
    prefix: String,
    encoding: Encoding,
    window: Option<ReplayWindow>,
    secrets: Vec<Secret>,
}

#[derive(Clone, Copy, Debug)]
enum Encoding {
    Hex,
    Base64,
}

impl Signing {
    /// HMAC-SHA256 over the raw body, in hexadecimal digits, in this header.
    pub fn new(signature: HeaderName, secret: Secret) -> Self {
        Self {
            signature,
            timestamp: None,
            prefix: String::new(),
            encoding: Encoding::Hex,
            window: Some(ReplayWindow::default()),
            secrets: vec![secret],
        }
    }

    /// What is signed is the text of this header, a dot and the body.
    ///
    /// The time has to lie within the [`ReplayWindow`], by default 300 s from now.
    pub fn timestamp(mut self, header: HeaderName) -> Self {
        self.timestamp = Some(header);
        self
    }

    /// Text before each signature, such as `v0=` or `sha256=`.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Signatures are in base64, of either alphabet, with or without padding.
    pub fn base64(mut self) -> Self {
        self.encoding = Encoding::Base64;
        self
    }

    /// Sets how old or how far ahead the signed time may be.
    pub fn window(mut self, window: ReplayWindow) -> Self {
        self.window = Some(window);
        self
    }

    /// Does not check the age of deliveries, for tests with recorded ones.
    pub fn any_age(mut self) -> Self {
        self.window = None;
        self
    }

    /// Accepts signatures with this secret, too, while secrets are being changed.
    pub fn rotated(mut self, secret: Secret) -> Self {
        self.secrets.push(secret);
        self
    }
}

/// Checks that a request was made by who knows a secret, over its raw bytes and in constant time.
///
/// ```
/// use chatwire_core::Secret;
/// use chatwire_core::crypto::{hex, hmac_sha256};
/// use chatwire_core::webhook::{Signing, Verifier};
/// use http::{HeaderMap, HeaderName};
///
/// let header = HeaderName::from_static("x-signature");
/// let verifier = Verifier::hmac(Signing::new(header.clone(), Secret::new("whsec_1")))?;
///
/// let body = br#"{"event_type":"user.joined"}"#;
/// let mut headers = HeaderMap::new();
/// headers.insert(header, hex(&hmac_sha256(b"whsec_1", body)).parse()?);
/// verifier.verify(&headers, body)?;
/// assert_eq!(verifier.verify(&headers, b"{}").unwrap_err().code(), Some("bad_signature"));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Verifier {
    scheme: Scheme,
    max_body_size: usize,
}

#[derive(Clone, Debug)]
enum Scheme {
    Hmac { signing: Signing, keys: Vec<HmacKey> },
    Token { header: HeaderName, tokens: Vec<Secret> },
    Path(Secret),
}

impl Verifier {
    /// Checks HMAC signatures.
    ///
    /// # Errors
    /// [`Config`](ErrorKind::Config) when a secret is empty: anybody could sign with it.
    pub fn hmac(signing: Signing) -> Result<Self> {
        refuse_empty(&signing.secrets)?;
        let keys = signing.secrets.iter().map(|secret| HmacKey::new(secret.expose().as_bytes()));
        let keys = keys.collect();
        Ok(Self::with(Scheme::Hmac { signing, keys }))
    }

    /// Checks a fixed token in a header, with or without the word `Bearer` before it.
    ///
    /// This proves less than a signature: who sees one request can make others.
    ///
    /// # Errors
    /// [`Config`](ErrorKind::Config) when the token is empty.
    pub fn token(header: HeaderName, token: Secret) -> Result<Self> {
        let tokens = vec![token];
        refuse_empty(&tokens)?;
        Ok(Self::with(Scheme::Token { header, tokens }))
    }

    /// Checks that the last segment of the path is this secret: the way for platforms that sign nothing.
    ///
    /// Requests are checked by [`verify_request`](Self::verify_request). Choose letters and digits, so that no
    /// server writes the path differently; 32 of them cannot be guessed.
    ///
    /// # Errors
    /// [`Config`](ErrorKind::Config) when the secret is empty or holds a slash.
    pub fn path(secret: Secret) -> Result<Self> {
        if secret.is_empty() || secret.expose().contains('/') {
            let why = "the secret of a webhook's path is empty or holds a slash";
            return Err(Error::config(why));
        }
        Ok(Self::with(Scheme::Path(secret)))
    }

    fn with(scheme: Scheme) -> Self {
        Self { scheme, max_body_size: MAX_BODY_SIZE }
    }

    /// Sets the largest body in bytes that is looked at (default 1 MiB).
    #[must_use]
    pub fn max_body_size(mut self, bytes: usize) -> Self {
        self.max_body_size = bytes;
        self
    }

    /// Checks a request by the system clock, and returns the time that it was signed with, if the
    /// scheme has one.
    ///
    /// # Errors
    /// As [`verify_at`](Self::verify_at).
    pub fn verify(&self, headers: &HeaderMap, body: &[u8]) -> Result<Option<Timestamp>> {
        self.verify_at(headers, body, Timestamp::now())
    }

    /// Like [`verify`](Self::verify), for every scheme: `path` is the request's path, without query.
    ///
    /// # Errors
    /// As [`verify_at`](Self::verify_at); `bad_signature` when the path does not end in the secret.
    pub fn verify_request(
        &self,
        path: &str,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Option<Timestamp>> {
        let Scheme::Path(secret) = &self.scheme else { return self.verify(headers, body) };
        self.check_size(body)?;
        let last = path.rsplit('/').next().unwrap_or_default();
        if !constant_time_eq(last.as_bytes(), secret.expose().as_bytes()) {
            return Err(refused("bad_signature", "the path does not end in the secret"));
        }
        Ok(None)
    }

    /// Refuses a body over the bound, and checks nothing else.
    ///
    /// # Errors
    /// [`Input`](ErrorKind::Input) with the code `body_too_large`.
    pub fn check_size(&self, body: &[u8]) -> Result<()> {
        check_body_size(body, self.max_body_size)
    }

    /// Checks a request as if it was `now`.
    ///
    /// # Errors
    /// [`Signature`](ErrorKind::Signature) with a code: `missing_header`, `malformed_signature`,
    /// `bad_signature`, `bad_timestamp`, `too_old`, `from_the_future`, or `missing_path` when this
    /// verifier checks the path. [`Input`](ErrorKind::Input) with the code `body_too_large` for a body over the bound.
    pub fn verify_at(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Option<Timestamp>> {
        self.check_size(body)?;
        match &self.scheme {
            Scheme::Hmac { signing, keys } => verify_hmac(signing, keys, headers, body, now),
            Scheme::Token { header, tokens } => {
                verify_token(header, tokens, headers).map(|()| None)
            }
            Scheme::Path(_) => {
                Err(refused("missing_path", "this verifier needs the request's path"))
            }
        }
    }
}

fn verify_hmac(
    signing: &Signing,
    keys: &[HmacKey],
    headers: &HeaderMap,
    body: &[u8],
    now: Timestamp,
) -> Result<Option<Timestamp>> {
    let signatures = signatures(signing, headers)?;
    let time = signing.timestamp.as_ref().map(|name| header(headers, name)).transpose()?;
    let signed = match time {
        Some(time) => vec![time, b".", body],
        None => vec![body],
    };
    // The body is hashed once for each of our keys, however many signatures a stranger sends along.
    let tags: Vec<_> = keys.iter().map(|key| key.sign(&signed)).collect();
    let is_signed = |given: &Vec<u8>| tags.iter().any(|tag| constant_time_eq(tag, given));
    if !signatures.iter().any(is_signed) {
        return Err(refused("bad_signature", "the signature does not fit the request"));
    }
    let Some(time) = time else { return Ok(None) };
    let text = std::str::from_utf8(time).ok();
    let sent_at = text
        .and_then(|text| Timestamp::parse(text).ok())
        .ok_or_else(|| refused("bad_timestamp", "the timestamp cannot be read"))?;
    if let Some(window) = signing.window {
        window.check(sent_at, now)?;
    }
    Ok(Some(sent_at))
}

/// Most signatures that are looked at: a sender that exchanges its keys sends two.
const MOST_SIGNATURES: usize = 8;

/// The first well-formed signatures of the header, which may come more than once or hold a list.
fn signatures(signing: &Signing, headers: &HeaderMap) -> Result<Vec<Vec<u8>>> {
    header(headers, &signing.signature)?;
    let values = headers.get_all(&signing.signature).into_iter().filter_map(|v| v.to_str().ok());
    let signatures: Vec<Vec<u8>> = values
        .flat_map(|value| value.split(','))
        .filter_map(|text| decode(text.trim().strip_prefix(&signing.prefix)?, signing.encoding))
        .filter(|tag| tag.len() == SHA256_LEN)
        .take(MOST_SIGNATURES)
        .collect();
    if signatures.is_empty() {
        return Err(refused("malformed_signature", "the signature cannot be read"));
    }
    Ok(signatures)
}

fn decode(text: &str, encoding: Encoding) -> Option<Vec<u8>> {
    match encoding {
        Encoding::Hex => unhex(text),
        Encoding::Base64 => [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD]
            .iter()
            .find_map(|engine| engine.decode(text).ok()),
    }
}

fn verify_token(name: &HeaderName, tokens: &[Secret], headers: &HeaderMap) -> Result<()> {
    let value = header(headers, name)?;
    let bare = match value.split_at_checked("Bearer ".len()) {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case(b"Bearer ") => token,
        _ => value,
    };
    if tokens.iter().any(|token| constant_time_eq(token.expose().as_bytes(), bare)) {
        return Ok(());
    }
    Err(refused("bad_signature", "the token is not the one that is expected"))
}

fn header<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<&'a [u8]> {
    let value = headers.get(name).map(|value| value.as_bytes()).filter(|value| !value.is_empty());
    value.ok_or_else(|| refused("missing_header", format!("the header {name} is missing")))
}

fn refuse_empty(secrets: &[Secret]) -> Result<()> {
    if secrets.iter().any(Secret::is_empty) {
        return Err(Error::config("the webhook secret is empty"));
    }
    Ok(())
}

fn refused(code: &'static str, message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Signature, message).with_code(code)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::crypto::{hex, hmac_sha256};

    const NOW: i64 = 1_795_210_801;
    const BODY: &[u8] = br#"{"event_type":"message.created"}"#;
    const SIGNATURE: HeaderName = HeaderName::from_static("x-signature");
    const TIME: HeaderName = HeaderName::from_static("x-timestamp");

    fn signing() -> Signing {
        Signing::new(SIGNATURE, Secret::new("key"))
    }

    fn headers(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in pairs {
            map.append(name, value.parse().unwrap());
        }
        map
    }

    /// The code of the refusal, or the time that was signed.
    fn check(
        verifier: &Verifier,
        pairs: &[(HeaderName, &str)],
    ) -> Result<Option<Timestamp>, String> {
        let now = Timestamp::from_unix_seconds(NOW);
        verifier.verify_at(&headers(pairs), BODY, now).map_err(|err| {
            assert_eq!(err.kind(), ErrorKind::Signature, "{err}");
            assert!(!format!("{err} {err:?}").contains("key"));
            err.code().unwrap().to_owned()
        })
    }

    fn tag(key: &str, signed: &[u8]) -> String {
        hex(&hmac_sha256(key.as_bytes(), signed))
    }

    #[test]
    fn the_raw_body_is_signed() {
        let verifier = Verifier::hmac(signing()).unwrap();
        let good = tag("key", BODY);
        assert_eq!(check(&verifier, &[(SIGNATURE, &good)]), Ok(None));
        assert_eq!(check(&verifier, &[(SIGNATURE, &good.to_uppercase())]), Ok(None));
        let refusal = |value: &str| check(&verifier, &[(SIGNATURE, value)]).unwrap_err();
        assert_eq!(check(&verifier, &[]).unwrap_err(), "missing_header");
        assert_eq!(refusal(""), "missing_header");
        assert_eq!(refusal("xyz"), "malformed_signature");
        assert_eq!(refusal(&good[2..]), "malformed_signature");
        assert_eq!(refusal(&tag("kez", BODY)), "bad_signature");
        assert_eq!(refusal(&tag("key", b"{}")), "bad_signature");
        assert_eq!(refusal(&"00".repeat(32)), "bad_signature");
    }

    #[test]
    fn the_time_is_signed_and_bounded() {
        let verifier = Verifier::hmac(signing().timestamp(TIME).prefix("v0=")).unwrap();
        let with = |time: &str| {
            let value = format!("v0={}", tag("key", &[time.as_bytes(), b".", BODY].concat()));
            check(&verifier, &[(SIGNATURE, &value), (TIME, time)])
        };
        let now = Timestamp::from_unix_seconds(NOW);
        assert_eq!(with("1795210801"), Ok(Some(now)));
        assert_eq!(with("2026-11-20T21:40:01Z"), Ok(Some(now)));
        assert_eq!(with("1795210501").unwrap(), now.checked_sub(Duration::from_secs(300)));
        assert_eq!(with("1795210500").unwrap_err(), "too_old");
        assert_eq!(with("1795211102").unwrap_err(), "from_the_future");
        assert_eq!(with("soon").unwrap_err(), "bad_timestamp");
        let other = format!("v0={}", tag("key", &[b"1795210801.", BODY].concat()));
        let moved = [(SIGNATURE, other.as_str()), (TIME, "1795210802")];
        assert_eq!(check(&verifier, &moved).unwrap_err(), "bad_signature");
        assert_eq!(check(&verifier, &moved[..1]).unwrap_err(), "missing_header");
        let bare = [(SIGNATURE, &other[3..]), (TIME, "1795210801")];
        assert_eq!(check(&verifier, &bare).unwrap_err(), "malformed_signature");
    }

    #[test]
    fn the_window_can_be_moved_and_left_out() {
        let time = "1795210801000";
        let later = Timestamp::from_unix_seconds(NOW + 3_600);
        let value = tag("key", &[time.as_bytes(), b".", BODY].concat());
        let map = headers(&[(SIGNATURE, &value), (TIME, time)]);
        let verify =
            |signing: Signing| Verifier::hmac(signing).unwrap().verify_at(&map, BODY, later);
        let signing = signing().timestamp(TIME);
        assert_eq!(verify(signing.clone()).unwrap_err().code(), Some("too_old"));
        assert!(
            verify(signing.clone().window(ReplayWindow::new(Duration::from_secs(3_600)))).is_ok()
        );
        assert!(verify(signing.any_age()).is_ok());
    }

    #[test]
    fn secrets_rotate_and_headers_may_hold_several_signatures() {
        let verifier = Verifier::hmac(signing().prefix("v1=").rotated(Secret::new("old"))).unwrap();
        let (new, old) = (format!("v1={}", tag("key", BODY)), format!("v1={}", tag("old", BODY)));
        let wrong = format!("v1={}", tag("no", BODY));
        assert!(check(&verifier, &[(SIGNATURE, &new)]).is_ok());
        assert!(check(&verifier, &[(SIGNATURE, &old)]).is_ok());
        assert!(check(&verifier, &[(SIGNATURE, &format!("{wrong}, {old}, v9=x"))]).is_ok());
        assert!(check(&verifier, &[(SIGNATURE, &wrong), (SIGNATURE, &new)]).is_ok());
        assert_eq!(check(&verifier, &[(SIGNATURE, &wrong)]).unwrap_err(), "bad_signature");
    }

    #[test]
    fn of_a_flood_of_signatures_the_first_few_are_looked_at() {
        let verifier = Verifier::hmac(signing()).unwrap();
        let (good, wrong) = (tag("key", BODY), tag("no", BODY));
        let after = |count: usize| {
            let list = [vec![wrong.clone(); count], vec![good.clone()]].concat().join(",");
            check(&verifier, &[(SIGNATURE, &list)])
        };
        assert_eq!(after(MOST_SIGNATURES - 1), Ok(None));
        assert_eq!(after(MOST_SIGNATURES).unwrap_err(), "bad_signature");
    }

    #[test]
    fn base64_in_each_dialect() {
        let verifier = Verifier::hmac(signing().base64()).unwrap();
        let tag = hmac_sha256(b"key", BODY);
        for engine in [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD] {
            assert!(check(&verifier, &[(SIGNATURE, &engine.encode(tag))]).is_ok());
        }
        let refusal = check(&verifier, &[(SIGNATURE, &hex(&tag))]).unwrap_err();
        assert_eq!(refusal, "malformed_signature");
    }

    #[test]
    fn tokens_are_compared_whole() {
        let name = HeaderName::from_static("authorization");
        let verifier = Verifier::token(name.clone(), Secret::new("s3cret")).unwrap();
        for value in ["s3cret", "Bearer s3cret", "bearer s3cret"] {
            assert_eq!(check(&verifier, &[(name.clone(), value)]), Ok(None), "{value}");
        }
        for value in
            ["s3cre", "s3cret ", "Basic s3cret", "Bearer", "Bearer Bearer s3cret", "S3CRET"]
        {
            // A header's value has no spaces at its ends on the wire; a map may hold them.
            let mut map = HeaderMap::new();
            map.insert(name.clone(), http::HeaderValue::from_str(value).unwrap());
            assert_eq!(
                verifier.verify(&map, BODY).unwrap_err().code(),
                Some("bad_signature"),
                "{value}"
            );
        }
        assert_eq!(check(&verifier, &[]).unwrap_err(), "missing_header");
    }

    #[test]
    fn empty_secrets_and_large_bodies_are_refused() {
        let empty = signing().rotated(Secret::default());
        assert_eq!(Verifier::hmac(empty).unwrap_err().kind(), ErrorKind::Config);
        assert_eq!(Verifier::token(TIME, Secret::new("")).unwrap_err().kind(), ErrorKind::Config);
        let verifier = Verifier::token(TIME, Secret::new("t")).unwrap().max_body_size(3);
        let map = headers(&[(TIME, "t")]);
        assert!(verifier.verify(&map, b"123").is_ok());
        let err = verifier.verify(&map, b"1234").unwrap_err();
        assert_eq!((err.kind(), err.code()), (ErrorKind::Input, Some("body_too_large")));
    }

    #[test]
    fn debug_shows_no_secret() {
        let text = format!("{:?}", Verifier::hmac(signing()).unwrap());
        assert!(!text.contains("\"key\""), "{text}");
        assert!(text.contains("Secret(…)"), "{text}");
    }

    #[test]
    fn a_path_must_end_in_the_secret() {
        let verifier = Verifier::path(Secret::new("s3cret")).unwrap();
        let none = HeaderMap::new();
        assert_eq!(verifier.verify_request("/hooks/s3cret", &none, BODY).unwrap(), None);
        for path in ["/hooks/s3crets", "/s3cret/", "/", "", "/hooks/S3CRET"] {
            let err = verifier.verify_request(path, &none, BODY).unwrap_err();
            assert_eq!(err.code(), Some("bad_signature"), "{path}");
        }
        assert_eq!(verifier.verify(&none, BODY).unwrap_err().code(), Some("missing_path"));
        let small = verifier.max_body_size(3);
        let err = small.verify_request("/s3cret", &none, BODY).unwrap_err();
        assert_eq!(err.code(), Some("body_too_large"));
        for bad in ["", "a/b"] {
            let err = Verifier::path(Secret::new(bad)).unwrap_err();
            assert_eq!(err.kind(), ErrorKind::Config);
        }
    }
}
