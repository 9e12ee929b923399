//! Servers of tools, and which secrets they get.

#[cfg(unix)]
use serde_json::Value;
use serde_json::json;

use super::World;
use crate::command::{Ran, run};
use crate::server::Server;

/// A model and a server of tools that refuses all, with the configuration `[agent]` of this text.
struct Tools {
    world: World,
    model: Server,
    server: Server,
}

impl Tools {
    fn new() -> Self {
        let model = Server::new([(200, json!({"choices": [{"message": {"content": "ok"}}]}))]);
        Self { world: World::new(), model, server: Server::new([(401, json!({}))]) }
    }

    /// Asks the model, with a token for servers of tools and a variable for commands, neither of which is seen again.
    fn ask(&self, args: &[&str], variables: &[(&str, &str)]) -> Ran {
        let line = ["agent", "send", "x", "--dry-run"].into_iter().chain(args.iter().copied());
        let mut command = self.world.with(line);
        command.env("OPENROUTER_API_KEY", "canary-key").env("OPENROUTER_BASE_URL", &self.model.url);
        command.env("PATH", std::env::var_os("PATH").unwrap());
        let ran = run(command.envs(variables.iter().copied()));
        assert!(!ran.out.contains("canary") && !ran.err.contains("canary"), "{ran:?}");
        ran
    }

    /// What the server of tools was sent as a key.
    fn keys(&self) -> Vec<Option<String>> {
        let seen = self.server.seen();
        seen.iter().map(|seen| seen.header("authorization").map(str::to_owned)).collect()
    }

    fn config(&self, text: &str) -> String {
        let path = self.world.folder.path().join("tools.toml");
        std::fs::write(&path, format!("[agent]\n{text}\n")).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

#[test]
fn the_token_goes_to_the_address_that_was_named() {
    let tools = Tools::new();
    let url = format!("{}/mcp", tools.server.url);
    tools.ask(&["--mcp-server", &url], &[]).words();
    assert_eq!(tools.keys(), [None]);
    let token = ("CHATWIRE_MCP_TOKEN", "canary-token");
    tools.ask(&["--mcp-server", &url], &[token]).words();
    assert_eq!(tools.keys()[1].as_deref(), Some("Bearer canary-token"));
    let file = tools.world.folder.path().join("token");
    std::fs::write(file, "canary-file\n").unwrap();
    let config = tools.config(&format!("mcp_server = '{url}'\nmcp_token_file = 'token'"));
    tools.ask(&["--config", &config], &[]).words();
    assert_eq!(tools.keys()[2].as_deref(), Some("Bearer canary-file"));
    // It is for one server, and never for one that all can listen to.
    for other in ["https://tools.test/mcp", "http://tools.test/mcp"] {
        let both = ["--mcp-server", &url, "--mcp-server", other];
        assert_eq!(tools.ask(&both, &[token]).code, Some(2), "{other}");
    }
    let ran = tools.ask(&["--mcp-server", "http://tools.test/mcp"], &[token]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert_eq!((tools.keys().len(), tools.model.lines().len()), (3, 3));
}

#[cfg(unix)]
#[test]
fn commands_get_the_variables_that_were_named() {
    let tools = Tools::new();
    let folder = tools.world.folder.path();
    let (script, told) = (folder.join("server"), folder.join("told"));
    std::fs::write(&script, format!("env > '{}'\n", told.display())).unwrap();
    let server = format!("sh {}", script.display());
    let league = ("LEAGUE_KEY", "canary-league");
    let told = || std::fs::read_to_string(&told).unwrap();
    tools.ask(&["--mcp-server", &server], &[league]).words();
    assert!(!told().contains("canary"), "{}", told());
    tools.ask(&["--mcp-server", &server, "--mcp-env", "LEAGUE_KEY"], &[league]).words();
    assert!(told().contains("LEAGUE_KEY=canary-league"), "{}", told());
    assert!(!told().contains("canary-key"), "{}", told());
    let config = tools.config(&format!("mcp_server = \"{server}\"\nmcp_env = ['LEAGUE_KEY']"));
    tools.ask(&["--config", &config], &[("LEAGUE_KEY", "canary-config")]).words();
    assert!(told().contains("LEAGUE_KEY=canary-config"), "{}", told());
    let unset = tools.ask(&["--mcp-server", &server, "--mcp-env", "LEAGUE_KEY"], &[]);
    assert_eq!(unset.code, Some(2), "{unset:?}");
    assert!(unset.err.contains("LEAGUE_KEY is not set"), "{unset:?}");
    let shown = tools.ask(&["--mcp-server", &server, "--mcp-env", "LEAGUE_KEY=canary"], &[]);
    assert_eq!(shown.code, Some(2), "{shown:?}");
}

#[test]
fn the_configuration_holds_no_key_of_a_server() {
    let tools = Tools::new();
    for server in [
        "'https://tools.test/mcp?key=canary'",
        "['https://canary@tools.test/mcp']",
        "['npx x', 'https://me:canary@tools.test']",
    ] {
        // An option does not make it better.
        let config = tools.config(&format!("mcp_server = {server}"));
        let ran = tools.ask(&["--no-mcp", "--config", &config], &[]);
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.err.contains("mcp_server") && ran.err.contains("mcp_token_file"), "{ran:?}");
    }
    let ran = tools.ask(&["--config", &tools.config("mcp_token = 'canary'")], &[]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("mcp_token_file"), "{ran:?}");
}

#[test]
fn a_server_that_is_away_is_told() {
    let tools = Tools::new();
    let refusing = format!("{}/mcp", tools.server.url);
    for (server, name) in [("/no/such/command", "/no/such/command"), (&refusing, "127.0.0.1")] {
        let ran = tools.ask(&["--mcp-server", server], &[]);
        assert_eq!(ran.words(), "ok\n");
        assert!(ran.err.contains(name), "{ran:?}");
    }
    let ran = tools.ask(&["--no-mcp"], &[]);
    assert!(ran.words() == "ok\n" && !ran.err.contains("server"), "{ran:?}");
}

/// A server of tools that answers a session, a list and a call.
#[cfg(unix)]
const LEAGUE: &str = r#"
while read -r line; do
    case $line in *'"id":'*) ;; *) continue ;; esac
    id=${line##*'"id":'}
    id=${id%%[!0-9]*}
    case $line in
    *'"initialize"'*) result='{"protocolVersion": "2025-06-18", "capabilities": {"tools": {}}, "serverInfo": {"name": "league", "version": "1"}}' ;;
    *'"tools/list"'*) result='{"tools": [{"name": "look", "inputSchema": {"type": "object"}}]}' ;;
    *) result='{"content": [{"type": "text", "text": "12 teams"}]}' ;;
    esac
    echo "{\"jsonrpc\": \"2.0\", \"id\": $id, \"result\": $result}"
