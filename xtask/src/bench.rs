//! `cargo xtask bench`: every bench of the workspace, its rows in one table beside the floor of the same run.
//!
//! Benches are found by cargo's list of targets. Each prints tables of its own: a heading that ends in `ratio`, then
//! rows of a name and of figures, the naive floor first; memory is a name and a figure in KiB. Two rows have no bench
//! target: how long generating code takes, and the start of the command line tool.

use std::{
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};

use crate::{codegen, metadata::Metadata, process, table, workspace::Workspace};

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

/// Runs what has one of the names in its own (all without a name), and prints the table.
pub(crate) fn run(workspace: &Workspace, names: &[String]) -> Result<()> {
    let metadata = Metadata::load(workspace)?;
    let is_wanted = |name: &str| names.is_empty() || names.iter().any(|part| name.contains(part));
    let heading = ["bench", "what", "row", "best", "ratio", "median", "ratio"];
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    let mut failures = Vec::new();
    let mut note = |bench: &str, outcome: Result<Vec<Row>>| match outcome {
        Ok(found) => rows.extend(found.into_iter().map(|row| {
            let first = [bench.to_owned(), row.what, row.name];
            first.into_iter().chain(row.figures).collect()
        })),
        Err(error) => failures.push(format!("{bench}: {error:#}")),
    };
    for (package, target) in benches(&metadata) {
        let bench = format!("{package}/{}", target.name);
        if is_wanted(&bench) {
            println!("bench: {bench}");
            note(&bench, bench_target(workspace, package, target));
        }
    }
    if is_wanted(CODEGEN) {
        println!("bench: {CODEGEN}");
        note(CODEGEN, generation(workspace));
    }
    if is_wanted(START) {
        println!("bench: {START}");
        note(START, start(workspace, &metadata));
    }
    if rows.len() == 1 && failures.is_empty() {
        bail!("no bench has {} in its name", names.join(" or "));
    }
    println!("\n{}", table::render(&rows));
    if !failures.is_empty() {
        bail!("bench failed\n\n{}", failures.join("\n\n"));
    }
    Ok(())
}

fn benches(metadata: &Metadata) -> impl Iterator<Item = (&str, &crate::metadata::Target)> {
    metadata.packages.iter().flat_map(|package| {
        let benches =
            package.targets.iter().filter(|target| target.kind.iter().any(|kind| kind == "bench"));
        benches.map(|target| (package.name.as_str(), target))
    })
}

fn bench_target(
    workspace: &Workspace,
    package: &str,
    target: &crate::metadata::Target,
) -> Result<Vec<Row>> {
    let features = target.required_features.join(",");
    let mut args = vec!["bench", "--quiet", "--package", package, "--bench", &target.name];
    if !features.is_empty() {
        args.extend(["--features", &features]);
    }
    let finished = process::take(workspace.root(), &args, &[])?;
    if !finished.success {
        bail!("{}", finished.stderr.trim());
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
    fn times_are_told_by_the_least_and_the_middle() {
        let times = [30, 10, 20].map(Duration::from_millis).to_vec();
        assert_eq!(super::row("wall, ms", "x", times), row("wall, ms", "x", &["10.0", "", "20.0"]));
    }
}
