//! What the benches `decode` of several crates share: rows that take so many events, measured by the CPU time of their
//! thread.
//!
//! With `CHATWIRE_BENCH_ONLY` (a row as `--list` names it) and `CHATWIRE_BENCH_EVENTS`, that row takes so many events
//! and nothing is measured: for profilers, and for `cargo xtask bench --instructions`.
//!
//! A file, and no crate: benches take it in by its path, so that nothing of it is published.

use std::time::Duration;

use criterion::Criterion;
use nix::time::ClockId;

const ONLY: &str = "CHATWIRE_BENCH_ONLY";
const EVENTS: &str = "CHATWIRE_BENCH_EVENTS";

/// Takes the next so many events.
pub(crate) type Side = Box<dyn FnMut(usize)>;

/// Group, name and maker of a row.
pub(crate) type Row = (&'static str, &'static str, fn() -> Side);

/// Measures all rows, or runs one; the rows of a group stand together.
pub(crate) fn run(rows: &[Row]) {
    if let Ok(events) = std::env::var(EVENTS) {
        let only = std::env::var(ONLY).unwrap();
        let mut rows = rows.iter().filter(|(group, name, _)| format!("{group}/{name}") == only);
        return rows.next().unwrap().2()(events.parse().unwrap());
    }
    let mut criterion = Criterion::default()
        .sample_size(50)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    for rows in rows.chunk_by(|(before, ..), (group, ..)| before == group) {
        let mut group = criterion.benchmark_group(rows[0].0);
        for (_, name, make) in rows {
            let mut side = None;
            group.bench_function(*name, |bencher| {
                let side = side.get_or_insert_with(make);
                bencher.iter_custom(|events| {
                    let start = cpu();
                    side(usize::try_from(events).unwrap());
                    cpu() - start
                });
            });
        }
        group.finish();
    }
    criterion.final_summary();
}

/// CPU time of this thread.
fn cpu() -> Duration {
    ClockId::CLOCK_THREAD_CPUTIME_ID.now().unwrap().into()
}
