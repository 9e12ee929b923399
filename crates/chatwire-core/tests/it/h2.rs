//! HTTP/2: streams that a server says it never looked at.

use bytes::Bytes;
use chatwire_core::{Config, ErrorKind, Upload};
use futures_util::stream;
use h2::server::SendResponse;
use http::{HeaderValue, Method};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::server::{Server, answer, raw};
use crate::tls::{acceptor, trusting};
use crate::{get, ignore, post, with};

/// A line, encrypted or not.
trait Line: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Line for T {}

/// Settings of a client of one's own for a server without TLS, and of ours for one with it.
async fn both<F>(serve: impl Fn(Box<dyn Line>) -> F + Clone + Send + Sync + 'static) -> [Config; 2]
where
    F: Future<Output = ()> + Send + 'static,
{
    let plain = serve.clone();
    let plain = raw(move |stream| plain(Box::new(stream))).await;
    let encrypted = raw(move |stream| {
        let serve = serve.clone();
        async move { serve(Box::new(acceptor(b"h2").accept(stream).await.unwrap())).await }
    })
    .await;
    [
        Config::new().base_url(&plain).unwrap().http_client(client()),
        trusting(&encrypted.replace("http://127.0.0.1", "https://localhost")),
    ]
}

/// A server that does `what` with the first stream of each connection.
async fn start(what: fn(&mut SendResponse<Bytes>)) -> [Config; 2] {
    both(move |line| async move {
        let mut connection = h2::server::handshake(line).await.unwrap();
        while let Some(Ok((_, mut respond))) = connection.accept().await {
            what(&mut respond);
        }
    })
    .await
}

/// Without TLS nothing is negotiated: the client is told to speak HTTP/2.
fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .http2_prior_knowledge()
        .retry(reqwest::retry::never())
        .no_proxy()
        .tls_backend_preconfigured(tls())
        .build()
        .unwrap()
}

/// Never used, but reqwest wants a provider as soon as TLS is compiled in.
pub(crate) fn tls() -> tokio_rustls::rustls::ClientConfig {
    use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};
    #[cfg(feature = "aws-lc")]
    let provider = crypto::aws_lc_rs::default_provider();
    #[cfg(not(feature = "aws-lc"))]
    let provider = crypto::ring::default_provider();
    ClientConfig::builder_with_provider(std::sync::Arc::new(provider))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth()
}

#[tokio::test]
async fn a_refused_stream_was_not_sent_and_is_repeated() {
    for config in start(|respond| respond.send_reset(h2::Reason::REFUSED_STREAM)).await {
        let http = with(config);
        let err = ignore(post(&http)).await.unwrap_err();
        assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Transport, false), "{err:?}");
        assert_eq!(err.attempts().len(), 3, "class ConnectOnly");
    }
}

#[tokio::test]
async fn a_body_that_can_be_read_once_is_not_repeated_once_it_was_begun() {
    let url = raw(|stream| async move {
        let mut connection = h2::server::handshake(stream).await.unwrap();
        while let Some(Ok((request, mut respond))) = connection.accept().await {
            tokio::spawn(async move {
                request.into_body().data().await.unwrap().unwrap();
                respond.send_reset(h2::Reason::REFUSED_STREAM);
            });
        }
    })
    .await;
    let http = with(Config::new().base_url(&url).unwrap().http_client(client()));
    let pieces = stream::iter([Ok(Bytes::from_static(b"abc"))]);
    let call = http
        .call(Method::PUT, "test.put", "/file")
        .upload(HeaderValue::from_static("image/png"), Upload::stream(pieces));
    let err = ignore(call).await.unwrap_err();
    // A second attempt could only fail for want of a body, and hide that nothing was done.
    assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Transport, false), "{err:?}");
    assert_eq!(err.attempts().len(), 1);
}

#[tokio::test]
async fn a_stream_that_was_reset_otherwise_may_have_been_worked_on() {
    for what in [
        (|respond| respond.send_reset(h2::Reason::INTERNAL_ERROR)) as fn(&mut SendResponse<Bytes>),
        |respond| respond.send_reset(h2::Reason::CANCEL),
    ] {
        for config in start(what).await {
            let http = with(config);
            let err = ignore(post(&http)).await.unwrap_err();
            assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Transport, true), "{err:?}");
            assert_eq!(err.attempts().len(), 1);
        }
    }
}

#[tokio::test]
async fn a_client_of_ones_own_is_used() {
    let [config, _] = start(|respond| {
        let mut body = respond.send_response(http::Response::new(()), false).unwrap();
        body.send_data("5".into(), true).unwrap();
    })
    .await;
    assert_eq!(get(&with(config)).json_reply::<u32>().await.unwrap(), 5);
}

#[tokio::test]
async fn a_client_that_follows_redirects_is_found_out() {
    let server = Server::start(|seen| {
        let goes_on = seen.line.starts_with("GET /things");
        if goes_on { answer(307, &[("location", "/elsewhere")], "") } else { answer(200, &[], "5") }
    })
    .await;
    let own = || reqwest::Client::builder().no_proxy().tls_backend_preconfigured(tls());
    let config = |client| Config::new().base_url(&server.url).unwrap().http_client(client);
    let http = with(config(own().build().unwrap()));
    let err = ignore(get(&http)).await.unwrap_err();
    assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Config, true), "{err:?}");
    assert_eq!(err.attempts().len(), 1, "the next answer would come from there as well");
    let obeys = own().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let err = ignore(get(&with(config(obeys)))).await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Redirect);
}

/// Next frame: type, stream and payload (RFC 9113, section 4.1).
async fn frame(stream: &mut (impl AsyncRead + Unpin)) -> (u8, u32, Vec<u8>) {
    let mut head = [0; 9];
    stream.read_exact(&mut head).await.unwrap();
    let mut payload =
        vec![0; usize::from(head[0]) << 16 | usize::from(head[1]) << 8 | usize::from(head[2])];
    stream.read_exact(&mut payload).await.unwrap();
    (head[3], u32::from_be_bytes([head[5], head[6], head[7], head[8]]), payload)
}

/// By hand, since the library's server answers all that it has accepted.
#[tokio::test]
async fn streams_beyond_the_last_one_of_a_goaway_were_not_sent() {
    let configs = both(|mut stream| async move {
        let mut preface = [0; 24];
        stream.read_exact(&mut preface).await.unwrap();
        stream.write_all(b"\0\0\0\x04\0\0\0\0\0").await.unwrap();
        let mut opened = 0;
        while opened < 2 {
            let (kind, _, _) = frame(&mut stream).await;
            opened += u32::from(kind == 1);
        }
        // GOAWAY without an error, last stream 1; then `:status: 200` and the end of stream 1.
        stream.write_all(b"\0\0\x08\x07\0\0\0\0\0\0\0\0\x01\0\0\0\0").await.unwrap();
        stream.write_all(b"\0\0\x01\x01\x05\0\0\0\x01\x88").await.unwrap();
        stream.flush().await.unwrap();
        stream.read_to_end(&mut Vec::new()).await.unwrap_or_default();
    })
    .await;
    for config in configs {
        let http = with(config);
        let call = || ignore(post(&http)).no_retry();
        let (first, second) = tokio::join!(call(), call());
        let (answered, failed) = if first.is_ok() { (first, second) } else { (second, first) };
        answered.unwrap();
        let err = failed.unwrap_err();
        assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Transport, false), "{err:?}");
    }
}
