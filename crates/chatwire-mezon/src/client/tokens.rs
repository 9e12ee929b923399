//! The ledger of the bot's user: [`Client::send_token`] and what belongs to it (feature `tokens`).

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use chatwire_core::build::{BaseUrl, Flights};
use chatwire_core::{BoxFuture, Config, Credential, Error, Result};

use super::Client;
use crate::UserId;
use crate::error::{PLATFORM, named};
use crate::ledger::{
    self, DEFAULT_INDEXER_URL, DEFAULT_NODE_URL, DEFAULT_PROVER_URL, IndexedTransaction, Journal,
    Ledger, Outcome, Prepared, Terms, TokenAmount, TokenHistory, term_setters,
};
use crate::session::{IdTokens, Keeper};

/// Where the services of the ledger are, and where payments are noted.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    pub(super) node_url: Option<String>,
    pub(super) prover_url: Option<String>,
    pub(super) indexer_url: Option<String>,
    pub(super) journal: Option<PathBuf>,
}

/// The ledger of the present session's user, made when it is needed.
pub(crate) struct Payments {
    settings: Settings,
    config: Config,
    ledger: Mutex<Option<(UserId, Ledger)>>,
    /// Open as long as the client lives: its file belongs to one program at a time.
    journal: Arc<OnceLock<Journal>>,
    /// The opening of the journal that is under way.
    opening: Flights<(), Journal>,
}

impl Payments {
    pub(super) fn new(settings: Settings, config: Config) -> Self {
        let (ledger, journal) = (Mutex::default(), Arc::default());
        Self { settings, config, ledger, journal, opening: Flights::new(PLATFORM) }
    }

    async fn ledger(&self, keeper: &Arc<Keeper>) -> Result<Ledger> {
        let session = keeper.session().await?;
        let user = session.user_id.unwrap_or_else(|| keeper.bot());
        if let Some(ledger) = known(self.lock().as_ref(), user) {
            return Ok(ledger);
        }
        let journal = self.journal().await?;
        let mut latest = self.lock();
        // Another call may have made it meanwhile.
        if let Some(ledger) = known(latest.as_ref(), user) {
            return Ok(ledger);
        }
        let [node, prover, indexer] = self.addresses();
        // Key and proof belong to a user, so another user gets a ledger of its own.
        let mut builder = Ledger::builder(user)
            .token(Credential::from_source(IdTokens(Arc::clone(keeper))))
            .config(self.config.clone().no_rate_limit())
            .node_url(node)
            .prover_url(prover)
            .indexer_url(indexer);
        if let Some(journal) = journal {
            builder = builder.journal(journal);
        }
        let ledger = builder.build().map_err(named)?;
        *latest = Some((user, ledger.clone()));
        Ok(ledger)
    }

    /// Never held while something is waited for: a call that nobody polls holds up no other.
    fn lock(&self) -> MutexGuard<'_, Option<(UserId, Ledger)>> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The journal, if there is to be one; opened by the first call.
    async fn journal(&self) -> Result<Option<Journal>> {
        let Some(path) = &self.settings.journal else { return Ok(None) };
        if let Some(journal) = self.journal.get() {
            return Ok(Some(journal.clone()));
        }
        let landed =
            self.opening.join((), || open(Arc::clone(&self.journal), path.clone())).await?;
        Ok(Some(landed.value))
    }

    /// Addresses of node, prover and indexer.
    fn addresses(&self) -> [String; 3] {
        let Settings { node_url, prover_url, indexer_url, .. } = &self.settings;
        let own = self.config.address().filter(|gateway| !is_mezon(gateway));
        let address = |set: &Option<String>, default: &str, path: &str| match (set, own) {
            (Some(url), _) => url.clone(),
            (None, None) => default.to_owned(),
            // A login at a gateway of one's own is not told to Mezon's services.
            (None, Some(own)) => format!("{}/{path}/", own.as_str().trim_end_matches('/')),
        };
        [
            address(node_url, DEFAULT_NODE_URL, "mmn-api"),
            address(prover_url, DEFAULT_PROVER_URL, "zk-api"),
            address(indexer_url, DEFAULT_INDEXER_URL, "indexer-api"),
        ]
    }
}

