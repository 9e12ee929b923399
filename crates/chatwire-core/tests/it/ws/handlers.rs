//! Handlers on top of a session.

use std::error::Error as StdError;
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chatwire_core::handlers::Registry;
use chatwire_core::ws::{Handle, Lifecycle};
use chatwire_core::{Error, ErrorKind, handlers};
use futures_util::StreamExt;
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::tungstenite::Message;

use super::{Command, Event, Toy, heard, online, say, server};

handlers! {
    /// Handlers of the toy.
    struct Handlers: Registry<Handle<Command>, Event> {
        /// Texts.
        on_text => Text(text: String);
        /// Bytes.
        on_binary => Binary(bytes: Vec<u8>);
        /// News of the connection.
        on_lifecycle => Life(lifecycle: Lifecycle);
    }
}

/// Handlers return what a program has: errors of ours and of others, boxed ones, texts.
#[tokio::test]
async fn a_report_gives_the_error_back_whatever_it_was() {
    let (causes, report) = log();
    let registry = Registry::<(), u32>::default();
    registry.on_error(move |error| {
        let number: Option<&std::num::ParseIntError> = error.downcast_ref();
        report(&format!("{error}: {}", number.is_some()));
    });
    registry.add(|_| true, Some, |(), _| async { "x".parse::<u32>().map(drop) });
    registry.add(
        |_| true,
        Some,
        |(), _| async {
            let _number: u32 = "x".parse()?;
            Ok::<_, Box<dyn StdError + Send + Sync>>(())
        },
    );
    registry.add(|_| true, Some, |(), _| async { Err::<(), _>("a text") });
    registry.add(|_| true, Some, |(), _| async { Err::<(), _>("a text".to_owned()) });
    registry.dispatch(&(), 7).await;
    let parse = "invalid digit found in string: true";
    assert_eq!(*causes.lock().unwrap(), [parse, parse, "a text: false", "a text: false"]);
}

type Log = Arc<Mutex<Vec<String>>>;

fn log() -> (Log, impl Fn(&str) + Clone + Send + Sync + 'static) {
    let log: Log = Arc::default();
    let write = Arc::clone(&log);
    (log, move |text: &str| write.lock().unwrap().push(text.to_owned()))
}

#[tokio::test(start_paused = true)]
async fn handlers_answer_through_the_handle_and_their_faults_end_nothing() {
    let (mut server, config) = server();
    let (session, mut peer) = online(Toy::new(), config, &mut server).await;
    let (seen, write) = log();
    let (failures, report) = log();
    let handlers = Handlers::new()
        .on_text(|handle, text| async move {
            handle.send(Command::Say(format!("you said {text}"))).await
        })
        .on_text(|_, text| async move { if text == "b" { Err("no b please") } else { Ok(()) } })
        .on_text(|_, text| async move { assert_ne!(text, "c") })
        .on_text(|_, text| {
            assert_ne!(text, "d", "before there is a future");
            async {}
        })
        .on_text(move |_, text| {
            write(&text);
            async {}
        })
        .on_binary(|_, _| async { Err::<(), _>("never called") })
        .on_lifecycle(|_, _| async {})
        .on_error(move |error| report(&format!("{} {error}", error.is_panic())));
    let running = tokio::spawn(session.run(handlers));
    for text in ["a", "b", "c", "d"] {
        say(&mut peer, text).await;
        assert_eq!(heard(&mut peer).await, format!("you said {text}"));
    }
    say(&mut peer, "refuse").await;
    let err = running.await.unwrap().unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Auth);
    assert_eq!(*seen.lock().unwrap(), ["a", "b", "c", "d"]);
    let panicked = "true the handler panicked";
    assert_eq!(*failures.lock().unwrap(), ["false no b please", panicked, panicked]);
}

#[tokio::test(start_paused = true)]
async fn a_report_still_knows_the_cause() {
    let (causes, report) = log();
    let registry = Registry::<(), u32>::default();
    registry.on_error(move |error| {
        report(&error.to_string());
        report(&error.source().map(ToString::to_string).unwrap_or_default());
        report(&format!("{:?}", error.downcast_ref().map(Error::kind)));
        report(&format!("{:?}", error.downcast_ref().map(std::io::Error::kind)));
    });
    registry.add(
        |_| true,
        Some,
        |(), _| async {
            let refused = std::io::Error::new(std::io::ErrorKind::ConnectionRefused, "refused");
            Err::<(), _>(Error::new(ErrorKind::Connect, "cannot connect").with_source(refused))
        },
    );
    registry.dispatch(&(), 7).await;
    let all =
        ["no connection: cannot connect", "refused", "Some(Connect)", "Some(ConnectionRefused)"];
    assert_eq!(*causes.lock().unwrap(), all);
}

