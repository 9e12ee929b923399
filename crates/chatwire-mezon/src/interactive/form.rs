//! What can be filled in: text, choices, dates.

use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::{ButtonStyle, is_false};
use crate::content::{Extra, lenient};
use crate::number_enum::number_enum;
use chatwire_core::de::{null_as_default, text_or_number};

/// A line or an area of text.
///
/// What nobody sets is written as the clients' builders do: no default text, type `text`, one line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TextInput {
    /// Id of the inner element; from the component's id where none is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Words that are shown while nothing is filled in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// What stands there at first, a text or a number.
    #[serde(rename = "defaultValue", skip_serializing_if = "Option::is_none")]
    pub default_value: Option<Value>,
    /// Type of the element, as in HTML: `text`, `number`, `email` and so on.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub input_type: Option<String>,
    /// Whether it is an area of several lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub textarea: Option<bool>,
    /// Whether it must be filled in; known to newer clients.
    #[serde(default, deserialize_with = "lenient::flag", skip_serializing_if = "is_false")]
    pub required: bool,
    /// Whether it cannot be changed; known to newer clients.
    #[serde(default, deserialize_with = "lenient::flag", skip_serializing_if = "is_false")]
    pub disabled: bool,
    /// How it looks; known to newer clients.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub style: Option<i32>,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl TextInput {
    /// An empty line of text.
    #[must_use]
    pub fn new() -> Self {
        Self {
            id: None,
            placeholder: None,
            default_value: Some(Value::from("")),
            input_type: Some("text".to_owned()),
            textarea: Some(false),
            required: false,
            disabled: false,
            style: None,
            extra: Extra::new(),
        }
    }

    /// Sets the words that are shown while nothing is filled in.
    #[must_use]
    pub fn placeholder(mut self, words: impl Into<String>) -> Self {
        self.placeholder = Some(words.into());
        self
    }

    /// Sets what stands there at first, a text or a number.
    #[must_use]
    pub fn default_value(mut self, value: impl Into<Value>) -> Self {
        self.default_value = Some(value.into());
        self
    }

    /// Sets the type of the element, as in HTML.
    #[must_use]
    pub fn input_type(mut self, name: impl Into<String>) -> Self {
        self.input_type = Some(name.into());
        self
    }

    /// Makes an area of several lines of it.
    #[must_use]
    pub fn textarea(mut self) -> Self {
        self.textarea = Some(true);
        self
    }

    /// Demands that it is filled in; older clients do not.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Shows it, but lets nobody change it (the SDKs' builders take this option and drop it).
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.disabled = true;
        self
    }

    /// Sets the number of a look; older clients do not know any.
    #[must_use]
    pub fn style(mut self, number: i32) -> Self {
        self.style = Some(number);
        self
    }

    /// Sets the id of the inner element.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }
}

impl Default for TextInput {
    fn default() -> Self {
        Self::new()
    }
}

number_enum! {
    /// What a [`Select`] lists.
    pub enum SelectKind {
        /// Its own options.
        Text = 1,
        /// Users.
        User = 2,
        /// Roles.
        Role = 3,
        /// Channels.
        Channel = 4,
    }
}

/// A list to choose from.
///
/// ```
/// use chatwire_mezon::interactive::Select;
///
/// let country = Select::new([("Việt Nam", "vn"), ("Laos", "la")]).selected(("Việt Nam", "vn"));
/// assert_eq!(country.options.len(), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Select {
    /// What can be chosen.
    #[serde(default, deserialize_with = "null_as_default")]
    pub options: Vec<SelectOption>,
    /// What is chosen at first; one is written as it is, several as a list.
    #[serde(
        rename = "valueSelected",
        default,
        deserialize_with = "read_one_or_many",
        serialize_with = "write_one_or_many",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub selected: Vec<SelectOption>,
    /// What is listed; its own options where none is set.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<SelectKind>,
    /// Words that are shown while nothing is chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// How many must be chosen at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_options: Option<u32>,
    /// How many may be chosen at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_options: Option<u32>,
    /// Whether nothing can be chosen.
    #[serde(default, deserialize_with = "lenient::flag", skip_serializing_if = "is_false")]
    pub disabled: bool,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Select {
    /// A list of these options.
    #[must_use]
    pub fn new<O: Into<SelectOption>>(options: impl IntoIterator<Item = O>) -> Self {
        Self { options: options.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// Chooses an option at first; called again, a further one.
    #[must_use]
    pub fn selected(mut self, option: impl Into<SelectOption>) -> Self {
        self.selected.push(option.into());
        self
    }

    /// Lists users, roles or channels instead of its own options; older clients do not.
    #[must_use]
    pub fn kind(mut self, kind: SelectKind) -> Self {
        self.kind = Some(kind);
        self
    }

    /// Sets the words that are shown while nothing is chosen.
    #[must_use]
    pub fn placeholder(mut self, words: impl Into<String>) -> Self {
        self.placeholder = Some(words.into());
        self
    }

    /// Demands at least so many choices.
    #[must_use]
    pub fn min_options(mut self, number: u32) -> Self {
        self.min_options = Some(number);
        self
    }

    /// Allows at most so many choices.
    #[must_use]
    pub fn max_options(mut self, number: u32) -> Self {
        self.max_options = Some(number);
        self
    }

    /// Shows the list, but lets nobody choose.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.disabled = true;
        self
    }
}

/// Something that can be chosen from a [`Select`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SelectOption {
    /// What people read.
    #[serde(default, deserialize_with = "null_as_default")]
    pub label: String,
    /// What the bot gets.
    #[serde(deserialize_with = "text_or_number")]
    pub value: String,
    /// A further line below the label; known to newer clients.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether it is chosen at first; known to newer clients.
    #[serde(default, deserialize_with = "lenient::flag", skip_serializing_if = "is_false")]
    pub default: bool,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl SelectOption {
    /// An option from what people read and what the bot gets.
    #[must_use]
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into(), ..Self::default() }
    }

    /// Adds a further line below the label; older clients leave it out.
    #[must_use]
    pub fn description(mut self, line: impl Into<String>) -> Self {
        self.description = Some(line.into());
        self
    }

    /// Chooses it at first; older clients go by [`Select::selected`] alone.
    #[must_use]
    pub fn preselected(mut self) -> Self {
        self.default = true;
        self
    }
}

