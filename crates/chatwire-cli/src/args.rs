//! The command line: commands and the options that all of them take. Options of one command stand with it.

use std::path::PathBuf;
use std::time::Duration;

use chatwire::Secret;
use clap::{ArgAction, Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::cmd::{
    agent, bot, bridge, chat, completions, doctor, emulate, kick, listen, mezon, send, tokenbowl,
    webhook,
};
use crate::exit::Failure;

const AFTER_HELP: &str = "\
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 key missing or refused, 4 not found, 5 conflict,
6 too many requests, 7 network, 8 tokens may have been sent, 130 interrupted.";

/// Chat platforms from a terminal and from scripts.
#[derive(Debug, Parser)]
#[command(name = "chatwire", version, disable_version_flag = true, after_help = AFTER_HELP)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) globals: Globals,
    /// Print the version.
    #[arg(short = 'v', short_alias = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Token Bowl Chat: messages, users, bots, conversations, administration, live chat.
    Tokenbowl(Box<tokenbowl::Tokenbowl>),
    /// Kick: login, chat, channels, streams, moderation, rewards, webhooks, live chat.
    Kick(Box<kick::Kick>),
    /// Mezon: clans, messages, live events, captured frames, wallet of a bot.
    Mezon(Box<mezon::Mezon>),
    /// Print events of rooms on all platforms, until Ctrl-C.
    Listen(Box<listen::Listen>),
    /// Send a message to a room of any platform.
    Send(Box<send::Send>),
    /// Chat in rooms of all platforms: read, write, switch rooms.
    Chat(Box<chat::Chat>),
    /// Link rooms of several platforms, as a file says.
    Bridge(Box<bridge::BridgeCommand>),
    /// Bots.
    #[command(subcommand)]
    Bot(bot::BotCommand),
    /// A language model that answers in rooms.
    Agent(Box<agent::AgentCommand>),
    /// Receive what platforms post.
    #[command(subcommand)]
    Webhook(webhook::Webhook),
    /// Start a server on this machine that speaks the platforms.
    Emulate(emulate::Emulate),
    /// Look at variables, address, key, clock and live transport.
    Doctor(Box<doctor::Doctor>),
    /// Print completions for a shell.
    Completions(completions::Completions),
    /// Print the reference of all commands as Markdown.
    #[command(hide = true)]
    Docs,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Globals {
    /// Address of the server, http(s) or ws(s); else the platform's variable, such as KICK_BASE_URL, else the configuration, else the service itself.
    #[arg(long, value_name = "URL", global = true)]
    pub(crate) server: Option<String>,
    /// Longest time for a call, its repetitions included.
    #[arg(long, value_name = "SECONDS", value_parser = seconds, global = true)]
    pub(crate) timeout: Option<Duration>,
    /// Do not repeat a call that failed.
    #[arg(long, global = true)]
    pub(crate) no_retry: bool,
    /// Talk to another machine without encryption, too.
    #[arg(long, global = true)]
    pub(crate) allow_insecure: bool,
    /// Print one JSON object a line; errors, too, which go to stderr.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Print the request, with secrets masked, and send nothing; `agent send` still asks the model.
    #[arg(long, global = true)]
    pub(crate) dry_run: bool,
    /// File of settings, else CHATWIRE_CONFIG, else `chatwire/config.toml` in the folder of settings.
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) config: Option<PathBuf>,
    /// Print without colours; NO_COLOR does the same.
    #[arg(long, global = true)]
    pub(crate) no_color: bool,
}

/// The key, for commands of one platform.
#[derive(Clone, Debug, Args)]
pub(crate) struct Key {
    /// API key; other users of this machine may see it in the list of processes, the variable they do not.
    #[arg(
        short = 'k',
        long,
        value_name = "KEY",
        env = "TOKEN_BOWL_CHAT_API_KEY",
        hide_env_values = true,
        global = true
    )]
    api_key: Option<Secret>,
}

impl Key {
    /// The key; an empty one is none.
    pub(crate) fn get(&self) -> Option<Secret> {
        self.api_key.clone().filter(|key| !key.is_empty())
    }
}

/// Reads the arguments of the process; help, version and wrong usage end it here.
pub(crate) fn parse() -> Cli {
    // Before parsing, since what parsing says has colours as well.
    if std::env::args_os().any(|arg| arg == "--no-color") {
        anstream::ColorChoice::Never.write_global();
    }
    let matches = Cli::command().try_get_matches();
    matches.and_then(|matches| Cli::from_arg_matches(&matches)).unwrap_or_else(|err| refuse(&err))
}

/// Ends the process with what the parser says.
fn refuse(err: &clap::Error) -> ! {
    // The parser has no arguments to hand out now. What comes behind `--` is no option.
    let mut options = std::env::args_os().take_while(|arg| arg != "--");
    if err.use_stderr() && options.any(|arg| arg == "--json") {
        let text = err.render().to_string();
        let text = text.trim_end();
        let failure = Failure::usage(text.strip_prefix("error: ").unwrap_or(text));
        failure.report(true);
        std::process::exit(failure.exit() as i32);
    }
    err.exit()
}

/// Longest time that is waited for: on some systems the clock ends after a hundred years.
const LONGEST: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    let wrong = || "a number of seconds above 0 is needed".to_owned();
    let number: f64 = text.parse().map_err(|_| wrong())?;
    let span = Duration::try_from_secs_f64(number).map_err(|_| wrong())?;
    if span.is_zero() { Err(wrong()) } else { Ok(span.min(LONGEST)) }
}

/// Where to listen, with a port; whether there is such a host, only listening can tell.
pub(crate) fn address(text: &str) -> Result<String, String> {
    let is_one = text
        .rsplit_once(':')
        .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok());
    is_one.then(|| text.to_owned()).ok_or_else(|| "an address and a port are needed".to_owned())
}

/// A number that something can be measured by: a limit that is no number is none.
pub(crate) fn measure(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0);
    number.ok_or_else(|| "a number of 0 or more is needed".to_owned())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Options as nobody has set them, but for the server.
    pub(crate) fn globals(server: Option<&str>) -> Globals {
        Globals {
            server: server.map(str::to_owned),
            timeout: None,
            no_retry: false,
            allow_insecure: false,
            json: false,
            dry_run: true,
            config: None,
            no_color: false,
        }
    }

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn options_may_stand_anywhere() {
        for args in [
            "chatwire --json --server http://h tokenbowl -k x info",
            "chatwire tokenbowl info --json --server http://h --api-key x",
        ] {
            let cli = Cli::try_parse_from(args.split(' ')).unwrap();
            assert!(cli.globals.json);
            assert_eq!(cli.globals.server.as_deref(), Some("http://h"));
            let Command::Tokenbowl(tokenbowl) = cli.command else { panic!("another command") };
            assert_eq!(tokenbowl.key.get().unwrap().expose(), "x");
        }
    }

    #[test]
    fn an_address_has_a_port() {
        for right in ["127.0.0.1:0", "[::1]:8080", "localhost:8080"] {
            assert_eq!(address(right).as_deref(), Ok(right));
        }
        for wrong in ["nonsense", "127.0.0.1", ":80", "localhost:http", "localhost:70000", ""] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn time_limits_are_positive() {
        assert_eq!(seconds("1.5"), Ok(Duration::from_millis(1500)));
        for wrong in ["0", "-1", "x", "inf", "NaN", "1e300"] {
            assert!(seconds(wrong).is_err(), "{wrong}");
        }
        // For ever, as far as anybody lives to see it: clocks end.
        let long = seconds("1.8e19").unwrap();
        assert!(std::time::Instant::now().checked_add(long).is_some());
    }
}
