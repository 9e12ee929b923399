//! What comes over the line: answers find who waits for them, events are followed, kept and delivered.

use bytes::Bytes;
use chatwire_core::ws::Out;
use chatwire_core::{Error, Result};
use chatwire_mezon_proto::realtime::envelope;

use super::{Live, Owner, Stage, frame, pong};
use crate::error::{self, named};
use crate::event::{Event, EventKind, Kinds, RawEvent};
use crate::realtime::command::{Command, Verb};
use crate::realtime::joins::{Place, Spot};
use crate::rest::{friends, tell_receiver};
use crate::rpc::pieces::{MARK, Piece};
use crate::{ChannelId, ClanId, Message};

impl Live {
    pub(super) fn on_binary(&mut self, bytes: &[u8], out: &mut Out<Self>) {
        if bytes.first() == Some(&MARK) {
            return self.on_piece(bytes, out);
        }
        let (cid, event) = match RawEvent::find(bytes) {
            Ok(found) => found,
            Err(error) => return out.emit(Event::Trouble(named(error))),
        };
        let Some((number, content)) = event else { return self.on_answer(cid, None, out) };
        match EventKind::from_number(number) {
            Some(EventKind::Ping) => out.send(frame(cid, Some(pong()))),
            _ if cid != 0 => self.on_answer(cid, Some((number, content)), out),
            kind => self.on_push(kind, number, content, out),
        }
    }

    /// A piece of the answer to a call of the API.
    fn on_piece(&mut self, bytes: &[u8], out: &mut Out<Self>) {
        let Some(piece) = Piece::read(bytes) else {
            tracing::debug!(bytes = bytes.len(), "an API frame that is too short");
            return;
        };
        let Some((owner, answer)) = self.desk.piece(piece) else { return };
        self.client.inner.line.set_answers_calls(true);
        let result = match (answer.code, answer.body) {
            (0, Some(body)) => Ok(body),
            (0, None) => {
                let large = Error::decode("the answer is larger than 16 MiB");
                Err(named(large.with_code("message_too_large").with_maybe_sent(true)))
            }
            (code, body) => {
                let words = body.unwrap_or_default();
                Err(error::refused(code, &String::from_utf8_lossy(&words)))
            }
        };
        match owner {
            Owner::Api(reply) => reply.answer(result),
            Owner::Clans => self.answer_question(result),
            other => self.settle(other, result.map(|_| None), out),
        }
    }

    fn on_answer(&mut self, cid: i32, content: Option<(u32, &[u8])>, out: &mut Out<Self>) {
        let Some(owner) = u16::try_from(cid).ok().and_then(|cid| self.desk.close(cid)) else {
            tracing::debug!(cid, "an answer that nobody waits for");
            return;
        };
        let result = match content {
            None => Ok(None),
            Some((number, content)) => answer(number, content),
        };
        self.settle(owner, result, out);
    }

    /// An event that waited until the session was online.
    pub(super) fn on_early(&mut self, number: u32, content: &[u8], out: &mut Out<Self>) {
        self.on_push(EventKind::from_number(number), number, content, out);
    }

    fn on_push(
        &mut self,
        kind: Option<EventKind>,
        number: u32,
        content: &[u8],
        out: &mut Out<Self>,
    ) {
        let is_wanted = self.is_wanted(kind);
        if !is_wanted && !kind.is_some_and(|kind| self.looks_at(kind)) {
            return;
        }
        if self.stage != Stage::Online && out.is_again() {
            // Behind the news of the gap, and what is fetched to close it.
            if let Some((number, content)) = self.inbox.wait(number, content) {
                self.deliver_late(number, &content, out);
            }
            return;
        }
        self.deliver(number, content, is_wanted, out);
    }

    fn is_wanted(&self, kind: Option<EventKind>) -> bool {
        let wanted = self.wanted.get();
        kind.map_or(wanted == Kinds::ALL, |kind| wanted.contains(kind))
    }

    /// Delivers what came on a line that was never online, unless the history brings it in its place.
    pub(super) fn deliver_stale(&mut self, number: u32, content: &Bytes, out: &mut Out<Self>) {
        if number == EventKind::ChannelMessage.number()
            && let Ok(Event::ChannelMessage(message)) =
                RawEvent::new(number, content.clone()).decode()
            && self.inbox.is_fetched(&message)
        {
            return;
        }
        self.deliver_late(number, content, out);
    }

    /// Delivers what was kept back.
    fn deliver_late(&mut self, number: u32, content: &[u8], out: &mut Out<Self>) {
        let is_wanted = self.is_wanted(EventKind::from_number(number));
        self.deliver(number, content, is_wanted, out);
    }

    fn deliver(&mut self, number: u32, content: &[u8], is_wanted: bool, out: &mut Out<Self>) {
        // Nearly every event that somebody wants.
        if number == EventKind::ChannelMessage.number()
            && let Some(message) = Message::read(content)
        {
            return self.deliver_message(message, is_wanted, out);
        }
        let raw = RawEvent::new(number, Bytes::copy_from_slice(content));
        let mut repairs = Vec::new();
        let event = match raw.decode_with(&mut repairs) {
            Ok(event) => event,
            Err(error) if is_wanted => return out.emit(Event::Trouble(named(error))),
            // The reader would not have heard of it either if it were whole.
            Err(error) => return tracing::debug!(%error, "an event that nobody waits for"),
        };
        for repair in repairs {
            tracing::debug!(%repair, "an event was repaired");
        }
        if let Event::ChannelMessage(message) = event {
            return self.deliver_message(message, is_wanted, out);
        }
        self.follow(&event, out);
        self.keep_fresh();
        self.client.inner.world.apply(&event);
        self.client.inner.collectors.offer(&event);
        if is_wanted {
            out.emit(event);
        }
    }

