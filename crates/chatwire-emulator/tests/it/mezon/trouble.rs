//! Faults: of connections, of frames, and of single answers.

use std::time::Duration;

use chatwire_emulator::mezon::Twist;
use chatwire_emulator::mezon::proto::Message as _;
use chatwire_emulator::mezon::proto::realtime::{self, Envelope, envelope::Message as Said};
use chatwire_emulator::{Emulator, Fault, Platform};

use super::line::{Line, Seen, session};

#[tokio::test]
async fn the_sockets_faults_are_binary_here() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let channel = mezon.channel(mezon.clan("team"), "talk");
    let clan = mezon.clan("team");
    let token = session(&emulator).await.token;
    emulator.fault(Platform::Mezon, Fault::RefuseUpgrade { status: 403 });
    assert_eq!(Line::open(&emulator, &token).await.err(), Some(403));
    let mut bot = Line::bot(&emulator, &[clan]).await;
    let strike = |fault: Fault| assert_ne!(emulator.fault_open_sockets(Platform::Mezon, &fault), 0);
    strike(Fault::GarbageFrame { after_frames: 0 });
    mezon.say(channel, "alice", "one");
    assert!(matches!(bot.next().await, Seen::Noise(_)));
    let one = bot.message().await;
    strike(Fault::DuplicateFrame { after_frames: 0 });
    mezon.say(channel, "alice", "two");
    let two = bot.message().await;
    assert_eq!(bot.message().await, two);
    assert!(two.message_id > one.message_id);
    strike(Fault::CloseSocket { after_frames: 1, code: 4014, reason: "no".to_owned() });
    mezon.say(channel, "alice", "three");
    bot.message().await;
    assert_eq!(bot.next().await, Seen::Close(4014, "no".to_owned()));
    let mut bot = Line::bot(&emulator, &[clan]).await;
    strike(Fault::DropSocket { after_frames: 0 });
    assert_eq!(bot.next().await, Seen::Cut);
    let frames = emulator.frames(Platform::Mezon);
    assert_eq!(
        (frames[0].path.as_str(), Envelope::decode(frames[0].bytes.clone()).unwrap().cid),
        ("/ws", 1)
    );
}

#[tokio::test]
async fn anything_can_be_pushed() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let mut bot = Line::bot(&emulator, &[]).await;
    let event = Said::AiagentEnabledEvent(realtime::AiAgentEnabledEvent {
        enabled: true,
        ..Default::default()
    });
    assert_eq!(mezon.push(event.clone()), 1);
    assert_eq!(bot.push().await, event);
    mezon.push_unknown(500, b"new");
    let unknown = bot.next().await;
    assert!(matches!(unknown, Seen::Said(Envelope { cid: 0, message: None })), "{unknown:?}");
    mezon.push_bytes(vec![0xFF, 1]);
    assert_eq!(bot.next().await, Seen::Noise(vec![0xFF, 1]));
    mezon.push_text("hello");
    assert_eq!(bot.next().await, Seen::Text("hello".to_owned()));
    mezon.push_to(&[5], event.clone());
    mezon.push_to(&[mezon.bot().0], event.clone());
    assert_eq!(bot.push().await, event);
    assert!(bot.is_quiet().await);
}

#[tokio::test]
async fn single_answers_go_astray() {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let clan = mezon.clan("team");
    let mut bot = Line::bot(&emulator, &[]).await;
    mezon.twist("GetAccount", Twist::Refused { code: 13, message: "oh".to_owned() });
    assert_eq!(bot.call("GetAccount", Vec::new()).await, (13, b"oh".to_vec(), 1));
    mezon.twist("GetAccount", Twist::Twice);
    let (_, whole, _) = bot.call("GetAccount", Vec::new()).await;
    assert!(matches!(bot.next().await, Seen::Raw(_, 0, true, content) if content == whole));

    let ask = |name: &str| {
        Some(Said::ApiRequestEvent(realtime::ApiRequestEvent {
            api_name: name.to_owned(),
            ..Default::default()
        }))
    };
    // Held back, the answer comes after that of a later request.
    mezon.twist("GetAccount", Twist::Held);
    let late = bot.say(ask("GetAccount")).await;
    bot.call("Healthcheck", Vec::new()).await;
    assert_eq!(mezon.release(), 1);
    assert!(matches!(bot.next().await, Seen::Raw(cid, 0, true, _) if i32::from(cid) == late));
    mezon.twist("GetAccount", Twist::Unanswered);
    bot.say(ask("GetAccount")).await;
    assert!(bot.is_quiet().await);
    mezon.piece(2);
    mezon.twist("GetAccount", Twist::CutOff { pieces: 2 });
    bot.say(ask("GetAccount")).await;
    for _ in 0..2 {
        assert!(matches!(bot.next().await, Seen::Raw(_, 0, false, content) if content.len() == 2));
    }
    assert!(bot.is_quiet().await);
    mezon.piece(usize::MAX);
    mezon.twist("GetAccount", Twist::Enveloped);
    let asked = bot.say(ask("GetAccount")).await;
    let Seen::Said(Envelope { cid, message: Some(Said::ApiRequestEvent(event)) }) =
        bot.next().await
    else {
        panic!("no envelope")
    };
    assert_eq!((cid, event.body.as_ref()), (asked, whole.as_slice()));
    mezon.twist("GetAccount", Twist::Garbled);
    assert_eq!(bot.call("GetAccount", Vec::new()).await.1, [0x07, 0xFF, 0xFF]);

    let join = Said::ClanJoin(realtime::ClanJoin { clan_id: clan, ..Default::default() });
    mezon.twist("clan_join", Twist::Bare);
    assert_eq!(bot.ask(join.clone()).await, None);
    mezon.twist("clan_join", Twist::Refused { code: 7, message: "no".to_owned() });
    assert!(
        matches!(bot.ask(join).await, Some(Said::Error(error)) if error.code == 7 && error.message == "no")
    );
    mezon.twist("ping", Twist::Unanswered);
    bot.say(Some(Said::Ping(realtime::Ping {}))).await;
    assert!(bot.is_quiet().await);
}

#[tokio::test]
async fn faults_of_requests_hold_here_too() {
    let emulator = Emulator::start().await.unwrap();
    let token = session(&emulator).await.token;
    let call = |fault: Fault| {
        emulator.fault_on(Platform::Mezon, "POST", "/mezon.api.Mezon/GetAccount", fault);
        super::line::call(&emulator, &token, "GetAccount", Vec::new())
    };
    let busy = call(Fault::retry_after(429, 7)).await;
    assert_eq!((busy.json()["code"].as_u64(), busy.header("retry-after")), (Some(8), Some("7")));
    assert!(call(Fault::Empty).await.body.is_empty());
    assert_eq!(call(Fault::Delay(Duration::from_millis(1))).await.status, 200);
}

#[tokio::test]
async fn an_endless_heartbeat_is_never_over() {
    let emulator = Emulator::start().await.unwrap();
    emulator.mezon().heartbeat(Some(Duration::MAX));
    let mut bot = Line::bot(&emulator, &[]).await;
    assert!(bot.is_quiet().await);
}
