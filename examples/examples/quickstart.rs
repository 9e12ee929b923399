//! Two people talk in a team chat, and a persona answers them; then it answers on three other platforms.
//!
//! `cargo run --example quickstart`
//!
//! Without keys it starts the emulator. With `CHATLUCK_API_KEY`, `CHATLUCK_CHANNEL` and
//! `FLUIDTALK_API_KEY` in the environment the same program talks to the real services:
//! it writes to that channel, and the conversation costs a token. With `TOKEN_BOWL_CHAT_API_KEY` besides, it
//! writes to the room of Token Bowl as well. The chat of a Kick streamer needs a viewer, and a Mezon clan a member:
//! both are the emulator's only.

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use chatwire::chatluck::{Client, SendMessage};
use chatwire::prelude::*;
use chatwire::responder::fluidtalk::Persona;
use chatwire::{kick, mezon, tokenbowl};
use chatwire_emulator::{Emulator, Fault, Platform};
use chatwire_examples::{Services, until_ctrl_c};
use futures_util::stream::FuturesUnordered;
use futures_util::{StreamExt, TryStreamExt};

/// What the two people say in turn.
const LINES: [&str; 3] = [
    "Morning! My rear brake squeals like a pig.",
    "Same here. Is it the pads?",
    "Good. Then we both come by at four.",
];
/// Name of the field in which a message carries the mark of this run.
const RUN: &str = "quickstart_run";
/// Name of the field in which a message carries a mark of its own.
const REF: &str = "quickstart_ref";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    until_ctrl_c(run()).await
}

async fn run() -> Result<()> {
    let services = Services::open().await?;
    let people = services.emulator().map(stage);
    let persona = Persona::handshake(services.handshake()?);
    let mut chat = Chat::open(&services)?;

    println!("# {}", chat.title().await?);
    for (turn, line) in LINES.into_iter().enumerate() {
        let person = people.as_ref().and_then(|people| people.get(turn % people.len()));
        chat.talk(&persona, person, line).await?;
    }

    println!("\nSix messages at once. The service takes ten a second, so they leave 100 ms apart:");
    chat.burst(6).await?;

    if let Some(emulator) = services.emulator() {
        println!("\nThe server breaks off in the middle of an answer:");
        chat.survive_a_read(emulator).await?;
        println!("\nThe connection breaks before the answer to a message comes:");
        chat.survive_a_write(emulator).await?;
    }

    let room = talk_in_a_room(&services, &persona).await?;
    let stream = match services.emulator() {
        Some(emulator) => talk_in_a_stream(&services, emulator, &persona).await?,
        None => (0, 0),
    };
    let clan = match services.emulator() {
        Some(emulator) => talk_in_a_clan(&services, emulator, &persona).await?,
        None => (0, 0),
    };
    summary([(chat.posted, chat.count().await?), room, stream, clan]);
    Ok(())
}

/// How many messages were posted on each platform, and how many of them are there.
fn summary(counts: [(usize, usize); 4]) {
    println!("\n  platform    posted  there");
    for (platform, (posted, there)) in
        ["Chatluck", "Token Bowl", "Kick", "Mezon"].iter().zip(counts)
    {
        println!("  {platform:<12}{posted:>5}{there:>7}");
    }
    let posted: usize = counts.iter().map(|(posted, _)| posted).sum();
    let [channel, room, chat, clan] = counts.map(|(_, there)| there);
    println!(
        "\n{posted} messages posted: {channel} in the channel, {room} in the room, {chat} in the chat, \
         {clan} in the clan."
    );
}

/// The same persona in the room of Token Bowl: how many messages were posted, and how many of them are there.
async fn talk_in_a_room(services: &Services, persona: &impl Responder) -> Result<(usize, usize)> {
    if services.vars().optional(tokenbowl::client::API_KEY)?.is_none() {
        return Ok((0, 0));
    }
    let client = services.tokenbowl()?;
    let person = match services.emulator() {
        Some(emulator) => client.with_key(emulator.tokenbowl().key("Cleo"))?,
        None => client.clone(),
    };
    println!("\nThe same persona, in the room of Token Bowl:");
    let question = person.send_message("Who sells brake pads here?").await?;
    println!("  {:>7}: {}", question.from_username, question.content);

    let mut ids = vec![question.id.clone()];
    let question = Incoming::from(question);
    for answer in persona.reply(&question).await? {
        tokio::time::sleep(answer.delay.unwrap_or_default()).await;
        ids.push(answer.to_tokenbowl(&client, &question.room)?.await?.id);
        println!("  persona: {}", answer.text);
    }
    let mut there = 0;
    let mut room = client.get_messages().items();
    while let Some(message) = room.try_next().await? {
        there += usize::from(ids.contains(&message.id));
    }
    Ok((ids.len(), there))
}

