//! What calls have in common: checks of ids, and messages that are stored and shown to everybody.

use chatwire_mezon_proto::realtime::envelope::Message as Push;
use chatwire_mezon_proto::service::Call;
use chatwire_mezon_proto::{api, realtime};

use crate::mezon::reflect::{Raw, read};
use crate::mezon::refusal::Refusal;
use crate::mezon::state::{Channel, Message, kind, seconds};
use crate::mezon::world::Caller;

/// Codes of messages that change others, as they arrive.
pub(in crate::mezon) mod code {
    pub(in crate::mezon) const UPDATE: i32 = 1;
    pub(in crate::mezon) const REMOVE: i32 = 2;
    pub(in crate::mezon) const THREAD: i32 = 6;
    pub(in crate::mezon) const PIN: i32 = 7;
    pub(in crate::mezon) const TOPIC: i32 = 9;
    pub(in crate::mezon) const POLL: i32 = 18;
}

impl Caller<'_> {
    pub(in crate::mezon) fn now(&self) -> u32 {
        seconds(self.shared.world.clock.now())
    }

    pub(super) fn new_id(&mut self) -> i64 {
        self.inner.state.id(&self.shared.world.clock)
    }

    pub(in crate::mezon) fn me(&self) -> api::User {
        self.inner.state.user(self.user)
    }

    /// A channel that the caller may read.
    pub(in crate::mezon) fn channel(&self, id: i64) -> Result<Channel, Refusal> {
        self.inner.state.channel_of(self.user, id).cloned()
    }

    /// Calls without a meaning of their own know at least which clans and channels there are.
    pub(super) fn known_places(&self, call: &Call, body: &[u8]) -> Result<(), Refusal> {
        let fields = read(call.request, body).unwrap_or_default();
        for (number, raw) in fields {
            let name = call.request.field(number).map(|field| field.name).unwrap_or_default();
            let Raw::Number(value @ 1..) = raw else { continue };
            match name {
                "clan_id" => drop(self.inner.state.clan_of(self.user, value.cast_signed())?),
                "channel_id" => drop(self.inner.state.channel_of(self.user, value.cast_signed())?),
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether a message may be sent there, and as what.
    pub(in crate::mezon) fn check_send(
        &self,
        sent: &realtime::ChannelMessageSend,
    ) -> Result<Channel, Refusal> {
        let channel = self.channel(sent.channel_id)?;
        if sent.clan_id != channel.desc.clan_id {
            return Err(Refusal::not_found("channel"));
        }
        let settings = &self.inner.settings;
        let joined = |line| self.inner.hub.in_channel(line, sent.channel_id);
        let strict = settings.must_join.contains(&sent.channel_id)
            || (settings.private_must_join
                && (channel.is_private() || channel.desc.r#type == kind::THREAD));
        if strict && self.line.is_some_and(|line| !joined(line)) {
            return Err(Refusal::must_join());
        }
        let topics = &self.inner.state.topics;
        if sent.topic_id != 0 && !topics.iter().any(|topic| topic.id == sent.topic_id) {
            return Err(Refusal::not_found("topic"));
        }
        Ok(channel)
    }

    /// A message as its readers get it; not stored.
    pub(in crate::mezon) fn message_of(
        &mut self,
        channel: &Channel,
        sent: realtime::ChannelMessageSend,
        id: i64,
    ) -> api::ChannelMessage {
        let (user, state) = (self.me(), &self.inner.state);
        let clan = state.clans.get(&channel.desc.clan_id);
        let member = clan.and_then(|clan| clan.members.get(&self.user)).cloned();
        let member = member.unwrap_or_default();
        let json = self.inner.settings.json_lists;
        let now = self.now();
        let mentions = api::MessageMentionList { mentions: sent.mentions };
        let attachments = api::MessageAttachmentList { attachments: sent.attachments };
        let references = api::MessageRefList { refs: sent.references };
        api::ChannelMessage {
            clan_id: channel.desc.clan_id,
            channel_id: channel.desc.channel_id,
            message_id: id,
            code: sent.code,
            sender_id: if sent.anonymous_message { 0 } else { self.user },
            username: if sent.anonymous_message { "Anonymous".to_owned() } else { user.username },
            avatar: if sent.avatar.is_empty() { user.avatar_url } else { sent.avatar },
            content: sent.content,
            channel_label: channel.desc.channel_label.clone(),
            clan_logo: clan.map(|clan| clan.desc.logo.clone()).unwrap_or_default(),
            category_name: channel.desc.category_name.clone(),
            display_name: user.display_name,
            clan_nick: member.nick,
            clan_avatar: member.avatar,
            mentions: list(&mentions, json),
            attachments: list(&attachments, json),
            references: list(&references, json),
            create_time_seconds: now,
            update_time_seconds: now,
            mode: channel.mode(),
            is_public: !channel.is_private(),
            topic_id: sent.topic_id,
            ..api::ChannelMessage::default()
        }
    }

    /// Stores a message and shows it to all who hear the channel.
    pub(in crate::mezon) fn post(
        &mut self,
        channel: &Channel,
        sent: realtime::ChannelMessageSend,
    ) -> api::ChannelMessage {
        let id = self.new_id();
        let shown = self.message_of(channel, sent, id);
        self.shared.world.clock.tick();
        let message = Message { shown: shown.clone(), reactions: Vec::new() };
        self.inner.state.add_message(channel.desc.channel_id, message);
        if let Ok(channel) = self.inner.state.channel_mut(channel.desc.channel_id) {
            channel.desc.last_sent_message = Some(api::ChannelMessageHeader {
                id,
                timestamp_seconds: shown.create_time_seconds,
                sender_id: shown.sender_id,
                content: shown.content.clone(),
            });
        }
        shown
    }

    /// Shows a message, to the caller's own sockets only if they get what they send.
    pub(in crate::mezon) fn show(&mut self, channel: &Channel, shown: api::ChannelMessage) {
        let push = Push::ChannelMessage(shown);
        if self.inner.settings.echo_own {
            self.inner.hub.tell_channel(channel, push);
        } else {
            self.inner.hub.tell_others_in(channel, self.user, push);
        }
    }

    /// A message of the service itself about something that happened.
    pub(super) fn note(&mut self, channel: &Channel, code: i32, text: &str) -> i64 {
        let content = serde_json::json!({"t": text}).to_string();
        let sent = realtime::ChannelMessageSend { content, code, ..Default::default() };
        let shown = self.post(channel, sent);
        let id = shown.message_id;
        self.show(channel, shown);
        id
    }
}

/// A list as it lies in a message: protobuf, or the JSON of older senders.
fn list<L: ListOf>(list: &L, json: bool) -> bytes::Bytes {
    if list.is_empty() {
        return bytes::Bytes::new();
    }
    if json {
        let table = chatwire_mezon_proto::table::find(L::NAME);
        let shown = table.map(|of| super::super::reflect::shown(of, &list.encode_to_vec()));
        let items = shown.and_then(|shown| shown.get(L::FIELD).cloned()).unwrap_or_default();
        return items.to_string().into();
    }
    list.encode_to_vec().into()
}

/// The lists inside a message.
trait ListOf: chatwire_mezon_proto::Message {
    const NAME: &'static str;
    const FIELD: &'static str;

    fn is_empty(&self) -> bool;
}

impl ListOf for api::MessageMentionList {
    const NAME: &'static str = "mezon.api.MessageMentionList";
    const FIELD: &'static str = "mentions";

    fn is_empty(&self) -> bool {
        self.mentions.is_empty()
    }
}

impl ListOf for api::MessageAttachmentList {
    const NAME: &'static str = "mezon.api.MessageAttachmentList";
    const FIELD: &'static str = "attachments";

    fn is_empty(&self) -> bool {
        self.attachments.is_empty()
    }
}

impl ListOf for api::MessageRefList {
    const NAME: &'static str = "mezon.api.MessageRefList";
    const FIELD: &'static str = "refs";

    fn is_empty(&self) -> bool {
        self.refs.is_empty()
    }
}
