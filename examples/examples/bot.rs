//! One bot on two platforms: a command, a dialogue, and an orderly end.
//!
//! `cargo run --example bot`
//!
//! With keys in the environment it runs until Ctrl-C; the emulator's people say three things.

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::time::Duration;

use anyhow::Result;
use chatwire::adapter::{Chatluck, TokenBowl};
use chatwire::bot::Next;
use chatwire::prelude::*;
use chatwire::{Event, Lifecycle};
use chatwire_emulator::Emulator;
use chatwire_examples::{Services, shown};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

/// Longest wait for what people are answered.
const PATIENCE: Duration = Duration::from_secs(10);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    // The handler of the signal is in place before the work begins.
    let mut asked = tokio::spawn(shutdown_signal());
    tokio::task::yield_now().await;

    let services = Services::open().await?;
    let channel = services.channel()?;
    let team = Chatluck::polling(services.chatluck()?, [channel]);
    let (online, mut news) = mpsc::unbounded_channel();

    let add = Command::new("add", |ctx: Context, (a, b): (i64, i64)| async move {
        ctx.reply(format!("{a} + {b} = {}", a + b)).await.map(drop)
    });
    let bot = Bot::new()
        .platform(team.every(Duration::from_millis(200)))
        .platform(TokenBowl::new(services.tokenbowl()?))
        .per_sender()
        .command(add.usage("<number> <number>").help("adds two numbers"))
        .command(Command::new("book", book).help("books a place on the tour"))
        .middleware(|ctx: Context, event: Event, next: Next| async move {
            if let Event::Message(message) = &event {
                let (who, text) = (message.sender.display_name(), shown(&message.text));
                println!("{:>10} {who}: {text}", ctx.platform().name());
            }
            next.run(ctx, event).await;
        })
        .on_lifecycle(move |_: Context, state: Lifecycle| {
            // Nobody may want to know.
            let _ = online.send(state);
            async {}
        })
        .on_error(|error| println!("a handler failed: {error}"));

    let end = async {
        tokio::select! {
            _ = &mut asked => {}
            () = people(services.emulator(), &mut news) => {}
        }
    };
    let report = bot.run_until(end).await?;
    println!("{report}");
    println!("bye, {} messages left unsent", report.unsent());
    Ok(())
}

/// Asks for what is needed, and gives up when nobody answers.
async fn book(ctx: Context, (): ()) -> chatwire::Result<()> {
    match ctx.ask("For how many?", Duration::from_secs(30)).await? {
        Some(count) => ctx.reply(format!("Booked for {}. See you on Sunday!", count.text)).await?,
        None => ctx.send("Another time, then.").await?,
    };
    Ok(())
}

/// The emulator's people talk until they are answered; real people do not end.
async fn people(emulator: Option<&Emulator>, news: &mut mpsc::UnboundedReceiver<Lifecycle>) {
    let Some(emulator) = emulator else { return std::future::pending().await };
    for _ in 0..2 {
        news.recv().await;
    }
    let (team, bowl) = (emulator.chatluck(), emulator.tokenbowl());
    let hears = |text: &str| {
        let said = [team.messages("Bike garage"), bowl.messages()].concat();
        said.iter().any(|message| message["content"].as_str().is_some_and(|it| it.contains(text)))
    };
    team.say("Bike garage", "Ada", "!add 17 25");
    bowl.say("Ben", "!book");
    let answered = async {
        while !hears("For how many?") {
            sleep(Duration::from_millis(10)).await;
        }
        bowl.say("Ben", "two");
        while !(hears("Booked for two") && hears("17 + 25 = 42")) {
            sleep(Duration::from_millis(10)).await;
        }
    };
    if timeout(PATIENCE, answered).await.is_err() {
        println!("nobody answered");
    }
}
