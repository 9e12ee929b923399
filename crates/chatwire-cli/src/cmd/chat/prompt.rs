//! The prompt, which stands on stderr where somebody types and sees it.

use std::io::{IsTerminal as _, Write as _};

use crate::text::clean_line;

/// Shown or not for the whole of a chat.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Prompt {
    shown: bool,
}

impl Prompt {
    pub(crate) fn new() -> Self {
        Self { shown: std::io::stdin().is_terminal() && std::io::stderr().is_terminal() }
    }

    /// Whether somebody types here and sees it.
    pub(crate) fn is_shown(self) -> bool {
        self.shown
    }

    /// Makes room for a line of something else.
    pub(crate) fn wipe(self) {
        self.write("\r\x1b[K");
    }

    /// Asks for the next line.
    pub(crate) fn ask(self, room: &str) {
        self.write(&format!("\r\x1b[K{}> ", clean_line(room)));
    }

    /// Leaves the line as it is, for good.
    pub(crate) fn leave(self) {
        self.write("\n");
    }

    fn write(self, text: &str) {
        if self.shown {
            // A terminal that is gone misses nothing.
            let _gone = std::io::stderr().write_all(text.as_bytes());
        }
    }
}
