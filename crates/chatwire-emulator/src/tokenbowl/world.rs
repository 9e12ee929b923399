//! Everything behind one lock: what is stored, who is connected, and the settings. Things are delivered while
//! the lock is held, so that all clients see them in the order in which they were stored.

use std::time::Duration;

use serde_json::{Value, json};

use super::hub::Hub;
use super::lines::Lines;
use super::role::{Permission, Release, Role};
use super::state::{State, User};
use super::webhook::{Job, Pace};
use crate::clock::Clock;

/// Settings of the handle that do not belong to one part alone.
#[derive(Debug)]
pub(super) struct Settings {
    /// Between two pings of the direct transport.
    pub(super) heartbeat: Duration,
    /// Between two pings of Centrifugo.
    pub(super) ping: Duration,
    pub(super) token_ttl: Duration,
    pub(super) centrifugo_url: Option<String>,
    pub(super) centrifugo_down: bool,
    pub(super) server_side_subs: bool,
    /// Several publications in one frame.
    pub(super) batching: bool,
    /// Sign-in by mail.
    pub(super) mail: bool,
    pub(super) pace: Pace,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            heartbeat: Duration::from_secs(30),
            ping: Duration::from_secs(25),
            token_ttl: Duration::from_secs(24 * 60 * 60),
            centrifugo_url: None,
            centrifugo_down: false,
            server_side_subs: true,
            batching: false,
            mail: false,
            pace: Pace::default(),
        }
    }
}

/// How a read mark was set, which decides who hears of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Receipt {
    ByRest,
    ByFrame,
}

/// A message that was stored and delivered.
pub(super) struct Posted {
    pub(super) id: String,
    pub(super) shown: Value,
    /// Webhooks that are still to be called.
    pub(super) hooks: Job,
}

/// The whole world of the platform.
#[derive(Debug, Default)]
pub(super) struct Inner {
    pub(super) state: State,
    pub(super) lines: Lines,
    pub(super) hub: Hub,
    pub(super) settings: Settings,
    /// Sign-in links that were sent: address and token.
    pub(super) links: Vec<(String, String)>,
    /// Sessions from sign-in: token and user id.
    sessions: Vec<(String, String)>,
}

impl Inner {
    /// Whether a role may write there; else the refusal.
    pub(super) fn may_send(&self, role: Role, direct: bool) -> Result<(), String> {
        let (permission, what) = if direct {
            (Permission::SendDirect, "direct")
        } else {
            (Permission::SendRoom, "room")
        };
        if role.may(permission) {
            return Ok(());
        }
        let name = role.name();
        Err(format!("Your role '{name}' does not have permission to send {what} messages"))
    }

    /// Stores a message and delivers it to everybody who is connected.
    pub(super) fn post(
        &mut self,
        clock: &Clock,
        from: &str,
        to: Option<&str>,
        content: &str,
    ) -> Posted {
        let message = self.state.add_message(clock, from, to, content);
        let shown = self.state.shown(&message);
        // Before release 1.1.5 webhooks went only to those who were not connected, as of before the message.
        let hooks =
            Job { urls: self.receivers(from, to), body: shown.clone(), pace: self.settings.pace };
        if self.state.release.is_direct() {
            let frame = shown.to_string();
            match to {
                Some(to) => self.lines.to(to, &frame),
                None => self.lines.except(from, &frame),
            }
        } else {
            self.publish(&channel(to), shown.clone());
        }
        Posted { id: message.id, shown, hooks }
    }

    /// Webhook addresses for a message.
    fn receivers(&self, from: &str, to: Option<&str>) -> Vec<String> {
        self.state
            .users
            .iter()
            .filter(|user| match to {
                Some(to) => user.username == to,
                None => user.role != Role::Viewer && user.username != from,
            })
            .filter(|user| {
                self.state.release != Release::V0_5_4 || self.lines.count(&user.username) == 0
            })
            .filter_map(|user| user.webhook_url.clone())
            .collect()
    }

    /// Sets a read mark and sends receipts; `None` when there is no such message.
    pub(super) fn read(
        &mut self,
        clock: &Clock,
        reader: &str,
        id: &str,
        how: Receipt,
    ) -> Option<()> {
        let message = self.state.message(id)?;
        let (author, direct) = (message.from.clone(), message.to.is_some());
        let first = self.state.mark(id, reader);
        let mut receipt = json!({"type": "read_receipt", "message_id": id, "read_by": reader});
        if self.state.release.is_direct() {
            if how == Receipt::ByFrame && first && author != reader {
                self.lines.to(&author, &receipt.to_string());
            }
            return Some(());
        }
        if let Some(fields) = receipt.as_object_mut() {
            fields.insert("read_at".to_owned(), json!(self.state.now(clock)));
        }
        // Each time anew, and for the room to everybody.
        self.publish(&channel(direct.then_some(&author)), receipt);
        Some(())
    }

    /// After everything was marked as read.
    pub(super) fn publish_no_unread(&mut self, clock: &Clock, reader: &str) {
        let push = json!({"type": "unread_count", "unread_room_messages": 0,
            "unread_direct_messages": 0, "total_unread": 0, "timestamp": self.state.now(clock)});
        self.publish(&channel(Some(reader)), push);
    }

    pub(super) fn publish_typing(&mut self, clock: &Clock, from: &str, to: Option<&str>) {
        let push = json!({"type": "typing", "username": from, "to_username": to,
            "timestamp": self.state.now(clock)});
        self.publish(&channel(to.filter(|to| !to.is_empty())), push);
    }

    fn publish(&mut self, channel: &str, data: Value) {
        if !self.state.release.is_direct() && !self.settings.centrifugo_down {
            self.hub.publish(channel, data);
        }
    }

    /// Who is connected, in the order in which they came; nobody on release 2.0.1, where this was never moved to
    /// the new transport.
    pub(super) fn online(&self) -> Vec<&User> {
        let names = if self.state.release.is_direct() { self.lines.names() } else { Vec::new() };
        names.iter().filter_map(|name| self.state.named(name)).collect()
    }

    pub(super) fn issue_link(&mut self, email: &str) {
        let token = self.state.new_key();
        self.links.push((email.to_owned(), token));
    }

    /// Signs in with a link, which works once; an unknown address gets an account.
    pub(super) fn redeem_link(&mut self, clock: &Clock, token: &str) -> Option<(User, String)> {
        let place = self.links.iter().position(|(_, sent)| sent == token)?;
        let (email, _) = self.links.remove(place);
        let known = self.state.users.iter().find(|user| user.email.as_ref() == Some(&email));
        let user = match known {
            Some(user) => user.clone(),
            None => {
                let stem = email.split('@').next().unwrap_or_default().to_owned();
                let mut name = stem.clone();
                let mut count = 0_u32;
                while self.state.named(&name).is_some() {
                    count += 1;
                    name = format!("{stem}{count}");
                }
                let email = Some(email);
                self.state.add_user(clock, &name, Role::Member, |user| user.email = email)
            }
        };
        let session = self.state.new_key();
        self.sessions.push((session.clone(), user.id.clone()));
        Some((user, session))
    }

    pub(super) fn by_session(&self, session: &str) -> Option<&User> {
        let (_, id) = self.sessions.iter().find(|(known, _)| known == session)?;
        self.state.by_id(id)
    }
}

fn channel(of: Option<&str>) -> String {
    of.map_or_else(|| "room:main".to_owned(), |name| format!("user:{name}"))
}
