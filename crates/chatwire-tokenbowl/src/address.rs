//! One setting for two addresses: calls go to `http(s)`, live sessions to `ws(s)` with `/ws` behind it.

use chatwire_core::{BaseUrl, Error, Result};

/// Path of the direct live transport.
const LIVE_PATH: &str = "/ws";

/// Address of the calls, from an address of either kind: `http`, `https`, `ws` or `wss`, with or
/// without a final `/ws`.
///
/// The Python agent removes every `/ws` of an address; here only the last one of the path goes.
pub(crate) fn rest(address: &str) -> Result<String> {
    let (scheme, rest) = split(address)?;
    let scheme = match scheme.as_str() {
        "ws" | "http" => "http",
        "wss" | "https" => "https",
        _ => {
            return Err(Error::config(
                "invalid base URL: the scheme must be https, http, wss or ws",
            ));
        }
    };
    let rest = rest.trim_end_matches('/');
    // A host may be called `ws`: only a path can be cut.
    let rest = match rest.strip_suffix(LIVE_PATH) {
        Some(front) if !front.is_empty() && !front.ends_with('/') => front,
        _ => rest,
    };
    Ok(format!("{scheme}://{rest}"))
}

/// Address of the direct live transport, from an address of either kind.
pub(crate) fn live(address: &str) -> Result<String> {
    let rest = rest(address)?;
    let (scheme, place) = rest.split_once("://").unwrap_or(("https", &rest));
    let scheme = if scheme == "https" { "wss" } else { "ws" };
    Ok(format!("{scheme}://{}{LIVE_PATH}", place.trim_end_matches('/')))
}

/// Refuses what is no address of a websocket.
pub(crate) fn checked(address: &str) -> Result<BaseUrl> {
    BaseUrl::parse(&rest(address)?)
}

/// Refuses what is no address of Centrifugo; its operator may have put settings behind it
/// (`?cf_ws_frame_ping_pong=true`).
pub(crate) fn centrifugo(address: &str) -> Result<BaseUrl> {
    checked(address.split_once('?').map_or(address, |(place, _)| place))
}

/// Scheme in small letters, and what follows `://`.
fn split(address: &str) -> Result<(String, &str)> {
    let address = address.trim();
    let Some((scheme, rest)) = address.split_once("://") else {
        return Err(Error::config("invalid base URL: it has no scheme"));
    };
    Ok((scheme.to_ascii_lowercase(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_gives_both_addresses() {
        for (given, calls, sessions) in [
            ("https://a.test", "https://a.test", "wss://a.test/ws"),
            ("https://a.test/", "https://a.test", "wss://a.test/ws"),
            ("wss://a.test/ws", "https://a.test", "wss://a.test/ws"),
            ("wss://a.test/ws/", "https://a.test", "wss://a.test/ws"),
            ("ws://127.0.0.1:8000", "http://127.0.0.1:8000", "ws://127.0.0.1:8000/ws"),
            ("HTTP://localhost:1/api/ws", "http://localhost:1/api", "ws://localhost:1/api/ws"),
            ("https://ws.a.test/ws", "https://ws.a.test", "wss://ws.a.test/ws"),
            ("https://ws", "https://ws", "wss://ws/ws"),
            ("https://a.test/ws/ws", "https://a.test/ws", "wss://a.test/ws/ws"),
            ("https://a.test/news", "https://a.test/news", "wss://a.test/news/ws"),
        ] {
            assert_eq!(rest(given).unwrap(), calls, "{given}");
            assert_eq!(live(given).unwrap(), sessions, "{given}");
        }
    }

    #[test]
    fn settings_may_stand_behind_the_address_of_centrifugo() {
        let given = "wss://rt.test/connection/websocket?cf_ws_frame_ping_pong=true";
        assert_eq!(centrifugo(given).unwrap().host(), "rt.test");
        assert!(checked(given).is_err(), "calls append a path to their address");
        assert!(centrifugo("rt.test?a=1").is_err());
    }

    #[test]
    fn other_schemes_are_refused() {
        for bad in ["", "a.test", "ftp://a.test", "//a.test"] {
            assert_eq!(rest(bad).unwrap_err().kind(), chatwire_core::ErrorKind::Config, "{bad}");
        }
    }
}
