//! Whether and when a failed attempt is repeated: a pure decision, made nowhere else.

use std::time::Duration;

use http::StatusCode;
use tokio::time::Instant;

use super::{Retry, RetryClass, share};
use crate::http::budget::{Budget, Cost};

/// What went wrong with one attempt, as far as repeating it is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Nothing was written: DNS, connect, TLS, or an HTTP/2 stream that was refused unprocessed.
    NotSent { timeout: bool },
    /// The request may have arrived, but no whole answer came back: timeout, reset, cut-off body.
    Lost { timeout: bool },
    /// The server answered with a status that is no success.
    Status { status: StatusCode, advice: Advice },
}

/// What the platform's own rules say about an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Advice {
    /// Nothing beyond the status.
    #[default]
    Nothing,
    /// The server refused before it did any work.
    Refused,
    /// Repeating is of no use. Goes before everything else.
    Final,
}

/// A failed attempt, and what it leaves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Situation {
    pub(crate) class: RetryClass,
    pub(crate) failure: Failure,
    /// Wait that the answer's headers or body ask for.
    pub(crate) retry_after: Option<Duration>,
    /// Number of the attempt, counted from 1.
    pub(crate) attempt: u32,
    /// What is left of the call's deadline; `None` without one.
    pub(crate) remaining: Option<Duration>,
}

/// What to do about a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Sleep, then try again. `cost` is given back to the budget if that succeeds.
    Retry { delay: Duration, reason: Reason, cost: Cost },
    /// Return the error.
    Stop(StopReason),
}

/// Why an attempt is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    NotSent,
    Lost,
    Throttled,
    Refused,
    Server,
}

impl Reason {
    /// The reason as it stands in the retry event.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::NotSent => "not_sent",
            Self::Lost => "lost",
            Self::Throttled => "throttled",
            Self::Refused => "refused",
            Self::Server => "server",
        }
    }
}

/// Why an attempt is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StopReason {
    /// The call's class, or the platform's rules, do not allow it after this failure.
    Class,
    /// The policy's number of attempts is used up.
    Attempts,
    /// The server asks for a longer wait than the policy grants.
    RetryAfterTooLong,
    /// The wait would last beyond the deadline.
    Deadline,
    /// Too many calls of this client fail.
    Budget,
}

impl StopReason {
    /// The reason as it stands in errors and events.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Class => "class",
            Self::Attempts => "attempts",
            Self::RetryAfterTooLong => "retry_after_too_long",
            Self::Deadline => "deadline",
            Self::Budget => "budget",
        }
    }
}

/// Decides about a failed attempt. `random` gives numbers in `0.0..1.0`.
///
/// The budget is asked last and charged only when the answer is [`Decision::Retry`].
pub(crate) fn decide(
    policy: &Retry,
    situation: &Situation,
    budget: &Budget,
    now: Instant,
    random: &mut dyn FnMut() -> f64,
) -> Decision {
    let Some(reason) = reason(situation) else {
        return Decision::Stop(StopReason::Class);
    };
    if situation.attempt >= policy.max_attempts {
        return Decision::Stop(StopReason::Attempts);
    }
    if situation.retry_after.is_some_and(|wait| wait > policy.max_retry_after) {
        return Decision::Stop(StopReason::RetryAfterTooLong);
    }
    let mut delay = policy.backoff(situation.attempt, reason == Reason::Throttled, random());
    if let Some(wait) = situation.retry_after {
        // Up to a tenth later, so that clients which were refused together do not come back
        // together.
        delay = delay.max(wait);
        delay = delay.saturating_add(share(delay, random() / 10.0));
    }
    if situation.remaining.is_some_and(|remaining| delay >= remaining) {
        return Decision::Stop(StopReason::Deadline);
    }
    let cost = cost(situation.failure, reason);
    if !budget.withdraw(cost, now) {
        return Decision::Stop(StopReason::Budget);
    }
    Decision::Retry { delay, reason, cost }
}

/// Why this failure may be repeated, or `None` if it may not.
fn reason(situation: &Situation) -> Option<Reason> {
    let (reason, least) = match situation.failure {
        Failure::NotSent { .. } => (Reason::NotSent, RetryClass::ConnectOnly),
        Failure::Lost { .. } => (Reason::Lost, RetryClass::Idempotent),
        Failure::Status { status, advice } => match (status.as_u16(), advice) {
            (_, Advice::Final) => return None,
            (429, _) => (Reason::Throttled, RetryClass::Rejected),
            (_, Advice::Refused) => (Reason::Refused, RetryClass::Rejected),
            (503, _) if situation.retry_after.is_some() => (Reason::Refused, RetryClass::Rejected),
            (408 | 425 | 500 | 502 | 503 | 504, _) => (Reason::Server, RetryClass::Idempotent),
            _ => return None,
        },
    };
    (situation.class >= least).then_some(reason)
}

