//! The cores of this machine, and what a thread uses of them.

use std::sync::LazyLock;
use std::time::Duration;

use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::time::ClockId;
use nix::unistd::Pid;

/// The cores that this process may use, before any thread was tied to one.
static CORES: LazyLock<Vec<usize>> = LazyLock::new(|| {
    let allowed = sched_getaffinity(Pid::from_raw(0)).unwrap();
    (0..CpuSet::count()).filter(|core| allowed.is_set(*core).unwrap()).collect()
});

/// Ties this thread, and those that it starts from now on, to one of the cores.
pub(crate) fn pin(number: usize) {
    // On a machine with one core both share it.
    if let Some(core) = CORES.get(number) {
        let mut set = CpuSet::new();
        set.set(*core).unwrap();
        sched_setaffinity(Pid::from_raw(0), &set).unwrap();
    }
}

/// CPU time of this thread, kernel included; `getrusage` counts ticks on some kernels.
pub(crate) fn cpu() -> Duration {
    ClockId::CLOCK_THREAD_CPUTIME_ID.now().unwrap().into()
}
