//! What is joined again on the next line, and what is not.

use super::*;

/// Channels that are joined on the next line.
fn rejoined(stage: &mut Stage) -> Vec<i64> {
    let lost = Error::new(ErrorKind::Transport, "gone");
    stage.live.on_close(&Close::lost(&lost));
    stage.out = Out::default().again(Duration::from_secs(5));
    let joins = stage.open(&[CLAN]).into_iter().filter_map(|message| match message {
        envelope::Message::ChannelJoin(join) => Some(join.channel_id),
        _ => None,
    });
    joins.collect()
}

fn place(channel: i64) -> Place {
    Place { clan: CLAN.into(), channel: channel.into(), kind: 7, is_public: false }
}

/// Asks for a channel; the number of that envelope.
fn join(stage: &mut Stage, channel: i64) -> (i32, ws::Answer<Option<envelope::Message>>) {
    let (reply, wait) = Reply::new();
    stage.command(Verb::JoinChannel { place: place(channel), reply });
    let sent = stage.sent();
    let [(cid, envelope::Message::ChannelJoin(_))] = sent[..] else { panic!("{sent:?}") };
    (cid, wait)
}

#[tokio::test(start_paused = true)]
async fn a_channel_that_was_deleted_is_not_joined_again() {
    // Whether or not the program wants to hear of it.
    for kinds in [Kinds::ALL, [EventKind::ChannelMessage].into_iter().collect()] {
        let mut stage = Stage::online(settings());
        for channel in [CHANNEL, CHANNEL + 1] {
            let (cid, _wait) = join(&mut stage, channel);
            stage.answer(cid, None);
        }
        stage.live.wanted.set(kinds);
        let deleted = realtime::ChannelDeletedEvent {
            clan_id: CLAN,
            channel_id: CHANNEL,
            ..Default::default()
        };
        stage.answer(0, Some(envelope::Message::ChannelDeletedEvent(deleted)));
        assert_eq!(rejoined(&mut stage), [CHANNEL + 1]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_join_that_is_refused_is_not_repeated_and_one_without_an_answer_is() {
    let mut stage = Stage::online(settings());
    for (channel, code) in [(CHANNEL, 0), (CHANNEL + 1, 4)] {
        let (cid, mut wait) = join(&mut stage, channel);
        stage.refuse(cid, code, "channel not found");
        assert!(wait.try_take().unwrap().is_err());
    }
    assert_eq!(rejoined(&mut stage), [0_i64; 0]);
    let (_, mut wait) = join(&mut stage, CHANNEL);
    stage.after(Duration::from_secs(10)).await;
    assert_eq!(wait.try_take().unwrap().unwrap_err().kind(), ErrorKind::Timeout);
    stage.sent();
    assert_eq!(rejoined(&mut stage), [CHANNEL]);
    let (_, mut wait) = join(&mut stage, CHANNEL + 1);
    assert_eq!(rejoined(&mut stage), [CHANNEL, CHANNEL + 1]);
    assert_eq!(wait.try_take().unwrap().unwrap_err().kind(), ErrorKind::Transport);
}

#[tokio::test(start_paused = true)]
async fn a_join_of_the_session_itself_that_is_refused_is_told_once() {
    for (code, lines) in [(5, 1), (0, 3)] {
        let mut stage = Stage::online(settings());
        let (cid, _wait) = join(&mut stage, CHANNEL);
        stage.answer(cid, None);
        let lost = Error::new(ErrorKind::Transport, "gone");
        let mut told = 0;
        for _ in 0..5 {
            stage.live.on_close(&Close::lost(&lost));
            stage.out = Out::default().again(Duration::from_secs(5));
            stage.live.on_open(&mut stage.out);
            drop(stage.out.take_tasks());
            stage.command(Verb::Clans(Ok(list(&[CLAN]))));
            loop {
                let sent = stage.sent();
                if sent.is_empty() {
                    break;
                }
                for (cid, message) in sent {
                    match message {
                        envelope::Message::ChannelJoin(_) => stage.refuse(cid, code, "gone"),
                        _ => stage.answer(cid, None),
                    }
                }
            }
            assert!(stage.out.is_online());
            told +=
                stage.events().iter().filter(|event| matches!(event, Event::Trouble(_))).count();
        }
        assert_eq!(told, lines, "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_channel_that_a_send_could_not_join_is_not_joined_again() {
    let mut stage = Stage::online(settings());
    let mut wait = stage.say(CHANNEL, "1");
    let (cid, _) = stage.sent()[0];
    stage.refuse(cid, 3, "Must join channel before sending messages");
    let (cid, _) = stage.sent()[0];
    stage.refuse(cid, 5, "not for you");
    assert!(wait.try_take().unwrap().is_err());
    assert_eq!(rejoined(&mut stage), [0_i64; 0]);
}
