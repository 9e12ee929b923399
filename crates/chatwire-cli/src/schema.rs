//! Protobuf as JSON, by the schema of Mezon: names of fields, ids as text, bytes as base64, what is unknown kept,
//! of bytes the length where secrets are masked.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chatwire::mezon::proto::table::{self, Field, Kind, Message};
use chatwire::mezon::proto::wire::{Fields, Malformed, Value as Wire};
use serde_json::{Map, Value, json};

/// Shown in the place of a secret.
pub(crate) const MASK: &str = "[redacted]";
/// Name under which fields stand that the schema does not know, or not in this form.
const UNKNOWN: &str = "unknown_fields";
/// Messages inside messages that are still read.
const DEPTH: u32 = 50;

/// What becomes of fields that hold secrets, and of bytes that may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Secrets {
    Masked,
    Shown,
}

/// What an envelope of the socket holds under a number; `None` for a number that the schema does not have.
pub(crate) fn content_of(number: u32) -> Option<&'static Message> {
    match table::find("mezon.realtime.Envelope")?.field(number)?.kind {
        Kind::Message(content) => Some(content),
        _ => None,
    }
}

/// A message as JSON; what is not set is left out.
///
/// # Errors
///
/// When the bytes are no protobuf, or are cut off.
pub(crate) fn shown(of: &Message, bytes: &[u8], secrets: Secrets) -> Result<Value, Malformed> {
    read(of, bytes, secrets, 0)
}

fn read(of: &Message, bytes: &[u8], secrets: Secrets, depth: u32) -> Result<Value, Malformed> {
    let mut object = Map::new();
    for field in Fields::new(bytes) {
        let field = field?;
        let known = of.field(field.number);
        let hidden = known.is_some_and(|known| is_secret(of, known)) && secrets == Secrets::Masked;
        let values = match (hidden, known) {
            (true, _) => Some(vec![Value::from(MASK)]),
            (false, Some(known)) => values(known, field.value, secrets, depth),
            (false, None) => None,
        };
        match (known, values) {
            (Some(known), Some(values)) => {
                values.into_iter().for_each(|value| put(&mut object, known, value));
            }
            (known, _) => {
                let mut kept = unread(field.number, field.value, secrets);
                if let (Some(known), Some(kept)) = (known, kept.as_object_mut()) {
                    kept.insert("name".to_owned(), known.name.into());
                }
                push(&mut object, UNKNOWN, kept);
            }
        }
    }
    Ok(Value::Object(object))
}

/// The values of a field; `None` when it is not as the schema says.
fn values(field: &Field, value: Wire<'_>, secrets: Secrets, depth: u32) -> Option<Vec<Value>> {
    Some(match (field.kind, value) {
        (Kind::Message(inner), Wire::Bytes(bytes)) if depth < DEPTH => {
            vec![read(inner, bytes, secrets, depth + 1).ok()?]
        }
        (Kind::String, Wire::Bytes(text)) => vec![json!(std::str::from_utf8(text).ok()?)],
        (Kind::Bytes, Wire::Bytes(bytes)) => vec![json!(STANDARD.encode(bytes))],
        (Kind::String | Kind::Bytes | Kind::Message(_), _) => return None,
        (kind, Wire::Varint(bits)) => vec![number(kind, bits)],
        (kind, Wire::Bytes(packed)) if field.repeated => {
            varints(packed)?.into_iter().map(|bits| number(kind, bits)).collect()
        }
        _ => return None,
    })
}

fn put(object: &mut Map<String, Value>, field: &Field, value: Value) {
    if field.repeated {
        push(object, field.name, value);
    } else {
        object.insert(field.name.to_owned(), value);
    }
}

fn push(object: &mut Map<String, Value>, name: &str, value: Value) {
    let list = object.entry(name).or_insert_with(|| json!([]));
    if let Some(list) = list.as_array_mut() {
        list.push(value);
    }
}

/// A field that nothing is known of, or that is not as the schema says.
fn unread(number: u32, value: Wire<'_>, secrets: Secrets) -> Value {
    let (wire, value) = match value {
        // What could not be taken apart could not be masked either.
        Wire::Group(bytes) | Wire::Bytes(bytes) if secrets == Secrets::Masked => {
            let wire = if matches!(value, Wire::Group(_)) { "group" } else { "bytes" };
            return json!({"number": number, "wire": wire, "length": bytes.len()});
        }
        Wire::Varint(bits) => ("varint", json!(bits.to_string())),
        Wire::Fixed64(bits) => ("fixed64", json!(bits.to_string())),
        Wire::Fixed32(bits) => ("fixed32", json!(bits)),
        Wire::Group(bytes) => ("group", json!(STANDARD.encode(bytes))),
        Wire::Bytes(bytes) => ("bytes", json!(STANDARD.encode(bytes))),
        _ => ("other", Value::Null),
    };
    json!({"number": number, "wire": wire, "value": value})
}

fn number(kind: Kind, bits: u64) -> Value {
    // Negative numbers of 32 bits are ten bytes long on the wire: the low half is the number.
    let [a, b, c, d, ..] = bits.to_le_bytes();
    match kind {
        Kind::Bool => json!(bits != 0),
        Kind::Int64 => json!(bits.cast_signed().to_string()),
        Kind::Uint64 => json!(bits.to_string()),
        Kind::Uint32 => json!(u32::from_le_bytes([a, b, c, d])),
        _ => json!(i32::from_le_bytes([a, b, c, d])),
    }
}