impl<L: Into<String>, V: Into<String>> From<(L, V)> for SelectOption {
    fn from((label, value): (L, V)) -> Self {
        Self::new(label, value)
    }
}

/// Choices of which all are seen.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Radio {
    /// What can be chosen.
    pub options: Vec<RadioOption>,
    /// How many may be chosen; one where nothing is set.
    pub max_options: Option<u32>,
}

impl Radio {
    /// Choices between these options.
    #[must_use]
    pub fn new<O: Into<RadioOption>>(options: impl IntoIterator<Item = O>) -> Self {
        Self { options: options.into_iter().map(Into::into).collect(), max_options: None }
    }

    /// Allows so many choices; `0` is not written.
    #[must_use]
    pub fn max_options(mut self, number: u32) -> Self {
        self.max_options = Some(number);
        self
    }
}

/// Something that can be chosen from a [`Radio`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RadioOption {
    /// What people read.
    #[serde(default, deserialize_with = "null_as_default")]
    pub label: String,
    /// What the bot gets.
    #[serde(deserialize_with = "text_or_number")]
    pub value: String,
    /// Group of the option; of a group one can be chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A further line below the label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// How it looks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub style: Option<ButtonStyle>,
    /// Whether it cannot be chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl RadioOption {
    /// An option from what people read and what the bot gets.
    #[must_use]
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into(), ..Self::default() }
    }

    /// Sets the group, of which one option can be chosen.
    #[must_use]
    pub fn name(mut self, group: impl Into<String>) -> Self {
        self.name = Some(group.into());
        self
    }

    /// Adds a further line below the label.
    #[must_use]
    pub fn description(mut self, line: impl Into<String>) -> Self {
        self.description = Some(line.into());
        self
    }

    /// Sets how it looks.
    #[must_use]
    pub fn style(mut self, style: ButtonStyle) -> Self {
        self.style = Some(style);
        self
    }

    /// Shows the option, but lets nobody choose it.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.disabled = Some(true);
        self
    }

    /// Says that the option can be chosen, which it can be anyway.
    #[must_use]
    pub fn enabled(mut self) -> Self {
        self.disabled = Some(false);
        self
    }
}

impl<L: Into<String>, V: Into<String>> From<(L, V)> for RadioOption {
    fn from((label, value): (L, V)) -> Self {
        Self::new(label, value)
    }
}

/// A date to choose.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DatePicker {
    /// Date that is shown at first; known to newer clients.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl DatePicker {
    /// A picker without a date.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the date that is shown at first, as text or in Unix milliseconds; older clients show none.
    #[must_use]
    pub fn value(mut self, date: impl Into<Value>) -> Self {
        self.value = Some(date.into());
        self
    }
}

fn read_one_or_many<'de, D>(deserializer: D) -> Result<Vec<SelectOption>, D::Error>
where
    D: Deserializer<'de>,
{
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Form {
        Many(Vec<SelectOption>),
        One(SelectOption),
        Null,
    }
    Ok(match Form::deserialize(deserializer)? {
        Form::Many(options) => options,
        Form::One(option) => vec![option],
        Form::Null => Vec::new(),
    })
}

fn write_one_or_many<S: Serializer>(
    options: &[SelectOption],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if let [option] = options {
        return option.serialize(serializer);
    }
    let mut list = serializer.serialize_seq(Some(options.len()))?;
    for option in options {
        list.serialize_element(option)?;
    }
    list.end()
}
