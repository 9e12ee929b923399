//! Users.

use chatwire_core::{Error, ErrorKind, Page, Request, awaitable};
use http::Method;

use super::batch::Batches;
use super::reply::{first, list, object};
use crate::limits::{Checks, MAX_USERS};
use crate::oauth::Introspection;
use crate::{Client, User, UserId};

const PATH: &str = "/public/v1/users";

impl Client {
    /// Users by their ids; an id that does not exist is left out. Any token.
    ///
    /// Without ids it is the user of the token, which needs a user's token and `user:read`; see [`me`](Self::me).
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for more than 50 ids outside of
    /// [`in_batches`](Users::in_batches).
    #[doc(alias = "get_users")]
    pub fn users(&self) -> Users {
        Users { client: self.clone(), ids: Vec::new() }
    }

    /// The user whose token the call carries. A user's token with `user:read`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_kick::Result<()> {
    /// # use chatwire_core::testing::{Answer, Script};
    /// # let script = Script::new().answer(Answer::status(200).body(
    /// #     r#"{"data":[{"user_id":1001,"name":"Some_User"}],"message":"OK"}"#));
    /// # let client = chatwire_kick::Client::builder().token("token").script(script).build()?;
    /// let me = client.me().await?;
    /// println!("{} is user {}", me.name, me.user_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`NotFound`](crate::ErrorKind::NotFound) when the token belongs to
    /// no user.
    pub fn me(&self) -> Request<User> {
        self.call(Method::GET, "kick.me", PATH).decode(|reply| {
            let missing = || Error::new(ErrorKind::NotFound, "the token belongs to no user");
            first(reply)?.ok_or_else(missing)
        })
    }

    /// Whether the client's token is valid, and for what, by version 1 of the API. Any token.
    ///
    /// **Deprecated by Kick** since 2026-01-15: use [`introspect`](Self::introspect).
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call).
    pub fn introspect_v1(&self) -> Request<Introspection> {
        object(self.call(Method::POST, "kick.introspect_v1", "/public/v1/token/introspect"))
    }
}

/// Reads users; see [`Client::users`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct Users {
    client: Client,
    ids: Vec<UserId>,
}

impl Users {
    /// Adds an id.
    pub fn id(self, id: impl Into<UserId>) -> Self {
        self.ids([id])
    }

    /// Adds ids; one request takes 50, for more see [`in_batches`](Self::in_batches).
    pub fn ids<I: Into<UserId>>(mut self, ids: impl IntoIterator<Item = I>) -> Self {
        self.ids.extend(ids.into_iter().map(Into::into));
        self
    }

    /// The call as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<Page<User>> {
        let checks = Checks::new().at_most("id", &self.ids, MAX_USERS);
        let mut call = self.client.call(Method::GET, "kick.users", PATH).check(checks.done());
        for id in &self.ids {
            call = call.query("id", id.to_string());
        }
        list(call)
    }

    /// Any number of ids, 50 in each request.
    pub fn in_batches(self) -> Batches<UserId, User> {
        let Self { client, ids } = self;
        Batches::new(ids, MAX_USERS, move |ids| client.users().ids(ids).request())
    }
}

awaitable!(Users => Page<User>);
