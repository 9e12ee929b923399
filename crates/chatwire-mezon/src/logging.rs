//! [`enable_logging`]: log lines for programs that set up nothing else.

use std::fmt::{self, Write as _};
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use chatwire_core::Timestamp;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// What is told: this level and the graver ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum LogLevel {
    /// What went wrong.
    Error,
    /// And what may be wrong.
    Warn,
    /// And what happened to connections.
    #[default]
    Info,
    /// And each step.
    Debug,
    /// And everything else.
    Trace,
}

/// Writes what this crate does to the standard error, one line each: `[time] [target] [level] text`.
///
/// It is for programs that have no subscriber of `tracing` and want none; with one, as `tracing-subscriber`
/// gives, this does nothing. Returns whether it was set up; it stays so for the whole process. Only lines of chatwire
/// are written, and none of them has a secret.
///
/// ```
/// use chatwire_mezon::{LogLevel, enable_logging};
///
/// enable_logging(LogLevel::Warn);
/// ```
#[doc(alias = "setup_logger")]
pub fn enable_logging(level: LogLevel) -> bool {
    tracing::subscriber::set_global_default(Lines::new(level, Box::new(std::io::stderr()))).is_ok()
}

/// Writes events as lines; spans have no lines.
struct Lines {
    level: LevelFilter,
    spans: AtomicU64,
    out: Mutex<Box<dyn Write + Send>>,
}

impl Lines {
    fn new(level: LogLevel, out: Box<dyn Write + Send>) -> Self {
        let level = match level {
            LogLevel::Error => LevelFilter::ERROR,
            LogLevel::Warn => LevelFilter::WARN,
            LogLevel::Info => LevelFilter::INFO,
            LogLevel::Debug => LevelFilter::DEBUG,
            LogLevel::Trace => LevelFilter::TRACE,
        };
        Self { level, spans: AtomicU64::new(0), out: Mutex::new(out) }
    }
}

impl Subscriber for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let is_ours = metadata.target().starts_with("chatwire");
        is_ours && metadata.is_event() && *metadata.level() <= self.level
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.level)
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(self.spans.fetch_add(1, Ordering::Relaxed).saturating_add(1))
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let metadata = event.metadata();
        let (now, target, level) = (Timestamp::now(), metadata.target(), name(*metadata.level()));
        let mut line = Line(format!("[{now}] [{target}] [{level}]"));
        event.record(&mut line);
        line.0.push('\n');
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        // There is nowhere left to tell of a standard error that is closed.
        let _closed = out.write_all(line.0.as_bytes());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn name(level: Level) -> &'static str {
    match level {
        Level::ERROR => "ERROR",
        Level::WARN => "WARN",
        Level::INFO => "INFO",
        Level::DEBUG => "DEBUG",
        Level::TRACE => "TRACE",
    }
}

/// A line under way: the message, then the fields.
struct Line(String);

impl Line {
    fn add(&mut self, field: &Field, value: fmt::Arguments<'_>) {
        // Writing to text does not fail, but what a value writes of itself may.
        let _unwritten = match field.name() {
            "message" => write!(self.0, " {value}"),
            name => write!(self.0, " {name}={value}"),
        };
    }
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.add(field, format_args!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, format_args!("{value:?}"));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    /// What is written of some events at this level, without the times.
    fn lines(level: LogLevel) -> Vec<String> {
        let paper = Paper::default();
        tracing::subscriber::with_default(Lines::new(level, Box::new(paper.clone())), || {
            tracing::debug_span!("call").in_scope(|| {
                tracing::warn!(target: "chatwire_mezon::a", attempt = 2, why = "a\nb", "lost {}", 7);
                tracing::debug!(target: "chatwire_core::b", "step");
                tracing::error!(target: "hyper", "not ours");
            });
        });
        let text = String::from_utf8(paper.0.lock().unwrap().clone()).unwrap();
        text.lines().map(|line| line.split_once("] ").unwrap().1.to_owned()).collect()
    }

    #[test]
    fn lines_have_target_level_text_and_fields() {
        let warning = r#"[chatwire_mezon::a] [WARN] lost 7 attempt=2 why="a\nb""#;
        assert_eq!(lines(LogLevel::default()), [warning]);
        assert_eq!(lines(LogLevel::Trace), [warning, "[chatwire_core::b] [DEBUG] step"]);
        assert!(lines(LogLevel::Error).is_empty());
    }

    #[test]
    fn it_is_set_up_once() {
        // Another test of this binary may have set up something before.
        enable_logging(LogLevel::Error);
        assert!(!enable_logging(LogLevel::Trace));
    }
}
