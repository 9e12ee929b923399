//! Messages, reactions, pins, history, clicks and the quick menu.

use chatwire_mezon_proto::realtime::envelope::Message as Push;
use chatwire_mezon_proto::{Message as _, api, realtime};

use super::inside::code;
use crate::mezon::refusal::Refusal;
use crate::mezon::state::Channel;
use crate::mezon::world::Caller;

/// Longest content, in UTF-16 units of its JSON (TS 2.8.53).
const LONGEST: usize = 4000;
/// Messages in one page of history at most.
const PAGE: usize = 100;
/// Directions of a page: newer, on both sides, older (mezon-js 2.15).
const AFTER: i32 = 1;
const AROUND: i32 = 2;

impl Caller<'_> {
    pub(in crate::mezon) fn send_channel_message(
        &mut self,
        sent: realtime::ChannelMessageSend,
    ) -> Result<realtime::ChannelMessageAck, Refusal> {
        let (channel, shown) = self.store_message(sent)?;
        let ack = ack(&shown);
        self.show(&channel, shown);
        Ok(ack)
    }

    /// Stores a message; the caller shows it once its sender was told.
    pub(in crate::mezon) fn store_message(
        &mut self,
        sent: realtime::ChannelMessageSend,
    ) -> Result<(Channel, api::ChannelMessage), Refusal> {
        let channel = self.check_send(&sent)?;
        if sent.content.encode_utf16().count() > LONGEST {
            return Err(Refusal::invalid("message content is too long"));
        }
        let shown = self.post(&channel, sent);
        Ok((channel, shown))
    }

    pub(in crate::mezon) fn update_channel_message(
        &mut self,
        update: realtime::ChannelMessageUpdate,
    ) -> Result<realtime::ChannelMessageUpdate, Refusal> {
        let channel = self.channel(update.channel_id)?;
        let (user, now) = (self.user, self.now());
        let message = self.inner.state.message_mut(update.channel_id, update.message_id)?;
        if message.shown.sender_id != user {
            return Err(Refusal::denied());
        }
        let shown = &mut message.shown;
        shown.content.clone_from(&update.content);
        if !update.mentions.is_empty() {
            let list = api::MessageMentionList { mentions: update.mentions.clone() };
            shown.mentions = list.encode_to_vec().into();
        }
        if !update.attachments.is_empty() {
            let list = api::MessageAttachmentList { attachments: update.attachments.clone() };
            shown.attachments = list.encode_to_vec().into();
        }
        shown.update_time_seconds = now;
        shown.hide_editted = update.hide_editted;
        let edited = api::ChannelMessage { code: code::UPDATE, ..shown.clone() };
        self.show(&channel, edited);
        Ok(update)
    }

    pub(in crate::mezon) fn delete_channel_message(
        &mut self,
        removed: realtime::ChannelMessageRemove,
    ) -> Result<realtime::ChannelMessageRemove, Refusal> {
        let channel = self.channel(removed.channel_id)?;
        let message =
            self.inner.state.message(removed.channel_id, removed.message_id)?.shown.clone();
        let clan = self.inner.state.clans.get(&channel.desc.clan_id);
        let owner = clan.is_some_and(|clan| clan.desc.creator_id == self.user);
        if message.sender_id != self.user && !owner {
            return Err(Refusal::denied());
        }
        self.inner.state.delete_message(removed.channel_id, removed.message_id);
        let stored = self.inner.state.channel_mut(removed.channel_id)?;
        stored.pins.retain(|pin| pin.message_id != removed.message_id);
        self.show(&channel, api::ChannelMessage { code: code::REMOVE, ..message });
        Ok(removed)
    }

    pub(in crate::mezon) fn react_channel_message(
        &mut self,
        reaction: api::MessageReaction,
    ) -> Result<realtime::ChannelMessageSend, Refusal> {
        self.react(reaction)?;
        Ok(realtime::ChannelMessageSend::default())
    }

    /// Adds to or takes from the reactions of a message; what everybody is shown.
    pub(in crate::mezon) fn react(
        &mut self,
        mut reaction: api::MessageReaction,
    ) -> Result<api::MessageReaction, Refusal> {
        let channel = self.channel(reaction.channel_id)?;
        let (me, id) = (self.me(), self.new_id());
        let message = self.inner.state.message_mut(reaction.channel_id, reaction.message_id)?;
        reaction.sender_id = me.id;
        reaction.sender_name = me.username;
        reaction.sender_avatar = me.avatar_url;
        reaction.message_sender_id = message.shown.sender_id;
        let same = |each: &api::MessageReaction| {
            each.sender_id == reaction.sender_id && each.emoji_id == reaction.emoji_id
        };
        if reaction.action {
            if let Some(known) = message.reactions.iter().find(|each| same(each)) {
                reaction.id = known.id;
            }
            message.reactions.retain(|each| !same(each));
        } else {
            reaction.id = if reaction.id == 0 { id } else { reaction.id };
            match message.reactions.iter_mut().find(|each| same(each)) {
                Some(known) => known.count += reaction.count.max(1),
                None => message.reactions.push(reaction.clone()),
            }
        }
        let list = api::MessageReactionList { reactions: message.reactions.clone() };
        message.shown.reactions = list.encode_to_vec().into();
        let push = Push::MessageReactionEvent(reaction.clone());
        if self.inner.settings.echo_own {
            self.inner.hub.tell_channel(&channel, push);
        } else {
            self.inner.hub.tell_others_in(&channel, self.user, push);
        }
        Ok(reaction)
    }

    pub(super) fn list_channel_messages(
        &mut self,
        asked: api::ListChannelMessagesRequest,
    ) -> Result<api::ChannelMessageList, Refusal> {
        let channel = self.channel(asked.channel_id)?;
        let limit = usize::try_from(asked.limit).unwrap_or_default().clamp(1, PAGE);
        let within = |message: &&api::ChannelMessage| {
            asked.topic_id == 0 || message.topic_id == asked.topic_id
        };
        let all = self.inner.state.messages(asked.channel_id).map(|each| &each.shown);
        let all: Vec<&api::ChannelMessage> = all.filter(within).collect();
        let at = all.partition_point(|message| message.message_id <= asked.message_id);
        let before = all.partition_point(|message| message.message_id < asked.message_id);
        let (from, until) = match (asked.message_id, asked.direction) {
            (0, _) => (all.len().saturating_sub(limit), all.len()),
            (_, AFTER) => (at, at.saturating_add(limit).min(all.len())),
            (_, AROUND) => {
                let from = before.saturating_sub(limit / 2);
                (from, from.saturating_add(limit).min(all.len()))
            }
            _ => (before.saturating_sub(limit), before),
        };
        // Newest first, as the service sends them.
        let page = all.get(from..until).unwrap_or_default().iter().rev();
        let messages = page.map(|message| (*message).clone()).collect();
        let last_sent_message = channel.desc.last_sent_message;
        Ok(api::ChannelMessageList { messages, last_seen_message: None, last_sent_message })
    }

    pub(super) fn search_message(
        &mut self,
        asked: api::SearchMessageRequest,
    ) -> Result<api::SearchMessageResponse, Refusal> {
        let wanted = |name: &str| {
            let filter = asked.filters.iter().find(|filter| filter.field_name == name);
            filter.map(|filter| filter.field_value.to_lowercase())
        };
        let (text, channel_id, clan_id) =
            (wanted("content"), wanted("channel_id"), wanted("clan_id"));
        let state = &self.inner.state;
        let open = state.channels.values().filter(|channel| state.sees(self.user, channel));
        let found: Vec<api::SearchMessageDocument> = open
            .flat_map(|channel| state.messages(channel.desc.channel_id))
            .map(|message| &message.shown)
            .filter(|shown| {
                let id = |wanted: &Option<String>, id: i64| {
                    wanted.as_ref().is_none_or(|wanted| *wanted == id.to_string())
                };
                id(&channel_id, shown.channel_id)
                    && id(&clan_id, shown.clan_id)
                    && text.as_ref().is_none_or(|text| shown.content.to_lowercase().contains(text))
            })
            .map(|shown| api::SearchMessageDocument {
                message_id: shown.message_id.to_string(),
                channel_id: shown.channel_id.to_string(),
                clan_id: shown.clan_id.to_string(),
                sender_id: shown.sender_id.to_string(),
                content: shown.content.clone(),
                channel_label: shown.channel_label.clone(),
                username: shown.username.clone(),
                display_name: shown.display_name.clone(),
                avatar_url: shown.avatar.clone(),
                ..api::SearchMessageDocument::default()
            })
            .collect();
        let total = i32::try_from(found.len()).unwrap_or(i32::MAX);
        let from = usize::try_from(asked.from).unwrap_or_default();
        let size = usize::try_from(asked.size).unwrap_or_default();
        let size = if size == 0 { PAGE } else { size };
        let messages = found.into_iter().skip(from).take(size).collect();
        Ok(api::SearchMessageResponse { messages, total })
    }

    pub(super) fn list_channel_attachment(
        &mut self,
        asked: api::ListChannelAttachmentRequest,
    ) -> Result<api::ChannelAttachmentList, Refusal> {
        self.channel(asked.channel_id)?;
        let mut attachments = Vec::new();
        for message in self.inner.state.messages(asked.channel_id).map(|message| &message.shown) {
            // A list in the old JSON form is not looked into.
            let list = api::MessageAttachmentList::decode(message.attachments.clone());
            for (nth, file) in (1_i64..).zip(list.unwrap_or_default().attachments) {
                attachments.push(api::ChannelAttachment {
                    id: message.message_id + nth,
                    filename: file.filename,
                    filetype: file.filetype,
                    filesize: file.size.to_string(),
                    url: file.url,
                    uploader: message.sender_id,
                    create_time_seconds: message.create_time_seconds,
                    message_id: message.message_id,
                    width: file.width,
                    height: file.height,
                });
            }
        }
        Ok(api::ChannelAttachmentList { attachments })
    }

    pub(in crate::mezon) fn create_pin_message(
        &mut self,
        asked: api::PinMessageRequest,
    ) -> Result<api::ChannelMessageHeader, Refusal> {
        let channel = self.channel(asked.channel_id)?;
        let shown = self.inner.state.message(asked.channel_id, asked.message_id)?.shown.clone();
        self.pin(&channel, &shown);
        Ok(api::ChannelMessageHeader {
            id: shown.message_id,
            timestamp_seconds: shown.create_time_seconds,
            sender_id: shown.sender_id,
            content: shown.content,
        })
    }

    /// Pins a message once and shows it.
    pub(in crate::mezon) fn pin(&mut self, channel: &Channel, shown: &api::ChannelMessage) {
        let (id, now, me) = (self.new_id(), self.now(), self.me());
        let Ok(stored) = self.inner.state.channel_mut(shown.channel_id) else { return };
        if stored.pins.iter().any(|pin| pin.message_id == shown.message_id) {
            return;
        }
        stored.pins.push(api::PinMessage {
            id,
            message_id: shown.message_id,
            channel_id: shown.channel_id,
            sender_id: shown.sender_id,
            content: shown.content.clone(),
            username: shown.username.clone(),
            avatar: shown.avatar.clone(),
            create_time_seconds: now,
            attachment: shown.attachments.clone(),
        });
        let event = realtime::LastPinMessageEvent {
            clan_id: shown.clan_id,
            channel_id: shown.channel_id,
            message_id: shown.message_id,
            mode: shown.mode,
            user_id: me.id,
            timestamp_seconds: now,
            operation: 1,
            is_public: shown.is_public,
            message_sender_avatar: shown.avatar.clone(),
            message_sender_id: shown.sender_id.to_string(),
            message_sender_username: shown.username.clone(),
            message_content: shown.content.clone(),
            message_created_time: shown.create_time_seconds.to_string(),
            ..Default::default()
        };
        self.inner.hub.tell_others_in(channel, self.user, Push::LastPinMessageEvent(event));
        let text = format!("{} pinned a message", me.username);
        self.note(channel, code::PIN, &text);
    }

    pub(super) fn delete_pin_message(
        &mut self,
        asked: api::DeletePinMessage,
    ) -> Result<(), Refusal> {
        let channel = self.channel(asked.channel_id)?;
        let named = |pin: &api::PinMessage| {
            (asked.id != 0 && pin.id == asked.id) || pin.message_id == asked.message_id
        };
        let Some(pin) = channel.pins.iter().find(|pin| named(pin)).cloned() else {
            return Err(Refusal::not_found("pin message"));
        };
        self.inner.state.channel_mut(asked.channel_id)?.pins.retain(|pin| !named(pin));
        let event = realtime::UnpinMessageEvent {
            id: pin.id,
            message_id: pin.message_id,
            channel_id: pin.channel_id,
            clan_id: channel.desc.clan_id,
        };
        self.inner.hub.tell_others_in(&channel, self.user, Push::UnpinMessageEvent(event));
        Ok(())
    }

    pub(super) fn get_pin_messages_list(
        &mut self,
        asked: api::PinMessageRequest,
    ) -> Result<api::PinMessagesList, Refusal> {
        let pin_messages_list = self.channel(asked.channel_id)?.pins;
        Ok(api::PinMessagesList { pin_messages_list })
    }

    pub(in crate::mezon) fn message_button_click(
        &mut self,
        mut click: realtime::MessageButtonClicked,
    ) -> Result<(), Refusal> {
        self.channel(click.channel_id)?;
        click.sender_id =
            self.inner.state.message(click.channel_id, click.message_id)?.shown.sender_id;
        click.user_id = self.user;
        // The author of the message is told, nobody else.
        self.inner.hub.tell_user(click.sender_id, Push::MessageButtonClicked(click));
        Ok(())
    }

    pub(in crate::mezon) fn dropdown_box_selected(
        &mut self,
        mut choice: realtime::DropdownBoxSelected,
    ) -> Result<(), Refusal> {
        self.channel(choice.channel_id)?;
        choice.sender_id =
            self.inner.state.message(choice.channel_id, choice.message_id)?.shown.sender_id;
        choice.user_id = self.user;
        self.inner.hub.tell_user(choice.sender_id, Push::DropdownBoxSelected(choice));
        Ok(())
    }

    pub(super) fn mark_as_read(&mut self, asked: api::MarkAsReadRequest) -> Result<(), Refusal> {
        let api::MarkAsReadRequest { channel_id, category_id, clan_id } = asked;
        if channel_id != 0 {
            self.channel(channel_id)?;
        }
        let event = realtime::MarkAsRead { channel_id, category_id, clan_id };
        self.inner.hub.tell_user(self.user, Push::MarkAsRead(event));
        Ok(())
    }
}

/// What the sender of a message is told.
pub(in crate::mezon) fn ack(shown: &api::ChannelMessage) -> realtime::ChannelMessageAck {
    realtime::ChannelMessageAck {
        channel_id: shown.channel_id,
        message_id: shown.message_id,
        code: shown.code,
        username: shown.username.clone(),
        create_time_seconds: shown.create_time_seconds,
        update_time_seconds: shown.update_time_seconds,
        persistent: Some(true),
        clan_logo: shown.clan_logo.clone(),
        category_name: shown.category_name.clone(),
    }
}
