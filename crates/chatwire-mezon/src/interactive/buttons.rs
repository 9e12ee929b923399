//! Buttons and the builder that makes a row of them.

use serde::{Deserialize, Serialize};

use super::is_false;
use super::{ActionRow, Component};
use crate::content::{Extra, lenient};
use crate::number_enum::number_enum;
use chatwire_core::de::null_as_default;

number_enum! {
    /// How a button looks.
    pub enum ButtonStyle {
        /// The one that is meant to be pressed.
        Primary = 1,
        /// One among others.
        Secondary = 2,
        /// Agrees.
        Success = 3,
        /// Destroys or refuses.
        Danger = 4,
        /// Opens an address instead of sending a click.
        Link = 5,
    }
}

/// A button.
///
/// ```
/// use chatwire_mezon::interactive::{Button, ButtonBuilder, ButtonStyle};
///
/// let help = Button::new("Help", ButtonStyle::Link).url("https://example.com/help");
/// let row = ButtonBuilder::new().push("help", help).build();
/// assert_eq!(row[0].id, "help");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Button {
    /// Words on the button.
    #[serde(default, deserialize_with = "null_as_default")]
    pub label: String,
    /// How it looks; none where the sender named no style.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub style: Option<ButtonStyle>,
    /// Address that a link opens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Whether it cannot be pressed; `disable` on the wire.
    #[serde(
        rename = "disable",
        alias = "disabled",
        default,
        deserialize_with = "lenient::flag",
        skip_serializing_if = "is_false"
    )]
    pub disabled: bool,
    /// Picture on the button, known to newer clients.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Button {
    /// A button with these words.
    #[must_use]
    pub fn new(label: impl Into<String>, style: ButtonStyle) -> Self {
        Self { label: label.into(), style: Some(style), ..Self::default() }
    }

    /// Sets the address that a button of style [`ButtonStyle::Link`] opens.
    #[must_use]
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// Shows the button, but lets nobody press it.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.disabled = true;
        self
    }

    /// Puts a picture on the button; older clients leave it out.
    #[must_use]
    pub fn icon(mut self, icon: impl Into<String>) -> Self {
        self.icon = Some(icon.into());
        self
    }
}

/// Makes a row of buttons.
///
/// The ids come back in the clicks, so they should say what is to be done.
///
/// ```
/// use chatwire_mezon::Content;
/// use chatwire_mezon::interactive::{ButtonBuilder, ButtonStyle};
///
/// let buttons = ButtonBuilder::new()
///     .add_button("accept", "Accept", ButtonStyle::Success)
///     .add_button("refuse", "Refuse", ButtonStyle::Danger);
/// let content = Content::text("Terms of use").row(buttons);
/// assert_eq!(content.components.len(), 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct ButtonBuilder {
    buttons: Vec<Component>,
}

impl ButtonBuilder {
    /// A builder without buttons.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a button from its id, words and style.
    pub fn add_button(
        self,
        id: impl Into<String>,
        label: impl Into<String>,
        style: ButtonStyle,
    ) -> Self {
        self.push(id, Button::new(label, style))
    }

    /// Adds a button with an address, a picture, or switched off.
    pub fn push(mut self, id: impl Into<String>, button: Button) -> Self {
        self.buttons.push(Component::button(id, button));
        self
    }

    /// Takes all buttons away.
    pub fn clear(mut self) -> Self {
        self.buttons.clear();
        self
    }

    /// The buttons, to be put into a row.
    #[must_use]
    pub fn build(self) -> Vec<Component> {
        self.buttons
    }
}

impl From<ButtonBuilder> for ActionRow {
    fn from(builder: ButtonBuilder) -> Self {
        Self::new(builder.build())
    }
}
