//! Decoding that forgives what the reference clients forgive.
//!
//! prost refuses a whole message for one field of another wire type, or for one text that is not UTF-8. The decoders of
//! the reference clients skip such a field and go on, and the service has changed types of fields before: ids were text
//! until early 2026. [`decode`] tries prost first, which costs nothing more, and on its refusal goes over the bytes with
//! the [table](crate::table) of the schema in hand: what cannot be read is left out, and each [`Repair`] is told.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;

use crate::table::{Described, Field, Kind, Message};
use crate::wire::{Fields, Malformed, Value, put_bytes, put_number, read_varint};

/// Messages inside messages that are still read; prost has the same limit.
const MAX_DEPTH: u32 = 100;

/// A message, and what had to be repaired to get it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decoded<T> {
    /// The message.
    pub message: T,
    /// What was changed or left out; empty when nothing was wrong.
    pub repairs: Vec<Repair>,
}

/// One field that was not as the schema says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Repair {
    /// Full name of the message that has the field.
    pub message: &'static str,
    /// Name of the field.
    pub field: &'static str,
    /// Number of the field.
    pub number: u32,
    /// What became of it.
    pub remedy: Remedy,
}

/// What became of a field that was not as the schema says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Remedy {
    /// Left out; the wire type was this.
    Dropped(u8),
    /// A number was sent as decimal text.
    NumberFromText,
    /// Text was sent as a number.
    TextFromNumber,
    /// Bytes that are no UTF-8 became U+FFFD.
    ReplacedUtf8,
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { message, field, number, remedy } = self;
        write!(f, "{message}.{field} ({number}): ")?;
        match remedy {
            Remedy::Dropped(wire_type) => write!(f, "left out, wire type {wire_type}"),
            Remedy::NumberFromText => f.write_str("a number, sent as text"),
            Remedy::TextFromNumber => f.write_str("a text, sent as a number"),
            Remedy::ReplacedUtf8 => f.write_str("not UTF-8"),
        }
    }
}

/// Reads a message, strictly if that goes, else field by field.
///
/// ```
/// use chatwire_mezon_proto::{api, tolerant};
///
/// // `user_id` is a number by the schema; an older gateway sends text.
/// let bytes = b"\x12\x03jwt\x22\x0242";
/// let decoded = tolerant::decode::<api::Session>(&bytes.as_slice().into())?;
/// assert_eq!((decoded.message.token.as_str(), decoded.message.user_id), ("jwt", 42));
/// assert_eq!(decoded.repairs[0].to_string(), "mezon.api.Session.user_id (4): a number, sent as text");
/// # Ok::<(), tolerant::Unreadable>(())
/// ```
///
/// # Errors
///
/// [`Unreadable`] when the bytes are cut off or no protobuf at all.
pub fn decode<T>(bytes: &Bytes) -> Result<Decoded<T>, Unreadable>
where
    T: Described + prost::Message + Default,
{
    match T::decode(bytes.clone()) {
        Ok(message) => Ok(Decoded { message, repairs: Vec::new() }),
        Err(_) => repair(bytes),
    }
}

/// Goes over the bytes by the table, whether it must or not.
pub(crate) fn repair<T>(bytes: &[u8]) -> Result<Decoded<T>, Unreadable>
where
    T: Described + prost::Message + Default,
{
    let mut repairs = Vec::new();
    let clean = Cleaner { repairs: &mut repairs }.message(T::TABLE, bytes, 0);
    let clean =
        clean.map_err(|cause| Unreadable { name: T::TABLE.name, cause: Box::new(cause) })?;
    let message = T::decode(clean.as_slice())
        .map_err(|cause| Unreadable { name: T::TABLE.name, cause: Box::new(cause) })?;
    Ok(Decoded { message, repairs })
}

/// The bytes are no message, whatever one forgives.
#[derive(Debug)]
#[non_exhaustive]
pub struct Unreadable {
    /// Full name of the message that was looked for.
    pub name: &'static str,
    cause: Box<dyn std::error::Error + Send + Sync>,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no {}", self.name)
    }
}

impl std::error::Error for Unreadable {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(self.cause.as_ref())
    }
}

