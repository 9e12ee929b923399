//! Friends: [`ListFriends`], and asking, accepting, blocking.

use std::sync::Arc;

use chatwire_core::{Cursor, Error, Items, Page, Paged, Pages, ResponseFuture, Result};
use chatwire_mezon_proto::tolerant;
use chatwire_mezon_proto::{api, realtime};

use super::awaited;
use crate::error::named;
use crate::notification::NotificationCode;
use crate::rpc::ApiCall;
use crate::world::UserInfo;
use crate::{Client, FriendState, UserId};

/// A user, by id, by name, or by both.
///
/// The SDKs take these in different orders; here each of them converts.
///
/// ```
/// use chatwire_mezon::{UserId, Who};
///
/// let bob: Who = "bob".into();
/// let both: Who = (UserId::new(9), "bob").into();
/// assert_ne!(bob, both);
/// assert_eq!(Who::from(9), Who::from(UserId::new(9)));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    id: Option<UserId>,
    name: Option<String>,
}

impl Who {
    fn parts(self) -> (Vec<i64>, Vec<String>, Result<()>) {
        let checked = match (&self.id, &self.name) {
            (None, None) => Err(named(Error::input("neither id nor name of the user is given"))),
            _ => Ok(()),
        };
        let ids = self.id.into_iter().map(UserId::get).collect();
        (ids, self.name.into_iter().collect(), checked)
    }
}

impl From<UserId> for Who {
    fn from(id: UserId) -> Self {
        Self { id: id.present(), name: None }
    }
}

impl From<i64> for Who {
    fn from(id: i64) -> Self {
        UserId::new(id).into()
    }
}

impl From<&str> for Who {
    fn from(name: &str) -> Self {
        name.to_owned().into()
    }
}

impl From<String> for Who {
    fn from(name: String) -> Self {
        Self { id: None, name: Some(name).filter(|name| !name.is_empty()) }
    }
}

impl<N: Into<String>> From<(UserId, N)> for Who {
    fn from((id, name): (UserId, N)) -> Self {
        Self { id: id.present(), ..name.into().into() }
    }
}

/// A friend, or somebody who may become one; from [`Client::friends`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Friend {
    /// User.
    pub user: UserInfo,
    /// How far it has come.
    pub state: FriendState,
    /// Who asked.
    pub source_id: UserId,
}

impl Client {
    /// Friends of the bot: those who are, unless [`state`](ListFriends::state) asks for others.
    ///
    /// The service lists one state at a time and has none for "all": who has asked, was asked, or is blocked comes with
    /// a list of its own.
    ///
    /// # Errors
    ///
    /// Those of [`ListFriends`].
    #[doc(alias = "get_list_friends")]
    pub fn friends(&self) -> ListFriends {
        let request = api::ListFriendsRequest { limit: 100, ..Default::default() };
        ListFriends { client: self.clone(), request }
    }

    /// Asks somebody for friendship, or accepts who has asked.
    ///
    /// # Errors
    ///
    /// When awaited: [`Input`](crate::ErrorKind::Input) for a user with neither id nor name, and those of
    /// [every call](crate::Client#errors-of-every-call).
    #[doc(alias = "add_friends")]
    pub fn add_friend(&self, who: impl Into<Who>) -> ApiCall<api::AddFriendsResponse> {
        let (ids, usernames, checked) = who.into().parts();
        self.api().add_friends(api::AddFriendsRequest { ids, usernames }).check(checked)
    }

    /// Accepts somebody who has asked for friendship.
    ///
    /// # Errors
    ///
    /// As [`add_friend`](Self::add_friend).
    pub fn accept_friend(&self, who: impl Into<Who>) -> ApiCall<api::AddFriendsResponse> {
        // The service has one call for both.
        self.add_friend(who)
    }

    /// Ends a friendship, or takes the question back.
    ///
    /// # Errors
    ///
    /// As [`add_friend`](Self::add_friend).
    pub fn delete_friend(&self, who: impl Into<Who>) -> ApiCall<()> {
        let (ids, usernames, checked) = who.into().parts();
        self.api().delete_friends(api::DeleteFriendsRequest { ids, usernames }).check(checked)
    }

    /// Blocks somebody.
    ///
    /// # Errors
    ///
    /// As [`add_friend`](Self::add_friend).
    pub fn block_friend(&self, who: impl Into<Who>) -> ApiCall<()> {
        let (ids, usernames, checked) = who.into().parts();
        self.api().block_friends(api::BlockFriendsRequest { ids, usernames }).check(checked)
    }

