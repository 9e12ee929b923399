//! Pictures that move and things in columns and rows.

use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::content::Extra;
use chatwire_core::de::null_as_default;

/// A moving picture that is put together from pieces of one large picture, such as a slot machine.
///
/// ```
/// use chatwire_mezon::interactive::Animation;
///
/// let coin = Animation::new("https://example.com/coin.png", "https://example.com/coin.json")
///     .pool(["heads", "tails"])
///     .repeat(3)
///     .duration(0.5);
/// assert_eq!(coin.repeat, Some(3));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Animation {
    /// Where the picture with all pieces lies.
    #[serde(default, deserialize_with = "null_as_default")]
    pub url_image: String,
    /// Where the places of the pieces within it lie, as JSON.
    #[serde(default, deserialize_with = "null_as_default")]
    pub url_position: String,
    /// Names of the pieces, in the order in which they are shown.
    #[serde(default, deserialize_with = "null_as_default")]
    pub pool: Pool,
    /// How often it runs; for ever where nothing is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeat: Option<u32>,
    /// How long one run takes, in seconds.
    #[serde(serialize_with = "write_number", skip_serializing_if = "Option::is_none")]
    pub duration: Option<f64>,
    /// Whether the pieces run from top to bottom; known to newer clients.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vertical: Option<bool>,
    /// Whether only the last picture is shown; known to newer clients.
    #[serde(rename = "isResult", skip_serializing_if = "Option::is_none")]
    pub is_result: Option<Value>,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Names of the pieces of an [`Animation`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Pool {
    /// One picture.
    Pieces(Vec<String>),
    /// Several pictures side by side; known to newer clients.
    Rows(Vec<Vec<String>>),
}

impl Default for Pool {
    fn default() -> Self {
        Self::Pieces(Vec::new())
    }
}

impl Animation {
    /// An animation of a picture and the places of its pieces; [`pool`](Self::pool) names them.
    #[must_use]
    pub fn new(url_image: impl Into<String>, url_position: impl Into<String>) -> Self {
        Self { url_image: url_image.into(), url_position: url_position.into(), ..Self::default() }
    }

    /// Sets the names of the pieces.
    #[must_use]
    pub fn pool<T: Into<String>>(mut self, pieces: impl IntoIterator<Item = T>) -> Self {
        self.pool = Pool::Pieces(pieces.into_iter().map(Into::into).collect());
        self
    }

    /// Sets the names of the pieces of several pictures side by side; older clients show none.
    #[must_use]
    pub fn pool_rows<R, T>(mut self, rows: impl IntoIterator<Item = R>) -> Self
    where
        R: IntoIterator<Item = T>,
        T: Into<String>,
    {
        let row = |pieces: R| pieces.into_iter().map(Into::into).collect();
        self.pool = Pool::Rows(rows.into_iter().map(row).collect());
        self
    }

    /// Runs it so many times instead of for ever.
    #[must_use]
    pub fn repeat(mut self, times: u32) -> Self {
        self.repeat = Some(times);
        self
    }

    /// Sets how long one run takes, in seconds.
    #[must_use]
    pub fn duration(mut self, seconds: f64) -> Self {
        self.duration = Some(seconds);
        self
    }

    /// Lets the pieces run from top to bottom; older clients do not.
    #[must_use]
    pub fn vertical(mut self) -> Self {
        self.vertical = Some(true);
        self
    }

    /// Shows only the last picture; older clients run it.
    #[must_use]
    pub fn result_only(mut self) -> Self {
        self.is_result = Some(Value::Bool(true));
        self
    }
}

/// Things in columns and rows, cut out of one large picture.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Grid {
    /// Number of columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub columns: Option<u32>,
    /// Number of rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<u32>,
    /// Things and their places.
    #[serde(default, deserialize_with = "null_as_default")]
    pub items: Vec<GridItem>,
    /// Where the picture with all pieces lies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url_image: Option<String>,
    /// Where the places of the pieces within it lie, as JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url_position: Option<String>,
    /// Keys that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Grid {
    /// An empty grid.
    #[must_use]
    pub fn new(columns: u32, rows: u32) -> Self {
        Self { columns: Some(columns), rows: Some(rows), ..Self::default() }
    }

    /// Adds a thing.
    #[must_use]
    pub fn item(mut self, item: GridItem) -> Self {
        self.items.push(item);
        self
    }

    /// Sets the picture and the places of its pieces.
    #[must_use]
    pub fn pictures(
        mut self,
        url_image: impl Into<String>,
        url_position: impl Into<String>,
    ) -> Self {
        self.url_image = Some(url_image.into());
        self.url_position = Some(url_position.into());
        self
    }
}

/// A thing in a [`Grid`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GridItem {
    /// Row in which it begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_row: Option<u32>,
    /// Column in which it begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_col: Option<u32>,
    /// All other keys; which ones the clients know is documented nowhere.
    #[serde(flatten)]
    pub extra: Extra,
}

impl GridItem {
    /// A thing that begins in a row and a column.
    #[must_use]
    pub fn at(row: u32, column: u32) -> Self {
        Self { start_row: Some(row), start_col: Some(column), extra: Extra::new() }
    }

    /// Sets any other key.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.extra.insert(key.into(), value.into());
        self
    }
}

/// Writes whole seconds without a fraction, as JavaScript does.
fn write_number<S: Serializer>(seconds: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    let Some(seconds) = *seconds else { return serializer.serialize_none() };
    let text = seconds.to_string();
    match text.parse::<i64>() {
        Ok(whole) => serializer.serialize_i64(whole),
        Err(_) => serializer.serialize_f64(seconds),
    }
}