/// Writes messages anew, with fields as the schema has them.
#[derive(Debug)]
struct Cleaner<'a> {
    repairs: &'a mut Vec<Repair>,
}

impl Cleaner<'_> {
    fn message(
        &mut self,
        table: &'static Message,
        bytes: &[u8],
        depth: u32,
    ) -> Result<Vec<u8>, Malformed> {
        let mut out = Vec::with_capacity(bytes.len());
        for item in Fields::new(bytes) {
            let item = item?;
            // prost skips unknown fields; so does this.
            let Some(field) = table.field(item.number) else {
                continue;
            };
            let remedy = self.field(field, item.value, depth, &mut out);
            if let Some(remedy) = remedy {
                let Field { name, number, .. } = *field;
                self.repairs.push(Repair { message: table.name, field: name, number, remedy });
            }
        }
        Ok(out)
    }

    /// Writes one field; says what had to be done to it.
    fn field(
        &mut self,
        field: &'static Field,
        value: Value<'_>,
        depth: u32,
        out: &mut Vec<u8>,
    ) -> Option<Remedy> {
        let dropped = Some(Remedy::Dropped(value.wire_type()));
        match (field.kind, value) {
            (Kind::String, Value::Bytes(bytes)) => {
                let text = String::from_utf8_lossy(bytes);
                put_bytes(out, field.number, text.as_bytes());
                matches!(text, Cow::Owned(_)).then_some(Remedy::ReplacedUtf8)
            }
            (Kind::String, Value::Varint(number)) => {
                // Ids and counts are what was text once; none of them is negative.
                put_bytes(out, field.number, number.to_string().as_bytes());
                Some(Remedy::TextFromNumber)
            }
            (Kind::Bytes, Value::Bytes(bytes)) => {
                put_bytes(out, field.number, bytes);
                None
            }
            (Kind::Message(table), Value::Bytes(bytes)) if depth < MAX_DEPTH => {
                let told = self.repairs.len();
                match self.message(table, bytes, depth + 1) {
                    Ok(clean) => {
                        put_bytes(out, field.number, &clean);
                        None
                    }
                    Err(_) => {
                        // What was repaired inside is gone with it.
                        self.repairs.truncate(told);
                        dropped
                    }
                }
            }
            (Kind::String | Kind::Bytes | Kind::Message(_), _) => dropped,
            (_, Value::Varint(number)) => {
                put_number(out, field.number, number);
                None
            }
            (kind, Value::Bytes(bytes)) => numbers(field, kind, bytes, out),
            _ => dropped,
        }
    }
}

/// Numbers that came as bytes: packed ones if there may be several, or decimal text.
fn numbers(field: &Field, kind: Kind, bytes: &[u8], out: &mut Vec<u8>) -> Option<Remedy> {
    if field.repeated {
        let mut rest = bytes;
        let mut packed = Vec::new();
        while !rest.is_empty() {
            match read_varint(&mut rest) {
                Some(number) => packed.push(number),
                None => return Some(Remedy::Dropped(2)),
            }
        }
        for number in packed {
            put_number(out, field.number, number);
        }
        return None;
    }
    match std::str::from_utf8(bytes).ok().and_then(|text| from_text(kind, text)) {
        Some(number) => {
            put_number(out, field.number, number);
            Some(Remedy::NumberFromText)
        }
        None => Some(Remedy::Dropped(2)),
    }
}

/// Decimal text as the number that a field holds, in its wire form.
fn from_text(kind: Kind, text: &str) -> Option<u64> {
    match kind {
        // Negative numbers of 32 bits go over the wire with 64, too.
        Kind::Int32 | Kind::Enum => text.parse::<i32>().ok().map(|n| i64::from(n).cast_unsigned()),
        Kind::Int64 => text.parse::<i64>().ok().map(i64::cast_unsigned),
        Kind::Uint32 => text.parse::<u32>().ok().map(u64::from),
        Kind::Uint64 => text.parse().ok(),
        Kind::Bool => match text {
            "0" | "false" => Some(0),
            "1" | "true" => Some(1),
            _ => None,
        },
        Kind::String | Kind::Bytes | Kind::Message(_) => None,
    }
}
