//! Live chat against an independent server of the Pusher protocol, sockudo, where one is installed.
//!
//! `PUSHER_SERVER_BIN` names its binary (`cargo install sockudo --no-default-features --features local`; seen to work
//! with 5.2.0). Without it nothing is run, and the test says so. Events are published by the server's signed HTTP API,
//! for which `python3` is taken: its MD5 is no part of this library.

use std::process::Stdio;
use std::time::Duration;

use chatwire_core::BoxFuture;
use chatwire_core::crypto::{hex, hmac_sha256};
use chatwire_kick::pusher::PusherEndpoint;
use chatwire_kick::realtime::{ChatTransport, Event, Lifecycle, Realtime, Topics};
use chatwire_kick::{ChatTarget, Client, Result};
use futures_util::TryStreamExt;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::peer::message;
use crate::support::Folder;

const BIN: &str = "PUSHER_SERVER_BIN";
const KEY: &str = "kick-test-key";
const SECRET: &str = "kick-test-secret";
const PATIENCE: Duration = Duration::from_secs(60);
const CHAT: &str = "chatrooms.9001.v2";

/// Signs and posts; its input is a JSON list of `{name, channel, data}`.
const PUBLISH: &str = r#"
import hashlib, hmac, json, sys, time, urllib.request
port = sys.argv[1]
for event in json.load(sys.stdin):
    body = json.dumps({"name": event["name"], "channels": [event["channel"]], "data": event["data"]}).encode()
    path = "/apps/9001/events"
    query = "auth_key=kick-test-key&auth_timestamp=%d&auth_version=1.0&body_md5=%s" % (
        time.time(), hashlib.md5(body).hexdigest())
    sign = hmac.new(b"kick-test-secret", ("POST\n%s\n%s" % (path, query)).encode(), hashlib.sha256).hexdigest()
    url = "http://127.0.0.1:%s%s?%s&auth_signature=%s" % (port, path, query, sign)
    urllib.request.urlopen(urllib.request.Request(url, body, {"Content-Type": "application/json"})).read()
"#;

struct Server {
    process: Child,
    port: u16,
    _folder: Folder,
}

impl Server {
    /// A server on a free port, `None` when none is installed.
    #[expect(clippy::print_stderr, reason = "says what was skipped")]
    async fn start() -> Option<Self> {
        let Some(binary) = std::env::var_os(BIN) else {
            eprintln!("SKIPPED: {BIN} names no Pusher server, so none was asked");
            return None;
        };
        let free = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let folder = Folder::new();
        let config = folder.path().join("config.toml");
        let settings = format!(
            "host = \"127.0.0.1\"\nport = {port}\nactivity_timeout = 5\n\
             [adapter]\ndriver = \"local\"\n[cache]\ndriver = \"memory\"\n[queue]\ndriver = \"memory\"\n\
             [metrics]\nenabled = false\n[rate_limiter]\nenabled = false\n[app_manager]\ndriver = \"memory\"\n\
             [[app_manager.array.apps]]\nid = \"9001\"\nkey = \"{KEY}\"\nsecret = \"{SECRET}\"\nenabled = true\n\
             [app_manager.array.apps.policy.limits]\nmax_connections = 1000\nmax_client_events_per_second = 100\n\
             [app_manager.array.apps.policy.features]\nenable_client_messages = true\n"
        );
        std::fs::write(&config, settings).unwrap();
        let process = Command::new(binary)
            .arg("--config")
            .arg(&config)
            .current_dir(folder.path())
            .env("HOST", "127.0.0.1")
            .env("PORT", port.to_string())
            .env("ACTIVITY_TIMEOUT", "5")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let server = Self { process, port, _folder: folder };
        let ready = async {
            let mut pause = tokio::time::interval(Duration::from_millis(50));
            while !server.is_up().await {
                pause.tick().await;
            }
        };
        tokio::time::timeout(PATIENCE, ready).await.unwrap();
        Some(server)
    }

    async fn is_up(&self) -> bool {
        let ask = async {
            let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await?;
            stream.write_all(b"GET /up HTTP/1.0\r\nhost: localhost\r\n\r\n").await?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await?;
            std::io::Result::Ok(answer.split(' ').nth(1) == Some("200"))
        };
        ask.await.unwrap_or(false)
    }

