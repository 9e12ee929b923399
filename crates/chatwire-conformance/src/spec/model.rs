//! Shapes of what platforms send.

use serde_json::Value;

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
    /// Whole number, not negative, perhaps as text.
    CountText,
    /// Any number.
    Number,
    /// Any object.
    Map,
    /// Texts.
    Texts,
    /// A list of anything.
    Anys,
    /// Anything.
    Any,
    /// An object of that model.
    Object(&'static Model),
    /// A list of such objects.
    List(&'static Model),
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

    /// A text that stands for `default` when it is missing.
    #[must_use]
    pub const fn or(name: &'static str, default: &'static str) -> Self {
        Self { name, kind: Kind::Text, required: false, default: Some(default) }
    }
}

impl Model {
    /// Whether `value` is such an object.
    #[must_use]
    pub fn reads(&self, value: &Value) -> bool {
        let Value::Object(map) = value else { return false };
        self.fields.iter().all(|field| match map.get(field.name) {
            None | Some(Value::Null) => !field.required,
            Some(value) => field.kind.reads(value),
        })
    }

    /// Default of the field of that name, here or in a model inside.
    #[must_use]
    pub fn default_of(&self, name: &str) -> Option<&'static str> {
        self.fields.iter().find_map(|field| match field.kind {
            _ if field.name == name && field.default.is_some() => field.default,
            Kind::Object(model) | Kind::List(model) => model.default_of(name),
            _ => None,
        })
    }
}

impl Kind {
    fn reads(self, value: &Value) -> bool {
        match self {
            Self::Any => true,
            Self::Text => value.is_string(),
            Self::Id => value.is_string() || value.is_i64() || value.is_u64(),
            Self::Bool => value.is_boolean(),
            Self::Count => value.is_u64(),
            Self::CountText => {
                value.is_u64()
                    || value.as_str().is_some_and(|text| text.trim().parse::<u64>().is_ok())
            }
            Self::Number => value.is_number(),
            Self::Map => value.is_object(),
            Self::Anys => value.is_array(),
            Self::Texts => value.as_array().is_some_and(|items| items.iter().all(Value::is_string)),
            Self::Object(model) => model.reads(value),
            Self::List(model) => {
                value.as_array().is_some_and(|items| items.iter().all(|item| model.reads(item)))
            }
        }
    }
}
