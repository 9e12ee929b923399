//! [`Packed`]: the numbers of a message, and where its texts and lists lie in one piece of memory.

use bytes::Bytes;
use chatwire_core::build::from_utf8;
use chatwire_mezon_proto::api;
use chatwire_mezon_proto::wire::{Field, Fields, Value};

/// Number of the first part in the schema; the others follow in the order of [`Text`], then of [`List`].
const FIRST: u32 = 6;
/// Texts and lists together.
const PARTS: usize = 14;

/// A text of a message.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Text {
    Username,
    Avatar,
    Content,
    ChannelLabel,
    ClanLogo,
    CategoryName,
    DisplayName,
    ClanNick,
    ClanAvatar,
}

impl Text {
    pub(super) fn of(self, raw: &api::ChannelMessage) -> &str {
        match self {
            Self::Username => &raw.username,
            Self::Avatar => &raw.avatar,
            Self::Content => &raw.content,
            Self::ChannelLabel => &raw.channel_label,
            Self::ClanLogo => &raw.clan_logo,
            Self::CategoryName => &raw.category_name,
            Self::DisplayName => &raw.display_name,
            Self::ClanNick => &raw.clan_nick,
            Self::ClanAvatar => &raw.clan_avatar,
        }
    }
}

/// Something in a message that is encoded by itself.
#[derive(Clone, Copy, Debug)]
pub(crate) enum List {
    Reactions = 9,
    Mentions,
    Attachments,
    References,
    ReferencedMessage,
}

/// The numbers of an [`api::ChannelMessage`], and where its parts lie in the bytes that are kept beside them.
///
/// Both take one allocation, where the type of the schema takes one for each text; nearly every event is a message, and
/// most of its texts are never looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct Packed {
    pub(super) clan_id: i64,
    pub(super) channel_id: i64,
    pub(super) message_id: i64,
    pub(super) sender_id: i64,
    pub(super) topic_id: i64,
    pub(super) code: i32,
    pub(super) mode: i32,
    pub(super) create_time_seconds: u32,
    pub(super) update_time_seconds: u32,
    pub(super) hide_editted: bool,
    pub(super) is_public: bool,
    /// Whether the bytes are the message as it came, not only its parts.
    pub(super) is_whole: bool,
    /// Where each part begins and ends.
    parts: [(u32, u32); PARTS],
}

impl Packed {
    /// Reads a message as it came over the line, of which texts are not looked at.
    ///
    /// `None` asks for the decoder of the schema, which knows what is wrong and what can be mended; but for
    /// [texts](Self::is_sound), this one accepts nothing that it would refuse.
    pub(super) fn read(encoded: &[u8]) -> Option<Self> {
        let mut packed = Self::default();
        let mut fields = Fields::new(encoded);
        while let Some(field) = fields.next() {
            let field = field.ok()?;
            match (field.number, field.value) {
                (1, Value::Varint(number)) => packed.clan_id = number.cast_signed(),
                (2, Value::Varint(number)) => packed.channel_id = number.cast_signed(),
                (3, Value::Varint(number)) => packed.message_id = number.cast_signed(),
                (4, Value::Varint(number)) => packed.code = low(number).cast_signed(),
                (5, Value::Varint(number)) => packed.sender_id = number.cast_signed(),
                (number @ 6..=19, Value::Bytes(part)) => {
                    let place = usize::try_from(number - FIRST).ok()?;
                    let end = encoded.len() - fields.rest().len();
                    // Of a field that comes twice the last one counts, as everywhere in protobuf.
                    *packed.parts.get_mut(place)? = span(end - part.len(), end)?;
                }
                (20, Value::Varint(number)) => packed.create_time_seconds = low(number),
                (21, Value::Varint(number)) => packed.update_time_seconds = low(number),
                (22, Value::Varint(number)) => packed.mode = low(number).cast_signed(),
                (23, Value::Varint(number)) => packed.hide_editted = number != 0,
                (24, Value::Varint(number)) => packed.is_public = number != 0,
                (25, Value::Varint(number)) => packed.topic_id = number.cast_signed(),
                // Of another type than the schema says.
                (1..=25, _) => return None,
                // Of a newer schema.
                _ => {}
            }
        }
        packed.is_whole = true;
        Some(packed)
    }

