//! [`Live`]: the state machine of a session.

mod incoming;

use std::borrow::Cow;
use std::collections::VecDeque;
use std::iter;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use chatwire_core::ws::{
    Catchup, Close, Frame as Wire, FrameRef, Out, Protocol, Recovery, Reply, Watchdog,
};
use chatwire_core::{BoxFuture, Error, ErrorKind, Result};
use chatwire_mezon_proto::realtime::{self, envelope};
use chatwire_mezon_proto::{Message as _, api};
use futures_util::FutureExt as _;
use tokio::time::Instant;

use super::Wanted;
use super::command::{Answer, Command, Verb};
use super::desk::Desk;
use super::dial::Entrance;
use super::inbox::Inbox;
use super::joins::{Joins, Place, Spot, join_clan};
use super::lanes::{Lanes, Next, Parcel};
use super::windows::{SendLimit, Windows};
use crate::client::Client;
use crate::error::{self, named};
use crate::event::Event;
use crate::rpc::Method;
use crate::{ChannelId, ClanId, Message};

/// Pause between heartbeats (mezon-sdk 2.8.53).
pub(super) const HEARTBEAT: Duration = Duration::from_secs(10);
/// Most clans that are being joined at once.
const JOINS_AT_ONCE: usize = 8;
/// So long may the socket take to list the clans before they are asked for over HTTP.
const LISTED_WITHIN: Duration = Duration::from_secs(1);
/// Envelopes that may wait for their turn.
const QUEUE: usize = 1_024;

/// What a session is told when it is made.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) language: Cow<'static, str>,
    pub(super) heartbeat: Duration,
    pub(super) request_timeout: Duration,
    pub(super) send_limit: SendLimit,
    pub(super) fill_gaps: bool,
    pub(super) joins_clans: bool,
    pub(super) loads_channels: bool,
}

/// The live protocol of Mezon; made by [`Client::connect`](crate::Client::connect).
#[derive(Debug)]
pub struct Live {
    client: Client,
    settings: Settings,
    wanted: Arc<Wanted>,
    entrance: Entrance,
    desk: Desk<Owner>,
    lanes: Lanes,
    windows: Windows,
    /// Envelopes that wait for the limit, oldest first.
    outbox: VecDeque<(envelope::Message, Owner)>,
    joins: Joins,
    stage: Stage,
    question: Option<Question>,
    heart: Heart,
    inbox: Inbox,
    /// Messages that the client's caches have not heard of yet.
    fresh: Vec<Message>,
}

/// Who waits for the answer to an envelope.
#[derive(Debug)]
enum Owner {
    Api(Reply<Bytes>),
    /// The session's own [`Question`].
    Clans,
    Ask(Answer),
    /// A join that the program asked for.
    JoinFor(Spot, Answer),
    /// The parcel of a channel.
    Parcel(ChannelId),
    /// The join without which a parcel was refused.
    ParcelJoin(Place),
    /// A join of the session itself.
    Join(Spot),
    /// The same of a clan that may not be in the list.
    Ahead(ClanId),
    Heart {
        sent: Instant,
    },
}

/// How far a line has come.
#[derive(Debug, PartialEq)]
enum Stage {
    /// The list of clans is on its way; those that are known meanwhile are being joined: which, unless they were
    /// refused, and how many are under way.
    Listing {
        ahead: Vec<ClanId>,
        under_way: usize,
    },
    /// Clans and channels are being joined: those that are left, and how many are under way.
    Joining {
        left: VecDeque<Spot>,
        under_way: usize,
    },
    Online,
}

/// For the clans; apart from its number, since it waits less long than calls do.
#[derive(Debug)]
struct Question {
    reply: Reply<Bytes>,
    /// When the socket is not waited for any more.
    late_at: Instant,
}

/// The heartbeat of one line.
#[derive(Debug)]
struct Heart {
    due: Option<Instant>,
    /// Microseconds of the last heartbeat; 0 before the first.
    latency: Arc<AtomicU64>,
}

