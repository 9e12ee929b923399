//! Sessions of the service that end while it cannot be reached, and logins that it refuses.

use std::time::Duration;

use chatwire_core::testing::{Answer, Script};
use chatwire_emulator::mezon::Twist;
use chatwire_emulator::{Fault, FaultRule, Platform};
use chatwire_mezon::proto::{Message as _, api};
use chatwire_mezon::realtime::{Realtime, State};
use chatwire_mezon::{Client, ErrorKind};
use futures_util::StreamExt;

use crate::{Stage, next, offline, online, text, within};

const LOGIN: &str = "/v2/apps/authenticate/token";

/// Nobody may be let in for a while.
fn away(stage: &Stage, times: u32) {
    let refused = FaultRule::next(Fault::RefuseUpgrade { status: 503 }).times(times);
    stage.emu.fault_rule(Platform::Mezon, refused);
}

/// The token ends while the service is away: the session logs in anew, once, and is there again.
#[tokio::test]
async fn a_token_that_ends_in_an_outage_is_replaced() {
    let stage = Stage::new().await;
    let mut live = stage.live().await;
    assert!(online(&mut live).await.is_none());
    assert_eq!(stage.logins(), 1);
    for round in 2..5 {
        away(&stage, 5);
        stage.cut();
        for _ in 0..5 {
            offline(&mut live).await;
        }
        stage.mezon.end_sessions();
        assert!(online(&mut live).await.is_some());
        assert_eq!(stage.logins(), round);
        stage.say(0, "back");
        assert_eq!(text(&mut live).await, "back");
        let account = stage.client.api().get_account().over_http().await.unwrap();
        assert_eq!(account.user.unwrap().id, stage.bot);
    }
}

/// A token so short that it is over whenever the line is: none is used that is about to end.
#[tokio::test]
async fn a_token_that_is_over_by_its_own_date_is_replaced() {
    let stage = Stage::new().await;
    stage.mezon.token_ttl(Duration::from_secs(5), Duration::from_secs(5));
    let mut live = stage.live().await;
    assert!(online(&mut live).await.is_none());
    let before = stage.logins();
    away(&stage, 3);
    stage.cut();
    assert!(online(&mut live).await.is_some());
    assert!(stage.logins() > before);
    stage.say(0, "back");
    assert_eq!(text(&mut live).await, "back");
}

/// The service says that the session is over, and closes: by either of its codes.
#[tokio::test]
async fn a_session_that_the_service_ends_logs_in_anew() {
    for code in [4006, 4014] {
        let stage = Stage::new().await;
        let mut live = stage.live().await;
        assert!(online(&mut live).await.is_none());
        stage.mezon.end_sessions();
        stage.mezon.close_sockets(code, "over");
        assert!(online(&mut live).await.is_some());
        assert_eq!((stage.logins(), stage.upgrades()), (2, 2), "{code}");
        stage.say(0, "back");
        assert_eq!(text(&mut live).await, "back");
    }
}

/// The session is over, and there again when all these logins have failed.
async fn comes_back_after(stage: &Stage, live: &mut Realtime, logins: &[Fault]) {
    for fault in logins {
        stage.emu.fault_on(Platform::Mezon, "POST", LOGIN, fault.clone());
    }
    stage.mezon.end_sessions();
    stage.mezon.close_sockets(4006, "over");
    assert!(online(live).await.is_some());
    assert!(stage.emu.waiting_faults(Platform::Mezon).is_empty());
}

/// Logins that fail for other reasons than the bot are tried again, and so are two refusals in a row.
#[tokio::test]
async fn logins_that_fail_for_a_while() {
    let stage = Stage::new().await;
    let mut live = stage.live().await;
    assert!(online(&mut live).await.is_none());
    let faults = [Fault::status(401), Fault::DropBefore, Fault::status(503), Fault::status(401)];
    comes_back_after(&stage, &mut live, &faults).await;
    stage.say(0, "back");
    assert_eq!(text(&mut live).await, "back");
}

/// A key that was changed ends the session, after three attempts and no more.
#[tokio::test]
async fn a_key_that_is_wrong_now_is_final() {
    let stage = Stage::new().await;
    let mut live = stage.live().await;
    let handle = live.handle();
    assert!(online(&mut live).await.is_none());
    stage.mezon.change_key(stage.bot, "another");
    stage.mezon.end_sessions();
    stage.mezon.close_sockets(4006, "over");
    let error = next(&mut live, |item| item.as_ref().err().cloned()).await;
    assert_eq!(error.kind(), ErrorKind::Auth, "{error:?}");
    assert!(live.next().await.is_none());
    assert_eq!((stage.logins(), handle.state()), (4, State::Closed));
}

/// A renewal over the socket that brings nothing new is none: the bot logs in anew.
#[tokio::test]
async fn a_renewal_without_a_new_token_is_followed_by_a_login() {
    let stage = Stage::new().await;
    let mut live = stage.live().await;
    assert!(online(&mut live).await.is_none());
    stage.mezon.twist("SessionRefresh", Twist::Bare);
    let path = "/mezon.api.Mezon/GetAccount";
    stage.emu.fault_on(Platform::Mezon, "POST", path, Fault::status(401));
    stage.client.api().get_account().over_http().await.unwrap();
    assert_eq!(stage.mezon.calls_of("SessionRefresh").len(), 1);
    assert_eq!(stage.logins(), 2);
}

/// An answer without a token is the gateway's fault, and refusals count only when nothing else comes between them.
#[tokio::test]
async fn only_refusals_in_a_row_end_a_session() {
    let stage = Stage::new().await;
    let mut live = stage.live().await;
    assert!(online(&mut live).await.is_none());
    let refused = || Fault::status(401);
    let faults = [
        refused(),
        refused(),
        Fault::Empty,
        refused(),
        Fault::Empty,
        Fault::Empty,
        Fault::Empty,
        refused(),
        Fault::status(403),
        Fault::status(404),
        refused(),
    ];
    comes_back_after(&stage, &mut live, &faults).await;
}

/// A socket that is not encrypted is refused by this side, and will be so each time.
#[tokio::test]
async fn a_socket_that_may_not_be_used_is_final() {
    let claims = "h.eyJleHAiOjQxMDI0NDQ4MDB9.s".to_owned();
    let session = api::Session {
        token: claims,
        ws_url: "ws://sock.example.test".to_owned(),
        ..api::Session::default()
    };
    let script = Script::new().always(Answer::status(200).body(session.encode_to_vec()));
    let client = Client::builder(7, "key").script(script).build().unwrap();
    let error = within("the end", client.connect().into_future()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config, "{error:?}");
}
