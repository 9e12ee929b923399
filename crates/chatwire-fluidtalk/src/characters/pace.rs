//! [`paced`]: bubbles at the speed of a person who types.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use tokio::time::{Sleep, sleep};

use super::model::Bubble;

/// Yields each bubble after its [`delay`](Bubble::delay), so that a loop over it sends like a person who types.
///
/// Dropping it drops the bubbles that are left.
///
/// ```
/// # use chatwire_fluidtalk::characters::{Client, paced};
/// # use futures_util::StreamExt;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use chatwire_emulator::{Emulator, Platform as Service};
/// # let emulator = Emulator::start().await?;
/// # let (secret, url) = (emulator.fluidtalk().connector_token(), emulator.url(Service::FluidTalk));
/// # let client = Client::builder(secret).base_url(url)?.build()?;
/// let reply = client.chat("instagram", "mark").message("hey ava").await?;
/// let mut bubbles = paced(reply.bubbles);
/// while let Some(bubble) = bubbles.next().await {
///     println!("{}", bubble.text);
/// }
/// # Ok(())
/// # }
/// ```
pub fn paced(bubbles: impl IntoIterator<Item = Bubble>) -> Paced {
    let bubbles: Vec<Bubble> = bubbles.into_iter().collect();
    Paced { bubbles: bubbles.into_iter(), next: None }
}

/// Stream of [`paced`].
///
/// ```
/// use chatwire_fluidtalk::characters::{Bubble, paced};
/// use futures_util::StreamExt;
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mut bubbles = paced([Bubble::text("hey").delay_ms(500), Bubble::text("you")]);
/// while let Some(bubble) = bubbles.next().await {
///     println!("{}", bubble.text);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "streams do nothing unless polled"]
pub struct Paced {
    bubbles: std::vec::IntoIter<Bubble>,
    next: Option<(Bubble, Pin<Box<Sleep>>)>,
}

impl Stream for Paced {
    type Item = Bubble;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Bubble>> {
        let this = &mut *self;
        if this.next.is_none() {
            this.next = this.bubbles.next().map(|bubble| {
                let pause = Box::pin(sleep(bubble.delay()));
                (bubble, pause)
            });
        }
        if let Some((_, pause)) = &mut this.next {
            ready!(pause.as_mut().poll(cx));
        }
        Poll::Ready(this.next.take().map(|(bubble, _)| bubble))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.bubbles.len() + usize::from(self.next.is_some());
        (left, Some(left))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::StreamExt;
    use std::time::Duration;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn each_bubble_comes_after_its_own_delay() {
        let start = Instant::now();
        let mut stream = paced([
            Bubble::text("a").delay_ms(0),
            Bubble::text("b"),
            Bubble::text("c").delay_ms(200),
        ]);
        assert_eq!(stream.size_hint(), (3, Some(3)));
        for (text, at) in [("a", 0), ("b", 1500), ("c", 1700)] {
            assert_eq!(stream.next().await.unwrap().text, text);
            let late = start.elapsed().saturating_sub(Duration::from_millis(at));
            assert!(
                start.elapsed() >= Duration::from_millis(at) && late < Duration::from_millis(10),
                "{text}"
            );
        }
        assert!(stream.next().await.is_none());
    }
}
