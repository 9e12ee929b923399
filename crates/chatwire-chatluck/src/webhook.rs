//! Webhooks: reading what the platform pushes, and what can be known about its sender.
//!
//! Two types of events are known, `message.created` (trigger "New Message") and `user.joined`
//! (trigger "User Joined"); others come as [`Event::Unknown`].
//!
//! # Nothing proves who sent a webhook
//!
//! **The platform documents no secret and no signature.** So:
//!
//! - use an address that nobody can guess, and TLS: [`WebhookVerifier::path`] checks a secret in the path;
//! - treat the body as a hint, and read the message again with
//!   [`list_messages`](crate::Client::list_messages) when it matters;
//! - where a gateway of one's own signs, [`WebhookVerifier::hmac`] and [`WebhookVerifier::bearer`] check it.
//!
//! Answer with a 2xx at once and work afterwards. Webhooks may come more than once: [`Dedup`] tells.
//! For a ready-made server, see the feature `webhook-server` of the crate `chatwire`; in any other framework
//! two lines do:
//!
//! ```
//! use chatwire_chatluck::webhook::{Dedup, Event, WebhookVerifier};
//! use chatwire_chatluck::{HeaderMap, Secret};
//!
//! let verifier = WebhookVerifier::path(Secret::new("an-unguessable-word"))?;
//! let seen = Dedup::default();
//!
//! // What the framework gives:
//! let (path, headers) = ("/chatluck/an-unguessable-word", HeaderMap::new());
//! let body = br#"{"event_type":"user.joined","user":{"id":"user_1","name":"Alice"}}"#;
//!
//! let delivery = verifier.parse_at(path, &headers, body)?;
//! if seen.is_new(&delivery.event) {
//!     match delivery.event {
//!         Event::UserJoined { user, .. } => assert_eq!(user.name, "Alice"),
//!         _ => {}
//!     }
//! }
//! # Ok::<_, chatwire_chatluck::Error>(())
//! ```

mod event;
mod handlers;
mod verify;

pub use chatwire_core::handlers::{HandlerError, HandlerOutput};
pub use chatwire_core::webhook::{Delivery, MAX_BODY_SIZE, ReplayWindow, Signing};
pub use event::{Event, EventMeta, parse, parse_value};
pub use handlers::Handlers;
pub use verify::{Dedup, WebhookVerifier, parse_unverified};
