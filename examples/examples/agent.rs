//! A language model that takes part in a chat: it answers who speaks to it, in batches, and within a budget.
//!
//! `cargo run --example agent`
//!
//! In the emulator's room the model is played, so that it costs nothing; in a real one it needs `OPENROUTER_API_KEY`.

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::time::Duration;

use anyhow::Result;
use chatwire::bot::shutdown_signal;
use chatwire::testing::{Answer, Script};
use chatwire_agent::{Agent, Builder, Notice, Silence};
use chatwire_emulator::Emulator;
use chatwire_examples::{Services, shown};
use serde_json::json;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// Longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(10);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    // The handler of the signal is in place before the work begins.
    let mut asked = tokio::spawn(shutdown_signal());
    tokio::task::yield_now().await;

    let services = Services::open().await?;
    let agent = model(&services)?
        .system("You know all about sailing, and say so briefly.")
        .name("Skipper")
        .only_when_addressed()
        // What one day may cost, and what a conversation that goes in circles.
        .daily_calls(100)
        .cooldown(3, Duration::from_secs(600))
        .build()?;

    let (tell, mut news) = mpsc::unbounded_channel();
    let runner = agent
        .run(services.tokenbowl()?)
        // The usual 15 seconds gather what people write meanwhile.
        .queue_interval(Duration::from_millis(200))
        .on_notice(move |notice| {
            // Nobody may want to know.
            let _ = tell.send(notice.clone());
        });
    let end = async {
        tokio::select! {
            _ = &mut asked => {}
            () = people(services.emulator(), &mut news) => {}
        }
    };
    let report = runner.run_until(end).await?;
    println!("\n{}", report.stats);
    println!("bye, {} messages left unanswered", report.unanswered.len());
    Ok(())
}

/// The model: a played one for the emulator, else that of the key in the environment.
fn model(services: &Services) -> Result<Builder> {
    if services.emulator().is_none() {
        return Ok(Agent::builder(services.vars().required(chatwire_agent::API_KEY)?));
    }
    let says = |text: &str| {
        let message = json!({"message": {"role": "assistant", "content": text}});
        let usage = json!({"prompt_tokens": 90, "completion_tokens": 10});
        Answer::json(&json!({"choices": [message], "usage": usage}))
    };
    let script = Script::new()
        .answer(says("Reef early, Ada: when you first think of it."))
        .answer(says("A bowline, Ben."));
    Ok(Agent::builder("sk-or-0123456789").script(script))
}

/// The emulator's people talk, and wait for their answers; real people do not end.
async fn people(emulator: Option<&Emulator>, news: &mut mpsc::UnboundedReceiver<Notice>) {
    let Some(emulator) = emulator else {
        while let Some(notice) = news.recv().await {
            tell(&notice);
        }
        return;
    };
    let talk = [
        ("Ada", "Skipper, when do I reef?"),
        ("Ben", "Nice weather today"),
        ("Ben", "@Skipper which knot for the sheet?"),
    ];
    let mut talk = talk.into_iter();
    let talking = async {
        while let Some(notice) = news.recv().await {
            tell(&notice);
            let goes_on =
                matches!(notice, Notice::Online | Notice::Answered { .. } | Notice::Skipped { .. });
            if !goes_on || is_own(&notice) {
                continue;
            }
            let Some((who, text)) = talk.next() else { return };
            println!("{who}: {text}");
            emulator.tokenbowl().say(who, text);
        }
    };
    if timeout(PATIENCE, talking).await.is_err() {
        println!("nobody answered");
    }
}

/// Whether it is about a message of the agent, which hears itself as well.
fn is_own(notice: &Notice) -> bool {
    matches!(notice, Notice::Skipped { why: Silence::Own, .. })
}

fn tell(notice: &Notice) {
    match notice {
        _ if is_own(notice) => {}
        Notice::Online => println!("listening"),
        Notice::Answered { text, .. } => println!("  agent: {}", shown(text)),
        Notice::Skipped { why, .. } | Notice::Silent { why, .. } => println!("  silent: {why}"),
        Notice::Failed { error, .. } => println!("  no answer: {error}"),
        _ => {}
    }
}
