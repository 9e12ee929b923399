//! What must hold for each message of the schema.

use std::collections::BTreeSet;

use bytes::Bytes;
use chatwire_mezon_proto::table::Described;
use chatwire_mezon_proto::wire::Fields;
use chatwire_mezon_proto::{Message, tolerant};

use crate::generated::messages;
use crate::seed::Seed;

/// Something that is done with every type.
pub(crate) trait Visit {
    fn one<T>(&mut self)
    where
        T: Described + Message + Default + PartialEq + Clone;
}

/// Numbers of the fields that stand in encoded bytes.
fn numbers(bytes: &[u8]) -> BTreeSet<u32> {
    Fields::new(bytes).map(|field| field.unwrap().number).collect()
}

#[test]
fn messages_come_back_as_they_went() {
    struct RoundTrip(usize);
    impl Visit for RoundTrip {
        fn one<T>(&mut self)
        where
            T: Described + Message + Default + PartialEq + Clone,
        {
            self.0 += 1;
            for seed in 0..20 {
                let bytes = Seed::new(seed).message(T::TABLE);
                let message = T::decode(bytes.as_slice()).expect(T::TABLE.name);
                let again = message.encode_to_vec();
                assert_eq!(message.encoded_len(), again.len(), "{}", T::TABLE.name);
                assert!(T::decode(again.as_slice()).unwrap() == message, "{}", T::TABLE.name);
                // The table and the type know the same fields.
                assert_eq!(numbers(&again), numbers(&bytes), "{}", T::TABLE.name);
            }
        }
    }
    let mut visit = RoundTrip(0);
    messages::each(&mut visit);
    // Those of both packages, and of the ledger; maps and wrappers have no type of their own.
    assert_eq!(visit.0, 467 + 27);
}

#[test]
fn what_is_right_needs_no_repair() {
    struct Repaired;
    impl Visit for Repaired {
        fn one<T>(&mut self)
        where
            T: Described + Message + Default + PartialEq + Clone,
        {
            let mut bytes = Seed::new(7).message(T::TABLE);
            let message = T::decode(bytes.as_slice()).unwrap();
            // Text of other bytes in an unknown field changes nothing; a group makes no difference either.
            bytes.extend([0xF3, 0xFF, 0x01, 0x08, 0x01, 0xF4, 0xFF, 0x01]);
            let decoded = tolerant::decode::<T>(&Bytes::from(bytes)).unwrap();
            assert!(decoded.message == message, "{}", T::TABLE.name);
            assert_eq!(decoded.repairs, [], "{}", T::TABLE.name);
        }
    }
    messages::each(&mut Repaired);
}

#[test]
fn one_wrong_field_costs_that_field_only() {
    struct Wrong;
    impl Visit for Wrong {
        fn one<T>(&mut self)
        where
            T: Described + Message + Default + PartialEq + Clone,
        {
            let right = Seed::new(3).message(T::TABLE);
            let message = T::decode(right.as_slice()).unwrap();
            for field in T::TABLE.fields {
                // Four fixed bytes fit no field of this schema.
                let mut bytes = right.clone();
                crate::seed::varint(&mut bytes, u64::from(field.number) << 3 | 5);
                bytes.extend([1, 2, 3, 4]);
                assert!(T::decode(bytes.as_slice()).is_err(), "{} {}", T::TABLE.name, field.name);
                let decoded = tolerant::decode::<T>(&Bytes::from(bytes)).unwrap();
                assert!(decoded.message == message, "{} {}", T::TABLE.name, field.name);
                let repair = decoded.repairs.first().unwrap();
                assert_eq!((repair.field, repair.message), (field.name, T::TABLE.name));
                assert_eq!(repair.remedy, tolerant::Remedy::Dropped(5));
            }
        }
    }
    messages::each(&mut Wrong);
}

#[test]
fn noise_never_panics() {
    struct Noise(Seed);
    impl Visit for Noise {
        fn one<T>(&mut self)
        where
            T: Described + Message + Default + PartialEq + Clone,
        {
            for _ in 0..50 {
                let noise = Bytes::from(self.0.noise());
                if let Ok(decoded) = tolerant::decode::<T>(&noise) {
                    assert!(decoded.message.encoded_len() <= 64 * 8, "{}", T::TABLE.name);
                }
                // A message that is cut off or flipped is nearer to the truth than noise.
                let mut bytes = self.0.message(T::TABLE);
                let at = usize::try_from(self.0.number()).unwrap() % (bytes.len() + 1);
                match bytes.get_mut(at) {
                    Some(byte) => *byte ^= 0x2A,
                    None => bytes.truncate(at / 2),
                }
                let strict = T::decode(bytes.as_slice());
                let decoded = tolerant::decode::<T>(&Bytes::from(bytes));
                if let Ok(message) = strict {
                    assert!(decoded.unwrap().message == message, "{}", T::TABLE.name);
                }
            }
        }
    }
    messages::each(&mut Noise(Seed::new(11)));
}
