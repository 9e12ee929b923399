//! Keeps unsent messages in a file, or does nothing: the one place that knows of the feature.

use chatwire_core::Result;

#[cfg(feature = "outbox")]
use super::journal::{Journal, Kept};
use crate::{Outgoing, Room};

/// Names a message in the file; `None` for what is not kept.
pub(super) type Record = Option<u64>;

#[derive(Default)]
pub(super) struct Keeper {
    #[cfg(feature = "outbox")]
    journal: Option<std::sync::Arc<Journal>>,
}

#[cfg(feature = "outbox")]
impl Keeper {
    pub(super) async fn open(
        file: std::path::PathBuf,
        synced: bool,
        keep: std::time::Duration,
    ) -> Result<(Self, Kept)> {
        let (journal, kept) = Journal::open(file, synced, keep).await?;
        Ok((Self { journal: Some(std::sync::Arc::new(journal)) }, kept))
    }

    /// A message stands in line.
    pub(super) fn queued(&self, room: &Room, message: &Outgoing) -> Result<Record> {
        self.journal.as_ref().map(|journal| journal.queued(room, message)).transpose()
    }

    /// What was written is on the disk.
    pub(super) async fn flush(&self) {
        if let Some(journal) = &self.journal
            && let Err(error) = journal.flush().await
        {
            tracing::warn!(%error, "the file of the outbox");
        }
    }

    /// An attempt begins. It must not, if this fails: nobody would know of it after a restart.
    pub(super) async fn begun(&self, record: Record) -> Result<()> {
        match (&self.journal, record) {
            (Some(journal), Some(record)) => journal.begun(record).await,
            _ => Ok(()),
        }
    }

    /// The attempt certainly had no effect.
    pub(super) fn back(&self, record: Record) {
        if let (Some(journal), Some(record)) = (&self.journal, record) {
            journal.back(record);
        }
    }

    /// The message needs nothing more.
    pub(super) async fn done(&self, record: Record) {
        if let (Some(journal), Some(record)) = (&self.journal, record) {
            journal.done(record).await;
        }
    }

    /// The message failed for good. It must not be sent after a restart, as its failure is told now.
    pub(super) async fn failed(&self, record: Record) {
        if let (Some(journal), Some(record)) = (&self.journal, record)
            && let Err(error) = journal.failed(record).await
        {
            tracing::warn!(%error, "the file of the outbox");
        }
    }

    /// What an earlier run left was told.
    pub(super) fn told(&self, records: &[u64]) {
        if let Some(journal) = &self.journal {
            journal.told(records);
        }
    }
}

#[cfg(not(feature = "outbox"))]
impl Keeper {
    pub(super) fn queued(&self, _: &Room, _: &Outgoing) -> Result<Record> {
        Ok(None)
    }

    pub(super) async fn flush(&self) {}

    pub(super) async fn begun(&self, _: Record) -> Result<()> {
        Ok(())
    }

    pub(super) fn back(&self, _: Record) {}

    pub(super) async fn done(&self, _: Record) {}

    pub(super) async fn failed(&self, _: Record) {}
}
