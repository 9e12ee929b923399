//! The `chatwire-emulator` command: all platforms on fixed ports, with a scenario from a file.

use std::path::PathBuf;

use anyhow::Context as _;
use chatwire_emulator::{Emulator, Platform, Script};
use clap::Parser;
use tracing_subscriber::EnvFilter;

/// A loopback server that speaks the chat platforms of chatwire.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// First port: Chatluck takes it, each further platform the next one (0: any free port for each).
    #[arg(long, default_value_t = 7070)]
    port: u16,
    /// JSON file with credentials, people, messages, replies and faults.
    #[arg(long, value_name = "FILE")]
    script: Option<PathBuf>,
    /// Do not log requests.
    #[arg(long)]
    quiet: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let level = if arguments.quiet { "error" } else { "info" };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(level));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();

    let mut builder = Emulator::builder().port(arguments.port);
    if let Some(path) = &arguments.script {
        builder = builder.script(Script::read(path)?);
    }
    let emulator = builder.start().await?;
    greet(&emulator);
    tokio::signal::ctrl_c().await.context("cannot wait for Ctrl-C")?;
    emulator.shutdown().await;
    Ok(())
}

#[expect(
    clippy::print_stdout,
    reason = "what the command is for: the lines to paste into a client"
)]
fn greet(emulator: &Emulator) {
    println!("chatluck   {}", emulator.url(Platform::Chatluck));
    println!("           CHATLUCK_API_KEY={}", emulator.chatluck().key());
    println!("fluidtalk  {}", emulator.url(Platform::FluidTalk));
    println!("           FLUIDTALK_API_KEY={}", emulator.fluidtalk().api_key());
    println!("           FLUIDTALK_CONNECTOR_TOKEN={}", emulator.fluidtalk().connector_token());
    println!("tokenbowl  {}", emulator.url(Platform::TokenBowl));
    println!("           TOKEN_BOWL_CHAT_API_KEY={}", emulator.tokenbowl().key("bot"));
    println!("kick       {}", emulator.url(Platform::Kick));
    println!("           KICK_CLIENT_ID={}", emulator.kick().client_id());
    println!("           KICK_CLIENT_SECRET={}", emulator.kick().client_secret());
    let (bot, key) = emulator.mezon().bot();
    println!("mezon      {}", emulator.url(Platform::Mezon));
    println!("           MEZON_BOT_ID={bot}");
    println!("           MEZON_API_KEY={key}");
    println!("Ctrl-C ends it.");
}
