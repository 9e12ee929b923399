//! Tests of the limiter, all in paused time.

use std::collections::BTreeMap;
use std::future::Future;
use std::task::{Context, Waker};

use tokio::task::JoinSet;
use tokio::time::{advance, timeout};

use super::*;

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Starts `count` tasks at once; each tells its number and the time of its start.
fn spawn(limiter: &RateLimiter, count: usize) -> JoinSet<(usize, Duration)> {
    let begin = Instant::now();
    let mut tasks = JoinSet::new();
    for number in 0..count {
        let limiter = limiter.clone();
        tasks.spawn(async move {
            let permit = limiter.acquire().await.unwrap();
            let at = begin.elapsed();
            assert_eq!(permit.waited(), at);
            permit.commit();
            (number, at)
        });
    }
    tasks
}

/// Times of all starts, in milliseconds.
async fn starts(mut tasks: JoinSet<(usize, Duration)>) -> Vec<u128> {
    let mut starts = Vec::new();
    while let Some(start) = tasks.join_next().await {
        match start {
            Ok(start) => starts.push(start),
            Err(err) => assert!(err.is_cancelled(), "{err}"),
        }
    }
    starts.sort_by_key(|(number, at)| (*at, *number));
    assert!(starts.is_sorted(), "somebody was overtaken");
    starts.into_iter().map(|(_, at)| at.as_millis()).collect()
}

/// The largest number of starts in any window of `per`.
fn densest(starts: &[u128], per: u128) -> usize {
    let in_window =
        |first: &u128| starts.iter().filter(|at| (*first..first + per).contains(at)).count();
    starts.iter().map(in_window).max().unwrap_or(0)
}

fn every(millis: u128, count: u128) -> Vec<u128> {
    (0..count).map(|n| n * millis).collect()
}

