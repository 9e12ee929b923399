//! The binary against a scripted load server, as a runner starts it.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod answers;
mod mold;
mod server;

use std::path::{Path, PathBuf};
use std::process::Command;

use chatwire_mezon::proto::Message as _;
use chatwire_mezon::proto::realtime::{Envelope, envelope};
use serde_json::Value;

use crate::mold::Mold;
use crate::server::{Plan, Server};

/// What a run printed and how it ended.
struct Ran {
    code: Option<i32>,
    rows: Vec<Value>,
    stderr: String,
}

fn bench(args: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_chatwire-bench")).args(args).output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    let rows = stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let stderr = String::from_utf8(output.stderr).unwrap();
    Ran { code: output.status.code(), rows, stderr }
}

/// The only row of a run that went well.
fn row(args: &[&str]) -> Value {
    let ran = bench(args);
    assert_eq!((ran.code, ran.rows.len()), (Some(0), 1), "{}", ran.stderr);
    ran.rows.into_iter().next().unwrap()
}

/// The names, and that each is a number.
fn numbers(row: &Value, names: &[&str]) {
    for name in names {
        assert!(row[*name].is_number(), "{name} in {row}");
    }
    assert!(row.as_object().unwrap().len() >= names.len());
}

const WS: [&str; 8] =
    ["events", "wall_s", "per_s", "cpu_us", "user_us", "sys_us", "rss_kb", "hwm_kb"];
const PROTOS: [&str; 3] = ["tb", "kick", "mezon"];

#[test]
fn ws_counts_what_its_handler_is_given() {
    for proto in PROTOS {
        let server = Server::start(Plan::blast(300));
        let row = row(&["ws", "--proto", proto, "--n", "300", "--port", server.port()]);
        assert_eq!(row["events"], 300, "{proto}");
        numbers(&row, &WS);
        assert!(row.get("p50_us").is_none(), "{row}");
    }
}

#[test]
fn ws_tells_latencies_when_it_is_asked() {
    for proto in PROTOS {
        let server = Server::start(Plan::blast(50));
        let port = server.port();
        let row = row(&["ws", "--proto", proto, "--n", "50", "--lat", "1", "--port", port]);
        numbers(&row, &WS);
        let figure = |name: &str| row[name].as_f64().unwrap();
        assert!(0.0 < figure("p50_us") && figure("p50_us") <= figure("p99_us"), "{row}");
        // Far below a clock that is not the server's.
        assert!(figure("p99_us") <= figure("max_us") && figure("max_us") < 60e6, "{row}");
    }
}

#[test]
fn ws_prints_the_smaller_count_of_a_line_that_was_lost() {
    for proto in PROTOS {
        let server = Server::start(Plan { hangs_up: true, ..Plan::blast(20) });
        let row = row(&["ws", "--proto", proto, "--n", "1000", "--port", server.port()]);
        assert_eq!(row["events"], 20, "{proto}");
    }
}

#[test]
fn messages_of_the_server_differ_in_what_they_should() {
    let payload = |mold: &Mold| {
        let mut wire = b"before".to_vec();
        mold.pour(1_063, 42, &mut wire);
        wire.split_off(b"before".len() + 4)
    };
    let (id, ts) = ("3f2b8c1e-0000-4a7d-9c1b-000000000427", "ts=0000000000000000042");
    let message: Value = serde_json::from_slice(&payload(&answers::TOKENBOWL_MESSAGES)).unwrap();
    assert_eq!((&message["id"], &message["from_username"]), (&id.into(), &"minh_anh_063".into()));
    assert!(message["content"].as_str().unwrap().contains(ts), "{message}");

    let frame: Value = serde_json::from_slice(&payload(&answers::KICK_MESSAGES)).unwrap();
    let message: Value = serde_json::from_str(frame["data"].as_str().unwrap()).unwrap();
    assert_eq!((&message["id"], &message["sender"]["id"]), (&id.into(), &77_063.into()));
    assert!(message["content"].as_str().unwrap().contains(ts), "{message}");

    let envelope = Envelope::decode(payload(&answers::MEZON_MESSAGES).as_slice()).unwrap();
    let Some(envelope::Message::ChannelMessage(message)) = envelope.message else { unreachable!() };
    assert_eq!(message.message_id, 1_990_000_000_000_001_063);
    assert_eq!(message.channel_id, 1_779_484_504_386_179_072 + 13);
    assert_eq!(message.sender_id, 1_767_478_432_163_172_352 + 63);
    assert!(message.content.contains(ts) && message.username == "minh.anh.063", "{message:?}");
}

