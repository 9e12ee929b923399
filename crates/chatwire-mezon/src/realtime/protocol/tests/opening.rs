//! What a session does with a new line until it is online.

use super::*;

#[tokio::test(start_paused = true)]
async fn a_line_beats_and_joins_before_it_is_online() {
    let mut stage = Stage::new(settings());
    let sent = stage.open(&[CLAN, CLAN + 1]);
    assert!(matches!(sent[0], envelope::Message::Ping(_)), "{sent:?}");
    let joined: Vec<_> = sent
        .iter()
        .filter_map(|message| match message {
            envelope::Message::ClanJoin(join) => Some(join.clan_id),
            _ => None,
        })
        .collect();
    assert_eq!(joined, [0, CLAN, CLAN + 1], "that of direct messages, too");
    let events = stage.events();
    assert!(matches!(events[..], [Event::Lifecycle(Lifecycle::Online { .. })]), "{events:?}");
}

#[tokio::test(start_paused = true)]
async fn many_clans_are_joined_eight_at_a_time_and_a_refusal_costs_one() {
    let clans: Vec<i64> = (1..=40).collect();
    let mut stage = Stage::new(settings());
    stage.live.on_open(&mut stage.out);
    let mut sent = stage.sent();
    sent.retain(|(_, message)| is_join(message));
    stage.command(Verb::Clans(Ok(list(&clans))));
    sent.extend(stage.sent());
    assert_eq!(sent.len(), JOINS_AT_ONCE);
    let mut joined = 0;
    while !sent.is_empty() {
        assert!(sent.len() <= JOINS_AT_ONCE);
        assert!(!stage.out.is_online());
        for (cid, _) in sent {
            joined += 1;
            if joined == 5 { stage.refuse(cid, 0, "no") } else { stage.answer(cid, None) }
        }
        sent = stage.sent();
    }
    assert_eq!(joined, 41);
    let events = stage.events();
    assert!(matches!(events[..], [Event::Trouble(_), Event::Lifecycle(_)]), "{events:?}");
}

#[tokio::test(start_paused = true)]
async fn direct_messages_are_joined_while_the_clans_are_listed() {
    for answered_first in [true, false] {
        let mut stage = Stage::new(settings());
        stage.live.on_open(&mut stage.out);
        let sent = stage.sent();
        let [(_, envelope::Message::Ping(_)), (cid, envelope::Message::ClanJoin(join)), _asked] =
            &sent[..]
        else {
            panic!("{sent:?}")
        };
        assert_eq!(join.clan_id, 0);
        if answered_first {
            stage.answer(*cid, None);
            assert!(!stage.out.is_online());
        }
        stage.command(Verb::Clans(Ok(list(&[]))));
        assert_eq!(stage.out.is_online(), answered_first);
        stage.answer(*cid, None);
        assert!(stage.out.is_online());
        assert!(stage.sent().is_empty(), "joined once");
    }
    let mut stage = Stage::new(Settings { joins_clans: false, ..settings() });
    stage.live.on_open(&mut stage.out);
    let sent = stage.sent();
    assert!(matches!(sent[..], [(_, envelope::Message::Ping(_))]), "{sent:?}");
}

/// Clans that are joined in what was sent last, and the numbers of the envelopes.
fn clans_of(sent: &[(i32, envelope::Message)]) -> Vec<(i32, i64)> {
    let join = |(cid, message): &(i32, _)| match message {
        envelope::Message::ClanJoin(join) => Some((*cid, join.clan_id)),
        _ => None,
    };
    sent.iter().filter_map(join).collect()
}