/// Polls a future once.
fn poll<F: Future>(future: std::pin::Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

#[tokio::test(start_paused = true)]
async fn fifty_at_once_start_each_100_ms() {
    let limiter = RateLimiter::new(Rate::per_second(10));
    let starts = starts(spawn(&limiter, 50)).await;
    assert_eq!(starts, every(100, 50));
    assert_eq!(densest(&starts, 1_000), 10);
    assert_eq!(limiter.queue_len(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_thousand_tasks_keep_the_rate_and_their_order() {
    let limiter = RateLimiter::new(Rate::per_second(200));
    let starts = starts(spawn(&limiter, 1_000)).await;
    assert_eq!(starts, every(5, 1_000));
}

#[tokio::test(start_paused = true)]
async fn rates_that_are_no_whole_milliseconds_lose_nothing() {
    let limiter = RateLimiter::new(Rate::per_second(3_000));
    let starts = starts(spawn(&limiter, 9_001)).await;
    assert!(densest(&starts, 1_000) <= 3_000);
    // Timers fire at whole milliseconds; late starts keep their places in the plan.
    assert!((3_000..=3_010).contains(starts.last().unwrap()), "{:?}", starts.last());
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_after_an_idle_second() {
    let limiter = RateLimiter::new(Rate::per_second(10));
    for _ in 0..3 {
        let permit = limiter.acquire().await.unwrap();
        assert_eq!(permit.waited(), Duration::ZERO);
        permit.commit();
        advance(ms(1_000)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn twenty_of_fifty_cancelled_leave_thirty_without_gaps() {
    let limiter = RateLimiter::new(Rate::per_second(10));
    let mut tasks = spawn(&limiter, 30);
    let cancelled = spawn(&limiter, 20);
    let last = spawn(&limiter, 5);
    tokio::task::yield_now().await;
    assert_eq!(limiter.queue_len(), 54);
    drop(cancelled);
    while let Some(Ok(_)) = tasks.join_next().await {}
    assert_eq!(starts(last).await, [3_000, 3_100, 3_200, 3_300, 3_400]);
}

#[tokio::test(start_paused = true)]
async fn places_given_up_at_random_close_up() {
    let limiter = RateLimiter::new(Rate::per_second(10));
    let begin = Instant::now();
    let mut futures: Vec<_> = (0..50).map(|_| Box::pin(limiter.acquire())).collect();
    let mut first = None;
    for (n, future) in futures.iter_mut().enumerate() {
        match poll(future.as_mut()) {
            Poll::Ready(permit) => first = Some((n, permit.unwrap())),
            Poll::Pending => {}
        }
    }
    let (n, permit) = first.unwrap();
    assert_eq!(n, 0);
    permit.commit();
    let mut random = fastrand::Rng::with_seed(7);
    let mut waiting = futures.split_off(1);
    random.shuffle(&mut waiting);
    waiting.truncate(29);
    let mut tasks = futures_util::stream::FuturesUnordered::from_iter(waiting);
    let mut at = vec![0];
    while let Some(permit) = futures_util::StreamExt::next(&mut tasks).await {
        permit.unwrap().commit();
        at.push(begin.elapsed().as_millis());
    }
    assert_eq!(at, every(100, 30));
}

#[tokio::test(start_paused = true)]
async fn a_429_stops_all_starts_for_the_time_it_names() {
    let limiter = RateLimiter::new(Rate::per_second(10));
    let tasks = spawn(&limiter, 30);
    tokio::time::sleep(ms(1_050)).await;
    limiter.throttled(Some(ms(2_000)));
    let mut expected = every(100, 11);
    expected.extend((0..19).map(|n| 3_050 + n * 100));
    assert_eq!(starts(tasks).await, expected);
}

#[tokio::test(start_paused = true)]
async fn a_429_without_a_time_stops_for_a_second_and_a_shorter_pause_changes_nothing() {
    let limiter = RateLimiter::new(Rate::per_second(10));
    limiter.throttled(None);
    limiter.throttled(Some(Duration::ZERO));
    limiter.pause_for(ms(500));
    assert_eq!(starts(spawn(&limiter, 2)).await, [1_000, 1_100]);
}

#[tokio::test(start_paused = true)]
async fn pauses_hold_back_unlimited_callers_too() {
    let limiter = RateLimiter::unlimited();
    assert_eq!(starts(spawn(&limiter, 3)).await, [0, 0, 0]);
    limiter.pause_for(ms(700));
    assert!(limiter.try_acquire().is_none());
    assert_eq!(starts(spawn(&limiter, 3)).await, [700, 700, 700]);
}

#[tokio::test(start_paused = true)]
async fn three_429s_close_together_halve_the_rate_and_it_climbs_back() {
    let limiter = RateLimiter::new(Rate::per_second(10).burst(10));
    let begin = Instant::now();
    for _ in 0..3 {
        limiter.throttled(Some(Duration::ZERO));
    }
    let starts = starts(spawn(&limiter, 210)).await;
    // Half the rate for 30 s, and no bursts.
    assert_eq!(starts[..11], [0, 200, 400, 600, 800, 1_000, 1_200, 1_400, 1_600, 1_800, 2_000][..]);
    let in_second = |second: u128| starts.iter().filter(|at| **at / 1_000 == second).count();
    assert_eq!((0..30).map(in_second).sum::<usize>(), 150);
    assert_eq!(in_second(30), 5);
    assert_eq!((31..35).map(in_second).collect::<Vec<_>>(), [6, 7, 8, 9]);
    assert_eq!(densest(&starts, 1_000), 10);
    assert!(begin.elapsed() < Duration::from_secs(39), "{:?}", begin.elapsed());
}

#[tokio::test(start_paused = true)]
async fn two_429s_or_three_far_apart_do_not_slow_down() {
    let limiter = RateLimiter::new(Rate::per_second(10));
    limiter.throttled(Some(Duration::ZERO));
    advance(ms(5_000)).await;
    limiter.throttled(Some(Duration::ZERO));
    advance(ms(5_001)).await;
    limiter.throttled(Some(Duration::ZERO));
    assert_eq!(starts(spawn(&limiter, 3)).await, every(100, 3));
    advance(ms(4_500)).await;
    limiter.throttled(Some(Duration::ZERO));
    assert_eq!(starts(spawn(&limiter, 3)).await, every(200, 3));
}

#[tokio::test(start_paused = true)]
async fn a_start_beyond_the_deadline_is_refused_at_once() {
    let limiter = RateLimiter::new(Rate::per_second(10));
    let tasks = spawn(&limiter, 5);
    tokio::task::yield_now().await;
    let begin = Instant::now();
    let err = limiter.acquire_within(ms(499)).await.unwrap_err();
    assert_eq!(begin.elapsed(), Duration::ZERO);
    assert_eq!((err.kind(), err.code()), (ErrorKind::RateLimited, Some("rate_limit_queue")));
    assert_eq!((err.status(), err.maybe_sent()), (None, false));
    assert_eq!(err.retry_after(), Some(ms(500)));
    // A refused caller holds no place; one that fits gets the same place.
    let permit = limiter.acquire_within(ms(500)).await.unwrap();
    assert_eq!(permit.waited(), ms(500));
    assert_eq!(starts(tasks).await, every(100, 5));
}

#[tokio::test(start_paused = true)]
async fn the_queue_has_a_bound_of_its_own() {
    let limiter = RateLimiter::new(Rate::per_second(10)).max_queue_wait(ms(250));
    limiter.acquire().await.unwrap().commit();
    let mut waiting: Vec<_> = (0..2).map(|_| Box::pin(limiter.acquire())).collect();
    assert!(waiting.iter_mut().all(|future| poll(future.as_mut()).is_pending()));
    assert_eq!(limiter.acquire().await.unwrap_err().code(), Some("rate_limit_queue"));
    assert!(limiter.acquire_within(Duration::MAX).await.is_err());
    waiting.pop();
    assert_eq!(limiter.queue_len(), 1);
    assert!(poll(std::pin::pin!(limiter.acquire())).is_pending());
}

#[tokio::test(start_paused = true)]
async fn a_pause_refuses_those_whom_it_makes_late_and_moves_the_others_up() {
    let limiter = RateLimiter::new(Rate::per_second(10));
    limiter.acquire().await.unwrap().commit();
    let begin = Instant::now();
    let mut impatient: Vec<_> = (0..5).map(|_| Box::pin(limiter.acquire_within(ms(900)))).collect();
    assert!(impatient.iter_mut().all(|future| poll(future.as_mut()).is_pending()));
    let patient = spawn(&limiter, 2);
    tokio::task::yield_now().await;
    limiter.pause_for(ms(1_000));
    assert_eq!(limiter.queue_len(), 2);
    for future in impatient {
        assert_eq!(future.await.unwrap_err().retry_after(), Some(ms(1_000)));
    }
    assert_eq!(begin.elapsed(), Duration::ZERO);
    assert_eq!(starts(patient).await, [1_000, 1_100]);
}

#[tokio::test(start_paused = true)]
async fn a_permit_that_was_not_used_is_given_back() {
    let limiter = RateLimiter::new(Rate::per_second(10));
    for _ in 0..100 {
        drop(limiter.acquire().await.unwrap());
    }
    let permit = limiter.try_acquire().unwrap();
    assert!(limiter.try_acquire().is_none());
    let tasks = spawn(&limiter, 3);
    tokio::time::sleep(ms(30)).await;
    // The first waiter starts at once, in place of the one that did not.
    drop(permit);
    assert_eq!(starts(tasks).await, [30, 130, 230]);
}

#[tokio::test(start_paused = true)]
async fn a_permit_in_the_middle_of_a_burst_is_given_back() {
    let limiter = RateLimiter::new(Rate::per_second(3).burst(3));
    let permits: Vec<_> = (0..3).map(|_| limiter.try_acquire().unwrap()).collect();
    assert!(limiter.try_acquire().is_none());
    let [first, second, third] = permits.try_into().unwrap();
    first.commit();
    drop(second);
    third.commit();
    limiter.try_acquire().unwrap().commit();
    assert!(limiter.try_acquire().is_none());
    advance(ms(1_000)).await;
    assert!(limiter.try_acquire().is_some());
}

#[tokio::test(start_paused = true)]
async fn a_call_dropped_at_any_point_leaks_nothing() {
    let limiter = RateLimiter::new(Rate::per_second(10));
    // Before the first poll.
    drop(limiter.acquire());
    limiter.acquire().await.unwrap().commit();
    // In the queue, first and behind others.
    for count in 1..5 {
        let mut waiting: Vec<_> = (0..count).map(|_| Box::pin(limiter.acquire())).collect();
        assert!(waiting.iter_mut().all(|future| poll(future.as_mut()).is_pending()));
        assert_eq!(limiter.queue_len(), count);
    }
    assert_eq!(limiter.queue_len(), 0);
    // Granted while nobody looked: by another caller that came along.
    let mut waiting = Box::pin(limiter.acquire());
    assert!(poll(waiting.as_mut()).is_pending());
    advance(ms(100)).await;
    assert!(limiter.try_acquire().is_none());
    assert_eq!(limiter.queue_len(), 0);
    drop(waiting);
    // Granted and fetched, not used.
    let permit = timeout(ms(1), limiter.acquire()).await.unwrap().unwrap();
    drop(permit);
    assert!(limiter.try_acquire().is_some());
}

#[tokio::test(start_paused = true)]
async fn a_future_that_nobody_polls_does_not_stop_the_others() {
    let limiter = RateLimiter::new(Rate::per_second(10));
    limiter.acquire().await.unwrap().commit();
    let mut held: Vec<_> = (0..2).map(|_| Box::pin(limiter.acquire())).collect();
    assert!(held.iter_mut().all(|future| poll(future.as_mut()).is_pending()));
    // They count from the moment at which somebody comes along, since they may start then.
    assert_eq!(starts(spawn(&limiter, 3)).await, [500, 600, 700]);
    for future in held {
        future.await.unwrap().commit();
    }
}

#[tokio::test(start_paused = true)]
async fn bursts_start_at_once_and_keep_the_rate() {
    let limiter = RateLimiter::new(Rate::per_second(10).burst(10));
    let starts = starts(spawn(&limiter, 25)).await;
    assert_eq!(starts, [[0; 10].as_slice(), &[1_000; 10], &[2_000; 5]].concat());
}

#[tokio::test(start_paused = true)]
async fn bursts_smaller_than_the_rate_never_exceed_it() {
    for burst in 1..=10 {
        let limiter = RateLimiter::new(Rate::per_second(10).burst(burst));
        let starts = starts(spawn(&limiter, 100)).await;
        assert!(densest(&starts, 1_000) <= 10, "{burst}: {starts:?}");
        assert_eq!(starts.iter().filter(|at| **at == 0).count(), burst as usize);
        assert!((9_000..10_000).contains(starts.last().unwrap()), "{burst}: {starts:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn extreme_rates_and_spans_do_not_panic() {
    let never = RateLimiter::new(Rate::new(0, Duration::MAX).burst(0));
    never.acquire().await.unwrap().commit();
    never.pause_for(Duration::MAX);
    never.throttled(Some(Duration::MAX));
    assert!(never.acquire_within(Duration::from_secs(1_000_000)).await.is_err());
    let always = RateLimiter::new(Rate::new(u32::MAX, Duration::ZERO).burst(u32::MAX));
    assert_eq!(starts(spawn(&always, 100)).await, [0; 100]);
}

#[test]
fn debug_shows_the_rate_and_works_outside_of_a_runtime() {
    let limiter = RateLimiter::new(Rate::per_second(10));
    limiter.try_acquire().unwrap().commit();
    assert!(limiter.try_acquire().is_none());
    let text = format!("{limiter:?}");
    assert!(text.contains("permits: 10") && text.contains("waiting: 0"), "{text}");
}

/// Random callers on the state itself, with tasks that wake up late: no window ever holds more
/// starts than the rate allows, and nothing is left over at the end.
#[test]
fn random_callers_never_exceed_the_rate() {
    for seed in 0..300 {
        let mut random = fastrand::Rng::with_seed(seed);
        let permits = random.u32(1..20);
        let per = u64::from(random.u32(1..2_000));
        let rate = Rate::new(permits, ms(per)).burst(random.u32(0..25));
        let mut world = World::new(rate, random);
        for _ in 0..400 {
            world.step();
        }
        world.drain();
        let allowed = usize::try_from(permits).unwrap();
        assert!(
            densest(&world.starts, u128::from(per) * 1_000) <= allowed,
            "seed {seed}: {rate:?}"
        );
    }
}

struct World {
    queue: Queue,
    random: fastrand::Rng,
    begin: Instant,
    now: Instant,
    /// Waiters and the times until which they sleep.
    asleep: BTreeMap<u64, Instant>,
    /// Permits that have been neither used nor given back, with their starts.
    held: Vec<(u64, u128)>,
    starts: Vec<u128>,
}

impl World {
    fn new(rate: Rate, random: fastrand::Rng) -> Self {
        let now = Instant::now();
        let queue = Queue::new(Some(rate));
        Self {
            queue,
            random,
            begin: now,
            now,
            asleep: BTreeMap::new(),
            held: vec![],
            starts: vec![],
        }
    }

    /// Something happens, and a random time later sleepers look.
    fn step(&mut self) {
        let mut wakers = Wakers::new();
        match self.random.u32(0..20) {
            0..=9 => {
                let limit = self.random.bool().then(|| self.now + ms(self.random.u64(0..3_000)));
                match self.queue.enter(self.now, limit, &mut wakers) {
                    Entered::Granted(ticket) => self.granted(ticket),
                    Entered::Queued(ticket, until) => {
                        assert!(until > self.now);
                        self.asleep.insert(ticket, until);
                    }
                    Entered::Refused(wait) => assert!(self.now + wait > limit.unwrap()),
                }
            }
            10..=12 => {
                let tickets: Vec<u64> = self.asleep.keys().copied().collect();
                if let Some(ticket) = self.random.choice(tickets) {
                    self.asleep.remove(&ticket);
                    self.queue.leave(ticket, self.now, &mut wakers);
                }
            }
            13..=14 => {
                if let Some((ticket, _)) = self.held.pop() {
                    self.queue.give_back(ticket, self.now, &mut wakers);
                }
            }
            15 => {
                let until = self.now + ms(self.random.u64(0..500));
                self.queue.pause(until, self.now, &mut wakers);
            }
            16 if self.random.u32(0..5) == 0 => self.queue.throttle(None, self.now, &mut wakers),
            _ => self.starts.extend(self.held.drain(..).map(|(_, at)| at)),
        }
        self.look();
        self.now += Duration::from_micros(self.random.u64(0..100_000));
        self.look();
    }

    /// All whose time has come look; those that were granted a start take it.
    fn look(&mut self) {
        let mut wakers = Wakers::new();
        for (ticket, _) in self.asleep.clone() {
            match self.queue.poll(ticket, self.now, Waker::noop(), &mut wakers) {
                Polled::Sleep(until) => {
                    assert!(until > self.now);
                    self.asleep.insert(ticket, until);
                }
                Polled::Done(outcome) => {
                    self.asleep.remove(&ticket);
                    if outcome == Outcome::Granted {
                        self.granted(ticket);
                    }
                }
            }
        }
    }

    fn granted(&mut self, ticket: u64) {
        self.held.push((ticket, (self.now - self.begin).as_micros()));
    }

    /// Lets all waiters come to an end, each no later than the time that it was told last.
    fn drain(&mut self) {
        while let Some(next) = self.asleep.values().min().copied() {
            self.now = next;
            self.look();
        }
        self.starts.extend(self.held.drain(..).map(|(_, at)| at));
        self.starts.sort_unstable();
        assert_eq!(self.queue.len(), 0);
        self.now += Duration::from_secs(3_600);
        assert!(self.queue.try_enter(self.now, &mut Wakers::new()).is_some());
    }
}

#[tokio::test(start_paused = true)]
async fn only_so_many_calls_are_under_way_at_once() {
    let limiter = RateLimiter::unlimited().in_flight(2).max_queue_wait(ms(500));
    let first = limiter.acquire().await.unwrap();
    let _second = limiter.clone().acquire().await.unwrap();
    assert!(limiter.try_acquire().is_none());

    let mut given_up = Box::pin(limiter.acquire());
    assert!(poll(given_up.as_mut()).is_pending());
    let mut third = Box::pin(limiter.acquire());
    assert!(poll(third.as_mut()).is_pending());
    drop(given_up);
    advance(ms(100)).await;
    first.commit();
    let third = third.await.unwrap();
    assert_eq!(third.waited(), ms(100));

    let begun = Instant::now();
    let err = limiter.acquire().await.unwrap_err();
    assert_eq!((err.kind(), err.code()), (ErrorKind::RateLimited, Some("rate_limit_queue")));
    assert!(!err.maybe_sent() && begun.elapsed() == ms(500));
    let err = limiter.acquire_within(ms(20)).await.unwrap_err();
    assert!(err.kind() == ErrorKind::RateLimited && begun.elapsed() == ms(520));
    drop(third);
    assert!(limiter.try_acquire().is_some());
}
