//! `cargo xtask check-features`: each published crate by its own manifest, with each feature.
//!
//! In a build of the whole workspace cargo joins the features of all members, which hides a feature that forgot
//! something. Here each crate stands alone, as its users build it.

use std::{collections::BTreeMap, fs, time::Instant};

use anyhow::{Context as _, Result, bail};

use crate::{
    metadata::{Metadata, Package},
    process, table,
    tree::Tree,
    workspace::Workspace,
};

/// Kept apart from the usual folder, so that the two do not wait for each other or evict each other's files.
const TARGET_DIR: &str = "target/check-features";
/// Emptied before each measurement.
const COST_DIR: &str = "target/feature-cost";
/// Warnings of one feature set alone are errors here; dependencies are capped by cargo.
const FLAGS: &[(&str, &str)] = &[("RUSTFLAGS", "-D warnings")];
/// TLS providers: each set needs one of them.
const DEFAULT_PROVIDER: &str = "aws-lc";
const OTHER_PROVIDER: &str = "ring";
const UMBRELLA: &str = "chatwire";
const PLATFORMS: &[&str] = &["chatluck", "kick", "mezon", "tokenbowl", "fluidtalk"];
const CORE: &str = "chatwire-core";

/// One feature set of one crate.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Set {
    /// Without default features.
    Only(Vec<String>),
    All,
}

impl Set {
    fn args(&self) -> Vec<String> {
        match self {
            Self::All => vec!["--all-features".to_owned()],
            Self::Only(features) if features.is_empty() => vec!["--no-default-features".to_owned()],
            Self::Only(features) => {
                vec![
                    "--no-default-features".to_owned(),
                    "--features".to_owned(),
                    features.join(","),
                ]
            }
        }
    }

    fn label(&self) -> String {
        match self {
            Self::All => "all features".to_owned(),
            Self::Only(features) if features.is_empty() => "no features".to_owned(),
            Self::Only(features) => features.join(" + "),
        }
    }
}

/// The sets to check for one crate: each provider alone, each feature alone, pairs of platforms, and all.
fn sets(package: &Package) -> Vec<Set> {
    let has_providers = package.features.contains_key(DEFAULT_PROVIDER);
    let set = |features: &[&str]| {
        let provider = has_providers.then_some(DEFAULT_PROVIDER);
        Set::Only(provider.into_iter().chain(features.iter().copied()).map(str::to_owned).collect())
    };
    let mut sets = vec![set(&[])];
    if has_providers {
        sets.push(Set::Only(vec![OTHER_PROVIDER.to_owned()]));
    }
    let own = package.features.keys().map(String::as_str);
    sets.extend(
        own.filter(|name| !["default", DEFAULT_PROVIDER, OTHER_PROVIDER].contains(name))
            .map(|name| set(&[name])),
    );
    if package.name == UMBRELLA {
        let there: Vec<&str> =
            PLATFORMS.iter().copied().filter(|name| package.features.contains_key(*name)).collect();
        for (at, first) in there.iter().enumerate() {
            sets.extend(there.iter().skip(at + 1).map(|second| set(&[first, second])));
        }
    }
    if !package.features.is_empty() {
        sets.push(Set::All);
    }
    sets
}

/// Checks all sets of all published crates, the refusal of a build without a provider, and a handshake with each.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let metadata = Metadata::load(workspace)?;
    let mut rows = vec![["crate", "features", "result", "time"].map(str::to_owned).to_vec()];
    // By text: one fault in core shows in every crate above it.
    let mut failures: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut note = |package: &str, label: &str, begun: Instant, outcome: Result<()>| {
        let verdict = if outcome.is_ok() { "ok" } else { "FAILED" };
        println!("check-features: {package}: {label}: {verdict}");
        rows.push(vec![
            package.to_owned(),
            label.to_owned(),
            verdict.to_owned(),
            table::seconds(begun.elapsed()),
        ]);
        if let Err(error) = outcome {
            failures.entry(format!("{error:#}")).or_default().push(format!("{package}: {label}"));
        }
    };
    for package in metadata.published() {
        for set in sets(package) {
            let begun = Instant::now();
            note(&package.name, &set.label(), begun, check_set(workspace, package, &set));
        }
    }
    if let Some(core) = metadata.package(CORE) {
        let begun = Instant::now();
        note(CORE, "no provider is refused", begun, refuses_no_provider(workspace, core));
        for provider in [DEFAULT_PROVIDER, OTHER_PROVIDER] {
            let begun = Instant::now();
            note(
                CORE,
                &format!("handshake with {provider}"),
                begun,
                handshake(workspace, core, provider),
            );
        }
    }
    println!("\n{}", table::render(&rows));
    if !failures.is_empty() {
        bail!("check-features failed\n\n{}", report(&failures));
    }
    Ok(())
}

