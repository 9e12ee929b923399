//! The ledger against its own rules, and against what a real node answered.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod node;
mod replay;
