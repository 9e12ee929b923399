//! A client whose service is a script: a login that holds, then the answers of a test.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chatwire_core::testing::{Answer, Script};
use chatwire_mezon::proto::{Message, api};
use chatwire_mezon::{Client, Timestamp};

pub(crate) const BOT: i64 = 1_800_000_000_000_000_001;
pub(crate) const CLAN: i64 = 1_840_000_000_000_000_001;

/// A client without a service, for wire forms.
pub(crate) fn offline() -> Client {
    Client::new(BOT, "canary-key").unwrap()
}

/// A client that is let in, and then answered with these messages.
pub(crate) fn client(answers: impl IntoIterator<Item = Answer>) -> (Client, Script) {
    let exp = Timestamp::now().as_unix_seconds() + 3_600;
    let claims = URL_SAFE_NO_PAD.encode(format!("{{\"exp\":{exp}}}"));
    let session = api::Session { token: format!("h.{claims}.s"), ..api::Session::default() };
    let script = answers.into_iter().fold(Script::new().answer(proto(&session)), Script::answer);
    let client = Client::builder(BOT, "canary-key").script(script.clone()).no_rate_limit();
    (client.build().unwrap(), script)
}

/// An answer with a message.
pub(crate) fn proto(message: &impl Message) -> Answer {
    Answer::status(200).header("content-type", "application/proto").body(message.encode_to_vec())
}

/// Names of the calls that were made after the login, and what they asked.
pub(crate) fn calls(script: &Script) -> Vec<(String, bytes::Bytes)> {
    let calls = script.requests().into_iter().skip(1);
    calls.map(|sent| (sent.url.rsplit('/').next().unwrap().to_owned(), sent.body)).collect()
}

/// The request of the last call.
pub(crate) fn last<T: Message + Default>(script: &Script) -> T {
    T::decode(script.requests().pop().unwrap().body).unwrap()
}
