//! Pushes of the server, as typed events.

use bytes::Bytes;
use chatwire_mezon::event::{Event, Frame};
use chatwire_mezon_proto::table::Described;
use serde_json::{Value, json};

use crate::adapter::{NotMade, decode_bytes};
use crate::spec::mezon::protobuf;
use crate::vector::Vector;

/// Events that the frames of a record are: the name of the kind and the content, from the typed event.
pub(super) fn read(vector: &Vector) -> Result<Vec<Value>, NotMade> {
    let frames = vector.other.get("frames").and_then(Value::as_array);
    let mut events = Vec::new();
    for frame in frames.into_iter().flatten() {
        if frame.get("dir").and_then(Value::as_str) != Some("s2c") {
            continue;
        }
        let bytes = decode_bytes(frame).ok_or_else(|| NotMade::Unknown("no bytes".into()))?;
        // An answer to a call of the API, or bytes that are none: no event.
        if bytes.first() == Some(&0xff) {
            continue;
        }
        let Ok(frame) = Frame::parse(&Bytes::from(bytes)) else { continue };
        // The answer to a request of the client is none, either.
        let Some(raw) = frame.event.filter(|_| frame.cid == 0) else { continue };
        let Some(kind) = raw.kind() else { continue };
        let event = raw.decode().map_err(|error| NotMade::Unknown(error.to_string()))?;
        events.push(json!({"event": kind.to_string(), "payload": content(&event)}));
    }
    Ok(events)
}

fn shown<T: Described + chatwire_mezon::proto::Message>(message: &T) -> Option<Value> {
    protobuf::decode(T::TABLE, &message.encode_to_vec())
}

