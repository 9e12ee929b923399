//! Steering: pushes of any content, settings, sessions, and what came in.

use std::collections::BTreeSet;
use std::time::Duration;

use bytes::Bytes;
use chatwire_mezon_proto::realtime::envelope::Message as Push;
use chatwire_mezon_proto::{api, realtime};
use serde_json::{Value, json};

use super::hub::{Out, push};
use super::settings::{Limit, LoginStyle, SocketToken, Twist};
use super::{Call, Mezon};
use crate::world::lock;

impl Mezon {
    /// Pushes anything to every open socket; how many there are.
    ///
    /// ```
    /// # fn main() -> Result<(), chatwire_emulator::EmulatorError> {
    /// use chatwire_emulator::Emulator;
    /// use chatwire_emulator::mezon::proto::realtime::{ClanDeletedEvent, envelope::Message};
    ///
    /// let emulator = Emulator::start_blocking()?;
    /// let event = ClanDeletedEvent { clan_id: 7, deletor: 8 };
    /// assert_eq!(emulator.mezon().push(Message::ClanDeletedEvent(event)), 0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn push(&self, message: Push) -> usize {
        self.push_bytes(push(message))
    }

    /// Pushes an envelope whose content has a number that the schema does not know.
    pub fn push_unknown(&self, number: u32, content: &[u8]) -> usize {
        let mut frame = Vec::new();
        prost::encoding::bytes::encode(number, &content.to_vec(), &mut frame);
        self.push_bytes(frame)
    }

    /// Sends a binary frame of any content to every open socket; how many there are.
    pub fn push_bytes(&self, frame: impl Into<Bytes>) -> usize {
        self.tell(&Out::Frame(frame.into()))
    }

    /// Sends a text frame to every open socket, which the service never does; how many there are.
    pub fn push_text(&self, frame: &str) -> usize {
        self.tell(&Out::Text(frame.to_owned()))
    }

    fn tell(&self, out: &Out) -> usize {
        let mut inner = lock(&self.shared.inner);
        inner.hub.tell(out, |_| true);
        inner.hub.lines().len()
    }

    /// Gives a user's sockets a new session, as `refresh_session_event`; `change` may take parts away. Returns what
    /// was sent. The older session holds on until [`end_sessions`](Self::end_sessions).
    pub fn push_session(&self, user: i64, change: impl FnOnce(&mut api::Session)) -> api::Session {
        let mut inner = lock(&self.shared.inner);
        let mut session = self.shared.session(&mut inner, user, &json!({}));
        change(&mut session);
        inner.hub.tell_user(user, Push::RefreshSessionEvent(session.clone()));
        session
    }

    /// Ends all sessions that were given out: their tokens are refused with 401. Open sockets stay.
    pub fn end_sessions(&self) {
        lock(&self.shared.inner).end_sessions();
    }

    /// Closes all sockets properly: 4006 for a session that has ended, 4014 for one that is not allowed.
    pub fn close_sockets(&self, code: u16, reason: &str) -> usize {
        self.tell(&Out::Close { code, reason: reason.to_owned() })
    }

    /// Open sockets of a user.
    #[must_use]
    pub fn sockets(&self, user: i64) -> usize {
        let inner = lock(&self.shared.inner);
        inner.hub.lines().iter().filter(|line| line.user == user).count()
    }

    /// Clans and channels that each open socket of a user joined, in order of their ids.
    #[must_use]
    pub fn joined(&self, user: i64) -> Vec<(Vec<i64>, Vec<i64>)> {
        lock(&self.shared.inner).hub.joined(user)
    }

    /// Calls that came in, over HTTP and over sockets, oldest first: the last 10,000.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        lock(&self.shared.inner).calls.iter().cloned().collect()
    }

    /// Those calls of one name.
    #[must_use]
    pub fn calls_of(&self, name: &str) -> Vec<Call> {
        let inner = lock(&self.shared.inner);
        inner.calls.iter().filter(|call| call.name == name).cloned().collect()
    }

    /// Envelopes that clients sent, oldest first: the last 10,000.
    #[must_use]
    pub fn frames(&self) -> Vec<realtime::Envelope> {
        lock(&self.shared.inner).frames.iter().cloned().collect()
    }

    /// Forgets the calls and envelopes that came in.
    pub fn clear(&self) {
        let mut inner = lock(&self.shared.inner);
        inner.calls.clear();
        inner.frames.clear();
    }

    /// Lets something go wrong with the next answer to a call or an envelope of this name, as `ListClanDescs` or
    /// `channel_message_send`. Several queue up.
    pub fn twist(&self, name: &str, twist: Twist) {
        lock(&self.shared.inner).add_twist(name, twist);
    }

    /// Sends the answers that were held back, in their order; how many frames there were. Those of sockets that are
    /// gone are lost.
    pub fn release(&self) -> usize {
        let mut inner = lock(&self.shared.inner);
        let held = std::mem::take(&mut inner.held);
        let count = held.len();
        for (line, frame) in held {
            inner.hub.reply(line, &frame);
        }
        count
    }

    /// Changes what the answer to a login looks like.
    pub fn login_style(&self, change: impl FnOnce(&mut LoginStyle)) {
        change(&mut lock(&self.shared.inner).settings.login);
    }

    /// What opens a socket from now on.
    pub fn socket_takes(&self, token: SocketToken) {
        lock(&self.shared.inner).settings.socket_token = token;
    }

    /// Lives of the tokens that are given out from now on, in whole seconds: of calls, and for renewal. By default a
    /// day and a week. They end by the machine's clock plus all that [`advance`](crate::Emulator::advance) let pass.
    pub fn token_ttl(&self, access: Duration, refresh: Duration) {
        let settings = &mut lock(&self.shared.inner).settings;
        (settings.token_ttl, settings.refresh_ttl) = (access, refresh);
    }

    /// Most bytes of an answer in one frame; larger ones come in pieces. By default there are none.
    pub fn piece(&self, bytes: usize) {
        lock(&self.shared.inner).settings.piece = bytes;
    }

    /// Whether the last frame of each answer is an empty one. Off by default.
    pub fn empty_last(&self, on: bool) {
        lock(&self.shared.inner).settings.empty_last = on;
    }

    /// Whether a user's own sockets get what the user sends. On by default.
    pub fn echo_own(&self, on: bool) {
        lock(&self.shared.inner).settings.echo_own = on;
    }

    /// Whether a channel takes messages only from sockets that joined it by its own id. Off by default.
    pub fn must_join(&self, channel: i64, on: bool) {
        let channels = &mut lock(&self.shared.inner).settings.must_join;
        if on {
            channels.insert(channel);
        } else {
            channels.remove(&channel);
        }
    }

    /// The same for all private channels, threads and conversations. Off by default.
    pub fn private_must_join(&self, on: bool) {
        lock(&self.shared.inner).settings.private_must_join = on;
    }

    /// Refuses every call or envelope of this name: permission denied.
    pub fn deny(&self, name: &str) {
        lock(&self.shared.inner).settings.denied.insert(name.to_owned());
    }

    /// Does not know a call of this name: unimplemented.
    pub fn without(&self, name: &str) {
        lock(&self.shared.inner).settings.missing.insert(name.to_owned());
    }

    /// Allows again what [`deny`](Self::deny) and [`without`](Self::without) took away.
    pub fn allow_all(&self) {
        let settings = &mut lock(&self.shared.inner).settings;
        settings.denied.clear();
        settings.missing.clear();
    }

    /// Answers calls about what does not exist all the same, with what could be true, for programs that try out
    /// every call. Off by default.
    pub fn lenient(&self, on: bool) {
        lock(&self.shared.inner).settings.lenient = on;
    }

    /// Takes so many calls over HTTP in each stretch of time; more are answered 429 with `Retry-After`. `None`, the
    /// default, for any number.
    pub fn http_limit(&self, limit: Option<(usize, Duration)>) {
        let limit = limit.map(|(count, within)| Limit { count, within });
        lock(&self.shared.inner).settings.http_limit = limit;
    }

    /// Takes so many requests on each socket in each stretch of time, pings aside; more are answered with an error.
    /// `None`, the default, for any number.
    pub fn socket_limit(&self, limit: Option<(usize, Duration)>) {
        let limit = limit.map(|(count, within)| Limit { count, within });
        lock(&self.shared.inner).settings.socket_limit = limit;
    }

    /// Time between two pings of the server; `None`, the default, for none. Takes effect with the next frame of a
    /// socket.
    pub fn server_pings(&self, every: Option<Duration>) {
        lock(&self.shared.inner).settings.ping = every;
    }

    /// Closes sockets of which nothing was heard for so long; `None`, the default, for never. Takes effect with the
    /// next frame of a socket.
    pub fn heartbeat(&self, within: Option<Duration>) {
        lock(&self.shared.inner).settings.heartbeat = within;
    }

    /// Whether a call on the socket is found by its number instead of its name. Off by default.
    pub fn calls_by_index(&self, on: bool) {
        lock(&self.shared.inner).settings.by_index = on;
    }

    /// Whether messages carry their lists as JSON, as those of older senders. Off by default.
    pub fn json_lists(&self, on: bool) {
        lock(&self.shared.inner).settings.json_lists = on;
    }

    /// Whether calls that have nothing to answer give `{}` in JSON over HTTP instead of an empty body: the client for
    /// TypeScript needs that for some calls. Off by default.
    pub fn empty_as_json(&self, on: bool) {
        lock(&self.shared.inner).settings.empty_as_json = on;
    }

    /// Whether uploads are refused. Off by default; the real service is said to do so for bots.
    pub fn refuse_uploads(&self, on: bool) {
        lock(&self.shared.inner).settings.uploads_refused = on;
    }

    /// Whether an update by the envelope `channel_message_update` has an effect. By default it is acknowledged, but
    /// nobody sees it.
    pub fn update_by_envelope(&self, on: bool) {
        lock(&self.shared.inner).settings.update_variant_works = on;
    }

    /// Sends an event of an AI agent to all listeners: `room_started`, `room_ended`, `room_summary_done` or any
    /// other. Returns its id.
    pub fn agent_event(&self, event_type: &str, room: &str, metadata: &Value) -> u64 {
        let mut inner = lock(&self.shared.inner);
        let id = inner.state.id(&self.shared.world.clock);
        let at = crate::clock::rfc3339(self.shared.world.clock.tick());
        let data = json!({"event_id": format!("ev-{id}"), "event_type": event_type, "timestamp": at,
            "room": {"room_id": room, "room_name": room}, "metadata": metadata});
        inner.agents.send(&data.to_string())
    }

    /// Sends any text on the streams of agent events; nothing of it is kept for those who come back.
    pub fn agent_raw(&self, text: &str) {
        lock(&self.shared.inner).agents.send_raw(&Bytes::copy_from_slice(text.as_bytes()));
    }

    /// Ends all streams of agent events.
    pub fn end_agent_streams(&self) {
        lock(&self.shared.inner).agents.end();
    }

    /// Open streams of agent events of a bot.
    #[must_use]
    pub fn agent_streams(&self, bot: i64) -> usize {
        lock(&self.shared.inner).agents.count(bot)
    }

    /// Entries of the quick menu, oldest first.
    #[must_use]
    pub fn menus(&self) -> Vec<api::QuickMenuAccess> {
        lock(&self.shared.inner).state.menus.clone()
    }

    /// Pushes an event to the sockets of some users.
    pub fn push_to(&self, users: &[i64], message: Push) {
        let users: BTreeSet<i64> = users.iter().copied().collect();
        lock(&self.shared.inner).hub.tell_users(&users, message);
    }
}
