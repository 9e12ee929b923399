//! The generated files; rustfmt leaves them as the generator wrote them.

#[rustfmt::skip]
pub(crate) mod api;
#[rustfmt::skip]
pub(crate) mod events;
#[rustfmt::skip]
mod handlers;
#[cfg(feature = "ledger-grpc")]
#[rustfmt::skip]
#[expect(unreachable_pub, reason = "tonic writes its clients for everybody; the ledger's own client wraps them")]
pub(crate) mod mmn;
