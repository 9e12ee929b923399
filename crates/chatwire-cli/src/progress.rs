//! A line on stderr for what takes longer than a second.

use std::io::{IsTerminal as _, Write as _};
use std::pin::pin;
use std::time::Duration;

use tokio::time::{Instant, interval_at};

/// What is quicker than this is not worth a line that vanishes at once.
const PATIENCE: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(100);
const FRAMES: [char; 10] = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/// Waits for `work`, and says on a terminal what is waited for.
pub(crate) async fn shown<T>(doing: &str, work: impl Future<Output = T>) -> T {
    if !std::io::stderr().is_terminal() {
        return work.await;
    }
    let mut work = pin!(work);
    let begun = Instant::now();
    let mut ticks = interval_at(begun + PATIENCE, TICK);
    let mut line = None;
    let mut frames = FRAMES.iter().cycle();
    loop {
        tokio::select! {
            biased;
            done = &mut work => return done,
            _ = ticks.tick() => {
                let line = line.get_or_insert_with(Line::default);
                let seconds = begun.elapsed().as_secs();
                line.draw(&format!("{} {doing} … {seconds} s", frames.next().unwrap_or(&' ')));
            }
        }
    }
}

/// The line, which is wiped when it goes: also when Ctrl-C drops the work.
#[derive(Debug, Default)]
struct Line {
    width: usize,
}

impl Line {
    fn draw(&mut self, text: &str) {
        let blank = " ".repeat(self.width.saturating_sub(text.chars().count()));
        self.width = text.chars().count();
        // A terminal that is gone misses nothing.
        let _gone = write!(std::io::stderr(), "\r{text}{blank}");
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let _gone = write!(std::io::stderr(), "\r{}\r", " ".repeat(self.width));
    }
}
