//! The generated types, seen from outside.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod every_message;
mod generated;
mod seed;
mod table;
mod tolerance;
mod walk;
mod wire_form;
