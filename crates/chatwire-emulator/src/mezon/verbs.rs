//! What people do: they talk, react, click, come and go.

use chatwire_mezon_proto::realtime::envelope::Message as Push;
use chatwire_mezon_proto::{api, realtime};
use serde_json::{Value, json};

use super::Mezon;
use super::rpc::friend;
use super::world::Caller;
use crate::world::lock;

impl Mezon {
    /// Lets somebody write to a channel, in which they are from then on; the message's id, or 0 when there is no
    /// such channel.
    pub fn say(&self, channel: i64, user: &str, text: &str) -> i64 {
        self.say_json(channel, user, &json!({"t": text}))
    }

    /// The same with any content.
    pub fn say_json(&self, channel: i64, user: &str, content: &Value) -> i64 {
        let content = content.to_string();
        self.send(
            user,
            realtime::ChannelMessageSend { channel_id: channel, content, ..Default::default() },
        )
    }

    /// The same with all parts of a message: mentions, attachments, references, a topic. The clan and the mode are
    /// filled in.
    pub fn send(&self, user: &str, mut message: realtime::ChannelMessageSend) -> i64 {
        let Some(user) = self.insider(message.channel_id, user) else { return 0 };
        self.act(user, |caller| {
            let Ok(channel) = caller.channel(message.channel_id) else { return 0 };
            message.clan_id = channel.desc.clan_id;
            caller.send_channel_message(message).map_or(0, |ack| ack.message_id)
        })
    }

    /// Lets somebody answer a message.
    pub fn reply(&self, channel: i64, user: &str, to: i64, text: &str) -> i64 {
        let Some(quoted) = self.message(channel, to) else { return 0 };
        let reference = api::MessageRef {
            message_ref_id: to,
            content: quoted.content,
            has_attachment: !quoted.attachments.is_empty(),
            message_sender_id: quoted.sender_id,
            message_sender_username: quoted.username,
            message_sender_avatar: quoted.avatar,
            message_sender_clan_nick: quoted.clan_nick,
            message_sender_display_name: quoted.display_name,
            ..Default::default()
        };
        self.send(
            user,
            realtime::ChannelMessageSend {
                channel_id: channel,
                content: json!({"t": text}).to_string(),
                references: vec![reference],
                topic_id: quoted.topic_id,
                ..Default::default()
            },
        )
    }

    /// Lets somebody write to the first bot alone; ids of the conversation and of the message.
    pub fn dm(&self, user: &str, text: &str) -> (i64, i64) {
        let channel = self.conversation(&[user]);
        (channel, self.say(channel, user, text))
    }

    /// Lets the author of a message change its text; whether there is such a message.
    pub fn edit(&self, channel: i64, message: i64, text: &str) -> bool {
        let Some(author) = self.author(channel, message) else { return false };
        let update = realtime::ChannelMessageUpdate {
            channel_id: channel,
            message_id: message,
            content: json!({"t": text}).to_string(),
            ..Default::default()
        };
        self.act(author, |caller| caller.update_channel_message(update)).is_ok()
    }

    /// Lets the author of a message delete it; whether there was such a message.
    pub fn delete(&self, channel: i64, message: i64) -> bool {
        let Some(author) = self.author(channel, message) else { return false };
        let removed = realtime::ChannelMessageRemove {
            channel_id: channel,
            message_id: message,
            ..Default::default()
        };
        self.act(author, |caller| caller.delete_channel_message(removed)).is_ok()
    }

    /// Lets somebody react to a message; whether there is such a message.
    pub fn react(&self, channel: i64, message: i64, user: &str, emoji: &str) -> bool {
        self.reaction(channel, message, user, emoji, false)
    }

    /// Lets somebody take a reaction back; whether there is such a message.
    pub fn unreact(&self, channel: i64, message: i64, user: &str, emoji: &str) -> bool {
        self.reaction(channel, message, user, emoji, true)
    }

    fn reaction(&self, channel: i64, message: i64, user: &str, emoji: &str, action: bool) -> bool {
        let Some(found) = self.found(channel) else { return false };
        let Some(id) = self.insider(channel, user) else { return false };
        let inner = lock(&self.shared.inner);
        let clan = inner.state.clans.get(&found.desc.clan_id);
        let mut emojis = clan.into_iter().flat_map(|clan| &clan.emojis);
        let known = emojis.find(|each| each.shortname == emoji).map(|each| each.id);
        drop(inner);
        let reaction = api::MessageReaction {
            clan_id: found.desc.clan_id,
            channel_id: channel,
            message_id: message,
            mode: found.mode(),
            is_public: !found.is_private(),
            emoji_id: known.unwrap_or_default(),
            emoji: emoji.to_owned(),
            count: 1,
            action,
            ..Default::default()
        };
        self.act(id, |caller| caller.react(reaction)).is_ok()
    }

