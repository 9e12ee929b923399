//! Ed25519 (RFC 8032): keys from a seed, signatures, and their check.
//!
//! Plain signatures only: no context, no hash before signing.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::provider::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use super::random_bytes;
use crate::{Error, Result};

/// Length of a seed in bytes: it is the whole private key.
pub const SEED_LEN: usize = 32;

/// Length of a public key in bytes.
pub const PUBLIC_KEY_LEN: usize = 32;

/// Length of a signature in bytes.
pub const SIGNATURE_LEN: usize = 64;

/// A private key. Clones share it; the seed is overwritten when the last one is dropped.
///
/// `Debug` shows the public key only.
///
/// ```
/// use chatwire_core::crypto::ed25519::{self, SigningKey};
///
/// let key = SigningKey::from_seed(&[7; 32])?;
/// let signature = key.sign(b"pay 5 to bob");
/// assert!(ed25519::verify(&key.public_key(), b"pay 5 to bob", &signature));
/// assert!(!ed25519::verify(&key.public_key(), b"pay 50 to bob", &signature));
/// # Ok::<_, chatwire_core::Error>(())
/// ```
#[derive(Clone)]
pub struct SigningKey(Arc<Inner>);

struct Inner {
    seed: Zeroizing<[u8; SEED_LEN]>,
    /// The provider's copy of the key, which the provider itself clears.
    pair: Ed25519KeyPair,
    public: [u8; PUBLIC_KEY_LEN],
}

impl SigningKey {
    /// The key of these 32 bytes. Every seed is valid.
    ///
    /// # Errors
    /// [`Config`](crate::ErrorKind::Config) when the provider has no Ed25519.
    pub fn from_seed(seed: &[u8; SEED_LEN]) -> Result<Self> {
        let unusable = || Error::config("the provider takes no Ed25519 key").with_code("bad_key");
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| unusable())?;
        let public = <[u8; PUBLIC_KEY_LEN]>::try_from(pair.public_key().as_ref());
        let public = public.map_err(|_| unusable())?;
        Ok(Self(Arc::new(Inner { seed: Zeroizing::new(*seed), pair, public })))
    }

    /// A new key from the system's secure random source.
    ///
    /// # Errors
    /// [`Config`](crate::ErrorKind::Config) when the system has no such source.
    pub fn random() -> Result<Self> {
        let seed = Zeroizing::new(random_bytes::<SEED_LEN>()?);
        Self::from_seed(&seed)
    }

    /// The public half.
    #[must_use]
    pub fn public_key(&self) -> [u8; PUBLIC_KEY_LEN] {
        self.0.public
    }

    /// Signature of `message`; the same each time.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; SIGNATURE_LEN] {
        let mut signature = [0; SIGNATURE_LEN];
        for (to, from) in signature.iter_mut().zip(self.0.pair.sign(message).as_ref()) {
            *to = *from;
        }
        signature
    }

    /// Shows the seed, for the one place that stores it.
    #[must_use]
    pub fn expose_seed(&self) -> &[u8; SEED_LEN] {
        &self.0.seed
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey(public {})", super::hex(&self.0.public))
    }
}

/// Whether `signature` is the signature of `message` by the owner of `public_key`.
///
/// ```
/// use chatwire_core::crypto::ed25519;
///
/// assert!(!ed25519::verify(&[0; 31], b"", &[0; 64]), "a wrong length is a wrong signature");
/// ```
#[must_use]
pub fn verify(public_key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public_key).verify(message, signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::{hex, unhex};

    fn key(seed: &str) -> SigningKey {
        let seed: [u8; SEED_LEN] = unhex(seed).unwrap().try_into().unwrap();
        SigningKey::from_seed(&seed).unwrap()
    }

    /// RFC 8032, section 7.1: seed, public key, message, signature.
    const CASES: [(&str, &str, &str, &str); 3] = [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac\
             c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e\
             458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290\
             ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
    ];

    #[test]
    fn keys_and_signatures_are_those_of_the_standard() {
        for (seed, public, message, signature) in CASES {
            let key = key(seed);
            let message = unhex(message).unwrap();
            assert_eq!(hex(&key.public_key()), public);
            assert_eq!(hex(&key.sign(&message)), signature);
            assert!(verify(&key.public_key(), &message, &unhex(signature).unwrap()));
        }
    }

    #[test]
    fn any_change_spoils_a_signature() {
        let (seed, public, message, signature) = CASES[2];
        let (public, message) = (unhex(public).unwrap(), unhex(message).unwrap());
        let signature = unhex(signature).unwrap();
        for at in 0..signature.len() {
            let mut other = signature.clone();
            other[at] ^= 1;
            assert!(!verify(&public, &message, &other), "byte {at}");
        }
        assert!(!verify(&public, b"", &signature));
        assert!(!verify(&key(CASES[0].0).public_key(), &message, &signature));
        assert!(!verify(&public, &message, &signature[1..]));
        assert!(!verify(&public[1..], &message, &signature));
        assert_eq!(key(seed).expose_seed().as_slice(), unhex(seed).unwrap());
    }

    #[test]
    fn random_keys_differ_and_debug_shows_no_seed() {
        let key = SigningKey::random().unwrap();
        assert_ne!(key.public_key(), SigningKey::random().unwrap().public_key());
        let shown = format!("{key:?}");
        assert!(!shown.contains(&hex(key.expose_seed())));
        assert!(shown.contains(&hex(&key.public_key())));
    }
}
