//! [`SendToken`]: a transfer with its options, checked before anything is signed.

use std::sync::Arc;

use chatwire_core::{BoxFuture, Error, Result};

use super::address::Address;
use super::amount::TokenAmount;
use super::client::{Ledger, Owner, Signer};
use super::code;
use super::extra::{ExtraInfo, ExtraValue, TransferType};
use super::outcome::Outcome;
use super::prepared::Prepared;
use super::rejection::Rejection;
use super::text;
use super::tx::{Transaction, TransactionKind};
use crate::UserId;

/// Note of transfers that have none (mezon-sdk 2.8.53).
pub const DEFAULT_NOTE: &str = crate::rest::DEFAULT_NOTE;

/// Setters of what a transfer is about, for everything that has `terms`.
macro_rules! term_setters {
    ($transfer:ty) => {
        impl $transfer {
            /// Note for the receiver, at most 512 bytes (`Transfer funds`).
            ///
            /// Refused are texts that the ledger's filter takes for code, and those with digits beside a bar
            /// (`5|…`, `…|5`): they could pass for another signed transfer.
            pub fn note(mut self, note: impl Into<String>) -> Self {
                self.terms.note = Some(note.into());
                self
            }

            /// Name of the sender, as the receiver is shown it.
            pub fn sender_name(mut self, name: impl Into<String>) -> Self {
                self.terms.sender_name = name.into();
                self
            }

            /// Id of the sender. Any but the own one is refused, as the ledger would do.
            pub fn sender_id(mut self, id: impl Into<$crate::UserId>) -> Self {
                self.terms.sender_id = Some(id.into());
                self
            }

            /// A text for the program of the receiver.
            pub fn extra_attribute(mut self, text: impl Into<String>) -> Self {
                self.terms.extra_attribute = text.into();
                self
            }

            /// What the transfer is for (`transfer_token`).
            pub fn kind(mut self, kind: impl Into<$crate::ledger::TransferType>) -> Self {
                self.terms.kind = kind.into();
                self
            }

            /// Adds a key to the extra info, such as `ChannelId` or `ClanId`. The keys of sender and receiver stay.
            pub fn extra(
                mut self,
                key: impl Into<String>,
                value: impl Into<$crate::ledger::ExtraValue>,
            ) -> Self {
                self.terms.extra.push((key.into(), value.into()));
                self
            }

            /// Adds several keys to the extra info.
            pub fn mmn_extra_info<K, V>(mut self, pairs: impl IntoIterator<Item = (K, V)>) -> Self
            where
                K: Into<String>,
                V: Into<$crate::ledger::ExtraValue>,
            {
                let pairs = pairs.into_iter().map(|(key, value)| (key.into(), value.into()));
                self.terms.extra.extend(pairs);
                self
            }

            /// Adds a reference of the caller's own, which no other payment has, such as the number of an order.
            ///
            /// It makes the payment certain to be told from all others when an answer was lost. With a
            /// [`Journal`]($crate::ledger::Journal) it is also paid once only: a second payment with the same
            /// reference is refused, unless the first was refused itself. One that failed in its block keeps it.
            pub fn client_ref(mut self, key: impl Into<String>, id: impl Into<String>) -> Self {
                self.terms.client_ref = Some((key.into(), id.into()));
                self
            }
        }
    };
}

pub(crate) use term_setters;

/// Who is paid.
#[derive(Clone, Debug)]
pub(super) enum Receiver {
    User(UserId),
    Address(Address),
}

/// A transfer before it is signed; see [`Ledger::send_token`].
///
/// Awaiting it sends. What happens then: all texts are checked, key and proof are made if need be, a slot is taken,
/// the transfer is signed once, put into the journal, sent, and after a lost answer sent again byte for byte as long
/// as that is safe. It is signed a second time only when the ledger certainly refused the first signature for its
/// age or its proof.
///
/// Dropping the future may leave a payment on its way: hold a [`Journal`](super::Journal), or
/// [`prepare`](Self::prepare) and [`submit`](Ledger::submit).
#[derive(Clone, Debug)]
#[must_use = "a transfer does nothing until it is awaited"]
pub struct SendToken {
    ledger: Ledger,
    terms: Terms,
}