    /// Shows that somebody types.
    pub fn type_in(&self, channel: i64, user: &str) {
        let typing = |found: &super::state::Channel| realtime::MessageTypingEvent {
            clan_id: found.desc.clan_id,
            channel_id: channel,
            mode: found.mode(),
            is_public: !found.is_private(),
            ..Default::default()
        };
        self.as_insider(channel, user, |caller, found| {
            let typing = Push::MessageTypingEvent(typing(found));
            // The channel is known.
            let _known = caller.envelope(typing);
        });
    }

    /// Lets somebody click a button; `fields` are the values of the form by the ids of its inputs. Whether there is
    /// such a message; its author is told.
    pub fn click_button(
        &self,
        channel: i64,
        message: i64,
        user: &str,
        button: &str,
        fields: &Value,
    ) -> bool {
        let Some(user) = self.insider(channel, user) else { return false };
        let click = realtime::MessageButtonClicked {
            message_id: message,
            channel_id: channel,
            button_id: button.to_owned(),
            extra_data: fields.to_string(),
            ..Default::default()
        };
        self.act(user, |caller| caller.message_button_click(click)).is_ok()
    }

    /// Lets somebody choose from a box. Whether there is such a message; its author is told.
    pub fn select(
        &self,
        channel: i64,
        message: i64,
        user: &str,
        select_box: &str,
        values: &[&str],
    ) -> bool {
        let Some(user) = self.insider(channel, user) else { return false };
        let choice = realtime::DropdownBoxSelected {
            message_id: message,
            channel_id: channel,
            selectbox_id: select_box.to_owned(),
            values: values.iter().map(|&value| value.to_owned()).collect(),
            ..Default::default()
        };
        self.act(user, |caller| caller.dropdown_box_selected(choice)).is_ok()
    }

    /// Lets somebody pick an entry of the quick menu on a message; the bots that have such an entry are told.
    pub fn pick_menu(&self, channel: i64, message: i64, user: &str, menu: &str) {
        let author = self.author(channel, message).unwrap_or_default();
        let quoted = self.message(channel, message);
        self.as_insider(channel, user, |caller, found| {
            let message = realtime::ChannelMessageSend {
                clan_id: found.desc.clan_id,
                channel_id: channel,
                content: quoted.map(|quoted| quoted.content).unwrap_or_default(),
                mode: found.mode(),
                is_public: !found.is_private(),
                id: message,
                ..Default::default()
            };
            caller.show_menu(realtime::QuickMenuDataEvent {
                menu_name: menu.to_owned(),
                message: Some(message),
                sender_id: caller.user,
                message_sender_id: author,
            });
        });
    }

    /// Lets somebody pin a message; whether there is such a message.
    pub fn pin(&self, channel: i64, message: i64, user: &str) -> bool {
        let Some(user) = self.insider(channel, user) else { return false };
        self.act(user, |caller| {
            let asked =
                api::PinMessageRequest { channel_id: channel, message_id: message, clan_id: 0 };
            caller.create_pin_message(asked).is_ok()
        })
    }

    /// Starts a discussion under a message; id of the topic, or 0 when there is no such message.
    pub fn topic(&self, channel: i64, message: i64, user: &str) -> i64 {
        let Some(user) = self.insider(channel, user) else { return 0 };
        let asked = api::SdTopicRequest { message_id: message, channel_id: channel, clan_id: 0 };
        self.act(user, |caller| caller.create_sd_topic(asked)).map_or(0, |topic| topic.id)
    }

    /// Lets somebody enter a voice room; the clan is told, and before that that the room is open when it was empty.
    pub fn join_voice(&self, channel: i64, user: &str) {
        self.as_insider(channel, user, |caller, found| {
            let (clan_id, id) = (found.desc.clan_id, found.desc.channel_id);
            if found.talking.is_empty() {
                let event = realtime::VoiceStartedEvent {
                    id: id.to_string(),
                    clan_id,
                    voice_channel_id: id,
                };
                caller.inner.hub.tell_channel(found, Push::VoiceStartedEvent(event));
            }
            let joined = realtime::VoiceJoinedEvent {
                clan_id,
                clan_name: found.desc.clan_name.clone(),
                id: id.to_string(),
                participant: caller.me().username,
                voice_channel_label: found.desc.channel_label.clone(),
                voice_channel_id: id,
                ..Default::default()
            };
            // The room is known.
            let _known = caller.envelope(Push::VoiceJoinedEvent(joined));
        });
    }

