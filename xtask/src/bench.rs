//! `cargo xtask bench`: every bench of the workspace, its rows in one table beside the floor of the same run.
//!
//! Benches are found by cargo's list of targets. Each prints tables of its own: a heading that ends in `ratio`, then
//! rows of a name and of figures, the naive floor first; memory is a name and a figure in KiB. Benches by criterion are
//! read from its files. Two rows have no bench target: how long generating code takes, and the start of the command
//! line tool.

mod criterion;
mod instructions;

use std::{
    fs,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};

use crate::{
    codegen,
    metadata::{Metadata, Target},
    process, table,
    workspace::Workspace,
};

const CODEGEN: &str = "xtask/codegen";
const CODEGEN_RUNS: u32 = 5;
const START: &str = "chatwire-cli/start";
const STARTS: u32 = 20;

/// One line of the table.
#[derive(Debug, PartialEq, Eq)]
struct Row {
    /// What is measured, and in which unit.
    what: String,
    name: String,
    /// Best, its ratio to the floor, median, its ratio; as many as the bench told.
    figures: Vec<String>,
}

/// Figures of the first row of a group, which the others are divided by.
#[derive(Debug, Default)]
struct Floor {
    group: String,
    figures: Vec<f64>,
}

impl Floor {
    /// What these figures are times the floor; the first ones of a group are its floor.
    fn ratios(&mut self, group: &str, figures: &[f64]) -> Vec<f64> {
        if self.figures.is_empty() || self.group != group {
            *self = Self { group: group.to_owned(), figures: figures.to_vec() };
        }
        figures.iter().zip(&self.figures).map(|(figure, floor)| figure / floor).collect()
    }
}

/// Counts the instructions of one event in the benches that have one of the names in their own, and prints the table.
pub(crate) fn count(workspace: &Workspace, names: &[String]) -> Result<()> {
    if !instructions::is_possible() {
        println!("bench: skipped: counting instructions needs valgrind, which is not installed");
        return Ok(());
    }
    let metadata = Metadata::load(workspace)?;
    let heading = ["bench", "what", "row", "instructions", "ratio"];
    let mut table = Table::new(&heading);
    for (package, target) in instructions::packages(&metadata) {
        let name = format!("{package}/{}", target.name);
        if is_wanted(names, &name) {
            println!("bench: {name}");
            table.note(&name, instructions::bench(workspace, package, target));
        }
    }
    table.finish(names)
}

fn is_wanted(names: &[String], name: &str) -> bool {
    names.is_empty() || names.iter().any(|part| name.contains(part))
}

/// All rows, and what went wrong.
#[derive(Debug)]
struct Table {
    rows: Vec<Vec<String>>,
    failures: Vec<String>,
}

impl Table {
    fn new(heading: &[&str]) -> Self {
        let heading = heading.iter().map(|&word| word.to_owned()).collect();
        Self { rows: vec![heading], failures: Vec::new() }
    }

    fn note(&mut self, bench: &str, outcome: Result<Vec<Row>>) {
        match outcome {
            Ok(found) => self.rows.extend(found.into_iter().map(|row| {
                let first = [bench.to_owned(), row.what, row.name];
                first.into_iter().chain(row.figures).collect()
            })),
            Err(error) => self.failures.push(format!("{bench}: {error:#}")),
        }
    }

    /// Prints it; a bench that failed is an error, and so is no bench at all.
    fn finish(self, names: &[String]) -> Result<()> {
        if self.rows.len() == 1 && self.failures.is_empty() {
            bail!("no bench has {} in its name", names.join(" or "));
        }
        println!("\n{}", table::render(&self.rows));
        if !self.failures.is_empty() {
            bail!("bench failed\n\n{}", self.failures.join("\n\n"));
        }
        Ok(())
    }
}

/// Runs what has one of the names in its own (all without a name), and prints the table.
pub(crate) fn run(workspace: &Workspace, names: &[String]) -> Result<()> {
    let metadata = Metadata::load(workspace)?;
    let heading = ["bench", "what", "row", "best", "ratio", "median", "ratio"];
    let mut table = Table::new(&heading);
    for (package, target) in benches(&metadata) {
        let bench = format!("{package}/{}", target.name);
        if is_wanted(names, &bench) {
            println!("bench: {bench}");
            table.note(&bench, bench_target(workspace, &metadata, package, target));
        }
    }
    if is_wanted(names, CODEGEN) {
        println!("bench: {CODEGEN}");
        table.note(CODEGEN, generation(workspace));
    }
    if is_wanted(names, START) {
        println!("bench: {START}");
        table.note(START, start(workspace, &metadata));
    }
    table.finish(names)
}

