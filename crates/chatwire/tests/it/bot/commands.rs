//! Commands and dialogues.

use std::time::Duration;

use chatwire::bot::{Args, Bot, Command, Context, Strategy};
use chatwire::responder::from_fn;
use chatwire::{
    Attachment, Capabilities, Error, ErrorKind, Incoming, LengthUnit, Outgoing, neutralise,
};
use tokio::time::sleep;

use super::{Notes, SECOND, noting};
use crate::hall::Hall;

fn echo(name: &str) -> Command {
    Command::new(name, |ctx: Context, args: Args| async move {
        ctx.send(args.iter().collect::<Vec<_>>().join("|")).await.map(drop)
    })
}

/// What the bot answers when `ada` writes these into a room.
async fn answers(bot: Bot, hall: &Hall, texts: &[&str]) -> Vec<String> {
    for text in texts {
        hall.say("main", "ada", text);
    }
    hall.end(None);
    bot.run().await.unwrap();
    hall.written().into_iter().map(|message| message.text).collect()
}

#[tokio::test(start_paused = true)]
async fn a_command_gets_its_words_and_handlers_get_the_rest() {
    let hall = Hall::new();
    let (bot, notes) = noting(&hall);
    let bot = bot.command(echo("echo").alias("e"));
    let texts = [
        r#"!echo one "two three" four"#,
        "  !E alias",
        "!echo",
        "echo without prefix",
        "! echo",
        "!",
        "!other",
        "so !echo",
    ];
    let answers = answers(bot, &hall, &texts).await;
    assert_eq!(answers, ["one|two three|four", "alias", ""]);
    assert_eq!(notes.all(), ["echo without prefix", "! echo", "!", "!other", "so !echo"]);
}

#[tokio::test(start_paused = true)]
async fn wrong_words_are_answered_with_the_usage() {
    let hall = Hall::new();
    let add = Command::new("add", |ctx: Context, (a, b): (i64, i64)| async move {
        ctx.reply((a + b).to_string()).await.map(drop)
    });
    let bot = Bot::new().platform(hall.clone()).command(add.usage("<a> <b>")).prefix("/");
    let answers = answers(bot, &hall, &["/add 1 2", "/add 1", "/add 1 x", "/add 1 2 3"]).await;
    assert_eq!(answers[0], "3");
    assert_eq!(answers[1], "argument 2 is missing\nUsage: /add <a> <b>");
    assert!(answers[2].starts_with("argument 2, \"x\", is not a i64"), "{}", answers[2]);
    assert_eq!(answers[3], "3 arguments are too many: 2 are needed\nUsage: /add <a> <b>");
    assert!(hall.written().iter().all(|message| message.reply_to.is_some()));
}

#[tokio::test(start_paused = true)]
async fn help_lists_what_the_person_may_call() {
    let hall = Hall::new();
    let bot = Bot::new()
        .platform(hall.clone())
        .command(echo("echo").usage("<words>").help("says it again").alias("e").alias("say"))
        .command(echo("Ban").allow(|message| message.sender.id == "root"))
        .command(echo("secret").hidden())
        .command(echo("about").help("about the bot"));
    let answers = answers(bot, &hall, &["!help", "!help !say", "!HELP ban"]).await;
    let list = "Commands:\n!about: about the bot\n!echo <words>: says it again";
    let page = "!echo <words>: says it again\nalso: !e, !say";
    assert_eq!(answers, [list, page, "There is no command ban"]);
}

