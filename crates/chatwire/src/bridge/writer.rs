//! The one who writes into one room: new messages, edits and removals, one after another.

use std::sync::Arc;

use chatwire_core::{Error, ErrorKind, Result};
use tokio::sync::mpsc;

use super::config::Follow;
use super::guard::{Original, Outcome};
use super::report::{Counts, Notice};
use super::shared::Shared;
use super::template::address;
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

    fn can(&self) -> Capabilities {
        self.outbox.platform().capabilities()
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
                text.push_str(&address(&attachment.url));
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
        let mut all = Maybe::Yes;
        for piece in pieces {
            let sent = match self.send_one(piece.clone(), original).await {
                // The answered message may be gone, of which not every platform tells.
                Err(error) if piece.reply_to.is_some() && is_refusal(&error) => {
                    let mut alone = piece;
                    alone.reply_to = None;
                    self.send_one(alone, original).await
                }
                sent => sent,
            };
            if let unknown @ Maybe::Unknown(_) = sent? {
                all = unknown;
            }
        }
        Ok(all)
    }

    async fn send_one(&self, piece: Outgoing, original: &Original) -> Result<Maybe> {
        let ticket = self.shared.guard().begin(&self.room, &piece.text);
        let sent = self.outbox.send(&self.room, piece).await;
        let (home, first) = original;
        let remember = |id: MessageId| self.shared.memory().add(home, first, &self.room, id);
        let outcome = match &sent {
            Ok(id) => Outcome::Written(id.clone()),
            Err(error) if maybe_done(error) => Outcome::Maybe,
            Err(_) => Outcome::Failed,
        };
        // Before the ticket ends: who waited for it may look up what is remembered.
        if let Ok(id) = &sent
            && !id.as_str().is_empty()
        {
            remember(id.clone());
        }
        let heard_as = self.shared.guard().end(&self.room, ticket, outcome, original);
        let was_heard = heard_as.map(remember).is_some();
        self.shared.answered.notify_one();
        match sent {
            Ok(_) => Ok(Maybe::Yes),
            Err(_) if was_heard => Ok(Maybe::Yes),
            Err(error) if maybe_done(&error) => Ok(Maybe::Unknown(error)),
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

    fn count(&self, done: Result<Maybe>, add: impl FnOnce(&mut Counts)) {
        let error = {
            let mut report = self.shared.report();
            let counts = report.count(&self.room.platform);
            match done {
                Ok(Maybe::Yes) => return add(counts),
                Ok(Maybe::Unknown(error)) => {
                    counts.maybe_sent += 1;
                    error
                }
                Err(error) => {
                    // The outbox is closed at the end of the bridge, and only then.
                    let late = error.kind() == ErrorKind::Closed;
                    if late {
                        counts.unsent += 1
                    } else {
                        counts.failed += 1
                    }
                    error
                }
            }
        };
        self.shared.tell(&Notice::Failed { room: self.room.clone(), error });
    }
}

/// Whether a message stands there.
#[derive(Debug)]
enum Maybe {
    Yes,
    Unknown(Error),
}

/// Whether the platform looked at it and said no.
fn is_refusal(error: &Error) -> bool {
    let said_no =
        matches!(error.kind(), ErrorKind::Input | ErrorKind::NotFound | ErrorKind::Rejected);
    said_no && !maybe_done(error)
}
