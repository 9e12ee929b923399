//! [`Underway`]: what was written and not answered yet, and what came meanwhile and may be its echo.

use std::collections::VecDeque;

/// Messages on their way, and events that wait for what becomes of them.
#[derive(Debug)]
pub(crate) struct Underway<L, E> {
    /// Those without an answer, in the order in which answers come.
    letters: VecDeque<L>,
    answered: usize,
    /// Events, each with the number of answers that there are when it can be told from an echo.
    kept: VecDeque<(usize, E)>,
}

impl<L, E> Underway<L, E> {
    pub(crate) fn new() -> Self {
        Self { letters: VecDeque::new(), answered: 0, kept: VecDeque::new() }
    }

    /// A message is about to be sent.
    pub(crate) fn put(&mut self, letter: L) {
        self.letters.push_back(letter);
    }

    /// Whether it is so of a message that has no answer yet.
    pub(crate) fn any(&self, is_it: impl FnMut(&L) -> bool) -> bool {
        self.letters.iter().any(is_it)
    }

    /// Keeps an event until all that was written before it is answered.
    pub(crate) fn keep(&mut self, event: E) {
        self.kept.push_back((self.answered + self.letters.len(), event));
    }

    /// The oldest message has its answer.
    pub(crate) fn answered(&mut self) {
        if self.letters.pop_front().is_some() {
            self.answered += 1;
        }
    }

    /// The next event that has waited long enough.
    pub(crate) fn due(&mut self) -> Option<E> {
        let (due, _) = self.kept.front()?;
        if *due > self.answered {
            return None;
        }
        self.kept.pop_front().map(|(_, event)| event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_waits_for_what_was_written_before_it() {
        let mut underway = Underway::new();
        underway.put("one");
        underway.put("two");
        underway.keep('a');
        underway.put("three");
        underway.keep('b');
        assert!(underway.any(|text| *text == "three") && underway.due().is_none());
        underway.answered();
        assert_eq!(underway.due(), None);
        underway.answered();
        assert_eq!((underway.due(), underway.due()), (Some('a'), None));
        underway.answered();
        assert_eq!((underway.due(), underway.due()), (Some('b'), None));
        assert!(!underway.any(|_| true));
    }
}
