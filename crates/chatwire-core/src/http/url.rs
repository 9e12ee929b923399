//! Base URLs and paths: what a call's address may look like.

use std::fmt::Write as _;
use std::net::IpAddr;

use http::{HeaderMap, header};
use url::{Host, Url};

use crate::{Error, Result};

/// Origin and path prefix of a platform, checked once.
///
/// ```
/// use chatwire_core::BaseUrl;
///
/// let base = BaseUrl::parse("https://chat.example.org/api/v1/")?;
/// assert_eq!(base.as_str(), "https://chat.example.org/api/v1");
/// assert_eq!((base.host(), base.port()), ("chat.example.org", 443));
/// assert!(base.is_encrypted() && !base.is_loopback());
/// assert!(BaseUrl::parse("https://user:key@chat.example.org").is_err());
/// # Ok::<_, chatwire_core::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl {
    url: Url,
    /// Without a trailing slash, so that a path can be appended.
    text: String,
}

impl BaseUrl {
    /// Reads `text` and cuts trailing slashes.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when it is no absolute `http(s)` URL, or carries
    /// user-info, a query or a fragment.
    pub fn parse(text: &str) -> Result<Self> {
        let fail = |why: &str| Err(Error::config(format!("invalid base URL: {why}")));
        let url = match Url::parse(text.trim()) {
            Ok(url) => url,
            Err(err) => return fail(&err.to_string()),
        };
        if !matches!(url.scheme(), "http" | "https") {
            return fail("the scheme must be https or http");
        }
        if url.host().is_none() {
            return fail("it has no host");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return fail("it carries user-info; hand credentials to the client instead");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return fail("it carries a query or a fragment");
        }
        let text = url.as_str().trim_end_matches('/').to_owned();
        Ok(Self { url, text })
    }

    /// Text without a trailing slash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the host is a loopback address or `localhost`.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        match self.url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(ip)) => IpAddr::from(ip).is_loopback(),
            Some(Host::Ipv6(ip)) => IpAddr::from(ip).is_loopback(),
            None => false,
        }
    }

    /// Whether requests travel encrypted.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Host name or address.
    #[must_use]
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Port, the scheme's own when none is written.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or_default()
    }

    /// Refuses plain http to anything but this machine, unless the caller allows it.
    pub(crate) fn check_encryption(&self, allow_insecure: bool) -> Result<()> {
        if self.is_encrypted() || self.is_loopback() || allow_insecure {
            return Ok(());
        }
        Err(Error::config(format!(
            "the base URL of {} is not encrypted: use https, or allow_insecure() if you mean it",
            self.host()
        )))
    }
}

impl std::fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// Appends `segment` percent-encoded, so that it stays one segment.
///
/// Only RFC 3986 unreserved characters stay as they are: what a server or an
/// intermediary might read as structure never leaves unescaped.
pub(crate) fn push_segment(path: &mut String, segment: &str) {
    let is_kept = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if segment.bytes().all(is_kept) {
        path.push_str(segment);
        return;
    }
    for byte in segment.bytes() {
        if is_kept(byte) {
            path.push(char::from(byte));
        } else {
            let written = write!(path, "%{byte:02X}");
            debug_assert!(written.is_ok(), "a String takes every write");
        }
    }
}

/// Refuses what no server can tell from the parent or the current folder.
pub(crate) fn check_segment(name: &str, segment: &str) -> Result<()> {
    match segment {
        "" => Err(Error::input(format!("{name} is empty"))),
        "." | ".." => Err(Error::input(format!("{name} may not be {segment:?}"))),
        _ => Ok(()),
    }
}

/// Checks a whole path that a user wrote: absolute, printable ASCII, no way upwards.
pub(crate) fn check_path(path: &str) -> Result<()> {
    if !path.starts_with('/') || path.starts_with("//") {
        return Err(Error::input("a path starts with one slash"));
    }
    if let Some(bad) = path.chars().find(|c| !matches!(c, '!'..='~') || matches!(c, '#' | '\\')) {
        return Err(Error::input(format!("the path holds {bad:?}: percent-encode it")));
    }
    let only_path = path.split('?').next().unwrap_or_default();
    if only_path.contains("//") {
        return Err(Error::input("the path may hold no empty segment"));
    }
    let upwards = |part: &str| matches!(part.replace("%2e", ".").as_str(), "." | "..");
    if only_path.to_ascii_lowercase().split('/').any(upwards) {
        return Err(Error::input("the path may not hold \".\" or \"..\""));
    }
    Ok(())
}

