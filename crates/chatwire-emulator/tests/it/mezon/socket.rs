//! The socket: joins, answers, errors, pings, limits.

use std::time::Duration;

use chatwire_emulator::Emulator;
use chatwire_emulator::mezon::proto::Message as _;
use chatwire_emulator::mezon::proto::realtime::{self, Envelope, envelope::Message as Said, error};

use super::line::{Line, Seen};

fn said_error(answer: Option<Said>) -> (i32, String) {
    match answer {
        Some(Said::Error(error)) => (error.code, error.message),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn some_channels_must_be_joined_first() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let clan = mezon.clan("team");
    let channel = mezon.channel(clan, "talk");
    mezon.must_join(channel, true);
    let mut bot = Line::bot(&emulator, &[clan]).await;
    let sent = Said::ChannelMessageSend(realtime::ChannelMessageSend {
        clan_id: clan,
        channel_id: channel,
        content: "{}".to_owned(),
        ..Default::default()
    });
    let refused = said_error(bot.ask(sent.clone()).await);
    assert_eq!(
        refused,
        (error::Code::BadInput as i32, "Must join channel before sending messages".to_owned())
    );
    bot.join(&mezon.channel_shown(channel).unwrap()).await;
    assert!(matches!(bot.ask(sent.clone()).await, Some(Said::ChannelMessageAck(_))));
    bot.message().await;
    let leave = realtime::ChannelLeave { clan_id: clan, channel_id: channel, ..Default::default() };
    assert_eq!(bot.ask(Said::ChannelLeave(leave)).await, None);
    said_error(bot.ask(sent.clone()).await);
    mezon.must_join(channel, false);
    assert!(matches!(bot.ask(sent).await, Some(Said::ChannelMessageAck(_))));
    bot.message().await;
    let (private, _) = mezon.dm("alice", "hi");
    mezon.private_must_join(true);
    let sent = realtime::ChannelMessageSend { channel_id: private, ..Default::default() };
    said_error(bot.ask(Said::ChannelMessageSend(sent)).await);
}

#[tokio::test]
async fn requests_are_echoed_or_refused_in_the_sockets_own_codes() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let clan = mezon.clan("team");
    let channel = mezon.channel(clan, "talk");
    let mut bot = Line::bot(&emulator, &[clan]).await;
    let nowhere = realtime::ClanJoin { clan_id: 5, ..Default::default() };
    assert_eq!(said_error(bot.ask(Said::ClanJoin(nowhere)).await).1, "clan not found");
    let asked = bot.say(None).await;
    let Seen::Said(Envelope { cid, message }) = bot.next().await else { panic!("no answer") };
    assert_eq!((cid, said_error(message).0), (asked, error::Code::MissingPayload as i32));
    let only_the_server = Said::ClanDeletedEvent(realtime::ClanDeletedEvent::default());
    let refused = said_error(bot.ask(only_the_server).await);
    assert_eq!(refused.0, error::Code::UnrecognizedPayload as i32);
    bot.send_bytes(vec![0x07, 0xFF]).await;
    assert!(matches!(bot.push().await, Said::Error(_)));

    let seen = Said::LastSeenMessageEvent(realtime::LastSeenMessageEvent {
        clan_id: clan,
        channel_id: channel,
        ..Default::default()
    });
    assert_eq!(bot.ask(seen.clone()).await, Some(seen));
    let exists = realtime::CheckNameExistedEvent { name: "team".to_owned(), ..Default::default() };
    let answer = bot.ask(Said::CheckNameExistedEvent(exists)).await;
    assert!(matches!(answer, Some(Said::CheckNameExistedEvent(event)) if event.exist));
    let typing = Said::MessageTypingEvent(realtime::MessageTypingEvent {
        channel_id: channel,
        ..Default::default()
    });
    assert_eq!(bot.ask(typing.clone()).await, Some(typing));
    assert_eq!(bot.ask(Said::FollowEvent(realtime::FollowEvent {})).await, None);
    mezon.deny("channel_message_send");
    let sent =
        realtime::ChannelMessageSend { clan_id: clan, channel_id: channel, ..Default::default() };
    assert_eq!(said_error(bot.ask(Said::ChannelMessageSend(sent)).await).1, "permission denied");
    let frames = mezon.frames();
    assert!(matches!(frames.last().unwrap().message, Some(Said::ChannelMessageSend(_))));
}

#[tokio::test]
async fn the_server_pings_and_may_insist_on_a_heartbeat() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    mezon.server_pings(Some(Duration::from_millis(20)));
    let mut bot = Line::bot(&emulator, &[]).await;
    let first = bot.next().await;
    assert!(
        matches!(first, Seen::Said(Envelope { cid: 1, message: Some(Said::Ping(_)) })),
        "{first:?}"
    );
    let pong = Envelope { cid: 1, message: Some(Said::Pong(realtime::Pong {})) };
    mezon.server_pings(None);
    mezon.heartbeat(Some(Duration::from_millis(20)));
    bot.send_bytes(pong.encode_to_vec()).await;
    loop {
        match bot.next().await {
            // Pings that were under way.
            Seen::Said(_) => {}
            Seen::Close(code, _) => break assert_eq!(code, 1001),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_socket_takes_only_so_much_when_told() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let mut bot = Line::bot(&emulator, &[]).await;
    mezon.socket_limit(Some((3, Duration::from_secs(3600))));
    // The join of clan 0 was not counted: nothing was limited then.
    let mut codes = Vec::new();
    for _ in 0..4 {
        codes.push(bot.call("GetAccount", Vec::new()).await.0);
    }
    assert_eq!(codes, [0, 0, 0, 8]);
    let join = Said::ClanJoin(realtime::ClanJoin::default());
    assert_eq!(said_error(bot.ask(join).await).1, "too many requests");
    assert!(bot.is_quiet().await);
}
