//! What is in the dependency trees: nothing unused, nothing twice, and small where small is promised.

use std::collections::BTreeSet;

use anyhow::Result;

use super::{Finding, Manifest};
use crate::{
    metadata::{Metadata, Package},
    rust_source::words,
    tree::Tree,
    workspace::{TextFile, Workspace},
};

/// Crates that may stand twice in the normal tree of a published crate, and why.
const DUPLICATES: &[(&str, &str)] = &[
    ("base64", "tonic 0.14 asks for 0.22; only with the feature ledger-grpc of chatwire-mezon"),
    (
        "getrandom",
        "ring 0.17 asks for 0.2 and tungstenite's rand for 0.4; never both with the default provider",
    ),
    (
        "syn",
        "the macros of prost and of tonic's pin-project ask for 2, serde's for 3; none is in a program",
    ),
];

/// A crate that promises to stay small.
#[derive(Debug)]
struct Small {
    package: &'static str,
    /// Packages in its normal tree with default features, itself included.
    most: usize,
    /// Names that may not be in it.
    without: &'static [&'static str],
}

const SMALL: &[Small] = &[Small {
    package: "chatwire-chatluck",
    most: 125,
    without: &[
        "axum",
        "fastwebsockets",
        "libsqlite3-sys",
        "prost",
        "prost-derive",
        "rusqlite",
        "tokio-tungstenite",
        "tokio-websockets",
        "tonic",
        "tungstenite",
    ],
}];

/// Where people read how large the tree is.
const FIGURES: &str = "CONTRIBUTING.md";

/// Checks the trees of the published crates, as cargo resolves each of them alone.
pub(super) fn check_trees(workspace: &Workspace, metadata: &Metadata) -> Result<Vec<Finding>> {
    let figures = workspace.read(FIGURES)?;
    let mut findings = Vec::new();
    let mut seen_twice = BTreeSet::new();
    for package in metadata.published() {
        let path = package.manifest(workspace);
        let tree = Tree::load(workspace, &path, ["--all-features"])?;
        for (name, versions) in tree.duplicates() {
            if !DUPLICATES.iter().any(|(allowed, _)| *allowed == name) {
                let text =
                    format!("{name} {} in the tree of {}", versions.join(" and "), package.name);
                findings.push(Finding::new(&path, 1, "duplicate-version", text));
            }
            seen_twice.insert(name.to_owned());
        }
        for small in SMALL.iter().filter(|small| small.package == package.name) {
            let tree = Tree::load(workspace, &path, [])?;
            findings.extend(check_small(&path, small, &tree));
            findings.extend(check_figure(&figures, small.package, &tree));
        }
    }
    for (name, _) in DUPLICATES.iter().filter(|(name, _)| !seen_twice.contains(*name)) {
        let text = format!("{name} is no duplicate any more: take it off the list");
        findings.push(Finding::new("xtask/src/tidy/deps.rs", 1, "duplicate-version", text));
    }
    Ok(findings)
}

fn check_small(path: &str, small: &Small, tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    if tree.len() > small.most {
        let text = format!(
            "{} packages in the tree of {}, at most {}",
            tree.len(),
            small.package,
            small.most
        );
        findings.push(Finding::new(path, 1, "tree-size", text));
    }
    for name in small.without.iter().filter(|name| tree.contains(name)) {
        let text = format!("{name} is in the tree of {}", small.package);
        findings.push(Finding::new(path, 1, "tree-content", text));
    }
    findings
}

/// The figure in the text is the true one.
fn check_figure(text: &str, package: &str, tree: &Tree) -> Option<Finding> {
    let figure = format!("**{} packages**", tree.len());
    let line = text.lines().position(|line| line.contains(package)).map_or(1, |at| at + 1);
    let said = format!("the tree of {package} has {figure}: say so");
    (!text.contains(&figure)).then(|| Finding::new(FIGURES, line, "tree-figure", said))
}

/// Paths of `#[path]`, without the way up.
fn taken_in(text: &str) -> impl Iterator<Item = &str> {
    let quoted = text.lines().filter_map(|line| line.trim().strip_prefix("#[path = \""));
    let paths = quoted.filter_map(|rest| rest.strip_suffix("\"]"));
    paths.map(|path| path.trim_start_matches("../"))
}

