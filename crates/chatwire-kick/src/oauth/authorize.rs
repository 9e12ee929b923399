//! Sending a user to the login page, and reading the callback that follows.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chatwire_core::{Error, ErrorKind, Result, Secret, crypto};
use url::Url;

use super::Scope;
use super::api::OAuthApi;
use crate::client::named;
use crate::error::code;

const AUTHORIZE_PATH: &str = "/oauth/authorize";

/// Shortest and longest verifier (RFC 7636, 4.1).
const VERIFIER_LEN: std::ops::RangeInclusive<usize> = 43..=128;

/// Challenge of a verifier by the method `S256` (RFC 7636).
///
/// ```
/// use chatwire_kick::oauth::challenge;
///
/// // The example of RFC 7636, appendix B.
/// let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// assert_eq!(challenge(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
/// ```
#[must_use]
pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(crypto::sha256(verifier.as_bytes()))
}

/// A login that is about to be offered; see [`Client::authorize_url`](crate::Client::authorize_url).
#[must_use = "settings do nothing until they are built"]
#[derive(Debug)]
pub struct AuthorizeUrl {
    api: OAuthApi,
    scopes: Vec<Scope>,
    redirect_uri: Option<String>,
    state: Option<Secret>,
    verifier: Option<Secret>,
}

impl AuthorizeUrl {
    pub(crate) fn new(api: OAuthApi, scopes: Vec<Scope>) -> Self {
        Self { api, scopes, redirect_uri: None, state: None, verifier: None }
    }

    /// Where this login leads back to, instead of the client's own setting.
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uri = Some(uri.into());
        self
    }

    /// A state of one's own instead of 32 random bytes; nobody may be able to guess it.
    pub fn state(mut self, state: impl Into<String>) -> Self {
        self.state = Some(Secret::hidden(state));
        self
    }

    /// A verifier of one's own instead of 32 random bytes.
    pub fn verifier(mut self, verifier: impl Into<String>) -> Self {
        self.verifier = Some(Secret::hidden(verifier));
        self
    }

    /// Makes the address; nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Input`](ErrorKind::Input) when client id, redirect URI or scopes are missing, when the state is empty, or
    /// when the verifier is not 43 to 128 characters of `A-Z a-z 0-9 - . _ ~`.
    pub fn build(self) -> Result<AuthorizationRequest> {
        self.built().map_err(|err| named(err).with_operation("kick.authorize_url"))
    }

    fn built(self) -> Result<AuthorizationRequest> {
        let client_id = self.api.app().client_id()?;
        let redirect_uri = match &self.redirect_uri {
            Some(uri) => uri,
            None => self.api.app().redirect_uri()?,
        };
        if self.scopes.is_empty() {
            return Err(Error::input("no scopes are asked for"));
        }
        let state = given_or_random(self.state)?;
        if state.is_empty() {
            return Err(Error::input("the state is empty"));
        }
        let verifier = given_or_random(self.verifier)?;
        check_verifier(verifier.expose())?;

        let mut url = format!("{}{AUTHORIZE_PATH}?", self.api.base_url());
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if is_loopback_number(redirect_uri) {
            // The login page turns the first `127.0.0.1` of the address into `localhost`: let it be this one
            // (KickDevDocs, OAuth flow, notes).
            query.append_pair("redirect", "127.0.0.1");
        }
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", client_id)
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("scope", &Scope::join(&self.scopes))
            .append_pair("code_challenge", &challenge(verifier.expose()))
            .append_pair("code_challenge_method", "S256")
            .append_pair("state", state.expose());
        url.push_str(&query.finish());
        Ok(AuthorizationRequest { url, redirect_uri: redirect_uri.to_owned(), state, verifier })
    }
}

/// An address to send a user to, and the two secrets that tell whether the answer belongs to it.
///
/// A web server keeps [`state`](Self::state) and [`verifier`](Self::verifier) in the user's session and checks the
/// callback with [`check_callback`]; a desktop program hands the whole to
/// [`LocalCallback`](super::LocalCallback).
///
/// ```
/// use chatwire_kick::{Client, Scope};
///
/// let client = Client::builder()
///     .client_id("client-id")
///     .redirect_uri("https://example.org/callback")
///     .build()?;
/// let login = client.authorize_url([Scope::UserRead, Scope::ChatWrite]).build()?;
/// // Send the user to login.url(); later the login page calls back:
/// let callback = format!("https://example.org/callback?code=c0de&state={}", login.state().expose());
/// let code = login.check_callback(&callback)?;
/// // client.exchange_code(code, login.verifier().clone()).scopes([Scope::UserRead, Scope::ChatWrite]).await?;
/// assert!(login.check_callback("https://example.org/callback?code=c0de&state=forged").is_err());
/// # Ok::<_, chatwire_kick::Error>(())
/// ```
#[derive(Clone)]
pub struct AuthorizationRequest {
    url: String,
    redirect_uri: String,
    state: Secret,
    verifier: Secret,
}

