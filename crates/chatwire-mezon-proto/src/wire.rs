//! The bytes of a message one field after the other, without a type for them.
//!
//! Reading the head of a socket frame costs its tags only:
//!
//! ```
//! use chatwire_mezon_proto::{Message as _, realtime, wire};
//!
//! let frame = realtime::Envelope {
//!     cid: 0,
//!     message: Some(realtime::envelope::Message::ClanDeletedEvent(Default::default())),
//! };
//! let bytes = frame.encode_to_vec();
//! for field in wire::Fields::new(&bytes) {
//!     let field = field?;
//!     assert_eq!((field.number, field.value), (46, wire::Value::Bytes(b"")));
//! }
//! # Ok::<(), wire::Malformed>(())
//! ```

use std::fmt;

/// Groups inside groups that are still skipped; nothing of today sends groups at all.
const MAX_GROUPS: u32 = 32;

/// One field on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field<'a> {
    /// Its number.
    pub number: u32,
    /// What it carries.
    pub value: Value<'a>,
}

/// What a [`Field`] carries, by its wire type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value<'a> {
    /// A number of variable length (wire type 0).
    Varint(u64),
    /// Eight bytes (wire type 1).
    Fixed64(u64),
    /// Text, bytes, a message, or packed numbers (wire type 2).
    Bytes(&'a [u8]),
    /// Everything between the marks of a group (wire types 3 and 4).
    Group(&'a [u8]),
    /// Four bytes (wire type 5).
    Fixed32(u32),
}

impl Value<'_> {
    /// Number of the wire type.
    #[must_use]
    pub const fn wire_type(&self) -> u8 {
        match self {
            Self::Varint(_) => 0,
            Self::Fixed64(_) => 1,
            Self::Bytes(_) => 2,
            Self::Group(_) => 3,
            Self::Fixed32(_) => 5,
        }
    }
}

/// The bytes are no protobuf: cut off, or never any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Malformed {
    /// How many bytes from the end the field that cannot be read begins.
    pub left: usize,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no protobuf field in the last {} bytes", self.left)
    }
}

impl std::error::Error for Malformed {}

/// Iterator over the fields of a message; after an error it is at its end.
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    /// Fields of an encoded message.
    #[must_use]
    pub const fn new(message: &'a [u8]) -> Self {
        Self { rest: message }
    }

    /// What has not been read yet.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    #[inline(always)]
    fn read(&mut self) -> Option<Field<'a>> {
        let (number, wire_type) = read_key(&mut self.rest)?;
        let value = read_value(&mut self.rest, number, wire_type, 0)?;
        Some(Field { number, value })
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<Field<'a>, Malformed>;

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let left = self.rest.len();
        let field = self.read().ok_or(Malformed { left });
        if field.is_err() {
            self.rest = &[];
        }
        Some(field)
    }
}

/// Field number and wire type.
#[inline(always)]
fn read_key(from: &mut &[u8]) -> Option<(u32, u8)> {
    let key = u32::try_from(read_varint(from)?).ok()?;
    let (number, wire_type) = (key >> 3, u8::try_from(key & 7).ok()?);
    (number != 0).then_some((number, wire_type))
}

#[inline(always)]
fn read_value<'a>(
    from: &mut &'a [u8],
    number: u32,
    wire_type: u8,
    depth: u32,
) -> Option<Value<'a>> {
    Some(match wire_type {
        0 => Value::Varint(read_varint(from)?),
        1 => Value::Fixed64(u64::from_le_bytes(*split(from, 8)?.first_chunk()?)),
        2 => {
            let length = usize::try_from(read_varint(from)?).ok()?;
            Value::Bytes(split(from, length)?)
        }
        3 => Value::Group(read_group(from, number, depth)?),
        5 => Value::Fixed32(u32::from_le_bytes(*split(from, 4)?.first_chunk()?)),
        _ => return None,
    })
}

