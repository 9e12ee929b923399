//! Protobuf by the tables of the schema: bytes to JSON and back, in no type's words.
//!
//! Ids are texts, defaults are left out, bytes are base64: the form of the records.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chatwire_mezon_proto::table::{Field, Kind, Message};
use chatwire_mezon_proto::wire::{self, Fields};
use serde_json::{Map, Value};

/// Decodes a message; `None` when the bytes are no protobuf.
#[must_use]
pub fn decode(message: &Message, bytes: &[u8]) -> Option<Value> {
    let mut map = Map::new();
    for field in Fields::new(bytes) {
        let field = field.ok()?;
        let Some(known) = message.field(field.number) else { continue };
        let values = values(known, field.value)?;
        if known.repeated {
            // Some write a packed list with nothing in it.
            if values.is_empty() {
                continue;
            }
            let list = map.entry(known.name).or_insert_with(|| Value::Array(Vec::new()));
            if let Some(list) = list.as_array_mut() {
                list.extend(values);
            }
        } else if let Some(value) = values.into_iter().next_back() {
            // A message that is there says so by being there, even a wrapper around nothing.
            if matches!(known.kind, Kind::Message(_)) || !is_default(&value) {
                map.insert(known.name.into(), value);
            }
        }
    }
    // A wrapper is what it wraps.
    if message.name.starts_with("google.protobuf.") && message.name.ends_with("Value") {
        return Some(map.remove("value").unwrap_or_else(|| wrapped_default(message)));
    }
    Some(Value::Object(map))
}

fn wrapped_default(message: &Message) -> Value {
    match message.field(1).map(|field| field.kind) {
        Some(Kind::Bool) => false.into(),
        Some(Kind::String) => "".into(),
        _ => 0.into(),
    }
}

fn is_default(value: &Value) -> bool {
    match value {
        Value::Bool(flag) => !flag,
        Value::Number(number) => number.as_i64() == Some(0),
        Value::String(text) => text.is_empty() || text == "0",
        _ => false,
    }
}

fn values(field: &Field, value: wire::Value<'_>) -> Option<Vec<Value>> {
    let is_number = !matches!(field.kind, Kind::String | Kind::Bytes | Kind::Message(_));
    match value {
        wire::Value::Varint(number) if is_number => Some(vec![scalar(field.kind, number)]),
        // An older service wrote ids as texts.
        wire::Value::Bytes(bytes) if is_number && !field.repeated => {
            let number = std::str::from_utf8(bytes).ok().and_then(|text| text.parse::<i64>().ok());
            Some(number.map(|own| scalar(field.kind, own.cast_unsigned())).into_iter().collect())
        }
        wire::Value::Bytes(bytes) if is_number => {
            let mut numbers = Vec::new();
            let mut rest = bytes;
            while !rest.is_empty() {
                let (number, left) = varint(rest)?;
                numbers.push(scalar(field.kind, number));
                rest = left;
            }
            Some(numbers)
        }
        wire::Value::Bytes(bytes) => Some(vec![match field.kind {
            Kind::Message(message) => decode(message, bytes)?,
            Kind::Bytes => STANDARD.encode(bytes).into(),
            _ => String::from_utf8_lossy(bytes).into_owned().into(),
        }]),
        // Another wire type than the schema has.
        _ => Some(Vec::new()),
    }
}

fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0;
    for (at, byte) in bytes.iter().take(10).enumerate() {
        number |= u64::from(byte & 0x7f).checked_shl(u32::try_from(at).ok()? * 7)?;
        if byte & 0x80 == 0 {
            return Some((number, bytes.get(at + 1..)?));
        }
    }
    None
}

fn scalar(kind: Kind, number: u64) -> Value {
    match kind {
        Kind::Bool => (number != 0).into(),
        Kind::Int64 => number.cast_signed().to_string().into(),
        Kind::Uint64 => number.to_string().into(),
        // Readers keep the lower half of what is too long for one.
        Kind::Int32 => {
            let low = u32::try_from(number & 0xffff_ffff).unwrap_or_default();
            low.cast_signed().into()
        }
        _ => number.cast_signed().into(),
    }
}

/// Encodes a message from the form that [`decode`] gives; fields that the schema lacks are left out.
#[must_use]
pub fn encode(message: &Message, value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    for field in message.fields {
        let Some(value) = value.get(field.name).filter(|value| !value.is_null()) else { continue };
        match value {
            Value::Array(items) => items.iter().for_each(|item| write(field, item, &mut out)),
            one => write(field, one, &mut out),
        }
    }
    out
}

fn write(field: &Field, value: &Value, out: &mut Vec<u8>) {
    let text = |value: &Value| value.as_str().map(str::to_owned).unwrap_or_default();
    let bytes = match field.kind {
        Kind::String => text(value).into_bytes(),
        Kind::Bytes => STANDARD.decode(text(value)).unwrap_or_default(),
        Kind::Message(message) if message.name.starts_with("google.protobuf.") => {
            encode(message, &serde_json::json!({"value": value}))
        }
        Kind::Message(message) => encode(message, value),
        _ => {
            let number = match value {
                Value::Bool(flag) => i64::from(*flag),
                Value::Number(number) => number.as_i64().unwrap_or_default(),
                other => text(other).parse().unwrap_or_default(),
            };
            write_varint(u64::from(field.number) << 3, out);
            write_varint(number.cast_unsigned(), out);
            return;
        }
    };
    write_varint(u64::from(field.number) << 3 | 2, out);
    write_varint(bytes.len() as u64, out);
    out.extend(bytes);
}

fn write_varint(mut number: u64, out: &mut Vec<u8>) {
    loop {
        let low = u8::try_from(number & 0x7f).unwrap_or_default();
        number >>= 7;
        if number == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use chatwire_mezon_proto::table;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_encoded_is_decoded() {
        let message = table::find("mezon.api.ListChannelDescsRequest").map(|message| {
            let value =
                json!({"limit": 100, "state": 1, "cursor": "c", "clan_id": "7", "is_mobile": true});
            (decode(message, &encode(message, &value)), value)
        });
        assert!(message.is_some_and(|(found, wanted)| found == Some(wanted)));
    }
}
