//! [`Since`]: the time in a list's `since`.

use chatwire_core::Timestamp;

use crate::Message;

/// A point in time as the server compares it.
///
/// The server compares times as texts, so only one form is right: UTC, `+00:00`, six digits of a fraction.
/// Times and texts are brought into it; a text that the server has written itself stays as it is, and one that
/// is no point in time is sent as it is, which the server refuses.
///
/// ```
/// use chatwire_tokenbowl::{Since, Timestamp};
///
/// let at: Timestamp = "2025-10-27T13:00:00.5+01:00".parse()?;
/// assert_eq!(Since::from(at).as_str(), "2025-10-27T12:00:00.500000+00:00");
/// assert_eq!(Since::from("2025-10-27T12:00:00Z").as_str(), "2025-10-27T12:00:00.000000+00:00");
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since(String);

impl Since {
    /// The text that is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Timestamp> for Since {
    fn from(at: Timestamp) -> Self {
        let text = at.to_string();
        let plain = text.trim_end_matches('Z');
        let (seconds, fraction) = plain.split_once('.').unwrap_or((plain, ""));
        // Cut, never rounded up: a later time would leave messages out.
        let fraction: String = fraction.chars().chain("000000".chars()).take(6).collect();
        Self(format!("{seconds}.{fraction}+00:00"))
    }
}

impl From<&str> for Since {
    fn from(text: &str) -> Self {
        match Timestamp::parse(text) {
            Ok(at) if !is_of_the_server(text) => Self::from(at),
            _ => Self(text.to_owned()),
        }
    }
}

/// Whether a time has the form of the server's own: `T`, no fraction or six digits of it, `+00:00`.
fn is_of_the_server(time: &str) -> bool {
    let Some((day, clock)) = time.strip_suffix("+00:00").and_then(|time| time.split_once('T'))
    else {
        return false;
    };
    let (seconds, digits) = clock.split_once('.').map_or((clock, 6), |(s, f)| (s, f.len()));
    day.len() == "2025-10-27".len() && seconds.len() == "12:00:00".len() && digits == 6
}

impl From<String> for Since {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&Message> for Since {
    /// The time of a message: what came after it.
    fn from(message: &Message) -> Self {
        Self::from(message.timestamp.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_forms_become_the_one_that_the_server_compares() {
        for (given, sent) in [
            ("2025-10-27T12:00:00+00:00", "2025-10-27T12:00:00+00:00"),
            ("2025-10-27T12:00:00.123456+00:00", "2025-10-27T12:00:00.123456+00:00"),
            ("2025-10-27T12:00:00.1234567Z", "2025-10-27T12:00:00.123456+00:00"),
            ("2025-10-27 14:00:00+02:00", "2025-10-27T12:00:00.000000+00:00"),
            ("2025-10-27 12:00:00+00:00", "2025-10-27T12:00:00.000000+00:00"),
            ("2025-10-27T12:00:00.5+00:00", "2025-10-27T12:00:00.500000+00:00"),
            ("2025-10-27T12:00:00.1234567+00:00", "2025-10-27T12:00:00.123456+00:00"),
            ("2025-10-27T12:00+00:00", "2025-10-27T12:00:00.000000+00:00"),
            ("2025-10-27T12:00:00", "2025-10-27T12:00:00.000000+00:00"),
            ("1761566400", "2025-10-27T12:00:00.000000+00:00"),
            ("yesterday", "yesterday"),
            ("", ""),
        ] {
            assert_eq!(Since::from(given.to_owned()).as_str(), sent, "{given}");
        }
    }
}
