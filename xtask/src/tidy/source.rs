//! Rules for hand-written Rust files: module docs, no stubs, lint exceptions with reasons, doctests that run.

use super::{Finding, text};
use crate::rust_source::{RustSource, closing, line_at, words};

/// Macros that stand for code that is not there.
const STUBS: &[&str] = &["todo", "unimplemented"];

/// Checks one file.
pub(super) fn check(path: &str, source: &RustSource) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(module_doc(path, source));
    findings.extend(stubs(path, source));
    findings.extend(attributes(path, source));
    findings.extend(text::open_ends(path, &source.comments));
    findings.extend(text::doctests(path, &source.comments));
    findings
}

/// The file starts with what it holds, or takes its README for that.
fn module_doc(path: &str, source: &RustSource) -> Option<Finding> {
    let first = source.text.lines().next().unwrap_or_default();
    let documented = first.strip_prefix("//!").is_some_and(|rest| !rest.trim().is_empty())
        || first.starts_with("#![doc = include_str!");
    let said = "start the file with `//!`: what is here and what is not";
    (!documented).then(|| Finding::new(path, 1, "module-doc", said))
}

fn stubs(path: &str, source: &RustSource) -> Vec<Finding> {
    let calls = STUBS.iter().flat_map(|stub| {
        words(&source.code, stub)
            .filter(|at| {
                source.code.get(at + stub.len()..).is_some_and(|rest| rest.starts_with('!'))
            })
            .map(move |at| (at, stub))
    });
    calls
        .map(|(at, stub)| {
            Finding::new(
                path,
                line_at(&source.text, at),
                "stub",
                format!("`{stub}!` is not an implementation"),
            )
        })
        .collect()
}

/// Attributes that switch a check off: each needs a reason, and an expectation beats an allowance.
fn attributes(path: &str, source: &RustSource) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (start, opening) in source.code.match_indices("#[").chain(source.code.match_indices("#!["))
    {
        let open = start + opening.len() - 1;
        let Some(end) = closing(&source.code, open) else {
            continue;
        };
        let attribute = source.code.get(open + 1..end).unwrap_or_default();
        if let Some((rule, said)) = fault(attribute) {
            findings.push(Finding::new(path, line_at(&source.text, start), rule, said));
        }
    }
    findings
}

fn fault(attribute: &str) -> Option<(&'static str, &'static str)> {
    let attribute = attribute.trim();
    if calls(attribute, "allow") {
        return Some((
            "bare-allow",
            "use `expect(lint, reason = \"..\")`, which reports when it is no longer needed",
        ));
    }
    if calls(attribute, "expect") && words(attribute, "reason").next().is_none() {
        return Some(("expect-reason", "say why: `expect(lint, reason = \"..\")`"));
    }
    match attribute {
        "ignore" => Some(("ignored-test", "say what the test needs: `ignore = \"needs X\"`")),
        other if other == "should_panic" || other.starts_with("should_panic(") => {
            Some(("should-panic", "assert on a returned error; a panic may come from anywhere"))
        }
        _ => None,
    }
}

/// Whether `name(` stands in the attribute, by itself or inside `cfg_attr(..)`.
fn calls(attribute: &str, name: &str) -> bool {
    words(attribute, name).any(|at| {
        attribute.get(at + name.len()..).is_some_and(|rest| rest.trim_start().starts_with('('))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(text: &str) -> Vec<String> {
        check("src/x.rs", &RustSource::new(text))
            .iter()
            .map(|f| format!("{}:{}", f.line, f.rule))
            .collect()
    }

    #[test]
    fn files_start_with_their_doc() {
        assert_eq!(rules("use std::fmt;\n"), ["1:module-doc"]);
        assert_eq!(rules("//!\n"), ["1:module-doc"]);
        assert!(rules("//! Pages.\n").is_empty());
        assert!(rules("#![doc = include_str!(\"../README.md\")]\n").is_empty());
    }

    #[test]
    fn stubs_are_found_in_code_only() {
        assert_eq!(
            rules("//! A.\nfn f() { todo!(\"later\") }\nfn g() { unimplemented!() }\n"),
            ["2:stub", "3:stub"]
        );
        assert!(
            rules("//! A `todo!(`.\nconst X: &str = \"todo!(\"; const Y: u8 = my_todo!();\n")
                .is_empty()
        );
    }

    #[test]
    fn exceptions_need_reasons() {
        assert_eq!(rules("//! A.\n#[allow(dead_code)]\nfn f() {}\n"), ["2:bare-allow"]);
        assert_eq!(rules("//! A.\n#![cfg_attr(test, allow(dead_code))]\n"), ["2:bare-allow"]);
        assert_eq!(rules("//! A.\n#[expect(dead_code)]\nfn f() {}\n"), ["2:expect-reason"]);
        assert!(
            rules("//! A.\n#[expect(\n    dead_code,\n    reason = \"b\"\n)]\nfn f() {}\n")
                .is_empty()
        );
        assert!(rules("//! A.\nfn allow() { x.expect(\"y\"); allow() }\n").is_empty());
    }

    #[test]
    fn switched_off_tests_need_reasons() {
        assert_eq!(rules("//! A.\n#[test]\n#[ignore]\nfn f() {}\n"), ["3:ignored-test"]);
        assert!(rules("//! A.\n#[test]\n#[ignore = \"needs KEY\"]\nfn f() {}\n").is_empty());
        assert_eq!(rules("//! A.\n#[test]\n#[should_panic]\nfn f() {}\n"), ["3:should-panic"]);
    }

    #[test]
    fn doctests_and_open_ends_in_comments_are_found() {
        assert_eq!(
            rules("//! A.\n/// ```ignore\n/// x\n/// ```\nfn f() {}\n"),
            ["2:ignored-doctest"]
        );
        let word = concat!("TO", "DO");
        assert_eq!(rules(&format!("//! A.\n// {word}: later\n")), ["2:open-end"]);
        assert!(rules(&format!("//! A.\nconst X: &str = \"{word}\";\n")).is_empty());
    }
}
