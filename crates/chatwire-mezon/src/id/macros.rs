//! The macro behind the id types: newtypes over `i64`.

use std::fmt;

use chatwire_core::{Error, Result};
use serde::de::{self, Visitor};

/// Declares newtypes over `i64`, read from text and numbers, written as text.
macro_rules! snowflake_ids {
    ($($(#[$meta:meta])* pub struct $name:ident;)+) => {$(
        $(#[$meta])*
        ///
        /// Made from an integer or parsed from decimal digits; JSON has it as text.
        #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// What stands for "none" on the wire, and the default.
            pub const NONE: Self = Self(0);

            /// An id from its number.
            #[must_use]
            pub const fn new(id: i64) -> Self {
                Self(id)
            }

            /// The number.
            #[must_use]
            pub const fn get(self) -> i64 {
                self.0
            }

            /// Whether this is the `0` that stands for "none".
            #[must_use]
            pub const fn is_none(self) -> bool {
                self.0 == 0
            }

            /// The id, unless it is the `0` that stands for "none".
            #[must_use]
            pub const fn present(self) -> Option<Self> {
                if self.is_none() { None } else { Some(self) }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = chatwire_core::Error;

            /// Reads decimal digits, with a minus for the ids below zero that no server gives.
            fn from_str(text: &str) -> chatwire_core::Result<Self> {
                $crate::id::macros::parse(text).map(Self)
            }
        }

        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                Self(id)
            }
        }

        impl From<$name> for i64 {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl From<&$name> for $name {
            fn from(id: &$name) -> Self {
                *id
            }
        }

        impl PartialEq<i64> for $name {
            fn eq(&self, other: &i64) -> bool {
                self.0 == *other
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any($crate::id::macros::IdVisitor).map(Self)
            }
        }
    )+};
}

pub(super) use snowflake_ids;

/// Reads decimal digits; unlike the standard parser it takes no plus sign, as Mezon's clients do.
pub(super) fn parse(text: &str) -> Result<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Error::input("an id consists of decimal digits"));
    }
    text.parse().map_err(|err| Error::input("an id has at most 63 bits").with_source(err))
}

/// Takes text, a whole number, and the forms in which servers say that there is no id.
pub(super) struct IdVisitor;

impl Visitor<'_> for IdVisitor {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id: decimal digits as text or a whole number")
    }

    fn visit_i64<E: de::Error>(self, id: i64) -> Result<i64, E> {
        Ok(id)
    }

    fn visit_u64<E: de::Error>(self, id: u64) -> Result<i64, E> {
        i64::try_from(id).map_err(|_| E::invalid_value(de::Unexpected::Unsigned(id), &self))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<i64, E> {
        // The wire of 2025 had ids as text, and left them empty where there was none.
        if text.is_empty() {
            return Ok(0);
        }
        parse(text).map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
    }

    fn visit_unit<E: de::Error>(self) -> Result<i64, E> {
        Ok(0)
    }
}
