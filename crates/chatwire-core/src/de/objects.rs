//! [`object`] and [`Objects`]: a record is never read from a list.

use serde::Deserialize;
use serde::de::{Deserializer, Visitor};

/// Reads a record from an object only: serde takes a list, too, for the fields in their order, so that `[]` would be a
/// record of which every field has its default. An answer as a whole is read so by itself.
///
/// ```
/// use chatwire_core::de;
///
/// #[derive(Debug, Default, serde::Deserialize)]
/// #[serde(default)]
/// struct Channel {
///     member_count: u64,
/// }
///
/// #[derive(Debug, serde::Deserialize)]
/// struct Answer {
///     #[serde(deserialize_with = "de::object")]
///     data: Channel,
/// }
///
/// let answer: Answer = serde_json::from_str(r#"{"data":{"member_count":7}}"#)?;
/// assert_eq!(answer.data.member_count, 7);
/// assert!(serde_json::from_str::<Answer>(r#"{"data":[]}"#).is_err());
/// # Ok::<_, serde_json::Error>(())
/// ```
///
/// # Errors
/// When the value is no object, or none of the type.
pub fn object<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(Objects(deserializer))
}

/// A deserializer by which the outermost record is read from an object only.
pub(crate) struct Objects<D>(pub(crate) D);

/// Methods that hand on what they are asked.
macro_rules! as_they_are {
    ($($method:ident($($name:ident: $kind:ty),*);)*) => {$(
        fn $method<V: Visitor<'de>>(self, $($name: $kind,)* visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method($($name,)* visitor)
        }
    )*};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Objects<D> {
    type Error = D::Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(visitor)
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }

    as_they_are! {
        deserialize_any();
        deserialize_bool();
        deserialize_i8();
        deserialize_i16();
        deserialize_i32();
        deserialize_i64();
        deserialize_i128();
        deserialize_u8();
        deserialize_u16();
        deserialize_u32();
        deserialize_u64();
        deserialize_u128();
        deserialize_f32();
        deserialize_f64();
        deserialize_char();
        deserialize_str();
        deserialize_string();
        deserialize_bytes();
        deserialize_byte_buf();
        deserialize_option();
        deserialize_unit();
        deserialize_unit_struct(name: &'static str);
        deserialize_newtype_struct(name: &'static str);
        deserialize_seq();
        deserialize_tuple(len: usize);
        deserialize_tuple_struct(name: &'static str, len: usize);
        deserialize_map();
        deserialize_enum(name: &'static str, variants: &'static [&'static str]);
        deserialize_identifier();
        deserialize_ignored_any();
    }
}
