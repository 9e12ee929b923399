//! Rules for what goes to the registry: licences, documentation with all features, and no tests that cannot build there.

use anyhow::{Context as _, Result};
use toml::{Table, Value};

use super::{Finding, Manifest};
use crate::{metadata::Kind, workspace::TextFile};

/// Both licences; a package carries their text, since the root is no part of it.
const LICENCES: &[&str] = &["LICENSE-APACHE", "LICENSE-MIT"];
/// Kind of target, and the folder that it stands in.
const BESIDE_SOURCE: &[(&str, &str)] = &[("test", "tests/"), ("bench", "benches/")];

/// Checks one package; `files` are those of the workspace.
pub(super) fn check(manifest: &Manifest<'_>, files: &[TextFile]) -> Result<Vec<Finding>> {
    if !manifest.package.is_published() {
        return Ok(Vec::new());
    }
    let table: Table = manifest.text.parse().with_context(|| manifest.path.clone())?;
    let mut findings = licences(manifest, files);
    findings.extend(documented(manifest, &table));
    findings.extend(excluded(manifest, &table));
    Ok(findings)
}

fn licences(manifest: &Manifest<'_>, files: &[TextFile]) -> Vec<Finding> {
    let text_of = |path: &str| files.iter().find(|file| file.path == path).map(|file| &file.text);
    let differs = |name: &&&str| {
        let copy = text_of(&format!("{}{name}", manifest.folder()));
        copy.is_none() || copy != text_of(name)
    };
    let findings = LICENCES.iter().filter(differs).map(|name| {
        manifest.finding("license", "licence-text", format!("copy the {name} of the root here"))
    });
    findings.collect()
}

/// docs.rs takes the default features only, unless it is told otherwise.
fn documented(manifest: &Manifest<'_>, table: &Table) -> Option<Finding> {
    let package = manifest.package;
    let is_library =
        package.targets.iter().any(|target| target.kind.iter().any(|kind| kind == "lib"));
    let settings =
        table.get("package").and_then(|package| package.get("metadata")?.get("docs")?.get("rs"));
    let shows_all = settings.and_then(|rs| rs.get("all-features")) == Some(&Value::Boolean(true));
    (is_library && !package.features.is_empty() && !shows_all).then(|| {
        let text =
            "docs.rs would leave features out: [package.metadata.docs.rs] all-features = true";
        manifest.finding("package", "docs-rs", text)
    })
}

/// Path-only dev-dependencies are left out of a package, and with them its tests and benches have to be.
fn excluded(manifest: &Manifest<'_>, table: &Table) -> Vec<Finding> {
    let package = manifest.package;
    let beside = |dependency: &crate::metadata::Dependency| {
        dependency.kind == Kind::Dev && dependency.path.is_some()
    };
    if !package.dependencies.iter().any(beside) {
        return Vec::new();
    }
    let excluded = table.get("package").and_then(|package| package.get("exclude")?.as_array());
    let has = |kind: &str| package.targets.iter().any(|one| one.kind.iter().any(|k| k == kind));
    let is_excluded =
        |folder: &str| excluded.into_iter().flatten().any(|one| one.as_str() == Some(folder));
    let missing = BESIDE_SOURCE.iter().filter(|(kind, folder)| has(kind) && !is_excluded(folder));
    missing
        .map(|(_, folder)| {
            let text = format!("they need the workspace to build: exclude = [\"{folder}\"]");
            manifest.finding("package", "packaged-tests", text)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::{
        Package, Target,
        tests::{internal, package},
    };

    const BARE: &str = "[package]\nname = \"a\"\n";

    fn file(path: &str, text: &str) -> TextFile {
        TextFile { path: path.to_owned(), text: text.to_owned() }
    }

    fn target(kind: &str) -> Target {
        Target { kind: vec![kind.to_owned()], ..Target::default() }
    }

    fn rules_with(package: &Package, text: &str, files: &[TextFile]) -> Vec<&'static str> {
        let path = package.manifest_path.clone();
        let manifest = Manifest { path, text: text.to_owned(), package };
        check(&manifest, files).unwrap().iter().map(|finding| finding.rule).collect()
    }

    fn rules(package: &Package, text: &str) -> Vec<&'static str> {
        let files = ["", "crates/a/"].into_iter().flat_map(|folder| {
            LICENCES.iter().map(move |name| file(&format!("{folder}{name}"), name))
        });
        rules_with(package, text, &files.collect::<Vec<_>>())
    }

    #[test]
    fn licences_are_those_of_the_root() {
        let mut files = vec![file("LICENSE-MIT", "mit"), file("LICENSE-APACHE", "apache")];
        assert_eq!(rules_with(&package("a"), BARE, &files), ["licence-text"; 2]);
        files.push(file("crates/a/LICENSE-MIT", "mit"));
        files.push(file("crates/a/LICENSE-APACHE", "another"));
        assert_eq!(rules_with(&package("a"), BARE, &files), ["licence-text"]);
        let own = Package { publish: Some(Vec::new()), ..package("a") };
        assert_eq!(rules_with(&own, BARE, &files), [""; 0]);
        assert_eq!(rules(&package("a"), BARE), [""; 0]);
    }

    #[test]
    fn libraries_are_documented_with_all_features() {
        let with = |kind: &str| Package {
            features: [("ws".to_owned(), Vec::new())].into(),
            targets: vec![target(kind)],
            ..package("a")
        };
        assert_eq!(rules(&with("lib"), BARE), ["docs-rs"]);
        assert_eq!(rules(&with("bin"), BARE), [""; 0]);
        let all = format!("{BARE}[package.metadata.docs.rs]\nall-features = true\n");
        assert_eq!(rules(&with("lib"), &all), [""; 0]);
        assert_eq!(rules(&with("lib"), &all.replace("true", "false")), ["docs-rs"]);
    }

    #[test]
    fn tests_that_need_the_workspace_stay_here() {
        let with = |kind| Package {
            dependencies: vec![internal("b", kind)],
            targets: vec![target("test"), target("bench")],
            ..package("a")
        };
        assert_eq!(rules(&with(Kind::Dev), BARE), ["packaged-tests"; 2]);
        assert_eq!(rules(&with(Kind::Normal), BARE), [""; 0]);
        let tests = format!("{BARE}exclude = [\"tests/\"]\n");
        assert_eq!(rules(&with(Kind::Dev), &tests), ["packaged-tests"]);
        let both = format!("{BARE}exclude = [\"tests/\", \"benches/\"]\n");
        assert_eq!(rules(&with(Kind::Dev), &both), [""; 0]);
    }
}
