//! What the server says about the page of a list.

use chatwire_core::Page;
use serde::{Deserialize, Serialize};

use super::{count, flag};

/// Place of a page in its list, where the server tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[doc(alias = "PaginationMetadata")]
#[non_exhaustive]
pub struct Pagination {
    /// Items in the whole list.
    #[serde(deserialize_with = "count")]
    pub total: u64,
    /// Items before the page.
    #[serde(deserialize_with = "count")]
    pub offset: u64,
    /// Items that were asked for.
    #[serde(deserialize_with = "count")]
    pub limit: u64,
    /// Whether there are more behind the page.
    #[serde(default, deserialize_with = "flag")]
    pub has_more: bool,
}

impl Pagination {
    /// What the server said about `page`; `None` for lists without pages.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_tokenbowl::Result<()> {
    /// # use chatwire_core::testing::{Answer, Script};
    /// # let answer = Answer::status(200).body(
    /// #     r#"{"messages":[],"pagination":{"total":9,"offset":9,"limit":50,"has_more":false}}"#);
    /// # let script = Script::new().answer(answer);
    /// # let client = chatwire_tokenbowl::Client::builder("key").script(script).build()?;
    /// use chatwire_tokenbowl::Pagination;
    ///
    /// let page = client.get_messages().offset(9).await?;
    /// assert_eq!(Pagination::of(&page).map(|place| place.total), Some(9));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn of<T>(page: &Page<T>) -> Option<Self> {
        Self::deserialize(page.extra.get("pagination")?).ok()
    }
}
