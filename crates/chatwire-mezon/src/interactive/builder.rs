//! The builder of cards and forms, with the defaults of the SDKs' builders.

use chatwire_core::Timestamp;

use super::{
    Animation, Author, Component, DatePicker, Embed, EmbedField, Footer, Grid, Image, Radio,
    Select, TextInput, Thumbnail,
};
use crate::content::Content;

/// Colours of which the TypeScript SDK 2.8.53 picks one for each card.
pub const COLORS: [&str; 18] = [
    "#1ABC9C", "#11806A", "#57F287", "#1F8B4C", "#3498DB", "#206694", "#9B59B6", "#71368A",
    "#E91E63", "#AD1457", "#F1C40F", "#C27C0E", "#E67E22", "#A84300", "#ED4245", "#992D22",
    "#BCC0C0", "#FFFF00",
];

/// Words of the footer that the SDKs put below a card.
const FOOTER: &str = "Powered by Mezon";
/// Picture beside them.
const FOOTER_ICON: &str = "https://cdn.mezon.vn/1837043892743049216/1840654271217930240/1827994776956309500/857_0246x0w.webp";

/// Makes a card or a form.
///
/// Like the SDKs' builders it puts in a colour, the time and Mezon's footer.
/// Where they draw the colour by lot, here the title chooses it, so that a card that is edited keeps
/// its colour; [`color`](Self::color) and [`timestamp`](Self::timestamp) set both.
///
/// ```
/// use chatwire_mezon::Timestamp;
/// use chatwire_mezon::interactive::{InteractiveBuilder, RadioOption, Radio};
///
/// let plans = Radio::new([RadioOption::new("Free", "free"), RadioOption::new("Pro", "pro")]);
/// let card = InteractiveBuilder::titled("Plan")
///     .color("#5865F2")
///     .timestamp(Timestamp::from_unix_seconds(1_700_000_000))
///     .add_field("Today", "Free")
///     .add_radio_field("plan", "Wanted", plans)
///     .build();
/// assert_eq!(card.timestamp.as_deref(), Some("2023-11-14T22:13:20.000Z"));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct InteractiveBuilder {
    embed: Embed,
    time: Option<Timestamp>,
}

impl InteractiveBuilder {
    /// A card without a title.
    pub fn new() -> Self {
        let embed = Embed {
            fields: Some(Vec::new()),
            footer: Some(Footer::new(FOOTER).icon_url(FOOTER_ICON)),
            ..Embed::default()
        };
        Self { embed, time: None }
    }

    /// A card with a title.
    pub fn titled(title: impl Into<String>) -> Self {
        Self::new().title(title)
    }

    /// Sets the colour of the edge, such as `#5865F2`.
    #[doc(alias = "set_color")]
    pub fn color(mut self, color: impl Into<String>) -> Self {
        self.embed.color = Some(color.into());
        self
    }

