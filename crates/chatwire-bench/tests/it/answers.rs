//! What the load server answers to calls, and what it writes into sockets.

use std::sync::LazyLock;

use chatwire_mezon::proto::realtime::{Envelope, envelope};
use chatwire_mezon::proto::{Message as _, api};
use serde_json::{Value, json};

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

/// A message as a text frame of Token Bowl.
pub(crate) fn tokenbowl_message(number: u32, content: &str) -> String {
    tokenbowl(number, content).to_string()
}

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

/// A message of a chatroom: JSON in a text of JSON.
pub(crate) fn kick_message(number: u32, content: &str) -> String {
    let content = Value::from(content);
    // In the order of the hosted service.
    let inner = format!(
        r##"{{"id":"3f2b8c1e-0000-4a7d-9c1b-{number:012x}","chatroom_id":668,"content":{content},"type":"message","created_at":"2026-11-20T12:00:00+00:00","sender":{{"id":77000,"username":"minh_anh","slug":"minh-anh","identity":{{"color":"#FF9D00","badges":[{{"type":"subscriber","text":"Subscriber","count":26}}]}}}},"metadata":{{"message_ref":"17673230{number:05}"}}}}"##
    );
    let data = Value::from(inner);
    format!(
        r#"{{"event":"App\\Events\\ChatMessageEvent","data":{data},"channel":"chatrooms.668.v2"}}"#
    )
}

/// A message as an envelope of Mezon.
pub(crate) fn mezon_message(number: u32, content: &str) -> Vec<u8> {
    let message = api::ChannelMessage {
        clan_id: 2,
        channel_id: 3,
        message_id: i64::from(number) + 1_000,
        sender_id: 4,
        content: json!({"t": content}).to_string(),
        create_time_seconds: 1_790_000_000,
        ..Default::default()
    };
    Envelope { cid: 0, message: Some(envelope::Message::ChannelMessage(message)) }.encode_to_vec()
}

/// The answer to an envelope of the client, if it wants one.
pub(crate) fn mezon_answer(frame: &[u8]) -> Option<Vec<u8>> {
    let cid = Envelope::decode(frame).unwrap().cid;
    (cid != 0).then(|| Envelope { cid, message: None }.encode_to_vec())
}
