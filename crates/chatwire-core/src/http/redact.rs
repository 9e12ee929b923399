//! What `Debug` may show of headers and addresses: an allow-list, the rest is redacted.

use std::fmt;

use http::HeaderMap;

/// Headers whose values help and hold no secret.
const SHOWN: [&str; 10] = [
    "accept",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "retry-after",
    "retry-after-ms",
    "server",
    "user-agent",
    "x-request-id",
];

/// Shows the names of all headers and the values of those on the allow-list.
pub(crate) struct Headers<'a>(pub(crate) &'a HeaderMap);

impl fmt::Debug for Headers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (name, value) in self.0 {
            let is_rate = name.as_str().starts_with("x-ratelimit-");
            if is_rate || SHOWN.contains(&name.as_str()) {
                map.entry(&name.as_str(), value);
            } else {
                map.entry(&name.as_str(), &"[redacted]");
            }
        }
        map.finish()
    }
}

/// A URL up to its query.
#[cfg(feature = "testing")]
pub(crate) fn without_query(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}
