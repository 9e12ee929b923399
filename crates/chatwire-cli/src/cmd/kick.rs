//! `chatwire kick`: login, the official API, live chat, webhooks.

mod access;
mod advice;
mod bans;
mod categories;
mod channels;
mod chat;
mod checks;
mod drops;
mod events;
mod kicks;
mod listen;
mod livestreams;
mod login;
mod redemptions;
mod resolve;
mod rewards;
mod session;
mod shown;
mod token;
mod users;
mod webhook;

use clap::{Args, Subcommand};

pub(crate) use self::access::Access;
pub(crate) use self::advice::advice;
pub(super) use self::checks::{check, is_set_up};
pub(super) use self::session::Session;
use crate::context::Context;
use crate::exit::Result;

#[derive(Debug, Args)]
pub(crate) struct Kick {
    #[command(flatten)]
    access: Access,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Log in with a browser, and store the token; with --app, try the app's id and secret.
    Login(login::Login),
    /// Revoke and remove the stored token.
    Logout(login::Logout),
    /// Show the user of the token.
    Whoami,
    /// Stored tokens, and what Kick knows of them.
    #[command(subcommand)]
    Token(token::Token),
    /// Send a chat message.
    Send(chat::Send),
    /// Delete chat messages.
    Delete(chat::Delete),
    /// Print live chat, until Ctrl-C. No login is needed.
    Listen(listen::Listen),
    /// Find the ids of a channel and its chatroom, and keep them.
    Resolve(resolve::Resolve),
    /// Show channels, or change your own.
    Channels(channels::Channels),
    /// List categories.
    Categories(categories::Categories),
    /// List streams that run at present.
    Livestreams(livestreams::Livestreams),
    /// Show users.
    Users(users::Users),
    /// Ban a user, for some time or for good.
    Ban(bans::Ban),
    /// End a ban.
    Unban(bans::Unban),
    /// Rewards of your channel.
    #[command(subcommand)]
    Rewards(rewards::Rewards),
    /// Redemptions of rewards.
    #[command(subcommand)]
    Redemptions(redemptions::Redemptions),
    /// Which events Kick delivers by webhook.
    #[command(subcommand)]
    Events(events::Events),
    /// Events that Kick delivers to an address of yours.
    #[command(subcommand)]
    Webhook(webhook::Webhook),
    /// Kicks that viewers give.
    #[command(subcommand)]
    Kicks(kicks::Kicks),
    /// Claims of drops; needs the app of an organization.
    #[command(subcommand)]
    Drops(drops::Drops),
}

impl Kick {
    /// Whether Ctrl-C is how the command is ended, and no failure.
    pub(crate) fn runs_until_interrupted(&self) -> bool {
        match &self.command {
            Command::Listen(_) | Command::Webhook(_) => true,
            Command::Events(events) => events.runs_until_interrupted(),
            _ => false,
        }
    }

    pub(crate) async fn run(&self, context: &Context) -> Result {
        let session = &Session::new(context, &self.access)?;
        match &self.command {
            Command::Login(command) => command.run(session, self.access.app).await,
            Command::Logout(command) => command.run(session).await,
            Command::Whoami => users::whoami(session).await,
            Command::Token(command) => command.run(session).await,
            Command::Send(command) => command.run(session).await,
            Command::Delete(command) => command.run(session).await,
            Command::Listen(command) => command.run(session).await,
            Command::Resolve(command) => command.run(session).await,
            Command::Channels(command) => command.run(session).await,
            Command::Categories(command) => command.run(session).await,
            Command::Livestreams(command) => command.run(session).await,
            Command::Users(command) => command.run(session).await,
            Command::Ban(command) => command.run(session).await,
            Command::Unban(command) => command.run(session).await,
            Command::Rewards(command) => command.run(session).await,
            Command::Redemptions(command) => command.run(session).await,
            Command::Events(command) => command.run(session).await,
            Command::Webhook(command) => command.run(session).await,
            Command::Kicks(command) => command.run(session).await,
            Command::Drops(command) => command.run(session).await,
        }
    }
}
