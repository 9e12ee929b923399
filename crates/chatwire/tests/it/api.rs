//! Public traits, and no secret in what is printed.

use std::fmt::Debug;

use chatwire::responder::fluidtalk::Persona;
use chatwire::responder::{Responder, from_fn};
use chatwire::webhook::{Deliveries, Delivery, Endpoint};
use chatwire::{
    Attachment, Error, Incoming, MessageId, Native, Outgoing, Person, Platform, Room, Secret,
    Sender, adapter, chatluck, fluidtalk, kick, mezon, tokenbowl,
};

/// Part of each secret below; `Debug` may show no more than the last four characters.
const CANARY: &str = "canary0123456789";

fn assert_all<T: Send + Sync + Debug>() {}
fn assert_value<T: Send + Sync + Debug + Clone>() {}

#[test]
fn types_can_be_shared_printed_and_cloned() {
    assert_value::<Incoming>();
    assert_value::<Outgoing>();
    assert_value::<Room>();
    assert_value::<Person>();
    assert_value::<Sender>();
    assert_value::<Attachment>();
    assert_value::<MessageId>();
    assert_value::<Native>();
    assert_value::<Persona>();
    assert_value::<Error>();
    assert_value::<chatluck::Client>();
    assert_value::<fluidtalk::handshake::Client>();
    assert_value::<fluidtalk::characters::Client>();
    assert_value::<kick::Client>();
    assert_value::<kick::Event>();
    assert_all::<kick::Realtime>();
    assert_all::<Deliveries<kick::webhook::Event>>();
    assert_value::<mezon::Client>();
    assert_value::<mezon::Event>();
    assert_all::<mezon::Realtime>();
    assert_all::<Endpoint<kick::webhook::WebhookVerifier>>();
    assert_value::<tokenbowl::Client>();
    assert_value::<tokenbowl::Event>();
    assert_all::<tokenbowl::Realtime>();
    assert_value::<Delivery<tokenbowl::Message>>();
    assert_all::<Endpoint<tokenbowl::webhook::WebhookVerifier>>();
    assert_value::<Delivery<chatluck::webhook::Event>>();
    assert_all::<Deliveries<chatluck::webhook::Event>>();
    assert_all::<Endpoint<chatluck::webhook::WebhookVerifier>>();
    assert_all::<Box<dyn Responder>>();
    assert_value::<adapter::Chatluck>();
    assert_value::<adapter::Kick>();
    assert_value::<adapter::Mezon>();
    assert_value::<adapter::TokenBowl>();
    assert_all::<Box<dyn Platform>>();
}

#[test]
fn nothing_prints_a_secret() {
    let secret = || Secret::new(format!("{CANARY}abcd"));
    let handshake = fluidtalk::handshake::Client::new(format!("ft_sk_{CANARY}abcd")).unwrap();
    let characters = fluidtalk::characters::Client::new(format!("ftc_live_{CANARY}abcd")).unwrap();
    let verifier = chatluck::webhook::WebhookVerifier::bearer(secret()).unwrap();
    let endpoint = Endpoint::new("/hooks", verifier).path_secret(secret());
    let printed = [
        format!("{:?}", chatluck::Client::new(format!("ck_{CANARY}abcd")).unwrap()),
        format!("{:?}", tokenbowl::Client::new(format!("{CANARY}abcd")).unwrap()),
        format!("{:?}", kick::Client::new(format!("{CANARY}abcd")).unwrap()),
        format!("{:?}", mezon::Client::new(5, secret()).unwrap()),
        format!("{:?}", Persona::handshake(handshake)),
        format!("{:?}", Persona::characters(characters, "instagram").remember(1)),
        format!("{endpoint:?}"),
        format!("{:?}", endpoint.into_router().unwrap().1),
    ];
    for text in printed {
        assert!(!text.contains(CANARY), "{text}");
    }
}

#[tokio::test]
async fn responders_can_be_boxed_and_shared() {
    let message = Incoming::new("1", Room::new("test", "hall"), Sender::new("alice"), "ping");
    let echo = from_fn(|message| {
        let answer = Outgoing::text(message.text.to_uppercase());
        async move { Ok(vec![answer]) }
    });
    let boxed: Box<dyn Responder> = Box::new(echo);
    assert_eq!(boxed.reply(&message).await.unwrap(), [Outgoing::text("PING")]);
    let shared: std::sync::Arc<dyn Responder> = std::sync::Arc::from(boxed);
    let elsewhere = std::sync::Arc::clone(&shared);
    let answer = tokio::spawn(async move { elsewhere.reply(&message).await }).await.unwrap();
    assert_eq!(answer.unwrap(), [Outgoing::text("PING")]);
    assert_eq!(format!("{shared:?}"), "FromFn");
}

/// What stands in signatures of a platform can be named by a program that depends on it alone.
macro_rules! signatures {
    ($($platform:ident)+) => {$(
        mod $platform {
            use chatwire::$platform::{
                self, BaseUrl, Blocking, BoxFuture, Bytes, Credential, Error, Map,
                ParseTimestampError, Permit, Rate, RateLimiter, Result, Secret, Timestamp,
                TokenSource, Value, testing, wait_on,
            };

            #[derive(Debug)]
            struct Vault;

            impl TokenSource for Vault {
                fn token(&self) -> BoxFuture<'_, Result<Secret>> {
                    Box::pin(async { Ok(Secret::new("tok")) })
                }

                fn refresh<'a>(&'a self, _: &'a Secret) -> BoxFuture<'a, Result<Secret>> {
                    Box::pin(async { Err(Error::config("no other token")) })
                }
            }

            #[test]
            fn names_are_there() {
                let credential = Credential::from_source(Vault);
                let token = async { credential.current().await }.wait().unwrap();
                assert_eq!(token.expose(), "tok");
                let limiter = RateLimiter::new(Rate::per_second(1));
                let _permit: Permit = wait_on(limiter.acquire()).unwrap().unwrap();
                let wrong: ParseTimestampError = "never".parse::<Timestamp>().unwrap_err();
                assert!(!wrong.to_string().is_empty());
                let sent: Option<$platform::http::Request<Bytes>> = None;
                let url: Option<BaseUrl> = None;
                assert!(sent.is_none() && url.is_none());
                let _extra: Map<String, Value> = Map::new();
                let _script = testing::Script::new();
            }
        }
    )+};
}

mod names {
    signatures!(chatluck fluidtalk kick mezon tokenbowl);
}

#[test]
fn settings_of_a_session_can_be_written_as_functions() {
    fn small(config: kick::realtime::WsConfig) -> mezon::realtime::WsConfig {
        config.capacity(10)
    }
    let connect = tokenbowl::Client::new("key").unwrap().connect().settings(small);
    assert!(connect.start().is_err(), "outside of a runtime");
}
