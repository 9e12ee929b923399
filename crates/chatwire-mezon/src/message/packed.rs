//! [`Packed`]: the fields of a message, its texts in one piece of memory instead of one for each.

use std::ops::Range;

use bytes::Bytes;
use chatwire_mezon_proto::api;
use chatwire_mezon_proto::wire::{Fields, Value};

/// Number of the first text in the schema; the others follow in the order of [`Text`].
const FIRST_TEXT: u32 = 6;
/// Number of the first list, likewise.
const FIRST_LIST: u32 = 15;

/// A text of a message.
#[derive(Clone, Copy, Debug)]
pub(super) enum Text {
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

/// Something in a message that is encoded by itself.
#[derive(Clone, Copy, Debug)]
pub(crate) enum List {
    Reactions,
    Mentions,
    Attachments,
    References,
    ReferencedMessage,
}

/// The fields of an [`api::ChannelMessage`].
///
/// Reading one takes two allocations at most, where the type of the schema takes one for each text; nearly every event
/// is a message, and most of its texts are never looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    /// The texts one behind the other, and where each of them ends.
    texts: Box<str>,
    text_ends: [usize; 9],
    /// The lists likewise.
    lists: Box<[u8]>,
    list_ends: [usize; 5],
}

/// Notes that the pieces from `next` up to the one at `place` end, this one at `end`, and those before where it begins;
/// `None` for one that is out of order or comes twice.
fn note<const N: usize>(
    ends: &mut [usize; N],
    next: &mut usize,
    place: usize,
    (start, end): (usize, usize),
) -> Option<()> {
    ends.get_mut(*next..place)?.fill(start);
    *ends.get_mut(place)? = end;
    *next = place + 1;
    Some(())
}

