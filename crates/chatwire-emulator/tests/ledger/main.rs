//! The ledger against its own rules.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod node;