#[tokio::test(start_paused = true)]
async fn an_error_report_that_panics_ends_nothing() {
    let (mut server, config) = server();
    let (session, mut peer) = online(Toy::new(), config, &mut server).await;
    let handlers = Handlers::new()
        .on_text(|_, _| async { Err::<(), _>("x") })
        .on_error(|_| panic!("the reporter itself"));
    let handle = session.handle();
    let running = tokio::spawn(session.run(handlers));
    say(&mut peer, "a").await;
    say(&mut peer, "b").await;
    sleep(Duration::from_secs(1)).await;
    assert!(!running.is_finished());
    drop(peer);
    handle.close().await;
    running.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn one_after_another_or_several_at_once() {
    for (concurrency, elapsed) in [(1, 10), (5, 2), (100, 1)] {
        let (mut server, config) = server();
        let (session, mut peer) = online(Toy::new(), config, &mut server).await;
        let (seen, write) = log();
        let handlers = Handlers::new().concurrency(concurrency).on_text(move |_, text| {
            let write = write.clone();
            async move {
                sleep(Duration::from_secs(1)).await;
                write(&text);
            }
        });
        let start = Instant::now();
        for number in 0..10 {
            say(&mut peer, &number.to_string()).await;
        }
        // The end does not cut off handlers at work.
        say(&mut peer, "refuse").await;
        session.run(handlers).await.unwrap_err();
        assert_eq!((seen.lock().unwrap().len(), start.elapsed().as_secs()), (10, elapsed));
    }
}

#[tokio::test(start_paused = true)]
async fn handlers_come_and_go_while_events_are_handled() {
    let (mut server, config) = server();
    let (session, mut peer) = online(Toy::new(), config, &mut server).await;
    let (seen, write) = log();
    let handlers = Handlers::new();
    let id = handlers.on(move |_, event| {
        write(&format!("{event:?}"));
        async {}
    });
    let running = tokio::spawn(session.run(handlers.clone()));
    say(&mut peer, "one").await;
    sleep(Duration::from_millis(1)).await;
    assert!(handlers.remove(id));
    assert!(!handlers.remove(id));
    say(&mut peer, "two").await;
    sleep(Duration::from_millis(1)).await;
    let (later, write) = log();
    handlers.on(move |_, _| {
        write("three");
        async {}
    });
    say(&mut peer, "three").await;
    sleep(Duration::from_millis(1)).await;
    assert_eq!(*seen.lock().unwrap(), ["Text(\"one\")"]);
    assert_eq!(*later.lock().unwrap(), ["three"]);
    running.abort();
}

#[tokio::test(start_paused = true)]
async fn handlers_go_on_while_nobody_polls_run_and_end_with_it() {
    let (mut server, config) = server();
    let (session, mut peer) = online(Toy::new(), config, &mut server).await;
    let (seen, write) = log();
    let held = Arc::new(());
    let token = Arc::clone(&held);
    let handlers = Handlers::new().on_text(move |_, text| {
        write(&text);
        let token = Arc::clone(&token);
        async move {
            if text == "stay" {
                pending::<()>().await;
            }
            drop(token);
        }
    });
    let mut running = Box::pin(session.run(handlers.clone()));
    assert!(timeout(Duration::ZERO, &mut running).await.is_err());
    for text in ["one", "stay", "never"] {
        say(&mut peer, text).await;
    }
    sleep(Duration::from_millis(1)).await;
    assert_eq!(*seen.lock().unwrap(), ["one", "stay"]);
    assert_eq!(Arc::strong_count(&held), 3, "here, in the handler, and in its future");
    drop(running);
    assert_eq!(Arc::strong_count(&held), 2, "the future is gone at once");
    assert!(matches!(peer.next().await, Some(Ok(Message::Close(_)))), "and so is the session");
}

#[tokio::test(start_paused = true)]
async fn a_session_without_handlers_outlives_them_by_its_handle() {
    let (mut server, config) = server();
    let (session, mut peer) = online(Toy::new(), config, &mut server).await;
    let handle = session.handle();
    let mut running = Box::pin(session.run(Handlers::new()));
    assert!(timeout(Duration::ZERO, &mut running).await.is_err());
    drop(running);
    handle.send(Command::Say("still here".to_owned())).await.unwrap();
    assert_eq!(heard(&mut peer).await, "still here");
}

#[tokio::test(start_paused = true)]
async fn a_handler_may_ask_over_its_own_session_and_close_it() {
    let (mut server, config) = server();
    let (session, mut peer) = online(Toy::new(), config, &mut server).await;
    let (seen, write) = log();
    let handlers = Handlers::new().on_text(move |handle, text| {
        let write = write.clone();
        async move {
            let answer = handle.call(|reply| Command::Ask(text, reply)).await?;
            handle.close().await;
            write(&answer);
            Ok::<_, Error>(())
        }
    });
    let running = tokio::spawn(session.run(handlers));
    say(&mut peer, "name").await;
    assert_eq!(heard(&mut peer).await, "?name");
    say(&mut peer, "=name:toy").await;
    assert!(matches!(peer.next().await, Some(Ok(Message::Close(_)))));
    assert!(peer.next().await.is_none());
    running.await.unwrap().unwrap();
    assert_eq!(*seen.lock().unwrap(), ["toy"]);
}

/// A panic of the protocol is a defect, but no reason to lose what was read before.
#[tokio::test(start_paused = true)]
async fn handlers_finish_what_was_read_when_the_sessions_task_has_gone() {
    let (mut server, config) = server();
    let (session, mut peer) = online(Toy::new(), config, &mut server).await;
    let (seen, write) = log();
    let handlers = Handlers::new().on_text(move |_, text| {
        let write = write.clone();
        async move {
            sleep(Duration::from_secs(1)).await;
            write(&text);
        }
    });
    let running = tokio::spawn(session.run(handlers));
    for text in ["one", "two", "panic"] {
        say(&mut peer, text).await;
    }
    let error = running.await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.platform()), (ErrorKind::Closed, "toy"));
    assert_eq!(*seen.lock().unwrap(), ["one", "two"]);
}
