//! A platform of one's own: one trait with three methods, and everything that works with platforms works with it.
//!
//! `cargo run --example own_platform`
//!
//! The same function answers in the lounge, which is made here, and in a channel of Chatluck.

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::sync::Mutex;
use std::time::Duration;

use anyhow::Result;
use chatwire::adapter::Chatluck;
use chatwire::{
    BoxFuture, Event, Incoming, Lifecycle, MessageId, Outgoing, Platform, Room, Sender,
};
use chatwire_examples::{Services, until_ctrl_c};
use futures_util::TryStreamExt;
use futures_util::stream::{self, BoxStream, StreamExt};
use tokio::sync::broadcast::{self, error::RecvError};

/// A room where everybody hears everybody.
#[derive(Debug)]
struct Lounge {
    air: broadcast::Sender<Incoming>,
    said: Mutex<Vec<String>>,
}

impl Lounge {
    fn new() -> Self {
        Self { air: broadcast::channel(100).0, said: Mutex::default() }
    }

    /// Somebody says something; gives the number of the message.
    fn say(&self, who: Sender, text: &str) -> MessageId {
        let mut said = self.said.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        said.push(format!("{}: {text}", who.display_name()));
        let id = MessageId::from(said.len().to_string());
        let message = Incoming::new(id.clone(), Room::new("lounge", "sofa"), who, text);
        // That nobody listens is no mistake.
        let _ = self.air.send(message);
        id
    }
}

impl Platform for Lounge {
    fn name(&self) -> &'static str {
        "lounge"
    }

    fn events(&self) -> BoxStream<'static, chatwire::Result<Event>> {
        let heard = stream::unfold(self.air.subscribe(), |mut air| async {
            let event = match air.recv().await {
                Ok(message) => Event::Message(message),
                Err(RecvError::Lagged(missed)) => Event::Lifecycle(Lifecycle::Lagged { missed }),
                Err(RecvError::Closed) => return None,
            };
            Some((Ok(event), air))
        });
        let online = Event::Lifecycle(Lifecycle::Online { gap: None });
        stream::iter([Ok(online)]).chain(heard).boxed()
    }

    fn send<'a>(
        &'a self,
        _: &'a Room,
        message: Outgoing,
    ) -> BoxFuture<'a, chatwire::Result<MessageId>> {
        Box::pin(
            async move { Ok(self.say(Sender::new("bot").name("Bot").myself(), &message.text)) },
        )
    }
}

/// Answers the first `!ping` of any platform.
async fn serve(platform: &dyn Platform, when_online: impl Fn()) -> Result<()> {
    let mut events = platform.events();
    while let Some(event) = events.try_next().await? {
        match event {
            Event::Lifecycle(Lifecycle::Online { .. }) => when_online(),
            Event::Message(asked) if asked.text == "!ping" && !asked.sender.is_self => {
                let pong = Outgoing::text(format!("pong, {}", asked.sender.display_name()));
                let id = platform.send(&asked.room, pong).await?;
                println!(
                    "{}: answered {} by message {id}",
                    asked.room,
                    asked.sender.display_name()
                );
                break;
            }
            _ => {}
        }
    }
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    until_ctrl_c(run()).await
}

async fn run() -> Result<()> {
    let lounge = Lounge::new();
    let ask = || drop(lounge.say(Sender::new("ada").name("Ada"), "!ping"));
    serve(&lounge, ask).await?;
    // What is not announced is refused, and nobody needs to try it.
    println!("the lounge edits messages: {}", lounge.capabilities().edit);

    let services = Services::open().await?;
    let luck = Chatluck::polling(services.chatluck()?, [services.channel()?]);
    let ask = || {
        if let Some(emulator) = services.emulator() {
            emulator.chatluck().say("Bike garage", "Ada", "!ping");
        }
    };
    serve(&luck.every(Duration::from_millis(100)), ask).await?;
    println!("one function, two platforms");
    Ok(())
}
