//! Five platforms in one conversation: a bridge links four rooms, and one bot answers in all of them, by a command and
//! by a FluidTalk persona.
//!
//! `cargo run --example five_platforms`
//!
//! Without keys it starts the emulator and brings people along; in the middle the socket of Kick is cut, and what is
//! said meanwhile must arrive all the same. With keys in the environment the same program links real rooms until
//! Ctrl-C: `KICK_CHANNEL`, `MEZON_CHANNEL` and `CHATLUCK_CHANNEL` name them, Token Bowl has one room. A platform whose
//! key is missing is left out.

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use chatwire::adapter::{Chatluck, Kick, Mezon, TokenBowl};
use chatwire::bot::{Bot, Command, Context};
use chatwire::bridge::{Bridge, Notice, Report};
use chatwire::env::EnvVar;
use chatwire::responder::Responder;
use chatwire::responder::fluidtalk::Persona;
use chatwire::{
    Error, Incoming, Lifecycle, Platform, Room, chatluck, fluidtalk, kick, mezon, tokenbowl,
};
use chatwire_emulator::{Emulator, Fault, Platform as Service};
use chatwire_examples::{CHANNEL, Services, until_ctrl_c};
use futures_util::future::try_join;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

const KICK_CHANNEL: EnvVar = EnvVar::new("KICK_CHANNEL", "streamer whose chat is linked");
const MEZON_CHANNEL: EnvVar = EnvVar::new("MEZON_CHANNEL", "id of the channel that is linked");

/// Streamer and channel of the emulated rooms.
const STREAMER: &str = "bikeshed";
const GARAGE: &str = "Bike garage";
/// Whoever names the persona is answered by it.
const PERSONA: &str = "Vera";
/// Longest wait for everybody to be there, and for everything to be everywhere.
const PATIENCE: Duration = Duration::from_secs(8);

/// A room, and the platform that it is on.
type Place = (Room, Arc<dyn Platform>);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    until_ctrl_c(run()).await
}

async fn run() -> Result<()> {
    let services = Services::open().await?;
    let Some(emulator) = services.emulator() else {
        let places = real_places(&services).await?;
        let persona = fluidtalk::handshake::Client::from_vars(services.vars()).ok();
        let (news, _) = mpsc::unbounded_channel();
        let talk = talk(&places, persona.map(Persona::handshake), &news, std::future::pending());
        print!("{}", talk.await?);
        return Ok(());
    };
    let mezon_channel = emulator.mezon().channel(emulator.mezon().clan("Bikes"), "counter");
    let places = emulated_places(&services, emulator, mezon_channel).await?;
    let stage = Stage { emulator, mezon_channel };
    stage.teach_the_persona();
    let persona = Persona::handshake(services.handshake()?);

    let (news, mut heard) = mpsc::unbounded_channel();
    let (over, mut end) = watch::channel(false);
    let ended = async move {
        let _ = end.wait_for(|over| *over).await;
    };
    let play = async {
        // Two sessions each: the bot's and the bridge's.
        let played = stage.play(&mut heard, 2 * places.len()).await;
        over.send_replace(true);
        played
    };
    let (report, said) = try_join(talk(&places, Some(persona), &news, ended), play).await?;
    stage.summary(&said, &report)
}

/// Runs a bot and a bridge in these places until `end`.
async fn talk(
    places: &[Place],
    persona: Option<Persona>,
    news: &UnboundedSender<()>,
    end: impl Future<Output = ()>,
) -> Result<Report> {
    let (bot_news, bridge_news) = (news.clone(), news.clone());
    let hours = Command::new("hours", |ctx: Context, ()| async move {
        ctx.reply("Open from nine to six, tea included.").await.map(drop)
    });
    let persona = Arc::new(persona);
    let mut bot = Bot::new()
        .command(hours.help("when the garage is open"))
        .on_message(move |ctx: Context, message: Incoming| {
            let persona = Arc::clone(&persona);
            async move {
                let Some(persona) = &*persona else { return Ok(()) };
                if message.text.contains(PERSONA) {
                    for answer in persona.reply(&message).await? {
                        ctx.send(answer).await?;
                    }
                }
                Ok::<_, Error>(())
            }
        })
        .on_lifecycle(move |_: Context, state: Lifecycle| {
            tell_of(&bot_news, &state);
            async {}
        });
    let mut bridge = Bridge::new()
        .link(places.iter().map(|(room, _)| room.clone()).collect::<Vec<_>>())
        .format(|message| {
            format!("[{}] {}: {}", message.room.platform, message.sender.display_name(), message.text)
        })
        // The bot writes by the same accounts, and shall be heard everywhere.
        .carry_own()
        .on_notice(move |notice| match notice {
            Notice::Lifecycle { news: state, .. } => tell_of(&bridge_news, state),
            Notice::Failed { room, error } => println!("  to {room}: {error}"),
            _ => {}
        });
    for (_, platform) in places {
        bot = bot.platform(Arc::clone(platform));
        bridge = bridge.platform(Arc::clone(platform));
    }
    // The bot ends first, so that its last words are carried.
    let (bot_is_done, bridge_may_end) = tokio::sync::oneshot::channel();
    let bot = async {
        let report = bot.run_until(end).await;
        let _ = bot_is_done.send(());
        report
    };
    let bridge = bridge.run_until(async {
        let _ = bridge_may_end.await;
    });
    let (_, report) = try_join(bot, bridge).await?;
    Ok(report)
}