/// Content of a group whose start mark has been read.
fn read_group<'a>(from: &mut &'a [u8], number: u32, depth: u32) -> Option<&'a [u8]> {
    if depth == MAX_GROUPS {
        return None;
    }
    let whole = *from;
    loop {
        let before = from.len();
        match read_key(from)? {
            (end, 4) => {
                return if end == number { whole.get(..whole.len() - before) } else { None };
            }
            (inner, wire_type) => read_value(from, inner, wire_type, depth + 1).map(drop)?,
        }
    }
}

/// A number of variable length; more than 64 bits are none.
#[inline(always)]
pub(crate) fn read_varint(from: &mut &[u8]) -> Option<u64> {
    match from.split_first()? {
        // Nearly every key, and most lengths.
        (&byte, rest) if byte < 0x80 => {
            *from = rest;
            Some(u64::from(byte))
        }
        _ => match read_word(from) {
            Some(value) => Some(value),
            None => read_long_varint(from),
        },
    }
}

/// A number of up to nine bytes, such as any id, at once; `None` for a longer one, and near the end.
#[inline(always)]
fn read_word(from: &mut &[u8]) -> Option<u64> {
    const MORE: u64 = 0x8080_8080_8080_8080;
    let (word, rest) = from.split_first_chunk()?;
    let word = u64::from_le_bytes(*word);
    // The first byte without the mark that more follow.
    let bits = (!word & MORE).trailing_zeros() + 1;
    if bits <= u64::BITS {
        let length = usize::try_from(bits / 8).ok()?;
        *from = from.get(length..)?;
        return Some(squeeze(word & (u64::MAX >> (u64::BITS - bits))));
    }
    let (&last, rest) = rest.split_first()?;
    if last >= 0x80 {
        return None;
    }
    *from = rest;
    Some(squeeze(word) | u64::from(last) << 56)
}

/// The lower seven bits of each byte, side by side.
const fn squeeze(word: u64) -> u64 {
    let word = word & 0x7F7F_7F7F_7F7F_7F7F;
    let word = (word & 0x007F_007F_007F_007F) | (word & 0x7F00_7F00_7F00_7F00) >> 1;
    let word = (word & 0x0000_3FFF_0000_3FFF) | (word & 0x3FFF_0000_3FFF_0000) >> 2;
    (word & 0x0FFF_FFFF) | (word & 0x0FFF_FFFF_0000_0000) >> 4
}

/// Longest number of variable length.
const LONGEST: usize = 10;

fn read_long_varint(from: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for (place, byte) in from.iter().take(LONGEST).enumerate() {
        let bits = u64::from(byte & 0x7F);
        if place + 1 == LONGEST && bits > 1 {
            return None;
        }
        value |= bits << (7 * place);
        if *byte < 0x80 {
            *from = from.get(place + 1..)?;
            return Some(value);
        }
    }
    None
}

#[inline(always)]
fn split<'a>(from: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (head, rest) = from.split_at_checked(length)?;
    *from = rest;
    Some(head)
}

/// Appends a number of variable length.
pub(crate) fn put_varint(to: &mut Vec<u8>, mut value: u64) {
    loop {
        let [low, ..] = value.to_le_bytes();
        value >>= 7;
        if value == 0 {
            to.push(low & 0x7F);
            return;
        }
        to.push(low | 0x80);
    }
}

/// Appends a field that holds a number.
pub(crate) fn put_number(to: &mut Vec<u8>, number: u32, value: u64) {
    put_varint(to, u64::from(number) << 3);
    put_varint(to, value);
}

/// Appends a field that holds bytes.
pub(crate) fn put_bytes(to: &mut Vec<u8>, number: u32, value: &[u8]) {
    put_varint(to, u64::from(number) << 3 | 2);
    // A length of more than 64 bits cannot be.
    put_varint(to, value.len() as u64);
    to.extend_from_slice(value);
}