/// The same persona in the chat of a Kick streamer, where a viewer asks; the counts are as above.
async fn talk_in_a_stream(
    services: &Services,
    emulator: &Emulator,
    persona: &impl Responder,
) -> Result<(usize, usize)> {
    let kick = emulator.kick();
    kick.go_live("bikeshed", "Brakes, live");
    let client = services.kick()?.with_token(kick.token("persona"))?;
    let me = client.me().await?.user_id;
    println!("\nThe same persona, in the chat of a Kick streamer, where a viewer joins in:");
    let mut live = client.connect_chat("bikeshed").await?;
    let session = live.handle();
    kick.say("bikeshed", "Dora", "Who sells brake pads here? [emote:37226:KEKW]");

    let mut ids = Vec::new();
    while ids.len() < 2 {
        let event = live.try_next().await?.context("the chat has ended")?;
        let kick::Event::Message(message) = event else { continue };
        let message = Incoming::from_kick(message, me, &session);
        println!("  {:>7}: {}", message.sender.display_name(), message.text);
        ids.push(message.id.clone());
        // The persona leaves its own messages alone.
        for answer in persona.reply(&message).await? {
            tokio::time::sleep(answer.delay.unwrap_or_default()).await;
            let answer = answer.reply_to(message.id.clone());
            answer.to_kick(&client, &message.room)?.await?;
        }
    }
    live.close().await;
    let stored = kick.messages("bikeshed");
    let there = ids.iter().filter(|id| stored.iter().any(|message| message["id"] == id.as_str()));
    Ok((ids.len(), there.count()))
}

/// The same persona as a bot in a Mezon clan, where a member asks; the counts are as above.
async fn talk_in_a_clan(
    services: &Services,
    emulator: &Emulator,
    persona: &impl Responder,
) -> Result<(usize, usize)> {
    let mezon = emulator.mezon();
    let counter = mezon.channel(mezon.clan("Bike garage"), "counter");
    let client = services.mezon()?;
    println!("\nThe same persona, as a bot in a Mezon clan, where a member joins in:");
    let mut live = client.connect().await?;
    mezon.say(counter, "Elio", "And who sells them after six?");

    let mut ids = Vec::new();
    while ids.len() < 2 {
        let event = live.try_next().await?.context("the session has ended")?;
        let mezon::Event::ChannelMessage(message) = event else { continue };
        let message = Incoming::from_mezon(message, client.bot_id());
        println!("  {:>7}: {}", message.sender.display_name(), message.text);
        ids.push(message.id.clone());
        for answer in persona.reply(&message).await? {
            tokio::time::sleep(answer.delay.unwrap_or_default()).await;
            let answer = answer.reply_to(message.id.clone());
            answer.to_mezon(&client, &message.room)?.await?;
        }
    }
    live.close().await;
    let stored = mezon.messages(counter);
    let is_there = |id: &str| stored.iter().any(|message| message.message_id.to_string() == id);
    Ok((ids.len(), ids.iter().filter(|id| is_there(id.as_str())).count()))
}