/// Says that a session is online.
fn tell_of(news: &UnboundedSender<()>, state: &Lifecycle) {
    if matches!(state, Lifecycle::Online { .. }) {
        let _ = news.send(());
    }
}

/// The rooms of the platforms whose keys are in the environment.
async fn real_places(services: &Services) -> Result<Vec<Place>> {
    let vars = services.vars();
    let mut places: Vec<Place> = Vec::new();
    if let Some(streamer) = vars.optional(KICK_CHANNEL)? {
        let client = services.kick()?;
        let found = client.channels().slugs([streamer.as_str()]).await?;
        let id = found.items.first().context("no such streamer on Kick")?.broadcaster_user_id;
        let kick = Kick::new(client, [streamer.as_str()]).live(kick::realtime::Connect::fill_gaps);
        places.push((Room::kick(id), Arc::new(kick)));
    }
    if let Some(channel) = vars.optional(MEZON_CHANNEL)? {
        places.push((Room::mezon(channel), Arc::new(Mezon::new(services.mezon()?))));
    }
    if vars.optional(tokenbowl::client::API_KEY)?.is_some() {
        places.push((Room::tokenbowl(), Arc::new(TokenBowl::new(services.tokenbowl()?))));
    }
    if let Some(channel) = vars.optional(CHANNEL)? {
        let chatluck = Chatluck::polling(services.chatluck()?, [channel.as_str()]);
        places.push((Room::chatluck(channel), Arc::new(chatluck)));
    }
    ensure!(
        places.len() > 1,
        "a bridge needs two rooms: name them by the variables of this example"
    );
    for (room, _) in &places {
        println!("linked: {room}");
    }
    Ok(places)
}

/// The rooms of the emulator.
async fn emulated_places(
    services: &Services,
    emulator: &Emulator,
    mezon_channel: i64,
) -> Result<Vec<Place>> {
    let kick = emulator.kick();
    let streamer = kick.user(STREAMER);
    kick.go_live(STREAMER, "Brakes, live");
    let client = services.kick()?.with_token(kick.token("garage"))?;
    let kick = Kick::new(client, [STREAMER]).live(kick::realtime::Connect::fill_gaps);
    let channel = services.channel()?;
    let chatluck: chatluck::Client = services.chatluck()?;
    // Each look costs a request of ten a second; people here are quick.
    let chatluck =
        Chatluck::polling(chatluck, [channel.as_str()]).every(Duration::from_millis(400));
    let client: mezon::Client = services.mezon()?;
    Ok(vec![
        (Room::kick(streamer), Arc::new(kick)),
        (Room::mezon(mezon_channel), Arc::new(Mezon::new(client))),
        (Room::tokenbowl(), Arc::new(TokenBowl::new(services.tokenbowl()?))),
        (Room::chatluck(channel), Arc::new(chatluck)),
    ])
}

/// Something that somebody says: platform, name, words.
type Line = (Service, &'static str, &'static str);

/// The emulator, and the people on it.
struct Stage<'a> {
    emulator: &'a Emulator,
    mezon_channel: i64,
}

