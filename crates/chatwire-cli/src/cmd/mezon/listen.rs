//! `chatwire mezon listen`: events of a live session.

mod shown;

use chatwire::mezon::event::{EventKind, Kinds};
use chatwire::mezon::realtime::Lifecycle;
use chatwire::mezon::{ChannelId, ClanId, Client, Connect, Event, Realtime};
use chatwire::{Error, ErrorKind};
use clap::Args;
use futures_util::TryStreamExt as _;
use tokio::time::{Instant, timeout_at};

use self::shown::ALL;
use super::session::Session;
use crate::cmd::connection::{CONNECT_TIMEOUT, FIRST_ATTEMPTS, tell, too_late};
use crate::cmd::interrupted;
use crate::exit::{Exit, Failure, Result};
use crate::output::aside;
use crate::progress;

#[derive(Debug, Args)]
pub(crate) struct Listen {
    /// Kind of event to print, such as `message_reaction`, in the spelling of any SDK; again for more, `all` for all.
    #[arg(
        long,
        short,
        value_name = "KIND",
        default_value = "channel_message",
        value_delimiter = ',',
        value_parser = kind
    )]
    event: Vec<String>,
    /// Print only messages of this channel; again for more.
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    channel: Vec<i64>,
    /// Print only messages of this clan, 0 for direct conversations; again for more.
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    clan: Vec<i64>,
    /// After a gap, fetch what was said meanwhile.
    #[arg(long)]
    fill_gaps: bool,
    /// End after so many events.
    #[arg(long, short = 'n', value_name = "NUMBER")]
    count: Option<u64>,
}

/// A kind of event as somebody spells it, in the spelling of the service.
fn kind(text: &str) -> Result<String, String> {
    if text == ALL {
        return Ok(text.to_owned());
    }
    let kind: EventKind = text.parse().map_err(|_| "no event is called so".to_owned())?;
    if kind.is_push() {
        Ok(kind.field().to_owned())
    } else {
        Err("that is the answer to a request, and no event".to_owned())
    }
}

impl Listen {
    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        let client = session.client()?;
        if session.dry_run() {
            // The rest goes over the socket, which a dry run does not open.
            return session.preview(client.authenticate());
        }
        let mut printed = 0;
        let listening = async {
            progress::shown("Logging in", client.login()).await?;
            let live = self.connect(&client).start()?.only(self.kinds());
            self.watch(session, live, &mut printed).await
        };
        let told = tokio::select! {
            // First, so that the signal is heard before anything is said.
            biased;
            () = interrupted() => true,
            done = listening => done?,
        };
        if told {
            aside(&format!("{printed} events printed"));
        }
        Ok(())
    }

    fn connect(&self, client: &Client) -> Connect {
        // Names of channels are not printed, so no lists of them are fetched.
        let connect = client.connect().without_channel_lists();
        if self.fill_gaps { connect.fill_gaps() } else { connect }
    }

    fn kinds(&self) -> Kinds {
        if self.event.iter().any(|name| name == ALL) {
            return Kinds::ALL;
        }
        self.event.iter().filter_map(|name| name.parse().ok()).collect()
    }

    /// Prints events until enough are; whether the first connection came about.
    async fn watch(
        &self,
        session: &Session<'_>,
        mut live: Realtime,
        printed: &mut u64,
    ) -> Result<bool> {
        let globals = &session.context().globals;
        let limit = globals.timeout.unwrap_or(CONNECT_TIMEOUT);
        let attempts = if globals.no_retry { 1 } else { FIRST_ATTEMPTS };
        let until = Instant::now() + limit;
        let (mut begun, mut failed) = (false, 0);
        while self.count.is_none_or(|most| *printed < most) {
            let next = if begun {
                live.try_next().await
            } else {
                let next = progress::shown("Connecting", timeout_at(until, live.try_next())).await;
                next.map_err(|_| too_late(limit))?
            };
            let Some(event) = next? else { break };
            match &event {
                Event::Lifecycle(Lifecycle::Online { .. }) if !begun => {
                    begun = true;
                    let bot = live.handle().client().bot_id();
                    aside(&format!("Listening as bot {bot} (Ctrl-C ends it)"));
                }
                Event::Lifecycle(Lifecycle::Offline { cause, .. }) if !begun => {
                    failed += 1;
                    if failed >= attempts || is_refused(cause) {
                        return Err(cause.clone().into());
                    }
                }
                Event::Lifecycle(news) => tell(news),
                Event::Trouble(err) => aside(&format!("! {err}")),
                _ if self.wants(&event) => {
                    shown::print(session.out, &event)?;
                    *printed += 1;
                }
                _ => {}
            }
        }
        live.close().await;
        if begun {
            Ok(true)
        } else {
            Err(Failure::new(Exit::Network, "the session ended before it began"))
        }
    }

    fn wants(&self, event: &Event) -> bool {
        let Event::ChannelMessage(message) = event else { return true };
        let of = |wanted: &[i64], id: i64| wanted.is_empty() || wanted.contains(&id);
        of(&self.channel, ChannelId::get(message.channel_id()))
            && of(&self.clan, ClanId::get(message.clan_id()))
    }
}

/// Whether going on is useless.
fn is_refused(err: &Error) -> bool {
    matches!(err.kind(), ErrorKind::Auth | ErrorKind::Forbidden | ErrorKind::Config)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_spelt_in_every_way() {
        for name in ["message_reaction", "MessageReaction", "message_reaction_event"] {
            assert_eq!(kind(name).as_deref(), Ok("message_reaction_event"), "{name}");
        }
        assert_eq!(kind(ALL).as_deref(), Ok("all"));
        assert!(kind("nothing").is_err());
        assert!(kind("pong").unwrap_err().contains("answer"));
    }
}
