//! How requests end: answered, refused, or with their line.

use super::*;

/// A request that has just gone out, and its number.
fn one<T>(stage: &mut Stage, ask: impl FnOnce(&mut Stage) -> T) -> (i32, T) {
    let wait = ask(stage);
    let sent = stage.sent();
    let [(cid, _)] = sent[..] else { panic!("{sent:?}") };
    (cid, wait)
}

#[tokio::test(start_paused = true)]
async fn who_was_answered_was_heard() {
    let mut stage = Stage::online(settings());
    let (cid, mut call) = one(&mut stage, Stage::call);
    stage.push(&raw(u16::try_from(cid).unwrap(), 5, true, b"clan not found"));
    let refused = call.try_take().unwrap().unwrap_err();
    assert_eq!((refused.kind(), refused.maybe_sent()), (ErrorKind::NotFound, true));

    let (cid, mut call) = one(&mut stage, Stage::call);
    stage.answer(cid, Some(pong()));
    let strange = call.try_take().unwrap().unwrap_err();
    assert_eq!((strange.kind(), strange.maybe_sent()), (ErrorKind::Decode, true));

    let (cid, mut send) = one(&mut stage, |stage| stage.say(CHANNEL, "1"));
    stage.refuse(cid, 0, "timeout in runtime");
    let failed = send.try_take().unwrap().unwrap_err();
    assert_eq!((failed.kind(), failed.maybe_sent()), (ErrorKind::Server, true));
}

#[test]
fn an_answer_that_cannot_be_read_was_an_answer() {
    let broken = crate::rpc::decode::<api::ClanDescList>(&Bytes::from_static(b"\x0A\x7F"));
    let error = broken.unwrap_err();
    assert_eq!((error.kind(), error.maybe_sent()), (ErrorKind::Decode, true));
}

/// Words that ask for a join are a refusal, whatever their number.
#[tokio::test(start_paused = true)]
async fn a_channel_that_must_be_joined_took_nothing() {
    let mut stage = Stage::online(settings());
    let (cid, mut send) = one(&mut stage, |stage| stage.say(CHANNEL, "1"));
    let words = "Must join channel before sending messages";
    stage.refuse(cid, 0, words);
    let (join, ()) = one(&mut stage, |_| ());
    stage.answer(join, None);
    let (cid, ()) = one(&mut stage, |_| ());
    stage.refuse(cid, 0, words);
    let error = send.try_take().unwrap().unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Rejected, Some("must_join")));
}

#[tokio::test(start_paused = true)]
async fn what_its_owner_ends_is_closed() {
    let mut stage = Stage::online(settings());
    let (mut call, mut send) = (stage.call(), stage.say(CHANNEL, "one"));
    let mut waits = stage.say(CHANNEL, "two");
    let closed = Error::new(ErrorKind::Closed, "the session was closed");
    stage.live.on_close(&Close::lost(&closed));
    let error = call.try_take().unwrap().unwrap_err();
    assert_eq!((error.kind(), error.maybe_sent()), (ErrorKind::Closed, true));
    let error = send.try_take().unwrap().unwrap_err();
    assert_eq!((error.kind(), error.maybe_sent()), (ErrorKind::Closed, true));
    let error = waits.try_take().unwrap().unwrap_err();
    assert_eq!((error.kind(), error.maybe_sent()), (ErrorKind::Closed, false));
}

#[tokio::test(start_paused = true)]
async fn what_never_left_is_not_said_to_have_arrived() {
    let mut stage = Stage::online(settings());
    stage.live.windows = Windows::new(SendLimit::new(1, 100));
    let (mut sent, mut first) = (stage.say(CHANNEL, "sent"), stage.say(CHANNEL + 1, "first"));
    assert_eq!(stage.sent().len(), 1);
    let lost = Error::new(ErrorKind::Transport, "gone");
    stage.live.on_close(&Close::lost(&lost));
    assert!(sent.try_take().unwrap().unwrap_err().maybe_sent());
    assert!(!first.try_take().unwrap().unwrap_err().maybe_sent());
}

