//! Where a session says that its calls and its socket go.

use chatwire_core::{BaseUrl, Error, Result};

use crate::error::named;

/// Address of the calls after a login: the session's, or that of the gateway when it names none.
pub(super) fn api(named_by_server: &str, gateway: &BaseUrl) -> Result<String> {
    let url = named_by_server.trim().trim_end_matches('/');
    if url.is_empty() {
        return Ok(gateway.as_str().trim_end_matches('/').to_owned());
    }
    let url = if url.contains("://") {
        url.to_owned()
    } else {
        let scheme = if gateway.is_encrypted() { "https" } else { "http" };
        format!("{scheme}://{url}")
    };
    // Spelt as the executor of the calls spells it, which is found by it.
    Ok(BaseUrl::parse(&url).map_err(named)?.as_str().to_owned())
}

/// Address of the socket, without its query.
///
/// A scheme of its own counts; else it follows that of the calls. `/ws` is added unless there is a path.
pub(super) fn socket(named_by_server: &str, api: &str) -> Result<String> {
    let own = named_by_server.trim();
    let (scheme, rest) = match own.split_once("://") {
        Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
        None => (String::new(), own),
    };
    let is_encrypted = match scheme.as_str() {
        "" => api.starts_with("https"),
        scheme => matches!(scheme, "wss" | "https"),
    };
    let mut place = rest.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    if own.is_empty() {
        let after = api.split_once("://").map_or(api, |(_, rest)| rest);
        place = after.split('/').next().unwrap_or_default();
    }
    if place.is_empty() || place.starts_with('/') {
        return Err(named(Error::config("the session's socket address names no host")));
    }
    let path = if place.contains('/') { "" } else { "/ws" };
    // The same checks as for any other address; the scheme of the socket comes after them.
    let (http, ws) = if is_encrypted { ("https", "wss") } else { ("http", "ws") };
    BaseUrl::parse(&format!("{http}://{place}{path}")).map_err(named)?;
    Ok(format!("{ws}://{place}{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_follow_the_session() {
        let gateway = BaseUrl::parse("https://gw.example.org:443").unwrap();
        assert!(api("", &gateway).unwrap().starts_with("https://gw.example.org"));
        assert_eq!(api("https://api.example.org/", &gateway).unwrap(), "https://api.example.org");
        assert_eq!(
            api("HTTPS://API.example.org:443", &gateway).unwrap(),
            "https://api.example.org"
        );
        assert_eq!(api("api.example.org:7305", &gateway).unwrap(), "https://api.example.org:7305");
        assert!(api("ftp://x", &gateway).is_err());
    }

    #[test]
    fn the_socket_takes_every_form() {
        let api = "https://api.example.org";
        for (given, expected) in [
            ("sock.example.com", "wss://sock.example.com/ws"),
            ("sock.example.com:7306/", "wss://sock.example.com:7306/ws"),
            ("ws://sock.example.com", "ws://sock.example.com/ws"),
            ("wss://sock.example.com/ws", "wss://sock.example.com/ws"),
            ("https://sock.example.com/live", "wss://sock.example.com/live"),
            ("http://sock.example.com", "ws://sock.example.com/ws"),
            ("", "wss://api.example.org/ws"),
        ] {
            assert_eq!(socket(given, api).unwrap(), expected, "{given}");
        }
        assert_eq!(socket("", "http://127.0.0.1:80").unwrap(), "ws://127.0.0.1:80/ws");
        assert_eq!(socket("h:1", "http://127.0.0.1").unwrap(), "ws://h:1/ws");
        assert!(socket("wss://", api).is_err());
    }
}
