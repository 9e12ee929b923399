//! The lists that travel beside a content, between their form on the wire and that of [`content`](crate::content).

use bytes::Bytes;
use chatwire_core::Result;
use chatwire_mezon_proto::table::Described;
use chatwire_mezon_proto::wire::{Fields, Value};
use chatwire_mezon_proto::{Message as Wire, api, tolerant};
use serde::de::DeserializeOwned;

use crate::content::lists::list_from_json;
use crate::content::{Attachment, Mention, Reaction, Reference, Span};

use super::packed::low;

/// Something that travels beside a content.
pub(crate) trait Listed: DeserializeOwned {
    /// The list on the wire.
    type List: Described + Wire + Default;
    /// Its key, where the list came as JSON.
    const KEY: &'static str;

    fn items(list: Self::List) -> Vec<Self>;

    /// Reads a list without the types of the schema; `None` leaves it to them, which know what is wrong with it.
    fn quick(_list: &[u8]) -> Option<Vec<Self>> {
        None
    }
}

/// Reads a list; one that cannot be read is told in the log, and empty.
pub(super) fn read<T: Listed>(bytes: &[u8]) -> Vec<T> {
    decode(bytes).unwrap_or_else(|error| {
        tracing::warn!(list = T::KEY, %error, "a message's list cannot be read");
        Vec::new()
    })
}

fn decode<T: Listed>(bytes: &[u8]) -> Result<Vec<T>> {
    match bytes.first() {
        None => Ok(Vec::new()),
        // Older senders wrote JSON; no list in protobuf begins so.
        Some(b'[' | b'{') => list_from_json(bytes, T::KEY),
        Some(_) => match T::quick(bytes) {
            Some(items) => Ok(items),
            None => match T::List::decode(bytes) {
                Ok(list) => Ok(T::items(list)),
                Err(_) => mended(bytes).map(T::items),
            },
        },
    }
}

/// The list, with what breaks the schema in it read as far as that goes.
fn mended<L: Described + Wire + Default>(bytes: &[u8]) -> Result<L> {
    match tolerant::decode(&Bytes::copy_from_slice(bytes)) {
        Ok(decoded) => Ok(decoded.message),
        Err(cause) => Err(chatwire_core::Error::decode("no list").with_source(cause)),
    }
}

impl Listed for Mention {
    type List = api::MessageMentionList;
    const KEY: &'static str = "mentions";

    fn items(list: Self::List) -> Vec<Self> {
        list.mentions.into_iter().map(Self::from).collect()
    }

    // Of all lists this one comes with most messages.
    fn quick(list: &[u8]) -> Option<Vec<Self>> {
        let mut mentions = Vec::new();
        for field in Fields::new(list) {
            let field = field.ok()?;
            match (field.number, field.value) {
                (1, Value::Bytes(bytes)) => {
                    // Mostly there is one.
                    if mentions.is_empty() {
                        mentions.reserve_exact(1);
                    }
                    mentions.push(mention(bytes)?);
                }
                (1, _) => return None,
                _ => {}
            }
        }
        Some(mentions)
    }
}

fn mention(bytes: &[u8]) -> Option<Mention> {
    let text = |bytes| std::str::from_utf8(bytes).ok().map(str::to_owned);
    let mut mention = Mention::default();
    for field in Fields::new(bytes) {
        let field = field.ok()?;
        match (field.number, field.value) {
            (1, Value::Varint(number)) => mention.id = number.cast_signed(),
            (2, Value::Varint(number)) => mention.user_id = number.cast_signed().into(),
            (3, Value::Bytes(name)) => mention.username = text(name)?,
            (4, Value::Varint(number)) => mention.role_id = number.cast_signed().into(),
            (5, Value::Bytes(name)) => mention.role_name = text(name)?,
            (6, Value::Varint(number)) => mention.create_time_seconds = low(number),
            (7, Value::Varint(number)) => mention.span.start = unsigned(low(number).cast_signed()),
            (8, Value::Varint(number)) => mention.span.end = unsigned(low(number).cast_signed()),
            // Of another type than the schema says.
            (1..=8, _) => return None,
            // Of a newer schema.
            _ => {}
        }
    }
    Some(mention)
}

