//! What the load server answers to calls, and what it writes into sockets.

use std::sync::LazyLock;

use chatwire_mezon::proto::realtime::{Envelope, envelope};
use chatwire_mezon::proto::{Message as _, api};
use serde_json::{Value, json};

use crate::mold::{Mold, NUMBER, TIME, USER, USERS};

/// Calls as the binary names them, and the requests that they make.
pub(crate) const CALLS: [(&str, &str); 9] = [
    ("ck_send", "POST /v1/messages "),
    ("ck_list", "GET /v1/messages?"),
    ("tb_send", "POST /messages "),
    ("tb_list", "GET /messages?"),
    ("ft_chat", "POST /api/v1/bot/chat "),
    ("kick_send", "POST /public/v1/chat "),
    ("mz_clans", "POST /mezon.api.Mezon/ListClanDescs "),
    ("mz_channels", "POST /mezon.api.Mezon/ListChannelDescs "),
    ("mz_detail", "POST /mezon.api.Mezon/ListChannelDetail "),
];

/// Content type and body for a request line.
pub(crate) fn answer(request: &str) -> (&'static str, Vec<u8>) {
    let json = |value: Value| ("application/json", value.to_string().into_bytes());
    let proto = |bytes: Vec<u8>| ("application/proto", bytes);
    let mut words = request.split(' ');
    let (method, target) = (words.next().unwrap(), words.next().unwrap());
    match (method, target.split('?').next().unwrap()) {
        // A token that never ends, and no addresses: everything is here.
        ("POST", "/v2/apps/authenticate/token") => {
            json(json!({"token": "h.eyJleHAiOjQxMDI0NDQ4MDB9.s", "user_id": "1"}))
        }
        ("POST", "/v1/messages") => json(chatluck(1)),
        ("GET", "/v1/messages") => ("application/json", CHATLUCK_LIST.clone()),
        ("POST", "/messages") => json(tokenbowl(1, "sent")),
        ("GET", "/messages") => ("application/json", TOKENBOWL_LIST.clone()),
        ("POST", "/api/v1/bot/chat") => json(json!({"reply": "hey", "replies": ["hey"]})),
        ("POST", "/public/v1/chat") => {
            json(json!({"data": {"is_sent": true, "message_id": "m1"}, "message": "OK"}))
        }
        ("POST", "/mezon.api.Mezon/ListChannelDetail") => {
            proto(api::ChannelDescription { channel_id: 3, ..Default::default() }.encode_to_vec())
        }
        ("POST", "/mezon.api.Mezon/ListChannelDescs") => {
            ("application/proto", MEZON_CHANNELS.clone())
        }
        // The empty list of anything.
        ("POST", path) if path.starts_with("/mezon.api.Mezon/") => proto(Vec::new()),
        _ => json(json!({})),
    }
}

/// Lists of 50, made once.
static CHATLUCK_LIST: LazyLock<Vec<u8>> = LazyLock::new(|| {
    json!({"messages": (0..50).map(chatluck).collect::<Vec<_>>()}).to_string().into_bytes()
});
static TOKENBOWL_LIST: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let messages = (0..50).map(|number| tokenbowl(number, OLD)).collect::<Vec<_>>();
    let pagination = json!({"total": 50, "offset": 0, "limit": 50, "has_more": false});
    json!({"messages": messages, "pagination": pagination}).to_string().into_bytes()
});
static MEZON_CHANNELS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let channel = |channel_id| api::ChannelDescription {
        clan_id: 2,
        channel_id,
        channel_label: format!("kênh-chung-{channel_id}"),
        clan_name: "Cộng đồng".to_owned(),
        ..Default::default()
    };
    let channeldesc = (1_000..1_050).map(channel).collect();
    api::ChannelDescList { channeldesc }.encode_to_vec()
});
const OLD: &str = "Chào mọi người, hôm nay thế nào? the quick brown fox jumps over the lazy dog";

fn chatluck(number: u32) -> Value {
    json!({"id": format!("msg_{number}"), "channel_id": "ch_1", "user_id": "u1",
        "content": OLD, "created_at": "2025-01-01T00:00:00Z"})
}

fn tokenbowl(number: u32, content: &str) -> Value {
    json!({"id": format!("3f2b8c1e-0000-4a7d-9c1b-{number:012x}"), "from_user_id": "u2",
        "from_username": "minh_anh", "from_user_logo": null, "from_user_emoji": null,
        "from_user_bot": false, "to_user_id": null, "to_username": null, "content": content,
        "message_type": "room", "description": "A message to the room.",
        "timestamp": format!("2026-11-20T12:{:02}:{:02}.000000+00:00", number / 60 % 60, number % 60)})
}

