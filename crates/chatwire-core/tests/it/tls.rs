//! Encrypted connections to a loopback server whose authority only the test knows.
//!
//! Runs with either provider: `cargo test -p chatwire-core --no-default-features --features ring,testing tls`.

use std::sync::Arc;

use chatwire_core::{Config, ErrorKind, RootCertificate};
use tokio::io::AsyncWriteExt;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::CryptoProvider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, crypto};

use crate::server::{answer, listen, read_request};
use crate::{get, ignore, with};

/// Signed `localhost`'s certificate and nothing else; its key was thrown away.
pub(crate) const AUTHORITY: &[u8] = include_bytes!("../data/test-only-ca.pem");
const CERTIFICATE: &[u8] = include_bytes!("../data/test-only-localhost.pem");
const KEY: &[u8] = include_bytes!("../data/test-only-localhost.key.pem");

fn provider() -> CryptoProvider {
    #[cfg(feature = "aws-lc")]
    return crypto::aws_lc_rs::default_provider();
    #[cfg(not(feature = "aws-lc"))]
    return crypto::ring::default_provider();
}

/// The server's side of TLS, with this protocol on offer.
pub(crate) fn acceptor(alpn: &[u8]) -> TlsAcceptor {
    let mut config = ServerConfig::builder_with_provider(Arc::new(provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(CERTIFICATE).unwrap()],
            PrivateKeyDer::from_pem_slice(KEY).unwrap(),
        )
        .unwrap();
    config.alpn_protocols = vec![alpn.to_vec()];
    TlsAcceptor::from(Arc::new(config))
}

/// A server that speaks HTTP/1.1, or HTTP/2 when `h2` is set, and says so in its answer.
async fn start(h2: bool) -> String {
    let acceptor = acceptor(if h2 { b"h2" } else { b"http/1.1" });
    let (listener, url) = listen().await;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // A client that does not trust the certificate hangs up here.
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            tokio::spawn(async move {
                if h2 {
                    let mut connection = h2::server::handshake(stream).await.unwrap();
                    while let Some(Ok((_, mut respond))) = connection.accept().await {
                        let head = http::Response::new(());
                        let mut body = respond.send_response(head, false).unwrap();
                        body.send_data("2".into(), true).unwrap();
                    }
                    return;
                }
                while read_request(&mut stream).await.is_some() {
                    stream.write_all(&answer(200, &[], "1")).await.unwrap();
                }
            });
        }
    });
    url.replace("http://127.0.0.1", "https://localhost")
}

/// Settings for a server that [`acceptor`] encrypts.
pub(crate) fn trusting(url: &str) -> Config {
    let root = RootCertificate::from_pem(AUTHORITY).unwrap();
    Config::new().base_url(url).unwrap().root_certificate(root)
}

#[tokio::test]
async fn a_certificate_of_an_authority_that_the_user_trusts_is_accepted() {
    for (h2, version) in [(false, 1), (true, 2)] {
        let url = start(h2).await;
        let http = with(trusting(&url));
        for _ in 0..2 {
            let spoken = get(&http).json_reply::<u32>().await.unwrap();
            assert_eq!(spoken, version, "negotiated by ALPN");
        }
    }
}

#[tokio::test]
async fn an_unknown_authority_is_refused_before_anything_is_sent() {
    let url = start(false).await;
    let http = with(Config::new().base_url(&url).unwrap());
    let err = ignore(get(&http)).no_retry().await.unwrap_err();
    assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Connect, false));
    let mut chain = std::iter::successors(std::error::Error::source(&err), |err| err.source());
    assert!(chain.any(|cause| cause.to_string().contains("certificate")), "{err:?}");
}

#[tokio::test]
async fn a_certificate_of_another_name_is_refused() {
    let url = start(false).await.replace("localhost", "127.0.0.2");
    let http = with(trusting(&url));
    let err = ignore(get(&http)).no_retry().await.unwrap_err();
    assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Connect, false));
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_no_connection() {
    let url = crate::server::raw(|mut stream| async move {
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
    })
    .await;
    let http = with(Config::new().base_url(url.replace("http:", "https:")).unwrap());
    let err = ignore(get(&http)).no_retry().await.unwrap_err();
    assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Connect, false));
}

#[test]
fn certificates_that_are_none_are_refused() {
    for bad in ["", "text", "-----BEGIN CERTIFICATE-----\n"] {
        assert_eq!(
            RootCertificate::from_pem(bad).unwrap_err().kind(),
            ErrorKind::Config,
            "{bad:?}"
        );
    }
    let root = RootCertificate::from_pem(AUTHORITY).unwrap();
    assert!(format!("{root:?}").contains("bytes"));
}

#[tokio::test]
async fn plain_http_is_for_this_machine_only() {
    for url in ["http://api.test", "http://10.0.0.1:80", "http://localhost.evil.test"] {
        let config = Config::new().base_url(url).unwrap();
        let auth = chatwire_core::build::Auth::none();
        let err = chatwire_core::build::Http::new(&crate::SERVICE, url, auth, config).unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Config, "{url}");
    }
}

#[tokio::test]
async fn lines_for_http2_are_encrypted_with_the_same_trust_and_insist_on_it() {
    use chatwire_core::build::{BaseUrl, Http2Dialer};

    let url = start(true).await;
    let address = BaseUrl::parse(&url).unwrap();
    let line = Http2Dialer::new(&address, &trusting(&url)).unwrap().connect().await.unwrap();
    let (mut ask, connection) = ::h2::client::handshake(line).await.unwrap();
    tokio::spawn(async move { drop(connection.await) });
    let request = http::Request::get(url.as_str()).body(()).unwrap();
    let (answer, _) = ask.send_request(request, true).unwrap();
    let mut body = answer.await.unwrap().into_body();
    assert_eq!(body.data().await.unwrap().unwrap(), "2");

    // An authority that nobody named.
    let err = Http2Dialer::new(&address, &Config::new()).unwrap().connect().await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Connect);
    // A server without HTTP/2.
    let url = start(false).await;
    let address = BaseUrl::parse(&url).unwrap();
    let err = Http2Dialer::new(&address, &trusting(&url)).unwrap().connect().await.unwrap_err();
    assert!(matches!(err.kind(), ErrorKind::Connect | ErrorKind::Unsupported), "{err:?}");
}
