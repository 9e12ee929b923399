//! Amounts in decimal digits, exactly.

use serde_json::{Value, json};

use crate::vector::Vector;

/// 2²⁵⁶ - 1.
const LARGEST: &str =
    "115792089237316195423570985008687907853269984665640564039457584007913129639935";

/// Digits of the fraction that the ledger knows.
const DECIMALS: usize = 6;

/// Methods that reckon with amounts.
pub(super) const METHODS: &[&str] = &[
    "scaleAmountToDecimals",
    "scale_amount_to_decimals",
    "parse_amount",
    "format_amount",
    "validateAmount",
    "validate_amount",
    "MmnValidator.validate_amount",
];

pub(super) fn is_about(vector: &Vector) -> bool {
    METHODS.contains(&vector.call.method.as_str()) && !super::transfer::is_untyped(vector)
}

/// A number of JavaScript without its power of ten.
fn written_out(digits: &str, power: &str) -> Option<String> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    Some(match power.strip_prefix('-') {
        Some(power) => format!("0.{:0>1$}{fraction}", whole, power.parse::<usize>().ok()?),
        None => {
            let power: usize = power.trim_start_matches('+').parse().ok()?;
            format!("{whole}{fraction:0<power$}")
        }
    })
}

/// An amount as text: numbers in full digits.
#[must_use]
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(map) => {
            let text = map.get("$int").or_else(|| map.get("$num"))?.as_str()?;
            Some(match text.split_once(['e', 'E']) {
                Some((digits, power)) => written_out(digits, power)?,
                None => text.to_owned(),
            })
        }
        _ => None,
    }
}

/// Smallest units of so many tokens, when the text is one that the ledger can pay.
#[must_use]
pub fn exact(value: &Value, decimals: usize) -> Option<String> {
    let text = text(value)?;
    let (whole, fraction) = match text.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (text.as_str(), ""),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || fraction.len() > decimals {
        return None;
    }
    units(&format!("{whole}{fraction:0<decimals$}"))
}

/// Digits of a balance: a text of digits, or an integer.
pub(super) fn whole_units(value: &Value) -> Option<String> {
    match value {
        Value::String(digits) => units(digits),
        other => units(&other.as_u64()?.to_string()),
    }
}

/// Digits without leading zeros, when they are no more than the largest.
fn units(digits: &str) -> Option<String> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = digits.trim_start_matches('0');
    let digits = if digits.is_empty() { "0" } else { digits };
    let fits = digits.len() < LARGEST.len() || (digits.len() == LARGEST.len() && digits <= LARGEST);
    fits.then(|| digits.to_owned())
}

/// What ours makes of the call.
#[must_use]
pub fn result(vector: &Vector) -> Value {
    let refused = json!({"error": {"kinds": ["Input"]}});
    let args = &vector.call.args;
    match vector.call.method.as_str() {
        "format_amount" => {
            let Some(units) = args.get("amount").and_then(text).and_then(|own| units(&own)) else {
                return refused;
            };
            let padded = format!("{units:0>width$}", width = DECIMALS + 1);
            let (whole, fraction) = padded.split_at(padded.len() - DECIMALS);
            let shown = match fraction.trim_end_matches('0') {
                "" => whole.to_owned(),
                fraction => format!("{whole}.{fraction}"),
            };
            json!({"ok": shown})
        }
        "validateAmount" | "validate_amount" | "MmnValidator.validate_amount" => {
            let side = |name: &str| args.get(name).and_then(text).and_then(|own| units(&own));
            let fits = match (side("balance"), side("amount")) {
                (Some(balance), Some(amount)) => (amount.len(), amount) <= (balance.len(), balance),
                _ => false,
            };
            json!({"ok": fits})
        }
        _ => {
            let names = ["originalAmount", "original_amount", "amount"];
            let amount = names.iter().find_map(|name| args.get(*name));
            let units = amount.and_then(|amount| exact(amount, DECIMALS));
            units.map_or(refused, |units| json!({"ok": units}))
        }
    }
}

pub(super) fn differs(vector: &Vector) -> bool {
    let wanted = result(vector);
    let recorded = (super::PAINTER.recorded)(vector).result;
    wanted.get("ok") != recorded.get("ok")
}
