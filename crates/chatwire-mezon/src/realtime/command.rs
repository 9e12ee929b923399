//! What handles ask the session's task to do.

use bytes::Bytes;
use chatwire_core::ws::Reply;
use chatwire_core::{Error, Result};
use chatwire_mezon_proto::api;
use chatwire_mezon_proto::realtime::envelope;

use super::joins::Place;
use crate::rpc::Method;
use crate::{ChannelId, ClanId};

/// A command of a handle; only the crate makes them.
#[derive(Debug)]
pub struct Command(pub(crate) Verb);

/// Answer to an envelope: the content of the envelope that came back, if it has any.
pub(crate) type Answer = Reply<Option<envelope::Message>>;

#[derive(Debug)]
pub(crate) enum Verb {
    /// Calls the API; the answer's bytes.
    Api { method: &'static Method, body: Bytes, reply: Reply<Bytes> },
    /// Sends an envelope and waits for the one that answers it.
    Ask { message: Box<envelope::Message>, reply: Answer },
    /// Sends something to a channel: after what was sent to it before, and once more after joining it, when the
    /// service asks for that.
    Send { place: Place, message: Box<envelope::Message>, reply: Answer },
    /// Joins a clan, now and after each reconnect.
    JoinClan { clan: ClanId, reply: Answer },
    /// Joins a channel, now and after each reconnect.
    JoinChannel { place: Place, reply: Answer },
    /// Leaves a channel, and does not join it again.
    LeaveChannel { message: Box<envelope::Message>, channel: ChannelId, reply: Answer },
    /// Gives the line up and begins a new one.
    Reconnect(Error),
    /// Something that the session had done beside its line is over.
    Done { what: &'static str, result: Result<()> },
    /// The clans that a new line has to join.
    Clans(Result<api::ClanDescList>),
}
