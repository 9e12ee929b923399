//! What is alike: values, requests and results.
//!
//! Each comparison adds readable lines to [`Differences`], every line with the
//! path of the value that differs.

pub mod body;
pub mod live;
pub mod request;
pub mod result;
pub mod rows;
pub mod shown;

use std::fmt::Display;

use serde_json::Value;

use crate::placeholder;

/// Longest value shown in a line, in characters.
const SHOWN: usize = 160;

/// Readable lines, one for each thing that is not alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences(Vec<String>);

impl Differences {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a remark about `path`.
    pub fn add(&mut self, path: &str, what: impl AsRef<str>) {
        self.0.push(format!("{path}: {}", what.as_ref()));
    }

    /// Adds what was wanted and what came.
    pub fn expected(&mut self, path: &str, wanted: impl Display, found: impl Display) {
        let (wanted, found) = (shorten(&format!("{wanted}")), shorten(&format!("{found}")));
        self.add(path, format!("expected {wanted}, got {found}"));
    }

    /// Whether all is alike.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The lines in the order in which they were found.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.0
    }

    /// All lines in one.
    #[must_use]
    pub fn summary(&self) -> String {
        self.0.join("; ")
    }
}

/// Compares two JSON values: numbers by value, objects in any order, nothing missing, nothing more.
pub fn json(wanted: &Value, found: &Value, path: &str, out: &mut Differences) {
    match (wanted, found) {
        (Value::Object(wanted), Value::Object(found)) => {
            for (key, value) in wanted {
                match found.get(key) {
                    Some(other) => json(value, other, &format!("{path}.{key}"), out),
                    None => out.expected(&format!("{path}.{key}"), value, "nothing"),
                }
            }
            for (key, value) in found {
                if !wanted.contains_key(key) {
                    out.expected(&format!("{path}.{key}"), "nothing", value);
                }
            }
        }
        (Value::Array(wanted), Value::Array(found)) if wanted.len() == found.len() => {
            for (index, (value, other)) in wanted.iter().zip(found).enumerate() {
                json(value, other, &format!("{path}[{index}]"), out);
            }
        }
        _ if scalars_equal(wanted, found) => {}
        _ => out.expected(path, wanted, found),
    }
}

/// Whether two values that are neither objects nor arrays of one length are the same.
pub(crate) fn scalars_equal(wanted: &Value, found: &Value) -> bool {
    match (wanted, found) {
        (Value::Number(a), Value::Number(b)) => {
            // Whole numbers are compared as such: a float would blur large ids.
            let whole =
                |n: &serde_json::Number| n.as_i64().map(i128::from).or(n.as_u64().map(i128::from));
            match (whole(a), whole(b)) {
                (Some(a), Some(b)) => a == b,
                _ => a.as_f64() == b.as_f64(),
            }
        }
        (Value::String(recorded), found) => {
            wanted == found || placeholder::value_matches(recorded, found)
        }
        _ => wanted == found,
    }
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    let start: String = text.chars().take(SHOWN).collect();
    format!("{start}… ({} bytes)", text.len())
}
