//! How a session finds its way in: which token, which address, and what to do when it is refused.

use std::borrow::Cow;

use chatwire_core::ws::Recovery;
use chatwire_core::{Error, ErrorKind, Result};
use http::StatusCode;
use url::{Url, form_urlencoded};

use crate::client::Client;
use crate::error::named;

/// Logins in a row that the service refuses before the session ends: a bot's key can be wrong, but gateways err, too.
const REFUSED_LOGINS: u32 = 3;
/// Close codes by which the service ends a session's token (Mezon.NET).
const EXPIRED: [u16; 2] = [4006, 4014];

/// Which form of the token the next attempt takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// The JWT, as the bot SDKs do.
    Token,
    /// The session's id, as the web client does.
    SessionId,
}

/// The way in, from one attempt to the next.
#[derive(Debug)]
pub(super) struct Entrance {
    form: Form,
    /// The next attempt logs in anew, whatever session there is.
    log_in: bool,
    refused_logins: u32,
    /// How far the present attempt has come: a refusal of the login is none of the upgrade.
    upgrading: bool,
    language: Cow<'static, str>,
}

impl Entrance {
    pub(super) fn new(language: Cow<'static, str>) -> Self {
        Self { form: Form::Token, log_in: false, refused_logins: 0, upgrading: false, language }
    }

    /// The upgrade of the next attempt.
    pub(super) async fn request(&mut self, client: &Client) -> Result<http::Request<()>> {
        self.upgrading = false;
        let keeper = &client.inner.keeper;
        let session = if self.log_in { keeper.log_in().await? } else { keeper.session().await? };
        self.log_in = false;
        self.refused_logins = 0;
        let token = match (self.form, &session.session_id) {
            (Form::SessionId, Some(id)) => id,
            _ => &session.token,
        };
        let broken = |why: String| named(Error::config(why));
        let address = format!("{}?", session.ws_url);
        let query_at = address.len();
        let address = form_urlencoded::Serializer::for_suffix(address, query_at)
            .append_pair("lang", &self.language)
            .append_pair("status", "true")
            .append_pair("token", token.expose())
            .append_pair("format", "protobuf")
            .finish();
        let mut request = http::Request::new(());
        // The errors of the parsers would show the token.
        *request.uri_mut() = match address.parse() {
            Ok(uri) => uri,
            // Most addresses need no repair, which takes five times as long.
            Err(_) => Url::parse(&address)
                .map_err(|_| broken("the session's socket address is no URL".to_owned()))?
                .as_str()
                .parse()
                .map_err(|_| broken("the session's socket address cannot be used".to_owned()))?,
        };
        self.upgrading = true;
        Ok(request)
    }

    /// The line is up.
    pub(super) fn opened(&mut self) {
        self.upgrading = false;
    }

    /// What to do after an attempt failed.
    pub(super) fn refused(&mut self, client: &Client, error: &Error) -> Recovery {
        let was_upgrading = std::mem::take(&mut self.upgrading);
        // A wrong address stays wrong; anything else may pass.
        if error.kind() == ErrorKind::Config {
            return Recovery::Stop(error.clone());
        }
        // By its status: an answer that brings no token is of the same kind, but refuses nobody.
        let is_denied =
            matches!(error.status(), Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN));
        if was_upgrading {
            if !is_denied {
                return Recovery::Backoff;
            }
            let session = client.session();
            let has_id = session.is_some_and(|session| session.session_id.is_some());
            if self.form == Form::Token && has_id {
                self.form = Form::SessionId;
                return Recovery::After(std::time::Duration::ZERO);
            }
            self.form = Form::Token;
            self.log_in = true;
            return Recovery::Backoff;
        }
        self.refused_logins = if is_denied { self.refused_logins + 1 } else { 0 };
        if self.refused_logins >= REFUSED_LOGINS {
            return Recovery::Stop(error.clone());
        }
        Recovery::Backoff
    }

    /// What to do after the line was closed with a code.
    pub(super) fn closed(&mut self, code: Option<u16>) -> Recovery {
        self.upgrading = false;
        if code.is_some_and(|code| EXPIRED.contains(&code)) {
            self.log_in = true;
        }
        Recovery::Reconnect
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use chatwire_core::testing::{Answer, Script};
    use chatwire_mezon_proto::{Message as _, api};

    use super::*;
    use crate::UserId;

    const BOT: i64 = 1_800_000_000_000_000_001;

    #[tokio::test]
    async fn a_refused_upgrade_tries_the_other_token_then_a_new_login() {
        let mut entrance = Entrance::new("en".into());
        let token = "h.eyJleHAiOjQxMDI0NDQ4MDB9.s";
        let session = api::Session {
            token: token.to_owned(),
            session_id: "id & more".to_owned(),
            ws_url: "sock.example.org".to_owned(),
            ..Default::default()
        };
        let script = Script::new().always(Answer::status(200).body(session.encode_to_vec()));
        let client =
            Client::builder(UserId::new(BOT), "key").script(script.clone()).build().unwrap();
        let refused = Error::new(ErrorKind::Auth, "no").with_status(http::StatusCode::UNAUTHORIZED);
        let first = entrance.request(&client).await.unwrap();
        let wanted =
            format!("wss://sock.example.org/ws?lang=en&status=true&token={token}&format=protobuf");
        assert_eq!(first.uri().to_string(), wanted);
        assert!(matches!(entrance.refused(&client, &refused), Recovery::After(Duration::ZERO)));
        let second = entrance.request(&client).await.unwrap();
        assert!(second.uri().query().unwrap().contains("token=id+%26+more"), "{second:?}");
        assert!(matches!(entrance.refused(&client, &refused), Recovery::Backoff));
        assert_eq!(script.requests().len(), 1);
        entrance.request(&client).await.unwrap();
        assert_eq!(script.requests().len(), 2, "a new login");
        // Three refused logins in a row are the end.
        entrance.upgrading = false;
        assert!(matches!(entrance.refused(&client, &refused), Recovery::Backoff));
        assert!(matches!(entrance.refused(&client, &refused), Recovery::Backoff));
        assert!(matches!(entrance.refused(&client, &refused), Recovery::Stop(_)));
    }

    #[test]
    fn an_expired_session_logs_in_anew() {
        let mut entrance = Entrance::new("en".into());
        assert!(matches!(entrance.closed(Some(1006)), Recovery::Reconnect));
        assert!(!entrance.log_in);
        assert!(matches!(entrance.closed(Some(4006)), Recovery::Reconnect));
        assert!(entrance.log_in);
    }
}
