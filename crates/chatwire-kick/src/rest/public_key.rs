//! The key that webhooks are signed with.

use chatwire_core::Request;
use http::Method;
use serde::Deserialize;

use super::reply::object;
use crate::Client;

#[derive(Deserialize)]
struct PublicKey {
    public_key: String,
}

impl Client {
    /// The public key of webhooks at present, in PEM form. No token.
    ///
    /// A [`KeySource`](crate::webhook::KeySource) asks for it by itself when it is needed.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); it needs no token.
    pub fn public_key(&self) -> Request<String> {
        let call = self.open_call(Method::GET, "kick.public_key", "/public/v1/public-key");
        object::<PublicKey>(call).map(|answer| answer.public_key)
    }
}
