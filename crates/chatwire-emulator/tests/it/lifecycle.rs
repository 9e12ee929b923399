//! Start, records, end.

use chatwire_emulator::{Emulator, EmulatorError, Fault, Platform};
use tokio::net::TcpStream;

use crate::client::Ask;

fn host(emulator: &Emulator, platform: Platform) -> String {
    let url = emulator.url(platform);
    url.trim_start_matches("http://").split('/').next().unwrap().to_owned()
}

#[tokio::test]
async fn requests_are_recorded_as_sent() {
    let emulator = Emulator::start().await.unwrap();
    let url = format!("{}/users/a%2Fb?x=1%202&x=%26", emulator.url(Platform::Chatluck));
    Ask::new("GET", &url).header("x-thing", "y").body("text/plain", "body").send().await;
    let [seen] = emulator.requests(Platform::Chatluck).try_into().unwrap();
    assert_eq!((seen.method.as_str(), seen.path.as_str()), ("GET", "/v1/users/a%2Fb"));
    assert_eq!(seen.query, [("x".to_owned(), "1 2".to_owned()), ("x".to_owned(), "&".to_owned())]);
    assert_eq!(
        (seen.header("x-thing"), seen.query_value("x"), seen.query_value("y")),
        (Some("y"), Some("1 2"), None)
    );
    assert_eq!(seen.body, "body");
    assert!(emulator.requests(Platform::FluidTalk).is_empty());
    emulator.clear_requests(Platform::Chatluck);
    assert!(emulator.requests(Platform::Chatluck).is_empty());
}

#[tokio::test]
async fn two_emulators_share_nothing_and_repeat_each_other() {
    let (one, two) = (Emulator::start().await.unwrap(), Emulator::start().await.unwrap());
    one.chatluck().say("general", "alice", "hi");
    assert!(two.chatluck().messages("general").is_empty());
    two.chatluck().say("general", "alice", "hi");
    assert_eq!(one.chatluck().messages("general"), two.chatluck().messages("general"));
    assert_ne!(one.url(Platform::Chatluck), two.url(Platform::Chatluck));
}

#[tokio::test]
async fn shutdown_closes_every_listener_and_connection() {
    let emulator = Emulator::start().await.unwrap();
    let hosts = [host(&emulator, Platform::Chatluck), host(&emulator, Platform::FluidTalk)];
    // A request that would be answered never is ended as well.
    emulator.fault(Platform::Chatluck, Fault::Silent);
    let ask = Ask::new("GET", &format!("{}/users", emulator.url(Platform::Chatluck)));
    let waiting = tokio::spawn(ask.try_send());
    while emulator.requests(Platform::Chatluck).is_empty() {
        tokio::task::yield_now().await;
    }
    emulator.shutdown().await;
    assert!(waiting.await.unwrap().is_none());
    for host in hosts {
        assert!(TcpStream::connect(host).await.is_err());
    }
}

#[test]
fn a_blocking_emulator_runs_by_itself_and_ends_with_its_value() {
    use std::io::{Read as _, Write as _};

    let emulator = Emulator::start_blocking().unwrap();
    let host = host(&emulator, Platform::Chatluck);
    let mut socket = std::net::TcpStream::connect(&host).unwrap();
    socket.write_all(b"GET /v1/users HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 401"));
    let mut open = std::net::TcpStream::connect(&host).unwrap();
    drop(emulator);
    // The connection ends, by a close or by a reset, instead of staying open for ever.
    let ended = open.read(&mut [0; 1]);
    assert!(matches!(ended, Ok(0) | Err(_)), "{ended:?}");
}

#[tokio::test]
async fn wrong_settings_are_named() {
    for bad in ["", "with space", "line\nbreak"] {
        let started = Emulator::builder().credential(Platform::FluidTalk, bad).start().await;
        assert!(
            matches!(started, Err(EmulatorError::Credential { platform: Platform::FluidTalk })),
            "{bad:?}"
        );
    }
    let started = Emulator::builder().port(u16::MAX).start().await;
    assert!(matches!(started, Err(EmulatorError::Port { .. } | EmulatorError::Bind { .. })));
    let first = Emulator::start().await.unwrap();
    let taken = host(&first, Platform::Chatluck).rsplit(':').next().unwrap().parse().unwrap();
    let error = Emulator::builder().port(taken).start().await.unwrap_err();
    assert!(matches!(error, EmulatorError::Bind { platform: Platform::Chatluck, .. }));
    assert_eq!(error.to_string(), format!("cannot listen for chatluck on 127.0.0.1:{taken}"));
    drop(first);
}
