//! [`Timestamp`]: a point in time, read from all the forms in which servers write one.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const NANOS_PER_SECOND: i128 = 1_000_000_000;

/// A point in time with nanosecond precision, in the years -9999 to 9999.
///
/// Reading is lenient, since one platform alone uses several forms: RFC 3339 with any offset, a
/// space instead of the `T`, no offset at all (taken as UTC), a date alone, and Unix time in
/// seconds, milliseconds, microseconds or nanoseconds, whole or with a fraction, as a number or as
/// text.
/// The unit of a Unix time is told by its size: below 10¹¹ seconds, below 10¹⁴ milliseconds,
/// below 10¹⁷ microseconds.
/// Writing is always RFC 3339 in UTC.
///
/// ```
/// use chatwire_core::Timestamp;
///
/// let at: Timestamp = "2026-11-20 22:40:01.5+01:00".parse()?;
/// assert_eq!(at.to_string(), "2026-11-20T21:40:01.5Z");
/// assert_eq!(at, "1795210801500".parse()?);
/// assert_eq!(at.as_unix_millis(), 1_795_210_801_500);
/// # Ok::<_, chatwire_core::ParseTimestampError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(jiff::Timestamp);

/// A text or number that is no point in time.
///
/// ```
/// use chatwire_core::Timestamp;
///
/// let at = Timestamp::parse("yesterday").unwrap_or_else(|err| {
///     assert_eq!(err.to_string(), "not a point in time: \"yesterday\"");
///     Timestamp::UNIX_EPOCH
/// });
/// assert_eq!(at.as_unix_seconds(), 0);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a point in time: {0:?}")]
pub struct ParseTimestampError(String);

impl Timestamp {
    /// Start of Unix time, 1970-01-01T00:00:00Z.
    pub const UNIX_EPOCH: Self = Self(jiff::Timestamp::UNIX_EPOCH);
    /// Earliest point in time, in the year -9999.
    pub const MIN: Self = Self(jiff::Timestamp::MIN);
    /// Latest point in time, in the last days of the year 9999; also what is read for later ones.
    pub const MAX: Self = Self(jiff::Timestamp::MAX);

    /// The system clock's time.
    #[must_use]
    pub fn now() -> Self {
        Self::from(SystemTime::now())
    }

    /// Reads any of the forms that the type's documentation lists; space around is ignored.
    ///
    /// # Errors
    /// When the text is none of them, or beyond the supported years.
    pub fn parse(text: &str) -> Result<Self, ParseTimestampError> {
        let trimmed = text.trim();
        let at = parse_unix(trimmed).or_else(|| parse_text(trimmed));
        at.ok_or_else(|| ParseTimestampError(shortened(text)))
    }

    /// Reads a date as HTTP headers write it, in any of the three forms of RFC 9110 (5.6.7). The name of the weekday is
    /// not checked.
    ///
    /// ```
    /// use chatwire_core::Timestamp;
    ///
    /// let at = Timestamp::parse_http_date("Wed, 21 Oct 2015 07:28:00 GMT")?;
    /// assert_eq!(at, "2015-10-21T07:28:00Z".parse()?);
    /// assert!(Timestamp::parse_http_date("2015-10-21T07:28:00Z").is_err());
    /// # Ok::<_, chatwire_core::ParseTimestampError>(())
    /// ```
    ///
    /// # Errors
    /// When the text is no such date.
    pub fn parse_http_date(text: &str) -> Result<Self, ParseTimestampError> {
        let at = crate::http::retry_after::http_date(text.trim(), Self::now());
        at.ok_or_else(|| ParseTimestampError(shortened(text)))
    }

    /// Time from Unix seconds; values beyond the supported years become [`MIN`](Self::MIN) or
    /// [`MAX`](Self::MAX).
    #[must_use]
    pub fn from_unix_seconds(seconds: i64) -> Self {
        Self::from_nanos(i128::from(seconds) * NANOS_PER_SECOND)
    }

    /// Time from Unix milliseconds; values beyond the supported years become [`MIN`](Self::MIN) or
    /// [`MAX`](Self::MAX).
    #[must_use]
    pub fn from_unix_millis(millis: i64) -> Self {
        Self::from_nanos(i128::from(millis) * 1_000_000)
    }

    /// Unix seconds, rounded down.
    #[must_use]
    pub fn as_unix_seconds(self) -> i64 {
        self.floor_to(NANOS_PER_SECOND)
    }

    /// Unix milliseconds, rounded down.
    #[must_use]
    pub fn as_unix_millis(self) -> i64 {
        self.floor_to(1_000_000)
    }

