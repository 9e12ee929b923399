//! [`Builder`]: settings of a ledger.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chatwire_core::build::Flights;
use chatwire_core::{Config, Credential, Error, Result};

use super::address::Address;
use super::client::{Clock, DEFAULT_RESEND_PAUSE, DEFAULT_SLOT_TIME, Inner, Ledger, Owner, Signer};
use super::indexer::Indexer;
use super::journal::Journal;
use super::key::SecretKey;
use super::nonce::Nonces;
use super::proof::{ClientType, Proof, Prover};
use super::rpc::Rpc;
use super::sent::Sent;
use super::service::{DEFAULT_CHAIN_ID, DEFAULT_INDEXER_URL, DEFAULT_NODE_URL, DEFAULT_PROVER_URL};
use crate::UserId;
use crate::error::PLATFORM;

/// Whose tokens are spent, before the rest is known.
pub(super) enum Spender {
    User(UserId),
    Key(SecretKey),
}

/// Settings of a [`Ledger`].
///
/// Defaults: the services of Mezon, 7 s for an attempt, 30 s for a call, no journal.
///
/// ```
/// use chatwire_mezon::ledger::Ledger;
///
/// let ledger = Ledger::builder(7).token("id token").user_agent("mybot/1.0").build()?;
/// assert!(!format!("{ledger:?}").contains("id token"));
/// # Ok::<_, chatwire_core::Error>(())
/// ```
#[must_use = "a builder does nothing until it is built"]
pub struct Builder {
    spender: Spender,
    token: Option<Credential>,
    client_type: ClientType,
    key: Option<SecretKey>,
    proof: Option<Proof>,
    node_url: String,
    prover_url: String,
    indexer_url: Option<String>,
    chain_id: u64,
    journal: Option<Journal>,
    slot_time: Duration,
    resend_pause: Duration,
    config: Config,
}

chatwire_core::config_methods!(Builder, without base_url);

impl Builder {
    pub(super) fn new(spender: Spender) -> Self {
        Self {
            spender,
            token: None,
            client_type: ClientType::Mezon,
            key: None,
            proof: None,
            node_url: DEFAULT_NODE_URL.to_owned(),
            prover_url: DEFAULT_PROVER_URL.to_owned(),
            indexer_url: Some(DEFAULT_INDEXER_URL.to_owned()),
            chain_id: DEFAULT_CHAIN_ID,
            journal: None,
            slot_time: DEFAULT_SLOT_TIME,
            resend_pause: DEFAULT_RESEND_PAUSE,
            config: Config::new(),
        }
    }

    /// The `id_token` of the login session. A [`Credential`] can be exchanged while the ledger lives.
    pub fn token(mut self, token: impl Into<Credential>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// With what kind of login the token was made.
    pub fn client_type(mut self, client_type: impl Into<ClientType>) -> Self {
        self.client_type = client_type.into();
        self
    }

    /// Signs with this key instead of a random one that lives as long as the ledger.
    pub fn key(mut self, key: SecretKey) -> Self {
        self.key = Some(key);
        self
    }

    /// Uses a proof that was kept for the [`key`](Self::key); it is replaced when the ledger refuses it.
    pub fn proof(mut self, proof: Proof) -> Self {
        self.proof = Some(proof);
        self
    }

    /// Address of the node's JSON-RPC, kept exactly.
    pub fn node_url(mut self, url: impl Into<String>) -> Self {
        self.node_url = url.into();
        self
    }

    /// Address of the service that makes proofs.
    pub fn prover_url(mut self, url: impl Into<String>) -> Self {
        self.prover_url = url.into();
        self
    }

    /// Address of the indexer, by which payments with a lost answer are found again.
    pub fn indexer_url(mut self, url: impl Into<String>) -> Self {
        self.indexer_url = Some(url.into());
        self
    }

    /// Uses no indexer: payments with a lost answer stay unknown until the caller finds out.
    pub fn without_indexer(mut self) -> Self {
        self.indexer_url = None;
        self
    }

    /// Chain in the addresses of the indexer (1337).
    pub fn chain_id(mut self, chain_id: u64) -> Self {
        self.chain_id = chain_id;
        self
    }

    /// Keeps payments in a file, so that none is lost when the program ends; see [`Ledger::unsettled`].
    pub fn journal(mut self, journal: Journal) -> Self {
        self.journal = Some(journal);
        self
    }

    /// Length of a slot of the chain (400 ms).
    pub fn slot_time(mut self, slot_time: Duration) -> Self {
        self.slot_time = slot_time;
        self
    }

    /// First pause before the same bytes are sent again (1 s); it doubles with each repeat.
    pub fn resend_pause(mut self, pause: Duration) -> Self {
        self.resend_pause = pause;
        self
    }

    /// Builds the ledger; no connection is made.
    ///
    /// # Errors
    /// [`Config`](chatwire_core::ErrorKind::Config) when an address is no absolute URL, or not encrypted and on
    /// another machine; [`Decode`](chatwire_core::ErrorKind::Decode) when a proof that was set is about another
    /// user or key, [`Config`](chatwire_core::ErrorKind::Config) when it has no key or when the owner's id is none.
    pub fn build(self) -> Result<Ledger> {
        let rpc = Rpc::new(&self.node_url, self.config.clone())?;
        let prover = Prover::new(&self.prover_url, self.config.clone())?;
        let indexer = match &self.indexer_url {
            Some(url) => Some(Indexer::new(url, self.chain_id, self.config)?),
            None => None,
        };
        let (owner, address) = match self.spender {
            Spender::Key(key) => {
                let address = Address::of_key(&key.public_key());
                (Owner::Key(key), address)
            }
            Spender::User(id) if id.get() <= 0 => {
                return Err(Error::config("the owner of a ledger is no user"));
            }
            Spender::User(id) => {
                let owner = Owner::User { id, token: self.token, client_type: self.client_type };
                (owner, Address::of_user(id))
            }
        };
        let signer = match (&owner, self.proof) {
            (Owner::User { id, .. }, Some(proof)) => {
                let key =
                    self.key.clone().ok_or_else(|| Error::config("a kept proof needs its key"))?;
                proof.check(*id, &key.public_key())?;
                Some(Arc::new(Signer { key, proof: Some(proof) }))
            }
            _ => None,
        };
        Ok(Ledger(Arc::new(Inner {
            owner: Arc::new(owner),
            address,
            rpc,
            prover,
            indexer,
            nonces: Nonces::new(self.journal.as_ref().map(Journal::recent).unwrap_or_default()),
            sent: Sent::default(),
            journal: self.journal,
            signer: Arc::new(Mutex::new(signer)),
            signing: Flights::new(PLATFORM),
            key: self.key,
            slot_time: self.slot_time,
            resend_pause: self.resend_pause,
            clock: Clock::start(),
        })))
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("node_url", &self.node_url)
            .field("prover_url", &self.prover_url)
            .field("indexer_url", &self.indexer_url)
            .field("journal", &self.journal)
            .finish_non_exhaustive()
    }
}