done
"#;

#[cfg(unix)]
#[test]
fn a_running_agent_tells_what_becomes_of_tools() {
    use std::io::{BufReader, Read as _};

    use super::{until, wait_for_all};
    use crate::command::{ended, start};

    let world = World::new();
    let script = world.folder.path().join("league");
    std::fs::write(&script, LEAGUE).unwrap();
    for (nth, verbose) in ["", "--verbose"].into_iter().enumerate() {
        let call = json!({"id": "c1", "function": {"name": "look", "arguments": "{}"}});
        let model = Server::new([
            (200, json!({"choices": [{"message": {"content": null, "tool_calls": [call]}}]})),
            (200, json!({"choices": [{"message": {"content": "pong"}}]})),
        ]);
        let line =
            format!("--json agent run kick:streamer --mcp-server /no/such/command {verbose}");
        let mut command = world.command(&line);
        command.arg("--mcp-server").arg(format!("sh {}", script.display()));
        command.env("PATH", std::env::var_os("PATH").unwrap());
        command.env("OPENROUTER_API_KEY", "canary-key").env("OPENROUTER_BASE_URL", &model.url);
        let mut child = start(&mut command);
        let mut err = BufReader::new(child.stderr.take().unwrap());
        wait_for_all(&mut err, &["The agent runs", "kick: online"]);
        world.emulator.kick().say("streamer", "alice", "ping");
        until(|| world.said()[1].len() == nth * 2 + 2);
        crate::signals::interrupt(&child);
        let (mut out, mut rest) = (String::new(), String::new());
        child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        err.read_to_string(&mut rest).unwrap();
        assert_eq!(ended(child).code, Some(0));
        assert!(rest.contains("/no/such/command"), "{verbose}: {rest}");
        let told: Vec<Value> =
            out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let of = |name: &str| told.iter().filter(|told| told["event"] == name).collect::<Vec<_>>();
        assert_eq!(of("stats").len(), 1, "{verbose}: {out}");
        let calls = of("tool");
        assert_eq!(calls.len(), nth, "{verbose}: {out}");
        let data = json!({"name": "look", "failed": false, "result": "12 teams"});
        assert!(
            calls.iter().all(|told| told["platform"] == "kick" && told["data"] == data),
            "{out}"
        );
    }
}

#[test]
fn the_help_shows_no_variable() {
    let world = World::new();
    for command in ["run", "send"] {
        let mut help = world.with(["agent", command, "--help"]);
        for name in ["OPENROUTER_API_KEY", "OPENROUTER_BASE_URL", "CHATWIRE_MCP_TOKEN"] {
            help.env(name, "https://canary.test/");
        }
        let ran = run(&mut help);
        assert!(ran.words().contains("[env: OPENROUTER_BASE_URL]"), "{ran:?}");
        assert!(!ran.out.contains("canary"), "{ran:?}");
    }
}

#[test]
fn prompts_of_the_configuration_are_found_beside_it() {
    let tools = Tools::new();
    let persona = tools.world.folder.path().join("persona.md");
    std::fs::write(&persona, "You sail.").unwrap();
    for (nth, system) in ["@persona.md", "persona.md", "You sail."].into_iter().enumerate() {
        let config = tools.config(&format!("system = '{system}'\nmcp = false"));
        tools.ask(&["--config", &config], &[]).words();
        let asked = tools.model.seen().swap_remove(nth).body.to_string();
        assert!(asked.contains("You sail."), "{system}: {asked}");
    }
    // One that is in the current folder is another one.
    for gone in ["@Cargo.toml", "Cargo.toml", "gone.md"] {
        let config = tools.config(&format!("user = '{gone}'\nmcp = false"));
        let ran = tools.ask(&["--config", &config], &[]);
        let whole = persona.with_file_name(gone.trim_start_matches('@'));
        assert_eq!(ran.code, Some(2), "{gone}: {ran:?}");
        assert!(ran.err.contains(whole.to_str().unwrap()), "{gone}: {}", ran.err);
    }
}
