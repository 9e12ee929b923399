//! Asking the site's endpoints how to connect, and for the token of a guest.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use chatwire_core::build::Call;
use chatwire_core::de::null_as_default;
use chatwire_core::{Error, ErrorKind, Result, Secret};
use http::{HeaderMap, HeaderValue, Method, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

use super::dial::other_server;
use super::handle::Used;
use crate::chatroom::{refused, site_json};
use crate::client::named;
use crate::error::code;
use crate::pusher::PusherEndpoint;
use crate::token_store::KnownChatroom;
use crate::{ChannelId, Client};

/// Longest wait for either endpoint.
const LIMIT: Duration = Duration::from_secs(10);

/// Origin that the server of live chat demands (kicksdk 0.2.0): others get 403.
pub const DEFAULT_ORIGIN: &str = "https://kick.com";

/// A server that the site named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Server {
    Pusher(PusherEndpoint),
    Centrifugo(String),
}

/// Transports that are offered to the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Offer {
    Both,
    Pusher,
    Centrifugo,
}

/// What is said to the site.
#[derive(Clone, Debug)]
pub(super) struct Manner {
    pub(super) origin: Option<HeaderValue>,
    pub(super) headers: HeaderMap,
    pub(super) client_type: String,
}

impl Manner {
    /// The usual manner, which all sessions share that change nothing of it.
    pub(super) fn usual() -> Arc<Self> {
        static USUAL: LazyLock<Arc<Manner>> = LazyLock::new(|| {
            Arc::new(Manner {
                origin: Some(HeaderValue::from_static(DEFAULT_ORIGIN)),
                headers: HeaderMap::new(),
                client_type: "web".to_owned(),
            })
        });
        Arc::clone(&USUAL)
    }
}

impl Manner {
    /// Where to connect for the chat of a channel, or for any chat.
    pub(super) async fn negotiate(
        &self,
        client: &Client,
        client_id: Uuid,
        channel: Option<ChannelId>,
        offer: Offer,
    ) -> Result<Server> {
        const OPERATION: &str = "kick.chat_connection";
        let call = match channel {
            Some(channel) => client
                .web_call(
                    Method::POST,
                    OPERATION,
                    "/api/v1/realtime/channels/{channel}/chat/connection",
                )
                .segment(&channel.to_string()),
            None => client.web_call(Method::POST, OPERATION, "/api/v1/realtime/connection"),
        };
        let names: &[&str] = match offer {
            Offer::Both => &["pusher", "centrifugo"],
            Offer::Pusher => &["pusher"],
            Offer::Centrifugo => &["centrifugo"],
        };
        let providers: Vec<Value> = names.iter().map(|name| json!({"provider": name})).collect();
        let body = json!({
            "client": {"id": client_id.to_string(), "type": self.client_type},
            "capabilities": {"accepted_providers": providers},
        });
        let answer: Answer<Connections> = self.ask(call, &body).await?;
        let known = |connection| server(connection, offer, client);
        answer.data.connections.into_iter().find_map(known).ok_or_else(|| {
            let why = "the site offers no transport that this session may use, at an address that can be dialled";
            named(Error::new(ErrorKind::NotFound, why).with_code(code::NO_TRANSPORT))
        })
    }

    /// Refuses a room whose chat lives on another server than the one in use, as far as the site says so.
    pub(super) async fn check_server(
        &self,
        client: &Client,
        used: &Used,
        known: &KnownChatroom,
    ) -> Result<()> {
        let Some(Server::Centrifugo(url)) = used.get() else { return Ok(()) };
        let Some(channel) = known.channel_id else { return Ok(()) };
        // Any id will do for a question: the session's own connection is not touched by it.
        let id = uuid::Builder::from_random_bytes(fastrand::u128(..).to_ne_bytes()).into_uuid();
        match self.negotiate(client, id, Some(channel), Offer::Centrifugo).await {
            Ok(Server::Centrifugo(own)) if own != url => Err(other_server()),
            _ => Ok(()),
        }
    }

    /// A guest's token for Centrifugo.
    pub(super) async fn token(&self, client: &Client, client_id: Uuid) -> Result<Secret> {
        const PATH: &str = "/api/v1/realtime/auth/connection";
        let call = client.web_call(Method::POST, "kick.chat_token", PATH);
        let answer: Answer<Token> =
            self.ask(call, &json!({"client_id": client_id.to_string()})).await?;
        Ok(answer.data.token)
    }

    async fn ask<T: DeserializeOwned + Send + 'static>(
        &self,
        call: Call,
        body: &Value,
    ) -> Result<T> {
        let mut call = call.json(body);
        if let Some(origin) = &self.origin {
            call = call.header_value(header::ORIGIN, origin.clone());
        }
        for (name, value) in &self.headers {
            call = call.header_value(name.clone(), value.clone());
        }
        let request = call.decode(site_json::<T>);
        request.no_retry().timeout(LIMIT).await.map_err(refused)
    }
}

/// The server of a connection that can be used. A test server has all hosts in one, whatever cluster it names.
fn server(connection: Connection, offer: Offer, client: &Client) -> Option<Server> {
    let Connection { provider, credentials } = connection;
    let text = |name| credentials.get(name).and_then(Value::as_str);
    match provider.as_str() {
        "centrifugo" if offer != Offer::Pusher => {
            // What cannot be dialled is the server's fault, and no setting that ends the session.
            let url = text("url").filter(|url| client.can_dial(url))?;
            Some(Server::Centrifugo(url.to_owned()))
        }
        "pusher" if offer != Offer::Centrifugo => {
            let (app_key, cluster) = (text("app_key")?, text("cluster")?);
            let endpoint = match client.test_server() {
                None => PusherEndpoint::hosted(app_key, cluster),
                Some(api) => PusherEndpoint::beside(api, app_key),
            };
            endpoint.ok().map(Server::Pusher)
        }
        _ => None,
    }
}

#[derive(Deserialize)]
struct Answer<T> {
    data: T,
}

#[derive(Deserialize)]
struct Connections {
    #[serde(default, deserialize_with = "null_as_default")]
    connections: Vec<Connection>,
}

#[derive(Deserialize)]
struct Connection {
    #[serde(default)]
    provider: String,
    #[serde(default)]
    credentials: Value,
}

#[derive(Deserialize)]
struct Token {
    token: Secret,
}
