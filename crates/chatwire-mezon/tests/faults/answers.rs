//! Calls whose answers are late, cut off, doubled or never come.

use std::time::Duration;

use chatwire_emulator::mezon::Twist;
use chatwire_mezon::ErrorKind;
use chatwire_mezon::realtime::State;
use futures_util::future::join_all;

use crate::{Stage, in_no_time, offline, online, until, within};

/// Longest wait for an answer, as the session has it.
const LIMIT: Duration = chatwire_mezon::realtime::REQUEST_TIMEOUT;

#[tokio::test]
async fn a_late_answer_is_nobodys() {
    let stage = Stage::new().await;
    let live = stage.live().await;
    let api = stage.client.api();
    stage.mezon.twist("GetAccount", Twist::Held);
    let (late, waited) = in_no_time(api.get_account().over_socket()).await;
    let error = late.unwrap_err();
    assert_eq!((error.kind(), error.maybe_sent()), (ErrorKind::Timeout, true), "{error:?}");
    assert!(waited >= LIMIT && waited < 2 * LIMIT, "{waited:?}");
    // Another call is under way when it comes after all.
    stage.mezon.twist("ListClanDescs", Twist::Held);
    let list = tokio::spawn(api.list_clan_descs(Default::default()).over_socket());
    until("the second call", || stage.mezon.calls_of("ListClanDescs").len() >= 2).await;
    assert_eq!(stage.mezon.release(), 2);
    let list = within("its own answer", list).await.unwrap().unwrap();
    assert_eq!(list.clandesc.len(), stage.clans.len());
    let account = within("a call", api.get_account().over_socket()).await.unwrap();
    assert_eq!(account.user.unwrap().id, stage.bot);
    assert_eq!(live.state(), State::Online);
}

/// An answer whose last piece never comes leaves nothing behind that could be glued to another.
#[tokio::test]
async fn an_answer_that_is_cut_off_costs_one_call() {
    let stage = Stage::new().await;
    let live = stage.live().await;
    let api = stage.client.api();
    stage.mezon.piece(16);
    let whole = within("a call", api.list_clan_descs(Default::default()).over_socket()).await;
    let whole = whole.unwrap();
    for pieces in [1, 2, 3] {
        stage.mezon.twist("ListClanDescs", Twist::CutOff { pieces });
        let (cut, _) = in_no_time(api.list_clan_descs(Default::default()).over_socket()).await;
        let error = cut.unwrap_err();
        assert_eq!((error.kind(), error.maybe_sent()), (ErrorKind::Timeout, true), "{error:?}");
        let again = within("a call", api.list_clan_descs(Default::default()).over_socket()).await;
        assert_eq!(again.unwrap(), whole);
    }
    assert_eq!(live.state(), State::Online);
}

/// The line goes with the rest of an answer: a read is made once more over HTTP, anything else is reported.
#[tokio::test]
async fn an_answer_that_the_line_takes_with_it() {
    let stage = Stage::new().await;
    let mut live = stage.live().await;
    let api = stage.client.api();
    assert!(online(&mut live).await.is_none());
    stage.mezon.piece(16);
    for round in 1..=3 {
        let cut_off = Twist::CutOff { pieces: round };
        stage.mezon.twist("ListClanDescs", cut_off.clone());
        stage.mezon.twist("UpdateUser", cut_off);
        stage.mezon.clear();
        let list = tokio::spawn(api.list_clan_descs(Default::default()).into_future());
        let update = tokio::spawn(api.update_user(Default::default()).into_future());
        until("both calls", || stage.mezon.calls().len() == 2).await;
        stage.cut();
        let list = within("the read", list).await.unwrap().unwrap();
        assert_eq!(list.clandesc.len(), stage.clans.len());
        // It was whole before the line broke, or nobody knows.
        if let Err(error) = within("the write", update).await.unwrap() {
            assert_eq!((error.kind(), error.maybe_sent()), (ErrorKind::Transport, true));
        }
        assert_eq!(stage.mezon.calls_of("UpdateUser").len(), 1, "once, whatever became of it");
        offline(&mut live).await;
        assert!(online(&mut live).await.is_some());
    }
}

#[tokio::test]
async fn doubled_answers_are_taken_once() {
    let stage = Stage::new().await;
    let live = stage.live().await;
    let api = stage.client.api();
    for _ in 0..20 {
        stage.mezon.twist("GetAccount", Twist::Twice);
        let account = within("a call", api.get_account().over_socket()).await.unwrap();
        assert_eq!(account.user.unwrap().id, stage.bot);
        let list = within("a call", api.list_clan_descs(Default::default()).over_socket()).await;
        assert_eq!(list.unwrap().clandesc.len(), stage.clans.len());
    }
    assert_eq!(live.state(), State::Online);
}

/// A thousand calls wait when the line breaks: all are told at once, and none hangs until its time is over.
#[tokio::test]
async fn pending_calls_fail_with_the_line() {
    const CALLS: usize = 1_000;
    let stage = Stage::new().await;
    let mut live = stage.live().await;
    let api = stage.client.api();
    assert!(online(&mut live).await.is_none());
    for _ in 0..CALLS {
        stage.mezon.twist("GetAccount", Twist::Unanswered);
    }
    stage.mezon.clear();
    let calls: Vec<_> = (0..CALLS).map(|_| tokio::spawn(api.get_account().over_socket())).collect();
    until("all calls", || stage.mezon.calls_of("GetAccount").len() == CALLS).await;
    stage.cut();
    offline(&mut live).await;
    let start = std::time::Instant::now();
    for result in within("the results", join_all(calls)).await {
        let error = result.unwrap().unwrap_err();
        assert_eq!((error.kind(), error.maybe_sent()), (ErrorKind::Transport, true), "{error:?}");
    }
    assert!(start.elapsed() < LIMIT / 2, "{:?}", start.elapsed());
    assert!(online(&mut live).await.is_some());
    let account = within("a call", api.get_account().over_socket()).await.unwrap();
    assert_eq!(account.user.unwrap().id, stage.bot);
}