    /// Delivers a message, unless it was delivered before.
    fn deliver_message(&mut self, message: Message, is_wanted: bool, out: &mut Out<Self>) {
        if !self.inbox.note(&message) {
            return;
        }
        if self.client.inner.world.needs(EventKind::ChannelMessage) {
            self.fresh.push(message.clone());
            if self.client.inner.collectors.wants(EventKind::ChannelMessage) {
                self.keep_fresh();
            }
        }
        let event = Event::ChannelMessage(message);
        self.client.inner.collectors.offer(&event);
        if is_wanted {
            out.emit(event);
        }
    }

    /// Takes the messages over that came since, before anybody else sees them or what follows them.
    pub(super) fn keep_fresh(&mut self) {
        self.client.inner.world.said(&self.fresh);
        self.fresh.clear();
    }

    /// Kinds that the session itself or the client's caches need.
    fn looks_at(&self, kind: EventKind) -> bool {
        const FOLLOWED: [EventKind; 8] = [
            EventKind::SessionRefreshed,
            EventKind::ChannelUpdated,
            EventKind::ChannelDeleted,
            EventKind::UserChannelAdded,
            EventKind::UserChannelRemoved,
            EventKind::AddClanUser,
            EventKind::UserClanRemoved,
            EventKind::ClanDeleted,
        ];
        let inner = &self.client.inner;
        FOLLOWED.contains(&kind)
            || inner.world.needs(kind)
            || inner.collectors.wants(kind)
            || (kind == EventKind::Notifications && inner.accepts_friends)
            || (kind == EventKind::TokenSend && inner.tells_receivers)
            || (kind == EventKind::ChannelMessage && self.settings.fill_gaps)
    }

    /// Joins what the bot was let into, forgets what it was taken out of.
    fn follow(&mut self, event: &Event, out: &mut Out<Self>) {
        /// A channel that is a thread, and the status of one that can be joined.
        const THREAD: i32 = 7;
        const OPEN: i32 = 1;
        let bot = self.client.bot_id().get();
        match event {
            Event::SessionRefreshed(session) => {
                self.client.inner.keeper.pushed((**session).clone())
            }
            Event::ChannelUpdated(channel)
                if channel.channel_type == THREAD && channel.status == OPEN =>
            {
                self.enter(channel.clan_id, channel.channel_id, THREAD, false, out);
            }
            Event::UserChannelAdded(added)
                if added.users.iter().any(|user| user.user_id == bot) =>
            {
                if let Some(channel) = &added.channel_desc {
                    let is_public = channel.channel_private == 0;
                    self.enter(added.clan_id, channel.channel_id, channel.r#type, is_public, out);
                }
            }
            Event::UserChannelRemoved(removed) if removed.user_ids.contains(&bot) => {
                self.joins.forget_channel(ChannelId::new(removed.channel_id));
            }
            Event::AddClanUser(added)
                if added.user.as_ref().is_some_and(|user| user.user_id == bot) =>
            {
                let clan = ClanId::new(added.clan_id);
                if !self.settings.joins_clans {
                    return;
                }
                if matches!(self.stage, Stage::Listing { .. }) {
                    // Joined with those of the list, which may be older than this.
                    return self.joins.late_clan(clan);
                }
                let is_new = self.joins.clan(clan);
                let is_online = self.stage == Stage::Online;
                // Who is let in once more was out meanwhile, whether or not that was told.
                if is_new || is_online {
                    self.join_now(Spot::Clan(clan), out);
                    // Before that, its channels come with those of all clans.
                    if self.settings.loads_channels && is_online {
                        let clan = self.client.clan(clan);
                        out.run(Box::pin(async move {
                            let result = clan.load_channels().await;
                            Command(Verb::Done { what: "load the channels of a clan", result })
                        }));
                    }
                }
            }
            Event::UserClanRemoved(removed) if removed.user_ids.contains(&bot) => {
                self.joins.forget_clan(ClanId::new(removed.clan_id));
            }
            Event::Notifications(news) if self.client.inner.accepts_friends => {
                for who in friends::requests(news) {
                    let asked = self.client.accept_friend(who);
                    out.run(Box::pin(async move {
                        let result = asked.await.map(drop);
                        Command(Verb::Done { what: "accept a friend", result })
                    }));
                }
            }
            Event::TokenSend(sent)
                if self.client.inner.tells_receivers && sent.sender_id == bot =>
            {
                let told = tell_receiver(self.client.clone(), (**sent).clone());
                out.run(Box::pin(async move {
                    Command(Verb::Done { what: "tell a receiver of tokens", result: told.await })
                }));
            }
            Event::ChannelDeleted(gone) => {
                self.joins.forget_channel(ChannelId::new(gone.channel_id));
            }
            Event::ClanDeleted(gone) => self.joins.forget_clan(ClanId::new(gone.clan_id)),
            _ => {}
        }
    }

    fn enter(&mut self, clan: i64, channel: i64, kind: i32, is_public: bool, out: &mut Out<Self>) {
        let place = Place { clan: clan.into(), channel: channel.into(), kind, is_public };
        if self.joins.channel(place) {
            self.join_now(Spot::Channel(place), out);
        }
    }
}

/// What an envelope answers.
fn answer(number: u32, content: &[u8]) -> Result<Option<envelope::Message>> {
    let message = RawEvent::new(number, Bytes::copy_from_slice(content)).message();
    // What cannot be read is an answer all the same.
    match message.map_err(|err| named(err).with_maybe_sent(true))? {
        Some(envelope::Message::Error(refusal)) => {
            Err(error::envelope(refusal.code, &refusal.message))
        }
        other => Ok(other),
    }
}
