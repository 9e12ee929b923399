//! `chatwire bot`: a bot that says again what it hears.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chatwire::bot::{Bot, Context as Said, shutdown_signal};
use chatwire::{Error, Event, Incoming, Lifecycle};
use clap::{Args, Subcommand};
use serde_json::json;
use tokio::sync::Notify;

use super::rooms::{Accounts, Desk, Hearing, shown};
use crate::context::Context;
use crate::exit::{Failure, Result};
use crate::output::{Output, Text, aside};

#[derive(Debug, Subcommand)]
pub(crate) enum BotCommand {
    /// Answer each message with its own text, until Ctrl-C: to see that a room is heard and can be written to.
    Echo(Box<Echo>),
}

/// Other bots in the room may echo as well: where there are some, use --prefix.
#[derive(Debug, Args)]
pub(crate) struct Echo {
    /// Rooms as PLATFORM:ROOM, PLATFORM alone for all that its account hears, or names from the configuration file; without any, all names there.
    room: Vec<String>,
    /// Echo only what begins so, without that.
    #[arg(long, value_name = "TEXT")]
    prefix: Option<String>,
    /// End after so many answers.
    #[arg(long, short = 'n', value_name = "NUMBER")]
    count: Option<u64>,
    #[command(flatten)]
    hearing: Hearing,
    #[command(flatten)]
    accounts: Accounts,
}

impl BotCommand {
    pub(crate) fn accounts(&self) -> &Accounts {
        let Self::Echo(echo) = self;
        &echo.accounts
    }

    pub(crate) async fn run(&self, context: &Context) -> Result {
        let Self::Echo(echo) = self;
        echo.run(context).await
    }
}

impl Echo {
    /// What is said again, if anything.
    fn echo(&self, text: &str) -> Option<String> {
        let text = match &self.prefix {
            Some(prefix) => text.strip_prefix(prefix.as_str())?.trim_start(),
            None => text,
        };
        Some(text.to_owned()).filter(|text| !text.trim().is_empty())
    }

    async fn run(&self, context: &Context) -> Result {
        if context.dry_run() {
            return Err(Failure::usage("a bot cannot be tried: --dry-run does not apply"));
        }
        let mut stop = std::pin::pin!(shutdown_signal());
        let desk = Desk::new(context, &self.accounts).hearing(self.hearing);
        let places = desk.places(&self.room)?;
        let stations = tokio::select! {
            biased;
            () = &mut stop => return Ok(()),
            stations = desk.stations(&places) => stations?,
        };
        let (enough, answered) = (Arc::new(Notify::new()), Arc::new(AtomicU64::new(0)));
        let mut bot = Bot::new();
        for station in stations {
            bot = bot.platform(station);
        }
        let report = self
            .handled(bot, context.out, &enough, &answered)
            .run_until(async {
                tokio::select! {
                    () = stop => {}
                    () = enough.notified() => {}
                }
            })
            .await?;
        aside(&format!("{} messages answered", answered.load(Ordering::Relaxed)));
        match report.platforms.into_iter().find_map(|platform| platform.error) {
            Some(error) => Err(error.into()),
            None => Ok(()),
        }
    }

    /// The bot with its handlers.
    fn handled(
        &self,
        bot: Bot,
        out: Output,
        enough: &Arc<Notify>,
        answered: &Arc<AtomicU64>,
    ) -> Bot {
        let (prefix, count) = (self.prefix.clone(), self.count);
        let (enough, answered) = (Arc::clone(enough), Arc::clone(answered));
        let wanted = prefix.clone();
        // What is not echoed is no work of the bot.
        let bot = bot.filter(move |event| match (event, &wanted) {
            (Event::Message(message), Some(prefix)) => message.text.starts_with(prefix.as_str()),
            (Event::Message(_) | Event::Lifecycle(_), _) => true,
            _ => false,
        });
        let echo = Self {
            room: Vec::new(),
            prefix,
            count,
            hearing: self.hearing,
            accounts: self.accounts.clone(),
        };
        let echo = Arc::new(echo);
        bot.prefix("\0")
            .no_help()
            .on_lifecycle(move |said: Said, news: Lifecycle| async move {
                shown::tell(said.platform().name(), &news);
            })
            .on_message(move |said: Said, message: Incoming| {
                let (echo, enough) = (Arc::clone(&echo), Arc::clone(&enough));
                let answered = Arc::clone(&answered);
                async move {
                    let Some(text) = echo.echo(&message.text) else { return Ok(()) };
                    said.reply(text.as_str()).await?;
                    let value = json!({"event": "answered", "platform": message.room.platform,
                        "room": message.room.to_string(), "data": {"text": text}});
                    // Who does not read any more does not want answers either.
                    let gone = out.show(&value, |_| {
                        let name = message.sender.display_name();
                        Text::new()
                            .dim(format!("[{}] ", message.room))
                            .name(name)
                            .plain(": ")
                            .body(&text)
                            .end()
                    });
                    let nth = answered.fetch_add(1, Ordering::Relaxed) + 1;
                    if gone.is_err() || echo.count.is_some_and(|most| nth >= most) {
                        enough.notify_one();
                    }
                    Ok::<_, Error>(())
                }
            })
            .on_error(|err| aside(&format!("! {err}")))
    }
}
