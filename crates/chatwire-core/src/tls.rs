//! One rustls configuration for HTTP and websockets.
//!
//! The provider is always named: rustls panics at its first handshake when it
//! must guess between two, or has none.

use std::fmt;
use std::sync::{Arc, OnceLock};

use rustls::client::Resumption;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use rustls_platform_verifier::Verifier;

use crate::{Error, Result};

/// Servers whose sessions a client may take up again: those of the platform, and where it uploads to.
const SERVERS: usize = 32;

#[cfg(not(any(feature = "aws-lc", feature = "ring")))]
compile_error!("chatwire-core needs a TLS provider: turn on the feature `aws-lc` or `ring`");

/// A certificate authority to trust besides those of the system.
///
/// ```
/// use chatwire_core::{Config, RootCertificate};
///
/// fn settings(authority: &str) -> chatwire_core::Result<Config> {
///     Ok(Config::new().root_certificate(RootCertificate::from_pem(authority)?))
/// }
/// assert!(settings("not a certificate").is_err());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct RootCertificate(CertificateDer<'static>);

impl RootCertificate {
    /// Reads the first certificate of a PEM text.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when there is none.
    pub fn from_pem(pem: impl AsRef<[u8]>) -> Result<Self> {
        CertificateDer::from_pem_slice(pem.as_ref())
            .map(Self)
            .map_err(|err| Error::config(format!("the root certificate is no valid PEM: {err}")))
    }

    /// Takes a certificate in DER form; it is checked at the first handshake.
    #[must_use]
    pub fn from_der(der: Vec<u8>) -> Self {
        Self(CertificateDer::from(der))
    }
}

impl fmt::Debug for RootCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RootCertificate({} bytes)", self.0.len())
    }
}

/// The configured provider; aws-lc wins when both features are on.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: OnceLock<Arc<CryptoProvider>> = OnceLock::new();
    #[cfg(feature = "aws-lc")]
    let make = rustls::crypto::aws_lc_rs::default_provider;
    #[cfg(all(feature = "ring", not(feature = "aws-lc")))]
    let make = rustls::crypto::ring::default_provider;
    Arc::clone(PROVIDER.get_or_init(|| Arc::new(make())))
}

/// Client side of TLS 1.2 and 1.3, trusting the system's roots and `extra`.
///
/// No ALPN is set: HTTP adds its own, a websocket must have none.
pub(crate) fn client_config(extra: &[RootCertificate]) -> Result<ClientConfig> {
    let provider = provider();
    let verifier = LazyVerifier {
        algorithms: provider.signature_verification_algorithms,
        provider: Arc::clone(&provider),
        extra: extra.iter().map(|root| root.0.clone()).collect(),
        inner: OnceLock::new(),
    };
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|err| Error::config("no usable TLS version").with_source(err))?;
    let mut config = builder
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    // Room for 256 servers, which is taken beforehand, is 42 KiB.
    config.resumption = Resumption::in_memory_sessions(SERVERS);
    Ok(config)
}

/// The platform's verifier, made at the first handshake.
///
/// Loading the system's roots takes milliseconds and megabytes; a client that
/// only talks to loopback, or has not connected yet, does not pay for them.
struct LazyVerifier {
    provider: Arc<CryptoProvider>,
    algorithms: WebPkiSupportedAlgorithms,
    extra: Vec<CertificateDer<'static>>,
    inner: OnceLock<std::result::Result<Verifier, rustls::Error>>,
}

impl LazyVerifier {
    fn inner(&self) -> std::result::Result<&Verifier, rustls::Error> {
        let made = self.inner.get_or_init(|| {
            let provider = Arc::clone(&self.provider);
            if self.extra.is_empty() {
                Verifier::new(provider)
            } else {
                Verifier::new_with_extra_roots(self.extra.iter().cloned(), provider)
            }
        });
        made.as_ref().map_err(Clone::clone)
    }
}

impl fmt::Debug for LazyVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LazyVerifier").field("extra_roots", &self.extra.len()).finish()
    }
}

impl ServerCertVerifier for LazyVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        if self.inner.get().is_none() {
            tracing::debug!("loading the system's root certificates");
        }
        self.inner()?.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls12_signature(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
