//! The service itself: health, logos, what live sessions need.

use chatwire_core::{Page, Request};
use http::Method;

use super::list::whole;
use crate::{CentrifugoToken, Client, Health};

impl Client {
    /// State of the server. Works without a key.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); it needs no key.
    pub fn health_check(&self) -> Request<Health> {
        self.public_call(Method::GET, "tokenbowl.health_check", "/health").json_reply()
    }

    /// Names of the logos that an account may have. Works without a key.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); it needs no key.
    pub fn get_available_logos(&self) -> Request<Page<String>> {
        whole(self.public_call(Method::GET, "tokenbowl.get_available_logos", "/logos"))
    }

    /// Token for a live session over Centrifugo.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`NotFound`](crate::ErrorKind::NotFound) from servers before
    /// 1.2.0, and [`Server`](crate::ErrorKind::Server) with status 503 from 1.2.0 with Centrifugo switched off: those
    /// have the direct transport.
    pub fn get_centrifugo_token(&self) -> Request<CentrifugoToken> {
        let path = "/centrifugo/connection-token";
        self.call(Method::GET, "tokenbowl.get_centrifugo_token", path).json_reply()
    }
}
