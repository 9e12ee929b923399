//! Live chat: site lookup, negotiation, and the two sockets.
//!
//! Feeds and payloads are those that public clients captured between 2024 and 2026; both transports carry the same.

mod centrifugo;
mod chat;
mod frames;
mod hub;
mod negotiate;
mod pace;
mod pusher;
mod room;
mod settings;
mod shapes;
mod site;
mod token;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State as Shown;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Request, StatusCode};
use serde_json::{Value, json};

use super::Shared;
use super::state::User;
use crate::clock::Clock;
use hub::Hub;
use pace::Pace;
use settings::Settings;
use token::Tokens;

pub use chat::LiveChat;
pub use room::{Goal, Room};
pub use settings::{Block, Prefix, Provider};

/// What the live side keeps behind the platform's lock.
#[derive(Debug)]
pub(super) struct Live {
    hub: Hub,
    settings: Settings,
    tokens: Tokens,
    pace: Pace,
    /// The pinned message by user id of the streamer, as the site's history shows it.
    pins: std::collections::BTreeMap<u64, Value>,
}

impl Live {
    pub(super) fn new(clock: &Clock) -> Self {
        Self {
            hub: Hub::default(),
            settings: Settings::default(),
            tokens: Tokens::default(),
            pace: Pace::new(clock),
            pins: std::collections::BTreeMap::new(),
        }
    }

    /// Sends an event to those who have a feed of a streamer's, in the streamer's region.
    fn publish(&mut self, streamer: &User, feed: &Feed, name: &str, data: &Value) {
        let full = match self.settings.prefix {
            Prefix::Always => format!("App\\Events\\{name}"),
            Prefix::AsSeen if feed.dotted() => format!("App\\Events\\{name}"),
            Prefix::AsSeen | Prefix::Never => name.to_owned(),
        };
        let region = self.settings.regions.get(&streamer.user_id).map(String::as_str);
        let objects = self.settings.objects;
        let (feed, name) = (feed.name(streamer), full.as_str());
        self.hub.publish(Some(region), &hub::Shown { feed: &feed, name, data, objects });
    }
}

/// The feeds of a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Feed {
    /// `chatrooms.{chatroom}.v2`
    Chat,
    /// `chatrooms.{chatroom}`
    ChatV1,
    /// `chatroom_{chatroom}`
    Chatroom,
    /// `channel.{channel}`
    Channel,
    /// `channel_{channel}`
    ChannelBare,
    /// `predictions-channel-{channel}`
    Predictions,
    /// `private-livestream-updated.{livestream}`
    PrivateLivestream(u64),
}

impl Feed {
    fn name(self, of: &User) -> String {
        match self {
            Self::Chat => format!("chatrooms.{}.v2", of.chatroom_id),
            Self::ChatV1 => format!("chatrooms.{}", of.chatroom_id),
            Self::Chatroom => format!("chatroom_{}", of.chatroom_id),
            Self::Channel => format!("channel.{}", of.channel_id),
            Self::ChannelBare => format!("channel_{}", of.channel_id),
            Self::Predictions => format!("predictions-channel-{}", of.channel_id),
            Self::PrivateLivestream(number) => format!("private-livestream-updated.{number}"),
        }
    }

    const fn dotted(self) -> bool {
        !matches!(self, Self::Chatroom | Self::ChannelBare | Self::Predictions)
    }
}

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/app/{key}", get(pusher_socket))
        .route("/connection/websocket", get(centrifugo_socket))
        .route("/regions/{region}/connection/websocket", get(centrifugo_socket))
        .route("/api/v1/realtime/channels/{id}/chat/connection", post(negotiate::of_channel))
        .route("/api/v1/realtime/connection", post(negotiate::of_nothing))
        .route("/api/v1/realtime/auth/connection", post(negotiate::guest))
        .route("/api/v2/channels/{slug}", get(site::channel))
        .route("/api/v2/channels/{slug}/messages", get(site::messages))
}

async fn pusher_socket(Shown(shared): Shown<Arc<Shared>>, request: Request<Body>) -> Response {
    pusher::open(shared, request)
}

async fn centrifugo_socket(Shown(shared): Shown<Arc<Shared>>, request: Request<Body>) -> Response {
    centrifugo::open(shared, request)
}

/// How the edge answers whom it blocks.
pub(super) fn blocked(block: Block) -> Response {
    match block {
        Block::Html => {
            let page = "<!DOCTYPE html><html><head><title>One moment</title></head>\
                        <body>Checking that you are no robot</body></html>";
            let mut response = (StatusCode::FORBIDDEN, page).into_response();
            let kind = HeaderValue::from_static("text/html; charset=UTF-8");
            response.headers_mut().insert(CONTENT_TYPE, kind);
            response
        }
        Block::Json => crate::server::json(
            StatusCode::FORBIDDEN,
            &json!({"error": "Request blocked by security policy.",
                "reference": "00-emulator-0000000000000001"}),
        ),
    }
}