    /// The time `span` later, or `None` beyond the year 9999.
    #[must_use]
    pub fn checked_add(self, span: Duration) -> Option<Self> {
        self.0.checked_add(span).ok().map(Self)
    }

    /// The time `span` earlier, or `None` before the year -9999.
    #[must_use]
    pub fn checked_sub(self, span: Duration) -> Option<Self> {
        self.0.checked_sub(span).ok().map(Self)
    }

    /// How much later this is than `earlier`; zero when it is not later.
    #[must_use]
    pub fn duration_since(self, earlier: Self) -> Duration {
        Duration::try_from(self.0.duration_since(earlier.0)).unwrap_or_default()
    }

    fn from_nanos(nanos: i128) -> Self {
        match jiff::Timestamp::from_nanosecond(nanos) {
            Ok(at) => Self(at),
            Err(_) if nanos < 0 => Self::MIN,
            Err(_) => Self::MAX,
        }
    }

    fn floor_to(self, unit: i128) -> i64 {
        // Nanoseconds of 20,000 years need 70 bits, seconds and milliseconds of them fit.
        i64::try_from(self.0.as_nanosecond().div_euclid(unit)).unwrap_or(i64::MAX)
    }
}

/// Reads Unix time: digits with an optional sign and fraction.
fn parse_unix(text: &str) -> Option<Timestamp> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let whole: i128 = whole.parse().ok()?;
    let unit = if whole < 10_i128.pow(11) {
        NANOS_PER_SECOND
    } else if whole < 10_i128.pow(14) {
        1_000_000
    } else if whole < 10_i128.pow(17) {
        1_000
    } else {
        1
    };
    let nanos = whole.checked_mul(unit)? + fraction_of(unit, fraction);
    let at = jiff::Timestamp::from_nanosecond(if negative { -nanos } else { nanos });
    at.ok().map(Timestamp)
}

/// The digits after the point in nanoseconds; what is below one is cut off.
fn fraction_of(unit: i128, digits: &str) -> i128 {
    let mut nanos = 0;
    let mut place = unit;
    for digit in digits.bytes() {
        place /= 10;
        nanos += i128::from(digit - b'0') * place;
    }
    nanos
}

/// Reads RFC 3339 and its relatives.
fn parse_text(text: &str) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<jiff::Timestamp>() {
        return Some(Timestamp(at));
    }
    // The last hours of the year 9999 are beyond the range, and stand for "never" in many
    // databases.
    if let Some(rest) = text.strip_prefix("9999-12-3") {
        return parse_text(&format!("9998-12-3{rest}")).map(|_| Timestamp::MAX);
    }
    // A text with an offset or a zone that could not be read must not pass for UTC.
    let after_date = text.get("0000-00-00".len()..)?;
    if after_date.contains(['Z', 'z', '+', '-', '[']) {
        return None;
    }
    let local: DateTime = text.parse().ok()?;
    TimeZone::UTC.to_timestamp(local).ok().map(Timestamp)
}

/// The start of a refused text, so that an error stays short.
fn shortened(text: &str) -> String {
    text.chars().take(64).collect()
}

impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl From<SystemTime> for Timestamp {
    /// Times beyond the supported years become [`MIN`](Self::MIN) or [`MAX`](Self::MAX).
    fn from(time: SystemTime) -> Self {
        jiff::Timestamp::try_from(time).map_or_else(
            |_| {
                if time < SystemTime::UNIX_EPOCH { Self::MIN } else { Self::MAX }
            },
            Self,
        )
    }
}

impl From<Timestamp> for SystemTime {
    fn from(at: Timestamp) -> Self {
        at.0.into()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextOrNumber)
    }
}

struct TextOrNumber;

