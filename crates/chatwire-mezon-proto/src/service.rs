//! The calls of the API as data: their names and numbers, and what goes to and fro.
//!
//! The client has a typed method for each; this is for who answers calls, or shows captured ones.

use crate::generated::service::CALLS;
use crate::table::Message;

/// One call of the service `mezon.api.Mezon`.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Call {
    /// Name, the last part of its path: `ListClanDescs`.
    pub name: &'static str,
    /// Number on the socket; `None` when no client knows one.
    pub index: Option<u32>,
    /// Whether it only looks, so that it may be sent again.
    pub read: bool,
    /// What is sent.
    pub request: &'static Message,
    /// What comes back.
    pub response: &'static Message,
}

/// All calls, in order of their numbers; those without one come last.
#[must_use]
pub fn calls() -> &'static [Call] {
    CALLS
}

/// The call of a name.
///
/// ```
/// use chatwire_mezon_proto::service;
///
/// let call = service::find("ListClanDescs").map(|call| (call.index, call.response.name));
/// assert_eq!(call, Some((Some(2), "mezon.api.ClanDescList")));
/// ```
#[must_use]
pub fn find(name: &str) -> Option<&'static Call> {
    CALLS.iter().find(|call| call.name == name)
}
