//! `chatwire agent`, with a model that answers from a script.

use serde_json::{Value, json};

use super::World;
use crate::command::{Ran, run, run_with};
use crate::server::Server;

/// A model that always says this.
fn model(words: &str) -> Server {
    let usage = json!({"prompt_tokens": 7, "completion_tokens": 3});
    Server::new([(200, json!({"choices": [{"message": {"content": words}}], "usage": usage}))])
}

/// Runs with a key for this model, which must not be seen again.
fn ask<'a>(world: &World, server: &Server, args: impl IntoIterator<Item = &'a str>) -> Ran {
    let mut command = world.with(args);
    command.env("OPENROUTER_API_KEY", "canary-key").env("OPENROUTER_BASE_URL", &server.url);
    let ran = run(&mut command);
    world.keeps_secrets(&ran);
    assert!(!ran.out.contains("canary") && !ran.err.contains("canary"), "{ran:?}");
    ran
}

#[test]
fn one_answer_is_sent_where_it_shall_go() {
    let world = World::new();
    let server = model(" Good morning! ");
    world.emulator.tokenbowl().user("bob");
    let sent = ask(&world, &server, ["--json", "agent", "send", "Greet", "--no-mcp"]).json();
    assert_eq!(
        (&sent[0]["event"], &sent[0]["data"]["text"]),
        (&json!("sent"), &json!("Good morning!"))
    );
    assert_eq!(sent[0]["data"]["usage"]["input_tokens"], 7);
    let told = ask(&world, &server, ["agent", "send", "Greet", "--to", "bob", "--no-mcp"]);
    assert!(told.words().contains("Answer sent to tokenbowl:user:bob"), "{told:?}");
    ask(&world, &server, ["agent", "send", "Greet", "--room", "kick:streamer", "--no-mcp"]).words();
    let [_, kick, _, tokenbowl] = world.said();
    assert_eq!((kick.len(), tokenbowl.len()), (1, 2));
    let seen = &server.seen()[0];
    assert_eq!(seen.line, "POST /chat/completions");
    assert_eq!(seen.header("authorization"), Some("Bearer canary-key"));
    assert_eq!(seen.body["model"], "openai/gpt-4o-mini");
}

#[test]
fn it_stands_below_tokenbowl_too_as_in_the_python_client() {
    let world = World::new();
    let server = model("Good morning!");
    let (key, bob) = (world.emulator.tokenbowl().key("carol"), "--to bob");
    world.emulator.tokenbowl().user("bob");
    for line in [
        format!("tokenbowl agent send Greet {bob} --no-mcp -k {key}"),
        format!("tokenbowl -k {key} agent send Greet {bob} --no-mcp"),
    ] {
        let told = ask(&world, &server, line.split(' '));
        assert!(told.words().contains("Answer sent to tokenbowl:user:bob"), "{told:?}");
    }
    let by: Vec<_> = world.emulator.tokenbowl().messages();
    assert!(by.len() == 2 && by.iter().all(|sent| sent["from_username"] == "carol"), "{by:?}");
    let wrong = ask(&world, &server, ["tokenbowl", "agent", "run", "--catch-up", "yesterday"]);
    assert_eq!(wrong.code, Some(2), "{wrong:?}");
    let help = ask(&world, &server, ["tokenbowl", "--help"]);
    assert!(!help.words().contains("\n  agent "), "{}", help.out);
}

#[test]
fn a_dry_run_and_a_silent_model_send_nothing() {
    let world = World::new();
    // What the help says: the model is asked, and its answer goes nowhere.
    let server = model("hello");
    for room in [&[][..], &["--room", "kick:1001"], &["--room", "chatluck:ch_1"]] {
        let line = ["--dry-run", "agent", "send", "x", "--no-mcp"].iter().chain(room);
        assert_eq!(ask(&world, &server, line.copied()).words(), "hello\n", "{room:?}");
    }
    assert_eq!(server.lines(), ["POST /chat/completions"; 3]);
    assert_eq!(world.said(), [[""; 0]; 4]);
    let help = ask(&world, &server, ["agent", "--help"]).out;
    assert!(help.contains("the model is asked all the same"), "{help}");
    let told = ask(&world, &model("  "), ["agent", "send", "x", "--no-mcp"]);
    assert!(told.words().contains("nothing to say"), "{told:?}");
    assert_eq!(world.said()[3], [""; 0]);
}

