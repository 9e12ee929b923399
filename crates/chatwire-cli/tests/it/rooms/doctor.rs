//! `chatwire doctor` over all platforms.

use std::process::Command;

use serde_json::Value;

use super::World;
use crate::command::run;

/// Exit code, and check and status of each finding with its platform.
fn findings(world: &World, command: &mut Command) -> (Option<i32>, Vec<[String; 3]>) {
    let ran = run(command.env("KICK_TOKEN_FILE", world.folder.path().join("kick.json")));
    world.keeps_secrets(&ran);
    assert!(!ran.out.contains("canary"), "{ran:?}");
    let read = |line: &str| {
        let check: Value = serde_json::from_str(line).unwrap();
        ["platform", "check", "status"]
            .map(|name| check.get(name).unwrap().as_str().unwrap().to_owned())
    };
    (ran.code, ran.out.lines().map(read).collect())
}

fn has(findings: &[[String; 3]], finding: [&str; 3]) -> bool {
    findings.iter().any(|one| one.each_ref().map(String::as_str) == finding)
}

#[test]
fn all_platforms_are_looked_at() {
    let world = World::new();
    let token = world.emulator.fluidtalk().connector_token();
    let (code, found) =
        findings(&world, world.command("doctor --json").env("FLUIDTALK_CONNECTOR_TOKEN", token));
    assert_eq!(code, Some(0), "{found:?}");
    for finding in [
        ["chatluck", "CHATLUCK_API_KEY", "ok"],
        ["chatluck", "account", "ok"],
        ["fluidtalk", "account", "ok"],
        ["kick", "token", "ok"],
        ["mezon", "login", "ok"],
        ["tokenbowl", "account", "ok"],
    ] {
        assert!(has(&found, finding), "{finding:?}: {found:?}");
    }
    for platform in ["chatluck", "fluidtalk", "kick", "mezon", "tokenbowl"] {
        assert!(
            found.iter().any(|one| one[0] == platform && one[1] == "clock"),
            "{platform}: {found:?}"
        );
    }
}

#[test]
fn what_is_wrong_is_found_and_told_by_the_exit_code() {
    let world = World::new();
    let doctor = |platform: &str| world.command(&format!("doctor {platform} --json --no-retry"));
    let (code, found) = findings(&world, doctor("chatluck").env("CHATLUCK_API_KEY", "canary"));
    assert_eq!(code, Some(3), "{found:?}");
    assert!(has(&found, ["chatluck", "account", "failed"]), "{found:?}");
    let (code, found) =
        findings(&world, doctor("fluidtalk").env("FLUIDTALK_CONNECTOR_TOKEN", "ftc_live_canary"));
    assert_ne!(code, Some(0), "{found:?}");
    assert!(has(&found, ["fluidtalk", "account", "failed"]), "{found:?}");
    let (code, found) = findings(&world, doctor("chatluck").env("CHATLUCK_BASE_URL", "ftp://x"));
    assert_eq!(code, Some(2), "{found:?}");
    for (platform, var, value, state) in [
        ("chatluck", "CHATLUCK_BASE_URL", "https://me:canary@a.test/v1", "warning"),
        ("kick", "KICK_OAUTH_URL", "https://a.test/?key=canary", "warning"),
        ("mezon", "MEZON_BASE_URL", "canary", "warning"),
        ("tokenbowl", "TOKEN_BOWL_CHAT_BASE_URL", "https://canary@a.test", "warning"),
        // Of whatever platform: what was pasted with a blank is no key.
        ("kick", "KICK_CLIENT_SECRET", " canary", "failed"),
        ("mezon", "MEZON_API_KEY", "canary ", "failed"),
        ("tokenbowl", "TOKEN_BOWL_CHAT_API_KEY", "canary ", "failed"),
    ] {
        let (_, found) = findings(&world, doctor(platform).arg("--dry-run").env(var, value));
        assert!(has(&found, [platform, var, state]), "{found:?}");
    }
    let (code, found) = findings(&world, doctor("fluidtalk").env("FLUIDTALK_API_KEY", "canary"));
    assert_eq!(code, Some(0), "a key alone is not tried: {found:?}");
    assert!(has(&found, ["fluidtalk", "account", "skipped"]), "{found:?}");
}

#[test]
fn kick_is_looked_at_when_a_token_is_stored() {
    let world = World::new();
    let file = world.folder.path().join("chatwire").join("kick.json");
    let doctor = || {
        let ran = run(&mut world.bare(["doctor", "--json", "--dry-run"]));
        ran.out.contains("\"kick\"")
    };
    // Public commands keep what they looked up, without a token.
    world.run(["kick", "resolve", "streamer", "--chatroom", "77"]).words();
    assert!(file.exists() && !doctor(), "no token is stored");
    std::fs::write(&file, "canary").unwrap();
    assert!(doctor(), "what cannot be read is told");
}

#[test]
fn the_configuration_is_looked_at_too() {
    let world = World::new();
    let path = world.folder.path();
    std::fs::write(
        path.join("c.toml"),
        "[chatluck]\napi_key_file = 'key'\n[kick]\nclient_secret_file = 'gone'\n",
    )
    .unwrap();
    std::fs::write(path.join("key"), "canary").unwrap();
    let config = path.join("c.toml");
    let config = config.to_str().unwrap();
    let (code, found) =
        findings(&world, &mut world.bare(["doctor", "--json", "--dry-run", "--config", config]));
    assert_eq!(code, Some(2), "{found:?}");
    assert!(has(&found, ["chatwire", "config", "ok"]), "{found:?}");
    assert!(has(&found, ["chatluck", "CHATLUCK_API_KEY", "ok"]), "{found:?}");
    assert!(has(&found, ["kick", "settings", "failed"]), "{found:?}");
    #[cfg(unix)]
    assert!(has(&found, ["chatluck", "secret file", "warning"]), "{found:?}");
    // Those of the agent are of no platform.
    let text = "[agent]\nopenrouter_key_file = 'key'\nmcp_token_file = 'gone'\n";
    std::fs::write(config, text).unwrap();
    let (code, found) =
        findings(&world, &mut world.bare(["doctor", "--json", "--dry-run", "--config", config]));
    let told: Vec<_> = found.iter().filter(|told| told[1] == "secret file").collect();
    assert_eq!((code, told.len()), (Some(0), 2), "{found:?}");
    assert!(told.iter().all(|told| told[0] == "chatwire"), "{found:?}");
    #[cfg(unix)]
    assert!(told.iter().all(|told| told[2] == "warning"), "{found:?}");
    std::fs::write(config, "[kick]\nclient_secret_file = 'gone'\n").unwrap();
    // A variable wins over a file, which is missed all the same.
    let mut command = world.bare(["doctor", "kick", "--json", "--dry-run", "--config", config]);
    let (_, found) = findings(&world, command.env("KICK_CLIENT_SECRET", "canary"));
    assert!(has(&found, ["kick", "secret file", "warning"]), "{found:?}");
}