/// Words for a redirect of what was asked at `asked`; none is ever followed.
pub(crate) fn redirect(headers: &HeaderMap, asked: &str) -> String {
    words(location(headers).and_then(|location| shown_target(asked, location)))
}

/// Like [`redirect`], where the path may hold a key: servers often send back the same with a slash more or less.
pub(crate) fn redirect_origin(headers: &HeaderMap, asked: &str) -> String {
    let target = location(headers).and_then(|location| Url::parse(asked).ok()?.join(location).ok());
    words(target.map(|url| url.origin().ascii_serialization()))
}

fn location(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::LOCATION)?.to_str().ok()
}

fn words(target: Option<String>) -> String {
    match target {
        Some(target) => format!("the server redirects to {target}"),
        None => "the server redirects to nowhere".to_owned(),
    }
}

/// Where `location` leads from `asked`, fit to be shown: without user-info, query and fragment.
fn shown_target(asked: &str, location: &str) -> Option<String> {
    let mut url = Url::parse(asked).ok()?.join(location).ok()?;
    url.set_query(None);
    url.set_fragment(None);
    // Only URLs without a host refuse these, and those have no user-info.
    if url.has_host() {
        url.set_username("").ok()?;
        url.set_password(None).ok()?;
    }
    Some(url.into())
}

/// Appends `name=value` in form encoding to a query, with `&` where one is there already. For platform crates: addresses
/// of live sessions are made without a [`Call`](crate::build::Call).
///
/// ```
/// let mut query = String::new();
/// chatwire_core::build::push_pair(&mut query, "room", "a b");
/// chatwire_core::build::push_pair(&mut query, "key", "1+1=2");
/// assert_eq!(query, "room=a+b&key=1%2B1%3D2");
/// ```
pub fn push_pair(query: &mut String, name: &str, value: &str) {
    query.reserve(name.len() + value.len() + 2);
    if !query.is_empty() {
        query.push('&');
    }
    query.extend(url::form_urlencoded::byte_serialize(name.as_bytes()));
    query.push('=');
    query.extend(url::form_urlencoded::byte_serialize(value.as_bytes()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_urls_are_normalised_or_refused() {
        assert_eq!(BaseUrl::parse("https://a.test/v1//").unwrap().as_str(), "https://a.test/v1");
        for bad in
            ["", "a.test", "ftp://a.test", "https://", "https://u:p@a.test", "https://a.test/?x=1"]
        {
            let err = BaseUrl::parse(bad).unwrap_err();
            assert_eq!(err.kind(), crate::ErrorKind::Config, "{bad}");
            assert!(!err.to_string().contains("u:p"), "{err}");
        }
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        for (text, fine) in [
            ("http://127.0.0.1:80", true),
            ("http://[::1]:80", true),
            ("http://localhost:9", true),
            ("http://localhost.evil.test", false),
            ("http://10.0.0.1", false),
            ("https://10.0.0.1", true),
        ] {
            let url = BaseUrl::parse(text).unwrap();
            assert_eq!(url.check_encryption(false).is_ok(), fine, "{text}");
            assert!(url.check_encryption(true).is_ok());
        }
    }

    #[test]
    fn shown_targets_carry_no_secrets() {
        let base = "https://a.test/v1";
        for (location, shown) in [
            ("/login?token=canary#canary", "https://a.test/login"),
            ("//u:canary@b.test/x", "https://b.test/x"),
            ("http://canary@b.test:81/", "http://b.test:81/"),
            ("next", "https://a.test/next"),
        ] {
            assert_eq!(shown_target(base, location).as_deref(), Some(shown));
        }
        assert_eq!(shown_target(base, "http://"), None);
    }

    #[test]
    fn a_segment_stays_one_segment() {
        let mut path = String::new();
        push_segment(&mut path, "a/b?c#d\n%2e é");
        assert_eq!(path, "a%2Fb%3Fc%23d%0A%252e%20%C3%A9");
    }

    #[test]
    fn written_paths_cannot_climb() {
        for bad in [
            "",
            "x",
            "//evil.test/x",
            "/a//b",
            "/a/../b",
            "/a/%2E%2e/b",
            "/a b",
            "/a\n",
            "/a#b",
            "/é",
        ] {
            assert!(check_path(bad).is_err(), "{bad:?}");
        }
        for good in ["/", "/a/b", "/a/b/", "/a%20b?x=..//&y=1", "/a..b"] {
            assert!(check_path(good).is_ok(), "{good:?}");
        }
    }
}
