//! Categories: what a stream is about.

use chatwire_core::de;
use serde::{Deserialize, Deserializer, Serialize};

use super::filled_text;
use crate::CategoryId;

/// A category, in lists and inside of channels and livestreams.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Category {
    /// Id.
    pub id: CategoryId,
    /// Name.
    pub name: String,
    /// Address of its picture.
    #[serde(default, deserialize_with = "filled_text")]
    pub thumbnail: Option<String>,
    /// Tags; only the category lists of version 2 and the single category have them.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub tags: Vec<String>,
    /// Viewers at present; only the single category of version 1 has it, and it may be outdated there.
    #[serde(default)]
    pub viewer_count: Option<u64>,
}

/// Reads a category that may be `null` or an empty object: a channel without one.
pub(crate) fn opt_category<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Category>, D::Error> {
    #[derive(Deserialize)]
    struct Loose {
        #[serde(default)]
        id: Option<CategoryId>,
        #[serde(default, deserialize_with = "de::null_as_default")]
        name: String,
        #[serde(default, deserialize_with = "filled_text")]
        thumbnail: Option<String>,
        #[serde(default, deserialize_with = "de::null_as_default")]
        tags: Vec<String>,
        #[serde(default)]
        viewer_count: Option<u64>,
    }
    let loose = Option::<Loose>::deserialize(deserializer)?;
    Ok(loose.and_then(|Loose { id, name, thumbnail, tags, viewer_count }| {
        let id = id.filter(|id| id.get() != 0)?;
        Some(Category { id, name, thumbnail, tags, viewer_count })
    }))
}
