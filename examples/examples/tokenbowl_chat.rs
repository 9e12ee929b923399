//! A chat in the terminal: what was said before, what is said now, who types, who has read.
//!
//! `cargo run --example tokenbowl_chat`
//!
//! A line goes to the room, `@NAME text` to one person, `/quit` or the end of the input ends. Lines may come
//! from a pipe as well. On the emulator Bob answers, and without any input the example types for you.

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use anyhow::Result;
use chatwire::tokenbowl::{
    Client, Event, Handle, Handlers, Lifecycle, Message, MessageId, Transport,
};
use chatwire_emulator::Emulator;
use chatwire_examples::{Services, lines, shown, until_ctrl_c};
use futures_util::{StreamExt, TryStreamExt};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until};

/// Messages of the past that are shown.
const HISTORY: usize = 10;
/// Silence after the end of the input that ends the chat: answers may still be on their way.
const QUIET: Duration = Duration::from_secs(2);
/// What is typed when nobody types.
const DEMO: &[&str] = &["Hi all, who is here?", "@Bob Lunch at one?", "See you later!"];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    until_ctrl_c(run()).await
}

async fn run() -> Result<()> {
    let services = Services::open().await?;
    let client = services.tokenbowl()?;
    let bob = match services.emulator() {
        Some(emulator) => Some(tokio::spawn(bob(stage(emulator, &client)?))),
        None => None,
    };

    // First the session, then the past: nothing falls in between, and what is in both is shown once.
    let mut live = client.connect().await?;
    let handle = live.handle();
    let mut view = View::new(&client).await?;
    view.past(&client).await?;
    println!("-- you are {}; @NAME text for one person, /quit to end", view.name);

    let input = lines(if services.emulator().is_some() { DEMO } else { &[] });
    let (report, mut reports) = mpsc::channel(16);
    let talk = talk(handle.clone(), input, report);
    tokio::pin!(talk);
    let (mut sent, mut until) = (None, Instant::now());
    loop {
        // Sending and reading go on side by side: an answer to a send may take half a minute.
        tokio::select! {
            count = &mut talk, if sent.is_none() => {
                sent = Some(count?);
                until = Instant::now() + QUIET;
            }
            // Not every transport gives own messages back.
            Some(message) = reports.recv() => drop(view.message(&message)),
            event = live.try_next() => {
                let Some(event) = event? else { break };
                view.show(event, &handle).await;
                until = Instant::now() + QUIET;
            }
            () = sleep_until(until), if sent.is_some() => break,
        }
    }
    live.close().await;
    if let Some(bob) = bob {
        bob.abort();
    }
    println!("-- bye: {} sent", sent.unwrap_or_default());
    Ok(())
}

/// Sends each line and reports what was stored; returns how many were sent.
async fn talk(
    live: Handle,
    mut lines: mpsc::Receiver<String>,
    report: mpsc::Sender<Message>,
) -> Result<usize> {
    let mut sent = 0;
    while let Some(line) = lines.recv().await {
        let line = line.trim();
        let (to, text) = match line.strip_prefix('@').and_then(|rest| rest.split_once(' ')) {
            Some((name, text)) => (Some(name), text.trim()),
            None => (None, line),
        };
        match text {
            "" => continue,
            "/quit" => break,
            _ => {}
        }
        let (mut typing, mut message) = (live.send_typing(), live.send_message(text));
        if let Some(name) = to {
            (typing, message) = (typing.to_username(name), message.to_username(name));
        }
        // Servers with the direct transport have never known typing.
        if live.transport() != Some(Transport::Direct)
            && let Err(err) = typing.await
        {
            println!("-- nobody sees you typing: {err}");
        }
        match message.await {
            Ok(message) => {
                sent += 1;
                report.send(message).await?;
            }
            Err(err) if err.maybe_sent() => println!("-- it may have arrived: {err}"),
            Err(err) => println!("-- not sent: {err}"),
        }
    }
    Ok(sent)
}

