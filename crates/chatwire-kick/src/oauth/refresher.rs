//! [`Refresher`]: renews stored tokens in the background before they run out.

use std::sync::Arc;
use std::time::Duration;

use chatwire_core::{Result, crypto};
use tokio::task::JoinHandle;

use super::vault::Vault;
use crate::client::named;
use crate::token_store::{RENEW_BEFORE, StoredToken};

/// How often the refresher looks unless said otherwise.
pub const DEFAULT_REFRESH_INTERVAL: Duration = Duration::from_secs(60);

/// Bounds of an interval: less would only ask the store, and more is as good as never.
const INTERVALS: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(24 * 60 * 60));

/// Keeps stored tokens fresh for as long as it lives; dropping it ends the work.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> chatwire_kick::Result<()> {
/// use chatwire_kick::Client;
///
/// let client = Client::builder().app("client-id", "client-secret").build()?;
/// let refresher = client.spawn_refresher()?;
/// // … the program's work …
/// refresher.stop().await;
/// # Ok(())
/// # }
/// ```
#[must_use = "dropping the refresher ends it"]
#[derive(Debug)]
pub struct Refresher(JoinHandle<()>);

impl Refresher {
    pub(crate) fn spawn(vault: Arc<Vault>, interval: Duration) -> Result<Self> {
        let runtime = tokio::runtime::Handle::try_current().map_err(|err| {
            let why = "the refresher runs inside of a tokio runtime only";
            named(chatwire_core::Error::config(why).with_source(err))
        })?;
        Ok(Self(runtime.spawn(run(vault, interval))))
    }

    /// Ends the work and waits until it has ended; a renewal under way is finished and stored all the same.
    #[doc(alias = "stop_token_refresh")]
    pub async fn stop(mut self) {
        self.0.abort();
        // The only outcome of an aborted task is that it has ended.
        let _ended = (&mut self.0).await;
    }
}

impl Drop for Refresher {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn run(vault: Arc<Vault>, interval: Duration) {
    let interval = interval.clamp(INTERVALS.0, INTERVALS.1);
    loop {
        if let Err(err) = pass(&vault, interval).await {
            tracing::warn!(kind = %err.kind(), "the stored tokens could not be listed");
        }
        tokio::time::sleep(jittered(interval)).await;
    }
}

/// One look at all tokens; a failure of one does not keep the others from it.
async fn pass(vault: &Arc<Vault>, interval: Duration) -> Result<()> {
    for token in vault.store().list().await? {
        if !is_due(&token, interval) {
            continue;
        }
        // The token counts as refused: it is renewed even if calls could still carry it.
        if let Err(err) = vault.newer(token.account, &token.access_token).await {
            let (account, kind, code) = (token.account, err.kind(), err.code());
            tracing::warn!(%account, %kind, code, "a token could not be renewed");
        }
    }
    Ok(())
}

/// Whether a token would have to be renewed by a call before the look after the next.
fn is_due(token: &StoredToken, interval: Duration) -> bool {
    let renewable = !token.dead && token.refresh_token.is_some();
    renewable && token.remaining() < RENEW_BEFORE.saturating_add(interval.saturating_mul(2))
}

/// The interval, up to a tenth longer or shorter, so that many programs do not come at once.
///
/// For intervals with a bound: near the largest there is no longer one.
pub(crate) fn jittered(interval: Duration) -> Duration {
    let random = crypto::random_bytes::<1>().map_or(128, |[byte]| byte);
    interval.mul_f64(0.9 + 0.2 * f64::from(random) / 255.0)
}
