//! The frame around everything that people can press, choose or fill in.

use serde::de::DeserializeOwned;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::{Animation, Button, DatePicker, Grid, Radio, Select, TextInput};
use crate::content::Extra;
use crate::number_enum::number_enum;
use chatwire_core::de::null_as_default;

number_enum! {
    /// Kind of a component.
    pub enum ComponentKind {
        /// A [`Button`].
        Button = 1,
        /// A [`Select`].
        Select = 2,
        /// A [`TextInput`].
        Input = 3,
        /// A [`DatePicker`].
        DatePicker = 4,
        /// A [`Radio`].
        Radio = 5,
        /// An [`Animation`].
        Animation = 6,
        /// A [`Grid`].
        Grid = 7,
    }
}

/// A row of components below a message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ActionRow {
    /// Components from left to right.
    #[serde(default, deserialize_with = "null_as_default")]
    pub components: Vec<Component>,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl ActionRow {
    /// A row of components.
    #[must_use]
    pub fn new(components: impl IntoIterator<Item = Component>) -> Self {
        Self { components: components.into_iter().collect(), extra: Extra::new() }
    }
}

impl From<Vec<Component>> for ActionRow {
    fn from(components: Vec<Component>) -> Self {
        Self::new(components)
    }
}

impl<const N: usize> From<[Component; N]> for ActionRow {
    fn from(components: [Component; N]) -> Self {
        Self::new(components)
    }
}

impl From<Component> for ActionRow {
    fn from(component: Component) -> Self {
        Self::new([component])
    }
}

/// Something that people can press, choose or fill in, with the id under which it is reported.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Component {
    /// Id of the sender's choice; clicks, selections and form values name it.
    pub id: String,
    /// What it is.
    pub body: Body,
    /// Keys that this version does not know.
    pub extra: Extra,
}

/// What a [`Component`] is.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Body {
    /// Button.
    Button(Button),
    /// List to choose from.
    Select(Select),
    /// Line or area of text to fill in.
    Input(TextInput),
    /// Date to choose.
    DatePicker(DatePicker),
    /// Choices of which all are seen.
    Radio(Radio),
    /// Moving picture, such as a slot machine.
    Animation(Animation),
    /// Things in columns and rows.
    Grid(Grid),
    /// A kind that this version does not know, or one that it cannot read.
    Other {
        /// Number of the kind.
        kind: ComponentKind,
        /// The component as it came; `null` where there was none.
        component: Value,
    },
}

impl Body {
    /// Kind of the component.
    #[must_use]
    pub fn kind(&self) -> ComponentKind {
        match self {
            Self::Button(_) => ComponentKind::Button,
            Self::Select(_) => ComponentKind::Select,
            Self::Input(_) => ComponentKind::Input,
            Self::DatePicker(_) => ComponentKind::DatePicker,
            Self::Radio(_) => ComponentKind::Radio,
            Self::Animation(_) => ComponentKind::Animation,
            Self::Grid(_) => ComponentKind::Grid,
            Self::Other { kind, .. } => *kind,
        }
    }

    /// Reads a component; the number of options stands beside it, not in it.
    fn read(kind: ComponentKind, component: Value, max_options: &mut Option<Value>) -> Self {
        fn body<T: DeserializeOwned>(value: &Value, make: fn(T) -> Body) -> Option<Body> {
            T::deserialize(value).ok().map(make)
        }
        let read = match kind {
            ComponentKind::Button => body(&component, Self::Button),
            ComponentKind::Select => body(&component, Self::Select),
            ComponentKind::Input => body(&component, Self::Input),
            ComponentKind::DatePicker => body(&component, Self::DatePicker),
            ComponentKind::Radio => {
                body(&component, |options| Self::Radio(Radio { options, max_options: None }))
            }
            ComponentKind::Animation => body(&component, Self::Animation),
            ComponentKind::Grid => body(&component, Self::Grid),
            ComponentKind::Other(_) => None,
        };
        let mut read = read.unwrap_or(Self::Other { kind, component });
        if let Self::Radio(radio) = &mut read {
            let number = max_options.as_ref().and_then(Value::as_u64);
            radio.max_options = number.and_then(|number| u32::try_from(number).ok());
            if radio.max_options.is_some() || max_options.as_ref().is_some_and(Value::is_null) {
                *max_options = None;
            }
        }
        read
    }
}

impl Component {
    /// A component of any kind.
    #[must_use]
    pub fn new(id: impl Into<String>, body: Body) -> Self {
        Self { id: id.into(), body, extra: Extra::new() }
    }

    /// A button.
    #[must_use]
    pub fn button(id: impl Into<String>, button: Button) -> Self {
        Self::new(id, Body::Button(button))
    }

    /// A list to choose from.
    #[must_use]
    pub fn select(id: impl Into<String>, select: Select) -> Self {
        Self::new(id, Body::Select(select))
    }

    /// A line or area of text to fill in.
    #[must_use]
    pub fn input(id: impl Into<String>, mut input: TextInput) -> Self {
        let id = id.into();
        // The clients' builders name the inner element after the outer one.
        input.id.get_or_insert_with(|| format!("{id}-component"));
        Self::new(id, Body::Input(input))
    }

    /// A date to choose.
    #[must_use]
    pub fn date_picker(id: impl Into<String>, picker: DatePicker) -> Self {
        Self::new(id, Body::DatePicker(picker))
    }

    /// Choices of which all are seen.
    #[must_use]
    pub fn radio(id: impl Into<String>, radio: Radio) -> Self {
        Self::new(id, Body::Radio(radio))
    }

    /// A moving picture.
    #[must_use]
    pub fn animation(id: impl Into<String>, animation: Animation) -> Self {
        Self::new(id, Body::Animation(animation))
    }

    /// Things in columns and rows.
    #[must_use]
    pub fn grid(id: impl Into<String>, grid: Grid) -> Self {
        Self::new(id, Body::Grid(grid))
    }
}

impl Serialize for Component {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("type", &self.body.kind())?;
        match &self.body {
            Body::Button(button) => map.serialize_entry("component", button)?,
            Body::Select(select) => map.serialize_entry("component", select)?,
            Body::Input(input) => map.serialize_entry("component", input)?,
            Body::DatePicker(picker) => map.serialize_entry("component", picker)?,
            Body::Radio(radio) => {
                map.serialize_entry("component", &radio.options)?;
                // The clients' builders leave 0 out.
                if let Some(number) = radio.max_options.filter(|number| *number > 0) {
                    map.serialize_entry("max_options", &number)?;
                }
            }
            Body::Animation(animation) => map.serialize_entry("component", animation)?,
            Body::Grid(grid) => map.serialize_entry("component", grid)?,
            Body::Other { component, .. } if component.is_null() => {}
            Body::Other { component, .. } => map.serialize_entry("component", component)?,
        }
        for (key, value) in &self.extra {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Component {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Wire {
            #[serde(default, deserialize_with = "chatwire_core::de::opt_text_or_number")]
            id: Option<String>,
            #[serde(rename = "type")]
            kind: ComponentKind,
            #[serde(default)]
            component: Value,
            #[serde(flatten)]
            extra: Map<String, Value>,
        }
        let Wire { id, kind, component, mut extra } = Wire::deserialize(deserializer)?;
        let mut max_options = extra.remove("max_options");
        let body = Body::read(kind, component, &mut max_options);
        extra.extend(max_options.map(|value| ("max_options".to_owned(), value)));
        Ok(Self { id: id.unwrap_or_default(), body, extra })
    }
}
