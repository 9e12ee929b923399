//! Token Bowl Chat: the command line of the Python client (1.1.7), as its parser reads it, and the calls behind it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::tokenbowl::PLATFORM;
use super::{Args, Context, Method, Reading};
use crate::vector::Vector;

/// Option that every command but `register` has.
const KEY: Opt = text("-k", "--api-key");

/// Options that both commands of the agent have.
const AGENT: &[Opt] = &[
    KEY,
    text("-o", "--openrouter-key"),
    text("-s", "--system"),
    text("-u", "--user"),
    text("-m", "--model"),
    text("", "--server"),
    number("-q", "--queue-interval"),
    number("", "--max-reconnect-delay"),
    number("-c", "--context-window"),
    flag("", "--mcp"),
    flag("", "--no-mcp"),
    text("", "--mcp-server"),
    flag("-v", "--verbose"),
    text("-t", "--to"),
];

const COMMANDS: &[Command] = &[
    Command { name: &["register"], words: 1, options: &[text("", "--webhook")] },
    Command { name: &["info"], words: 0, options: &[KEY] },
    Command { name: &["messages", "send"], words: 1, options: &[KEY, text("-t", "--to")] },
    Command {
        name: &["messages", "list"],
        words: 0,
        options: &[KEY, number("-n", "--limit"), number("", "--offset"), flag("-d", "--direct")],
    },
    Command { name: &["users", "list"], words: 0, options: &[KEY, flag("-o", "--online")] },
    Command {
        name: &["users", "update"],
        words: 0,
        options: &[
            KEY,
            text("-u", "--username"),
            text("-w", "--webhook"),
            flag("", "--clear-webhook"),
        ],
    },
    Command { name: &["unread", "count"], words: 0, options: &[KEY] },
    Command { name: &["unread", "mark-read"], words: 0, options: &[KEY, flag("-a", "--all")] },
    Command { name: &["live", "chat"], words: 0, options: &[KEY] },
    Command { name: &["live", "monitor"], words: 0, options: &[KEY] },
    Command { name: &["agent", "run"], words: 0, options: AGENT },
    Command { name: &["agent", "send"], words: 1, options: AGENT },
];

#[derive(Debug)]
struct Command {
    name: &'static [&'static str],
    /// How many words it takes.
    words: usize,
    options: &'static [Opt],
}

#[derive(Debug)]
struct Opt {
    short: &'static str,
    long: &'static str,
    takes: Takes,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Takes {
    Nothing,
    Text,
    Number,
}

const fn flag(short: &'static str, long: &'static str) -> Opt {
    Opt { short, long, takes: Takes::Nothing }
}

const fn text(short: &'static str, long: &'static str) -> Opt {
    Opt { short, long, takes: Takes::Text }
}

const fn number(short: &'static str, long: &'static str) -> Opt {
    Opt { short, long, takes: Takes::Number }
}

/// A command with its words and options; of an option that is given twice the last one counts.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    vector: &'a Vector,
    command: &'static Command,
    words: Vec<String>,
    values: BTreeMap<&'static str, String>,
    flags: BTreeSet<&'static str>,
}

impl<'a> Asked<'a> {
    /// What a recorded command line asks for; none where help or the version is asked for, or nothing that can be
    /// understood.
    pub(crate) fn read(vector: &'a Vector) -> Option<Self> {
        let argv: Vec<&str> = words(vector).collect();
        let command = COMMANDS.iter().find(|command| argv.starts_with(command.name))?;
        let mut asked = Self {
            vector,
            command,
            words: Vec::new(),
            values: BTreeMap::new(),
            flags: BTreeSet::new(),
        };
        let mut rest = argv.into_iter().skip(command.name.len());
        while let Some(word) = rest.next() {
            match word {
                "--" => asked.words.extend(rest.by_ref().map(str::to_owned)),
                _ if word.starts_with("--") => {
                    let (name, value) = match word.split_once('=') {
                        Some((name, value)) => (name, Some(value)),
                        None => (word, None),
                    };
                    let option = command.options.iter().find(|option| option.long == name)?;
                    asked.put(option, value, &mut rest)?;
                }
                _ if word.len() > 1 && word.starts_with('-') => {
                    asked.put_short(word.get(1..)?, &mut rest)?;
                }
                _ => asked.words.push(word.to_owned()),
            }
        }
        (asked.words.len() == command.words).then_some(asked)
    }

