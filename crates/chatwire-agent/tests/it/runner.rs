//! A runner on a platform in memory, with a clock that the test moves.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chatwire::{
    BoxFuture, Capabilities, Event, Incoming, LengthUnit, Lifecycle, MessageId, Outgoing, Person,
    Platform, Result, Room, StatusCode,
};
use chatwire_agent::{Agent, Error, ErrorKind, Notice, Report, Retry, Runner, Silence};
use chatwire_core::testing::{Answer, Script};
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use tokio::time::{Instant, sleep, timeout};

use crate::{agent, bodies, completion, message, says, turns};

/// Seconds to wait, and what comes then.
pub(super) type Talk = Vec<(u64, Result<Incoming>)>;

/// A hall where things are said at their time.
#[derive(Debug, Default)]
pub(super) struct Hall {
    script: Mutex<Option<Talk>>,
    /// What becomes of the next sends.
    failures: Mutex<VecDeque<Option<Error>>>,
    written: Mutex<Vec<(u64, String)>>,
    began: Mutex<Option<Instant>>,
    /// News of the connection, before anything is said.
    news: Vec<Lifecycle>,
    /// Whether it has a sign for typing, which breaks.
    has_broken_sign: bool,
}

impl Hall {
    pub(super) fn new(script: Talk) -> Arc<Self> {
        Arc::new(Self { script: Mutex::new(Some(script)), ..Self::default() })
    }

    /// What was written, and after how many seconds.
    fn written(&self) -> Vec<(u64, String)> {
        self.written.lock().unwrap().clone()
    }
}

impl Platform for Hall {
    fn name(&self) -> &'static str {
        "test"
    }

    fn capabilities(&self) -> Capabilities {
        let capabilities = Capabilities::default().max_length(20, LengthUnit::Chars);
        if self.has_broken_sign { capabilities.typing() } else { capabilities }
    }

    fn events(&self) -> BoxStream<'static, Result<Event>> {
        *self.began.lock().unwrap() = Some(Instant::now());
        let script = self.script.lock().unwrap().take().unwrap_or_default();
        let said = stream::iter(script).then(|(seconds, event)| async move {
            sleep(Duration::from_secs(seconds)).await;
            event.map(Event::Message)
        });
        let news = self.news.iter().cloned().map(|news| Ok(Event::Lifecycle(news)));
        stream::iter(news.collect::<Vec<_>>()).chain(said).boxed()
    }

    fn typing<'a>(&'a self, _: &'a Room) -> BoxFuture<'a, Result<()>> {
        Box::pin(async { Err(Error::new(ErrorKind::Server, "no ink")) })
    }

    fn send<'a>(&'a self, room: &'a Room, message: Outgoing) -> BoxFuture<'a, Result<MessageId>> {
        Box::pin(async move {
            if let Some(Some(error)) = self.failures.lock().unwrap().pop_front() {
                return Err(error);
            }
            let after = self.began.lock().unwrap().unwrap().elapsed().as_secs();
            self.written.lock().unwrap().push((after, format!("{}: {}", room.id, message.text)));
            Ok("m".into())
        })
    }
}

/// Runs to the end of the hall's script, and tells all news as text.
async fn run(runner: Runner) -> (Report, Vec<String>) {
    let (report, news) = end_of(runner).await;
    (report.unwrap(), news)
}

/// As [`run`], whatever the end is.
async fn end_of(runner: Runner) -> (Result<Report>, Vec<String>) {
    let news = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&news);
    let runner = runner.on_notice(move |notice| {
        let mut told = told.lock().unwrap();
        told.extend(line(notice));
        assert!(told.len() < 100, "it goes in circles: {told:?}");
    });
    let report = runner.run().await;
    let news = news.lock().unwrap().clone();
    (report, news)
}

