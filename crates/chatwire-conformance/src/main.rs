//! `chatwire-conformance FILE.jsonl...`: replays vectors, exits with 1 when one fails.

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use chatwire_conformance::divergence::{Divergences, OURS};
use chatwire_conformance::report::{self, Tally};
use chatwire_conformance::runner;
use clap::Parser;

/// Replays golden vectors against the chatwire crates
#[derive(Debug, Parser)]
struct Options {
    /// Files with one vector a line
    #[arg(required = true, value_name = "FILE.jsonl")]
    files: Vec<PathBuf>,
    /// Rules of where ours differs on purpose, instead of the built-in ones
    #[arg(long, value_name = "FILE.toml")]
    divergences: Option<PathBuf>,
    /// Also print each rule, its reason and the vectors that it ruled
    #[arg(long)]
    explain: bool,
}

fn main() -> anyhow::Result<ExitCode> {
    let options = Options::parse();
    let rules = match &options.divergences {
        Some(path) => {
            fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?
        }
        None => OURS.to_owned(),
    };
    let divergences = Arc::new(Divergences::parse(&rules)?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut reports = Vec::new();
    for path in &options.files {
        let text =
            fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        reports.extend(runtime.block_on(runner::run(
            &path.display().to_string(),
            &text,
            &divergences,
        )));
    }
    let mut out = io::stdout().lock();
    if options.explain {
        report::explain(&reports, &divergences, &mut out)?;
    }
    report::print(&reports, &mut out)?;
    out.flush()?;
    let failed = Tally::of(&reports).failed;
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
