//! The one who writes into one room: new messages, edits and removals, one after another.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use chatwire_core::{Error, ErrorKind, Result};
use tokio::sync::mpsc;

use super::carried::{Carried, Count, Piece};
use super::config::Follow;
use super::guard::{Original, Outcome};
use super::mapping::Attempt;
use super::report::Notice;
use super::shared::Shared;
use crate::neutralise::neutral_address;
use crate::outbox::{Outbox, maybe_done, spread};
use crate::{Capabilities, Incoming, MessageId, Outgoing, Room};

/// Something to do in a room.
#[derive(Debug)]
pub(super) enum Job {
    /// Carry a message, which looks like this.
    Write(Arc<Incoming>, String),
    /// Give the copies of a message this text.
    Edit(Arc<Incoming>, String),
    /// Remove the copies of a message.
    Delete(Original),
}

/// Writes into one room.
#[derive(Debug)]
pub(super) struct Writer {
    pub(super) room: Room,
    pub(super) outbox: Outbox,
    pub(super) shared: Arc<Shared>,
    pub(super) edits: Follow,
    pub(super) deletes: Follow,
}

impl Writer {
    /// Works until there is nothing more to come.
    pub(super) async fn run(self, mut jobs: mpsc::Receiver<Job>) {
        while let Some(job) = jobs.recv().await {
            match job {
                Job::Write(message, text) => self.write(&message, &text).await,
                Job::Edit(message, text) => self.edit(&message, &text).await,
                Job::Delete(original) => self.delete(&original).await,
            }
        }
    }

    /// What the platform can: nothing when it panics, and then the outbox tells the error.
    fn can(&self) -> Capabilities {
        let asked = AssertUnwindSafe(|| self.outbox.platform().capabilities());
        catch_unwind(asked).unwrap_or_default()
    }

    async fn write(&self, message: &Incoming, text: &str) {
        let original = (message.room.clone(), message.id.clone());
        let reply_to = message.reply_to.as_ref().filter(|_| self.can().reply).and_then(|id| {
            let ids = self.shared.memory().counterpart(&message.room, id, &self.room);
            ids.and_then(|ids| ids.into_iter().next())
        });
        let pieces = self.pieces(text, message, reply_to);
        let done = self.send(pieces, &original).await;
        self.count(done, |counts| counts.written += 1);
    }

    /// The message in pieces that the platform takes.
    fn pieces(&self, text: &str, message: &Incoming, reply_to: Option<MessageId>) -> Vec<Outgoing> {
        let can = self.can();
        let mut text = text.to_owned();
        if !can.attachments {
            for attachment in &message.attachments {
                text.push(' ');
                text.push_str(&neutral_address(&attachment.url));
            }
        }
        let texts = can.split_neutral(&text);
        let mut whole = Outgoing::text(text);
        whole.reply_to = reply_to;
        if can.attachments {
            whole.attachments.clone_from(&message.attachments);
        }
        if texts.is_empty() && whole.attachments.is_empty() {
            return Vec::new();
        }
        spread(whole, texts)
    }

    /// Writes the pieces, until one fails: the rest would not be understood without it. One that may be there is as
    /// good as there.
    async fn send(&self, pieces: Vec<Outgoing>, original: &Original) -> Result<Maybe> {
        let carried = Carried::new(original.clone());
        let mut unknown = None;
        for (number, message) in pieces.into_iter().enumerate() {
            let piece = carried.piece(number);
            let sent = match self.send_one(message.clone(), &piece).await {
                // The answered message may be gone, of which not every platform tells.
                Err(error) if message.reply_to.is_some() && is_refusal(&error) => {
                    let mut alone = message;
                    alone.reply_to = None;
                    self.send_one(alone, &piece).await
                }
                sent => sent,
            };
            unknown = sent?.or(unknown);
        }
        Ok(unknown.map_or(Maybe::Yes, |error| Maybe::Unknown(error, carried)))
    }

    /// Writes a piece. Gives an error when nobody knows whether it stands there.
    async fn send_one(&self, message: Outgoing, piece: &Piece) -> Result<Option<Error>> {
        let (home, first) = piece.original();
        self.shared.memory().begin(home, first);
        let ticket = self.shared.guard().begin(&self.room, &message.text);
        let sent = self.outbox.send(&self.room, message).await;
        let outcome = match &sent {
            Ok(id) => Outcome::Written(id.clone()),
            Err(error) if maybe_done(error) => Outcome::Maybe,
            Err(_) => Outcome::Failed,
        };
        // Before the ticket ends: who waited for it may look up what is remembered.
        let attempt = match &outcome {
            Outcome::Written(id) => {
                self.shared.remember(piece, &self.room, id.clone());
                Attempt::Written
            }
            Outcome::Maybe => {
                piece.lost();
                Attempt::Written
            }
            Outcome::Failed => Attempt::Failed,
        };
        self.shared.memory().end(home, first, attempt);
        let heard_as = self.shared.guard().end(&self.room, ticket, outcome, piece);
        let was_heard = heard_as.map(|id| self.shared.remember(piece, &self.room, id)).is_some();
        self.shared.answered.notify_one();
        match sent {
            Ok(_) => Ok(None),
            Err(error) if maybe_done(&error) => {
                if was_heard {
                    // Not counted yet, so that there is no count to move.
                    let _ = piece.found();
                }
                Ok(Some(error).filter(|_| !was_heard))
            }
            Err(error) => Err(error),
        }
    }

