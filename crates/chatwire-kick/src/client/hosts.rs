//! Which host a call goes to: Kick has four, a test server has one for all.

use chatwire_core::{BaseUrl, Result};

use super::{DEFAULT_BASE_URL, DEFAULT_OAUTH_URL, DEFAULT_SITE_URL, DEFAULT_WEB_URL};

/// Addresses of the other hosts, once that of the API is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hosts {
    pub(crate) oauth: String,
    pub(crate) site: String,
    pub(crate) web: String,
}

impl Hosts {
    /// Each host: the one that was given, else Kick's own beside its API, else the same as the API's.
    pub(crate) fn new(
        api: &str,
        oauth: Option<&String>,
        site: Option<&String>,
        web: Option<&String>,
    ) -> Self {
        let choose = |given: Option<&String>, own: &str| match given {
            Some(given) => given.clone(),
            None if is_kick(api) => own.to_owned(),
            None => api.to_owned(),
        };
        Self {
            oauth: choose(oauth, DEFAULT_OAUTH_URL),
            site: choose(site, DEFAULT_SITE_URL),
            web: choose(web, DEFAULT_WEB_URL),
        }
    }
}

/// Whether this is the address of Kick's own API.
pub(crate) fn is_kick(api: &str) -> bool {
    api == DEFAULT_BASE_URL
}

/// An address of the API as its root: what kickpython calls the base URL ends in `/public/v1`.
pub(crate) fn root(address: &str) -> Result<String> {
    let base = BaseUrl::parse(address)?;
    let text = base.as_str();
    let cut = ["/public/v1", "/public/v2"].iter().find_map(|end| text.strip_suffix(end));
    Ok(cut.unwrap_or(text).trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_cut_and_nothing_else() {
        for (given, api) in [
            ("https://api.kick.com", "https://api.kick.com"),
            ("https://api.kick.com/public/v1/", "https://api.kick.com"),
            ("https://a.test/public/v2", "https://a.test"),
            ("https://a.test/kick/public/v1", "https://a.test/kick"),
            ("https://a.test/public", "https://a.test/public"),
        ] {
            assert_eq!(root(given).unwrap(), api);
        }
        assert!(root("api.kick.com").is_err());
    }

    #[test]
    fn one_address_sets_all_hosts_unless_it_is_kicks_own() {
        let own = Hosts::new(DEFAULT_BASE_URL, None, None, None);
        assert_eq!((own.oauth.as_str(), own.site.as_str()), (DEFAULT_OAUTH_URL, DEFAULT_SITE_URL));
        assert_eq!(own.web, DEFAULT_WEB_URL);
        let given = "http://127.0.0.1:2".to_owned();
        let test = Hosts::new("http://127.0.0.1:1", None, Some(&given), None);
        assert_eq!(test.oauth, "http://127.0.0.1:1");
        assert_eq!((test.site, test.web.as_str()), (given, "http://127.0.0.1:1"));
    }
}
