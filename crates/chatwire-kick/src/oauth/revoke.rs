//! [`Revoke`]: the end of a token.

use std::fmt;
use std::future::IntoFuture;

use chatwire_core::{Request, ResponseFuture, Result, Secret};

use super::TokenHint;
use super::api::OAuthApi;

/// A token that is about to be revoked; see [`Client::revoke`](crate::Client::revoke).
#[must_use = "a request does nothing until it is awaited"]
pub struct Revoke {
    api: OAuthApi,
    token: Secret,
    hint: Option<TokenHint>,
}

impl Revoke {
    pub(crate) fn new(api: OAuthApi, token: Secret) -> Self {
        Self { api, token, hint: None }
    }

    /// Says which half of a token it is, which spares the server a look.
    pub fn hint(mut self, hint: TokenHint) -> Self {
        self.hint = Some(hint);
        self
    }

    /// The call itself, for its options and its wire form.
    ///
    /// The token stands in the query of the wire form, unless
    /// [`RevokeStyle::Form`](super::RevokeStyle::Form) is set: do not print it.
    pub fn request(self) -> Request<()> {
        self.api.revoke(&self.token, self.hint)
    }
}

impl fmt::Debug for Revoke {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Revoke").field("hint", &self.hint).finish_non_exhaustive()
    }
}

impl IntoFuture for Revoke {
    type Output = Result<()>;
    type IntoFuture = ResponseFuture<()>;

    fn into_future(self) -> Self::IntoFuture {
        self.request().into_future()
    }
}
