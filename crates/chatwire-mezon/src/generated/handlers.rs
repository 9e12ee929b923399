// Made by `cargo xtask codegen` from proto/mezon-events.toml. Do not edit.

use chatwire_core::handlers::HandlerOutput;
use chatwire_mezon_proto::{api, realtime};

use crate::event::{Event, EventKind};
use crate::realtime::{Handle, Handlers};

impl Handlers {
    /// Calls `handler` when a message was sent, changed or removed (its `code` says which).
    #[doc(alias = "CHANNEL_MESSAGE")]
    pub fn on_channel_message<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, crate::Message) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::ChannelMessage),
            |event| matches!(event, Event::ChannelMessage(_)),
            |event| match event {
                Event::ChannelMessage(body) => Some(body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when users came to a channel or left it.
    #[doc(alias = "channel_presence_event")]
    #[doc(alias = "CHANNEL_PRESENCE_EVENT")]
    pub fn on_channel_presence<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::ChannelPresenceEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::ChannelPresence),
            |event| matches!(event, Event::ChannelPresence(_)),
            |event| match event {
                Event::ChannelPresence(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when the server reports a fault that answers no request.
    #[doc(alias = "error")]
    pub fn on_server_error<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::Error) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::ServerError),
            |event| matches!(event, Event::ServerError(_)),
            |event| match event {
                Event::ServerError(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when there are notices for this bot.
    #[doc(alias = "on_notification")]
    #[doc(alias = "NOTIFICATIONS")]
    pub fn on_notifications<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::Notifications) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::Notifications),
            |event| matches!(event, Event::Notifications(_)),
            |event| match event {
                Event::Notifications(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when users that are followed came online or left.
    #[doc(alias = "status_presence_event")]
    pub fn on_status_presence<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::StatusPresenceEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::StatusPresence),
            |event| matches!(event, Event::StatusPresence(_)),
            |event| match event {
                Event::StatusPresence(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when data of a stream came.
    pub fn on_stream_data<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::StreamData) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::StreamData),
            |event| matches!(event, Event::StreamData(_)),
            |event| match event {
                Event::StreamData(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when users came to a stream or left it.
    #[doc(alias = "stream_presence_event")]
    pub fn on_stream_presence<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::StreamPresenceEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::StreamPresence),
            |event| matches!(event, Event::StreamPresence(_)),
            |event| match event {
                Event::StreamPresence(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when somebody types.
    #[doc(alias = "message_typing_event")]
    #[doc(alias = "MESSAGE_TYPING_EVENT")]
    pub fn on_message_typing<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::MessageTypingEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::MessageTyping),
            |event| matches!(event, Event::MessageTyping(_)),
            |event| match event {
                Event::MessageTyping(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when somebody has read a channel up to a message.
    #[doc(alias = "last_seen_message_event")]
    pub fn on_last_seen_message<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::LastSeenMessageEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::LastSeenMessage),
            |event| matches!(event, Event::LastSeenMessage(_)),
            |event| match event {
                Event::LastSeenMessage(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a reaction was put to a message or taken off.
    #[doc(alias = "message_reaction_event")]
    #[doc(alias = "MESSAGE_REACTION_EVENT")]
    pub fn on_message_reaction<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, api::MessageReaction) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::MessageReaction),
            |event| matches!(event, Event::MessageReaction(_)),
            |event| match event {
                Event::MessageReaction(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a user came into a voice channel.
    #[doc(alias = "voice_joined_event")]
    #[doc(alias = "VoiceJoinedEvent")]
    #[doc(alias = "VOICE_JOINED_EVENT")]
    #[doc(alias = "on_voice_joined_event")]
    pub fn on_voice_joined<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::VoiceJoinedEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::VoiceJoined),
            |event| matches!(event, Event::VoiceJoined(_)),
            |event| match event {
                Event::VoiceJoined(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a user left a voice channel.
    #[doc(alias = "voice_leaved_event")]
    #[doc(alias = "VoiceLeavedEvent")]
    #[doc(alias = "VOICE_LEAVED_EVENT")]
    #[doc(alias = "on_voice_leaved_event")]
    pub fn on_voice_left<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::VoiceLeavedEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::VoiceLeft),
            |event| matches!(event, Event::VoiceLeft(_)),
            |event| match event {
                Event::VoiceLeft(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a voice channel has its first user.
    #[doc(alias = "voice_started_event")]
    #[doc(alias = "VoiceStartedEvent")]
    #[doc(alias = "VOICE_STARTED_EVENT")]
    #[doc(alias = "on_voice_started_event")]
    pub fn on_voice_started<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::VoiceStartedEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::VoiceStarted),
            |event| matches!(event, Event::VoiceStarted(_)),
            |event| match event {
                Event::VoiceStarted(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a voice channel is empty again.
    #[doc(alias = "voice_ended_event")]
    #[doc(alias = "VoiceEndedEvent")]
    #[doc(alias = "VOICE_ENDED_EVENT")]
    #[doc(alias = "on_voice_ended_event")]
    pub fn on_voice_ended<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::VoiceEndedEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::VoiceEnded),
            |event| matches!(event, Event::VoiceEnded(_)),
            |event| match event {
                Event::VoiceEnded(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a channel is new.
    #[doc(alias = "channel_created_event")]
    #[doc(alias = "CHANNEL_CREATED_EVENT")]
    pub fn on_channel_created<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::ChannelCreatedEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::ChannelCreated),
            |event| matches!(event, Event::ChannelCreated(_)),
            |event| match event {
                Event::ChannelCreated(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a channel is gone.
    #[doc(alias = "channel_deleted_event")]
    #[doc(alias = "CHANNEL_DELETED_EVENT")]
    pub fn on_channel_deleted<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::ChannelDeletedEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::ChannelDeleted),
            |event| matches!(event, Event::ChannelDeleted(_)),
            |event| match event {
                Event::ChannelDeleted(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a channel has changed, or (type 7 with status 1) a thread can be joined.
    #[doc(alias = "channel_updated_event")]
    #[doc(alias = "CHANNEL_UPDATED_EVENT")]
    pub fn on_channel_updated<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::ChannelUpdatedEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::ChannelUpdated),
            |event| matches!(event, Event::ChannelUpdated(_)),
            |event| match event {
                Event::ChannelUpdated(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a message was pinned.
    #[doc(alias = "last_pin_message_event")]
    pub fn on_last_pin_message<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::LastPinMessageEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::LastPinMessage),
            |event| matches!(event, Event::LastPinMessage(_)),
            |event| match event {
                Event::LastPinMessage(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a user wrote a status text.
    #[doc(alias = "custom_status_event")]
    pub fn on_custom_status<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::CustomStatusEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::CustomStatus),
            |event| matches!(event, Event::CustomStatus(_)),
            |event| match event {
                Event::CustomStatus(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when users were added to a channel.
    #[doc(alias = "user_channel_added_event")]
    #[doc(alias = "USER_CHANNEL_ADDED_EVENT")]
    pub fn on_user_channel_added<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::UserChannelAdded) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::UserChannelAdded),
            |event| matches!(event, Event::UserChannelAdded(_)),
            |event| match event {
                Event::UserChannelAdded(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when users were removed from a channel.
    #[doc(alias = "user_channel_removed_event")]
    #[doc(alias = "USER_CHANNEL_REMOVED_EVENT")]
    #[doc(alias = "on_channel_user_removed")]
    pub fn on_user_channel_removed<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::UserChannelRemoved) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::UserChannelRemoved),
            |event| matches!(event, Event::UserChannelRemoved(_)),
            |event| match event {
                Event::UserChannelRemoved(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when users left a clan or were removed from it.
    #[doc(alias = "user_clan_removed_event")]
    #[doc(alias = "USER_CLAN_REMOVED_EVENT")]
    pub fn on_user_clan_removed<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::UserClanRemoved) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::UserClanRemoved),
            |event| matches!(event, Event::UserClanRemoved(_)),
            |event| match event {
                Event::UserClanRemoved(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a clan has changed.
    #[doc(alias = "clan_updated_event")]
    #[doc(alias = "CLAN_UPDATED_EVENT")]
    pub fn on_clan_updated<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::ClanUpdatedEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::ClanUpdated),
            |event| matches!(event, Event::ClanUpdated(_)),
            |event| match event {
                Event::ClanUpdated(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a user changed name or picture within a clan.
    #[doc(alias = "clan_profile_updated_event")]
    pub fn on_clan_profile_updated<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::ClanProfileUpdatedEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::ClanProfileUpdated),
            |event| matches!(event, Event::ClanProfileUpdated(_)),
            |event| match event {
                Event::ClanProfileUpdated(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when it is known whether a name is taken.
    #[doc(alias = "check_name_existed_event")]
    pub fn on_check_name_existed<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::CheckNameExistedEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::CheckNameExisted),
            |event| matches!(event, Event::CheckNameExisted(_)),
            |event| match event {
                Event::CheckNameExisted(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a user changed the own profile.
    #[doc(alias = "user_profile_updated_event")]
    pub fn on_user_profile_updated<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::UserProfileUpdatedEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::UserProfileUpdated),
            |event| matches!(event, Event::UserProfileUpdated(_)),
            |event| match event {
                Event::UserProfileUpdated(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a user came into a clan.
    #[doc(alias = "add_clan_user_event")]
    pub fn on_add_clan_user<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::AddClanUserEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::AddClanUser),
            |event| matches!(event, Event::AddClanUser(_)),
            |event| match event {
                Event::AddClanUser(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when an event of a clan was planned, changed or called off.
    #[doc(alias = "CLAN_EVENT_CREATED")]
    pub fn on_clan_event_created<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, api::CreateEventRequest) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::ClanEventCreated),
            |event| matches!(event, Event::ClanEventCreated(_)),
            |event| match event {
                Event::ClanEventCreated(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a role was given to users or taken from them.
    #[doc(alias = "role_assign_event")]
    pub fn on_role_assign<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::RoleAssignedEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::RoleAssign),
            |event| matches!(event, Event::RoleAssign(_)),
            |event| match event {
                Event::RoleAssign(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a clan is gone.
    #[doc(alias = "clan_deleted_event")]
    pub fn on_clan_deleted<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::ClanDeletedEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::ClanDeleted),
            |event| matches!(event, Event::ClanDeleted(_)),
            |event| match event {
                Event::ClanDeleted(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a user gave another one a coffee.
    #[doc(alias = "give_coffee_event")]
    #[doc(alias = "GIVE_COFFEE")]
    pub fn on_give_coffee<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, api::GiveCoffeeEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::GiveCoffee),
            |event| matches!(event, Event::GiveCoffee(_)),
            |event| match event {
                Event::GiveCoffee(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a sticker is new.
    #[doc(alias = "sticker_create_event")]
    pub fn on_sticker_created<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::StickerCreateEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::StickerCreated),
            |event| matches!(event, Event::StickerCreated(_)),
            |event| match event {
                Event::StickerCreated(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a sticker has changed.
    #[doc(alias = "sticker_update_event")]
    pub fn on_sticker_updated<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::StickerUpdateEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::StickerUpdated),
            |event| matches!(event, Event::StickerUpdated(_)),
            |event| match event {
                Event::StickerUpdated(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a sticker is gone.
    #[doc(alias = "sticker_delete_event")]
    pub fn on_sticker_deleted<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::StickerDeleteEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::StickerDeleted),
            |event| matches!(event, Event::StickerDeleted(_)),
            |event| match event {
                Event::StickerDeleted(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a role was made, changed, or (status 3) removed.
    pub fn on_role_event<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::RoleEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::RoleEvent),
            |event| matches!(event, Event::RoleEvent(_)),
            |event| match event {
                Event::RoleEvent(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when an emoji of a clan was made, changed or removed.
    #[doc(alias = "event_emoji")]
    pub fn on_emoji_event<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::EventEmoji) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::EmojiEvent),
            |event| matches!(event, Event::EmojiEvent(_)),
            |event| match event {
                Event::EmojiEvent(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a user began to watch a stream.
    #[doc(alias = "streaming_joined_event")]
    #[doc(alias = "StreamingJoinedEvent")]
    #[doc(alias = "on_streaming_joined_event")]
    pub fn on_streaming_joined<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::StreamingJoinedEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::StreamingJoined),
            |event| matches!(event, Event::StreamingJoined(_)),
            |event| match event {
                Event::StreamingJoined(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a user no longer watches a stream.
    #[doc(alias = "streaming_leaved_event")]
    #[doc(alias = "StreamingLeavedEvent")]
    #[doc(alias = "on_streaming_leaved_event")]
    pub fn on_streaming_left<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::StreamingLeavedEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::StreamingLeft),
            |event| matches!(event, Event::StreamingLeft(_)),
            |event| match event {
                Event::StreamingLeft(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a stream began.
    #[doc(alias = "streaming_started_event")]
    pub fn on_streaming_started<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::StreamingStartedEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::StreamingStarted),
            |event| matches!(event, Event::StreamingStarted(_)),
            |event| match event {
                Event::StreamingStarted(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a stream ended.
    #[doc(alias = "streaming_ended_event")]
    pub fn on_streaming_ended<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::StreamingEndedEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::StreamingEnded),
            |event| matches!(event, Event::StreamingEnded(_)),
            |event| match event {
                Event::StreamingEnded(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when permissions of a role or a user in a channel were set.
    #[doc(alias = "permission_set_event")]
    pub fn on_permission_set<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::PermissionSetEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::PermissionSet),
            |event| matches!(event, Event::PermissionSet(_)),
            |event| match event {
                Event::PermissionSet(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when permissions of a user have changed.
    #[doc(alias = "permission_changed_event")]
    pub fn on_permission_changed<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::PermissionChangedEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::PermissionChanged),
            |event| matches!(event, Event::PermissionChanged(_)),
            |event| match event {
                Event::PermissionChanged(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when tokens went from one user to another.
    #[doc(alias = "token_sent_event")]
    pub fn on_token_send<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, api::TokenSentEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::TokenSend),
            |event| matches!(event, Event::TokenSend(_)),
            |event| match event {
                Event::TokenSend(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a user clicked a button.
    pub fn on_message_button_clicked<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::MessageButtonClicked) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::MessageButtonClicked),
            |event| matches!(event, Event::MessageButtonClicked(_)),
            |event| match event {
                Event::MessageButtonClicked(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a conversation is no longer muted.
    #[doc(alias = "unmute_event")]
    pub fn on_unmuted<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::UnmuteEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::Unmuted),
            |event| matches!(event, Event::Unmuted(_)),
            |event| match event {
                Event::Unmuted(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a call took a step.
    pub fn on_webrtc_signaling_fwd<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::WebrtcSignalingFwd) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::WebrtcSignalingFwd),
            |event| matches!(event, Event::WebrtcSignalingFwd(_)),
            |event| match event {
                Event::WebrtcSignalingFwd(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when users do something else now.
    pub fn on_list_activity<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::ListActivity) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::ListActivity),
            |event| matches!(event, Event::ListActivity(_)),
            |event| match event {
                Event::ListActivity(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a user chose values of a drop-down box.
    pub fn on_dropdown_box_selected<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::DropdownBoxSelected) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::DropdownBoxSelected),
            |event| matches!(event, Event::DropdownBoxSelected(_)),
            |event| match event {
                Event::DropdownBoxSelected(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a topic was opened under a message.
    #[doc(alias = "sd_topic_event")]
    pub fn on_topic_created<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::SdTopicEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::TopicCreated),
            |event| matches!(event, Event::TopicCreated(_)),
            |event| match event {
                Event::TopicCreated(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when an app of a channel was opened or closed.
    #[doc(alias = "channel_app_event")]
    pub fn on_channel_app<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::ChannelAppEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::ChannelApp),
            |event| matches!(event, Event::ChannelApp(_)),
            |event| match event {
                Event::ChannelApp(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a user set another status.
    #[doc(alias = "user_status_event")]
    pub fn on_user_status<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::UserStatusEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::UserStatus),
            |event| matches!(event, Event::UserStatus(_)),
            |event| match event {
                Event::UserStatus(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a friendship ended.
    #[doc(alias = "remove_friend")]
    pub fn on_friend_removed<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::RemoveFriend) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::FriendRemoved),
            |event| matches!(event, Event::FriendRemoved(_)),
            |event| match event {
                Event::FriendRemoved(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a webhook was made, changed or removed.
    pub fn on_webhook_event<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, api::Webhook) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::WebhookEvent),
            |event| matches!(event, Event::WebhookEvent(_)),
            |event| match event {
                Event::WebhookEvent(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when the notification setting of a channel has changed.
    #[doc(alias = "noti_user_channel")]
    pub fn on_notification_user_channel<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, api::NotificationUserChannel) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::NotificationUserChannel),
            |event| matches!(event, Event::NotificationUserChannel(_)),
            |event| match event {
                Event::NotificationUserChannel(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a user joined the app of a channel.
    pub fn on_join_channel_app_data<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::JoinChannelAppData) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::JoinChannelAppData),
            |event| matches!(event, Event::JoinChannelAppData(_)),
            |event| match event {
                Event::JoinChannelAppData(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a canvas of a channel was made, changed or removed.
    pub fn on_canvas_event<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::ChannelCanvas) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::CanvasEvent),
            |event| matches!(event, Event::CanvasEvent(_)),
            |event| match event {
                Event::CanvasEvent(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a pin was taken off.
    #[doc(alias = "unpin_message_event")]
    pub fn on_message_unpinned<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::UnpinMessageEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::MessageUnpinned),
            |event| matches!(event, Event::MessageUnpinned(_)),
            |event| match event {
                Event::MessageUnpinned(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a category was made, changed or removed.
    pub fn on_category_event<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::CategoryEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::CategoryEvent),
            |event| matches!(event, Event::CategoryEvent(_)),
            |event| match event {
                Event::CategoryEvent(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a participant of a meeting came or left.
    #[doc(alias = "handle_participant_meet_state_event")]
    pub fn on_participant_meet_state<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::HandleParticipantMeetStateEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::ParticipantMeetState),
            |event| matches!(event, Event::ParticipantMeetState(_)),
            |event| match event {
                Event::ParticipantMeetState(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when an account is gone.
    #[doc(alias = "delete_account_event")]
    pub fn on_account_deleted<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::DeleteAccountEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::AccountDeleted),
            |event| matches!(event, Event::AccountDeleted(_)),
            |event| match event {
                Event::AccountDeleted(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a user blocked this one.
    #[doc(alias = "block_friend")]
    pub fn on_friend_blocked<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::BlockFriend) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::FriendBlocked),
            |event| matches!(event, Event::FriendBlocked(_)),
            |event| match event {
                Event::FriendBlocked(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a user reacted in a voice channel.
    #[doc(alias = "voice_reaction_send")]
    pub fn on_voice_reaction<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::VoiceReactionSend) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::VoiceReaction),
            |event| matches!(event, Event::VoiceReaction(_)),
            |event| match event {
                Event::VoiceReaction(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when channels were marked as read.
    pub fn on_mark_as_read<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::MarkAsRead) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::MarkAsRead),
            |event| matches!(event, Event::MarkAsRead(_)),
            |event| match event {
                Event::MarkAsRead(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a user chose an entry of the quick menu.
    #[doc(alias = "quick_menu_event")]
    #[doc(alias = "on_quick_menu_event")]
    pub fn on_quick_menu<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::QuickMenuDataEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::QuickMenu),
            |event| matches!(event, Event::QuickMenu(_)),
            |event| match event {
                Event::QuickMenu(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a user no longer blocks this one.
    #[doc(alias = "un_block_friend")]
    pub fn on_friend_unblocked<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::UnblockFriend) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::FriendUnblocked),
            |event| matches!(event, Event::FriendUnblocked(_)),
            |event| match event {
                Event::FriendUnblocked(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a participant of a meeting has changed.
    #[doc(alias = "meet_participant_event")]
    pub fn on_meet_participant<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::MeetParticipantEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::MeetParticipant),
            |event| matches!(event, Event::MeetParticipant(_)),
            |event| match event {
                Event::MeetParticipant(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a clan has a new owner.
    #[doc(alias = "transfer_ownership_event")]
    pub fn on_ownership_transferred<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::TransferOwnershipEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::OwnershipTransferred),
            |event| matches!(event, Event::OwnershipTransferred(_)),
            |event| match event {
                Event::OwnershipTransferred(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when somebody asks for friendship, or has agreed to it.
    #[doc(alias = "add_friend")]
    pub fn on_friend_added<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::AddFriend) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::FriendAdded),
            |event| matches!(event, Event::FriendAdded(_)),
            |event| match event {
                Event::FriendAdded(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when users were banned from a channel, or a ban was lifted.
    #[doc(alias = "ban_user_event")]
    pub fn on_user_banned<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::BannedUserEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::UserBanned),
            |event| matches!(event, Event::UserBanned(_)),
            |event| match event {
                Event::UserBanned(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when an archived thread is in use again.
    pub fn on_active_archived_thread<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::ActiveArchivedThread) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::ActiveArchivedThread),
            |event| matches!(event, Event::ActiveArchivedThread(_)),
            |event| match event {
                Event::ActiveArchivedThread(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a clan allows anonymous messages, or no longer.
    #[doc(alias = "allow_anonymous_event")]
    pub fn on_allow_anonymous<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::AllowAnonymousEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::AllowAnonymous),
            |event| matches!(event, Event::AllowAnonymous(_)),
            |event| match event {
                Event::AllowAnonymous(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a clan is new.
    #[doc(alias = "clan_created_event")]
    pub fn on_clan_created<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::ClanCreatedEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::ClanCreated),
            |event| matches!(event, Event::ClanCreated(_)),
            |event| match event {
                Event::ClanCreated(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when the AI agent of a channel was switched.
    #[doc(alias = "aiagent_enabled_event")]
    #[doc(alias = "AIAgentEnable")]
    #[doc(alias = "on_ai_agent_enabled_event")]
    #[doc(alias = "AIAgentEnabled")]
    pub fn on_ai_agent_enabled<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::AiAgentEnabledEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::AiAgentEnabled),
            |event| matches!(event, Event::AiAgentEnabled(_)),
            |event| match event {
                Event::AiAgentEnabled(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when the banned users of a channel are told.
    #[doc(alias = "list_channel_users_banned_event")]
    pub fn on_channel_users_banned<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::ListChannelUsersBannedEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::ChannelUsersBanned),
            |event| matches!(event, Event::ChannelUsersBanned(_)),
            |event| match event {
                Event::ChannelUsersBanned(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when the server gave new tokens; the session has them already.
    #[doc(alias = "refresh_session_event")]
    pub fn on_session_refreshed<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, api::Session) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::SessionRefreshed),
            |event| matches!(event, Event::SessionRefreshed(_)),
            |event| match event {
                Event::SessionRefreshed(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a channel was archived or taken back.
    #[doc(alias = "channel_archive_event")]
    pub fn on_channel_archive<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::ChannelArchiveEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::ChannelArchive),
            |event| matches!(event, Event::ChannelArchive(_)),
            |event| match event {
                Event::ChannelArchive(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a topic of a message has changed.
    #[doc(alias = "topic_in_message_event")]
    pub fn on_topic_in_message<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::TopicInMessageEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::TopicInMessage),
            |event| matches!(event, Event::TopicInMessage(_)),
            |event| match event {
                Event::TopicInMessage(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a user shares the screen, or stopped.
    #[doc(alias = "screen_share_event")]
    pub fn on_screen_share<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, realtime::ScreenShareEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            Some(EventKind::ScreenShare),
            |event| matches!(event, Event::ScreenShare(_)),
            |event| match event {
                Event::ScreenShare(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a session of an AI agent began.
    #[doc(alias = "AIAgentSessionStarted")]
    #[doc(alias = "session_started")]
    pub fn on_ai_agent_session_started<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, crate::agent::AgentSession) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            None,
            |event| matches!(event, Event::AiAgentSessionStarted(_)),
            |event| match event {
                Event::AiAgentSessionStarted(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when a session of an AI agent is over.
    #[doc(alias = "AIAgentSessionEnded")]
    #[doc(alias = "session_ended")]
    pub fn on_ai_agent_session_ended<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, crate::agent::AgentSession) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            None,
            |event| matches!(event, Event::AiAgentSessionEnded(_)),
            |event| match event {
                Event::AiAgentSessionEnded(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }

    /// Calls `handler` when the summary of an AI agent's session is ready.
    #[doc(alias = "AIAgentSessionSummaryDone")]
    #[doc(alias = "room_summary_done")]
    pub fn on_ai_agent_session_summary_done<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, crate::agent::AgentSession) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {
        self.for_kind(
            None,
            |event| matches!(event, Event::AiAgentSessionSummaryDone(_)),
            |event| match event {
                Event::AiAgentSessionSummaryDone(body) => Some(*body),
                _ => None,
            },
            handler,
        )
    }
}
