//! [`Frame`]: the head of what the socket carries, and its content still in bytes.

use bytes::Bytes;
use chatwire_core::{Error, Result};
use chatwire_mezon_proto::realtime::{self, envelope};
use chatwire_mezon_proto::tolerant::{self, Repair};
use chatwire_mezon_proto::wire::{Fields, Value};
use prost::encoding::{WireType, encode_key, encode_varint};

use super::{Event, EventKind};

/// Number of the field that ties an answer to its request.
const CID: u32 = 1;
/// Bytes of a broken frame that its error keeps.
const HEAD: usize = 256;

/// An envelope of the socket with its content still in bytes.
///
/// ```
/// use bytes::Bytes;
/// use chatwire_mezon::event::{Event, EventKind, Frame};
///
/// // A clan is gone: field 46, with the clan's id in it.
/// let frame = Frame::parse(&Bytes::from_static(b"\xF2\x02\x02\x08\x2A"))?;
/// assert_eq!(frame.cid, 0, "a push");
/// let raw = frame.event.expect("it has content");
/// assert_eq!(raw.kind(), Some(EventKind::ClanDeleted));
/// let Event::ClanDeleted(clan) = raw.decode()? else { unreachable!() };
/// assert_eq!(clan.clan_id, 42);
/// # Ok::<(), chatwire_mezon::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Frame {
    /// Number of the request that this answers; 0 for a push.
    pub cid: i32,
    /// Its content; `None` for an answer that says no more than that the request was heard.
    pub event: Option<RawEvent>,
}

impl Frame {
    /// Takes the head off a binary frame that is no answer to an API call (those begin with `0xFF`).
    ///
    /// The content is not looked at: it shares the memory of the frame.
    ///
    /// # Errors
    ///
    /// `Decode` when the bytes are cut off or no protobuf.
    pub fn parse(bytes: &Bytes) -> Result<Self> {
        let (cid, content) = RawEvent::find(bytes)?;
        let event =
            content.map(|(number, content)| RawEvent { number, bytes: bytes.slice_ref(content) });
        Ok(Self { cid, event })
    }
}

/// Number of the request, and number and bytes of the content.
type Found<'a> = (i32, Option<(u32, &'a [u8])>);

/// An event that nobody has read yet.
#[derive(Clone, PartialEq, Eq)]
pub struct RawEvent {
    number: u32,
    bytes: Bytes,
}

impl RawEvent {
    pub(crate) const fn new(number: u32, bytes: Bytes) -> Self {
        Self { number, bytes }
    }

    /// Number of the request that an envelope answers, and number and bytes of its content.
    pub(crate) fn find(envelope: &[u8]) -> Result<Found<'_>> {
        let (mut cid, mut content) = (0, None);
        for field in Fields::new(envelope) {
            let field = field.map_err(|cause| {
                let head = Bytes::copy_from_slice(envelope.get(..HEAD).unwrap_or(envelope));
                Error::decode("a frame that is no envelope").with_source(cause).with_body(&head)
            })?;
            match (field.number, field.value) {
                // Negative numbers are of 64 bits on the wire.
                (CID, Value::Varint(number)) => cid = truncated(number),
                // The envelope holds one thing only; by the rules of protobuf the last one counts.
                (number, Value::Bytes(bytes)) if number != CID => content = Some((number, bytes)),
                _ => {}
            }
        }
        Ok((cid, content))
    }

    /// The content as a part of an envelope; `None` for a kind that this version does not know.
    pub(crate) fn message(&self) -> Result<Option<envelope::Message>> {
        let mut framed = Vec::with_capacity(self.bytes.len() + 10);
        encode_key(self.number, WireType::LengthDelimited, &mut framed);
        encode_varint(self.bytes.len() as u64, &mut framed);
        framed.extend_from_slice(&self.bytes);
        let decoded = tolerant::decode::<realtime::Envelope>(&framed.into()).map_err(|cause| {
            Error::decode(format!("answer {} cannot be read", self.name())).with_source(cause)
        })?;
        Ok(decoded.message.message)
    }

    /// Number of the field in the envelope.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// Its kind; `None` for one that this version does not know.
    #[must_use]
    pub const fn kind(&self) -> Option<EventKind> {
        EventKind::from_number(self.number)
    }

    /// The encoded message.
    #[must_use]
    pub const fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Reads it; an unknown kind becomes [`Event::Unknown`].
    ///
    /// Fields that are not as the schema says are repaired or left out, as the reference clients do.
    ///
    /// # Errors
    ///
    /// `Decode` when the content is cut off or no protobuf.
    pub fn decode(&self) -> Result<Event> {
        self.decode_with(&mut Vec::new())
    }

    /// As [`decode`](Self::decode); adds what had to be repaired to the list.
    ///
    /// # Errors
    ///
    /// `Decode` when the content is cut off or no protobuf.
    pub fn decode_with(&self, repairs: &mut Vec<Repair>) -> Result<Event> {
        if self.number == EventKind::ChannelMessage.number()
            && let Some(message) = crate::Message::read(&self.bytes)
            && message.is_sound()
        {
            return Ok(Event::ChannelMessage(message));
        }
        Event::decode(self.number, &self.bytes, repairs).map_err(|cause| {
            let message = format!("event {} cannot be read", self.name());
            Error::decode(message).with_source(cause).with_body(&self.bytes)
        })
    }

    fn name(&self) -> String {
        self.kind().map_or_else(|| self.number.to_string(), |kind| kind.to_string())
    }
}

