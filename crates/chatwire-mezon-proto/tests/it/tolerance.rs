//! What the service has sent against its own schema, or may well send.

use bytes::Bytes;
use chatwire_mezon_proto::tolerant::{Decoded, Remedy, Unreadable, decode};
use chatwire_mezon_proto::{Message as _, api, realtime};

use crate::seed;

/// Encoded fields.
#[derive(Debug, Default)]
struct Bytewise(Vec<u8>);

impl Bytewise {
    fn number(mut self, field: u32, value: u64) -> Self {
        seed::number(&mut self.0, field, value);
        self
    }

    fn bytes(mut self, field: u32, value: impl AsRef<[u8]>) -> Self {
        seed::bytes(&mut self.0, field, value.as_ref());
        self
    }

    fn decode<T>(self) -> Result<Decoded<T>, Unreadable>
    where
        T: chatwire_mezon_proto::table::Described + prost::Message + Default,
    {
        decode(&Bytes::from(self.0))
    }
}

fn told<T>(decoded: &Decoded<T>) -> Vec<(&'static str, Remedy)> {
    decoded.repairs.iter().map(|repair| (repair.field, repair.remedy)).collect()
}

#[test]
fn a_session_with_the_user_id_as_text() {
    let bytes = || Bytewise::default().bytes(2, "a.b.c").bytes(8, "sock.example.com");
    let decoded = bytes().bytes(4, "1840700000000000001").decode::<api::Session>().unwrap();
    assert_eq!(decoded.message.user_id, 1_840_700_000_000_000_001);
    assert_eq!(decoded.message.token, "a.b.c");
    assert_eq!(decoded.message.ws_url, "sock.example.com");
    assert_eq!(told(&decoded), [("user_id", Remedy::NumberFromText)]);

    let decoded = bytes().bytes(4, "none").decode::<api::Session>().unwrap();
    assert_eq!((decoded.message.user_id, decoded.message.token.as_str()), (0, "a.b.c"));
    assert_eq!(told(&decoded), [("user_id", Remedy::Dropped(2))]);
}

#[test]
fn the_older_schema_of_streams_and_presences() {
    // `id` of a stream was text, and so was the session of a presence.
    let decoded = Bytewise::default()
        .number(1, 12)
        .bytes(3, "stream-7")
        .number(5, 34)
        .decode::<realtime::StreamingJoinedEvent>()
        .unwrap();
    let expected =
        realtime::StreamingJoinedEvent { clan_id: 12, user_id: 34, ..Default::default() };
    assert_eq!(decoded.message, expected);
    assert_eq!(told(&decoded), [("id", Remedy::Dropped(2))]);

    let decoded = Bytewise::default()
        .number(1, 34)
        .bytes(2, "7")
        .bytes(3, "ann")
        .decode::<realtime::UserPresence>()
        .unwrap();
    assert_eq!((decoded.message.user_id, decoded.message.session_id), (34, 7));
    assert_eq!(decoded.message.username, "ann");
    assert_eq!(told(&decoded), [("session_id", Remedy::NumberFromText)]);
}

#[test]
fn other_fields_in_a_list_of_banned_users() {
    let decoded = Bytewise::default()
        .bytes(1, [0xFF])
        .number(2, 7)
        .bytes(3, "ann")
        .decode::<realtime::ListChannelUsersBannedEvent>()
        .unwrap();
    assert_eq!(decoded.message, realtime::ListChannelUsersBannedEvent::default());
    assert_eq!(told(&decoded), [("banned_user_ids", Remedy::Dropped(2))]);
}

#[test]
fn a_name_that_is_not_utf8() {
    let decoded = Bytewise::default()
        .number(2, 9)
        .bytes(8, b"Zo\xEB")
        .decode::<api::ChannelMessage>()
        .unwrap();
    let lossy = Bytewise::default().number(2, 9).bytes(8, "Zo\u{FFFD}").0;
    assert_eq!(decoded.message, api::ChannelMessage::decode(lossy.as_slice()).unwrap());
    let [repair] = decoded.repairs.as_slice() else { panic!("{:?}", decoded.repairs) };
    assert_eq!(repair.remedy, Remedy::ReplacedUtf8);
}

#[test]
fn a_frame_that_is_cut_off() {
    let whole = Bytewise::default().bytes(2, "a.b.c").bytes(8, "sock.example.com").0;
    let error =
        decode::<api::Session>(&Bytes::from(whole[..whole.len() - 3].to_vec())).unwrap_err();
    assert_eq!(error.to_string(), "no mezon.api.Session");
    let cause = std::error::Error::source(&error).unwrap();
    assert_eq!(cause.to_string(), "no protobuf field in the last 15 bytes");
}

#[test]
fn numbers_where_text_was() {
    let decoded =
        Bytewise::default().number(1, 77).decode::<realtime::RoleAssignedEvent>().unwrap();
    assert_eq!(decoded.message.clan_id, "77");
    assert_eq!(told(&decoded), [("ClanId", Remedy::TextFromNumber)]);
}

#[test]
fn lists_of_numbers_are_packed_or_plain() {
    let id = 1_840_700_000_000_000_001_u64;
    let mut packed = Vec::new();
    seed::varint(&mut packed, id);
    seed::varint(&mut packed, 2);
    // A field of the wrong type keeps prost from taking it as it is.
    let decoded = Bytewise::default()
        .bytes(1, packed)
        .number(1, 3)
        .number(2, 4)
        .decode::<realtime::StatusFollow>()
        .unwrap();
    let ids: Vec<u64> = decoded.message.user_ids.iter().map(|id| id.cast_unsigned()).collect();
    assert_eq!(ids, [id, 2, 3]);
    assert_eq!(decoded.message.usernames, ["4"]);
    assert_eq!(told(&decoded), [("usernames", Remedy::TextFromNumber)]);
}

#[test]
fn the_fault_may_lie_deep_inside() {
    // Envelope → channel_message → a reference to a user id as text.
    let inner = Bytewise::default().bytes(1, "800").bytes(2, "900").0;
    let decoded =
        Bytewise::default().number(1, 4).bytes(6, inner).decode::<realtime::Envelope>().unwrap();
    assert_eq!(decoded.message.cid, 4);
    assert_eq!(decoded.repairs.len(), 2);
    assert!(decoded.repairs.iter().all(|repair| repair.message == "mezon.api.ChannelMessage"));
    let Some(realtime::envelope::Message::ChannelMessage(message)) = decoded.message.message else {
        panic!("another variant");
    };
    assert_eq!((message.clan_id, message.channel_id), (800, 900));
}

#[test]
fn a_message_inside_that_is_none_is_left_out() {
    let decoded = Bytewise::default()
        .number(1, 4)
        .bytes(6, [0xFF, 0xFF])
        .decode::<realtime::Envelope>()
        .unwrap();
    assert_eq!(decoded.message, realtime::Envelope { cid: 4, message: None });
    assert_eq!(told(&decoded), [("channel_message", Remedy::Dropped(2))]);
}
