//! `cargo xtask tidy`: the rules of the workspace that the compiler and clippy do not know.
//!
//! Every rule is a pure function from text or metadata to findings, with a test that shows it fire.
//! This file gathers the inputs and prints the findings.

mod arrows;
mod deps;
mod manifests;
mod packaging;
mod sizes;
mod source;
mod text;

use std::fmt;

use anyhow::{Result, bail};

use crate::{
    metadata::{Metadata, Package},
    rust_source::RustSource,
    workspace::{TextFile, Workspace},
};

/// Something that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    path: String,
    line: usize,
    rule: &'static str,
    text: String,
}

impl Finding {
    pub(crate) fn new(
        path: &str,
        line: usize,
        rule: &'static str,
        text: impl Into<String>,
    ) -> Self {
        Self { path: path.to_owned(), line, rule, text: text.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.path, self.line, self.rule, self.text)
    }
}

/// A package with the text of its manifest, so that findings have lines.
#[derive(Debug)]
pub(crate) struct Manifest<'a> {
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) package: &'a Package,
}

impl Manifest<'_> {
    /// A finding at the first line that starts with `key`, or at the first line.
    fn finding(&self, key: &str, rule: &'static str, text: impl Into<String>) -> Finding {
        Finding::new(&self.path, line_of_key(&self.text, key), rule, text)
    }

    /// Folder of the package, with a slash at the end.
    fn folder(&self) -> &str {
        self.path.strip_suffix("Cargo.toml").unwrap_or(&self.path)
    }
}

/// First line, from 1, whose key is `key` (also quoted, dotted or as a table heading).
pub(crate) fn line_of_key(text: &str, key: &str) -> usize {
    let starts = |line: &str| {
        line.trim_start_matches(['[', '"', ' '])
            .strip_prefix(key)
            .is_some_and(|rest| rest.starts_with([' ', '=', '.', ']', '"']) || rest.is_empty())
    };
    text.lines().position(starts).map_or(1, |at| at + 1)
}

/// Whether a generator made the file: such files are exempt from the rules on style.
pub(crate) fn is_generated(path: &str) -> bool {
    path.split('/').any(|part| part == "generated")
}

/// Runs all rules and prints what they find.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let files = workspace.text_files()?;
    let metadata = Metadata::load(workspace)?;
    let mut findings = check_files(&files);
    findings.extend(check_manifests(workspace, &metadata, &files)?);
    findings.extend(deps::check_trees(workspace, &metadata)?);
    findings.sort();
    findings.dedup();
    for finding in &findings {
        println!("{finding}");
    }
    if !findings.is_empty() {
        bail!("tidy: {} findings", findings.len());
    }
    println!("tidy: {} files, no findings", files.len());
    Ok(())
}

fn check_files(files: &[TextFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for TextFile { path, text } in files {
        findings.extend(text::check(path, text));
        if is_generated(path) {
            continue;
        }
        findings.extend(sizes::check(path, text));
        if path.ends_with(".rs") {
            findings.extend(source::check(path, &RustSource::new(text.as_str())));
        }
    }
    findings
}

fn check_manifests(
    workspace: &Workspace,
    metadata: &Metadata,
    files: &[TextFile],
) -> Result<Vec<Finding>> {
    let ours: Vec<&str> = metadata.packages.iter().map(|package| package.name.as_str()).collect();
    let root = workspace.read("Cargo.toml")?;
    let mut findings = Vec::new();
    let mut texts = Vec::new();
    for package in &metadata.packages {
        let path = package.manifest(workspace);
        let manifest = Manifest { text: workspace.read(&path)?, path, package };
        findings.extend(arrows::check(&manifest, &ours));
        findings.extend(manifests::check(&manifest)?);
        findings.extend(packaging::check(&manifest, files)?);
        findings.extend(deps::unused(&manifest, files));
        texts.push(manifest.text);
    }
    findings.extend(manifests::check_root(&root, &texts, &ours)?);
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_name_path_line_and_rule() {
        let finding = Finding::new("a/b.rs", 3, "size", "701 lines");
        assert_eq!(finding.to_string(), "a/b.rs:3: size: 701 lines");
    }

    #[test]
    fn keys_are_found_in_all_forms() {
        let text = "[package]\nname = \"x\"\n[dependencies]\nbytes-utils = \"1\"\nbytes.workspace = true\n[dependencies.http]\n";
        assert_eq!(line_of_key(text, "bytes"), 5);
        assert_eq!(line_of_key(text, "name"), 2);
        assert_eq!(line_of_key(text, "nothing"), 1);
    }
}
