//! `chatwire bridge`: rooms of several platforms, linked as a file says.

use std::path::PathBuf;

use chatwire::bot::shutdown_signal;
use chatwire::bridge::{Bridge, BridgeConfig, Counts, Notice, Report};
use clap::Args;
use serde_json::{Value, json};

use super::rooms::{Accounts, Desk, Hearing, Place, shown};
use crate::config::Config;
use crate::context::Context;
use crate::exit::{Failure, Result};
use crate::output::{Output, Text, aside};

/// What is written in one room is written into the others, until Ctrl-C; then a table tells what was carried.
#[derive(Debug, Args)]
pub(crate) struct BridgeCommand {
    /// TOML file that links rooms: `[[link]]` with `rooms`, or with `from` and `to`.
    file: PathBuf,
    /// Look at the file only; nothing is asked and nothing is sent.
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    hearing: Hearing,
    #[command(flatten)]
    pub(crate) accounts: Accounts,
}

impl BridgeCommand {
    pub(crate) async fn run(&self, context: &Context) -> Result {
        let mut file = self.read()?;
        let links = links(&file)?;
        let places = places(&file, &context.config)?;
        let desk = Desk::new(context, &self.accounts).hearing(self.hearing);
        let written: Vec<String> = places.iter().map(|place| place.written.clone()).collect();
        desk.places(&written)?;
        if self.check || context.dry_run() {
            return tell_links(context.out, links, &places);
        }
        let stop = shutdown_signal();
        let bridging = async {
            self.name_rooms(&desk, &mut file, &places).await?;
            let mut bridge = Bridge::from_config(&file)?;
            for station in desk.stations(&places).await? {
                bridge = bridge.platform(station);
            }
            Ok::<_, Failure>(bridge)
        };
        let mut stop = std::pin::pin!(stop);
        let bridge = tokio::select! {
            biased;
            () = &mut stop => return Ok(()),
            bridge = bridging => bridge?,
        };
        aside(&format!("Bridging {} rooms (Ctrl-C ends it)", places.len()));
        let report = bridge.on_notice(tell).run_until(stop).await?;
        show(context.out, &report)?;
        match report.ended.into_iter().find_map(|(_, error)| error) {
            Some(error) => Err(error.into()),
            None => Ok(()),
        }
    }

    fn read(&self) -> Result<BridgeConfig> {
        let shown = self.file.display();
        let text = std::fs::read_to_string(&self.file)
            .map_err(|err| Failure::usage(format!("cannot read {shown}: {err}")))?;
        let mut file: BridgeConfig = toml::from_str(&text).map_err(|err| {
            let before = err.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            Failure::usage(format!("{shown}: line {line}: {}", err.message()))
        })?;
        if let (Some(state), Some(folder)) = (&file.state, self.file.parent()) {
            file.state = Some(folder.join(state));
        }
        Ok(file)
    }

    /// Puts the ids of rooms in the place of names by which people know them.
    async fn name_rooms(
        &self,
        desk: &Desk<'_>,
        file: &mut BridgeConfig,
        places: &[Place],
    ) -> Result {
        let mut known = Vec::new();
        for place in places {
            if let Some(room) = desk.room(place).await? {
                known.push((place.written.as_str(), room.to_string()));
            }
        }
        let id = |written: &String| {
            let mut pairs = known.iter();
            pairs
                .find(|(name, _)| name == written)
                .map_or_else(|| written.clone(), |(_, id)| id.clone())
        };
        for link in &mut file.link {
            for rooms in [&mut link.rooms, &mut link.from, &mut link.to] {
                *rooms = rooms.iter().map(id).collect();
            }
        }
        file.names = file.names.iter().map(|(room, name)| (id(room), name.clone())).collect();
        Ok(())
    }
}

/// Rooms that the file names, each once.
fn places(file: &BridgeConfig, config: &Config) -> Result<Vec<Place>> {
    let mut places: Vec<Place> = Vec::new();
    for link in &file.link {
        for written in link.rooms.iter().chain(&link.from).chain(&link.to) {
            let place = Place::read(written, config)?;
            // Tells what cannot be a room before anything is asked.
            place.room()?;
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    Ok(places)
}

/// How many links the file has, which is wrong if it links nothing.
fn links(file: &BridgeConfig) -> Result<usize> {
    // Names that stand for rooms are no ids yet: any id does to look at the rest.
    let mut checked = file.clone();
    for link in &mut checked.link {
        for rooms in [&mut link.rooms, &mut link.from, &mut link.to] {
            for room in rooms.iter_mut().filter(|room| !room.contains(':')) {
                *room = format!("room:{room}");
            }
        }
    }
    checked.names.clear();
    checked.state = None;
    Ok(Bridge::from_config(&checked)?.links().len())
}

fn tell_links(out: Output, links: usize, places: &[Place]) -> Result {
    let rooms: Vec<&str> = places.iter().map(|place| place.written.as_str()).collect();
    let value = json!({"event": "checked", "data": {"links": links, "rooms": rooms}});
    out.show(&value, |_| {
        Text::done(format!("{links} links of {} rooms: {}", rooms.len(), rooms.join(", ")))
    })
}

fn tell(notice: &Notice) {
    match notice {
        Notice::Lifecycle { platform, news } => shown::tell(platform, news),
        Notice::Failed { room, error } => {
            let may_be = if error.maybe_sent() { ", and may be there all the same" } else { "" };
            aside(&format!("! {room}: a message was not written{may_be}: {error}"));
        }
        Notice::Dropped { room } => {
            aside(&format!("! {room}: too many messages wait, one was dropped"))
        }
        Notice::Ended { platform, error: Some(error) } => {
            aside(&format!("! {platform}: ended: {error}"));
        }
        Notice::Ended { platform, .. } => aside(&format!("! {platform}: ended")),
        _ => {}
    }
}

fn show(out: Output, report: &Report) -> Result {
    let platforms: serde_json::Map<String, Value> =
        report.platforms.iter().map(|(name, counts)| (name.clone(), numbers(counts))).collect();
    let value = json!({"event": "report", "data": platforms});
    out.show(&value, |_| Text::new().lines(&report.to_string()))
}

fn numbers(counts: &Counts) -> Value {
    json!({
        "received": counts.received, "recovered": counts.recovered,
        "duplicates": counts.duplicates, "echoes": counts.echoes, "filtered": counts.filtered,
        "written": counts.written, "edited": counts.edited, "deleted": counts.deleted,
        "failed": counts.failed, "maybe_sent": counts.maybe_sent, "dropped": counts.dropped,
        "unsent": counts.unsent, "offline": counts.offline, "lagged": counts.lagged,
    })
}
