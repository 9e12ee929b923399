//! What happens to messages that come while others of their conversation are handled.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chatwire::bot::{Bot, Command, Context, Report, Strategy};
use chatwire::{Attachment, Event, Incoming, Sender};
use tokio::time::{Instant, sleep};

use super::{Notes, SECOND};
use crate::hall::Hall;

/// A bot whose handler takes ten seconds, and notes when it begins with what, and how many work at once.
fn slow(hall: &Hall) -> (Bot, Notes, Arc<AtomicUsize>) {
    let (notes, most) = (Notes::default(), Arc::new(AtomicUsize::new(0)));
    let (noted, counted) = (notes.clone(), Arc::clone(&most));
    let (begun, now) = (Instant::now(), Arc::new(AtomicUsize::new(0)));
    let bot = Bot::new().platform(hall.clone()).on_message(move |_, message: Incoming| {
        let (now, most) = (Arc::clone(&now), Arc::clone(&counted));
        noted.note(format!("{} {}", begun.elapsed().as_secs(), message.text));
        async move {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            sleep(10 * SECOND).await;
            now.fetch_sub(1, Ordering::SeqCst);
        }
    });
    (bot.grace(3600 * SECOND), notes, most)
}

/// One message a second, from 0 on.
async fn say(hall: &Hall, count: u64) {
    for number in 0..count {
        hall.say("main", if number % 2 == 0 { "ada" } else { "bob" }, &number.to_string());
        sleep(SECOND).await;
    }
    hall.end(None);
}