/// The ledger at hand, if it is this user's.
fn known(latest: Option<&(UserId, Ledger)>, user: UserId) -> Option<Ledger> {
    latest.filter(|(of, _)| *of == user).map(|(_, ledger)| ledger.clone())
}

/// Opens the journal, unless an attempt that landed meanwhile did: the file cannot be opened twice.
fn open(place: Arc<OnceLock<Journal>>, path: PathBuf) -> BoxFuture<'static, Result<Journal>> {
    Box::pin(async move {
        if let Some(journal) = place.get() {
            return Ok(journal.clone());
        }
        let opened = tokio::task::spawn_blocking(move || Journal::open(path)).await;
        let ended = |err| Error::config("the journal could not be read").with_source(err);
        let journal = opened.map_err(ended).and_then(|opened| opened).map_err(named)?;
        Ok(place.get_or_init(|| journal).clone())
    })
}

/// Whether a gateway is one of Mezon's own.
fn is_mezon(gateway: &BaseUrl) -> bool {
    let host = gateway.host().to_ascii_lowercase();
    host == "mezon.ai" || host.ends_with(".mezon.ai")
}

/// Tokens of the bot's user (feature `tokens`); see [`ledger`] for what to know before money moves.
impl Client {
    /// Sends tokens to a user. Whole tokens as a number; fractions by [`TokenAmount::from_decimal`].
    ///
    /// Nothing happens before the returned value is awaited.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = chatwire_emulator::Emulator::start().await?;
    /// # let (bot, key) = emulator.mezon().bot();
    /// # emulator.mezon().login_style(|style| style.id_token = "id".to_owned());
    /// # emulator.ledger().deposit_user(bot, 100_000_000);
    /// # let url = emulator.url(chatwire_emulator::Platform::Mezon);
    /// use chatwire_mezon::Client;
    /// use chatwire_mezon::ledger::Outcome;
    ///
    /// # let receiver = emulator.mezon().user("alice");
    /// # let folder = std::env::temp_dir().join(format!("chatwire-send-doc-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder)?;
    /// # let path = folder.join("payments.jsonl");
    /// let client = Client::builder(bot, key).base_url(url)?.payment_journal(&path).build()?;
    /// match client.send_token(receiver, 5).note("thanks").await? {
    ///     Outcome::Accepted(paid) => println!("on its way: {:?}", paid.tx_hash()),
    ///     Outcome::Refused(refused) => println!("not paid: {}", refused.rejection()),
    ///     Outcome::Unknown(payment) => {
    ///         // It may have been paid: never send it anew, find out.
    ///         let outcome = client.ledger().await?.resume(payment).await?;
    ///         println!("settled: {}", outcome.ok());
    ///     }
    ///     _ => {}
    /// }
    /// # emulator.ledger().produce_block();
    /// assert_eq!(client.token_balance().await?.to_string(), "95");
    /// # drop(client);
    /// # std::fs::remove_dir_all(&folder)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`SendToken`].
    #[doc(alias = "sendToken")]
    pub fn send_token(
        &self,
        receiver_id: impl Into<UserId>,
        amount: impl Into<TokenAmount>,
    ) -> SendToken {
        let receiver = receiver_id.into();
        let terms = Terms::to_user(receiver, amount.into());
        SendToken { client: self.clone(), terms, receiver, is_confirmed: false }
    }

    /// The ledger of the session's user, after a login if need be: preparing and submitting, waiting, finding out
    /// what became of a payment.
    ///
    /// It is the same one for each call until the session is another user's. Keys and proofs are made by the first
    /// transfer and are never stored.
    ///
    /// # Errors
    ///
    /// Those of [`login`](Self::login); [`Config`](crate::ErrorKind::Config) when an address cannot be used or the
    /// journal cannot be opened.
    pub async fn ledger(&self) -> Result<Ledger> {
        self.inner.payments.ledger(&self.inner.keeper).await
    }

