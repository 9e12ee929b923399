//! `chatwire chat`: read, write and switch rooms of all platforms in a terminal, or through a pipe.

mod line;
mod prompt;

use std::collections::VecDeque;
use std::sync::Arc;

use chatwire::outbox::Outbox;
use chatwire::{Event, MessageId, Outgoing, Room};
use clap::Args;
use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::sync::mpsc;

use self::line::Line;
use self::prompt::Prompt;
use super::interrupted;
use super::rooms::shown::{self, USUAL};
use super::rooms::{Accounts, Desk, Hearing, News, Place, Station, Watch};
use super::send::maybe_sent;
use crate::context::Context;
use crate::exit::{Doing as _, Failure, Result};
use crate::output::{Output, Text};
use crate::service::Service;

/// Lines that may wait to be sent; beyond that stdin is not read.
const QUEUE: usize = 64;
/// Messages that are remembered as shown: an answer and its echo are seldom further apart.
const RECENT: usize = 256;

/// Each line of stdin is a message to the current room; the end of stdin ends the chat when all is sent.
#[derive(Debug, Args)]
pub(crate) struct Chat {
    /// Rooms as PLATFORM:ROOM, or names from the configuration file; lines go to the first one, until /join names another.
    #[arg(required = true)]
    room: Vec<String>,
    /// Show who types, comes, leaves and reacts, too.
    #[arg(long)]
    events: bool,
    #[command(flatten)]
    hearing: Hearing,
    #[command(flatten)]
    pub(crate) accounts: Accounts,
}

/// A message on its way.
struct Letter {
    room: Room,
    outbox: Outbox,
    text: String,
}

/// What became of a message.
struct Sent {
    room: Room,
    text: String,
    answer: chatwire::Result<Vec<MessageId>>,
}

/// A room that can be written to.
#[derive(Clone)]
struct Open {
    name: String,
    service: Service,
    room: Room,
    outbox: Outbox,
}

impl Chat {
    pub(crate) async fn run(&self, context: &Context) -> Result {
        if context.dry_run() {
            return Err(Failure::usage("a chat cannot be tried: --dry-run does not apply")
                .hint("`chatwire send --dry-run` shows the request of one message"));
        }
        let prompt = Prompt::new();
        let done = tokio::select! {
            biased;
            () = interrupted() => Ok(()),
            done = self.talk(context, prompt) => done,
        };
        prompt.leave();
        done
    }

    async fn talk(&self, context: &Context, prompt: Prompt) -> Result {
        let desk = Desk::new(context, &self.accounts).hearing(self.hearing);
        let mut hall = Hall {
            desk: &desk,
            watch: Watch::new(&context.globals),
            rooms: Vec::new(),
            current: 0,
            recent: VecDeque::new(),
            failed: None,
            all: self.events,
            prompt,
        };
        let places = desk.places(&self.room)?;
        let stations = desk.stations(&places).await?;
        for place in &places {
            for station in stations.iter().filter(|station| station.service == place.service) {
                hall.open(place, station).await?;
            }
        }
        for station in stations {
            hall.watch.add(station);
        }
        hall.watch.begin(context.out).await?;
        let (letters, waiting) = mpsc::channel(QUEUE);
        let (report, sent) = mpsc::channel(QUEUE);
        // Events are shown while a message is on its way, which may take half a minute.
        let (done, ()) = tokio::join!(hall.chat(letters, sent), deliver(waiting, report));
        done?;
        hall.failed.map_or(Ok(()), |failure| Err(Failure::silent(failure.exit())))
    }
}

/// Sends one message after another, so that rooms see them in the order of the lines.
async fn deliver(mut waiting: mpsc::Receiver<Letter>, report: mpsc::Sender<Sent>) {
    while let Some(Letter { room, outbox, text }) = waiting.recv().await {
        let answer = outbox.send_all(&room, Outgoing::text(text.as_str())).await;
        if report.send(Sent { room, text, answer }).await.is_err() {
            return;
        }
    }
}

struct Hall<'a> {
    desk: &'a Desk<'a>,
    watch: Watch<'a>,
    rooms: Vec<Open>,
    /// Index of the room that lines go to.
    current: usize,
    /// What was shown last: some platforms bring one's own messages back, before or after the answer.
    recent: VecDeque<(Room, MessageId)>,
    failed: Option<Failure>,
    all: bool,
    prompt: Prompt,
}

