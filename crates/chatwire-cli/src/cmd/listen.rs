//! `chatwire listen`: events of rooms on all platforms.

use std::collections::BTreeSet;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::interrupted;
use super::rooms::shown::{self, ALL, KINDS, USUAL};
use super::rooms::{Accounts, Desk, Hearing, News, Watch};
use crate::context::Context;
use crate::exit::{Failure, Result};
use crate::output::aside;

/// Rooms of several platforms at once, in one form.
#[derive(Debug, Args)]
pub(crate) struct Listen {
    /// Rooms as PLATFORM:ROOM, PLATFORM alone for all that its account hears, or names from the configuration file; without any, all names there.
    room: Vec<String>,
    /// Kind of event to print; again for more, `all` for all.
    #[arg(
        long,
        short,
        value_name = "KIND",
        default_values = USUAL,
        value_delimiter = ',',
        value_parser = PossibleValuesParser::new([ALL].into_iter().chain(KINDS))
    )]
    event: Vec<String>,
    /// Leave out messages of one's own account.
    #[arg(long)]
    not_own: bool,
    /// End after so many events.
    #[arg(long, short = 'n', value_name = "NUMBER")]
    count: Option<u64>,
    #[command(flatten)]
    hearing: Hearing,
    #[command(flatten)]
    pub(crate) accounts: Accounts,
}

impl Listen {
    pub(crate) async fn run(&self, context: &Context) -> Result {
        if context.dry_run() {
            return Err(Failure::usage("nothing is sent here: --dry-run does not apply"));
        }
        let mut printed = 0;
        let told = tokio::select! {
            // First, so that the signal is heard before anything is said.
            biased;
            () = interrupted() => true,
            done = self.watch(context, &mut printed) => done?,
        };
        if told {
            aside(&format!("{printed} events printed"));
        }
        Ok(())
    }

    /// Prints events until enough are; whether the sessions began.
    async fn watch(&self, context: &Context, printed: &mut u64) -> Result<bool> {
        let desk = Desk::new(context, &self.accounts).hearing(self.hearing);
        let places = desk.places(&self.room)?;
        let mut watch = Watch::new(&context.globals);
        for station in desk.stations(&places).await? {
            watch.add(station);
        }
        let wanted: BTreeSet<&str> = self.event.iter().map(String::as_str).collect();
        while self.count.is_none_or(|most| *printed < most) {
            let Some(news) = watch.next().await? else { break };
            match news {
                News::Began if watch.has_begun() => {
                    let names: Vec<&str> =
                        places.iter().map(|place| place.written.as_str()).collect();
                    aside(&format!("Listening to {} (Ctrl-C ends it)", names.join(", ")));
                }
                News::Began => {}
                News::Event { platform, event } => {
                    let is_own = event.as_message().is_some_and(|message| message.sender.is_self);
                    let Some(kind) = shown::kind(&event) else {
                        shown::print(context.out, &platform, &event)?;
                        continue;
                    };
                    let is_wanted = wanted.contains(ALL) || wanted.contains(kind);
                    if is_wanted && !(is_own && self.not_own) {
                        shown::print(context.out, &platform, &event)?;
                        *printed += 1;
                    }
                }
            }
        }
        Ok(watch.has_begun())
    }
}