/// People, and a persona with something to say; returns names and ids of the people.
fn stage(emulator: &Emulator) -> [(&'static str, String); 2] {
    let persona = emulator.fluidtalk();
    persona.reply_when("squeals", ["Morning!", "Glaze on the pads. Sandpaper, ten minutes."]);
    persona.reply_when("pads?", ["Nine times out of ten, yes.", "I have a pair for each of you."]);
    persona.reply_when("sells", ["A drawer full of them."]);
    persona.reply_when("at four", ["Four is perfect. I put the kettle on."]);
    ["Ada", "Ben"].map(|name| (name, emulator.chatluck().user(name)))
}

/// The channel, and what this run has posted there.
struct Chat {
    client: Client,
    channel: String,
    run: String,
    posted: usize,
}

impl Chat {
    fn open(services: &Services) -> Result<Self> {
        let run = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis().to_string();
        Ok(Self { client: services.chatluck()?, channel: services.channel()?, run, posted: 0 })
    }

    async fn title(&self) -> Result<String> {
        let mut channels = self.client.list_channels().include_private().items();
        while let Some(channel) = channels.try_next().await? {
            if channel.id.as_str() == self.channel {
                return Ok(channel.name);
            }
        }
        Ok(self.channel.clone())
    }

    /// A person writes a line, and the persona's answer goes to the same channel.
    async fn talk(
        &mut self,
        persona: &impl Responder,
        person: Option<&(&str, String)>,
        line: &str,
    ) -> Result<()> {
        let (name, id) = person.map_or(("you", ""), |(name, id)| (name, id));
        let posted = self.message(&Outgoing::text(line)).user_id(id).await?;
        self.posted += 1;
        println!("  {name:>7}: {line}");

        for answer in persona.reply(&Incoming::from(posted)).await? {
            tokio::time::sleep(answer.delay.unwrap_or_default()).await;
            self.message(&answer).await?;
            self.posted += 1;
            println!("  persona: {}", answer.text);
        }
        Ok(())
    }

    /// Sends messages at once; the client's limiter spreads them, first come, first served.
    async fn burst(&mut self, count: u32) -> Result<()> {
        let started = Instant::now();
        let mut calls: FuturesUnordered<_> = (1..=count)
            .map(|lap| {
                let call = self.message(&Outgoing::text(format!("lap {lap}")));
                async move { call.await.map(|_| lap) }
            })
            .collect();
        while let Some(lap) = calls.next().await {
            let (lap, after) = (lap?, started.elapsed().as_millis());
            self.posted += 1;
            let bar = "·".repeat(usize::try_from(after / 20)?);
            println!("    lap {lap} {bar} {after} ms");
        }
        Ok(())
    }

    /// A read is repeated: doing it twice does no harm.
    async fn survive_a_read(&self, emulator: &Emulator) -> Result<()> {
        emulator.fault(Platform::Chatluck, Fault::Truncate { announce: 4_096, send: 20 });
        let users = self.client.list_users().request().with_meta().await?;
        let (count, attempts) = (users.value.len(), users.meta.attempts);
        println!("    the list of {count} users came whole at attempt {attempts}");
        Ok(())
    }

    /// A message is not sent twice: it might appear twice. It is looked for by its mark instead.
    async fn survive_a_write(&mut self, emulator: &Emulator) -> Result<()> {
        emulator.fault(Platform::Chatluck, Fault::DropAfter);
        let question = Outgoing::text("Did you get this?");
        let mark = format!("question-{}", self.run);
        let sent = self.message(&question).client_ref(REF, &mark).await;
        let message = match sent {
            Ok(message) => Some(message),
            Err(err) if err.maybe_sent() => {
                println!("    {err}");
                self.client.find_by_client_ref(&self.channel, REF, &mark, 50).await?
            }
            Err(err) => return Err(err.into()),
        };
        match message {
            Some(message) => {
                self.posted += 1;
                println!("    it is there as {}, so it is not sent again", message.id);
            }
            // The server may still be at work: no proof that it never arrived.
            None => println!("    it is not there so far: look again before sending it again"),
        }
        Ok(())
    }

    /// Messages of this run that the server has.
    async fn count(&self) -> Result<usize> {
        let history = self.client.list_messages(&self.channel).history().take(200);
        let of_this_run = history
            .try_filter(|message| std::future::ready(message.has_client_ref(RUN, &self.run)));
        Ok(of_this_run.try_fold(0, async |count, _| Ok(count + 1)).await?)
    }

    /// A message with the mark of this run, ready to be sent.
    fn message(&self, message: &Outgoing) -> SendMessage {
        message.to_chatluck(&self.client, &self.channel).client_ref(RUN, &self.run)
    }
}
