//! Every command's request, by `--dry-run`: nothing is sent, and no secret is shown.

use serde_json::{Value, json};

use super::World;

/// What a dry run prints: paths with bodies.
fn wires(world: &World, line: &str) -> Vec<(String, Value)> {
    let printed = world.json(&format!("{line} --dry-run"));
    assert!(world.mezon.calls().is_empty(), "{line}");
    assert!(world.emulator.requests(chatwire_emulator::Platform::Mezon).is_empty(), "{line}");
    let name = |wire: &Value| {
        let url = wire["url"].as_str().unwrap_or_default();
        url.rsplit('/').next().unwrap_or_default().to_owned()
    };
    printed.iter().map(|wire| (name(wire), wire["body"].clone())).collect()
}

#[test]
fn each_command_makes_its_request() {
    let world = World::new();
    for (line, name, body) in [
        ("clans", "ListClanDescs", Value::Null),
        ("channels 7", "ListChannelDescs", json!({"clan_id": "7", "channel_type": 1})),
        ("channels 0", "ListChannelDescs", json!({"channel_type": 3})),
        ("roles 7 -n 5 --after x", "ListRoles", json!({"clan_id": "7", "limit": 5, "cursor": "x"})),
        ("emojis 7", "GetListEmojisByUserId", Value::Null),
        (
            "voice 7 --channel 9",
            "ListChannelVoiceUsers",
            json!({"clan_id": "7", "channel_id": "9"}),
        ),
    ] {
        assert_eq!(wires(&world, line), [(name.to_owned(), body)], "{line}");
    }
    let login = json!({"account": {"appid": world.bot().to_string(), "token": "[redacted]"}});
    for line in ["login", "listen", "wallet balance", "wallet history", "wallet tx a"] {
        assert_eq!(wires(&world, line), [("token".to_owned(), login.clone())], "{line}");
    }
}

/// What `line` sends with a call, and what its dry run says; of the latter all fields must be in the former.
fn compared(line: impl Fn(&World) -> String, name: &str) {
    let world = World::new();
    world.mezon.say(world.channel, "alice", "first");
    let line = line(&world);
    let dry = wires(&world, &line);
    let shown = dry.iter().find(|(shown, _)| shown == name).map(|(_, body)| body.clone());
    world.words(&line);
    let calls = world.mezon.calls_of(name);
    let sent = &calls.last().expect(name).json;
    for (field, value) in shown.expect(name).as_object().unwrap() {
        assert_eq!(&sent[field], value, "{line}: {field}");
    }
}

#[test]
fn a_dry_run_shows_what_is_sent() {
    compared(|world| format!("send hi --to {}", world.channel), "SendChannelMessage");
    compared(
        |world| format!("send hi --to {} --mention-everyone", world.channel),
        "SendChannelMessage",
    );
    compared(|world| format!("send hi --user {}", world.mezon.user("bob")), "CreateChannelDesc");
    compared(
        |world| {
            let id = world.mezon.messages(world.channel)[0].message_id;
            format!("history {} --before {id} -n 7", world.channel)
        },
        "ListChannelMessages",
    );
    compared(
        |world| {
            let id = world.mezon.messages(world.channel)[0].message_id;
            format!("history {} --after {id}", world.channel)
        },
        "ListChannelMessages",
    );
    compared(
        |world| {
            let id = world.mezon.messages(world.channel)[0].message_id;
            format!("history {} --around {id}", world.channel)
        },
        "ListChannelMessages",
    );
    compared(|world| format!("history {} --all", world.channel), "ListChannelMessages");
}

#[test]
fn a_transfer_is_planned_and_not_signed() {
    let world = World::with_tokens(5);
    let printed = world.json("wallet send 8 2.5 --note thanks --dry-run");
    let plan = &printed[1]["send_token"];
    assert_eq!((&plan["user_id"], &plan["units"]), (&json!("8"), &json!("2500000")));
    assert_eq!(plan["note"], "thanks");
    assert!(world.emulator.requests(chatwire_emulator::Platform::Mezon).is_empty());
    let ran = world.run("send psst --to 5 --ephemeral 8 --dry-run --json");
    assert_eq!(ran.json()[1]["ephemeral_message_send"]["receiver_ids"], json!(["8"]));
}
