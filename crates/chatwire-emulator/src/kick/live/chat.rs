//! Steers the sockets themselves: how they speak, whom they refuse, and raw frames.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::hub::{self, Wire};
use super::negotiate::socket_url;
use super::settings::{Block, Prefix, Provider, Refusal, Settings};
use super::{Live, pusher, settings};
use crate::kick::{Kick, Shared};
use crate::world::lock;

/// The live side of Kick: both sockets, the endpoints that name them, and the site's lookups.
///
/// Settings act from the next frame or request on. Time-outs follow the machine's time, and
/// [`Emulator::advance`](crate::Emulator::advance) on top of it.
///
/// ```
/// use chatwire_emulator::Emulator;
///
/// # fn main() -> Result<(), chatwire_emulator::EmulatorError> {
/// let emulator = Emulator::start_blocking()?;
/// let live = emulator.kick().live();
/// live.objects(true);
/// assert_eq!(live.connections(), 0);
/// assert!(live.centrifugo_url().ends_with("/connection/websocket"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct LiveChat {
    shared: Arc<Shared>,
}

impl Kick {
    /// The sockets, the endpoints that name them, and the site's lookups.
    #[must_use]
    pub fn live(&self) -> LiveChat {
        LiveChat { shared: Arc::clone(&self.shared) }
    }

    /// Sends an event as it stands to all who have this feed, as `chatrooms.9.v2`; how many they were.
    /// Text as `data` is sent as text, even if it is no JSON.
    pub fn event(&self, feed: &str, name: &str, data: &Value) -> usize {
        self.live().with(|live| {
            let objects = live.settings.objects;
            live.hub.publish(None, &hub::Shown { feed, name, data, objects })
        })
    }
}

/// Both transports.
impl LiveChat {
    /// Connections that were greeted and are open now.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.with(|live| live.hub.count())
    }

    /// Connections that have a feed, as `chatrooms.9.v2`.
    #[must_use]
    pub fn watchers(&self, feed: &str) -> usize {
        self.with(|live| live.hub.watchers(feed))
    }

    /// How names of scripted events are written.
    pub fn prefix(&self, prefix: Prefix) {
        self.set(|settings| settings.prefix = prefix);
    }

    /// Sends data as objects instead of text that holds JSON, which is the default.
    pub fn objects(&self, on: bool) {
        self.set(|settings| settings.objects = on);
    }

    /// Sends a text frame as it stands to all connections; how many they were.
    pub fn frame(&self, text: &str) -> usize {
        self.with(|live| live.hub.frame(None, text))
    }

    /// Closes all connections; how many they were.
    pub fn close(&self, code: u16, reason: &str) -> usize {
        self.with(|live| live.hub.close(None, code, reason))
    }

    /// Refuses a feed from now on: Pusher with `pusher:subscription_error`, Centrifugo with error 103.
    pub fn refuse_feed(&self, feed: &str) {
        self.with(|live| live.settings.refused.insert(feed.to_owned()));
    }

    /// Takes the refusal of a feed back.
    pub fn allow_feed(&self, feed: &str) {
        self.with(|live| live.settings.refused.remove(feed));
    }

    /// Most feeds on one connection; `None`, the default, for no limit.
    pub fn feed_limit(&self, limit: Option<usize>) {
        self.set(|settings| settings.feed_limit = limit);
    }

    /// Lets subscriptions wait, unconfirmed and without events, until
    /// [`release_subscriptions`](Self::release_subscriptions).
    pub fn hold_subscriptions(&self) {
        self.set(|settings| settings.hold = true);
    }

    /// Confirms all subscriptions that wait, and all further ones at once.
    pub fn release_subscriptions(&self) {
        self.with(|live| {
            live.settings.hold = false;
            let objects = live.settings.objects;
            live.hub.release(objects);
        });
    }

    /// Sends `FollowersUpdated` for each follow, as in 2024. Off by default: nobody saw it in 2026.
    pub fn follower_events(&self, on: bool) {
        self.set(|settings| settings.follower_events = on);
    }

    /// Most receivers of gifts in one event, at least 1; 25 by default.
    pub fn gift_chunks(&self, size: usize) {
        self.set(|settings| settings.chunk = size.max(1));
    }
}

/// Pusher.
impl LiveChat {
    /// Address of the Pusher socket, with the query of a client of protocol 7.
    #[must_use]
    pub fn pusher_url(&self) -> String {
        let origin = self.shared.origin.replacen("http", "ws", 1);
        format!("{origin}/app/{}?protocol=7&client=emulator&version=1", settings::APP_KEY)
    }

    /// App keys that are known; all others are refused with 4001. The default is the site's old one; with no key at
    /// all Pusher is gone, as since October 2026.
    pub fn pusher_keys<Key: Into<String>>(&self, keys: impl IntoIterator<Item = Key>) {
        self.set(|settings| settings.keys = keys.into_iter().map(Into::into).collect());
    }

    /// Answers the next connection with an error event and a close of this code instead of a greeting. Several calls
    /// queue up.
    pub fn refuse_pusher(&self, code: u16, reason: &str) {
        self.set(|settings| settings.greetings.push_back((code, reason.to_owned())));
    }

    /// Sends `pusher:error` to all connections, which stay open; how many they were. Some errors have no code.
    pub fn pusher_error(&self, code: Option<u16>, message: &str) -> usize {
        self.with(|live| live.hub.frame(Some(Wire::Pusher), &pusher::error(code, message)))
    }

