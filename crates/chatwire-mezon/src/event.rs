//! What a live session yields, and how little it costs not to look.
//!
//! A frame of the socket is taken apart without reading what is in it: [`Frame::parse`] finds the number of the request
//! and a [`RawEvent`]. [`RawEvent::decode`] makes the typed [`Event`] when somebody wants it; [`Kinds`] is the set of
//! those that somebody wants.

mod frame;
mod kinds;

use bytes::Bytes;
use chatwire_mezon_proto::table::Described;
use chatwire_mezon_proto::tolerant::{self, Repair, Unreadable};
use prost::Message;

pub use crate::generated::events::{Event, EventKind};
pub use frame::{Frame, RawEvent};
pub use kinds::Kinds;

/// Reads the content of an event; what had to be repaired is added to the list.
pub(crate) fn read<T>(bytes: &Bytes, repairs: &mut Vec<Repair>) -> Result<T, Unreadable>
where
    T: Described + Message + Default,
{
    let decoded = tolerant::decode(bytes)?;
    repairs.extend(decoded.repairs);
    Ok(decoded.message)
}
