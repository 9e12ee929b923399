//! Reading fields that are known from observation only, or whose type servers change.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use chatwire_core::Timestamp;

/// Reads a flag: `null` is false, a number is true unless it is 0, a text only when it says so.
pub(crate) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Bool(flag) => flag,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => matches!(text.as_str(), "true" | "True" | "1" | "yes"),
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    })
}

/// Reads a text: `null` and `false` are none, anything else that is no text is kept as its JSON.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Null | Value::Bool(false) => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    })
}

/// Reads a whole number that may have come as a fraction or a text; what is no number is none.
pub(crate) fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Number(number) => number.as_u64().or_else(|| number.as_f64().and_then(rounded)),
        Value::String(text) => text.trim().parse::<f64>().ok().and_then(rounded),
        _ => None,
    })
}

fn rounded(number: f64) -> Option<u64> {
    // `Duration` is the safe way from a float to an integer: it refuses what does not fit.
    let whole = std::time::Duration::try_from_secs_f64(number.max(0.0).round()).ok()?;
    Some(whole.as_secs())
}

/// Reads a number that may have come as a text; what is no number is none.
pub(crate) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    })
}

/// Reads a point in time; one that cannot be read is none, since no decision hangs on it.
pub(crate) fn time<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Timestamp>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Null => None,
        Value::String(text) => Timestamp::parse(&text).ok(),
        other => serde_json::from_value(other).ok(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Seen {
        #[serde(deserialize_with = "flag")]
        flag: bool,
        #[serde(deserialize_with = "text")]
        text: Option<String>,
        #[serde(deserialize_with = "whole")]
        whole: Option<u64>,
        #[serde(deserialize_with = "number")]
        number: Option<f64>,
        #[serde(deserialize_with = "time")]
        time: Option<Timestamp>,
    }

    fn seen(value: Value) -> Seen {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn nothing_is_nothing() {
        assert_eq!(seen(json!({})), Seen::default());
        let null = json!({"flag": null, "text": null, "whole": null, "number": null, "time": null});
        assert_eq!(seen(null), Seen::default());
        assert_eq!(
            seen(json!({"text": false, "whole": [], "number": {}, "time": "soon"})),
            Seen::default()
        );
    }

    #[test]
    fn other_spellings_are_read() {
        assert!(seen(json!({"flag": 1})).flag && seen(json!({"flag": "true"})).flag);
        assert!(!seen(json!({"flag": 0})).flag && !seen(json!({"flag": "false"})).flag);
        assert_eq!(seen(json!({"text": {"a": 1}})).text.as_deref(), Some(r#"{"a":1}"#));
        for (value, whole) in
            [(json!(1200), 1200), (json!(1199.6), 1200), (json!("5"), 5), (json!(-3), 0)]
        {
            assert_eq!(seen(json!({"whole": value})).whole, Some(whole));
        }
        assert_eq!(seen(json!({"whole": 1e300})).whole, None);
        assert_eq!(seen(json!({"number": "9.5"})).number, Some(9.5));
        assert!(seen(json!({"time": 1_700_000_000})).time.is_some());
    }
}