fn benches(metadata: &Metadata) -> impl Iterator<Item = (&str, &Target)> {
    metadata.packages.iter().flat_map(|package| {
        let benches =
            package.targets.iter().filter(|target| target.kind.iter().any(|kind| kind == "bench"));
        benches.map(|target| (package.name.as_str(), target))
    })
}

fn bench_target(
    workspace: &Workspace,
    metadata: &Metadata,
    package: &str,
    target: &Target,
) -> Result<Vec<Row>> {
    let features = target.required_features.join(",");
    let mut args = vec!["bench", "--quiet", "--package", package, "--bench", &target.name];
    if !features.is_empty() {
        args.extend(["--features", &features]);
    }
    let home = metadata.target_directory.join("xtask-bench").join(package).join(&target.name);
    if home.exists() {
        // What an earlier run measured is not to be taken for this one's.
        fs::remove_dir_all(&home).with_context(|| format!("cannot empty {}", home.display()))?;
    }
    let place = home.to_string_lossy();
    let finished = process::take(workspace.root(), &args, &[(criterion::HOME, &place)])?;
    if !finished.success {
        bail!("{}", finished.stderr.trim());
    }
    let names = criterion::names(&finished.stdout);
    if !names.is_empty() {
        return criterion::rows(&names, &home);
    }
    let rows = parse(&finished.stdout);
    if rows.is_empty() {
        bail!("no row that can be read in\n{}", finished.stdout.trim());
    }
    Ok(rows)
}

/// The rows of a bench's output; lines of another form are for its reader only.
fn parse(stdout: &str) -> Vec<Row> {
    let mut what = String::new();
    let mut rows = Vec::new();
    for line in stdout.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.last() == Some(&"ratio") {
            let is_title = |word: &&str| !["best", "ratio", "median"].contains(word);
            let title = words.into_iter().take_while(is_title).collect::<Vec<_>>().join(" ");
            // The unit is part of the title, or the heading of the only column.
            let title = title.trim_end_matches("us").trim_end().trim_end_matches(',');
            what = format!("{title}, us");
        } else if let [name @ .., figure, "KiB"] = words.as_slice()
            && figure.parse::<f64>().is_ok()
        {
            let figures = vec![(*figure).to_owned()];
            rows.push(Row { what: "memory, KiB".to_owned(), name: name.join(" "), figures });
        } else {
            let is_figure = |word: &&&str| word.parse::<f64>().is_ok();
            let count = words.iter().rev().take_while(is_figure).count();
            let Some((name, figures)) = words.split_at_checked(words.len() - count) else {
                continue;
            };
            if !name.is_empty() && [2, 4].contains(&count) {
                let figures = figures.iter().map(|word| (*word).to_owned()).collect();
                rows.push(Row { what: what.clone(), name: name.join(" "), figures });
            }
        }
    }
    rows
}

/// Making all generated files in memory and comparing them, by this program as it was built.
fn generation(workspace: &Workspace) -> Result<Vec<Row>> {
    let times = (0..CODEGEN_RUNS).map(|_| {
        let begun = Instant::now();
        codegen::check(workspace).map(|()| begun.elapsed())
    });
    let times = times.collect::<Result<Vec<_>>>()?;
    Ok(vec![row("wall, ms", "codegen --check", times)])
}

/// From the start of the released `chatwire --version` to its end.
fn start(workspace: &Workspace, metadata: &Metadata) -> Result<Vec<Row>> {
    process::show(
        workspace.root(),
        &["build", "--quiet", "--release", "--package", "chatwire-cli"],
        &[],
    )?;
    let name = format!("chatwire{}", std::env::consts::EXE_SUFFIX);
    let program = metadata.target_directory.join("release").join(name);
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let mut command = Command::new(&program);
        command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null());
        let begun = Instant::now();
        let status =
            command.status().with_context(|| format!("cannot run {}", program.display()))?;
        times.push(begun.elapsed());
        if !status.success() {
            bail!("{} --version failed", program.display());
        }
    }
    Ok(vec![row("wall, ms", "chatwire --version", times)])
}

