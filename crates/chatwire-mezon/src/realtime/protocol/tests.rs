//! The state machine, fed with frames.

mod ending;
mod gaps;
mod opening;
mod rejoins;

use std::time::Duration;

use chatwire_core::testing::{Answer as Http, Script};
use chatwire_core::ws::{self, Lifecycle};
use futures_util::FutureExt as _;
use tokio::time::advance;

use super::*;
use crate::event::{EventKind, Kinds};
use crate::realtime::joins::Place;
use crate::rpc::methods;
use crate::rpc::pieces::MARK;
use crate::{Message, UserId};

const BOT: i64 = 1_800_000_000_000_000_001;
const CLAN: i64 = 1_840_000_000_000_000_001;
const CHANNEL: i64 = 1_840_000_000_000_000_010;

/// A session with one clan, and what it sent so far.
struct Stage {
    live: Live,
    out: Out<Live>,
}

fn settings() -> Settings {
    Settings {
        language: "en".into(),
        heartbeat: HEARTBEAT,
        request_timeout: Duration::from_secs(10),
        send_limit: SendLimit::off(),
        fill_gaps: false,
        joins_clans: true,
        loads_channels: false,
    }
}

fn list(clans: &[i64]) -> api::ClanDescList {
    let clan = |id: &i64| api::ClanDesc { clan_id: *id, ..api::ClanDesc::default() };
    api::ClanDescList { clandesc: clans.iter().map(clan).collect() }
}

impl Stage {
    fn new(settings: Settings) -> Self {
        let client =
            Client::builder(UserId::new(BOT), "key").script(Script::new()).build().unwrap();
        let live = Live::new(client, settings, Arc::default(), Arc::default());
        Self { live, out: Out::default() }
    }

    /// A session that is online with one clan.
    fn online(settings: Settings) -> Self {
        let mut stage = Self::new(settings);
        stage.open(&[CLAN]);
        stage.events();
        stage
    }

    /// Opens a line and answers everything until the session is online; envelopes that were sent.
    fn open(&mut self, clans: &[i64]) -> Vec<envelope::Message> {
        self.live.on_open(&mut self.out);
        drop(self.out.take_tasks());
        self.command(Verb::Clans(Ok(list(clans))));
        let mut all = Vec::new();
        loop {
            let sent = self.sent();
            if sent.is_empty() {
                return all;
            }
            for (cid, message) in sent {
                self.answer(cid, None);
                all.push(message);
            }
        }
    }

    fn command(&mut self, verb: Verb) {
        self.live.on_command(Command(verb), &mut self.out);
    }

    /// Numbers and contents of the envelopes that went out.
    fn sent(&mut self) -> Vec<(i32, envelope::Message)> {
        let frames = self.out.take_frames();
        let read = |frame: Wire| match frame {
            Wire::Binary(bytes) => {
                let envelope = realtime::Envelope::decode(bytes).unwrap();
                (envelope.cid, envelope.message.unwrap())
            }
            other => panic!("{other:?}"),
        };
        frames.into_iter().map(read).collect()
    }

    fn push(&mut self, bytes: &[u8]) {
        self.live.on_frame(FrameRef::Binary(bytes), &mut self.out);
    }

    fn answer(&mut self, cid: i32, message: Option<envelope::Message>) {
        self.push(&realtime::Envelope { cid, message }.encode_to_vec());
    }

    fn refuse(&mut self, cid: i32, code: i32, words: &str) {
        let error = realtime::Error { code, message: words.to_owned(), ..Default::default() };
        self.answer(cid, Some(envelope::Message::Error(error)));
    }

    fn events(&mut self) -> Vec<Event> {
        self.out.take_events()
    }

    /// Sends a text to a channel.
    fn say(&mut self, channel: i64, text: &str) -> ws::Answer<Option<envelope::Message>> {
        let (reply, wait) = Reply::new();
        let place = Place { clan: CLAN.into(), channel: channel.into(), kind: 1, is_public: true };
        self.command(Verb::Send { place, message: Box::new(text_of(text)), reply });
        wait
    }

    fn call(&mut self) -> ws::Answer<Bytes> {
        let (reply, wait) = Reply::new();
        let body = Bytes::from_static(b"q");
        self.command(Verb::Api { method: &methods::LIST_CLAN_DESCS, body, reply });
        wait
    }

