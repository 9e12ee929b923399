//! Messages that a dialogue was given and did not use: somebody else gets them.

use std::sync::Arc;

use chatwire::bot::{Bot, Command, Context, Strategy};
use chatwire::{Error, ErrorKind};
use tokio::sync::Notify;

use super::{Notes, SECOND, noting};
use crate::hall::{Act, Hall};

#[tokio::test(start_paused = true)]
async fn what_came_before_a_question_failed_goes_to_the_handlers() {
    let hall = Hall::new();
    let (bot, notes) = noting(&hall);
    let hello = Command::new("hello", |ctx: Context, (): ()| async move {
        ctx.ask("Your name?", 60 * SECOND).await.map(drop)
    });
    let busy = Error::new(ErrorKind::RateLimited, "busy").with_retry_after(5 * SECOND);
    hall.script([Act::Fail(busy), Act::Fail(Error::input("no questions here"))]);
    let talk = async {
        hall.say("main", "ada", "!hello");
        hall.until(1).await;
        hall.say("main", "ada", "Ada");
        hall.say("main", "ada", "are you there?");
        hall.until(2).await;
        hall.end(None);
    };
    let bot = bot.command(hello);
    let (report, ()) = tokio::join!(async { bot.run().await.unwrap() }, talk);
    assert_eq!(notes.all(), ["Ada", "are you there?"]);
    assert_eq!((report.handled, report.failed, report.duplicates), (3, 1, 0));
}

/// A bot whose `!wait` stops waiting in the moment in which a message comes.
fn fickle(hall: &Hall) -> (Bot, Notes) {
    let (bot, notes) = noting(hall);
    let wait = Command::new("wait", |ctx: Context, (): ()| async move {
        let came = Arc::new(Notify::new());
        let coming = Arc::clone(&came);
        let filter = move |_: &_| {
            coming.notify_one();
            true
        };
        tokio::select! {
            biased;
            () = came.notified() => {}
            _ = ctx.wait_for(filter, 60 * SECOND) => {}
        }
    });
    (bot.command(wait), notes)
}

#[tokio::test(start_paused = true)]
async fn what_a_dialogue_does_not_take_any_more_goes_to_the_handlers() {
    for strategy in [Strategy::Queue, Strategy::Burst, Strategy::Concurrent(4)] {
        let hall = Hall::new();
        let (bot, notes) = fickle(&hall);
        let talk = async {
            hall.say("main", "ada", "!wait");
            tokio::time::sleep(SECOND).await;
            hall.say("main", "bob", "hello");
            hall.end(None);
        };
        let bot = bot.strategy(strategy);
        let (report, ()) = tokio::join!(async { bot.run().await.unwrap() }, talk);
        assert_eq!(notes.all(), ["hello"], "{strategy:?}");
        assert_eq!((report.handled, report.unhandled), (2, 0), "{strategy:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_dialogue_does_not_take_any_more_goes_to_the_next_one() {
    let hall = Hall::new();
    let (bot, notes) = fickle(&hall);
    let noted = notes.clone();
    let patient = Command::new("listen", move |ctx: Context, (): ()| {
        let notes = noted.clone();
        async move {
            let heard = ctx.wait_for(|_| true, 60 * SECOND).await?;
            notes.note(format!("heard {:?}", heard.map(|message| message.text)));
            Ok::<_, Error>(())
        }
    });
    let talk = async {
        // Both are taken in before the first one waits for what comes.
        hall.say("main", "ada", "!wait");
        hall.say("main", "ada", "!listen");
        tokio::time::sleep(SECOND).await;
        hall.say("main", "bob", "hello");
        tokio::time::sleep(SECOND).await;
        hall.end(None);
    };
    let bot = bot.command(patient).strategy(Strategy::Concurrent(4));
    tokio::join!(async { bot.run().await.unwrap() }, talk);
    assert_eq!(notes.all(), ["heard Some(\"hello\")"]);
}

#[tokio::test(start_paused = true)]
async fn what_is_given_back_at_the_end_is_counted() {
    let hall = Hall::new();
    let (bot, notes) = noting(&hall);
    let hello = Command::new("hello", |ctx: Context, (): ()| async move {
        ctx.ask("Your name?", 60 * SECOND).await.map(drop)
    });
    hall.script([Act::Hang]);
    let bot = bot.command(hello).grace(SECOND);
    hall.say("main", "ada", "!hello");
    let stop = async {
        hall.until(1).await;
        hall.say("main", "ada", "Ada");
        tokio::time::sleep(SECOND).await;
    };
    let report = bot.run_until(stop).await.unwrap();
    assert_eq!(notes.all().len(), 0);
    assert_eq!((report.messages(), report.handled, report.unhandled), (2, 1, 1));
}
