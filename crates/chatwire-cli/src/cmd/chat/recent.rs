//! [`Recent`]: what was shown last. Some platforms bring one's own messages back, before or after the answer.

use std::collections::VecDeque;

/// Messages that are remembered: an answer and its echo are seldom further apart.
const MOST: usize = 256;

/// The messages that were shown last.
#[derive(Debug)]
pub(crate) struct Recent<T>(VecDeque<T>);

impl<T: PartialEq> Recent<T> {
    pub(crate) fn new() -> Self {
        Self(VecDeque::new())
    }

    /// Whether this one was not shown yet; it counts as shown from now on.
    pub(crate) fn is_new(&mut self, message: T) -> bool {
        if self.0.contains(&message) {
            return false;
        }
        if self.0.len() >= MOST {
            self.0.pop_front();
        }
        self.0.push_back(message);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_echo_is_not_new_for_a_while() {
        let mut recent = Recent::new();
        assert!(recent.is_new(0) && !recent.is_new(0));
        assert!((1..=MOST).all(|id| recent.is_new(id)));
        assert!(recent.is_new(0), "forgotten by now");
    }
}