/// The content may hold tokens, so only its size is shown.
impl std::fmt::Debug for RawEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawEvent")
            .field("kind", &self.name())
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

/// The lower half of a number, as protobuf reads a number that is too long for its field.
fn truncated(number: u64) -> i32 {
    let [a, b, c, d, ..] = number.to_le_bytes();
    i32::from_le_bytes([a, b, c, d])
}

#[cfg(test)]
mod tests {
    use chatwire_mezon_proto::realtime::{self, envelope};
    use chatwire_mezon_proto::{Message as _, api};

    use super::*;

    fn frame(cid: i32, message: Option<envelope::Message>) -> Bytes {
        realtime::Envelope { cid, message }.encode_to_vec().into()
    }

    #[test]
    fn a_message_is_found_and_read() {
        let message =
            api::ChannelMessage { clan_id: 1, username: "ann".into(), ..Default::default() };
        let bytes = frame(0, Some(envelope::Message::ChannelMessage(message.clone())));
        let frame = Frame::parse(&bytes).unwrap();
        let raw = frame.event.unwrap();
        assert_eq!((frame.cid, raw.number(), raw.kind()), (0, 6, Some(EventKind::ChannelMessage)));
        // The content is a part of the frame, not a copy.
        assert_eq!(raw.bytes().as_ptr(), bytes[2..].as_ptr());
        let Event::ChannelMessage(read) = raw.decode().unwrap() else { panic!("{raw:?}") };
        assert_eq!(*read, message);
    }

    #[test]
    fn an_answer_may_be_empty() {
        assert_eq!(Frame::parse(&frame(77, None)).unwrap(), Frame { cid: 77, event: None });
    }

    #[test]
    fn unknown_numbers_keep_their_bytes() {
        // Field 300, three bytes.
        let raw = Frame::parse(&Bytes::from_static(b"\xE2\x12\x03abc")).unwrap().event.unwrap();
        assert_eq!(raw.kind(), None);
        let Event::Unknown { number, bytes } = raw.decode().unwrap() else { panic!("{raw:?}") };
        assert_eq!((number, bytes.as_ref()), (300, b"abc".as_slice()));
    }

    #[test]
    fn a_frame_that_is_cut_off_is_refused() {
        let bytes = frame(3, Some(envelope::Message::Pong(realtime::Pong {})));
        let error = Frame::parse(&bytes.slice(..bytes.len() - 1)).unwrap_err();
        assert_eq!(error.kind(), chatwire_core::ErrorKind::Decode);
    }

    #[test]
    fn a_text_of_a_message_that_is_none_is_told_and_shown() {
        // Fields 6, 7 and 8: a name, half a character, and a content.
        let inner = b"\x18\x05\x32\x03ann\x3A\x02a\xC3\x42\x02{}";
        let raw = RawEvent::new(6, Bytes::from_static(inner));
        let mut repairs = Vec::new();
        let event = raw.decode_with(&mut repairs).unwrap();
        let Event::ChannelMessage(told) = event else { panic!("{event:?}") };
        assert_eq!(repairs.iter().map(|repair| repair.field).collect::<Vec<_>>(), ["avatar"]);
        // A live session does not look at texts, and shows the same.
        let unseen = crate::Message::read(inner).unwrap();
        for message in [&told, &unseen] {
            assert_eq!((message.username(), message.avatar()), ("ann", "a\u{FFFD}"));
            assert_eq!((message.id().get(), message.raw_content()), (5, "{}"));
        }
        assert_eq!(*told, *unseen);
    }

    #[test]
    fn wrong_fields_are_told_and_tokens_are_not() {
        // A new session whose user id is text.
        let inner = b"\x12\x06s3cret\x22\x0242";
        let mut bytes = vec![0x82, 0x06, u8::try_from(inner.len()).unwrap()];
        bytes.extend_from_slice(inner);
        let raw = Frame::parse(&bytes.into()).unwrap().event.unwrap();
        assert!(!format!("{raw:?}").contains("115"), "{raw:?}");
        let mut repairs = Vec::new();
        let event = raw.decode_with(&mut repairs).unwrap();
        assert_eq!(repairs.len(), 1);
        let Event::SessionRefreshed(session) = &event else { panic!("{event:?}") };
        assert_eq!((session.user_id, session.token.as_str()), (42, "s3cret"));
        assert!(!format!("{event:?}").contains("s3cret"));
    }
}
