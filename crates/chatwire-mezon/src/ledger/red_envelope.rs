//! [`RedEnvelopes`]: claims of shared gifts, which a service beside the ledger pays out.

use chatwire_core::{Config, Request, Result, RetryClass};
use http::Method;
use serde::{Deserialize, Serialize};

use super::key::PublicKey;
use super::proof::Proof;
use super::service::Endpoint;
use crate::UserId;

/// Client of the service of red envelopes. It has no public address that is known.
#[doc(alias = "DongClient")]
#[derive(Clone, Debug)]
pub struct RedEnvelopes(Endpoint);

/// A share that was drawn from an envelope, before it is claimed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Share {
    /// Id of the share, which the claim names.
    pub split_money_id: i64,
    /// Amount, in the service's unit.
    pub amount: i64,
    /// Words of the giver.
    #[serde(deserialize_with = "chatwire_core::de::null_as_default")]
    pub description: String,
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    split_money_id: Option<i64>,
    user_id: String,
    proof_b64: &'a str,
    public_b64: &'a str,
    publickey: String,
}

impl<'a> Body<'a> {
    fn new(user_id: UserId, key: &PublicKey, proof: &'a Proof) -> Self {
        Self {
            split_money_id: None,
            user_id: user_id.get().to_string(),
            proof_b64: &proof.proof,
            public_b64: &proof.public_input,
            publickey: key.to_string(),
        }
    }
}

impl RedEnvelopes {
    /// A client of the service at `url`; the other settings are those of `config`.
    ///
    /// # Errors
    /// [`Config`](chatwire_core::ErrorKind::Config) when the address is no absolute URL, or not encrypted and on
    /// another machine.
    pub fn new(url: impl AsRef<str>, config: Config) -> Result<Self> {
        Endpoint::new(url.as_ref(), config).map(Self)
    }

    /// Draws a share of the envelope `id`.
    ///
    /// Retry class: connect only.
    ///
    /// # Errors
    /// When awaited: the kind of the answer's status.
    #[doc(alias = "claimAmountRedEnvelopeQR")]
    pub fn claim_amount(
        &self,
        id: &str,
        user_id: impl Into<UserId>,
        key: &PublicKey,
        proof: &Proof,
    ) -> Request<Share> {
        #[derive(Deserialize)]
        struct Data {
            data: Share,
        }
        let path = "/api/v1/red-envelopes/qr/claim-amount";
        let call = self.0.call(Method::POST, "mezon.ledger.red_envelope_amount", path);
        let call = call.class(RetryClass::ConnectOnly).query("id", id);
        call.json(&Body::new(user_id.into(), key, proof))
            .json_reply::<Data>()
            .map(|found| found.data)
    }

    /// Claims a share of the envelope `id`. After a lost answer it may have been paid: look at the balance.
    ///
    /// Retry class: connect only. Any answer with a status of success is one, whatever its body.
    ///
    /// # Errors
    /// When awaited: [`Conflict`](chatwire_core::ErrorKind::Conflict) when the share was claimed already.
    #[doc(alias = "claimRedEnvelopeQR")]
    pub fn claim(
        &self,
        id: &str,
        split_money_id: i64,
        user_id: impl Into<UserId>,
        key: &PublicKey,
        proof: &Proof,
    ) -> Request<()> {
        let path = "/api/v1/red-envelopes/qr/{id}/claim";
        let call = self.0.call(Method::POST, "mezon.ledger.red_envelope_claim", path).segment(id);
        let body =
            Body { split_money_id: Some(split_money_id), ..Body::new(user_id.into(), key, proof) };
        call.class(RetryClass::ConnectOnly).json(&body).decode(|_| Ok(()))
    }
}
