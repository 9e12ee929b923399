//! Proofs that a key may spend for a user, and the service that makes them.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chatwire_core::build::Reply;
use chatwire_core::{Config, Error, ErrorKind, Request, Result, RetryClass, Secret};
use http::Method;
use ruint::aliases::U256;
use serde::{Deserialize, Serialize};

use super::address::Address;
use super::code;
use super::key::PublicKey;
use super::service::Endpoint;
use super::text::MAX_PROOF_CHARS;
use crate::UserId;

/// Length of a public input in bytes: three counts of four bytes, four numbers of 32.
const PUBLIC_INPUT_LEN: usize = 140;

/// The counts: four public numbers, no secret one, four in all.
const HEADER: [u8; 12] = [0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 4];

/// Order of the field in which the proof is made (BN254).
const ORDER: &str = "21888242871839275222246405745257275088548364400416034343698204186575808495617";

chatwire_core::wire_enum! {
    /// With what kind of login the user's token was made.
    #[derive(Default)]
    pub enum ClientType {
        /// Login of Mezon itself.
        #[default]
        Mezon = "mezon",
        /// Login through OAuth.
        Oauth = "oauth",
    }
}

/// A proof that a user lets a key spend, as the service made it. It has no end: it holds as long as the key is kept.
///
/// The proof itself is never looked into.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Proof {
    /// The proof in base64.
    pub proof: String,
    /// What it is about, in base64: user, key and address.
    pub public_input: String,
}

impl Proof {
    /// A proof that was kept.
    pub fn new(proof: impl Into<String>, public_input: impl Into<String>) -> Self {
        Self { proof: proof.into(), public_input: public_input.into() }
    }

    /// Checks that the public input is about this user and key, so that a mix-up ends before any money moves.
    ///
    /// # Errors
    /// [`Decode`](ErrorKind::Decode) with the code [`INVALID_PROOF`](code::INVALID_PROOF) when a text is too long
    /// for a node or no base64, or when the public input has another form or is about somebody else.
    pub fn check(&self, user_id: impl Into<UserId>, key: &PublicKey) -> Result<()> {
        let user_id = user_id.into();
        let refused = |why: &'static str| Err(Error::decode(why).with_code(code::INVALID_PROOF));
        if self.proof.len().max(self.public_input.len()) > MAX_PROOF_CHARS {
            return refused("the proof is longer than the ledger takes");
        }
        let Ok(input) = STANDARD.decode(&self.public_input) else {
            return refused("the public input of the proof is no base64");
        };
        if STANDARD.decode(&self.proof).is_err() {
            return refused("the proof is no base64");
        }
        let Some(numbers) = input.strip_prefix(&HEADER).filter(|_| input.len() == PUBLIC_INPUT_LEN)
        else {
            return refused("the public input of the proof has an unknown form");
        };
        let is = |at: usize, text: &str| {
            let number = numbers.chunks_exact(32).nth(at);
            number.is_some_and(|number| number == element(text))
        };
        if !is(1, &user_id.get().to_string()) {
            return refused("the proof is about another user");
        }
        if !is(2, &key.to_string()) {
            return refused("the proof is about another key");
        }
        if !is(3, Address::of_user(user_id).as_str()) {
            return refused("the proof is about another address");
        }
        Ok(())
    }
}

/// The bytes of `text`, read as one big-endian number and reduced to the field.
fn element(text: &str) -> [u8; 32] {
    let order = U256::from_str_radix(ORDER, 10).unwrap_or(U256::MAX);
    let radix = U256::from(256_u64);
    let number = text.bytes().fold(U256::ZERO, |number, byte| {
        number.mul_mod(radix, order).add_mod(U256::from(byte), order)
    });
    number.to_be_bytes()
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proof").field("proof_len", &self.proof.len()).finish_non_exhaustive()
    }
}

/// State of the service that makes proofs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ProverHealth {
    /// State in the service's words.
    #[serde(default)]
    pub status: String,
    /// Time of the service, as it writes it.
    #[serde(default)]
    pub timestamp: i64,
    /// Further words.
    #[serde(default)]
    pub message: String,
    /// Version of the service.
    #[serde(default)]
    pub version: String,
}

/// Client of the service that makes proofs. The user's token travels in the body: the address must be encrypted.
///
/// ```
/// use chatwire_core::Config;
/// use chatwire_mezon::ledger::{ClientType, Prover, SecretKey};
///
/// let prover = Prover::new("https://prover.example.org/zk-api/", Config::new())?;
/// let key = SecretKey::random()?;
/// let call = prover.prove(7, &key.public_key(), &"token".into(), &ClientType::Mezon);
/// assert_eq!(call.build()?.uri(), "https://prover.example.org/zk-api/prove");
/// # Ok::<_, chatwire_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Prover(Endpoint);

#[derive(Serialize)]
struct Ask<'a> {
    user_id: String,
    ephemeral_pk: String,
    jwt: &'a str,
    address: Address,
    client_type: &'a str,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    data: Option<Made>,
    #[serde(default)]
    error: Option<String>,
}

