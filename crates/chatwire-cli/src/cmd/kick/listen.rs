//! `chatwire kick listen`: live chat of one or several rooms.

mod shown;

use std::collections::BTreeSet;

use chatwire::kick::chatroom::ChatTarget;
use chatwire::kick::realtime::{ChatHub, Event, Handle, Lifecycle, State, Topics};
use chatwire::kick::{ChatTransport, Client, Connect};
use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use futures_util::TryStreamExt as _;
use tokio::time::{Instant, timeout_at};

use self::shown::{ALL, KINDS, MESSAGE, Rooms};
use super::session::Session;
use crate::cmd::connection::{CONNECT_TIMEOUT, FIRST_ATTEMPTS, too_late};
use crate::cmd::interrupted;
use crate::exit::{Exit, Failure, Result};
use crate::output::aside;
use crate::progress;

#[derive(Debug, Args)]
pub(crate) struct Listen {
    /// Rooms: names of channels, numbers of chatrooms, or CHATROOM:CHANNEL, which brings events of the channel, too.
    #[arg(required = true)]
    room: Vec<String>,
    /// How events come from the site.
    #[arg(long, value_enum, default_value_t)]
    transport: Kind,
    /// Kind of event to print; again for more, `all` for all.
    #[arg(
        long,
        short,
        value_name = "KIND",
        default_value = MESSAGE,
        value_delimiter = ',',
        hide_possible_values = true,
        value_parser = PossibleValuesParser::new([ALL].into_iter().chain(KINDS))
    )]
    event: Vec<String>,
    /// Subscribe to chat only, not to rewards, streams and Kicks of the channel.
    #[arg(long)]
    chat_only: bool,
    /// Subscribe to predictions, too.
    #[arg(long)]
    predictions: bool,
    /// After a gap, fetch missed messages from the site, which often refuses that.
    #[arg(long)]
    fill_gaps: bool,
    /// End after so many events.
    #[arg(long, short = 'n', value_name = "NUMBER")]
    count: Option<u64>,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Kind {
    /// What the site offers, else its Pusher server of old.
    #[default]
    Auto,
    /// Pusher.
    Pusher,
    /// Centrifugo.
    Centrifugo,
}

/// A room as it was named: two numbers are those of chatroom and channel.
fn target(text: &str) -> ChatTarget {
    let ids = text.split_once(':').and_then(|(chatroom, channel)| {
        Some((chatroom.parse::<u64>().ok()?, channel.parse::<u64>().ok()?))
    });
    match ids {
        Some((chatroom, channel)) => ChatTarget::ids(chatroom, channel),
        None => ChatTarget::from(text),
    }
}

impl Listen {
    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        if session.dry_run() {
            return Err(Failure::usage(
                "no request of the API is made here: --dry-run does not apply",
            ));
        }
        let mut printed = 0;
        let listening = async {
            session.settings.prepare()?;
            let client = session.settings.open_client()?;
            let hub = self.connect(&client).hub();
            let joined = async {
                for room in &self.room {
                    hub.handle().join(target(room)).await?;
                }
                Ok::<_, chatwire::Error>(())
            };
            progress::shown("Looking up rooms", joined).await?;
            let rooms = rooms(&client, &hub).await?;
            self.watch(session, hub, &rooms, &mut printed).await
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
        let topics = if self.chat_only { Topics::chat_only() } else { Topics::usual() };
        let topics = if self.predictions { topics.with_predictions() } else { topics };
        let connect = client.connect().topics(topics).transport(match self.transport {
            Kind::Auto => ChatTransport::Auto,
            Kind::Pusher => ChatTransport::Pusher,
            Kind::Centrifugo => ChatTransport::Centrifugo,
        });
        if self.fill_gaps { connect.fill_gaps() } else { connect }
    }

    /// Prints events until enough are; whether the first connection came about.
    async fn watch(
        &self,
        session: &Session<'_>,
        mut hub: ChatHub,
        rooms: &Rooms,
        printed: &mut u64,
    ) -> Result<bool> {
        let globals = &session.context().globals;
        let limit = globals.timeout.unwrap_or(CONNECT_TIMEOUT);
        let attempts = if globals.no_retry { 1 } else { FIRST_ATTEMPTS };
        let until = Instant::now() + limit;
        let wanted: BTreeSet<&str> = self.event.iter().map(String::as_str).collect();
        let (mut begun, mut ended, mut failed) = (false, false, 0);
        while self.count.is_none_or(|most| *printed < most) {
            let next = if begun {
                hub.try_next().await
            } else {
                let next = progress::shown("Connecting", timeout_at(until, hub.try_next())).await;
                next.map_err(|_| too_late(limit))?
            };
            let Some(event) = next? else {
                ended = true;
                break;
            };
            match &event {
                Event::Lifecycle(Lifecycle::Online { .. }) if !begun => {
                    let is_online = |handle: &Handle| handle.state() == State::Online;
                    if hub.handle().sessions().iter().all(is_online) {
                        begun = true;
                        aside(&format!("Listening to {} (Ctrl-C ends it)", named(&self.room)));
                    }
                }
                Event::Lifecycle(Lifecycle::Offline { cause, .. }) if !begun => {
                    failed += 1;
                    if failed >= attempts {
                        return Err(cause.clone().into());
                    }
                }
                Event::RoomFailed { error, retry_in: None, .. } if !begun => {
                    return Err(error.clone().into());
                }
                _ if shown::said_aside(&event) => {}
                _ => {
                    let kind = shown::kind(&event);
                    if wanted.contains(ALL) || wanted.contains(kind.as_str()) {
                        rooms.print(session.out, &kind, &event)?;
                        *printed += 1;
                    }
                }
            }
        }
        hub.handle().close().await;
        // Enough events may be there before every room is.
        if ended && !begun {
            Err(Failure::new(Exit::Network, "the session ended before it began"))
        } else {
            Ok(true)
        }
    }
}

/// What the rooms are called; those that were joined by number may be known from before.
async fn rooms(client: &Client, hub: &ChatHub) -> Result<Rooms> {
    let mut names = Rooms::default();
    for room in hub.handle().rooms() {
        let Some(known) = room.known else { continue };
        let before = client.chatrooms().by_chatroom(known.chatroom_id).await?;
        let slug = known.slug.clone().or_else(|| before?.slug);
        let name = slug.unwrap_or_else(|| room.target.to_string());
        names.add(known.chatroom_id, known.channel_id, name);
    }
    Ok(names)
}

fn named(rooms: &[String]) -> String {
    match rooms {
        [one] => one.clone(),
        several => format!("{} rooms", several.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rooms_are_named_in_every_way() {
        assert_eq!(target("9001:501"), ChatTarget::ids(9001, 501));
        assert_eq!(target("9001"), ChatTarget::from("9001"));
        for name in ["some-user", "https://kick.com/some-user", "9001:x"] {
            assert!(matches!(target(name), ChatTarget::Name(_)), "{name}");
        }
    }
}