    /// Letters behind one dash; what follows the one that takes a value is its value.
    fn put_short<'w>(
        &mut self,
        mut letters: &'w str,
        rest: &mut impl Iterator<Item = &'w str>,
    ) -> Option<()> {
        while let Some(letter) = letters.chars().next() {
            letters = letters.get(letter.len_utf8()..)?;
            let name = format!("-{letter}");
            let option = self.command.options.iter().find(|option| option.short == name)?;
            if option.takes != Takes::Nothing {
                return self.put(option, Some(letters).filter(|rest| !rest.is_empty()), rest);
            }
            self.put(option, None, rest)?;
        }
        Some(())
    }

    fn put<'w>(
        &mut self,
        option: &'static Opt,
        value: Option<&'w str>,
        rest: &mut impl Iterator<Item = &'w str>,
    ) -> Option<()> {
        if option.takes == Takes::Nothing {
            self.flags.insert(option.long);
            return value.is_none().then_some(());
        }
        let value = value.or_else(|| rest.next())?;
        if option.takes == Takes::Number && value.trim().parse::<f64>().is_err() {
            return None;
        }
        self.values.insert(option.long, value.to_owned());
        Some(())
    }

    /// The value of an option; an empty one is none.
    fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    fn has(&self, option: &str, variable: &str) -> bool {
        let mut env = self.vector.environment().into_iter();
        self.value(option).is_some()
            || env.any(|(name, value)| name == variable && !value.is_empty())
    }

    /// Whether a key is missing; where the environment is not recorded, it is there.
    pub(crate) fn lacks_key(&self) -> bool {
        let is_agent = self.command.name.first() == Some(&"agent");
        let has_keys = self.has("--api-key", "TOKEN_BOWL_CHAT_API_KEY")
            // The agent speaks with two services.
            && (!is_agent || self.has("--openrouter-key", "OPENROUTER_API_KEY"));
        self.vector.call.args.get("env").is_some()
            && self.command.name != ["register"]
            && !has_keys
            && !self.asks_nothing()
    }

    /// Whether nothing was chosen of what it might do, so that there is a hint and no call.
    pub(crate) fn asks_nothing(&self) -> bool {
        let chooses = [["users", "update"], ["unread", "mark-read"]];
        chooses.iter().any(|name| self.command.name == name) && self.calls().is_empty()
    }

    /// Calls that it makes, in order, with their arguments.
    fn calls(&self) -> Vec<(&'static Method, Args)> {
        let named = |fields: &[(&str, Option<&str>)]| -> Args {
            let given = fields.iter().filter_map(|(name, value)| Some((*name, (*value)?)));
            given.map(|(name, value)| (name.to_owned(), value.into())).collect()
        };
        let none = Args::new;
        let calls = match self.command.name {
            ["register"] => {
                // What is given here is sent, empty or not.
                let webhook = self.values.get("--webhook").map(String::as_str);
                let args = [("username", self.word()), ("webhook_url", webhook)];
                vec![("register", named(&args))]
            }
            ["info"] => vec![("get_my_profile", none())],
            ["messages", "send"] => {
                let to = self.values.get("--to").map(String::as_str);
                let args = [("content", self.word()), ("to_username", to)];
                vec![("send_message", named(&args))]
            }
            ["messages", "list"] => {
                let is_direct = self.flags.contains("--direct");
                let call = if is_direct { "get_direct_messages" } else { "get_messages" };
                let number = |name: &str| self.value(name).map_or(Value::Null, whole);
                let (limit, offset) = (number("--limit"), number("--offset"));
                vec![(call, Map::from_iter([("limit".into(), limit), ("offset".into(), offset)]))]
            }
            ["users", "list"] if self.flags.contains("--online") => {
                vec![("get_online_users", none())]
            }
            ["users", "list"] => vec![("get_users", none())],
            ["users", "update"] => {
                let (name, url) = (self.value("--username"), self.value("--webhook"));
                let clears = self.flags.contains("--clear-webhook");
                let renamed = name.map(|_| ("update_my_username", named(&[("username", name)])));
                let url = url.filter(|_| !clears);
                let moved = (clears || url.is_some())
                    .then(|| ("update_my_webhook", named(&[("webhook_url", url)])));
                renamed.into_iter().chain(moved).collect()
            }
            ["unread", "count"] => vec![("get_unread_count", none())],
            ["unread", "mark-read"] if self.flags.contains("--all") => {
                vec![("mark_all_messages_read", none())]
            }
            _ => Vec::new(),
        };
        let known = |(name, args)| Some((PLATFORM.method(name)?, args));
        calls.into_iter().filter_map(known).collect()
    }

    /// The one word; a text of `-` stands for stdin (tokenbowl.md 10).
    fn word(&self) -> Option<&str> {
        match self.words.first().map(String::as_str) {
            Some("-") if self.command.name == ["messages", "send"] => {
                let input = self.vector.call.args.get("stdin").and_then(Value::as_str);
                Some(input.unwrap_or_default().trim_end_matches('\n'))
            }
            word => word,
        }
    }

    /// Whether an argument is refused before anything is sent.
    pub(crate) fn is_refused(&self) -> bool {
        let options = Map::new();
        self.calls().iter().any(|(method, args)| {
            let context = Context { args, options: &options, file: None };
            method.is_untyped(args) || method.is_refused(&context)
        })
    }

    /// The call whose answer is the last that came.
    fn last(&self) -> Option<&'static Method> {
        let calls = self.calls();
        let made = self.vector.requests.len().clamp(1, calls.len().max(1));
        calls.get(made - 1).map(|(method, _)| *method)
    }

    /// What the specification reads in the last answer, if it is read at all.
    pub(crate) fn reads(&self, body: &[u8]) -> Option<Reading> {
        Some(self.last()?.read(body))
    }

    /// Whether it sends a message.
    pub(crate) fn sends(&self) -> bool {
        self.last().is_some_and(|method| method.name == "send_message")
    }

    /// Whether nobody listened: there is something to be sent, and the record has no exchange.
    pub(crate) fn meets_nobody(&self) -> bool {
        let has_exchange = !self.vector.requests.is_empty() || !self.vector.responses.is_empty();
        !has_exchange && !self.calls().is_empty() && !self.lacks_key() && !self.is_refused()
    }
}

/// Words of the command line behind the name of the program.
fn words(vector: &Vector) -> impl Iterator<Item = &str> {
    let argv = vector.call.args.get("argv").and_then(Value::as_array);
    argv.into_iter().flatten().skip(1).filter_map(Value::as_str)
}

/// Whether the short word for help is among them, which the reference does not have.
pub(crate) fn asks_for_help(vector: &Vector) -> bool {
    words(vector).take_while(|word| *word != "--").any(|word| word == "-h")
}

/// A whole number; what is none stays a text, which no call takes.
fn whole(text: &str) -> Value {
    text.parse::<i64>().map_or_else(|_| text.into(), Value::from)
}
