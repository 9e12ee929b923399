//! What a user can do about an error of Mezon.

use chatwire::mezon::code;
use chatwire::{Error, ErrorKind};

/// A hint for an error of Mezon, where there is something to do.
pub(crate) fn advice(err: &Error) -> Option<String> {
    let hint = match (err.kind(), err.code()) {
        (_, Some(code::MUST_JOIN)) => "is the bot a member of the channel?",
        (_, Some(code::MISSING_ACK)) => {
            "it may have arrived: look at the history before sending it again"
        }
        (_, Some(chatwire::mezon::ledger::code::NOT_INITIALIZED)) => {
            "the gateway gave no id token with the login, and tokens cannot be sent without"
        }
        (_, Some(chatwire::mezon::ledger::code::AMBIGUOUS_NOTE)) => {
            "leave out digits beside a bar: such a note could pass for another signed transfer"
        }
        (ErrorKind::Auth, _) => {
            "are MEZON_BOT_ID and MEZON_API_KEY those of the bot, and of this gateway?"
        }
        (ErrorKind::Forbidden, _) => "the bot may lack a permission in the clan or the channel",
        _ => return None,
    };
    Some(hint.to_owned())
}