    /// Takes a message of the schema apart, into this and the bytes beside it.
    pub(super) fn from_raw(raw: &api::ChannelMessage) -> (Self, Vec<u8>) {
        let parts: [&[u8]; PARTS] = [
            raw.username.as_bytes(),
            raw.avatar.as_bytes(),
            raw.content.as_bytes(),
            raw.channel_label.as_bytes(),
            raw.clan_logo.as_bytes(),
            raw.category_name.as_bytes(),
            raw.display_name.as_bytes(),
            raw.clan_nick.as_bytes(),
            raw.clan_avatar.as_bytes(),
            &raw.reactions,
            &raw.mentions,
            &raw.attachments,
            &raw.references,
            &raw.referenced_message,
        ];
        let mut end = 0;
        let spans = parts.map(|part| {
            let start = end;
            end += part.len();
            span(start, end).unwrap_or_default()
        });
        let packed = Self {
            clan_id: raw.clan_id,
            channel_id: raw.channel_id,
            message_id: raw.message_id,
            sender_id: raw.sender_id,
            topic_id: raw.topic_id,
            code: raw.code,
            mode: raw.mode,
            create_time_seconds: raw.create_time_seconds,
            update_time_seconds: raw.update_time_seconds,
            hide_editted: raw.hide_editted,
            is_public: raw.is_public,
            is_whole: false,
            parts: spans,
        };
        (packed, parts.concat())
    }

    /// The message of the schema, in which what is no text has U+FFFD in it.
    pub(super) fn to_raw(&self, bytes: &[u8]) -> api::ChannelMessage {
        let text = |text| String::from_utf8_lossy(self.text(text, bytes)).into_owned();
        let list = |list| Bytes::copy_from_slice(self.list(list, bytes));
        // Each field by its name, so that one of a newer schema is not forgotten.
        api::ChannelMessage {
            clan_id: self.clan_id,
            channel_id: self.channel_id,
            message_id: self.message_id,
            code: self.code,
            sender_id: self.sender_id,
            username: text(Text::Username),
            avatar: text(Text::Avatar),
            content: text(Text::Content),
            channel_label: text(Text::ChannelLabel),
            clan_logo: text(Text::ClanLogo),
            category_name: text(Text::CategoryName),
            display_name: text(Text::DisplayName),
            clan_nick: text(Text::ClanNick),
            clan_avatar: text(Text::ClanAvatar),
            reactions: list(List::Reactions),
            mentions: list(List::Mentions),
            attachments: list(List::Attachments),
            references: list(List::References),
            referenced_message: list(List::ReferencedMessage),
            create_time_seconds: self.create_time_seconds,
            update_time_seconds: self.update_time_seconds,
            mode: self.mode,
            hide_editted: self.hide_editted,
            is_public: self.is_public,
            topic_id: self.topic_id,
        }
    }

    /// Whether two messages are the same, whatever memory they lie in.
    pub(super) fn is_same(&self, bytes: &[u8], other: &Self, other_bytes: &[u8]) -> bool {
        let numbers = |packed: &Self| {
            (
                [packed.clan_id, packed.channel_id, packed.message_id, packed.sender_id],
                packed.topic_id,
                [packed.code, packed.mode],
                [packed.create_time_seconds, packed.update_time_seconds],
                [packed.hide_editted, packed.is_public],
            )
        };
        numbers(self) == numbers(other)
            && (0..PARTS).all(|place| self.part(place, bytes) == other.part(place, other_bytes))
    }

    /// Whether all texts are such. The decoder of the schema wants those as well that do not count, since the field
    /// comes again.
    pub(super) fn is_sound(&self, bytes: &[u8]) -> bool {
        let is_text = |field: Field<'_>| match field.value {
            Value::Bytes(bytes) => !(6..=14).contains(&field.number) || from_utf8(bytes).is_ok(),
            _ => true,
        };
        !self.is_whole || Fields::new(bytes).all(|field| field.is_ok_and(is_text))
    }

    /// A text as it came, which need not be one.
    pub(super) fn text<'a>(&self, text: Text, bytes: &'a [u8]) -> &'a [u8] {
        self.part(text as usize, bytes)
    }

    pub(super) fn list<'a>(&self, list: List, bytes: &'a [u8]) -> &'a [u8] {
        self.part(list as usize, bytes)
    }

    fn part<'a>(&self, place: usize, bytes: &'a [u8]) -> &'a [u8] {
        let Some((start, end)) = self.parts.get(place) else { return &[] };
        let (Ok(start), Ok(end)) = (usize::try_from(*start), usize::try_from(*end)) else {
            return &[];
        };
        bytes.get(start..end).unwrap_or_default()
    }
}

/// Bounds of a part; `None` beyond 4 GiB, which no frame has.
fn span(start: usize, end: usize) -> Option<(u32, u32)> {
    Some((u32::try_from(start).ok()?, u32::try_from(end).ok()?))
}

