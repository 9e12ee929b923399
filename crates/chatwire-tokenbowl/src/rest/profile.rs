//! One's own account.

use chatwire_core::{Request, RetryClass, awaitable};
use http::Method;
use serde_json::{Value, json};

use crate::limits::Checks;
use crate::model::WebhookUrl;
use crate::{Client, KeyRegenerated, LogoUpdated, Profile, WebhookUpdated};

impl Client {
    /// One's own account, key and mail address included.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call).
    pub fn get_my_profile(&self) -> Request<Profile> {
        self.call(Method::GET, "tokenbowl.get_my_profile", "/users/me").json_reply()
    }

    /// Changes one's own name: 1 to 50 characters, not trimmed, case-sensitive.
    ///
    /// Messages follow the new name; read marks and conversations do not (Token Bowl server 2.0.1).
    /// A live session knows of changes that were confirmed; where one may have been made,
    /// [`reconnect`](crate::realtime::Handle::reconnect) begins the new connection.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for a name that does not have 1
    /// to 50 characters; [`Forbidden`](crate::ErrorKind::Forbidden) for viewers;
    /// [`Conflict`](crate::ErrorKind::Conflict) for a name that is taken, one's own present name as well: after a lost
    /// answer, that may mean that the change was made.
    #[doc(alias = "UpdateUsernameRequest")]
    pub fn update_my_username(&self, username: impl Into<String>) -> Request<Profile> {
        let username = username.into();
        let shared = self.shared.clone();
        self.call(Method::PATCH, "tokenbowl.update_my_username", "/users/me/username")
            .class(RetryClass::Idempotent)
            .check(Checks::new().username(&username).done())
            .json(&json!({"username": username}))
            .decode(move |reply| {
                shared.identity_changed();
                reply.json()
            })
    }

    /// Changes where the server delivers messages to: 1 to 2,083 characters, `http://` or `https://`.
    ///
    /// The server writes addresses in their normal form: `http://example.com` comes back with a final slash.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for an address outside of the
    /// [limits](crate::limits); [`Forbidden`](crate::ErrorKind::Forbidden) for viewers.
    #[doc(alias = "UpdateWebhookRequest")]
    pub fn update_my_webhook(&self, url: impl Into<String>) -> Request<WebhookUpdated> {
        let url = WebhookUrl(url.into());
        let checks = Checks::new().webhook_url(Some(&url));
        self.patch_webhook(&json!({"webhook_url": url}), checks)
    }

    /// Ends the delivery of messages by webhook.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Forbidden`](crate::ErrorKind::Forbidden) for viewers.
    pub fn clear_my_webhook(&self) -> Request<WebhookUpdated> {
        self.patch_webhook(&json!({}), Checks::new())
    }

    fn patch_webhook(&self, body: &Value, checks: Checks) -> Request<WebhookUpdated> {
        self.call(Method::PATCH, "tokenbowl.update_my_webhook", "/users/me/webhook")
            .class(RetryClass::Idempotent)
            .check(checks.done())
            .json(body)
            .json_reply()
    }

    /// Changes one's own logo to one of [`get_available_logos`](Self::get_available_logos).
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Forbidden`](crate::ErrorKind::Forbidden) for viewers;
    /// [`Rejected`](crate::ErrorKind::Rejected) for a logo that the server does not have.
    #[doc(alias = "UpdateLogoRequest")]
    pub fn update_my_logo(&self, logo: impl Into<String>) -> Request<LogoUpdated> {
        self.patch_logo(&json!({"logo": logo.into()}))
    }

    /// Removes one's own logo.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Forbidden`](crate::ErrorKind::Forbidden) for viewers.
    pub fn clear_my_logo(&self) -> Request<LogoUpdated> {
        self.patch_logo(&json!({}))
    }

    fn patch_logo(&self, body: &Value) -> Request<LogoUpdated> {
        self.call(Method::PATCH, "tokenbowl.update_my_logo", "/users/me/logo")
            .class(RetryClass::Idempotent)
            .json(body)
            .json_reply()
    }

    /// Makes a new key; the old one ends at once, and this client and its clones go on with the new one.
    ///
    /// A key that comes from a [source](crate::Credential::from_source) stays as it is: hand the new one to the source.
    /// Retried only while nothing was sent: after a lost answer the old key may be dead and the new one unknown.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call). After a [lost answer](Client#errors-of-every-call), all later
    /// calls may be refused: the client has the old key still.
    pub fn regenerate_api_key(&self) -> RegenerateApiKey {
        RegenerateApiKey { client: self.clone(), keep: false }
    }
}

/// Makes a new key; see [`Client::regenerate_api_key`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct RegenerateApiKey {
    client: Client,
    keep: bool,
}

impl RegenerateApiKey {
    /// Leaves the dead key in the client, as the Python clients do.
    pub fn keep_old_key(mut self) -> Self {
        self.keep = true;
        self
    }

    /// The call as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<KeyRegenerated> {
        let Self { client, keep } = self;
        let path = "/users/me/regenerate-api-key";
        let call = client
            .call(Method::POST, "tokenbowl.regenerate_api_key", path)
            .class(RetryClass::ConnectOnly);
        call.decode(move |reply| {
            let made: KeyRegenerated = reply.json()?;
            let credential = client.credential().filter(|_| !keep);
            // With the old key, a new connection would be refused, while the present one goes on.
            if credential.is_some_and(|credential| credential.replace(made.api_key.clone())) {
                client.shared.identity_changed();
            }
            Ok(made)
        })
    }
}

awaitable!(RegenerateApiKey => KeyRegenerated);
