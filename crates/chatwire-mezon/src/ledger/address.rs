//! [`Address`]: who owns tokens on the ledger.

use std::fmt;
use std::str::FromStr;

use chatwire_core::{Error, Result, crypto};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::code;
use super::key::PublicKey;
use crate::UserId;

/// Length of a decoded address in bytes.
const LEN: usize = 32;

/// An address of the ledger: 32 bytes, written in base58.
///
/// That of a user is the hash of the user's id: nobody holds a key for it, and spending needs a proof.
/// That of a key is the public key.
/// The ledger pays to any text, so what cannot be an address is refused here, the 32 zero bytes among it.
///
/// ```
/// use chatwire_mezon::ledger::Address;
///
/// let address = Address::of_user(3767478432163172990);
/// assert_eq!(address.as_str(), "DqrAfFo3yDQJhKuUo948RG4XfygHJPEe4UhcXxHF8hS2");
/// assert_eq!(address.as_str().parse::<Address>()?, address);
/// assert!(Address::parse("nobody").is_err());
/// # Ok::<_, chatwire_core::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(String);

impl Address {
    /// Address of a user.
    #[must_use]
    pub fn of_user(user_id: impl Into<UserId>) -> Self {
        Self::of_user_text(&user_id.into().get().to_string())
    }

    /// Address of the user whose id is this text, which is hashed as it is: `007` and `7` are two users.
    ///
    /// For ids that were checked elsewhere; [`of_user`](Self::of_user) cannot go wrong.
    #[must_use]
    pub fn of_user_text(user_id: &str) -> Self {
        Self(bs58::encode(crypto::sha256(user_id.as_bytes())).into_string())
    }

    /// Address of a key.
    #[must_use]
    pub fn of_key(key: &PublicKey) -> Self {
        Self(key.to_string())
    }

    /// Reads an address.
    ///
    /// # Errors
    /// [`Input`](chatwire_core::ErrorKind::Input) with the code [`INVALID_ADDRESS`](code::INVALID_ADDRESS) when
    /// the text is not the base58 form of 32 bytes, or when all of them are zero.
    pub fn parse(text: &str) -> Result<Self> {
        let refused = |why: &'static str| Err(Error::input(why).with_code(code::INVALID_ADDRESS));
        // Longer texts need not be decoded, which takes time by the square of their length.
        if text.is_empty() || text.len() > 64 {
            return refused("an address has 32 to 44 base58 characters");
        }
        match bs58::decode(text).into_vec() {
            Err(_) => refused("an address holds base58 characters only"),
            Ok(bytes) if bytes.len() != LEN => refused("an address stands for 32 bytes"),
            Ok(bytes) if bytes.iter().all(|byte| *byte == 0) => {
                refused("nobody owns the address of zeros")
            }
            Ok(_) => Ok(Self(text.to_owned())),
        }
    }

    /// The base58 text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({})", self.0)
    }
}

impl FromStr for Address {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

impl AsRef<str> for Address {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Address {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Address {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|err| serde::de::Error::custom(err.message()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_have_the_address_of_their_id_as_it_is_written() {
        // Known values of the JavaScript and .NET clients.
        for (id, address) in [
            (1_840_651_530_236_071_936_i64, "8zbf6w5765J2VYWETxdrm9WZMSTmjy1kTawMoU6SpZp2"),
            (1_840_651_530_236_071_937, "CTj3jLbp7MpnPjcffXC7CxnFT257gMAmKecFYeZ3CeKb"),
        ] {
            assert_eq!(Address::of_user(id), address);
        }
        assert_eq!(Address::of_user(7), Address::of_user_text("7"));
        assert_ne!(Address::of_user_text("007"), Address::of_user_text("7"));
        assert_ne!(Address::of_user_text(" 7"), Address::of_user_text("7"));
    }

    #[test]
    fn other_texts_are_no_address() {
        let ones = "1".repeat(32);
        let long = "2".repeat(4000);
        for text in [
            "",
            "nobody",
            "0OIl",
            &ones,
            &long,
            "tVojvhToWjQ8Xvo4UPx2Xz9eRy7auyYMmZBjc2XfN",
            "JJEfe6DcPM2ziB2vfUWDV6aHVerXRGkv3TcyvJUNGHZz",
            " 8zbf6w5765J2VYWETxdrm9WZMSTmjy1kTawMoU6SpZp2",
            "8zbf6w5765J2VYWETxdrm9WZMSTmjy1kTawMoU6SpZp2\n",
        ] {
            let err = Address::parse(text).unwrap_err();
            assert_eq!(err.code(), Some(code::INVALID_ADDRESS), "{text}");
            assert!(serde_json::from_value::<Address>(text.into()).is_err(), "{text}");
        }
    }
}