impl Live {
    pub(super) fn new(
        client: Client,
        settings: Settings,
        wanted: Arc<Wanted>,
        latency: Arc<AtomicU64>,
    ) -> Self {
        Self {
            entrance: Entrance::new(settings.language.clone()),
            desk: Desk::new(settings.request_timeout),
            lanes: Lanes::default(),
            windows: Windows::new(settings.send_limit),
            outbox: VecDeque::new(),
            joins: Joins::default(),
            stage: Stage::Listing { ahead: Vec::new(), under_way: 0 },
            question: None,
            heart: Heart { due: None, latency },
            inbox: Inbox::default(),
            fresh: Vec::new(),
            client,
            settings,
            wanted,
        }
    }

    /// Sends an envelope as soon as the limit allows.
    fn send(&mut self, message: envelope::Message, owner: Owner, out: &mut Out<Self>) {
        if self.outbox.len() + self.lanes.waiting() >= QUEUE {
            let why = "too many envelopes wait for the limit of the socket";
            let full =
                named(Error::new(ErrorKind::RateLimited, why).with_code(error::code::QUEUE_FULL));
            return self.settle(owner, Err(full), out);
        }
        self.line_up(message, owner, out);
    }

    /// The same for what was taken before: its place is not given away.
    fn line_up(&mut self, message: envelope::Message, owner: Owner, out: &mut Out<Self>) {
        let now = Instant::now();
        // Envelopes are large: one that need not wait is not moved into the outbox and out again.
        if self.outbox.is_empty() && self.windows.wait_until(now).is_none() {
            self.let_out(message, owner, now, out);
        } else {
            self.outbox.push_back((message, owner));
        }
        self.pump(out);
    }

    /// Sends what the limit allows now.
    fn pump(&mut self, out: &mut Out<Self>) {
        while !self.outbox.is_empty() {
            let now = Instant::now();
            if self.windows.wait_until(now).is_some() {
                return;
            }
            let Some((message, owner)) = self.outbox.pop_front() else { return };
            self.let_out(message, owner, now, out);
        }
        // An idle session shall not pay for four envelopes.
        self.outbox.shrink_to_fit();
    }

    /// Sends what the limit allows, unless nobody waits for it any more.
    fn let_out(
        &mut self,
        message: envelope::Message,
        owner: Owner,
        now: Instant,
        out: &mut Out<Self>,
    ) {
        if owner.is_abandoned() {
            return;
        }
        if let Owner::Parcel(channel) = owner {
            if self.lanes.is_abandoned(channel) {
                // The next of its lane waits for the limit like all others.
                if let Next::Send(next) = self.lanes.skip(channel) {
                    self.outbox.push_back((*next, owner));
                }
                return;
            }
            self.lanes.leaves(channel);
        }
        self.windows.count(now);
        self.write(message, owner, now, out);
    }

    fn write(
        &mut self,
        message: envelope::Message,
        owner: Owner,
        now: Instant,
        out: &mut Out<Self>,
    ) {
        match self.desk.open(now, owner) {
            Ok(cid) => out.send(frame(i32::from(cid), Some(message))),
            Err(owner) => {
                let why = "all request numbers are in use";
                self.settle(owner, Err(named(Error::new(ErrorKind::RateLimited, why))), out);
            }
        }
    }

    /// Gives the answer to an envelope to whom it belongs.
    fn settle(
        &mut self,
        owner: Owner,
        result: Result<Option<envelope::Message>>,
        out: &mut Out<Self>,
    ) {
        match owner {
            Owner::Ask(reply) => reply.answer(result),
            // A service may acknowledge a call that it does not know.
            Owner::Clans if matches!(result, Ok(None)) => self.question = None,
            Owner::Clans => self.answer_question(result.and_then(body)),
            Owner::Api(reply) => reply.answer(result.and_then(body)),
            Owner::JoinFor(spot, reply) => {
                match &result {
                    Ok(_) => self.joins.joined(spot),
                    Err(error) => self.joins.not_joined_as_asked(spot, error),
                }
                reply.answer(result);
            }
            Owner::Parcel(channel) => {
                let next = self.lanes.answered(channel, result);
                self.go_on(channel, next, out);
            }
            Owner::ParcelJoin(place) => {
                self.note_join(Spot::Channel(place), &result);
                let next = self.lanes.joined(place.channel, result.map(drop));
                self.go_on(place.channel, next, out);
            }
            Owner::Join(spot) => {
                self.note_join(spot, &result);
                if let Err(error) = result {
                    out.emit(Event::Trouble(error));
                }
                self.joined(out);
            }
            Owner::Ahead(clan) => {
                match (result, &mut self.stage) {
                    // If it is in the list all the same, it is joined with the others.
                    (Err(_), Stage::Listing { ahead, .. }) => ahead.retain(|known| *known != clan),
                    (Err(error), _) if self.joins.has_clan(clan) => out.emit(Event::Trouble(error)),
                    _ => {}
                }
                self.joined(out);
            }
            Owner::Heart { sent } => {
                if result.is_ok() {
                    let micros = u64::try_from(sent.elapsed().as_micros()).unwrap_or(u64::MAX);
                    self.heart.latency.store(micros.max(1), Ordering::Relaxed);
                }
            }
        }
    }

