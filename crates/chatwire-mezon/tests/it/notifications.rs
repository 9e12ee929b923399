//! Settings of notices.

use std::time::Duration;

use chatwire_core::testing::Answer;
use chatwire_mezon::notification::{Mute, NotificationCode, NotificationLevel};
use chatwire_mezon::proto::{Message, api};
use chatwire_mezon::{ApiCall, ErrorKind, code};

use crate::scripted::{CLAN, client, last, offline, proto};

const CHANNEL: i64 = 1_840_000_000_000_000_010;
const CATEGORY: i64 = 1_840_000_000_000_000_020;

/// Path and request of a call.
fn wire<T: Send + 'static, Q: Message + Default>(call: ApiCall<T>) -> (String, Q) {
    let request = call.over_http().build().unwrap();
    let path = request.uri().path().replace("/mezon.api.Mezon/", "");
    (path, Q::decode(request.into_body()).unwrap())
}

#[test]
fn each_setting_is_asked_for_by_its_call() {
    let client = offline();
    let (path, request): (_, api::NotificationChannel) =
        wire(client.get_notification_channel_setting(CHANNEL));
    assert_eq!(path, "GetNotificationChannel");
    assert_eq!(request, api::NotificationChannel { channel_id: CHANNEL });
    let (path, request): (_, api::DefaultNotificationCategory) =
        wire(client.get_notification_category_setting(CATEGORY));
    assert_eq!(path, "GetNotificationCategory");
    assert_eq!(request, api::DefaultNotificationCategory { category_id: CATEGORY });
    let (path, request): (_, api::NotificationClan) =
        wire(client.get_notification_clan_setting(CLAN));
    assert_eq!(path, "GetNotificationClan");
    assert_eq!(request, api::NotificationClan { clan_id: CLAN });
    let react = client.get_notification_react_message(CHANNEL).over_http().build().unwrap();
    assert_eq!(react.uri().path(), "/mezon.api.Mezon/GetNotificationReactMessage");
    assert_eq!(react.headers()["content-type"], "application/proto");
    let request = api::NotifiReactMessage::decode(react.into_body()).unwrap();
    assert_eq!(request, api::NotifiReactMessage { channel_id: CHANNEL, ..Default::default() });
}

#[test]
fn each_setting_is_changed_by_its_call() {
    let client = offline();
    let level = NotificationLevel::Mentions;
    let set = |id| api::SetNotificationRequest {
        channel_category_id: id,
        notification_type: 2,
        clan_id: CLAN,
    };
    let call = client.set_notification_channel_setting(CLAN, CHANNEL, level);
    assert_eq!(wire(call), ("SetNotificationChannelSetting".to_owned(), set(CHANNEL)));
    let call = client.set_notification_category_setting(CLAN, CATEGORY, level);
    assert_eq!(wire(call), ("SetNotificationCategorySetting".to_owned(), set(CATEGORY)));
    let (path, request): (_, api::SetDefaultNotificationRequest) =
        wire(client.set_notification_clan_setting(CLAN, level));
    assert_eq!(path, "SetNotificationClanSetting");
    let expected =
        api::SetDefaultNotificationRequest { clan_id: CLAN, notification_type: 2, category_id: 0 };
    assert_eq!(request, expected);
    let (path, request): (_, api::NotificationChannel) =
        wire(client.delete_notification_channel_setting(CHANNEL));
    assert_eq!(path, "DeleteNotificationChannel");
    assert_eq!(request, api::NotificationChannel { channel_id: CHANNEL });
    let (path, request): (_, api::DefaultNotificationCategory) =
        wire(client.delete_notification_category_setting(CATEGORY));
    assert_eq!(path, "DeleteNotificationCategorySetting");
    assert_eq!(request, api::DefaultNotificationCategory { category_id: CATEGORY });
    let (path, request): (_, api::DeleteNotificationsRequest) =
        wire(client.delete_notifications([3, 4]));
    assert_eq!(path, "DeleteNotifications");
    assert_eq!(request, api::DeleteNotificationsRequest { ids: vec![3, 4], category: 0 });
}