fn line(notice: &Notice) -> Option<String> {
    Some(match notice {
        Notice::Skipped { message, why } => format!("skipped {}: {why:?}", message.id),
        Notice::Answering { room, count } => format!("answering {count} of {}", room.id),
        Notice::Silent { why, .. } => format!("silent: {why:?}"),
        Notice::Failed { error, retry_in, .. } => {
            format!("failed {:?} {}", error.kind(), retry_in.as_secs_f64().round())
        }
        Notice::DeadLetter { messages, error } => {
            format!("dead {} {:?}", messages.len(), error.as_ref().map(Error::kind))
        }
        _ => return None,
    })
}

fn elsewhere(id: &str, name: &str, text: &str) -> Incoming {
    let mut message = message(id, name, text);
    message.room = Room::new("test", "attic");
    message
}

#[tokio::test(start_paused = true)]
async fn batches_of_one_conversation_each() {
    let hall = Hall::new(vec![
        (0, Ok(message("1", "alice", "a"))),
        (0, Ok(elsewhere("2", "bob", "b"))),
        (0, Ok(message("3", "carol", "c"))),
        (0, Ok(message("1", "alice", "a"))),
        (4, Ok(message("4", "alice", "d"))),
        (100, Ok(message("5", "alice", "e"))),
        (20, Err(Error::new(ErrorKind::Closed, "over"))),
    ]);
    let script = says(["first", "second", "third", "fourth"]);
    let agent = agent(&script).build().unwrap();
    let runner = agent.run_on(Arc::clone(&hall)).concurrency(1);
    let err = runner.run().await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Closed);
    let asked: Vec<_> =
        bodies(&script).iter().map(|body| turns(body).pop().unwrap().split_off(13)).collect();
    assert_eq!(asked[2..], ["alice: d", "alice: e"]);
    let mut both = asked[..2].to_vec();
    both.sort();
    assert_eq!(both, ["alice: a\n\ncarol: c", "bob: b"]);
    // One second for company, then the interval; a message after a long silence waits a second again.
    let seconds: Vec<_> = hall.written().iter().map(|(after, _)| *after).collect();
    assert_eq!(seconds, [1, 1, 16, 105]);
    assert_eq!(agent.stats().messages_received, 6);
}

