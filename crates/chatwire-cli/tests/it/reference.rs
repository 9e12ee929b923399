//! `docs/cli.md` says what the command says.

use std::path::Path;

use super::command::{chatwire, run};

#[test]
fn the_reference_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cli.md");
    let there = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
    let made = run(&mut chatwire(["docs"]));
    assert!(
        there == made.words(),
        "docs/cli.md is out of date: cargo run -p chatwire-cli -- docs > docs/cli.md"
    );
}

#[test]
fn completions_exist_for_every_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let made = run(&mut chatwire(["completions", shell]));
        for word in ["chatwire", "tokenbowl", "mark-read", "kick", "unsubscribe", "mezon"] {
            assert!(made.words().contains(word), "{shell}: {word}");
        }
        // Hidden commands: the reference's own, and an agent's second name.
        for word in ["docs", "tokenbowl agent", "tokenbowl__agent", "tokenbowl;agent"] {
            assert!(!made.words().contains(word), "{shell}: {word}");
        }
    }
    assert_eq!(run(&mut chatwire(["completions", "csh"])).code, Some(2));
}

#[test]
fn help_and_version_need_nothing() {
    for line in
        ["--help", "tokenbowl --help", "tokenbowl messages send --help", "kick listen --help"]
    {
        let help = run(&mut chatwire(line.split(' ')));
        assert!(help.words().contains("Usage: chatwire"), "{line}");
    }
    for line in ["--version", "-v", "-V", "tokenbowl --version", "tokenbowl -v"] {
        let version = run(&mut chatwire(line.split(' ')));
        assert!(version.words().contains(env!("CARGO_PKG_VERSION")), "{line}");
    }
}

#[test]
fn a_key_in_the_environment_is_not_shown_by_the_help() {
    let help = run(chatwire(["tokenbowl", "info", "--help"])
        .env("TOKEN_BOWL_CHAT_API_KEY", "canary-0123456789"));
    assert!(help.words().contains("TOKEN_BOWL_CHAT_API_KEY"));
    assert!(!help.out.contains("canary"));
    let help = run(chatwire(["kick", "send", "--help"])
        .env("KICK_ACCESS_TOKEN", "canary-0123456789")
        .env("KICK_CLIENT_SECRET", "canary-0123456789"));
    assert!(help.words().contains("KICK_ACCESS_TOKEN"));
    assert!(!help.out.contains("canary"));
    let help = run(chatwire(["mezon", "send", "--help"]).env("MEZON_API_KEY", "canary-0123456789"));
    assert!(help.words().contains("MEZON_API_KEY"));
    assert!(!help.out.contains("canary"));
}
