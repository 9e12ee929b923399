//! What is printed: a JSON object a line, and nothing else on standard output.

use std::io::Write as _;

use anyhow::{Context as _, Result};
use serde_json::{Map, Value};

/// One line of the result.
#[derive(Debug, Default)]
pub(crate) struct Row(Map<String, Value>);

impl Row {
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    /// A figure, rounded to nanoseconds where it is in microseconds.
    pub(crate) fn figure(self, name: &str, value: f64) -> Self {
        self.with(name, round(value))
    }
}

/// Three decimal places.
pub(crate) fn round(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

pub(crate) fn print(rows: &[Row]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    for row in rows {
        serde_json::to_writer(&mut out, &row.0).context("cannot print")?;
        writeln!(out).context("cannot print")?;
    }
    out.flush().context("cannot print")
}

/// Why there is no result.
#[expect(clippy::print_stderr, reason = "a command line tool reports on standard error")]
pub(crate) fn complain(error: &anyhow::Error) {
    eprintln!("chatwire-bench: {error:#}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_three_places() {
        let row = Row::default().figure("us", 1.234_56).with("n", 3);
        assert_eq!(serde_json::to_value(&row.0).unwrap(), serde_json::json!({"us": 1.235, "n": 3}));
    }
}
