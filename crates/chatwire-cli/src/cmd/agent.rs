//! `chatwire agent`: a language model that answers in rooms.

mod model;
mod notices;
mod run;
mod send;
mod settings;

use clap::{Args, Subcommand};

pub(crate) use self::settings::SECRET_FILES;
use super::interruptible;
use super::rooms::Accounts;
use crate::context::Context;
use crate::exit::Result;

#[derive(Debug, Args)]
#[command(args_override_self = true)]
pub(crate) struct AgentCommand {
    #[command(flatten)]
    pub(crate) accounts: Accounts,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Answer in rooms, until Ctrl-C; then running answers are finished.
    Run(Box<run::Run>),
    /// Ask the model one thing and send its answer; with --dry-run the model is asked all the same, at its price and with its tools, but the answer is printed only.
    Send(Box<send::Send>),
}

impl AgentCommand {
    pub(crate) async fn run(&self, context: &Context) -> Result {
        match &self.command {
            Command::Run(run) => run.run(context, &self.accounts).await,
            Command::Send(send) => interruptible(send.run(context, &self.accounts)).await,
        }
    }
}
