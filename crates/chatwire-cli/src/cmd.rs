//! The commands, one module each.

pub(crate) mod agent;
pub(crate) mod bot;
pub(crate) mod bridge;
pub(crate) mod chat;
pub(crate) mod completions;
mod connection;
pub(crate) mod docs;
pub(crate) mod doctor;
pub(crate) mod emulate;
mod folder;
pub(crate) mod kick;
pub(crate) mod listen;
pub(crate) mod mezon;
pub(crate) mod rooms;
pub(crate) mod send;
mod shown;
pub(crate) mod tokenbowl;
pub(crate) mod webhook;

use std::path::PathBuf;

use chatwire::Secret;
use chatwire::env::Vars;

use crate::args::{Cli, Command, Globals};
use crate::config::{CONFIG, Config};
use crate::context::Context;
use crate::exit::{Exit, Failure, Result};
use crate::output::Output;

/// Does what was asked for. Ctrl-C ends commands that take no end of their own by it.
pub(crate) async fn run(cli: Cli) -> Result {
    let Cli { globals, command, .. } = cli;
    let out = Output::new(globals.json);
    match command {
        Command::Tokenbowl(tokenbowl) => {
            let context = context(globals, tokenbowl.key.get())?;
            if tokenbowl.runs_until_interrupted() {
                Box::pin(tokenbowl.run(&context)).await
            } else {
                interruptible(Box::pin(tokenbowl.run(&context))).await
            }
        }
        Command::Kick(kick) => {
            let context = context(globals, None)?;
            if kick.runs_until_interrupted() {
                Box::pin(kick.run(&context)).await
            } else {
                interruptible(Box::pin(kick.run(&context))).await
            }
        }
        Command::Mezon(mezon) => {
            let context = context(globals, None)?;
            if mezon.runs_until_interrupted() {
                Box::pin(mezon.run(&context)).await
            } else {
                interruptible(Box::pin(mezon.run(&context))).await
            }
        }
        Command::Listen(listen) => {
            let context = context(globals, listen.accounts.key.get())?;
            Box::pin(listen.run(&context)).await
        }
        Command::Send(send) => {
            let context = context(globals, send.accounts.key.get())?;
            interruptible(Box::pin(send.run(&context))).await
        }
        Command::Chat(chat) => {
            let context = context(globals, chat.accounts.key.get())?;
            Box::pin(chat.run(&context)).await
        }
        Command::Webhook(webhook) => {
            let context = context(globals, webhook.accounts().key.get())?;
            Box::pin(webhook.run(&context)).await
        }
        Command::Bridge(bridge) => {
            let context = context(globals, bridge.accounts.key.get())?;
            Box::pin(bridge.run(&context)).await
        }
        Command::Bot(bot) => {
            let context = context(globals, bot.accounts().key.get())?;
            Box::pin(bot.run(&context)).await
        }
        Command::Agent(agent) => {
            let context = context(globals, agent.accounts.key.get())?;
            Box::pin(agent.run(&context)).await
        }
        Command::Emulate(emulate) => emulate.run(out).await,
        Command::Doctor(doctor) => {
            let context = context(globals, doctor.accounts.key.get())?;
            interruptible(Box::pin(doctor.run(&context))).await
        }
        Command::Completions(completions) => completions.run(),
        Command::Docs => docs::run(),
    }
}

/// What a command works with, the configuration file included.
fn context(globals: Globals, key: Option<Secret>) -> Result<Context> {
    let named = match &globals.config {
        Some(path) => Some(path.clone()),
        None => Vars::process().optional(CONFIG)?.map(PathBuf::from),
    };
    let config = Config::load(named.as_deref(), folder::of_settings())?;
    Ok(Context::new(globals, key).with_config(config))
}

/// Ends with a failure when Ctrl-C comes before the work is done.
async fn interruptible<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::select! {
        biased;
        () = interrupted() => Err(Failure::new(Exit::Interrupted, "interrupted")),
        done = work => done,
    }
}

/// Waits for Ctrl-C; for ever where the system cannot tell, and ends the program itself then.
pub(crate) async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
