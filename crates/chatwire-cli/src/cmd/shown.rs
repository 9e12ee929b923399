//! How times and answers are shown, whatever the platform.

use chatwire::Timestamp;

use crate::output::aside;

/// A time as date and time of day in UTC.
pub(super) fn moment(at: Timestamp) -> String {
    at.to_string().chars().take(19).map(|c| if c == 'T' { ' ' } else { c }).collect()
}

/// Like [`moment`], or a dash.
pub(super) fn maybe_moment(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "-".to_owned(), moment)
}

/// What there is, or a dash.
pub(super) fn or_dash<T: ToString>(value: Option<&T>) -> String {
    value.map_or_else(|| "-".to_owned(), ToString::to_string)
}

/// A text, or a dash for an empty one.
pub(super) fn filled(text: &str) -> &str {
    if text.is_empty() { "-" } else { text }
}

pub(super) fn yes(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "no" }
}

/// Says on stderr how many items of a list are not shown.
pub(super) fn tell_unreadable(count: usize) {
    if count > 0 {
        aside(&format!("! {count} could not be read"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_shown_in_utc() {
        let at = Timestamp::from_unix_seconds(1_761_568_496);
        assert_eq!(moment(at), "2025-10-27 12:34:56");
        assert_eq!(maybe_moment(None), "-");
    }
}
