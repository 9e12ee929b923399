//! Trouble drawn by lot, the same for the same seed.

use std::time::Duration;

use crate::{Emulator, Fault, FaultRule, Platform};

/// A run's worth of faults, all of which a sound client survives without losing or doubling a message.
///
/// Sockets are cut, closed with codes that ask for a reconnect, refused, delayed, garbled and doubled; `GET`
/// requests are answered 503 or not at all. The same seed gives the same plan on every machine.
///
/// ```
/// use chatwire_emulator::{Emulator, FaultPlan, Platform};
///
/// # fn main() -> Result<(), chatwire_emulator::EmulatorError> {
/// let emulator = Emulator::start_blocking()?;
/// let plan = FaultPlan::seeded(42);
/// plan.apply(&emulator, Platform::TokenBowl);
/// assert_eq!(emulator.waiting_faults(Platform::TokenBowl), plan.rules());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FaultPlan {
    seed: u64,
    rules: Vec<FaultRule>,
}

/// Close codes after which Centrifugo's clients reconnect, and two of the websocket protocol's own.
const CLOSE_CODES: [u16; 5] = [1001, 1012, 3001, 3008, 3012];

impl FaultPlan {
    /// Draws between three and ten faults; a refused upgrade comes with the cut before it.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let count = 3 + dice.below(8);
        let rules = (0..count).flat_map(|_| dice.rules()).collect();
        Self { seed, rules }
    }

    /// Adds sockets that fall silent, which a client notices only by its watchdog: for runs whose heartbeat
    /// is short. They stand between the other faults.
    #[must_use]
    pub fn with_silence(mut self) -> Self {
        let mut dice = Dice(!self.seed);
        let fault = Fault::SilentSocket { after_frames: dice.below(40) };
        let place = usize::try_from(dice.below(64)).unwrap_or_default() % (self.rules.len() + 1);
        self.rules.insert(place, FaultRule::next(fault));
        self
    }

    /// Seed that it was drawn from, for the message of a failing test.
    #[must_use]
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// The faults, in the order in which they wait.
    #[must_use]
    pub fn rules(&self) -> &[FaultRule] {
        &self.rules
    }

    /// Lets all of them wait for their requests and sockets.
    pub fn apply(&self, emulator: &Emulator, platform: Platform) {
        for rule in &self.rules {
            emulator.fault_rule(platform, rule.clone());
        }
    }
}

/// `SplitMix64`: small, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u32) -> u32 {
        // The upper half is the better one; the bias of the remainder does not matter here.
        u32::try_from(mix(&mut self.0) >> 32).unwrap_or_default() % bound
    }

    fn rules(&mut self) -> Vec<FaultRule> {
        let after_frames = self.below(60);
        let fault = match self.below(12) {
            0..=2 => Fault::DropSocket { after_frames },
            3 => {
                let nth = usize::try_from(self.below(5)).unwrap_or_default();
                let code = CLOSE_CODES.get(nth).copied().unwrap_or(1001);
                Fault::CloseSocket { after_frames, code, reason: "planned".to_owned() }
            }
            4 => {
                // Without a cut before it, an open socket would keep it and all behind it waiting.
                let cut = FaultRule::next(Fault::DropSocket { after_frames });
                return vec![cut, FaultRule::next(Fault::RefuseUpgrade { status: 503 })];
            }
            5 | 6 => Fault::DuplicateFrame { after_frames },
            7 | 8 => Fault::GarbageFrame { after_frames },
            9 => {
                let by = Duration::from_millis(u64::from(1 + self.below(20)));
                Fault::DelayFrame { after_frames, by }
            }
            10 => return vec![self.get(Fault::status(503))],
            _ => return vec![self.get(Fault::DropBefore)],
        };
        vec![FaultRule::next(fault)]
    }

    /// Requests without an effect only: what a client may repeat.
    fn get(&mut self, fault: Fault) -> FaultRule {
        let mut rule = FaultRule::next(fault).skip(self.below(3));
        rule.method = Some("GET".to_owned());
        rule
    }
}

/// Next number of a `SplitMix64` sequence.
pub(crate) const fn mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_seed_same_plan() {
        assert_eq!(FaultPlan::seeded(7), FaultPlan::seeded(7));
        assert_ne!(FaultPlan::seeded(7).rules(), FaultPlan::seeded(8).rules());
        let silent = FaultPlan::seeded(7).with_silence();
        assert_eq!(silent.rules().len(), FaultPlan::seeded(7).rules().len() + 1);
    }

    #[test]
    fn every_kind_is_drawn() {
        let drawn: Vec<_> = (0..200).flat_map(|seed| FaultPlan::seeded(seed).rules).collect();
        let has = |wanted: fn(&Fault) -> bool| drawn.iter().any(|rule| wanted(&rule.fault));
        assert!(has(|fault| matches!(fault, Fault::DropSocket { .. })));
        assert!(has(|fault| matches!(fault, Fault::CloseSocket { .. })));
        assert!(has(|fault| matches!(fault, Fault::RefuseUpgrade { .. })));
        assert!(has(|fault| matches!(fault, Fault::DuplicateFrame { .. })));
        assert!(has(|fault| matches!(fault, Fault::GarbageFrame { .. })));
        assert!(has(|fault| matches!(fault, Fault::DelayFrame { .. })));
        assert!(has(|fault| matches!(fault, Fault::Status { .. })));
        assert!(has(|fault| matches!(fault, Fault::DropBefore)));
        assert!(drawn.iter().all(|rule| rule.times == 1));
    }
}
