//! Chatluck by polling and by webhook.

use std::future::IntoFuture;
use std::time::Duration;

use chatwire::adapter::Chatluck;
use chatwire::chatluck::Client;
use chatwire::chatluck::webhook::parse_unverified;
use chatwire::webhook::{Endpoint, axum};
use chatwire::{ErrorKind, Event, Lifecycle, Native, Outgoing, Platform, Retry, Room, Secret};
use chatwire_emulator::{Emulator, Fault, Platform as Emulated};
use futures_util::{FutureExt, StreamExt};

use super::{Heard, refusal};

const OFTEN: Duration = Duration::from_millis(5);

fn client(emulator: &Emulator) -> Client {
    let address = emulator.url(Emulated::Chatluck);
    let builder = Client::builder(emulator.chatluck().key()).base_url(address).unwrap();
    builder.no_rate_limit().retry(Retry::none()).build().unwrap()
}

#[tokio::test]
async fn channels_are_polled_and_senders_are_named() {
    let emulator = Emulator::start().await.unwrap();
    let world = emulator.chatluck();
    let (general, random) = (world.channel("general"), world.channel("random"));
    world.say("general", "Alice", "before");
    let luck =
        Chatluck::polling(client(&emulator), [&general, &random].map(String::as_str)).every(OFTEN);
    let mut heard = Heard::online(&luck).await;
    assert_eq!(luck.name(), "chatluck");

    world.say("general", "Alice", "hello");
    let hello = heard.message().await;
    assert_eq!((hello.text.as_str(), hello.room), ("hello", Room::chatluck(&general)));
    assert_eq!((hello.sender.display_name(), hello.sender.is_self), ("Alice", false));
    assert!(matches!(hello.native, Native::Chatluck(_)));
    world.say("random", "Alice", "there");
    let there = heard.message().await;
    assert_eq!((there.text.as_str(), there.room), ("there", Room::chatluck(&random)));
    let asked = emulator.requests(Emulated::Chatluck);
    let names = asked.iter().filter(|request| request.path.contains("/users/")).count();
    assert_eq!(names, 1, "a name is looked up once");

    // The first answer tells whose key it is, however early the message is seen.
    let id = luck.send(&Room::chatluck(&general), "mine".into()).await.unwrap();
    let mine = heard.message().await;
    assert_eq!((mine.id, mine.sender.is_self), (id, true));
}

#[tokio::test]
async fn a_poll_goes_on_where_it_stopped() {
    let emulator = Emulator::start().await.unwrap();
    let world = emulator.chatluck();
    let general = world.channel("general");
    let seen = world.say("general", "Alice", "one");
    world.say("general", "Alice", "two");
    let luck = Chatluck::polling(client(&emulator), [general.as_str()]).every(OFTEN);
    let luck = luck.after(general.as_str(), seen);
    assert_eq!(Heard(luck.events()).message().await.text, "two");
    assert_eq!(Heard(luck.events()).message().await.text, "two", "each call begins anew");
}

#[tokio::test]
async fn trouble_that_passes_is_told_and_other_trouble_ends_it() {
    let emulator = Emulator::start().await.unwrap();
    let world = emulator.chatluck();
    let channels = [world.channel("general"), world.channel("random")];
    let luck = Chatluck::polling(client(&emulator), channels).every(OFTEN);
    let mut heard = Heard::online(&luck).await;
    emulator.fault(Emulated::Chatluck, Fault::status(503));
    let cause = heard.first(|event| match event {
        Event::Lifecycle(Lifecycle::Offline { cause, .. }) => Some(cause),
        _ => None,
    });
    assert_eq!(cause.await.kind(), ErrorKind::Server);
    let gap = heard.first(|event| match event {
        Event::Lifecycle(Lifecycle::Online { gap }) => gap,
        _ => None,
    });
    assert!(gap.await.recovered);

    let refused = Client::builder("ck_wrong").base_url(emulator.url(Emulated::Chatluck)).unwrap();
    let refused = Chatluck::polling(refused.build().unwrap(), ["ch_1", "ch_2"]);
    assert_eq!(refusal(&refused).await.kind(), ErrorKind::Auth);
    let nothing = Chatluck::polling(client(&emulator), Vec::<String>::new());
    assert_eq!(refusal(&nothing).await.kind(), ErrorKind::Config);
}

#[tokio::test]
async fn a_webhook_brings_messages_and_who_joined() {
    let emulator = Emulator::start().await.unwrap();
    let world = emulator.chatluck();
    let general = world.channel("general");
    let endpoint = Endpoint::new("/chatluck", parse_unverified).path_secret(Secret::new("word"));
    let (router, deliveries) = endpoint.into_router().unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(axum::serve(listener, router).into_future());
    world.webhook_to(&format!("http://{address}/chatluck/word")).unwrap();

    let luck = Chatluck::webhook(client(&emulator), deliveries);
    let mut heard = Heard(luck.events());
    world.join("general", "Alice");
    let joined = heard.first(|event| match event {
        Event::Joined(presence) => Some(presence),
        _ => None,
    });
    let joined = joined.await;
    assert_eq!((joined.room, joined.sender.display_name()), (Room::chatluck(&general), "Alice"));
    world.say("general", "Alice", "hello");
    let hello = heard.message().await;
    assert_eq!((hello.text.as_str(), hello.sender.display_name()), ("hello", "Alice"));

    // One stream reads the deliveries at a time; the next one goes on with them.
    assert_eq!(refusal(&luck).await.kind(), ErrorKind::Conflict);
    drop(heard);
    let mut heard = Heard(luck.events());
    world.say("general", "Alice", "again");
    assert_eq!(heard.message().await.text, "again");
    serving.abort();
}

#[tokio::test]
async fn history_is_told_oldest_first() {
    let emulator = Emulator::start().await.unwrap();
    let world = emulator.chatluck();
    let room = Room::chatluck(world.channel("general"));
    for text in ["one", "two", "three"] {
        world.say("general", "Alice", text);
    }
    let luck = Chatluck::polling(client(&emulator), [room.id.as_str()]);
    let texts = async |limit| -> Vec<String> {
        let found = luck.history(&room, limit).await.unwrap();
        found.into_iter().map(|message| message.text).collect()
    };
    assert_eq!(texts(2).await, ["two", "three"]);
    assert_eq!(texts(9).await, ["one", "two", "three"]);
    assert_eq!(texts(0).await, [""; 0]);
}

#[tokio::test]
async fn nothing_runs_before_events_are_read_or_after_they_are_dropped() {
    let emulator = Emulator::start().await.unwrap();
    let general = emulator.chatluck().channel("general");
    let luck = Chatluck::polling(client(&emulator), [general]).every(OFTEN);
    drop(luck.events());
    assert!(emulator.requests(Emulated::Chatluck).is_empty());
    let mut heard = Heard::online(&luck).await;
    assert!(heard.0.next().now_or_never().is_none());
    drop(heard);
    let asked = emulator.requests(Emulated::Chatluck).len();
    luck.send(&Room::chatluck("ch_none"), Outgoing::text("x")).await.unwrap_err();
    assert_eq!(emulator.requests(Emulated::Chatluck).len(), asked + 1);
}
