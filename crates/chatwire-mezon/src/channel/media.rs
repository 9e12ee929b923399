//! Media in voice channels: [`PlayMedia`].

use chatwire_core::{Error, Result, RetryClass};
use http::Method;
use serde::Serialize;
use serde_json::Value;

use super::Channel;
use crate::error::named;
use crate::rest::awaited;

impl Channel {
    /// Plays a file in a voice channel, by the media service.
    ///
    /// Only addresses with `http` or `https` can be played. What the service answers is nowhere described, so it is
    /// given as it is.
    ///
    /// # Errors
    ///
    /// Awaiting gives [`Unsupported`](chatwire_core::ErrorKind::Unsupported) for a channel without a meeting, and those
    /// of [every call](crate::Client#errors-of-every-call).
    #[doc(alias = "playmedia")]
    pub fn play_media(&self, url: impl Into<String>) -> PlayMedia {
        PlayMedia {
            channel: self.clone(),
            url: url.into(),
            identity: None,
            name: None,
            title: None,
        }
    }
}

/// Plays a file in a voice channel; from [`Channel::play_media`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct PlayMedia {
    channel: Channel,
    url: String,
    identity: Option<String>,
    name: Option<String>,
    title: Option<String>,
}

#[derive(Serialize)]
struct Body {
    room_name: String,
    participant_identity: String,
    participant_name: String,
    url: String,
    name: String,
}

impl PlayMedia {
    /// Identity of the participant who plays it (the bot's id).
    #[doc(alias = "participant_identity")]
    pub fn identity(mut self, identity: impl Into<String>) -> Self {
        self.identity = Some(identity.into());
        self
    }

    /// Name of the participant who plays it (the bot's user name).
    #[doc(alias = "participant_name")]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Name of what is played (the last part of its address).
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    async fn run(self) -> Result<Value> {
        let Self { channel, url, identity, name, title } = self;
        let client = channel.client.clone();
        let info = channel.fetch().await?;
        if info.meeting_code.is_empty() {
            return Err(named(Error::unsupported("the channel is no voice channel")));
        }
        // Also makes sure of the session, from which the name comes.
        let session = client.login().await?;
        let body = Body {
            room_name: info.meeting_code.clone(),
            participant_identity: identity.unwrap_or_else(|| client.bot_id().to_string()),
            participant_name: name.or_else(|| session.username.clone()).unwrap_or_default(),
            name: title.unwrap_or_else(|| last_part(&url).to_owned()),
            url,
        };
        client
            .inner
            .media()?
            .call(Method::POST, "mezon.play_media", "/api/playmedia")
            .class(RetryClass::Rejected)
            .json(&body)
            // No answer is as good as one.
            .decode(|reply| if reply.is_blank() { Ok(Value::Null) } else { reply.json() })
            .await
    }
}

/// What stands behind the last slash of an address, without its query.
fn last_part(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

awaited!(PlayMedia => Value);
