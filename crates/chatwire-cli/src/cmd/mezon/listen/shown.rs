//! How events are named and printed.

use chatwire::mezon::Event;
use chatwire::mezon::proto::Message as _;
use serde_json::{Value, json};

use crate::cmd::mezon::message;
use crate::exit::Result;
use crate::output::{Output, Text};
use crate::schema::{self, Secrets};

/// Stands for every kind.
pub(super) const ALL: &str = "all";

/// The encoded content of an event, if it is one of these variants.
macro_rules! content {
    ($event:expr; $($variant:ident)+) => {
        match $event {
            $(Event::$variant(content) => Some(content.encode_to_vec()),)+
            _ => None,
        }
    };
}

/// The content of an event of the service, as it could have come; what was not as the schema says is gone.
fn content(event: &Event) -> Option<Vec<u8>> {
    content! { event;
        ChannelMessage ChannelPresence ServerError Notifications StatusPresence StreamData
        StreamPresence MessageTyping LastSeenMessage MessageReaction VoiceJoined VoiceLeft
        VoiceStarted VoiceEnded ChannelCreated ChannelDeleted ChannelUpdated LastPinMessage
        CustomStatus UserChannelAdded UserChannelRemoved UserClanRemoved ClanUpdated
        ClanProfileUpdated CheckNameExisted UserProfileUpdated AddClanUser ClanEventCreated
        RoleAssign ClanDeleted GiveCoffee StickerCreated StickerUpdated StickerDeleted RoleEvent
        EmojiEvent StreamingJoined StreamingLeft StreamingStarted StreamingEnded PermissionSet
        PermissionChanged TokenSend MessageButtonClicked Unmuted WebrtcSignalingFwd ListActivity
        DropdownBoxSelected TopicCreated ChannelApp UserStatus FriendRemoved WebhookEvent
        NotificationUserChannel JoinChannelAppData CanvasEvent MessageUnpinned CategoryEvent
        ParticipantMeetState AccountDeleted FriendBlocked VoiceReaction MarkAsRead QuickMenu
        FriendUnblocked MeetParticipant OwnershipTransferred FriendAdded UserBanned
        ActiveArchivedThread AllowAnonymous ClanCreated AiAgentEnabled ChannelUsersBanned
        SessionRefreshed ChannelArchive TopicInMessage ScreenShare
    }
}

/// Prints an event of the service.
pub(super) fn print(out: Output, event: &Event) -> Result {
    let (name, data) = named(event);
    let value = json!({"event": name, "data": data});
    out.show(&value, |_| match event {
        Event::ChannelMessage(message) => message::line(message),
        _ => Text::new().dim(name).plain(" ").plain(&data).end(),
    })
}

/// What an event is called, and what it says.
fn named(event: &Event) -> (String, Value) {
    match (event, event.kind()) {
        (Event::ChannelMessage(message), Some(kind)) => {
            (kind.field().to_owned(), message::facts(message))
        }
        (Event::Unknown { number, bytes }, _) => {
            // The bytes may hold a token: `mezon decode --show-tokens` shows those of a captured frame.
            let data = json!({"number": number, "bytes_length": bytes.len()});
            ("unknown".to_owned(), data)
        }
        (_, Some(kind)) => {
            let bytes = content(event).unwrap_or_default();
            let data = schema::content_of(kind.number())
                .and_then(|of| schema::shown(of, &bytes, Secrets::Masked).ok());
            (kind.field().to_owned(), data.unwrap_or_default())
        }
        _ => ("other".to_owned(), Value::Null),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use chatwire::mezon::event::{EventKind, Frame};

    use super::*;

    /// An event whose content is a number in field 1, which the schema may know otherwise.
    fn event(number: u32) -> Event {
        let key = (u64::from(number) << 3) | 2;
        let (low, high) = (key & 0x7f | 0x80, key >> 7);
        let head = [low, high].map(|byte| u8::try_from(byte).unwrap());
        let bytes = [&head[..], b"\0"].concat();
        Frame::parse(&Bytes::from(bytes)).unwrap().event.unwrap().decode().unwrap()
    }

    #[test]
    fn every_event_of_the_service_has_a_name_and_a_content() {
        let pushes = EventKind::ALL.iter().filter(|kind| kind.is_push() && kind.number() > 15);
        for kind in pushes {
            let event = event(kind.number());
            assert_eq!(event.kind(), Some(*kind));
            assert!(content(&event).is_some(), "{kind} is missing from the list");
            let (name, data) = named(&event);
            assert_eq!((name.as_str(), data.is_object()), (kind.field(), true));
        }
    }

    #[test]
    fn what_this_version_does_not_know_is_told_by_number_and_size() {
        let (name, data) = named(&event(300));
        assert_eq!((name.as_str(), data), ("unknown", json!({"number": 300, "bytes_length": 0})));
    }
}
