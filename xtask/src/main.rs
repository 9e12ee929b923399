//! Automation of the workspace: `cargo xtask <command>`.
//!
//! Plain cargo and a few small crates; nothing has to be installed.
//! No crate of the workspace is linked in here, so that a broken crate cannot break the tool that reports it.
#![expect(clippy::print_stdout, reason = "a command line tool reports on standard output")]

mod bench;
mod ci;
mod codegen;
mod faults;
mod features;
mod metadata;
mod process;
mod release;
mod rust_source;
mod table;
mod tidy;
mod tree;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::workspace::Workspace;

/// Automation of the chatwire workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Writes every generated file.
    Codegen {
        /// Write nothing; list the files that are out of date and fail if there are any.
        #[arg(long)]
        check: bool,
    },
    /// Checks what the compiler does not: dependency arrows, file sizes, module docs, open ends.
    Tidy,
    /// Checks each published crate by its own manifest, with each feature alone and with all.
    CheckFeatures {
        /// Measure instead what a clean build of some feature sets costs; run it on an idle machine.
        #[arg(long)]
        time: bool,
    },
    /// Runs all checks, goes on after a failure, and prints what each one took.
    Ci {
        /// Leave the tests out, for callers that have run them already.
        #[arg(long)]
        no_test: bool,
    },
    /// Runs the benches, optimized, and prints one table with ratios to the naive floor; wants an idle machine.
    Bench {
        /// Only those with one of these in `package/bench` (all).
        names: Vec<String>,
        /// Count instructions of one event instead, in the benches of decoding; needs valgrind, but no idle machine.
        #[arg(long)]
        instructions: bool,
    },
    /// Runs all 200 random schedules of network faults; `cargo test` runs 20 of them.
    Faults {
        /// Number of schedules.
        #[arg(long, default_value_t = faults::SCHEDULES)]
        schedules: u32,
    },
    /// Moves all crates to a new version and prints the order to publish them in; changes nothing by itself.
    Release {
        /// The new version, `x.y.z`.
        version: String,
        /// Day of the release for the changelog, `YYYY-MM-DD`.
        #[arg(long)]
        date: String,
        /// Change the files.
        #[arg(long)]
        execute: bool,
    },
}

fn main() -> ExitCode {
    match run(Args::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    let workspace = Workspace::find()?;
    match command {
        Command::Codegen { check: true } => codegen::check(&workspace),
        Command::Codegen { check: false } => codegen::write(&workspace),
        Command::Tidy => tidy::run(&workspace),
        Command::CheckFeatures { time: true } => features::time(&workspace),
        Command::CheckFeatures { time: false } => features::check(&workspace),
        Command::Ci { no_test } => ci::run(&workspace, no_test),
        Command::Bench { names, instructions: true } => bench::count(&workspace, &names),
        Command::Bench { names, instructions: false } => bench::run(&workspace, &names),
        Command::Faults { schedules } => faults::run(&workspace, schedules),
        Command::Release { version, date, execute } => {
            release::run(&workspace, &version, &date, execute)
        }
    }
}