impl Hall<'_> {
    fn out(&self) -> Output {
        self.desk.context.out
    }

    /// Makes it possible to write to a room.
    async fn open(&mut self, place: &Place, station: &Station) -> Result {
        if self.rooms.iter().any(|open| open.name == place.written) {
            return Ok(());
        }
        let Some(room) = self.desk.room(place).await? else { return Ok(()) };
        let known = self.rooms.iter().find(|open| open.service == place.service);
        let outbox = match known {
            Some(open) => open.outbox.clone(),
            // By the platform that is listened to, which so learns which messages are its own.
            None => self.desk.outbox(Arc::clone(&station.platform)),
        };
        let (name, service) = (place.written.clone(), place.service);
        self.rooms.push(Open { name, service, room, outbox });
        Ok(())
    }

    async fn chat(
        &mut self,
        letters: mpsc::Sender<Letter>,
        mut sent: mpsc::Receiver<Sent>,
    ) -> Result {
        self.out().note(&Text::done("Connected!").then(&help()))?;
        let mut letters = Some(letters);
        let mut input = BufReader::new(tokio::io::stdin()).lines();
        self.ask();
        loop {
            tokio::select! {
                biased;
                news = self.watch.next() => match news? {
                    Some(news) => self.received(news)?,
                    None => return Ok(()),
                },
                answer = sent.recv() => match answer {
                    Some(answer) => self.sent(answer)?,
                    // All that was said is sent.
                    None => break,
                },
                line = input.next_line(), if letters.is_some() => {
                    let line = line.doing("cannot read stdin")?;
                    match line.as_deref().map_or(Line::Quit, Line::read) {
                        Line::Nothing => {}
                        Line::Quit => letters = None,
                        Line::Help => self.out().note(&help())?,
                        Line::Rooms => self.list()?,
                        Line::Join(room) => self.join(&room).await?,
                        Line::Unknown(line) => {
                            let failure = Failure::usage(format!("'{line}' is no command"));
                            self.trouble(failure.hint("/help lists them; a text that begins with / is written with //"));
                        }
                        Line::Say(text) => if let (Some(letters), Some(open)) =
                            (&letters, self.rooms.get(self.current).cloned())
                        {
                            let letter = Letter { room: open.room, outbox: open.outbox, text };
                            self.post(letters, &mut sent, letter).await?;
                        },
                    }
                    self.ask();
                }
            }
        }
        // What came before the last answer is shown before the end.
        while let Some(Ok(Some(news))) = futures_util::FutureExt::now_or_never(self.watch.next()) {
            self.received(news)?;
        }
        Ok(())
    }

    /// Queues a message; takes answers meanwhile, so that neither side waits for the other.
    async fn post(
        &mut self,
        letters: &mpsc::Sender<Letter>,
        sent: &mut mpsc::Receiver<Sent>,
        letter: Letter,
    ) -> Result {
        let permit = loop {
            tokio::select! {
                biased;
                permit = letters.reserve() => break permit,
                Some(answer) = sent.recv() => self.sent(answer)?,
            }
        };
        if let Ok(permit) = permit {
            permit.send(letter);
        }
        Ok(())
    }

    /// Goes to a room, and opens it if it is not open yet. One that cannot be opened leaves the current one.
    async fn join(&mut self, written: &str) -> Result {
        let known = self.rooms.iter().position(|open| open.name == written);
        let joined = match known {
            Some(nth) => Ok(nth),
            None => self.enter(written).await,
        };
        match joined {
            Ok(nth) => {
                self.current = nth;
                self.out().note(&Text::done(format!("Now in {written}")))
            }
            Err(failure) => {
                // Lines that follow in a pipe are meant for that room: they must not go to another one.
                if !self.prompt.is_shown() {
                    return Err(failure);
                }
                self.trouble(failure);
                Ok(())
            }
        }
    }

    async fn enter(&mut self, written: &str) -> Result<usize> {
        let places = self.desk.places(&[written.to_owned()])?;
        for place in &places {
            for station in self.desk.stations(std::slice::from_ref(place)).await? {
                self.open(place, &station).await?;
                self.watch.join(station);
            }
        }
        let last = self.rooms.len().saturating_sub(1);
        Ok(self.rooms.iter().position(|open| open.name == written).unwrap_or(last))
    }

    fn list(&self) -> Result {
        for (nth, open) in self.rooms.iter().enumerate() {
            let is_current = nth == self.current;
            let value = json!({"event": "room", "platform": open.service.name(),
                "room": open.room.to_string(), "data": {"name": open.name, "current": is_current}});
            self.out().show(&value, |_| {
                let mark = if is_current { "* " } else { "  " };
                Text::new().plain(mark).bold(&open.name).dim(format!(" {}", open.room)).end()
            })?;
        }
        Ok(())
    }

    fn received(&mut self, news: News) -> Result {
        let News::Event { platform, event } = news else { return Ok(()) };
        if let Some(kind) = shown::kind(&event)
            && !self.all
            && !USUAL.contains(&kind)
        {
            return Ok(());
        }
        if let Event::Message(message) = &*event
            && !self.is_new(&message.room, &message.id)
        {
            return Ok(());
        }
        self.prompt.wipe();
        shown::print(self.out(), &platform, &event)?;
        self.ask();
        Ok(())
    }

    fn is_new(&mut self, room: &Room, id: &MessageId) -> bool {
        let seen = (room.clone(), id.clone());
        if id.as_str().is_empty() {
            return true;
        }
        if self.recent.contains(&seen) {
            return false;
        }
        if self.recent.len() >= RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(seen);
        true
    }

    fn sent(&mut self, sent: Sent) -> Result {
        let Sent { room, text, answer } = sent;
        match answer {
            Ok(ids) => {
                let fresh: Vec<bool> = ids.iter().map(|id| self.is_new(&room, id)).collect();
                if fresh.contains(&false) {
                    return Ok(());
                }
                let ids: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
                let value = json!({"event": "sent", "platform": room.platform,
                    "room": room.to_string(), "data": {"ids": ids, "text": text}});
                self.prompt.wipe();
                self.out().show(&value, |_| {
                    Text::new().dim(format!("[{room}] ")).name("you").plain(": ").body(&text).end()
                })?;
                self.ask();
                Ok(())
            }
            Err(err) => {
                self.trouble(maybe_sent(err));
                Ok(())
            }
        }
    }

    /// Tells a failure, which a script sees in the exit code.
    fn trouble(&mut self, failure: Failure) {
        self.prompt.wipe();
        failure.report(self.out().is_json());
        if !self.prompt.is_shown() {
            self.failed.get_or_insert(failure);
        }
        self.ask();
    }

    fn ask(&self) {
        let open = self.rooms.get(self.current);
        self.prompt.ask(open.map_or("", |open| open.name.as_str()));
    }
}

fn help() -> Text {
    Text::line_of("Commands:")
        .then(&Text::line_of("  text        - Send to the current room"))
        .then(&Text::line_of("  /join ROOM  - Go to another room"))
        .then(&Text::line_of("  /rooms      - List the rooms"))
        .then(&Text::line_of("  /quit       - End the chat"))
}
