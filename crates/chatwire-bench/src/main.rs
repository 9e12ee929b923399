//! `chatwire-bench`: the public API under load, for a runner that starts it beside other clients.
//!
//! One mode a run, against a load server on loopback that somebody else has started. Settings are the defaults, except
//! for addresses, the transport and the limits of one's own rate. The result is one JSON object a line on standard
//! output; the exit code is 0 when it was measured, 1 when not, with the reason on standard error.

mod calls;
mod conns;
mod http;
mod live;
mod measure;
mod output;
mod reconnect;
mod rsa;
mod sqlite;
mod ws;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};

use crate::output::Row;

/// Measures the public API against a load server on this machine.
#[derive(Debug, Parser)]
#[command(name = "chatwire-bench")]
struct Args {
    #[command(subcommand)]
    mode: Mode,
}

#[derive(Debug, Subcommand)]
enum Mode {
    /// Receives messages by one handler.
    Ws {
        /// Which live protocol.
        #[arg(long)]
        proto: live::Proto,
        /// Messages to wait for.
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
        n: u32,
        /// 1: each message says when it was written (`ts=` and CLOCK_MONOTONIC in ns).
        #[arg(long, default_value_t = 0)]
        lat: u8,
        /// Port of the load server.
        #[arg(long)]
        port: u16,
    },
    /// Makes calls through one client.
    Http {
        /// Which call.
        #[arg(long)]
        call: calls::Call,
        /// Calls in flight, and calls to warm up.
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
        c: u32,
        /// Calls to measure.
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
        n: u32,
        /// Port of the load server.
        #[arg(long)]
        port: u16,
    },
    /// Opens connections that stay open, one after another.
    Conns {
        /// Which live protocol.
        #[arg(long)]
        proto: live::Proto,
        /// Connections.
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
        n: u32,
        /// Port of the load server.
        #[arg(long)]
        port: u16,
    },
    /// Stays subscribed while the server drops the line.
    Reconnect {
        /// Which live protocol.
        #[arg(long)]
        proto: live::Proto,
        /// How often the server drops the line.
        #[arg(long)]
        drops: u32,
        /// Port of the load server.
        #[arg(long)]
        port: u16,
    },
    /// Writes messages into the cache and reads them by their ids.
    Sqlite {
        /// Messages.
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
        n: u32,
        /// Folder of the cache's files.
        #[arg(long)]
        dir: PathBuf,
    },
    /// Verifies a signature: `sig.bin` over `body.bin` with `pub.pem`.
    Rsa {
        /// Folder of the three files.
        #[arg(long)]
        dir: PathBuf,
    },
}

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(shown) => {
            let is_error = shown.use_stderr();
            let is_printed = shown.print().is_ok();
            return if is_error || !is_printed { ExitCode::FAILURE } else { ExitCode::SUCCESS };
        }
    };
    match run(args.mode).and_then(|rows| output::print(&rows)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(mode: Mode) -> Result<Vec<Row>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("no runtime can be started")?;
    match mode {
        Mode::Ws { proto, n, lat, port } => {
            runtime.block_on(ws::run(proto, n, lat == 1, port)).map(|row| vec![row])
        }
        Mode::Http { call, c, n, port } => {
            runtime.block_on(http::run(call, c, n, port)).map(|row| vec![row])
        }
        Mode::Conns { proto, n, port } => {
            runtime.block_on(conns::run(proto, n, port)).map(|row| vec![row])
        }
        Mode::Reconnect { proto, drops, port } => {
            runtime.block_on(reconnect::run(proto, drops, port)).map(|row| vec![row])
        }
        Mode::Sqlite { n, dir } => runtime.block_on(sqlite::run(n, &dir)),
        Mode::Rsa { dir } => rsa::run(&dir).map(|row| vec![row]),
    }
}
