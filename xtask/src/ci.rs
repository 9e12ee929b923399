//! `cargo xtask ci`: everything that a change must pass, in one run.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::{codegen, features, process, table, tidy, workspace::Workspace};

/// One check: its name, and how it ended after how long.
#[derive(Debug)]
struct Done {
    name: &'static str,
    took: Duration,
    error: Option<String>,
}

/// Runs all checks, quick ones first, and goes on after a failure.
pub(crate) fn run(workspace: &Workspace, no_test: bool) -> Result<()> {
    let cargo = |args: &[&str], vars: &[(&str, &str)]| process::show(workspace.root(), args, vars);
    let clippy = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--all-features",
        "--locked",
        "--",
        "-D",
        "warnings",
    ];
    let doc = ["doc", "--workspace", "--no-deps", "--all-features", "--locked"];
    let mut done = vec![
        step("fmt", || cargo(&["fmt", "--all", "--", "--check"], &[])),
        step("codegen", || codegen::check(workspace)),
        step("tidy", || tidy::run(workspace)),
        step("clippy", || cargo(&clippy, &[])),
    ];
    if !no_test {
        done.push(step("test", || cargo(&["test", "--workspace", "--locked"], &[])));
    }
    done.push(step("doc", || cargo(&doc, &[("RUSTDOCFLAGS", "-D warnings")])));
    done.push(step("check-features", || features::check(workspace)));
    println!("\n{}", summary(&done));
    let failed: Vec<&str> =
        done.iter().filter(|one| one.error.is_some()).map(|one| one.name).collect();
    if !failed.is_empty() {
        bail!("ci: failed: {}", failed.join(", "));
    }
    Ok(())
}

fn step(name: &'static str, run: impl FnOnce() -> Result<()>) -> Done {
    println!("\n== {name}");
    let begun = Instant::now();
    let error = run().err().map(|error| format!("{error:#}"));
    if let Some(error) = &error {
        println!("{error}");
    }
    Done { name, took: begun.elapsed(), error }
}

fn summary(done: &[Done]) -> String {
    let mut rows = vec![["step", "result", "time"].map(str::to_owned).to_vec()];
    for Done { name, took, error } in done {
        let verdict = if error.is_some() { "FAILED" } else { "ok" };
        rows.push(vec![(*name).to_owned(), verdict.to_owned(), table::seconds(*took)]);
    }
    let total = done.iter().map(|one| one.took).sum();
    rows.push(vec!["total".to_owned(), String::new(), table::seconds(total)]);
    table::render(&rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_kept_and_shown() {
        let done = [step("good", || Ok(())), step("bad", || bail!("because"))];
        assert_eq!(done[1].error.as_deref(), Some("because"));
        let text = summary(&done);
        assert!(text.contains("good   ok"), "{text}");
        assert!(text.contains("bad    FAILED"), "{text}");
        assert!(text.contains("total"), "{text}");
    }
}