impl Packed {
    /// Reads a message as nearly every server writes it, with its fields in the order of their numbers.
    ///
    /// `None` asks for the decoder of the schema, which knows what else is allowed and what is wrong; this one accepts
    /// nothing that it would refuse. `scratch` is for memory that is used again.
    pub(super) fn read(encoded: &[u8], scratch: &mut Vec<u8>) -> Option<Self> {
        let mut packed = Self::default();
        let (mut next_text, mut next_list) = (0, 0);
        let mut lists = Vec::new();
        scratch.clear();
        for field in Fields::new(encoded) {
            let field = field.ok()?;
            match (field.number, field.value) {
                (1, Value::Varint(number)) => packed.clan_id = number.cast_signed(),
                (2, Value::Varint(number)) => packed.channel_id = number.cast_signed(),
                (3, Value::Varint(number)) => packed.message_id = number.cast_signed(),
                (4, Value::Varint(number)) => packed.code = low(number).cast_signed(),
                (5, Value::Varint(number)) => packed.sender_id = number.cast_signed(),
                (number @ 6..=14, Value::Bytes(text)) => {
                    let place = usize::try_from(number - FIRST_TEXT).ok()?;
                    let start = scratch.len();
                    scratch.extend_from_slice(text);
                    let bounds = (start, scratch.len());
                    note(&mut packed.text_ends, &mut next_text, place, bounds)?;
                }
                (number @ 15..=19, Value::Bytes(list)) => {
                    let place = usize::try_from(number - FIRST_LIST).ok()?;
                    let start = lists.len();
                    lists.extend_from_slice(list);
                    let bounds = (start, lists.len());
                    note(&mut packed.list_ends, &mut next_list, place, bounds)?;
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
        packed.text_ends.get_mut(next_text..)?.fill(scratch.len());
        packed.list_ends.get_mut(next_list..)?.fill(lists.len());
        // One look at all of them: a character may not begin in one text and end in the next.
        let texts = std::str::from_utf8(scratch).ok()?;
        if !packed.text_ends.iter().all(|end| texts.is_char_boundary(*end)) {
            return None;
        }
        packed.texts = texts.into();
        packed.lists = lists.into();
        Some(packed)
    }

    pub(super) fn text(&self, text: Text) -> &str {
        bounds(&self.text_ends, text as usize).and_then(|at| self.texts.get(at)).unwrap_or_default()
    }

    pub(super) fn list(&self, list: List) -> &[u8] {
        bounds(&self.list_ends, list as usize).and_then(|at| self.lists.get(at)).unwrap_or_default()
    }
}

/// Where a piece lies among those that end there.
fn bounds(ends: &[usize], place: usize) -> Option<Range<usize>> {
    let start = place.checked_sub(1).map_or(Some(&0), |before| ends.get(before))?;
    Some(*start..*ends.get(place)?)
}

/// The lower half, as protobuf reads a number that is too long for its field.
const fn low(number: u64) -> u32 {
    let [a, b, c, d, ..] = number.to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

impl From<&api::ChannelMessage> for Packed {
    fn from(raw: &api::ChannelMessage) -> Self {
        let texts: [&str; 9] = [
            &raw.username,
            &raw.avatar,
            &raw.content,
            &raw.channel_label,
            &raw.clan_logo,
            &raw.category_name,
            &raw.display_name,
            &raw.clan_nick,
            &raw.clan_avatar,
        ];
        let lists: [&[u8]; 5] = [
            &raw.reactions,
            &raw.mentions,
            &raw.attachments,
            &raw.references,
            &raw.referenced_message,
        ];
        Self {
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
            texts: texts.concat().into(),
            text_ends: ends(texts.map(str::len)),
            lists: lists.concat().into(),
            list_ends: ends(lists.map(<[u8]>::len)),
        }
    }
}

/// Where pieces of these lengths end.
fn ends<const N: usize>(lengths: [usize; N]) -> [usize; N] {
    let mut end = 0;
    lengths.map(|length| {
        end += length;
        end
    })
}

impl From<&Packed> for api::ChannelMessage {
    fn from(packed: &Packed) -> Self {
        let text = |text| packed.text(text).to_owned();
        let list = |list| Bytes::copy_from_slice(packed.list(list));
        // Each field by its name, so that one of a newer schema is not forgotten.
        Self {
            clan_id: packed.clan_id,
            channel_id: packed.channel_id,
            message_id: packed.message_id,
            code: packed.code,
            sender_id: packed.sender_id,
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
            create_time_seconds: packed.create_time_seconds,
            update_time_seconds: packed.update_time_seconds,
            mode: packed.mode,
            hide_editted: packed.hide_editted,
            is_public: packed.is_public,
            topic_id: packed.topic_id,
        }
    }
}

#[cfg(test)]
mod tests {
    use chatwire_mezon_proto::Message as _;
    use proptest::prelude::*;

    use super::*;

    fn read(encoded: &[u8]) -> Option<Packed> {
        Packed::read(encoded, &mut Vec::new())
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
        fn what_is_packed_is_what_came(message in messages()) {
            let packed = Packed::from(&message);
            let again = read(&message.encode_to_vec());
            prop_assert_eq!(again.as_ref(), Some(&packed));
            prop_assert_eq!(api::ChannelMessage::from(&packed), message);
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
            if let Some(packed) = read(&encoded) {
                let decoded = api::ChannelMessage::decode(&*encoded);
                prop_assert_eq!(decoded.ok(), Some(api::ChannelMessage::from(&packed)));
            }
        }

        #[test]
        fn two_messages_in_a_row_are_one(first in messages(), second in messages()) {
            let encoded = [first.encode_to_vec(), second.encode_to_vec()].concat();
            if let Some(packed) = read(&encoded) {
                let decoded = api::ChannelMessage::decode(&*encoded).unwrap();
                prop_assert_eq!(api::ChannelMessage::from(&packed), decoded);
            }
        }
    }

    #[test]
    fn what_is_unusual_is_left_to_the_decoder_of_the_schema() {
        // Texts out of order, and one that comes twice.
        assert_eq!(read(b"\x3A\x01b\x32\x01a"), None);
        assert_eq!(read(b"\x32\x01a\x32\x01b"), None);
        // Half a character in each of two texts.
        assert_eq!(read(b"\x32\x01\xC3\x3A\x01\xA9"), None);
        // A number as text.
        assert_eq!(read(b"\x0A\x017"), None);
        // Fields of a newer schema are nobody's.
        let packed = read(b"\xE2\x12\x03abc\x32\x01a\xD0\x0F\x07").unwrap();
        assert_eq!(packed.text(Text::Username), "a");
    }

    #[test]
    fn memory_of_one_message_serves_the_next() {
        let message =
            |name: &str| api::ChannelMessage { username: name.into(), ..Default::default() };
        let mut scratch = Vec::new();
        for name in ["a long name", "b"] {
            let packed = Packed::read(&message(name).encode_to_vec(), &mut scratch).unwrap();
            assert_eq!(packed.text(Text::Username), name);
            assert_eq!(packed.text(Text::ClanAvatar), "");
            assert_eq!(packed.list(List::Mentions), b"");
        }
    }
}
