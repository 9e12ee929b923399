//! What can be set about the live side, and the words for it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

/// Key of the site's Pusher app (every public client names this one).
pub(super) const APP_KEY: &str = "32cbd69e4b950bf97679";
/// Its cluster.
pub(super) const CLUSTER: &str = "us2";
/// The only origin that the realtime server and its two endpoints answer.
pub(super) const ORIGIN: &str = "https://kick.com";

/// How event names are written. The same event comes with and without `App\Events\` in captures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Prefix {
    /// With it on feeds whose name has dots, without it on all others: the usual picture.
    #[default]
    AsSeen,
    /// Always with it.
    Always,
    /// Never.
    Never,
}

/// A transport that the connection endpoint may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Provider {
    /// Centrifugo, at a URL.
    Centrifugo,
    /// Pusher, by app key and cluster.
    Pusher,
}

impl Provider {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Centrifugo => "centrifugo",
            Self::Pusher => "pusher",
        }
    }
}

/// How the edge in front of the site turns clients away, always with status 403.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Block {
    /// With a challenge page.
    Html,
    /// With `{"error", "reference"}`.
    Json,
}

/// A command of Centrifugo's that is answered with an error.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) command: String,
    pub(super) code: u16,
    pub(super) message: String,
}

#[derive(Debug)]
pub(super) struct Settings {
    pub(super) prefix: Prefix,
    /// Data of events as objects instead of text.
    pub(super) objects: bool,
    pub(super) keys: BTreeSet<String>,
    /// Errors for the next Pusher connections, instead of a greeting.
    pub(super) greetings: VecDeque<(u16, String)>,
    /// Silence after which Pusher asks whether the client is still there.
    pub(super) activity: Duration,
    /// How long it waits for the answer.
    pub(super) patience: Duration,
    pub(super) answer_pings: bool,
    pub(super) feed_limit: Option<usize>,
    /// Feeds that are refused.
    pub(super) refused: BTreeSet<String>,
    /// Private feeds: the `auth` that opens them.
    pub(super) grants: BTreeMap<String, String>,
    pub(super) hold: bool,
    pub(super) check_origin: bool,
    /// Between Centrifugo's pings; `None`: no pings.
    pub(super) ping: Option<Duration>,
    /// Whether it wants them answered.
    pub(super) pong: bool,
    /// Life of guest tokens.
    pub(super) ttl: Duration,
    pub(super) batching: bool,
    pub(super) refusals: VecDeque<Refusal>,
    pub(super) offer: Vec<Provider>,
    pub(super) site: Option<Block>,
    pub(super) realtime: Option<Block>,
    /// Region by user id of the streamer.
    pub(super) regions: BTreeMap<u64, String>,
    /// Whether follows are told of.
    pub(super) follower_events: bool,
    /// Most receivers of gifts in one event.
    pub(super) chunk: usize,
    /// Messages that the site's history answers with.
    pub(super) history: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            prefix: Prefix::AsSeen,
            objects: false,
            keys: [APP_KEY.to_owned()].into(),
            greetings: VecDeque::new(),
            activity: Duration::from_secs(120),
            patience: Duration::from_secs(30),
            answer_pings: true,
            feed_limit: None,
            refused: BTreeSet::new(),
            grants: BTreeMap::new(),
            hold: false,
            check_origin: true,
            ping: Some(Duration::from_secs(25)),
            pong: true,
            ttl: Duration::from_secs(2_700),
            batching: false,
            refusals: VecDeque::new(),
            offer: vec![Provider::Centrifugo],
            site: None,
            realtime: None,
            regions: BTreeMap::new(),
            follower_events: false,
            chunk: 25,
            history: 50,
        }
    }
}