    /// Nobody waits any more for an answer that comes too late.
    fn answer_question(&mut self, result: Result<Bytes>) {
        if let Some(question) = self.question.take() {
            question.reply.answer(result);
        }
    }

    /// What is refused is not joined on the next line.
    fn note_join(&mut self, spot: Spot, result: &Result<Option<envelope::Message>>) {
        match result {
            Ok(_) => self.joins.joined(spot),
            Err(error) => self.joins.not_joined(spot, error),
        }
    }

    fn go_on(&mut self, channel: ChannelId, next: Next, out: &mut Out<Self>) {
        match next {
            Next::Join(place) => {
                self.joins.channel(place);
                self.line_up(place.join(), Owner::ParcelJoin(place), out);
            }
            Next::Send(message) => self.line_up(*message, Owner::Parcel(channel), out),
            Next::Nothing => {}
        }
    }

    /// Joins, in one write with the first heartbeat, the place of direct messages, which every bot has, and clans of
    /// which the client knows: nearly always those of the list that is on its way.
    fn join_ahead(&mut self, out: &mut Out<Self>) {
        if self.joins.is_empty() {
            self.joins.set_clans(self.client.inner.world.clan_ids());
        }
        let known = self.joins.clans().filter(|clan| *clan != ClanId::DIRECT);
        let ahead: Vec<_> = iter::once(ClanId::DIRECT).chain(known).take(JOINS_AT_ONCE).collect();
        self.stage = Stage::Listing { ahead: ahead.clone(), under_way: ahead.len() };
        for clan in ahead {
            self.send(join_clan(clan), Owner::Ahead(clan), out);
        }
    }

    /// The clans are known: joins them, and what else was joined before.
    fn start_joins(&mut self, list: &api::ClanDescList, out: &mut Out<Self>) {
        let Stage::Listing { ahead, under_way } = &self.stage else { return };
        let under_way = *under_way;
        if self.settings.joins_clans {
            let listed = list.clandesc.iter().map(|clan| ClanId::new(clan.clan_id));
            self.joins.set_clans(listed.chain([ClanId::DIRECT]));
        }
        let left = self.joins.all_but(ahead);
        // The list counts as one, which is over now.
        self.stage = Stage::Joining { left, under_way: under_way + 1 };
        self.joined(out);
    }

    /// One join of the beginning is over: makes the next, or is online.
    fn joined(&mut self, out: &mut Out<Self>) {
        let (left, under_way) = match &mut self.stage {
            Stage::Joining { left, under_way } => (left, under_way),
            Stage::Listing { under_way, .. } => {
                *under_way = under_way.saturating_sub(1);
                return;
            }
            Stage::Online => return,
        };
        *under_way = under_way.saturating_sub(1);
        let free = JOINS_AT_ONCE.saturating_sub(*under_way).min(left.len());
        let next: Vec<_> = left.drain(..free).collect();
        *under_way += next.len();
        if *under_way == 0 {
            self.stage = Stage::Online;
            if self.settings.loads_channels {
                let client = self.client.clone();
                out.run(Box::pin(async move {
                    let result = client.load_channels().await;
                    Command(Verb::Done { what: "load the channels", result })
                }));
            }
            let catchup = if self.settings.fill_gaps && out.is_again() {
                let joins = self.settings.loads_channels.then(|| self.joins.clone());
                Catchup::Fetch(Box::pin(self.inbox.fetch(self.client.clone(), joins)))
            } else {
                Catchup::Nothing
            };
            out.online(catchup);
            for (number, content) in self.inbox.take_early() {
                self.on_early(number, &content, out);
            }
            return;
        }
        for spot in next {
            self.send(spot.join(), Owner::Join(spot), out);
        }
    }

