//! A frame that cannot be read, or that nobody knows, costs one event and nothing else.

use chatwire_mezon::proto::realtime::{ClanDeletedEvent, envelope::Message};
use chatwire_mezon::{ErrorKind, Event};

use crate::{Stage, next, online, text};

#[tokio::test]
async fn a_kind_that_nobody_knows_is_an_event() {
    let stage = Stage::new().await;
    let mut live = stage.live().await;
    assert!(online(&mut live).await.is_none());
    for number in [300, 4_000, 536_870_911] {
        stage.mezon.push_unknown(number, b"\x08\x07");
        let (found, bytes) = next(&mut live, |item| match item {
            Ok(Event::Unknown { number, bytes }) => Some((*number, bytes.clone())),
            _ => None,
        })
        .await;
        assert_eq!((found, bytes.as_ref()), (number, b"\x08\x07".as_slice()));
    }
    stage.say(0, "still there");
    assert_eq!(text(&mut live).await, "still there");
    assert_eq!(stage.upgrades(), 1);
}

#[tokio::test]
async fn a_bad_frame_costs_one_event() {
    let stage = Stage::new().await;
    let mut live = stage.live().await;
    assert!(online(&mut live).await.is_none());
    // No protobuf; cut off in its head; cut off in its content; content that is no message of its kind.
    let bad: [&[u8]; 4] = [b"\x07\xFF\xFF", b"\x08", b"\x32\x7F\x08\x01", b"\x32\x02\x08\xFF"];
    for (round, frame) in bad.into_iter().enumerate() {
        stage.mezon.push_bytes(frame.to_vec());
        stage.say(0, &round.to_string());
        let error = next(&mut live, |item| match item {
            Ok(Event::Trouble(error)) => Some(error.clone()),
            Ok(Event::ChannelMessage(message)) => panic!("{message:?} came first"),
            _ => None,
        })
        .await;
        assert_eq!(error.kind(), ErrorKind::Decode, "{error:?}");
        let is_next = next(&mut live, |item| match item {
            Ok(Event::ChannelMessage(message)) => Some(crate::words(&message.content)),
            Ok(Event::Trouble(error)) => panic!("{error} as well"),
            _ => None,
        });
        assert_eq!(is_next.await, round.to_string());
    }
    assert_eq!(stage.upgrades(), 1);
}

/// What looks like an answer, but is none of ours, is passed over without a word.
#[tokio::test]
async fn stray_answers_are_passed_over() {
    let stage = Stage::new().await;
    let mut live = stage.live().await;
    assert!(online(&mut live).await.is_none());
    let stray: [&[u8]; 5] = [
        b"\xFF",
        b"\xFF\x00\x07\x00\x00\x00",
        b"\xFF\xEA\x60\x00\x00\x00\xFFlast",
        b"\xFF\xEA\x60\x00\x00\x00\x00part",
        b"\x08\xF0\xEA\x03",
    ];
    for frame in stray {
        stage.mezon.push_bytes(frame.to_vec());
    }
    stage.mezon.push_text("{\"cid\":\"1\"}");
    stage.mezon.push(Message::ClanDeletedEvent(ClanDeletedEvent { clan_id: 7, deletor: 8 }));
    let clan = next(&mut live, |item| match item {
        Ok(Event::ClanDeleted(clan)) => Some(clan.clan_id),
        Ok(Event::Lifecycle(_)) => None,
        other => panic!("{other:?} came of it"),
    });
    assert_eq!(clan.await, 7);
    assert_eq!(stage.upgrades(), 1);
}
