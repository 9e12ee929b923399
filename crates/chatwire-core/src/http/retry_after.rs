//! How long a server asks to wait: `Retry-After` in all its forms, and `retry-after-ms`.

use std::time::Duration;

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

use crate::Timestamp;

/// Milliseconds, sent beside `Retry-After` by servers that want less than its full seconds.
const RETRY_AFTER_MS: &str = "retry-after-ms";

/// Longest pause of what goes on by itself, whatever a server asks for: one that has lost its clock must not silence a
/// client for years. Errors report the whole wait all the same. For platform crates.
///
/// A single call never pauses for this long: beyond [`Retry::max_retry_after`](crate::Retry::max_retry_after) it fails
/// at once.
pub const LONGEST_PAUSE: Duration = Duration::from_secs(60 * 60);

/// Longest wait that is told apart (136 years); far longer ones could not be added to a clock.
const LONGEST: Duration = Duration::from_secs(u32::MAX as u64);

/// The wait that the headers ask for, or `None` if they ask for none that can be read.
///
/// `retry-after-ms` goes before `Retry-After`, being finer. Of repeated headers the longest wait
/// counts.
/// A date is compared with the answer's own `Date`, so that a skewed clock of ours does no harm,
/// else with `now`; a date in the past is a wait of zero.
pub(crate) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let longest = |name: &str, read: &dyn Fn(&str) -> Option<Duration>| {
        let values = headers.get_all(name).into_iter();
        values.filter_map(|value| read(value.to_str().ok()?.trim())).max()
    };
    let server_now = headers
        .get(DATE)
        .and_then(|value| http_date(value.to_str().ok()?.trim(), now))
        .unwrap_or(now);
    longest(RETRY_AFTER_MS, &|text| decimal(text, 1_000)).or_else(|| {
        longest(RETRY_AFTER.as_str(), &|text| {
            decimal(text, 1).or_else(|| {
                let at = http_date(text, server_now)?;
                Some(at.duration_since(server_now).min(LONGEST))
            })
        })
    })
}

/// A number of seconds, or of the `per_second`th part of them, with or without a fraction.
fn decimal(text: &str, per_second: u32) -> Option<Duration> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    // Only digits are left, so a number that does not fit is a long one.
    let whole = Duration::from_secs(whole.parse().unwrap_or(u64::MAX));
    let nanos = fraction.bytes().chain([b'0'; 9]).take(9);
    let nanos = nanos.fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    Some((whole.saturating_add(Duration::from_nanos(nanos.into())) / per_second).min(LONGEST))
}

/// Reads the three date forms of RFC 9110 (5.6.7). The name of the weekday is not checked.
///
/// `now` tells the century of a year with two digits.
pub(crate) fn http_date(text: &str, now: Timestamp) -> Option<Timestamp> {
    // The weekday ends with a comma, or in the asctime form with a space.
    let (_, rest) = text.split_once(", ").or_else(|| text.split_once(' '))?;
    let parts: Vec<&str> = rest.split([' ', '-']).filter(|part| !part.is_empty()).collect();
    let (day, month, year, time) = match *parts.as_slice() {
        [day, month, year, time, "GMT" | "UTC"] => (day, month, year, time),
        [month, day, time, year] => (day, month, year, time),
        _ => return None,
    };
    let year = match (year.len(), number(year)?) {
        (4, year) => year,
        (2, year) => full_year(year, now)?,
        _ => return None,
    };
    let date = Date::new(year, month_number(month)?, i8::try_from(number(day)?).ok()?).ok()?;
    let at = DateTime::from_parts(date, time_of_day(time)?);
    // The last hours of the year 9999, which stand for "never", are beyond a timestamp's range.
    let at = TimeZone::UTC.to_timestamp(at);
    Some(at.map_or(Timestamp::MAX, |at| Timestamp::from_unix_seconds(at.as_second())))
}

/// RFC 9110: a year that seems more than 50 years ahead is the last one with these digits.
fn full_year(digits: i16, now: Timestamp) -> Option<i16> {
    // Average length of a year in seconds; the rule speaks of half centuries, so days do not
    // matter.
    let this_year = i16::try_from(1970 + now.as_unix_seconds().div_euclid(31_556_952)).ok()?;
    let latest = this_year + 50;
    Some(latest - (latest - digits).rem_euclid(100))
}

fn month_number(name: &str) -> Option<i8> {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    (1_i8..).zip(NAMES).find(|(_, known)| known.eq_ignore_ascii_case(name)).map(|(month, _)| month)
}

