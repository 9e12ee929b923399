//! What an agent may spend in a day, and how fast it may answer.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::Usage;

/// A day begins with the first call after the last one.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Limits of a day, and of answers within a time; `None` means none.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Limits {
    pub(crate) tokens: Option<u64>,
    pub(crate) calls: Option<u64>,
    pub(crate) cost_usd: Option<f64>,
    pub(crate) pace: Option<(u32, Duration)>,
}

/// What was spent of them.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    limits: Limits,
    spent: Mutex<Spent>,
}

#[derive(Debug, Default)]
struct Spent {
    since: Option<Instant>,
    tokens: u64,
    calls: u64,
    cost_usd: f64,
    /// When the last answers began, oldest first; as many as the pace allows.
    begun: VecDeque<Instant>,
}

impl Budget {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, spent: Mutex::default() }
    }

    /// Begins an answer; the time until the next one may, if there were too many.
    pub(crate) fn begin(&self) -> Result<(), Duration> {
        let Some((answers, time)) = self.limits.pace else { return Ok(()) };
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        while spent.begun.front().is_some_and(|begun| now.duration_since(*begun) >= time) {
            spent.begun.pop_front();
        }
        match spent.begun.front() {
            Some(oldest) if spent.begun.len() >= usize::try_from(answers).unwrap_or(usize::MAX) => {
                Err(time.saturating_sub(now.duration_since(*oldest)))
            }
            _ => {
                spent.begun.push_back(now);
                Ok(())
            }
        }
    }

    /// Takes a call; the time until there are new ones, if none is left.
    pub(crate) fn take(&self) -> Result<(), Duration> {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let since = *spent.since.get_or_insert(now);
        let age = now.saturating_duration_since(since);
        if age >= DAY {
            let begun = std::mem::take(&mut spent.begun);
            *spent = Spent { since: Some(now), begun, ..Spent::default() };
        }
        let Limits { tokens, calls, cost_usd, .. } = self.limits;
        let is_over = tokens.is_some_and(|most| spent.tokens >= most)
            || calls.is_some_and(|most| spent.calls >= most)
            || cost_usd.is_some_and(|most| spent.cost_usd >= most);
        if is_over {
            return Err(DAY.saturating_sub(age));
        }
        spent.calls += 1;
        Ok(())
    }

    /// Notes what a call took.
    pub(crate) fn spend(&self, usage: &Usage) {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let tokens = usage.input_tokens.saturating_add(usage.output_tokens);
        spent.tokens = spent.tokens.saturating_add(tokens);
        spent.cost_usd += usage.cost_usd.unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_day_later_there_is_a_new_budget() {
        let budget = Budget::new(Limits { calls: Some(1), ..Limits::default() });
        assert_eq!(budget.take(), Ok(()));
        tokio::time::advance(DAY / 4).await;
        assert_eq!(budget.take(), Err(DAY / 4 * 3));
        tokio::time::advance(DAY / 4 * 3).await;
        assert_eq!(budget.take(), Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn answers_begin_no_faster_than_allowed() {
        let minute = Duration::from_secs(60);
        let budget = Budget::new(Limits { pace: Some((2, minute)), ..Limits::default() });
        assert_eq!(budget.begin(), Ok(()));
        tokio::time::advance(minute / 3).await;
        assert_eq!(budget.begin(), Ok(()));
        assert_eq!(budget.begin(), Err(minute / 3 * 2));
        tokio::time::advance(minute / 3 * 2).await;
        assert_eq!(budget.begin(), Ok(()), "the first is a minute old");
        assert_eq!(budget.begin(), Err(minute / 3));
    }

    #[tokio::test(start_paused = true)]
    async fn tokens_and_money_end_it_too() {
        let usage = Usage { input_tokens: 9, output_tokens: 1, cost_usd: Some(0.5) };
        for limits in [
            Limits { tokens: Some(10), ..Limits::default() },
            Limits { cost_usd: Some(0.5), ..Limits::default() },
        ] {
            let budget = Budget::new(limits);
            assert_eq!(budget.take(), Ok(()));
            budget.spend(&usage);
            assert_eq!(budget.take(), Err(DAY));
            // Endpoints write what they like; the budget stays spent.
            budget.spend(&Usage { input_tokens: u64::MAX, output_tokens: u64::MAX, ..usage });
            assert_eq!(budget.take(), Err(DAY));
        }
    }
}
