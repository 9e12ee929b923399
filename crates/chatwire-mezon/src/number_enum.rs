//! `number_enum!`: enums of the numbers that Mezon uses outside its protobuf schema.

/// Declares an open enum of numbers: each variant has its number on the wire, and `Other` keeps
/// any number that this version does not know.
///
/// The enum has `number`, is made from an `i32`, and is read from and written to JSON as a number
/// (digits as text are read, too).
macro_rules! number_enum {
    ($(
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $number:literal),+ $(,)?
        }
    )+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)+
            /// A number that this version does not know.
            ///
            /// To look for a certain one, compare `number()`: the pattern `Other(7)` matches no more, without a word of
            /// the compiler, once a version has a variant for it.
            Other(i32),
        }

        impl $name {
            /// The number that stands for this value on the wire.
            #[must_use]
            pub const fn number(self) -> i32 {
                match self {
                    $(Self::$variant => $number,)+
                    Self::Other(number) => number,
                }
            }
        }

        impl From<i32> for $name {
            fn from(number: i32) -> Self {
                match number {
                    $($number => Self::$variant,)+
                    other => Self::Other(other),
                }
            }
        }

        impl From<$name> for i32 {
            fn from(value: $name) -> Self {
                value.number()
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i32(self.number())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = chatwire_core::de::text_or_number(deserializer)?;
                text.parse::<i32>().map(Self::from).map_err(serde::de::Error::custom)
            }
        }
    )+};
}

pub(crate) use number_enum;