impl AuthorizationRequest {
    /// Address of the login page. It holds the state: show it to the user only.
    #[doc(alias = "auth_url")]
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where the login page leads back to; the exchange of the code must name the same.
    #[must_use]
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// What the callback must repeat.
    #[must_use]
    pub fn state(&self) -> &Secret {
        &self.state
    }

    /// What the exchange of the code needs.
    #[doc(alias = "code_verifier")]
    #[must_use]
    pub fn verifier(&self) -> &Secret {
        &self.verifier
    }

    /// Reads the code from a callback, after its state was found to be that of this login.
    ///
    /// # Errors
    ///
    /// As [`check_callback`].
    pub fn check_callback(&self, url_or_query: &str) -> Result<Secret> {
        check_callback(url_or_query, self.state.expose())
    }
}

impl fmt::Debug for AuthorizationRequest {
    /// The address is left out: it holds the state.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationRequest")
            .field("redirect_uri", &self.redirect_uri)
            .finish_non_exhaustive()
    }
}

/// Reads the code from a callback's address or query, after its state was compared in constant time.
///
/// # Errors
///
/// [`Auth`](ErrorKind::Auth) with the code [`STATE_MISMATCH`](code::STATE_MISMATCH) when the state is another one, is
/// missing or stands there twice, with [`ACCESS_DENIED`](code::ACCESS_DENIED) when the user said no, and with the
/// server's own word for other refusals; [`Input`](ErrorKind::Input) when the right state comes without a code.
pub fn check_callback(url_or_query: &str, state: &str) -> Result<Secret> {
    let whole = url_or_query.split('#').next().unwrap_or_default();
    let query = whole.split_once('?').map_or(whole, |(_, query)| query);
    let fail = |err: Error| Err(named(err).with_operation("kick.check_callback"));
    let same = |sent: &str| {
        !state.is_empty() && crypto::constant_time_eq(sent.as_bytes(), state.as_bytes())
    };
    if !only(query, "state").is_some_and(|sent| same(&sent)) {
        let why = "the callback's state is not that of this login";
        return fail(Error::new(ErrorKind::Auth, why).with_code(code::STATE_MISMATCH));
    }
    if let Some(error) = only(query, "error").filter(|error| !error.is_empty()) {
        let denied = error == code::ACCESS_DENIED;
        let why = if denied { "the user said no" } else { "the login page refused" };
        // What stands in an address can be anything: only words of the standard's form are passed on.
        let word = error.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let err = Error::new(ErrorKind::Auth, why);
        return fail(if word && error.len() <= 64 { err.with_code(error) } else { err });
    }
    match only(query, "code").filter(|code| !code.is_empty()) {
        Some(code) => Ok(Secret::hidden(code)),
        None => fail(Error::input("the callback has no code")),
    }
}

/// Value of a parameter that stands there exactly once.
fn only(query: &str, name: &str) -> Option<String> {
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    let mut values = pairs.filter(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let first = values.next()?;
    values.next().is_none().then_some(first)
}

fn given_or_random(given: Option<Secret>) -> Result<Secret> {
    match given {
        Some(given) => Ok(given),
        None => Ok(Secret::hidden(URL_SAFE_NO_PAD.encode(crypto::random_bytes::<32>()?))),
    }
}

fn check_verifier(verifier: &str) -> Result<()> {
    let kept = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if VERIFIER_LEN.contains(&verifier.len()) && verifier.bytes().all(kept) {
        return Ok(());
    }
    Err(Error::input("a verifier is 43 to 128 characters of A-Z a-z 0-9 - . _ ~"))
}

fn is_loopback_number(uri: &str) -> bool {
    Url::parse(uri).is_ok_and(|uri| uri.host_str() == Some("127.0.0.1"))
}
