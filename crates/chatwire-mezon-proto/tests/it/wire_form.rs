//! Bytes of a few messages, written down by hand: field numbers and types are those of the service.

use bytes::Bytes;
use chatwire_mezon_proto::{Message as _, api, realtime};

/// Field number and wire type in one byte.
const fn tag(number: u8, wire: u8) -> u8 {
    number << 3 | wire
}

#[test]
fn an_envelope_holds_its_variant() {
    let frame = realtime::Envelope {
        cid: 5,
        message: Some(realtime::envelope::Message::ClanJoin(realtime::ClanJoin {
            clan_id: 300,
            ..Default::default()
        })),
    };
    assert_eq!(frame.encode_to_vec(), [tag(1, 0), 5, tag(3, 2), 3, tag(1, 0), 0xAC, 0x02]);
}

#[test]
fn the_last_variant_is_number_99() {
    let frame = realtime::Envelope {
        cid: 0,
        message: Some(realtime::envelope::Message::ScreenShareEvent(Default::default())),
    };
    // 99 << 3 | 2 = 794 = 0x31A, as a varint.
    assert_eq!(frame.encode_to_vec(), [0x9A, 0x06, 0]);
}

#[test]
fn an_absent_wrapper_differs_from_an_empty_one() {
    let keep = api::UpdateRoleRequest::default();
    let erase = api::UpdateRoleRequest { title: Some(String::new()), ..Default::default() };
    assert!(keep.encode_to_vec().is_empty());
    let bytes = erase.encode_to_vec();
    assert_eq!(bytes.len(), 2);
    assert_eq!(
        api::UpdateRoleRequest::decode(bytes.as_slice()).unwrap().title,
        Some(String::new())
    );
}

#[test]
fn bytes_share_the_frame() {
    let frame = Bytes::from(
        realtime::ApiRequestEvent {
            api_index: 2,
            api_name: "ListClanDescs".to_owned(),
            body: Bytes::from_static(b"body"),
        }
        .encode_to_vec(),
    );
    let event = realtime::ApiRequestEvent::decode(frame.clone()).unwrap();
    assert_eq!(event.body, "body");
    assert_eq!(event.body.as_ptr(), frame.slice(frame.len() - 4..).as_ptr());
}

#[test]
fn names_that_are_not_snake_case_keep_their_numbers() {
    let event = realtime::RoleAssignedEvent { clan_id: "7".to_owned(), ..Default::default() };
    assert_eq!(event.encode_to_vec(), [tag(1, 2), 1, b'7']);
    let list = api::RoleListEventResponse { clan_id: 1, ..Default::default() };
    assert_eq!(list.encode_to_vec(), [tag(4, 0), 1]);
}
