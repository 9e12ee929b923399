//! [`TokenAmount`]: amounts of tokens, exact in both directions, never a float.

use std::fmt;
use std::str::FromStr;

use chatwire_core::{Error, Result};
use ruint::aliases::U256;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::code;

/// Digits after the decimal point (genesis block of the ledger, `native_currency.decimals`).
pub const DECIMALS: u32 = 6;

/// Smallest units in one token.
const UNITS: u64 = 10_u64.pow(DECIMALS);

/// An amount of tokens: a whole number of smallest units, a millionth of a token each, below 2²⁵⁶.
///
/// Reading takes digits only: a sign, an exponent, a blank, a thousands separator or a seventh digit after the
/// point is refused, never rounded.
/// Printing shows exactly the digits that are needed; serde writes and reads smallest units as text, the form of
/// the ledger.
///
/// ```
/// use chatwire_mezon::ledger::TokenAmount;
///
/// let tip = TokenAmount::from_decimal("1.5")?;
/// assert_eq!((tip.to_string(), tip.units()), ("1.5".to_owned(), "1500000".to_owned()));
/// assert_eq!(tip.checked_add(TokenAmount::from_tokens(2))?.to_string(), "3.5");
/// assert!(TokenAmount::from_decimal("0.0000001").is_err(), "less than a smallest unit");
/// # Ok::<_, chatwire_core::Error>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenAmount(U256);

impl TokenAmount {
    /// Nothing.
    pub const ZERO: Self = Self(U256::ZERO);

    /// The largest amount that the ledger can write: 2²⁵⁶ − 1 smallest units.
    pub const MAX: Self = Self(U256::MAX);

    /// Whole tokens.
    #[must_use]
    pub fn from_tokens(tokens: u64) -> Self {
        // 2⁶⁴ times a million is far below 2²⁵⁶.
        Self(U256::from(tokens).saturating_mul(U256::from(UNITS)))
    }

    /// Smallest units.
    #[must_use]
    pub fn from_units(units: u128) -> Self {
        Self(U256::from(units))
    }

    /// Smallest units in decimal digits, as the ledger writes balances.
    ///
    /// # Errors
    /// [`Input`](chatwire_core::ErrorKind::Input) with the code [`INVALID_AMOUNT`](code::INVALID_AMOUNT) for
    /// anything but digits, and for 2²⁵⁶ or more.
    pub fn from_units_text(text: &str) -> Result<Self> {
        digits(text, "amount in smallest units").and_then(|()| whole(text)).map(Self)
    }

    /// Tokens in decimal digits with at most [`DECIMALS`] digits after a point: `7`, `0.25`.
    ///
    /// # Errors
    /// [`Input`](chatwire_core::ErrorKind::Input) with the code [`INVALID_AMOUNT`](code::INVALID_AMOUNT) and the
    /// reason: empty, negative, not digits, too many digits after the point, 2²⁵⁶ smallest units or more.
    pub fn from_decimal(text: &str) -> Result<Self> {
        if text.starts_with('-') {
            return Err(invalid("is negative"));
        }
        let (tokens, fraction) = match text.split_once('.') {
            Some((tokens, fraction)) => (tokens, Some(fraction)),
            None => (text, None),
        };
        digits(tokens, "amount")?;
        let mut units = String::with_capacity(tokens.len() + 6);
        units.push_str(tokens);
        let fraction = match fraction {
            Some(fraction) => {
                digits(fraction, "part after the point")?;
                fraction
            }
            None => "",
        };
        let missing = usize::try_from(DECIMALS).unwrap_or_default().checked_sub(fraction.len());
        let Some(missing) = missing else {
            return Err(invalid("has more than 6 digits after the point"));
        };
        units.push_str(fraction);
        units.extend(std::iter::repeat_n('0', missing));
        whole(&units).map(Self)
    }

    /// Smallest units in decimal digits: the form that is signed and sent.
    #[must_use]
    pub fn units(self) -> String {
        self.0.to_string()
    }

    /// Smallest units as a number, when they fit.
    #[must_use]
    pub fn to_units(self) -> Option<u128> {
        u128::try_from(self.0).ok()
    }

    /// Whether this is nothing, which the ledger does not transfer.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Sum of two amounts.
    ///
    /// # Errors
    /// [`Input`](chatwire_core::ErrorKind::Input) when it is 2²⁵⁶ smallest units or more.
    pub fn checked_add(self, other: Self) -> Result<Self> {
        self.0.checked_add(other.0).map(Self).ok_or_else(|| invalid("is too large"))
    }

    /// What is left after `other` is taken away.
    ///
    /// # Errors
    /// [`Input`](chatwire_core::ErrorKind::Input) when `other` is larger.
    pub fn checked_sub(self, other: Self) -> Result<Self> {
        self.0.checked_sub(other.0).map(Self).ok_or_else(|| invalid("is negative"))
    }
}

fn invalid(why: &str) -> Error {
    Error::input(format!("the amount {why}"))
        .with_code(code::INVALID_AMOUNT)
        .with_context("field", "amount")
}