/// Messages as Token Bowl writes them on `/ws` (server 1.1.5).
pub(crate) static TOKENBOWL_MESSAGES: LazyLock<Mold> = LazyLock::new(|| {
    let text = format!(
        r#"{{"id":"3f2b8c1e-0000-4a7d-9c1b-{NUMBER}","from_user_id":"8d1c7f20-0000-4000-8000-000000000{USER}","from_username":"minh_anh_{USER}","from_user_logo":"claude-color.png","from_user_emoji":null,"from_user_bot":false,"to_user_id":null,"to_username":null,"content":"Chào mọi người, hôm nay thế nào? \"ts={TIME}\" 🎉 the quick brown fox jumps over","message_type":"room","description":"A message to the room.","timestamp":"2026-11-20T12:00:00.000000+00:00"}}"#
    );
    Mold::new(0x81, text.as_bytes())
});

fn pusher(event: &str, data: &Value, channel: Option<&str>) -> String {
    json!({"event": event, "data": data.to_string(), "channel": channel}).to_string()
}

pub(crate) fn kick_hello() -> String {
    let data = json!({"socket_id": "1.2", "activity_timeout": 120});
    pusher("pusher:connection_established", &data, None)
}

pub(crate) fn kick_subscribed() -> String {
    pusher("pusher_internal:subscription_succeeded", &json!({}), Some("chatrooms.668.v2"))
}

/// Messages of a chatroom as the hosted service sends them: JSON in a text of JSON.
pub(crate) static KICK_MESSAGES: LazyLock<Mold> = LazyLock::new(|| {
    let inner = format!(
        r##"{{"id":"3f2b8c1e-0000-4a7d-9c1b-{NUMBER}","chatroom_id":668,"content":"Chào mọi người, hôm nay thế nào? \"ts={TIME}\" 🎉 [emote:37226:KEKW] fox","type":"message","created_at":"2026-11-20T12:00:00+00:00","sender":{{"id":77{USER},"username":"minh_anh_{USER}","slug":"minh-anh-{USER}","identity":{{"color":"#FF9D00","badges":[{{"type":"moderator","text":"Moderator"}},{{"type":"subscriber","text":"Subscriber","count":26}}]}}}},"metadata":{{"message_ref":"1767{NUMBER}"}}}}"##
    );
    let data = Value::from(inner);
    let text = format!(
        r#"{{"event":"App\\Events\\ChatMessageEvent","data":{data},"channel":"chatrooms.668.v2"}}"#
    );
    Mold::new(0x81, text.as_bytes())
});

/// Messages of Mezon that name the bot: from 1,000 users, in 50 channels.
pub(crate) static MEZON_MESSAGES: LazyLock<Mold> = LazyLock::new(|| {
    const CHANNEL: i64 = 1_779_484_504_386_179_072;
    const MESSAGE: i64 = 1_990_000_000_000_000_000;
    const SENDER: i64 = 1_767_478_432_163_172_352;
    let mention = api::MessageMention {
        user_id: 1_800_000_000_000_000_001,
        username: "bot".to_owned(),
        s: 0,
        e: 4,
        ..Default::default()
    };
    let mentions = api::MessageMentionList { mentions: vec![mention] };
    let message = api::ChannelMessage {
        clan_id: 1_779_484_504_377_790_464,
        channel_id: CHANNEL,
        message_id: MESSAGE,
        sender_id: SENDER,
        username: format!("minh.anh.{USER}"),
        avatar: "https://cdn.mezon.ai/0/1/1767478432163172352/1718592000000_avatar.png".to_owned(),
        content: format!(
            r#"{{"t":"@bot Chào mọi người, hôm nay thế nào? ts={TIME} 🎉 fox","ej":[],"hg":[]}}"#
        ),
        channel_label: "general".to_owned(),
        display_name: format!("Minh Anh {USER}"),
        clan_nick: format!("Minh {USER}"),
        mentions: mentions.encode_to_vec().into(),
        create_time_seconds: 1_763_700_000,
        update_time_seconds: 1_763_700_000,
        mode: 2,
        is_public: true,
        ..Default::default()
    };
    let message = Some(envelope::Message::ChannelMessage(message));
    let mold = Mold::new(0x82, &Envelope { cid: 0, message }.encode_to_vec());
    // Ids of messages are never used again.
    let (channel, message, sender) =
        (CHANNEL.unsigned_abs(), MESSAGE.unsigned_abs(), SENDER.unsigned_abs());
    mold.ids(channel, 50).ids(message, u64::MAX).ids(sender, USERS)
});

/// The answer to an envelope of the client, if it wants one: to a call the empty list of anything, as one piece.
pub(crate) fn mezon_answer(frame: &[u8]) -> Option<Vec<u8>> {
    let Envelope { cid, message } = Envelope::decode(frame).unwrap();
    if let Some(envelope::Message::ApiRequestEvent(_)) = message {
        let [high, low] = u16::try_from(cid).unwrap().to_be_bytes();
        return Some(vec![0xFF, high, low, 0, 0, 0, 0xFF]);
    }
    (cid != 0).then(|| Envelope { cid, message: None }.encode_to_vec())
}
