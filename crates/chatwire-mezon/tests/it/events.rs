//! Every event of the socket, from a frame of the emulator to the handler of its name.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use chatwire_mezon::event::{EventKind, Kinds};
use chatwire_mezon::{Error, Event, Handlers};
use futures_util::StreamExt;
use prost::encoding::{WireType, encode_key};

use crate::stage::Stage;

/// An envelope whose content is empty: all fields have their defaults.
fn frame(kind: EventKind) -> Vec<u8> {
    let mut frame = Vec::new();
    encode_key(kind.number(), WireType::LengthDelimited, &mut frame);
    frame.push(0);
    frame
}

/// Handlers that note the names under which they are called.
macro_rules! handlers {
    ($seen:ident, $($name:ident)*) => {
        Handlers::new()$(.$name({
            let seen = Arc::clone(&$seen);
            move |_, _| {
                seen.lock().unwrap().insert(stringify!($name));
                async {}
            }
        }))*
    };
}

#[tokio::test]
async fn every_event_reaches_its_handler() {
    let stage = Stage::new().await;
    let live = stage.live().await;
    let handle = live.handle();
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let handlers = handlers!(seen,
        on_channel_message on_channel_presence on_server_error on_notifications on_status_presence
        on_stream_data on_stream_presence on_message_typing on_last_seen_message on_message_reaction
        on_voice_joined on_voice_left on_voice_started on_voice_ended on_channel_created
        on_channel_deleted on_channel_updated on_last_pin_message on_custom_status
        on_user_channel_added on_user_channel_removed on_user_clan_removed on_clan_updated
        on_clan_profile_updated on_check_name_existed on_user_profile_updated on_add_clan_user
        on_clan_event_created on_role_assign on_clan_deleted on_give_coffee on_sticker_created
        on_sticker_updated on_sticker_deleted on_role_event on_emoji_event on_streaming_joined
        on_streaming_left on_streaming_started on_streaming_ended on_permission_set
        on_permission_changed on_token_send on_message_button_clicked on_unmuted
        on_webrtc_signaling_fwd on_list_activity on_dropdown_box_selected on_topic_created
        on_channel_app on_user_status on_friend_removed on_webhook_event
        on_notification_user_channel on_join_channel_app_data on_canvas_event on_message_unpinned
        on_category_event on_participant_meet_state on_account_deleted on_friend_blocked
        on_voice_reaction on_mark_as_read on_quick_menu on_friend_unblocked on_meet_participant
        on_ownership_transferred on_friend_added on_user_banned on_active_archived_thread
        on_allow_anonymous on_clan_created on_ai_agent_enabled on_channel_users_banned
        on_session_refreshed on_channel_archive on_topic_in_message on_screen_share
    );
    let pushes: Vec<EventKind> =
        EventKind::ALL.iter().copied().filter(|kind| kind.is_push()).collect();
    assert_eq!(handlers.kinds().iter().count(), pushes.len());

    // The last event to come ends the session.
    let (told, end) = tokio::sync::oneshot::channel();
    let told = Mutex::new(Some(told));
    handlers.on(move |_, event| {
        if matches!(event, Event::Unknown { .. })
            && let Some(told) = told.lock().unwrap().take()
        {
            told.send(()).unwrap();
        }
        async {}
    });
    let running = tokio::spawn(live.run(handlers));
    for kind in &pushes {
        stage.mezon.push_bytes(frame(*kind));
    }
    stage.mezon.push_unknown(1_000, b"the last");
    end.await.unwrap();
    handle.close().await;
    running.await.unwrap().unwrap();
    assert_eq!(seen.lock().unwrap().len(), pushes.len(), "{seen:?}");
}

#[tokio::test]
async fn a_handler_may_take_an_event_by_its_name() {
    let stage = Stage::new().await;
    let live = stage.live().await;
    let (told, mut came) = tokio::sync::mpsc::unbounded_channel();
    // The word of the TypeScript SDK, and that of the Python SDK.
    let handlers = ["GiveCoffee", "message_typing_event"].map(|name| name.parse().unwrap());
    let handlers = handlers.into_iter().fold(Handlers::new(), |handlers, kind: EventKind| {
        let told = told.clone();
        handlers.on_kind(kind, move |_, event| {
            told.send((kind, event.kind())).unwrap();
            async {}
        })
    });
    let handle = live.handle();
    let running = tokio::spawn(live.run(handlers));
    for kind in [EventKind::ChannelCreated, EventKind::MessageTyping, EventKind::GiveCoffee] {
        stage.mezon.push_bytes(frame(kind));
    }
    for kind in [EventKind::MessageTyping, EventKind::GiveCoffee] {
        assert_eq!(came.recv().await.unwrap(), (kind, Some(kind)));
    }
    handle.close().await;
    running.await.unwrap().unwrap();
}

#[tokio::test]
async fn handlers_come_and_go_while_events_are_handled() {
    let stage = Stage::new().await;
    let live = stage.live().await;
    let handle = live.handle();
    let (told, mut came) = tokio::sync::mpsc::unbounded_channel();
    let tell = told.clone();
    let handlers = Handlers::new().on_message_typing(move |_, _| {
        tell.send("typing".to_owned()).unwrap();
        async {}
    });
    let later = handlers.clone();
    let running = tokio::spawn(live.run(handlers));
    let push = |kind| stage.mezon.push_bytes(frame(kind));
    push(EventKind::GiveCoffee);
    push(EventKind::MessageTyping);
    assert_eq!(came.recv().await.unwrap(), "typing");

    // Kinds of which nobody wanted to hear are read from now on.
    let id = later.on(move |_, event| {
        let name = event.kind().map_or_else(|| "unknown".to_owned(), |kind| kind.to_string());
        told.send(format!("any: {name}")).unwrap();
        async {}
    });
    assert_eq!(later.kinds(), Kinds::ALL);
    push(EventKind::MessageTyping);
    push(EventKind::GiveCoffee);
    stage.mezon.push_unknown(1_000, b"news");
    for wanted in ["typing", "any: message_typing_event", "any: give_coffee_event", "any: unknown"]
    {
        assert_eq!(came.recv().await.unwrap(), wanted);
    }

    assert!(later.remove(id));
    assert!(!later.remove(id));
    assert_eq!(later.kinds(), Kinds::from_iter([EventKind::MessageTyping]));
    push(EventKind::GiveCoffee);
    push(EventKind::MessageTyping);
    assert_eq!(came.recv().await.unwrap(), "typing");
    handle.close().await;
    running.await.unwrap().unwrap();
    assert!(came.try_recv().is_err());
}

#[tokio::test]
async fn an_event_can_be_handled_by_hand() {
    let stage = Stage::new().await;
    let handle = stage.live().await.handle();
    let handlers = Handlers::new().on_trouble(|_, error| async move { Err::<(), _>(error) });
    let trouble = || Event::Trouble(Error::decode("a broken frame"));
    assert_eq!(handlers.handle(handle.clone(), trouble()).await, 1);
    handlers.on(|_, _| async {});
    assert_eq!(handlers.handle(handle, trouble()).await, 2);
}

#[tokio::test]
async fn events_come_in_the_order_of_their_frames() {
    let stage = Stage::new().await;
    let mut live = stage.live().await;
    let pushes = || EventKind::ALL.iter().copied().filter(|kind| kind.is_push());
    for kind in pushes() {
        stage.mezon.push_bytes(frame(kind));
    }
    let mut came = Vec::new();
    while came.len() < pushes().count() {
        came.extend(live.next().await.unwrap().unwrap().kind());
    }
    assert!(came.iter().copied().eq(pushes()), "{came:?}");
}
