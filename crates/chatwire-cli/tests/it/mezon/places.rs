//! Login, clans, channels, roles, emojis, voice channels, and the doctor.

use serde_json::json;

use super::World;
use crate::command::{chatwire, run};

#[test]
fn a_login_says_what_came_of_it_but_no_token() {
    let world = World::with_tokens(1);
    let facts = world.one("login");
    assert_eq!(facts["bot_id"], world.bot().to_string());
    assert_eq!((&facts["username"], &facts["can_send_tokens"]), (&json!("bot"), &json!(true)));
    assert!(facts["ws_url"].as_str().unwrap().starts_with("ws://"), "{facts}");
    assert!(facts["expires_at"].is_string(), "{facts}");
    let words = world.words("login");
    assert!(words.contains("✓ Id and API key are right: logged in as bot"), "{words}");
}

#[test]
fn clans_and_channels_are_listed() {
    let world = World::new();
    let thread = world.mezon.thread(world.channel, "deep", "alice");
    let private = world.mezon.private_channel(world.clan, "staff", &["bot"]);
    let clan = world.one("clans");
    assert_eq!((&clan["id"], &clan["name"]), (&json!(world.clan.to_string()), &json!("team")));
    let channels = world.json(&format!("channels {}", world.clan));
    let find = |id: i64| {
        let found = channels.iter().find(|channel| channel["id"] == json!(id.to_string()));
        found.unwrap_or_else(|| panic!("{id} in {channels:?}"))
    };
    assert_eq!(find(world.channel)["name"], "talk");
    assert_eq!(find(private)["is_private"], true);
    let words = world.words(&format!("channels {}", world.clan));
    assert!(words.contains("talk") && words.contains("general"), "{words}");
    // Threads come with the channels or not at all, as the service pleases.
    assert!(thread > 0);
    assert!(world.words("clans").contains("team"));
}

#[test]
fn direct_conversations_are_a_list_of_their_own() {
    let world = World::new();
    let (channel, _) = world.mezon.dm("alice", "hello");
    let found = world.json("channels 0");
    assert!(found.iter().any(|it| it["id"] == json!(channel.to_string())), "{found:?}");
}

#[test]
fn roles_have_their_members() {
    let world = World::new();
    let role = world.mezon.role(world.clan, "Helpers", &["alice"]);
    let alice = world.mezon.user("alice");
    let roles = world.json(&format!("roles {}", world.clan));
    let found = roles.iter().find(|it| it["id"] == json!(role.to_string())).unwrap();
    assert_eq!(found["title"], "Helpers");
    assert_eq!(found["member_ids"], json!([alice.to_string()]));
    assert!(world.words(&format!("roles {}", world.clan)).contains("Helpers"));
}

#[test]
fn emojis_are_those_of_the_clan() {
    let world = World::new();
    let other = world.mezon.clan("other");
    world.mezon.emoji(other, ":else:");
    let id = world.mezon.emoji(world.clan, ":wave:");
    let emoji = world.one(&format!("emojis {}", world.clan));
    assert_eq!((&emoji["id"], &emoji["shortname"]), (&json!(id.to_string()), &json!(":wave:")));
    assert!(world.words(&format!("emojis {}", world.clan)).contains(":wave:"));
    let empty = world.mezon.clan("empty");
    assert!(world.words(&format!("emojis {empty}")).contains("No emojis found"));
}

#[test]
fn voice_channels_show_who_is_there() {
    let world = World::new();
    let room = world.mezon.voice_channel(world.clan, "lounge");
    assert!(world.words(&format!("voice {}", world.clan)).contains("Nobody"));
    world.mezon.join_voice(room, "alice");
    let alice = world.mezon.user("alice");
    let found = world.one(&format!("voice {} --channel {room}", world.clan));
    assert_eq!(found["channel_id"], room.to_string());
    assert_eq!(found["user_ids"], json!([alice.to_string()]));
}

fn doctor(world: &World, line: &str) -> std::process::Command {
    let (bot, key) = world.mezon.bot();
    let mut command = chatwire(["doctor"].into_iter().chain(line.split_whitespace()));
    command.env("MEZON_BASE_URL", world.emulator.url(chatwire_emulator::Platform::Mezon));
    command.env("MEZON_BOT_ID", bot.to_string()).env("MEZON_API_KEY", key);
    command
}

#[test]
fn the_doctor_looks_at_everything() {
    let world = World::with_tokens(3);
    let ran = run(&mut doctor(&world, "--json"));
    world.keeps_secrets(&ran);
    let checks = ran.json();
    for name in ["MEZON_API_KEY", "address", "login", "clans", "socket", "ledger"] {
        let check = checks.iter().find(|check| check["check"] == name).expect(name);
        assert_eq!((&check["status"], &check["platform"]), (&json!("ok"), &json!("mezon")));
    }
    let ledger = checks.iter().find(|check| check["check"] == "ledger").unwrap();
    assert_eq!(ledger["detail"], "3 tokens");
    let words = run(&mut doctor(&world, "mezon --dry-run"));
    assert!(words.words().contains("login: not asked with --dry-run"), "{words:?}");
}

#[test]
fn the_doctor_says_what_is_wrong() {
    let world = World::new();
    let ran = run(doctor(&world, "mezon").env("MEZON_API_KEY", "canary-wrong"));
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.out.contains("✗ login: "), "{}", ran.out);
    assert!(!ran.out.contains("canary"), "{ran:?}");
    let ran = run(doctor(&world, "mezon").env_remove("MEZON_API_KEY"));
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.out.contains("✗ bot: id and API key"), "{}", ran.out);
}
