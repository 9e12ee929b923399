//! Frames that are made once: what differs from message to message has a fixed width, and is overwritten.

/// Stands where the number of a message goes, in hexadecimal digits.
pub(crate) const NUMBER: &str = "NNNNNNNNNNNN";
/// Stands where the time goes, in nanoseconds.
pub(crate) const TIME: &str = "TTTTTTTTTTTTTTTTTTT";
/// Stands where the number of the user goes who wrote it, in decimal digits.
pub(crate) const USER: &str = "UUU";
/// So many users write in turns, as [`USER`] has digits for.
pub(crate) const USERS: u64 = 1_000;

/// What is written into a frame.
#[derive(Clone, Copy)]
enum Hole {
    Number,
    Time,
    User,
    /// A varint of nine bytes: the first id, and how many are used in turns.
    Id(u64, u64),
}

/// A frame with holes.
pub(crate) struct Mold {
    frame: Vec<u8>,
    holes: Vec<(usize, Hole)>,
}

impl Mold {
    /// A frame of such a kind, whose holes are at the words above.
    pub(crate) fn new(kind: u8, payload: &[u8]) -> Self {
        let mut mold = Self { frame: frame(kind, payload), holes: Vec::new() };
        for (word, hole) in [(NUMBER, Hole::Number), (TIME, Hole::Time), (USER, Hole::User)] {
            mold.find(word.as_bytes(), hole);
        }
        mold
    }

    /// Where the payload has the number `first` of protobuf, ids from it on are used, `count` of them in turns.
    ///
    /// All of them must have nine bytes: from 2^56 to 2^63.
    pub(crate) fn ids(mut self, first: u64, count: u64) -> Self {
        let (mut bytes, before) = ([0; 9], self.holes.len());
        varint(first, &mut bytes);
        self.find(&bytes, Hole::Id(first, count));
        assert!(self.holes.len() > before, "the payload has no number {first}");
        self
    }

    fn find(&mut self, word: &[u8], hole: Hole) {
        let places = self.frame.windows(word.len()).enumerate();
        let places = places.filter(|(_, bytes)| *bytes == word).map(|(at, _)| (at, hole));
        self.holes.extend(places.collect::<Vec<_>>());
    }

    /// Appends the message of a number, said to be written at `time`.
    pub(crate) fn pour(&self, number: u64, time: u64, wire: &mut Vec<u8>) {
        let start = wire.len();
        wire.extend_from_slice(&self.frame);
        for (at, hole) in &self.holes {
            let place = &mut wire[start + at..];
            match hole {
                Hole::Number => digits::<16>(number, &mut place[..NUMBER.len()]),
                Hole::Time => digits::<10>(time, &mut place[..TIME.len()]),
                Hole::User => digits::<10>(number % USERS, &mut place[..USER.len()]),
                Hole::Id(first, count) => varint(first + number % count, &mut place[..9]),
            }
        }
    }
}

/// Fills a place from its end.
fn digits<const BASE: u64>(mut value: u64, place: &mut [u8]) {
    for digit in place.iter_mut().rev() {
        *digit = b"0123456789abcdef"[usize::try_from(value % BASE).unwrap()];
        value /= BASE;
    }
}

/// Fills a place; each byte but the last says that another follows.
fn varint(mut value: u64, place: &mut [u8]) {
    let last = place.len() - 1;
    for (at, byte) in place.iter_mut().enumerate() {
        *byte = u8::try_from(value & 0x7f).unwrap() | if at < last { 0x80 } else { 0 };
        value >>= 7;
    }
    assert_eq!(value, 0, "an id of more bytes than its place has");
}

/// A frame of the server: whole, not masked.
pub(crate) fn frame(kind: u8, payload: &[u8]) -> Vec<u8> {
    let mut wire = vec![kind];
    match u8::try_from(payload.len()) {
        Ok(length) if length < 126 => wire.push(length),
        _ => {
            wire.push(126);
            wire.extend(u16::try_from(payload.len()).unwrap().to_be_bytes());
        }
    }
    wire.extend(payload);
    wire
}