    /// No longer blocks somebody.
    ///
    /// # Errors
    ///
    /// As [`add_friend`](Self::add_friend).
    pub fn unblock_friend(&self, who: impl Into<Who>) -> ApiCall<()> {
        let (ids, usernames, checked) = who.into().parts();
        self.api().unblock_friends(api::BlockFriendsRequest { ids, usernames }).check(checked)
    }
}

/// Lists friends; from [`Client::friends`]. Awaiting gives one page.
///
/// # Errors
///
/// [`Input`](crate::ErrorKind::Input) for a limit that is not within 1 to 100, and those of
/// [every call](crate::Client#errors-of-every-call).
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct ListFriends {
    client: Client,
    request: api::ListFriendsRequest,
}

impl ListFriends {
    /// Friends of a page, 1 to 100 (100).
    pub fn limit(mut self, count: u16) -> Self {
        self.request.limit = i32::from(count);
        self
    }

    /// Those whose friendship has come so far ([`Friend`](FriendState::Friend)).
    pub fn state(mut self, state: FriendState) -> Self {
        self.request.state = state.number();
        self
    }

    /// Begins where an earlier page ended.
    #[doc(alias = "cursor")]
    pub fn after(mut self, cursor: impl Into<Cursor>) -> Self {
        cursor.into().as_str().clone_into(&mut self.request.cursor);
        self
    }

    /// The whole list, with limits of its own.
    pub fn paged(self) -> Paged<Friend> {
        let list = Arc::new(self);
        Paged::of(move |cursor| {
            let mut list = (*list).clone();
            if let Some(cursor) = cursor {
                list = list.after(cursor.clone());
            }
            ResponseFuture::new(list.run())
        })
    }

    /// Stream of all friends in this state.
    pub fn items(self) -> Items<Friend> {
        self.paged().items()
    }

    /// Stream of all pages.
    pub fn pages(self) -> Pages<Friend> {
        self.paged().pages()
    }

    async fn run(self) -> Result<Page<Friend>> {
        if !(1..=100).contains(&self.request.limit) {
            return Err(named(Error::input("a page of friends has 1 to 100 friends")));
        }
        let list = self.client.api().list_friends(self.request).await?;
        let friends = list.friends.iter().filter_map(|friend| {
            Some(Friend {
                user: UserInfo::from(friend.user.as_ref()?),
                state: FriendState::from(friend.state),
                source_id: UserId::new(friend.source_id),
            })
        });
        let mut page = Page::new(friends.collect());
        page.next = Some(list.cursor).filter(|cursor| !cursor.is_empty()).map(Cursor::new);
        Ok(page)
    }
}

awaited!(ListFriends => Page<Friend>);

/// Users who ask for friendship in these notifications.
pub(crate) fn requests(news: &realtime::Notifications) -> Vec<Who> {
    let code = NotificationCode::FriendRequest.number();
    let asked = news.notifications.iter().filter(|notice| notice.code == code);
    asked
        .map(|notice| Who {
            id: UserId::new(notice.sender_id).present(),
            name: username(&notice.content),
        })
        .filter(|who| *who != Who::default())
        .collect()
}

/// Name of the sender, from a notification's content: JSON, or a message of its own.
fn username(content: &bytes::Bytes) -> Option<String> {
    let name = match content.first()? {
        b'{' => {
            let value: serde_json::Value = serde_json::from_slice(content).ok()?;
            value.get("username")?.as_str()?.to_owned()
        }
        _ => tolerant::decode::<api::DirectFcmProto>(content).ok()?.message.username,
    };
    Some(name).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use chatwire_mezon_proto::Message as _;

    use super::*;

    #[test]
    fn who_asks_is_read_from_either_form() {
        let fcm = api::DirectFcmProto { username: "ann".to_owned(), ..Default::default() };
        let notice = |code: i32, sender_id: i64, content: Vec<u8>| api::Notification {
            code,
            sender_id,
            content: content.into(),
            ..api::Notification::default()
        };
        let news = realtime::Notifications {
            notifications: vec![
                notice(-2, 7, br#"{"username":"bob"}"#.to_vec()),
                notice(-2, 8, fcm.encode_to_vec()),
                notice(-2, 9, b"[1]".to_vec()),
                notice(-3, 10, Vec::new()),
                notice(-2, 0, Vec::new()),
            ],
        };
        let (bob, ann): (Who, Who) =
            ((UserId::new(7), "bob").into(), (UserId::new(8), "ann").into());
        assert_eq!(requests(&news), [bob, ann, Who::from(9)]);
    }
}