/// The lower half, as protobuf reads a number that is too long for its field.
pub(super) const fn low(number: u64) -> u32 {
    let [a, b, c, d, ..] = number.to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

#[cfg(test)]
mod tests {
    use chatwire_mezon_proto::Message as _;
    use proptest::prelude::*;

    use super::*;

    /// What is read of a message all of whose texts are such.
    fn read(encoded: &[u8]) -> Option<api::ChannelMessage> {
        let packed = Packed::read(encoded).filter(|packed| packed.is_sound(encoded))?;
        Some(packed.to_raw(encoded))
    }

    fn numbers() -> impl Strategy<Value = [i64; 5]> {
        prop::array::uniform5(prop_oneof![Just(0), Just(-1), any::<i64>()])
    }

    prop_compose! {
        fn messages()(
            ids in numbers(),
            code in any::<i32>(),
            mode in any::<i32>(),
            times in any::<[u32; 2]>(),
            flags in any::<[bool; 2]>(),
            texts in prop::array::uniform9("(|[a-z]{1,8}|\\PC{0,12})"),
            lists in prop::array::uniform5(prop::collection::vec(any::<u8>(), 0..12)),
        ) -> api::ChannelMessage {
            let [clan_id, channel_id, message_id, sender_id, topic_id] = ids;
            let [create_time_seconds, update_time_seconds] = times;
            let [hide_editted, is_public] = flags;
            let [username, avatar, content, channel_label, clan_logo, category_name, display_name, clan_nick, clan_avatar] = texts;
            let [reactions, mentions, attachments, references, referenced_message] = lists.map(Bytes::from);
            api::ChannelMessage {
                clan_id, channel_id, message_id, code, sender_id,
                username, avatar, content, channel_label, clan_logo, category_name, display_name, clan_nick, clan_avatar,
                reactions, mentions, attachments, references, referenced_message,
                create_time_seconds, update_time_seconds, mode, hide_editted, is_public, topic_id,
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_packed_is_what_came(message in messages(), other in messages()) {
            let encoded = message.encode_to_vec();
            let whole = Packed::read(&encoded).unwrap();
            prop_assert_eq!(&whole.to_raw(&encoded), &message);
            let (packed, bytes) = Packed::from_raw(&message);
            prop_assert_eq!(&packed.to_raw(&bytes), &message);
            prop_assert!(whole.is_same(&encoded, &packed, &bytes));
            let (others, others_bytes) = Packed::from_raw(&other);
            prop_assert_eq!(whole.is_same(&encoded, &others, &others_bytes), message == other);
        }

        #[test]
        fn nothing_is_read_that_the_schema_refuses_or_reads_in_another_way(
            message in messages(),
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
            cut in any::<Option<prop::sample::Index>>(),
        ) {
            let mut encoded = message.encode_to_vec();
            for (at, byte) in changes {
                if !encoded.is_empty() {
                    let at = at.index(encoded.len());
                    encoded[at] = byte;
                }
            }
            if let Some(cut) = cut {
                encoded.truncate(cut.index(encoded.len() + 1));
            }
            if let Some(message) = read(&encoded) {
                prop_assert_eq!(api::ChannelMessage::decode(&*encoded).ok(), Some(message));
            }
        }

        #[test]
        fn two_messages_in_a_row_are_one(first in messages(), second in messages()) {
            let encoded = [first.encode_to_vec(), second.encode_to_vec()].concat();
            let decoded = api::ChannelMessage::decode(&*encoded).unwrap();
            prop_assert_eq!(read(&encoded), Some(decoded));
        }
    }

    #[test]
    fn what_is_no_such_message_is_left_to_the_decoder_of_the_schema() {
        // Half a character in each of two texts, and in one that comes again.
        assert_eq!(read(b"\x32\x01\xC3\x3A\x01\xA9"), None);
        assert_eq!(read(b"\x32\x01\xC3\x32\x01a"), None);
        // A number as text.
        assert_eq!(read(b"\x0A\x017"), None);
        // Cut off.
        assert_eq!(read(b"\x32\x02a"), None);
    }

    #[test]
    fn what_is_unusual_is_read_as_protobuf_says() {
        // Texts out of order.
        let message = read(b"\x3A\x01b\x32\x01a").unwrap();
        assert_eq!((message.username.as_str(), message.avatar.as_str()), ("a", "b"));
        // One that comes twice, the second time empty.
        assert_eq!(read(b"\x32\x01a\x32\x00").unwrap().username, "");
        // Fields of a newer schema are nobody's.
        let message = read(b"\xE2\x12\x03abc\x32\x01a\xD0\x0F\x07").unwrap();
        assert_eq!(message.username, "a");
    }
}
