//! `chatwire tokenbowl`: the commands of the Python client, under the same names, and what it lacks.

mod admin;
mod bots;
mod conversations;
mod live;
mod login;
mod messages;
mod person;
mod profile;
mod register;
mod room;
mod unread;
mod users;
mod webhook;

use clap::{ArgAction, Args, Subcommand};

use crate::args::Key;
use crate::cmd::agent::AgentCommand;
use crate::context::Context;
use crate::exit::Result;

// Of an option that is given twice the last one counts, as with the Python client (1.1.7).
#[derive(Debug, Args)]
#[command(version, disable_version_flag = true, args_override_self = true)]
pub(crate) struct Tokenbowl {
    #[command(flatten)]
    pub(crate) key: Key,
    /// Print the version.
    #[arg(short = 'v', short_alias = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make an account, and print its key.
    Register(register::Register),
    /// Sign in by a link that comes by mail.
    #[command(subcommand)]
    Login(login::Login),
    /// Show your profile.
    Info(profile::Show),
    /// Your profile, logo and key.
    Profile(profile::Profile),
    /// Send and read messages.
    #[command(subcommand)]
    Messages(messages::Messages),
    /// Other people, and your name.
    #[command(subcommand)]
    Users(users::Users),
    /// What you have not read yet.
    #[command(subcommand)]
    Unread(unread::Unread),
    /// List the logos that the server has.
    Logos(room::Logos),
    /// Your bots.
    #[command(subcommand)]
    Bots(bots::Bots),
    /// Selections of messages.
    #[command(subcommand)]
    Conversations(conversations::Conversations),
    /// Administration; needs the role `admin`.
    #[command(subcommand)]
    Admin(admin::Admin),
    /// Say that you are typing.
    Typing(room::Typing),
    /// Ask whether the server is well.
    Health(room::Health),
    /// Messages as they come.
    #[command(subcommand)]
    Live(live::Live),
    /// Messages that the server delivers to an address of yours.
    #[command(subcommand)]
    Webhook(webhook::Webhook),
    /// The same as `chatwire agent`, where the Python client has it.
    #[command(hide = true)]
    Agent(Box<AgentCommand>),
}

impl Tokenbowl {
    /// Whether Ctrl-C is how the command is ended, and no failure; or whether it sees to that itself.
    pub(crate) fn runs_until_interrupted(&self) -> bool {
        matches!(self.command, Command::Live(_) | Command::Webhook(_) | Command::Agent(_))
    }

    pub(crate) async fn run(&self, context: &Context) -> Result {
        match &self.command {
            Command::Register(command) => command.run(context).await,
            Command::Login(command) => command.run(context).await,
            Command::Info(command) => command.run(context).await,
            Command::Profile(command) => command.run(context).await,
            Command::Messages(command) => command.run(context).await,
            Command::Users(command) => command.run(context).await,
            Command::Unread(command) => command.run(context).await,
            Command::Logos(command) => command.run(context).await,
            Command::Bots(command) => command.run(context).await,
            Command::Conversations(command) => command.run(context).await,
            Command::Admin(command) => command.run(context).await,
            Command::Typing(command) => command.run(context).await,
            Command::Health(command) => command.run(context).await,
            Command::Live(command) => command.run(context).await,
            Command::Webhook(command) => command.run(context).await,
            Command::Agent(command) => command.run(context).await,
        }
    }
}
