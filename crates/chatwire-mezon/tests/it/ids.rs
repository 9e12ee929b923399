//! Ids: text and numbers, "none", ids that the client makes.

use std::collections::HashMap;

use chatwire_mezon::{
    AppId, ChannelId, ClanId, ErrorKind, MessageId, Snowflakes, Timestamp, UserId,
};
use proptest::prelude::*;

const START: i64 = 1_577_836_800_000;

#[test]
fn json_has_ids_as_text_and_brings_them_in_any_form() {
    let id = MessageId::new(9_000_000_000_000_000_002);
    assert_eq!(serde_json::to_string(&id).unwrap(), "\"9000000000000000002\"");
    for (json, number) in [
        ("\"9000000000000000002\"", 9_000_000_000_000_000_002),
        ("9000000000000000002", 9_000_000_000_000_000_002),
        ("-7", -7),
        ("\"\"", 0),
        ("null", 0),
    ] {
        assert_eq!(serde_json::from_str::<MessageId>(json).unwrap(), number, "{json}");
    }
    for json in ["1.5", "true", "[]", "\"a\"", "\" 1\"", "\"+1\"", "9223372036854775808"] {
        assert!(serde_json::from_str::<MessageId>(json).is_err(), "{json}");
    }
    let map: HashMap<ClanId, u8> = serde_json::from_str("{\"5\":1}").unwrap();
    assert_eq!(map[&ClanId::new(5)], 1);
}

#[test]
fn text_is_read_strictly() {
    assert_eq!("123".parse::<UserId>().unwrap().get(), 123);
    for text in ["", " 1", "1.5", "-", "+1", "１", "99999999999999999999"] {
        assert_eq!(text.parse::<UserId>().unwrap_err().kind(), ErrorKind::Input, "{text:?}");
    }
}

#[test]
fn zero_is_none_and_the_default() {
    assert_eq!(ChannelId::default(), ChannelId::NONE);
    assert_eq!(ChannelId::NONE.present(), None);
    assert_eq!(ChannelId::new(3).present(), Some(ChannelId::new(3)));
    assert!(ClanId::DIRECT.is_direct() && !ClanId::new(1).is_direct());
}

#[test]
fn ids_are_made_from_numbers_and_printed() {
    fn take(id: impl Into<UserId>) -> String {
        format!("{0} {0:?} {0:>4}", id.into())
    }
    let id = UserId::new(7);
    let by_reference: &UserId = &id;
    assert_eq!(
        [take(7), take(id), take(by_reference), take(AppId::new(7))],
        ["7 UserId(7)    7"; 4]
    );
    assert_eq!(i64::from(AppId::from(id)), 7);
}

#[test]
fn made_ids_have_time_place_and_sequence() {
    let ids = Snowflakes::new();
    let at = |millis| Timestamp::from_unix_millis(START + millis);
    let id = |millis: i64, sequence: i64| (millis << 22) | (1 << 17) | (1 << 12) | sequence;
    assert_eq!(ids.next_at(at(5)), id(5, 0));
    assert_eq!(ids.next_at(at(5)), id(5, 1));
    assert_eq!(ids.next_at(at(9)), id(9, 0), "a new millisecond begins at 0");
    assert_eq!(ids.next_at(at(4)), id(9, 1), "a clock that is set back repeats nothing");
    for sequence in 2..4_096 {
        assert_eq!(ids.next_at(at(9)), id(9, sequence));
    }
    assert_eq!(ids.next_at(at(9)), id(10, 0), "a full millisecond borrows from the next");
    assert_eq!(Snowflakes::new().next_at(Timestamp::MIN), id(0, 0));
}

#[test]
fn made_ids_are_distinct_across_threads() {
    let ids = Snowflakes::new();
    let mut all: Vec<i64> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| (0..5_000).map(|_| ids.next()).collect::<Vec<_>>()))
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 20_000);
    assert!(all[0] > 0);
}

proptest! {
    #[test]
    fn every_number_survives_text_and_json(number: i64) {
        let id = UserId::new(number);
        prop_assert_eq!(id.to_string().parse::<UserId>().unwrap(), id);
        let json = serde_json::to_string(&id).unwrap();
        prop_assert_eq!(serde_json::from_str::<UserId>(&json).unwrap(), id);
        prop_assert_eq!(serde_json::from_str::<UserId>(&number.to_string()).unwrap(), id);
    }
}
