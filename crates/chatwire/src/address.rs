//! Rooms and people as text: `platform:id`, also in JSON.

use std::fmt;
use std::str::FromStr;

use chatwire_core::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{Person, Room};

macro_rules! as_text {
    ($($name:ident)*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}:{}", self.platform, self.id)
            }
        }

        impl FromStr for $name {
            type Err = Error;

            /// Reads `platform:id`; the id may hold colons, too.
            fn from_str(text: &str) -> Result<Self, Error> {
                match text.split_once(':') {
                    Some((platform, id)) if !platform.is_empty() && !id.is_empty() => {
                        Ok(Self::new(platform.to_owned(), id))
                    }
                    _ => Err(Error::input(format!("{text:?} is not of the form platform:id"))),
                }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    )*};
}

as_text!(Room Person);