    /// Publishes events: name, channel, data.
    async fn publish(&self, events: &[(&str, &str, String)]) {
        let events: Vec<Value> = events
            .iter()
            .map(|(name, channel, data)| json!({"name": name, "channel": channel, "data": data}))
            .collect();
        let mut python = Command::new("python3")
            .args(["-c", PUBLISH, &self.port.to_string()])
            .stdin(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut stdin = python.stdin.take().unwrap();
        stdin.write_all(json!(events).to_string().as_bytes()).await.unwrap();
        drop(stdin);
        let ended = tokio::time::timeout(PATIENCE, python.wait()).await.unwrap().unwrap();
        assert!(ended.success(), "the server did not take the events");
    }

    async fn say(&self, channel: &str, id: &str) {
        let data = message(id).to_string();
        self.publish(&[("App\\Events\\ChatMessageEvent", channel, data)]).await;
    }

    fn endpoint(&self) -> PusherEndpoint {
        PusherEndpoint::server(&format!("ws://127.0.0.1:{}", self.port), KEY).unwrap()
    }

    /// Asks it to end, as a restart does.
    async fn terminate(&self) {
        let process = self.process.id().unwrap().to_string();
        let ended = Command::new("kill").args(["-TERM", &process]).status().await.unwrap();
        assert!(ended.success());
    }
}

/// Signs as the site's own server does for its users.
#[derive(Debug)]
struct Signer;

impl chatwire_kick::realtime::Authorizer for Signer {
    fn authorize<'a>(
        &'a self,
        socket_id: &'a str,
        channel: &'a str,
    ) -> BoxFuture<'a, Result<String>> {
        let sign = hmac_sha256(SECRET.as_bytes(), format!("{socket_id}:{channel}").as_bytes());
        Box::pin(async move { Ok(format!("{KEY}:{}", hex(&sign))) })
    }
}

async fn next<T>(live: &mut Realtime, want: impl Fn(Event) -> Option<T>) -> T {
    let search = async {
        while let Some(event) = live.try_next().await.unwrap() {
            if let Some(found) = want(event) {
                return found;
            }
        }
        panic!("the session has ended")
    };
    tokio::time::timeout(PATIENCE, search).await.unwrap()
}

async fn subscribed(live: &mut Realtime, feeds: usize) {
    for _ in 0..feeds {
        next(live, |event| matches!(event, Event::Subscribed { .. }).then_some(())).await;
    }
}

async fn heard(live: &mut Realtime) -> String {
    next(live, |event| event.as_message().map(|message| message.id.to_string())).await
}

#[tokio::test]
async fn a_session_on_an_independent_server() {
    let Some(server) = Server::start().await else { return };
    let client = Client::builder().build().unwrap();
    let private = "private-livestream-updated.7";
    let connect = client
        .connect()
        .transport(ChatTransport::Pusher)
        .pusher(server.endpoint())
        .authorizer(Signer)
        .room_with(ChatTarget::ids(9001, 501), Topics::usual().with(private));
    let mut live = connect.start().unwrap();
    subscribed(&mut live, 5).await;
    // Each feed, with data of each sort: unicode, an empty list, and a text of 9 KB.
    let mut long = message("m2");
    if let Some(content) = long.get_mut("content") {
        *content = json!("🔥ế\"\\".repeat(900));
    }
    server
        .publish(&[
            ("App\\Events\\ChatMessageEvent", CHAT, message("m1").to_string()),
            ("App\\Events\\ChatMessageEvent", CHAT, long.to_string()),
            ("App\\Events\\PinnedMessageDeletedEvent", CHAT, "[]".to_owned()),
            (
                "App\\Events\\LiveStream\\UpdatedLiveStreamEvent",
                private,
                json!({"id": 7}).to_string(),
            ),
            ("New", "channel_501", json!({"a": 1}).to_string()),
        ])
        .await;
    assert_eq!(
        (heard(&mut live).await, heard(&mut live).await),
        ("m1".to_owned(), "m2".to_owned())
    );
    for kind in ["PinnedMessageDeleted", "LivestreamUpdated", "Unknown"] {
        assert_eq!(next(&mut live, |event| Some(event.kind())).await, kind);
    }

    // Rooms come and go; nothing comes of one that was left.
    let handle = live.handle();
    handle.join("9002").await.unwrap();
    subscribed(&mut live, 1).await;
    server.say("chatrooms.9002.v2", "other").await;
    assert_eq!(heard(&mut live).await, "other");
    assert!(handle.leave("9002").await.unwrap());
    handle.join("9003").await.unwrap();
    // The server takes what it is told in order: once this one is there, the other one is gone.
    subscribed(&mut live, 1).await;
    server.say("chatrooms.9002.v2", "unheard").await;
    server.say("chatrooms.9003.v2", "third").await;
    assert_eq!(heard(&mut live).await, "third");

    // The server pings after 5 s of silence, and so do we: the line outlives it.
    let line = next(&mut live, |event| match event {
        Event::Lifecycle(Lifecycle::Offline { cause, .. }) => Some(cause),
        _ => None,
    });
    let quiet = tokio::time::timeout(Duration::from_secs(12), line).await;
    assert!(quiet.is_err(), "{quiet:?}");
    server.say(CHAT, "after the silence").await;
    assert_eq!(heard(&mut live).await, "after the silence");

    // A restart: the server says 4200 and closes, and the session tries again.
    server.terminate().await;
    let cause = next(&mut live, |event| match event {
        Event::Lifecycle(Lifecycle::Offline { cause, .. }) => Some(cause),
        _ => None,
    });
    assert_eq!(cause.await.code(), Some("4200"));
    handle.close().await;
}
