//! One message a millisecond, lines that drop, and lines that open, each beside the floor of the same run:
//! `cargo bench -p chatwire-bench --bench pace`.
//!
//! The floor is what anybody would write first: see [`floor`]. Against it stands `run(handlers)` of a client with
//! default settings, over the same server. Messages say when they were written, so that their age in the handler is
//! known; of a line that dropped, the next message says when it did. Opening a line ends with its first message, and
//! what a session does then is counted with the next one. CPU time is that of the client's thread, kernel
//! included, from one message to the next; the server runs in threads on another core. The sides take turns; the middle
//! age of a round is its figure, and the smallest round counts.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a bench fails by panicking and prints its result"
)]

#[expect(dead_code, reason = "shared with tests")]
#[path = "../../tests/it/answers.rs"]
mod answers;
#[path = "../../harness/cores.rs"]
mod cores;
mod floor;
#[expect(dead_code, reason = "shared with the client")]
#[cfg_attr(test, expect(unused_imports, reason = "its tests run there"))]
#[path = "../../src/live.rs"]
mod live;
#[path = "../../tests/it/mold.rs"]
mod mold;
mod ours;
#[expect(dead_code, reason = "shared with tests")]
#[path = "../../tests/it/server.rs"]
mod server;
mod watch;

use std::sync::Arc;
use std::time::Duration;

use crate::cores::pin;
use crate::ours::Pauses;
use crate::server::{Plan, Server};
use crate::watch::Watch;

/// Rounds of messages that come one a millisecond: short ones in quick turns, since a machine changes within seconds.
const PACED: usize = 40;
/// Rounds of the other rows.
const ROUNDS: usize = 5;
/// Messages of a round, one a millisecond.
const MESSAGES: usize = 200;
/// Messages before those, while caches of all kinds get warm.
const WARM: usize = 20;
/// Redials that a session makes at once in a minute.
const AT_ONCE: usize = 5;
/// Sessions of a round that drop as often as that, and no more.
const SESSIONS: usize = 3;
/// Drops of a round in the other rows.
const DROPS: usize = 15;
/// Lines of a round that are opened.
const LINES: usize = 200;
/// A round that takes longer has lost something.
const PATIENCE: Duration = Duration::from_secs(30);

/// A live protocol.
#[derive(Clone, Copy)]
pub(crate) enum Proto {
    TokenBowl,
    Kick,
    Mezon,
}

/// Who reads.
#[derive(Clone, Copy)]
enum Side {
    Floor,
    Ours(Pauses),
}

/// What happens to each session of a round.
#[derive(Clone, Copy)]
struct Course {
    plan: Plan,
    sessions: usize,
    /// Messages that are left out, and those that are measured.
    skipped: usize,
    wanted: usize,
}

impl Course {
    fn paced() -> Self {
        let messages = u32::try_from(WARM + MESSAGES).unwrap();
        let pace = Some(Duration::from_millis(1));
        let plan = Plan { waits: false, pace, ..Plan::blast(messages) };
        Self { plan, sessions: 1, skipped: WARM, wanted: MESSAGES }
    }

    /// Lines that drop after one message each.
    fn dropping(sessions: usize, skipped: usize, wanted: usize) -> Self {
        let plan = Plan { drops: skipped + wanted, ..Plan::greeting() };
        // The message of the first line came after no drop.
        Self { plan, sessions, skipped: skipped + 1, wanted }
    }
}

/// What a row measures.
#[derive(Clone, Copy)]
enum What {
    Messages(Course),
    Opening(Extent),
}

/// How much of a session is opened.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// What a session does by default.
    Whole,
    /// The line alone: nothing is asked for over HTTP, and no clan is joined.
    Line,
}

/// A row, how it is measured, and microseconds of its rounds.
struct Row {
    name: String,
    proto: Proto,
    side: Side,
    what: What,
    /// Threads of the runtime beside the one that waits for its end, as `#[tokio::main]` has them; none: all happens in
    /// that one.
    workers: usize,
    times: Vec<f64>,
    cpu: Vec<f64>,
}

impl Row {
    fn new(proto: Proto, name: &str, side: Side, what: What) -> Self {
        let platform = match proto {
            Proto::TokenBowl => "Token Bowl",
            Proto::Kick => "Kick",
            Proto::Mezon => "Mezon",
        };
        let name = format!("{platform}: {name}");
        Self { name, proto, side, what, workers: 0, times: Vec::new(), cpu: Vec::new() }
    }

    fn round(&mut self) {
        let course = match self.what {
            What::Messages(course) => course,
            What::Opening(extent) => {
                let all = us(opening(self.proto, self.side, extent));
                return self.cpu.push(all / LINES as f64);
            }
        };
        let (mut ages, mut used) = (Vec::new(), Duration::ZERO);
        for _ in 0..course.sessions {
            let (some, cpu) = self.session(course);
            ages.extend(some);
            used += cpu;
        }
        ages.sort_unstable();
        self.times.push(us(ages[ages.len() / 2]));
        self.cpu.push(us(used) / ages.len() as f64);
    }

    /// The ages of the messages of one session, and what they cost the thread that waits for its end.
    fn session(&self, course: Course) -> (Vec<Duration>, Duration) {
        // Its threads stay where this one is now.
        pin(1);
        let server = Server::start(course.plan);
        pin(0);
        let watch = Arc::new(Watch::new(course.skipped, course.wanted));
        let runtime = runtime(self.workers);
        let all = async {
            match self.side {
                Side::Floor => floor::run(self.proto, server.port(), &watch).await,
                Side::Ours(pauses) => ours::run(self.proto, server.port(), &watch, pauses).await,
            }
        };
        runtime.block_on(async { tokio::time::timeout(PATIENCE, all).await }).unwrap();
        // With everything that still holds the watch.
        drop(runtime);
        Arc::into_inner(watch).unwrap().into_notes()
    }
}

