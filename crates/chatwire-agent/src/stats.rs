//! What an agent has done so far.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use chatwire_core::Timestamp;
use serde::Serialize;
use tokio::time::Instant;

use crate::Usage;

/// Numbers of an agent since it was built; from [`Agent::stats`](crate::Agent::stats).
///
/// As JSON it has the fields of the Python agent (token-bowl-chat 1.1.7 and its newest), and some more. `Display`
/// writes its summary.
///
/// ```
/// # fn main() -> chatwire_agent::Result<()> {
/// let agent = chatwire_agent::Agent::new("sk-or-0123456789")?;
/// let stats = agent.stats();
/// assert_eq!((stats.messages_received, stats.errors), (0, 0));
/// assert!(stats.to_string().contains("Messages: 0 received, 0 sent"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Stats {
    /// When these numbers were taken.
    pub timestamp: Timestamp,
    /// Time since the agent was built, in seconds.
    pub uptime_seconds: f64,
    /// Messages that were looked at, those that got no answer included.
    pub messages_received: u64,
    /// Messages that were written.
    pub messages_sent: u64,
    /// Calls that failed for good: answers, tools, sends, marks, signs of typing.
    pub errors: u64,
    /// Connections after the first.
    pub reconnections: u64,
    /// Tokens that models read.
    pub total_input_tokens: u64,
    /// Tokens that models wrote.
    pub total_output_tokens: u64,
    /// When the agent was built.
    pub start_time: Timestamp,
    /// Batches that were tried again after a failure.
    pub retries: u64,
    /// Messages that were given up.
    pub messages_failed_permanently: u64,
    /// Calls of models that were answered.
    pub model_calls: u64,
    /// Calls of tools.
    pub tool_calls: u64,
    /// Messages and batches that were met with silence.
    pub silences: u64,
    /// Messages of the agent that somebody read, where the platform tells.
    pub read_receipts: u64,
    /// What the models cost in US dollars, where the endpoint tells or prices are set.
    pub cost_usd: f64,
}

impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An uptime is never negative, and its fractions do not matter here.
        #[expect(clippy::cast_possible_truncation, reason = "`as` saturates")]
        #[expect(clippy::cast_sign_loss, reason = "an uptime is never negative")]
        let seconds = self.uptime_seconds as u64;
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        writeln!(f, "Total uptime: {hours}h {minutes}m {}s", seconds % 60)?;
        writeln!(f, "Messages: {} received, {} sent", self.messages_received, self.messages_sent)?;
        let (input, output) = (self.total_input_tokens, self.total_output_tokens);
        writeln!(f, "Tokens: {input} in, {output} out")?;
        writeln!(f, "Reconnections: {}", self.reconnections)?;
        write!(f, "Errors: {}", self.errors)
    }
}

/// The numbers while they grow.
#[derive(Debug)]
pub(crate) struct Counters {
    began: Instant,
    start_time: Timestamp,
    pub(crate) received: Count,
    pub(crate) sent: Count,
    pub(crate) errors: Count,
    pub(crate) reconnections: Count,
    pub(crate) retries: Count,
    pub(crate) given_up: Count,
    pub(crate) tool_calls: Count,
    pub(crate) silences: Count,
    pub(crate) receipts: Count,
    model_calls: Count,
    input: Count,
    output: Count,
    cost: Mutex<f64>,
}

impl Counters {
    pub(crate) fn new() -> Self {
        Self {
            began: Instant::now(),
            start_time: Timestamp::now(),
            received: Count::default(),
            sent: Count::default(),
            errors: Count::default(),
            reconnections: Count::default(),
            retries: Count::default(),
            given_up: Count::default(),
            tool_calls: Count::default(),
            silences: Count::default(),
            receipts: Count::default(),
            model_calls: Count::default(),
            input: Count::default(),
            output: Count::default(),
            cost: Mutex::new(0.0),
        }
    }

    pub(crate) fn spent(&self, usage: &Usage) {
        self.model_calls.add(1);
        self.input.add(usage.input_tokens);
        self.output.add(usage.output_tokens);
        if let Some(cost) = usage.cost_usd {
            *self.cost.lock().unwrap_or_else(PoisonError::into_inner) += cost;
        }
    }

    pub(crate) fn snapshot(&self) -> Stats {
        Stats {
            timestamp: Timestamp::now(),
            uptime_seconds: self.began.elapsed().as_secs_f64(),
            messages_received: self.received.get(),
            messages_sent: self.sent.get(),
            errors: self.errors.get(),
            reconnections: self.reconnections.get(),
            total_input_tokens: self.input.get(),
            total_output_tokens: self.output.get(),
            start_time: self.start_time,
            retries: self.retries.get(),
            messages_failed_permanently: self.given_up.get(),
            model_calls: self.model_calls.get(),
            tool_calls: self.tool_calls.get(),
            silences: self.silences.get(),
            read_receipts: self.receipts.get(),
            cost_usd: *self.cost.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }
}

/// One number.
#[derive(Debug, Default)]
pub(crate) struct Count(AtomicU64);

impl Count {
    pub(crate) fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
