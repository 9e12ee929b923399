//! Requests: method, path, query, listed headers, body.

use super::{Differences, body};
use crate::placeholder;
use crate::server::SeenRequest;
use crate::vector::RecordedRequest;

/// Headers in which every client speaks for itself.
const OURS: &[&str] = &["accept", "user-agent", "sec-websocket-extensions"];

/// Platforms whose specification wants a media type with a body only (chatluck.md 1, fluidtalk.md 3.1).
const DESCRIBES_BODIES_ALONE: &[&str] = &["chatluck", "fluidtalk"];

/// Compares the requests that arrived with the recorded ones, in order, as they matter to a platform.
pub fn requests(
    platform: &str,
    wanted: &[RecordedRequest],
    found: &[SeenRequest],
    out: &mut Differences,
) {
    if wanted.len() != found.len() {
        let shown: Vec<String> = found.iter().map(|r| format!("{} {}", r.method, r.path)).collect();
        let found = format!("{} ({})", found.len(), shown.join(", "));
        out.expected("requests", wanted.len(), found);
    }
    for (index, (wanted, found)) in wanted.iter().zip(found).enumerate() {
        request(platform, wanted, found, &format!("requests[{index}]"), out);
    }
}

fn request(
    platform: &str,
    wanted: &RecordedRequest,
    found: &SeenRequest,
    path: &str,
    out: &mut Differences,
) {
    if wanted.method != found.method {
        out.expected(&format!("{path}.method"), &wanted.method, &found.method);
    }
    if !paths_equal(&wanted.path, &found.path) {
        out.expected(&format!("{path}.path"), &wanted.path, &found.path);
    }
    let query: Vec<(String, String)> =
        url::form_urlencoded::parse(found.query.as_bytes()).into_owned().collect();
    let alike = wanted.query.len() == query.len()
        && wanted.query.iter().zip(&query).all(|(a, b)| a.0 == b.0 && values_equal(&a.1, &b.1));
    if !alike {
        out.expected(&format!("{path}.query"), format!("{:?}", wanted.query), format!("{query:?}"));
    }
    let is_undescribed = found.body.is_empty() && DESCRIBES_BODIES_ALONE.contains(&platform);
    let counts = |name: &str| !(is_undescribed && name == "content-type");
    for (name, value) in wanted.headers.iter().filter(|(name, _)| counts(name)) {
        header(name, value, found, path, out);
    }
    body::body(wanted, found, path, out);
}

/// Times are compared as instants: how one is written is each client's own.
fn values_equal(wanted: &str, found: &str) -> bool {
    let instant = |text: &str| text.parse::<jiff::Timestamp>().ok();
    placeholder::text_matches(wanted, found)
        || matches!((instant(wanted), instant(found)), (Some(a), Some(b)) if a == b)
}

pub(super) fn header(
    name: &str,
    wanted: &str,
    found: &SeenRequest,
    path: &str,
    out: &mut Differences,
) {
    let path = format!("{path}.headers.{name}");
    if OURS.contains(&name) {
        return;
    }
    match found.header(name) {
        Some(value) if placeholder::is_forbidden(wanted) => out.expected(&path, "nothing", value),
        None if placeholder::is_forbidden(wanted) => {}
        Some(value) if placeholder::text_matches(wanted, value) => {}
        Some(value) => out.expected(&path, wanted, value),
        None => out.expected(&path, wanted, "nothing"),
    }
}

/// Compares paths segment by segment, so that an escaped slash stays part of its segment.
///
/// Records hold paths decoded or as sent: either form of a segment counts.
#[must_use]
pub fn paths_equal(wanted: &str, found: &str) -> bool {
    let (wanted, found): (Vec<&str>, Vec<&str>) =
        (wanted.split('/').collect(), found.split('/').collect());
    wanted.len() == found.len()
        && wanted.iter().zip(&found).all(|(wanted, found)| {
            let decoded = percent_decode(found);
            placeholder::text_matches(wanted, &decoded) || percent_decode(wanted) == decoded
        })
}

fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let value = (first == b'%')
            .then(|| tail.get(..2))
            .flatten()
            .filter(|hex| hex.iter().all(u8::is_ascii_hexdigit))
            .and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(value.unwrap_or(first));
        rest = if value.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
