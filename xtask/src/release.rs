//! `cargo xtask release`: one version for all crates, the changelog heading, and the order to publish in.
//!
//! Publishing itself stays a decision of a person: the commands are printed, not run.

use std::{collections::BTreeSet, fmt, str::FromStr};

use anyhow::{Context as _, Result, bail};

use crate::{
    metadata::{Kind, Metadata},
    process,
    workspace::Workspace,
};

const MANIFEST: &str = "Cargo.toml";
const CHANGELOG: &str = "CHANGELOG.md";
const UNRELEASED: &str = "## [Unreleased]";

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Version(u64, u64, u64);

impl FromStr for Version {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let parts: Vec<u64> = text
            .split('.')
            .map(
                |part| {
                    if part.len() > 1 && part.starts_with('0') { None } else { part.parse().ok() }
                },
            )
            .collect::<Option<_>>()
            .with_context(|| format!("{text} is not a version x.y.z"))?;
        match parts.as_slice() {
            [major, minor, patch] => Ok(Self(*major, *minor, *patch)),
            _ => bail!("{text} is not a version x.y.z"),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// Shows what a release changes, and changes it when `execute` is set.
pub(crate) fn run(workspace: &Workspace, version: &str, date: &str, execute: bool) -> Result<()> {
    let new: Version = version.parse()?;
    check_date(date)?;
    let manifest = workspace.read(MANIFEST)?;
    let old = current(&manifest)?;
    // The first release keeps the number that the workspace was created with.
    if new < old {
        bail!("{new} does not follow {old}");
    }
    let changed = [
        (MANIFEST, bump(&manifest, old, new)?, manifest.clone()),
        (
            CHANGELOG,
            release_changes(&workspace.read(CHANGELOG)?, new, date)?,
            workspace.read(CHANGELOG)?,
        ),
    ];
    for (path, after, before) in &changed {
        println!("{path}:\n{}", difference(before, after));
        if execute {
            workspace.write(path, after)?;
        }
    }
    if execute {
        // The lock file names our own versions, too.
        process::read(workspace.root(), &["update", "--workspace", "--offline"])?;
    }
    println!("Then, in this order:");
    for name in publish_order(&Metadata::load(workspace)?)? {
        println!("  cargo publish --package {name}");
    }
    if !execute {
        println!("\nNothing was changed; add --execute to change the files.");
    }
    Ok(())
}

fn check_date(date: &str) -> Result<()> {
    let shape = date.len() == 10
        && date.bytes().enumerate().all(|(at, byte)| {
            if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() }
        });
    let mut parts = date.split('-').skip(1).map(|part| part.parse::<u8>().unwrap_or(0));
    let in_range = matches!((parts.next(), parts.next()), (Some(1..=12), Some(1..=31)));
    if !shape || !in_range {
        bail!("{date} is not a date YYYY-MM-DD");
    }
    Ok(())
}

/// Version in `[workspace.package]`.
fn current(manifest: &str) -> Result<Version> {
    let table: toml::Table = manifest.parse().context(MANIFEST)?;
    let version = table.get("workspace").and_then(|w| w.get("package")?.get("version")?.as_str());
    version.context("no version in [workspace.package]")?.parse()
}

/// The manifest with the new version in `[workspace.package]` and in the exact requirements between our crates.
fn bump(manifest: &str, old: Version, new: Version) -> Result<String> {
    if new == old {
        return Ok(manifest.to_owned());
    }
    let (own, exact) = (format!("version = \"{old}\""), format!("version = \"={old}\""));
    let mut section = "";
    let mut text = String::new();
    let mut bumped = 0_usize;
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line.trim();
        }
        let is_own = section == "[workspace.package]" && line.trim() == own;
        // A third-party crate pinned to the same number has no path.
        let is_exact = section == "[workspace.dependencies]"
            && line.contains("path = ")
            && line.contains(&exact);
        if is_own || is_exact {
            bumped += 1;
            text.push_str(&line.replace(&old.to_string(), &new.to_string()));
        } else {
            text.push_str(line);
        }
        text.push('\n');
    }
    let rest = text.matches(&exact).count();
    if bumped == 0 || current(&text)? != new {
        bail!("{MANIFEST}: `{own}` does not stand on a line of its own in [workspace.package]");
    }
    if rest > 0 {
        bail!("{MANIFEST}: {rest} requirements \"={old}\" are left");
    }
    Ok(text)
}

/// The changelog with what was unreleased below a heading of its own.
fn release_changes(changelog: &str, new: Version, date: &str) -> Result<String> {
    if changelog.contains(&format!("\n## [{new}]")) {
        bail!("{CHANGELOG}: {new} is released already");
    }
    let Some((head, rest)) = changelog.split_once(&format!("{UNRELEASED}\n")) else {
        bail!("{CHANGELOG}: no {UNRELEASED}");
    };
    let changes = rest.split("\n## [").next().unwrap_or_default();
    if !changes.lines().any(|line| line.starts_with("- ")) {
        bail!("{CHANGELOG}: nothing stands below {UNRELEASED}");
    }
    Ok(format!("{head}{UNRELEASED}\n\n## [{new}] - {date}\n{rest}"))
}