impl Visitor<'_> for TextOrNumber {
    type Value = Timestamp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a point in time: RFC 3339 or a Unix time")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Timestamp, E> {
        Timestamp::parse(text).map_err(E::custom)
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Timestamp, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Timestamp, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Timestamp, E> {
        // The shortest text of a float has the digits that the server wrote; arithmetic would blur
        // them.
        self.visit_str(&number.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> String {
        Timestamp::parse(text).map_or_else(|err| err.to_string(), |at| at.to_string())
    }

    #[test]
    fn reads_calendar_forms() {
        for (text, expected) in [
            ("2026-11-20T21:40:01Z", "2026-11-20T21:40:01Z"),
            ("2026-11-20t21:40:01z", "2026-11-20T21:40:01Z"),
            ("2026-11-20T21:40:01.123456789Z", "2026-11-20T21:40:01.123456789Z"),
            ("2026-11-20T22:40:01+01:00", "2026-11-20T21:40:01Z"),
            ("2026-11-20T22:40:01+0100", "2026-11-20T21:40:01Z"),
            ("2026-11-20 16:40:01.5-05", "2026-11-20T21:40:01.5Z"),
            ("2026-11-20T21:40:01", "2026-11-20T21:40:01Z"),
            ("2026-11-20 21:40:01.25", "2026-11-20T21:40:01.25Z"),
            ("2026-11-20", "2026-11-20T00:00:00Z"),
            ("  2026-11-20T21:40:01Z\n", "2026-11-20T21:40:01Z"),
            ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            ("9999-12-31T23:59:59.999Z", "9999-12-30T22:00:00.999999999Z"),
            ("9999-12-31 23:59:59", "9999-12-30T22:00:00.999999999Z"),
        ] {
            assert_eq!(parsed(text), expected, "{text}");
        }
    }

    #[test]
    fn reads_unix_time_in_each_unit() {
        for (text, expected) in [
            ("0", "1970-01-01T00:00:00Z"),
            ("1795210801", "2026-11-20T21:40:01Z"),
            ("1795210801.25", "2026-11-20T21:40:01.25Z"),
            ("1795210801.1234567891", "2026-11-20T21:40:01.123456789Z"),
            ("1795210801500", "2026-11-20T21:40:01.5Z"),
            ("1795210801500.25", "2026-11-20T21:40:01.50025Z"),
            ("1795210801500250", "2026-11-20T21:40:01.50025Z"),
            ("1795210801500250123", "2026-11-20T21:40:01.500250123Z"),
            ("-1.5", "1969-12-31T23:59:58.5Z"),
            ("99999999999", "5138-11-16T09:46:39Z"),
            ("100000000000", "1973-03-03T09:46:40Z"),
        ] {
            assert_eq!(parsed(text), expected, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in [
            "",
            " ",
            "now",
            "-",
            ".",
            "1.",
            ".5",
            "1e9",
            "+5",
            "--5",
            "12:00",
            "2026-13-01T00:00:00Z",
            "2026-02-30",
            "2026-11-20T21:40:01+99:00",
            "2026-11-20T21:40:01[Europe/Rome]",
            "Infinity",
            "99999999999999999999999999999999999999999999",
            "2026-11-20T21:40:01 nonsense",
            "２０２６-11-20",
        ] {
            assert!(Timestamp::parse(text).is_err(), "{text}: {}", parsed(text));
        }
        let err = Timestamp::parse(&"x".repeat(1_000)).unwrap_err();
        assert!(err.to_string().len() < 100, "{err}");
    }

    #[test]
    fn serde_reads_texts_and_numbers_and_writes_rfc_3339() {
        for json in
            ["\"2026-11-20T21:40:01.5Z\"", "1795210801.5", "1795210801500", "\"1795210801500\""]
        {
            let at: Timestamp = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&at).unwrap(), "\"2026-11-20T21:40:01.5Z\"", "{json}");
        }
        for json in ["null", "true", "\"\"", "1e300", "[]"] {
            assert!(serde_json::from_str::<Timestamp>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn arithmetic_rounds_down_and_stays_in_range() {
        let at = Timestamp::from_unix_millis(-1_500);
        assert_eq!((at.as_unix_seconds(), at.as_unix_millis()), (-2, -1_500));
        let later = at.checked_add(Duration::from_millis(2_600)).unwrap();
        assert_eq!((later.as_unix_seconds(), later.as_unix_millis()), (1, 1_100));
        assert_eq!(later.duration_since(at), Duration::from_millis(2_600));
        assert_eq!(at.duration_since(later), Duration::ZERO);
        assert_eq!(later.checked_sub(Duration::from_millis(2_600)), Some(at));
        assert_eq!(Timestamp::MAX.checked_add(Duration::from_secs(1)), None);
        assert_eq!(at.checked_add(Duration::MAX), None);
        assert_eq!(at.checked_sub(Duration::MAX), None);
        assert_eq!(Timestamp::from_unix_seconds(i64::MAX), Timestamp::MAX);
        assert_eq!(Timestamp::from_unix_millis(i64::MIN), Timestamp::MIN);
        assert!(at < later);
    }

    #[test]
    fn the_system_clock_goes_both_ways() {
        let now = Timestamp::now();
        assert!(now > Timestamp::from_unix_seconds(1_700_000_000));
        assert_eq!(Timestamp::from(SystemTime::from(now)), now);
    }
}
