//! What the README says about depending on us is true.

use std::collections::BTreeSet;

const README: &str = include_str!("../../../../README.md");
const MANIFEST: &str = include_str!("../../Cargo.toml");

/// Names of the `[features]` table.
fn features() -> BTreeSet<&'static str> {
    let section = MANIFEST.lines().skip_while(|line| *line != "[features]").skip(1);
    section
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('=').map(|(name, _)| name.trim()))
        .collect()
}

/// Lines of the README's TOML blocks that depend on one of our crates.
fn dependencies() -> Vec<&'static str> {
    let blocks = README.split("```").skip(1).step_by(2);
    blocks
        .filter_map(|block| block.strip_prefix("toml\n"))
        .flat_map(str::lines)
        .filter(|line| line.starts_with("chatwire"))
        .collect()
}

/// Texts in quotes, in their order.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('"').skip(1).step_by(2)
}

#[test]
fn the_three_ways_to_depend_name_features_and_versions_that_exist() {
    let features = features();
    let version: Vec<&str> = env!("CARGO_PKG_VERSION").split('.').take(2).collect();
    let dependencies = dependencies();
    assert!(dependencies.len() >= 3, "{dependencies:?}");
    for line in &dependencies {
        let mut words = quoted(line);
        assert_eq!(words.next(), Some(version.join(".").as_str()), "{line}");
        for feature in words {
            assert!(features.contains(feature), "{line}: no feature {feature}");
        }
    }
}

#[test]
fn the_first_block_is_the_first_command() {
    let first = README.split("```").nth(1).unwrap();
    let commands: Vec<&str> = first.lines().skip(1).collect();
    assert_eq!(commands, ["cargo run --example five_platforms", "cargo test --workspace"]);
}

#[test]
fn a_first_message_takes_less_than_thirty_lines() {
    let block = README.split("```").skip(1).step_by(2).find(|block| block.starts_with("rust"));
    let lines = block.unwrap().lines().count();
    assert!(lines < 30, "{lines} lines");
}
