//! Handlers, commands, dialogues and the end of a bot, on a paused clock.

mod commands;
mod dialogues;
mod emulated;
mod faults;
mod strategy;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chatwire::bot::{Bot, Context, Next};
use chatwire::responder::from_fn;
use chatwire::{
    Capabilities, Deleted, Error, ErrorKind, Event, Incoming, Lifecycle, NativeEvent, Outgoing,
    Person, Presence, Reaction, Sender,
};
use tokio::time::{Instant, sleep};

use crate::hall::{Act, Hall};

const SECOND: Duration = Duration::from_secs(1);

/// What handlers noted, in order.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<String>>>);

impl Notes {
    fn note(&self, text: impl Into<String>) {
        self.0.lock().unwrap().push(text.into());
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// A bot that writes down what messages it is given.
fn noting(hall: &Hall) -> (Bot, Notes) {
    let notes = Notes::default();
    let noted = notes.clone();
    let bot = Bot::new().platform(hall.clone()).on_message(move |_, message: Incoming| {
        noted.note(message.text);
        async {}
    });
    (bot, notes)
}

#[tokio::test(start_paused = true)]
async fn a_bot_runs_in_a_task_of_its_own() {
    fn is_shared<T: Clone + Send + Sync + std::fmt::Debug + 'static>() {}
    is_shared::<Context>();
    is_shared::<chatwire::outbox::Outbox>();
    let hall = Hall::new();
    let (bot, notes) = noting(&hall);
    assert!(format!("{bot:?}").starts_with("Bot { platforms: [\"hall\"]"), "{bot:?}");
    hall.say("main", "ada", "hi");
    let running = tokio::spawn(bot.run_until(sleep(SECOND)));
    assert_eq!(running.await.unwrap().unwrap().messages(), 1);
    assert_eq!(notes.all(), ["hi"]);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_dropped_stops_its_handlers() {
    let hall = Hall::new();
    let notes = Notes::default();
    let noted = notes.clone();
    let bot = Bot::new().platform(hall.clone()).on_message(move |_, _| {
        let notes = noted.clone();
        async move {
            notes.note("begun");
            sleep(10 * SECOND).await;
            notes.note("ended");
        }
    });
    hall.say("main", "ada", "hi");
    assert!(tokio::time::timeout(SECOND, bot.run()).await.is_err());
    sleep(60 * SECOND).await;
    assert_eq!(notes.all(), ["begun"]);
}

#[tokio::test(start_paused = true)]
async fn each_kind_of_event_has_its_handler() {
    let hall = Hall::new();
    let notes = Notes::default();
    macro_rules! note {
        ($name:literal) => {{
            let notes = notes.clone();
            move |_: Context, _| {
                notes.note($name);
                async {}
            }
        }};
    }
    let every = notes.clone();
    let bot = Bot::new()
        .platform(hall.clone())
        .on_message(note!("message"))
        .on_edited(note!("edited"))
        .on_deleted(note!("deleted"))
        .on_joined(note!("joined"))
        .on_left(note!("left"))
        .on_typing(note!("typing"))
        .on_reaction(note!("reaction"))
        .on_event(move |ctx: Context, event: Event| {
            let about = ctx.message().map(|message| message.text.clone());
            every.note(format!("{:?} {about:?}", event.room().map(|room| room.id.as_str())));
            async {}
        });
    let (room, ada) = (hall.room("main"), Sender::new("ada"));
    let who = Presence::new(room.clone(), ada.clone());
    let message = hall.say("main", "ada", "hi");
    hall.event(Event::Edited(message));
    hall.event(Event::Deleted(Deleted::new("1", room.clone())));
    hall.event(Event::Joined(who.clone()));
    hall.event(Event::Left(who.clone()));
    hall.event(Event::Typing(who));
    hall.event(Event::Reaction(Reaction::new("1", room, ada, "+")));
    hall.end(None);
    let report = bot.run().await.unwrap();
    let kinds = ["message", "edited", "deleted", "joined", "left", "typing", "reaction"];
    let mut expected = Vec::new();
    for kind in kinds {
        let about = matches!(kind, "message" | "edited").then_some("hi");
        expected.push(format!("Some(\"main\") {about:?}"));
        expected.push(kind.to_owned());
    }
    assert_eq!(notes.all(), expected);
    assert_eq!((report.platforms[0].events, report.messages(), report.handled), (7, 1, 7));
    assert!(report.to_string().starts_with("hall 1, handled 7, failed 0"), "{report}");
}

#[tokio::test(start_paused = true)]
async fn events_without_a_room_have_handlers_but_no_answer() {
    let hall = Hall::new();
    let notes = Notes::default();
    let (news, native) = (notes.clone(), notes.clone());
    let bot = Bot::new()
        .platform(hall.clone())
        .on_lifecycle(move |ctx: Context, _| {
            let notes = news.clone();
            async move {
                let error = ctx.send("hi").await.unwrap_err();
                notes.note(format!("{:?}", error.kind()));
            }
        })
        .on_native(move |ctx: Context, _| {
            let notes = native.clone();
            async move {
                let error = ctx.ask("hi", SECOND).await.unwrap_err();
                notes.note(format!("{:?} {:?}", error.kind(), ctx.react("+").await.is_err()));
            }
        });
    hall.event(Event::Lifecycle(Lifecycle::Online { gap: None }));
    hall.event(Event::Native(NativeEvent::Other { platform: "hall", text: String::new() }));
    hall.end(None);
    bot.run().await.unwrap();
    assert_eq!(notes.all(), ["Input", "Input true"]);
}

#[tokio::test(start_paused = true)]
async fn a_handler_writes_through_its_context() {
    let hall = Hall::new();
    let other = Hall::named("cellar", Capabilities::default());
    let elsewhere = other.room("vault");
    let bot = Bot::new().platform(hall.clone()).platform(other.clone()).on_message(
        move |ctx: Context, _| {
            let elsewhere = elsewhere.clone();
            async move {
                ctx.typing().await?;
                let id = ctx.reply("hello").await?;
                ctx.edit(&id, "hello!").await?;
                ctx.delete(&id).await?;
                ctx.react("+").await?;
                ctx.send("bye").await?;
                ctx.send_to(&elsewhere, "psst").await?;
                let nowhere = chatwire::Room::new("attic", "x");
                let error = ctx.send_to(&nowhere, "lost").await.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Input);
                assert_eq!((ctx.platform().name(), ctx.messages().len()), ("hall", 1));
                Ok::<_, Error>(())
            }
        },
    );
    hall.say("main", "ada", "hi");
    let report = bot.run_until(other.until(1)).await.unwrap();
    assert_eq!((report.failed, report.unsent()), (0, 0));
    let expected = [
        "typing main",
        "send main: hello",
        "edit main: out1 hello!",
        "delete main: out1",
        "react main: in1 +",
        "send main: bye",
    ];
    assert_eq!(hall.calls(), expected);
    assert_eq!(other.texts(), ["vault: psst"]);
    let answered: Vec<_> = hall.written().into_iter().map(|message| message.reply_to).collect();
    assert_eq!(answered, [Some("in1".into()), None], "only `reply` is linked");
}

#[tokio::test(start_paused = true)]
async fn a_responder_answers_what_is_no_command() {
    let hall = Hall::new();
    let echo = from_fn(|message| {
        let answers =
            vec![Outgoing::text(message.text.clone()), Outgoing::text("...").delay(3 * SECOND)];
        async move { Ok(answers) }
    });
    hall.say("main", "ada", "hi");
    hall.end(None);
    Bot::new().platform(hall.clone()).respond_with(echo).run().await.unwrap();
    assert_eq!(hall.texts(), ["main: hi", "main: ..."]);
    assert_eq!(hall.times(), [Duration::ZERO, 3 * SECOND]);
}

#[tokio::test(start_paused = true)]
async fn errors_and_panics_end_only_their_handler() {
    let hall = Hall::new();
    let (notes, errors) = (Notes::default(), Notes::default());
    let (last, reported) = (notes.clone(), errors.clone());
    let bot = Bot::new()
        .platform(hall.clone())
        .on_message(|_, message: Incoming| async move {
            match message.text.as_str() {
                "fail" => Err(Error::input("as asked")),
                "panic" => panic!("as the test wants"),
                _ => Ok(()),
            }
        })
        .on_message(move |_, message: Incoming| {
            last.note(message.text);
            async {}
        })
        .on_error(move |error| reported.note(error.to_string()));
    for text in ["fail", "panic", "fine"] {
        hall.say("main", "ada", text);
    }
    hall.end(None);
    let report = bot.run().await.unwrap();
    assert_eq!(notes.all(), ["fail", "panic", "fine"]);
    assert_eq!(errors.all(), ["invalid input: as asked", "the handler panicked"]);
    assert_eq!((report.handled, report.failed), (3, 2));
}

#[tokio::test(start_paused = true)]
async fn middleware_stands_around_handlers_in_order() {
    let hall = Hall::new();
    let (bot, notes) = noting(&hall);
    let (outer, inner) = (notes.clone(), notes.clone());
    let errors = Notes::default();
    let reported = errors.clone();
    let bot = bot
        .middleware(move |ctx: Context, event: Event, next: Next| {
            let notes = outer.clone();
            async move {
                notes.note("outer begins");
                next.run(ctx, event).await;
                notes.note("outer ends");
            }
        })
        .middleware(move |ctx: Context, event: Event, next: Next| {
            let notes = inner.clone();
            async move {
                let Event::Message(mut message) = event else { return };
                match message.text.as_str() {
                    "stop" => return notes.note("stopped"),
                    "panic" => panic!("as the test wants"),
                    _ => message.text.make_ascii_uppercase(),
                }
                next.run(ctx, Event::Message(message)).await;
            }
        })
        .on_error(move |error| reported.note(error.is_panic().to_string()));
    for text in ["hi", "stop", "panic"] {
        hall.say("main", "ada", text);
    }
    hall.end(None);
    bot.run().await.unwrap();
    let expected = [
        "outer begins",
        "HI",
        "outer ends",
        "outer begins",
        "stopped",
        "outer ends",
        "outer begins",
    ];
    assert_eq!(notes.all(), expected);
    assert_eq!(errors.all(), ["true"]);
}

fn ada(platform: &'static str) -> [Person; 1] {
    [Person::new(platform, "ada")]
}

#[tokio::test(start_paused = true)]
async fn filters_leave_out_rooms_people_and_oneself() {
    type Set = fn(Bot, &Hall) -> Bot;
    let table: [(&str, Set, &[&str]); 8] = [
        ("nothing set", |bot, _| bot, &["a", "b", "c"]),
        ("one's own, too", |bot, _| bot.with_own_messages(), &["a", "b", "c", "own"]),
        ("only rooms", |bot, hall| bot.only_rooms([hall.room("main")]), &["a", "b"]),
        ("not rooms", |bot, hall| bot.ignore_rooms([hall.room("main")]), &["c"]),
        ("only senders", |bot, _| bot.only_senders(ada("hall")), &["a", "c"]),
        ("not senders", |bot, _| bot.ignore_senders(ada("hall")), &["b"]),
        ("of another platform", |bot, _| bot.only_senders(ada("attic")), &[]),
        ("a panic", |bot, _| bot.filter(|_| panic!("as the test wants")), &[]),
    ];
    for (name, set, expected) in table {
        let hall = Hall::new();
        let (bot, notes) = noting(&hall);
        hall.say("main", "ada", "a");
        hall.say("main", "bob", "b");
        hall.say("side", "ada", "c");
        let own = Sender::new("bot").myself();
        hall.event(Event::Message(Incoming::new("9", hall.room("main"), own, "own")));
        hall.end(None);
        let report = set(bot, &hall).run().await.unwrap();
        let mut got = notes.all();
        got.sort();
        assert_eq!(got, expected, "{name}");
        assert_eq!(usize::try_from(report.ignored).unwrap(), 4 - expected.len(), "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_that_comes_twice_is_handled_once() {
    let hall = Hall::new();
    let (bot, notes) = noting(&hall);
    let message = hall.say("main", "ada", "once");
    hall.event(Event::Message(message));
    hall.say("main", "ada", "again");
    hall.end(None);
    let report = bot.run().await.unwrap();
    assert_eq!(notes.all(), ["once", "again"]);
    assert_eq!((report.messages(), report.duplicates, report.handled), (3, 1, 2));
}

#[tokio::test(start_paused = true)]
async fn the_end_of_one_platform_does_not_end_the_others() {
    let (hall, other) = (Hall::new(), Hall::named("cellar", Capabilities::default()));
    let bot = Bot::new()
        .platform(hall.clone())
        .platform(other.clone())
        .on_message(|ctx: Context, _| async move { ctx.reply("yes").await.map(drop) });
    hall.end(Some(Error::new(ErrorKind::Auth, "the key is gone")));
    let said = other.clone();
    let later = async {
        sleep(SECOND).await;
        said.say("vault", "bob", "still there?");
        said.until(1).await;
    };
    let report = bot.run_until(later).await.unwrap();
    assert_eq!(other.texts(), ["vault: yes"]);
    let [first, second] = &report.platforms[..] else { unreachable!() };
    assert!(first.ended && first.error.is_some() && !second.ended && second.error.is_none());
    assert_eq!((first.name, second.name, second.messages), ("hall", "cellar", 1));
}

#[tokio::test(start_paused = true)]
async fn a_bot_whose_platforms_have_all_ended_fails_as_the_first_did() {
    let (hall, other) = (Hall::new(), Hall::named("cellar", Capabilities::default()));
    let (bot, notes) = noting(&hall);
    hall.say("main", "ada", "last words");
    hall.end(None);
    other.end(Some(Error::new(ErrorKind::Auth, "the key is gone")));
    let error = bot.platform(other).run().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert_eq!(notes.all(), ["last words"], "what came before is handled");
    assert_eq!(Bot::new().run().await.unwrap_err().kind(), ErrorKind::Config);
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_finishes_what_was_begun() {
    let hall = Hall::new();
    let bot = Bot::new().platform(hall.clone()).on_message(
        |ctx: Context, message: Incoming| async move {
            sleep(3 * SECOND).await;
            ctx.reply(format!("{} done", message.text)).await.map(drop)
        },
    );
    hall.say("main", "ada", "begun");
    hall.say("main", "ada", "in line");
    hall.say("side", "ada", "begun, too");
    hall.script([Act::Slow(SECOND)]);
    let begun = Instant::now();
    let report = bot.run_until(sleep(SECOND)).await.unwrap();
    let mut texts = hall.texts();
    texts.sort();
    assert_eq!(texts, ["main: begun done", "side: begun, too done"]);
    assert_eq!((report.handled, report.unhandled, report.unfinished), (2, 1, 0));
    assert_eq!(begun.elapsed(), 4 * SECOND, "no longer than needed");
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_has_an_end() {
    let hall = Hall::new();
    let bot = Bot::new().platform(hall.clone()).grace(5 * SECOND).on_message(
        |ctx: Context, message: Incoming| async move {
            if message.text == "write" {
                drop(ctx.reply("never arrives").await);
            }
            std::future::pending::<()>().await;
        },
    );
    hall.script([Act::Hang]);
    hall.say("main", "ada", "write");
    hall.say("side", "ada", "hang");
    let begun = Instant::now();
    let report = bot.run_until(hall.until(1)).await.unwrap();
    assert_eq!(report.unfinished, 2);
    let unsent = report.unsent.into_iter().next().unwrap();
    assert!(unsent.into_iter().next().unwrap().maybe_sent);
    assert_eq!(begun.elapsed(), 6 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_handler_can_end_early_at_the_shutdown() {
    let hall = Hall::new();
    let notes = Notes::default();
    let noted = notes.clone();
    let bot = Bot::new().platform(hall.clone()).on_message(move |ctx: Context, _| {
        let notes = noted.clone();
        async move {
            ctx.stopping().await;
            notes.note("saved");
        }
    });
    hall.say("main", "ada", "work");
    let report = bot.run_until(sleep(SECOND)).await.unwrap();
    assert_eq!((notes.all(), report.unfinished), (vec!["saved".to_owned()], 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_rooms_on_many_threads_keep_their_order() {
    const ROOMS: usize = 40;
    const MESSAGES: usize = 50;
    let hall = Hall::new();
    let bot = Bot::new()
        .platform(hall.clone())
        .capacity(3)
        .outbox(|outbox| outbox.capacity(2))
        .on_message(|ctx: Context, message: Incoming| async move {
            ctx.send(message.text).await.map(drop)
        });
    for number in 0..MESSAGES {
        for room in 0..ROOMS {
            hall.say(&room.to_string(), "ada", &number.to_string());
        }
    }
    hall.end(None);
    let report = bot.run().await.unwrap();
    assert_eq!(usize::try_from(report.handled).unwrap(), ROOMS * MESSAGES);
    let texts = hall.texts();
    for room in 0..ROOMS {
        let said = texts.iter().filter_map(|text| text.strip_prefix(&format!("{room}: ")));
        let expected: Vec<_> = (0..MESSAGES).map(|number| number.to_string()).collect();
        assert_eq!(said.collect::<Vec<_>>(), expected, "room {room}");
    }
}

#[tokio::test]
async fn unsent_messages_of_a_bot_are_sent_by_the_next() {
    let folder = std::env::temp_dir().join(format!("chatwire-bot-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let hall = Hall::new();
    let bot = |hall: &Hall| {
        let answer = |ctx: Context, message: Incoming| async move {
            // The second waits behind the first, which hangs.
            drop(ctx.outbox().queue(&message.room, message.text).unwrap());
        };
        Bot::new().platform(hall.clone()).keep_unsent_in(&folder).on_message(answer)
    };
    hall.script([Act::Hang]);
    hall.say("main", "ada", "one");
    hall.say("main", "ada", "two");
    let both = async {
        hall.until(1).await;
        while std::fs::read_to_string(folder.join("hall.jsonl")).unwrap().lines().count() < 3 {
            tokio::task::yield_now().await;
        }
    };
    let report = bot(&hall).grace(SECOND / 10).run_until(both).await.unwrap();
    assert_eq!(report.unsent(), 2);
    let hall = Hall::new();
    let report = bot(&hall).run_until(hall.until(1)).await.unwrap();
    assert_eq!(hall.texts(), ["main: two"]);
    assert_eq!((report.restored[0].queued, report.restored[0].maybe_sent.len()), (1, 1));
    std::fs::remove_dir_all(&folder).unwrap();
}
