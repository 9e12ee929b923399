//! Times as the server writes and reads them.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;

/// Microseconds since 1970 on the machine's clock.
pub(super) fn wall_micros() -> i128 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i128::try_from(since.as_micros()).unwrap_or_default()
}

/// Whole seconds since 1970 on the machine's clock.
pub(super) fn wall_seconds() -> i64 {
    i64::try_from(wall_micros() / 1_000_000).unwrap_or_default()
}

/// UTC with six digits of fractions and `+00:00`.
pub(super) fn micros(micros: i128) -> String {
    let micros = i64::try_from(micros).unwrap_or(i64::MAX);
    let time = Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MAX);
    format!("{}+00:00", time.strftime("%Y-%m-%dT%H:%M:%S.%6f"))
}

/// As [`micros`], from whole seconds. One microsecond is added: the store compares times as text, and a
/// fraction of zero, which Python leaves out, would sort differently.
pub(super) fn seconds(seconds: i64) -> String {
    micros(i128::from(seconds) * 1_000_000 + 1)
}

/// Brings a `since` into the form in which the store compares it as text; `None` for what is no ISO 8601 time.
pub(super) fn iso(text: &str) -> Option<String> {
    let text = text.replace('Z', "+00:00");
    let (date, rest) = text.split_at_checked(10)?;
    date.parse::<jiff::civil::Date>().ok().filter(|_| date.len() == 10)?;
    if rest.is_empty() {
        return Some(format!("{date}T00:00:00"));
    }
    let rest = rest.get(1..)?;
    let cut = rest.rfind(['+', '-']).unwrap_or(rest.len());
    let (time, offset) = rest.split_at(cut);
    if !(offset.is_empty() || is_offset(offset)) {
        return None;
    }
    let time = time.parse::<jiff::civil::Time>().ok().filter(|_| time.len() >= 5)?;
    let fraction = time.subsec_nanosecond() / 1_000;
    let clock = time.strftime("%H:%M:%S");
    // As Python writes it: no fraction when it is zero.
    Some(match fraction {
        0 => format!("{date}T{clock}{offset}"),
        _ => format!("{date}T{clock}.{fraction:06}{offset}"),
    })
}

fn is_offset(offset: &str) -> bool {
    matches!(offset.as_bytes(), [b'+' | b'-', a, b, b':', c, d]
        if [a, b, c, d].iter().all(|digit| digit.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_with_six_digits() {
        assert_eq!(seconds(1_735_689_600), "2025-01-01T00:00:00.000001+00:00");
        assert_eq!(micros(1_735_689_600_000_000), "2025-01-01T00:00:00.000000+00:00");
    }

    #[test]
    fn since_is_read_as_python_reads_it() {
        assert_eq!(iso("2020-01-01").as_deref(), Some("2020-01-01T00:00:00"));
        assert_eq!(iso("2099-01-01T00:00:00Z").as_deref(), Some("2099-01-01T00:00:00+00:00"));
        let whole = "2025-11-07T15:00:01.000002+00:00";
        assert_eq!(iso(whole).as_deref(), Some(whole));
        assert_eq!(iso("2025-11-07 15:00:01").as_deref(), Some("2025-11-07T15:00:01"));
        for bad in ["yesterday", "", "2025-13-01", "2025-01-01T", "2025-01-01T25:00:00", "x"] {
            assert_eq!(iso(bad), None, "{bad}");
        }
    }
}
