//! Key pairs: [`SecretKey`] signs, [`PublicKey`] is shown.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chatwire_core::crypto::ed25519;
use chatwire_core::{Error, Result, Secret};
use zeroize::Zeroizing;

use super::code;

/// What the references write before the seed: PKCS#8 with a wrong length (0x0b instead of 0x05) of the algorithm.
const MALFORMED: &[u8; 16] = b"\x30\x2e\x02\x01\x00\x30\x0b\x06\x03\x2b\x65\x70\x04\x22\x04\x20";
/// The correct form (RFC 8410).
const CORRECT: &[u8; 16] = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20";

/// An Ed25519 private key that signs transfers. Clones share it; it is overwritten when the last one is dropped.
///
/// `Debug` shows the public key only, and there is no `Serialize`.
///
/// ```
/// use chatwire_mezon::ledger::SecretKey;
///
/// let key = SecretKey::random()?;
/// let again = SecretKey::from_text(key.to_text().expose())?;
/// assert_eq!(again.public_key(), key.public_key());
/// # Ok::<_, chatwire_core::Error>(())
/// ```
#[derive(Clone)]
pub struct SecretKey(ed25519::SigningKey);

impl SecretKey {
    /// A new key from the system's secure random source.
    ///
    /// # Errors
    /// [`Config`](chatwire_core::ErrorKind::Config) when the system has no such source.
    pub fn random() -> Result<Self> {
        ed25519::SigningKey::random().map(Self)
    }

    /// The key of a seed.
    ///
    /// # Errors
    /// [`Config`](chatwire_core::ErrorKind::Config) when the provider has no Ed25519.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self> {
        ed25519::SigningKey::from_seed(seed).map(Self)
    }

    /// Reads a key in hexadecimal digits: a seed (32 bytes), PKCS#8 (48 bytes; also with the wrong length that the
    /// other clients write), or seed and public key (64 bytes).
    ///
    /// The other clients take the last 32 bytes of anything, which signs with the public half of a 64-byte key.
    ///
    /// # Errors
    /// [`Input`](chatwire_core::ErrorKind::Input) with the code [`INVALID_KEY`](code::INVALID_KEY) for anything
    /// else, and for 64 bytes whose halves do not belong together. The error does not hold the text.
    pub fn from_text(text: &str) -> Result<Self> {
        let refused = |why: &'static str| Error::input(why).with_code(code::INVALID_KEY);
        let mut buffer = Zeroizing::new([0; 64]);
        let text = text.trim();
        if !matches!(text.len(), 64 | 96 | 128) {
            return Err(refused("a private key has 32, 48 or 64 bytes in hexadecimal digits"));
        }
        let bytes = unhex(text, &mut buffer);
        let bytes =
            bytes.ok_or_else(|| refused("a private key is written in hexadecimal digits"))?;
        let (seed, public) = match bytes.len() {
            32 => (bytes.get(..), None),
            48 => {
                let seed = bytes.strip_prefix(CORRECT).or_else(|| bytes.strip_prefix(MALFORMED));
                (Some(seed.ok_or_else(|| refused("48 bytes that are no Ed25519 key"))?), None)
            }
            64 => (bytes.get(..32), bytes.get(32..)),
            _ => return Err(refused("a private key has 32, 48 or 64 bytes in hexadecimal digits")),
        };
        let seed: Option<&[u8; 32]> = seed.and_then(|seed| seed.try_into().ok());
        let key = Self::from_seed(seed.ok_or_else(|| refused("a seed has 32 bytes"))?)?;
        if public.is_some_and(|public| public != key.public_key().as_bytes()) {
            return Err(refused("the two halves of the key do not belong together"));
        }
        Ok(key)
    }

    /// The form that the other clients write: 48 bytes in hexadecimal digits, with their wrong length.
    #[must_use]
    pub fn to_text(&self) -> Secret {
        // Room for all of it, so that no half-filled copy is left behind.
        let mut text = String::with_capacity(96);
        for byte in MALFORMED.iter().chain(self.0.expose_seed()) {
            let digits = [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16));
            text.extend(digits.into_iter().flatten());
        }
        Secret::hidden(text)
    }

    /// Correct PKCS#8 (RFC 8410) as a `PRIVATE KEY` section in PEM form, for other software.
    #[must_use]
    pub fn to_pkcs8_pem(&self) -> Secret {
        let mut der = Zeroizing::new(Vec::with_capacity(48));
        der.extend_from_slice(CORRECT);
        der.extend_from_slice(self.0.expose_seed());
        let base64 = Zeroizing::new(STANDARD.encode(&*der));
        let mut pem = String::with_capacity(128);
        for part in ["-----BEGIN PRIVATE KEY-----\n", &base64, "\n-----END PRIVATE KEY-----\n"] {
            pem.push_str(part);
        }
        Secret::hidden(pem)
    }

    /// The public half.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        PublicKey(self.0.public_key())
    }

    /// Signature of `message`: plain Ed25519, the same each time.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message)
    }
}

