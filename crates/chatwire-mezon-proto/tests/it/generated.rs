//! The list of all types, which the generator keeps.

#[rustfmt::skip]
pub(crate) mod messages;
