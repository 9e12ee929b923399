//! The generated files, one for each package; rustfmt leaves them as the generator wrote them.

/// Package `mezon.api`: requests and answers of the API, and what the socket shares with them.
#[rustfmt::skip]
#[expect(missing_docs, reason = "nobody documents the fields; the sources say what is known")]
pub mod api;

/// Package `mmn`: the services of a node of the ledger.
#[rustfmt::skip]
#[expect(missing_docs, reason = "nobody documents the fields; the sources say what is known")]
pub mod mmn;

/// Package `mezon.realtime`: frames of the socket.
#[rustfmt::skip]
#[expect(missing_docs, reason = "nobody documents the fields; the sources say what is known")]
#[expect(
    clippy::large_enum_variant,
    reason = "a box for the big variants would cost the common one an allocation"
)]
pub mod realtime;

#[rustfmt::skip]
pub(crate) mod service;
#[rustfmt::skip]
pub(crate) mod table;
