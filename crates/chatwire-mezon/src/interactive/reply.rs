//! What people did: clicks, selections and the values of a form.

use std::fmt;

use chatwire_core::{Error, Result, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::id::{ChannelId, MessageId, UserId};
use chatwire_core::de::null_as_default;

/// Somebody pressed a button.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Click {
    /// Message with the button.
    pub message_id: MessageId,
    /// Channel of the message.
    pub channel_id: ChannelId,
    /// Id that the sender gave to the button.
    #[serde(deserialize_with = "null_as_default")]
    pub button_id: String,
    /// Who wrote the message: the bot.
    pub sender_id: UserId,
    /// Who pressed the button.
    pub user_id: UserId,
    /// What was filled in at that time; `extra_data` on the wire.
    #[serde(rename = "extra_data")]
    pub form: FormValues,
}

/// Somebody chose something from a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Selection {
    /// Message with the list.
    pub message_id: MessageId,
    /// Channel of the message.
    pub channel_id: ChannelId,
    /// Id that the sender gave to the list; `selectbox_id` on the wire.
    #[serde(rename = "selectbox_id", deserialize_with = "null_as_default")]
    pub select_id: String,
    /// Who wrote the message: the bot.
    pub sender_id: UserId,
    /// Who chose.
    pub user_id: UserId,
    /// Values of the chosen options.
    #[serde(deserialize_with = "null_as_default")]
    pub values: Vec<String>,
}

impl Selection {
    /// The chosen value, the first one where several can be chosen.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        self.values.first().map(String::as_str)
    }
}

/// What was filled into the fields of a form, by the ids of the fields.
///
/// ```
/// use chatwire_mezon::interactive::FormValues;
///
/// let form = FormValues::parse(r#"{"name":"Ada","age":36,"days":["mon","tue"],"when":"2026-11-20"}"#);
/// assert_eq!(form.text("name").as_deref(), Some("Ada"));
/// assert_eq!(form.number("age"), Some(36.0));
/// assert_eq!(form.texts("days"), ["mon", "tue"]);
/// assert_eq!(form.timestamp("when").map(|at| at.as_unix_seconds()), Some(1_795_132_800));
///
/// #[derive(serde::Deserialize)]
/// struct Answer {
///     name: String,
///     days: Vec<String>,
/// }
/// let answer: Answer = form.read()?;
/// assert_eq!((answer.name.as_str(), answer.days.len()), ("Ada", 2));
/// # Ok::<_, chatwire_mezon::Error>(())
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct FormValues {
    raw: String,
    values: Map<String, Value>,
}

impl FormValues {
    /// Reads the JSON text of a click; a text that is no JSON object has no values, but is kept.
    #[must_use]
    pub fn parse(extra_data: &str) -> Self {
        let values = serde_json::from_str(extra_data).unwrap_or_default();
        Self { raw: extra_data.to_owned(), values }
    }

    /// The text as it came.
    #[must_use]
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// Whether nothing was filled in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Number of fields with a value.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Ids of the fields and their values, by the order of the ids.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.values.iter().map(|(id, value)| (id.as_str(), value))
    }

    /// The value of a field as it came.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Value> {
        self.values.get(id)
    }

    /// The value of a field as text: numbers and truth values are written out, of a chosen option its
    /// value is taken, of several the first one.
    #[must_use]
    pub fn text(&self, id: &str) -> Option<String> {
        self.texts(id).into_iter().next()
    }

    /// The values of a field of which several can be chosen; empty where nothing was.
    #[must_use]
    pub fn texts(&self, id: &str) -> Vec<String> {
        match self.get(id) {
            Some(Value::Array(items)) => items.iter().filter_map(text_of).collect(),
            Some(value) => text_of(value).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// The value of a field as a number, also where it came as text.
    #[must_use]
    pub fn number(&self, id: &str) -> Option<f64> {
        let number: f64 = self.text(id)?.trim().parse().ok()?;
        number.is_finite().then_some(number)
    }

    /// The value of a date field, in any of the forms that [`Timestamp::parse`] reads.
    #[must_use]
    pub fn timestamp(&self, id: &str) -> Option<Timestamp> {
        Timestamp::parse(&self.text(id)?).ok()
    }

    /// The whole form as a type of one's own, with the fields' ids as names.
    ///
    /// # Errors
    /// [`Decode`](chatwire_core::ErrorKind::Decode) when the values do not fit the type.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        T::deserialize(&self.values)
            .map_err(|err| Error::decode("the form's values do not fit the type").with_source(err))
    }
}

impl fmt::Debug for FormValues {
    /// Shows the ids only: people fill passwords and addresses into forms.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

impl Serialize for FormValues {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.raw)
    }
}

impl<'de> Deserialize<'de> for FormValues {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::Null => Self::default(),
            Value::String(text) => Self::parse(&text),
            other => Self::parse(&other.to_string()),
        })
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Object(option) => match option.get("value")? {
            Value::Object(_) | Value::Array(_) => None,
            plain => text_of(plain),
        },
        Value::Null | Value::Array(_) => None,
    }
}