async fn run(bot: Bot, hall: &Hall, count: u64) -> Report {
    tokio::join!(bot.run(), say(hall, count)).0.unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_queue_handles_one_after_another() {
    let hall = Hall::new();
    let (bot, notes, most) = slow(&hall);
    let report = run(bot, &hall, 4).await;
    assert_eq!(notes.all(), ["0 0", "10 1", "20 2", "30 3"]);
    assert_eq!((most.load(Ordering::SeqCst), report.handled, report.dropped), (1, 4, 0));
}

#[tokio::test(start_paused = true)]
async fn rooms_and_people_do_not_wait_for_each_other() {
    let hall = Hall::new();
    let (bot, notes, _) = slow(&hall);
    hall.say("main", "ada", "a");
    hall.say("side", "ada", "b");
    hall.say("main", "bob", "c");
    hall.end(None);
    bot.run().await.unwrap();
    assert_eq!(notes.all(), ["0 a", "0 b", "10 c"]);

    let hall = Hall::new();
    let (bot, notes, _) = slow(&hall);
    run(bot.per_sender(), &hall, 4).await;
    assert_eq!(notes.all(), ["0 0", "1 1", "10 2", "11 3"]);
}

#[tokio::test(start_paused = true)]
async fn a_burst_is_handled_as_one() {
    let hall = Hall::new();
    let (bot, notes, _) = slow(&hall);
    let counts = Notes::default();
    let counted = counts.clone();
    let bot = bot.strategy(Strategy::Burst).on_event(move |ctx: Context, _| {
        let ids: Vec<_> = ctx.messages().iter().map(|message| message.id.to_string()).collect();
        counted.note(ids.join(" "));
        async {}
    });
    let report = run(bot, &hall, 4).await;
    assert_eq!(notes.all(), ["0 0", "10 1\n2\n3"]);
    assert_eq!(counts.all(), ["in1", "in2 in3 in4"]);
    assert_eq!((report.messages(), report.handled), (4, 2));
}

#[tokio::test(start_paused = true)]
async fn attachments_of_a_burst_are_all_there() {
    let hall = Hall::new();
    let notes = Notes::default();
    let noted = notes.clone();
    let bot = Bot::new().platform(hall.clone()).strategy(Strategy::Debounce(SECOND)).on_message(
        move |_, message: Incoming| {
            let urls: Vec<_> = message.attachments.iter().map(|file| file.url.as_str()).collect();
            noted.note(format!("{} {:?}", message.text, urls));
            async {}
        },
    );
    for id in ["1", "2"] {
        let mut picture = Incoming::new(id, hall.room("main"), Sender::new("ada"), "");
        picture.attachments.push(Attachment::new(id));
        hall.event(Event::Message(picture));
    }
    hall.say("main", "ada", "look");
    hall.end(None);
    bot.run().await.unwrap();
    assert_eq!(notes.all(), [r#"look ["1", "2"]"#]);
}

#[tokio::test(start_paused = true)]
async fn a_debounce_waits_for_quiet() {
    let hall = Hall::new();
    let (bot, notes, _) = slow(&hall);
    let bot = bot.strategy(Strategy::Debounce(Duration::from_millis(1_500)));
    run(bot, &hall, 3).await;
    // The last came at 2 s, so it is quiet at 3.5 s.
    assert_eq!(notes.all(), ["3 0\n1\n2"]);

    let hall = Hall::new();
    let (bot, notes, _) = slow(&hall);
    let bot = bot.strategy(Strategy::Debounce(Duration::from_millis(500)));
    run(bot, &hall, 3).await;
    assert_eq!(notes.all(), ["0 0", "10 1\n2"], "what came meanwhile has been quiet");
}

#[tokio::test(start_paused = true)]
async fn a_debounce_ends_when_its_line_is_full() {
    let hall = Hall::new();
    let (bot, notes, _) = slow(&hall);
    let bot = bot.strategy(Strategy::Debounce(Duration::MAX)).capacity(2);
    tokio::join!(say(&hall, 4), async { bot.run_until(sleep(15 * SECOND)).await.unwrap() });
    assert_eq!(notes.all(), ["1 0\n1", "11 2\n3"]);
}

#[tokio::test(start_paused = true)]
async fn commands_are_not_put_into_a_burst() {
    let hall = Hall::new();
    let (bot, notes, _) = slow(&hall);
    let noted = notes.clone();
    let bot = bot.strategy(Strategy::Debounce(60 * SECOND)).command(Command::new(
        "stop",
        move |_: Context, (): ()| {
            noted.note("stop");
            async {}
        },
    ));
    hall.say("main", "ada", "one");
    hall.say("main", "ada", "!stop");
    hall.say("main", "ada", "two");
    hall.end(None);
    bot.run().await.unwrap();
    assert_eq!(notes.all(), ["stop", "60 one\ntwo"]);
}

#[tokio::test(start_paused = true)]
async fn drop_drops_what_comes_meanwhile() {
    let hall = Hall::new();
    let (bot, notes, _) = slow(&hall);
    let talk = async {
        for (text, pause) in [("a", 5), ("b", 4), ("c", 2), ("d", 0), ("e", 0)] {
            hall.say("main", "ada", text);
            sleep(pause * SECOND).await;
        }
        hall.end(None);
    };
    let (report, ()) =
        tokio::join!(async { bot.strategy(Strategy::Drop).run().await.unwrap() }, talk);
    assert_eq!(notes.all(), ["0 a", "11 d"]);
    assert_eq!((report.handled, report.dropped), (2, 3));
}

#[tokio::test(start_paused = true)]
async fn concurrent_has_its_bound() {
    let hall = Hall::new();
    let (bot, notes, most) = slow(&hall);
    run(bot.strategy(Strategy::Concurrent(3)), &hall, 5).await;
    assert_eq!(notes.all(), ["0 0", "1 1", "2 2", "10 3", "11 4"]);
    assert_eq!(most.load(Ordering::SeqCst), 3);
}

#[tokio::test(start_paused = true)]
async fn all_conversations_together_have_a_bound() {
    let hall = Hall::new();
    let (bot, _, most) = slow(&hall);
    for room in 0..10 {
        hall.say(&room.to_string(), "ada", "hi");
    }
    hall.end(None);
    let begun = Instant::now();
    bot.handlers_at_once(5).run().await.unwrap();
    assert_eq!((most.load(Ordering::SeqCst), begun.elapsed()), (5, 20 * SECOND));
}

#[tokio::test(start_paused = true)]
async fn a_full_line_makes_its_platform_wait_and_loses_nothing() {
    let hall = Hall::new();
    let (bot, notes, _) = slow(&hall);
    for number in 0..300 {
        hall.say("main", "ada", &number.to_string());
    }
    hall.end(None);
    let report = bot.capacity(2).run().await.unwrap();
    assert_eq!((notes.all().len(), report.dropped, report.unhandled), (300, 0, 0));
    assert_eq!(notes.all()[299], "2990 299");
}

#[tokio::test(start_paused = true)]
async fn a_full_line_drops_if_told_so() {
    let hall = Hall::new();
    let (bot, notes, _) = slow(&hall);
    let report = run(bot.capacity(2).drop_when_full(), &hall, 5).await;
    assert_eq!(notes.all(), ["0 0", "10 1", "20 2"]);
    assert_eq!((report.handled, report.dropped), (3, 2));
}