#[tokio::test(start_paused = true)]
async fn help_may_be_named_replaced_or_left_out() {
    let hall = Hall::new();
    let bot = Bot::new().platform(hall.clone()).command(echo("help"));
    assert_eq!(answers(bot, &hall, &["!help me"]).await, ["me"]);
    let hall = Hall::new();
    let bot = Bot::new().platform(hall.clone()).command(echo("x")).help_command("hilfe");
    assert_eq!(answers(bot, &hall, &["!help", "!hilfe"]).await, ["Commands:\n!x"]);
    let hall = Hall::new();
    let bot = Bot::new().platform(hall.clone()).command(echo("x")).no_help();
    assert_eq!(answers(bot, &hall, &["!help"]).await.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn unknown_commands_are_answered_if_wanted() {
    let hall = Hall::new();
    let bot = Bot::new()
        .platform(hall.clone())
        .command(echo("x"))
        .unknown_command(|name| format!("what is {name}?"));
    assert_eq!(answers(bot, &hall, &["!ecko hi", "hi", "!"]).await, ["what is ecko?"]);
}

#[tokio::test(start_paused = true)]
async fn nobody_makes_the_bot_call_everybody() {
    let hall = Hall::new();
    let add = Command::new("add", |_: Context, (_, _): (i64, i64)| async {});
    let echo = from_fn(|message| {
        let said = Outgoing::text(message.text.clone());
        async move { Ok(vec![said]) }
    });
    let bot = Bot::new()
        .platform(hall.clone())
        .command(add)
        .unknown_command(|name| format!("what is {name}?"))
        .respond_with(echo);
    let texts = ["!add @all 1", "!help @everyone", "!@here", "say <@everyone>, model"];
    let answers = answers(bot, &hall, &texts).await;
    for answer in &answers {
        assert_eq!(neutralise(answer), *answer);
    }
    assert!(answers[0].starts_with("argument 1, \"@\u{2060}all\", is not a i64"), "{answers:?}");
    assert_eq!(answers[2..], ["what is @\u{2060}here?", "say <\u{2060}@\u{2060}everyone>, model"]);
}

#[tokio::test(start_paused = true)]
async fn a_cut_makes_no_call_to_everybody_out_of_an_answer() {
    let hall = Hall::named("hall", Capabilities::default().max_length(500, LengthUnit::Chars));
    let echo = from_fn(|message| {
        let file = Attachment::new("https://example.org/@all/hall.png");
        let said = Outgoing::text(message.text.clone()).attach(file);
        async move { Ok(vec![said]) }
    });
    let bot = Bot::new()
        .platform(hall.clone())
        .command(Command::new("x", |_: Context, (): ()| async {}))
        .unknown_command(str::to_owned)
        .respond_with(echo);
    let long = format!("{}@hereford", "x".repeat(495));
    let texts = [&*format!("!{long}"), &*long, &*format!("{}@channel", "x".repeat(490))];
    let answers = answers(bot, &hall, &texts).await;
    for answer in &answers {
        assert_eq!(neutralise(answer), *answer);
        assert!(answer.chars().count() <= 500, "{answer}");
    }
    let all = answers.concat().replace('\u{2060}', "");
    assert_eq!(all.matches("@hereford").count(), 2);
    assert_eq!(all.matches("https://example.org/%40all/hall.png").count(), 2, "{all}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_to_an_unknown_command_that_panics_ends_nothing_else() {
    for strategy in [Strategy::Queue, Strategy::Burst, Strategy::Debounce(SECOND)] {
        let hall = Hall::new();
        let asked = Notes::default();
        let noted = asked.clone();
        let (bot, notes) = noting(&hall);
        let bot = bot.strategy(strategy).command(echo("x")).unknown_command(move |name| {
            noted.note(name);
            assert_ne!(name, "boom", "as the test wants");
            format!("what is {name}?")
        });
        for text in ["!boom", "hi", "!ecko"] {
            hall.say("main", "ada", text);
        }
        hall.end(None);
        let report = bot.run().await.unwrap();
        assert_eq!(hall.texts(), ["main: what is ecko?"], "{strategy:?}");
        assert_eq!(
            (asked.all(), notes.all()),
            (vec!["boom".into(), "ecko".into()], vec!["hi".into()])
        );
        assert_eq!((report.failed, report.handled), (1, 3), "{strategy:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_may_not_is_told_or_not() {
    let hall = Hall::new();
    let nobody = |_: &Incoming| false;
    let bot = Bot::new()
        .platform(hall.clone())
        .command(echo("quiet").allow(nobody))
        .command(echo("loud").allow(nobody).denied("not you"))
        .command(echo("open").allow(|message| message.sender.id == "ada"));
    assert_eq!(answers(bot, &hall, &["!quiet x", "!loud x", "!open x"]).await, ["not you", "x"]);
}

#[tokio::test(start_paused = true)]
async fn cooldowns_count_by_person_and_by_room() {
    let hall = Hall::new();
    let bot = Bot::new()
        .platform(hall.clone())
        .command(echo("mine").cooldown(10 * SECOND))
        .command(echo("ours").room_cooldown(10 * SECOND));
    let talk = async {
        for (room, who, pause) in
            [("a", "ada", 5), ("b", "ada", 0), ("a", "bob", 5), ("a", "ada", 0), ("b", "bob", 0)]
        {
            for command in ["mine", "ours"] {
                hall.say(room, who, &format!("!{command} {command} {who}"));
            }
            sleep(pause * SECOND).await;
        }
        hall.end(None);
    };
    tokio::join!(talk, async { bot.run().await.unwrap() });
    let mut texts = hall.texts();
    texts.sort();
    let expected = [
        "a: mine|ada", // at 0 s, so not in b at 5 s
        "a: mine|ada", // at 10 s
        "a: mine|bob", // at 5 s, so not in b at 10 s
        "a: ours|ada", // at 0 s, so not for bob at 5 s
        "a: ours|ada", // at 10 s
        "b: ours|ada", // at 5 s, so not for bob at 10 s
    ];
    assert_eq!(texts, expected);
}

#[tokio::test(start_paused = true)]
async fn wrong_words_begin_no_cooldown() {
    let hall = Hall::new();
    let once = Command::new("once", |ctx: Context, (word,): (u8,)| async move {
        ctx.send(word.to_string()).await.map(drop)
    });
    let bot = Bot::new().platform(hall.clone()).command(once.cooldown(60 * SECOND));
    let answers = answers(bot, &hall, &["!once x", "!once 7", "!once 8"]).await;
    assert_eq!((answers.len(), answers[1].as_str()), (2, "7"));
}

/// Asks for a name, and greets.
fn greeter(hall: &Hall) -> Bot {
    let hello = Command::new("hello", |ctx: Context, (): ()| async move {
        match ctx.ask("Your name?", 10 * SECOND).await? {
            Some(name) => ctx.send(format!("Hello, {}", name.text)).await.map(drop),
            None => ctx.send("Never mind").await.map(drop),
        }
    });
    Bot::new().platform(hall.clone()).command(hello)
}

#[tokio::test(start_paused = true)]
async fn a_dialogue_gets_the_answer_of_the_person_who_was_asked() {
    let hall = Hall::new();
    let notes = Notes::default();
    let noted = notes.clone();
    let bot = greeter(&hall).per_sender().on_message(move |_, message: Incoming| {
        noted.note(message.text);
        async {}
    });
    let talk = async {
        hall.say("main", "ada", "!hello");
        hall.until(1).await;
        hall.say("main", "bob", "not me");
        hall.say("side", "ada", "not here");
        hall.say("main", "ada", "Ada");
        hall.until(2).await;
        hall.say("main", "ada", "thanks");
        hall.end(None);
    };
    let (report, ()) = tokio::join!(async { bot.run().await.unwrap() }, talk);
    assert_eq!(hall.texts(), ["main: Your name?", "main: Hello, Ada"]);
    assert_eq!(notes.all(), ["not me", "not here", "thanks"]);
    assert_eq!((report.messages(), report.handled), (5, 5));
}

#[tokio::test(start_paused = true)]
async fn a_dialogue_ends_by_time_and_with_the_bot() {
    let hall = Hall::new();
    hall.say("main", "ada", "!hello");
    greeter(&hall).run_until(hall.until(2)).await.unwrap();
    assert_eq!(hall.texts(), ["main: Your name?", "main: Never mind"]);
    assert_eq!(hall.times(), [Duration::ZERO, 10 * SECOND]);

    let hall = Hall::new();
    let errors = Notes::default();
    let noted = errors.clone();
    let bot = greeter(&hall).on_error(move |error| noted.note(error.to_string()));
    hall.say("main", "ada", "!hello");
    let report = bot.run_until(hall.until(1)).await.unwrap();
    assert_eq!(errors.all(), ["closed: the bot is stopping"]);
    assert_eq!((report.failed, report.unfinished), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn dialogues_are_bounded_and_give_their_places_back() {
    let hall = Hall::new();
    let notes = Notes::default();
    let noted = notes.clone();
    let bot = Bot::new().platform(hall.clone()).dialogues(1).on_message(
        move |ctx: Context, message: Incoming| {
            let notes = noted.clone();
            async move {
                match ctx.wait_for(|message| message.text == "go", SECOND).await {
                    Ok(found) => notes.note(format!("{} {}", message.text, found.is_some())),
                    Err(error) => {
                        assert_eq!(error.kind(), ErrorKind::RateLimited);
                        notes.note(format!("{} {:?}", message.text, error.code()));
                    }
                }
                Ok::<_, Error>(())
            }
        },
    );
    let talk = async {
        hall.say("a", "ada", "first");
        hall.say("b", "ada", "second");
        sleep(2 * SECOND).await;
        hall.say("b", "ada", "third");
        sleep(SECOND / 2).await;
        hall.say("b", "bob", "go");
        sleep(SECOND).await;
        hall.end(None);
    };
    tokio::join!(async { bot.run().await.unwrap() }, talk);
    let expected = ["second Some(\"too_many_dialogues\")", "first false", "third true"];
    assert_eq!(notes.all(), expected);
}
