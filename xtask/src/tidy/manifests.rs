//! Rules for manifests: one table of versions, one version of ours, complete packages, forwarded features.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use toml::{Table, Value};

use super::{Finding, Manifest, line_of_key};
use crate::codegen::tables::{Feature, features_of};

/// Both TLS providers; a crate above core hands the choice down.
const PROVIDERS: &[&str] = &["aws-lc", "ring"];
/// Keys of `[package]` that the workspace sets for all.
const INHERITED: &[&str] = &["version", "edition", "rust-version", "license"];
const DEPENDENCY_TABLES: &[&str] = &["dependencies", "dev-dependencies", "build-dependencies"];

/// Checks the manifest of one package.
pub(super) fn check(manifest: &Manifest<'_>) -> Result<Vec<Finding>> {
    let table: Table = manifest.text.parse().with_context(|| manifest.path.clone())?;
    let mut findings = inherited(manifest, &table);
    findings.extend(workspace_table(manifest, &table));
    findings.extend(published(manifest));
    findings.extend(features(manifest));
    findings.extend(providers(manifest));
    if manifest
        .package
        .targets
        .iter()
        .any(|target| target.kind.iter().any(|kind| kind == "custom-build"))
    {
        findings.push(manifest.finding(
            "build",
            "build-script",
            "generated code is committed; there are no build scripts",
        ));
    }
    Ok(findings)
}

fn inherited(manifest: &Manifest<'_>, table: &Table) -> Vec<Finding> {
    let from_workspace = |value: Option<&Value>| {
        value.and_then(|value| value.get("workspace")) == Some(&Value::Boolean(true))
    };
    let package = table.get("package");
    let mut findings: Vec<Finding> = INHERITED
        .iter()
        .filter(|key| !from_workspace(package.and_then(|package| package.get(**key))))
        .map(|key| {
            manifest.finding(
                key,
                "inherited",
                format!("take it from the workspace: {key}.workspace = true"),
            )
        })
        .collect();
    if !from_workspace(table.get("lints")) {
        findings.push(manifest.finding(
            "lints",
            "inherited",
            "take the lints from the workspace: [lints] workspace = true",
        ));
    }
    findings
}

/// Every dependency of a manifest: its table and value, those of `[target.*]` included.
fn dependencies(table: &Table) -> Vec<(&str, &str, &Value)> {
    let targets = table.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values);
    let places = std::iter::once(table).chain(targets.filter_map(Value::as_table));
    let mut found = Vec::new();
    for place in places {
        for kind in DEPENDENCY_TABLES {
            let entries = place.get(*kind).and_then(Value::as_table).into_iter().flatten();
            found.extend(entries.map(|(name, value)| (*kind, name.as_str(), value)));
        }
    }
    found
}

fn workspace_table(manifest: &Manifest<'_>, table: &Table) -> Vec<Finding> {
    dependencies(table)
        .into_iter()
        .filter(|(kind, _, value)| {
            let shared = value.get("workspace") == Some(&Value::Boolean(true));
            let path_only = value.get("path").is_some()
                && value.get("version").is_none()
                && *kind == "dev-dependencies";
            !shared && !path_only
        })
        .map(|(_, name, _)| {
            manifest.finding(
                name,
                "workspace-table",
                format!("take {name} from [workspace.dependencies]"),
            )
        })
        .collect()
}

fn published(manifest: &Manifest<'_>) -> Vec<Finding> {
    let package = manifest.package;
    if !package.is_published() {
        return Vec::new();
    }
    let fields = [
        ("description", &package.description),
        ("license", &package.license),
        ("readme", &package.readme),
        ("repository", &package.repository),
    ];
    let missing =
        fields.into_iter().filter(|(_, value)| value.as_ref().is_none_or(String::is_empty));
    missing
        .map(|(key, _)| {
            manifest.finding("name", "package-field", format!("a published crate needs a {key}"))
        })
        .collect()
}

/// Each feature of a published crate says what it does; the table in the README is made from that.
fn features(manifest: &Manifest<'_>) -> Vec<Finding> {
    if !manifest.package.is_published() {
        return Vec::new();
    }
    let silent = features_of(&manifest.text).into_iter().filter(|feature| feature.text.is_empty());
    silent
        .map(|Feature { name, .. }| {
            manifest.finding(
                &name,
                "feature-doc",
                format!("say in a comment above it what `{name}` does"),
            )
        })
        .collect()
}

