//! Digests, HMAC, RSA checks, Ed25519 and random bytes over aws-lc-rs or ring; no other file names either.
//!
//! With both features on, aws-lc-rs is used.

pub mod ed25519;

use std::fmt;

use crate::{Error, Result};

#[cfg(feature = "aws-lc")]
use aws_lc_rs as provider;
#[cfg(all(feature = "ring", not(feature = "aws-lc")))]
use ring as provider;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use provider::rand::SecureRandom;
use provider::{digest, hmac, rand, signature};
use rustls_pki_types::SubjectPublicKeyInfoDer;
use rustls_pki_types::pem::PemObject;

/// Length of a SHA-256 digest and of an HMAC-SHA256 tag, in bytes.
pub const SHA256_LEN: usize = 32;

/// SHA-256 of `data`.
///
/// ```
/// use chatwire_core::crypto;
///
/// assert!(crypto::hex(&crypto::sha256(b"")).starts_with("e3b0c44298fc1c14"));
/// ```
#[must_use]
pub fn sha256(data: &[u8]) -> [u8; SHA256_LEN] {
    fixed(digest::digest(&digest::SHA256, data).as_ref())
}

/// HMAC-SHA256 of `data` under `key`.
///
/// ```
/// use chatwire_core::crypto;
///
/// // The second test case of RFC 4231.
/// let tag = crypto::hmac_sha256(b"Jefe", b"what do ya want for nothing?");
/// assert!(crypto::hex(&tag).starts_with("5bdcc146bf60754e"));
/// ```
#[must_use]
pub fn hmac_sha256(key: &[u8], data: &[u8]) -> [u8; SHA256_LEN] {
    HmacKey::new(key).sign(&[data])
}

/// Whether two byte strings are the same, in a time that does not depend on where they differ.
///
/// Lengths may show in the time taken, contents do not.
///
/// ```
/// use chatwire_core::crypto;
///
/// let expected = b"token-of-the-webhook";
/// assert!(crypto::constant_time_eq(expected, b"token-of-the-webhook"));
/// assert!(!crypto::constant_time_eq(expected, b"token-of-the-web"));
/// ```
#[must_use]
pub fn constant_time_eq(a: &[u8], b: &[u8]) -> bool {
    // The provider's own comparison is reached through HMAC: neither provider promises one for
    // plain slices, and a loop of ours is at the mercy of the optimiser. Equal tags under one key
    // mean equal inputs.
    let key = HmacKey::new(b"chatwire constant-time comparison");
    hmac::verify(&key.0, b, &key.sign(&[a])).is_ok()
}

/// `N` bytes from the system's secure random source.
///
/// ```
/// use chatwire_core::crypto;
///
/// let state = crypto::hex(&crypto::random_bytes::<16>()?);
/// assert_eq!(state.len(), 32);
/// assert_ne!(state, crypto::hex(&crypto::random_bytes::<16>()?));
/// # Ok::<_, chatwire_core::Error>(())
/// ```
///
/// # Errors
/// [`Config`](crate::ErrorKind::Config) when the system has no such source.
pub fn random_bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    match rand::SystemRandom::new().fill(&mut bytes) {
        Ok(()) => Ok(bytes),
        Err(_) => Err(Error::config("the system's random source failed").with_code("no_random")),
    }
}

/// A key for HMAC-SHA256, prepared once for many messages.
///
/// ```
/// use chatwire_core::crypto::HmacKey;
///
/// let key = HmacKey::new(b"whsec_1");
/// let tag = key.sign(&[b"1795210801", b".", b"{}"]);
/// assert!(key.verify(&[b"1795210801.{}"], &tag), "parts are one message");
/// assert!(!key.verify(&[b"1795210802.{}"], &tag));
/// ```
#[derive(Clone)]
pub struct HmacKey(hmac::Key);

