//! Lists of ids that are longer than one request takes.

use std::collections::VecDeque;
use std::fmt;
use std::hash::Hash;

use chatwire_core::{BoxFuture, Error, ErrorKind, Invalid, Page, Request, Result};

/// A call for any number of ids, made of as many requests as they need, one after another.
///
/// Awaiting it gives a [`Batched`], which tells what came and what failed. It fails only when nothing came at all.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> chatwire_kick::Result<()> {
/// # use chatwire_core::testing::{Answer, Script};
/// # let script = Script::new().always(Answer::status(200).body(r#"{"data":[{"user_id":7}]}"#));
/// # let client = chatwire_kick::Client::builder().token("token").script(script.clone()).build()?;
/// let users = client.users().ids(1..=120).in_batches().await?;
/// assert_eq!(users.items.len(), 3);
/// # assert_eq!(script.requests().len(), 3);
/// for failed in &users.failed {
///     eprintln!("{} users are missing: {}", failed.ids.len(), failed.error);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a call does nothing until it is awaited"]
pub struct Batches<K, T> {
    ids: Vec<K>,
    size: usize,
    failure: Option<Error>,
    call: Box<dyn FnMut(Vec<K>) -> Request<Page<T>> + Send>,
}

/// What the requests of a [`Batches`] gave together.
#[derive(Clone, Debug)]
#[must_use = "some of the requests may have failed"]
#[non_exhaustive]
pub struct Batched<K, T> {
    /// Items that came, in the order of the ids.
    pub items: Vec<T>,
    /// Items that could not be read; places are those in their own answer.
    pub invalid: Vec<Invalid>,
    /// Requests that failed, with the ids that they were about.
    pub failed: Vec<FailedBatch<K>>,
}

/// One failed request of a [`Batches`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FailedBatch<K> {
    /// Ids that the request was about.
    pub ids: Vec<K>,
    /// Why it failed.
    pub error: Error,
}

impl<K, T> Batched<K, T> {
    /// All items, or the first failure.
    ///
    /// # Errors
    ///
    /// The error of the first request that failed; what came by the others is gone then.
    pub fn complete(self) -> Result<Vec<T>> {
        match self.failed.into_iter().next() {
            Some(failed) => Err(failed.error),
            None => Ok(self.items),
        }
    }
}

impl<K: Clone + Eq + Hash + Send + 'static, T: Send + 'static> Batches<K, T> {
    /// Requests of `size` ids each; an id that is there twice is asked for once.
    pub(super) fn new(
        ids: Vec<K>,
        size: usize,
        call: impl FnMut(Vec<K>) -> Request<Page<T>> + Send + 'static,
    ) -> Self {
        let mut seen = std::collections::HashSet::with_capacity(ids.len());
        let ids = ids.into_iter().filter(|id| seen.insert(id.clone())).collect();
        Self { ids, size: size.max(1), failure: None, call: Box::new(call) }
    }

    /// Fails with what a check found, and sends nothing then.
    pub(super) fn check(mut self, checked: Result<()>) -> Self {
        if let Err(err) = checked {
            self.failure.get_or_insert(err);
        }
        self
    }

    async fn run(mut self) -> Result<Batched<K, T>> {
        if let Some(failure) = self.failure {
            return Err(failure.with_platform("kick"));
        }
        let mut all = Batched { items: Vec::new(), invalid: Vec::new(), failed: Vec::new() };
        let mut batches: VecDeque<Vec<K>> = self.ids.chunks(self.size).map(<[K]>::to_vec).collect();
        let total = batches.len();
        while let Some(ids) = batches.pop_front() {
            match (self.call)(ids.clone()).await {
                Ok(page) => {
                    all.items.extend(page.items);
                    all.invalid.extend(page.invalid);
                }
                Err(error) => {
                    let hopeless = is_hopeless(error.kind());
                    all.failed.push(FailedBatch { ids, error: error.clone() });
                    if hopeless {
                        let rest = batches.drain(..);
                        let skipped = rest.map(|ids| FailedBatch { ids, error: error.clone() });
                        all.failed.extend(skipped);
                    }
                }
            }
        }
        match all.failed.first() {
            Some(first) if all.failed.len() == total => Err(first.error.clone()),
            _ => Ok(all),
        }
    }
}

/// Whether the requests that are left would fail the same way.
fn is_hopeless(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::Auth
            | ErrorKind::Forbidden
            | ErrorKind::PaymentRequired
            | ErrorKind::Config
            | ErrorKind::RateLimited
    )
}

impl<K: Clone + Eq + Hash + Send + 'static, T: Send + 'static> IntoFuture for Batches<K, T> {
    type Output = Result<Batched<K, T>>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<K, T> fmt::Debug for Batches<K, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batches")
            .field("ids", &self.ids.len())
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}
