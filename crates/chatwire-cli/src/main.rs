//! The `chatwire` command: chat platforms from a terminal and from scripts.
//!
//! [`args`] says what may be typed, each module below [`cmd`] does one command, and [`exit`] says how it ended.
//! Nothing is done before the arguments are read: help and completions come at once.

mod args;
mod cmd;
mod config;
mod context;
mod exit;
mod input;
mod output;
mod preview;
mod progress;
mod schema;
mod service;
mod text;

use std::process::ExitCode;

use tokio::runtime::Builder;

use exit::{Doing as _, Exit, Result};

fn main() -> ExitCode {
    let cli = args::parse();
    let json = cli.globals.json;
    let exit = match start(cli) {
        Ok(()) => Exit::Done,
        Err(failure) => {
            failure.report(json);
            failure.exit()
        }
    };
    ExitCode::from(exit as u8)
}

fn start(cli: args::Cli) -> Result {
    let runtime = Builder::new_current_thread().enable_all().build().doing("cannot start")?;
    let result = runtime.block_on(cmd::run(cli));
    // A thread that reads the terminal ends with the next line only: nobody waits for it.
    runtime.shutdown_background();
    result
}
