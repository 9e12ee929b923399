//! The commands, one module each.

pub(crate) mod completions;
mod connection;
pub(crate) mod docs;
pub(crate) mod doctor;
pub(crate) mod emulate;
mod folder;
pub(crate) mod kick;
pub(crate) mod mezon;
mod shown;
pub(crate) mod tokenbowl;

use crate::args::{Cli, Command};
use crate::context::Context;
use crate::exit::{Exit, Failure, Result};
use crate::output::Output;

/// Does what was asked for. Ctrl-C ends commands that take no end of their own by it.
pub(crate) async fn run(cli: Cli) -> Result {
    let Cli { globals, command, .. } = cli;
    let out = Output::new(globals.json);
    match command {
        Command::Tokenbowl(tokenbowl) => {
            let context = Context::new(globals, tokenbowl.key.get());
            if tokenbowl.runs_until_interrupted() {
                Box::pin(tokenbowl.run(&context)).await
            } else {
                interruptible(Box::pin(tokenbowl.run(&context))).await
            }
        }
        Command::Kick(kick) => {
            let context = Context::new(globals, None);
            if kick.runs_until_interrupted() {
                Box::pin(kick.run(&context)).await
            } else {
                interruptible(Box::pin(kick.run(&context))).await
            }
        }
        Command::Mezon(mezon) => {
            let context = Context::new(globals, None);
            if mezon.runs_until_interrupted() {
                Box::pin(mezon.run(&context)).await
            } else {
                interruptible(Box::pin(mezon.run(&context))).await
            }
        }
        Command::Emulate(emulate) => emulate.run(out).await,
        Command::Doctor(doctor) => {
            let context = Context::new(globals, doctor.key.get());
            interruptible(Box::pin(doctor.run(&context))).await
        }
        Command::Completions(completions) => completions.run(),
        Command::Docs => docs::run(),
    }
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