    /// Joins something that came up while the session is online.
    fn join_now(&mut self, spot: Spot, out: &mut Out<Self>) {
        match &mut self.stage {
            // It goes with the others.
            Stage::Joining { left, .. } => left.push_back(spot),
            Stage::Listing { .. } => {}
            Stage::Online => self.send(spot.join(), Owner::Join(spot), out),
        }
    }

    /// Asks which clans there are to join: in the same write as the first heartbeat, where the service answers calls on
    /// the socket, else over HTTP.
    fn ask_clans(&mut self, out: &mut Out<Self>) {
        let client = self.client.clone();
        if !client.inner.line.answers_calls() {
            return out
                .run(Box::pin(async move { Command(Verb::Clans(client.clan_list().await)) }));
        }
        let call = client.api().list_clan_descs(api::ListClanDescRequest::default());
        let (reply, answer) = Reply::new();
        self.question = Some(Question { reply, late_at: Instant::now() + LISTED_WITHIN });
        self.api(call.method(), call.body(), Owner::Clans, out);
        let answer = answer.map(move |answer| {
            // Whatever is wrong with it, it is asked for over HTTP.
            let useless = |why| named(Error::new(ErrorKind::Transport, why));
            match answer {
                Some(Ok(list)) => Ok(list),
                Some(Err(error)) => Err(useless("the socket lists no clans").with_source(error)),
                None => {
                    client.inner.line.set_answers_calls(false);
                    Err(useless("the socket does not answer"))
                }
            }
        });
        out.run(Box::pin(async move { Command(Verb::Clans(call.answered(answer).await)) }));
    }

    /// Asks for the direct conversations in the same write as the first heartbeat; who asks for them meanwhile waits for
    /// this answer, too.
    fn ask_directs(&mut self, out: &mut Out<Self>) {
        let clan = self.client.clan(ClanId::DIRECT);
        let call = clan.list_channels();
        let (reply, answer) = Reply::new();
        self.api(call.method(), call.body(), Owner::Api(reply), out);
        out.run(Box::pin(async move {
            let gone = || named(Error::new(ErrorKind::Closed, "the session has ended"));
            let answer = answer.map(move |result| result.unwrap_or_else(|| Err(gone())));
            if let Err(error) = clan.take_channels(call.answered(answer)).await {
                // Told by what loads all lists once the session is online, should that fail, too.
                tracing::debug!(%error, "the direct conversations are not listed yet");
            }
            Command(Verb::Done { what: "list the direct conversations", result: Ok(()) })
        }));
    }

    fn api(&mut self, method: &Method, body: Bytes, owner: Owner, out: &mut Out<Self>) {
        let Some(index) = method.index() else {
            let why = "this call has no number, so it cannot go over the socket";
            let error = Error::new(ErrorKind::Unsupported, why).with_code(error::code::HTTP_ONLY);
            return self.settle(owner, Err(named(error)), out);
        };
        let message = envelope::Message::ApiRequestEvent(realtime::ApiRequestEvent {
            api_index: i32::from(index),
            api_name: method.name().to_owned(),
            body,
        });
        self.send(message, owner, out);
    }
}

impl Owner {
    /// Whether nobody waits for the answer any more.
    fn is_abandoned(&self) -> bool {
        match self {
            Self::Api(reply) => reply.is_abandoned(),
            Self::Ask(reply) | Self::JoinFor(_, reply) => reply.is_abandoned(),
            _ => false,
        }
    }
}

impl Protocol for Live {
    type Event = Event;
    type Command = Command;

    const NAME: &'static str = "mezon";