#[derive(Deserialize)]
struct Made {
    #[serde(default)]
    proof: Option<String>,
    #[serde(default)]
    public_input: Option<String>,
}

impl Prover {
    /// A client of the service at `url`; the other settings are those of `config`.
    ///
    /// # Errors
    /// [`Config`](ErrorKind::Config) when the address is no absolute URL, or not encrypted and on another machine.
    pub fn new(url: impl AsRef<str>, config: Config) -> Result<Self> {
        Endpoint::new(url.as_ref(), config).map(Self)
    }

    /// Asks for a proof that the user who logged in with `token` lets `key` spend.
    ///
    /// Retry class: idempotent; a second proof is as good as the first.
    ///
    /// # Errors
    /// When awaited: [`Decode`](ErrorKind::Decode) with the code [`INVALID_PROOF`](code::INVALID_PROOF) when the
    /// answer holds no proof, else the kind of the answer's status.
    pub fn prove(
        &self,
        user_id: impl Into<UserId>,
        key: &PublicKey,
        token: &Secret,
        client_type: &ClientType,
    ) -> Request<Proof> {
        let user_id = user_id.into();
        let ask = Ask {
            user_id: user_id.get().to_string(),
            ephemeral_pk: key.to_string(),
            jwt: token.expose(),
            address: Address::of_user(user_id),
            client_type: client_type.as_str(),
        };
        let call = self.0.call(Method::POST, "mezon.ledger.prove", "/prove");
        call.class(RetryClass::Idempotent).json(&ask).decode(read_proof)
    }

    /// Asks how the service is.
    ///
    /// # Errors
    /// When awaited: the kind of the answer's status.
    pub fn health(&self) -> Request<ProverHealth> {
        self.0.call(Method::GET, "mezon.ledger.prover_health", "/health/check").json_reply()
    }
}

fn read_proof(reply: &Reply) -> Result<Proof> {
    let answer: Answer = reply.json()?;
    let text = |text: Option<String>| text.filter(|text| !text.is_empty());
    let made = answer.data.and_then(|made| Some((text(made.proof)?, text(made.public_input)?)));
    if let Some((proof, public_input)) = made {
        return Ok(Proof { proof, public_input });
    }
    let words = text(answer.error).unwrap_or_else(|| "the answer holds no proof".to_owned());
    Err(Error::new(ErrorKind::Decode, words).with_code(code::INVALID_PROOF))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::SecretKey;

    const SEED: &str = "680a64e5f155aaaa391d46dd51bad715ed528943e1f1efc8a89e2fc9e9130ed8";
    const USER: i64 = 1_840_651_530_236_071_936;
    /// Made after a pair of the public ledger; the node's structural checks accept it.
    const INPUT: &str = "AAAABAAAAAAAAAAEIvghG9PgVa+uUWq73HfWYf8dZ2MvjFssJawuGILEF1YAAAAAAAAAAAAAAAAAMTg0MDY1MTUzMDIzNjA3MTkzNiIJ6GOQf1yP6isAfOUqY7QZ/GGBGB3kNCWa+YxAYkuNA1GQo9kqbG4qn/BjKrlutYkttVykUBAu2cxfNnAO5xw=";

    #[test]
    fn a_proof_must_be_about_the_user_and_the_key() {
        let key = SecretKey::from_text(SEED).unwrap().public_key();
        let good = Proof::new("AAEC", INPUT);
        good.check(USER, &key).unwrap();
        let other = SecretKey::from_seed(&[1; 32]).unwrap().public_key();
        for (proof, user, key, words) in [
            (good.clone(), USER + 1, &key, "another user"),
            (good, USER, &other, "another key"),
            (Proof::new("AAEC", &INPUT[4..]), USER, &key, "unknown form"),
            (Proof::new("AAEC", "i"), USER, &key, "no base64"),
            (Proof::new("p", INPUT), USER, &key, "no base64"),
            (Proof::new("A".repeat(1028), INPUT), USER, &key, "longer"),
            (Proof::new("AAEC", INPUT.replace("5xw=", "5xx=")), USER, &key, ""),
        ] {
            let err = proof.check(user, key).unwrap_err();
            assert_eq!(err.code(), Some(code::INVALID_PROOF));
            assert!(err.message().contains(words), "{err}");
        }
    }

    #[test]
    fn an_answer_without_a_proof_is_an_error() {
        let reply = |body: &'static str| Reply::new(http::StatusCode::OK, body);
        let made = read_proof(&reply(r#"{"data":{"proof":"p","public_input":"i","x":1}}"#));
        assert_eq!(made.unwrap(), Proof::new("p", "i"));
        for body in [
            "{}",
            r#"{"data":null}"#,
            r#"{"data":{"proof":"p"}}"#,
            r#"{"data":{"proof":"","public_input":"i"}}"#,
            r#"{"error":"no circuit","data":null}"#,
        ] {
            let err = read_proof(&reply(body)).unwrap_err();
            assert_eq!(err.code(), Some(code::INVALID_PROOF), "{body}");
            assert_eq!(body.contains("circuit"), err.message() == "no circuit");
        }
        assert!(read_proof(&reply("<html>")).is_err());
    }
}