fn digits(text: &str, what: &str) -> Result<()> {
    let bad = if text.is_empty() {
        Some("has no digits")
    } else if text.bytes().all(|byte| byte.is_ascii_digit()) {
        None
    } else {
        Some("holds something other than digits")
    };
    match bad {
        None => Ok(()),
        Some(why) => Err(Error::input(format!("the {what} {why}"))
            .with_code(code::INVALID_AMOUNT)
            .with_context("field", "amount")),
    }
}

fn whole(text: &str) -> Result<U256> {
    U256::from_str_radix(text, 10).map_err(|_| invalid("is 2^256 smallest units or more"))
}

/// Whole tokens, as `send_token` of the other clients counts them.
impl From<u64> for TokenAmount {
    fn from(tokens: u64) -> Self {
        Self::from_tokens(tokens)
    }
}

impl FromStr for TokenAmount {
    type Err = Error;

    /// As [`from_decimal`](Self::from_decimal).
    fn from_str(text: &str) -> Result<Self> {
        Self::from_decimal(text)
    }
}

impl fmt::Display for TokenAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (tokens, rest) = self.0.div_rem(U256::from(UNITS));
        if rest.is_zero() {
            return f.pad(&tokens.to_string());
        }
        let rest = rest.to_string();
        let text = format!("{tokens}.{rest:0>6}");
        f.pad(text.trim_end_matches('0'))
    }
}

impl fmt::Debug for TokenAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenAmount({self})")
    }
}

impl Serialize for TokenAmount {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.units())
    }
}

impl<'de> Deserialize<'de> for TokenAmount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = chatwire_core::de::text_or_number(deserializer)?;
        Self::from_units_text(&text).map_err(|err| serde::de::Error::custom(err.message()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAX: &str =
        "115792089237316195423570985008687907853269984665640564039457584007913129639935";

    #[test]
    fn decimals_are_exact_in_both_directions() {
        for (text, units, shown) in [
            ("0", "0", "0"),
            ("7", "7000000", "7"),
            ("007", "7000000", "7"),
            ("1.5", "1500000", "1.5"),
            ("1.000001", "1000001", "1.000001"),
            ("0.000001", "1", "0.000001"),
            ("0.100000", "100000", "0.1"),
            ("18446744073709551615", "18446744073709551615000000", "18446744073709551615"),
        ] {
            let amount = TokenAmount::from_decimal(text).unwrap();
            assert_eq!((amount.units().as_str(), amount.to_string().as_str()), (units, shown));
            assert_eq!(shown.parse::<TokenAmount>().unwrap(), amount);
        }
        assert_eq!(TokenAmount::from_tokens(u64::MAX).to_string(), u64::MAX.to_string());
        assert_eq!(TokenAmount::MAX.units(), MAX);
        let text = TokenAmount::MAX.to_string();
        assert_eq!(TokenAmount::from_decimal(&text).unwrap(), TokenAmount::MAX);
    }

    #[test]
    fn what_is_no_exact_amount_is_refused_with_the_reason() {
        let over =
            "115792089237316195423570985008687907853269984665640564039457584007913129.639936";
        for (text, why) in [
            ("", "no digits"),
            (".5", "no digits"),
            ("1.", "no digits"),
            ("-1", "negative"),
            ("+1", "other than digits"),
            (" 1", "other than digits"),
            ("1e6", "other than digits"),
            ("0x10", "other than digits"),
            ("1_000", "other than digits"),
            ("1,5", "other than digits"),
            ("1.2.3", "other than digits"),
            ("١", "other than digits"),
            ("0.0000001", "more than 6 digits"),
            ("1.0000000", "more than 6 digits"),
            (over, "2^256"),
        ] {
            let err = TokenAmount::from_decimal(text).unwrap_err();
            assert!(err.message().contains(why), "{text:?}: {err}");
            assert_eq!(err.code(), Some(code::INVALID_AMOUNT), "{text:?}");
        }
    }

    #[test]
    fn units_are_read_up_to_the_last_one() {
        assert_eq!(TokenAmount::from_units_text(MAX).unwrap(), TokenAmount::MAX);
        let over = MAX.replace("935", "936");
        for text in [over.as_str(), "", "-1", "+7", "1.5", "1e6", " 1", "0x1", "1_0"] {
            assert!(TokenAmount::from_units_text(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn sums_do_not_wrap() {
        assert!(TokenAmount::MAX.checked_add(TokenAmount::from_units(1)).is_err());
        assert!(TokenAmount::ZERO.checked_sub(TokenAmount::from_units(1)).is_err());
        let two = TokenAmount::from_tokens(3).checked_sub(TokenAmount::from(1));
        assert_eq!(two.unwrap().to_units(), Some(2_000_000));
    }

    #[test]
    fn serde_speaks_smallest_units() {
        let amount: TokenAmount = serde_json::from_str("\"1500000\"").unwrap();
        assert_eq!(amount.to_string(), "1.5");
        assert_eq!(serde_json::to_string(&amount).unwrap(), "\"1500000\"");
        assert_eq!(serde_json::from_str::<TokenAmount>("5").unwrap().to_units(), Some(5));
        assert!(serde_json::from_str::<TokenAmount>("\"1.5\"").is_err());
        assert!(serde_json::from_str::<TokenAmount>("-5").is_err());
    }
}
