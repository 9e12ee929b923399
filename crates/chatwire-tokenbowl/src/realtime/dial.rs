//! Where a session connects to: which transport, which address, which credential.

use std::time::Duration;

use chatwire_core::build::push_pair;
use chatwire_core::ws::centrifugo::Centrifugo;
use chatwire_core::{BoxFuture, Error, ErrorKind, Result};
use tokio::time::timeout;

use super::Transport;
use super::direct::Direct;
use super::frame::named;
use super::protocol::{Changed, Line, Live, Stage};
use crate::CentrifugoToken;
use crate::error::code;

/// Longest wait for a user's source of keys; a call gives it as long, attempts included.
const CREDENTIAL: Duration = Duration::from_secs(60);
/// Longest wait for the token, and for the check of a key (token-bowl-chat 4.0.2).
const TOKEN: Duration = Duration::from_secs(10);

impl Live {
    pub(super) async fn prepare(&mut self) -> Result<http::Request<()>> {
        // From before the key is read: a change in between must not be missed.
        self.changed = Changed::since_now(&self.client);
        if std::mem::replace(&mut self.stage, Stage::Asking) == Stage::Doubting {
            // With a wrong key, this call says so, and its error is final.
            self.client.get_my_profile().timeout(TOKEN).await?;
            return Err(no_transport("this server has no direct live transport"));
        }
        let request = match self.transport {
            Transport::Direct => self.dial_direct().await,
            Transport::Centrifugo => match self.token().await {
                Ok(token) => self.dial_centrifugo(token),
                Err(err) if err.kind() == ErrorKind::NotFound => {
                    Err(no_transport("this server has no Centrifugo").with_source(err))
                }
                Err(err) => Err(err),
            },
            Transport::Auto => match self.token().await {
                Ok(token) => self.dial_centrifugo(token),
                Err(err) if self.means_direct(&err) => {
                    self.unsure = err.kind() != ErrorKind::NotFound;
                    self.dial_direct().await
                }
                Err(err) => Err(err),
            },
        }?;
        self.stage = Stage::Upgrading;
        Ok(request)
    }

    pub(super) fn token(&self) -> BoxFuture<'static, Result<CentrifugoToken>> {
        Box::pin(self.client.get_centrifugo_token().no_retry().timeout(TOKEN).into_future())
    }

    /// Whether the answer of the token route says that there is the direct transport only.
    pub(super) fn means_direct(&self, err: &Error) -> bool {
        match err.status().map(|status| status.as_u16()) {
            Some(404) => true,
            // Release 1.2.0 with Centrifugo switched off says so in its own words. Any other 503 is a
            // proxy whose server is away, and so is one where Centrifugo was there before.
            Some(503) => {
                let had_centrifugo =
                    matches!(self.line, Line::Centrifugo(_)) && self.inbox.was_online();
                !had_centrifugo && err.body().starts_with(b"{")
            }
            _ => false,
        }
    }

    async fn dial_direct(&mut self) -> Result<http::Request<()>> {
        self.used.set(Transport::Direct);
        if !matches!(self.line, Line::Direct(_)) {
            self.line = Line::Direct(Direct::default());
        }
        let Some(credential) = self.client.credential() else {
            let why = "a live session needs an API key";
            return Err(Error::new(ErrorKind::Auth, why).with_code(code::API_KEY_REQUIRED));
        };
        // A user's own source of keys: one that hangs must not leave the session connecting for ever.
        let late =
            |_| named(Error::new(ErrorKind::Timeout, "fetching the credential took too long"));
        let key = timeout(CREDENTIAL, credential.current()).await.map_err(late)??;
        let key = key.as_key().map_err(named)?;
        let mut address = self.client.live_url()?;
        let request = http::Request::builder();
        let request = if self.key_in_url {
            let mut query = String::new();
            push_pair(&mut query, "api_key", key);
            address.push('?');
            address.push_str(&query);
            request
        } else {
            let mut value = http::HeaderValue::from_str(key)
                .map_err(|err| named(Error::config("the key fits no header").with_source(err)))?;
            value.set_sensitive(true);
            request.header("x-api-key", value)
        };
        built(request.uri(address))
    }

    fn dial_centrifugo(&mut self, token: CentrifugoToken) -> Result<http::Request<()>> {
        self.used.set(Transport::Centrifugo);
        let address = self.client.centrifugo_url(&token.url)?;
        if !matches!(self.line, Line::Centrifugo(_)) {
            self.line = Line::Centrifugo(Box::new(Centrifugo::new("")));
        }
        if let Line::Centrifugo(link) = &mut self.line {
            link.set_token(token.token);
            // Channels bear the user's name: after a rename there are others.
            let former: Vec<String> = link.channels().map(str::to_owned).collect();
            for channel in former.iter().filter(|channel| !token.channels.contains(channel)) {
                link.leave(channel);
            }
            for channel in token.channels {
                if !former.contains(&channel) {
                    self.inbox.moved();
                }
                link.join(channel);
            }
        }
        built(http::Request::builder().uri(address))
    }

    /// Whether a missing transport may be there later: it was there before, or the server is away.
    pub(super) fn may_change(&self) -> bool {
        self.inbox.was_online() || self.unsure
    }
}

fn built(request: http::request::Builder) -> Result<http::Request<()>> {
    let wrong =
        |err| Error::config("the address of the live session is not valid").with_source(err);
    request.body(()).map_err(wrong)
}

pub(super) fn no_transport(why: &'static str) -> Error {
    named(Error::new(ErrorKind::NotFound, why).with_code(code::NO_TRANSPORT))
}
