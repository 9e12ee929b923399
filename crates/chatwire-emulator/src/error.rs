//! The one error type: what can go wrong while an emulator is set up.

use std::path::PathBuf;

use crate::Platform;

/// A failure to start or to script the emulator.
///
/// Once it runs, nothing of it fails: what a client does wrong is answered as the platform would answer it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EmulatorError {
    /// No socket could be opened for a platform; a fixed port is probably taken.
    #[error("cannot listen for {platform} on 127.0.0.1:{port}")]
    Bind {
        /// Platform whose listener failed.
        platform: Platform,
        /// Port that was asked for; 0 stands for any free one.
        port: u16,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// Builder's first port leaves too few numbers for one listener per platform.
    #[error("port {first} leaves no room for one port per platform")]
    Port {
        /// First port that was asked for.
        first: u16,
    },
    /// A credential is empty or cannot stand in a header.
    #[error("the credential for {platform} is empty or has bytes that no header may have")]
    Credential {
        /// Platform whose credential it was.
        platform: Platform,
    },
    /// The thread of [`Emulator::start_blocking`](crate::Emulator::start_blocking) could not be started.
    #[error("cannot start the emulator's own thread")]
    Thread(#[source] std::io::Error),
    /// A webhook address is not an `http` URL on loopback.
    #[error("webhooks go to http on loopback only, not to {url}")]
    Webhook {
        /// Address that was refused.
        url: String,
    },
    /// A script file could not be read.
    #[error("cannot read the script {}", path.display())]
    ScriptFile {
        /// Path that was given.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A script is no JSON, or has a field that scripts do not have.
    #[error("the script cannot be understood")]
    Script(#[source] serde_json::Error),
}
