//! `wire_enum!`: enums of words that a server sends, open to words that it learns later.

/// Declares an open enum of texts: each variant has the word that stands for it on the wire,
/// and `Other` keeps any word that this version does not know, so that a new one never fails a
/// response.
///
/// The enum has `as_str` and `is_other`, is made from text, prints and compares as text, and is
/// read from and written to JSON as text (an integer is read as its digits).
/// Words are compared exactly; make values from text by `From`, never by writing `Other` with a
/// known word, and compare unknown ones by `as_str`, which stays right when they get a variant.
/// Attributes are passed on: with `#[derive(Default)]` on the enum and `#[default]` on a variant it
/// has a default.
///
/// ```
/// chatwire_core::wire_enum! {
///     /// Whether a user can log in.
///     #[derive(Default)]
///     pub enum UserStatus {
///         /// The account works.
///         #[default]
///         Active = "active",
///         /// The account is switched off.
///         Inactive = "inactive",
///     }
/// }
///
/// assert_eq!(UserStatus::from("inactive"), UserStatus::Inactive);
/// assert_eq!(UserStatus::default().as_str(), "active");
/// assert_eq!(UserStatus::from("banned"), UserStatus::Other("banned".to_owned()));
/// assert_eq!(UserStatus::from("banned").as_str(), "banned"); // also when there is a `Banned`
/// ```
#[macro_export]
macro_rules! wire_enum {
    ($(
        $(#[$meta:meta])*
        $vis:vis enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $text:literal),+ $(,)?
        }
    )+) => {$(
        $(#[$meta])*
        #[derive(
            ::std::clone::Clone,
            ::std::fmt::Debug,
            ::std::cmp::PartialEq,
            ::std::cmp::Eq,
            ::std::hash::Hash,
        )]
        #[non_exhaustive]
        $vis enum $name {
            $($(#[$variant_meta])* $variant,)+
            /// A word that this version does not know, as the server wrote it.
            ///
            /// To look for a certain one, compare `as_str()`: a pattern such as `Other(word) if word == "x"` matches
            /// no more, without a word of the compiler, once a version has a variant for it.
            Other(::std::string::String),
        }

        impl $name {
            /// The word that stands for this value on the wire.
            #[must_use]
            $vis fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Other(text) => text,
                }
            }

            /// Whether this version does not know the word.
            #[must_use]
            $vis fn is_other(&self) -> bool {
                ::std::matches!(self, Self::Other(_))
            }

            /// The value of a known word.
            fn known(text: &str) -> ::std::option::Option<Self> {
                match text {
                    $($text => ::std::option::Option::Some(Self::$variant),)+
                    _ => ::std::option::Option::None,
                }
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::known(text).unwrap_or_else(|| Self::Other(::std::borrow::ToOwned::to_owned(text)))
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                Self::known(&text).unwrap_or(Self::Other(text))
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                ::std::result::Result::Ok(Self::from(text))
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::std::cmp::PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl ::std::cmp::PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::de::text_or_number(deserializer).map(Self::from)
            }
        }
    )+};
}

#[cfg(test)]
mod tests {
    wire_enum! {
        /// With a default.
        #[derive(Default)]
        pub(crate) enum Colour {
            /// Red.
            Red = "red",
            /// Light blue.
            #[default]
            LightBlue = "light-blue",
        }

        /// Without one.
        pub(crate) enum Level {
            /// The first.
            One = "1",
        }
    }

    #[test]
    fn words_go_both_ways() {
        for word in ["red", "light-blue", "Red", "", "new"] {
            assert_eq!(Colour::from(word).as_str(), word);
            assert_eq!(Colour::from(word.to_owned()), Colour::from(word));
            assert_eq!(word.parse::<Colour>().unwrap().to_string(), word);
            assert_eq!(Colour::from(word), word);
            let json = serde_json::to_string(word).unwrap();
            assert_eq!(serde_json::to_string(&Colour::from(word)).unwrap(), json);
            assert_eq!(serde_json::from_str::<Colour>(&json).unwrap(), Colour::from(word));
        }
        assert_eq!(Colour::from("red"), Colour::Red);
        assert!(!Colour::Red.is_other());
        assert!(Colour::from("Red").is_other());
        assert_eq!(Colour::default(), Colour::LightBlue);
    }

    #[test]
    fn numbers_are_read_as_their_digits_and_other_shapes_refused() {
        assert_eq!(serde_json::from_str::<Level>("1").unwrap(), Level::One);
        assert!(Level::from("one").is_other());
        assert_eq!(serde_json::from_str::<Level>("2").unwrap(), Level::Other("2".to_owned()));
        assert!(serde_json::from_str::<Level>("null").is_err());
        assert!(serde_json::from_str::<Level>("{}").is_err());
    }
}
