//! `chatwire docs`: the reference of all commands as Markdown, which is `docs/cli.md`.

use std::fmt::Write as _;
use std::io::Write as _;

use clap::{Arg, Command, CommandFactory as _};

use crate::args::Cli;
use crate::exit::Result;

const HEAD: &str = "<!-- Made by `chatwire docs`. Do not edit: change the arguments in `crates/chatwire-cli/src`, \
then run `cargo run -p chatwire-cli -- docs > docs/cli.md`. -->

# The `chatwire` command
";

const TAIL: &str = "
## Rooms

Commands over all platforms take rooms as they print them, and in shorter forms:

| Written | Meaning |
|---|---|
| `kick:some-channel`, `kick:1001` | chat of a streamer, by name or user id |
| `kick:chatroom:9001` | a chatroom by its number; it can be read, and written to if its streamer is known |
| `mezon:2001`, `mezon:2001/topic:7` | a channel, thread, group or direct conversation, or a topic of it |
| `tokenbowl`, `tokenbowl:main`, `tokenbowl:@bob` | the room, or the direct conversation with somebody |
| `chatluck:ch_1`, `chatluck:#general` | a channel by its id or by its name |
| `studio` | a name from the section `[rooms]` of the configuration file |

`mezon`, `tokenbowl` and `chatluck` alone mean all that the account hears, where a command listens.
Kick and Chatluck names are looked up before anything is sent.

In `chat` each line of stdin is a message to the current room. `/join ROOM` goes to another one, `/rooms` lists them, `/quit` ends; `//` begins a text that begins with a slash.
At a terminal, Ctrl-D on an empty line ends it as `/quit` does. A message that comes in the middle of a line covers what is typed so far, which is kept: Ctrl-R shows it again.
In a pipe, lines are sent one after another in their order, the end of input ends the chat when all is sent, and the exit code is that of the first failure. A `/join` that fails or names no room ends it, after what was said before is sent: lines meant for one room never go to another.
A session that ends for good ends the chat, too; what was said before is tried all the same, and each failure told.

## Configuration file

See [configuration](configuration.md#the-configuration-file-of-the-command).

## Exit codes

| Code | Meaning | Kinds of errors |
|---|---|---|
| 0 | done; also when the reader of the output has gone | |
| 1 | failed in a way that has no code of its own | `Rejected`, `Server`, `Decode` and the rest |
| 2 | wrong usage: options, arguments, configuration | `Input`, `Config` |
| 3 | the key is missing, wrong, or may not do this | `Auth`, `Forbidden` |
| 4 | there is no such thing | `NotFound` |
| 5 | it conflicts with what is there, such as a name that is taken | `Conflict` |
| 6 | too many requests | `RateLimited` |
| 7 | no connection, no answer in time, or the connection was lost | `Connect`, `Timeout`, `Transport`, `Closed` |
| 8 | `mezon wallet`: tokens may have been sent, and are not to be sent again | |
| 130 | interrupted by Ctrl-C | `Cancelled` |

Ctrl-C is how `listen`, `chat`, `bridge`, `bot echo`, `agent run`, `webhook serve`, `live chat`, `live monitor`, `webhook listen`, `kick listen`, `mezon listen`, `kick webhook serve`, `kick events keep --every` and `emulate` are ended: they exit with 0 then.

## Output

Results go to stdout, everything else to stderr.
With `--json` each result is one JSON object on a line, lists one for each item; errors are one object, `{\"error\": {…}}`, on stderr.
Live commands print `{\"event\": NAME, \"data\": {…}}`, where NAME is `message`, `sent`, `read_receipt`, `unread_count` or `typing`.
`listen`, `chat` and `webhook serve` add `platform` and `room`; their names are `message`, `edited`, `deleted`, `joined`, `left`, `typing`, `reaction`, `native` and, for what the command itself wrote, `sent`.
Of such a message each `chat` prints one `sent` when the platform has taken it, and no `message`; `/rooms` prints one `room` for each room.
`agent run` prints `answered` and `dead_letter`, and at the end one `unanswered` for each message that still waited, and `stats`, the numbers of the agent over all platforms; with `--verbose` also `heard`, `skipped`, `answering`, `tool` (`name`, `failed`, and the first 100 characters of its `result`), `silent`, `read`, and `stats` once a minute; `bridge` prints one `report` at its end.
`mezon listen` names events as the service does; `channel_message` is taken apart, others are as the schema has them, with ids as text, and what this version does not know is told by number and size.
`kick listen` adds `room`, `feed`, `chatroom_id`, `channel_id` and `recovered`; its names are the kinds of its `--event`, and `unknown` and `malformed` tell what came by name and size.
Keys are printed where they are made, and elsewhere only with `--show-key`, `--show-keys`, `--show-token` or `--show-tokens`.
Tokens of Kick are stored in a file that only its owner can read, and a login prints none.
Text of other people is printed literally: control characters and changes of direction in it are shown as signs, or escaped in JSON, and never reach the terminal.
Colours are left out when the output is no terminal, with `--no-color`, and when `NO_COLOR` is set.
";

pub(crate) fn run() -> Result {
    Ok(std::io::stdout().lock().write_all(reference().as_bytes())?)
}

/// The reference.
fn reference() -> String {
    let mut root = Cli::command();
    root.build();
    let mut text = HEAD.to_owned();
    paragraph(&mut text, root.get_about());
    text.push_str("\n## Options of every command\n");
    options(&mut text, root.get_arguments().filter(|arg| arg.is_global_set()));
    for command in visible(&root) {
        section(&mut text, command, "chatwire", &mut Vec::new());
    }
    text.push_str(TAIL);
    text
}

fn visible(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|sub| !sub.is_hide_set() && sub.get_name() != "help")
}

