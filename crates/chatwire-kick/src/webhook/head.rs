//! The headers of a delivery, and the form that its time has to have.

use std::borrow::Cow;

use chatwire_core::{Error, ErrorKind, Result, Timestamp};
use http::HeaderMap;

use super::code;

/// What the names of all of them begin with.
const PREFIX: &str = "kick-event-";

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
        let mut found = Found::default();
        // Looking for one header takes as long as looking at all that a delivery has.
        for (name, value) in headers {
            let Some(name) = name.as_str().strip_prefix(PREFIX) else { continue };
            let place = match name {
                "message-id" => &mut found.message_id,
                "subscription-id" => &mut found.subscription_id,
                "signature" => &mut found.signature,
                "message-timestamp" if !is_claim => &mut found.timestamp,
                // The time of a drops claim has a header of its own.
                "timestamp" if is_claim => &mut found.timestamp,
                "type" => &mut found.kind,
                "version" => &mut found.version,
                _ => continue,
            };
            place.get_or_insert(value.as_bytes());
        }
        let time = if is_claim { "timestamp" } else { "message-timestamp" };
        let head = Self {
            message_id: text(found.message_id, "message-id")?,
            signature: required(found.signature, "signature")?,
            timestamp: text(found.timestamp, time)?,
            kind: if is_claim { "drops.claim" } else { text(found.kind, "type")? },
            version: if is_claim { "1" } else { text(found.version, "version")? },
            subscription: found.subscription_id.and_then(|id| std::str::from_utf8(id).ok()),
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

/// Headers as they came, the first of each name.
#[derive(Default)]
struct Found<'a> {
    message_id: Option<&'a [u8]>,
    subscription_id: Option<&'a [u8]>,
    signature: Option<&'a [u8]>,
    timestamp: Option<&'a [u8]>,
    kind: Option<&'a [u8]>,
    version: Option<&'a [u8]>,
}

fn required<'a>(value: Option<&'a [u8]>, name: &str) -> Result<&'a [u8]> {
    value.ok_or_else(|| {
        refused(code::MISSING_HEADER, format!("the header {PREFIX}{name} is missing"))
    })
}

fn text<'a>(value: Option<&'a [u8]>, name: &str) -> Result<&'a str> {
    let text = std::str::from_utf8(required(value, name)?).ok();
    text.filter(|text| !text.is_empty()).ok_or_else(|| {
        let why = format!("the header {PREFIX}{name} is no text");
        Error::input(why).with_code(code::MALFORMED_HEADER)
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

pub(super) fn refused(code: &'static str, why: impl Into<Cow<'static, str>>) -> Error {
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