impl Stage<'_> {
    fn teach_the_persona(&self) {
        let persona = self.emulator.fluidtalk();
        persona.reply_when("pads", ["Nine times out of ten it is the pads."]);
        persona.reply_when("thank", ["Come by at four, the kettle is on."]);
    }

    /// Lets people talk, and returns everything that was said, the answers included.
    async fn play(
        &self,
        online: &mut UnboundedReceiver<()>,
        sessions: usize,
    ) -> Result<Vec<String>> {
        let all_there = async {
            for _ in 0..sessions {
                online.recv().await;
            }
        };
        timeout(PATIENCE, all_there).await.context("not everybody came online")?;

        let mut said = Vec::new();
        println!("Everybody talks with everybody:");
        let lines = [
            (Service::Kick, "Dora", "My rear brake squeals like a pig."),
            (Service::Mezon, "Elio", "Vera, is it the pads?"),
            (Service::TokenBowl, "Cleo", "An agent's guess: glazed by heat."),
            (Service::Chatluck, "Ada", "!hours"),
        ];
        for line in lines {
            self.say(line, &mut said);
            self.everywhere(&said).await?;
        }
        said.push("Nine times out of ten it is the pads.".to_owned());
        said.push("Open from nine to six, tea included.".to_owned());
        self.everywhere(&said).await?;

        println!("\nThe socket of Kick is cut, and people go on:");
        self.emulator.fault_open_sockets(Service::Kick, &Fault::DropSocket { after_frames: 0 });
        for line in [
            (Service::Kick, "Dora", "Did the lights just flicker?"),
            (Service::Kick, "Fay", "Here, too."),
            (Service::Mezon, "Elio", "Not here. Thank you, Vera!"),
        ] {
            self.say(line, &mut said);
        }
        said.push("Come by at four, the kettle is on.".to_owned());
        self.everywhere(&said).await?;
        Ok(said)
    }

    fn say(&self, (service, name, text): Line, said: &mut Vec<String>) {
        println!("  {:>10} {name:>5}: {text}", label(service));
        match service {
            Service::Kick => drop(self.emulator.kick().say(STREAMER, name, text)),
            Service::Mezon => drop(self.emulator.mezon().say(self.mezon_channel, name, text)),
            Service::TokenBowl => drop(self.emulator.tokenbowl().say(name, text)),
            _ => drop(self.emulator.chatluck().say(GARAGE, name, text)),
        }
        said.push(text.to_owned());
    }

    /// Waits until all that was said stands in all rooms.
    async fn everywhere(&self, said: &[String]) -> Result<()> {
        let complete = async {
            while self.copies(said).iter().any(|(_, copies)| copies.contains(&0)) {
                sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(PATIENCE, complete).await.with_context(|| {
            format!("something is missing after {PATIENCE:?}: {:?}", self.copies(said))
        })
    }

    /// How often each text stands in each room.
    fn copies(&self, said: &[String]) -> Vec<(Service, Vec<usize>)> {
        let rooms = [
            (Service::Kick, contents(self.emulator.kick().messages(STREAMER))),
            (
                Service::Mezon,
                self.emulator
                    .mezon()
                    .messages(self.mezon_channel)
                    .into_iter()
                    .map(|message| message.content)
                    .collect(),
            ),
            (Service::TokenBowl, contents(self.emulator.tokenbowl().messages())),
            (Service::Chatluck, contents(self.emulator.chatluck().messages(GARAGE))),
        ];
        let count = |room: &[String]| {
            let of =
                |text: &String| room.iter().filter(|line| line.contains(text.as_str())).count();
            said.iter().map(of).collect()
        };
        rooms.into_iter().map(|(service, room)| (service, count(&room))).collect()
    }

    fn summary(&self, said: &[String], report: &Report) -> Result<()> {
        let copies = self.copies(said);
        println!("\n  platform     heard  written  recovered  duplicates  lost");
        let (mut twice, mut lost) = (0, 0);
        for (service, copies) in &copies {
            let counts = report.of(&label(*service).to_lowercase().replace(' ', ""));
            let more: usize = copies.iter().map(|count| count.saturating_sub(1)).sum();
            let none = copies.iter().filter(|count| **count == 0).count();
            println!(
                "  {:<10} {:>7} {:>8} {:>10} {more:>11} {none:>5}",
                label(*service),
                counts.received,
                counts.written,
                counts.recovered
            );
            twice += more;
            lost += none;
        }
        println!(
            "\n{} messages in {} rooms: {} recovered, {twice} duplicates, {lost} lost",
            said.len(),
            copies.len(),
            report.total().recovered
        );
        ensure!(twice == 0 && lost == 0, "a bridge must neither lose nor repeat");
        Ok(())
    }
}

fn label(service: Service) -> &'static str {
    match service {
        Service::Kick => "Kick",
        Service::Mezon => "Mezon",
        Service::TokenBowl => "Token Bowl",
        _ => "Chatluck",
    }
}

fn contents(messages: Vec<serde_json::Value>) -> Vec<String> {
    let content = |message: serde_json::Value| Some(message.get("content")?.as_str()?.to_owned());
    messages.into_iter().filter_map(content).collect()
}
