//! `chatwire chat`: read, write and switch rooms of all platforms in a terminal, or through a pipe.

mod line;
mod post;
mod prompt;
mod recent;
mod typed;
mod underway;

use std::sync::Arc;

use chatwire::outbox::Outbox;
use chatwire::{Event, MessageId, Outgoing, Room};
use clap::Args;
use serde_json::json;

use self::line::Line;
pub(crate) use self::post::{Post, post};
pub(crate) use self::prompt::Prompt;
pub(crate) use self::recent::Recent;
pub(crate) use self::typed::Typed;
pub(crate) use self::underway::Underway;
use super::interrupted;
use super::rooms::shown::{self, USUAL};
use super::rooms::{Accounts, Desk, Hearing, News, Place, Station, Watch};
use super::send::maybe_sent;
use crate::context::Context;
use crate::exit::{Exit, Failure, Result};
use crate::output::{Output, Text};
use crate::service::Service;

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
        tokio::select! {
            biased;
            () = interrupted() => {
                prompt.leave();
                Ok(())
            }
            done = self.talk(context, prompt) => {
                prompt.wipe();
                done
            }
        }
    }

    async fn talk(&self, context: &Context, prompt: Prompt) -> Result {
        let desk = Desk::new(context, &self.accounts).hearing(self.hearing);
        let mut hall = Hall {
            desk: &desk,
            watch: Watch::new(&context.globals),
            rooms: Vec::new(),
            current: 0,
            recent: Recent::new(),
            underway: Underway::new(),
            failed: None,
            all: self.events,
            takes_lines: false,
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
        hall.begin().await?;
        let (post, delivery) = post();
        // Events are shown while a message is on its way, which may take half a minute.
        let (done, ()) = tokio::join!(hall.chat(post), delivery.run(deliver));
        done?;
        hall.failed.map_or(Ok(()), |failure| Err(Failure::silent(failure.exit())))
    }
}

async fn deliver(letter: Letter) -> Sent {
    let Letter { room, outbox, text } = letter;
    let answer = outbox.send_all(&room, Outgoing::text(text.as_str())).await;
    Sent { room, text, answer }
}

