//! `chatwire completions`.

use std::io::Write as _;

use clap::{Args, Command, CommandFactory as _};
use clap_complete::Shell;

use crate::args::Cli;
use crate::exit::Result;

#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// Which shell.
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(&self) -> Result {
        let mut script = Vec::new();
        let mut command = visible(&Cli::command());
        clap_complete::generate(self.shell, &mut command, "chatwire", &mut script);
        Ok(std::io::stdout().lock().write_all(&script)?)
    }
}

/// A command without those in it that are hidden, which completions would offer all the same.
fn visible(command: &Command) -> Command {
    let shown = command.get_subcommands().filter(|inner| !inner.is_hide_set());
    Command::new(command.get_name().to_owned())
        .about(command.get_about().cloned().unwrap_or_default())
        .visible_aliases(command.get_visible_aliases().map(str::to_owned))
        // The options for it stand among the arguments, and want one.
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .args(command.get_arguments())
        .groups(command.get_groups())
        .subcommands(shown.map(visible))
}
