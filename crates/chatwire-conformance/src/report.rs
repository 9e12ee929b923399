//! What a run prints.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::divergence::Divergences;
use crate::runner::{Report, Verdict};

/// How many vectors came out in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tally {
    /// As recorded.
    pub passed: usize,
    /// As a rule claims.
    pub diverged: usize,
    /// Neither.
    pub failed: usize,
    /// Not applicable, as a rule says.
    pub skipped: usize,
}

impl Tally {
    /// Counts `reports`.
    #[must_use]
    pub fn of<'a>(reports: impl IntoIterator<Item = &'a Report>) -> Self {
        let mut tally = Self::default();
        for report in reports {
            tally.count(&report.verdict);
        }
        tally
    }

    fn count(&mut self, verdict: &Verdict) {
        match verdict {
            Verdict::Passed(_) => self.passed += 1,
            Verdict::Diverged(_) => self.diverged += 1,
            Verdict::Failed(_) => self.failed += 1,
            Verdict::Skipped(_) => self.skipped += 1,
        }
    }
}

/// Prints one line for each failure, a table by method and the sum.
///
/// # Errors
///
/// What writing fails with.
pub fn print(reports: &[Report], out: &mut impl Write) -> io::Result<()> {
    for report in reports {
        if let Verdict::Failed(why) = &report.verdict {
            writeln!(out, "FAILED {}: {}", report.id, why.join("; "))?;
        }
    }
    let mut by_method: BTreeMap<&str, Tally> = BTreeMap::new();
    for report in reports {
        by_method.entry(&report.method).or_default().count(&report.verdict);
    }
    let width = by_method.keys().map(|name| name.len()).max().unwrap_or_default().max(6);
    writeln!(out, "{:width$}  passed  diverged  failed  skipped", "method")?;
    for (name, tally) in &by_method {
        let Tally { passed, diverged, failed, skipped } = tally;
        writeln!(out, "{name:width$}  {passed:>6}  {diverged:>8}  {failed:>6}  {skipped:>7}")?;
    }
    let Tally { passed, diverged, failed, skipped } = Tally::of(reports);
    writeln!(
        out,
        "conformance: {passed} passed, {diverged} diverged, {failed} failed, {skipped} skipped"
    )
}

/// Prints for each rule why it is there and which vectors it ruled.
///
/// # Errors
///
/// What writing fails with.
pub fn explain(
    reports: &[Report],
    divergences: &Divergences,
    out: &mut impl Write,
) -> io::Result<()> {
    for rule in &divergences.rules {
        let ruled: Vec<&str> = reports
            .iter()
            .filter(|report| report.verdict.rules().contains(&rule.name.as_str()))
            .map(|report| report.id.as_str())
            .collect();
        writeln!(out, "{} ({}): {}", rule.name, rule.spec, rule.reason)?;
        if let Some(why) = &rule.expect.not_applicable {
            writeln!(out, "  not applicable: {why}")?;
        }
        for id in ruled {
            writeln!(out, "  {id}")?;
        }
    }
    Ok(())
}