struct Hall<'a> {
    desk: &'a Desk<'a>,
    watch: Watch<'a>,
    rooms: Vec<Open>,
    /// Index of the room that lines go to.
    current: usize,
    recent: Recent<(Room, MessageId)>,
    /// Rooms and texts of what has no answer yet, and what may be its echo.
    underway: Underway<(Room, String), (String, Box<Event>)>,
    failed: Option<Failure>,
    all: bool,
    /// Lines are asked for: not yet while it connects, and no more at the end.
    takes_lines: bool,
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

    /// Waits until all sessions are online, and shows what comes before.
    async fn begin(&mut self) -> Result {
        while !self.watch.has_begun()
            && let Some(news) = self.watch.next().await?
        {
            self.received(news)?;
        }
        Ok(())
    }

    async fn chat(&mut self, mut post: Post<Letter, Sent>) -> Result {
        self.takes_lines = true;
        let done = self.take_lines(&mut post).await;
        self.takes_lines = false;
        done.and(self.wind_up(post).await)
    }

    /// Sends what the lines say, and shows what others say, up to the end of the lines or of the sessions.
    async fn take_lines(&mut self, post: &mut Post<Letter, Sent>) -> Result {
        self.out().note(&Text::done("Connected!").then(&help()))?;
        let mut input = Typed::new(tokio::io::stdin());
        self.ask();
        loop {
            tokio::select! {
                biased;
                news = self.watch.next() => match news? {
                    Some(news) => self.received(news)?,
                    None => {
                        let why = "the session ended before the input did";
                        return Err(Failure::new(Exit::Network, why));
                    }
                },
                Some(answer) = post.answer() => self.sent(answer)?,
                line = input.next() => {
                    let line = match line? {
                        None => Line::Quit,
                        Some(Ok(line)) => Line::read(&line),
                        Some(Err(garbled)) => {
                            if line::may_join(&garbled.readable()) {
                                self.not_joined(garbled.into())?;
                            } else {
                                self.trouble(garbled.into());
                            }
                            continue;
                        }
                    };
                    match line {
                        Line::Nothing => {}
                        Line::Quit => return Ok(()),
                        Line::Help => self.out().note(&help())?,
                        Line::Rooms => self.list()?,
                        Line::Join(room) => self.join(&room).await?,
                        Line::Unknown(line) => {
                            let failure = Failure::usage(format!("'{line}' is no command"));
                            self.trouble(failure.hint("/help lists them; a text that begins with / is written with //"));
                        }
                        Line::Say(text) => if let Some(open) = self.rooms.get(self.current).cloned() {
                            self.underway.put((open.room.clone(), text.clone()));
                            let letter = Letter { room: open.room, outbox: open.outbox, text };
                            post.put(letter, |answer| self.sent(answer)).await?;
                        },
                    }
                    self.ask();
                }
            }
        }
    }

    /// Whatever ended the chat: what was said before is sent, and what became of it is told.
    async fn wind_up(&mut self, mut post: Post<Letter, Sent>) -> Result {
        post.close();
        // What cannot be shown is sent all the same.
        let mut told = Ok(());
        let mut hears = true;
        loop {
            tokio::select! {
                biased;
                news = self.watch.next(), if hears => match news {
                    Ok(Some(news)) => told = told.and(self.received(news)),
                    Ok(None) => hears = false,
                    Err(failure) => {
                        hears = false;
                        told = told.and(Err(failure));
                    }
                },
                answer = post.answer() => match answer {
                    Some(answer) => told = told.and(self.sent(answer)),
                    None => break,
                },
            }
        }
        // What came before the last answer is shown before the end.
        while hears
            && let Some(Ok(Some(news))) = futures_util::FutureExt::now_or_never(self.watch.next())
        {
            told = told.and(self.received(news));
        }
        told
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
            Err(failure) => self.not_joined(failure),
        }
    }

    /// Lines that follow in a pipe are meant for the room that was not joined: they must not go to another one.
    fn not_joined(&mut self, failure: Failure) -> Result {
        if !self.prompt.is_shown() {
            return Err(failure);
        }
        self.trouble(failure);
        Ok(())
    }

    async fn enter(&mut self, written: &str) -> Result<usize> {
        if written.is_empty() {
            return Err(
                Failure::usage("/join names no room").hint("/join ROOM goes to another room")
            );
        }
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
        if self.out().is_json() && self.may_be_echo(&event) {
            self.underway.keep((platform, event));
            return Ok(());
        }
        self.show(&platform, &event)
    }

    /// Whether a message may be one of those that have no answer yet, whose id is known by the answer only.
    fn may_be_echo(&self, event: &Event) -> bool {
        let Event::Message(message) = event else { return false };
        self.underway.any(|(room, text)| {
            *room == message.room && (message.sender.is_self || text.contains(&message.text))
        })
    }

    /// Shows an event, unless it is a message that was shown before.
    fn show(&mut self, platform: &str, event: &Event) -> Result {
        if let Event::Message(message) = event
            && !self.is_new(&message.room, &message.id)
        {
            return Ok(());
        }
        self.prompt.wipe();
        shown::print(self.out(), platform, event)?;
        self.ask();
        Ok(())
    }

    fn is_new(&mut self, room: &Room, id: &MessageId) -> bool {
        id.as_str().is_empty() || self.recent.is_new((room.clone(), id.clone()))
    }

    fn sent(&mut self, sent: Sent) -> Result {
        self.underway.answered();
        let mut told = self.told(sent);
        while let Some((platform, event)) = self.underway.due() {
            told = told.and(self.show(&platform, &event));
        }
        told
    }

    /// Tells what became of a message: to a script in one form, whether its echo came first or not.
    fn told(&mut self, sent: Sent) -> Result {
        let Sent { room, text, answer } = sent;
        match answer {
            Ok(ids) => {
                let fresh: Vec<bool> = ids.iter().map(|id| self.is_new(&room, id)).collect();
                if fresh.contains(&false) && !self.out().is_json() {
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
        if !self.takes_lines {
            return;
        }
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