/// Times without a floor beside them.
fn row(what: &str, name: &str, mut times: Vec<Duration>) -> Row {
    times.sort_unstable();
    let ms = |at: usize| {
        times.get(at).map_or_else(String::new, |time| format!("{:.1}", time.as_secs_f64() * 1e3))
    };
    let figures = vec![ms(0), String::new(), ms(times.len() / 2)];
    Row { what: what.to_owned(), name: name.to_owned(), figures }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(what: &str, name: &str, figures: &[&str]) -> Row {
        let figures = figures.iter().map(|figure| (*figure).to_owned()).collect();
        Row { what: what.to_owned(), name: name.to_owned(), figures }
    }

    #[test]
    fn tables_of_benches_are_read() {
        let stdout = "list of 50 items: 23658 bytes\n\
            CPU of one event, us                    best    ratio   median    ratio\n\
            tokio-tungstenite + from_slice         0.844     1.00    0.866     1.00\n\
            chatwire run(handlers)                 0.730     0.86    0.753     0.87\n\
            idle session                             8.3 KiB\n";
        let what = "CPU of one event, us";
        assert_eq!(
            parse(stdout),
            [
                row(what, "tokio-tungstenite + from_slice", &["0.844", "1.00", "0.866", "1.00"]),
                row(what, "chatwire run(handlers)", &["0.730", "0.86", "0.753", "0.87"]),
                row("memory, KiB", "idle session", &["8.3"]),
            ]
        );
    }

    #[test]
    fn a_bench_may_have_several_tables_and_floors() {
        let stdout = "line dropped to next message, p50, us       best    ratio     median    ratio\n\
            Kick: tokio-tungstenite + serde_json       563.9     1.00      570.0     1.00\n\
            Kick: chatwire, jitter to 50 ms          26011.1    46.13    27011.1    47.39\n\
            CPU of one recovery, us                     best    ratio     median    ratio\n\
            Mezon: tokio-tungstenite + prost           210.0     1.00      220.0     1.00\n";
        let what = "line dropped to next message, p50, us";
        let jitter = ["26011.1", "46.13", "27011.1", "47.39"];
        assert_eq!(
            parse(stdout),
            [
                row(
                    what,
                    "Kick: tokio-tungstenite + serde_json",
                    &["563.9", "1.00", "570.0", "1.00"]
                ),
                row(what, "Kick: chatwire, jitter to 50 ms", &jitter),
                row(
                    "CPU of one recovery, us",
                    "Mezon: tokio-tungstenite + prost",
                    &["210.0", "1.00", "220.0", "1.00"]
                ),
            ]
        );
    }

    #[test]
    fn the_best_alone_is_enough() {
        let stdout = "CPU of one event            us    ratio\nchatwire stream   0.610     0.90\n";
        assert_eq!(
            parse(stdout),
            [row("CPU of one event, us", "chatwire stream", &["0.610", "0.90"])]
        );
    }

    #[test]
    fn other_lines_are_no_rows() {
        assert_eq!(parse("running 0 tests\n\n3 1.0 2.0\nname 1.0 2.0 3.0\nsize x KiB\n"), []);
    }

    #[test]
    fn ratios_are_to_the_first_row_of_the_group() {
        let mut floor = Floor::default();
        assert_eq!(floor.ratios("a", &[2.0, 4.0]), [1.0, 1.0]);
        assert_eq!(floor.ratios("a", &[1.0, 5.0]), [0.5, 1.25]);
        assert_eq!(floor.ratios("b", &[1.0]), [1.0]);
        assert_eq!(floor.ratios("b", &[3.0]), [3.0]);
    }

    #[test]
    fn a_table_without_rows_or_with_a_failure_is_an_error() {
        let names = ["x".to_owned()];
        let empty = Table::new(&["bench"]).finish(&names);
        assert_eq!(empty.unwrap_err().to_string(), "no bench has x in its name");
        let mut table = Table::new(&["bench"]);
        table.note("a/b", Ok(vec![row("what", "name", &["1"])]));
        assert_eq!(table.rows[1], ["a/b", "what", "name", "1"]);
        table.note("a/c", Err(anyhow::anyhow!("broken")));
        assert!(table.finish(&names).unwrap_err().to_string().ends_with("a/c: broken"));
    }

    #[test]
    fn times_are_told_by_the_least_and_the_middle() {
        let times = [30, 10, 20].map(Duration::from_millis).to_vec();
        assert_eq!(super::row("wall, ms", "x", times), row("wall, ms", "x", &["10.0", "", "20.0"]));
    }
}
