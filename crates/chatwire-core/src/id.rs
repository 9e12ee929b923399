//! `id_type!`: newtypes for the ids of a platform, so that a user id cannot be passed where a
//! channel id belongs.

/// Declares newtypes over `String` for ids.
///
/// Each type has `new`, `as_str` and `into_string`, is made from `&str`, `String` and references to
/// itself (so that parameters can be `impl Into<ChannelId>`), compares with text, works as a map
/// key that is looked up by `&str`, and is read from JSON as a text or as an integer, since servers
/// change between the two.
///
/// ```
/// chatwire_core::id_type! {
///     /// Id of a channel.
///     pub struct ChannelId;
///     /// Id of a user.
///     pub struct UserId;
/// }
///
/// let channel = ChannelId::new("ch_1");
/// assert_eq!(channel, "ch_1");
/// assert_eq!(channel.to_string(), "ch_1");
/// let user: UserId = "usr_1".into();
/// assert_eq!(format!("{user:?}"), r#"UserId("usr_1")"#);
/// ```
#[macro_export]
macro_rules! id_type {
    ($($(#[$meta:meta])* $vis:vis struct $name:ident;)+) => {$(
        $(#[$meta])*
        #[derive(
            ::std::clone::Clone,
            ::std::cmp::PartialEq,
            ::std::cmp::Eq,
            ::std::cmp::PartialOrd,
            ::std::cmp::Ord,
            ::std::hash::Hash,
        )]
        $vis struct $name(::std::string::String);

        impl $name {
            /// Makes an id from its text.
            $vis fn new(id: impl ::std::convert::Into<::std::string::String>) -> Self {
                Self(id.into())
            }

            /// The id as text.
            #[must_use]
            $vis fn as_str(&self) -> &str {
                &self.0
            }

            /// Turns the id into its text.
            #[must_use]
            $vis fn into_string(self) -> ::std::string::String {
                self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::write!(f, ::std::concat!(::std::stringify!($name), "({:?})"), self.0)
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(id: &str) -> Self {
                Self::new(id)
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(id: ::std::string::String) -> Self {
                Self(id)
            }
        }

        impl ::std::convert::From<&::std::string::String> for $name {
            fn from(id: &::std::string::String) -> Self {
                Self::new(id.as_str())
            }
        }

        impl ::std::convert::From<&$name> for $name {
            fn from(id: &$name) -> Self {
                ::std::clone::Clone::clone(id)
            }
        }

        impl ::std::convert::From<$name> for ::std::string::String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(id: &str) -> ::std::result::Result<Self, Self::Err> {
                ::std::result::Result::Ok(Self::new(id))
            }
        }

        impl ::std::cmp::PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl ::std::cmp::PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::de::text_or_number(deserializer).map(Self)
            }
        }
    )+};
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    id_type! {
        /// Id of a thing.
        pub(crate) struct ThingId;
    }

    #[test]
    fn is_made_from_text_and_from_itself() {
        fn take(id: impl Into<ThingId>) -> String {
            id.into().into_string()
        }
        let id = ThingId::new("t1");
        let text = String::from("t1");
        assert_eq!([take("t1"), take(&text), take(text), take(&id), take(id)], ["t1"; 5]);
        assert_eq!("t1".parse::<ThingId>().unwrap().as_str(), "t1");
    }

    #[test]
    fn compares_prints_and_is_found_by_text() {
        let id = ThingId::new("t\"1");
        assert_eq!(id, "t\"1");
        assert_eq!(&id, "t\"1");
        assert_ne!(id, "t2");
        assert_eq!(format!("{id} {id:>4} {id:?}"), "t\"1  t\"1 ThingId(\"t\\\"1\")");
        assert_eq!(id.as_ref(), "t\"1");
        let map = HashMap::from([(id, 1)]);
        assert_eq!(map.get("t\"1"), Some(&1));
    }

    #[test]
    fn reads_text_and_integers_and_writes_text() {
        for (json, id) in [
            ("\"7\"", "7"),
            ("7", "7"),
            ("-7", "-7"),
            ("18446744073709551615", "18446744073709551615"),
        ] {
            assert_eq!(serde_json::from_str::<ThingId>(json).unwrap(), id);
        }
        for json in ["1.5", "null", "true", "[]", "{}", "1e30"] {
            assert!(serde_json::from_str::<ThingId>(json).is_err(), "{json}");
        }
        assert_eq!(serde_json::to_string(&ThingId::new("7")).unwrap(), "\"7\"");
        assert_eq!(serde_json::from_str::<HashMap<ThingId, u8>>("{\"7\":1}").unwrap()["7"], 1);
    }
}