impl Listed for Attachment {
    type List = api::MessageAttachmentList;
    const KEY: &'static str = "attachments";

    fn items(list: Self::List) -> Vec<Self> {
        list.attachments.into_iter().map(Self::from).collect()
    }
}

impl Listed for Reference {
    type List = api::MessageRefList;
    const KEY: &'static str = "refs";

    fn items(list: Self::List) -> Vec<Self> {
        list.refs.into_iter().map(Self::from).collect()
    }
}

impl Listed for Reaction {
    type List = api::MessageReactionList;
    const KEY: &'static str = "reactions";

    fn items(list: Self::List) -> Vec<Self> {
        list.reactions.into_iter().map(Self::from).collect()
    }
}

/// A number that cannot be negative; servers that send one anyway mean nothing by it.
fn unsigned(number: i32) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

/// A number as the wire has it, the largest one for what is larger.
fn signed(number: impl TryInto<i32>) -> i32 {
    number.try_into().unwrap_or(i32::MAX)
}

impl From<api::MessageMention> for Mention {
    fn from(mention: api::MessageMention) -> Self {
        Self {
            id: mention.id,
            user_id: mention.user_id.into(),
            username: mention.username,
            role_id: mention.role_id.into(),
            role_name: mention.rolename,
            create_time_seconds: mention.create_time_seconds,
            span: Span::new(unsigned(mention.s), unsigned(mention.e)),
        }
    }
}

impl From<&Mention> for api::MessageMention {
    fn from(mention: &Mention) -> Self {
        Self {
            id: mention.id,
            user_id: mention.user_id.get(),
            username: mention.username.clone(),
            role_id: mention.role_id.get(),
            rolename: mention.role_name.clone(),
            create_time_seconds: mention.create_time_seconds,
            s: signed(mention.span.start),
            e: signed(mention.span.end),
        }
    }
}

impl From<api::MessageAttachment> for Attachment {
    fn from(file: api::MessageAttachment) -> Self {
        Self {
            filename: file.filename,
            size: u64::from(unsigned(file.size)),
            url: file.url,
            filetype: file.filetype,
            width: unsigned(file.width),
            height: unsigned(file.height),
            thumbnail: file.thumbnail,
            duration: unsigned(file.duration),
        }
    }
}

impl From<&Attachment> for api::MessageAttachment {
    fn from(file: &Attachment) -> Self {
        Self {
            filename: file.filename.clone(),
            size: signed(file.size),
            url: file.url.clone(),
            filetype: file.filetype.clone(),
            width: signed(file.width),
            height: signed(file.height),
            thumbnail: file.thumbnail.clone(),
            duration: signed(file.duration),
        }
    }
}

impl From<api::MessageRef> for Reference {
    fn from(reference: api::MessageRef) -> Self {
        Self {
            message_id: reference.message_id.into(),
            message_ref_id: reference.message_ref_id.into(),
            content: reference.content,
            has_attachment: reference.has_attachment,
            ref_type: reference.ref_type,
            message_sender_id: reference.message_sender_id.into(),
            message_sender_username: reference.message_sender_username,
            message_sender_avatar: reference.message_sender_avatar,
            message_sender_clan_nick: reference.message_sender_clan_nick,
            message_sender_display_name: reference.message_sender_display_name,
        }
    }
}

impl From<&Reference> for api::MessageRef {
    fn from(reference: &Reference) -> Self {
        Self {
            message_id: reference.message_id.get(),
            message_ref_id: reference.message_ref_id.get(),
            content: reference.content.clone(),
            has_attachment: reference.has_attachment,
            ref_type: reference.ref_type,
            message_sender_id: reference.message_sender_id.get(),
            message_sender_username: reference.message_sender_username.clone(),
            message_sender_avatar: reference.message_sender_avatar.clone(),
            message_sender_clan_nick: reference.message_sender_clan_nick.clone(),
            message_sender_display_name: reference.message_sender_display_name.clone(),
        }
    }
}

