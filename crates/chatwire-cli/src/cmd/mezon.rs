//! `chatwire mezon`: a bot's login, clans, messages, live events, captured frames, and its wallet.

mod advice;
mod checks;
mod clans;
mod decode;
mod history;
mod listen;
mod login;
mod message;
mod send;
mod session;
mod wallet;

use clap::{Args, Subcommand};

pub(crate) use self::advice::advice;
pub(super) use self::checks::{check, is_set_up};
pub(crate) use self::session::Access;
use self::session::Session;
use crate::context::Context;
use crate::exit::Result;

#[derive(Debug, Args)]
pub(crate) struct Mezon {
    #[command(flatten)]
    access: Access,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Log in with id and API key of the bot, and show what came of it; nothing is stored.
    Login(login::Login),
    /// List the clans of the bot.
    Clans(clans::Clans),
    /// List the channels of a clan, or the bot's direct conversations.
    Channels(clans::Channels),
    /// Send a message, answer one, or change one of the bot's own.
    Send(send::Send),
    /// Print events as they happen, until Ctrl-C.
    Listen(listen::Listen),
    /// Print what was said in a channel, the newest message first.
    History(history::History),
    /// List the roles of a clan.
    Roles(clans::Roles),
    /// List the emojis of a clan.
    Emojis(clans::Emojis),
    /// List who is in the voice channels of a clan.
    Voice(clans::Voice),
    /// Show captured frames of the socket as JSON; nothing is sent.
    Decode(decode::Decode),
    /// Tokens of the bot on Mezon's ledger.
    #[command(subcommand)]
    Wallet(wallet::Wallet),
}

impl Mezon {
    /// Whether the command hears Ctrl-C itself: where it is no failure, or must not stop what is under way.
    pub(crate) fn runs_until_interrupted(&self) -> bool {
        match &self.command {
            Command::Listen(_) => true,
            Command::Wallet(wallet) => wallet.hears_interrupts(),
            _ => false,
        }
    }

    pub(crate) async fn run(&self, context: &Context) -> Result {
        let session = &Session::new(context, &self.access);
        match &self.command {
            Command::Login(command) => command.run(session).await,
            Command::Clans(command) => command.run(session).await,
            Command::Channels(command) => command.run(session).await,
            Command::Send(command) => command.run(session).await,
            Command::Listen(command) => command.run(session).await,
            Command::History(command) => command.run(session).await,
            Command::Roles(command) => command.run(session).await,
            Command::Emojis(command) => command.run(session).await,
            Command::Voice(command) => command.run(session).await,
            Command::Decode(command) => command.run(session.out).await,
            Command::Wallet(command) => command.run(session).await,
        }
    }
}