/// Each fault once, below the sets that it broke.
fn report(failures: &BTreeMap<String, Vec<String>>) -> String {
    let parts = failures.iter().map(|(text, sets)| format!("{}\n{text}", sets.join("\n")));
    parts.collect::<Vec<_>>().join("\n\n")
}

fn check_set(workspace: &Workspace, package: &Package, set: &Set) -> Result<()> {
    let finished = cargo(workspace, "check", package, &set.args(), &[])?;
    if !finished.success {
        bail!("{}", finished.stderr.trim());
    }
    Ok(())
}

/// A build without a TLS provider ends with a sentence that says so, not with a panic at the first handshake.
fn refuses_no_provider(workspace: &Workspace, core: &Package) -> Result<()> {
    let finished = cargo(workspace, "check", core, &Set::Only(Vec::new()).args(), &[])?;
    refusal(finished.success, &finished.stderr)
}

fn refusal(success: bool, stderr: &str) -> Result<()> {
    if success {
        bail!("a build without a TLS provider should fail");
    }
    let names_both = |line: &str| {
        line.starts_with("error")
            && line.contains(DEFAULT_PROVIDER)
            && line.contains(OTHER_PROVIDER)
    };
    if !stderr.lines().any(names_both) {
        bail!(
            "the error should name the features {DEFAULT_PROVIDER} and {OTHER_PROVIDER}:\n{}",
            stderr.trim()
        );
    }
    Ok(())
}

/// One TLS handshake on loopback, by the tests of core, with just this provider in the build.
fn handshake(workspace: &Workspace, core: &Package, provider: &str) -> Result<()> {
    let set = Set::Only(vec![provider.to_owned(), "testing".to_owned()]);
    let finished = cargo(workspace, "test", core, &set.args(), &["--test", "it", "tls"])?;
    if !finished.success {
        bail!("{}\n{}", finished.stderr.trim(), finished.stdout.trim());
    }
    if passed(&finished.stdout) == 0 {
        bail!("no test of {CORE} has `tls` in its name");
    }
    Ok(())
}

/// Number of tests that passed, from the last line of the test runner: a filter that matches nothing passes, too.
fn passed(stdout: &str) -> usize {
    let results = stdout.lines().filter_map(|line| line.strip_prefix("test result: ok. "));
    results.filter_map(|rest| rest.split(' ').next()?.parse::<usize>().ok()).sum()
}

fn cargo(
    workspace: &Workspace,
    command: &str,
    package: &Package,
    features: &[String],
    more: &[&str],
) -> Result<process::Finished> {
    let manifest = package.manifest(workspace);
    let mut args = vec![
        command,
        "--quiet",
        "--locked",
        "--target-dir",
        TARGET_DIR,
        "--manifest-path",
        &manifest,
    ];
    args.extend(features.iter().map(String::as_str));
    args.extend(more);
    process::take(workspace.root(), &args, FLAGS)
}

/// What users pay for: crate and feature set.
const COSTS: &[(&str, &[&str])] = &[
    ("chatwire-chatluck", &["aws-lc"]),
    ("chatwire-chatluck", &["ring"]),
    ("chatwire-fluidtalk", &["aws-lc"]),
    ("chatwire-tokenbowl", &["aws-lc"]),
    ("chatwire-kick", &["aws-lc"]),
    ("chatwire-mezon", &["aws-lc"]),
    ("chatwire-mezon", &["aws-lc", "sqlite-cache"]),
    ("chatwire-mezon", &["aws-lc", "ledger-grpc"]),
    ("chatwire", &["aws-lc", "full"]),
];