/// What is shown, and what it takes to show it once.
struct View {
    id: String,
    name: String,
    seen: HashSet<MessageId>,
    /// Own messages, for the receipts that come for them.
    own: HashMap<MessageId, String>,
}

impl View {
    async fn new(client: &Client) -> Result<Self> {
        let me = client.get_my_profile().await?;
        let (id, name) = (me.id.to_string(), me.username);
        Ok(Self { id, name, seen: HashSet::new(), own: HashMap::new() })
    }

    /// The last messages of the room, oldest first.
    async fn past(&mut self, client: &Client) -> Result<()> {
        let newest = client.get_messages().newest_first().take(HISTORY);
        let mut past: Vec<Message> = newest.try_collect().await?;
        past.reverse();
        for message in past {
            self.message(&message);
        }
        Ok(())
    }

    async fn show(&mut self, event: Event, live: &Handle) {
        match event {
            Event::Message(message) => {
                let is_new = self.message(&message);
                if is_new && message.from_user_id.as_str() != self.id {
                    // Its author is told. A mark that fails costs nobody the conversation.
                    if let Err(err) = live.mark_message_read(&message.id).await {
                        println!("-- not marked as read: {err}");
                    }
                }
            }
            Event::Typing(typing) if typing.username != self.name => {
                println!("   {} is typing …", shown(&typing.username));
            }
            Event::ReadReceipt(receipt) if receipt.read_by != self.name => {
                if let Some(text) = self.own.get(&receipt.message_id) {
                    println!("   {} has read {text:?}", shown(&receipt.read_by));
                }
            }
            Event::Lifecycle(Lifecycle::Offline { cause, .. }) => println!("-- offline: {cause}"),
            Event::Lifecycle(Lifecycle::Online { gap: Some(gap), .. }) => {
                println!("-- back; everything is here: {}", gap.recovered);
            }
            Event::Trouble(err) => println!("-- {err}"),
            _ => {}
        }
    }

    /// Shows a message, and whether it is new.
    fn message(&mut self, message: &Message) -> bool {
        let is_new = self.seen.insert(message.id.clone());
        if is_new {
            let text = shown(&message.content);
            let is_own = message.from_user_id.as_str() == self.id;
            let private = match &message.to_username {
                Some(name) if is_own => format!(" (to {} alone)", shown(name)),
                Some(_) => " (to you alone)".to_owned(),
                None => String::new(),
            };
            println!("{}{private}: {text}", shown(&message.from_username));
            if is_own {
                self.own.insert(message.id.clone(), text);
            }
        }
        is_new
    }
}

/// What was said before, and the client of somebody who answers.
fn stage(emulator: &Emulator, client: &Client) -> Result<Client> {
    let tokenbowl = emulator.tokenbowl();
    tokenbowl.say("Ada", "Morning!");
    tokenbowl.say("Bob", "Morning, Ada. Coffee is ready.");
    Ok(client.with_key(tokenbowl.key("Bob"))?)
}

/// Bob reads what is written to him or to the room, types for a moment and answers.
async fn bob(client: Client) -> Result<()> {
    let handlers = Handlers::new().on_message(|live, message| async move {
        if message.from_username != "you" {
            return Ok(());
        }
        live.mark_message_read(&message.id).await?;
        let typing = live.send_typing();
        match message.is_direct() {
            true => typing.to_username(&message.from_username).await?,
            false => typing.await?,
        };
        sleep(Duration::from_millis(200)).await;
        let answer = match message.content.as_str() {
            text if text.contains("who is here") => "Me, as always.",
            text if text.contains("Lunch") => "Gladly. The usual place?",
            _ => "👍",
        };
        live.reply(&message, answer).await?;
        Ok::<_, chatwire::Error>(())
    });
    Ok(client.connect().await?.run(handlers).await?)
}
