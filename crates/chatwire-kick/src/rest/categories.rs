//! Categories.

use chatwire_core::{Cursor, Error, ErrorKind, Page, Request};
use http::Method;

use super::list::{joined, listing};
use super::reply::{first, list, object};
use crate::limits::{Checks, MAX_PAGE};
use crate::{Category, CategoryId, Client};

/// Categories on a page of version 1 (KickDevDocs, categories).
const PAGE_V1: usize = 100;

impl Client {
    /// Categories, by name, tag or id, or all. Any token.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_kick::Result<()> {
    /// # use chatwire_core::testing::{Answer, Script};
    /// # let script = Script::new().answer(Answer::status(200).body(
    /// #     r#"{"data":[{"id":15,"name":"Just Chatting"}],"pagination":{"next_cursor":""}}"#));
    /// # let client = chatwire_kick::Client::builder().token("token").script(script).build()?;
    /// use futures_util::TryStreamExt;
    ///
    /// let mut categories = client.categories().tag("IRL").items();
    /// while let Some(category) = categories.try_next().await? {
    ///     println!("{}: {}", category.id, category.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for a
    /// [limit](Categories::limit) that is not 1 to 1,000, and for a comma in a name or a tag.
    #[doc(alias = "get_categories")]
    pub fn categories(&self) -> Categories {
        Categories {
            client: self.clone(),
            cursor: None,
            limit: None,
            names: Vec::new(),
            tags: Vec::new(),
            ids: Vec::new(),
        }
    }

    /// One category. Any token.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`NotFound`](crate::ErrorKind::NotFound) for an id that does not
    /// exist.
    #[doc(alias = "get_category")]
    pub fn category(&self, id: impl Into<CategoryId>) -> Request<Category> {
        self.call(Method::GET, "kick.category", "/public/v2/categories")
            .query("id", id.into().to_string())
            .decode(|reply| {
                let missing = || Error::new(ErrorKind::NotFound, "there is no such category");
                first(reply)?.ok_or_else(missing)
            })
    }

    /// Categories whose name fits a text, or all with an empty one, by version 1 of the API. Any token.
    ///
    /// **Deprecated by Kick** since 2026-01-15: use [`categories`](Self::categories).
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for a
    /// [page](CategoriesV1::page) 0.
    #[doc(alias = "get_categories")]
    pub fn categories_v1(&self, query: impl Into<String>) -> CategoriesV1 {
        CategoriesV1 { client: self.clone(), cursor: None, query: query.into() }
    }

    /// One category with tags and viewers, by version 1 of the API. Any token.
    ///
    /// **Deprecated by Kick** since 2026-01-15: use [`category`](Self::category).
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call).
    #[doc(alias = "get_category")]
    pub fn category_v1(&self, id: impl Into<CategoryId>) -> Request<Category> {
        let path = "/public/v1/categories/{id}";
        object(self.call(Method::GET, "kick.category_v1", path).segment(&id.into().to_string()))
    }
}

/// Lists categories; see [`Client::categories`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct Categories {
    client: Client,
    cursor: Option<Cursor>,
    limit: Option<u32>,
    names: Vec<String>,
    tags: Vec<String>,
    ids: Vec<CategoryId>,
}

impl Categories {
    /// Categories on a page, 1 to 1,000 (25).
    pub fn limit(mut self, count: u32) -> Self {
        self.limit = Some(count);
        self
    }

    /// Adds a name; one of the names has to fit. A comma would separate two names and is refused.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.names.push(name.into());
        self
    }

    /// Adds a tag; one of the tags has to fit. A comma would separate two tags and is refused.
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tags.push(tag.into());
        self
    }

    /// Adds an id.
    pub fn id(self, id: impl Into<CategoryId>) -> Self {
        self.ids([id])
    }

    /// Adds ids.
    pub fn ids<I: Into<CategoryId>>(mut self, ids: impl IntoIterator<Item = I>) -> Self {
        self.ids.extend(ids.into_iter().map(Into::into));
        self
    }

    fn at(&self, cursor: Option<&Cursor>) -> Request<Page<Category>> {
        let has_comma = |texts: &[String]| texts.iter().any(|text| text.contains(','));
        let checks = Checks::new()
            .range("limit", self.limit, 1, MAX_PAGE)
            .refuse(has_comma(&self.names), "name", "holds a comma")
            .refuse(has_comma(&self.tags), "tag", "holds a comma");
        // Kick takes these lists in one parameter each, unlike all others (gokick, kick4j, kickcom.py).
        let call = self
            .client
            .call(Method::GET, "kick.categories", "/public/v2/categories")
            .check(checks.done())
            .query_opt("cursor", cursor.map(Cursor::as_str))
            .query_opt("limit", self.limit.map(|count| count.to_string()))
            .query_opt("name", joined(&self.names))
            .query_opt("tag", joined(&self.tags))
            .query_opt("id", joined(&self.ids));
        list(call)
    }
}

listing!(Categories => Category);

/// Searches categories by version 1 of the API; see [`Client::categories_v1`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct CategoriesV1 {
    client: Client,
    cursor: Option<Cursor>,
    query: String,
}

impl CategoriesV1 {
    /// Page to begin with, from 1 on; a page has 100 categories.
    pub fn page(self, number: u32) -> Self {
        self.after(number.to_string())
    }

    fn at(&self, cursor: Option<&Cursor>) -> Request<Page<Category>> {
        let number = cursor.map_or(Ok(1), |cursor| cursor.as_str().parse::<u32>());
        let checks =
            Checks::new().refuse(!matches!(number, Ok(1..)), "page", "is no number from 1 on");
        let number = number.unwrap_or(1);
        let call = self
            .client
            .call(Method::GET, "kick.categories_v1", "/public/v1/categories")
            .check(checks.done())
            .query_opt("q", Some(&self.query).filter(|query| !query.is_empty()))
            .query_opt("page", cursor.map(|_| number.to_string()));
        list(call).map(move |mut page: Page<Category>| {
            let full = page.items.len() + page.invalid.len() >= PAGE_V1;
            page.next = full.then(|| Cursor::new(number.saturating_add(1).to_string()));
            page
        })
    }
}

listing!(CategoriesV1 => Category);