impl From<api::MessageReaction> for Reaction {
    fn from(reaction: api::MessageReaction) -> Self {
        Self {
            id: reaction.id.into(),
            emoji_id: reaction.emoji_id.into(),
            emoji: reaction.emoji,
            sender_id: reaction.sender_id.into(),
            sender_name: reaction.sender_name,
            sender_avatar: reaction.sender_avatar,
            count: reaction.count,
        }
    }
}

impl From<&Reaction> for api::MessageReaction {
    fn from(reaction: &Reaction) -> Self {
        Self {
            id: reaction.id.get(),
            emoji_id: reaction.emoji_id.get(),
            emoji: reaction.emoji.clone(),
            sender_id: reaction.sender_id.get(),
            sender_name: reaction.sender_name.clone(),
            sender_avatar: reaction.sender_avatar.clone(),
            count: reaction.count,
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    prop_compose! {
        fn mentions()(
            numbers in any::<[i64; 3]>(),
            time in any::<u32>(),
            bounds in any::<[i32; 2]>(),
            names in prop::array::uniform2("(|[a-z]{1,8}|\\PC{0,12})"),
        ) -> api::MessageMention {
            let ([id, user_id, role_id], [s, e], [username, rolename]) = (numbers, bounds, names);
            api::MessageMention { id, user_id, username, role_id, rolename, create_time_seconds: time, s, e }
        }
    }

    proptest! {
        #[test]
        fn mentions_are_read_as_the_schema_reads_them(
            mentions in prop::collection::vec(mentions(), 0..4),
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3),
        ) {
            let mut encoded = api::MessageMentionList { mentions: mentions.clone() }.encode_to_vec();
            if changes.is_empty() {
                let all: Vec<Mention> = mentions.into_iter().map(Mention::from).collect();
                prop_assert_eq!(Mention::quick(&encoded), Some(all));
            }
            for (at, byte) in changes {
                if !encoded.is_empty() {
                    let at = at.index(encoded.len());
                    encoded[at] = byte;
                }
            }
            if let Some(quick) = Mention::quick(&encoded) {
                let slow = api::MessageMentionList::decode(&*encoded).ok().map(Mention::items);
                prop_assert_eq!(slow, Some(quick));
            }
        }
    }

    #[test]
    fn lists_come_in_three_forms() {
        let list = api::MessageRefList {
            refs: vec![api::MessageRef { message_ref_id: 7, ..Default::default() }],
        };
        let forms = [
            list.encode_to_vec(),
            br#"[{"message_ref_id":"7"}]"#.to_vec(),
            br#"{"refs":[{"message_ref_id":7}]}"#.to_vec(),
        ];
        for form in forms {
            let read: Vec<Reference> = read(&form);
            assert_eq!(read, [Reference { message_ref_id: 7.into(), ..Default::default() }]);
        }
        assert!(read::<Mention>(b"").is_empty());
        assert!(read::<Mention>(b"[{").is_empty());
        assert!(read::<Mention>(b"\x0A\xFF").is_empty());
    }

    #[test]
    fn what_goes_out_comes_back() {
        let mention = Mention::user(7, "@bob", Span::new(3, 7));
        assert_eq!(Mention::from(api::MessageMention::from(&mention)), mention);
        let file = Attachment::new("https://x.example/a.png", "a.png", "image/png").size(9);
        assert_eq!(Attachment::from(api::MessageAttachment::from(&file)), file);
        let huge = Attachment::new("", "", "").size(u64::MAX);
        assert_eq!(api::MessageAttachment::from(&huge).size, i32::MAX);
        let reaction = Reaction { emoji: ":x:".to_owned(), count: 2, ..Reaction::default() };
        assert_eq!(Reaction::from(api::MessageReaction::from(&reaction)), reaction);
    }
}
