//! Clocks and memory of this process, as the system counts them.

use std::time::Duration;

use anyhow::{Context as _, Result};
use nix::sys::resource::{Resource, UsageWho, getrlimit, getrusage, setrlimit};
use nix::sys::time::TimeVal;
use nix::time::{ClockId, clock_gettime};

use crate::output::Row;

/// A point of time on both clocks: that of the wall, and what the process has used of its processors.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    wall: Duration,
    user: Duration,
    sys: Duration,
}

/// What passed between two marks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spent {
    pub(crate) wall: Duration,
    user: Duration,
    sys: Duration,
}

impl Mark {
    pub(crate) fn now() -> Result<Self> {
        let usage = getrusage(UsageWho::RUSAGE_SELF).context("no processor time")?;
        let (user, sys) = (duration(usage.user_time()), duration(usage.system_time()));
        Ok(Self { wall: Duration::from_nanos(monotonic_ns()?), user, sys })
    }

    pub(crate) fn until(self, end: Self) -> Spent {
        Spent {
            wall: end.wall.saturating_sub(self.wall),
            user: end.user.saturating_sub(self.user),
            sys: end.sys.saturating_sub(self.sys),
        }
    }
}

impl Spent {
    /// Processor time of one of `count` things, in microseconds.
    pub(crate) fn cpu_us(self, count: u32) -> f64 {
        per(self.user + self.sys, count)
    }

    pub(crate) fn wall_us(self, count: u32) -> f64 {
        per(self.wall, count)
    }

    /// How many a second; none when no time passed.
    pub(crate) fn rate(self, count: u32) -> f64 {
        let seconds = self.wall.as_secs_f64();
        if seconds > 0.0 { f64::from(count) / seconds } else { 0.0 }
    }

    /// The usual columns: processor time of one of `count` things.
    pub(crate) fn columns(self, row: Row, count: u32) -> Row {
        row.figure("cpu_us", self.cpu_us(count))
            .figure("user_us", per(self.user, count))
            .figure("sys_us", per(self.sys, count))
    }
}

fn per(time: Duration, count: u32) -> f64 {
    time.as_secs_f64() * 1e6 / f64::from(count.max(1))
}

fn duration(time: TimeVal) -> Duration {
    let seconds = u64::try_from(time.tv_sec()).unwrap_or_default();
    Duration::from_secs(seconds)
        + Duration::from_micros(u64::try_from(time.tv_usec()).unwrap_or_default())
}

/// The clock that load servers on this machine write into their messages.
pub(crate) fn monotonic_ns() -> Result<u64> {
    let time = clock_gettime(ClockId::CLOCK_MONOTONIC).context("no clock")?;
    u64::try_from(Duration::from(time).as_nanos()).context("the clock is too large")
}

/// Memory of the process in KiB, as `/proc/self/status` names it (`VmRSS`, `VmHWM`).
pub(crate) fn memory_kb(name: &str) -> Result<u32> {
    let status = std::fs::read_to_string("/proc/self/status").context("no /proc/self/status")?;
    field(&status, name).with_context(|| format!("/proc/self/status names no {name}"))
}

fn field(status: &str, name: &str) -> Option<u32> {
    let rest = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    rest.split_whitespace().next()?.parse().ok()
}

/// Adds what the process holds and what it held at most.
pub(crate) fn memory(row: Row) -> Result<Row> {
    Ok(row.with("rss_kb", memory_kb("VmRSS")?).with("hwm_kb", memory_kb("VmHWM")?))
}

/// Lets the process open as many files as it may at all.
pub(crate) fn raise_file_limit() -> Result<()> {
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).context("no limit of open files")?;
    if soft < hard {
        setrlimit(Resource::RLIMIT_NOFILE, hard, hard).context("cannot open more files")?;
    }
    Ok(())
}

/// The value below which `percent` of the sorted values lie; 0 of none.
pub(crate) fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_divided_by_what_was_done() {
        let ms = Duration::from_millis;
        let spent = Spent { wall: ms(500), user: ms(3), sys: ms(1) };
        assert_eq!((spent.cpu_us(4), spent.wall_us(0)), (1_000.0, 500_000.0));
        assert_eq!(spent.rate(100), 200.0);
    }

    #[test]
    fn the_clock_of_the_process_goes_forward() {
        let begin = Mark::now().unwrap();
        let mut sum = 0_u64;
        while begin.until(Mark::now().unwrap()).cpu_us(1) < 1.0 {
            sum = std::hint::black_box(sum.wrapping_add(1));
        }
        assert!(begin.until(Mark::now().unwrap()).wall > Duration::ZERO);
    }

    #[test]
    fn memory_is_read_from_its_line() {
        let status = "Name:\tx\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\n";
        assert_eq!((field(status, "VmRSS"), field(status, "VmHWM")), (Some(1024), Some(2048)));
        assert_eq!(field(status, "Vm"), None);
        assert!(memory_kb("VmRSS").unwrap() > 0);
    }

    #[test]
    fn percentiles_are_values_that_were_seen() {
        let sorted: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!((percentile(&sorted, 50), percentile(&sorted, 99)), (50.0, 99.0));
        assert_eq!((percentile(&[7.0], 99), percentile(&[], 50)), (7.0, 0.0));
    }
}