#[tokio::test(start_paused = true)]
async fn the_pause_between_batches_can_be_set() {
    for (interval, expected) in [(4, [1, 5]), (60, [1, 61])] {
        let hall = Hall::new(vec![
            (0, Ok(message("1", "alice", "a"))),
            (2, Ok(message("2", "alice", "b"))),
            (200, Ok(message("2", "alice", "b"))),
        ]);
        let agent = agent(&says(["first", "second"])).build().unwrap();
        let interval = Duration::from_secs(interval);
        run(agent.run_on(Arc::clone(&hall)).queue_interval(interval)).await;
        let seconds: Vec<_> = hall.written().iter().map(|(after, _)| *after).collect();
        assert_eq!(seconds, expected, "{interval:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn failed_batches_are_kept_and_tried_again() {
    let hall = Hall::new(vec![
        (0, Ok(message("1", "alice", "a"))),
        (1, Ok(message("2", "bob", "b"))),
        (90, Ok(message("2", "bob", "b"))),
    ]);
    let script = (0..6).fold(Script::new(), |script, _| script.answer(Answer::status(503)));
    let script = script.answer(completion("at last"));
    let agent = agent(&script).build().unwrap();
    let (report, news) = run(agent.run_on(Arc::clone(&hall))).await;
    assert_eq!(news[0], "answering 1 of hall");
    assert!(news[1].starts_with("failed Server"), "{news:?}");
    assert_eq!(news[2], "answering 2 of hall");
    assert!(news[3].starts_with("failed Server"), "{news:?}");
    assert_eq!(news[4..], ["answering 2 of hall", "skipped 2: Duplicate"]);
    assert_eq!(hall.written()[0].1, "hall: at last");
    assert_eq!((report.stats.retries, report.stats.errors, report.unanswered.len()), (2, 2, 0));
}

#[tokio::test(start_paused = true)]
async fn batches_that_cannot_be_answered_are_reported() {
    let talk = || vec![(0, Ok(message("1", "alice", "a"))), (600, Ok(message("2", "bob", "b")))];
    let script = Script::new().always(Answer::status(500));
    let agent1 = agent(&script).build().unwrap();
    let (report, news) = run(agent1.run_on(Hall::new(talk())).retries(1)).await;
    let dead = news.iter().filter(|line| *line == "dead 1 Some(Server)").count();
    assert_eq!((dead, report.stats.messages_failed_permanently), (2, 2));
    // What repeating does not change is not repeated.
    let script = Script::new().always(Answer::status(401));
    let agent2 = agent(&script).build().unwrap();
    let (_, news) = run(agent2.run_on(Hall::new(talk()))).await;
    assert_eq!(news[..2], ["answering 1 of hall", "dead 1 Some(Auth)"]);
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_written_again_but_never_twice() {
    let hall = Hall::new(vec![(0, Ok(message("1", "a", "x"))), (60, Ok(message("2", "a", "y")))]);
    let refused = Error::new(ErrorKind::RateLimited, "slow down");
    // An answer of 429 says that the request arrived, and that nothing came of it.
    let refused = refused.with_status(StatusCode::TOO_MANY_REQUESTS).with_maybe_sent(true);
    let lost = Error::new(ErrorKind::Transport, "lost").with_maybe_sent(true);
    hall.failures.lock().unwrap().extend([Some(refused.clone()), Some(refused), None, Some(lost)]);
    let script = says(["eighteen characters", "two words over the limit"]);
    let agent = agent(&script).build().unwrap();
    let (report, news) = run(agent.run_on(Arc::clone(&hall))).await;
    assert_eq!(hall.written().len(), 1, "what may have arrived is not written again");
    assert_eq!(news[1..], ["answering 1 of hall", "dead 1 Some(Transport)"]);
    // The model was asked once for each, however often the platform refused.
    assert_eq!((report.stats.model_calls, report.stats.messages_failed_permanently), (2, 1));
}

#[tokio::test(start_paused = true)]
async fn pauses_keep_the_messages() {
    let hall = Hall::new(vec![
        (0, Ok(message("1", "a", "x"))),
        (20, Ok(message("2", "a", "y"))),
        (300, Ok(message("3", "a", "z"))),
    ]);
    let script = says(["one", "two"]);
    let agent = agent(&script).cooldown(1, Duration::from_secs(100)).build().unwrap();
    let (_, news) = run(agent.run_on(Arc::clone(&hall))).await;
    let is_silent = news.iter().any(|line| line.starts_with("silent: Cooldown"));
    assert!(is_silent, "{news:?}");
    assert_eq!(hall.written()[1], (101, "hall: two".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn no_pause_forgets_nothing() {
    for (answers, pause) in [(0, Duration::from_secs(600)), (1, Duration::ZERO)] {
        let script = says(["one", "two"]);
        let agent = agent(&script).cooldown(answers, pause).build().unwrap();
        let talk = vec![(0, Ok(message("1", "a", "x"))), (20, Ok(message("2", "a", "y")))];
        run(agent.run_on(Hall::new(talk))).await;
        assert_eq!(turns(&bodies(&script)[1])[2], "one", "{answers} answers, {pause:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_pause_does_not_outlast_the_session() {
    let talk = |last| vec![(0, Ok(message("1", "a", "x"))), (20, Ok(message("2", "a", "y"))), last];
    let closed = Err(Error::new(ErrorKind::Closed, "over"));
    for (last, left) in [((5, Ok(message("3", "a", "z"))), 2), ((5, closed), 1)] {
        let is_error = last.1.is_err();
        let began = Instant::now();
        let agent = agent(&says(["one"])).cooldown(1, Duration::from_secs(600)).build().unwrap();
        let (report, news) = end_of(agent.run_on(Hall::new(talk(last)))).await;
        assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
        let dead = format!("dead {left} Some(Closed)");
        assert_eq!(news.last() == Some(&dead), is_error, "{news:?}");
        match report {
            Ok(report) => assert_eq!((report.unanswered.len(), is_error), (left, false)),
            Err(error) => assert_eq!((error.kind(), is_error), (ErrorKind::Closed, true)),
        }
    }
    // Nor does a budget that is spent by an answer that failed.
    let began = Instant::now();
    let script = Script::new().always(Answer::status(503));
    let agent = agent(&script).daily_calls(1).build().unwrap();
    let (report, _) = run(agent.run_on(Hall::new(vec![(0, Ok(message("1", "a", "x")))]))).await;
    assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
    assert_eq!(report.unanswered.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn batches_hold_what_the_model_is_shown() {
    let talk = ["1", "2", "3"].map(|id| (0, Ok(message(id, "alice", &id.repeat(8)))));
    let script = says(["first", "second"]);
    // The names count: two of them fit.
    let agent = agent(&script).batch_cap(30).build().unwrap();
    let (_, news) = run(agent.run_on(Hall::new(talk.into()))).await;
    assert_eq!(news, ["answering 2 of hall", "answering 1 of hall"]);
    let first = turns(&bodies(&script)[0]).pop().unwrap();
    assert_eq!(first, "U\n\nMessages:\nalice: 11111111\n\nalice: 22222222");
}

#[tokio::test(start_paused = true)]
async fn only_connections_after_the_first_are_reconnections() {
    let offline = || Lifecycle::Offline {
        cause: Error::new(ErrorKind::Connect, "down"),
        retry_in: Duration::from_secs(1),
    };
    let online = || Lifecycle::Online { gap: None };
    let news = vec![offline(), online(), offline(), offline(), online()];
    let hall = Arc::new(Hall { news, ..Hall::default() });
    let agent = agent(&Script::new()).build().unwrap();
    let (report, _) = run(agent.run_on(hall)).await;
    assert_eq!(report.stats.reconnections, 1);
}

#[tokio::test(start_paused = true)]
async fn a_sign_for_typing_that_breaks_is_counted() {
    let script = Mutex::new(Some(vec![(0, Ok(message("1", "a", "x")))]));
    let hall = Arc::new(Hall { script, has_broken_sign: true, ..Hall::default() });
    let agent = agent(&says(["one"])).build().unwrap();
    let (report, _) = run(agent.run_on(hall)).await;
    assert_eq!((report.stats.messages_sent, report.stats.errors), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn rules_hold_before_anything_waits() {
    let mut own = message("1", "max", "x");
    own.sender = own.sender.myself();
    let hall = Hall::new(vec![(0, Ok(own)), (0, Ok(message("2", "mallory", "x")))]);
    let mallory = Person::new("test", "id-mallory");
    let agent = agent(&Script::new()).deny_senders([mallory]).build().unwrap();
    let (report, news) = run(agent.run_on(hall)).await;
    assert_eq!(news, ["skipped 1: Own", "skipped 2: Denied"]);
    assert_eq!(report.stats.model_calls, 0);
    assert_eq!(agent.screen(&message("3", "mallory", "x")), Some(Silence::Denied));
}

#[tokio::test(start_paused = true)]
async fn at_the_end_running_answers_finish_and_the_rest_is_reported() {
    let talk = || {
        vec![
            (0, Ok(message("1", "alice", "a"))),
            (2, Ok(message("2", "bob", "b"))),
            (600, Ok(message("3", "bob", "never heard"))),
        ]
    };
    let slow = |seconds| completion("done").delay(Duration::from_secs(seconds));
    for (seconds, written, left) in [(8, 1, 1), (60, 0, 2)] {
        let hall = Hall::new(talk());
        let script = Script::new().always(slow(seconds));
        let runner = agent(&script).build().unwrap().run_on(Arc::clone(&hall));
        let numbers = Arc::new(Mutex::new(0));
        let told = Arc::clone(&numbers);
        let runner = runner.on_notice(move |notice| {
            *told.lock().unwrap() += u32::from(matches!(notice, Notice::Stats(_)));
        });
        let report = runner.run_until(sleep(Duration::from_secs(4))).await.unwrap();
        assert_eq!(hall.written().len(), written);
        assert_eq!(*numbers.lock().unwrap(), 0, "the report has them");
        assert_eq!(report.unanswered.len(), left, "{seconds}");
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_written_after_the_end() {
    let later = Error::new(ErrorKind::RateLimited, "later");
    let later = later.with_retry_after(Duration::from_secs(100));
    for is_dropped in [false, true] {
        let talk = vec![(0, Ok(message("1", "a", "x"))), (600, Ok(message("2", "a", "y")))];
        let hall = Hall::new(talk);
        hall.failures.lock().unwrap().push_back(Some(later.clone()));
        let runner = agent(&says(["once"])).build().unwrap().run_on(Arc::clone(&hall));
        if is_dropped {
            assert!(timeout(Duration::from_secs(5), runner.run()).await.is_err());
        } else {
            let report = runner.run_until(sleep(Duration::from_secs(5))).await.unwrap();
            assert_eq!(report.unanswered.len(), 1);
        }
        sleep(Duration::from_secs(200)).await;
        assert!(hall.failures.lock().unwrap().is_empty(), "it was tried");
        assert_eq!(hall.written(), [], "dropped: {is_dropped}");
    }
}

/// Runs for so many milliseconds in a hall with a broken door; what was left and given up in the end.
async fn left_by(agent: &Agent, talk: Talk, millis: u64, broken: Option<Error>) -> Vec<Incoming> {
    let hall = Hall::new(talk);
    hall.failures.lock().unwrap().push_back(broken);
    let dead = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&dead);
    let runner = agent.run_on(hall).on_notice(move |notice| {
        if let Notice::DeadLetter { messages, .. } = notice {
            told.lock().unwrap().extend(messages.clone());
        }
    });
    let report = runner.run_until(sleep(Duration::from_millis(millis))).await.unwrap();
    let mut left = dead.lock().unwrap().clone();
    left.extend(report.unanswered);
    left
}

fn is_about(talk: &str) -> Talk {
    vec![(0, Ok(message("1", "alice", talk))), (900, Ok(message("9", "bob", "never heard")))]
}

#[tokio::test(start_paused = true)]
async fn what_was_left_may_be_answered_later() {
    let slow = completion("too late").delay(Duration::from_secs(60));
    for (millis, first, what) in [
        (500, None, "it waits for others"),
        (4_000, Some(slow), "it is being answered"),
        (4_000, Some(Answer::status(503)), "it waits for the next attempt"),
        (4_000, Some(Answer::status(401)), "it was given up"),
    ] {
        let script = first.into_iter().fold(Script::new(), Script::answer);
        let agent =
            agent(&script.answer(completion("at last"))).retry(Retry::none()).build().unwrap();
        let left = left_by(&agent, is_about("a"), millis, None).await;
        assert_eq!(left.len(), 1, "{what}");
        let answer = agent.answer(&left[0].room.clone(), &left).await.unwrap();
        assert_eq!(answer.text.as_deref(), Some("at last"), "{what}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_dropped_runner_left_may_be_answered_later() {
    let slow = completion("too late").delay(Duration::from_secs(60));
    for (millis, first) in [(500, None), (4_000, Some(slow))] {
        let script = first.into_iter().fold(Script::new(), Script::answer);
        let agent = agent(&script.answer(completion("at last"))).build().unwrap();
        let run = agent.run_on(Hall::new(is_about("a"))).run();
        assert!(timeout(Duration::from_millis(millis), run).await.is_err());
        // Heard again, such as by catching up.
        let (_, news) = run_on(&agent, vec![(0, Ok(message("1", "alice", "a")))]).await;
        assert_eq!(news, ["answering 1 of hall"], "{millis}");
    }
}

async fn run_on(agent: &Agent, talk: Talk) -> (Report, Vec<String>) {
    run(agent.run_on(Hall::new(talk))).await
}

#[tokio::test(start_paused = true)]
async fn what_others_pushed_out_may_be_answered_later() {
    let mut talk: Talk =
        (0..=1_000).map(|id| (0, Ok(message(&id.to_string(), "alice", "a")))).collect();
    talk.extend(is_about("a").pop());
    let agent = agent(&says(["at last"])).build().unwrap();
    let left = left_by(&agent, talk, 500, None).await;
    assert_eq!((left.len(), left[0].id.as_str()), (1_001, "0"));
    let answer = agent.answer(&left[0].room, &left[..1]).await.unwrap();
    assert_eq!(answer.text.as_deref(), Some("at last"));
}

#[tokio::test(start_paused = true)]
async fn what_was_answered_and_not_written_is_not_asked_again() {
    let lost = Error::new(ErrorKind::Transport, "lost").with_maybe_sent(true);
    let later = Error::new(ErrorKind::RateLimited, "later");
    let later = later.with_retry_after(Duration::from_secs(100));
    for broken in [lost, later] {
        let agent = agent(&says(["once"])).build().unwrap();
        let left = left_by(&agent, is_about("a"), 5_000, Some(broken)).await;
        assert_eq!(left.len(), 1);
        let answer = agent.answer(&left[0].room.clone(), &left).await.unwrap();
        assert_eq!(answer.silence, Some(Silence::Duplicate));
    }
}

#[tokio::test(start_paused = true)]
async fn a_memory_file_is_read_and_written() {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("runner-memory.json");
    let hall = Hall::new(vec![(0, Ok(message("1", "alice", "a")))]);
    let script = says(["one", "two"]);
    let first = agent(&script).build().unwrap();
    first.run_on(hall).memory_file(&path).run().await.unwrap();
    let hall = Hall::new(vec![(0, Ok(message("2", "alice", "b")))]);
    let second = agent(&script).build().unwrap();
    second.run_on(hall).memory_file(&path).run().await.unwrap();
    assert_eq!(turns(&bodies(&script)[1])[1..3], ["U\n\nMessages:\nalice: a", "one"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "what people said is for nobody else");
    }
    std::fs::remove_file(&path).unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_memory_is_written_while_answers_run() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join("busy-memory.json");
    // Left by a run that broke off.
    std::fs::remove_file(&path).ok();
    let slow = completion("late").delay(Duration::from_secs(100));
    let hall = Hall::new(vec![
        (0, Ok(message("1", "alice", "a"))),
        (50, Ok(message("2", "alice", "b"))),
        // Heard when the memory has just been written, or is held up.
        (11, Ok(elsewhere("3", "bob", "c"))),
        (600, Ok(message("4", "alice", "never heard"))),
    ]);
    let script = says(["one"]).answer(slow).answer(completion("two"));
    let first = agent(&script).build().unwrap();
    let (written, was_written) = (path.clone(), Arc::new(Mutex::new(false)));
    let is_written = Arc::clone(&was_written);
    let runner = first.run_on(Arc::clone(&hall)).memory_file(&path).on_notice(move |notice| {
        if matches!(notice, Notice::Answering { room, .. } if room.id == "attic") {
            *is_written.lock().unwrap() = written.exists();
        }
    });
    let report = runner.run_until(sleep(Duration::from_secs(70))).await.unwrap();
    assert_eq!(report.unanswered.len(), 1, "the slow answer");
    assert_eq!(hall.written()[1..], [(62, "attic: two".to_owned())]);
    assert!(*was_written.lock().unwrap(), "once a minute");
    let script = says(["three", "four"]);
    let second = agent(&script).build().unwrap();
    second.load_memory(&path).await.unwrap();
    for asked in [message("5", "alice", "d"), elsewhere("6", "bob", "e")] {
        second.answer(&asked.room.clone(), &[asked]).await.unwrap();
    }
    // What was said since the last minute is there as well.
    let told = bodies(&script);
    assert_eq!([&turns(&told[0])[2], &turns(&told[1])[2]], ["one", "two"]);
    std::fs::remove_file(&path).unwrap();
}
