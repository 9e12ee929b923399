//! Friends, as each of two people sees the other.

use chatwire_mezon_proto::api;
use chatwire_mezon_proto::realtime::envelope::Message as Push;
use chatwire_mezon_proto::realtime::{self, Notifications};
use serde_json::json;

use crate::mezon::refusal::Refusal;
use crate::mezon::world::Caller;

/// How one sees the other.
pub(in crate::mezon) mod friend {
    pub(in crate::mezon) const FRIEND: i32 = 0;
    pub(in crate::mezon) const SENT: i32 = 1;
    pub(in crate::mezon) const RECEIVED: i32 = 2;
    pub(in crate::mezon) const BLOCKED: i32 = 3;
}

/// Codes of notifications (mezon-js 2.15).
const REQUESTED: i32 = -2;
const ACCEPTED: i32 = -3;

impl Caller<'_> {
    /// People by id and by name.
    fn people(&self, ids: &[i64], names: &[String]) -> Result<Vec<i64>, Refusal> {
        let state = &self.inner.state;
        let by_id = ids.iter().map(|id| state.people.get(id));
        let by_name = names.iter().map(|name| state.named(name));
        by_id
            .chain(by_name)
            .map(|person| person.map(|person| person.user.id))
            .map(|id| id.ok_or_else(|| Refusal::not_found("user")))
            .collect()
    }

    pub(super) fn list_friends(
        &mut self,
        asked: api::ListFriendsRequest,
    ) -> Result<api::FriendList, Refusal> {
        let limit = usize::try_from(asked.limit).unwrap_or_default();
        let limit = if limit == 0 { 100 } else { limit };
        let from: usize = asked.cursor.parse().unwrap_or_default();
        let mine = self
            .inner
            .state
            .friends
            .iter()
            .filter(|((who, _), (state, _))| *who == self.user && *state == asked.state);
        let all: Vec<api::Friend> = mine
            .map(|((_, other), (state, since))| api::Friend {
                user: Some(self.inner.state.user(*other)),
                state: *state,
                update_time_seconds: *since,
                source_id: self.user,
            })
            .collect();
        let rest = all.len().saturating_sub(from.saturating_add(limit));
        let cursor = if rest > 0 { (from + limit).to_string() } else { String::new() };
        let friends = all.into_iter().skip(from).take(limit).collect();
        Ok(api::FriendList { friends, cursor })
    }

    /// Asks for a friendship, or accepts one that the other asked for.
    pub(in crate::mezon) fn add_friends(
        &mut self,
        asked: api::AddFriendsRequest,
    ) -> Result<api::AddFriendsResponse, Refusal> {
        let others = self.people(&asked.ids, &asked.usernames)?;
        let (mut ids, mut usernames) = (Vec::new(), Vec::new());
        for other in others {
            if other == self.user {
                return Err(Refusal::invalid("cannot add yourself"));
            }
            self.add_friend(other)?;
            ids.push(other);
            usernames.push(self.inner.state.user(other).username);
        }
        Ok(api::AddFriendsResponse { ids, usernames })
    }

    fn add_friend(&mut self, other: i64) -> Result<(), Refusal> {
        let (me, now) = (self.me(), self.now());
        let friends = &mut self.inner.state.friends;
        let theirs = friends.get(&(other, me.id)).map(|(state, _)| *state);
        let code = match theirs {
            Some(friend::BLOCKED) => return Err(Refusal::denied()),
            Some(friend::FRIEND) => return Err(Refusal::exists("friend")),
            Some(friend::SENT) => {
                friends.insert((me.id, other), (friend::FRIEND, now));
                friends.insert((other, me.id), (friend::FRIEND, now));
                ACCEPTED
            }
            _ => {
                friends.insert((me.id, other), (friend::SENT, now));
                friends.insert((other, me.id), (friend::RECEIVED, now));
                REQUESTED
            }
        };
        let event = realtime::AddFriend {
            user_id: me.id,
            username: me.username.clone(),
            display_name: me.display_name.clone(),
            avatar: me.avatar_url.clone(),
        };
        self.inner.hub.tell_user(other, Push::AddFriend(event));
        let content = json!({"username": me.username, "user_id": me.id.to_string()});
        self.notify(other, code, "friend", content.to_string().into());
        Ok(())
    }

    /// Stores a notification for somebody and shows it.
    pub(in crate::mezon) fn notify(
        &mut self,
        user: i64,
        code: i32,
        subject: &str,
        content: bytes::Bytes,
    ) -> i64 {
        let id = self.new_id();
        let notification = api::Notification {
            id,
            subject: subject.to_owned(),
            content,
            code,
            sender_id: self.user,
            create_time_seconds: self.now(),
            persistent: true,
            avatar_url: self.me().avatar_url,
            ..api::Notification::default()
        };
        let kept = self.inner.state.notifications.entry(user).or_default();
        kept.push(notification.clone());
        let push = Notifications { notifications: vec![notification] };
        self.inner.hub.tell_user(user, Push::Notifications(push));
        id
    }

    pub(super) fn delete_friends(
        &mut self,
        asked: api::DeleteFriendsRequest,
    ) -> Result<(), Refusal> {
        for other in self.people(&asked.ids, &asked.usernames)? {
            let friends = &mut self.inner.state.friends;
            if friends.remove(&(self.user, other)).is_none() {
                return Err(Refusal::not_found("friend"));
            }
            friends.remove(&(other, self.user));
            let event = realtime::RemoveFriend { user_id: self.user };
            self.inner.hub.tell_user(other, Push::RemoveFriend(event));
        }
        Ok(())
    }

    pub(super) fn block_friends(&mut self, asked: api::BlockFriendsRequest) -> Result<(), Refusal> {
        let now = self.now();
        for other in self.people(&asked.ids, &asked.usernames)? {
            let friends = &mut self.inner.state.friends;
            friends.insert((self.user, other), (friend::BLOCKED, now));
            let event = realtime::BlockFriend { user_id: self.user };
            self.inner.hub.tell_user(other, Push::BlockFriend(event));
        }
        Ok(())
    }

    pub(super) fn unblock_friends(
        &mut self,
        asked: api::BlockFriendsRequest,
    ) -> Result<(), Refusal> {
        let (me, now) = (self.me(), self.now());
        for other in self.people(&asked.ids, &asked.usernames)? {
            let friends = &mut self.inner.state.friends;
            match friends.get_mut(&(me.id, other)) {
                Some(known) if known.0 == friend::BLOCKED => *known = (friend::FRIEND, now),
                _ => return Err(Refusal::not_found("friend")),
            }
            let event = realtime::UnblockFriend {
                user_id: me.id,
                username: me.username.clone(),
                avatar: me.avatar_url.clone(),
                display_name: me.display_name.clone(),
                ..Default::default()
            };
            self.inner.hub.tell_user(other, Push::UnBlockFriend(event));
        }
        Ok(())
    }
}
