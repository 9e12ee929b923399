//! What a line of the user says.

/// A line that was read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    Nothing,
    Quit,
    Help,
    Rooms,
    /// From here on, lines go to this room; without a name, as of a variable that was not set, to none.
    Join(String),
    /// A command that is none.
    Unknown(String),
    Say(String),
}

impl Line {
    /// A line that begins with two slashes is a text that begins with one.
    pub(super) fn read(line: &str) -> Self {
        let line = line.trim();
        let Some(command) = line.strip_prefix('/') else {
            return if line.is_empty() { Self::Nothing } else { Self::Say(line.to_owned()) };
        };
        if command.starts_with('/') {
            return Self::Say(command.to_owned());
        }
        let (name, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
        match (name, rest.trim()) {
            ("quit" | "exit" | "q", "") => Self::Quit,
            ("help", "") => Self::Help,
            ("rooms", "") => Self::Rooms,
            ("join" | "j", room) => Self::Join(room.to_owned()),
            _ => Self::Unknown(line.to_owned()),
        }
    }
}

/// Whether a line that cannot be read as a whole may be meant to join a room: where its name begins is not known.
pub(super) fn may_join(line: &str) -> bool {
    line.trim_start().starts_with("/j")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_apart() {
        assert_eq!(Line::read("hello room\r\n"), Line::Say("hello room".to_owned()));
        assert_eq!(Line::read("//shrug"), Line::Say("/shrug".to_owned()));
        assert_eq!(Line::read("/join mezon:2001"), Line::Join("mezon:2001".to_owned()));
        assert_eq!(Line::read("/join "), Line::Join(String::new()));
        assert_eq!(Line::read("/j"), Line::Join(String::new()));
        assert_eq!(Line::read("/quit now"), Line::Unknown("/quit now".to_owned()));
        assert_eq!(Line::read("/rooms"), Line::Rooms);
        assert_eq!(Line::read("/q"), Line::Quit);
        assert_eq!(Line::read("/help"), Line::Help);
        assert_eq!(Line::read(" \t"), Line::Nothing);
    }
}