term_setters!(SendToken);

/// What a transfer is about, before it is known which ledger sends it.
#[derive(Clone, Debug)]
pub(crate) struct Terms {
    receiver: Receiver,
    amount: TokenAmount,
    pub(crate) note: Option<String>,
    pub(crate) sender_name: String,
    pub(crate) sender_id: Option<UserId>,
    pub(crate) extra_attribute: String,
    pub(crate) kind: TransferType,
    pub(crate) extra: Vec<(String, ExtraValue)>,
    pub(crate) client_ref: Option<(String, String)>,
}

impl Terms {
    pub(super) fn new(receiver: Receiver, amount: TokenAmount) -> Self {
        Self {
            receiver,
            amount,
            note: None,
            sender_name: String::new(),
            sender_id: None,
            extra_attribute: String::new(),
            kind: TransferType::default(),
            extra: Vec::new(),
            client_ref: None,
        }
    }

    /// To a user, by whose ledger is not known yet.
    pub(crate) fn to_user(receiver: UserId, amount: TokenAmount) -> Self {
        Self::new(Receiver::User(receiver), amount)
    }

    fn checked(&self, ledger: &Ledger) -> Result<Draft> {
        let invalid = |field: &'static str, why: &'static str| {
            Error::input(why).with_code(code::INVALID_TRANSFER).with_context("field", field)
        };
        if self.amount.is_zero() {
            return Err(
                invalid("amount", "nothing cannot be transferred").with_code(code::INVALID_AMOUNT)
            );
        }
        let own_id = match &*ledger.0.owner {
            Owner::User { id, .. } => Some(*id),
            Owner::Key(_) => None,
        };
        if self.sender_id.is_some_and(|id| Some(id) != own_id) {
            return Err(invalid("sender_id", "only the own user can be the sender"));
        }
        let (recipient, receiver_id) = match &self.receiver {
            Receiver::User(id) if id.get() <= 0 => {
                return Err(invalid("receiver", "the receiver is no user"));
            }
            Receiver::User(id) => (Address::of_user(*id), Some(*id)),
            Receiver::Address(address) => (address.clone(), None),
        };
        if recipient == ledger.0.address {
            return Err(invalid("receiver", "sender and receiver are the same"));
        }
        let note = self.note.as_deref().filter(|note| !note.is_empty()).unwrap_or(DEFAULT_NOTE);
        text::check_note(note)?;
        let extra_info = self.extra_info(own_id, receiver_id)?;
        text::check_extra_info(&extra_info)?;
        let kind = match own_id {
            Some(_) => TransactionKind::Transfer,
            None => TransactionKind::ByKey,
        };
        let sender = ledger.0.address.as_str();
        let mut tx = Transaction::new(kind, sender, recipient.as_str(), self.amount.units(), 0);
        note.clone_into(&mut tx.text_data);
        tx.extra_info = extra_info;
        Ok(Draft { tx, client_ref: self.client_ref.clone() })
    }

    /// Extra info in the order of the TypeScript client: what its own keys say stands before and after the caller's,
    /// who may change the first three of them and none of the ids.
    fn extra_info(&self, sender_id: Option<UserId>, receiver_id: Option<UserId>) -> Result<String> {
        let mut extra = ExtraInfo::default();
        extra.set("ExtraAttribute", self.extra_attribute.as_str());
        extra.set("UserSenderUsername", self.sender_name.as_str());
        extra.set("type", self.kind.as_str());
        for (key, value) in &self.extra {
            extra.set(key.as_str(), value.as_str());
        }
        if let Some(id) = sender_id {
            extra.set("UserSenderId", id.get().to_string());
        }
        if let Some(id) = receiver_id {
            extra.set("UserReceiverId", id.get().to_string());
        }
        if let Some((key, id)) = &self.client_ref {
            if key.is_empty() || id.is_empty() || extra.contains(key) {
                let why = "a reference needs a key of its own and an id";
                return Err(Error::input(why)
                    .with_code(code::INVALID_TRANSFER)
                    .with_context("field", "client_ref"));
            }
            extra.set(key.as_str(), id.as_str());
        }
        Ok(extra.to_json())
    }
}