#[test]
fn what_the_model_is_told_comes_from_options_files_and_the_configuration() {
    let world = World::new();
    let server = model("ok");
    let folder = world.folder.path();
    std::fs::write(folder.join("persona.md"), "You are {braces} of the file").unwrap();
    std::fs::write(folder.join("key"), "canary-key\n").unwrap();
    let config = folder.join("agent.toml");
    let text = format!(
        "[agent]\nmodel = 'of/config'\nuser = 'of the config'\nmcp = false\nopenrouter_key_file = 'key'\nllm_url = '{}'\n",
        server.url
    );
    std::fs::write(&config, text).unwrap();
    let (config, persona) = (config.to_str().unwrap(), folder.join("persona.md"));
    let args = [
        "agent",
        "send",
        "-",
        "--config",
        config,
        "-s",
        persona.to_str().unwrap(),
        "-m",
        "of/option",
    ];
    run_with(&mut world.with(args), "what?\n").words();
    let body = server.seen().remove(0).body;
    assert_eq!(body["model"], "of/option", "an option wins");
    let said = body["messages"].to_string();
    for words in ["{braces} of the file", "of the config", "what?"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(body.get("tools"), None);
}

#[test]
fn who_asks_the_endpoint_can_be_said() {
    let world = World::new();
    let server = model("ok");
    let config = world.folder.path().join("c.toml");
    std::fs::write(&config, "[agent]\nreferer = 'https://config.test'\ntitle = ''\n").unwrap();
    let config = config.to_str().unwrap();
    for (args, referer, title) in [
        (&["--title", "T", "--referer", ""][..], None, Some("T")),
        (&["--config", config], Some("https://config.test"), None),
        (&["--config", config, "--title", "T"], Some("https://config.test"), Some("T")),
    ] {
        let line = ["--dry-run", "agent", "send", "x", "--no-mcp"].iter().chain(args);
        ask(&world, &server, line.copied()).words();
        let seen = server.seen().pop().unwrap();
        assert_eq!((seen.header("http-referer"), seen.header("x-title")), (referer, title));
    }
}

#[test]
fn what_is_wrong_has_its_exit_code_before_anything_is_sent() {
    let world = World::new();
    let server = Server::new([(401, json!({"error": {"message": "No auth"}}))]);
    let refused = ask(&world, &server, ["agent", "send", "x", "--no-mcp"]);
    assert_eq!(refused.code, Some(3), "{refused:?}");
    let keyless = run(&mut world.command("agent send x --no-mcp"));
    assert_eq!(keyless.code, Some(3), "{keyless:?}");
    assert!(keyless.err.contains("OPENROUTER_API_KEY"), "{}", keyless.err);
    let server = model("ok");
    for args in [
        vec!["agent", "send", "x", "--context-window", "999"],
        vec!["agent", "send", "x", "--system", "@/no/such/file"],
        vec!["agent", "send", "x", "--system", "prompts/gone.md"],
        vec!["agent", "send", "x", "--room", "irc:#boats"],
        vec!["agent", "run", "--dry-run"],
        vec!["agent", "run", "--max-answers", "-1"],
        vec!["agent", "run", "--max-answers", "1", "--max-answers-minutes", "0"],
        vec!["agent", "run", "--max-answers", "1", "--max-answers-minutes", "1e30"],
        vec!["agent", "run", "--max-answers-minutes", "5"],
        vec!["agent", "run", "--catch-up", "yesterday"],
    ] {
        let ran = ask(&world, &server, args.iter().copied());
        assert_eq!(ran.code, Some(2), "{args:?}: {ran:?}");
    }
    std::fs::write(world.folder.path().join("c.toml"), "[agent]\nopenrouter_key = 'canary'\n")
        .unwrap();
    let config = world.folder.path().join("c.toml");
    let ran = ask(&world, &server, ["agent", "send", "x", "--config", config.to_str().unwrap()]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(server.lines().is_empty(), "{:?}", server.lines());
    // Without a key of the room, the model is not asked at all: it costs money.
    let mut command = world.command("agent send x --no-mcp");
    command.env_remove("TOKEN_BOWL_CHAT_API_KEY").env("OPENROUTER_BASE_URL", &server.url);
    assert_eq!(run(&mut command).code, Some(3));
    assert!(server.lines().is_empty(), "{:?}", server.lines());
    for (room, secret) in [
        ("tokenbowl", "TOKEN_BOWL_CHAT_API_KEY"),
        ("tokenbowl:@bob", "TOKEN_BOWL_CHAT_API_KEY"),
        ("kick:1001", "KICK_ACCESS_TOKEN"),
        ("mezon:2001", "MEZON_API_KEY"),
        ("chatluck:ch_1", "CHATLUCK_API_KEY"),
    ] {
        let mut command = world.command(&format!("agent send x --no-mcp --room {room}"));
        command.env("OPENROUTER_API_KEY", "canary").env("OPENROUTER_BASE_URL", &server.url);
        let ran = run(command.env_remove(secret));
        assert_eq!(ran.code, Some(3), "{room}: {ran:?}");
        assert!(server.lines().is_empty(), "{room}: {:?}", server.lines());
    }
}

#[test]
fn settings_are_held_to_what_their_options_are() {
    let world = World::new();
    let server = model("ok");
    let config = world.folder.path().join("c.toml");
    for setting in [
        "max_reconnect_delay = 0",
        "queue_interval = -1",
        "retry_base_delay = nan",
        "daily_cost = nan",
        "daily_cost = -0.5",
        "similarity = inf",
        "temperature = nan",
    ] {
        std::fs::write(&config, format!("[agent]\n{setting}\n")).unwrap();
        let line = ["agent", "run", "--no-mcp", "--config", config.to_str().unwrap()];
        // Whoever takes the setting fails without a key, and does not run for ever.
        let mut command = world.bare(line);
        command.env("OPENROUTER_API_KEY", "canary").env("OPENROUTER_BASE_URL", &server.url);
        command.envs(world.addresses()).env("TOKEN_BOWL_CHAT_API_KEY", "wrong");
        let ran = run(&mut command);
        assert_eq!(ran.code, Some(2), "{setting}: {ran:?}");
        let name = setting.split(' ').next().unwrap();
        assert!(ran.err.contains(name), "{setting}: {ran:?}");
    }
    for option in [
        "--daily-cost=nan",
        "--daily-cost=-1",
        "--similarity=inf",
        "--similarity=85",
        "--temperature=NaN",
    ] {
        let ran = ask(&world, &server, ["agent", "send", "x", "--no-mcp", option]);
        assert_eq!(ran.code, Some(2), "{option}: {ran:?}");
    }
    assert!(server.lines().is_empty(), "{:?}", server.lines());
}

#[cfg(unix)]
#[test]
fn what_comes_on_top_of_its_pace_waits() {
    use std::io::BufReader;

    use super::wait_for_all;
    use crate::command::{ended, start, wait_for};

    let world = World::new();
    let server = model("pong");
    let config = world.folder.path().join("pace.toml");
    std::fs::write(&config, "[agent]\nmax_answers = 1\nmax_answers_minutes = 0.5\n").unwrap();
    let from_file = format!("--config {}", config.display());
    for pace in ["--max-answers 1", from_file.as_str()] {
        let line = format!("--json agent run kick:streamer --no-mcp --verbose {pace}");
        let mut command = world.command(&format!("{line} --queue-interval 0.05"));
        command.env("OPENROUTER_API_KEY", "canary-key").env("OPENROUTER_BASE_URL", &server.url);
        let mut child = start(&mut command);
        let mut err = BufReader::new(child.stderr.take().unwrap());
        wait_for_all(&mut err, &["The agent runs", "kick: online"]);
        let mut out = BufReader::new(child.stdout.take().unwrap());
        world.emulator.kick().say("streamer", "alice", "ping");
        wait_for(&mut out, "\"answered\"");
        world.emulator.kick().say("streamer", "bob", "ping");
        let silent: Value = serde_json::from_str(&wait_for(&mut out, "\"silent\"")).unwrap();
        assert_eq!(silent["data"]["why"], "the budget is spent", "{pace}: {silent}");
        crate::signals::interrupt(&child);
        assert_eq!(ended(child).code, Some(0));
    }
    assert_eq!(world.said()[1], ["ping", "pong", "ping", "ping", "pong", "ping"]);
    assert_eq!(server.lines().len(), 2);
}

#[cfg(unix)]
#[test]
fn it_lives_on_platforms_until_it_is_interrupted() {
    use std::io::BufReader;

    use super::wait_for_all;
    use crate::command::{ended, start, wait_for};

    let world = World::new();
    let server = model("pong");
    for (room, online) in [("", "tokenbowl: online"), ("kick:streamer", "kick: online")] {
        let line = format!("--json agent run {room} --no-mcp --queue-interval 0.1 --verbose");
        let mut command = world.command(&line);
        command.env("OPENROUTER_API_KEY", "canary-key").env("OPENROUTER_BASE_URL", &server.url);
        let mut child = start(&mut command);
        let mut err = BufReader::new(child.stderr.take().unwrap());
        wait_for_all(&mut err, &["The agent runs", online]);
        world.emulator.tokenbowl().say("alice", "ping");
        world.emulator.kick().say("streamer", "alice", "ping");
        let mut out = BufReader::new(child.stdout.take().unwrap());
        wait_for(&mut out, "\"heard\"");
        let answered: Value = serde_json::from_str(&wait_for(&mut out, "\"answered\"")).unwrap();
        assert_eq!(answered["data"]["text"], "pong");
        crate::signals::interrupt(&child);
        let stats: Value =
            serde_json::from_str(&wait_for(&mut out, "\"messages_sent\":1")).unwrap();
        assert_eq!(stats["event"], "stats");
        assert_eq!(ended(child).code, Some(0));
    }
    let [_, kick, _, tokenbowl] = world.said();
    assert_eq!(tokenbowl, ["ping", "pong", "ping"]);
    assert_eq!(kick, ["ping", "ping", "pong"]);
}

#[cfg(unix)]
#[test]
fn what_was_not_answered_is_told_at_the_end() {
    use std::io::BufReader;

    use super::wait_for_all;
    use crate::command::{ended, start, wait_for};

    let world = World::new();
    let server = model("pong");
    let line = "--json agent run kick:streamer --no-mcp --verbose --queue-interval 600";
    let mut command = world.command(line);
    command.env("OPENROUTER_API_KEY", "canary-key").env("OPENROUTER_BASE_URL", &server.url);
    let mut child = start(&mut command);
    let mut err = BufReader::new(child.stderr.take().unwrap());
    wait_for_all(&mut err, &["The agent runs", "kick: online"]);
    let mut out = BufReader::new(child.stdout.take().unwrap());
    world.emulator.kick().say("streamer", "alice", "ping");
    wait_for(&mut out, "\"answered\"");
    // This one waits for company until the end.
    world.emulator.kick().say("streamer", "bob", "are you there?");
    wait_for(&mut out, "\"heard\"");
    crate::signals::interrupt(&child);
    let told: Value = serde_json::from_str(&wait_for(&mut out, "\"unanswered\"")).unwrap();
    assert_eq!(
        (&told["platform"], &told["data"]["text"]),
        (&json!("kick"), &json!("are you there?"))
    );
    assert_eq!(told["data"]["sender"]["name"], "bob");
    wait_for(&mut err, "1 messages got no answer");
    assert_eq!(ended(child).code, Some(0));
}
