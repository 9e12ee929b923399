//! `cargo xtask bench --instructions`: processor instructions of one event, counted by valgrind's `callgrind`.
//!
//! Not gungraun, which wants a runner of just its version installed and a build with symbols. Here each row runs twice,
//! with N and with 2 N events, after the same preparations: the difference over N is free of what starting costs, and
//! needs nothing but valgrind. Other work on the machine hardly changes it; tables with random keys do, by 0.2 %.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use super::{Floor, Row};
use crate::{
    metadata::{Metadata, Target},
    process,
    workspace::Workspace,
};

/// Benches that take [`ONLY`] and [`EVENTS`].
const BENCH: &str = "decode";
/// Names the one row to run.
const ONLY: &str = "CHATWIRE_BENCH_ONLY";
/// Says how many events it takes.
const EVENTS: &str = "CHATWIRE_BENCH_EVENTS";
/// Enough for all memories and caches to be full in the part that counts.
const COUNT: u64 = 16_384;

/// A line of cargo's that tells of something it built.
#[derive(Debug, Deserialize)]
struct Artifact {
    target: Target,
    executable: Option<PathBuf>,
}

/// Whether there is a valgrind to count with.
pub(super) fn is_possible() -> bool {
    let mut command = Command::new("valgrind");
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// The benches whose rows can be counted, by package.
pub(super) fn packages(metadata: &Metadata) -> impl Iterator<Item = (&str, &Target)> {
    super::benches(metadata).filter(|(_, target)| target.name == BENCH)
}

/// Counts all rows of one bench.
pub(super) fn bench(workspace: &Workspace, package: &str, target: &Target) -> Result<Vec<Row>> {
    let features = target.required_features.join(",");
    let mut args = vec!["bench", "--quiet", "--no-run", "--message-format", "json"];
    args.extend(["--package", package, "--bench", &target.name]);
    if !features.is_empty() {
        args.extend(["--features", &features]);
    }
    let built = process::take(workspace.root(), &args, &[])?;
    if !built.success {
        bail!("{}", built.stderr.trim());
    }
    let program = executable(&built.stdout, &target.name).context("cargo built no bench")?;
    let list = output(Command::new(&program).args(["--bench", "--list"]))?;
    let mut floor = Floor::default();
    let mut rows = Vec::new();
    for id in listed(&list.stdout) {
        let (once, twice) = (count(&program, id, COUNT)?, count(&program, id, 2 * COUNT)?);
        let all = twice.checked_sub(once).with_context(|| format!("{id} takes no events"))?;
        rows.push(row(id, all / COUNT, &mut floor));
    }
    Ok(rows)
}

fn row(id: &str, instructions: u64, floor: &mut Floor) -> Row {
    let (group, name) = id.rsplit_once('/').unwrap_or(("", id));
    // Exact up to 2^53.
    let ratios = floor.ratios(group, &[instructions as f64]);
    let ratios = ratios.into_iter().map(|ratio| format!("{ratio:.2}"));
    let figures = std::iter::once(instructions.to_string()).chain(ratios).collect();
    Row { what: group.to_owned(), name: name.to_owned(), figures }
}

/// Where cargo put the bench.
fn executable(stdout: &str, name: &str) -> Option<PathBuf> {
    // Messages of other kinds have other fields.
    let artifacts = stdout.lines().filter_map(|line| serde_json::from_str::<Artifact>(line).ok());
    let mut benches = artifacts.filter(|artifact| {
        artifact.target.name == name && artifact.target.kind.iter().any(|kind| kind == "bench")
    });
    benches.find_map(|artifact| artifact.executable)
}

/// Rows as criterion lists them.
fn listed(stdout: &str) -> Vec<&str> {
    stdout.lines().filter_map(|line| line.strip_suffix(": benchmark")).collect()
}

/// All instructions of a run with so many events.
fn count(program: &Path, id: &str, events: u64) -> Result<u64> {
    let mut command = Command::new("valgrind");
    // Only the sum is wanted, which stands in the last lines.
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(program);
    let finished = output(command.env(ONLY, id).env(EVENTS, events.to_string()))?;
    collected(&finished.stderr).with_context(|| format!("valgrind counted nothing of {id}"))
}

fn collected(stderr: &str) -> Option<u64> {
    let line = stderr.lines().rev().find_map(|line| line.split_once("Collected :"))?;
    line.1.trim().parse().ok()
}

struct Output {
    stdout: String,
    stderr: String,
}

fn output(command: &mut Command) -> Result<Output> {
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot run {}", command.get_program().display()))?;
    let (stdout, stderr) = (text(output.stdout), text(output.stderr));
    if !output.status.success() {
        bail!("{} failed\n{}", command.get_program().display(), stderr.trim());
    }
    Ok(Output { stdout, stderr })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_in_the_last_lines() {
        let stderr = "==7== Callgrind, a call-graph generating cache profiler\n==7== \n\
            ==7== Events    : Ir\n==7== Collected : 1234567890\n==7== \n\
            ==7== I   refs:      1,234,567,890\n";
        assert_eq!(collected(stderr), Some(1_234_567_890));
        assert_eq!(collected("==7== Process terminating with default action of signal 4\n"), None);
    }

    #[test]
    fn the_bench_is_told_from_what_it_was_built_with() {
        let line = |name: &str, kind: &str, executable: &str| {
            format!(
                r#"{{"reason":"compiler-artifact","target":{{"kind":["{kind}"],"name":"{name}"}},"executable":{executable}}}"#
            )
        };
        let stdout = [
            line("decode", "lib", "null"),
            line("decode", "bench", r#""/t/release/deps/decode-1""#),
            r#"{"reason":"build-finished","success":true}"#.to_owned(),
        ];
        let found = executable(&stdout.join("\n"), "decode");
        assert_eq!(found, Some(PathBuf::from("/t/release/deps/decode-1")));
        assert_eq!(executable(&stdout.join("\n"), "live"), None);
    }

    #[test]
    fn rows_are_listed_as_criterion_lists_them() {
        let stdout = "text alone/serde_json from_slice: benchmark\nline/a: b: benchmark\n\n";
        assert_eq!(listed(stdout), ["text alone/serde_json from_slice", "line/a: b"]);
    }

    #[test]
    fn counts_stand_beside_the_first_of_their_group() {
        let mut floor = Floor::default();
        row("a/floor", 2_000, &mut floor);
        let row = row("a/chatwire", 1_500, &mut floor);
        assert_eq!((row.what.as_str(), row.name.as_str()), ("a", "chatwire"));
        assert_eq!(row.figures, ["1500", "0.75"]);
    }
}