impl SendToken {
    pub(crate) fn new(ledger: Ledger, terms: Terms) -> Self {
        Self { ledger, terms }
    }

    /// Checks and signs the transfer, and sends nothing.
    ///
    /// The value can be stored, and sent by [`Ledger::submit`] within about a minute.
    ///
    /// # Errors
    /// [`Input`](chatwire_core::ErrorKind::Input) naming the field, before any request is made;
    /// [`Server`](chatwire_core::ErrorKind::Server) with the code [`NODE_NOT_READY`](code::NODE_NOT_READY) when the
    /// chain has no slot yet; as [`Ledger::warm_up`].
    pub async fn prepare(self) -> Result<Prepared> {
        let draft = self.draft()?;
        Ok(draft.sign(&self.ledger).await?.0)
    }

    /// Sends; the same as awaiting the value.
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare) and [`Ledger::submit`]: whenever an error is returned, nothing was paid and
    /// nothing will be.
    pub async fn send(self) -> Result<Outcome> {
        let draft = self.draft()?;
        let ledger = self.ledger;
        let (mut renewed_slot, mut renewed_key) = (false, false);
        loop {
            let (prepared, signer) = draft.sign(&ledger).await?;
            let outcome = ledger.submit(prepared).await?;
            // Refused means that no try of this payment is in doubt: only then may it be signed anew.
            let again = match outcome.rejection() {
                Some(Rejection::NonceTooLow) if !renewed_slot => {
                    renewed_slot = true;
                    ledger.0.nonces.renew();
                    true
                }
                Some(Rejection::InvalidSignature) if !renewed_key && signer.proof.is_some() => {
                    renewed_key = true;
                    ledger.drop_signer(&signer);
                    true
                }
                _ => false,
            };
            if !again {
                return Ok(outcome);
            }
            tracing::info!(error = outcome.error(), "the ledger refused a signature; signing anew");
        }
    }

    /// Checks everything that can be checked before a request is made.
    fn draft(&self) -> Result<Draft> {
        let named =
            |err: Error| err.with_platform("mezon").with_operation("mezon.ledger.send_token");
        self.terms.checked(&self.ledger).map_err(named)
    }
}

impl IntoFuture for SendToken {
    type Output = Result<Outcome>;
    type IntoFuture = BoxFuture<'static, Result<Outcome>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// A checked transfer that lacks slot, proof and signature.
struct Draft {
    tx: Transaction,
    client_ref: Option<(String, String)>,
}

impl Draft {
    async fn sign(&self, ledger: &Ledger) -> Result<(Prepared, Arc<Signer>)> {
        let signer = ledger.signer().await?;
        let inner = &ledger.0;
        let slots = || ledger.latest_slot();
        let mut tx = inner.nonces.sign_for(self.tx.clone(), inner.slot_time, slots).await?;
        let now = ledger.now();
        // Not signed, and nodes write their own time over it; the references send theirs.
        tx.timestamp = u64::try_from(now.as_unix_millis()).unwrap_or_default();
        if let Some(proof) = &signer.proof {
            tx.zk_proof.clone_from(&proof.proof);
            tx.zk_pub.clone_from(&proof.public_input);
        }
        let signed = tx.sign(&signer.key);
        let written = inner.rpc.write_add_tx(&signed)?;
        let client_ref = self.client_ref.clone();
        Ok((Prepared::new(written, signed.tx_msg, now, client_ref), signer))
    }
}