fn time_of_day(text: &str) -> Option<Time> {
    let mut parts = text.splitn(3, ':').map(|part| i8::try_from(number(part)?).ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    // A leap second is the second before it: no clock of ours counts it.
    Time::new(hour, minute, if second == 60 { 59 } else { second }, 0).ok()
}

/// Digits only, unlike `parse`, which takes a sign.
fn number(text: &str) -> Option<i16> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    /// Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110.
    const THEN: i64 = 784_111_777;

    fn asked(headers: &[(&'static str, &str)], now: i64) -> Option<Duration> {
        let headers = headers.iter().map(|(name, value)| {
            (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
        });
        let mut map = HeaderMap::new();
        headers.for_each(|(name, value)| {
            map.append(name, value);
        });
        retry_after(&map, Timestamp::from_unix_seconds(now))
    }

    fn after(value: &str) -> Option<Duration> {
        asked(&[("retry-after", value)], THEN)
    }

    #[test]
    fn seconds_and_fractions() {
        for (value, millis) in [
            ("0", 0),
            ("1", 1_000),
            (" 120 ", 120_000),
            ("1.5", 1_500),
            ("0.25", 250),
            ("007", 7_000),
            ("0.0009999999999", 0),
        ] {
            let wait = after(value).map(|wait| wait.as_millis());
            assert_eq!(wait, Some(millis), "{value}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_no_wait() {
        for value in
            ["", "-1", "+1", "soon", "1s", "1e3", "1.", ".5", "inf", "NaN", "1,2", "0x10", "１"]
        {
            let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
            let map = HeaderMap::from_iter([(RETRY_AFTER, value.clone())]);
            assert_eq!(retry_after(&map, Timestamp::UNIX_EPOCH), None, "{value:?}");
        }
        assert_eq!(asked(&[], THEN), None);
    }

    #[test]
    fn absurd_numbers_saturate() {
        for value in ["4294967295", "99999999999", "99999999999999999999999999.9"] {
            assert_eq!(after(value), Some(LONGEST), "{value}");
        }
        assert_eq!(after("Fri, 31 Dec 9999 23:59:59 GMT"), Some(LONGEST));
    }

    #[test]
    fn dates_in_all_three_forms() {
        for value in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "Sun, 06 Nov 1994 08:49:37 UTC",
        ] {
            let wait = asked(&[("retry-after", value)], THEN - 30);
            assert_eq!(wait, Some(Duration::from_secs(30)), "{value}");
            assert_eq!(asked(&[("retry-after", value)], THEN + 1), Some(Duration::ZERO), "{value}");
        }
        assert_eq!(after("Sun, 06 Nov 1994 08:49:60 GMT"), Some(Duration::from_secs(22)));
    }

    #[test]
    fn broken_dates_are_no_wait() {
        for value in [
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 06 Nov 1994 08:49:37:01 GMT",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 06 Foo 1994 08:49:37 GMT",
            "Sun, 06 Nov 19994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, +6 Nov 1994 08:49:37 GMT",
            "1994-11-06T08:49:37Z",
        ] {
            assert_eq!(after(value), None, "{value}");
        }
    }

    #[test]
    fn two_digits_of_a_year_reach_50_years_ahead() {
        let now = |year: i64| Timestamp::from_unix_seconds((year - 1970) * 31_556_952 + 86_400);
        let year = |text: &str, at: i64| {
            let date = http_date(&format!("Sunday, 06-Nov-{text} 08:49:37 GMT"), now(at)).unwrap();
            date.to_string()[..4].to_owned()
        };
        assert_eq!(year("94", 2026), "1994");
        assert_eq!(year("30", 2026), "2030");
        assert_eq!(year("76", 2026), "2076");
        assert_eq!(year("77", 2026), "1977");
        assert_eq!(year("01", 1999), "2001");
    }

    #[test]
    fn the_servers_clock_is_the_one_that_counts() {
        let date = "Sun, 06 Nov 1994 08:50:37 GMT";
        let sent = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");
        let skewed = THEN + 86_400;
        assert_eq!(asked(&[("retry-after", date), sent], skewed), Some(Duration::from_secs(60)));
        assert_eq!(asked(&[("retry-after", date)], skewed), Some(Duration::ZERO));
        let unreadable = ("date", "today");
        assert_eq!(
            asked(&[("retry-after", date), unreadable], THEN),
            Some(Duration::from_secs(60))
        );
    }

    #[test]
    fn milliseconds_go_first_and_the_longest_repeat_counts() {
        assert_eq!(asked(&[("retry-after-ms", "250")], 0), Some(Duration::from_millis(250)));
        assert_eq!(asked(&[("retry-after-ms", "0.5")], 0), Some(Duration::from_micros(500)));
        let both = [("retry-after", "1"), ("retry-after-ms", "1250")];
        assert_eq!(asked(&both, 0), Some(Duration::from_millis(1_250)));
        let broken = [("retry-after", "1"), ("retry-after-ms", "soon")];
        assert_eq!(asked(&broken, 0), Some(Duration::from_secs(1)));
        let twice = [("retry-after", "1"), ("retry-after", "3"), ("retry-after", "x")];
        assert_eq!(asked(&twice, 0), Some(Duration::from_secs(3)));
    }
}
