//! Other users.

use chatwire_core::{Page, Request};
use http::Method;

use super::list::whole;
use crate::{Client, PublicUser, UserId};

impl Client {
    /// All users, the oldest account first; viewers are left out.
    pub fn get_users(&self) -> Request<Page<PublicUser>> {
        whole(self.call(Method::GET, "tokenbowl.get_users", "/users"))
    }

    /// Users with a live session; servers from 2.0 on always answer with none.
    pub fn get_online_users(&self) -> Request<Page<PublicUser>> {
        whole(self.call(Method::GET, "tokenbowl.get_online_users", "/users/online"))
    }

    /// One user, viewers included.
    ///
    /// An id that is no UUID is [`Rejected`](crate::ErrorKind::Rejected), an unknown one
    /// [`NotFound`](crate::ErrorKind::NotFound).
    pub fn get_user_profile(&self, user: impl Into<UserId>) -> Request<PublicUser> {
        self.call(Method::GET, "tokenbowl.get_user_profile", "/users/{user_id}")
            .segment(user.into().as_str())
            .json_reply()
    }
}
