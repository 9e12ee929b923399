//! Users: look one up, list.

use chatwire_core::{Cursor, Items, Page, Paged, Pages, Request, awaitable};
use http::Method;

use super::list::ListCall;
use crate::{Client, User, UserId, UserStatus};

impl Client {
    /// Looks a user up.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emu = chatwire_emulator::Emulator::start().await?;
    /// # let client = chatwire_chatluck::Client::builder(emu.chatluck().key())
    /// #     .base_url(emu.url(chatwire_emulator::Platform::Chatluck))?.build()?;
    /// # let id = emu.chatluck().user("Alice");
    /// let user = client.get_user_info(id).await?;
    /// assert_eq!(user.name, "Alice");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The id is sent as one path segment whatever it holds.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for an id that is empty, `.` or
    /// `..`, which no path can hold.
    #[doc(alias = "get_user")]
    pub fn get_user_info(&self, user: impl Into<UserId>) -> Request<User> {
        self.http
            .call(Method::GET, "chatluck.get_user_info", "/users/{user_id}")
            .segment(user.into().as_str())
            .json_reply()
    }

    /// Lists users.
    ///
    /// Awaiting gives the first page; [`items`](ListUsers::items) is the whole list as a stream.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emu = chatwire_emulator::Emulator::start().await?;
    /// # let client = chatwire_chatluck::Client::builder(emu.chatluck().key())
    /// #     .base_url(emu.url(chatwire_emulator::Platform::Chatluck))?.no_rate_limit().build()?;
    /// use futures_util::TryStreamExt;
    ///
    /// # for name in ["Alice", "Bob"] { emu.chatluck().user(name); }
    /// let mut users = client.list_users().items();
    /// let mut names = Vec::new();
    /// while let Some(user) = users.try_next().await? {
    ///     names.push(user.name);
    /// }
    /// assert!(names.iter().any(|name| name == "Alice"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call).
    pub fn list_users(&self) -> ListUsers {
        ListUsers { list: ListCall::new(self.http.clone(), "chatluck.list_users", "/users") }
    }
}

/// Lists users; see [`Client::list_users`].
///
/// ```
/// use chatwire_chatluck::{Client, UserStatus};
///
/// # let client = Client::new("ck_0123456789")?;
/// let wire = client.list_users().limit(10).status(UserStatus::Inactive).request().build()?;
/// let query = wire.uri().query().unwrap();
/// assert!(query.contains("limit=10") && query.contains("status=inactive"));
/// # Ok::<_, chatwire_chatluck::Error>(())
/// ```
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct ListUsers {
    list: ListCall<User>,
}

impl ListUsers {
    /// Items of a page (50); the platform documents no maximum.
    pub fn limit(mut self, count: u32) -> Self {
        self.list.limit = count;
        self
    }

    /// Where to begin: the cursor of an earlier page.
    pub fn offset(mut self, cursor: impl Into<Cursor>) -> Self {
        self.list.offset = Some(cursor.into());
        self
    }

    /// Lists only users of this status.
    pub fn status(mut self, status: impl Into<UserStatus>) -> Self {
        let status = status.into();
        self.list = self.list.with("status", status.as_str());
        self
    }

    /// The first page as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<Page<User>> {
        self.list.request()
    }

    /// The whole list, with limits of its own.
    pub fn paged(self) -> Paged<User> {
        self.list.paged()
    }

    /// Stream of all users.
    pub fn items(self) -> Items<User> {
        self.paged().items()
    }

    /// Stream of all pages.
    pub fn pages(self) -> Pages<User> {
        self.paged().pages()
    }
}

awaitable!(ListUsers => Page<User>);
