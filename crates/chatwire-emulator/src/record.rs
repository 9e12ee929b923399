//! What clients sent, kept for assertions.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Mutex;

use bytes::Bytes;
use http::{HeaderMap, Method};
use serde_json::Value;

use crate::world::lock;

/// Requests kept per platform; older ones are dropped, so that a long-running emulator stays small.
const KEPT: usize = 10_000;
/// Bytes of bodies kept per platform; the newest request is kept whatever its size.
const KEPT_BYTES: usize = 64 << 20;
/// Parts of the names of headers and query parameters whose values `Debug` leaves out.
const KEY_LIKE: &[&str] =
    &["auth", "code", "cookie", "key", "pass", "secret", "session", "signature", "state", "token"];

/// One request as it came over the wire, faults included.
///
/// `Debug` is safe to print in an assertion, even where a test runs with real keys: values of headers and query
/// parameters that may hold one are left out, and of the body its length is all that is shown.
/// The fields hold everything.
#[derive(Clone)]
#[non_exhaustive]
pub struct Recorded {
    /// Method of the request line.
    pub method: Method,
    /// Path as sent: percent-escapes are kept.
    pub path: String,
    /// Decoded query pairs in their order.
    pub query: Vec<(String, String)>,
    /// Headers, credentials included.
    pub headers: HeaderMap,
    /// Whole body; empty when the request had none.
    pub body: Bytes,
}

impl Recorded {
    /// Text of a header, when it is there and is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Body as JSON; `None` when it is none.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// Body as decoded form pairs, in their order.
    #[must_use]
    pub fn form(&self) -> Vec<(String, String)> {
        url::form_urlencoded::parse(&self.body).into_owned().collect()
    }

    /// First value of a query parameter.
    #[must_use]
    pub fn query_value(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { method, path, query, headers, body } = self;
        let query: Vec<_> = query.iter().map(|(name, value)| (name, shown(name, value))).collect();
        let headers: Vec<_> =
            headers.iter().map(|(name, value)| (name, shown(name.as_str(), value))).collect();
        // Forms and JSON of logins hold keys, too.
        let body = format_args!("{} bytes", body.len());
        f.debug_struct("Recorded")
            .field("method", method)
            .field("path", path)
            .field("query", &query)
            .field("headers", &headers)
            .field("body", &body)
            .finish()
    }
}

/// A value for `Debug`, unless its name is that of a key.
fn shown<'a>(name: &str, value: &'a dyn fmt::Debug) -> &'a dyn fmt::Debug {
    let name = name.to_ascii_lowercase();
    if KEY_LIKE.iter().any(|part| name.contains(part)) { &"…" } else { value }
}

/// Requests of one platform.
#[derive(Debug, Default)]
pub(crate) struct Records(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    requests: VecDeque<Recorded>,
    bytes: usize,
}

impl Records {
    pub(crate) fn push(&self, request: Recorded) {
        let mut kept = lock(&self.0);
        kept.bytes += request.body.len();
        kept.requests.push_back(request);
        while kept.requests.len() > KEPT || (kept.bytes > KEPT_BYTES && kept.requests.len() > 1) {
            let dropped = kept.requests.pop_front().map_or(0, |oldest| oldest.body.len());
            kept.bytes = kept.bytes.saturating_sub(dropped);
        }
    }

    pub(crate) fn all(&self) -> Vec<Recorded> {
        lock(&self.0).requests.iter().cloned().collect()
    }

    pub(crate) fn clear(&self) {
        *lock(&self.0) = Kept::default();
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn request(path: String, size: usize) -> Recorded {
        let body = Bytes::from(vec![0; size]);
        Recorded { method: Method::GET, path, query: Vec::new(), headers: HeaderMap::new(), body }
    }

    #[test]
    fn keeps_the_newest() {
        let records = Records::default();
        for n in 0..=KEPT {
            records.push(request(format!("/{n}"), 0));
        }
        let all = records.all();
        assert_eq!(all.len(), KEPT);
        assert_eq!(all[0].path, "/1");
    }

    #[test]
    fn keys_are_not_printed() {
        let mut headers = HeaderMap::new();
        for name in ["authorization", "cookie", "x-api-key", "sec-websocket-key"] {
            headers.insert(name, HeaderValue::from_static("canary"));
        }
        headers.insert("accept", HeaderValue::from_static("text/html"));
        let mut hidden = HeaderValue::from_static("canary");
        hidden.set_sensitive(true);
        headers.insert("x-other", hidden);
        let pairs = ["access_token", "api_key", "code", "state", "Token"];
        let mut query: Vec<_> = pairs.iter().map(|&name| (name.into(), "canary".into())).collect();
        query.push(("limit".to_owned(), "50".to_owned()));
        let body = Bytes::from_static(b"client_secret=canary");
        let asked =
            Recorded { method: Method::GET, path: "/messages".into(), query, headers, body };
        for text in [format!("{asked:?}"), format!("{asked:#?}")] {
            assert!(!text.contains("canary"), "{text}");
            for part in pairs.iter().chain(&[
                "GET",
                "/messages",
                "authorization",
                "x-api-key",
                "x-other",
                "cookie",
                "limit",
                "50",
                "accept",
                "text/html",
                "20",
            ]) {
                assert!(text.contains(part), "{part} in {text}");
            }
        }
        // The record itself keeps them.
        assert_eq!(asked.header("x-api-key"), Some("canary"));
    }

    #[test]
    fn large_bodies_push_older_ones_out() {
        let records = Records::default();
        for n in 0..5 {
            records.push(request(format!("/{n}"), KEPT_BYTES / 2));
        }
        let paths: Vec<_> = records.all().into_iter().map(|kept| kept.path).collect();
        assert_eq!(paths, ["/3", "/4"]);
        records.push(request("/large".to_owned(), KEPT_BYTES + 1));
        assert_eq!(records.all().len(), 1);
    }
}
