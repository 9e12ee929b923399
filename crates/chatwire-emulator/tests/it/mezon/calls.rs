//! Every call of the service, over HTTP and over the socket.

use chatwire_emulator::Emulator;
use chatwire_emulator::mezon::proto::table::{self, Kind};
use chatwire_emulator::mezon::proto::wire::{Fields, Value};
use chatwire_emulator::mezon::proto::{Message as _, api, service};

use super::line::{Line, call, code, ok, session};

/// Whether bytes are a message of a type.
fn is_a(of: &table::Message, bytes: &[u8]) -> bool {
    Fields::new(bytes).all(|field| {
        let Ok(field) = field else { return false };
        match (of.field(field.number).map(|known| known.kind), field.value) {
            (Some(Kind::Message(inner)), Value::Bytes(bytes)) => is_a(inner, bytes),
            (Some(Kind::String), Value::Bytes(text)) => std::str::from_utf8(text).is_ok(),
            (Some(_), Value::Varint(_) | Value::Bytes(_)) => true,
            _ => false,
        }
    })
}

#[tokio::test]
async fn every_call_is_answered_in_its_type_on_both_ways() {
    let emulator = Emulator::start().await.unwrap();
    emulator.mezon().lenient(true);
    emulator.mezon().clan("team");
    let token = session(&emulator).await.token;
    let mut line = Line::bot(&emulator, &[]).await;
    assert_eq!(service::calls().len(), 218);
    for known in service::calls() {
        let over_http = call(&emulator, &token, known.name, Vec::new()).await;
        assert_eq!(over_http.status, 200, "{}", known.name);
        assert!(is_a(known.response, &over_http.body), "{}", known.name);
        let (code, content, _) = line.call(known.name, Vec::new()).await;
        assert_eq!(code, 0, "{}", known.name);
        assert!(is_a(known.response, &content), "{}", known.name);
    }
    assert_eq!(emulator.mezon().calls().len(), 2 * 218);
}

#[tokio::test]
async fn things_without_a_meaning_here_are_kept_all_the_same() {
    let emulator = Emulator::start().await.unwrap();
    let clan = emulator.mezon().clan("team");
    let token = session(&emulator).await.token;
    let asked =
        api::CreateEventRequest { title: "party".to_owned(), clan_id: clan, ..Default::default() };
    let event: api::EventManagement = ok(&emulator, &token, "CreateEvent", &asked).await;
    assert_eq!((event.title.as_str(), event.clan_id), ("party", clan));
    assert_ne!(event.id, 0);
    let list = api::ListEventsRequest { clan_id: clan };
    let events: api::EventList = ok(&emulator, &token, "ListEvents", &list).await;
    assert_eq!(events.events, std::slice::from_ref(&event));
    let update = api::UpdateEventRequest {
        event_id: event.id,
        title: "feast".to_owned(),
        clan_id: clan,
        ..Default::default()
    };
    ok::<()>(&emulator, &token, "UpdateEvent", &update).await;
    let events: api::EventList = ok(&emulator, &token, "ListEvents", &list).await;
    assert_eq!(events.events[0].title, "feast");
    let gone = api::DeleteEventRequest { event_id: event.id, clan_id: clan, ..Default::default() };
    ok::<()>(&emulator, &token, "DeleteEvent", &gone).await;
    let events: api::EventList = ok(&emulator, &token, "ListEvents", &list).await;
    assert!(events.events.is_empty());

    let asked = api::AddAppRequest { appname: "clock".to_owned(), ..Default::default() };
    let app: api::App = ok(&emulator, &token, "AddApp", &asked).await;
    let found: api::App = ok(&emulator, &token, "GetApp", &api::AppId { id: app.id }).await;
    assert_eq!((found.appname.as_str(), found.id), ("clock", app.id));

    let nowhere = api::ListEventsRequest { clan_id: 5 };
    assert_eq!(code(&emulator, &token, "ListEvents", &nowhere).await, (404, 5));
    assert_eq!(call(&emulator, &token, "ListEvents", b"\x0a\x01x".to_vec()).await.status, 400);
}

#[tokio::test]
async fn answers_come_in_pieces_on_the_socket() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    mezon.clan("team");
    let mut line = Line::bot(&emulator, &[]).await;
    let (_, whole, frames) = line.call("ListClanDescs", Vec::new()).await;
    assert_eq!(frames, 1);
    mezon.piece(3);
    let (_, pieced, frames) = line.call("ListClanDescs", Vec::new()).await;
    assert_eq!((&pieced, frames), (&whole, whole.len().div_ceil(3)));
    mezon.empty_last(true);
    let (_, pieced, frames) = line.call("ListClanDescs", Vec::new()).await;
    assert_eq!((&pieced, frames), (&whole, whole.len().div_ceil(3) + 1));
    mezon.piece(usize::MAX);
    mezon.empty_last(false);
    let (code, words, _) = line.call("ListChannelDetail", b"\x08\x05".to_vec()).await;
    assert_eq!((code, words.as_slice()), (5, b"channel not found".as_slice()));
    assert_eq!(line.call("NoSuchCall", Vec::new()).await.0, 12);
    mezon.calls_by_index(true);
    let (code, content, _) = line.call("GetAccount", Vec::new()).await;
    assert_eq!(code, 0);
    assert!(api::Account::decode(content.as_slice()).unwrap().user.is_some());
    // A call without a number is found by its name only.
    let (_, content, _) = line.call("GetSystemMessagesList", Vec::new()).await;
    assert_eq!(content, line.call("ListChannelDescs", Vec::new()).await.1);
}