#[test]
fn a_mute_has_its_seconds() {
    let client = offline();
    for (mute, seconds) in [
        (Mute::Off, 0),
        (Mute::Forever, -1),
        (Mute::For(Duration::from_secs(900)), 900),
        (Mute::For(Duration::from_millis(1)), 1),
        (Mute::For(Duration::MAX), i32::MAX),
    ] {
        let expected =
            |id| api::SetMuteRequest { id, mute_time: seconds, active: 0, clan_id: CLAN };
        let call = client.set_mute_channel(CLAN, CHANNEL, mute);
        assert_eq!(wire(call), ("SetMuteChannel".to_owned(), expected(CHANNEL)));
        let call = client.set_mute_category(CLAN, CATEGORY, mute);
        assert_eq!(wire(call), ("SetMuteCategory".to_owned(), expected(CATEGORY)));
    }
}

#[tokio::test]
async fn settings_are_read() {
    let of_channel = api::NotificationUserChannel {
        id: 5,
        notification_setting_type: 3,
        time_mute_seconds: -1,
        active: 1,
        channel_id: CHANNEL,
    };
    let of_clan = api::NotificationSetting { id: 0, notification_setting_type: 9 };
    let (client, script) = client([proto(&of_channel), proto(&of_channel), proto(&of_clan)]);
    let setting = client.get_notification_channel_setting(CHANNEL).await.unwrap();
    assert_eq!(setting.notification_setting_type, NotificationLevel::Nothing);
    assert_eq!((setting.id, setting.time_mute_seconds, setting.active), (5, -1, 1));
    assert_eq!(setting.channel_id.get(), CHANNEL);
    assert_eq!(last::<api::NotificationChannel>(&script).channel_id, CHANNEL);
    assert_eq!(client.get_notification_category_setting(CATEGORY).await.unwrap(), setting);
    let setting = client.get_notification_clan_setting(CLAN).await.unwrap();
    assert_eq!((setting.id, setting.notification_setting_type), (0, NotificationLevel::Other(9)));
    let json = serde_json::to_value(&setting).unwrap();
    assert_eq!(json, serde_json::json!({"id": "0", "notification_setting_type": 9}));
    assert_eq!(serde_json::from_value::<_>(json).ok(), Some(setting));
}

#[tokio::test]
async fn a_service_without_the_call_for_reactions_is_told_from_others() {
    let setting = api::NotifiReactMessage { id: 1, user_id: 2, channel_id: CHANNEL };
    let ask = async |answer: Answer| {
        let (client, _) = client([answer]);
        client.get_notification_react_message(CHANNEL).await
    };
    let answer = ask(proto(&setting)).await.unwrap();
    assert_eq!((answer.id, answer.user_id.get(), answer.channel_id.get()), (1, 2, CHANNEL));
    for status in [404, 405, 501] {
        let gone = Answer::status(status).body(r#"{"code":12,"message":"no such method"}"#);
        let error = ask(gone).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.code()),
            (ErrorKind::Unsupported, Some(code::UNIMPLEMENTED))
        );
        assert_eq!((error.message(), error.status().unwrap().as_u16()), ("no such method", status));
        assert_eq!(error.operation(), "mezon.get_notification_react_message");
    }
    let error = ask(Answer::status(403).body(r#"{"code":7,"message":"no"}"#)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Forbidden);
}

#[test]
fn codes_of_notices_have_names() {
    for number in -12..=-1 {
        let code = NotificationCode::from(number);
        assert!(!matches!(code, NotificationCode::Other(_)), "{number}");
        assert_eq!(code.number(), number);
    }
    assert_eq!(NotificationCode::from(-9), NotificationCode::Mentioned);
    assert_eq!(NotificationCode::from(1), NotificationCode::Other(1));
}
