//! Every chatroom that the token store knows, on one socket: a message that is exactly `!test` is answered.
//!
//! `cargo run --example kick_listen_all`
//!
//! Without keys it starts the emulator. For the real service set `KICK_CLIENT_ID`, `KICK_CLIENT_SECRET` and
//! `KICK_TOKEN_FILE`, the file that `kick_oauth` has filled; a `kick_tokens.db` of kickpython serves as well, with
//! `--features chatwire/sqlite-tokens`. `PROXY` and `PROXY_AUTH` (`user:password`) lead all requests over a proxy.
//! The answer comes from the app's bot, which has to be set up in the settings of the app.

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use anyhow::{Context, Result};
use chatwire::Secret;
use chatwire::env::EnvVar;
use chatwire::kick::realtime::{ChatMessage, Received, Topics};
use chatwire::kick::token_store::StoredToken;
use chatwire::kick::{Builder, Client, Event, Lifecycle};
use chatwire_emulator::Emulator;
use chatwire_examples::{Services, shown, until_ctrl_c};
use futures_util::TryStreamExt;

/// Proxy for all requests.
const PROXY: EnvVar = EnvVar::new("PROXY", "address of a proxy");
/// Who one is at the proxy.
const PROXY_AUTH: EnvVar = EnvVar::new("PROXY_AUTH", "user:password for the proxy");

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    until_ctrl_c(run()).await
}

async fn run() -> Result<()> {
    let services = Services::open().await?;
    let client = client(&services)?;
    if let Some(emulator) = services.emulator() {
        stage(emulator, &client).await?;
    }

    let all = client.all_chatrooms().await?;
    for (account, error) in &all.failed {
        println!("-- the chatroom of {account} stays unknown: {error}");
    }
    // A hub opens another socket when one is full, or when a chatroom lives on another server.
    let mut hub = client.connect().topics(Topics::chat_only()).hub();
    let handle = hub.handle();
    for room in &all.rooms {
        let name = room.username.as_deref().or(room.slug.as_deref()).unwrap_or("?");
        println!("-- listening to {} (chatroom {})", shown(name), room.chatroom_id);
        if let Err(error) = handle.join(room).await {
            println!("-- not joined: {error}");
        }
    }
    anyhow::ensure!(!all.rooms.is_empty(), "no chatroom is known: log in with `kick_oauth` first");

    let mut scene = services.emulator().map(|emulator| Scene { emulator, said: false });
    let (mut answered, mut heard) = (0, 0);
    while let Some(event) = hub.try_next().await? {
        match event {
            Event::Message(message) => {
                println!("{}: {}", shown(&message.sender.username), shown(&message.content));
                answered += usize::from(answer(&client, &message).await);
                heard += 1;
            }
            Event::Lifecycle(Lifecycle::Offline { cause, .. }) => println!("-- offline: {cause}"),
            Event::RoomFailed { target, error, .. } => println!("-- {target}: {error}"),
            Event::Subscribed { .. } => {
                if let Some(scene) = &mut scene {
                    scene.begin(all.rooms.len());
                }
            }
            _ => {}
        }
        // The emulator's people say five things, two of them the bot's; a real chat goes on for ever.
        if scene.is_some() && heard == 5 {
            break;
        }
    }
    let sockets = handle.sessions().len();
    handle.close().await;
    println!(
        "-- {answered} commands answered in {} chatrooms over {sockets} socket",
        all.rooms.len()
    );
    Ok(())
}

fn client(services: &Services) -> Result<Client> {
    let vars = services.vars();
    let mut builder = Builder::from_vars(vars)?;
    if let Some(proxy) = vars.optional(PROXY)? {
        builder = builder.proxy(proxy)?;
        if let Some(auth) = vars.optional(PROXY_AUTH)? {
            let (user, password) =
                auth.split_once(':').context("PROXY_AUTH is no user:password")?;
            builder = builder.proxy_auth(user, Secret::new(password));
        }
    }
    Ok(builder.build()?)
}

/// Answers a command with the bot of its channel; says whether it did.
async fn answer(client: &Client, message: &Received<ChatMessage>) -> bool {
    if message.content != "!test" {
        return false;
    }
    let Some(chatroom) = message.chatroom_id() else { return false };
    let sent = async {
        let Some(streamer) = client.broadcaster_for_chatroom(chatroom).await? else {
            return Ok(false);
        };
        if !client.has_token(streamer).await? {
            return Ok(false);
        }
        client.post_chat(streamer, "Working!").reply_to(&message.id).await?;
        Ok::<_, chatwire::Error>(true)
    };
    match sent.await {
        Ok(sent) => sent,
        Err(error) => {
            println!("-- not answered: {error}");
            false
        }
    }
}

/// Two streamers who have logged in at the emulator.
async fn stage(emulator: &Emulator, client: &Client) -> Result<()> {
    let kick = emulator.kick();
    for name in ["Ada", "Ben_Live"] {
        let tokens = kick.user_tokens(name, &["channel:read", "chat:write"]);
        let token = StoredToken::new(kick.user(name), tokens.access_token);
        let in_an_hour =
            chatwire::Timestamp::now().checked_add(std::time::Duration::from_secs(3_600));
        let token = token.expires_at(in_an_hour.context("the clock is at its end")?);
        client.store_token(token.refresh_token(tokens.refresh_token)).await?;
    }
    Ok(())
}

/// What viewers do at the emulator.
struct Scene<'a> {
    emulator: &'a Emulator,
    said: bool,
}

impl Scene<'_> {
    /// Once all chatrooms are listened to.
    fn begin(&mut self, rooms: usize) {
        let kick = self.emulator.kick();
        let watched =
            ["Ada", "Ben_Live"].iter().map(|name| kick.live().watchers(&kick.room(name).feed()));
        if self.said || watched.sum::<usize>() < rooms {
            return;
        }
        self.said = true;
        kick.say("Ada", "Cleo", "Hello from the back row [emote:37226:KEKW]");
        kick.say("Ada", "Cleo", "!test");
        kick.say("Ben_Live", "Dora", "!test");
    }
}
