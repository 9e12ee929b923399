//! Which command a message calls.

use std::fmt::Write as _;

use super::command::Command;
use super::strategy::answer;
use super::{Args, Context};
use crate::{Incoming, Outgoing};

type Unknown = Box<dyn Fn(&str) -> String + Send + Sync>;

pub(super) struct Router {
    pub(super) prefix: String,
    pub(super) commands: Vec<Command>,
    /// Name of the command that lists the others.
    pub(super) help: Option<String>,
    pub(super) unknown: Option<Unknown>,
}

impl Default for Router {
    fn default() -> Self {
        let (prefix, help) = ("!".to_owned(), Some("help".to_owned()));
        Self { prefix, commands: Vec::new(), help, unknown: None }
    }
}

/// What a message calls.
enum Call<'a> {
    Command(&'a Command, &'a str),
    Help(&'a str),
    /// The name; only who answers asks what to say to it.
    Unknown(&'a str),
}

impl Router {
    /// Whether a message is for the router, and not for the handlers of messages.
    pub(super) fn is_call(&self, text: &str) -> bool {
        self.find(text).is_some()
    }

    fn find<'a>(&'a self, text: &'a str) -> Option<Call<'a>> {
        if self.commands.is_empty() {
            return None;
        }
        let text = text.trim_start().strip_prefix(&self.prefix)?;
        // "! ping" is no command: people write marks of exclamation.
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        if name.is_empty() {
            return None;
        }
        if let Some(command) = self.commands.iter().find(|command| command.is_called(name)) {
            return Some(Call::Command(command, rest.trim()));
        }
        if self.help.as_ref().is_some_and(|help| help.to_lowercase() == name.to_lowercase()) {
            return Some(Call::Help(rest.trim()));
        }
        // Without a prefix everything that people say would be an unknown command.
        (self.unknown.is_some() && !self.prefix.is_empty()).then_some(Call::Unknown(name))
    }

    /// Does what a message calls; `false` when it calls nothing.
    pub(super) async fn route(&self, context: &Context, message: &Incoming) -> bool {
        let words = match self.find(&message.text) {
            None => return false,
            Some(Call::Command(command, rest)) => {
                self.call(context, message, command, Args::new(rest)).await
            }
            Some(Call::Help(topic)) => Some(self.help(message, topic)),
            Some(Call::Unknown(name)) => self.unknown.as_ref().map(|answer| answer(name)),
        };
        if let Some(words) = words.filter(|words| !words.is_empty()) {
            let can_reply = context.platform().capabilities().reply;
            // They hold what somebody wrote, and the bot may be allowed to call everybody.
            let words = answer(message, Outgoing::text(words), can_reply);
            // The outbox has logged it.
            let _ = context.send_neutral(words).await;
        }
        true
    }

    /// Calls a command, or says why not.
    async fn call(
        &self,
        context: &Context,
        message: &Incoming,
        command: &Command,
        args: Args,
    ) -> Option<String> {
        if !command.may(message) {
            return command.denial().map(str::to_owned);
        }
        if let Err(error) = (command.check)(&args) {
            let usage = command.synopsis(&self.prefix);
            return Some(format!("{}\nUsage: {usage}", error.message()));
        }
        if command.is_ready(message) {
            command.handler.dispatch(context, args).await;
        }
        None
    }

    /// The list of commands that the person may call, or all about one of them.
    fn help(&self, message: &Incoming, topic: &str) -> String {
        let topic = topic.strip_prefix(&self.prefix).unwrap_or(topic);
        let mut allowed = self.commands.iter().filter(|command| command.may(message));
        if !topic.is_empty() {
            return match allowed.find(|command| command.is_called(topic)) {
                Some(command) => command.page(&self.prefix),
                None => format!("There is no command {topic}"),
            };
        }
        let mut commands: Vec<_> = allowed.filter(|command| command.is_listed()).collect();
        commands.sort_by_key(|command| command.name().to_lowercase());
        let mut text = String::from("Commands:");
        for command in commands {
            // Writing to a string does not fail.
            let _ = write!(text, "\n{}", command.line(&self.prefix));
        }
        text
    }
}
