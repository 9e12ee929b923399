//! Shapes of what platforms send.

use serde_json::{Value, json};

use crate::compare::result::read_instant;

/// An object with known fields; further ones are always allowed.
#[derive(Debug)]
#[non_exhaustive]
pub struct Model {
    /// Known fields.
    pub fields: &'static [Field],
}

/// One field of a model.
#[derive(Debug)]
#[non_exhaustive]
pub struct Field {
    /// Name on the wire.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether the object is unreadable without it.
    pub required: bool,
    /// Text that a missing field stands for, where that is not the empty one.
    pub default: Option<&'static str>,
}

/// What a field holds.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Kind {
    /// Text.
    Text,
    /// Text, or a whole number.
    Id,
    /// Truth value.
    Bool,
    /// Whole number, not negative.
    Count,
    /// Whole number, not negative, perhaps as text or with a fraction of zero.
    CountText,
    /// Truth value, perhaps as one of the words or numbers that Python's models take for it; other words are none.
    Switch,
    /// Any number.
    Number,
    /// Any object.
    Map,
    /// Texts.
    Texts,
    /// Those items of a list that are texts.
    SomeTexts,
    /// A list of anything.
    Anys,
    /// Anything.
    Any,
    /// An object of that model.
    Object(&'static Model),
    /// A list of such objects.
    List(&'static Model),
    /// Those items of a list that are such objects, or texts: a text is the object's first field.
    SomeOf(&'static Model),
    /// A text that only tells something: whatever else stands there is its JSON, null and false are none.
    Words,
    /// A truth value in any spelling.
    Flag,
    /// A whole number, rounded, perhaps as text; anything else is none.
    Whole,
    /// A number, perhaps as text; anything else is none.
    Decimal,
    /// A point in time; a text that is none is none.
    Time,
}

impl Field {
    /// A field that may be missing or null.
    #[must_use]
    pub const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, required: false, default: None }
    }

    /// A field that must be there.
    #[must_use]
    pub const fn required(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, required: true, default: None }
    }

    /// A word that stands for `default` when it is missing.
    #[must_use]
    pub const fn or(name: &'static str, default: &'static str) -> Self {
        Self { name, kind: Kind::Id, required: false, default: Some(default) }
    }
}

impl Model {
    /// Whether `value` is such an object.
    #[must_use]
    pub fn reads(&self, value: &Value) -> bool {
        self.read(value).is_some()
    }

    /// The object with each known field in its own type; none when it is no such object.
    #[must_use]
    pub fn read(&self, value: &Value) -> Option<Value> {
        let mut map = value.as_object()?.clone();
        for field in self.fields {
            let read = match map.get(field.name) {
                None | Some(Value::Null) if field.required => return None,
                None | Some(Value::Null) => field.default.map(Value::from),
                Some(value) => Some(field.kind.read(value)?),
            };
            if let Some(read) = read {
                map.insert(field.name.to_owned(), read);
            }
        }
        Some(Value::Object(map))
    }

    /// The same with the known fields alone, for types that have no place for others.
    #[must_use]
    pub fn known(&self, value: &Value) -> Option<Value> {
        let mut read = self.read(value)?;
        let fields = read.as_object_mut()?;
        fields.retain(|name, _| self.fields.iter().any(|field| field.name == name));
        Some(read)
    }

    /// Default of the field of that name, here or in a model inside.
    #[must_use]
    pub fn default_of(&self, name: &str) -> Option<&'static str> {
        self.fields.iter().find_map(|field| match field.kind {
            _ if field.name == name && field.default.is_some() => field.default,
            Kind::Object(model) | Kind::List(model) | Kind::SomeOf(model) => model.default_of(name),
            _ => None,
        })
    }
}

impl Kind {
    /// The value in this type, when it can be read as such.
    fn read(self, value: &Value) -> Option<Value> {
        match self {
            Self::Object(model) => model.read(value),
            Self::List(model) => {
                value.as_array()?.iter().map(|item| model.read(item)).collect::<Option<_>>()
            }
            Self::SomeOf(model) => {
                let first = model.fields.first().map(|field| field.name).unwrap_or_default();
                let items = value.as_array()?.iter().filter_map(|item| match item {
                    Value::String(text) => Some(json!({ first: text })),
                    other => model.read(other),
                });
                Some(items.collect())
            }
            Self::SomeTexts => {
                Some(value.as_array()?.iter().filter(|item| item.is_string()).cloned().collect())
            }
            Self::Words => Some(match value {
                Value::Null | Value::Bool(false) => Value::Null,
                Value::String(_) => value.clone(),
                other => other.to_string().into(),
            }),
            Self::CountText => whole(value).map(Value::from),
            Self::Switch => switch(value).map(Value::from),
            Self::Flag => Some(match value {
                Value::Number(number) => (number.as_f64() != Some(0.0)).into(),
                Value::String(text) => ["true", "True", "1", "yes"].contains(&text.as_str()).into(),
                other => (*other == Value::Bool(true)).into(),
            }),
            Self::Whole => Some(decimal(value).map_or(Value::Null, |n| json!(n.round().max(0.0)))),
            Self::Decimal => Some(decimal(value).map_or(Value::Null, Value::from)),
            Self::Time => {
                let is_time = value.as_str().is_none_or(|text| read_instant(text).is_some());
                Some(if is_time { value.clone() } else { Value::Null })
            }
            Self::Id if value.is_number() => self.holds(value).then(|| value.to_string().into()),
            _ => self.holds(value).then(|| value.clone()),
        }
    }

    fn holds(self, value: &Value) -> bool {
        match self {
            Self::Text => value.is_string(),
            Self::Id => value.is_string() || value.is_i64() || value.is_u64(),
            Self::Bool => value.is_boolean(),
            Self::Count => value.is_u64(),
            Self::Number => value.is_number(),
            Self::Map => value.is_object(),
            Self::Anys => value.is_array(),
            Self::Texts => value.as_array().is_some_and(|items| items.iter().all(Value::is_string)),
            // Whatever stands there: the others have been read.
            _ => true,
        }
    }
}

fn decimal(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// A whole number, perhaps as text or with a fraction of zero.
pub(super) fn whole(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        text.trim().trim_end_matches(".0").parse().ok()
    })
}

fn switch(value: &Value) -> Option<bool> {
    let word = value.as_str().map_or_else(|| value.to_string(), str::to_ascii_lowercase);
    match word.as_str() {
        "true" | "t" | "yes" | "y" | "on" | "1" => Some(true),
        "false" | "f" | "no" | "n" | "off" | "0" => Some(false),
        _ => None,
    }
}
