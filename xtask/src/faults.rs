//! `cargo xtask faults`: live sessions under random schedules of network faults, more of them than in `cargo test`.
//!
//! A schedule follows from its seed; one that fails is named with the variable that runs it alone.

use anyhow::Result;

use crate::{process, workspace::Workspace};

/// Schedules that are run unless told otherwise.
pub(crate) const SCHEDULES: u32 = 200;
/// Read by the tests.
const VARIABLE: &str = "CHATWIRE_SCHEDULES";
/// Optimized: the more schedules run in a while, the more different timings are met.
const ARGS: &[&str] = &[
    "test",
    "--release",
    "--package",
    "chatwire-tokenbowl",
    "--package",
    "chatwire-kick",
    "--package",
    "chatwire-mezon",
    "--test",
    "faults",
    "--",
    "schedules",
];

pub(crate) fn run(workspace: &Workspace, schedules: u32) -> Result<()> {
    process::show(workspace.root(), ARGS, &[(VARIABLE, &schedules.to_string())])
}