    fn dial(&mut self) -> BoxFuture<'_, Result<http::Request<()>>> {
        let Self { entrance, client, .. } = self;
        Box::pin(entrance.request(client))
    }

    fn on_open(&mut self, out: &mut Out<Self>) {
        self.entrance.opened();
        if self.settings.fill_gaps && out.is_again() {
            self.inbox.broken(self.client.inner.world.listed());
        }
        self.client.inner.world.reconnected();
        self.stage = Stage::Listing { ahead: Vec::new(), under_way: 0 };
        for (number, content) in self.inbox.take_early() {
            self.deliver_stale(number, &content, out);
        }
        self.beat(Instant::now(), out);
        if self.settings.joins_clans {
            self.join_ahead(out);
            self.ask_clans(out);
        }
        if self.settings.loads_channels && self.client.inner.line.answers_calls() {
            self.ask_directs(out);
        }
        if !self.settings.joins_clans {
            self.start_joins(&api::ClanDescList::default(), out);
        }
    }

    fn on_frame(&mut self, frame: FrameRef<'_>, out: &mut Out<Self>) {
        match frame {
            FrameRef::Binary(bytes) => self.on_binary(bytes, out),
            FrameRef::Text(text) => tracing::debug!(bytes = text.len(), "a text frame"),
            _ => {}
        }
    }

    fn on_command(&mut self, command: Command, out: &mut Out<Self>) {
        match command.0 {
            Verb::Api { reply, .. } if reply.is_abandoned() => {}
            Verb::Ask { reply, .. } | Verb::Send { reply, .. } if reply.is_abandoned() => {}
            Verb::Api { method, body, reply } => self.api(method, body, Owner::Api(reply), out),
            Verb::Ask { message, reply } => self.send(*message, Owner::Ask(reply), out),
            Verb::Send { place, message, reply } => {
                if self.outbox.len() + self.lanes.waiting() >= QUEUE {
                    let why = "too many messages wait for the limit of the socket";
                    let full =
                        Error::new(ErrorKind::RateLimited, why).with_code(error::code::QUEUE_FULL);
                    return reply.answer(Err(named(full)));
                }
                let channel = place.channel;
                let parcel = Parcel { place, message, reply, refused: None };
                if let Some(message) = self.lanes.push(parcel) {
                    self.send(*message, Owner::Parcel(channel), out);
                }
            }
            Verb::JoinClan { clan, reply } => {
                self.joins.asked_clan(clan);
                self.send(join_clan(clan), Owner::JoinFor(Spot::Clan(clan), reply), out);
            }
            Verb::JoinChannel { place, reply } => {
                self.joins.channel(place);
                self.send(place.join(), Owner::JoinFor(Spot::Channel(place), reply), out);
            }
            Verb::LeaveChannel { message, channel, reply } => {
                self.joins.forget_channel(channel);
                self.send(*message, Owner::Ask(reply), out);
            }
            Verb::Reconnect(cause) => out.reconnect(cause),
            Verb::Done { result: Ok(()), .. } => {}
            Verb::Done { what, result: Err(error) } => {
                tracing::warn!(what, %error, "a session's own call failed");
                out.emit(Event::Trouble(error));
            }
            // Of a line that is gone.
            Verb::Clans(_) if !matches!(self.stage, Stage::Listing { .. }) => {}
            Verb::Clans(Ok(list)) => {
                self.client.inner.world.clans(&list);
                self.start_joins(&list, out);
            }
            Verb::Clans(Err(error)) => {
                let why = format!("the clans cannot be listed: {}", error.message());
                out.reconnect(named(Error::new(ErrorKind::Transport, why).with_source(error)));
            }
        }
    }

    fn deadline(&self) -> Option<Instant> {
        // Not "now" once it is over: whoever asks has looked at the clock before, and would find it in the future.
        let turn = if self.outbox.is_empty() { None } else { self.windows.free_at() };
        let question = self.question.as_ref().map(|question| question.late_at);
        [self.heart.due, self.desk.deadline(), turn, question].into_iter().flatten().min()
    }

    fn on_deadline(&mut self, now: Instant, out: &mut Out<Self>) {
        let is_read_dry = out.is_read_dry();
        // While reading is held back, the answer may lie in the line unread. Callers do not wait for that: it may be one
        // of them who should read.
        let is_patient = |owner: &Owner| {
            !is_read_dry && matches!(owner, Owner::Join(_) | Owner::Ahead(_) | Owner::Heart { .. })
        };
        for owner in self.desk.expire(now, is_patient) {
            let late = Error::new(ErrorKind::Timeout, "no answer to the request");
            self.settle(owner, Err(named(late.with_maybe_sent(true))), out);
        }
        if self.question.as_ref().is_some_and(|question| question.late_at <= now) {
            self.question = None;
            self.outbox.retain(|(_, owner)| !matches!(owner, Owner::Clans));
        }
        if self.heart.due.is_some_and(|due| due <= now) {
            self.beat(now, out);
        }
        self.pump(out);
    }

    fn has_waiting(&self) -> bool {
        let waits = |owner: &Owner| match owner {
            Owner::Parcel(channel) => !self.lanes.is_abandoned(*channel),
            // What the session does for itself is of no use at its end.
            Owner::Clans
            | Owner::ParcelJoin(_)
            | Owner::Join(_)
            | Owner::Ahead(_)
            | Owner::Heart { .. } => false,
            Owner::Api(_) | Owner::Ask(_) | Owner::JoinFor(..) => !owner.is_abandoned(),
        };
        self.lanes.has_waiting() || self.outbox.iter().any(|(_, owner)| waits(owner))
    }

    /// A heartbeat and its time without any frame.
    fn watchdog(&self) -> Watchdog {
        Watchdog::silence(self.settings.heartbeat.saturating_mul(2))
    }

    fn on_close(&mut self, close: &Close<'_>) -> Recovery {
        let lost = named(match close.error.kind() {
            ErrorKind::Closed => {
                Error::new(ErrorKind::Closed, "the session was closed before the answer")
            }
            _ => Error::new(ErrorKind::Transport, "the line was lost before the answer"),
        });
        self.lanes.clear(&lost);
        for (_, owner) in self.outbox.drain(..) {
            owner.fail(&lost.clone().with_maybe_sent(false));
        }
        for owner in self.desk.clear() {
            owner.fail(&lost.clone().with_maybe_sent(true));
        }
        self.heart.due = None;
        self.question = None;
        self.entrance.closed(close.code)
    }

    fn on_refused(&mut self, error: &Error) -> Recovery {
        self.entrance.refused(&self.client, error)
    }

    fn on_turn(&mut self) {
        self.keep_fresh();
    }

    fn on_backfill(&mut self, events: &mut Vec<Event>) {
        self.inbox.on_backfill(events);
        self.keep_fresh();
        for event in events.iter() {
            self.client.inner.world.apply(event);
            self.client.inner.collectors.offer(event);
        }
    }
}

