//! Messages by the table of the schema, for calls that nothing here has a type for.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chatwire_mezon_proto::table::{Field, Kind, Message};
use chatwire_mezon_proto::wire::{Fields, Value as Wire};
use prost::encoding::{WireType, encode_key, encode_varint};
use serde_json::{Map, Value, json};

/// Messages inside messages that are still read.
const DEPTH: u32 = 50;

/// A field's content without its number; the schema has no other wire types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Raw {
    Number(u64),
    Bytes(Vec<u8>),
}

/// A message as its fields, in the order in which they came.
pub(super) type Loose = Vec<(u32, Raw)>;

/// The fields of a message that is as the schema says; `None` for any other.
pub(super) fn read(of: &Message, bytes: &[u8]) -> Option<Loose> {
    if !fits(of, bytes, 0) {
        return None;
    }
    let raw = |value: Wire<'_>| match value {
        Wire::Varint(number) => Some(Raw::Number(number)),
        Wire::Bytes(bytes) => Some(Raw::Bytes(bytes.to_vec())),
        _ => None,
    };
    Fields::new(bytes)
        .filter_map(Result::ok)
        .map(|field| Some((field.number, raw(field.value)?)))
        .collect()
}

pub(super) fn write(fields: &[(u32, Raw)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (number, raw) in fields {
        match raw {
            Raw::Number(value) => {
                encode_key(*number, WireType::Varint, &mut bytes);
                encode_varint(*value, &mut bytes);
            }
            Raw::Bytes(value) => {
                encode_key(*number, WireType::LengthDelimited, &mut bytes);
                encode_varint(value.len() as u64, &mut bytes);
                bytes.extend_from_slice(value);
            }
        }
    }
    bytes
}

/// Whether bytes are a message of this type: known fields have the right wire type, texts are UTF-8.
fn fits(of: &Message, bytes: &[u8], depth: u32) -> bool {
    depth < DEPTH
        && Fields::new(bytes).all(|field| {
            let Ok(field) = field else { return false };
            let Some(known) = of.field(field.number) else { return true };
            match (known.kind, field.value) {
                (Kind::String, Wire::Bytes(text)) => std::str::from_utf8(text).is_ok(),
                (Kind::Bytes, Wire::Bytes(_)) => true,
                (Kind::Message(inner), Wire::Bytes(bytes)) => fits(inner, bytes, depth + 1),
                (Kind::String | Kind::Bytes | Kind::Message(_), _) => false,
                (_, Wire::Varint(_)) => true,
                (_, Wire::Bytes(packed)) => known.repeated && numbers(packed).is_some(),
                _ => false,
            }
        })
}

/// A message as JSON: names of the schema, ids as text, bytes as base64, what is not set left out.
pub(super) fn shown(of: &Message, bytes: &[u8]) -> Value {
    let mut object = Map::new();
    for field in Fields::new(bytes).filter_map(Result::ok) {
        let Some(known) = of.field(field.number) else { continue };
        let values = match (known.kind, field.value) {
            (Kind::Message(inner), Wire::Bytes(bytes)) => vec![shown(inner, bytes)],
            (Kind::String, Wire::Bytes(text)) => vec![json!(String::from_utf8_lossy(text))],
            (Kind::Bytes, Wire::Bytes(bytes)) => vec![json!(STANDARD.encode(bytes))],
            (_, Wire::Bytes(packed)) => {
                let all = numbers(packed).unwrap_or_default();
                all.into_iter().map(|number| number_shown(known.kind, number)).collect()
            }
            (_, Wire::Varint(number)) => vec![number_shown(known.kind, number)],
            _ => continue,
        };
        for value in values {
            put(&mut object, known, value);
        }
    }
    Value::Object(object)
}

fn put(object: &mut Map<String, Value>, field: &Field, value: Value) {
    if !field.repeated {
        object.insert(field.name.to_owned(), value);
        return;
    }
    let list = object.entry(field.name).or_insert_with(|| json!([]));
    if let Some(list) = list.as_array_mut() {
        list.push(value);
    }
}

fn number_shown(kind: Kind, number: u64) -> Value {
    // Negative numbers of 32 bits are ten bytes long on the wire: the low half is the number.
    let [a, b, c, d, ..] = number.to_le_bytes();
    match kind {
        Kind::Bool => json!(number != 0),
        Kind::Int64 => json!(number.cast_signed().to_string()),
        Kind::Uint64 => json!(number.to_string()),
        Kind::Uint32 => json!(u32::from_le_bytes([a, b, c, d])),
        _ => json!(i32::from_le_bytes([a, b, c, d])),
    }
}

fn numbers(mut packed: &[u8]) -> Option<Vec<u64>> {
    let mut all = Vec::new();
    while !packed.is_empty() {
        all.push(prost::encoding::decode_varint(&mut packed).ok()?);
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use chatwire_mezon_proto::{Message as _, api, table};

    use super::*;

    #[test]
    fn shows_and_refuses_by_the_schema() {
        let session = table::find("mezon.api.Session").unwrap();
        let sent = api::Session { user_id: -7, token: "t".to_owned(), ..Default::default() };
        let bytes = sent.encode_to_vec();
        assert_eq!(shown(session, &bytes), json!({"user_id": "-7", "token": "t"}));
        assert_eq!(write(&read(session, &bytes).unwrap()), bytes);
        assert_eq!(read(session, b"\x22\x0242"), None);
        assert_eq!(read(session, b"\x12\x02\xFF\xFF"), None);
        assert_eq!(read(session, b"\x12\x05t"), None);

        let friends = table::find("mezon.api.AddFriendsRequest").unwrap();
        let sent = api::AddFriendsRequest { ids: vec![1, 300], usernames: vec!["é".to_owned()] };
        let expected = json!({"ids": ["1", "300"], "usernames": ["é"]});
        assert_eq!(shown(friends, &sent.encode_to_vec()), expected);
    }
}
