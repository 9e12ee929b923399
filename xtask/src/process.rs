//! Child processes: cargo, with the output shown or taken.

use std::{
    env,
    ffi::OsString,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context as _, Result, bail};

/// What a finished cargo wrote and whether it was content.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) success: bool,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The cargo that started this program, so that a chosen toolchain stays chosen.
fn cargo(dir: &Path, args: &[&str]) -> Command {
    let program = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(program);
    command.args(args).current_dir(dir);
    command
}

/// Runs cargo with its output shown; an unsuccessful end is an error.
pub(crate) fn show(dir: &Path, args: &[&str], vars: &[(&str, &str)]) -> Result<()> {
    let status =
        cargo(dir, args).envs(vars.iter().copied()).status().context("cannot run cargo")?;
    if !status.success() {
        bail!("`cargo {}` failed", args.join(" "));
    }
    Ok(())
}

/// Runs cargo and takes its output, whatever the end.
pub(crate) fn take(dir: &Path, args: &[&str], vars: &[(&str, &str)]) -> Result<Finished> {
    let output = cargo(dir, args)
        .envs(vars.iter().copied())
        .stdin(Stdio::null())
        .output()
        .context("cannot run cargo")?;
    Ok(Finished {
        success: output.status.success(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

/// Standard output of a cargo command that must succeed.
pub(crate) fn read(dir: &Path, args: &[&str]) -> Result<String> {
    let finished = take(dir, args, &[])?;
    if !finished.success {
        bail!("`cargo {}` failed:\n{}", args.join(" "), finished.stderr.trim());
    }
    Ok(finished.stdout)
}

/// CPU time of all children that have ended, with theirs; zero where the system does not count it.
#[cfg(unix)]
pub(crate) fn cpu_of_children() -> Duration {
    use nix::sys::{
        resource::{UsageWho, getrusage},
        time::TimeValLike as _,
    };

    let Ok(usage) = getrusage(UsageWho::RUSAGE_CHILDREN) else { return Duration::ZERO };
    let micros = (usage.user_time() + usage.system_time()).num_microseconds();
    Duration::from_micros(micros.unsigned_abs())
}

/// CPU time of all children that have ended, with theirs; zero where the system does not count it.
#[cfg(not(unix))]
pub(crate) fn cpu_of_children() -> Duration {
    Duration::ZERO
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn children_that_have_ended_are_counted() {
        let before = cpu_of_children();
        let args = ["metadata", "--no-deps", "--offline", "--format-version", "1"];
        read(Path::new("."), &args).unwrap();
        assert!(cpu_of_children() > before);
    }
}
