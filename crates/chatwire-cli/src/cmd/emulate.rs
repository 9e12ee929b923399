//! `chatwire emulate`.

use std::path::PathBuf;

use chatwire_emulator::{Emulator, EmulatorError, Platform, Script};
use clap::Args;
use serde_json::json;

use super::interrupted;
use crate::exit::{Exit, Failure, Result};
use crate::output::{Output, Text, aside};

/// All platforms on this machine, each on a port of its own.
#[derive(Debug, Args)]
pub(crate) struct Emulate {
    /// First port; each further platform takes the next one. 0 takes any free ones.
    #[arg(long, default_value_t = 7070)]
    port: u16,
    /// JSON file with people, messages, replies and faults.
    #[arg(long, value_name = "FILE")]
    script: Option<PathBuf>,
}

impl Emulate {
    pub(crate) async fn run(&self, out: Output) -> Result {
        let mut builder = Emulator::builder().port(self.port);
        if let Some(path) = &self.script {
            builder = builder.script(Script::read(path).map_err(refused)?);
        }
        let emulator = builder.start().await.map_err(refused)?;
        // Receivers of webhooks compare the time of a delivery with their own.
        emulator.kick().wall_clock(true);
        for (platform, variables) in variables(&emulator) {
            let url = emulator.url(platform);
            let table: serde_json::Map<_, _> =
                variables.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
            let value = json!({"platform": platform.name(), "url": url, "variables": table});
            out.show(&value, |_| {
                variables.iter().fold(
                    Text::new().bold(platform.name()).plain(format!("  {url}")).end(),
                    |text, (name, value)| text.plain(format!("  export {name}={value}")).end(),
                )
            })?;
        }
        aside("Ctrl-C ends it.");
        interrupted().await;
        emulator.shutdown().await;
        Ok(())
    }
}

/// What to set so that clients find each platform.
fn variables(emulator: &Emulator) -> Vec<(Platform, Vec<(&'static str, String)>)> {
    let (fluidtalk, kick) = (emulator.fluidtalk(), emulator.kick());
    let (bot, key) = emulator.mezon().bot();
    vec![
        (
            Platform::Chatluck,
            vec![
                ("CHATLUCK_BASE_URL", emulator.url(Platform::Chatluck)),
                ("CHATLUCK_API_KEY", emulator.chatluck().key()),
            ],
        ),
        (
            Platform::FluidTalk,
            vec![
                ("FLUIDTALK_BASE_URL", emulator.url(Platform::FluidTalk)),
                ("FLUIDTALK_API_KEY", fluidtalk.api_key()),
                ("FLUIDTALK_CONNECTOR_TOKEN", fluidtalk.connector_token()),
            ],
        ),
        (
            Platform::Kick,
            vec![
                ("KICK_BASE_URL", emulator.url(Platform::Kick)),
                ("KICK_CLIENT_ID", kick.client_id()),
                ("KICK_CLIENT_SECRET", kick.client_secret()),
                ("KICK_ACCESS_TOKEN", kick.token("streamer")),
            ],
        ),
        (
            Platform::Mezon,
            vec![
                ("MEZON_BASE_URL", emulator.url(Platform::Mezon)),
                ("MEZON_BOT_ID", bot.to_string()),
                ("MEZON_API_KEY", key),
            ],
        ),
        (
            Platform::TokenBowl,
            vec![
                ("TOKEN_BOWL_CHAT_BASE_URL", emulator.url(Platform::TokenBowl)),
                ("TOKEN_BOWL_CHAT_API_KEY", emulator.tokenbowl().key("bot")),
            ],
        ),
    ]
}

#[expect(clippy::needless_pass_by_value, reason = "used by map_err")]
fn refused(err: EmulatorError) -> Failure {
    let exit = match err {
        EmulatorError::Script(_)
        | EmulatorError::ScriptFile { .. }
        | EmulatorError::Port { .. }
        | EmulatorError::Credential { .. }
        | EmulatorError::Webhook { .. } => Exit::Usage,
        _ => Exit::Failed,
    };
    let mut message = err.to_string();
    let mut source = std::error::Error::source(&err);
    while let Some(cause) = source {
        message.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    Failure::new(exit, message)
}