    /// Balance of the session's user.
    ///
    /// # Errors
    ///
    /// As [`ledger`](Self::ledger) and [`ledger::Rpc::account`].
    pub async fn token_balance(&self) -> Result<TokenAmount> {
        self.ledger().await?.balance().await
    }

    /// Transactions of the session's user, newest first; the login, if need be, is part of awaiting it.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = chatwire_emulator::Emulator::start().await?;
    /// # let (bot, key) = emulator.mezon().bot();
    /// # emulator.mezon().login_style(|style| style.id_token = "id".to_owned());
    /// # emulator.ledger().deposit_user(bot, 100_000_000);
    /// # let alice = emulator.mezon().user("alice");
    /// # let url = emulator.url(chatwire_emulator::Platform::Mezon);
    /// # let client = chatwire_mezon::Client::builder(bot, key).base_url(url)?.build()?;
    /// # client.send_token(alice, 5).await?;
    /// # emulator.ledger().produce_block();
    /// use chatwire_mezon::ledger::WalletFilter;
    /// use futures_util::TryStreamExt;
    ///
    /// let page = client.token_history().limit(10).await?;
    /// assert_eq!(page.items[0].amount()?.to_string(), "5");
    ///
    /// let mut sent = client.token_history().filter(WalletFilter::Sent).items();
    /// while let Some(payment) = sent.try_next().await? {
    ///     println!("{} to {}", payment.amount()?, payment.to_address);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`TokenHistory`].
    pub fn token_history(&self) -> TokenHistory {
        let client = self.clone();
        TokenHistory::of(move || {
            let client = client.clone();
            async move { client.ledger().await }
        })
    }

    /// A transaction by its hash, as the indexer knows it.
    ///
    /// The call of this name that Mezon's gateway had in 2025 is gone; this is what took its place.
    ///
    /// # Errors
    ///
    /// As [`ledger`](Self::ledger) and [`ledger::Indexer::transaction`].
    #[doc(alias = "listTransactionDetail")]
    pub async fn list_transaction_detail(&self, tx_hash: &str) -> Result<IndexedTransaction> {
        let ledger = self.ledger().await?;
        let indexer = ledger.indexer().ok_or_else(ledger::no_indexer)?;
        indexer.transaction(tx_hash).await
    }
}

/// A transfer before it is signed; from [`Client::send_token`]. The same as [`ledger::SendToken`], with the client at
/// hand.
///
/// # Errors
///
/// Awaiting gives those of [`Client::ledger`] and [`ledger::SendToken::send`], and with
/// [`confirm_receiver`](Self::confirm_receiver) [`NotFound`](crate::ErrorKind::NotFound): whenever an error is
/// returned, nothing was paid and nothing will be.
#[derive(Clone, Debug)]
#[must_use = "a transfer does nothing until it is awaited"]
pub struct SendToken {
    client: Client,
    terms: Terms,
    receiver: UserId,
    is_confirmed: bool,
}

term_setters!(SendToken);

impl SendToken {
    /// Sends only when the receiver is known to the client, or a member of one of the bot's clans (off).
    ///
    /// Nodes pay to any id, and what went to nobody is lost. Costs one call for each clan unless the user is known.
    pub fn confirm_receiver(mut self) -> Self {
        self.is_confirmed = true;
        self
    }

    /// Checks and signs the transfer, and sends nothing.
    ///
    /// Hand the value to [`Ledger::submit`](ledger::Ledger::submit) within about a minute.
    ///
    /// # Errors
    ///
    /// As awaiting the value.
    pub async fn prepare(self) -> Result<Prepared> {
        self.resolved().await?.prepare().await
    }

    /// Sends; the same as awaiting the value.
    ///
    /// # Errors
    ///
    /// See the type.
    pub async fn send(self) -> Result<Outcome> {
        self.resolved().await?.send().await
    }

    async fn resolved(self) -> Result<ledger::SendToken> {
        if self.is_confirmed {
            self.client.user(self.receiver).fetch().await?;
        }
        Ok(ledger::SendToken::new(self.client.ledger().await?, self.terms))
    }
}

impl IntoFuture for SendToken {
    type Output = Result<Outcome>;
    type IntoFuture = BoxFuture<'static, Result<Outcome>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}
