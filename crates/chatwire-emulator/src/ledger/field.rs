//! Parameters read as the node's language reads them: letter case of keys is ignored, what is missing or null is
//! empty, and a wrong type is named with its place.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;

type Fields = BTreeMap<String, Box<RawValue>>;

/// Parameters of a call: by name, or by place.
#[derive(Debug, Default)]
pub(super) struct Params(Fields);

/// Words of the node for parameters that it cannot read.
pub(super) type Wrong = String;

impl Params {
    /// Reads a map, or a list whose items belong to `names` in order.
    pub(super) fn read(raw: Option<&RawValue>, names: &[&str], at: &str) -> Result<Self, Wrong> {
        let Some(text) = raw.map(RawValue::get).filter(|text| *text != "null") else {
            return Ok(Self::default());
        };
        if let Ok(fields) = serde_json::from_str::<Fields>(text) {
            return Ok(Self(lower(fields)));
        }
        if let Ok(items) = serde_json::from_str::<Vec<Box<RawValue>>>(text) {
            let (given, wanted) = (items.len(), names.len());
            if given != wanted {
                return Err(format!("[-32602] got {given} parameters, want {wanted}"));
            }
            let named = names.iter().map(|name| (*name).to_owned()).zip(items);
            return Ok(Self(named.collect()));
        }
        Err(format!("json: cannot unmarshal {} into Go value of type {at}", kind(text)))
    }

    /// A map inside of the parameters.
    pub(super) fn map(&self, name: &str, at: &str, ty: &str) -> Result<Self, Wrong> {
        match self.given(name) {
            None => Ok(Self::default()),
            Some(text) => match serde_json::from_str::<Fields>(text) {
                Ok(fields) => Ok(Self(lower(fields))),
                Err(_) => Err(wrong(kind(text), at, name, ty)),
            },
        }
    }

    pub(super) fn text(&self, name: &str, at: &str) -> Result<String, Wrong> {
        match self.given(name) {
            None => Ok(String::new()),
            Some(text) => {
                let read =
                    serde_json::from_str(text).or_else(|_| serde_json::from_str(&paired(text)));
                read.map_err(|_| wrong(kind(text), at, name, "string"))
            }
        }
    }

    pub(super) fn unsigned(&self, name: &str, at: &str) -> Result<u64, Wrong> {
        self.number(name, at, "uint64")
    }

    pub(super) fn int(&self, name: &str, at: &str) -> Result<i32, Wrong> {
        self.number(name, at, "int32")
    }

    fn number<T>(&self, name: &str, at: &str, ty: &str) -> Result<T, Wrong>
    where
        T: std::str::FromStr + Default,
    {
        let Some(text) = self.given(name) else { return Ok(T::default()) };
        text.parse().map_err(|_| {
            let found = match kind(text) {
                "number" => format!("number {text}"),
                other => other.to_owned(),
            };
            wrong(&found, at, name, ty)
        })
    }

    fn given(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|raw| raw.get()).filter(|text| *text != "null")
    }
}

fn lower(fields: Fields) -> Fields {
    fields.into_iter().map(|(name, raw)| (name.to_lowercase(), raw)).collect()
}

/// JSON whose escapes of half characters stand for the replacement character, as the node's language reads them.
fn paired(text: &str) -> String {
    let unit = |escape: &str| {
        let digits = escape.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let next = escape.get(6..).and_then(unit);
        let (kept, len) = match (unit(escape), next) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (escape.get(..12), 12),
            (Some(0xd800..=0xdfff), _) => (Some("\\ufffd"), 6),
            _ => (escape.get(..2), 2),
        };
        out.push_str(kept.unwrap_or_default());
        rest = escape.get(len..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

fn wrong(found: &str, at: &str, name: &str, ty: &str) -> Wrong {
    format!("json: cannot unmarshal {found} into Go struct field {at}.{name} of type {ty}")
}

fn kind(text: &str) -> &'static str {
    match serde_json::from_str(text) {
        Ok(Value::String(_)) => "string",
        Ok(Value::Bool(_)) => "bool",
        Ok(Value::Array(_)) => "array",
        Ok(Value::Object(_)) => "object",
        _ => "number",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_characters_become_the_replacement_character() {
        for (json, text) in [
            (r#""a\ud800b""#, "a\u{fffd}b"),
            (r#""\udc00\ud83c\udf89\\ud800""#, "\u{fffd}🎉\\ud800"),
            (r#""\ud800\u0041é\n""#, "\u{fffd}Aé\n"),
        ] {
            let raw = RawValue::from_string(format!("[{json}]"));
            let params = raw.map(|raw| Params::read(Some(&raw), &["t"], "x"));
            assert_eq!(params.unwrap().unwrap().text("t", "x").as_deref(), Ok(text));
        }
    }
}