impl HmacKey {
    /// Prepares a key of any length.
    #[must_use]
    pub fn new(key: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    /// Tag of the parts, taken as one message without copying them together.
    #[must_use]
    pub fn sign(&self, parts: &[&[u8]]) -> [u8; SHA256_LEN] {
        let mut context = hmac::Context::with_key(&self.0);
        for part in parts {
            context.update(part);
        }
        fixed(context.sign().as_ref())
    }

    /// Whether `tag` is the tag of the parts, in constant time. A shortened tag is refused.
    #[must_use]
    pub fn verify(&self, parts: &[&[u8]], tag: &[u8]) -> bool {
        // `hmac::verify` wants one slice; signing our tag and theirs once more gives the same
        // constant-time answer for a message in parts.
        let ours = self.sign(parts);
        let again = hmac::sign(&self.0, &ours);
        hmac::verify(&self.0, tag, again.as_ref()).is_ok()
    }
}

impl fmt::Debug for HmacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HmacKey(…)")
    }
}

/// An RSA public key of 2048 to 8192 bits that checks PKCS#1 v1.5 signatures over SHA-256.
///
/// ```
/// use chatwire_core::crypto::{self, RsaPublicKey};
///
/// # const PEM: &str = "\
/// # -----BEGIN PUBLIC KEY-----\n\
/// # MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAjzoAB4WFPfdw4SBXAx+f\n\
/// # aS5evCM70ZN6NIPrtCgiiroFDFsrutX/YYHj4f2Ptrxj4C/LvVUmlMmd+ZnTijr2\n\
/// # qA2wfO3REpBiXkF50QsTyz/v1jOwnZFdR/9xwivBprtj319qHYs2zpatPllYgUBQ\n\
/// # U4swsXJt6sxuThPIGDcdkeyWcAkuGuP2l7kfJskxQBiA4fsWaq3nSPXYRxbeXFJr\n\
/// # H6acwPqirEaN0iOaQ64D+gDCuhFqNxNqjT6QBQi8UvautAyaJ1pUeqZ8mphWr9pL\n\
/// # r6m0Z74C9hAlp4Y2e9Mhew+1S92QMOpNHJy4shJyyrPSplCmFrfuGf0j28zxgklD\n\
/// # YQIDAQAB\n\
/// # -----END PUBLIC KEY-----";
/// # const SIGNATURE: &str = "\
/// # 0ad2dc3e94f90f488bab6473757fb6dd12283cf9c434fa968cd787795dbef9dc2cc1ad1042f3\
/// # d7b6519f03eb9aa35a7ac23d873424398dd5262c4de13382cb0aae6802acdae42cae69198b86\
/// # 755e17e722d483b0c661075a6fac7ac68112c6c607f84cbf6e3b907d60a8475a4c5c4685d00b\
/// # c1b2aa41c3e7fc1fcbc1a2239399b394b6c5c27261399920aa0b2a9d945a618be1e6d8586efe\
/// # fe739891d2ed3b3670f620af75a0f5004c894bbf13653d765aa9a2c71cb18e47abb71585c2e3\
/// # 3e7326b9e2a9f85499f30470cfc803ec01734d63ce35425354fbecf49eaf96d9bd4f155534be\
/// # 50dbb06884fcffb09f89ee808b975aa2285c8f5281fb6831dba74860";
/// let key = RsaPublicKey::from_pem(PEM)?;
/// let signature = crypto::unhex(SIGNATURE).unwrap();
/// assert!(key.verify(b"hello", &signature));
/// assert!(!key.verify(b"hallo", &signature));
/// # Ok::<_, chatwire_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct RsaPublicKey(PreparedRsaKey);

/// aws-lc-rs parses a key once for many checks; ring keeps the bytes.
#[cfg(feature = "aws-lc")]
type PreparedRsaKey = std::sync::Arc<signature::ParsedPublicKey>;
#[cfg(all(feature = "ring", not(feature = "aws-lc")))]
type PreparedRsaKey = std::sync::Arc<signature::UnparsedPublicKey<Vec<u8>>>;

