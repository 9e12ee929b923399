//! From the login page to the token file, and back out.

use std::io::{BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::Child;

use chatwire_emulator::Platform;
use serde_json::{Value, json};

use super::World;
use crate::command::{Ran, ended, run, start, wait_for};

const SECRETS: [&str; 4] =
    ["kick-emulator-secret", "code_verifier=", "access_token\":\"", "&code="];

/// What a browser does with an address of this machine: asks, and returns where it is sent, if it is.
fn browse(address: &str) -> Option<String> {
    let (host, target) = address.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let host = host.replace("localhost", "127.0.0.1");
    let mut stream = TcpStream::connect(&host).unwrap();
    write!(stream, "GET /{target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.lines().find_map(|line| line.strip_prefix("location: ")).map(str::to_owned)
}

/// Agrees to the login that a command waits for.
fn agree(mut child: Child) -> Ran {
    let mut err = BufReader::new(child.stderr.take().unwrap());
    let line = wait_for(&mut err, "Open this address");
    let url = line.trim().rsplit(' ').next().unwrap();
    let back = browse(url).unwrap();
    browse(&back);
    let mut rest = String::new();
    err.read_to_string(&mut rest).unwrap();
    let ran = ended(child);
    Ran { err: rest, ..ran }
}

fn login(world: &World, options: &str) -> Ran {
    let line = format!("login --redirect-uri http://127.0.0.1:0/callback {options}");
    let ran = agree(start(&mut world.app(&line)));
    for secret in SECRETS {
        assert!(!ran.out.contains(secret) && !ran.err.contains(secret), "{secret}: {ran:?}");
    }
    ran
}

/// Runs without a token but the stored one.
fn stored(world: &World, line: &str) -> Ran {
    let ran = run(&mut world.app(line));
    let kept = std::fs::read_to_string(world.file()).unwrap_or_default();
    let kept: Value = serde_json::from_str(&kept).unwrap_or_default();
    let tokens = kept.get("tokens").and_then(Value::as_array).cloned().unwrap_or_default();
    for token in &tokens {
        for half in ["access_token", "refresh_token"] {
            let Some(secret) = token[half].as_str() else { continue };
            assert!(!ran.out.contains(secret) && !ran.err.contains(secret), "{line}: {ran:?}");
        }
    }
    ran
}

#[test]
fn a_user_logs_in_acts_and_logs_out() {
    let world = World::new();
    world.kick.consent_as("alice");
    let alice = world.kick.user("alice");
    for named in [false, true] {
        // What is not named was granted as asked for.
        world.kick.scope_in_answers(named);
        let value = &login(&world, "--json").json()[0];
        assert_eq!(value["scopes"].as_array().unwrap().len(), 10, "named: {named}");
    }
    let value = &login(&world, "--json").json()[0];
    assert_eq!(value["account"], alice);
    assert!(value["file"].as_str().unwrap().ends_with("kick.json"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(world.file()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    assert_eq!(stored(&world, "whoami --json").json()[0]["name"], "alice");
    stored(&world, "send hello").words();
    assert_eq!(world.kick.messages("alice")[0]["content"], "hello");
    let status = &stored(&world, "token status --json").json()[0];
    assert_eq!((&status["account"], &status["status"]), (&json!(alice), &json!("valid")));
    assert!(stored(&world, "token status").words().contains("chat:write"));
    assert!(stored(&world, "token refresh").words().contains("renewed"));
    assert_eq!(stored(&world, "token refresh --json").json()[0]["renewable"], true);
    let seen = &stored(&world, "token introspect --json").json()[0];
    assert_eq!((&seen["active"], &seen["token_type"]), (&json!(true), &json!("user")));
    assert!(stored(&world, "token introspect").words().contains("user"));

    let dry = stored(&world, "logout --dry-run --json").json();
    assert_eq!(dry.len(), 2);
    for wire in &dry {
        let url = wire["url"].as_str().unwrap();
        assert!(url.contains("/oauth/revoke?token=[redacted]&token_hint_type="), "{url}");
    }
    let doctor = run(crate::command::chatwire(["doctor", "kick"])
        .env("KICK_BASE_URL", world.emulator.url(Platform::Kick))
        .env("KICK_TOKEN_FILE", world.file()));
    assert!(doctor.words().contains(&format!("{alice} valid")), "{}", doctor.out);

    let out = &stored(&world, "logout --json").json()[0];
    assert_eq!(out, &json!({"account": alice, "removed": true, "revoked": true}));
    assert_eq!(stored(&world, "token status").words(), "No token is stored\n");
    assert_eq!(stored(&world, "logout").code, Some(3));
}

#[test]
fn several_accounts_are_told_apart() {
    let world = World::new();
    for name in ["alice", "bob"] {
        world.kick.consent_as(name);
        assert!(login(&world, "").words().contains("Logged in as user"));
    }
    let ambiguous = stored(&world, "whoami");
    assert_eq!(ambiguous.code, Some(2), "{ambiguous:?}");
    let bob = world.kick.user("bob");
    assert!(ambiguous.err.contains(&bob.to_string()), "{}", ambiguous.err);
    let line = format!("whoami --json --account {bob}");
    assert_eq!(stored(&world, &line).json()[0]["name"], "bob");
    let mut command = world.app("whoami --json");
    assert_eq!(run(command.env("KICK_ACCOUNT", bob.to_string())).json()[0]["name"], "bob");
    assert!(stored(&world, &format!("logout --local --account {bob}")).words().contains("out"));
    assert_eq!(stored(&world, "whoami --json").json()[0]["name"], "alice");
    let missing = stored(&world, "whoami --account 4711");
    assert_eq!(missing.code, Some(3), "{missing:?}");
    assert!(missing.err.contains("chatwire kick login"), "{}", missing.err);
}

#[test]
fn a_token_without_the_right_to_say_whose_it_is() {
    let world = World::new();
    let refused = run(&mut world.app("login --scope chat:write"));
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.err.contains("--store-as"), "{}", refused.err);
    let streamer = world.kick.user("streamer");
    let line = format!("--json --scope chat:write --store-as {streamer}");
    let value = &login(&world, &line).json()[0];
    assert_eq!((&value["account"], &value["scopes"]), (&json!(streamer), &json!(["chat:write"])));
}

#[test]
fn a_user_may_say_no_or_nothing() {
    let world = World::new();
    world.kick.deny_next("access_denied");
    let ran = login(&world, "");
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.err.contains("the user said no"), "{}", ran.err);
    let line = "login --wait 0 --redirect-uri http://127.0.0.1:0/callback";
    let ran = run(&mut world.app(line));
    assert_eq!(ran.code, Some(7), "{ran:?}");
    let ran = run(&mut world.app("login --redirect-uri https://example.org/callback"));
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(!world.file().exists());
}

#[test]
fn an_app_tries_its_id_and_secret() {
    let world = World::new();
    let ran = stored(&world, "login --app");
    assert!(ran.words().contains("are right"), "{}", ran.out);
    let value = &stored(&world, "login --app --json").json()[0];
    assert_eq!((&value["app"], &value["access_token"]), (&json!(true), &Value::Null));
    let value = &run(&mut world.app("login --app --json --show-token")).json()[0];
    let token = value["access_token"].as_str().unwrap();
    let line = format!("--token {token} token introspect --json");
    assert_eq!(run(&mut world.command(&line)).json()[0]["token_type"], "app");
    let mut command = world.app("login --app");
    let wrong = run(command.env("KICK_CLIENT_SECRET", "canary-secret"));
    assert_eq!(wrong.code, Some(3), "{wrong:?}");
    assert!(!wrong.err.contains("canary"), "{}", wrong.err);
    let none = run(&mut world.command("login"));
    assert_eq!(none.code, Some(2), "{none:?}");
    // Without a user's token, public data is read with the app's own.
    world.kick.user("streamer");
    assert_eq!(stored(&world, "channels streamer --json").json()[0]["slug"], "streamer");
}

#[test]
fn a_token_that_was_given_is_revoked() {
    let world = World::new();
    let token = world.kick.token("streamer");
    let revoke = |line: &str| run(world.command(line).env("KICK_ACCESS_TOKEN", &token));
    assert_eq!(revoke("token revoke --json").json()[0]["revoked"], true);
    assert_eq!(revoke("whoami").code, Some(3));
    assert!(revoke("token revoke --refresh").words().contains("revoked"));
}

#[test]
fn the_file_is_in_the_folder_of_settings_unless_it_is_named() {
    let world = World::new();
    let line = "login --json --redirect-uri http://127.0.0.1:0/callback";
    let mut command = world.app(line);
    command.env_remove("KICK_TOKEN_FILE").env("XDG_CONFIG_HOME", world.folder.path());
    command.env("APPDATA", world.folder.path());
    let ran = agree(start(&mut command));
    let file = world.folder.path().join("chatwire").join("kick.json");
    assert_eq!(ran.json()[0]["file"], json!(file));
    assert!(file.exists());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = std::fs::metadata(file.parent().unwrap()).unwrap();
        assert_eq!(folder.permissions().mode() & 0o777, 0o700);
    }
    let mut nowhere = world.app("login");
    let ran = run(nowhere.env_remove("KICK_TOKEN_FILE"));
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("KICK_TOKEN_FILE"), "{}", ran.err);
}
