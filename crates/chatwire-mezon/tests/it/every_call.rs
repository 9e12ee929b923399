//! Every call of the API: its wire form, and one call each over HTTP and over the socket.

use std::collections::BTreeSet;

use chatwire_core::BoxFuture;
use chatwire_emulator::mezon::Carrier;
use chatwire_emulator::{Emulator, Platform};
use chatwire_mezon::realtime::SendLimit;
use chatwire_mezon::{ApiCall, Client, Result};
use http::Method;

use crate::generated::calls;
use crate::scripted::offline;

/// Looks at one call after the other.
pub(crate) trait Visit {
    fn one<T: Send + 'static>(&mut self, name: &'static str, index: Option<u16>, call: ApiCall<T>);
}

#[derive(Default)]
struct Wire {
    names: Vec<&'static str>,
}

impl Visit for Wire {
    fn one<T: Send + 'static>(&mut self, name: &'static str, index: Option<u16>, call: ApiCall<T>) {
        assert_eq!((call.method().name(), call.method().index()), (name, index));
        let request = call.over_http().build().unwrap();
        assert_eq!(request.method(), Method::POST, "{name}");
        assert_eq!(request.uri().path(), format!("/mezon.api.Mezon/{name}"));
        assert_eq!(request.uri().query(), None, "{name}");
        assert_eq!(request.headers()["content-type"], "application/proto", "{name}");
        assert_eq!(request.headers()["accept"], "application/proto", "{name}");
        assert!(request.body().is_empty(), "{name}: a message of nothing is no bytes");
        self.names.push(name);
    }
}

#[tokio::test]
async fn every_call_has_its_wire_form() {
    let mut wire = Wire::default();
    calls::each(&offline().api(), &mut wire);
    let known: Vec<_> = chatwire_mezon::rpc::all().iter().map(|method| method.name()).collect();
    assert_eq!(wire.names, known);
    assert_eq!(known.len(), 218);
}

/// What became of each call.
type Outcome = (&'static str, Result<()>);

/// Collects the calls, each to be sent over the way that was chosen.
struct Sender {
    by_socket: bool,
    calls: Vec<BoxFuture<'static, Outcome>>,
}

impl Visit for Sender {
    fn one<T: Send + 'static>(&mut self, name: &'static str, index: Option<u16>, call: ApiCall<T>) {
        if !self.by_socket {
            let request = call.over_http();
            self.calls.push(Box::pin(async move { (name, request.await.map(drop)) }));
        } else if index.is_some() {
            self.calls.push(Box::pin(async move { (name, call.over_socket().await.map(drop)) }));
        }
    }
}

/// A bot of an emulator that answers every call with something.
async fn stage() -> (Emulator, Client) {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    mezon.lenient(true);
    mezon.socket_limit(None);
    let (bot, key) = mezon.bot();
    let builder = Client::builder(bot, key).base_url(emulator.url(Platform::Mezon)).unwrap();
    (emulator, builder.no_rate_limit().build().unwrap())
}

/// Makes all calls, one after another; each must be answered.
async fn make_all(client: &Client, by_socket: bool) -> Vec<&'static str> {
    let mut sender = Sender { by_socket, calls: Vec::new() };
    calls::each(&client.api(), &mut sender);
    let mut made = Vec::new();
    for call in sender.calls {
        let (name, outcome) = call.await;
        if let Err(error) = outcome {
            panic!("{name}: {error:?}");
        }
        made.push(name);
    }
    made
}

#[tokio::test]
async fn every_call_is_answered_over_http() {
    let (emulator, client) = stage().await;
    client.login().await.unwrap();
    let made = make_all(&client, false).await;
    assert_eq!(made.len(), 218);
    let calls = emulator.mezon().calls();
    let seen: BTreeSet<_> = calls.iter().map(|call| call.name.as_str()).collect();
    assert!(calls.iter().all(|call| call.carrier == Carrier::Http));
    assert!(made.iter().all(|name| seen.contains(name)));
}

#[tokio::test]
async fn every_call_is_answered_over_the_socket() {
    let (emulator, client) = stage().await;
    let limit = SendLimit::off();
    let _live = client.connect().without_channel_lists().send_limit(limit).await.unwrap();
    let made = make_all(&client, true).await;
    assert_eq!(made.len(), 210);
    let calls = emulator.mezon().calls();
    // The session makes calls of its own, which come in between.
    let mut seen = calls.iter().filter(|call| call.carrier == Carrier::Socket);
    for name in made {
        assert!(
            seen.any(|call| call.name == name),
            "{name} did not go over the socket in its turn"
        );
    }
}
