//! Buttons, forms and cards below a message's text, and what people do with them.
//!
//! [`ButtonBuilder`] makes a row of buttons, [`InteractiveBuilder`] a card with fields, some of which
//! can be filled in.
//! A click brings the fields' values as [`FormValues`].
//!
//! ```
//! use chatwire_mezon::Content;
//! use chatwire_mezon::interactive::{
//!     ButtonBuilder, ButtonStyle, FormValues, InteractiveBuilder, Select, TextInput,
//! };
//!
//! let form = InteractiveBuilder::titled("Order")
//!     .description("What may we bring?")
//!     .add_input_field("name", "Your name", TextInput::new().placeholder("Bob"))
//!     .add_select_field("drink", "Drink", Select::new([("Tea", "tea"), ("Coffee", "coffee")]));
//! let buttons = ButtonBuilder::new().add_button("send", "Send", ButtonStyle::Success);
//! let content = Content::text("Hungry?").embed(form).row(buttons);
//! assert!(content.to_json()?.contains("\"defaultValue\":\"\""));
//!
//! // What the click on "Send" brings:
//! let values = FormValues::parse(r#"{"name":"Ada","drink":"tea"}"#);
//! assert_eq!(values.text("drink").as_deref(), Some("tea"));
//! # Ok::<_, chatwire_mezon::Error>(())
//! ```

mod builder;
mod buttons;
mod component;
mod embed;
mod form;
mod media;
mod reply;

pub use builder::{COLORS, InteractiveBuilder};
pub use buttons::{Button, ButtonBuilder, ButtonStyle};
pub use component::{ActionRow, Body, Component, ComponentKind};
pub use embed::{Author, Embed, EmbedField, Footer, Image, Thumbnail};
pub use form::{DatePicker, Radio, RadioOption, Select, SelectKind, SelectOption, TextInput};
pub use media::{Animation, Grid, GridItem, Pool};
pub use reply::{Click, FormValues, Selection};

/// Whether a flag is left out because it says nothing.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}