/// A published crate over core hands both providers to each crate of ours that knows them.
fn providers(manifest: &Manifest<'_>) -> Vec<Finding> {
    let package = manifest.package;
    let below: BTreeSet<&str> = package
        .dependencies
        .iter()
        .filter(|dependency| {
            dependency.kind == crate::metadata::Kind::Normal && has_provider(&dependency.name)
        })
        .map(|dependency| dependency.name.as_str())
        .collect();
    let mut findings = Vec::new();
    if !package.is_published() || below.is_empty() {
        return findings;
    }
    for provider in PROVIDERS {
        let Some(forwarded) = package.features.get(*provider) else {
            findings.push(manifest.finding(
                "features",
                "tls-provider",
                format!("no feature `{provider}`"),
            ));
            continue;
        };
        for name in &below {
            let forms = [format!("{name}/{provider}"), format!("{name}?/{provider}")];
            if !forms.iter().any(|form| forwarded.contains(form)) {
                findings.push(manifest.finding(
                    provider,
                    "tls-provider",
                    format!("`{provider}` does not reach {name}"),
                ));
            }
        }
    }
    findings
}

/// Whether a package of ours has the provider features: core, and all that depend on it.
fn has_provider(name: &str) -> bool {
    name.starts_with("chatwire") && !["chatwire-emulator", "chatwire-mezon-proto"].contains(&name)
}

