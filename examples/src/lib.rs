//! What the examples share: services to talk to, and a clean end on Ctrl-C and behind `| head`.
//!
//! With keys in the environment an example talks to the real services, else to
//! the emulator, which it starts itself.

#![expect(clippy::print_stdout, reason = "examples tell what they do")]

pub mod browser;

use std::io::BufRead;
use std::sync::Once;
use std::time::Duration;

use anyhow::{Context, Result};
use chatwire::env::{EnvVar, Vars};
use chatwire::fluidtalk::{characters, handshake};
use chatwire::{chatluck, kick, mezon, tokenbowl};
use chatwire_emulator::{Emulator, Platform};
use tokio::sync::mpsc;

/// Channel of the team chat to talk in, where the services are real.
pub const CHANNEL: EnvVar =
    EnvVar::new("CHATLUCK_CHANNEL", "id of the channel in which the examples talk");

/// Any of these says that the services are real.
const KEYS: [&str; 7] = [
    "CHATLUCK_API_KEY",
    "FLUIDTALK_API_KEY",
    "FLUIDTALK_CONNECTOR_TOKEN",
    "KICK_ACCESS_TOKEN",
    "KICK_CLIENT_ID",
    "MEZON_API_KEY",
    "TOKEN_BOWL_CHAT_API_KEY",
];

/// Services of all platforms: an emulator, or the real ones.
#[derive(Debug)]
pub struct Services {
    vars: Vars,
    emulator: Option<Emulator>,
}

impl Services {
    /// The real services when one of their keys is in the environment; else an emulator.
    ///
    /// # Errors
    ///
    /// When no port can be opened.
    pub async fn open() -> Result<Self> {
        if let Some(real) = Self::real() {
            return Ok(real);
        }
        Self::emulated(Emulator::start().await.context("starting the emulator")?)
    }

    /// As [`open`](Self::open), for programs without async.
    ///
    /// # Errors
    ///
    /// When no port can be opened.
    pub fn open_blocking() -> Result<Self> {
        if let Some(real) = Self::real() {
            return Ok(real);
        }
        Self::emulated(Emulator::start_blocking().context("starting the emulator")?)
    }

    fn real() -> Option<Self> {
        end_with_the_reader();
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let real = KEYS.into_iter().any(set);
        if real {
            println!("Keys in the environment: talking to the real services\n");
        }
        real.then(|| Self { vars: Vars::process(), emulator: None })
    }

    /// The variables that a user would set, with the emulator's values.
    fn emulated(emulator: Emulator) -> Result<Self> {
        println!("No keys in the environment: talking to an emulator on this machine\n");
        let (bot, key) = emulator.mezon().bot();
        let vars = Vars::from_pairs([
            ("CHATLUCK_API_KEY", emulator.chatluck().key()),
            ("CHATLUCK_BASE_URL", emulator.url(Platform::Chatluck)),
            ("CHATLUCK_CHANNEL", emulator.chatluck().channel("Bike garage")),
            ("FLUIDTALK_API_KEY", emulator.fluidtalk().api_key()),
            ("FLUIDTALK_CONNECTOR_TOKEN", emulator.fluidtalk().connector_token()),
            ("FLUIDTALK_BASE_URL", emulator.url(Platform::FluidTalk)),
            ("KICK_BASE_URL", emulator.url(Platform::Kick)),
            ("KICK_CLIENT_ID", emulator.kick().client_id()),
            ("KICK_CLIENT_SECRET", emulator.kick().client_secret()),
            ("MEZON_API_KEY", key),
            ("MEZON_BASE_URL", emulator.url(Platform::Mezon)),
            ("MEZON_BOT_ID", bot.to_string()),
            ("TOKEN_BOWL_CHAT_API_KEY", emulator.tokenbowl().key("you")),
            ("TOKEN_BOWL_CHAT_BASE_URL", emulator.url(Platform::TokenBowl)),
        ]);
        Ok(Self { vars, emulator: Some(emulator) })
    }

    /// Variables of the services, for clients with more settings.
    #[must_use]
    pub fn vars(&self) -> &Vars {
        &self.vars
    }