impl Live {
    /// Sends a heartbeat, past the limit: without it the line is given up.
    fn beat(&mut self, now: Instant, out: &mut Out<Self>) {
        self.heart.due = Some(now + self.settings.heartbeat);
        let ping = envelope::Message::Ping(realtime::Ping {});
        self.write(ping, Owner::Heart { sent: now }, now, out);
    }
}

impl Owner {
    /// Tells a caller that the line is gone; parcels are told by their lanes.
    fn fail(self, error: &Error) {
        match self {
            Self::Api(reply) => reply.answer(Err(error.clone())),
            Self::Ask(reply) | Self::JoinFor(_, reply) => reply.answer(Err(error.clone())),
            Self::Clans
            | Self::Parcel(_)
            | Self::ParcelJoin(_)
            | Self::Join(_)
            | Self::Ahead(_)
            | Self::Heart { .. } => {}
        }
    }
}

/// What an answer to a call holds.
fn body(answer: Option<envelope::Message>) -> Result<Bytes> {
    match answer {
        Some(envelope::Message::ApiRequestEvent(answer)) => Ok(answer.body),
        None => Ok(Bytes::new()),
        Some(_) => {
            let strange = Error::decode("the answer to a call is of another kind");
            Err(named(strange.with_maybe_sent(true)))
        }
    }
}

fn pong() -> envelope::Message {
    envelope::Message::Pong(realtime::Pong {})
}

fn frame(cid: i32, message: Option<envelope::Message>) -> Wire {
    Wire::binary(realtime::Envelope { cid, message }.encode_to_vec())
}

#[cfg(test)]
mod tests;