    /// Sets the title.
    #[doc(alias = "set_title")]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.embed.title = Some(title.into());
        self
    }

    /// Sets the address that the title opens.
    #[doc(alias = "set_url")]
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.embed.url = Some(url.into());
        self
    }

    /// Sets the line above the title, from a name or an [`Author`].
    #[doc(alias = "set_author")]
    pub fn author(mut self, author: impl Into<Author>) -> Self {
        self.embed.author = Some(author.into());
        self
    }

    /// Sets the text below the title.
    #[doc(alias = "set_description")]
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.embed.description = Some(text.into());
        self
    }

    /// Sets the small picture beside the text.
    #[doc(alias = "set_thumbnail")]
    pub fn thumbnail(mut self, url: impl Into<Thumbnail>) -> Self {
        self.embed.thumbnail = Some(url.into());
        self
    }

    /// Sets the picture below the text, from its address or an [`Image`].
    #[doc(alias = "set_image")]
    pub fn image(mut self, image: impl Into<Image>) -> Self {
        self.embed.image = Some(image.into());
        self
    }

    /// Sets the line below everything, from its words or a [`Footer`].
    #[doc(alias = "set_footer")]
    pub fn footer(mut self, footer: impl Into<Footer>) -> Self {
        self.embed.footer = Some(footer.into());
        self
    }

    /// Sets the time beside the footer, instead of that of [`build`](Self::build).
    pub fn timestamp(mut self, at: Timestamp) -> Self {
        self.time = Some(at);
        self
    }

    /// Adds any field.
    pub fn push(mut self, field: EmbedField) -> Self {
        self.embed.fields.get_or_insert_default().push(field);
        self
    }

    /// Adds a field with a name and a value, below its neighbours.
    pub fn add_field(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.push(EmbedField::new(name, value))
    }

    /// Adds a field with a name and a value, beside its neighbours.
    pub fn add_inline_field(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.push(EmbedField::new(name, value).inline())
    }

    /// Adds a field with text to fill in; [`EmbedField::form`] with [`push`](Self::push) gives it a
    /// description.
    pub fn add_input_field(
        self,
        id: impl Into<String>,
        name: impl Into<String>,
        input: TextInput,
    ) -> Self {
        self.push(EmbedField::form(name, Component::input(id, input)))
    }

    /// Adds a field with a list to choose from.
    pub fn add_select_field(
        self,
        id: impl Into<String>,
        name: impl Into<String>,
        select: Select,
    ) -> Self {
        self.push(EmbedField::form(name, Component::select(id, select)))
    }

    /// Adds a field with choices of which all are seen.
    pub fn add_radio_field(
        self,
        id: impl Into<String>,
        name: impl Into<String>,
        radio: Radio,
    ) -> Self {
        self.push(EmbedField::form(name, Component::radio(id, radio)))
    }

    /// Adds a field with a date to choose.
    #[doc(alias = "add_datepicker_field")]
    pub fn add_date_picker_field(
        self,
        id: impl Into<String>,
        name: impl Into<String>,
        picker: DatePicker,
    ) -> Self {
        self.push(EmbedField::form(name, Component::date_picker(id, picker)))
    }

    /// Adds a moving picture, without a name.
    pub fn add_animation(self, id: impl Into<String>, animation: Animation) -> Self {
        self.push(EmbedField::form("", Component::animation(id, animation)))
    }

    /// Adds things in columns and rows, without a name.
    pub fn add_grid(self, id: impl Into<String>, grid: Grid) -> Self {
        self.push(EmbedField::form("", Component::grid(id, grid)))
    }

    /// The card.
    #[must_use]
    pub fn build(self) -> Embed {
        let Self { mut embed, time } = self;
        let title = embed.title.as_deref().unwrap_or_default();
        if embed.color.is_none() {
            embed.color = Some(color_of(title).to_owned());
        }
        embed.timestamp = Some(with_millis(time.unwrap_or_else(Timestamp::now)));
        embed
    }
}

impl Default for InteractiveBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl From<InteractiveBuilder> for Embed {
    fn from(builder: InteractiveBuilder) -> Self {
        builder.build()
    }
}

impl From<InteractiveBuilder> for Content {
    fn from(builder: InteractiveBuilder) -> Self {
        builder.build().into()
    }
}

/// The colour that a title chooses.
fn color_of(title: &str) -> &'static str {
    let sum = title
        .bytes()
        .fold(7_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
    COLORS.get(sum % COLORS.len()).copied().unwrap_or("#1ABC9C")
}

/// RFC 3339 in UTC with exactly three digits of a second, as JavaScript writes it.
fn with_millis(at: Timestamp) -> String {
    let whole = Timestamp::from_unix_seconds(at.as_unix_seconds()).to_string();
    let millis = at.as_unix_millis().rem_euclid(1_000);
    format!("{}.{millis:03}Z", whole.trim_end_matches('Z'))
}