/// Checks the root manifest; `members` are the texts of the others, `ours` their names.
pub(super) fn check_root(root: &str, members: &[String], ours: &[&str]) -> Result<Vec<Finding>> {
    let table: Table = root.parse().context("Cargo.toml")?;
    let workspace = table.get("workspace");
    let version =
        workspace.and_then(|w| w.get("package")?.get("version")?.as_str()).unwrap_or_default();
    let shared =
        workspace.and_then(|w| w.get("dependencies")?.as_table()).cloned().unwrap_or_default();
    let mut used = BTreeSet::new();
    for member in members {
        let member: Table = member.parse().context("a member's manifest")?;
        used.extend(dependencies(&member).into_iter().map(|(_, name, _)| name.to_owned()));
    }
    let at = |name: &str, rule: &'static str, text: String| {
        Finding::new("Cargo.toml", line_of_key(root, name), rule, text)
    };
    let mut findings = Vec::new();
    for (name, value) in &shared {
        let requirement =
            value.as_str().or_else(|| value.get("version")?.as_str()).unwrap_or_default();
        if value.get("git").is_some() {
            findings.push(at(
                name,
                "source",
                format!("{name} comes from git; only crates.io is a source"),
            ));
        } else if requirement.is_empty() || requirement.contains('*') {
            findings.push(at(name, "wildcard", format!("{name} needs a version")));
        }
        if !used.contains(name) {
            findings.push(at(name, "unused-dependency", format!("no member uses {name}")));
        }
        if ours.contains(&name.as_str()) {
            if requirement != format!("={version}") {
                findings.push(at(
                    name,
                    "one-version",
                    format!("{name} must be \"={version}\", as the workspace is"),
                ));
            }
            if has_provider(name) && value.get("default-features") != Some(&Value::Boolean(false)) {
                let text = format!(
                    "{name} needs default-features = false, else no one can leave aws-lc out"
                );
                findings.push(at(name, "tls-provider", text));
            }
        }
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::{
        Kind, Package, Target,
        tests::{internal, package},
    };

    const GOOD: &str = "[package]\nname = \"a\"\nversion.workspace = true\nedition.workspace = true\n\
        rust-version.workspace = true\nlicense.workspace = true\n[lints]\nworkspace = true\n";

    fn rules(package: &Package, text: &str) -> Vec<&'static str> {
        let manifest = Manifest { path: "Cargo.toml".to_owned(), text: text.to_owned(), package };
        check(&manifest).unwrap().iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn a_complete_manifest_is_clean() {
        let text = format!(
            "{GOOD}[dependencies]\nb.workspace = true\n[dev-dependencies]\nc = {{ path = \"../c\" }}\n"
        );
        assert_eq!(rules(&package("a"), &text), [""; 0]);
    }

    #[test]
    fn what_is_not_inherited_is_found() {
        assert_eq!(
            rules(&package("a"), &GOOD.replace("edition.workspace = true", "edition = \"2024\"")),
            ["inherited"]
        );
        assert_eq!(
            rules(&package("a"), GOOD.strip_suffix("[lints]\nworkspace = true\n").unwrap()),
            ["inherited"]
        );
    }

    #[test]
    fn versions_stand_in_one_table() {
        assert_eq!(
            rules(&package("a"), &format!("{GOOD}[dependencies]\nb = \"1\"\n")),
            ["workspace-table"]
        );
        let target = format!("{GOOD}[target.'cfg(unix)'.dependencies]\nb = {{ git = \"x\" }}\n");
        assert_eq!(rules(&package("a"), &target), ["workspace-table"]);
        assert_eq!(
            rules(&package("a"), &format!("{GOOD}[dependencies]\nb = {{ path = \"../b\" }}\n")),
            ["workspace-table"]
        );
    }

    #[test]
    fn published_crates_are_complete() {
        let bare = Package { readme: None, ..package("a") };
        assert_eq!(rules(&bare, GOOD), ["package-field"]);
        assert_eq!(rules(&Package { publish: Some(Vec::new()), ..bare }, GOOD), [""; 0]);
    }

    #[test]
    fn build_scripts_are_found() {
        let targets = vec![Target { kind: vec!["custom-build".to_owned()], ..Target::default() }];
        assert_eq!(rules(&Package { targets, ..package("a") }, GOOD), ["build-script"]);
    }

    #[test]
    fn providers_are_forwarded() {
        let over_core = |features: &[(&str, &str)]| Package {
            dependencies: vec![internal("chatwire-core", Kind::Normal)],
            features: features
                .iter()
                .map(|(k, v)| ((*k).to_owned(), vec![(*v).to_owned()]))
                .collect(),
            ..package("chatwire-chatluck")
        };
        let text = format!("{GOOD}[features]\n# a\naws-lc = []\n# b\nring = []\n");
        let both = over_core(&[("aws-lc", "chatwire-core/aws-lc"), ("ring", "chatwire-core/ring")]);
        assert_eq!(rules(&both, &text), [""; 0]);
        assert_eq!(
            rules(&over_core(&[("aws-lc", "chatwire-core/aws-lc"), ("ring", "x/ring")]), &text),
            ["tls-provider"]
        );
        assert_eq!(
            rules(&over_core(&[("aws-lc", "chatwire-core/aws-lc")]), &text),
            ["tls-provider"]
        );
    }

    #[test]
    fn features_say_what_they_do() {
        assert_eq!(rules(&package("a"), &format!("{GOOD}[features]\nws = []\n")), ["feature-doc"]);
        assert_eq!(
            rules(&package("a"), &format!("{GOOD}[features]\n# sockets\nws = []\n")),
            [""; 0]
        );
    }

    #[test]
    fn the_shared_table_is_checked() {
        let root = "[workspace.package]\nversion = \"0.2.0\"\n[workspace.dependencies]\n\
            chatwire-core = { path = \"x\", version = \"=0.1.0\", default-features = false }\n\
            chatwire = { path = \"x\", version = \"=0.2.0\" }\n\
            b = \"*\"\nc = { git = \"https://x\" }\nd = \"1\"\ne = \"1\"\n";
        let member = "[dependencies]\nchatwire-core.workspace = true\nchatwire.workspace = true\n\
            b.workspace = true\nc.workspace = true\nd.workspace = true\n";
        let found = check_root(root, &[member.to_owned()], &["chatwire-core", "chatwire"]).unwrap();
        let mut lines: Vec<(usize, &str)> =
            found.iter().map(|finding| (finding.line, finding.rule)).collect();
        lines.sort_unstable();
        assert_eq!(
            lines,
            [
                (4, "one-version"),
                (5, "tls-provider"),
                (6, "wildcard"),
                (7, "source"),
                (9, "unused-dependency")
            ]
        );
    }
}
