//! What a user can do about an error of Kick.

use chatwire::kick::code;
use chatwire::{Error, ErrorKind};

/// A hint for an error of Kick, where there is something to do.
pub(crate) fn advice(err: &Error) -> Option<String> {
    let hint = match (err.kind(), err.code()) {
        (_, Some(code::TOKEN_REQUIRED | code::NO_TOKEN)) => {
            "`chatwire kick login` stores a token; or set KICK_ACCESS_TOKEN, or KICK_CLIENT_ID and KICK_CLIENT_SECRET"
        }
        (_, Some(code::INVALID_GRANT)) => "log in again: `chatwire kick login`",
        (_, Some(code::SITE_BLOCKED)) => {
            "open https://kick.com/api/v2/channels/NAME in a browser and give the ids once: \
             `chatwire kick resolve NAME --chatroom ID --channel ID`; or read chat by webhooks"
        }
        (_, Some(code::EDGE_BLOCKED)) => {
            "refused before Kick saw it, most likely for the address that you come from"
        }
        (_, Some(code::CHATROOM_NOT_FOUND)) => "is the name that of the channel's address?",
        (ErrorKind::Forbidden, _) => {
            "the token may lack a scope, which `chatwire kick token introspect` shows, or you do not moderate the channel"
        }
        _ => return err.context("hint").map(str::to_owned),
    };
    Some(hint.to_owned())
}
