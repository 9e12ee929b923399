//! A message on its way into a room, piece by piece.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::guard::Original;
use super::report::Counts;
use crate::MessageId;

/// Counts a message.
pub(super) type Count = fn(&mut Counts);

/// What is known of the pieces of one message in one room.
#[derive(Debug)]
pub(super) struct Carried {
    original: Original,
    pieces: Mutex<Pieces>,
}

#[derive(Debug, Default)]
struct Pieces {
    /// By their numbers.
    ids: BTreeMap<usize, MessageId>,
    /// How many may stand there or not.
    unknown: usize,
    /// How the message counts once nothing of it is unknown; told when it was counted as maybe sent.
    counts_as: Option<Count>,
}

/// One piece.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    of: Arc<Carried>,
    number: usize,
}

impl Carried {
    pub(super) fn new(original: Original) -> Arc<Self> {
        Arc::new(Self { original, pieces: Mutex::default() })
    }

    pub(super) fn piece(self: &Arc<Self>, number: usize) -> Piece {
        Piece { of: Arc::clone(self), number }
    }

    /// The message was counted as maybe sent. `true` if all of it is known to stand there already.
    pub(super) fn counts_as(&self, count: Count) -> bool {
        let mut pieces = self.pieces();
        pieces.counts_as = Some(count);
        pieces.unknown == 0
    }

    fn pieces(&self) -> MutexGuard<'_, Pieces> {
        self.pieces.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Piece {
    pub(super) fn original(&self) -> &Original {
        &self.of.original
    }

    /// It stands there under this id. Gives the ids of the pieces behind it, as far as they are known.
    pub(super) fn stands_as(&self, id: &MessageId) -> Vec<MessageId> {
        let mut pieces = self.of.pieces();
        pieces.ids.insert(self.number, id.clone());
        pieces.ids.range(self.number + 1..).map(|(_, id)| id.clone()).collect()
    }

    /// It may stand there or not.
    pub(super) fn lost(&self) {
        self.of.pieces().unknown += 1;
    }

    /// It was lost and does stand there. Gives how the message counts now, if it was the last one.
    pub(super) fn found(&self) -> Option<Count> {
        let mut pieces = self.of.pieces();
        pieces.unknown = pieces.unknown.saturating_sub(1);
        pieces.counts_as.filter(|_| pieces.unknown == 0)
    }
}