/// Published crates, each behind those that it depends on.
fn publish_order(metadata: &Metadata) -> Result<Vec<&str>> {
    let mut left: Vec<_> = metadata.published().collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let waiting: BTreeSet<&str> = left.iter().map(|package| package.name.as_str()).collect();
        let (ready, blocked): (Vec<_>, Vec<_>) = left.into_iter().partition(|package| {
            // Path-only dev-dependencies are left out of what is published.
            let mut needed =
                package.dependencies.iter().filter(|dependency| dependency.kind != Kind::Dev);
            !needed.any(|dependency| waiting.contains(dependency.name.as_str()))
        });
        if ready.is_empty() {
            bail!(
                "the crates {} depend on each other",
                waiting.into_iter().collect::<Vec<_>>().join(", ")
            );
        }
        order.extend(ready.iter().map(|package| package.name.as_str()));
        left = blocked;
    }
    Ok(order)
}

/// Lines that go and lines that come.
fn difference(before: &str, after: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let gone = old.iter().filter(|line| !new.contains(line)).map(|line| format!("  - {line}\n"));
    let come = new.iter().filter(|line| !old.contains(line)).map(|line| format!("  + {line}\n"));
    gone.chain(come).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::{
        Package,
        tests::{internal, package},
    };

    const CARGO: &str = "[workspace.package]\nversion = \"0.1.0\"\n\n[workspace.dependencies]\n\
        chatwire-core = { path = \"crates/chatwire-core\", version = \"=0.1.0\" }\nother = \"0.1.0\"\n";

    #[test]
    fn versions_are_strict() {
        assert_eq!("1.20.3".parse::<Version>().unwrap(), Version(1, 20, 3));
        assert!(Version(0, 10, 0) > Version(0, 9, 9));
        for wrong in ["1.2", "1.2.3.4", "1.2.x", "1.02.3", "", "v1.2.3"] {
            assert!(wrong.parse::<Version>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn dates_have_one_form() {
        assert!(check_date("2027-01-31").is_ok());
        for wrong in ["2027-1-31", "31-01-2027", "2027-13-01", "2027-01-32", "2027/01/31", "today"]
        {
            assert!(check_date(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_our_versions_move() {
        let text = bump(CARGO, Version(0, 1, 0), Version(0, 2, 0)).unwrap();
        assert!(text.contains("[workspace.package]\nversion = \"0.2.0\""), "{text}");
        assert!(text.contains("version = \"=0.2.0\""), "{text}");
        assert!(text.contains("other = \"0.1.0\""), "{text}");
    }

    #[test]
    fn a_version_elsewhere_is_refused() {
        let odd = CARGO.replace("path = \"crates/chatwire-core\", ", "");
        assert!(bump(&odd, Version(0, 1, 0), Version(0, 2, 0)).is_err());
        assert!(
            bump(
                &CARGO.replace("version = \"0.1.0\"\n\n", "version = '0.1.0'\n\n"),
                Version(0, 1, 0),
                Version(0, 2, 0)
            )
            .is_err()
        );
    }

    #[test]
    fn the_changelog_gets_a_heading() {
        let text = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- a thing\n\n## [0.1.0] - 2026-01-01\n\n- old\n";
        let new = release_changes(text, Version(0, 2, 0), "2027-01-31").unwrap();
        assert!(
            new.contains("## [Unreleased]\n\n## [0.2.0] - 2027-01-31\n\n### Added\n\n- a thing\n"),
            "{new}"
        );
        assert!(
            release_changes(&text.replace("- a thing\n", ""), Version(0, 2, 0), "2027-01-31")
                .is_err()
        );
    }

    #[test]
    fn a_number_is_released_once() {
        let text = "# Changelog\n\n## [Unreleased]\n\n- a thing\n";
        let first = release_changes(text, Version(0, 1, 0), "2027-01-31").unwrap();
        assert!(release_changes(&first, Version(0, 1, 0), "2027-01-31").is_err());
        assert_eq!(bump(CARGO, Version(0, 1, 0), Version(0, 1, 0)).unwrap(), CARGO);
    }

    #[test]
    fn crates_are_published_bottom_up() {
        let above = |name: &str, below: &str, kind| Package {
            dependencies: vec![internal(below, kind)],
            ..package(name)
        };
        let packages = vec![
            above("a", "b", Kind::Normal),
            above("b", "c", Kind::Normal),
            above("c", "a", Kind::Dev),
            Package { publish: Some(Vec::new()), ..package("d") },
        ];
        assert_eq!(
            publish_order(&Metadata { packages, ..Metadata::default() }).unwrap(),
            ["c", "b", "a"]
        );
        let packages = vec![above("a", "b", Kind::Normal), above("b", "a", Kind::Normal)];
        assert!(publish_order(&Metadata { packages, ..Metadata::default() }).is_err());
    }
}
