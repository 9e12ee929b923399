//! The headers of a delivery, and the form that its time has to have.

use chatwire_core::{Error, ErrorKind, Result, Timestamp};
use http::{HeaderMap, HeaderName};

use super::code;

const MESSAGE_ID: HeaderName = HeaderName::from_static("kick-event-message-id");
const SUBSCRIPTION_ID: HeaderName = HeaderName::from_static("kick-event-subscription-id");
const SIGNATURE: HeaderName = HeaderName::from_static("kick-event-signature");
const TIMESTAMP: HeaderName = HeaderName::from_static("kick-event-message-timestamp");
const TYPE: HeaderName = HeaderName::from_static("kick-event-type");
const VERSION: HeaderName = HeaderName::from_static("kick-event-version");
/// The time of a drops claim has a header of its own.
const CLAIM_TIMESTAMP: HeaderName = HeaderName::from_static("kick-event-timestamp");

/// The headers of a delivery.
pub(super) struct Head<'a> {
    pub(super) message_id: &'a str,
    pub(super) signature: &'a [u8],
    pub(super) timestamp: &'a str,
    pub(super) kind: &'a str,
    pub(super) version: &'a str,
    pub(super) subscription: Option<&'a str>,
}

impl<'a> Head<'a> {
    /// Reads the headers of an event, or those of a drops claim.
    pub(super) fn read(headers: &'a HeaderMap, is_claim: bool) -> Result<Self> {
        let time = if is_claim { &CLAIM_TIMESTAMP } else { &TIMESTAMP };
        let head = Self {
            message_id: required(headers, &MESSAGE_ID)?,
            signature: required_bytes(headers, &SIGNATURE)?,
            timestamp: required(headers, time)?,
            kind: if is_claim { "drops.claim" } else { required(headers, &TYPE)? },
            version: if is_claim { "1" } else { required(headers, &VERSION)? },
            subscription: headers.get(&SUBSCRIPTION_ID).and_then(|id| id.to_str().ok()),
        };
        // The parts of what is signed are joined by dots: with one in the id, bytes of the body could be moved into
        // the headers, and another body passed off under a good signature.
        if head.message_id.contains('.') {
            let why = "the message id holds a dot";
            return Err(Error::input(why).with_code(code::MALFORMED_HEADER));
        }
        Ok(head)
    }
}

fn required_bytes<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<&'a [u8]> {
    let missing =
        || Error::input(format!("the header {name} is missing")).with_code(code::MISSING_HEADER);
    headers.get(name).map(|value| value.as_bytes()).ok_or_else(missing)
}

fn required<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<&'a str> {
    let text = std::str::from_utf8(required_bytes(headers, name)?).ok();
    text.filter(|text| !text.is_empty()).ok_or_else(|| {
        Error::input(format!("the header {name} is no text")).with_code(code::MALFORMED_HEADER)
    })
}

/// Reads RFC 3339 and nothing else: other forms would leave room for moving bytes between time and body.
pub(super) fn timestamp(text: &str) -> Result<Timestamp> {
    let at = is_rfc3339(text.as_bytes()).then(|| Timestamp::parse(text).ok()).flatten();
    at.ok_or_else(|| refused(code::BAD_TIMESTAMP, "the time is not in the form of RFC 3339"))
}

/// Whether a text looks like `2026-02-13T16:26:40.123Z` or `…+01:00`; its numbers are checked by who reads it.
fn is_rfc3339(text: &[u8]) -> bool {
    let fits = |text: &[u8], form: &[u8]| {
        text.len() == form.len()
            && text.iter().zip(form).all(|(byte, form)| match form {
                b'0' => byte.is_ascii_digit(),
                _ => byte.eq_ignore_ascii_case(form),
            })
    };
    let Some((time, rest)) = text.split_at_checked(19) else { return false };
    let offset = match rest.strip_prefix(b".") {
        Some(fraction) => {
            let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if !(1..=9).contains(&digits) {
                return false;
            }
            fraction.split_at(digits).1
        }
        None => rest,
    };
    fits(time, b"0000-00-00T00:00:00")
        && (fits(offset, b"Z") || fits(offset, b"+00:00") || fits(offset, b"-00:00"))
}

pub(super) fn refused(code: &'static str, why: &'static str) -> Error {
    Error::new(ErrorKind::Signature, why).with_code(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_rfc_3339_and_nothing_else() {
        for good in [
            "2026-02-13T16:26:40Z",
            "2026-02-13t16:26:40z",
            "2026-02-13T16:26:40.1Z",
            "2026-02-13T16:26:40.123456789+01:00",
            "2026-02-13T16:26:40-08:00",
        ] {
            assert!(timestamp(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "1771000000",
            "2026-02-13",
            "2026-02-13T16:26:40",
            "2026-02-13 16:26:40Z",
            "2026-02-13T16:26:40.Z",
            "2026-02-13T16:26:40.1234567890Z",
            "2026-02-13T16:26:40Z ",
            "2026-02-13T16:26:40ZZ",
            "2026-02-13T16:26:40+0100",
            "2026-02-13T16:26:40+01",
            "2026-13-13T16:26:40Z",
            "2026-02-13T25:26:40Z",
            "２026-02-13T16:26:40Z",
        ] {
            assert_eq!(timestamp(bad).unwrap_err().code(), Some(code::BAD_TIMESTAMP), "{bad}");
        }
    }
}