impl RsaPublicKey {
    /// Reads a `PUBLIC KEY` or an `RSA PUBLIC KEY` section in PEM form.
    ///
    /// # Errors
    /// [`Config`](crate::ErrorKind::Config) with the code `bad_public_key` when the text has no
    /// such section, or when it holds another kind of key.
    pub fn from_pem(pem: &str) -> Result<Self> {
        let refused = |why: &'static str| Error::config(why).with_code("bad_public_key");
        let unusable = || refused("not a usable RSA public key");
        if let Some(pkcs1) = pkcs1_pem(pem) {
            return prepare(&pkcs1).map(Self).ok_or_else(unusable);
        }
        let spki = SubjectPublicKeyInfoDer::from_pem_slice(pem.as_bytes())
            .map_err(|_| refused("no public key in PEM form"))?;
        let pkcs1 = pkcs1_of(&spki).ok_or_else(|| refused("not an RSA public key"))?;
        prepare(pkcs1).map(Self).ok_or_else(unusable)
    }

    /// Whether `signature` is this key's signature of `message`.
    #[must_use]
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        #[cfg(feature = "aws-lc")]
        let result = self.0.verify_sig(message, signature);
        #[cfg(all(feature = "ring", not(feature = "aws-lc")))]
        let result = self.0.verify(message, signature);
        result.is_ok()
    }
}

#[cfg(feature = "aws-lc")]
fn prepare(pkcs1: &[u8]) -> Option<PreparedRsaKey> {
    let key = signature::ParsedPublicKey::new(&signature::RSA_PKCS1_2048_8192_SHA256, pkcs1);
    key.ok().map(std::sync::Arc::new)
}

#[cfg(all(feature = "ring", not(feature = "aws-lc")))]
fn prepare(pkcs1: &[u8]) -> Option<PreparedRsaKey> {
    let algorithm = &signature::RSA_PKCS1_2048_8192_SHA256;
    Some(std::sync::Arc::new(signature::UnparsedPublicKey::new(algorithm, pkcs1.to_vec())))
}

/// The content of an `RSA PUBLIC KEY` section (RFC 8017), which the PEM reader does not know.
fn pkcs1_pem(pem: &str) -> Option<Vec<u8>> {
    let (_, rest) = pem.split_once("-----BEGIN RSA PUBLIC KEY-----")?;
    let (text, _) = rest.split_once("-----END RSA PUBLIC KEY-----")?;
    let text: String = text.split_ascii_whitespace().collect();
    let key = STANDARD.decode(text).ok()?;
    // A sequence that begins with the modulus: a SubjectPublicKeyInfo begins with a sequence.
    let is_pkcs1 = der(0x30, &key)
        .is_some_and(|(content, after)| after.is_empty() && content.starts_with(&[0x02]));
    is_pkcs1.then_some(key)
}

/// The PKCS#1 key inside of a SubjectPublicKeyInfo (RFC 5280): the one form that both providers
/// read.
fn pkcs1_of(spki: &[u8]) -> Option<&[u8]> {
    const SEQUENCE: u8 = 0x30;
    const BIT_STRING: u8 = 0x03;
    /// `rsaEncryption`, 1.2.840.113549.1.1.1, with its tag and length.
    const RSA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
    let (info, rest) = der(SEQUENCE, spki)?;
    let (algorithm, key) = der(SEQUENCE, info)?;
    let (bits, after) = der(BIT_STRING, key)?;
    let known = rest.is_empty() && after.is_empty() && algorithm.starts_with(RSA);
    // The first byte counts unused bits, of which a key has none.
    bits.strip_prefix(&[0]).filter(|_| known)
}

/// Content of the DER element at the start of `input`, and what follows it.
fn der(tag: u8, input: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&first, rest) = input.strip_prefix(&[tag])?.split_first()?;
    let (len, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81 => rest.split_first().map(|(&len, rest)| (usize::from(len), rest))?,
        0x82 => {
            let (len, rest) = rest.split_first_chunk()?;
            (usize::from(u16::from_be_bytes(*len)), rest)
        }
        // 64 KiB and more is no key of ours.
        _ => return None,
    };
    rest.split_at_checked(len)
}

