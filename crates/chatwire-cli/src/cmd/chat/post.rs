//! [`Post`]: messages on their way, one after another, while events go on being shown.

use tokio::sync::mpsc;

use crate::exit::Result;

/// Messages that may wait to be sent; beyond that no further line is read.
const QUEUE: usize = 64;

/// The side that hands messages in and hears what became of them.
///
/// Each message that was taken has its answer, unless this is dropped before the last one.
#[derive(Debug)]
pub(crate) struct Post<L, A> {
    letters: Option<mpsc::Sender<L>>,
    answers: mpsc::Receiver<A>,
}

/// The side that sends.
#[derive(Debug)]
pub(crate) struct Delivery<L, A> {
    waiting: mpsc::Receiver<L>,
    report: mpsc::Sender<A>,
}

/// Both sides, which have to run at the same time.
pub(crate) fn post<L, A>() -> (Post<L, A>, Delivery<L, A>) {
    let (letters, waiting) = mpsc::channel(QUEUE);
    let (report, answers) = mpsc::channel(QUEUE);
    (Post { letters: Some(letters), answers }, Delivery { waiting, report })
}

impl<L, A> Post<L, A> {
    /// Takes no more messages; those that wait are sent.
    pub(crate) fn close(&mut self) {
        self.letters = None;
    }

    /// What became of the next message; `None` after the last one. Dropping the future loses nothing.
    pub(crate) async fn answer(&mut self) -> Option<A> {
        self.answers.recv().await
    }

    /// Queues a message; hands on answers meanwhile, so that neither side waits for the other. Nothing is taken after
    /// [`close`](Self::close).
    pub(crate) async fn put(&mut self, letter: L, mut answered: impl FnMut(A) -> Result) -> Result {
        let Some(letters) = &self.letters else { return Ok(()) };
        // An answer that cannot be shown is no reason to leave a message out.
        let mut shown = Ok(());
        let permit = loop {
            tokio::select! {
                biased;
                permit = letters.reserve() => break permit,
                Some(answer) = self.answers.recv() => shown = shown.and(answered(answer)),
            }
        };
        if let Ok(permit) = permit {
            permit.send(letter);
        }
        shown
    }
}

impl<L, A> Delivery<L, A> {
    /// Sends one message after another, so that rooms see them in the order of the lines.
    pub(crate) async fn run(mut self, mut send: impl AsyncFnMut(L) -> A) {
        while let Some(letter) = self.waiting.recv().await {
            let answer = send(letter).await;
            if self.report.send(answer).await.is_err() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_taken_is_sent_after_the_end() {
        let (mut post, delivery) = post();
        let most = 3 * QUEUE;
        let mut answers = Vec::new();
        let handing_in = async {
            // More than fits: answers have to be taken meanwhile.
            for nth in 0..most {
                let taken = post.put(nth, |answer| {
                    answers.push(answer);
                    Ok(())
                });
                taken.await.unwrap();
            }
            post.close();
            post.put(most, |_| Ok(())).await.unwrap();
            while let Some(answer) = post.answer().await {
                answers.push(answer);
            }
        };
        let delivering = delivery.run(async |nth| {
            tokio::task::yield_now().await;
            nth
        });
        tokio::join!(handing_in, delivering);
        assert_eq!(answers, (0..most).collect::<Vec<_>>());
    }
}