    async fn after(&mut self, span: Duration) {
        advance(span).await;
        while self.live.deadline().is_some_and(|at| at <= Instant::now()) {
            self.live.on_deadline(Instant::now(), &mut self.out);
        }
    }
}

fn text_of(text: &str) -> envelope::Message {
    envelope::Message::ChannelMessageSend(realtime::ChannelMessageSend {
        clan_id: CLAN,
        content: text.to_owned(),
        ..Default::default()
    })
}

fn message(id: i64, code: i32) -> Vec<u8> {
    let message = api::ChannelMessage {
        clan_id: CLAN,
        channel_id: CHANNEL,
        message_id: id,
        code,
        ..Default::default()
    };
    let message = Some(envelope::Message::ChannelMessage(message));
    realtime::Envelope { cid: 0, message }.encode_to_vec()
}

fn raw(cid: u16, code: u16, is_last: bool, payload: &[u8]) -> Vec<u8> {
    let flag: u16 = if is_last { 0x00FF } else { 0 };
    let mut frame = vec![MARK];
    for number in [cid, code, flag] {
        frame.extend(number.to_be_bytes());
    }
    frame.extend(payload);
    frame
}

fn is_join(message: &envelope::Message) -> bool {
    matches!(message, envelope::Message::ClanJoin(_) | envelope::Message::ChannelJoin(_))
}

#[tokio::test(start_paused = true)]
async fn heartbeats_go_on_and_tell_the_latency() {
    let latency = Arc::new(AtomicU64::new(0));
    let mut stage = Stage::online(settings());
    stage.live.heart.latency = Arc::clone(&latency);
    for _ in 0..3 {
        stage.after(HEARTBEAT).await;
        let sent = stage.sent();
        let [(cid, envelope::Message::Ping(_))] = sent[..] else { panic!("{sent:?}") };
        advance(Duration::from_millis(30)).await;
        stage.answer(cid, Some(pong()));
        assert_eq!(latency.load(Ordering::Relaxed), 30_000);
    }
    assert_eq!(stage.live.watchdog(), Watchdog::silence(HEARTBEAT * 2));
}

#[tokio::test(start_paused = true)]
async fn a_ping_of_the_server_is_answered_with_its_number() {
    let mut stage = Stage::online(settings());
    for cid in [0, 77, -3] {
        stage.answer(cid, Some(envelope::Message::Ping(realtime::Ping {})));
        let sent = stage.sent();
        assert!(matches!(sent[..], [(number, envelope::Message::Pong(_))] if number == cid));
    }
}