/// Numbers of a packed list.
fn varints(packed: &[u8]) -> Option<Vec<u64>> {
    let (mut all, mut bits, mut shift) = (Vec::new(), 0_u64, 0_u32);
    for byte in packed {
        bits |= u64::from(byte & 0x7f).checked_shl(shift)?;
        shift += 7;
        if byte & 0x80 == 0 {
            all.push(bits);
            (bits, shift) = (0, 0);
        }
    }
    (shift == 0).then_some(all)
}

/// Whether a field holds what opens something: a token, a password, the address of a webhook.
fn is_secret(of: &Message, field: &Field) -> bool {
    const NAMES: &[&str] = &[
        "client_secret",
        "encrypt_private_key",
        "old_password",
        "otp_code",
        "password",
        "session_id",
        "token_id",
    ];
    let name = field.name;
    let is_text = matches!(field.kind, Kind::String | Kind::Bytes | Kind::Message(_));
    let is_webhook = of.name.contains("Webhook") && name == "url";
    let is_one_time = of.name.ends_with("OtpData") && name == "value";
    is_text && (name.ends_with("token") || NAMES.contains(&name) || is_webhook || is_one_time)
}

#[cfg(test)]
mod tests {
    use chatwire::mezon::proto::{Message as _, api};

    use super::*;

    fn session(bytes: &[u8], secrets: Secrets) -> Value {
        shown(table::find("mezon.api.Session").unwrap(), bytes, secrets).unwrap()
    }

    #[test]
    fn names_and_numbers_are_those_of_the_schema() {
        let sent = api::Session { user_id: -7, created: true, ..Default::default() };
        let value = session(&sent.encode_to_vec(), Secrets::Masked);
        assert_eq!(value, json!({"user_id": "-7", "created": true}));
        let friends = api::AddFriendsRequest { ids: vec![1, 300], usernames: vec!["é".into()] };
        let of = table::find("mezon.api.AddFriendsRequest").unwrap();
        let value = shown(of, &friends.encode_to_vec(), Secrets::Masked).unwrap();
        assert_eq!(value, json!({"ids": ["1", "300"], "usernames": ["é"]}));
    }

    #[test]
    fn secrets_are_masked_unless_they_are_wanted() {
        let sent = api::Session {
            token: "canary".into(),
            refresh_token: "canary".into(),
            id_token: "canary".into(),
            session_id: "canary".into(),
            ..Default::default()
        };
        let bytes = sent.encode_to_vec();
        let masked = session(&bytes, Secrets::Masked);
        assert!(!masked.to_string().contains("canary"), "{masked}");
        assert_eq!(masked["token"], MASK);
        assert_eq!(session(&bytes, Secrets::Shown)["id_token"], "canary");
        // Of another wire type, too.
        assert_eq!(session(b"\x10\x05", Secrets::Masked), json!({"token": MASK}));
        let hook = api::ClanWebhook { url: "https://canary".into(), ..Default::default() };
        let of = table::find("mezon.api.ClanWebhook").unwrap();
        let value = shown(of, &hook.encode_to_vec(), Secrets::Masked).unwrap();
        assert_eq!(value, json!({"url": MASK}));
    }

    #[test]
    fn what_the_schema_does_not_know_is_kept() {
        // A user id as text, an unknown number, four and eight bytes.
        let bytes = b"\x22\x0242\xC0\x12\x05\xCD\x12\x01\0\0\0\xD1\x12\x02\0\0\0\0\0\0\0";
        let numbers = [
            json!({"number": 296, "wire": "varint", "value": "5"}),
            json!({"number": 297, "wire": "fixed32", "value": 1}),
            json!({"number": 298, "wire": "fixed64", "value": "2"}),
        ];
        for (secrets, text) in [
            (
                Secrets::Shown,
                json!({"number": 4, "name": "user_id", "wire": "bytes", "value": "NDI="}),
            ),
            // It may hold a token.
            (
                Secrets::Masked,
                json!({"number": 4, "name": "user_id", "wire": "bytes", "length": 2}),
            ),
        ] {
            let unknown: Vec<_> = [text].into_iter().chain(numbers.clone()).collect();
            assert_eq!(session(bytes, secrets), json!({UNKNOWN: unknown}));
        }
    }

    #[test]
    fn bytes_of_a_message_that_cannot_be_read_may_hold_secrets() {
        let of = table::find("mezon.realtime.Envelope").unwrap();
        // A message of a channel whose first field is cut off.
        let inner = b"\x0a\x09canary";
        let bytes = [&b"\x32\x08"[..], inner].concat();
        let unread = |secrets| shown(of, &bytes, secrets).unwrap()[UNKNOWN][0].clone();
        let masked = unread(Secrets::Masked);
        assert_eq!((&masked["value"], &masked["length"]), (&Value::Null, &json!(8)), "{masked}");
        assert_eq!(unread(Secrets::Shown)["value"], STANDARD.encode(inner));
    }

    #[test]
    fn what_is_cut_off_is_refused() {
        let of = table::find("mezon.api.Session").unwrap();
        assert!(shown(of, b"\x12\x05t", Secrets::Masked).is_err());
        assert_eq!(varints(b"\x80"), None);
    }
}