/// An RSA private key that signs as [`RsaPublicKey`] checks; see [`testing::RsaSigner`](crate::testing::RsaSigner).
#[cfg(feature = "testing")]
pub(crate) struct RsaPrivateKey(signature::RsaKeyPair);

#[cfg(feature = "testing")]
impl RsaPrivateKey {
    /// Reads a `PRIVATE KEY` section (PKCS#8) in PEM form.
    pub(crate) fn from_pem(pem: &str) -> Option<Self> {
        let der = rustls_pki_types::PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).ok()?;
        signature::RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).ok().map(Self)
    }

    /// PKCS#1 v1.5 signature of SHA-256 over `message`.
    pub(crate) fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        #[cfg(feature = "aws-lc")]
        let length = self.0.public_modulus_len();
        #[cfg(all(feature = "ring", not(feature = "aws-lc")))]
        let length = self.0.public().modulus_len();
        let mut signature = vec![0; length];
        let random = rand::SystemRandom::new();
        self.0.sign(&signature::RSA_PKCS1_SHA256, &random, message, &mut signature).ok()?;
        Some(signature)
    }
}

/// Lower-case hexadecimal digits of `bytes`.
///
/// ```
/// use chatwire_core::crypto;
///
/// assert_eq!(crypto::hex(&[0, 255]), "00ff");
/// ```
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Bytes of hexadecimal digits in either case; `None` for other characters or an odd number of
/// them.
///
/// ```
/// use chatwire_core::crypto;
///
/// assert_eq!(crypto::unhex("00fF"), Some(vec![0, 255]));
/// assert_eq!(crypto::unhex("0"), None);
/// ```
#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let bytes = pairs.iter().map(|&[high, low]| Some(digit(high)? << 4 | digit(low)?));
    if rest.is_empty() { bytes.collect() } else { None }
}

