//! [`Kinds`]: a set of event kinds, and the names of kinds.

use std::fmt;
use std::str::FromStr;

use chatwire_core::Error;

use super::EventKind;

impl EventKind {
    /// Number of the field in the envelope.
    #[must_use]
    pub const fn number(self) -> u32 {
        self as u32
    }
}

/// Writes the name of the field in the envelope.
impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.field())
    }
}

/// Reads a name as the references or this crate write it.
///
/// ```
/// use chatwire_mezon::event::EventKind;
///
/// for name in ["voice_leaved_event", "voice_leaved", "voice_left", "VoiceLeavedEvent"] {
///     assert_eq!(name.parse::<EventKind>()?, EventKind::VoiceLeft);
/// }
/// # Ok::<(), chatwire_mezon::Error>(())
/// ```
impl FromStr for EventKind {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::named(name).ok_or_else(|| Error::input(format!("no event is called `{name}`")))
    }
}

/// A set of event kinds: what somebody wants to hear of.
///
/// ```
/// use chatwire_mezon::event::{EventKind, Kinds};
///
/// let wanted: Kinds = [EventKind::ChannelMessage, EventKind::MessageReaction].into_iter().collect();
/// assert!(wanted.contains(EventKind::ChannelMessage));
/// assert!(!wanted.contains(EventKind::MessageTyping));
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Kinds(u128);

impl Kinds {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// Everything, kinds that are yet to come included.
    pub const ALL: Self = Self(u128::MAX);

    /// Adds a kind.
    pub const fn insert(&mut self, kind: EventKind) {
        self.0 |= Self::bit(kind);
    }

    /// Whether the kind is in the set.
    #[must_use]
    pub const fn contains(self, kind: EventKind) -> bool {
        self.0 & Self::bit(kind) != 0
    }

    /// What is in one of two sets.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether nothing is in it.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The kinds in it, in order of their numbers.
    pub fn iter(self) -> impl Iterator<Item = EventKind> {
        EventKind::ALL.iter().copied().filter(move |kind| self.contains(*kind))
    }

    /// The set as two numbers.
    pub(crate) const fn to_halves(self) -> [u64; 2] {
        let [a, b, c, d, e, f, g, h, high @ ..] = self.0.to_le_bytes();
        [u64::from_le_bytes([a, b, c, d, e, f, g, h]), u64::from_le_bytes(high)]
    }

    /// The set of two numbers.
    pub(crate) fn from_halves([low, high]: [u64; 2]) -> Self {
        Self(u128::from(high) << 64 | u128::from(low))
    }

    const fn bit(kind: EventKind) -> u128 {
        // Numbers end below 128; the tests see to it.
        1_u128.wrapping_shl(kind.number())
    }
}

impl FromIterator<EventKind> for Kinds {
    fn from_iter<I: IntoIterator<Item = EventKind>>(kinds: I) -> Self {
        let mut set = Self::NONE;
        for kind in kinds {
            set.insert(kind);
        }
        set
    }
}

impl fmt::Debug for Kinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_variants_of_the_envelope_are_known() {
        let numbers: Vec<u32> = EventKind::ALL.iter().map(|kind| kind.number()).collect();
        assert!(numbers.iter().copied().eq(2..100));
        for kind in EventKind::ALL {
            assert_eq!(EventKind::from_number(kind.number()), Some(*kind));
            assert_eq!(kind.field().parse().ok(), Some(*kind), "{kind}");
        }
        assert_eq!(EventKind::from_number(1), None, "the number of the request");
        assert_eq!(EventKind::from_number(100), None);
    }

    #[test]
    fn sets_hold_what_was_put_in() {
        for kind in EventKind::ALL {
            let set = Kinds::from_iter([*kind]);
            assert!(set.iter().eq([*kind]), "{set:?}");
            assert!(Kinds::ALL.contains(*kind) && !Kinds::NONE.contains(*kind));
            assert_eq!(Kinds::from_halves(set.to_halves()), set);
        }
        let all: Kinds = EventKind::ALL.iter().copied().collect();
        assert_eq!(all.iter().count(), 98);
        assert_eq!(Kinds::NONE.union(all), all);
        assert!(Kinds::default().is_empty() && !all.is_empty());
    }

    #[test]
    fn the_references_names_are_understood() {
        let kind = |name: &str| name.parse().ok();
        assert_eq!(kind("voice_started_event"), Some(EventKind::VoiceStarted));
        assert_eq!(kind("voice_started"), Some(EventKind::VoiceStarted));
        assert_eq!(kind("give_coffee_event"), Some(EventKind::GiveCoffee));
        assert_eq!(kind("GIVE_COFFEE"), Some(EventKind::GiveCoffee));
        assert_eq!(kind("CHANNEL_MESSAGE"), Some(EventKind::ChannelMessage));
        assert_eq!(kind("MESSAGE_REACTION_EVENT"), Some(EventKind::MessageReaction));
        assert_eq!(kind("TokenSend"), Some(EventKind::TokenSend));
        assert_eq!(kind("AIAgentEnable"), Some(EventKind::AiAgentEnabled));
        assert_eq!(kind("nothing"), None);
    }

    #[test]
    fn requests_are_no_events() {
        assert!(EventKind::ChannelMessage.is_push() && EventKind::MessageTyping.is_push());
        assert!(!EventKind::ClanJoin.is_push() && !EventKind::Pong.is_push());
        assert_eq!(EventKind::ALL.iter().filter(|kind| !kind.is_push()).count(), 20);
    }
}
