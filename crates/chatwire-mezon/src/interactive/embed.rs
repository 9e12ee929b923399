//! The card below a message: its parts and fields.

use serde::{Deserialize, Serialize};

use super::Component;
use crate::content::Extra;
use chatwire_core::de::{null_as_default, opt_text_or_number};

/// A card below a message; with fields to fill in it is a form.
///
/// [`InteractiveBuilder`](super::InteractiveBuilder) makes one with the colour, time and footer that
/// the SDKs' builders put in; `Embed::default()` has nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Embed {
    /// Colour of the edge, such as `#1ABC9C`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// Heading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Address that the heading opens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Line above the heading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<Author>,
    /// Text below the heading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Small picture beside the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<Thumbnail>,
    /// Fields; none where the sender wrote no list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<Vec<EmbedField>>,
    /// Picture below the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
    /// Time beside the footer, in RFC 3339.
    #[serde(
        default,
        deserialize_with = "opt_text_or_number",
        skip_serializing_if = "Option::is_none"
    )]
    pub timestamp: Option<String>,
    /// Line below everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub footer: Option<Footer>,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Embed {
    /// The fields, none where there is no list of them.
    #[must_use]
    pub fn fields(&self) -> &[EmbedField] {
        self.fields.as_deref().unwrap_or_default()
    }

    /// The component that people fill in or press under this id.
    #[must_use]
    pub fn input(&self, id: &str) -> Option<&Component> {
        self.fields().iter().filter_map(|field| field.inputs.as_ref()).find(|input| input.id == id)
    }
}

/// A field of an [`Embed`]: a name and a value, or something to fill in.
///
/// ```
/// use chatwire_mezon::interactive::{Component, DatePicker, EmbedField, InteractiveBuilder};
///
/// let field = EmbedField::form("Day", Component::date_picker("day", DatePicker::new()))
///     .description("When shall we come?");
/// let card = InteractiveBuilder::titled("Visit").push(field).build();
/// assert_eq!(card.fields()[0].value, "When shall we come?");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EmbedField {
    /// Heading of the field.
    #[serde(default, deserialize_with = "null_as_default")]
    pub name: String,
    /// Text of the field.
    #[serde(default, deserialize_with = "null_as_default")]
    pub value: String,
    /// Whether fields stand side by side; always written for fields without something to fill in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inline: Option<bool>,
    /// What people fill in or press.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inputs: Option<Component>,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl EmbedField {
    /// A field with a name and a value.
    #[must_use]
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into(), inline: Some(false), ..Self::default() }
    }

    /// A field with something to fill in.
    #[must_use]
    pub fn form(name: impl Into<String>, component: Component) -> Self {
        Self { name: name.into(), inputs: Some(component), ..Self::default() }
    }

    /// Lets the field stand beside its neighbours.
    #[must_use]
    pub fn inline(mut self) -> Self {
        self.inline = Some(true);
        self
    }

    /// Sets the text of the field.
    #[must_use]
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.value = text.into();
        self
    }
}

/// Line above the heading of an [`Embed`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Author {
    /// Name.
    #[serde(default, deserialize_with = "null_as_default")]
    pub name: String,
    /// Where the picture beside the name lies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon_url: Option<String>,
    /// Address that the name opens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Author {
    /// An author with this name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Sets where the picture beside the name lies.
    #[must_use]
    pub fn icon_url(mut self, url: impl Into<String>) -> Self {
        self.icon_url = Some(url.into());
        self
    }

    /// Sets the address that the name opens.
    #[must_use]
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }
}

impl<T: Into<String>> From<T> for Author {
    fn from(name: T) -> Self {
        Self::new(name)
    }
}

/// Line below everything in an [`Embed`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Footer {
    /// Words.
    #[serde(default, deserialize_with = "null_as_default")]
    pub text: String,
    /// Where the picture beside the words lies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon_url: Option<String>,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Footer {
    /// A footer with these words.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Sets where the picture beside the words lies.
    #[must_use]
    pub fn icon_url(mut self, url: impl Into<String>) -> Self {
        self.icon_url = Some(url.into());
        self
    }
}

impl<T: Into<String>> From<T> for Footer {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}

/// Picture below the text of an [`Embed`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Image {
    /// Where the picture lies.
    #[serde(default, deserialize_with = "null_as_default")]
    pub url: String,
    /// Width in pixels or `auto`, as text.
    #[serde(
        default,
        deserialize_with = "opt_text_or_number",
        skip_serializing_if = "Option::is_none"
    )]
    pub width: Option<String>,
    /// Height in pixels or `auto`, as text.
    #[serde(
        default,
        deserialize_with = "opt_text_or_number",
        skip_serializing_if = "Option::is_none"
    )]
    pub height: Option<String>,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Image {
    /// A picture in its own size.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        let auto = || Some("auto".to_owned());
        Self { url: url.into(), width: auto(), height: auto(), extra: Extra::new() }
    }

    /// Sets width and height in pixels.
    #[must_use]
    pub fn size(mut self, width: u32, height: u32) -> Self {
        self.width = Some(width.to_string());
        self.height = Some(height.to_string());
        self
    }
}

impl<T: Into<String>> From<T> for Image {
    fn from(url: T) -> Self {
        Self::new(url)
    }
}

/// Small picture beside the text of an [`Embed`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Thumbnail {
    /// Where the picture lies.
    #[serde(default, deserialize_with = "null_as_default")]
    pub url: String,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Thumbnail {
    /// A small picture.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), extra: Extra::new() }
    }
}

impl<T: Into<String>> From<T> for Thumbnail {
    fn from(url: T) -> Self {
        Self::new(url)
    }
}
