//! The OAuth server's calls, and the app in whose name they are made.

use std::fmt;

use bytes::Bytes;
use chatwire_core::build::{Call, Http};
use chatwire_core::{Error, Request, Result, RetryClass, Secret};
use http::{HeaderValue, Method, header};
use serde::Deserialize;

use super::{Grant, Introspection, RevokeStyle, TokenHint};

const TOKEN_PATH: &str = "/oauth/token";
const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

/// The app as it is registered at Kick.
#[derive(Clone, Default)]
pub(crate) struct App {
    pub(crate) client_id: Option<String>,
    pub(crate) client_secret: Option<Secret>,
    pub(crate) redirect_uri: Option<String>,
    pub(crate) revoke: RevokeStyle,
}

impl App {
    /// Id and secret, both of which tokens need.
    pub(crate) fn credentials(&self) -> Result<(&str, &str)> {
        match (&self.client_id, &self.client_secret) {
            (Some(id), Some(secret)) => Ok((id, secret.as_key()?)),
            _ => Err(Error::input("client_id and client_secret are needed: see Builder::app")),
        }
    }

    pub(crate) fn client_id(&self) -> Result<&str> {
        self.client_id
            .as_deref()
            .ok_or_else(|| Error::input("client_id is needed: see Builder::app"))
    }

    pub(crate) fn redirect_uri(&self) -> Result<&str> {
        let uri = self.redirect_uri.as_deref();
        uri.ok_or_else(|| Error::input("redirect_uri is needed: see Builder::redirect_uri"))
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("client_id", &self.client_id)
            .field("has_secret", &self.client_secret.is_some())
            .field("redirect_uri", &self.redirect_uri)
            .finish_non_exhaustive()
    }
}

/// Executor for the OAuth server.
#[derive(Clone, Debug)]
pub(crate) struct OAuthApi {
    http: Http,
    app: App,
}

impl OAuthApi {
    pub(crate) fn new(http: Http, app: App) -> Self {
        Self { http, app }
    }

    pub(crate) fn app(&self) -> &App {
        &self.app
    }

    pub(crate) fn base_url(&self) -> &str {
        self.http.base_url().as_str()
    }

    pub(crate) fn call(
        &self,
        method: Method,
        operation: &'static str,
        template: &'static str,
    ) -> Call {
        self.http.call(method, operation, template)
    }

    /// Exchanges a code, which works once: not even a lost connection is repeated.
    pub(crate) fn exchange(
        &self,
        code: &Secret,
        verifier: &Secret,
        redirect_uri: Option<&str>,
    ) -> Request<Grant> {
        let call =
            self.call(Method::POST, "kick.exchange_code", TOKEN_PATH).class(RetryClass::Never);
        let settings = self.app.credentials().and_then(|(id, secret)| {
            let uri = redirect_uri.map_or_else(|| self.app.redirect_uri(), Ok)?;
            if code.is_empty() {
                return Err(Error::input("the code is empty"));
            }
            Ok([
                ("grant_type", "authorization_code"),
                ("client_id", id),
                ("client_secret", secret),
                ("redirect_uri", uri),
                ("code_verifier", verifier.expose()),
                ("code", code.expose()),
            ])
        });
        filled(call, settings).json_reply()
    }

    /// Renews a token. Kick's refresh tokens can be used again (KickDevDocs, changelog of November 2025), so a lost
    /// answer is asked for once more.
    pub(crate) fn refresh(&self, refresh_token: &Secret) -> Request<Grant> {
        let call = self.call(Method::POST, "kick.refresh_token", TOKEN_PATH);
        let settings = self.app.credentials().map(|(id, secret)| {
            [
                ("grant_type", "refresh_token"),
                ("client_id", id),
                ("client_secret", secret),
                ("refresh_token", refresh_token.expose()),
            ]
        });
        filled(call.class(RetryClass::Idempotent), settings).json_reply()
    }

    /// Fetches a token of the app itself.
    pub(crate) fn client_credentials(&self) -> Request<Grant> {
        let call = self.call(Method::POST, "kick.client_credentials", TOKEN_PATH);
        let settings = self.app.credentials().map(|(id, secret)| {
            [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)]
        });
        filled(call.class(RetryClass::Idempotent), settings).json_reply()
    }

    /// Revokes a token; one that is revoked already is no error.
    pub(crate) fn revoke(&self, token: &Secret, hint: Option<TokenHint>) -> Request<()> {
        let call = self.call(Method::POST, "kick.revoke_token", "/oauth/revoke");
        let call = call.class(RetryClass::Idempotent);
        if token.is_empty() {
            return call.fail(Error::input("the token is empty")).decode(|_| Ok(()));
        }
        let hint = hint.map(TokenHint::as_str);
        let call = match self.app.revoke {
            RevokeStyle::Query => {
                let call = call.query("token", token.expose()).query_opt("token_hint_type", hint);
                call.bytes(FORM, Bytes::new())
            }
            RevokeStyle::Form => {
                let pairs = [("token", Some(token.expose())), ("token_hint_type", hint)];
                call.form(pairs.into_iter().filter_map(|(name, value)| Some((name, value?))))
            }
        };
        // The answer is the text `OK`.
        call.decode(|_| Ok(()))
    }

    /// Looks at a token.
    pub(crate) fn introspect(&self, token: &Secret) -> Request<Introspection> {
        #[derive(Deserialize)]
        struct Envelope {
            data: Introspection,
        }

        let call = self.call(Method::POST, "kick.introspect", "/oauth/token/introspect");
        let call = call.class(RetryClass::Idempotent);
        if token.is_empty() {
            let call = call.fail(Error::input("the token is empty"));
            return call.json_reply::<Envelope>().map(|envelope| envelope.data);
        }
        let bearer = Secret::hidden(format!("Bearer {}", token.expose()));
        let call = call.header(header::AUTHORIZATION, bearer.expose());
        call.json_reply::<Envelope>().map(|envelope| envelope.data)
    }
}

/// Sends the pairs of a form, or fails with what is missing.
fn filled<const N: usize>(call: Call, pairs: Result<[(&str, &str); N]>) -> Call {
    match pairs {
        Ok(pairs) => call.form(pairs),
        Err(err) => call.fail(err),
    }
}