#[test]
fn conns_are_open_at_the_same_time() {
    for proto in PROTOS {
        let server = Server::start(Plan::greeting());
        let row = row(&["conns", "--proto", proto, "--n", "5", "--port", server.port()]);
        numbers(&row, &["conns", "kb_per_conn", "rss_kb", "connect_cpu_us", "connect_wall_us"]);
        assert_eq!((&row["conns"], server.most_open()), (&Value::from(5), 5), "{proto}");
    }
}

#[test]
fn reconnect_counts_each_drop() {
    for proto in PROTOS {
        let server = Server::start(Plan { drops: 3, ..Plan::greeting() });
        let row = row(&["reconnect", "--proto", proto, "--drops", "3", "--port", server.port()]);
        assert_eq!(row["recovered"], 3, "{proto}");
        let times = row["recover_us"].as_array().unwrap();
        assert!(times.len() == 3 && times.iter().all(|time| time.as_f64().unwrap() > 0.0), "{row}");
        assert!(times.contains(&row["p50_us"]), "{row}");
    }
}

#[test]
fn http_makes_every_call() {
    for (call, request) in answers::CALLS {
        let server = Server::start(Plan::greeting());
        let row = row(&["http", "--call", call, "--c", "3", "--n", "10", "--port", server.port()]);
        numbers(&row, &["per_s", "cpu_us", "user_us", "sys_us", "p50_us", "p99_us", "rss_kb"]);
        assert_eq!(row["events"], 10, "{call}");
        let made = server.requests().iter().filter(|line| line.starts_with(request)).count();
        assert_eq!(made, 13, "{call}: {:?}", server.requests().first());
    }
}

#[test]
fn http_ends_with_the_reason_of_a_call_that_fails() {
    let server = Server::start(Plan::greeting());
    let port = server.port().to_owned();
    // Nothing listens there any more.
    drop(server);
    let ran = bench(&["http", "--call", "ck_send", "--c", "1", "--n", "1", "--port", &port]);
    assert_eq!((ran.code, ran.rows.len()), (Some(1), 0));
    assert!(ran.stderr.contains("chatluck"), "{}", ran.stderr);
}

#[test]
fn sqlite_finds_what_it_wrote() {
    let dir = scratch("sqlite");
    // The second run begins anew.
    for _ in 0..2 {
        let ran = bench(&["sqlite", "--n", "3000", "--dir", dir.to_str().unwrap()]);
        assert_eq!((ran.code, ran.rows.len()), (Some(0), 2), "{}", ran.stderr);
        for row in &ran.rows {
            numbers(row, &["write_us", "write_cpu_us", "read_us", "read_cpu_us"]);
            assert_eq!((&row["n"], &row["found"]), (&Value::from(3_000), &Value::from(3_000)));
        }
        assert_ne!(ran.rows[0]["variant"], ran.rows[1]["variant"]);
    }
    std::fs::remove_dir_all(dir).unwrap();
}

#[test]
fn rsa_takes_the_best_pass() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let row = row(&["rsa", "--dir", data.to_str().unwrap()]);
    numbers(&row, &["us", "per_s"]);
    assert!(row["us"].as_f64().unwrap() > 0.0 && row["lib"].is_string(), "{row}");
}

#[test]
fn rsa_refuses_a_signature_of_something_else() {
    let (data, dir) = (Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data"), scratch("rsa"));
    for name in ["pub.pem", "sig.bin"] {
        std::fs::copy(data.join(name), dir.join(name)).unwrap();
    }
    std::fs::write(dir.join("body.bin"), "another body").unwrap();
    let ran = bench(&["rsa", "--dir", dir.to_str().unwrap()]);
    assert_eq!((ran.code, ran.rows.len()), (Some(1), 0));
    assert!(ran.stderr.contains("sig.bin"), "{}", ran.stderr);
    std::fs::remove_dir_all(dir).unwrap();
}

#[test]
fn a_wrong_argument_is_an_error_and_help_is_none() {
    let ran = bench(&["ws", "--proto", "smoke-signals", "--n", "1", "--port", "1"]);
    assert_eq!((ran.code, ran.rows.len()), (Some(1), 0));
    assert!(ran.stderr.contains("smoke-signals"), "{}", ran.stderr);
    let help = Command::new(env!("CARGO_BIN_EXE_chatwire-bench")).arg("--help").output().unwrap();
    assert!(help.status.success());
}

/// An empty folder of this test.
fn scratch(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _old = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(&dir).unwrap();
    dir
}