#[tokio::test(start_paused = true)]
async fn calls_are_answered_by_raw_frames_in_pieces() {
    let mut stage = Stage::online(settings());
    let (mut first, mut second) = (stage.call(), stage.call());
    let sent = stage.sent();
    let envelope::Message::ApiRequestEvent(request) = &sent[0].1 else { panic!("{sent:?}") };
    assert_eq!((request.api_index, request.api_name.as_str()), (2, "ListClanDescs"));
    assert_eq!(request.body, "q");
    let cids: Vec<u16> = sent.iter().map(|(cid, _)| u16::try_from(*cid).unwrap()).collect();
    stage.push(&raw(cids[0], 0, false, b"ab"));
    stage.push(&raw(cids[1], 5, true, b"clan not found"));
    stage.push(&raw(cids[0], 0, true, b"cd"));
    assert_eq!(first.try_take().unwrap().unwrap(), "abcd");
    let refused = second.try_take().unwrap().unwrap_err();
    assert_eq!((refused.kind(), refused.message()), (ErrorKind::NotFound, "clan not found"));
    // Late, short and unknown pieces cost nothing.
    for frame in [raw(cids[0], 0, true, b"late"), vec![MARK, 0, 1], raw(60_000, 0, true, b"")] {
        stage.push(&frame);
    }
    assert!(stage.events().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_call_may_be_answered_by_an_envelope() {
    let mut stage = Stage::online(settings());
    let (mut answered, mut refused) = (stage.call(), stage.call());
    let sent = stage.sent();
    let body = realtime::ApiRequestEvent { body: "x".into(), ..Default::default() };
    stage.answer(sent[0].0, Some(envelope::Message::ApiRequestEvent(body)));
    stage.refuse(sent[1].0, 7, "failed");
    assert_eq!(answered.try_take().unwrap().unwrap(), "x");
    assert_eq!(refused.try_take().unwrap().unwrap_err().message(), "failed");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_does_not_come_ends_the_request_and_its_number_rests() {
    let mut stage = Stage::online(settings());
    let mut call = stage.call();
    let cid = stage.sent()[0].0;
    stage.push(&raw(u16::try_from(cid).unwrap(), 0, false, b"half"));
    stage.after(Duration::from_secs(10)).await;
    let late = call.try_take().unwrap().unwrap_err();
    assert_eq!((late.kind(), late.maybe_sent()), (ErrorKind::Timeout, true));
    stage.push(&raw(u16::try_from(cid).unwrap(), 0, true, b"rest"));
    for _ in 0..100 {
        drop(stage.call());
    }
    // The abandoned ones were not even sent; a heartbeat was.
    assert!(stage.sent().iter().all(|(used, _)| *used != cid));
}

#[tokio::test(start_paused = true)]
async fn a_thousand_requests_fail_at_once_when_the_line_drops() {
    let mut stage = Stage::online(settings());
    let mut calls: Vec<_> = (0..1_000).map(|_| stage.call()).collect();
    assert_eq!(stage.sent().len(), 1_000);
    let mut sent = stage.say(CHANNEL, "one");
    let mut waits = stage.say(CHANNEL, "two");
    let lost = Error::new(ErrorKind::Transport, "gone");
    assert!(matches!(stage.live.on_close(&Close::lost(&lost)), Recovery::Reconnect));
    for call in &mut calls {
        let error = call.try_take().unwrap().unwrap_err();
        assert_eq!((error.kind(), error.maybe_sent()), (ErrorKind::Transport, true));
    }
    assert!(sent.try_take().unwrap().unwrap_err().maybe_sent());
    assert!(!waits.try_take().unwrap().unwrap_err().maybe_sent());
}

#[tokio::test(start_paused = true)]
async fn sends_of_a_channel_keep_their_order_and_join_it_when_they_must() {
    let mut stage = Stage::online(settings());
    let (mut first, mut second) = (stage.say(CHANNEL, "1"), stage.say(CHANNEL, "2"));
    let mut other = stage.say(CHANNEL + 1, "other");
    let sent = stage.sent();
    assert_eq!(sent.len(), 2, "one of each channel");
    stage.refuse(sent[0].0, 3, "Must join channel before sending messages");
    let joins = stage.sent();
    assert!(is_join(&joins[0].1));
    stage.answer(joins[0].0, None);
    let again = stage.sent();
    assert_eq!(again[0].1, text_of("1"));
    stage.answer(again[0].0, None);
    let next = stage.sent();
    assert_eq!(next[0].1, text_of("2"));
    stage.answer(next[0].0, None);
    stage.answer(sent[1].0, None);
    for done in [&mut first, &mut second, &mut other] {
        assert!(done.try_take().unwrap().is_ok());
    }
    // The channel is joined again on the next line, once.
    let lost = Error::new(ErrorKind::Transport, "gone");
    stage.live.on_close(&Close::lost(&lost));
    stage.out = Out::default().again(Duration::from_secs(5));
    let joins = stage.open(&[CLAN]).iter().filter(|message| is_join(message)).count();
    assert_eq!(joins, 3, "two clans and the channel");
}

#[tokio::test(start_paused = true)]
async fn the_limit_holds_back_envelopes_and_not_heartbeats() {
    let mut stage = Stage::online(settings());
    stage.live.windows = Windows::new(SendLimit::new(2, 100));
    let calls: Vec<_> = (0..5).map(|_| stage.call()).collect();
    assert_eq!(stage.sent().len(), 2);
    stage.live.beat(Instant::now(), &mut stage.out);
    assert_eq!(stage.sent().len(), 1, "a heartbeat");
    stage.after(Duration::from_secs(1)).await;
    assert_eq!(stage.sent().len(), 2);
    stage.after(Duration::from_secs(1)).await;
    assert_eq!(stage.sent().len(), 1);
    drop(calls);
}

#[tokio::test(start_paused = true)]
async fn what_its_caller_gave_up_before_its_turn_is_not_sent() {
    let mut stage = Stage::online(settings());
    stage.live.windows = Windows::new(SendLimit::new(1, 100));
    let _first = stage.say(CHANNEL, "first");
    let gone = stage.say(CHANNEL + 1, "gone");
    let _next = stage.say(CHANNEL + 1, "next");
    drop(gone);
    let mut sent = stage.sent();
    for _ in 0..3 {
        stage.after(Duration::from_secs(1)).await;
        sent.extend(stage.sent());
    }
    let sent: Vec<_> = sent.into_iter().map(|(_, message)| message).collect();
    assert_eq!(sent, [text_of("first"), text_of("next")]);
}

#[tokio::test(start_paused = true)]
async fn the_queue_is_bounded() {
    let mut stage = Stage::online(settings());
    stage.live.windows = Windows::new(SendLimit::new(1, 1));
    let mut calls: Vec<_> = (0..=QUEUE + 1).map(|_| stage.call()).collect();
    let full = calls.pop().unwrap().try_take().unwrap().unwrap_err();
    assert_eq!((full.kind(), full.code()), (ErrorKind::RateLimited, Some("queue_full")));
    assert!(!full.maybe_sent());
}

#[tokio::test(start_paused = true)]
async fn a_bad_frame_costs_one_event() {
    let mut stage = Stage::online(settings());
    stage.push(&message(1, 0));
    for bad in [b"\xF2".as_slice(), b"\x32\x7F", b"\x0A\x01x\x07", b""] {
        stage.push(bad);
    }
    stage.push(&[0x32, 2, 0x0A, 0x7F]);
    stage.push(b"\xE2\x12\x03abc");
    stage.live.on_frame(FrameRef::Text("hello"), &mut stage.out);
    stage.push(&message(2, 0));
    let events = stage.events();
    assert!(stage.out.given_up().is_none());
    let ids: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::ChannelMessage(message) => Some(message.message_id),
            _ => None,
        })
        .collect();
    assert_eq!(ids, [1, 2]);
    assert!(events.iter().any(|event| matches!(event, Event::Trouble(_))), "{events:?}");
    assert!(events.iter().any(|event| matches!(event, Event::Unknown { number: 300, .. })));
}

#[tokio::test(start_paused = true)]
async fn nothing_comes_twice_but_changes() {
    let mut stage = Stage::online(settings());
    for (id, code) in [(1, 0), (1, 0), (1, 1), (1, 1), (2, 0), (1, 0), (1, 2), (2, 14), (2, 15)] {
        stage.push(&message(id, code));
    }
    assert_eq!(stage.events().len(), 7);
}

#[tokio::test(start_paused = true)]
async fn only_what_is_wanted_is_read() {
    let mut stage = Stage::online(settings());
    stage.live.wanted.set([EventKind::MessageReaction].into_iter().collect());
    stage.push(&message(1, 0));
    // Content that could not be read is not looked at either.
    stage.push(&[0x32, 2, 0x0A, 0x7F]);
    let reaction = envelope::Message::MessageReactionEvent(api::MessageReaction::default());
    stage.answer(0, Some(reaction));
    let events = stage.events();
    assert!(matches!(events[..], [Event::MessageReaction(_)]), "{events:?}");
}

#[tokio::test(start_paused = true)]
async fn channels_of_a_new_clan_are_loaded_too() {
    let added = |user: i64| realtime::AddClanUserEvent {
        clan_id: CLAN + 1,
        user: Some(realtime::UserProfileRedis { user_id: user, ..Default::default() }),
        ..Default::default()
    };
    for (loads_channels, user, loads) in [(true, BOT, 1), (true, BOT + 1, 0), (false, BOT, 0)] {
        let mut stage = Stage::online(Settings { loads_channels, ..settings() });
        drop(stage.out.take_tasks());
        stage.answer(0, Some(envelope::Message::AddClanUserEvent(added(user))));
        assert_eq!(stage.out.take_tasks().len(), loads, "{loads_channels} {user}");
        assert_eq!(stage.sent().len(), usize::from(user == BOT), "joins");
    }
    // Who is let in once more was out meanwhile, whether or not that was told.
    let mut stage = Stage::online(settings());
    for _ in 0..2 {
        stage.answer(0, Some(envelope::Message::AddClanUserEvent(added(BOT))));
        assert_eq!(stage.sent().len(), 1, "joins");
    }
    // Before the session is online, they are loaded along with all others.
    let mut stage = Stage::new(Settings { loads_channels: true, ..settings() });
    stage.live.on_open(&mut stage.out);
    drop(stage.out.take_tasks());
    stage.answer(0, Some(envelope::Message::AddClanUserEvent(added(BOT))));
    assert!(stage.out.take_tasks().is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_bot_follows_where_it_is_let_in() {
    let mut stage = Stage::online(settings());
    let added = |user: i64| {
        let user = realtime::UserProfileRedis { user_id: user, ..Default::default() };
        let channel = api::ChannelDescription {
            channel_id: CHANNEL,
            r#type: 1,
            channel_private: 1,
            ..Default::default()
        };
        envelope::Message::UserChannelAddedEvent(realtime::UserChannelAdded {
            clan_id: CLAN,
            users: vec![user],
            channel_desc: Some(channel),
            ..Default::default()
        })
    };
    stage.answer(0, Some(added(5)));
    assert!(stage.sent().is_empty(), "somebody else");
    stage.answer(0, Some(added(BOT)));
    stage.answer(0, Some(added(BOT)));
    let sent = stage.sent();
    let [(_, envelope::Message::ChannelJoin(join))] = &sent[..] else { panic!("{sent:?}") };
    assert_eq!((join.channel_id, join.channel_type, join.is_public), (CHANNEL, 1, false));
    let thread = envelope::Message::ChannelUpdatedEvent(realtime::ChannelUpdatedEvent {
        clan_id: CLAN,
        channel_id: CHANNEL + 5,
        channel_type: 7,
        status: 1,
        ..Default::default()
    });
    stage.answer(0, Some(thread));
    assert_eq!(stage.sent().len(), 1);
    let removed = envelope::Message::UserClanRemovedEvent(realtime::UserClanRemoved {
        clan_id: CLAN,
        user_ids: vec![BOT],
    });
    stage.answer(0, Some(removed));
    assert_eq!(stage.live.joins.all_but::<Vec<_>>(&[]).len(), 1, "the place of direct messages");
}

#[tokio::test(start_paused = true)]
async fn random_frames_never_panic_and_never_end_the_line() {
    let mut stage = Stage::online(settings());
    let mut random = fastrand_like(7);
    for _ in 0..20_000 {
        let length = usize::try_from(random() % 40).unwrap();
        let mut frame: Vec<u8> = (0..length).map(|_| random().to_le_bytes()[0]).collect();
        if random().is_multiple_of(2) {
            frame = message(1, 0);
            let at = usize::try_from(random()).unwrap() % frame.len();
            frame[at] = random().to_le_bytes()[0];
        }
        stage.push(&frame);
        assert!(stage.out.given_up().is_none());
        stage.events();
        stage.sent();
    }
}

/// A small generator, so that a failure can be repeated.
fn fastrand_like(seed: u64) -> impl FnMut() -> u64 {
    let mut state = seed.wrapping_mul(2).wrapping_add(1);
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state >> 3
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_missed_is_fetched_once_and_in_order() {
    let history = |ids: &[i64]| {
        let message = |id: &i64| api::ChannelMessage {
            clan_id: CLAN,
            channel_id: CHANNEL,
            message_id: *id,
            ..Default::default()
        };
        let messages = ids.iter().map(message).collect();
        Http::status(200)
            .body(api::ChannelMessageList { messages, ..Default::default() }.encode_to_vec())
    };
    let session =
        api::Session { token: "h.eyJleHAiOjQxMDI0NDQ4MDB9.s".to_owned(), ..Default::default() };
    let script = Script::new()
        .answer(Http::status(200).body(session.encode_to_vec()))
        .answer(history(&[3, 1, 5, 4, 2]))
        .answer(history(&[5]));
    let client = Client::builder(UserId::new(BOT), "key").script(script).build().unwrap();
    let filling = Settings { fill_gaps: true, ..settings() };
    let mut stage = Stage::online(filling);
    stage.live.client = client;
    stage.push(&message(2, 0));
    let caught = stage.live.inbox.fetch(stage.live.client.clone(), None).now_or_never();
    let caught = match caught {
        Some(caught) => caught.unwrap(),
        None => stage.live.inbox.fetch(stage.live.client.clone(), None).await.unwrap(),
    };
    assert!(caught.complete);
    let mut events = caught.events;
    stage.live.on_backfill(&mut events);
    let ids: Vec<_> = events
        .iter()
        .map(|event| match event {
            Event::ChannelMessage(message) => (message.message_id, Message::is_recovered(message)),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(ids, [(3, true), (4, true), (5, true)]);
    stage.push(&message(4, 0));
    assert_eq!(stage.events().len(), 1, "the first one only");
}
