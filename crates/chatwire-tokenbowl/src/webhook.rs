//! Webhooks: messages that the server delivers to an address of one's own.
//!
//! The server posts each message of the room, and each direct one to this user, to the address that was set by
//! [`update_my_webhook`](crate::Client::update_my_webhook) or at the registration; not one's own messages. The body is
//! the message alone, without an envelope. Servers before 1.1.5 leave users with a live session out.
//!
//! # Nothing proves who sent a webhook
//!
//! **Nothing is signed.** So:
//!
//! - use an address that nobody can guess, and TLS: [`WebhookVerifier::path`] checks a secret in the path;
//! - treat the body as a hint, and read the message again with
//!   [`get_message`](crate::Client::get_message) when it matters;
//! - where a gateway of one's own adds a token, [`WebhookVerifier::bearer`] checks it.
//!
//! Answer with a 2xx **at once** and work afterwards: whoever sent the message waits until all receivers have answered,
//! up to half a minute. After three tries, 1 s and 2 s apart, a message is not sent again; a try whose answer was lost
//! comes twice, which [`Dedup`] tells.
//! For a ready-made server, see the feature `webhook-server` of the crate `chatwire`; in any other framework two lines do:
//!
//! ```
//! use chatwire_tokenbowl::webhook::{Dedup, WebhookVerifier};
//! use chatwire_tokenbowl::{HeaderMap, Secret};
//!
//! let verifier = WebhookVerifier::path(Secret::new("an-unguessable-word"))?;
//! let seen = Dedup::default();
//!
//! // What the framework gives:
//! let (path, headers) = ("/tokenbowl/an-unguessable-word", HeaderMap::new());
//! let body = br#"{"id":"m1","from_username":"alice","content":"Hello","message_type":"room",
//!     "timestamp":"2025-10-27T12:00:00+00:00"}"#;
//!
//! let delivery = verifier.parse_at(path, &headers, body)?;
//! if seen.is_new(&delivery.event) {
//!     assert_eq!(delivery.event.content, "Hello");
//! }
//! # Ok::<_, chatwire_tokenbowl::Error>(())
//! ```

mod verify;

use bytes::Bytes;
use chatwire_core::build::{Reply, from_utf8};
use chatwire_core::webhook::check_body_size;
use chatwire_core::{Error, Result};
use http::StatusCode;

use crate::Message;
use crate::model::cursor;

pub use chatwire_core::webhook::{Delivery, MAX_BODY_SIZE};
pub use verify::{Dedup, WebhookVerifier, parse_unverified};

/// Reads the body of a webhook; see the [module](self) for what that proves.
///
/// # Errors
///
/// [`Input`](crate::ErrorKind::Input) with the code `body_too_large` above 1 MiB;
/// [`Decode`](crate::ErrorKind::Decode) when it is no message.
pub fn parse(body: &[u8]) -> Result<Message> {
    check_body_size(body, MAX_BODY_SIZE).map_err(named)?;
    parse_any_size(body)
}

pub(crate) fn parse_any_size(body: &[u8]) -> Result<Message> {
    if let Some(message) = from_utf8(body).ok().and_then(cursor::message) {
        return Ok(message);
    }
    let body = Bytes::copy_from_slice(body);
    let reply = Reply::new(StatusCode::OK, body.clone());
    reply.json().map_err(|err| named(err).with_body(&body))
}

pub(crate) fn named(err: Error) -> Error {
    err.with_platform("tokenbowl").with_operation("tokenbowl.webhook")
}
