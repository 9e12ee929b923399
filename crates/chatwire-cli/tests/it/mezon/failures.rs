//! Failures: exit codes, what is said, and that no secret is in it.

use std::net::TcpListener;

use chatwire_emulator::mezon::{LoginStyle, Twist};
use chatwire_emulator::{Fault, Platform};
use serde_json::Value;

use super::World;
use crate::command::run;

#[test]
fn each_status_has_its_exit_code() {
    for (status, code, kind) in [
        (400, 1, "rejected"),
        (403, 3, "forbidden"),
        (404, 4, "not_found"),
        (409, 5, "conflict"),
        (429, 6, "rate_limited"),
        (500, 1, "server_error"),
    ] {
        let world = World::new();
        let fault = || {
            let path = "/mezon.api.Mezon/ListClanDescs";
            world.emulator.fault_on(Platform::Mezon, "POST", path, Fault::status(status));
        };
        fault();
        let ran = world.run("--no-retry clans");
        assert_eq!((ran.code, ran.out.as_str()), (Some(code), ""), "{status}: {ran:?}");
        assert!(ran.err.starts_with("error: mezon"), "{}", ran.err);
        fault();
        let ran = world.run("--no-retry --json clans");
        let value: Value = serde_json::from_str(&ran.err).expect("one object on stderr");
        assert_eq!((ran.code, &value["error"]["kind"]), (Some(code), &Value::from(kind)));
    }
}

#[test]
fn without_a_bot_nothing_is_sent() {
    let world = World::new();
    for line in [
        "login",
        "clans",
        "channels 1",
        "send x --to 1",
        "listen",
        "history 1",
        "roles 1",
        "emojis 1",
        "voice 1",
        "wallet balance",
        "wallet send 8 1 --yes",
    ] {
        let ran = run(&mut world.open(line));
        assert_eq!((ran.code, ran.out.as_str()), (Some(3), ""), "{line}: {ran:?}");
        assert!(ran.err.contains("MEZON_BOT_ID"), "{line}: {}", ran.err);
    }
    assert!(world.emulator.requests(Platform::Mezon).is_empty());
}

#[test]
fn a_wrong_key_is_told_and_not_repeated() {
    let world = World::new();
    for line in ["login", "clans", "listen", "wallet balance", "send x --to 1 --ephemeral 2"] {
        let ran = run(world.command(line).env("MEZON_API_KEY", "canary-wrong-key"));
        assert_eq!((ran.code, ran.out.as_str()), (Some(3), ""), "{line}: {ran:?}");
        assert!(ran.err.contains("hint: are MEZON_BOT_ID and MEZON_API_KEY"), "{}", ran.err);
        assert!(!ran.err.contains("canary"), "{line}: {}", ran.err);
    }
}

#[test]
fn an_option_stands_for_the_variable() {
    let world = World::new();
    let (bot, key) = world.mezon.bot();
    let mut command = world.open(&format!("login --bot-id {bot} --bot-key {key}"));
    let ran = run(&mut command);
    world.keeps_secrets(&ran);
    assert!(ran.words().contains("logged in as bot"));
}

#[test]
fn what_the_service_refuses_is_told() {
    let world = World::new();
    assert_eq!(world.run("send x --to 5").code, Some(4));
    assert_eq!(world.run("history 5").code, Some(4));
    world.mezon.deny("SendChannelMessage");
    let ran = world.run(&format!("send x --to {}", world.channel));
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.err.contains("may lack a permission"), "{}", ran.err);
    let refused = Twist::Refused { code: 5, message: "gone\u{1b}[2J".to_owned() };
    world.mezon.twist("ListRoles", refused);
    let ran = world.run(&format!("roles {}", world.clan));
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert!(ran.err.contains("gone␛[2J"), "{}", ran.err);
}

#[test]
fn a_gateway_that_gives_no_session_is_no_crash() {
    let world = World::new();
    world.mezon.login_style(|style: &mut LoginStyle| style.api_url = Some("http://[".to_owned()));
    let ran = world.run("clans");
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{ran:?}");
}

#[test]
fn nobody_there_is_a_matter_of_the_network() {
    let world = World::new();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for line in ["clans", "listen", "login"] {
        let line = format!("--no-retry --server http://{free} {line}");
        assert_eq!(world.run(&line).code, Some(7), "{line}");
    }
}

#[test]
fn wrong_usage_is_told_before_anything_is_sent() {
    let world = World::new();
    for line in [
        "zzz",
        "send x",
        "send",
        "send x --to 1 --user 2",
        "send x --user 2 --reply 3",
        "send x --user 2 --ephemeral 3",
        "send x --to 1 --edit 2 --reply 3",
        "send x --to talk",
        "channels",
        "history",
        "history 1 --before 2 --after 3",
        "history 1 --around 2 --all",
        "listen --event nothing",
        "listen --event pong",
        "roles x",
        "wallet send 8",
        "wallet send 8 0 --yes",
        "wallet send 8 -1 --yes",
        "wallet send 8 0.0000001 --yes",
        "wallet send 0 1 --yes",
        "wallet send nobody 1 --yes",
        "wallet address 0",
        "wallet resume",
        "--bot-id x login",
    ] {
        let ran = world.run(line);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{line}: {ran:?}");
        assert!(ran.err.starts_with("error: "), "{line}: {}", ran.err);
    }
    assert!(world.emulator.requests(Platform::Mezon).is_empty());
    let ran = run(world.command("login").env("MEZON_BOT_ID", "canary"));
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("MEZON_BOT_ID") && !ran.err.contains("canary"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_call_is_given_up_on_ctrl_c() {
    use crate::command::{ended, start};
    use crate::signals::interrupt;

    let world = World::new();
    for line in ["clans", "send x --to 1", "wallet send 8 1 --yes"] {
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", silent.local_addr().unwrap());
        let child = start(world.command(line).args(["--server", &url]));
        let _call = silent.accept().unwrap();
        interrupt(&child);
        let ran = ended(child);
        assert_eq!((ran.code, ran.out.as_str()), (Some(130), ""), "{line}: {ran:?}");
    }
}