    /// Lets somebody leave a voice room; the clan is told, also that the room is empty now.
    pub fn leave_voice(&self, channel: i64, user: &str) {
        self.as_insider(channel, user, |caller, found| {
            let (clan_id, id) = (found.desc.clan_id, found.desc.channel_id);
            let left = realtime::VoiceLeavedEvent {
                id: id.to_string(),
                clan_id,
                voice_channel_id: id,
                ..Default::default()
            };
            // The room is known.
            let _known = caller.envelope(Push::VoiceLeavedEvent(left));
            if found.talking.iter().all(|each| *each == caller.user) {
                let voice_channel_id = id.to_string();
                let event = realtime::VoiceEndedEvent { id, clan_id, voice_channel_id };
                caller.inner.hub.tell_channel(found, Push::VoiceEndedEvent(event));
            }
        });
    }

    /// Lets somebody ask the first bot for its friendship, or accept the bot's request.
    pub fn befriend(&self, user: &str) {
        let (user, bot) = (self.user(user), self.bot().0);
        let asked = api::AddFriendsRequest { ids: vec![bot], usernames: Vec::new() };
        // They are friends already: nothing to do.
        let _friends = self.act(user, |caller| caller.add_friends(asked));
    }

    /// How the first bot and somebody see each other: 0 friends, 1 asked, 2 was asked, 3 blocked.
    #[must_use]
    pub fn friendship(&self, user: &str) -> Option<(i32, i32)> {
        let (user, bot) = (self.user(user), self.bot().0);
        let inner = lock(&self.shared.inner);
        let state = |who, whom| inner.state.friends.get(&(who, whom)).map(|(state, _)| *state);
        let one = state(bot, user)?;
        Some((one, state(user, bot).unwrap_or(friend::FRIEND)))
    }

    /// Notifies the first bot, with the codes of the web client: -9 for a mention, -2 for a friend request. The id.
    pub fn notify(&self, from: &str, code: i32, subject: &str, content: &Value) -> i64 {
        let (user, bot) = (self.user(from), self.bot().0);
        let content = content.to_string().into();
        self.act(user, |caller| caller.notify(bot, code, subject, content))
    }

    /// Lets somebody send tokens; both are told.
    pub fn send_tokens(&self, from: &str, to: &str, amount: i32, note: &str) {
        let (from, to) = (self.user(from), self.user(to));
        let sent = api::TokenSentEvent {
            receiver_id: to,
            amount,
            note: note.to_owned(),
            ..api::TokenSentEvent::default()
        };
        self.act(from, |caller| {
            // Nothing of it can be refused.
            let _known = caller.envelope(Push::TokenSentEvent(sent));
        });
    }

    /// Messages of a channel as the service stores them, oldest first: the last 10,000.
    #[must_use]
    pub fn messages(&self, channel: i64) -> Vec<api::ChannelMessage> {
        let inner = lock(&self.shared.inner);
        inner.state.messages(channel).map(|message| message.shown.clone()).collect()
    }

    /// Reactions to a message, in the order in which they came.
    #[must_use]
    pub fn reactions(&self, channel: i64, message: i64) -> Vec<api::MessageReaction> {
        let inner = lock(&self.shared.inner);
        let found = inner.state.message(channel, message);
        found.map(|message| message.reactions.clone()).unwrap_or_default()
    }

    /// What somebody put at an address for uploads, with or without its query. The last 10,000 files are kept, up to
    /// 256 MiB of them.
    #[must_use]
    pub fn uploaded(&self, url: &str) -> Option<bytes::Bytes> {
        let path = url.strip_prefix(&self.shared.origin)?.split('?').next()?;
        lock(&self.shared.inner).state.files.get(path).map(|file| file.bytes.clone())
    }

    fn message(&self, channel: i64, id: i64) -> Option<api::ChannelMessage> {
        let inner = lock(&self.shared.inner);
        inner.state.message(channel, id).ok().map(|message| message.shown.clone())
    }

    fn author(&self, channel: i64, message: i64) -> Option<i64> {
        let inner = lock(&self.shared.inner);
        inner.state.message(channel, message).ok().map(|message| message.shown.sender_id)
    }

    /// Somebody who is in a channel from now on, and in its clan. `None` when there is no such channel.
    fn insider(&self, channel: i64, user: &str) -> Option<i64> {
        let found = self.found(channel)?;
        let id = self.member(found.desc.clan_id, user);
        if found.is_private()
            && let Ok(channel) = lock(&self.shared.inner).state.channel_mut(channel)
        {
            channel.users.insert(id);
        }
        Some(id)
    }

    fn as_insider(
        &self,
        channel: i64,
        user: &str,
        action: impl FnOnce(&mut Caller<'_>, &super::state::Channel),
    ) {
        let Some(id) = self.insider(channel, user) else { return };
        let Some(found) = self.found(channel) else { return };
        self.act(id, |caller| action(caller, &found));
    }
}