    /// Copies of a message that a person wrote in its room.
    fn copies(&self, (home, id): &Original) -> Vec<MessageId> {
        let mut memory = self.shared.memory();
        if !memory.mapping().is_original(home, id) {
            return Vec::new();
        }
        memory.counterpart(home, id, &self.room).unwrap_or_default()
    }

    async fn edit(&self, message: &Incoming, text: &str) {
        let original = (message.room.clone(), message.id.clone());
        let (copies, can) = (self.copies(&original), self.can());
        let Some(first) = copies.first() else { return };
        let done = if can.edit {
            self.rewrite(message, text, &copies, &original).await
        } else if self.edits == Follow::Note {
            let reply_to = can.reply.then(|| first.clone());
            let pieces = self.pieces(&format!("(edited) {text}"), message, reply_to);
            self.send(pieces, &original).await
        } else {
            return;
        };
        self.count(done, |counts| counts.edited += 1);
    }

    /// Gives the pieces their new texts. What is too much is removed, what is new is written below.
    async fn rewrite(
        &self,
        message: &Incoming,
        text: &str,
        copies: &[MessageId],
        original: &Original,
    ) -> Result<Maybe> {
        let mut pieces = self.pieces(text, message, None).into_iter();
        for id in copies {
            match pieces.next() {
                Some(piece) => self.outbox.edit(&self.room, id, piece).await?,
                None if self.can().delete => self.remove(original, id).await?,
                // A text of which the person took the end back must not stay.
                None => self.outbox.edit(&self.room, id, Outgoing::text("…")).await?,
            }
        }
        self.send(pieces.collect(), original).await
    }

    async fn delete(&self, original: &Original) {
        let (copies, can) = (self.copies(original), self.can());
        let Some(first) = copies.first() else { return };
        let done = if can.delete {
            let mut done = Ok(Maybe::Yes);
            for id in &copies {
                if let Err(error) = self.remove(original, id).await {
                    done = Err(error);
                }
            }
            done
        } else if self.deletes == Follow::Note {
            let mut note = Outgoing::text(format!("[{}] (message deleted)", original.0.platform));
            note.reply_to = can.reply.then(|| first.clone());
            self.send(vec![note], original).await
        } else {
            return;
        };
        self.count(done, |counts| counts.deleted += 1);
    }

    async fn remove(&self, (home, first): &Original, id: &MessageId) -> Result<()> {
        match self.outbox.delete(&self.room, id).await {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut memory = self.shared.memory();
        let mut left = memory.counterpart(home, first, &self.room).unwrap_or_default();
        left.retain(|known| known != id);
        memory.set(home, first, &self.room, left);
        Ok(())
    }

    fn count(&self, done: Result<Maybe>, add: Count) {
        let platform = &self.room.platform;
        let error = match done {
            Ok(Maybe::Yes) => return add(self.shared.report().count(platform)),
            Ok(Maybe::Unknown(error, carried)) => {
                self.shared.report().count(platform).maybe_sent += 1;
                // From here on its last echo moves the count; it may have been heard before.
                if carried.counts_as(add) {
                    return self.shared.report().count(platform).found(add);
                }
                error
            }
            Err(error) => {
                let mut report = self.shared.report();
                let counts = report.count(platform);
                // The outbox is closed at the end of the bridge, and only then.
                let late = error.kind() == ErrorKind::Closed;
                if late {
                    counts.unsent += 1
                } else {
                    counts.failed += 1
                }
                error
            }
        };
        self.shared.tell(&Notice::Failed { room: self.room.clone(), error });
    }
}

/// Whether a message stands there.
#[derive(Debug)]
enum Maybe {
    Yes,
    Unknown(Error, Arc<Carried>),
}

/// Whether the platform looked at it and said no.
fn is_refusal(error: &Error) -> bool {
    let said_no =
        matches!(error.kind(), ErrorKind::Input | ErrorKind::NotFound | ErrorKind::Rejected);
    said_no && !maybe_done(error)
}
