//! Ways to the network.

use std::process::Command;

use chatwire_core::{Config, ErrorKind, Secret};
use http::{Method, header};

use crate::server::{Server, answer, raw, read_head};
use crate::{get, ignore, post, with};

#[tokio::test]
async fn a_configured_proxy_gets_everything_with_its_credentials() {
    let proxy = Server::start(|_| answer(200, &[], "7")).await;
    let url = proxy.url.replace("http://", "http://us%40er:p%3Aw@");
    let config =
        Config::new().base_url("http://api.test/v1").unwrap().allow_insecure().proxy(&url).unwrap();
    let value = get(&with(config.clone())).json_reply::<u32>().await.unwrap();
    assert_eq!(value, 7);
    ignore(get(&with(config.proxy_auth("other", Secret::new("pw"))))).await.unwrap();
    let config = || Config::new().base_url("http://api.test/v1").unwrap().allow_insecure();
    let before = config().proxy_auth("other", Secret::new("pw")).proxy(&proxy.url).unwrap();
    assert!(!format!("{before:?}").contains("other"), "{before:?}");
    ignore(get(&with(before))).await.unwrap();
    let token = proxy.url.replace("http://", "http://:token@");
    ignore(get(&with(config().proxy(token).unwrap()))).await.unwrap();
    let seen = proxy.seen();
    assert_eq!(seen[0].line, "GET http://api.test/v1/things HTTP/1.1");
    // "us@er:p:w" and "other:pw" in base64.
    assert_eq!(seen[0].header("proxy-authorization"), Some("Basic dXNAZXI6cDp3"));
    assert_eq!(seen[1].header("proxy-authorization"), Some("Basic b3RoZXI6cHc="));
    assert_eq!(seen[2].header("proxy-authorization"), Some("Basic b3RoZXI6cHc="));
    // ":token": a password alone.
    assert_eq!(seen[3].header("proxy-authorization"), Some("Basic OnRva2Vu"));
}

#[tokio::test]
async fn encrypted_calls_ask_the_proxy_for_a_tunnel() {
    let (send, mut heads) = tokio::sync::mpsc::unbounded_channel();
    let url = raw(move |mut stream| {
        let send = send.clone();
        async move {
            send.send(read_head(&mut stream).await.unwrap()).unwrap();
            let refused = answer(407, &[], "");
            tokio::io::AsyncWriteExt::write_all(&mut stream, &refused).await.unwrap();
        }
    })
    .await;
    let config = Config::new().proxy(url.replace("//", "//user:canary@")).unwrap();
    let err = ignore(get(&with(config))).no_retry().await.unwrap_err();
    assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Connect, false));
    let head = heads.recv().await.unwrap().to_lowercase();
    assert!(head.starts_with("connect api.test:443 http/1.1\r\n"), "{head}");
    assert!(head.contains("proxy-authorization: basic "), "{head}");
    assert!(!format!("{err:?}").contains("canary"));
}

/// Plain calls go by one library, those of a client of one's own by another.
#[tokio::test]
async fn a_request_is_the_same_by_either_library() {
    let server = Server::start(|_| answer(200, &[], "7")).await;
    let base = format!("{}/v1", server.url);
    let config = || Config::new().base_url(&base).unwrap().user_agent("bot/1");
    let own = reqwest::Client::builder()
        .no_proxy()
        .tls_backend_preconfigured(crate::h2::tls())
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let mut asked = Vec::new();
    for config in [config(), config().http_client(own)] {
        let http = with(config);
        for segment in ["42", "..%2Fx", "a b/ü#?'\"", "..."] {
            let call = http.call(Method::GET, "test.user", "/users/{user_id}").segment(segment);
            ignore(call.query("q", "x'y z|{}/../é+#%2e")).await.unwrap();
        }
        ignore(http.call(Method::GET, "test.root", "")).await.unwrap();
        ignore(http.call(Method::DELETE, "test.del", "/things").query("a", "1")).await.unwrap();
        ignore(http.call(Method::POST, "test.empty", "/things")).await.unwrap();
        ignore(post(&http).header(header::ACCEPT, "text/plain")).await.unwrap();
        let mut seen = server.seen().split_off(asked.len());
        for request in &mut seen {
            request.headers.sort();
        }
        asked.extend(seen.into_iter().map(|one| (one.line, one.headers, one.body)));
    }
    let (ours, theirs) = asked.split_at(asked.len() / 2);
    assert_eq!((ours.len(), ours), (8, theirs));
}

/// Settings of the system are read from the environment, so this runs in a process of its own.
#[test]
fn the_proxy_of_the_environment_is_used_but_not_for_loopback() {
    let exe = std::env::current_exe().unwrap();
    let output = Command::new(exe)
        .args(["--ignored", "--exact", "proxy::in_a_process_of_its_own"])
        .env("http_proxy", "http://127.0.0.1:9")
        .env("HTTP_PROXY", "http://127.0.0.1:9")
        .env_remove("no_proxy")
        .env_remove("NO_PROXY")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

#[tokio::test]
#[ignore = "needs the environment that the test above sets"]
async fn in_a_process_of_its_own() {
    // Nobody listens at the proxy's address: what goes there fails.
    let server = Server::start(|_| answer(200, &[], "")).await;
    let loopback = with(Config::new().base_url(&server.url).unwrap());
    ignore(get(&loopback)).await.unwrap();
    let elsewhere = || Config::new().base_url("http://api.invalid").unwrap().allow_insecure();
    let text = async |config: Config| {
        let err = ignore(get(&with(config))).no_retry().await.unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Connect);
        let chain = std::iter::successors(std::error::Error::source(&err), |err| err.source());
        chain.map(ToString::to_string).collect::<Vec<_>>().join(": ")
    };
    let by_proxy = text(elsewhere()).await;
    assert!(by_proxy.contains("refused"), "{by_proxy}");
    let direct = text(elsewhere().no_proxy()).await;
    assert!(direct.contains("dns"), "{direct}");
}