#[tokio::test(start_paused = true)]
async fn known_clans_are_joined_with_the_first_heartbeat() {
    let mut stage = Stage::new(settings());
    stage.open(&[CLAN, CLAN + 1]);
    let lost = Error::new(ErrorKind::Transport, "lost");
    stage.live.on_close(&Close::lost(&lost));
    stage.out = Out::default();
    stage.live.on_open(&mut stage.out);
    let sent = clans_of(&stage.sent());
    let ids: Vec<_> = sent.iter().map(|(_, clan)| *clan).collect();
    assert_eq!(ids, [0, CLAN, CLAN + 1]);
    // A third one has let the bot in meanwhile.
    stage.command(Verb::Clans(Ok(list(&[CLAN, CLAN + 1, CLAN + 2]))));
    let late = clans_of(&stage.sent());
    assert!(matches!(late[..], [(_, id)] if id == CLAN + 2), "{late:?}");
    for (cid, _) in sent.into_iter().chain(late) {
        assert!(!stage.out.is_online());
        stage.answer(cid, None);
    }
    assert!(stage.out.is_online());
}

/// The list of the direct conversation with the first user.
fn directs() -> Vec<u8> {
    let talk = api::ChannelDescription {
        channel_id: CHANNEL,
        r#type: 3,
        user_ids: vec![1, BOT],
        ..Default::default()
    };
    api::ChannelDescList { channeldesc: vec![talk] }.encode_to_vec()
}

/// A session that has just asked for its direct conversations, and the number of that envelope.
fn asking(script: &Script) -> (Stage, i32) {
    let mut stage = Stage::new(Settings { loads_channels: true, ..settings() });
    let client = Client::builder(UserId::new(BOT), "key").script(script.clone());
    stage.live.client = client.build().unwrap();
    stage.live.on_open(&mut stage.out);
    let sent = stage.sent();
    let [(_, envelope::Message::Ping(_)), _join, _clans, (cid, directs)] = &sent[..] else {
        panic!("{sent:?}")
    };
    let envelope::Message::ApiRequestEvent(asked) = directs else { panic!("{sent:?}") };
    assert_eq!((asked.api_index, asked.api_name.as_str()), (0, "ListChannelDescs"));
    (stage, *cid)
}

/// Answers over the socket what a session asks that cannot call over HTTP. Who asks meanwhile waits for the same answer,
/// as the session does that is online before it: gives what they hear.
async fn asked(code: u16, answer: &[u8]) -> (Stage, Result<()>) {
    let script = Script::new();
    let (mut stage, cid) = asking(&script);
    let (listing, client) = (stage.out.take_tasks().swap_remove(1), stage.live.client.clone());
    let (listed, heard, ()) = tokio::join!(listing, client.load_channels(), async {
        tokio::task::yield_now().await;
        stage.push(&raw(u16::try_from(cid).unwrap(), code, true, answer));
    });
    stage.command(listed.0);
    assert!(stage.events().is_empty(), "told by who loads all lists");
    assert!(script.requests().is_empty());
    (stage, heard)
}

#[tokio::test(start_paused = true)]
async fn direct_conversations_are_listed_with_the_first_heartbeat() {
    let (stage, heard) = asked(0, &directs()).await;
    heard.unwrap();
    let client = stage.live.client;
    client.load_channels().await.unwrap();
    assert_eq!(client.inner.world.direct_with(UserId::new(1)), Some(ChannelId::new(CHANNEL)));
}