#[tokio::test(start_paused = true)]
async fn a_full_queue_does_not_keep_a_send_from_joining_its_channel() {
    let mut stage = Stage::online(settings());
    let (mut cid, mut send) = one(&mut stage, |stage| stage.say(CHANNEL, "one"));
    // First the join finds the queue full, then what is sent again.
    for refused in [true, false] {
        stage.live.windows = Windows::new(SendLimit::new(1, 1));
        stage.live.windows.count(Instant::now());
        let calls: Vec<_> = (0..QUEUE).map(|_| stage.call()).collect();
        assert!(stage.sent().is_empty());
        if refused {
            stage.refuse(cid, 3, "Must join channel before sending messages");
        } else {
            stage.answer(cid, None);
        }
        assert!(send.try_take().is_none(), "still under way");
        drop(calls);
        stage.live.windows = Windows::new(SendLimit::off());
        stage.live.pump(&mut stage.out);
        let sent = stage.sent();
        assert!(sent.len() == 1 && is_join(&sent[0].1) == refused, "{sent:?}");
        cid = sent[0].0;
    }
    stage.answer(cid, None);
    assert!(send.try_take().unwrap().is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_clan_that_the_list_does_not_know_yet_is_joined_all_the_same() {
    let added = |user: i64| {
        envelope::Message::AddClanUserEvent(realtime::AddClanUserEvent {
            clan_id: CLAN + 1,
            user: Some(realtime::UserProfileRedis { user_id: user, ..Default::default() }),
            ..Default::default()
        })
    };
    let clans = |sent: &[envelope::Message]| -> Vec<i64> {
        let join = |message: &envelope::Message| match message {
            envelope::Message::ClanJoin(join) => Some(join.clan_id),
            _ => None,
        };
        sent.iter().filter_map(join).collect()
    };
    let mut stage = Stage::new(settings());
    stage.live.on_open(&mut stage.out);
    drop(stage.out.take_tasks());
    stage.sent();
    stage.answer(0, Some(added(BOT)));
    stage.command(Verb::Clans(Ok(list(&[CLAN]))));
    let sent: Vec<_> = stage.sent().into_iter().map(|(_, message)| message).collect();
    assert_eq!(clans(&sent), [CLAN, CLAN + 1]);
    // The next list knows better.
    let lost = Error::new(ErrorKind::Transport, "gone");
    stage.live.on_close(&Close::lost(&lost));
    stage.out = Out::default();
    stage.open(&[CLAN]);
    assert!(!stage.live.joins.has_clan((CLAN + 1).into()));

    // One that the program itself asked for is joined on each line, until the bot is out.
    let (reply, _wait) = Reply::new();
    stage.command(Verb::JoinClan { clan: (CLAN + 2).into(), reply });
    stage.sent();
    for _ in 0..2 {
        stage.live.on_close(&Close::lost(&lost));
        stage.out = Out::default();
        assert!(clans(&stage.open(&[CLAN])).contains(&(CLAN + 2)));
    }
    let removed = envelope::Message::UserClanRemovedEvent(realtime::UserClanRemoved {
        clan_id: CLAN + 2,
        user_ids: vec![BOT],
    });
    stage.answer(0, Some(removed));
    stage.live.on_close(&Close::lost(&lost));
    stage.out = Out::default();
    assert!(!clans(&stage.open(&[CLAN])).contains(&(CLAN + 2)));
}

/// At one call a second, so many channels take longer than there is time: what came counts.
#[tokio::test(start_paused = true)]
async fn what_was_fetched_in_time_is_kept() {
    let session =
        api::Session { token: "h.eyJleHAiOjQxMDI0NDQ4MDB9.s".to_owned(), ..Default::default() };
    let missed = api::ChannelMessage {
        clan_id: CLAN,
        channel_id: CHANNEL,
        message_id: 7,
        ..Default::default()
    };
    let page = api::ChannelMessageList { messages: vec![missed], ..Default::default() };
    let script = Script::new()
        .answer(Http::status(200).body(session.encode_to_vec()))
        .always(Http::status(200).body(page.encode_to_vec()));
    let mut stage = Stage::online(Settings { fill_gaps: true, ..settings() });
    stage.live.client =
        Client::builder(UserId::new(BOT), "key").script(script.clone()).build().unwrap();
    for number in 0..200 {
        let said = api::ChannelMessage {
            clan_id: CLAN,
            channel_id: CHANNEL + number,
            message_id: 5,
            ..Default::default()
        };
        let message = Some(envelope::Message::ChannelMessage(said));
        stage.push(&realtime::Envelope { cid: 0, message }.encode_to_vec());
    }
    let fetch = stage.live.inbox.fetch(stage.live.client.clone(), None);
    let caught = tokio::time::timeout(Duration::from_secs(59), fetch).await.unwrap().unwrap();
    assert!(!caught.complete);
    assert!(caught.events.len() > 40, "{} of {}", caught.events.len(), script.requests().len());
}

/// The send was refused, whatever became of the join: nobody has to look whether it arrived.
#[tokio::test(start_paused = true)]
async fn a_join_that_fails_leaves_no_doubt() {
    let mut stage = Stage::online(settings());
    for is_answered in [true, false] {
        let (cid, mut send) = one(&mut stage, |stage| stage.say(CHANNEL, "1"));
        stage.refuse(cid, 3, "no member");
        let (join, ()) = one(&mut stage, |_| ());
        if is_answered {
            stage.refuse(join, 0, "timeout in runtime");
        } else {
            stage.after(Duration::from_secs(10)).await;
        }
        let error = send.try_take().unwrap().unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Rejected, Some("must_join")));
        assert!(std::error::Error::source(&error).is_some(), "why it was not joined");
        stage.sent();
    }
}
