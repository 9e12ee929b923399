//! Fields one after the other, without a type.

use chatwire_mezon_proto::wire::{Fields, Malformed, Value};

use crate::seed::{Seed, varint};

fn walk(bytes: &[u8]) -> Vec<(u32, Value<'_>)> {
    Fields::new(bytes)
        .map(|field| field.unwrap())
        .map(|field| (field.number, field.value))
        .collect()
}

fn fails_with(bytes: &[u8]) -> usize {
    let mut fields = Fields::new(bytes);
    let Malformed { left, .. } = fields.find_map(Result::err).expect("no error");
    assert_eq!(fields.next(), None);
    left
}

#[test]
fn all_wire_types_are_read() {
    assert_eq!(
        walk(&[
            0x08, 0x96, 0x01, // 1: varint 150
            0x11, 1, 0, 0, 0, 0, 0, 0, 0, // 2: fixed64
            0x1A, 2, b'h', b'i', // 3: bytes
            0x23, 0x08, 0x01, 0x2B, 0x2C, 0x24, // 4: group with a number and a group
            0x2D, 2, 0, 0, 0, // 5: fixed32
        ]),
        [
            (1, Value::Varint(150)),
            (2, Value::Fixed64(1)),
            (3, Value::Bytes(b"hi")),
            (4, Value::Group(&[0x08, 0x01, 0x2B, 0x2C])),
            (5, Value::Fixed32(2)),
        ]
    );
}

#[test]
fn numbers_of_64_bits_are_the_largest() {
    let largest = [0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01];
    assert_eq!(walk(&largest), [(1, Value::Varint(u64::MAX))]);
    let mut larger = largest;
    larger[10] = 0x02;
    assert_eq!(fails_with(&larger), 11);
}

/// As protobuf defines it, one byte after the other.
fn slow(bytes: &[u8]) -> Option<(u64, usize)> {
    let length = bytes.iter().take(10).position(|byte| *byte < 0x80)? + 1;
    let bytes = bytes.iter().take(length).rev();
    let value = bytes.fold(0_u128, |value, byte| value << 7 | u128::from(byte & 0x7F));
    Some((u64::try_from(value).ok()?, length))
}

#[test]
fn numbers_of_all_lengths_are_read_as_one_byte_after_the_other() {
    let mut seed = Seed::new(7);
    for shift in 0..64 {
        for _ in 0..50 {
            let mut number = Vec::new();
            varint(&mut number, seed.number() >> shift);
            // Longer than it need be, too: of the same value, or of more than 64 bits.
            for zeros in 0..4 {
                let mut bytes = number.clone();
                if zeros > 0 {
                    *bytes.last_mut().unwrap() |= 0x80;
                    bytes.extend(std::iter::repeat_n(0x80, zeros - 1));
                    bytes.push(u8::try_from(seed.number() % 2).unwrap());
                }
                let expected = slow(&bytes);
                bytes.insert(0, 0x08);
                // In the middle and at the end of a message.
                for behind in [0, 1, 12] {
                    let bytes = [
                        bytes.as_slice(),
                        &[0x10, 0xFF, 0x01][..behind.min(1) * 3],
                        &[0x18, 1].repeat(behind),
                    ]
                    .concat();
                    let mut fields = Fields::new(&bytes);
                    let read = fields
                        .next()
                        .unwrap()
                        .ok()
                        .map(|field| (field.value, bytes.len() - fields.rest().len()));
                    let expected =
                        expected.map(|(value, length)| (Value::Varint(value), length + 1));
                    assert_eq!(read, expected, "{bytes:02X?}");
                }
            }
        }
    }
}

#[test]
fn what_is_cut_off_or_never_was_a_field_fails_once() {
    assert_eq!(fails_with(&[0x08]), 1);
    assert_eq!(fails_with(&[0x08, 0x01, 0x1A, 5, b'h']), 3);
    assert_eq!(fails_with(&[0x00, 0x01]), 2, "field number 0");
    assert_eq!(fails_with(&[0x0C]), 1, "the end of no group");
    assert_eq!(fails_with(&[0x0B, 0x14]), 2, "the end of another group");
    assert_eq!(fails_with(&[0x0E]), 1, "no such wire type");
    assert_eq!(fails_with(&[0x0B; 4_000]), 4_000, "groups without end");
}