#[tokio::test(start_paused = true)]
async fn a_list_of_direct_conversations_that_the_socket_loses_is_fetched_over_http() {
    let session =
        api::Session { token: "h.eyJleHAiOjQxMDI0NDQ4MDB9.s".to_owned(), ..Default::default() };
    let script = Script::new()
        .answer(Http::status(200).body(session.encode_to_vec()))
        .answer(Http::status(200).body(directs()));
    let (mut stage, _) = asking(&script);
    let listing = stage.out.take_tasks().swap_remove(1);
    stage.live.on_close(&Close::lost(&Error::new(ErrorKind::Transport, "gone")));
    assert!(matches!(listing.await.0, Verb::Done { result: Ok(()), .. }));
    let client = stage.live.client;
    assert_eq!(client.inner.world.direct_with(UserId::new(1)), Some(ChannelId::new(CHANNEL)));
    assert_eq!(script.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_list_of_direct_conversations_that_is_refused_is_told_once() {
    let (_, heard) = asked(7, b"no").await;
    assert_eq!(heard.unwrap_err().kind(), ErrorKind::Forbidden);
}

#[tokio::test(start_paused = true)]
async fn what_a_new_line_brings_comes_behind_the_news_of_the_gap() {
    let mut stage = Stage::online(settings());
    let lost = Error::new(ErrorKind::Transport, "lost");
    stage.live.on_close(&Close::lost(&lost));
    stage.out = Out::default().again(Duration::from_secs(1));
    stage.live.on_open(&mut stage.out);
    let joins = clans_of(&stage.sent());
    stage.push(&message(7, 0));
    assert!(stage.events().is_empty());
    stage.command(Verb::Clans(Ok(list(&[CLAN]))));
    for (cid, _) in joins {
        stage.answer(cid, None);
    }
    let events = stage.events();
    let [Event::Lifecycle(Lifecycle::Online { gap: Some(_), .. }), Event::ChannelMessage(told)] =
        &events[..]
    else {
        panic!("{events:?}")
    };
    assert_eq!(told.message_id, 7);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_knows_its_clans_joins_them_at_once() {
    let mut stage = Stage::new(settings());
    stage.live.client.inner.world.clans(&list(&(1..=20).collect::<Vec<_>>()));
    stage.live.on_open(&mut stage.out);
    let sent = clans_of(&stage.sent());
    assert_eq!(sent.len(), JOINS_AT_ONCE, "no more than at any other time");
    stage.command(Verb::Clans(Ok(list(&[1]))));
    assert!(stage.sent().is_empty(), "the others were left");
}

#[tokio::test(start_paused = true)]
async fn a_known_clan_that_refuses_is_trouble_only_if_it_is_listed() {
    for (listed_first, is_listed, trouble) in
        [(true, true, 1), (true, false, 0), (false, true, 1), (false, false, 0)]
    {
        let mut stage = Stage::new(settings());
        stage.live.client.inner.world.clans(&list(&[CLAN]));
        stage.live.on_open(&mut stage.out);
        let sent = clans_of(&stage.sent());
        let [(direct, 0), (clan, CLAN)] = sent[..] else { panic!("{sent:?}") };
        stage.answer(direct, None);
        let listed = list(if is_listed { &[CLAN] } else { &[] });
        if listed_first {
            stage.command(Verb::Clans(Ok(listed)));
            stage.refuse(clan, 0, "no");
        } else {
            stage.refuse(clan, 0, "no");
            stage.command(Verb::Clans(Ok(listed)));
        }
        // Asked once more when it was not known whether it counts.
        for (cid, _) in clans_of(&stage.sent()) {
            assert!(!listed_first && is_listed);
            stage.refuse(cid, 0, "no");
        }
        assert!(stage.out.is_online());
        let events = stage.events();
        let count = events.iter().filter(|event| matches!(event, Event::Trouble(_))).count();
        assert_eq!(count, trouble, "{listed_first} {is_listed} {events:?}");
    }
}

/// A client without a session, whose service lists one clan over HTTP.
fn lister() -> (Script, Client) {
    let session =
        api::Session { token: "h.eyJleHAiOjQxMDI0NDQ4MDB9.s".to_owned(), ..Default::default() };
    let script = Script::new()
        .answer(Http::status(200).body(session.encode_to_vec()))
        .answer(Http::status(200).body(list(&[CLAN]).encode_to_vec()));
    let client = Client::builder(UserId::new(BOT), "key").script(script.clone()).build().unwrap();
    (script, client)
}

/// The clans that a new line finds when the service answers so, and how many calls over HTTP that took.
async fn listed(answer: impl FnOnce(&mut Stage, u16)) -> (Vec<i64>, usize) {
    let (script, client) = lister();
    let mut stage = Stage::new(settings());
    stage.live.client = client;
    stage.live.on_open(&mut stage.out);
    let (asked, _) = stage.sent().pop().unwrap();
    let task = stage.out.take_tasks().pop().unwrap();
    answer(&mut stage, asked.try_into().unwrap());
    let Verb::Clans(clans) = task.await.0 else { panic!() };
    let clans = clans.unwrap().clandesc.iter().map(|clan| clan.clan_id).collect();
    (clans, script.requests().len())
}

#[tokio::test(start_paused = true)]
async fn clans_are_listed_with_the_first_heartbeat() {
    let answer = list(&[CLAN + 1]).encode_to_vec();
    let clans = listed(|stage, cid| stage.push(&raw(cid, 0, true, &answer))).await;
    assert_eq!(clans, (vec![CLAN + 1], 0));
}

#[tokio::test(start_paused = true)]
async fn clans_that_the_socket_does_not_list_are_asked_for_over_http() {
    let over_http = (vec![CLAN], 2);
    let begun = Instant::now();
    assert_eq!(listed(|stage, cid| stage.answer(cid.into(), None)).await, over_http, "a mere sign");
    assert_eq!(listed(|stage, cid| stage.refuse(cid.into(), 7, "no")).await, over_http);
    assert_eq!(listed(|stage, cid| stage.push(&raw(cid, 3, true, b"what"))).await, over_http);
    assert_eq!(listed(|stage, cid| stage.push(&raw(cid, 0, true, b"\x0a\xff"))).await, over_http);
    assert_eq!(begun.elapsed(), Duration::ZERO);
    let silent = |stage: &mut Stage, _| {
        let late_at = stage.live.deadline().unwrap();
        assert_eq!(late_at, begun + LISTED_WITHIN);
        stage.live.on_deadline(late_at, &mut stage.out);
    };
    assert_eq!(listed(silent).await, over_http, "no answer at all");
}

#[tokio::test(start_paused = true)]
async fn a_service_that_leaves_a_call_without_an_answer_is_asked_over_http_until_it_answers_one() {
    let (_, client) = lister();
    let line = Arc::clone(&client.inner.line);
    let mut stage = Stage::new(Settings { loads_channels: true, ..settings() });
    stage.live.client = client;
    stage.live.on_open(&mut stage.out);
    let calls = |stage: &mut Stage| -> Vec<i32> {
        let is_call = |message: &_| matches!(message, envelope::Message::ApiRequestEvent(_));
        stage.sent().into_iter().filter(|(_, own)| is_call(own)).map(|(cid, _)| cid).collect()
    };
    let asked = calls(&mut stage);
    assert_eq!(asked.len(), 2, "clans and direct conversations");
    advance(LISTED_WITHIN).await;
    stage.live.on_deadline(Instant::now(), &mut stage.out);
    assert!(matches!(stage.out.take_tasks().swap_remove(0).await.0, Verb::Clans(Ok(_))));
    assert!(!line.answers_calls());
    let lost = Error::new(ErrorKind::Transport, "lost");
    stage.live.on_close(&Close::lost(&lost));
    stage.live.on_open(&mut stage.out);
    assert!(calls(&mut stage).is_empty());
    assert_eq!(stage.out.take_tasks().len(), 1, "the clans, over HTTP");

    let late = stage.call();
    let cid = calls(&mut stage)[0];
    stage.push(&raw(cid.try_into().unwrap(), 7, true, b"no"));
    drop(late);
    assert!(line.answers_calls(), "a refusal is an answer");
}

#[tokio::test(start_paused = true)]
async fn clans_that_cannot_be_listed_end_the_line_and_not_the_session() {
    let mut stage = Stage::new(settings());
    stage.live.on_open(&mut stage.out);
    let error = Error::new(ErrorKind::Server, "down");
    stage.command(Verb::Clans(Err(error)));
    let why = stage.out.given_up().unwrap().to_string();
    assert!(why.contains("down"), "{why}");
}