    /// Client of the team chat.
    ///
    /// # Errors
    ///
    /// When a variable is missing or wrong.
    pub fn chatluck(&self) -> Result<chatluck::Client> {
        Ok(chatluck::Client::from_vars(&self.vars)?)
    }

    /// Client of FluidTalk's handshake API.
    ///
    /// # Errors
    ///
    /// When a variable is missing or wrong.
    pub fn handshake(&self) -> Result<handshake::Client> {
        Ok(handshake::Client::from_vars(&self.vars)?)
    }

    /// Client of FluidTalk's characters API.
    ///
    /// # Errors
    ///
    /// When a variable is missing or wrong.
    pub fn characters(&self) -> Result<characters::Client> {
        Ok(characters::Client::from_vars(&self.vars)?)
    }

    /// Client of Kick.
    ///
    /// # Errors
    ///
    /// When a variable is missing or wrong.
    pub fn kick(&self) -> Result<kick::Client> {
        Ok(kick::Client::from_vars(&self.vars)?)
    }

    /// Client of a Mezon bot.
    ///
    /// # Errors
    ///
    /// When a variable is missing or wrong.
    pub fn mezon(&self) -> Result<mezon::Client> {
        Ok(mezon::Client::from_vars(&self.vars)?)
    }

    /// Client of Token Bowl.
    ///
    /// # Errors
    ///
    /// When a variable is missing or wrong.
    pub fn tokenbowl(&self) -> Result<tokenbowl::Client> {
        Ok(tokenbowl::Client::from_vars(&self.vars)?)
    }

    /// Channel of the team chat to talk in.
    ///
    /// # Errors
    ///
    /// When the services are real and [`CHANNEL`] is not set.
    pub fn channel(&self) -> Result<String> {
        Ok(self.vars.required(CHANNEL)?)
    }

    /// The emulator, unless the services are real.
    #[must_use]
    pub fn emulator(&self) -> Option<&Emulator> {
        self.emulator.as_ref()
    }
}

/// Lines of standard input, until it ends.
///
/// They are read on a thread of its own, which does not keep the program from ending. When nothing at all came,
/// `instead` is typed at a person's pace, so that a demonstration needs no keyboard.
#[must_use]
pub fn lines(instead: &'static [&'static str]) -> mpsc::Receiver<String> {
    let (sender, lines) = mpsc::channel(16);
    std::thread::spawn(move || {
        let mut came = false;
        for line in std::io::stdin().lock().lines().map_while(std::result::Result::ok) {
            came = true;
            if sender.blocking_send(line).is_err() {
                return;
            }
        }
        for line in instead.iter().filter(|_| !came) {
            std::thread::sleep(Duration::from_millis(500));
            println!("> {line}");
            if sender.blocking_send((*line).to_owned()).is_err() {
                return;
            }
        }
    });
    lines
}

/// Text of other people as it may be shown on a terminal: without anything that would steer it.
#[must_use]
pub fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Runs `program` until it ends or Ctrl-C is pressed; then it is dropped, with all that it holds.
///
/// # Errors
///
/// Those of the program.
pub async fn until_ctrl_c(program: impl Future<Output = Result<()>>) -> Result<()> {
    end_with_the_reader();
    tokio::select! {
        // The handler is in place before the program does anything.
        biased;
        _ = tokio::signal::ctrl_c() => {
            println!("\nstopped");
            Ok(())
        }
        ended = program => ended,
    }
}

/// Lets the program end quietly when nobody reads its output any more, where `println!` would panic.
fn end_with_the_reader() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            // A failed `println!` can be told by its words only.
            let words = panic.payload().downcast_ref::<String>();
            if words.is_some_and(|words| words.contains("printing to stdout: Broken pipe")) {
                std::process::exit(0);
            }
            usual(panic);
        }));
    });
}

/// As [`until_ctrl_c`], for a program without async, which runs on a thread of its own.
///
/// # Errors
///
/// Those of the program.
pub fn until_ctrl_c_blocking(program: impl FnOnce() -> Result<()> + Send + 'static) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(until_ctrl_c(async {
        let (ended, end) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            // Nobody waits for the outcome after Ctrl-C.
            let _ = ended.send(program());
        });
        end.await.context("the program panicked")?
    }))
}