/// Copies a digest, whose length the algorithm fixes, into an array.
fn fixed(digest: &[u8]) -> [u8; SHA256_LEN] {
    let mut out = [0; SHA256_LEN];
    for (to, from) in out.iter_mut().zip(digest) {
        *to = *from;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_agree_with_the_standards() {
        // FIPS 180-2, appendix B.1; RFC 4231, test case 2.
        assert_eq!(
            hex(&sha256(b"abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(
            hex(&hmac_sha256(b"Jefe", b"what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn parts_are_one_message_and_only_the_whole_tag_counts() {
        let key = HmacKey::new(b"Jefe");
        let tag = hmac_sha256(b"Jefe", b"1.body");
        assert_eq!(key.sign(&[b"1", b".", b"body"]), tag);
        assert!(key.verify(&[b"1.", b"body"], &tag));
        assert!(!key.verify(&[b"1.", b"bodY"], &tag));
        assert!(!key.verify(&[b"1.body"], &tag[..31]));
        assert!(!key.verify(&[b"1.body"], b""));
        assert_eq!(format!("{key:?}"), "HmacKey(…)");
    }

    #[test]
    fn equality_is_of_contents_and_length() {
        assert!(constant_time_eq(b"", b""));
        assert!(constant_time_eq(b"key", b"key"));
        assert!(!constant_time_eq(b"key", b"kez"));
        assert!(!constant_time_eq(b"key", b"key "));
        assert!(!constant_time_eq(b"", b"\0"));
    }

    #[test]
    fn random_bytes_differ() {
        assert_ne!(random_bytes::<16>().unwrap(), random_bytes::<16>().unwrap());
        assert_eq!(random_bytes::<0>().unwrap().len(), 0);
    }

    #[test]
    fn hex_goes_both_ways_and_refuses_the_rest() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(unhex(&hex(&all)), Some(all));
        assert_eq!(unhex(""), Some(vec![]));
        for text in ["0", "0g", "+1", " 1", "ää", "0x00"] {
            assert_eq!(unhex(text), None, "{text}");
        }
    }

    const PEM: &str = "-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAuMp5yoxvmDxfat/p2/uS
IQCZK0WoN/q/LRdLlYh43V++X7Kv3vvrOtGOqDXy/Qh70wIYynGzu8adjT/nEOgy
38euZ3AfHUcfafAKBLL+SyQ6icUoxGJr4SZQBRV2jGFlqutWDPDvFiWd6LjM+f2o
zy7LV3CKdbiyh7nmGDJWqmBMmejMLBTonxexZ5b53nr+iRgBSYt017sAPfpg8hnl
o8mBhytFVCLlrdxUn0ARATBYRU63dSoYNakvFRMS5YZiFhkcbFakrI5zcp/7zZqQ
vrBNO67gt4MN2P2y/SuD+n0g3tWRd0mjR0s8+83PQ9NHvEroz9wkg6uVkpqlYdjT
1wIDAQAB
-----END PUBLIC KEY-----";

    #[test]
    fn rsa_signatures_are_checked() {
        // Made with `openssl dgst -sha256 -sign`.
        let signature = unhex(
            "5374c1b037268e753d339bc9508fc00113c2206b61967bdf3d45b77909de8140d18d642d832bdf\
             ebdbde03aaf14c96540b0ff9eff16c758434160e3716beb0fc38f338b44ebf6b4c29bd95d28b23\
             693d7e23416388841ee63d835c2009cdce0406ad1fafb46e330ce8e2d0697697210066297ca60b\
             dfa0a9436d61dcb9fdeda9cb58238dbed631ced7c0dcc0526c87f77c41f1bc7d9026164844aa8e\
             7d7e140d64cc759f744a6b9b35a67b71f9071d8456b9eac9b9bee717068ab5e9100c5da1148421\
             cd8c296e1ee99f4c26900ba0690241d6e4ec5e959141da2cc3562d7f66f0467e12ea4b3a63d3a7\
             1fe9e06c21838db1f2dbf8c587423429cfa0b7430e6e",
        )
        .unwrap();
        let key = RsaPublicKey::from_pem(PEM).unwrap();
        assert!(key.verify(b"id.1700000000.{}", &signature));
        assert!(!key.verify(b"id.1700000000.{ }", &signature));
        assert!(!key.verify(b"id.1700000000.{}", &signature[1..]));
        assert!(!key.verify(b"id.1700000000.{}", b""));
    }

    #[test]
    fn both_forms_of_a_public_key_are_read() {
        let spki = SubjectPublicKeyInfoDer::from_pem_slice(PEM.as_bytes()).unwrap();
        let text = STANDARD.encode(pkcs1_of(&spki).unwrap());
        let lines: Vec<&str> =
            text.as_bytes().chunks(64).map(|c| str::from_utf8(c).unwrap()).collect();
        for end in ["\n", "\r\n"] {
            let body = lines.join(end);
            let pem = format!(
                "-----BEGIN RSA PUBLIC KEY-----{end}{body}{end}-----END RSA PUBLIC KEY-----"
            );
            assert!(RsaPublicKey::from_pem(&pem).is_ok());
            let cut = pem.replacen("MIIB", "", 1);
            assert!(RsaPublicKey::from_pem(&cut).is_err());
        }
        assert!(RsaPublicKey::from_pem(PEM.replace('\n', "\r\n").trim_end()).is_ok());
    }

    #[test]
    fn other_texts_are_no_rsa_key() {
        let curve = "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEBtrxKCB6Xha6ahJ2rom/Hj+9Ls+N
gBzy4tlCq3ZHzDZxf9PnuZlsR3zZMtrlLGW+6BgpmhtI+eWIsJg9Wycqxw==
-----END PUBLIC KEY-----";
        let cut = PEM.replace("BgkqhkiG9w0BAQEFAAOCAQ8A", "");
        for pem in ["", "not a key", curve, &cut, &PEM.replace("PUBLIC", "RSA PUBLIC")] {
            let err = RsaPublicKey::from_pem(pem).unwrap_err();
            assert_eq!(
                (err.kind(), err.code()),
                (crate::ErrorKind::Config, Some("bad_public_key"))
            );
        }
    }
}
