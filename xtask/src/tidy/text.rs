//! Rules for all text files: open ends, doctests, and nothing that only one machine has.

use super::Finding;
use crate::rust_source::{line_at, words};

/// Marks of work that is not done.
const OPEN_ENDS: &[&str] = &["TODO", "FIXME", "XXX"];
/// Starts of paths that exist on somebody's machine only.
const MACHINE_PATHS: &[&str] =
    &["/home/", "/root/", "/Users/", "/work/", "/var/folders/", "C:\\Users\\"];
/// Settings that lead cargo or pip to another registry than the public one.
const REGISTRY_SETTINGS: &[&str] =
    &["replace-with", "sparse+http", "index-url", "[registries", "[source."];
/// The only place that `Cargo.lock` may name as a source.
const CRATES_IO: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";

/// Checks one file of any kind; Rust files get more rules elsewhere.
pub(super) fn check(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = machine_paths(path, text);
    findings.extend(registries(path, text));
    let data = path.ends_with(".json") || path.ends_with(".jsonl") || path == "Cargo.lock";
    if path.ends_with(".md") {
        findings.extend(open_ends(path, text));
        findings.extend(doctests(path, text));
    } else if !data && !path.ends_with(".rs") {
        findings.extend(open_ends(path, text));
    }
    if path == "CHANGELOG.md" && !text.lines().any(|line| line.trim() == "## [Unreleased]") {
        findings.push(Finding::new(
            path,
            1,
            "changelog",
            "keep a `## [Unreleased]` heading for the next change",
        ));
    }
    findings
}

fn machine_paths(path: &str, text: &str) -> Vec<Finding> {
    let hits = MACHINE_PATHS.iter().flat_map(|start| text.match_indices(start));
    hits.filter(|(at, start)| starts_path(text, *at) && goes_on(text, at + start.len()))
        .map(|(at, start)| {
            Finding::new(
                path,
                line_at(text, at),
                "machine-path",
                format!("`{start}..` exists on one machine only"),
            )
        })
        .collect()
}

/// Whether a name follows: the bare start, as in the list above, is no path.
fn goes_on(text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    rest.starts_with(|c: char| c.is_alphanumeric() || c == '.')
}

/// Whether a path begins here: behind a letter or a slash it is the middle of a URL or of another path.
fn starts_path(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    before.ends_with("file://")
        || !before.ends_with(|c: char| c.is_alphanumeric() || "/._-~}>".contains(c))
}

fn registries(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    if path == "Cargo.lock" {
        let foreign = text
            .lines()
            .enumerate()
            .filter(|(_, line)| line.starts_with("source = ") && *line != CRATES_IO);
        findings.extend(foreign.map(|(at, line)| {
            Finding::new(
                path,
                at + 1,
                "registry",
                format!("only crates.io may be a source, not {line}"),
            )
        }));
    } else if !path.ends_with(".rs") {
        for setting in REGISTRY_SETTINGS {
            findings.extend(text.match_indices(setting).map(|(at, _)| {
                Finding::new(
                    path,
                    line_at(text, at),
                    "registry",
                    format!("`{setting}` belongs to a machine, not to the project"),
                )
            }));
        }
    }
    findings
}

/// Words that promise later work, outside of code spans.
pub(super) fn open_ends(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for word in OPEN_ENDS {
        for at in words(text, word).filter(|&at| !in_code_span(text, at)) {
            findings.push(Finding::new(
                path,
                line_at(text, at),
                "open-end",
                format!("{word}: do it now, or describe the limit"),
            ));
        }
    }
    findings
}

/// Whether an odd number of backticks stands before the offset on its line.
fn in_code_span(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    line.matches('`').count() % 2 == 1
}

/// Code blocks that are not run: never `ignore`, and `no_run` only with a line `no_run: why` within two lines of it.
pub(super) fn doctests(path: &str, text: &str) -> Vec<Finding> {
    let lines: Vec<&str> = text.lines().collect();
    let mut findings = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let content = line.trim_start().trim_start_matches(['/', '!', '*']).trim_start();
        let Some(info) = content.strip_prefix("```") else {
            continue;
        };
        let mut flags = info.split(',').map(str::trim);
        if flags.clone().any(|flag| flag == "ignore" || flag.starts_with("ignore-")) {
            findings.push(Finding::new(
                path,
                at + 1,
                "ignored-doctest",
                "run it, or show it as `text`",
            ));
        }
        let around = lines.get(at.saturating_sub(2)..(at + 3).min(lines.len())).unwrap_or_default();
        if flags.any(|flag| flag == "no_run")
            && !around.iter().any(|line| line.contains("no_run: "))
        {
            findings.push(Finding::new(
                path,
                at + 1,
                "no-run",
                "say why beside it: `# // no_run: needs a real key`",
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(path: &str, text: &str) -> Vec<String> {
        check(path, text).iter().map(|f| format!("{}:{}", f.line, f.rule)).collect()
    }

    #[test]
    fn machine_paths_are_found_where_they_begin() {
        let home = concat!("/ho", "me/ann/x");
        assert_eq!(rules("a.toml", &format!("a\nb = \"{home}\"\n")), ["2:machine-path"]);
        assert_eq!(rules("a.md", &format!("see file://{home}\n")), ["1:machine-path"]);
        assert!(rules("a.md", &format!("https://example.com{home} and data{home}\n")).is_empty());
    }

    #[test]
    fn registries_of_one_machine_are_found() {
        let lock = format!("{CRATES_IO}\nsource = \"registry+https://mirror.example/index\"\n");
        assert_eq!(rules("Cargo.lock", &lock), ["2:registry"]);
        let config = concat!("[source.crates-io]\nrepla", "ce-with = \"m\"\n");
        assert_eq!(rules(".cargo/config.toml", config), ["2:registry", "1:registry"]);
    }

    #[test]
    fn open_ends_in_prose_are_found() {
        let word = concat!("FIX", "ME");
        assert_eq!(rules("a.md", &format!("text\n{word} this\n")), ["2:open-end"]);
        assert!(rules("a.md", &format!("no `{word}` here\n")).is_empty());
        assert!(rules("a.json", &format!("\"{word}\"")).is_empty());
    }

    #[test]
    fn code_blocks_run_or_say_why_not() {
        assert_eq!(rules("a.md", "```rust,ignore\nx\n```\n"), ["1:ignored-doctest"]);
        assert_eq!(rules("a.md", "a\n\n```no_run\nx\n```\n"), ["3:no-run"]);
        assert!(rules("a.md", "```no_run\n# // no_run: needs a real key\n```\n").is_empty());
        assert!(rules("a.md", "```\nx\n```\n").is_empty());
    }

    #[test]
    fn the_changelog_has_a_place_for_the_next_change() {
        assert_eq!(rules("CHANGELOG.md", "# Changelog\n"), ["1:changelog"]);
        assert!(rules("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n").is_empty());
    }
}