/// Builds some sets from nothing and prints what that took; CPU time means something on a busy machine, too.
pub(crate) fn time(workspace: &Workspace) -> Result<()> {
    let metadata = Metadata::load(workspace)?;
    let heading = ["crate", "features", "packages", "clean debug build, CPU", "wall"];
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    for (name, features) in COSTS {
        let package = metadata.package(name).with_context(|| format!("no crate {name}"))?;
        let set = Set::Only(features.iter().map(|feature| (*feature).to_owned()).collect());
        let manifest = package.manifest(workspace);
        let set_args = set.args();
        let dir = workspace.path(COST_DIR);
        if dir.exists() {
            fs::remove_dir_all(&dir).with_context(|| format!("cannot empty {COST_DIR}"))?;
        }
        let mut args = vec![
            "build",
            "--quiet",
            "--locked",
            "--target-dir",
            COST_DIR,
            "--manifest-path",
            &manifest,
        ];
        args.extend(set_args.iter().map(String::as_str));
        let (begun, used) = (Instant::now(), process::cpu_of_children());
        process::show(workspace.root(), &args, &[])?;
        let took = [process::cpu_of_children().saturating_sub(used), begun.elapsed()];
        let [cpu, wall] = took.map(table::seconds);
        let packages = Tree::load(workspace, &manifest, set_args.iter().map(String::as_str))?.len();
        println!("check-features: {name}: {}: {cpu}", set.label());
        rows.push(vec![(*name).to_owned(), set.label(), packages.to_string(), cpu, wall]);
    }
    println!("\n{}", table::render(&rows));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::tests::package;

    fn labels(name: &str, features: &[&str]) -> Vec<String> {
        let features = features.iter().map(|name| ((*name).to_owned(), Vec::new())).collect();
        sets(&Package { features, ..package(name) }).iter().map(Set::label).collect()
    }

    #[test]
    fn each_feature_stands_alone_and_none_is_crossed() {
        assert_eq!(
            labels("chatwire-core", &["default", "aws-lc", "ring", "ws"]),
            ["aws-lc", "ring", "aws-lc + ws", "all features"]
        );
        assert_eq!(labels("chatwire-emulator", &[]), ["no features"]);
    }

    #[test]
    fn the_umbrella_gets_pairs_of_platforms() {
        let labels = labels("chatwire", &["aws-lc", "ring", "chatluck", "fluidtalk", "kick"]);
        let pairs: Vec<&String> =
            labels.iter().filter(|label| label.matches('+').count() == 2).collect();
        assert_eq!(
            pairs,
            [
                "aws-lc + chatluck + kick",
                "aws-lc + chatluck + fluidtalk",
                "aws-lc + kick + fluidtalk"
            ]
        );
    }

    #[test]
    fn sets_become_arguments() {
        let set = Set::Only(vec!["ring".to_owned(), "ws".to_owned()]);
        assert_eq!(set.args(), ["--no-default-features", "--features", "ring,ws"]);
        assert_eq!(Set::Only(Vec::new()).args(), ["--no-default-features"]);
    }

    #[test]
    fn a_filter_without_tests_is_noticed() {
        assert_eq!(passed("running 0 tests\n\ntest result: ok. 0 passed; 0 failed\n"), 0);
        assert_eq!(passed("test result: ok. 2 passed; 0 failed; 0 ignored\n"), 2);
    }

    #[test]
    fn a_fault_is_shown_once_for_all_sets() {
        let failures = BTreeMap::from([(
            "error: x".to_owned(),
            vec!["a: ring".to_owned(), "b: ring".to_owned()],
        )]);
        assert_eq!(report(&failures), "a: ring\nb: ring\nerror: x");
    }

    #[test]
    fn the_refusal_names_both_providers() {
        assert!(refusal(false, "error: turn on the feature `aws-lc` or `ring`\n").is_ok());
        assert!(refusal(false, "error: cannot find `provider`\n").is_err());
        assert!(refusal(true, "").is_err());
    }
}
