//! One bot on four emulated platforms, with a persona of the fifth.

use std::time::Duration;

use chatwire::adapter::{Chatluck, Kick, Mezon, TokenBowl};
use chatwire::bot::{Bot, Command, Context};
use chatwire::responder::fluidtalk::Persona;
use chatwire::{Event, Lifecycle};
use chatwire_emulator::{Emulator, Platform};
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

const PATIENCE: Duration = Duration::from_secs(20);

/// How often a text stands in a list of messages.
fn count(messages: &[Value], text: &str) -> usize {
    messages.iter().filter(|message| message["content"] == text).count()
}

#[tokio::test]
async fn one_bot_answers_on_all_platforms() {
    let emulator = Emulator::start().await.unwrap();
    let (luck, kick) = (emulator.chatluck(), emulator.kick());
    let (mezon, bowl) = (emulator.mezon(), emulator.tokenbowl());
    let channel = luck.channel("general");
    kick.user("streamer");
    let talk = mezon.channel(mezon.clan("team"), "talk");
    let (bot, key) = mezon.bot();
    let chatluck = chatwire::chatluck::Client::builder(luck.key());
    let chatluck = chatluck.base_url(emulator.url(Platform::Chatluck)).unwrap().no_rate_limit();
    let on_kick = chatwire::kick::Client::builder().token(kick.token("bot"));
    let on_kick = on_kick.base_url(emulator.url(Platform::Kick)).unwrap();
    let on_mezon = chatwire::mezon::Client::builder(bot, key);
    let on_mezon = on_mezon.base_url(emulator.url(Platform::Mezon)).unwrap();
    let on_bowl = chatwire::tokenbowl::Client::builder(bowl.key("bot"));
    let on_bowl = on_bowl.base_url(emulator.url(Platform::TokenBowl)).unwrap();
    let fluidtalk = emulator.fluidtalk();
    fluidtalk.reply_when("weather", ["Sunny."]);
    let persona = chatwire::fluidtalk::handshake::Client::builder(fluidtalk.api_key());
    let persona = persona.base_url(emulator.url(Platform::FluidTalk)).unwrap().build().unwrap();

    let (online, mut news) = mpsc::unbounded_channel();
    let ping =
        Command::new(
            "ping",
            |ctx: Context, (): ()| async move { ctx.reply("pong").await.map(drop) },
        );
    let bot = Bot::new()
        .platform(
            Chatluck::polling(chatluck.build().unwrap(), [channel.as_str()])
                .every(Duration::from_millis(10)),
        )
        .platform(Kick::new(on_kick.build().unwrap(), ["streamer"]))
        .platform(Mezon::new(on_mezon.build().unwrap()))
        .platform(TokenBowl::new(on_bowl.build().unwrap()))
        .command(ping)
        .respond_with(Persona::handshake(persona))
        .on_event(move |ctx: Context, event| {
            if matches!(event, Event::Lifecycle(Lifecycle::Online { .. })) {
                online.send(ctx.platform().name()).unwrap();
            }
            async {}
        });
    let counts = |text: &str| {
        let heard = mezon.messages(talk);
        [
            count(&luck.messages("general"), text),
            count(&kick.messages("streamer"), text),
            heard.iter().filter(|message| message.content.contains(text)).count(),
            count(&bowl.messages(), text),
        ]
    };
    let play = async {
        for _ in 0..4 {
            news.recv().await.unwrap();
        }
        for text in ["!ping", "How is the weather?"] {
            luck.say("general", "alice", text);
            kick.say("streamer", "alice", text);
            mezon.say(talk, "alice", text);
            bowl.say("alice", text);
        }
        while counts("pong") != [1; 4] || counts("Sunny.") != [1; 4] {
            sleep(Duration::from_millis(5)).await;
        }
    };
    let run = async { timeout(PATIENCE, play).await };
    let mut in_time = false;
    let report = bot.run_until(async { in_time = run.await.is_ok() }).await.unwrap();
    assert!(in_time, "{:?} {:?} {report:?}", counts("pong"), counts("Sunny."));
    assert_eq!((counts("pong"), counts("Sunny.")), ([1; 4], [1; 4]), "and no second time");
    assert_eq!((report.failed, report.unsent(), report.platforms.len()), (0, 0, 4), "{report:?}");
    assert!(report.messages() >= 8, "{report}");
}
