//! Numbers of requests have 16 bits: they start over, and one whose answer is owed is left alone.

use chatwire_emulator::mezon::Twist;
use chatwire_mezon::proto::realtime::{Ping, envelope::Message};
use futures_util::future::join_all;

use crate::{Stage, in_no_time, within};

#[tokio::test]
async fn numbers_start_over_and_leave_out_what_is_owed() {
    const AT_ONCE: usize = 1_000;
    const ALL: usize = 65_535;
    let stage = Stage::new().await;
    let live = stage.live().await;
    let handle = live.handle();
    let api = stage.client.api();
    stage.mezon.clear();
    stage.mezon.twist("GetAccount", Twist::Held);
    in_no_time(api.get_account().over_socket()).await.0.unwrap_err();
    let owed = stage.mezon.frames().iter().find_map(|frame| {
        matches!(frame.message, Some(Message::ApiRequestEvent(_))).then_some(frame.cid)
    });
    let owed = owed.unwrap();
    let mut left = ALL;
    while left > 0 {
        if left <= 2 * AT_ONCE {
            // So that the frames that are kept hold the turn.
            stage.mezon.clear();
        }
        let count = left.min(AT_ONCE);
        let pings = (0..count).map(|_| handle.request(Message::Ping(Ping {})));
        for answer in within("the answers", join_all(pings)).await {
            assert!(matches!(answer.unwrap(), Some(Message::Pong(_))));
        }
        left -= count;
    }
    // Its number would have been next but a few.
    let more = (0..20).map(|_| handle.request(Message::Ping(Ping {})));
    join_all(more).await.into_iter().for_each(|answer| drop(answer.unwrap()));
    let used: Vec<i32> = stage.mezon.frames().iter().map(|frame| frame.cid).collect();
    assert!(used.contains(&65_535) && used.contains(&(owed - 1)) && used.contains(&(owed + 1)));
    assert!(!used.contains(&owed) && !used.contains(&0), "{owed} was given out again");
    assert_eq!(stage.mezon.release(), 1);
    let account = within("a call", api.get_account().over_socket()).await.unwrap();
    assert_eq!(account.user.unwrap().id, stage.bot);
}
