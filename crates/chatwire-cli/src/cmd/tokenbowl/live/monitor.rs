//! `chatwire tokenbowl live monitor`.

use chatwire::tokenbowl::realtime::{Event, Realtime};
use clap::Args;
use futures_util::TryStreamExt as _;

use super::{Session, show};
use crate::cmd::interrupted;
use crate::context::Context;
use crate::exit::{Failure, Result};
use crate::output::aside;

#[derive(Debug, Args)]
pub(crate) struct Monitor {
    #[command(flatten)]
    session: Session,
    /// End after so many messages.
    #[arg(long, short = 'n', value_name = "NUMBER")]
    count: Option<u64>,
    /// Print read receipts, typing and unread counts, too.
    #[arg(long)]
    events: bool,
}

impl Monitor {
    pub(crate) async fn run(&self, context: &Context) -> Result {
        let mut received = 0;
        let watching = async {
            let Some(mut live) = self.session.open(context).await? else { return Ok(false) };
            aside("Watching messages (Ctrl-C ends it)");
            self.watch(context, &mut live, &mut received).await?;
            live.close().await;
            Ok::<_, Failure>(true)
        };
        let told = tokio::select! {
            biased;
            () = interrupted() => true,
            done = watching => done?,
        };
        if told {
            aside(&format!("{received} messages received"));
        }
        Ok(())
    }

    async fn watch(&self, context: &Context, live: &mut Realtime, received: &mut u64) -> Result {
        while self.count.is_none_or(|most| *received < most) {
            let Some(event) = live.try_next().await? else { break };
            match &event {
                Event::Message(_) => *received += 1,
                Event::ReadReceipt(_) | Event::UnreadCount(_) | Event::Typing(_)
                    if !self.events =>
                {
                    continue;
                }
                _ => {}
            }
            show(context.out, &event)?;
        }
        Ok(())
    }
}