/// Content of an event by the names of the schema.
pub(super) fn content(event: &Event) -> Option<Value> {
    match event {
        Event::ChannelMessage(message) => {
            let mut value = shown::<chatwire_mezon::proto::api::ChannelMessage>(message)?;
            let map = value.as_object_mut()?;
            let text = |value: serde_json::Result<Value>| value.ok();
            if !message.id().is_none() {
                map.insert("id".into(), message.id().to_string().into());
            }
            map.insert(
                "content".into(),
                serde_json::from_str(&message.content().to_json().ok()?).ok()?,
            );
            map.insert("mentions".into(), text(serde_json::to_value(message.mentions()))?);
            map.insert("attachments".into(), text(serde_json::to_value(message.attachments()))?);
            map.insert("references".into(), text(serde_json::to_value(message.references()))?);
            map.insert("reactions".into(), text(serde_json::to_value(message.reactions()))?);
            Some(value)
        }
        Event::Channel(message) => shown(&**message),
        Event::ClanJoin(message) => shown(&**message),
        Event::ChannelJoin(message) => shown(&**message),
        Event::ChannelLeave(message) => shown(&**message),
        Event::ChannelMessageAck(message) => shown(&**message),
        Event::ChannelMessageSend(message) => shown(&**message),
        Event::ChannelMessageUpdate(message) => shown(&**message),
        Event::ChannelMessageRemove(message) => shown(&**message),
        Event::ChannelPresence(message) => shown(&**message),
        Event::ServerError(message) => shown(&**message),
        Event::Notifications(message) => shown(&**message),
        Event::Rpc(message) => shown(&**message),
        Event::Status(message) => shown(&**message),
        Event::StatusFollow(message) => shown(&**message),
        Event::StatusPresence(message) => shown(&**message),
        Event::StatusUnfollow(message) => shown(&**message),
        Event::StatusUpdate(message) => shown(&**message),
        Event::StreamData(message) => shown(&**message),
        Event::StreamPresence(message) => shown(&**message),
        Event::Ping(message) => shown(&**message),
        Event::Pong(message) => shown(&**message),
        Event::MessageTyping(message) => shown(&**message),
        Event::LastSeenMessage(message) => shown(&**message),
        Event::MessageReaction(message) => shown(&**message),
        Event::VoiceJoined(message) => shown(&**message),
        Event::VoiceLeft(message) => shown(&**message),
        Event::VoiceStarted(message) => shown(&**message),
        Event::VoiceEnded(message) => shown(&**message),
        Event::ChannelCreated(message) => shown(&**message),
        Event::ChannelDeleted(message) => shown(&**message),
        Event::ChannelUpdated(message) => shown(&**message),
        Event::LastPinMessage(message) => shown(&**message),
        Event::CustomStatus(message) => shown(&**message),
        Event::UserChannelAdded(message) => shown(&**message),
        Event::UserChannelRemoved(message) => shown(&**message),
        Event::UserClanRemoved(message) => shown(&**message),
        Event::ClanUpdated(message) => shown(&**message),
        Event::ClanProfileUpdated(message) => shown(&**message),
        Event::CheckNameExisted(message) => shown(&**message),
        Event::UserProfileUpdated(message) => shown(&**message),
        Event::AddClanUser(message) => shown(&**message),
        Event::ClanEventCreated(message) => shown(&**message),
        Event::RoleAssign(message) => shown(&**message),
        Event::ClanDeleted(message) => shown(&**message),
        Event::GiveCoffee(message) => shown(&**message),
        Event::StickerCreated(message) => shown(&**message),
        Event::StickerUpdated(message) => shown(&**message),
        Event::StickerDeleted(message) => shown(&**message),
        Event::RoleEvent(message) => shown(&**message),
        Event::EmojiEvent(message) => shown(&**message),
        Event::StreamingJoined(message) => shown(&**message),
        Event::StreamingLeft(message) => shown(&**message),
        Event::StreamingStarted(message) => shown(&**message),
        Event::StreamingEnded(message) => shown(&**message),
        Event::PermissionSet(message) => shown(&**message),
        Event::PermissionChanged(message) => shown(&**message),
        Event::TokenSend(message) => shown(&**message),
        Event::MessageButtonClicked(message) => shown(&**message),
        Event::Unmuted(message) => shown(&**message),
        Event::WebrtcSignalingFwd(message) => shown(&**message),
        Event::ListActivity(message) => shown(&**message),
        Event::DropdownBoxSelected(message) => shown(&**message),
        Event::IncomingCallPush(message) => shown(&**message),
        Event::TopicCreated(message) => shown(&**message),
        Event::Follow(message) => shown(&**message),
        Event::ChannelApp(message) => shown(&**message),
        Event::UserStatus(message) => shown(&**message),
        Event::FriendRemoved(message) => shown(&**message),
        Event::WebhookEvent(message) => shown(&**message),
        Event::NotificationUserChannel(message) => shown(&**message),
        Event::JoinChannelAppData(message) => shown(&**message),
        Event::CanvasEvent(message) => shown(&**message),
        Event::MessageUnpinned(message) => shown(&**message),
        Event::CategoryEvent(message) => shown(&**message),
        Event::ParticipantMeetState(message) => shown(&**message),
        Event::AccountDeleted(message) => shown(&**message),
        Event::EphemeralMessageSend(message) => shown(&**message),
        Event::FriendBlocked(message) => shown(&**message),
        Event::VoiceReaction(message) => shown(&**message),
        Event::MarkAsRead(message) => shown(&**message),
        Event::ListDataSocket(message) => shown(&**message),
        Event::QuickMenu(message) => shown(&**message),
        Event::FriendUnblocked(message) => shown(&**message),
        Event::MeetParticipant(message) => shown(&**message),
        Event::OwnershipTransferred(message) => shown(&**message),
        Event::FriendAdded(message) => shown(&**message),
        Event::UserBanned(message) => shown(&**message),
        Event::ActiveArchivedThread(message) => shown(&**message),
        Event::AllowAnonymous(message) => shown(&**message),
        Event::ApiRequest(message) => shown(&**message),
        Event::ClanCreated(message) => shown(&**message),
        Event::AiAgentEnabled(message) => shown(&**message),
        Event::ChannelUsersBanned(message) => shown(&**message),
        Event::SessionRefreshed(message) => shown(&**message),
        Event::ChannelArchive(message) => shown(&**message),
        Event::TopicInMessage(message) => shown(&**message),
        Event::ScreenShare(message) => shown(&**message),
        _ => None,
    }
}
