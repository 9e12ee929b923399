//! What a client may say on the socket besides calls.

use chatwire_mezon_proto::realtime::envelope::Message;
use chatwire_mezon_proto::{api, realtime};

use super::refusal::Refusal;
use super::rpc::{ack, code};
use super::world::Caller;

/// Types of ephemeral messages: a new one, and changes of an old one.
const EPHEMERAL: i32 = 12;
const EPHEMERAL_UPDATE: i32 = 14;
const EPHEMERAL_DELETE: i32 = 15;

/// What answers a request: an envelope with this content, or one with only the request's number.
pub(super) type Reply = Result<Option<Message>, Refusal>;

impl Caller<'_> {
    /// Handles everything but pings and calls.
    pub(super) fn envelope(&mut self, message: Message) -> Reply {
        let line = self.line.unwrap_or_default();
        match message {
            Message::ClanJoin(join) => {
                if join.clan_id != 0 {
                    self.inner.state.clan_of(self.user, join.clan_id)?;
                }
                self.inner.hub.join_clan(line, join.clan_id);
                Ok(Some(Message::ClanJoin(join)))
            }
            Message::ChannelJoin(join) => {
                self.join_channel(line, &join).map(|channel| Some(Message::Channel(channel)))
            }
            Message::ChannelLeave(leave) => {
                self.inner.hub.leave_channel(line, leave.channel_id);
                self.presence(leave.channel_id, false);
                Ok(None)
            }
            Message::ChannelMessageSend(sent) => {
                self.send_channel_message(sent).map(|ack| Some(Message::ChannelMessageAck(ack)))
            }
            Message::ChannelMessageUpdate(update) => self.update_by_variant(update),
            Message::ChannelMessageRemove(removed) => {
                self.channel(removed.channel_id)?;
                let message = self.inner.state.message(removed.channel_id, removed.message_id);
                let shown = message?.shown.clone();
                self.delete_channel_message(removed)?;
                let removed = api::ChannelMessage { code: code::REMOVE, ..shown };
                Ok(Some(Message::ChannelMessageAck(ack(&removed))))
            }
            Message::EphemeralMessageSend(sent) => {
                self.ephemeral(sent).map(|shown| Some(Message::ChannelMessage(shown)))
            }
            Message::MessageReactionEvent(reaction) => {
                self.react(reaction).map(|shown| Some(Message::MessageReactionEvent(shown)))
            }
            Message::MessageTypingEvent(typing) => self.typing(typing),
            Message::LastSeenMessageEvent(seen) => {
                self.channel(seen.channel_id)?;
                Ok(Some(Message::LastSeenMessageEvent(seen)))
            }
            Message::LastPinMessageEvent(pin) => self.pin_by_event(pin),
            Message::VoiceJoinedEvent(joined) => self.voice_joined(joined),
            Message::VoiceLeavedEvent(left) => self.voice_left(left),
            other => self.rare_envelope(other),
        }
    }

    fn rare_envelope(&mut self, message: Message) -> Reply {
        match message {
            Message::CustomStatusEvent(mut status) => {
                let me = self.me();
                (status.user_id, status.username) = (me.id, me.username);
                self.set_status(status.status.clone());
                let echo = Message::CustomStatusEvent(status.clone());
                if status.clan_id != 0 {
                    self.inner.hub.tell_clan(status.clan_id, Message::CustomStatusEvent(status));
                }
                Ok(Some(echo))
            }
            Message::CheckNameExistedEvent(mut asked) => {
                let answer = self.check_duplicate_name(api::CheckDuplicateNameRequest {
                    name: asked.name.clone(),
                    r#type: asked.r#type,
                    condition_id: if asked.condition_id == 0 {
                        asked.clan_id
                    } else {
                        asked.condition_id
                    },
                })?;
                asked.exist = answer.is_duplicate;
                Ok(Some(Message::CheckNameExistedEvent(asked)))
            }
            Message::StatusFollow(follow) => {
                Ok(Some(Message::Status(realtime::Status { presences: self.followed(&follow) })))
            }
            Message::StatusUpdate(update) => {
                self.show_status(update.status);
                Ok(None)
            }
            Message::TokenSentEvent(mut sent) => {
                let me = self.me();
                (sent.sender_id, sent.sender_name) = (me.id, me.username);
                let both = [sent.sender_id, sent.receiver_id].into();
                self.inner.hub.tell_users(&both, Message::TokenSentEvent(sent.clone()));
                Ok(Some(Message::TokenSentEvent(sent)))
            }
            Message::MessageButtonClicked(click) => {
                self.message_button_click(click.clone())?;
                Ok(Some(Message::MessageButtonClicked(click)))
            }
            Message::DropdownBoxSelected(choice) => {
                self.dropdown_box_selected(choice.clone())?;
                Ok(Some(Message::DropdownBoxSelected(choice)))
            }
            Message::QuickMenuEvent(mut event) => {
                event.sender_id = self.user;
                self.show_menu(event.clone());
                Ok(Some(Message::QuickMenuEvent(event)))
            }
            Message::WebrtcSignalingFwd(signal) => {
                let push = Message::WebrtcSignalingFwd(signal.clone());
                self.inner.hub.tell_user(signal.receiver_id, push);
                Ok(Some(Message::WebrtcSignalingFwd(signal)))
            }
            Message::ActiveArchivedThread(thread) => {
                self.active_archived_thread(thread)?;
                Ok(Some(Message::ActiveArchivedThread(thread)))
            }
            Message::StatusUnfollow(_) | Message::IncomingCallPush(_) | Message::FollowEvent(_) => {
                Ok(None)
            }
            echoed @ (Message::Rpc(_)
            | Message::ChannelAppEvent(_)
            | Message::HandleParticipantMeetStateEvent(_)
            | Message::VoiceReactionSend(_)
            | Message::MarkAsRead(_)) => Ok(Some(echoed)),
            // Everything else only the server says; the list of data is of the wire before 2026.
            _ => Err(Refusal::new(12, "unrecognized payload")),
        }
    }

    fn join_channel(
        &mut self,
        line: u64,
        join: &realtime::ChannelJoin,
    ) -> Result<realtime::Channel, Refusal> {
        let channel = self.channel(join.channel_id)?;
        if channel.desc.clan_id != join.clan_id {
            return Err(Refusal::not_found("channel"));
        }
        self.inner.hub.join_channel(line, join.channel_id);
        self.presence(join.channel_id, true);
        let here = self.inner.hub.in_room(join.channel_id);
        let presences = here.into_iter().map(|(user, line)| self.presence_of(user, line)).collect();
        Ok(realtime::Channel {
            id: join.channel_id,
            presences,
            self_: Some(self.presence_of(self.user, line)),
            chanel_label: channel.desc.channel_label,
            category_name: channel.desc.category_name,
            ..Default::default()
        })
    }

    pub(super) fn presence_of(&self, user: i64, line: u64) -> realtime::UserPresence {
        let user = self.inner.state.user(user);
        realtime::UserPresence {
            user_id: user.id,
            // Numbers of sockets stay far below.
            session_id: i32::try_from(line).unwrap_or(i32::MAX),
            username: user.username,
            status: Some(user.status),
            is_mobile: false,
            user_status: user.user_status,
        }
    }

    /// Tells the others in a channel that the caller came or went.
    fn presence(&mut self, channel_id: i64, came: bool) {
        let Ok(channel) = self.channel(channel_id) else { return };
        let me = vec![self.presence_of(self.user, self.line.unwrap_or_default())];
        let (joins, leaves) = if came { (me, Vec::new()) } else { (Vec::new(), me) };
        let event = realtime::ChannelPresenceEvent {
            channel_id,
            joins,
            leaves,
            category_name: channel.desc.category_name.clone(),
            mode: channel.mode(),
            ..Default::default()
        };
        let push = Message::ChannelPresenceEvent(event);
        self.inner.hub.tell_others_in(&channel, self.user, push);
    }

    /// Acknowledged, but shown to nobody unless that is switched on (Mezon.NET saw it so in 2026).
    fn update_by_variant(&mut self, update: realtime::ChannelMessageUpdate) -> Reply {
        self.channel(update.channel_id)?;
        let known = self.inner.state.message(update.channel_id, update.message_id)?.shown.clone();
        if known.sender_id != self.user {
            return Err(Refusal::denied());
        }
        if self.inner.settings.update_variant_works {
            self.update_channel_message(update)?;
        }
        let shown = api::ChannelMessage { code: code::UPDATE, ..known };
        Ok(Some(Message::ChannelMessageAck(ack(&shown))))
    }

    /// Shows a message to those who are named and to nobody else; it is not stored.
    fn ephemeral(
        &mut self,
        sent: realtime::EphemeralMessageSend,
    ) -> Result<api::ChannelMessage, Refusal> {
        let message = sent.message.ok_or_else(|| Refusal::invalid("message is required"))?;
        let channel = self.check_send(&message)?;
        if sent.receiver_ids.is_empty() {
            return Err(Refusal::invalid("receiver ids are required"));
        }
        let id = match message.code {
            EPHEMERAL => self.inner.state.id(&self.shared.world.clock),
            EPHEMERAL_UPDATE | EPHEMERAL_DELETE if message.id != 0 => message.id,
            EPHEMERAL_UPDATE | EPHEMERAL_DELETE => return Err(Refusal::not_found("message")),
            _ => return Err(Refusal::invalid("code must be 12, 14 or 15")),
        };
        let shown = self.message_of(&channel, message, id);
        let readers = self.inner.state.audience(&channel);
        let told = sent.receiver_ids.iter().copied().filter(|id| readers.contains(id)).collect();
        self.inner.hub.tell_users(&told, Message::ChannelMessage(shown.clone()));
        Ok(shown)
    }

    fn typing(&mut self, mut typing: realtime::MessageTypingEvent) -> Reply {
        let channel = self.channel(typing.channel_id)?;
        let echo = Message::MessageTypingEvent(typing.clone());
        let me = self.me();
        typing.sender_id = me.id;
        typing.sender_username = me.username;
        if typing.sender_display_name.is_empty() {
            typing.sender_display_name = me.display_name;
        }
        self.inner.hub.tell_others_in(&channel, self.user, Message::MessageTypingEvent(typing));
        Ok(Some(echo))
    }

    fn pin_by_event(&mut self, pin: realtime::LastPinMessageEvent) -> Reply {
        let channel = self.channel(pin.channel_id)?;
        let shown = self.inner.state.message(pin.channel_id, pin.message_id)?.shown.clone();
        if pin.operation == 1 {
            self.pin(&channel, &shown);
        } else {
            let stored = self.inner.state.channel_mut(pin.channel_id)?;
            stored.pins.retain(|known| known.message_id != pin.message_id);
            let push = Message::LastPinMessageEvent(pin.clone());
            self.inner.hub.tell_others_in(&channel, self.user, push);
        }
        Ok(Some(Message::LastPinMessageEvent(pin)))
    }

    fn voice_joined(&mut self, mut joined: realtime::VoiceJoinedEvent) -> Reply {
        self.channel(joined.voice_channel_id)?;
        joined.user_id = self.user;
        let room = self.inner.state.channel_mut(joined.voice_channel_id)?;
        room.talking.insert(self.user);
        let room = room.clone();
        let push = Message::VoiceJoinedEvent(joined.clone());
        self.inner.hub.tell_others_in(&room, self.user, push);
        Ok(Some(Message::VoiceJoinedEvent(joined)))
    }

    fn voice_left(&mut self, mut left: realtime::VoiceLeavedEvent) -> Reply {
        self.channel(left.voice_channel_id)?;
        left.voice_user_id = self.user;
        let room = self.inner.state.channel_mut(left.voice_channel_id)?;
        room.talking.remove(&self.user);
        let room = room.clone();
        let push = Message::VoiceLeavedEvent(left.clone());
        self.inner.hub.tell_others_in(&room, self.user, push);
        Ok(Some(Message::VoiceLeavedEvent(left)))
    }

    fn followed(&self, follow: &realtime::StatusFollow) -> Vec<realtime::UserPresence> {
        let named = |user: i64| {
            let name = self.inner.state.user(user).username;
            follow.user_ids.contains(&user) || follow.usernames.contains(&name)
        };
        let present = self.inner.hub.present().into_iter().filter(|(user, _)| named(*user));
        present.map(|(user, line)| self.presence_of(user, line)).collect()
    }

    /// A text sets the status; none makes the caller look absent.
    fn show_status(&mut self, status: Option<String>) {
        let came = status.is_some();
        if let Some(line) = self.line.and_then(|line| self.inner.hub.line(line)) {
            line.shown = came;
        }
        if let Some(person) = self.inner.state.people.get_mut(&self.user) {
            person.user.status = status.unwrap_or_default();
        }
        self.status_presence(came);
    }

    /// Tells those who share a clan with the caller that the caller came or went.
    pub(super) fn status_presence(&mut self, came: bool) {
        let me = vec![self.presence_of(self.user, self.line.unwrap_or_default())];
        let (joins, leaves) = if came { (me, Vec::new()) } else { (Vec::new(), me) };
        let event = realtime::StatusPresenceEvent { joins, leaves };
        let clans = self.inner.state.clans.values();
        let mine = clans.filter(|clan| clan.members.contains_key(&self.user));
        let mut told: std::collections::BTreeSet<i64> =
            mine.flat_map(|clan| clan.members.keys().copied()).collect();
        told.remove(&self.user);
        self.inner.hub.tell_users(&told, Message::StatusPresenceEvent(event));
    }

    /// Tells the bots that have such a menu, or all bots of the clan when none has.
    pub(super) fn show_menu(&mut self, event: realtime::QuickMenuDataEvent) {
        let state = &self.inner.state;
        let owners = state.menus.iter().filter(|menu| menu.menu_name == event.menu_name);
        let mut told: std::collections::BTreeSet<i64> = owners.map(|menu| menu.bot_id).collect();
        if told.is_empty() {
            told.extend(state.bots().map(|(id, _)| id));
        }
        self.inner.hub.tell_users(&told, Message::QuickMenuEvent(event));
    }
}