/// Dependencies that no file of the package names, nor one that these take in by its path.
pub(super) fn unused(manifest: &Manifest<'_>, files: &[TextFile]) -> Vec<Finding> {
    let own = files
        .iter()
        .filter(|file| file.path.starts_with(manifest.folder()))
        .filter(|file| file.path.ends_with(".rs") || file.path.ends_with(".md"));
    let own: Vec<&str> = own.map(|file| file.text.as_str()).collect();
    let shared: BTreeSet<&str> = own.iter().flat_map(|text| taken_in(text)).collect();
    let shared = files.iter().filter(|file| shared.iter().any(|path| file.path.ends_with(path)));
    let sources: Vec<&str> =
        own.iter().copied().chain(shared.map(|file| file.text.as_str())).collect();
    let names: BTreeSet<&str> = dependency_names(manifest.package).collect();
    names
        .into_iter()
        .filter(|name| !sources.iter().any(|text| uses(text, &name.replace('-', "_"))))
        .map(|name| {
            manifest.finding(
                name,
                "unused-dependency",
                format!("{} never names {name}", manifest.package.name),
            )
        })
        .collect()
}

/// All dependencies but the package itself, which is listed only to turn features on for its own tests.
fn dependency_names(package: &Package) -> impl Iterator<Item = &str> {
    package
        .dependencies
        .iter()
        .map(|dependency| dependency.name.as_str())
        .filter(|name| *name != package.name)
}

/// Whether the text holds a path that starts with the crate, an import of it, or an attribute or macro of its name.
fn uses(text: &str, ident: &str) -> bool {
    words(text, ident).any(|at| {
        let after = text.get(at + ident.len()..).unwrap_or_default();
        let before = text.get(..at).unwrap_or_default().trim_end_matches("::");
        after.starts_with("::")
            || after.starts_with('!')
            || before.ends_with("use ")
            || before.ends_with("extern crate ")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::{
        Kind,
        tests::{internal, package},
    };

    #[test]
    fn a_tree_that_grew_is_found() {
        let tree =
            Tree::parse("chatwire-chatluck v0.1.0 (x)\nsyn v2.0.1\nsyn v3.0.1\nprost v0.14.4\n");
        let small = Small { package: "chatwire-chatluck", most: 3, without: &["prost"] };
        let texts: Vec<String> =
            check_small("c", &small, &tree).iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            [
                "c:1: tree-size: 4 packages in the tree of chatwire-chatluck, at most 3",
                "c:1: tree-content: prost is in the tree of chatwire-chatluck",
            ]
        );
        assert!(check_small("c", &Small { most: 4, without: &[], ..small }, &tree).is_empty());
    }

    #[test]
    fn a_figure_that_is_no_longer_true_is_found() {
        let tree = Tree::parse("a v0.1.0\nb v0.1.0\n");
        assert!(check_figure("The tree of `a` has **2 packages**.", "a", &tree).is_none());
        let finding = check_figure("x\nThe tree of `tree-a` has **3 packages**.", "tree-a", &tree);
        assert_eq!(
            finding.map(|finding| finding.to_string()).as_deref(),
            Some("CONTRIBUTING.md:2: tree-figure: the tree of tree-a has **2 packages**: say so")
        );
    }

    #[test]
    fn dependencies_that_nobody_names_are_found() {
        let package = Package {
            dependencies: ["futures-core", "tracing", "bytes", "nix", "a"]
                .map(|name| internal(name, Kind::Normal))
                .to_vec(),
            ..package("a")
        };
        let manifest = Manifest {
            path: "crates/a/Cargo.toml".to_owned(),
            text: "bytes = 1\n".to_owned(),
            package: &package,
        };
        let file =
            |path: &str, text: &str| TextFile { path: path.to_owned(), text: text.to_owned() };
        let files = [
            file("crates/a/src/lib.rs", "use futures_core::Stream;\nlet bytes = 1;\n"),
            file("crates/a/tests/it/main.rs", "tracing::info!(\"x\")"),
            file("crates/a/benches/b.rs", "#[path = \"../../b/shared/b.rs\"]\nmod shared;"),
            file("crates/b/shared/b.rs", "use nix::time;"),
            file("crates/b/src/lib.rs", "use bytes::Bytes;"),
        ];
        let texts: Vec<String> =
            unused(&manifest, &files).iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["crates/a/Cargo.toml:1: unused-dependency: a never names bytes"]);
    }
}