fn section<'a>(text: &mut String, command: &'a Command, above: &str, shown: &mut Vec<&'a str>) {
    let path = format!("{above} {}", command.get_name());
    let depth = if above == "chatwire" { "##" } else { "###" };
    // Writing to a String cannot fail; the results of `write!` say nothing here.
    let _infallible = writeln!(text, "\n{depth} `{path}`");
    paragraph(text, command.get_about());
    let aliases: Vec<_> = command.get_visible_aliases().map(|name| format!("`{name}`")).collect();
    if !aliases.is_empty() {
        let _infallible = writeln!(text, "\nAlso as {}.", aliases.join(", "));
    }
    let positional: Vec<&Arg> = command.get_positionals().collect();
    let known = shown.len();
    let own: Vec<&Arg> = command
        .get_arguments()
        .filter(|arg| !arg.is_positional() && !arg.is_hide_set() && !is_root_option(arg))
        .filter(|arg| !shown.contains(&arg.get_id().as_str()) || !arg.is_global_set())
        .collect();
    let words: Vec<String> = positional.iter().map(|arg| usage(arg)).collect();
    if !command.has_subcommands() {
        let options = if own.is_empty() { "" } else { " [OPTIONS]" };
        let _infallible = writeln!(text, "\n```text\n{path}{options}{}\n```", words.concat());
    }
    options(text, positional.into_iter().chain(own.iter().copied()));
    shown.extend(own.iter().filter(|arg| arg.is_global_set()).map(|arg| arg.get_id().as_str()));
    for sub in visible(command) {
        section(text, sub, &path, shown);
    }
    shown.truncate(known);
}

/// Options that stand in the first section, and those that clap adds to every command.
fn is_root_option(arg: &Arg) -> bool {
    const ROOT: &[&str] = &[
        "server",
        "timeout",
        "no_retry",
        "allow_insecure",
        "json",
        "dry_run",
        "config",
        "no_color",
        "help",
        "version",
    ];
    ROOT.contains(&arg.get_id().as_str())
}

fn usage(arg: &Arg) -> String {
    let name = value_name(arg);
    let dots =
        if arg.get_num_args().is_some_and(|range| range.max_values() > 1) { "..." } else { "" };
    if arg.is_required_set() { format!(" <{name}>{dots}") } else { format!(" [{name}]{dots}") }
}

fn value_name(arg: &Arg) -> String {
    let names = arg.get_value_names().into_iter().flatten().map(|name| name.to_string());
    let names: Vec<String> = names.collect();
    if names.is_empty() { arg.get_id().as_str().to_uppercase() } else { names.join(" ") }
}

fn paragraph(text: &mut String, about: Option<&clap::builder::StyledStr>) {
    if let Some(about) = about {
        let _infallible = writeln!(text, "\n{}.", about.to_string().trim_end_matches('.'));
    }
}

fn options<'a>(text: &mut String, args: impl Iterator<Item = &'a Arg>) {
    let mut rows = String::new();
    for arg in args {
        let mut name = match (arg.get_short(), arg.get_long()) {
            (Some(short), Some(long)) => format!("-{short}, --{long}"),
            (None, Some(long)) => format!("--{long}"),
            (Some(short), None) => format!("-{short}"),
            (None, None) => value_name(arg),
        };
        let takes = arg.get_action().takes_values();
        if takes && arg.get_long().is_some() {
            let _infallible = write!(name, " {}", value_name(arg));
        }
        let mut about = arg.get_help().map(ToString::to_string).unwrap_or_default();
        about.push('.');
        let values: Vec<String> = if takes {
            arg.get_possible_values()
                .iter()
                .map(|value| format!("`{}`", value.get_name()))
                .collect()
        } else {
            Vec::new()
        };
        if !values.is_empty() {
            let _infallible = write!(about, " One of {}.", values.join(", "));
        }
        let defaults: Vec<_> =
            arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        if takes && !defaults.is_empty() {
            let _infallible = write!(about, " By default `{}`.", defaults.join(" "));
        }
        if let Some(variable) = arg.get_env() {
            let _infallible = write!(about, " Else from `{}`.", variable.to_string_lossy());
        }
        // In a table a bar ends the cell, also within code.
        let [name, about] = [name, about].map(|cell| cell.replace('|', "\\|"));
        let _infallible = writeln!(rows, "| `{name}` | {about} |");
    }
    if !rows.is_empty() {
        let _infallible = write!(text, "\n| Option | Meaning |\n|---|---|\n{rows}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_do_not_end_a_cell() {
        let text = reference();
        assert!(text.contains(r"| `-s, --system TEXT\|FILE` |"), "as in the source of the table");
        assert!(text.contains(r"| `--mcp-server URL\|COMMAND` |"));
    }

    #[test]
    fn every_command_is_in_it_once() {
        let text = reference();
        for command in [
            "tokenbowl register",
            "tokenbowl messages send",
            "tokenbowl admin users role",
            "tokenbowl live monitor",
            "kick login",
            "kick listen",
            "kick events keep",
            "kick webhook serve",
            "mezon login",
            "mezon send",
            "mezon listen",
            "mezon decode",
            "mezon wallet send",
            "mezon wallet resume",
            "listen",
            "send",
            "chat",
            "bridge",
            "bot echo",
            "agent run",
            "agent send",
            "webhook serve",
            "emulate",
            "doctor",
            "completions",
        ] {
            let heading = format!("# `chatwire {command}`\n");
            assert_eq!(text.matches(&heading).count(), 1, "{command}");
        }
        assert!(!text.contains("`chatwire docs`\n"), "hidden");
        assert_eq!(
            text.matches("`-k, --api-key KEY`").count(),
            9,
            "once for each command that has it"
        );
    }
}
