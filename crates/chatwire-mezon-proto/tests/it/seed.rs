//! Bytes from a seed: messages that the schema allows, and noise.

use chatwire_mezon_proto::table::{Field, Kind, Message};

/// Messages inside messages that are still filled.
const DEPTH: u32 = 3;

/// Repeatable numbers that look random (xorshift).
#[derive(Debug)]
pub(crate) struct Seed(u64);

impl Seed {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn number(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.number() % limit
    }

    /// Noise of up to 64 bytes.
    pub(crate) fn noise(&mut self) -> Vec<u8> {
        let length = self.below(65);
        (0..length).map(|_| u8::try_from(self.below(256)).unwrap()).collect()
    }

    /// An encoded message with every field of the table set, and none of them to its default.
    pub(crate) fn message(&mut self, table: &'static Message) -> Vec<u8> {
        self.nested(table, 0)
    }

    fn nested(&mut self, table: &'static Message, depth: u32) -> Vec<u8> {
        let mut out = Vec::new();
        // The variants of the one oneof follow each other, and the last one wins; all of them are tried over the seeds.
        let only = (table.name == "mezon.realtime.Envelope").then(|| 2 + self.below(98));
        for field in table.fields {
            if only.is_some_and(|only| field.number != 1 && u64::from(field.number) != only) {
                continue;
            }
            let times = if field.repeated { 1 + self.below(3) } else { 1 };
            for _ in 0..times {
                self.field(field, depth, &mut out);
            }
        }
        out
    }

    fn field(&mut self, field: &'static Field, depth: u32, out: &mut Vec<u8>) {
        match field.kind {
            Kind::Bool => number(out, field.number, 1),
            Kind::Int32 | Kind::Enum => {
                let value = i64::try_from(1 + self.below(i32::MAX as u64)).unwrap();
                let value = if self.below(2) == 0 { value } else { -value };
                number(out, field.number, value.cast_unsigned());
            }
            Kind::Uint32 => number(out, field.number, 1 + self.below(u32::MAX.into())),
            Kind::String => {
                let text = format!("text {} ä 🎉", self.below(1_000));
                bytes(out, field.number, text.as_bytes());
            }
            Kind::Bytes => {
                let mut value = self.noise();
                value.push(0xFF);
                bytes(out, field.number, &value);
            }
            Kind::Message(table) if depth < DEPTH => {
                let value = self.nested(table, depth + 1);
                bytes(out, field.number, &value);
            }
            Kind::Message(_) => bytes(out, field.number, &[]),
            _ => number(out, field.number, self.number() | 1),
        }
    }
}

/// Appends a number of variable length.
pub(crate) fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(u8::try_from(value & 0x7F).unwrap() | 0x80);
        value >>= 7;
    }
    out.push(u8::try_from(value).unwrap());
}

/// Appends a field that is a number.
pub(crate) fn number(out: &mut Vec<u8>, field: u32, value: u64) {
    varint(out, u64::from(field) << 3);
    varint(out, value);
}

/// Appends a field that is text, bytes or a message.
pub(crate) fn bytes(out: &mut Vec<u8>, field: u32, value: &[u8]) {
    varint(out, u64::from(field) << 3 | 2);
    varint(out, value.len().try_into().unwrap());
    out.extend_from_slice(value);
}
