//! The built program: what it prints last and how it exits.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn run(args: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chatwire-conformance")).args(args).output().unwrap()
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

#[test]
fn it_exits_with_0_when_nothing_failed() {
    let output = run(&[&file("vectors/chatluck.jsonl")]);
    let text = String::from_utf8(output.stdout).unwrap();
    let last = text.lines().last().unwrap();
    assert!(last.starts_with("conformance: ") && last.ends_with(" 0 failed, 0 skipped"), "{last}");
    assert!(output.status.success());
}

#[test]
fn it_exits_with_1_when_something_failed() {
    let output = run(&[&file("vectors/chatluck.jsonl"), &file("Cargo.toml")]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("FAILED ") && text.contains("Cargo.toml:1"), "{text}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn rules_can_come_from_a_file() {
    let rules = file("divergence.toml");
    let output = run(&[
        Path::new("--divergences"),
        &rules,
        Path::new("--explain"),
        &file("vectors/chatluck.jsonl"),
    ]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("id-is-one-segment (chatluck.md 2"), "{text}");
    let missing = run(&[Path::new("--divergences"), &file("nowhere.toml"), &rules]);
    assert!(String::from_utf8(missing.stderr).unwrap().contains("nowhere.toml"));
    assert_eq!(missing.status.code(), Some(1));
}