/// Reads hexadecimal digits into a buffer that the caller clears: a growing vector would leave copies behind.
fn unhex<'a>(text: &str, buffer: &'a mut [u8; 64]) -> Option<&'a [u8]> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
    for (to, &[high, low]) in buffer.iter_mut().zip(pairs) {
        *to = digit(high)? << 4 | digit(low)?;
    }
    buffer.get(..pairs.len()).filter(|_| rest.is_empty())
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey(public {})", self.public_key())
    }
}

/// An Ed25519 public key, written in base58.
///
/// ```
/// use chatwire_mezon::ledger::{PublicKey, SecretKey};
///
/// let key = SecretKey::from_seed(&[1; 32])?;
/// let text = key.public_key().to_string();
/// assert_eq!(text.parse::<PublicKey>()?, key.public_key());
/// assert!(key.public_key().verify(b"5", &key.sign(b"5")));
/// # Ok::<_, chatwire_core::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// The key of these bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether `signature` is this key's signature of `message`.
    #[must_use]
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        ed25519::verify(&self.0, message, signature)
    }

    /// Standard base64 with padding, as signatures carry it.
    pub(super) fn to_base64(self) -> String {
        STANDARD.encode(self.0)
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&bs58::encode(self.0).into_string())
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

impl FromStr for PublicKey {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let short = Some(text).filter(|text| text.len() <= 64);
        let bytes = short.and_then(|text| bs58::decode(text).into_vec().ok());
        let bytes: Option<[u8; 32]> = bytes.and_then(|bytes| bytes.try_into().ok());
        let refused = || Error::input("a public key is the base58 form of 32 bytes");
        bytes.map(Self).ok_or_else(|| refused().with_code(code::INVALID_KEY))
    }
}

#[cfg(test)]
mod tests {
    use chatwire_core::crypto;

    use super::*;

    const SEED: &str = "680a64e5f155aaaa391d46dd51bad715ed528943e1f1efc8a89e2fc9e9130ed8";
    const PUBLIC: &str = "AVJxd6z1Ry7UpeCbZEawgzkbsM64tMTidKwsBM4UZfaX";

    #[test]
    fn all_forms_of_a_key_are_the_same_key() {
        let public = crypto::hex(SecretKey::from_text(SEED).unwrap().public_key().as_bytes());
        for text in [
            SEED.to_owned(),
            SEED.to_uppercase(),
            format!("302e020100300b06032b657004220420{SEED}"),
            format!("302e020100300506032b657004220420{SEED}"),
            format!("{SEED}{public}"),
        ] {
            let key = SecretKey::from_text(&text).unwrap();
            assert_eq!(key.public_key().to_string(), PUBLIC, "{text}");
            let malformed = format!("302e020100300b06032b657004220420{SEED}");
            assert_eq!(key.to_text().expose(), malformed);
            let correct = crypto::unhex(&malformed.replacen("0b06", "0506", 1)).unwrap();
            assert!(key.to_pkcs8_pem().expose().contains(&STANDARD.encode(correct)));
        }
    }

    #[test]
    fn other_texts_are_no_key_and_are_not_repeated_in_the_error() {
        let other = SEED.replace("680a", "690a");
        for text in [
            String::new(),
            "abc".to_owned(),
            "zz".repeat(32),
            SEED[2..].to_owned(),
            format!("{SEED}00"),
            format!("{SEED}{other}"),
            format!("302e020100300506032b656e04220420{SEED}"),
        ] {
            let err = SecretKey::from_text(&text).unwrap_err();
            assert_eq!(err.code(), Some(code::INVALID_KEY), "{text}");
            let shown = format!("{err} {err:?}");
            assert!(text.len() < 10 || !shown.contains(&text), "{shown}");
        }
        for text in ["", "0OIl", &PUBLIC[4..], &"1".repeat(500)] {
            assert!(text.parse::<PublicKey>().is_err(), "{text}");
        }
    }

    #[test]
    fn debug_shows_the_public_half_only() {
        let key = SecretKey::from_text(SEED).unwrap();
        assert_eq!(format!("{key:?}"), format!("SecretKey(public {PUBLIC})"));
        assert_eq!(format!("{:?}", key.to_text()), "Secret(…)");
    }
}
