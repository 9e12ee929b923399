//! What the platforms' webhooks share: deliveries, signatures, the bound of their age, and the
//! memory of their ids.
//!
//! Parsing is the platform's; this module knows no event. Nothing here needs a server: give the
//! headers and the raw body of a request to the platform's verifier in whatever framework is at
//! hand.

mod memory;
mod verify;
mod window;

pub use memory::IdMemory;
pub use verify::{Signing, Verifier};
pub use window::ReplayWindow;

use crate::{Error, Result, Timestamp};

/// Largest body in bytes that verifiers look at unless told otherwise.
pub const MAX_BODY_SIZE: usize = 1024 * 1024;

/// One event that a platform delivered by a webhook.
///
/// ```
/// use chatwire_core::webhook::{Delivery, IdMemory};
///
/// let seen = IdMemory::default();
/// let mut handled = 0;
/// for delivery in [Delivery::new("evt_1", "joined"), Delivery::new("evt_1", "joined")] {
///     if seen.insert(&delivery.id) {
///         handled += 1;
///     }
/// }
/// assert_eq!(handled, 1, "platforms deliver more than once");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Delivery<E> {
    /// Id of the delivery, the same when the platform sends it again; empty where it names none.
    pub id: String,
    /// When the platform sent it, if it says so.
    pub sent_at: Option<Timestamp>,
    /// The event itself.
    pub event: E,
}

impl<E> Delivery<E> {
    /// A delivery of an event, without a time.
    pub fn new(id: impl Into<String>, event: E) -> Self {
        Self { id: id.into(), sent_at: None, event }
    }

    /// Sets when it was sent.
    #[must_use]
    pub fn with_sent_at(mut self, at: Timestamp) -> Self {
        self.sent_at = Some(at);
        self
    }

    /// Turns the event into something else and keeps the rest.
    ///
    /// ```
    /// use chatwire_core::webhook::Delivery;
    ///
    /// let delivery = Delivery::new("evt_1", "joined").map(str::len);
    /// assert_eq!((delivery.id.as_str(), delivery.event), ("evt_1", 6));
    /// ```
    pub fn map<F>(self, change: impl FnOnce(E) -> F) -> Delivery<F> {
        Delivery { id: self.id, sent_at: self.sent_at, event: change(self.event) }
    }
}

/// Refuses a body that is larger than `limit` bytes, before anything is computed over it.
///
/// ```
/// use chatwire_core::webhook::check_body_size;
///
/// let status = match check_body_size(b"much too long", 4) {
///     Ok(()) => 204,
///     Err(err) if err.code() == Some("body_too_large") => 413,
///     Err(_) => 400,
/// };
/// assert_eq!(status, 413);
/// ```
///
/// # Errors
/// [`Input`](crate::ErrorKind::Input) with the code `body_too_large`; answer it with 413.
pub fn check_body_size(body: &[u8], limit: usize) -> Result<()> {
    if body.len() <= limit {
        return Ok(());
    }
    let message = format!("the body has {} bytes, {limit} are allowed", body.len());
    Err(Error::input(message).with_code("body_too_large"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_keeps_its_id_and_time() {
        let at = Timestamp::from_unix_seconds(1);
        let delivery = Delivery::new("a", 1).with_sent_at(at).map(|n| n + 1);
        assert_eq!(delivery, Delivery { id: "a".to_owned(), sent_at: Some(at), event: 2 });
    }

    #[test]
    fn the_bound_is_part_of_the_range() {
        assert!(check_body_size(b"12", 2).is_ok());
        assert_eq!(check_body_size(b"123", 2).unwrap_err().code(), Some("body_too_large"));
    }
}
