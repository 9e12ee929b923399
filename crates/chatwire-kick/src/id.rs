//! Ids: numbers of users, channels and chatrooms as types that cannot be exchanged, the rest as text.
//!
//! Kick has several numbers for one streamer, and on some channels two of them are equal: only the type tells
//! which one a number is.

/// Declares newtypes over `u64` for ids that are integers on the wire.
macro_rules! number_id {
    ($($(#[$meta:meta])* pub struct $name:ident;)+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u64);

        impl $name {
            /// Makes an id from its number.
            #[must_use]
            pub const fn new(id: u64) -> Self {
                Self(id)
            }

            /// The id as a number.
            #[must_use]
            pub const fn get(self) -> u64 {
                self.0
            }
        }

        impl ::std::convert::From<u64> for $name {
            fn from(id: u64) -> Self {
                Self(id)
            }
        }

        impl ::std::convert::From<$name> for u64 {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl ::std::convert::From<&$name> for $name {
            fn from(id: &$name) -> Self {
                *id
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::write!(f, ::std::concat!(::std::stringify!($name), "({})"), self.0)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::Error;

            /// Reads ASCII digits; an [`Input`](crate::ErrorKind::Input) error for anything else.
            fn from_str(text: &str) -> $crate::Result<Self> {
                digits(text).map(Self).ok_or_else(|| {
                    $crate::Error::input(::std::concat!(::std::stringify!($name), " must be a number"))
                })
            }
        }

        impl ::std::cmp::PartialEq<u64> for $name {
            fn eq(&self, other: &u64) -> bool {
                self.0 == *other
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_u64(self.0)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                deserializer.deserialize_any(Number).map(Self)
            }
        }
    )+};
}

number_id! {
    /// Id of a user; a broadcaster's id is the user id of the streamer.
    ///
    /// Official calls and webhooks name it `user_id` or `broadcaster_user_id`, and kickpython calls it `channel_id`,
    /// though it is not the [`ChannelId`].
    ///
    /// ```
    /// use chatwire_kick::UserId;
    ///
    /// let user = UserId::new(1001);
    /// assert_eq!("1001".parse::<UserId>()?, user);
    /// assert_eq!(serde_json::to_string(&user)?, "1001");
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    #[doc(alias = "broadcaster_user_id")]
    #[doc(alias = "BroadcasterUserId")]
    pub struct UserId;

    /// Id of a channel on the site: another number than the [`UserId`] of its streamer.
    ///
    /// The site's channel page has it as `id`, live chat subscribes to `channel.{id}`, kickpython stores it as `kick_id`.
    #[doc(alias = "kick_id")]
    pub struct ChannelId;

    /// Id of a chatroom: live chat subscribes to `chatrooms.{id}.v2`.
    pub struct ChatroomId;

    /// Id of a category.
    pub struct CategoryId;
}

chatwire_core::id_type! {
    /// Id of one live session: a number on the site, a ULID in the official API.
    pub struct LivestreamId;
    /// Id of a chat message, a UUID.
    pub struct MessageId;
    /// Id of a channel reward.
    pub struct RewardId;
    /// Id of the redemption of a reward, a ULID.
    pub struct RedemptionId;
    /// Id of an event subscription, a ULID.
    pub struct SubscriptionId;
    /// Id of a drops claim, a ULID.
    pub struct ClaimId;
    /// Id of a drops campaign.
    pub struct CampaignId;
}

/// Value of ASCII digits that fit; no sign, no space.
fn digits(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// Reads an id that a server wrote as an integer or as the text of one: both occur.
struct Number;

impl serde::de::Visitor<'_> for Number {
    type Value = u64;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an id: an integer or its digits")
    }

    fn visit_u64<E: serde::de::Error>(self, id: u64) -> Result<u64, E> {
        Ok(id)
    }

    fn visit_i64<E: serde::de::Error>(self, id: i64) -> Result<u64, E> {
        u64::try_from(id).map_err(|_| E::custom("an id is not negative"))
    }

    fn visit_str<E: serde::de::Error>(self, id: &str) -> Result<u64, E> {
        digits(id).ok_or_else(|| E::custom("an id consists of digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_from_both_forms_and_written_as_numbers() {
        for json in ["7", "\"7\""] {
            assert_eq!(serde_json::from_str::<UserId>(json).unwrap(), UserId::new(7));
        }
        for json in ["-7", "7.5", "\"\"", "\"+7\"", "\"7a\"", "null", "\"18446744073709551616\""] {
            assert!(serde_json::from_str::<ChatroomId>(json).is_err(), "{json}");
        }
        assert_eq!(serde_json::to_string(&ChannelId::new(u64::MAX)).unwrap(), u64::MAX.to_string());
    }

    #[test]
    fn parameters_take_plain_numbers() {
        fn take(id: impl Into<UserId>) -> UserId {
            id.into()
        }
        let id = UserId::new(5);
        let borrowed = &id;
        assert_eq!([take(5), take(5_u64), take(id), take(borrowed)], [id; 4]);
        assert_eq!(format!("{id} {id:>3} {id:?}"), "5   5 UserId(5)");
    }
}
