//! Times as the server writes and reads them.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::civil::{Date, ISOWeekDate, Weekday};

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

/// Brings a `since` into the form in which the store compares it as text; `None` for what the server's language
/// does not read as an ISO 8601 time.
pub(super) fn iso(text: &str) -> Option<String> {
    let text = text.replace('Z', "+00:00");
    let (date, rest) = text.split_at_checked(date_length(text.as_bytes()))?;
    let date = read_date(date)?;
    // Any character may stand between date and time.
    let mut rest = rest.chars();
    if rest.next().is_none() {
        return Some(format!("{date}T00:00:00"));
    }
    let rest = rest.as_str();
    let (time, offset) = rest.split_at(rest.find(['+', '-']).unwrap_or(rest.len()));
    let (clock, fraction) = match time.split_once(['.', ',']) {
        Some((clock, fraction)) if clock.len() >= 6 => (clock, read_fraction(fraction)?),
        Some(_) => return None,
        None => (time, String::new()),
    };
    let [hour, minute, second] = read_clock(clock)?;
    let mut written = format!("{date}T{hour:02}:{minute:02}:{second:02}{fraction}");
    if let Some((sign, offset)) = offset.split_at_checked(1).filter(|(sign, _)| !sign.is_empty()) {
        let [hour, minute, second] = read_clock(offset)?;
        written += &format!("{sign}{hour:02}:{minute:02}");
        if second > 0 {
            written += &format!(":{second:02}");
        }
    }
    Some(written)
}

/// How much of a text is its date, by the places of the dashes and of a week's `W`.
fn date_length(text: &[u8]) -> usize {
    let is = |place: usize, wanted: u8| text.get(place) == Some(&wanted);
    let dashed = is(4, b'-');
    let week = is(4 + usize::from(dashed), b'W');
    match (dashed, week) {
        (true, true) if !is(8, b'-') => 8,
        (true, _) => 10,
        (false, true) if !text.get(7).is_some_and(u8::is_ascii_digit) => 7,
        (false, _) => 8,
    }
}

/// `2020-01-31`, `20200131`, and by weeks `2020-W05-5`, `2020-W05`, `2020W055`, `2020W05`.
fn read_date(text: &str) -> Option<Date> {
    let (year, rest) = text.split_at_checked(4)?;
    let year = digits(year, 4).filter(|year| *year > 0)?;
    let dashed = rest.starts_with('-');
    let rest = rest.strip_prefix('-').unwrap_or(rest);
    let two = |text: &str| digits(text, 2).and_then(|number| i8::try_from(number).ok());
    let (week, rest) = rest.strip_prefix('W').map_or((false, rest), |rest| (true, rest));
    let (first, rest) = rest.split_at_checked(2)?;
    let second = if dashed { rest.strip_prefix('-').unwrap_or(rest) } else { rest };
    if !week {
        return Date::new(year, two(first)?, two(second)?).ok();
    }
    let day = if second.is_empty() { 1 } else { i8::try_from(digits(second, 1)?).ok()? };
    let day = Weekday::from_monday_one_offset(day).ok()?;
    Some(ISOWeekDate::new(year, two(first)?, day).ok()?.date())
}

/// Hours, minutes and seconds of `10`, `10:30`, `1030`, `10:30:15` and `103015`.
fn read_clock(text: &str) -> Option<[i16; 3]> {
    let colons = text.contains(':');
    let mut read = [0; 3];
    let mut rest = text;
    for (nth, (place, end)) in read.iter_mut().zip([24, 60, 60]).enumerate() {
        if nth > 0 && rest.is_empty() {
            break;
        }
        if nth > 0 && colons {
            rest = rest.strip_prefix(':')?;
        }
        let (number, after) = rest.split_at_checked(2)?;
        *place = digits(number, 2).filter(|number| *number < end)?;
        rest = after;
    }
    rest.is_empty().then_some(read)
}

/// The fraction of a second as it is written again: six digits, or nothing when they are zeros.
fn read_fraction(text: &str) -> Option<String> {
    if text.is_empty() || !text.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let six = format!("{:0<6}", text.get(..6).unwrap_or(text));
    Some(if six == "000000" { String::new() } else { format!(".{six}") })
}

fn digits(text: &str, count: usize) -> Option<i16> {
    let whole = text.len() == count && text.bytes().all(|digit| digit.is_ascii_digit());
    text.parse().ok().filter(|_| whole)
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
        for (text, read) in [
            ("2020-01-01", "2020-01-01T00:00:00"),
            ("20200131", "2020-01-31T00:00:00"),
            ("2020-W01", "2019-12-30T00:00:00"),
            ("2020-W53-7", "2021-01-03T00:00:00"),
            ("2020W011T10", "2019-12-30T10:00:00"),
            ("2099-01-01T00:00:00Z", "2099-01-01T00:00:00+00:00"),
            ("2025-11-07T15:00:01.000002+00:00", "2025-11-07T15:00:01.000002+00:00"),
            ("2025-11-07 15:00:01", "2025-11-07T15:00:01"),
            ("2025-11-07x1500", "2025-11-07T15:00:00"),
            ("20251107T150001Z", "2025-11-07T15:00:01+00:00"),
            ("2025-11-07T15:00:01,5", "2025-11-07T15:00:01.500000"),
            ("2025-11-07T15:00:01.1234567+0530", "2025-11-07T15:00:01.123456+05:30"),
            ("2025-11-07T15:00:01.000+05:30:15", "2025-11-07T15:00:01+05:30:15"),
            ("2025-11-07T15-05", "2025-11-07T15:00:00-05:00"),
        ] {
            assert_eq!(iso(text).as_deref(), Some(read), "{text}");
        }
        for bad in [
            "yesterday",
            "",
            "x",
            "Z",
            "2025",
            "2025-01",
            "2025-13-01",
            "2025-1-011",
            "0000-01-01",
            "2025-W54",
            "2025-W01-8",
            "2025-001",
            "2025-01-01T",
            "2025-01-01T1",
            "2025-01-01T25:00:00",
            "2025-01-01T24:00:00",
            "2025-01-01T10:00:60",
            "2025-01-01T10:0",
            "2025-01-01T10:00:00:00",
            "2025-01-01T10:00.5",
            "2025-01-01T10:00:00+24:00",
            "2025-01-01T10:00:00 00:00",
            "2025-01-01T10:00:00ZZ",
            "2025-01-01T10:00:00+",
            "1735689600",
            "２０２５-01-01",
        ] {
            assert_eq!(iso(bad), None, "{bad}");
        }
    }
}