    /// Ends all Pusher connections with an error event and a close of this code, as a restart does with 4200; how
    /// many they were.
    pub fn end_pusher(&self, code: u16, reason: &str) -> usize {
        self.with(|live| {
            live.hub.frame(Some(Wire::Pusher), &pusher::error(Some(code), reason));
            live.hub.close(Some(Wire::Pusher), code, reason)
        })
    }

    /// Silence of a client after which it is asked, and how long the answer may take; then the connection ends with
    /// 4201. By default 120 s, which the greeting names, and 30 s.
    pub fn activity_timeout(&self, activity: Duration, patience: Duration) {
        self.set(|settings| {
            settings.activity = activity;
            settings.patience = patience;
        });
    }

    /// Whether `pusher:ping` is answered. It is by default.
    pub fn answer_pings(&self, on: bool) {
        self.set(|settings| settings.answer_pings = on);
    }

    /// Opens a private channel to those who name this `auth`.
    pub fn authorize(&self, channel: &str, auth: &str) {
        self.with(|live| live.settings.grants.insert(channel.to_owned(), auth.to_owned()));
    }
}

/// Centrifugo.
impl LiveChat {
    /// Address of the Centrifugo socket in the default region.
    #[must_use]
    pub fn centrifugo_url(&self) -> String {
        socket_url(&self.shared.origin, None)
    }

    /// Whether the socket and the two endpoints answer `Origin: https://kick.com` alone. They do by default.
    pub fn check_origin(&self, on: bool) {
        self.set(|settings| settings.check_origin = on);
    }

    /// Time between pings, rounded up to seconds in the reply; 25 s by default. `None`: no pings, and none announced.
    pub fn ping(&self, interval: Option<Duration>) {
        self.set(|settings| settings.ping = interval);
    }

    /// Whether pings want an answer. They do by default.
    pub fn want_pongs(&self, on: bool) {
        self.set(|settings| settings.pong = on);
    }

    /// Life of guest tokens that are issued from now on; 45 minutes by default.
    pub fn token_ttl(&self, ttl: Duration) {
        self.set(|settings| settings.ttl = ttl);
    }

    /// A guest token for a client id, as the endpoint issues it.
    #[must_use]
    pub fn guest_token(&self, client_id: &str) -> String {
        self.with(|live| {
            let (now, ttl) = (live.pace.now(), live.settings.ttl);
            live.tokens.issue(client_id, now, ttl)
        })
    }

    /// Puts what waits into one frame, a line each. Off by default: every message has its own frame.
    pub fn batching(&self, on: bool) {
        self.set(|settings| settings.batching = on);
    }

    /// Answers the next command of this name (`connect`, `subscribe`, `refresh`, ..) with an error. Several calls
    /// queue up. Codes 100 and 111 are marked as temporary.
    pub fn refuse_command(&self, command: &str, code: u16, message: &str) {
        let (command, message) = (command.to_owned(), message.to_owned());
        self.set(|settings| settings.refusals.push_back(Refusal { command, code, message }));
    }

    /// Ends a feed for all who have it, by an unsubscribe push; how many they were.
    pub fn end_feed(&self, feed: &str, code: u64, reason: &str) -> usize {
        self.with(|live| live.hub.revoke(feed, code, reason))
    }

    /// Sends a disconnect push; the connections stay open. How many they were.
    pub fn push_disconnect(&self, code: u16, reason: &str) -> usize {
        let push = json!({"push": {"disconnect": {"code": code, "reason": reason}}});
        self.with(|live| live.hub.frame(Some(Wire::Centrifugo), &push.to_string()))
    }

    /// Closes all Centrifugo connections; how many they were.
    pub fn end_centrifugo(&self, code: u16, reason: &str) -> usize {
        self.with(|live| live.hub.close(Some(Wire::Centrifugo), code, reason))
    }
}

/// Endpoints.
impl LiveChat {
    /// Providers that the connection endpoint offers, the preferred one first: it names the first that the client
    /// takes. By default Centrifugo alone.
    pub fn offer(&self, providers: &[Provider]) {
        self.set(|settings| settings.offer = providers.to_vec());
    }

    /// Region in which a streamer's chat is served over Centrifugo: its events reach only sockets that were opened
    /// at that region's address.
    pub fn region(&self, streamer: &str, region: &str) {
        let mut inner = lock(&self.shared.inner);
        let user_id = inner.state.someone(streamer).user_id;
        inner.live.settings.regions.insert(user_id, region.to_owned());
    }

    /// Lets the edge block the site's lookups, or lets them pass again.
    pub fn block_site(&self, block: Option<Block>) {
        self.set(|settings| settings.site = block);
    }

    /// Lets the edge block the realtime endpoints, or lets them pass again. Sockets are not blocked.
    pub fn block_realtime(&self, block: Option<Block>) {
        self.set(|settings| settings.realtime = block);
    }

    /// Most messages that the site's history answers with; 50 by default.
    pub fn history(&self, limit: usize) {
        self.set(|settings| settings.history = limit);
    }
}

impl LiveChat {
    fn with<Done>(&self, act: impl FnOnce(&mut Live) -> Done) -> Done {
        act(&mut lock(&self.shared.inner).live)
    }

    fn set(&self, change: impl FnOnce(&mut Settings)) {
        self.with(|live| change(&mut live.settings));
    }
}