fn cost(failure: Failure, reason: Reason) -> Cost {
    match failure {
        Failure::NotSent { timeout: true } | Failure::Lost { timeout: true } => Cost::Timeout,
        _ if reason == Reason::Throttled => Cost::Throttled,
        _ => Cost::Failure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLASSES: [RetryClass; 4] =
        [RetryClass::Never, RetryClass::ConnectOnly, RetryClass::Rejected, RetryClass::Idempotent];

    fn status(code: u16) -> Failure {
        with_advice(code, Advice::Nothing)
    }

    fn with_advice(code: u16, advice: Advice) -> Failure {
        Failure::Status { status: StatusCode::from_u16(code).unwrap(), advice }
    }

    fn failed(class: RetryClass, failure: Failure) -> Situation {
        Situation { class, failure, retry_after: None, attempt: 1, remaining: None }
    }

    /// Decides with the default policy, a full budget and the middle of the random range.
    fn decided(failed: Situation) -> Decision {
        decide(&Retry::default(), &failed, &Budget::new(), Instant::now(), &mut || 0.5)
    }

    fn delay(decision: Decision) -> Duration {
        match decision {
            Decision::Retry { delay, .. } => delay,
            Decision::Stop(reason) => panic!("stopped: {reason:?}"),
        }
    }

    #[test]
    fn each_class_after_each_failure() {
        let wait = Some(Duration::from_secs(1));
        // Failure, wait asked for, and whether Never, ConnectOnly, Rejected, Idempotent are
        // repeated.
        let mut table = vec![
            (Failure::NotSent { timeout: false }, None, [false, true, true, true]),
            (Failure::NotSent { timeout: true }, None, [false, true, true, true]),
            (Failure::Lost { timeout: false }, None, [false, false, false, true]),
            (Failure::Lost { timeout: true }, None, [false, false, false, true]),
            (status(429), None, [false, false, true, true]),
            (status(429), wait, [false, false, true, true]),
            (status(503), None, [false, false, false, true]),
            (status(503), wait, [false, false, true, true]),
            (with_advice(409, Advice::Refused), None, [false, false, true, true]),
            (with_advice(503, Advice::Refused), None, [false, false, true, true]),
            (with_advice(429, Advice::Final), wait, [false; 4]),
            (with_advice(503, Advice::Final), wait, [false; 4]),
        ];
        for code in [408, 425, 500, 502, 504] {
            table.push((status(code), None, [false, false, false, true]));
            table.push((status(code), wait, [false, false, false, true]));
        }
        for code in [300, 302, 304, 400, 401, 402, 403, 404, 409, 413, 422, 501, 505, 599] {
            table.push((status(code), None, [false; 4]));
            table.push((status(code), wait, [false; 4]));
        }
        for (failure, retry_after, expected) in table {
            for (class, expected) in CLASSES.into_iter().zip(expected) {
                let decision = decided(Situation { retry_after, ..failed(class, failure) });
                if expected {
                    assert!(matches!(decision, Decision::Retry { .. }), "{class} {failure:?}");
                } else {
                    assert_eq!(decision, Decision::Stop(StopReason::Class), "{class} {failure:?}");
                }
            }
        }
    }

    #[test]
    fn reasons_and_costs() {
        let class = RetryClass::Idempotent;
        for (failure, wait, reason, cost) in [
            (Failure::NotSent { timeout: false }, 0, Reason::NotSent, Cost::Failure),
            (Failure::NotSent { timeout: true }, 0, Reason::NotSent, Cost::Timeout),
            (Failure::Lost { timeout: false }, 0, Reason::Lost, Cost::Failure),
            (Failure::Lost { timeout: true }, 0, Reason::Lost, Cost::Timeout),
            (status(429), 0, Reason::Throttled, Cost::Throttled),
            (status(503), 1, Reason::Refused, Cost::Failure),
            (status(503), 0, Reason::Server, Cost::Failure),
        ] {
            let retry_after = (wait > 0).then(|| Duration::from_secs(wait));
            match decided(Situation { retry_after, ..failed(class, failure) }) {
                Decision::Retry { reason: r, cost: c, .. } => assert_eq!((r, c), (reason, cost)),
                Decision::Stop(reason) => panic!("{failure:?}: {reason:?}"),
            }
        }
    }

    #[test]
    fn attempts_end() {
        let lost = failed(RetryClass::Idempotent, Failure::Lost { timeout: false });
        assert!(matches!(decided(Situation { attempt: 2, ..lost }), Decision::Retry { .. }));
        let stop = Decision::Stop(StopReason::Attempts);
        assert_eq!(decided(Situation { attempt: 3, ..lost }), stop);
        let once = Retry::none();
        assert_eq!(decide(&once, &lost, &Budget::new(), Instant::now(), &mut || 0.5), stop);
    }

    #[test]
    fn the_server_is_never_asked_earlier_than_it_said_over_10_000_seeds() {
        let budget_of_its_own = || Budget::new();
        for seed in 0..10_000 {
            let mut random = fastrand::Rng::with_seed(seed);
            let asked = Duration::from_millis(random.u64(0..=60_000));
            let attempt = random.u32(1..3);
            let case = Situation {
                retry_after: Some(asked),
                attempt,
                ..failed(RetryClass::Rejected, status(429))
            };
            let policy = Retry::default();
            let decision =
                decide(&policy, &case, &budget_of_its_own(), Instant::now(), &mut || random.f64());
            let longest = asked.max(Duration::from_secs(1) * 2_u32.pow(attempt - 1));
            assert!(delay(decision) >= asked, "seed {seed}: {decision:?} {asked:?}");
            assert!(delay(decision) <= longest.mul_f64(1.1), "seed {seed}: {decision:?} {asked:?}");
        }
    }

    #[test]
    fn a_wait_is_the_longer_of_backoff_and_header_and_a_tenth() {
        let case = failed(RetryClass::Rejected, status(429));
        let with = |ms| Situation { retry_after: Some(Duration::from_millis(ms)), ..case };
        // Half of the random range: a backoff of 500 ms, and 5 % on top where a header counts.
        assert_eq!(delay(decided(case)), Duration::from_millis(500));
        assert_eq!(delay(decided(with(0))), Duration::from_millis(525));
        assert_eq!(delay(decided(with(2_000))), Duration::from_millis(2_100));
    }

    #[test]
    fn a_wait_that_is_too_long_ends_the_call() {
        let case = failed(RetryClass::Rejected, status(429));
        let with = |wait| Situation { retry_after: Some(wait), ..case };
        let limit = Duration::from_secs(60);
        assert!(matches!(decided(with(limit)), Decision::Retry { .. }));
        let stop = Decision::Stop(StopReason::RetryAfterTooLong);
        assert_eq!(decided(with(limit + Duration::from_nanos(1))), stop);
        assert_eq!(decided(with(Duration::MAX)), stop);
    }

    #[test]
    fn a_wait_beyond_the_deadline_ends_the_call() {
        let case = failed(RetryClass::Idempotent, status(500));
        let left = |ms| Situation { remaining: Some(Duration::from_millis(ms)), ..case };
        // The backoff in the middle of the range is 125 ms.
        assert!(matches!(decided(left(126)), Decision::Retry { .. }));
        assert_eq!(decided(left(125)), Decision::Stop(StopReason::Deadline));
        assert_eq!(decided(left(0)), Decision::Stop(StopReason::Deadline));
        let asked = Situation { retry_after: Some(Duration::from_secs(5)), ..left(4_000) };
        assert_eq!(decided(asked), Decision::Stop(StopReason::Deadline));
    }

    #[test]
    fn an_empty_budget_ends_the_call_and_only_retries_are_charged() {
        let (policy, budget, now) = (Retry::default(), Budget::new(), Instant::now());
        let lost = failed(RetryClass::Idempotent, Failure::Lost { timeout: true });
        let decide = |failed: Situation| decide(&policy, &failed, &budget, now, &mut || 0.5);
        for _ in 0..100 {
            // None of these sleeps, so none of them costs.
            assert_eq!(
                decide(Situation { attempt: 3, ..lost }),
                Decision::Stop(StopReason::Attempts)
            );
            let late = Situation { remaining: Some(Duration::ZERO), ..lost };
            assert_eq!(decide(late), Decision::Stop(StopReason::Deadline));
        }
        for _ in 0..10 {
            assert!(matches!(decide(lost), Decision::Retry { .. }));
        }
        assert_eq!(decide(lost), Decision::Stop(StopReason::Budget));
        budget.give_back(Cost::Timeout);
        assert!(matches!(decide(lost), Decision::Retry { .. }));
    }

    #[test]
    fn words_for_events() {
        let words =
            [Reason::NotSent, Reason::Lost, Reason::Throttled, Reason::Refused, Reason::Server];
        assert_eq!(
            words.map(Reason::as_str),
            ["not_sent", "lost", "throttled", "refused", "server"]
        );
        assert_eq!(StopReason::RetryAfterTooLong.as_str(), "retry_after_too_long");
    }
}
