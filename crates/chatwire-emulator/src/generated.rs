//! The generated files; rustfmt leaves them as the generator wrote them.

#[rustfmt::skip]
#[expect(unreachable_pub, reason = "tonic writes its services for everybody; the ledger of the emulator wraps them")]
pub(crate) mod mmn;
