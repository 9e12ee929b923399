//! The configuration file.

use chatwire_emulator::Platform;

use super::World;
use crate::command::run;

const NOWHERE: &str = "http://127.0.0.1:1";

impl World {
    /// Writes into the folder of settings.
    fn write(&self, name: &str, text: &str) {
        let folder = self.folder.path().join("chatwire");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(name), text).unwrap();
    }
}

#[test]
fn an_option_wins_over_a_variable_and_that_over_the_file() {
    let world = World::new();
    let url = world.emulator.url(Platform::TokenBowl);
    world.write("bowl.key", &format!("{}\n", world.emulator.tokenbowl().key("bot")));
    // The file alone is enough, secret and address.
    world.write(
        "config.toml",
        &format!("[tokenbowl]\nbase_url = '{url}'\napi_key_file = 'bowl.key'\n"),
    );
    for line in ["tokenbowl info", "send tokenbowl hi", "doctor"] {
        run(&mut world.bare(line.split(' '))).words();
    }
    // A variable wins over it, for the address as for the secret.
    let ran = run(world.bare(["tokenbowl", "info"]).env("TOKEN_BOWL_CHAT_BASE_URL", NOWHERE));
    assert_eq!(ran.code, Some(7), "{ran:?}");
    let ran = run(world.bare(["tokenbowl", "info"]).env("TOKEN_BOWL_CHAT_API_KEY", "canary"));
    assert_eq!(ran.code, Some(3), "{ran:?}");
    // An option wins over both.
    let mut command = world.bare(["tokenbowl", "info", "--server", &url]);
    run(command.env("TOKEN_BOWL_CHAT_BASE_URL", NOWHERE)).words();
    world.write(
        "config.toml",
        &format!("[tokenbowl]\nbase_url = '{NOWHERE}'\napi_key_file = 'bowl.key'\n"),
    );
    run(world.bare(["tokenbowl", "info"]).env("TOKEN_BOWL_CHAT_BASE_URL", &url)).words();
    assert_eq!(run(&mut world.bare(["tokenbowl", "info"])).code, Some(7));
}

#[test]
fn another_file_can_be_named() {
    let world = World::new();
    world.write("config.toml", "[tokenbowl]\nbase_url = 'ftp://usual'\n");
    let other = world.folder.path().join("other.toml");
    let (bot, key) = world.emulator.mezon().bot();
    std::fs::write(world.folder.path().join("key"), key).unwrap();
    let url = world.emulator.url(Platform::Mezon);
    std::fs::write(
        &other,
        format!("[mezon]\nbot_id = {bot}\napi_key_file = 'key'\nbase_url = '{url}'\n"),
    )
    .unwrap();
    let other = other.to_str().unwrap();
    run(&mut world.bare(["mezon", "clans", "--config", other])).words();
    run(world.bare(["mezon", "clans"]).env("CHATWIRE_CONFIG", other)).words();
    let ran = run(&mut world.bare(["mezon", "clans", "--config", "/no/such.toml"]));
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("/no/such.toml"), "{}", ran.err);
}

#[test]
fn secrets_in_the_file_are_refused_and_not_shown() {
    let world = World::new();
    for text in ["[kick]\nclient_secret = 'canary'\n", "[kick]\nclient_secret = canary\n"] {
        world.write("config.toml", text);
        let ran = run(&mut world.bare(["kick", "whoami"]));
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.err.contains("config.toml") && !ran.err.contains("canary"), "{}", ran.err);
    }
    world.write("config.toml", "[kick]\nclient_id = 'x'\nclient_secret_file = 'gone'\n");
    let ran = run(&mut world.bare(["kick", "whoami"]));
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("gone"), "{}", ran.err);
    // Other platforms do not need it.
    run(&mut world.bare(["tokenbowl", "health", "--dry-run"])).words();
}

#[test]
fn a_secret_that_is_not_asked_for_need_not_be_there() {
    let world = World::new();
    world.write(
        "config.toml",
        "[tokenbowl]\napi_key_file = 'gone'\n[mezon]\napi_key_file = 'gone'\n\
         [kick]\naccess_token_file = 'gone'\nclient_id = 'x'\nclient_secret_file = 'gone'\n",
    );
    let command = |line: &str| {
        let mut command = world.bare(line.split(' '));
        command.envs(world.addresses());
        command
    };
    // Calls that make the key, and that carry none.
    run(&mut command("tokenbowl register me")).words();
    run(&mut command("tokenbowl login send me@example.org --dry-run")).words();
    // An option wins over the file.
    let (bot, key) = world.emulator.mezon().bot();
    let keys = world.emulator.tokenbowl().key("bot");
    let token = world.emulator.kick().token("bot");
    run(&mut command(&format!("tokenbowl info -k {keys}"))).words();
    run(&mut command(&format!("mezon clans --bot-id {bot} --bot-key {key}"))).words();
    run(&mut command(&format!("kick whoami --token {token} --client-secret x"))).words();
    for line in ["tokenbowl info", "mezon clans --bot-id 7", "kick whoami --client-secret x"] {
        let ran = run(&mut command(line));
        assert_eq!(ran.code, Some(2), "{line}: {ran:?}");
        assert!(ran.err.contains("cannot read the secret"), "{line}: {ran:?}");
    }
}

#[test]
fn what_is_no_room_is_told_with_the_names_that_there_are() {
    let world = World::new();
    for line in ["send studio hi", "listen studio", "listen", "bot echo"] {
        let ran = run(&mut world.bare(line.split(' ')));
        assert_eq!(ran.code, Some(2), "{line}: {ran:?}");
        assert!(ran.err.contains("a name from [rooms]"), "{line}: {}", ran.err);
    }
    world.write("config.toml", "[rooms]\nteam = 'mezon:2001'\n");
    let ran = run(&mut world.bare(["send", "studio", "hi"]));
    assert!(ran.err.contains("which has team"), "{}", ran.err);
}
