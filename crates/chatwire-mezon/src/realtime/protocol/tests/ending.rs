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
    let refused = call.try_recv().unwrap().unwrap_err();
    assert_eq!((refused.kind(), refused.maybe_sent()), (ErrorKind::NotFound, true));

    let (cid, mut call) = one(&mut stage, Stage::call);
    stage.answer(cid, Some(pong()));
    let strange = call.try_recv().unwrap().unwrap_err();
    assert_eq!((strange.kind(), strange.maybe_sent()), (ErrorKind::Decode, true));

    let (cid, mut send) = one(&mut stage, |stage| stage.say(CHANNEL, "1"));
    stage.refuse(cid, 0, "timeout in runtime");
    let failed = send.try_recv().unwrap().unwrap_err();
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
    let error = send.try_recv().unwrap().unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Rejected, Some("must_join")));
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
        let error = send.try_recv().unwrap().unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Rejected, Some("must_join")));
        assert!(std::error::Error::source(&error).is_some(), "why it was not joined");
        stage.sent();
    }
}
