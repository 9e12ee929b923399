//! The schema as data.

use chatwire_mezon_proto::table::{self, Described as _, Kind};
use chatwire_mezon_proto::{api, realtime, service};

#[test]
fn messages_are_found_by_name() {
    for message in table::messages() {
        assert_eq!(table::find(message.name).map(|found| found.name), Some(message.name));
        assert!(message.fields.is_sorted_by_key(|field| field.number), "{}", message.name);
    }
    assert!(table::find("mezon.api.Nothing").is_none());
}

#[test]
fn one_name_in_two_packages_is_two_messages() {
    let channels = [api::ChannelDescription::TABLE, realtime::ChannelDescription::TABLE];
    assert_ne!(channels[0].fields.len(), channels[1].fields.len());
    // An added user is told about with the description of the other package.
    let added = realtime::UserChannelAdded::TABLE;
    let field = added.fields.iter().find(|field| field.name == "channel_desc").unwrap();
    let Kind::Message(inner) = field.kind else { panic!("{field:?}") };
    assert_eq!(inner.name, "mezon.api.ChannelDescription");
}

#[test]
fn calls_have_names_numbers_and_messages() {
    let calls = service::calls();
    assert_eq!(calls.len(), 218);
    assert!(calls.iter().filter_map(|call| call.index).eq(0..210));
    for call in calls {
        assert_eq!(service::find(call.name).map(|found| found.index), Some(call.index));
        let looks = call.name.starts_with("List") || call.name.starts_with("Get");
        assert_eq!(call.read, looks, "{}", call.name);
    }
    let send = service::find("SendChannelMessage").unwrap();
    assert_eq!(send.request.name, "mezon.realtime.ChannelMessageSend");
    assert_eq!(send.response.name, "mezon.realtime.ChannelMessageAck");
    assert_eq!(service::find("GetAccount").unwrap().request.name, "google.protobuf.Empty");
}

#[test]
fn secrets_are_not_shown() {
    let session = api::Session { token: "s3cret".to_owned(), user_id: 5, ..Default::default() };
    let shown = format!("{session:?}");
    assert!(!shown.contains("s3cret"), "{shown}");
    assert!(shown.contains("token: [redacted]") && shown.contains("refresh_token: [empty]"));
    assert!(shown.contains("user_id: 5"), "{shown}");
    let nested = realtime::Envelope {
        cid: 0,
        message: Some(realtime::envelope::Message::RefreshSessionEvent(session)),
    };
    assert!(!format!("{nested:#?}").contains("s3cret"));
}