fn us(time: Duration) -> f64 {
    time.as_nanos() as f64 / 1_000.0
}

/// What it cost to open the lines of a round.
fn opening(proto: Proto, side: Side, extent: Extent) -> Duration {
    pin(1);
    let server = Server::start(Plan::greeting());
    pin(0);
    let all = async {
        match side {
            Side::Floor => floor::open(proto, server.port(), LINES, extent).await,
            Side::Ours(_) => ours::open(proto, server.port(), LINES, extent).await,
        }
    };
    runtime(0).block_on(async { tokio::time::timeout(PATIENCE, all).await }).unwrap()
}

fn runtime(workers: usize) -> tokio::runtime::Runtime {
    use tokio::runtime::Builder;
    let mut builder = match workers {
        0 => Builder::new_current_thread(),
        _ => Builder::new_multi_thread(),
    };
    builder.worker_threads(workers.max(1)).enable_all().build().unwrap()
}

/// The rows of each platform, its floor first.
fn paced() -> Vec<Row> {
    let mut rows = Vec::new();
    for (proto, floor) in FLOORS {
        let what = What::Messages(Course::paced());
        rows.push(Row::new(proto, floor, Side::Floor, what));
        rows.push(Row::new(proto, "chatwire run(handlers)", Side::Ours(Pauses::Usual), what));
    }
    rows
}

/// The same where several threads share the work.
fn threaded() -> Vec<Row> {
    let mut rows = paced();
    rows.iter_mut().for_each(|row| row.workers = 2);
    rows
}

fn dropped() -> Vec<Row> {
    let once = What::Messages(Course::dropping(SESSIONS, 0, AT_ONCE));
    let more = What::Messages(Course::dropping(1, AT_ONCE, DROPS));
    let mut rows = Vec::new();
    for (proto, floor) in FLOORS {
        rows.push(Row::new(proto, floor, Side::Floor, more));
        rows.push(Row::new(proto, "chatwire, no pause", Side::Ours(Pauses::None), more));
        rows.push(Row::new(proto, "chatwire, jitter to 50 ms", Side::Ours(Pauses::Usual), once));
    }
    rows
}

fn opened() -> Vec<Row> {
    let mut rows = Vec::new();
    for (proto, floor) in FLOORS {
        let floor = if let Proto::Mezon = proto { "tokio-tungstenite + reqwest" } else { floor };
        let whole = What::Opening(Extent::Whole);
        rows.push(Row::new(proto, floor, Side::Floor, whole));
        rows.push(Row::new(proto, "chatwire", Side::Ours(Pauses::Usual), whole));
    }
    let line = What::Opening(Extent::Line);
    rows.push(Row::new(Proto::Mezon, "tokio-tungstenite, no list", Side::Floor, line));
    let ours = Side::Ours(Pauses::Usual);
    rows.push(Row::new(Proto::Mezon, "chatwire, no clans and lists", ours, line));
    rows
}

const FLOORS: [(Proto, &str); 3] = [
    (Proto::TokenBowl, "tokio-tungstenite + serde_json"),
    (Proto::Kick, "tokio-tungstenite + serde_json twice"),
    (Proto::Mezon, "tokio-tungstenite + prost"),
];

/// Measures the rows in turns.
fn measure(mut rows: Vec<Row>, rounds: usize, only: Option<&str>) -> Vec<Row> {
    rows.retain(|row| only.is_none_or(|only| row.name.contains(only)));
    for _ in 0..rounds {
        for row in &mut rows {
            row.round();
        }
    }
    rows
}

fn print(rows: &[Row], title: &str, figures: fn(&Row) -> &Vec<f64>) {
    println!("{title:<48}{:>11}{:>9}{:>11}{:>9}", "best", "ratio", "median", "ratio");
    let mut floor = (f64::NAN, f64::NAN);
    for row in rows {
        let mut all = figures(row).clone();
        all.sort_by(f64::total_cmp);
        let (best, median) = (all[0], all[all.len() / 2]);
        if matches!(row.side, Side::Floor) {
            floor = (best, median);
        }
        let ratios = (best / floor.0, median / floor.1);
        println!("{:<48}{best:>11.1}{:>9.2}{median:>11.1}{:>9.2}", row.name, ratios.0, ratios.1);
    }
}

fn main() {
    // `cargo test --benches` only wants to know that it runs.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    // One side alone, for a profiler.
    let only = std::env::var("CHATWIRE_BENCH_ONLY").ok();
    let rows = measure(paced(), PACED, only.as_deref());
    print(&rows, "message to handler, one a ms, p50, us", |row| &row.times);
    print(&rows, "CPU of one message, one a ms, us", |row| &row.cpu);
    let rows = measure(threaded(), PACED, only.as_deref());
    print(&rows, "the same, two worker threads, p50, us", |row| &row.times);
    let rows = measure(dropped(), ROUNDS, only.as_deref());
    print(&rows, "line dropped to next message, p50, us", |row| &row.times);
    print(&rows, "CPU of one recovery, us", |row| &row.cpu);
    let rows = measure(opened(), ROUNDS, only.as_deref());
    print(&rows, "CPU of one line opened, us", |row| &row.cpu);
}
