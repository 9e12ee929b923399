//! `cargo xtask codegen`: every generated file, built in memory, then written or compared.
//!
//! A generator is a pure function from the texts of the workspace to files.
//! A new kind of generated code is a module below this one and a row in [`GENERATORS`]; writing, comparing and the
//! search for orphans are here once for all.

pub(crate) mod parity;
mod proto;
pub(crate) mod tables;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};

use crate::{
    tidy::is_generated,
    workspace::{TextFile, Workspace},
};

/// Says at the top of a generated Markdown file where it comes from.
const MARKDOWN_HEADER: &str = "<!-- Made by `cargo xtask codegen`. Do not edit: change";

/// A generated file with its whole text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Generated {
    path: String,
    text: String,
}

/// The texts that generators read: path relative to the root, and content.
#[derive(Debug, Default)]
pub(crate) struct Sources(BTreeMap<String, String>);

/// Makes one group of files.
#[derive(Debug)]
struct Generator {
    name: &'static str,
    run: fn(&Sources) -> Result<Vec<Generated>>,
}

const GENERATORS: &[Generator] = &[
    Generator { name: "feature table", run: tables::features },
    Generator { name: "environment table", run: tables::environment },
    Generator { name: "parity table", run: parity::generate },
    Generator { name: "Mezon protocol", run: proto::generate },
];

impl Sources {
    pub(crate) fn new(files: impl IntoIterator<Item = TextFile>) -> Self {
        Self(files.into_iter().map(|file| (file.path, file.text)).collect())
    }

    /// Text of one file.
    pub(crate) fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// Path and text of one file.
    fn entry(&self, path: &str) -> Option<(&str, &str)> {
        self.0.get_key_value(path).map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Files below a folder, in order of their paths.
    pub(crate) fn below<'a>(
        &'a self,
        folder: &str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let folder = folder.to_owned();
        let files = self.0.iter().filter(move |(path, _)| path.starts_with(&folder));
        files.map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

/// What all generators gave: their files, and what kept some of them from it.
#[derive(Debug, Default)]
struct Outcome {
    files: Vec<Generated>,
    problems: Vec<String>,
}

fn generate(sources: &Sources) -> Outcome {
    let mut outcome = Outcome::default();
    for generator in GENERATORS {
        match (generator.run)(sources) {
            Ok(files) => outcome.files.extend(files),
            Err(error) => outcome.problems.push(format!("{}: {error:#}", generator.name)),
        }
    }
    outcome
}

/// Files whose text differs from what the generators made, or that are missing.
fn stale<'a>(sources: &Sources, files: &'a [Generated]) -> Vec<&'a str> {
    files
        .iter()
        .filter(|file| sources.get(&file.path) != Some(&file.text))
        .map(|file| file.path.as_str())
        .collect()
}

/// Files in folders named `generated` that no generator makes.
fn orphans(sources: &Sources, files: &[Generated]) -> Vec<String> {
    let made: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    sources
        .0
        .keys()
        .filter(|path| is_generated(path) && !made.contains(path.as_str()))
        .cloned()
        .collect()
}

/// Writes all generated files that changed; fails when one could not be made or an orphan stands about.
pub(crate) fn write(workspace: &Workspace) -> Result<()> {
    let sources = Sources::new(workspace.text_files()?);
    let mut outcome = generate(&sources);
    let stale = stale(&sources, &outcome.files);
    for file in outcome.files.iter().filter(|file| stale.contains(&file.path.as_str())) {
        workspace.write(&file.path, &file.text)?;
        println!("codegen: wrote {}", file.path);
    }
    let orphans = orphans(&sources, &outcome.files);
    outcome.problems.extend(
        orphans.iter().map(|path| format!("{path}: no generator makes this file; remove it")),
    );
    finish(&outcome, &[])
}

/// Compares all generated files with what is there.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let sources = Sources::new(workspace.text_files()?);
    let mut outcome = generate(&sources);
    let orphans = orphans(&sources, &outcome.files);
    outcome.problems.extend(
        orphans.iter().map(|path| format!("{path}: no generator makes this file; remove it")),
    );
    let stale = stale(&sources, &outcome.files);
    finish(&outcome, &stale)
}

fn finish(outcome: &Outcome, stale: &[&str]) -> Result<()> {
    for path in stale {
        println!("codegen: {path} is out of date");
    }
    for problem in &outcome.problems {
        println!("codegen: {problem}");
    }
    match (stale.len(), outcome.problems.len()) {
        (0, 0) => {
            println!("codegen: {} files are current", outcome.files.len());
            Ok(())
        }
        (0, problems) => bail!("codegen: {problems} problems"),
        (files, _) => bail!(
            "codegen: {files} files are out of date; run `cargo xtask codegen` and commit the result"
        ),
    }
}

/// Replaces what stands between `<!-- name:begin -->` and `<!-- name:end -->`.
fn replace_block(text: &str, name: &str, body: &str) -> Result<String> {
    let (begin, end) = (format!("<!-- {name}:begin -->"), format!("<!-- {name}:end -->"));
    let parts =
        text.split_once(&begin).and_then(|(head, rest)| Some((head, rest.split_once(&end)?.1)));
    let Some((head, tail)) = parts else {
        bail!("no block from {begin} to {end}");
    };
    Ok(format!("{head}{begin}\n{body}{end}{tail}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(files: &[(&str, &str)]) -> Sources {
        Sources::new(
            files.iter().map(|(path, text)| TextFile {
                path: (*path).to_owned(),
                text: (*text).to_owned(),
            }),
        )
    }

    /// Plain `cargo test` reports drift, too.
    #[test]
    fn generated_files_are_current() {
        if let Err(error) = check(&Workspace::find().unwrap()) {
            panic!("{error:#}");
        }
    }

    #[test]
    fn drift_and_missing_files_are_stale() {
        let made = ["a.md", "b.md", "c.md"]
            .map(|path| Generated { path: path.to_owned(), text: "new\n".to_owned() });
        assert_eq!(
            stale(&sources(&[("a.md", "new\n"), ("b.md", "old\n")]), &made),
            ["b.md", "c.md"]
        );
    }

    #[test]
    fn files_without_a_generator_are_orphans() {
        let made = [Generated { path: "src/generated/a.rs".to_owned(), text: String::new() }];
        let there =
            sources(&[("src/generated/a.rs", ""), ("src/generated/old.rs", ""), ("src/b.rs", "")]);
        assert_eq!(orphans(&there, &made), ["src/generated/old.rs"]);
    }

    #[test]
    fn blocks_are_replaced_between_their_marks() {
        let text = "a\n<!-- x:begin -->\nold\n<!-- x:end -->\nb\n";
        assert_eq!(
            replace_block(text, "x", "new\n").unwrap(),
            "a\n<!-- x:begin -->\nnew\n<!-- x:end -->\nb\n"
        );
        assert!(replace_block("a\n", "x", "new\n").is_err());
    }
}
