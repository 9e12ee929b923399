//! Other users.

use chatwire_core::{Page, Request};
use http::Method;

use super::list::whole;
use crate::{Client, PublicUser, UserId};

impl Client {
    /// All users, the oldest account first; viewers are left out.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call).
    pub fn get_users(&self) -> Request<Page<PublicUser>> {
        whole(self.call(Method::GET, "tokenbowl.get_users", "/users"))
    }

    /// Users with a live session; servers from 2.0 on always answer with none.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call).
    pub fn get_online_users(&self) -> Request<Page<PublicUser>> {
        whole(self.call(Method::GET, "tokenbowl.get_online_users", "/users/online"))
    }

    /// One user, viewers included.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Rejected`](crate::ErrorKind::Rejected) for an id that is no
    /// UUID, [`NotFound`](crate::ErrorKind::NotFound) for an unknown one.
    pub fn get_user_profile(&self, user: impl Into<UserId>) -> Request<PublicUser> {
        self.call(Method::GET, "tokenbowl.get_user_profile", "/users/{user_id}")
            .segment(user.into().as_str())
            .json_reply()
    }
}
